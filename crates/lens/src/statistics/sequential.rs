//! Looking again and again without fooling oneself.

use crate::statistics::quadrature::gauss_legendre;

/// Likelihood ratio of the mixture sequential probability ratio test (Robbins 1970; Johari et al. 2017).
///
/// After `n` observations with mean `mean` and known variance `variance`, against no effect, effects spread as
/// N(0, `spread`): `L = sqrt(V / (V + n τ²)) · exp(n² τ² m² / (2 V (V + n τ²)))`. Whoever stops when `L >= 1/α` errs with
/// probability at most `α`, however often they look; `min 1/L` is an always valid p-value.
pub fn msprt(n: u64, mean: f64, variance: f64, spread: f64) -> f64 {
    let n = n as f64;
    let total = variance + n * spread;
    (variance / total).sqrt() * (n * n * spread * mean * mean / (2.0 * variance * total)).exp()
}

/// How a group sequential design spends its error over the looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spending {
    /// The same limit at every look (Pocock 1977).
    Pocock,
    /// Limits that fall as `sqrt(looks / look)` (O'Brien and Fleming 1979).
    OBrienFleming,
}

/// The limits on |z| at each of `looks` equally spaced looks, such that the two-sided error over all of them is `alpha`.
/// The last limit of O'Brien-Fleming and every limit of Pocock is the constant found in tables.
pub fn limits(looks: usize, alpha: f64, spending: Spending) -> Vec<f64> {
    let shape = |constant: f64| -> Vec<f64> {
        (1..=looks)
            .map(|look| match spending {
                Spending::Pocock => constant,
                Spending::OBrienFleming => constant * (looks as f64 / look as f64).sqrt(),
            })
            .collect()
    };
    let (mut low, mut high) = (0.1, 10.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if crossing(&shape(middle)) > alpha {
            low = middle;
        } else {
            high = middle;
        }
    }
    shape(high)
}

/// Probability that |z| exceeds its limit at any look though nothing is there (Armitage, McPherson, Rowe 1969): the
/// density of the running sum is carried from look to look over the range where nobody has stopped yet.
pub fn crossing(limits: &[f64]) -> f64 {
    let mut density: Vec<(f64, f64)> = vec![(0.0, 1.0)];
    for (look, limit) in limits.iter().enumerate() {
        let reach = limit * ((look + 1) as f64).sqrt();
        density = gauss_legendre(64, -reach, reach)
            .into_iter()
            .map(|(x, weight)| {
                let carried: f64 = density.iter().map(|(from, mass)| mass * (-(x - from).powi(2) / 2.0).exp()).sum();
                (x, weight * carried / std::f64::consts::TAU.sqrt())
            })
            .collect();
    }
    1.0 - density.iter().map(|(_, mass)| mass).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::draws::Draws;

    fn check(found: f64, wanted: f64, tolerance: f64) {
        assert!((found - wanted).abs() < tolerance, "found {found}, wanted {wanted}");
    }

    #[test]
    fn constants_agree_with_the_tables() {
        check(msprt(100, 0.3, 1.0, 0.1), 18.028637, 1e-6);
        check(limits(5, 0.05, Spending::Pocock)[0], 2.413174, 5e-6);
        check(limits(5, 0.05, Spending::OBrienFleming)[4], 2.040072, 5e-6);
        check(limits(1, 0.05, Spending::Pocock)[0], 1.959964, 1e-6);
    }

    #[test]
    fn naive_looks_err_far_more_often_than_they_say() {
        // Simulated reference: 13.8 % and 23.9 %; the integral is exact.
        check(crossing(&[1.959964; 5]), 0.138, 0.01);
        check(crossing(&[1.959964; 20]), 0.239, 0.012);
    }

    #[test]
    fn the_mixture_test_may_be_watched_all_the_time() {
        let (mut draws, runs) = (Draws::new(3), 2_000);
        let stopped = (0..runs)
            .filter(|_| {
                let mut sum = 0.0;
                (1..=1_000).any(|n| {
                    sum += draws.normal();
                    msprt(n, sum / n as f64, 1.0, 0.1) >= 20.0
                })
            })
            .count();
        check(stopped as f64 / f64::from(runs), 0.037, 0.013);
    }
}
