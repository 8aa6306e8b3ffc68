//! Noise points: a place and a kind of signal, with its exposure, its harm and how sure that is.
//!
//! # What is compared with what
//! A journey is *affected* from the moment of its first signal. It is compared with journeys that stood at the same moment
//! (exposed to the same place, as many touches after it, still free of the harm) and had not had the signal, of
//! the same segment and quarter; harm counts from that moment on. What comes after the harm counts neither as signal nor
//! as exposure, so reopening a case does not make its loops a cause. Whoever is affected later stands among the
//! unaffected until then: looking ahead would let the future choose the groups ("immortal time", Suissa 2008; the design
//! is a sequence of nested trials, Hernán and Robins 2016). [`moment`] says which moments count.
//!
//! What those bring with them who are affected later is reckoned out of the unaffected, not left out
//! ([`crate::statistics::effect::compare`]).
//!
//! Over the strata the risk difference and ratio are those of Mantel and Haenszel, with a variance that leaves out one
//! group of customers at a time ([`crate::statistics::effect`]). Everything tested enters one control of false
//! discoveries ([`crate::statistics::multiplicity::two_stage`]).
//!
//! # What is listed
//! Where the log tells results, points are what harms one of them for sure enough; they are ranked by the lower bound of
//! affected journeys times risk difference. Where it tells none, and for kinds that are harm by themselves (the journey
//! stops unresolved, the customer comes back or goes away), by the lower bound of hours of customers' time.

pub(crate) mod calendar;
mod evidence;
mod frame;
mod measure;
pub mod moment;
mod months;
mod places;
mod rank;
mod standing;
mod tables;
mod tally;
pub mod witness;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod simulation;

pub use frame::{Frame, FrameMeasure};
pub use measure::NoiseMeasure;
pub use standing::Standing;

use crate::proof::Onset;
use crate::signals::{Kind, Place};
use serde::Serialize;

/// The harm of a noise point, from exposed journeys compared with matched unexposed ones.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// Which result it is about: index into the names of results.
    pub result: u8,
    /// Risk among exposed minus risk among matched unexposed, 0.08 = eight points.
    pub difference: f64,
    /// Lower 95 % bound of the difference.
    pub low: f64,
    /// Upper 95 % bound.
    pub high: f64,
    /// Risk ratio (Mantel-Haenszel).
    pub ratio: f64,
    /// Lower 95 % bound of the ratio.
    pub ratio_low: f64,
    /// Upper 95 % bound of the ratio.
    pub ratio_high: f64,
    /// Two-sided p-value of no difference.
    pub p_value: f64,
    /// p-value adjusted over everything looked at.
    pub q_value: f64,
    /// Exposed journeys that had a match.
    pub matched_exposed: u64,
    /// Unexposed journeys they were compared with.
    pub matched_unexposed: u64,
    /// How strong an unseen common cause would have to be to explain it away (E-value).
    pub e_value: f64,
}

/// In what `damage` is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DamageUnit {
    /// Extra journeys that came to harm in the log.
    HarmedJourneys,
    /// Hours of customers' time, where the log holds no result to learn harm from.
    #[default]
    Hours,
}

/// One slice of the calendar of a noise point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Slice {
    /// Its first moment, microseconds since 1970 UTC.
    pub begins: i64,
    /// Journeys exposed that began in it.
    pub exposed: u64,
    /// Journeys affected.
    pub affected: u64,
}

/// A spot in the journey where experience is bad.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: Kind,
    /// Journeys (for repeat contact and silent exit: endings of journeys) that could have had it.
    pub exposed: u64,
    /// Those that had it.
    pub affected: u64,
    /// How often it happened in all.
    pub occurrences: u64,
    /// Different customers affected.
    pub customers: crate::graph::Distinct,
    /// affected / exposed.
    pub rate: f64,
    /// Lower bound of the Wilson 95 % interval.
    pub rate_low: f64,
    /// Upper bound.
    pub rate_high: f64,
    /// The harm, for the result it harms most surely; `None` where the log holds no result.
    pub effect: Option<Effect>,
    /// What it does to the other results that could be tested, in their order.
    pub others: Vec<Effect>,
    /// Best estimate of the damage in the log, in `damage_unit`.
    pub damage: f64,
    /// Lower 95 % bound; ranks the points.
    pub damage_low: f64,
    /// Upper 95 % bound.
    pub damage_high: f64,
    /// In what damage is counted.
    pub damage_unit: DamageUnit,
    /// Hours of customers' time lost to it in the log.
    pub hours_lost: f64,
    /// Who is responsible most often, by code; 0 is nobody.
    pub owner: u32,
    /// Keys of journeys that show it, a fixed sample of at most [`EXAMPLES`].
    pub journeys: Vec<u64>,
    /// Month by month.
    pub months: Vec<Slice>,
    /// Week by week, where a week begins on the 1st, 9th, 17th or 25th of a month.
    pub weeks: Vec<Slice>,
    /// When it began or became worse; `None` where its rate never jumped up.
    pub began: Option<Began>,
    /// For each of [`Noise::results`] the affected journeys that know it, and those of them in which it came true,
    /// whenever that was.
    pub outcomes: Vec<(u64, u64)>,
}

/// When a noise began or became worse, to about a week.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Began {
    /// Microseconds since 1970 UTC.
    pub at: i64,
    /// How sure that is, and what harm did then.
    pub onset: Onset,
}

/// Journeys kept as evidence with each point.
pub const EXAMPLES: usize = 20;

/// Something that was looked at and is not on the list, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Passed {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: Kind,
    /// Journeys exposed.
    pub exposed: u64,
    /// Journeys affected.
    pub affected: u64,
    /// Its harm as far as it could be measured.
    pub effect: Option<Effect>,
    /// The same for the other results that could be tested, in their order.
    pub others: Vec<Effect>,
    /// Who is responsible most often, by code; 0 is nobody.
    pub owner: u32,
    /// Why it is not on the list.
    pub reason: PassedReason,
}

/// Why something is not on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PassedReason {
    /// Fewer exposures than the minimum.
    TooFew,
    /// No harm after the control of false discoveries.
    NoHarm,
    /// Those affected did better than their matches.
    Better,
    /// Nobody comparable was unaffected.
    NoMatch,
    /// It costs time, but this log cannot show what it leads to at a single place; the point for whole journeys stands
    /// on the list.
    TimeOnly,
    /// Exactly the journeys of a point on the list that is more specific.
    Twin,
}

/// A kind of signal that this log cannot show, and what it would need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Blind {
    /// The kind.
    pub kind: Kind,
    /// The missing column.
    pub needs: &'static str,
}

/// The whole answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Noise {
    /// Ranked by the lower bound of damage.
    pub points: Vec<Point>,
    /// How many (place, kind, result) were tested.
    pub looked_at: u64,
    /// Looked at and not found.
    pub passed: Vec<Passed>,
    /// What this log cannot show.
    pub blind: Vec<Blind>,
    /// Results the log tells of: indexes into the names of results.
    pub results: Vec<u8>,
    /// Journeys in all.
    pub journeys: u64,
    /// Journeys with each result, one for each of `results`: (known, true).
    pub result_counts: Vec<(u64, u64)>,
    /// Those of `results` of which the log does not tell the moment: a signal may have come after the harm.
    pub untimed: Vec<u8>,
    /// Those of `results` that most journeys tell of only with their last touch: the harm may have come earlier than it
    /// was told, and a signal after it may pass for a cause.
    pub told_last: Vec<u8>,
}

/// When something is listed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Share of false discoveries allowed on average.
    pub false_discoveries: f64,
    /// Least number of exposed journeys.
    pub least_exposed: u64,
}

impl Default for Rules {
    fn default() -> Self {
        Rules { false_discoveries: 0.10, least_exposed: 30 }
    }
}
