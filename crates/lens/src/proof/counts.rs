//! Counts over the calendar: Poisson regression with exposure, and how far to trust its coefficients.

use crate::statistics::regression::least_squares;
use nalgebra::{DMatrix, DVector};

/// Rounds after which a fit that still moves is given up.
const ROUNDS: usize = 40;

/// One step of the calendar in the regression.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) number: i64,
    pub(super) trials: f64,
    pub(super) hits: f64,
    pub(super) terms: Vec<f64>,
}

/// A fitted rate.
#[derive(Clone, Debug)]
pub(super) struct Fitted {
    pub(super) coefficients: DVector<f64>,
    /// Covariance of the coefficients, with overdispersion and autocorrelation.
    pub(super) covariance: DMatrix<f64>,
    /// `(X'WX)^-1`.
    inverse: DMatrix<f64>,
    design: DMatrix<f64>,
    /// Expected hits.
    pub(super) expected: DVector<f64>,
    hits: DVector<f64>,
    pub(super) dispersion: f64,
    pub(super) autocorrelation: f64,
    /// Degrees of freedom left.
    pub(super) freedom: f64,
}

/// Fits `log(hits / trials) = terms` by iteratively reweighted least squares (Nelder and Wedderburn 1972); `None` where
/// the terms cannot be told apart or some rate runs to nothing.
///
/// The covariance is `φ A M A` with `A = (X'WX)^-1`, `M = X'W^½ R W^½ X` and `R` the autocorrelation `ρ^|i-j|` of the
/// scaled residuals (a sandwich with a working correlation, Liang and Zeger 1986); `ρ` is corrected for the terms that
/// were fitted, and is never taken as negative, nor `φ` as less than chance alone gives.
pub(super) fn fit(rows: &[Row]) -> Option<Fitted> {
    let (n, k) = (rows.len(), rows.first()?.terms.len());
    if n < k + 3 {
        return None;
    }
    let design = DMatrix::from_fn(n, k, |row, term| rows[row].terms[term]);
    let hits = DVector::from_iterator(n, rows.iter().map(|row| row.hits));
    let offset = DVector::from_iterator(n, rows.iter().map(|row| row.trials.ln()));
    let mut expected = hits.map(|hits| hits + 0.5);
    let mut line: Option<(DVector<f64>, DMatrix<f64>)> = None;
    for round in 0..ROUNDS {
        let working = DVector::from_fn(n, |row, _| {
            expected[row].ln() - offset[row] + (hits[row] - expected[row]) / expected[row]
        });
        let next = least_squares(&design, &working, &expected).ok()?;
        let moved = line.as_ref().map_or(f64::INFINITY, |(before, _)| (&next.coefficients - before).amax());
        expected = (&design * &next.coefficients + &offset).map(|log| log.clamp(-30.0, 30.0).exp());
        line = Some((next.coefficients, next.inverse));
        if moved < 1e-8 && round > 0 {
            break;
        }
        if round + 1 == ROUNDS {
            return None;
        }
    }
    let (coefficients, inverse) = line?;
    let share = hits.sum() / rows.iter().map(|row| row.trials).sum::<f64>();
    Some(trust(rows, coefficients, inverse, design, expected, hits, (1.0 - share).max(0.05)))
}

fn trust(
    rows: &[Row],
    coefficients: DVector<f64>,
    inverse: DMatrix<f64>,
    design: DMatrix<f64>,
    expected: DVector<f64>,
    hits: DVector<f64>,
    chance: f64,
) -> Fitted {
    let (n, k) = design.shape();
    let scaled = DVector::from_fn(n, |row, _| (hits[row] - expected[row]) / expected[row].sqrt());
    let squares = scaled.norm_squared();
    let next = |row: &usize| rows[row + 1].number == rows[*row].number + 1;
    let products: f64 = (0..n - 1).filter(next).map(|row| scaled[row] * scaled[row + 1]).sum();
    let found = products / squares.max(1e-12);
    let autocorrelation = ((n as f64 * found + k as f64) / (n - k) as f64).clamp(0.0, 0.8);
    let weighted = DMatrix::from_fn(n, k, |row, term| design[(row, term)] * expected[row].sqrt());
    let alike = DMatrix::from_fn(n, n, |one, other| {
        let apart = (rows[one].number - rows[other].number).unsigned_abs();
        if apart == 0 { 1.0 } else { autocorrelation.powf(apart as f64) }
    });
    let meat = weighted.transpose() * alike * &weighted;
    let left = (n as f64 - (&inverse * &meat).trace()).max(3.0);
    let dispersion = (squares / left).max(chance);
    let covariance = &inverse * meat * &inverse * dispersion;
    let worth = (1.0 - autocorrelation) / (1.0 + autocorrelation);
    let freedom = (n as f64 * worth - k as f64).max(4.0);
    Fitted { coefficients, covariance, inverse, design, expected, hits, dispersion, autocorrelation, freedom }
}

impl Fitted {
    /// How far one more term would move the fit, in standard errors (the score test, Rao 1948): below zero where the
    /// rate is lower with it. `None` where the fitted terms say the same already.
    pub(super) fn score(&self, term: impl Fn(usize) -> f64) -> Option<f64> {
        let n = self.hits.len();
        let column = DVector::from_fn(n, |row, _| term(row));
        let pull = column.dot(&(&self.hits - &self.expected));
        let weighted = column.component_mul(&self.expected);
        let own = column.dot(&weighted);
        let shared = self.design.transpose() * weighted;
        let left = own - shared.dot(&(&self.inverse * &shared));
        let inflated = self.dispersion * (1.0 + self.autocorrelation) / (1.0 - self.autocorrelation);
        (left > 1e-6 * own.max(1e-12)).then(|| pull / (inflated * left).sqrt())
    }
}
