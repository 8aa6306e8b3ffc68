//! Did the fix work? What is judged is the rate at which one kind of noise is met at one place, before and after.
//!
//! # What a proof demands
//! The rate is a count with a logarithmic link: level, straight trend, season of the year where there are enough steps for
//! it, and a step at the fix (Wagner et al. 2002; Bernal, Cummins and Gasparrini 2017). A fix is proved when
//!
//! * the 95 % interval of the step lies wholly below no change, beside trend and season, with a variance that allows for
//!   counts that scatter more than chance and for steps that resemble the one before (first order autocorrelation);
//! * the steps just before the fix, which may be the very reason it was made, are left out, so that falling back to the
//!   usual is no success (regression to the mean, Galton 1886);
//! * hardly any other date shows as large a step in the same series (placebo dates).
//!
//! An older jump of the rate is a term of its own, and other places' rates can stand in as controls.
//!
//! [`onset`] looks back at when the noise began, and [`watch`] at what comes after a proof, as often as one likes.

mod both;
mod counts;
mod judge;
mod onset;
mod series;
#[cfg(test)]
mod simulation;
mod watch;

pub use both::Both;
pub use judge::{Demands, judge};
pub use onset::{Onset, onset};
pub use series::{Counted, Series, SeriesMeasure, Steps};
pub use watch::{Watch, watch};

use crate::statistics::interval::Interval;
use serde::{Deserialize, Serialize};

/// One step of the calendar: how often something could have happened, and how often it did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// Which step, counted from the fix: the first step after it is 0.
    pub number: i64,
    /// Journeys that could have had it.
    pub trials: u64,
    /// Journeys that had it.
    pub hits: u64,
}

/// Whether the fix worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It did, as surely as [`Demands`] ask.
    Proved,
    /// It could have been seen, and was not.
    NotProved,
    /// Too little has been seen since to say.
    TooEarly,
}

/// What the verdict rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The rate stepped down at the fix and at no other date.
    Step,
    /// The rate did not step down beside its trend and season.
    NoStep,
    /// Other dates show as large a step.
    OtherDates,
    /// It may have become much rarer, or chance may make it look so.
    Unsure,
    /// Too few steps since the fix.
    FewAfter,
    /// Too few steps before the fix.
    FewBefore,
    /// It is met too rarely.
    Rare,
}

/// A figure with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Best estimate.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Estimate {
    /// Each of its figures times `factor`, which must not be negative.
    pub fn times(self, factor: f64) -> Estimate {
        Estimate { value: self.value * factor, low: self.low * factor, high: self.high * factor }
    }

    /// The sum of two independent estimates (Zou and Donner 2008).
    fn sum(self, other: Estimate) -> Estimate {
        let value = self.value + other.value;
        let down = (self.value - self.low).hypot(other.value - other.low);
        let up = (self.high - self.value).hypot(other.high - other.value);
        Estimate { value, low: value - down, high: value + up }
    }

    /// The product of two independent estimates, each interval carried through as far as the other figure goes.
    fn product(self, other: Estimate) -> Estimate {
        let value = self.value * other.value;
        let side =
            |one: [f64; 2], two: [f64; 2]| (other.value * (one[0] - one[1])).hypot(self.value * (two[0] - two[1]));
        let wide = [
            side([self.value, self.low], [other.value, other.low]),
            side([self.high, self.value], [other.high, other.value]),
        ];
        let [down, up] = if self.value * other.value >= 0.0 { wide } else { [wide[1], wide[0]] };
        Estimate { value, low: value - down, high: value + up }
    }

    fn new(value: f64, Interval { low, high }: Interval) -> Estimate {
        Estimate { value, low, high }
    }
}

/// What was estimated at the fix.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Rate since the fix as a multiple of what it would have been: 1 is no change.
    pub ratio: Estimate,
    /// Journeys since the fix that did not have it because of the fix.
    pub spared: Estimate,
    /// Rate since the fix.
    pub rate_after: f64,
    /// The highest rate that this proof allows: upper end of the 95 % interval of `rate_after`, for [`watch`].
    pub rate_limit: f64,
    /// Rate since the fix had nothing been done, by level, trend and season before.
    pub rate_unfixed: f64,
    /// Two-sided p-value of no change.
    pub p_value: f64,
    /// How much more the counts scatter than chance: 1 is not at all.
    pub dispersion: f64,
    /// Autocorrelation of neighbouring steps.
    pub autocorrelation: f64,
    /// Whether a season of the year was told apart.
    pub season: bool,
    /// Other dates that were tried.
    pub placebo_dates: u64,
    /// Those of them with as large a step down.
    pub placebo_stronger: u64,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Proof {
    /// Whether the fix worked.
    pub verdict: Verdict,
    /// What that rests on.
    pub ground: Ground,
    /// Steps before the fix that were used.
    pub steps_before: u64,
    /// Steps after the fix.
    pub steps_after: u64,
    /// What was estimated; `None` where there is too little.
    pub change: Option<Change>,
}
