//! The weights of many yes-or-no questions over the same rows at once.
//!
//! Dual coordinate descent: one row at a time is made right as far as its cost allows, the questions side by side, so that a
//! column is fetched once for all of them. There is no step size, and the same seed gives the same weights.

use super::dice::Dice;
use super::matrix::Matrix;
use serde::{Deserialize, Serialize};

/// What a mistake costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Loss {
    /// Logistic regression; mild with labels that are wrong (Yu, Huang and Lin 2011).
    Logistic,
    /// Squared hinge; sharper where labels are many and clean (Hsieh, Chang, Lin, Keerthi and Sundararajan 2008).
    Hinge,
}

/// Questions over rows; what belongs to a row or a column lies together, one value for each question.
pub(super) struct Questions<'a> {
    pub(super) count: usize,
    /// The rows that take part.
    pub(super) rows: &'a [u32],
    /// For each row and question: 1 for yes, -1 for no.
    pub(super) sign: &'a [f32],
    /// For each row and question: what a mistake costs.
    pub(super) cost: &'a [f32],
    /// For each column and question: the square of how loudly it may speak; empty: all alike.
    pub(super) loud: &'a [f32],
}

/// The answers: for each column and question a weight, and a bias for each question.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Weights {
    pub(super) count: usize,
    pub(super) weights: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// Passes over the rows at most.
const PASSES: usize = 30;
/// A pass that changes no row by more than this share of its cost is the last.
const STILL: f32 = 0.02;

impl Weights {
    /// Weights that say nothing.
    pub(super) fn none(columns: usize, count: usize) -> Self {
        Self { count, weights: vec![0.0; columns * count], bias: vec![0.0; count] }
    }

    /// Adds a share of `other`.
    pub(super) fn add(&mut self, other: &Self, share: f32) {
        self.weights.iter_mut().zip(&other.weights).for_each(|(own, other)| *own += share * other);
        self.bias.iter_mut().zip(&other.bias).for_each(|(own, other)| *own += share * other);
    }

    /// How far a row of the matrix lies on the yes side of each question.
    pub(super) fn margins(&self, columns: &[u32], values: &[f32], into: &mut Vec<f32>) {
        into.clear();
        into.extend_from_slice(&self.bias);
        for (&column, &value) in columns.iter().zip(values) {
            let from = column as usize * self.count;
            for (sum, weight) in into.iter_mut().zip(&self.weights[from..from + self.count]) {
                *sum += value * weight;
            }
        }
    }

    fn change(&mut self, columns: &[u32], values: &[f32], steps: &[f32], loud: &[f32]) {
        for (bias, step) in self.bias.iter_mut().zip(steps) {
            *bias += step;
        }
        for (&column, &value) in columns.iter().zip(values) {
            let range = column as usize * self.count..(column as usize + 1) * self.count;
            let weights = self.weights[range.clone()].iter_mut().zip(steps);
            if loud.is_empty() {
                weights.for_each(|(weight, step)| *weight += value * step);
            } else {
                weights.zip(&loud[range]).for_each(|((weight, step), loud)| *weight += value * step * loud);
            }
        }
    }
}

/// Solves `questions` over `matrix`.
pub(super) fn solve(matrix: &Matrix, questions: &Questions<'_>, loss: Loss, seed: u64) -> Weights {
    let count = questions.count;
    let mut found = Weights::none(matrix.columns, count);
    let squares = squares(matrix, questions);
    let mut dual: Vec<f32> = questions.cost.iter().map(|&cost| first(loss, cost)).collect();
    let mut steps = vec![0.0; count];
    let mut margins = Vec::new();
    if loss == Loss::Logistic {
        for (at, &row) in questions.rows.iter().enumerate() {
            let range = at * count..(at + 1) * count;
            let each = steps.iter_mut().zip(&dual[range.clone()]).zip(&questions.sign[range]);
            each.for_each(|((step, dual), sign)| *step = dual * sign);
            let (columns, values) = matrix.row(row as usize);
            found.change(columns, values, &steps, questions.loud);
        }
    }
    let mut order: Vec<u32> = (0..questions.rows.len() as u32).collect();
    let mut dice = Dice::new(seed);
    for _ in 0..PASSES {
        dice.shuffle(&mut order);
        let mut largest = 0.0f32;
        for &at in &order {
            let (columns, values) = matrix.row(questions.rows[at as usize] as usize);
            found.margins(columns, values, &mut margins);
            let mut still = true;
            for (question, step) in steps.iter_mut().enumerate() {
                let at = at as usize * count + question;
                let (sign, cost, square) = (questions.sign[at], questions.cost[at], squares[at]);
                let before = dual[at];
                dual[at] = match loss {
                    Loss::Hinge => hinge(before, sign * margins[question], cost, square),
                    Loss::Logistic => logistic(before, sign * margins[question], cost, square),
                };
                *step = (dual[at] - before) * sign;
                still &= *step == 0.0;
                largest = largest.max(step.abs() / cost);
            }
            if !still {
                found.change(columns, values, &steps, questions.loud);
            }
        }
        if largest < STILL {
            break;
        }
    }
    found
}

/// For each row and question the square of the row's length as the question hears it, the bias included.
fn squares(matrix: &Matrix, questions: &Questions<'_>) -> Vec<f32> {
    let count = questions.count;
    let mut squares = Vec::with_capacity(questions.rows.len() * count);
    for &row in questions.rows {
        let (columns, values) = matrix.row(row as usize);
        let from = squares.len();
        squares.resize(from + count, 1.0);
        for (&column, &value) in columns.iter().zip(values) {
            for (question, square) in squares[from..].iter_mut().enumerate() {
                let loud = questions.loud.get(column as usize * count + question);
                *square += value * value * loud.copied().unwrap_or(1.0);
            }
        }
    }
    squares
}

/// Where a row's dual variable begins.
fn first(loss: Loss, cost: f32) -> f32 {
    match loss {
        Loss::Hinge => 0.0,
        Loss::Logistic => 1e-3 * cost.min(1.0),
    }
}

/// The best dual variable of a row whose others stand still.
#[inline]
fn hinge(before: f32, margin: f32, cost: f32, square: f32) -> f32 {
    let soft = 0.5 / cost;
    (before - (margin - 1.0 + soft * before) / (square + soft)).max(0.0)
}

/// The same for the logistic loss: the root of `square * (z - before) + margin + ln(z / (cost - z))` by Newton's method, from
/// the side where the root is below the middle, so that no step overshoots for long.
#[inline]
fn logistic(before: f32, margin: f32, cost: f32, square: f32) -> f32 {
    let mirrored = square * (cost / 2.0 - before) + margin < 0.0;
    let (start, push) = if mirrored { (cost - before, -margin) } else { (before, margin) };
    let mut z = if cost - start < cost / 2.0 { start / 10.0 } else { start };
    for _ in 0..16 {
        let slope = square * (z - start) + push + (z / (cost - z)).ln();
        if slope.abs() < 1e-3 {
            break;
        }
        let next = z - slope / (square + cost / ((cost - z) * z));
        z = if next <= 0.0 { z / 10.0 } else { next.min(cost * 0.9999) };
        z = z.max(cost * 1e-7);
    }
    if mirrored { cost - z } else { z }
}
