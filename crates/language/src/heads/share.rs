//! Heads that hear each other: what a cause says is also a sign of anger, and few rows of one label borrow from its kin.
//!
//! What every head says of rows held back becomes what a second, small machine learns from (Wolpert 1992, "Stacked
//! generalization"). All of it is linear over the same columns, so the two become one table of weights, as quick as before.

use super::matrix::Matrix;
use super::solve::{Loss, Questions, Weights, solve};
use super::train::{Bench, Unseen};

/// How loudly a question hears itself.
const OWN: f32 = 4.0;

impl Bench<'_> {
    /// Replaces the weights, and what they said of rows held back, by what they become when the heads hear each other. Heads
    /// answered on other rows than the first one stay as they are.
    pub(super) fn share(&self, unseen: &mut [Unseen], weights: &mut [Weights]) {
        let rows = unseen.first().map(|first| first.rows.clone()).unwrap_or_default();
        let tasks = &self.settings.tasks;
        let joined: Vec<usize> = (0..tasks.len()).filter(|&task| unseen[task].rows == rows).collect();
        let said: Vec<(usize, usize)> =
            joined.iter().flat_map(|&task| (0..tasks[task].outputs()).map(move |output| (task, output))).collect();
        let (heard, scales) = self.heard(&said, unseen, rows.len());
        let numbers: Vec<u32> = (0..rows.len() as u32).collect();
        let mut next = Vec::new();
        for &task in &joined {
            let count = tasks[task].outputs();
            let loudness = |(own, output): (usize, usize), question: usize| {
                if (own, output) == (task, question) { OWN } else { self.settings.share }
            };
            let loud: Vec<f32> =
                said.iter().flat_map(|&from| (0..count).map(move |question| loudness(from, question))).collect();
            let sign = self.sign(task, &rows);
            let cost = vec![1.0; sign.len()];
            let questions = Questions { count, rows: &numbers, sign: &sign, cost: &cost, loud: &loud };
            let mix = solve(&heard, &questions, Loss::Logistic, self.settings.seed);
            let mut margins = Vec::new();
            let mut answers = Vec::new();
            for row in 0..rows.len() {
                let (columns, values) = heard.row(row);
                mix.margins(columns, values, &mut margins);
                answers.extend(tasks[task].spread(&margins));
            }
            next.push((task, folded(&mix, &said, &scales, weights), answers));
        }
        for (task, mixed, answers) in next {
            weights[task] = mixed;
            unseen[task].margins = answers;
        }
    }

    /// What the questions `said` of every row, each brought to the same size, and by how much.
    fn heard(&self, said: &[(usize, usize)], unseen: &[Unseen], rows: usize) -> (Matrix, Vec<f32>) {
        let margin = |row: usize, (task, output): (usize, usize)| {
            let spec = &self.settings.tasks[task];
            let label = if spec.outputs() == spec.labels.len() { output } else { 1 };
            unseen[task].margins[row * spec.labels.len() + label]
        };
        let size = |&from: &(usize, usize)| {
            let squares: f32 = (0..rows).map(|row| margin(row, from).powi(2)).sum();
            1.0 / (squares / rows.max(1) as f32).sqrt().max(1e-6)
        };
        let scales: Vec<f32> = said.iter().map(size).collect();
        let row = |row: usize| said.iter().zip(&scales).map(|(&from, scale)| margin(row, from) * scale).collect();
        (Matrix::full((0..rows).map(row), said.len()), scales)
    }
}

/// Weights over columns from weights over what was `said`.
fn folded(mix: &Weights, said: &[(usize, usize)], scales: &[f32], weights: &[Weights]) -> Weights {
    let columns = weights[said[0].0].weights.len() / weights[said[0].0].count;
    let mut found = Weights { bias: mix.bias.clone(), ..Weights::none(columns, mix.count) };
    for (at, (&(task, output), scale)) in said.iter().zip(scales).enumerate() {
        let from = &weights[task];
        let shares: Vec<f32> = mix.weights[at * mix.count..][..mix.count].iter().map(|share| share * scale).collect();
        found.bias.iter_mut().zip(&shares).for_each(|(bias, share)| *bias += share * from.bias[output]);
        let own = from.weights.iter().skip(output).step_by(from.count);
        for (into, weight) in found.weights.chunks_mut(mix.count).zip(own).filter(|(_, weight)| **weight != 0.0) {
            into.iter_mut().zip(&shares).for_each(|(into, share)| *into += share * weight);
        }
    }
    found
}
