//! The silent: how many met a problem and never said so? Three roads, each with its own assumption, on one axis.
//!
//! * [`two_lists`], [`many_lists`], [`at_least`]: from the overlap of the channels in which the same trouble can surface;
//! * [`survey`]: from those who answered a survey, reweighted to those who did not;
//! * [`exit`]: from those who left without a word, beyond what is usual.
//!
//! [`surface`] counts in a log what they need, [`roads`] goes all three.
//!
//! Everything here is a count of customers. Nothing says of one silent customer whether that customer is dissatisfied.

pub mod at_least;
pub mod exit;
pub mod inclined;
pub mod many_lists;
pub mod roads;
pub mod surface;
pub mod survey;
pub mod two_lists;

use crate::statistics::interval::Interval;
use serde::Serialize;

/// The road by which an estimate was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Road {
    /// Overlap of lists: assumes that lists depend on each other no more than the model allows.
    Lists,
    /// Reweighted survey: assumes that within a cell those who answer are like those who do not.
    Survey,
    /// Excess exit: assumes that the matched comparison is fair.
    Exit,
}

/// How many customers were dissatisfied and silent, by one road.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The road.
    pub road: Road,
    /// Customers.
    pub count: f64,
    /// 95 % interval, customers.
    pub interval: Interval,
}

/// How far two estimates lie apart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Apart {
    /// The larger one's road.
    pub more: Road,
    /// The smaller one's road.
    pub less: Road,
    /// Difference, customers.
    pub difference: f64,
    /// Its 95 % interval; where 0 lies outside, the roads contradict each other.
    pub interval: Interval,
}

impl Apart {
    /// The difference of two independent estimates with intervals that need not be symmetric (Zou and Donner 2008):
    /// `low = d - sqrt((a - a_low)² + (b_high - b)²)`, `high = d + sqrt((a_high - a)² + (b - b_low)²)`.
    fn between(a: &Estimate, b: &Estimate) -> Self {
        let (more, less) = if a.count >= b.count { (a, b) } else { (b, a) };
        let difference = more.count - less.count;
        let down = (more.count - more.interval.low).hypot(less.interval.high - less.count);
        let up = (more.interval.high - more.count).hypot(less.count - less.interval.low);
        let interval = Interval { low: difference - down, high: difference + up };
        Apart { more: more.road, less: less.road, difference, interval }
    }

    /// Whether the difference may be chance.
    pub fn agree(&self) -> bool {
        self.interval.low <= 0.0
    }
}

/// The part under water: all estimates on one axis. One number alone would hide what it assumes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Iceberg {
    /// The estimates, smallest first.
    pub estimates: Vec<Estimate>,
    /// Every pair, and how far it lies apart.
    pub apart: Vec<Apart>,
    /// Whether no pair contradicts each other. One estimate alone agrees with nothing and so is not agreed.
    pub agree: bool,
}

impl Iceberg {
    /// Puts estimates on one axis.
    pub fn new(mut estimates: Vec<Estimate>) -> Self {
        estimates.sort_by(|a, b| a.count.total_cmp(&b.count));
        let pairs = (0..estimates.len()).flat_map(|i| (i + 1..estimates.len()).map(move |j| (i, j)));
        let apart: Vec<Apart> = pairs.map(|(i, j)| Apart::between(&estimates[i], &estimates[j])).collect();
        let agree = !apart.is_empty() && apart.iter().all(Apart::agree);
        Iceberg { estimates, apart, agree }
    }
}

/// The normal quantile of 95 % intervals as the formulas of this module were published.
const REACH: f64 = 1.96;

/// 95 % interval of a population of which `seen` are known, by taking the unseen as log-normal (Chao 1987):
/// `K = exp(1.96 sqrt(ln(1 + Var/f0²)))`, `seen + [f0 / K, f0 · K]`. It never falls below what was seen.
fn log_normal(seen: f64, unseen: f64, variance: f64) -> Interval {
    if unseen <= 0.0 {
        return Interval { low: seen, high: seen };
    }
    let reach = (REACH * (variance / (unseen * unseen)).ln_1p().sqrt()).exp();
    Interval { low: seen + unseen / reach, high: seen + unseen * reach }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(road: Road, count: f64, low: f64, high: f64) -> Estimate {
        Estimate { road, count, interval: Interval { low, high } }
    }

    fn check(estimates: &[Estimate], agree: bool) -> Iceberg {
        let iceberg = Iceberg::new(estimates.to_vec());
        assert_eq!(iceberg.agree, agree, "{iceberg:?}");
        iceberg
    }

    #[test]
    fn roads_that_meet_agree() {
        let iceberg = check(
            &[
                estimate(Road::Lists, 900.0, 600.0, 1_500.0),
                estimate(Road::Survey, 1_000.0, 700.0, 1_300.0),
                estimate(Road::Exit, 800.0, 500.0, 1_100.0),
            ],
            true,
        );
        let order: Vec<Road> = iceberg.estimates.iter().map(|estimate| estimate.road).collect();
        assert_eq!(order, [Road::Exit, Road::Lists, Road::Survey]);
        assert_eq!(iceberg.apart.len(), 3);
    }

    #[test]
    fn roads_that_contradict_each_other_say_by_how_much() {
        let iceberg =
            check(&[estimate(Road::Lists, 900.0, 860.0, 940.0), estimate(Road::Exit, 400.0, 370.0, 430.0)], false);
        let apart = iceberg.apart[0];
        assert_eq!((apart.more, apart.less, apart.difference), (Road::Lists, Road::Exit, 500.0));
        // Reaches 40 and 30 give 50 by Pythagoras.
        assert_eq!(apart.interval, Interval { low: 450.0, high: 550.0 });
    }

    #[test]
    fn intervals_may_overlap_a_little_and_contradict_each_other_all_the_same() {
        check(&[estimate(Road::Lists, 100.0, 90.0, 110.0), estimate(Road::Survey, 119.0, 109.0, 129.0)], false);
    }

    #[test]
    fn one_estimate_alone_is_not_agreed() {
        check(&[estimate(Road::Survey, 5.0, 1.0, 9.0)], false);
        check(&[], false);
    }
}
