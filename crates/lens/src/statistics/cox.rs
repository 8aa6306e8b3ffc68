//! Proportional hazards: by what factor does something hasten the exit?

use crate::statistics::interval::{Interval, normal_quantile};
use crate::statistics::survival::Spell;
use nalgebra::{DMatrix, DVector};
use thiserror::Error;

/// How events at the same time are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// Efron (1977): those who leave together leave the risk set bit by bit. The better one.
    Efron,
    /// Breslow (1974): each is compared with all who were there. Biased towards no effect where ties are many.
    Breslow,
}

/// The effect of one covariate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hazard {
    /// Log hazard ratio per unit of the covariate.
    pub coefficient: f64,
    /// Its standard error.
    pub error: f64,
    /// Hazard ratio.
    pub ratio: f64,
    /// Its 95 % interval.
    pub interval: Interval,
}

/// Why hazards cannot be compared.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CoxError {
    /// Spells and rows of covariates differ in number, or rows in length.
    #[error("{spells} spells and {rows} rows of covariates do not belong together: give one row of {terms} for each")]
    Lengths {
        /// Spells.
        spells: usize,
        /// Rows.
        rows: usize,
        /// Covariates of the first row.
        terms: usize,
    },
    /// Covariates cannot be told apart, or one is the same for everybody at risk.
    #[error("the covariates cannot be told apart: leave out one that follows from the others or never varies")]
    Collinear,
    /// A coefficient runs to infinity.
    #[error("no finite hazard ratio fits: a covariate decides outright who leaves; leave it out or merge categories")]
    Separated,
}

/// Cox's regression (1972): `h(t | x) = h0(t) exp(x'b)` by Newton's method on the partial likelihood. One result for each
/// covariate.
pub fn cox(spells: &[Spell], covariates: &[Vec<f64>], ties: Ties) -> Result<Vec<Hazard>, CoxError> {
    let terms = covariates.first().map_or(0, Vec::len);
    if spells.len() != covariates.len() || terms == 0 || covariates.iter().any(|row| row.len() != terms) {
        return Err(CoxError::Lengths { spells: spells.len(), rows: covariates.len(), terms });
    }
    let mut order: Vec<usize> = (0..spells.len()).collect();
    order.sort_by(|&a, &b| spells[b].time.total_cmp(&spells[a].time));
    let rows: Vec<DVector<f64>> = covariates.iter().map(|row| DVector::from_column_slice(row)).collect();
    let cohort = Cohort { spells, rows: &rows, order: &order, ties };
    let mut beta = DVector::zeros(terms);
    let mut now = cohort.likelihood(&beta);
    for _ in 0..50 {
        let inverse = now.information.clone().cholesky().ok_or(CoxError::Collinear)?.inverse();
        let mut step = &inverse * &now.score;
        let mut next = cohort.likelihood(&(&beta + &step));
        while next.log < now.log - 1e-9 * now.log.abs() && step.amax() > 1e-9 {
            step *= 0.5;
            next = cohort.likelihood(&(&beta + &step));
        }
        beta += &step;
        now = next;
        if step.amax() < 1e-10 {
            return Ok(hazards(&beta, &inverse));
        }
    }
    Err(CoxError::Separated)
}

fn hazards(beta: &DVector<f64>, covariance: &DMatrix<f64>) -> Vec<Hazard> {
    let hazard = |(term, &coefficient): (usize, &f64)| {
        let error = covariance[(term, term)].sqrt();
        let reach = normal_quantile(0.975) * error;
        let interval = Interval { low: (coefficient - reach).exp(), high: (coefficient + reach).exp() };
        Hazard { coefficient, error, ratio: coefficient.exp(), interval }
    };
    beta.iter().enumerate().map(hazard).collect()
}

struct Cohort<'a> {
    spells: &'a [Spell],
    rows: &'a [DVector<f64>],
    /// Longest watched first, so that the risk set only grows.
    order: &'a [usize],
    ties: Ties,
}

/// The partial likelihood at some coefficients: its logarithm, slope and curvature.
struct Likelihood {
    log: f64,
    score: DVector<f64>,
    information: DMatrix<f64>,
}

/// Sums over a set of subjects of `e^{x'b}`, times 1, `x` and `xx'`.
#[derive(Clone)]
struct Sums {
    weight: f64,
    first: DVector<f64>,
    second: DMatrix<f64>,
}

impl Sums {
    fn none(terms: usize) -> Self {
        Sums { weight: 0.0, first: DVector::zeros(terms), second: DMatrix::zeros(terms, terms) }
    }

    fn add(&mut self, weight: f64, row: &DVector<f64>) {
        self.weight += weight;
        self.first.axpy(weight, row, 1.0);
        self.second.ger(weight, row, row, 1.0);
    }

    /// Less a share of others.
    fn less(&self, others: &Sums, share: f64) -> Sums {
        Sums {
            weight: self.weight - share * others.weight,
            first: &self.first - &others.first * share,
            second: &self.second - &others.second * share,
        }
    }
}

impl Cohort<'_> {
    fn likelihood(&self, beta: &DVector<f64>) -> Likelihood {
        let terms = beta.len();
        let mut at_risk = Sums::none(terms);
        let mut sum = Likelihood { log: 0.0, score: DVector::zeros(terms), information: DMatrix::zeros(terms, terms) };
        for together in self.order.chunk_by(|&a, &b| self.spells[a].time == self.spells[b].time) {
            let mut leaving = Sums::none(terms);
            let mut events = 0_u32;
            for &at in together {
                let row = &self.rows[at];
                let link = row.dot(beta);
                at_risk.add(link.exp(), row);
                if self.spells[at].event {
                    leaving.add(link.exp(), row);
                    events += 1;
                    sum.log += link;
                    sum.score += row;
                }
            }
            for nth in 0..events {
                let gone = if self.ties == Ties::Efron { f64::from(nth) / f64::from(events) } else { 0.0 };
                let left = at_risk.less(&leaving, gone);
                let mean = &left.first / left.weight;
                sum.log -= left.weight.ln();
                sum.information += &left.second / left.weight - &mean * mean.transpose();
                sum.score -= mean;
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::lung;

    /// Spells of two groups, the covariate 0 for the first and 1 for the second.
    fn groups(first: &[i32], second: &[i32]) -> (Vec<Spell>, Vec<Vec<f64>>) {
        let spell = |time: &i32| Spell { time: f64::from(time.abs()), event: *time > 0 };
        let covariates = first.iter().map(|_| vec![0.0]).chain(second.iter().map(|_| vec![1.0]));
        (first.iter().chain(second).map(spell).collect(), covariates.collect())
    }

    fn check(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 1e-8, "found {found}, wanted {wanted}");
    }

    #[test]
    fn women_with_lung_cancer_have_the_published_hazard() {
        let (spells, covariates) = groups(&lung::MEN, &lung::WOMEN);
        let efron = cox(&spells, &covariates, Ties::Efron).unwrap()[0];
        check(efron.coefficient, -0.531_023_54);
        check(efron.ratio, 0.588_002_82);
        check(efron.error, 0.167_178_58);
        let breslow = cox(&spells, &covariates, Ties::Breslow).unwrap()[0];
        check(breslow.coefficient, -0.530_396_57);
        assert!(efron.interval.low < efron.ratio && efron.ratio < efron.interval.high && efron.interval.high < 1.0);
    }

    #[test]
    fn without_ties_both_rules_agree_with_the_answer_by_hand() {
        // Three subjects, the exposed one second to leave: the likelihood 1/(2+r) · r/(1+r) is largest at r = √2.
        let (spells, covariates) = groups(&[1, 3], &[2]);
        for ties in [Ties::Efron, Ties::Breslow] {
            check(cox(&spells, &covariates, ties).unwrap()[0].ratio, 2_f64.sqrt());
        }
    }

    #[test]
    fn two_covariates_are_told_apart() {
        let (spells, covariates) = groups(&lung::MEN, &lung::WOMEN);
        let with_noise: Vec<Vec<f64>> =
            covariates.iter().enumerate().map(|(at, row)| vec![row[0], (at * 7 % 5) as f64]).collect();
        let found = cox(&spells, &with_noise, Ties::Efron).unwrap();
        assert!((found[0].coefficient + 0.531).abs() < 0.05 && found[1].coefficient.abs() < 0.2, "{found:?}");
    }

    #[test]
    fn impossible_comparisons_say_why() {
        let (spells, covariates) = groups(&[1, 3], &[2]);
        let same = vec![vec![1.0]; 3];
        assert_eq!(cox(&spells, &same, Ties::Efron), Err(CoxError::Collinear));
        let short = cox(&spells, &covariates[..2], Ties::Efron);
        assert_eq!(short, Err(CoxError::Lengths { spells: 3, rows: 2, terms: 1 }));
        let (spells, covariates) = groups(&[-9, -9, -9], &[1, 2, 3]);
        assert!(cox(&spells, &covariates, Ties::Efron).is_err(), "only the exposed leave");
    }
}
