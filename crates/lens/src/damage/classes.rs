//! Classes of problems, and what other companies' customers did: a start for numbers nobody has measured yet.
//!
//! "One in 26 complains" holds for small losses at headquarters and nowhere else (Goodman, letter to Quality Progress,
//! November 2005): a complaint rate belongs to a class of problem and a place of counting.

use super::{Basis, Market, Outcomes, Parameter};
use serde::Serialize;

/// A class of problem and a place where complaints about it are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Any problem of a consumer, told to whoever serves.
    ConsumerFrontLine,
    /// Any problem of a business customer, told to whoever serves.
    BusinessFrontLine,
    /// Any problem, told to a manager or to headquarters.
    Headquarters,
    /// A large amount at stake, told to headquarters.
    LargeHeadquarters,
    /// A small amount at stake, told to headquarters.
    SmallHeadquarters,
    /// Money lost, told to whoever serves.
    MoneyLost,
    /// Mistreatment, poor quality or incompetence, told to whoever serves.
    Mistreatment,
    /// A trifle lost, told to whoever serves.
    FewPennies,
    /// Packaged goods, told to the manufacturer.
    PackagedGoods,
    /// Business software.
    BusinessSoftware,
    /// Any problem, brought before a senior executive.
    Executive,
}

const BASIC_FACTS: Basis = Basis::Published("Goodman, Basic Facts on Customer Complaint Behavior");
const LETTER: Basis = Basis::Published("Goodman 2005, letter to Quality Progress");
const TARP: Basis = Basis::Published("TARP 1979, 1986");
const UNKNOWN: Basis = Basis::Assumed("no published figure was found: ask your customers");

impl Class {
    /// Every class.
    pub const ALL: [Class; 11] = [
        Class::ConsumerFrontLine,
        Class::BusinessFrontLine,
        Class::Headquarters,
        Class::LargeHeadquarters,
        Class::SmallHeadquarters,
        Class::MoneyLost,
        Class::Mistreatment,
        Class::FewPennies,
        Class::PackagedGoods,
        Class::BusinessSoftware,
        Class::Executive,
    ];

    /// Share of customers with such a problem who complain there. Where only one figure was published, its range is half
    /// to one and a half times of it: other companies are not yours.
    pub fn complaint_rate(self) -> Parameter {
        let around = |value: f64, basis| Parameter::new(value, value / 2.0, (1.5 * value).min(0.95), basis);
        match self {
            Class::ConsumerFrontLine => around(0.50, BASIC_FACTS),
            Class::BusinessFrontLine => around(0.75, BASIC_FACTS),
            Class::Headquarters => Parameter::new(0.03, 0.01, 0.05, BASIC_FACTS),
            Class::LargeHeadquarters => Parameter::new(0.075, 0.05, 0.10, BASIC_FACTS),
            Class::SmallHeadquarters => around(0.04, LETTER),
            Class::MoneyLost => Parameter::new(0.625, 0.50, 0.75, BASIC_FACTS),
            Class::Mistreatment => Parameter::new(0.175, 0.05, 0.30, BASIC_FACTS),
            Class::FewPennies => around(0.03, TARP),
            Class::PackagedGoods => {
                Parameter::new(1.0 / 13.0, 1.0 / 16.0, 1.0 / 10.0, Basis::Published("CCMC 2024, packaged goods"))
            }
            Class::BusinessSoftware => around(0.63, BASIC_FACTS),
            Class::Executive => Parameter::new(0.005, 0.002, 0.01, BASIC_FACTS),
        }
    }

    /// Share who buy again, by outcome: for small losses (below 5 dollars of 1979) or large ones (above 100). The
    /// mollified lie half way between satisfied and dissatisfied, anywhere between.
    pub fn staying(self) -> Outcomes<Parameter> {
        let small = matches!(self, Class::SmallHeadquarters | Class::FewPennies | Class::PackagedGoods);
        let [silent, dissatisfied, satisfied, quickly]: [f64; 4] =
            if small { [0.37, 0.46, 0.70, 0.95] } else { [0.09, 0.19, 0.54, 0.82] };
        let around = |value: f64, high: f64| Parameter::new(value, value / 2.0, high, TARP);
        let halfway = Basis::Assumed("half way between satisfied and dissatisfied complainants");
        Outcomes {
            satisfied: around(satisfied, quickly),
            mollified: Parameter::new((dissatisfied + satisfied) / 2.0, dissatisfied, satisfied, halfway),
            dissatisfied: around(dissatisfied, 1.5 * dissatisfied),
            silent: around(silent, 1.5 * silent),
        }
    }

    /// A market for this class with everything filled in that the literature fills: customers, problem rate and the
    /// value of a customer are the company's own.
    pub fn market(self, customers: Parameter, problem_rate: Parameter, value: Parameter) -> Market<Parameter> {
        let told = Basis::Published("Washington Post 14 October 1984, after TARP");
        Market {
            customers,
            problem_rate,
            complaint_rate: self.complaint_rate(),
            satisfied: Parameter::new(0.20, 0.18, 0.22, Basis::Published("Customer rage studies 1976, 2017")),
            mollified: Parameter::new(0.30, 0.15, 0.45, UNKNOWN),
            loyal: Parameter::new(0.90, 0.80, 0.95, UNKNOWN),
            staying: self.staying(),
            told: Outcomes {
                satisfied: Parameter::new(4.5, 4.0, 5.0, told),
                mollified: Parameter::new(7.0, 4.0, 10.0, UNKNOWN),
                dissatisfied: Parameter::new(9.5, 9.0, 10.0, told),
                silent: Parameter::new(9.5, 4.0, 10.0, UNKNOWN),
            },
            lost_per_telling: Parameter::exact(0.0, UNKNOWN),
            won_per_telling: Parameter::exact(0.0, UNKNOWN),
            value,
            handling_cost: Parameter::exact(0.0, UNKNOWN),
        }
    }
}

/// How many times more loyalty customers lose who were misled.
pub const MISLED: Parameter =
    Parameter::new(2.0, 2.0, 4.0, Basis::Assumed("two to four times; no published source was found"));

impl Market<Parameter> {
    /// The same market where customers were misled: each outcome costs `factor` times the loyalty, `r_k' = r_0 - f (r_0 -
    /// r_k)`, at least 0. [`MISLED`] is the usual factor.
    pub fn misled(&self, factor: Parameter) -> Self {
        let stay = |staying: Parameter| {
            let at = |factor: f64, staying: f64| (self.loyal.value - factor * (self.loyal.value - staying)).max(0.0);
            let value = at(factor.value, staying.value);
            let ends = [factor.low, factor.high].map(|factor| [at(factor, staying.low), at(factor, staying.high)]);
            let ends = || ends.iter().flatten().copied();
            Parameter {
                value,
                low: ends().fold(value, f64::min),
                high: ends().fold(value, f64::max).min(1.0),
                basis: factor.basis,
            }
        };
        let Outcomes { satisfied, mollified, dissatisfied, silent } = self.staying;
        let staying = Outcomes {
            satisfied: stay(satisfied),
            mollified: stay(mollified),
            dissatisfied: stay(dissatisfied),
            silent: stay(silent),
        };
        Market { staying, ..*self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::chain::Multiplier;
    use crate::statistics::draws::Draws;
    use crate::statistics::interval::Interval;

    fn check(class: Class, low: f64, high: f64) {
        let rate = class.complaint_rate();
        let found = Multiplier::of(rate.value, Interval { low: rate.low, high: rate.high });
        let (found_low, found_high) = (found.interval.low, found.interval.high);
        assert!((found_low - low).abs() < 1e-9 && (found_high - high).abs() < 1e-9, "{class:?}: {found:?}");
    }

    #[test]
    fn what_a_complaint_stands_for_depends_on_the_class() {
        check(Class::PackagedGoods, 10.0, 16.0);
        check(Class::Executive, 100.0, 500.0);
        check(Class::Headquarters, 20.0, 100.0);
        check(Class::MoneyLost, 1.0 / 0.75, 2.0);
    }

    #[test]
    fn every_class_makes_a_market_that_can_be_assessed_and_says_what_it_assumes() {
        let own = |value: f64| Parameter::new(value, 0.9 * value, 1.1 * value, Basis::Measured);
        for class in Class::ALL {
            let market = class.market(own(10_000.0), own(0.1), own(200.0));
            let found = market.assess(&mut Draws::new(1), 500).unwrap();
            assert!(found.low.at_risk < found.damage.at_risk && found.damage.at_risk < found.high.at_risk, "{found:?}");
            assert_eq!(found.damage.lost_word_of_mouth, 0.0);
            assert!(market.numbers().iter().any(|(_, _, number)| matches!(number.basis, Basis::Assumed(_))));
        }
    }

    #[test]
    fn loyalty_of_the_large_loss_is_that_of_the_worked_example() {
        let staying = Class::MoneyLost.staying();
        let values = [staying.satisfied, staying.mollified, staying.dissatisfied, staying.silent].map(|of| of.value);
        assert_eq!(values, [0.54, 0.365, 0.19, 0.09]);
    }

    #[test]
    fn misled_customers_lose_twice_the_loyalty() {
        let own = |value: f64| Parameter::exact(value, Basis::Measured);
        let market = Class::FewPennies.market(own(10_000.0), own(0.1), own(200.0));
        let misled = market.misled(MISLED);
        assert!((misled.staying.satisfied.value - (0.90 - 2.0 * 0.20)).abs() < 1e-12);
        assert_eq!(misled.staying.silent.value, 0.0, "nobody stays less than not at all");
        assert!(misled.check().is_ok() && misled.staying.dissatisfied.basis == MISLED.basis);
        assert!(misled.values().damage().at_risk > market.values().damage().at_risk);
    }
}
