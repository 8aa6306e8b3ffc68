//! Learned answers: linear heads over hashed grams, trained from labelled rows in seconds, small, quick and explained.
//!
//! One pass over the grams of a text serves all heads of a model. Training is a pure function of rows, settings and seed.
//! What a head says has a calibrated probability, says whether it is sure, and which words led to it.

mod bytes;
mod calibrate;
mod dice;
mod gram;
mod matrix;
mod measure;
mod model;
mod share;
mod solve;
mod train;

pub use bytes::fingerprint;
pub use dice::Dice;
pub use gram::Reach;
pub use measure::{Found, Measure, found, measure};
pub use model::{Answer, Model, Reader};
pub use solve::Loss;
pub use train::{choose, train};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A labelled text.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The folded text ([`crate::Normal::text`]), and then whatever stands beside it: what was said before, say.
    pub parts: Vec<String>,
    /// For each task the numbers of its labels; `None`: nobody answered.
    pub answers: Vec<Option<Vec<u16>>>,
    /// How much the row counts; 1 is usual.
    pub weight: f32,
    /// Rows of one group, a conversation say, are never torn apart when some are held back.
    pub group: u64,
}

/// How many labels of a task are right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Exactly one.
    One,
    /// Any number, none too.
    Many,
}

/// What a head learns to answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What is asked.
    pub name: String,
    /// How many labels are right.
    pub kind: Kind,
    /// The labels, by number.
    pub labels: Vec<String>,
}

impl Task {
    /// How many yes-or-no questions it takes: two labels of which one is right need only one.
    fn outputs(&self) -> usize {
        if self.kind == Kind::One && self.labels.len() == 2 { 1 } else { self.labels.len() }
    }

    /// The question to which `label` is the yes.
    fn output(&self, label: u16) -> Option<usize> {
        match (self.outputs(), self.kind, self.labels.len()) {
            (1, Kind::One, 2) => (label == 1).then_some(0),
            _ => Some(usize::from(label)),
        }
    }

    /// Margins of the questions as margins of the labels.
    fn spread(&self, margins: &[f32]) -> Vec<f32> {
        if self.kind == Kind::One && self.labels.len() == 2 { vec![-margins[0], margins[0]] } else { margins.to_vec() }
    }
}

/// One way to learn. The mean of several linear machines that make different mistakes is better than each, and is itself a
/// linear machine, no slower than one (Breiman 1996, "Bagging predictors").
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Voice {
    /// What kind of mistake costs what.
    pub loss: Loss,
    /// How much mistakes cost against large weights.
    pub cost: f32,
    /// How much the log-count ratios of grams matter, 0 to 1.
    pub ratios: f32,
}

/// How to train. The numbers are usual ones that did well in cross-validation on six public sets; [`choose`] compares others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// What to learn.
    pub tasks: Vec<Task>,
    /// How much each part of a row counts.
    pub parts: Vec<f32>,
    /// How far grams reach.
    pub reach: Reach,
    /// How far long texts are brought to the length of short ones: 1 quite, 0 not at all.
    pub even: f32,
    /// Grams of fewer rows than this are not learned.
    pub seldom: u32,
    /// Machines that learn the same rows in different ways; their mean answers.
    pub voices: Vec<Voice>,
    /// How loudly the heads hear each other, 0 to 1; 0: not at all.
    pub share: f32,
    /// How far a rarer label weighs more, 0 to 1.
    pub balance: f32,
    /// An answer is sure where this share of such answers was right on rows held back.
    pub sure: f64,
    /// In how many parts the rows are held back in turn.
    pub folds: u8,
    /// The seed of all shuffles.
    pub seed: u64,
}

impl Settings {
    /// The usual settings for `tasks` over rows of one part.
    pub fn new(tasks: Vec<Task>) -> Self {
        Self {
            tasks,
            parts: vec![1.0],
            reach: Reach::default(),
            even: 1.0,
            seldom: 2,
            voices: vec![Voice { loss: Loss::Logistic, cost: 2.0, ratios: 0.5 }],
            share: 0.0,
            balance: 0.5,
            sure: 0.8,
            folds: 5,
            seed: 1,
        }
    }

    /// Settings worth comparing with [`choose`]: the usual ones; three voices, of which one hears the ratios loudly and one
    /// not at all; long grams over texts whose lengths are left uneven, for reviews; gentle ones for labels that are often
    /// wrong; and many labels with few rows each.
    pub fn choices(&self) -> Vec<Self> {
        let longer = Reach { han: 4, words: 3, ..self.reach };
        let logistic = |cost, ratios| Voice { loss: Loss::Logistic, cost, ratios };
        let hinge = |cost, ratios| Voice { loss: Loss::Hinge, cost, ratios };
        let three = vec![logistic(2.0, 0.7), logistic(2.0, 0.0), hinge(0.2, 0.3)];
        let reviews = vec![logistic(4.0, 0.5), hinge(1.0, 0.5), hinge(0.1, 0.5)];
        let gentle = vec![logistic(1.0, 0.5), logistic(1.0, 0.0), hinge(0.1, 0.3)];
        vec![
            self.clone(),
            Self { voices: three, ..self.clone() },
            Self { voices: reviews, reach: longer, even: 0.5, ..self.clone() },
            Self { voices: gentle, reach: longer, balance: 0.25, ..self.clone() },
            Self { voices: vec![hinge(2.0, 0.2)], balance: 0.0, seldom: 1, ..self.clone() },
        ]
    }
}

/// Why rows make no model, or bytes are none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HeadsError {
    /// Nothing to learn.
    #[error("there is nothing to learn: give the settings at least one task")]
    NoTask,
    /// A label that the task does not have.
    #[error("row {row} has a label that \"{task}\" does not know; add it to the labels of the task, or mend the row")]
    UnknownLabel {
        /// The row, counted from 1.
        row: usize,
        /// The task.
        task: String,
    },
    /// Not exactly one label where one is needed.
    #[error("row {row} needs exactly one label for \"{task}\"; leave the answer away where nobody knows it")]
    NotOne {
        /// The row, counted from 1.
        row: usize,
        /// The task.
        task: String,
    },
    /// Too few rows.
    #[error("{rows} rows with an answer for \"{task}\" are too few to learn from; label more of them")]
    TooFew {
        /// The task.
        task: String,
        /// How many rows have an answer.
        rows: usize,
    },
    /// No model, or one of another version.
    #[error("this is no model of version {wanted}; train it again with `waterline language train`")]
    OtherVersion {
        /// The version that is read.
        wanted: u32,
    },
    /// A damaged model.
    #[error("the model is damaged ({what}); copy it again, or train it again with `waterline language train`")]
    Damaged {
        /// What is wrong with it.
        what: &'static str,
    },
}
