//! What drives satisfaction: how much each driver explains, whether it punishes or rewards, and whether the shortest
//! plank decides.
//!
//! * [`importance`]: shares of the explained variance, with intervals for the ranks;
//! * [`contrast`]: penalty against reward;
//! * [`met`]: drivers and outcome out of a log;
//! * [`planks`]: losses against gains, and aggregates from the mean to the shortest plank;
//! * [`barrel`]: which aggregate holds is estimated, and what to mend first follows.

pub mod barrel;
pub mod contrast;
pub mod importance;
pub mod met;
pub mod planks;

#[cfg(test)]
mod examples;

use thiserror::Error;

/// Why drivers cannot be told.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum DriverError {
    /// Drivers and outcome differ in length, or there is no driver.
    #[error("driver {driver} has {found} answers and the outcome {answers}: keep only customers who answered both")]
    Lengths {
        /// Which driver, from 0.
        driver: usize,
        /// Its answers.
        found: usize,
        /// Answers of the outcome.
        answers: usize,
    },
    /// Too few answers for so many drivers.
    #[error("{answers} answers cannot tell {drivers} drivers apart: at least ten for each driver are needed")]
    TooFew {
        /// Answers.
        answers: usize,
        /// Drivers.
        drivers: usize,
    },
    /// Too many drivers for an average over all orderings.
    #[error("{0} drivers have too many orderings: use Johnson's weights above {most}", most = importance::MOST)]
    TooMany(usize),
    /// A driver never varies or follows from others.
    #[error("the drivers cannot be told apart: leave out one that never varies or follows from the others")]
    Collinear,
    /// A number is missing.
    #[error("an answer is not a number: leave out customers who did not answer everything")]
    NotANumber,
}

/// Answers of customers: an outcome, and the drivers that may explain it.
#[derive(Clone, Debug, PartialEq)]
pub struct Drivers {
    columns: Vec<Vec<f64>>,
    outcome: Vec<f64>,
}

/// Answers needed for each driver, so that shares mean anything.
const ANSWERS_EACH: usize = 10;

impl Drivers {
    /// One column for each driver, in the order of the outcome; at least ten answers for each driver, a
    /// common rule below which shares are mostly chance.
    pub fn new(columns: Vec<Vec<f64>>, outcome: Vec<f64>) -> Result<Self, DriverError> {
        let answers = outcome.len();
        for (driver, column) in columns.iter().enumerate() {
            if column.len() != answers {
                return Err(DriverError::Lengths { driver, found: column.len(), answers });
            }
        }
        if columns.is_empty() || answers < ANSWERS_EACH * columns.len() {
            return Err(DriverError::TooFew { answers, drivers: columns.len() });
        }
        if columns.iter().flatten().chain(&outcome).any(|value| !value.is_finite()) {
            return Err(DriverError::NotANumber);
        }
        Ok(Drivers { columns, outcome })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(columns: Vec<Vec<f64>>, outcome: Vec<f64>, wanted: DriverError) {
        assert_eq!(Drivers::new(columns, outcome), Err(wanted));
    }

    #[test]
    fn answers_that_do_not_fit_are_refused() {
        check(
            vec![vec![1.0; 20], vec![1.0; 19]],
            vec![1.0; 20],
            DriverError::Lengths { driver: 1, found: 19, answers: 20 },
        );
        check(vec![vec![1.0; 19]; 2], vec![1.0; 19], DriverError::TooFew { answers: 19, drivers: 2 });
        check(vec![], vec![1.0; 19], DriverError::TooFew { answers: 19, drivers: 0 });
        check(vec![vec![f64::NAN; 20]], vec![1.0; 20], DriverError::NotANumber);
    }
}
