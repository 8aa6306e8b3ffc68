//! What a kind of problem costs: customers lost by those who complained, by those who did not, and by what they told.
//!
//! The model is that of market damage (Goodman, O'Brien and Segal 2000, after TARP's studies for the White House from
//! 1979). Every number that goes in is a [`Parameter`] with a range and a [`Basis`]; what comes out is drawn over those
//! ranges and so has one too.

pub mod chain;
pub mod classes;
mod damages;
pub mod measured;
pub mod returns;

pub use damages::{Assessment, Damage};

use crate::statistics::draws::Draws;
use crate::statistics::interval::{Interval, wilson};
use serde::Serialize;
use thiserror::Error;

/// Where a number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Counted in the company's own data.
    Measured,
    /// Taken from this publication, about other companies.
    Published(&'static str),
    /// Nobody's figure: shown as an assumption, to be replaced.
    Assumed(&'static str),
}

/// One number of the model, visible with its range and its origin.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Parameter {
    /// Best value, in the unit of its place in the [`Market`].
    pub value: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Where it comes from.
    pub basis: Basis,
}

impl Parameter {
    /// A number with its range.
    pub const fn new(value: f64, low: f64, high: f64, basis: Basis) -> Self {
        Parameter { value, low, high, basis }
    }

    /// A number taken as exact.
    pub const fn exact(value: f64, basis: Basis) -> Self {
        Parameter { value, low: value, high: value, basis }
    }

    /// A share counted in the company's own data, with its Wilson interval. Without any cases half, anything possible.
    pub fn counted(part: u64, of: u64) -> Self {
        let Interval { low, high } = wilson(part, of, 0.95);
        let value = if of == 0 { 0.5 } else { part as f64 / of as f64 };
        Parameter { value, low, high, basis: Basis::Measured }
    }

    /// A draw: normal on either side of the value, so that it is the median and the ends are the quantiles of 2.5 % and
    /// 97.5 % (the two-piece normal of Fechner 1897, with equal halves).
    fn draw(&self, draws: &mut Draws) -> f64 {
        let z = draws.normal() / 1.959_964;
        self.value + z.abs() * if z < 0.0 { self.low - self.value } else { self.high - self.value }
    }
}

/// One value for each way it can go once a customer has met a problem.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Outcomes<T> {
    /// Complained and was satisfied.
    pub satisfied: T,
    /// Complained and was appeased, not satisfied.
    pub mollified: T,
    /// Complained and stayed dissatisfied.
    pub dissatisfied: T,
    /// Did not complain.
    pub silent: T,
}

/// Everything the model needs to know of one class of problems in one period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Market<T> {
    /// Customers exposed.
    pub customers: T,
    /// Share of them that meets the problem.
    pub problem_rate: T,
    /// Share of those whose complaint reaches the place where complaints are counted.
    pub complaint_rate: T,
    /// Share of complainants who are satisfied.
    pub satisfied: T,
    /// Share of complainants who are mollified; the rest stays dissatisfied.
    pub mollified: T,
    /// Share of customers without a problem who stay.
    pub loyal: T,
    /// Share who stay, by outcome.
    pub staying: Outcomes<T>,
    /// People told, by outcome.
    pub told: Outcomes<T>,
    /// Prospects lost for each person told something bad.
    pub lost_per_telling: T,
    /// Prospects won for each person told something good.
    pub won_per_telling: T,
    /// What a customer is worth over the horizon, in money.
    pub value: T,
    /// What it costs to handle a complaint, in money.
    pub handling_cost: T,
}

/// Why a market cannot be assessed.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum MarketError {
    /// A number outside of what it can be.
    #[error("{name} is {value} with the range {low} to {high}: it must lie in its range, above 0, a share below 1")]
    Impossible {
        /// Which one.
        name: &'static str,
        /// Its value.
        value: f64,
        /// Its lower end.
        low: f64,
        /// Its upper end.
        high: f64,
    },
    /// More satisfied and mollified complainants than there are.
    #[error("{0} of complainants are satisfied or mollified: the two shares must not exceed 1 together")]
    Shares(f64),
}

/// What a number of the market counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A share between 0 and 1.
    Share,
    /// Customers or people.
    People,
    /// Money.
    Money,
}

impl<T: Copy> Market<T> {
    /// Every number with its name and unit, in the order of the model: nothing is hidden.
    pub fn numbers(&self) -> Vec<(&'static str, Unit, T)> {
        use Unit::{Money, People, Share};
        vec![
            ("customers", People, self.customers),
            ("problem rate", Share, self.problem_rate),
            ("complaint rate", Share, self.complaint_rate),
            ("satisfied complainants", Share, self.satisfied),
            ("mollified complainants", Share, self.mollified),
            ("loyal without a problem", Share, self.loyal),
            ("loyal when satisfied", Share, self.staying.satisfied),
            ("loyal when mollified", Share, self.staying.mollified),
            ("loyal when dissatisfied", Share, self.staying.dissatisfied),
            ("loyal when silent", Share, self.staying.silent),
            ("told when satisfied", People, self.told.satisfied),
            ("told when mollified", People, self.told.mollified),
            ("told when dissatisfied", People, self.told.dissatisfied),
            ("told when silent", People, self.told.silent),
            ("lost per telling", People, self.lost_per_telling),
            ("won per telling", People, self.won_per_telling),
            ("customer value", Money, self.value),
            ("handling cost", Money, self.handling_cost),
        ]
    }

    /// The same market with every number turned into another.
    pub fn map<U>(&self, mut turn: impl FnMut(Unit, T) -> U) -> Market<U> {
        use Unit::{Money, People, Share};
        let mut by_outcome = |unit, outcomes: &Outcomes<T>| Outcomes {
            satisfied: turn(unit, outcomes.satisfied),
            mollified: turn(unit, outcomes.mollified),
            dissatisfied: turn(unit, outcomes.dissatisfied),
            silent: turn(unit, outcomes.silent),
        };
        let staying = by_outcome(Share, &self.staying);
        let told = by_outcome(People, &self.told);
        Market {
            customers: turn(People, self.customers),
            problem_rate: turn(Share, self.problem_rate),
            complaint_rate: turn(Share, self.complaint_rate),
            satisfied: turn(Share, self.satisfied),
            mollified: turn(Share, self.mollified),
            loyal: turn(Share, self.loyal),
            staying,
            told,
            lost_per_telling: turn(People, self.lost_per_telling),
            won_per_telling: turn(People, self.won_per_telling),
            value: turn(Money, self.value),
            handling_cost: turn(Money, self.handling_cost),
        }
    }
}

impl Market<Parameter> {
    /// The best values.
    pub fn values(&self) -> Market<f64> {
        self.map(|_, parameter| parameter.value)
    }

    /// Refuses numbers that cannot be.
    pub fn check(&self) -> Result<(), MarketError> {
        for (name, unit, Parameter { value, low, high, .. }) in self.numbers() {
            let most = if unit == Unit::Share { 1.0 } else { f64::MAX };
            if !(0.0 <= low && low <= value && value <= high && high <= most) {
                return Err(MarketError::Impossible { name, value, low, high });
            }
        }
        let handled = self.satisfied.value + self.mollified.value;
        if handled > 1.0 + 1e-9 { Err(MarketError::Shares(handled)) } else { Ok(()) }
    }

    /// A market that may be the true one.
    pub(crate) fn draw(&self, draws: &mut Draws) -> Market<f64> {
        let mut market = self.map(|unit, parameter| {
            let drawn = parameter.draw(draws).max(0.0);
            if unit == Unit::Share { drawn.min(1.0) } else { drawn }
        });
        market.mollified = market.mollified.min(1.0 - market.satisfied);
        market
    }
}

#[cfg(test)]
pub(crate) mod example {
    use super::*;

    /// The worked example of the model: 100,000 customers, a third of whom meet a costly problem; half complain.
    pub(crate) fn market() -> Market<Parameter> {
        let exact = |value| Parameter::exact(value, Basis::Measured);
        Market {
            customers: exact(100_000.0),
            problem_rate: exact(0.32),
            complaint_rate: exact(0.50),
            satisfied: exact(0.20),
            mollified: exact(0.30),
            loyal: exact(0.90),
            staying: Outcomes {
                satisfied: exact(0.54),
                mollified: exact(0.365),
                dissatisfied: exact(0.19),
                silent: exact(0.09),
            },
            told: Outcomes {
                satisfied: exact(5.0),
                mollified: exact(8.0),
                dissatisfied: exact(10.0),
                silent: exact(10.0),
            },
            lost_per_telling: exact(0.0),
            won_per_telling: exact(0.0),
            value: exact(100.0),
            handling_cost: exact(0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(change: impl Fn(&mut Market<Parameter>), wanted: &str) {
        let mut market = example::market();
        change(&mut market);
        let found = market.check().map_or_else(|error| error.to_string(), |()| "fine".into());
        assert!(found.contains(wanted), "{found}");
    }

    #[test]
    fn numbers_that_cannot_be_are_refused_by_name() {
        check(|_| (), "fine");
        check(|market| market.problem_rate.value = 1.2, "problem rate is 1.2");
        check(|market| market.value.low = f64::NAN, "customer value is 100");
        check(|market| market.mollified = Parameter::exact(0.9, Basis::Measured), "must not exceed 1");
    }

    #[test]
    fn every_number_is_shown_and_turned() {
        let numbers = example::market().numbers();
        let mut turned = Vec::new();
        let values = example::market().map(|unit, parameter| {
            turned.push(unit);
            parameter.value
        });
        assert_eq!(numbers.len(), turned.len());
        let shown: Vec<f64> = numbers.iter().map(|(_, _, parameter)| parameter.value).collect();
        assert_eq!(shown, values.numbers().iter().map(|(_, _, value)| *value).collect::<Vec<_>>());
    }

    #[test]
    fn what_was_counted_brings_its_own_range() {
        let found = Parameter::counted(15, 148);
        assert!((found.low - 0.062_386).abs() < 5e-7 && (found.high - 0.160_487).abs() < 5e-7, "{found:?}");
        assert_eq!(found.basis, Basis::Measured);
        let nothing = Parameter::counted(0, 0);
        assert_eq!((nothing.low, nothing.value, nothing.high), (0.0, 0.5, 1.0));
    }

    #[test]
    fn draws_fill_the_range_from_end_to_end() {
        let (mut draws, rounds) = (Draws::new(1), 100_000);
        let parameter = Parameter::new(0.2, 0.1, 0.5, Basis::Measured);
        let drawn: Vec<f64> = (0..rounds).map(|_| parameter.draw(&mut draws)).collect();
        for (bound, share) in [(0.1, 0.025), (0.2, 0.5), (0.5, 0.975)] {
            let below = drawn.iter().filter(|value| **value < bound).count() as f64 / f64::from(rounds);
            assert!((below - share).abs() < 0.005, "{below} below {bound}");
        }
    }
}
