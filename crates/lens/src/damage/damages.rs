//! The arithmetic of damage, and its range.

use super::{Market, MarketError, Parameter};
use crate::statistics::draws::Draws;
use crate::statistics::order::quantile;
use serde::Serialize;

/// What one class of problems does in one period. Customers, except where it says money.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Damage {
    /// Customers who met the problem, `P = N p`.
    pub problems: f64,
    /// Those whose complaint was counted, `C = P q`.
    pub complaints: f64,
    /// Those whose was not, `NC = P (1 - q)`.
    pub silent: f64,
    /// Customers lost among those who complained, `C Σ s_k (r_0 - r_k)`. Below 0 where handling makes loyal.
    pub lost_voiced: f64,
    /// Customers lost among those who did not, `NC (r_0 - r_N)`.
    pub lost_silent: f64,
    /// Prospects lost by what was told, less those won: `κ (C (s_D w_D + s_M w_M) + NC w_N) - g C s_S w_S`.
    pub lost_word_of_mouth: f64,
    /// Money at risk by customers lost.
    pub at_risk: f64,
    /// Money at risk by word of mouth: kept apart because its evidence is the weakest.
    pub at_risk_word_of_mouth: f64,
    /// How many times the damage one hears of is the damage one does not, `lost_silent / lost_voiced`; infinite where
    /// complaints cost nobody.
    pub iceberg_factor: f64,
}

/// Damage with its 95 % range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Assessment {
    /// At the best values.
    pub damage: Damage,
    /// Lower end, figure by figure.
    pub low: Damage,
    /// Upper end, figure by figure.
    pub high: Damage,
}

impl Market<f64> {
    /// Shares of complainants by outcome: satisfied, mollified, dissatisfied.
    pub(crate) fn shares(&self) -> [f64; 3] {
        [self.satisfied, self.mollified, (1.0 - self.satisfied - self.mollified).max(0.0)]
    }

    /// Share of complainants who stay, `R_C = Σ s_k r_k`.
    pub(crate) fn complainants_staying(&self) -> f64 {
        let staying = [self.staying.satisfied, self.staying.mollified, self.staying.dissatisfied];
        self.shares().iter().zip(staying).map(|(share, stay)| share * stay).sum()
    }

    /// Market damage (Goodman, O'Brien and Segal 2000).
    pub fn damage(&self) -> Damage {
        let problems = self.customers * self.problem_rate;
        let complaints = problems * self.complaint_rate;
        let silent = problems - complaints;
        let lost_voiced = complaints * (self.loyal - self.complainants_staying());
        let lost_silent = silent * (self.loyal - self.staying.silent);
        let [satisfied, mollified, dissatisfied] = self.shares();
        let bad = complaints * (dissatisfied * self.told.dissatisfied + mollified * self.told.mollified)
            + silent * self.told.silent;
        let good = complaints * satisfied * self.told.satisfied;
        let lost_word_of_mouth = self.lost_per_telling * bad - self.won_per_telling * good;
        Damage {
            problems,
            complaints,
            silent,
            lost_voiced,
            lost_silent,
            lost_word_of_mouth,
            at_risk: self.value * (lost_voiced + lost_silent),
            at_risk_word_of_mouth: self.value * lost_word_of_mouth,
            iceberg_factor: if lost_voiced > 0.0 { lost_silent / lost_voiced } else { f64::INFINITY },
        }
    }
}

impl Market<Parameter> {
    /// Damage at the best values, and its range over `rounds` markets drawn from the ranges of the parameters (2,000
    /// are plenty), each parameter on its own.
    pub fn assess(&self, draws: &mut Draws, rounds: usize) -> Result<Assessment, MarketError> {
        self.check()?;
        let drawn: Vec<Damage> = (0..rounds.max(1)).map(|_| self.draw(draws).damage()).collect();
        let end = |share: f64| {
            let figure = |of: fn(&Damage) -> f64| quantile(&drawn.iter().map(of).collect::<Vec<f64>>(), share);
            Damage {
                problems: figure(|damage| damage.problems),
                complaints: figure(|damage| damage.complaints),
                silent: figure(|damage| damage.silent),
                lost_voiced: figure(|damage| damage.lost_voiced),
                lost_silent: figure(|damage| damage.lost_silent),
                lost_word_of_mouth: figure(|damage| damage.lost_word_of_mouth),
                at_risk: figure(|damage| damage.at_risk),
                at_risk_word_of_mouth: figure(|damage| damage.at_risk_word_of_mouth),
                iceberg_factor: figure(|damage| damage.iceberg_factor),
            }
        };
        Ok(Assessment { damage: self.values().damage(), low: end(0.025), high: end(0.975) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::{Basis, example};
    use proptest::prelude::*;

    fn check(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 1e-5 * wanted.abs().max(1.0), "found {found}, wanted {wanted}");
    }

    #[test]
    fn the_worked_example_comes_out() {
        let found = example::market().values().damage();
        check(found.problems, 32_000.0);
        check(found.complaints, 16_000.0);
        check(found.silent, 16_000.0);
        check(found.lost_voiced / found.complaints, 0.5875);
        check(found.lost_voiced, 9_400.0);
        check(found.lost_silent, 12_960.0);
        check(found.at_risk, 2_236_000.0);
        check(found.iceberg_factor, 1.378_72);
        assert_eq!(found.at_risk_word_of_mouth, 0.0, "nothing is claimed for word of mouth unless it is asked for");
    }

    #[test]
    fn equal_losses_make_the_iceberg_what_is_not_heard() {
        for (heard, factor) in [(1.0 / 3.0, 2.0), (1.0 / 6.0, 5.0), (1.0 / 12.0, 11.0), (1.0 / 20.0, 19.0)] {
            let mut market = example::market().values();
            market.complaint_rate = heard;
            market.staying.silent = market.complainants_staying();
            check(market.damage().iceberg_factor, factor);
        }
    }

    #[test]
    fn word_of_mouth_costs_and_earns() {
        let mut market = example::market().values();
        (market.lost_per_telling, market.won_per_telling) = (0.01, 0.02);
        // 16,000 complainants: half dissatisfied tell 10, 30 % mollified 8, 20 % satisfied 5; 16,000 silent tell 10.
        check(market.damage().lost_word_of_mouth, 0.01 * 16_000.0 * (5.0 + 2.4 + 10.0) - 0.02 * 16_000.0);
    }

    #[test]
    fn complaints_that_make_loyal_hide_an_infinite_iceberg() {
        let mut market = example::market().values();
        (market.satisfied, market.mollified, market.staying.satisfied) = (1.0, 0.0, 0.95);
        let found = market.damage();
        assert!(found.lost_voiced < 0.0 && found.iceberg_factor == f64::INFINITY);
    }

    #[test]
    fn what_is_not_known_widens_the_range_and_what_is_exact_does_not() {
        let exact = example::market().assess(&mut Draws::new(1), 100).unwrap();
        assert_eq!((exact.low, exact.high), (exact.damage, exact.damage));
        let mut market = example::market();
        market.complaint_rate = Parameter::new(0.5, 0.4, 0.6, Basis::Measured);
        let found = market.assess(&mut Draws::new(1), 4_000).unwrap();
        // Only the silent and the voiced shift: ends follow from the ends of the one uncertain parameter.
        assert!((found.low.complaints / 12_800.0 - 1.0).abs() < 0.02, "{found:?}");
        assert!((found.high.complaints / 19_200.0 - 1.0).abs() < 0.02, "{found:?}");
        assert_eq!(found.low.problems, found.high.problems);
        assert_eq!(market.assess(&mut Draws::new(1), 4_000).unwrap(), found, "the same seed, the same range");
    }

    proptest! {
        #[test]
        fn voiced_and_silent_are_all_there_are(rate in 0.0f64..1.0, heard in 0.0f64..1.0, satisfied in 0.0f64..0.7) {
            let mut market = example::market().values();
            (market.problem_rate, market.complaint_rate, market.satisfied) = (rate, heard, satisfied);
            let found = market.damage();
            prop_assert!((found.complaints + found.silent - found.problems).abs() < 1e-6);
            prop_assert!((found.at_risk - 100.0 * (found.lost_voiced + found.lost_silent)).abs() < 1e-6);
            prop_assert!(found.lost_voiced + found.lost_silent <= found.problems + 1e-6);
        }
    }
}
