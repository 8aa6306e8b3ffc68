//! Intervals for shares, and the quantiles they need.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// A closed interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Wilson score interval (Wilson 1927) of the share `successes / trials`.
///
/// With `p` the share and `z` the two-sided normal quantile of `confidence`:
/// centre `c = (p + z²/2n) / (1 + z²/n)`, half width `h = z / (1 + z²/n) · sqrt(p(1-p)/n + z²/4n²)`.
/// Without trials nothing is known: `[0, 1]`.
pub fn wilson(successes: u64, trials: u64, confidence: f64) -> Interval {
    if trials == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let (n, z) = (trials as f64, normal_quantile(0.5 + confidence / 2.0));
    let p = successes as f64 / n;
    let shrink = 1.0 + z * z / n;
    let centre = (p + z * z / (2.0 * n)) / shrink;
    let half = z / shrink * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let low = if successes == 0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if successes == trials { 1.0 } else { (centre + half).min(1.0) };
    Interval { low, high }
}

/// The value a standard normal variable stays below with probability `p`.
pub fn normal_quantile(p: f64) -> f64 {
    Normal::standard().inverse_cdf(p)
}

/// The probability that a standard normal variable stays below `z`.
pub fn normal_below(z: f64) -> f64 {
    Normal::standard().cdf(z)
}

/// The value Student's t with `freedom` degrees of freedom (at least 1) stays below with probability `p`.
pub fn t_quantile(p: f64, freedom: f64) -> f64 {
    student(freedom).inverse_cdf(p)
}

/// Two-sided p-value of a t statistic.
pub fn t_two_sided(t: f64, freedom: f64) -> f64 {
    (2.0 * student(freedom).cdf(-t.abs())).min(1.0)
}

fn student(freedom: f64) -> StudentsT {
    StudentsT::new(0.0, 1.0, freedom.max(1.0)).expect("at least one degree of freedom is a valid t distribution")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 5e-7, "found {found}, wanted {wanted}");
    }

    #[test]
    fn wilson_gives_the_reference_values() {
        for (successes, trials, low, high) in
            [(81, 263, 0.255289, 0.366210), (15, 148, 0.062386, 0.160487), (0, 20, 0.0, 0.161125), (0, 0, 0.0, 1.0)]
        {
            let interval = wilson(successes, trials, 0.95);
            check(interval.low, low);
            check(interval.high, high);
        }
    }

    #[test]
    fn quantiles_agree_with_the_tables() {
        check(normal_quantile(0.975), 1.959_964);
        check(normal_below(-1.959_963_985), 0.025);
        check(t_quantile(0.975, 31.0), 2.039_513);
        check(t_quantile(0.975, 2.0), 4.302_653);
        check(t_two_sided(-2.039_513_4, 31.0), 0.05);
    }

    proptest! {
        #[test]
        fn wilson_holds_the_share_and_mirrors(successes in 0u64..500, more in 0u64..500) {
            let trials = successes + more;
            prop_assume!(trials > 0);
            let (interval, mirror) = (wilson(successes, trials, 0.95), wilson(more, trials, 0.95));
            let share = successes as f64 / trials as f64;
            prop_assert!(0.0 <= interval.low && interval.low <= share && share <= interval.high && interval.high <= 1.0);
            prop_assert!((interval.low - (1.0 - mirror.high)).abs() < 1e-12);
        }
    }
}
