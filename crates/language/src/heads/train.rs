//! From labelled rows to a model: a pure function of the rows, the settings and the seed.

use super::calibrate;
use super::dice::Dice;
use super::matrix::{Matrix, Vocabulary};
use super::measure::{Measure, measure};
use super::model::{Head, Model, chance};
use super::solve::{Questions, Weights, solve};
use super::{HeadsError, Kind, Row, Settings};
use std::collections::BTreeMap;

/// Smoothing of the log-count ratios.
const SMOOTH: f64 = 1.0;

/// Trains the heads of `settings.tasks` on `rows`. A row that has no answer for a head does not take part in it.
pub fn train(rows: &[Row], settings: &Settings) -> Result<Model, HeadsError> {
    Bench::new(rows, settings)?.model()
}

/// The settings among `choices` that answer the first head best in cross-validation ([`Measure::worth`]), and what they
/// reach there, held back in at most three parts: enough to compare. Only `rows` are looked at.
pub fn choose(rows: &[Row], choices: &[Settings]) -> Result<(Settings, Measure), HeadsError> {
    let mut best: Option<(Settings, Measure)> = None;
    for settings in choices {
        let quick = Settings { folds: settings.folds.min(3), ..settings.clone() };
        let reached = Bench::new(rows, &quick)?.reached(0);
        if best.as_ref().is_none_or(|(_, best)| reached.worth() > best.worth()) {
            best = Some((settings.clone(), reached));
        }
    }
    best.ok_or(HeadsError::NoTask)
}

/// Rows made ready.
pub(super) struct Bench<'a> {
    rows: &'a [Row],
    pub(super) settings: &'a Settings,
    vocabulary: Vocabulary,
    matrix: Matrix,
}

/// The margins of rows that the weights had not seen, with the right answers; one row of margins for each.
pub(super) struct Unseen {
    pub(super) rows: Vec<u32>,
    pub(super) margins: Vec<f32>,
}

impl<'a> Bench<'a> {
    fn new(rows: &'a [Row], settings: &'a Settings) -> Result<Self, HeadsError> {
        for (at, task) in settings.tasks.iter().enumerate() {
            for (number, row) in rows.iter().enumerate() {
                let answers = row.answers.get(at).and_then(Option::as_ref);
                if answers.is_some_and(|said| said.iter().any(|&label| usize::from(label) >= task.labels.len())) {
                    return Err(HeadsError::UnknownLabel { row: number + 1, task: task.name.clone() });
                }
                if task.kind == Kind::One && answers.is_some_and(|said| said.len() != 1) {
                    return Err(HeadsError::NotOne { row: number + 1, task: task.name.clone() });
                }
            }
        }
        if settings.tasks.is_empty() {
            return Err(HeadsError::NoTask);
        }
        let parts = || rows.iter().map(|row| row.parts.as_slice());
        let vocabulary = Vocabulary::of(parts(), settings);
        let matrix = vocabulary.matrix(parts());
        Ok(Self { rows, settings, vocabulary, matrix })
    }

    /// The rows with an answer for a task.
    fn answered(&self, task: usize) -> Vec<u32> {
        let has = |row: &&u32| self.answer(task, **row).is_some();
        (0..self.rows.len() as u32).collect::<Vec<u32>>().iter().filter(has).copied().collect()
    }

    fn answer(&self, task: usize, row: u32) -> Option<&[u16]> {
        self.rows[row as usize].answers.get(task)?.as_deref()
    }

    /// The weights of a task from some of its rows.
    fn weights(&self, task: usize, rows: &[u32]) -> Weights {
        let count = self.settings.tasks[task].outputs();
        let sign = self.sign(task, rows);
        let share = 1.0 / self.settings.voices.len() as f32;
        let mut mean = Weights::none(self.matrix.columns, count);
        for voice in &self.settings.voices {
            let cost = self.cost(voice.cost, rows, &sign, count);
            let loud = self.loud(voice.ratios, rows, &sign, count);
            let questions = Questions { count, rows, sign: &sign, cost: &cost, loud: &loud };
            mean.add(&solve(&self.matrix, &questions, voice.loss, self.settings.seed), share);
        }
        mean
    }

    /// For each row and question of a task 1 for yes, -1 for no.
    pub(super) fn sign(&self, task: usize, rows: &[u32]) -> Vec<f32> {
        let spec = &self.settings.tasks[task];
        let count = spec.outputs();
        let mut sign = vec![-1.0f32; rows.len() * count];
        for (at, &row) in rows.iter().enumerate() {
            for &label in self.answer(task, row).unwrap_or_default() {
                if let Some(output) = spec.output(label) {
                    sign[at * count + output] = 1.0;
                }
            }
        }
        sign
    }

    /// What a mistake costs: more for the rarer answer, by the power `balance` (0 not at all, 1 in full), and by the
    /// weight of the row.
    fn cost(&self, cost: f32, rows: &[u32], sign: &[f32], count: usize) -> Vec<f32> {
        let all = rows.len() as f32;
        let mut yes = vec![0.0f32; count];
        for row in sign.chunks(count) {
            yes.iter_mut().zip(row).for_each(|(yes, &sign)| *yes += f32::from(u8::from(sign > 0.0)));
        }
        let weigh = |of: f32| (all / (2.0 * of.max(1.0))).powf(self.settings.balance);
        let mut costs = Vec::with_capacity(sign.len());
        for (signs, &row) in sign.chunks(count).zip(rows) {
            let base = cost * self.rows[row as usize].weight.clamp(1e-3, 1e3);
            let each = signs.iter().zip(&yes);
            costs.extend(each.map(|(&sign, &yes)| base * weigh(if sign > 0.0 { yes } else { all - yes })));
        }
        costs
    }

    /// How loudly a column may speak: by the size of its log-count ratio between yes and no, mixed with one voice for all
    /// (Wang and Manning, "Baselines and bigrams", 2012). Squared, as the solver wants it.
    fn loud(&self, mix: f32, rows: &[u32], sign: &[f32], count: usize) -> Vec<f32> {
        if mix == 0.0 {
            return Vec::new();
        }
        let mut all = vec![0.0f32; self.matrix.columns];
        let mut yes = vec![0.0f32; self.matrix.columns * count];
        for (signs, &row) in sign.chunks(count).zip(rows) {
            for &column in self.matrix.row(row as usize).0 {
                all[column as usize] += 1.0;
                let counts = &mut yes[column as usize * count..][..count];
                counts.iter_mut().zip(signs).for_each(|(count, &sign)| *count += f32::from(u8::from(sign > 0.0)));
            }
        }
        for output in 0..count {
            let columns =
                || all.iter().zip(yes[output..].iter().step_by(count)).map(|(&n, &y)| (f64::from(n), f64::from(y)));
            let of_yes: f64 = columns().map(|(_, yes)| yes + SMOOTH).sum();
            let of_no: f64 = columns().map(|(all, yes)| all - yes + SMOOTH).sum();
            let ratio =
                |(all, yes): (f64, f64)| (((yes + SMOOTH) / of_yes) / ((all - yes + SMOOTH) / of_no)).ln().abs();
            let ratios: Vec<f64> = columns().map(ratio).collect();
            let mean = (ratios.iter().sum::<f64>() / ratios.len().max(1) as f64).max(1e-9);
            for (loud, ratio) in yes[output..].iter_mut().step_by(count).zip(ratios) {
                *loud = (1.0 - mix + mix * (ratio / mean) as f32).powi(2);
            }
        }
        yes
    }

    /// The margins of all rows of a task from weights trained without them, in folds that tear no group apart.
    fn unseen(&self, task: usize) -> Unseen {
        let answered = self.answered(task);
        let mut groups: Vec<u64> = answered.iter().map(|&row| self.rows[row as usize].group).collect();
        groups.sort_unstable();
        groups.dedup();
        Dice::new(self.settings.seed).shuffle(&mut groups);
        let folds = usize::from(self.settings.folds.max(2));
        let fold: BTreeMap<u64, usize> = groups.iter().enumerate().map(|(at, &group)| (group, at % folds)).collect();
        let mut found = Unseen { rows: Vec::new(), margins: Vec::new() };
        let mut margins = Vec::new();
        for turn in 0..folds {
            let held = |row: &u32| fold[&self.rows[*row as usize].group] == turn;
            let (held, seen): (Vec<u32>, Vec<u32>) = answered.iter().partition(|row| held(row));
            let weights = self.weights(task, &seen);
            for &row in &held {
                let (columns, values) = self.matrix.row(row as usize);
                weights.margins(columns, values, &mut margins);
                found.margins.extend(self.settings.tasks[task].spread(&margins));
            }
            found.rows.extend(held);
        }
        found
    }

    /// The head of a task without its weights: how margins become probabilities and decisions.
    fn head(&self, task: usize, unseen: &Unseen) -> Head {
        let spec = &self.settings.tasks[task];
        let count = spec.labels.len();
        let answers: Vec<&[u16]> = unseen.rows.iter().map(|&row| self.answer(task, row).unwrap_or_default()).collect();
        let mut head = Head::new(spec);
        match spec.kind {
            Kind::One => {
                let right: Vec<u16> = answers.iter().filter_map(|said| said.first().copied()).collect();
                head.lines = calibrate::one_of(&unseen.margins, &right, count);
                head.lean = lean(&mut head, &unseen.margins, &right);
                let each = unseen.margins.chunks(count).zip(&right);
                let mut said: Vec<(f32, bool)> = each
                    .map(|(margins, &right)| {
                        let (label, probability) = head.one(margins);
                        (probability, label == right)
                    })
                    .collect();
                head.sure = vec![calibrate::sure_from(&mut said, self.settings.sure, 20); count];
            }
            Kind::Many => {
                for label in 0..count {
                    let margins: Vec<f32> = unseen.margins[label..].iter().step_by(count).copied().collect();
                    let yes: Vec<bool> = answers.iter().map(|said| said.contains(&(label as u16))).collect();
                    let line = calibrate::yes_or_no(&margins, &yes);
                    let mut said: Vec<(f32, bool)> =
                        margins.iter().map(|&margin| chance(line, margin)).zip(yes).collect();
                    head.lines.push(line);
                    head.sure.push(calibrate::sure_from(&mut said, self.settings.sure, 10));
                    head.lean.push(best_level(&said));
                }
            }
        }
        head
    }

    /// What the first answers of a task reach on rows not seen.
    fn reached(&self, task: usize) -> Measure {
        let unseen = self.unseen(task);
        let head = self.head(task, &unseen);
        let count = head.labels.len();
        let right: Vec<u16> = unseen.rows.iter().filter_map(|&row| self.answer(task, row)?.first().copied()).collect();
        let said: Vec<u16> = unseen.margins.chunks(count).map(|margins| head.one(margins).0).collect();
        measure(&said, &right, count)
    }

    fn model(&self) -> Result<Model, HeadsError> {
        let (mut unseen, mut weights) = (Vec::new(), Vec::new());
        for (task, spec) in self.settings.tasks.iter().enumerate() {
            let answered = self.answered(task);
            if answered.len() < 2 * usize::from(self.settings.folds.max(2)) {
                return Err(HeadsError::TooFew { task: spec.name.clone(), rows: answered.len() });
            }
            unseen.push(self.unseen(task));
            weights.push(self.weights(task, &answered));
        }
        if self.settings.share > 0.0 {
            self.share(&mut unseen, &mut weights);
        }
        let heads = unseen.iter().enumerate().map(|(task, unseen)| self.head(task, unseen)).collect();
        Ok(Model::of(&self.vocabulary, heads, &weights))
    }
}

/// How far a decision leans to rarer labels that are nearly as probable: as far as is worth it
/// ([`Measure::worth`]) on rows held back.
fn lean(head: &mut Head, margins: &[f32], right: &[u16]) -> Vec<f32> {
    let count = head.labels.len();
    let mut there = vec![1.0f32; count];
    right.iter().for_each(|&right| there[usize::from(right)] += 1.0);
    let rarer = |power: f32| -> Vec<f32> {
        there.iter().map(|there| -power * (there / (right.len() + count) as f32).ln()).collect()
    };
    let mut best = (f64::MIN, rarer(0.0));
    for step in 0..=5u8 {
        head.lean = rarer(f32::from(step) / 10.0);
        let said: Vec<u16> = margins.chunks(count).map(|margins| head.one(margins).0).collect();
        let reached = measure(&said, right, count);
        if reached.worth() > best.0 {
            best = (reached.worth(), head.lean.clone());
        }
    }
    best.1
}

/// The level of probability from which on "yes" has the best F1, kept between a quarter and six tenths so that a few rows
/// cannot push it to an end. `said` is sorted, the most probable first.
fn best_level(said: &[(f32, bool)]) -> f32 {
    let there = said.iter().filter(|(_, yes)| *yes).count();
    let (mut hits, mut best, mut level) = (0usize, 0.0, 0.5);
    for (at, &(probability, yes)) in said.iter().enumerate() {
        hits += usize::from(yes);
        let f1 = 2.0 * hits as f64 / (at + 1 + there) as f64;
        if f1 > best {
            (best, level) = (f1, probability);
        }
    }
    level.clamp(0.25, 0.6)
}
