//! What it brings to mend, to handle better, or to hear more; and when hearing more does harm.

use super::{Market, MarketError, Parameter};
use crate::statistics::draws::Draws;
use serde::Serialize;

/// What an improvement brings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Return {
    /// Customers kept who would have been lost; below 0 it loses them.
    pub retained: f64,
    /// What they are worth, money.
    pub worth: f64,
    /// What it costs, money.
    pub cost: f64,
}

impl Return {
    /// Return on investment, `(worth - cost) / cost`; `None` where it costs nothing.
    pub fn on_investment(&self) -> Option<f64> {
        (self.cost > 0.0).then(|| (self.worth - self.cost) / self.cost)
    }
}

/// Whether customers should be invited to complain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Gate {
    /// Share of complainants that must be satisfied for it to pay, `s*`; below 0 it always pays, above 1 never. `None`
    /// where satisfying them makes no difference.
    pub needed: Option<f64>,
    /// Share that is satisfied now.
    pub satisfied: f64,
    /// How sure it is that inviting keeps customers: share of the markets drawn in which it does.
    pub certainty: f64,
    /// Whether it is advised: only when surer than 97.5 %.
    pub advised: bool,
}

/// How sure one must be that more complaints keep customers before asking for them.
const CERTAINTY: f64 = 0.975;

impl Market<f64> {
    /// Mending the cause, so that the problem rate falls by `by`: `N dp (q l_C + (1 - q) l_N)` customers kept.
    pub fn mend(&self, by: f64, cost: f64) -> Return {
        let voiced = self.complaint_rate * (self.loyal - self.complainants_staying());
        let silent = (1.0 - self.complaint_rate) * (self.loyal - self.staying.silent);
        self.gives(self.customers * by * (voiced + silent), cost)
    }

    /// Handling complaints better, so that these shares are satisfied and mollified: `C Σ (s'_k - s_k) r_k` kept.
    pub fn handle(&self, satisfied: f64, mollified: f64, cost: f64) -> Return {
        let better = Market { satisfied, mollified, ..*self };
        let complaints = self.customers * self.problem_rate * self.complaint_rate;
        self.gives(complaints * (better.complainants_staying() - self.complainants_staying()), cost)
    }

    /// Inviting complaints, so that the complaint rate rises by `by` and handling stays as it is: `P dq (R_C - r_N)`
    /// kept, at the price of handling them and `fixed`.
    pub fn invite(&self, by: f64, fixed: f64) -> Return {
        let more = self.customers * self.problem_rate * by;
        self.gives(more * (self.complainants_staying() - self.staying.silent), more * self.handling_cost + fixed)
    }

    fn gives(&self, retained: f64, cost: f64) -> Return {
        Return { retained, worth: retained * self.value, cost }
    }

    /// The share of satisfied complainants at which a complaint neither keeps nor loses customers, the mollified as they
    /// are: `s* = (r_N - m r_M - (1 - m) r_D) / (r_S - r_D)`; with nobody mollified `(r_N - r_D) / (r_S - r_D)`.
    pub fn break_even(&self) -> Option<f64> {
        let stay = self.staying;
        let gain = stay.satisfied - stay.dissatisfied;
        let others = self.mollified * stay.mollified + (1.0 - self.mollified) * stay.dissatisfied;
        (gain > 0.0).then(|| (stay.silent - others) / gain)
    }
}

impl Market<Parameter> {
    /// Whether to invite complaints. Dissatisfied complainants used to be more loyal than the silent (TARP 1979) and are
    /// now less so (CCMC 2020), so more complaints help only where enough of them end well.
    pub fn gate(&self, draws: &mut Draws, rounds: usize) -> Result<Gate, MarketError> {
        self.check()?;
        let rounds = rounds.max(1);
        let pays = |market: Market<f64>| market.complainants_staying() > market.staying.silent;
        let certainty = (0..rounds).filter(|_| pays(self.draw(draws))).count() as f64 / rounds as f64;
        let needed = self.values().break_even();
        Ok(Gate { needed, satisfied: self.satisfied.value, certainty, advised: certainty > CERTAINTY })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::{Basis, Outcomes, example};
    use proptest::prelude::*;

    fn check(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 5e-5 * wanted.abs().max(1.0), "found {found}, wanted {wanted}");
    }

    fn two_outcomes(silent: f64, dissatisfied: f64, satisfied: f64) -> Market<f64> {
        let staying = Outcomes { satisfied, mollified: 0.0, dissatisfied, silent };
        Market { mollified: 0.0, staying, ..example::market().values() }
    }

    #[test]
    fn the_worked_example_keeps_what_it_should() {
        let market = example::market().values();
        check(market.invite(0.10, 0.0).retained, 712.0);
        check(market.mend(0.01, 0.0).retained, 698.75);
        // A fifth more satisfied instead of dissatisfied: 16,000 · 0.2 · (0.54 - 0.19).
        check(market.handle(0.40, 0.30, 0.0).retained, 1_120.0);
    }

    #[test]
    fn a_return_counts_what_it_costs() {
        let mut market = example::market().values();
        market.handling_cost = 10.0;
        let found = market.invite(0.10, 3_600.0);
        check(found.cost, 35_600.0);
        check(found.on_investment().unwrap(), (71_200.0 - 35_600.0) / 35_600.0);
        assert_eq!(market.mend(0.01, 0.0).on_investment(), None);
    }

    #[test]
    fn the_gate_stood_open_in_1979_and_has_closed() {
        check(two_outcomes(0.09, 0.19, 0.54).break_even().unwrap(), -0.2857);
        check(two_outcomes(0.37, 0.46, 0.70).break_even().unwrap(), -0.3750);
        for (gain, needed) in [(0.10, 0.6875), (0.20, 0.5238), (0.30, 0.4231)] {
            check(two_outcomes(0.50, 0.28, 0.50 + gain).break_even().unwrap(), needed);
        }
        assert_eq!(two_outcomes(0.5, 0.5, 0.5).break_even(), None);
    }

    #[test]
    fn inviting_is_advised_only_when_sure() {
        let gate = |satisfied, low, high| {
            let mut market = example::market();
            market.mollified = Parameter::exact(0.0, Basis::Measured);
            market.satisfied = Parameter::new(satisfied, low, high, Basis::Measured);
            let exact = |value| Parameter::exact(value, Basis::Published("CCMC 2020"));
            market.staying = Outcomes {
                satisfied: exact(0.70),
                mollified: exact(0.50),
                dissatisfied: exact(0.28),
                silent: exact(0.50),
            };
            market.gate(&mut Draws::new(3), 2_000).unwrap()
        };
        let now = gate(0.18, 0.15, 0.21);
        assert!(!now.advised && now.certainty < 0.01, "{now:?}");
        check(now.needed.unwrap(), 0.5238);
        assert!(!gate(0.55, 0.45, 0.65).advised, "above the line but not surely");
        assert!(gate(0.65, 0.60, 0.70).advised);
    }

    proptest! {
        #[test]
        fn at_the_gate_a_complaint_changes_nothing(
            silent in 0.0f64..1.0, dissatisfied in 0.0f64..0.5, gain in 0.1f64..0.5, mollified in 0.0f64..0.5,
        ) {
            let mut market = two_outcomes(silent, dissatisfied, dissatisfied + gain);
            (market.mollified, market.staying.mollified) = (mollified, dissatisfied + gain / 2.0);
            let needed = market.break_even().unwrap();
            prop_assume!((0.0..=1.0 - mollified).contains(&needed));
            market.satisfied = needed;
            prop_assert!(market.invite(0.1, 0.0).retained.abs() < 1e-6);
        }
    }
}
