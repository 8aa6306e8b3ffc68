//! Exit without a word: customers who leave after a problem, beyond those who leave anyway.

use crate::silent::{Estimate, Road};
use crate::statistics::interval::{Interval, normal_quantile};
use serde::Serialize;
use thiserror::Error;

/// Customers of one kind, and how many of them left within the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Leaving {
    /// Left.
    pub left: u64,
    /// Of so many.
    pub of: u64,
}

/// Why exit tells nothing.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ExitError {
    /// A group has nobody in it.
    #[error("one of the groups has nobody in it: widen the window or the matching")]
    Nobody,
    /// The known dissatisfied do not leave more often than the spared.
    #[error("customers known to be dissatisfied leave no oftener than spared ones: leaving tells nothing here")]
    NotApart,
}

/// The share of dissatisfied among the silent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Mixture {
    /// Share.
    pub share: f64,
    /// Its standard error, by the delta method.
    pub error: f64,
    /// 95 % interval, within 0 and 1.
    pub interval: Interval,
}

impl Leaving {
    fn share(&self) -> f64 {
        self.left as f64 / self.of as f64
    }

    /// Variance of the share, half a customer added on either side so that nobody's leaving is not certainty.
    fn variance(&self) -> f64 {
        let (n, p) = (self.of as f64, (self.left as f64 + 0.5) / (self.of as f64 + 1.0));
        p * (1.0 - p) / n
    }
}

impl Mixture {
    /// If the silent who met the problem are a mixture of dissatisfied ones, who leave like the known dissatisfied, and
    /// of others, who leave like matched spared ones, then the share of the former is `π = (c_E - c_0) / (c_D - c_0)`.
    ///
    /// Delta method: `Var π = (Var c_E + (1 - π)² Var c_0 + π² Var c_D) / (c_D - c_0)²`.
    pub fn of(silent: Leaving, spared: Leaving, dissatisfied: Leaving) -> Result<Self, ExitError> {
        if [silent, spared, dissatisfied].iter().any(|group| group.of == 0) {
            return Err(ExitError::Nobody);
        }
        let gap = dissatisfied.share() - spared.share();
        if gap <= 0.0 {
            return Err(ExitError::NotApart);
        }
        let share = (silent.share() - spared.share()) / gap;
        let variance =
            silent.variance() + (1.0 - share).powi(2) * spared.variance() + share * share * dissatisfied.variance();
        let error = variance.sqrt() / gap;
        let reach = normal_quantile(0.975) * error;
        let interval = Interval { low: (share - reach).clamp(0.0, 1.0), high: (share + reach).clamp(0.0, 1.0) };
        Ok(Mixture { share: share.clamp(0.0, 1.0), error, interval })
    }

    /// Dissatisfied customers among so many silent ones.
    pub fn among(&self, silent: f64) -> Estimate {
        let interval = Interval { low: silent * self.interval.low, high: silent * self.interval.high };
        Estimate { road: Road::Exit, count: silent * self.share, interval }
    }
}

/// A mean with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// Mean.
    pub value: f64,
    /// Standard error.
    pub error: f64,
}

/// One group before and after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Course {
    /// Before.
    pub before: Mean,
    /// After.
    pub after: Mean,
}

/// Difference in differences (Ashenfelter and Card 1985): how much more the affected changed than the spared,
/// `(T1 - T0) - (C1 - C0)`, if both would have gone the same way otherwise. With its 95 % interval for independent means.
pub fn difference_in_differences(affected: Course, spared: Course) -> (f64, Interval) {
    let difference = (affected.after.value - affected.before.value) - (spared.after.value - spared.before.value);
    let means = [affected.after, affected.before, spared.after, spared.before];
    let reach = normal_quantile(0.975) * means.iter().map(|mean| mean.error * mean.error).sum::<f64>().sqrt();
    (difference, Interval { low: difference - reach, high: difference + reach })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::draws::Draws;

    fn leaving(left: u64, of: u64) -> Leaving {
        Leaving { left, of }
    }

    fn check(found: f64, wanted: f64, half: f64) {
        assert!((found - wanted).abs() < half, "found {found}, wanted {wanted}");
    }

    #[test]
    fn a_fifth_of_the_silent_leaves_like_the_dissatisfied() {
        let found = Mixture::of(leaving(180, 1_000), leaving(100, 1_000), leaving(500, 1_000)).unwrap();
        check(found.share, 0.20, 1e-12);
        check(found.among(16_000.0).count, 3_200.0, 1e-9);
        // By hand: (0.18·0.82 + 0.64·0.1·0.9 + 0.04·0.25) / 1000, its root through 0.4, nearly.
        check(found.error, (0.2152_f64 / 1_000.0).sqrt() / 0.4, 2e-4);
    }

    #[test]
    fn the_interval_covers_the_true_share() {
        let (mut draws, rounds, mut covered) = (Draws::new(17), 1_000, 0);
        let mut count = |n: u64, p: f64| leaving((0..n).filter(|_| draws.chance(p)).count() as u64, n);
        for _ in 0..rounds {
            let found = Mixture::of(count(400, 0.18), count(800, 0.10), count(150, 0.50)).unwrap();
            covered += u32::from((found.interval.low..=found.interval.high).contains(&0.20));
        }
        check(f64::from(covered) / f64::from(rounds), 0.95, 0.025);
    }

    #[test]
    fn silent_customers_who_leave_less_are_no_negative_number() {
        let found = Mixture::of(leaving(5, 100), leaving(10, 100), leaving(50, 100)).unwrap();
        assert_eq!((found.share, found.interval.low), (0.0, 0.0));
        assert!(found.interval.high > 0.0);
    }

    #[test]
    fn where_leaving_tells_nothing_it_says_so() {
        let some = leaving(10, 100);
        assert_eq!(Mixture::of(some, some, some), Err(ExitError::NotApart));
        assert_eq!(Mixture::of(leaving(0, 0), some, leaving(50, 100)), Err(ExitError::Nobody));
    }

    /// Jobs in fast-food restaurants after a minimum wage rose in one state (Card and Krueger 1994).
    #[test]
    fn more_jobs_where_the_wage_rose() {
        let course = |before, after| Course {
            before: Mean { value: before, error: 0.3 },
            after: Mean { value: after, error: 0.4 },
        };
        let (difference, interval) = difference_in_differences(course(20.44, 21.03), course(23.33, 21.17));
        check(difference, 2.75, 1e-9);
        check(interval.high - difference, 1.959_964 * 0.5_f64.sqrt(), 1e-6);
    }
}
