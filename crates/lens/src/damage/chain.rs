//! From complaints heard to problems there are: the reporting chain, and who hears of it.

use crate::statistics::interval::{Interval, wilson};
use serde::Serialize;

/// How many problems one complaint stands for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Multiplier {
    /// `M = 1 / q`; infinite where nothing is heard.
    pub value: f64,
    /// 95 % interval: the Wilson interval of the share heard, its ends inverted.
    pub interval: Interval,
}

/// The share of problems that reaches the place of counting, `q = q_1 q_2 ... q_n`: says anything at all, says it to you
/// and not elsewhere, is written down, reaches this desk.
pub fn heard(links: &[f64]) -> f64 {
    links.iter().product()
}

impl Multiplier {
    /// From a survey: of `asked` customers with the problem, `complained` did so where complaints are counted. A
    /// multiplier holds for one class of problem and one place of counting, never for a company as a whole.
    pub fn surveyed(complained: u64, asked: u64) -> Self {
        let share = wilson(complained, asked, 0.95);
        let value = asked as f64 / complained as f64;
        Multiplier { value, interval: Interval { low: 1.0 / share.high, high: 1.0 / share.low } }
    }

    /// From a share and its range.
    pub fn of(share: f64, range: Interval) -> Self {
        Multiplier { value: 1.0 / share, interval: Interval { low: 1.0 / range.high, high: 1.0 / range.low } }
    }

    /// Customers with the problem, if `complaints` were counted.
    pub fn problems(&self, complaints: f64) -> f64 {
        complaints * self.value
    }

    /// Those of them who were not heard, `complaints (M - 1)`.
    pub fn silent(&self, complaints: f64) -> f64 {
        complaints * (self.value - 1.0)
    }
}

/// People who hear of it, for so many customers with a problem: for each customer so many tellers tell so many people,
/// summed over rounds of telling.
pub fn reached(customers: f64, rounds: &[(f64, f64)]) -> f64 {
    customers * rounds.iter().map(|(tellers, people)| tellers * people).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 1e-9 * wanted.max(1.0), "found {found}, wanted {wanted}");
    }

    fn multiplier(share: f64) -> Multiplier {
        Multiplier::of(share, Interval { low: share, high: share })
    }

    #[test]
    fn published_multipliers_come_out() {
        // A quarter of consumers complains, a quarter of those to the manufacturer (CCMC 2024).
        check(multiplier(heard(&[0.25, 0.25])).value, 16.0);
        // 5 % complain: 19 others for each.
        check(multiplier(0.05).silent(1.0), 19.0);
        // One written complaint stands for 49 silent customers (Washington Post 1984).
        check(multiplier(0.02).silent(1.0), 49.0);
        // Ten complaints at headquarters: 250 to 1,000 customers (Goodman 2013).
        let headquarters = Multiplier::of(0.02, Interval { low: 0.01, high: 0.04 });
        check(10.0 * headquarters.interval.low, 250.0);
        check(10.0 * headquarters.interval.high, 1_000.0);
        // 50 letters, 1,250 silent customers.
        check(multiplier(1.0 / 26.0).silent(50.0), 1_250.0);
        check(multiplier(1.0 / 26.0).problems(50.0), 1_300.0);
    }

    #[test]
    fn published_word_of_mouth_comes_out() {
        // One in 26 complains; each tells 10, each of whom tells 5.
        check(reached(26.0, &[(1.0, 10.0), (10.0, 5.0)]), 1_560.0);
        // 72 unhappy customers tell 10, a fifth of them 20 more; a lead is worth 30,000.
        let leads = reached(72.0, &[(1.0, 10.0), (0.2, 20.0)]);
        check(leads, 1_008.0);
        check(leads * 30_000.0, 30_240_000.0);
        // Eleven are told and tell five each; a quarter of the 66 is lost, and the customer.
        let told = reached(1.0, &[(1.0, 11.0), (11.0, 5.0)]);
        check(told, 66.0);
        check(((told / 4.0).ceil() + 1.0) * 2_880.0, 51_840.0);
    }

    #[test]
    fn a_survey_gives_a_multiplier_with_its_range() {
        let found = Multiplier::surveyed(15, 148);
        check(found.value, 148.0 / 15.0);
        assert!((found.interval.low - 1.0 / 0.160_487).abs() < 1e-4);
        assert!((found.interval.high - 1.0 / 0.062_386).abs() < 1e-3);
        let unheard = Multiplier::surveyed(0, 20);
        assert_eq!((unheard.value, unheard.interval.high), (f64::INFINITY, f64::INFINITY));
        assert!((unheard.interval.low - 1.0 / 0.161_125).abs() < 1e-4, "at least so many all the same");
    }

    proptest! {
        #[test]
        fn a_longer_chain_never_hears_more(links in prop::collection::vec(0.0f64..1.0, 1..6)) {
            prop_assert!(heard(&links) <= heard(&links[1..]));
        }
    }
}
