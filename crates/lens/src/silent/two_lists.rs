//! Two lists: how many are on neither?

use crate::silent::{Estimate, REACH, Road, log_normal};
use crate::statistics::interval::Interval;
use serde::Serialize;
use thiserror::Error;

/// Why two lists say nothing.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum OverlapError {
    /// More on both than on one.
    #[error("{both} on both lists cannot be more than {shorter} on the shorter one: count each customer once a list")]
    Impossible {
        /// On both.
        both: u64,
        /// On the shorter list.
        shorter: u64,
    },
}

/// Two lists of customers with the same trouble, for instance tickets and low ratings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Overlap {
    first: u64,
    second: u64,
    both: u64,
}

/// How many there are in all, if the lists are independent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Population {
    /// On either list.
    pub seen: u64,
    /// Lincoln and Petersen: `n1 n2 / m`; unknown where nobody is on both.
    pub lincoln_petersen: Option<f64>,
    /// Chapman: `(n1+1)(n2+1)/(m+1) - 1`, nearly without bias.
    pub chapman: f64,
    /// Its standard error, `sqrt((n1+1)(n2+1)(n1-m)(n2-m) / ((m+1)²(m+2)))`.
    pub error: f64,
    /// 95 % interval, the unseen taken as log-normal.
    pub log_normal: Interval,
    /// 95 % interval by the logit of Sadinle, the better one where few are on both.
    pub logit: Interval,
}

impl Overlap {
    /// `first` and `second` customers on the lists, `both` of them on both.
    pub fn new(first: u64, second: u64, both: u64) -> Result<Self, OverlapError> {
        let shorter = first.min(second);
        if both > shorter {
            return Err(OverlapError::Impossible { both, shorter });
        }
        Ok(Overlap { first, second, both })
    }

    /// On either list.
    pub fn seen(&self) -> u64 {
        self.first + self.second - self.both
    }

    /// Estimates by Lincoln and Petersen, and Chapman (1951); intervals log-normal (Chao 1987) and by Sadinle (2009):
    /// with `a = m + ½, b = n2 - m + ½, c = n1 - m + ½`, `s = sqrt(1/a + 1/b + 1/c + a/(bc))`, the ends are
    /// `n1 + n2 - m - ½ + (bc/a) exp(∓1.96 s)`.
    ///
    /// Customers missed when the lists are matched make it too high; lists that depend on each other, see
    /// [`Overlap::with_odds_ratio`].
    pub fn population(&self) -> Population {
        let [n1, n2, m] = [self.first, self.second, self.both].map(|count| count as f64);
        let chapman = (n1 + 1.0) * (n2 + 1.0) / (m + 1.0) - 1.0;
        let variance = (n1 + 1.0) * (n2 + 1.0) * (n1 - m) * (n2 - m) / ((m + 1.0).powi(2) * (m + 2.0));
        let seen = self.seen() as f64;
        let (a, b, c) = (m + 0.5, n2 - m + 0.5, n1 - m + 0.5);
        let reach = REACH * (1.0 / a + 1.0 / b + 1.0 / c + a / (b * c)).sqrt();
        let end = |reach: f64| seen - 0.5 + b * c / a * reach.exp();
        Population {
            seen: self.seen(),
            lincoln_petersen: (self.both > 0).then(|| n1 * n2 / m),
            chapman,
            error: variance.sqrt(),
            log_normal: log_normal(seen, chapman - seen, variance),
            logit: Interval { low: end(-reach), high: end(reach) },
        }
    }

    /// How many there are in all, if being on one list multiplies the odds of being on the other by `phi`: the unseen
    /// are `phi · n10 n01 / n11`, exactly. No data tell `phi`.
    ///
    /// Above 1, who complains here complains there too, and independence counts too few; below 1 one channel stands in
    /// for the other, and it counts too many. Worth showing from 0.5 to 3. `None` where nobody is on both.
    pub fn with_odds_ratio(&self, phi: f64) -> Option<f64> {
        let only = [self.first - self.both, self.second - self.both].map(|count| count as f64);
        (self.both > 0).then(|| self.seen() as f64 + phi * only[0] * only[1] / self.both as f64)
    }
}

impl Population {
    /// Customers on neither list, by Chapman with the interval of Sadinle.
    pub fn unseen(&self) -> Estimate {
        let seen = self.seen as f64;
        let interval = Interval { low: (self.logit.low - seen).max(0.0), high: self.logit.high - seen };
        Estimate { road: Road::Lists, count: self.chapman - seen, interval }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `n1, n2, m`; Lincoln-Petersen, Chapman and its error; both intervals, to half of the last digit given.
    fn check(lists: [u64; 3], wanted: [f64; 3], half: f64, log_normal: [f64; 2], logit: [f64; 2]) {
        let found = Overlap::new(lists[0], lists[1], lists[2]).unwrap().population();
        let near = |found: f64, wanted: f64, half: f64| {
            assert!((found - wanted).abs() <= half * 1.000_001, "found {found}, wanted {wanted}");
        };
        near(found.lincoln_petersen.unwrap(), wanted[0], 1e-9);
        near(found.chapman, wanted[1], 5e-5);
        near(found.error, wanted[2], 5e-5);
        near(found.log_normal.low, log_normal[0], half);
        near(found.log_normal.high, log_normal[1], half);
        near(found.logit.low, logit[0], half);
        near(found.logit.high, logit[1], half);
    }

    #[test]
    fn trout_and_defects_give_the_published_numbers() {
        check([10, 15, 5], [30.0, 28.3333, 5.9094], 5e-3, [22.39, 49.11], [21.94, 64.67]);
        check([100, 100, 10], [1_000.0, 926.3636, 238.5506], 5e-2, [586.4, 1_557.7], [586.6, 1_721.6]);
        check([50, 60, 10], [300.0, 281.8182, 65.4609], 5e-2, [191.7, 460.4], [191.9, 510.2]);
        check([5, 4, 2], [10.0, 9.0, 2.2361], 5e-3, [7.34, 18.68], [6.85, 41.25]);
    }

    #[test]
    fn the_unseen_are_the_population_less_the_seen() {
        let found = Overlap::new(100, 100, 10).unwrap().population().unseen();
        assert!((found.count - 736.3636).abs() < 5e-5 && (found.interval.low - 396.6).abs() < 5e-2, "{found:?}");
    }

    #[test]
    fn the_slider_starts_from_independence() {
        let lists = Overlap::new(100, 100, 10).unwrap();
        assert_eq!(lists.with_odds_ratio(1.0), lists.population().lincoln_petersen);
        assert_eq!(lists.with_odds_ratio(2.0), Some(190.0 + 2.0 * 810.0));
        assert_eq!(lists.with_odds_ratio(0.5), Some(190.0 + 0.5 * 810.0));
    }

    #[test]
    fn lists_without_overlap_still_have_a_least_number_but_no_slider() {
        let lists = Overlap::new(3, 4, 0).unwrap();
        assert_eq!(lists.with_odds_ratio(1.0), None);
        let found = lists.population();
        assert_eq!((found.lincoln_petersen, found.chapman), (None, 19.0));
    }

    #[test]
    fn more_on_both_than_on_one_is_refused() {
        let refused = Overlap::new(3, 9, 4).unwrap_err();
        assert_eq!(refused, OverlapError::Impossible { both: 4, shorter: 3 });
    }

    proptest! {
        #[test]
        fn chapman_lies_between_what_was_seen_and_lincoln_petersen(
            both in 1u64..50, first in 0u64..200, second in 0u64..200,
        ) {
            let found = Overlap::new(both + first, both + second, both).unwrap().population();
            prop_assert!(found.seen as f64 <= found.chapman + 1e-9);
            prop_assert!(found.chapman <= found.lincoln_petersen.unwrap() + 1e-9);
            prop_assert!(found.log_normal.low <= found.chapman && found.chapman <= found.log_normal.high);
            prop_assert!(found.logit.low >= found.seen as f64 - 0.5);
        }

        #[test]
        fn more_dependence_means_more_unseen(both in 1u64..50, first in 0u64..200, second in 0u64..200, phi in 0.5f64..3.0) {
            let lists = Overlap::new(both + first, both + second, both).unwrap();
            prop_assert!(lists.with_odds_ratio(phi) <= lists.with_odds_ratio(phi + 0.1));
        }
    }
}
