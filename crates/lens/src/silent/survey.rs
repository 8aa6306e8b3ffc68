//! A survey that many did not answer: what it says without assumptions, and what it says after reweighting.

use crate::silent::{Estimate, Road};
use crate::statistics::interval::{Interval, t_quantile};
use crate::statistics::order::quantile;
use crate::statistics::regression::{RegressionError, least_squares};
use nalgebra::{DMatrix, DVector};
use serde::Serialize;
use thiserror::Error;

/// Why a survey cannot be reweighted.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum SurveyError {
    /// An answer lies in a category the margin does not have, or does not say where it lies.
    #[error("answer {answer} has no place on margin {margin}: name one of its categories")]
    NoPlace {
        /// Which answer, from 0.
        answer: usize,
        /// Which margin, from 0.
        margin: usize,
    },
    /// Nobody of a category answered.
    #[error("nobody of category {category} of margin {margin} answered: merge it with the one most like it")]
    Nobody {
        /// Which margin, from 0.
        margin: usize,
        /// Which category, from 0.
        category: usize,
    },
    /// Margins count different populations.
    #[error("margins add up to {first} and {other} customers: count the same customers on both")]
    Totals {
        /// Total of the first margin.
        first: f64,
        /// Total of another.
        other: f64,
    },
    /// The margins contradict each other.
    #[error("weights do not settle after {0} rounds: the margins leave some combination of categories empty")]
    Unsettled(usize),
    /// All answers come from one group.
    #[error("all answers come from one group: name the groups they were drawn in, or deal customers into some thirty")]
    OneGroup,
}

/// One answer, or several alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Customers it stands for before reweighting.
    pub weight: f64,
    /// What was answered: 1 for dissatisfied and 0 for not, or a score.
    pub value: f64,
    /// Its category on each margin.
    pub places: Vec<usize>,
    /// The group it was drawn in, answers of one group being alike; or one of some thirty that customers are dealt into.
    pub group: usize,
}

/// A mean over all customers, those who did not answer included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Reweighted {
    /// Weighted mean.
    pub mean: f64,
    /// Its standard error, one group left out at a time and the rest reweighted.
    pub error: f64,
    /// 95 % interval (t distribution, groups less one).
    pub interval: Interval,
    /// Answers it is worth, after the price of uneven weights.
    pub effective: f64,
}

impl Reweighted {
    /// Dissatisfied and silent among so many customers, if `voiced` said so already and the mean is the share of
    /// dissatisfied.
    pub fn silent(&self, customers: f64, voiced: f64) -> Estimate {
        let count = |share: f64| (share.clamp(0.0, 1.0) * customers - voiced).max(0.0);
        let interval = Interval { low: count(self.interval.low), high: count(self.interval.high) };
        Estimate { road: Road::Survey, count: count(self.mean), interval }
    }
}

/// Bounds without any assumption (Manski 1989): of a share `answered` of customers, a share `share` says yes; all others
/// might, or none: `[ρp, ρp + 1 - ρ]`.
pub fn bounds(answered: f64, share: f64) -> Interval {
    Interval { low: answered * share, high: answered * share + 1.0 - answered }
}

/// Rounds after which raking is given up.
const ROUNDS: usize = 10_000;

/// Rakes (Deming and Stephan 1940): weights such that the answers add up to every margin, a margin being the customers
/// of each of its categories. Until the largest relative change is below 1e-10. With one margin this is
/// post-stratification.
pub fn rake(answers: &[Answer], margins: &[Vec<f64>]) -> Result<Vec<f64>, SurveyError> {
    let total = |margin: &Vec<f64>| margin.iter().sum::<f64>();
    for margin in margins {
        let (first, other) = (total(&margins[0]), total(margin));
        if (first - other).abs() > 1e-6 * first.abs() {
            return Err(SurveyError::Totals { first, other });
        }
    }
    let mut weights: Vec<f64> = answers.iter().map(|answer| answer.weight).collect();
    for _ in 0..ROUNDS {
        let mut change: f64 = 0.0;
        for (margin, wanted) in margins.iter().enumerate() {
            let factors = factors(answers, &weights, margin, wanted)?;
            for (weight, answer) in weights.iter_mut().zip(answers) {
                *weight *= factors[answer.places[margin]];
            }
            change = factors.iter().fold(change, |change, factor| change.max((factor - 1.0).abs()));
        }
        if change < 1e-10 {
            return Ok(weights);
        }
    }
    Err(SurveyError::Unsettled(ROUNDS))
}

/// By how much the weights of each category of one margin must grow.
fn factors(answers: &[Answer], weights: &[f64], margin: usize, wanted: &[f64]) -> Result<Vec<f64>, SurveyError> {
    let mut found = vec![0.0; wanted.len()];
    for (at, (answer, weight)) in answers.iter().zip(weights).enumerate() {
        let place = answer.places.get(margin).and_then(|place| found.get_mut(*place));
        *place.ok_or(SurveyError::NoPlace { answer: at, margin })? += weight;
    }
    let factor = |(category, (wanted, found)): (usize, (&f64, f64))| match (*wanted > 0.0, found > 0.0) {
        (true, false) => Err(SurveyError::Nobody { margin, category }),
        (_, true) => Ok(wanted / found),
        (false, false) => Ok(1.0),
    };
    wanted.iter().zip(found).enumerate().map(factor).collect()
}

/// Answers that weights are worth (Kish 1965): `(Σw)² / Σw²`.
pub fn effective(weights: &[f64]) -> f64 {
    let (sum, squares) = weights.iter().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

/// Weights `1 / propensity` of answering (Horvitz and Thompson 1952), none above the quantile `cap` (0.95 is usual) of
/// all: one unlikely answer must not speak for everybody.
pub fn inverse_weights(propensities: &[f64], cap: f64) -> Vec<f64> {
    let mut weights: Vec<f64> = propensities.iter().map(|propensity| 1.0 / propensity).collect();
    let most = quantile(&weights, cap);
    weights.iter_mut().for_each(|weight| *weight = weight.min(most));
    weights
}

/// The mean over all customers after raking to `margins`; without margins, as answered.
///
/// The error is a jackknife that leaves out one group at a time and rakes the rest again, `sqrt((G-1)/G Σ (θ_-g - mean)²)`
/// (Shao and Tu 1995). A group without which a category is empty cannot be left out with its margin intact: then the
/// error of the raking says so.
pub fn reweighted(answers: &[Answer], margins: &[Vec<f64>]) -> Result<Reweighted, SurveyError> {
    let weights = rake(answers, margins)?;
    let mean = weighted_mean(answers, &weights);
    let mut groups: Vec<usize> = answers.iter().map(|answer| answer.group).collect();
    groups.sort_unstable();
    groups.dedup();
    if groups.len() < 2 {
        return Err(SurveyError::OneGroup);
    }
    let without = |group: &usize| {
        let rest: Vec<Answer> = answers.iter().filter(|answer| answer.group != *group).cloned().collect();
        Ok(weighted_mean(&rest, &rake(&rest, margins)?))
    };
    let means = groups.iter().map(without).collect::<Result<Vec<f64>, SurveyError>>()?;
    let centre = means.iter().sum::<f64>() / means.len() as f64;
    let spread: f64 = means.iter().map(|mean| (mean - centre).powi(2)).sum();
    let freedom = groups.len() as f64 - 1.0;
    let error = (freedom / groups.len() as f64 * spread).sqrt();
    let reach = t_quantile(0.975, freedom) * error;
    let interval = Interval { low: mean - reach, high: mean + reach };
    Ok(Reweighted { mean, error, interval, effective: effective(&weights) })
}

fn weighted_mean(answers: &[Answer], weights: &[f64]) -> f64 {
    let sum: f64 = answers.iter().zip(weights).map(|(answer, weight)| answer.value * weight).sum();
    sum / weights.iter().sum::<f64>()
}

/// Those who answered at one reminder.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wave {
    /// Answers.
    pub answers: f64,
    /// Their mean.
    pub mean: f64,
}

/// What the waves say of those who never answered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Resistance {
    /// Change of the mean from one wave to the next.
    pub slope: f64,
    /// Mean of those who never answered, taken as one wave more.
    pub silent: f64,
    /// Mean over all customers.
    pub everybody: f64,
}

/// The continuum of resistance (Armstrong and Overton 1977): who answers late resembles who never answers. A line through
/// the waves, each weighing as much as its answers, is drawn on to one wave more, which stands for the `silent`
/// customers. For sensitivity only.
pub fn resistance(waves: &[Wave], silent: f64) -> Result<Resistance, RegressionError> {
    let design = DMatrix::from_fn(waves.len(), 2, |wave, term| if term == 0 { 1.0 } else { wave as f64 });
    let means = DVector::from_iterator(waves.len(), waves.iter().map(|wave| wave.mean));
    let weights = DVector::from_iterator(waves.len(), waves.iter().map(|wave| wave.answers));
    let line = least_squares(&design, &means, &weights)?.coefficients;
    let beyond = line[0] + line[1] * waves.len() as f64;
    let everybody = (weights.dot(&means) + silent * beyond) / (weights.sum() + silent);
    Ok(Resistance { slope: line[1], silent: beyond, everybody })
}

#[cfg(test)]
mod tests;
