//! Regression: least squares, and generalised linear models for counts and for yes or no.

use nalgebra::{DMatrix, DVector};
use thiserror::Error;

/// Why no line can be laid through these observations.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum RegressionError {
    /// Rows of design, answers and weights differ in number.
    #[error("{rows} rows of terms and {answers} answers do not belong together: give one row for each answer")]
    Lengths {
        /// Rows of the design.
        rows: usize,
        /// Answers.
        answers: usize,
    },
    /// Fewer observations than terms.
    #[error("{rows} observations cannot carry {terms} terms: give more of them or leave terms out")]
    TooShort {
        /// Observations.
        rows: usize,
        /// Terms.
        terms: usize,
    },
    /// Some term is a sum of others.
    #[error("the terms cannot be told apart: leave out one that follows from the others")]
    Collinear,
    /// Some coefficient runs to infinity.
    #[error("no finite coefficients fit: some terms decide the answer outright; leave them out or merge categories")]
    Separated,
}

/// A line laid through observations.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// One coefficient for each column of the design.
    pub coefficients: DVector<f64>,
    /// `(X'WX)^-1`; times the variance of an observation of weight 1 it is the covariance of the coefficients.
    pub inverse: DMatrix<f64>,
    /// What is left: answer minus line, unweighted.
    pub residuals: DVector<f64>,
}

/// Weighted least squares by QR decomposition: the `b` that minimises `Σ w (y - x'b)²`.
pub fn least_squares(
    design: &DMatrix<f64>,
    answers: &DVector<f64>,
    weights: &DVector<f64>,
) -> Result<Line, RegressionError> {
    let (rows, terms) = design.shape();
    if answers.len() != rows || weights.len() != rows {
        return Err(RegressionError::Lengths { rows, answers: answers.len() });
    }
    if rows < terms {
        return Err(RegressionError::TooShort { rows, terms });
    }
    let roots = weights.map(f64::sqrt);
    let scaled = DMatrix::from_fn(rows, terms, |i, j| design[(i, j)] * roots[i]);
    let qr = scaled.qr();
    let (q, r) = (qr.q(), qr.r());
    let largest = r.diagonal().amax();
    if r.diagonal().iter().any(|pivot| pivot.is_nan() || pivot.abs() <= 1e-10 * largest) {
        return Err(RegressionError::Collinear);
    }
    let turned = q.transpose() * answers.component_mul(&roots);
    let coefficients = r.solve_upper_triangular(&turned).ok_or(RegressionError::Collinear)?;
    let root = r.solve_upper_triangular(&DMatrix::identity(terms, terms)).ok_or(RegressionError::Collinear)?;
    let residuals = answers - design * &coefficients;
    Ok(Line { coefficients, inverse: &root * root.transpose(), residuals })
}

/// What kind of answer is modelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Counts: Poisson, logarithmic link.
    Counts,
    /// Yes (1) or no (0): binomial, logit link.
    YesNo,
}

/// A fitted generalised linear model.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// One coefficient for each column of the design, on the scale of the link.
    pub coefficients: DVector<f64>,
    /// Their covariance, the inverse of Fisher's information.
    pub covariance: DMatrix<f64>,
    /// Expected answers.
    pub fitted: DVector<f64>,
    /// Twice the log likelihood lost against a model that fits every answer.
    pub deviance: f64,
}

/// Rounds after which coefficients that still move are taken to run to infinity; a dozen are usual.
const ROUNDS: usize = 40;

/// Fits by iteratively reweighted least squares (Nelder and Wedderburn 1972) until the line stands still.
///
/// Where the maximum lies at infinity (a term that separates yes from no, a margin without counts; Fienberg and Rinaldo
/// 2012) the deviance settles but the line never does, and there is no estimate: [`RegressionError::Separated`].
pub fn fit(family: Family, design: &DMatrix<f64>, answers: &DVector<f64>) -> Result<Fit, RegressionError> {
    fit_beside(family, design, answers, &DVector::zeros(answers.len()))
}

/// The same beside a part of the link that is known and not fitted, one figure for each answer (an offset).
pub fn fit_beside(
    family: Family,
    design: &DMatrix<f64>,
    answers: &DVector<f64>,
    known: &DVector<f64>,
) -> Result<Fit, RegressionError> {
    if known.len() != answers.len() {
        return Err(RegressionError::Lengths { rows: known.len(), answers: answers.len() });
    }
    let mut fitted = answers.map(|y| family.start(y));
    let mut link = fitted.map(|mean| family.link(mean));
    for round in 0..ROUNDS {
        let slopes = fitted.map(|mean| family.slope(mean));
        let pull = answers.zip_map(&fitted, |y, mean| y - mean).component_div(&slopes);
        let working = &link + pull - known;
        let line = least_squares(design, &working, &slopes).map_err(|error| match error {
            // Terms that could be told apart at first cannot once the weight of some answers has run to nothing.
            RegressionError::Collinear if round > 0 => RegressionError::Separated,
            other => other,
        })?;
        let moved = design * &line.coefficients + known;
        let still = (&moved - &link).amax() < 1e-8 && round > 0;
        link = moved;
        fitted = link.map(|value| family.mean(value));
        if still {
            // The information at the last means, not at those one step before.
            let covariance = least_squares(design, &link, &fitted.map(|mean| family.slope(mean)))?.inverse;
            let deviance = answers.zip_map(&fitted, |y, mean| family.deviance(y, mean)).sum();
            return Ok(Fit { coefficients: line.coefficients, covariance, fitted, deviance });
        }
    }
    Err(RegressionError::Separated)
}

impl Family {
    fn start(self, answer: f64) -> f64 {
        match self {
            Family::Counts => answer + 0.1,
            Family::YesNo => (answer + 0.5) / 2.0,
        }
    }

    fn link(self, mean: f64) -> f64 {
        match self {
            Family::Counts => mean.ln(),
            Family::YesNo => (mean / (1.0 - mean)).ln(),
        }
    }

    fn mean(self, link: f64) -> f64 {
        match self {
            Family::Counts => link.exp(),
            Family::YesNo => 1.0 / (1.0 + (-link).exp()),
        }
    }

    /// How fast the mean grows with the link, which is the variance too.
    fn slope(self, mean: f64) -> f64 {
        match self {
            Family::Counts => mean,
            Family::YesNo => mean * (1.0 - mean),
        }
    }

    fn deviance(self, answer: f64, mean: f64) -> f64 {
        let term = |seen: f64, expected: f64| if seen > 0.0 { seen * (seen / expected).ln() } else { 0.0 };
        match self {
            Family::Counts => 2.0 * (term(answer, mean) - (answer - mean)),
            Family::YesNo => 2.0 * (term(answer, mean) + term(1.0 - answer, 1.0 - mean)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: &DVector<f64>, wanted: &[f64]) {
        assert_eq!(found.len(), wanted.len());
        for (found, wanted) in found.iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-9, "found {found}, wanted {wanted}");
        }
    }

    /// A constant and one indicator: the coefficients are contrasts of group means, whatever the family.
    fn two_groups(answers: &[f64]) -> (DMatrix<f64>, DVector<f64>) {
        let half = answers.len() / 2;
        let design = DMatrix::from_fn(answers.len(), 2, |i, j| f64::from(u8::from(j == 0 || i >= half)));
        (design, DVector::from_column_slice(answers))
    }

    #[test]
    fn two_groups_are_their_means_on_the_scale_of_the_link() {
        let (design, answers) = two_groups(&[1.0, 2.0, 3.0, 5.0, 6.0, 10.0]);
        check(&least_squares(&design, &answers, &DVector::repeat(6, 1.0)).unwrap().coefficients, &[2.0, 5.0]);
        let counts = fit(Family::Counts, &design, &answers).unwrap();
        check(&counts.coefficients, &[2_f64.ln(), 3.5_f64.ln()]);
        // The variance of a log count is 1 / count.
        assert!((counts.covariance[(0, 0)] - 1.0 / 6.0).abs() < 1e-9);
        let (design, answers) = two_groups(&[1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0]);
        let logit = fit(Family::YesNo, &design, &answers).unwrap();
        check(&logit.coefficients, &[(1.0_f64 / 3.0).ln(), 9.0_f64.ln()]);
        assert!((logit.covariance[(1, 1)] - 2.0 * (1.0 + 1.0 / 3.0)).abs() < 1e-9);
    }

    #[test]
    fn weights_count_like_repeated_rows() {
        let (design, answers) = two_groups(&[1.0, 2.0, 5.0, 9.0]);
        let line = least_squares(&design, &answers, &DVector::from_column_slice(&[3.0, 1.0, 1.0, 1.0])).unwrap();
        check(&line.coefficients, &[1.25, 5.75]);
        check(&line.residuals, &[-0.25, 0.75, -2.0, 2.0]);
    }

    #[test]
    fn impossible_fits_say_why() {
        let (design, answers) = two_groups(&[0.0, 0.0, 1.0, 1.0]);
        assert_eq!(fit(Family::YesNo, &design, &answers), Err(RegressionError::Separated));
        assert_eq!(fit(Family::Counts, &design, &answers), Err(RegressionError::Separated), "a group without counts");
        let sure = DVector::from_column_slice(&[1e-12, 3e-12, 4.0, 6.0]);
        let rare = fit(Family::Counts, &design, &sure).unwrap();
        assert!((rare.fitted[0] / 2e-12 - 1.0).abs() < 1e-6, "small is not nothing: {rare:?}");
        let twice = DMatrix::repeat(4, 2, 1.0);
        assert_eq!(fit(Family::Counts, &twice, &answers), Err(RegressionError::Collinear));
        let short = DVector::repeat(1, 1.0);
        assert_eq!(least_squares(&twice, &short, &short), Err(RegressionError::Lengths { rows: 4, answers: 1 }));
        let wide = DMatrix::repeat(1, 2, 1.0);
        assert_eq!(least_squares(&wide, &short, &short), Err(RegressionError::TooShort { rows: 1, terms: 2 }));
    }
}
