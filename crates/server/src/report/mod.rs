//! The noise report: one plain structure, and from it a page, a terminal text and JSON that always agree.
//!
//! [`Report`] holds names, not codes, and plain figures; its serialisation is the documented JSON. [`page`] draws it as
//! one HTML file that needs nothing else; [`terminal`] writes it for a screen of characters. Both say every finding with
//! the same [`sentences`].

mod bands;
mod chains;
mod dead_ends;
mod evidence;
mod formulas;
mod html;
mod layout;
pub mod life;
pub(crate) mod map;
mod method;
mod page;
mod passed;
mod points;
pub mod resolve;
pub mod sentences;
pub mod terminal;
mod waterline;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub use dead_ends::{DeadEnds, DeadEntry, DeadState};
pub use page::page;
pub use passed::Passed;
pub use terminal::terminal;

use lens::graph::{Distinct, Waits};
use lens::noise::{DamageUnit, Slice};
use lens::signals::Kind;
use lens::silent::Road;
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// The version of the JSON form; grows when a field changes its meaning or goes away.
pub const SCHEMA: u32 = 1;

/// Everything the report says. Times are microseconds since 1970 UTC, waits are seconds, shares lie in 0..=1.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// See [`SCHEMA`].
    pub schema: u32,
    /// What was read.
    pub import: Import,
    /// What follows what.
    pub graph: Graph,
    /// The ways journeys took.
    pub variants: Variants,
    /// Where it hurts, in rank order.
    pub points: Vec<Point>,
    /// How many (place, kind, result) were tested.
    pub looked_at: u64,
    /// Looked at and not on the list.
    pub passed: Vec<Passed>,
    /// Kinds of noise this log cannot show.
    pub blind: Vec<Kind>,
    /// What the log tells of how journeys came out.
    pub results: Vec<ResultCount>,
    /// Results that most journeys tell of only with their last touch: the harm may have come earlier.
    pub told_last: Vec<String>,
    /// How much of the dissatisfaction ever showed; `None` where the log does not allow to estimate it.
    pub surface: Option<Surface>,
    /// Places journeys do not come back from; `None` where no step is known to resolve anything.
    pub dead_ends: Option<DeadEnds>,
    /// Time after the solution up to administrative closing, which no wait counts; `None` where no such step is known.
    pub closing: Option<Closing>,
    /// How it was computed.
    pub settings: Settings,
}

/// What was read, and what was made of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Import {
    /// The files or the store, as the user named them.
    pub files: Vec<String>,
    /// Touches taken in.
    pub touches: u64,
    /// Journeys they make up.
    pub journeys: u64,
    /// Customers, as far as the log tells them apart.
    pub customers: u64,
    /// Touches that were there already.
    pub duplicates: u64,
    /// Rows that could not be read.
    pub rejected: u64,
    /// Why rows were rejected, most frequent first: (reason in words, rows).
    pub rejected_reasons: Vec<(String, u64)>,
    /// The file that lists them, where one was written.
    pub rejected_file: Option<String>,
    /// Touches that share their moment with the touch before them in the journey; their order is the source's.
    pub ties: u64,
    /// First touch.
    pub from: Option<i64>,
    /// Last touch.
    pub to: Option<i64>,
    /// Which column was taken for what, as TOML that `--map` reads; empty where a store was read.
    pub mapping: String,
    /// Whether the mapping was guessed.
    pub mapping_guessed: bool,
}

/// What follows what, over every row.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Graph {
    /// Rows.
    pub touches: u64,
    /// Journeys.
    pub journeys: u64,
    /// Customers.
    pub customers: Distinct,
    /// Steps, most touches first.
    pub steps: Vec<Step>,
    /// Transitions, most frequent first.
    pub transitions: Vec<Transition>,
    /// Steps that a journey visits more than once, summed over journeys (rework).
    pub repeats: u64,
    /// From first to last touch of a journey, in seconds.
    pub throughput: Waits,
    /// Touches per journey.
    pub length: Waits,
}

/// One step.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Touches of it.
    pub touches: u64,
    /// Journeys that visit it.
    pub journeys: u64,
    /// Journeys that begin with it.
    pub starts: u64,
    /// Journeys that end with it.
    pub ends: u64,
    /// Journeys that visit it more than once.
    pub repeats: u64,
}

/// One step directly followed by another.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Transition {
    /// The earlier step.
    pub from: String,
    /// The later step.
    pub to: String,
    /// How often.
    pub count: u64,
    /// For how many customers.
    pub customers: Distinct,
    /// Seconds between the two, on the calendar clock.
    pub waited: Waits,
    /// Whether it only closes a solved matter: then the customer does not wait.
    pub administrative: bool,
}

/// The ways journeys took.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Variants {
    /// How many different ways there are.
    pub different: Distinct,
    /// How many of them only one journey went.
    pub single: Distinct,
    /// The most frequent ones, most frequent first.
    pub top: Vec<Variant>,
}

/// One way: the same steps in the same order.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Variant {
    /// Its first steps, in order.
    pub steps: Vec<String>,
    /// How many steps it has in all.
    pub length: u64,
    /// Journeys that went this way.
    pub journeys: u64,
}

/// Where in the journey.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The journey as a whole.
    #[default]
    Journey,
    /// A step.
    Step(String),
    /// One step directly followed by another.
    Transition(String, String),
    /// An owner.
    Owner(String),
    /// A channel.
    Channel(String),
    /// At least this many different owners in one journey.
    Owners(u32),
}

/// A spot where experience is bad. In JSON the fields of `effect` stand beside the others (`effect`, `effect_low`,
/// `effect_high` are the risk difference: 0.08 is eight more in a hundred), null where the log holds no result to learn harm from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// Where.
    #[serde(flatten, serialize_with = "flat_place")]
    pub place: Place,
    /// What.
    pub kind: Kind,
    /// Journeys that could have had it.
    pub exposed: u64,
    /// Those that had it.
    pub affected: u64,
    /// How often it happened in all.
    pub occurrences: u64,
    /// Different customers affected.
    pub customers: Distinct,
    /// affected / exposed.
    pub rate: f64,
    /// Lower bound of the Wilson 95 % interval.
    pub rate_low: f64,
    /// Upper bound.
    pub rate_high: f64,
    /// The harm, where the log holds a result.
    #[serde(flatten, serialize_with = "flat_effect")]
    pub effect: Option<Effect>,
    /// The same for every result that could be tested.
    pub effects: Vec<EachEffect>,
    /// Best estimate of the damage in the log.
    pub damage: f64,
    /// Lower 95 % bound; ranks the points.
    pub damage_low: f64,
    /// Upper 95 % bound.
    pub damage_high: f64,
    /// In what damage is counted.
    pub damage_unit: DamageUnit,
    /// Hours of customers' time lost to it in the log.
    pub hours_lost: f64,
    /// Who is responsible most often.
    pub owner: Option<String>,
    /// The channels of the place, where it is a step, a transition or a channel.
    pub channels: Vec<String>,
    /// Journeys that show it: a fixed sample.
    pub journeys: Vec<String>,
    /// Month by month.
    pub months: Vec<Slice>,
    /// Week by week, for the pages; what is printed has the months.
    #[serde(skip)]
    pub weeks: Vec<Slice>,
    /// A few of the journeys in full.
    pub evidence: Vec<Evidence>,
    /// What it means to those who run the company.
    #[serde(flatten)]
    pub life: life::Life,
}

/// The effect on one of several results.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EachEffect {
    /// Whether it is surely harm, after the control of false discoveries.
    pub found: bool,
    /// The effect.
    #[serde(flatten, serialize_with = "one_effect")]
    pub effect: Effect,
}

fn one_effect<S: Serializer>(effect: &Effect, out: S) -> Result<S::Ok, S::Error> {
    FlatEffect::of(effect).serialize(out)
}

/// What comes of it: exposed journeys beside matched unexposed ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effect {
    /// The result it is about: `reopened`, `sla_broken`, `churned`, `returned`, `complained` or `low_rating`.
    pub result: String,
    /// Risk difference, 0.08 = eight more in a hundred.
    pub difference: f64,
    /// Lower 95 % bound.
    pub difference_low: f64,
    /// Upper 95 % bound.
    pub difference_high: f64,
    /// Risk ratio.
    pub ratio: f64,
    /// Lower 95 % bound.
    pub ratio_low: f64,
    /// Upper 95 % bound.
    pub ratio_high: f64,
    /// Two-sided p-value of no difference.
    pub p_value: f64,
    /// Adjusted over everything looked at (Benjamini, Krieger and Yekutieli 2006).
    pub q_value: f64,
    /// Exposed journeys that had a match.
    pub matched_exposed: u64,
    /// Unexposed journeys they were compared with.
    pub matched_unexposed: u64,
    /// E-value: how strong an unseen common cause would have to be to explain it away.
    pub e_value: f64,
}

impl Place {
    /// The place as one text, with the word for what kind of place it is.
    pub fn spelt(&self) -> (Cow<'_, str>, &'static str) {
        match self {
            Place::Journey => (Cow::Borrowed("journey"), "journey"),
            Place::Step(step) => (Cow::Borrowed(step.as_str()), "step"),
            Place::Transition(from, to) => (Cow::Owned(format!("{from} → {to}")), "transition"),
            Place::Owner(owner) => (Cow::Borrowed(owner.as_str()), "owner"),
            Place::Channel(channel) => (Cow::Borrowed(channel.as_str()), "channel"),
            Place::Owners(least) => (Cow::Owned(least.to_string()), "owners"),
        }
    }
}

fn flat_place<S: Serializer>(place: &Place, out: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct FlatPlace<'a> {
        place: Cow<'a, str>,
        place_kind: &'static str,
    }
    let (place, place_kind) = place.spelt();
    FlatPlace { place, place_kind }.serialize(out)
}

#[derive(Default, Serialize)]
struct FlatEffect<'a> {
    result: Option<&'a str>,
    effect: Option<f64>,
    effect_low: Option<f64>,
    effect_high: Option<f64>,
    ratio: Option<f64>,
    ratio_low: Option<f64>,
    ratio_high: Option<f64>,
    p_value: Option<f64>,
    q_value: Option<f64>,
    matched_exposed: Option<u64>,
    matched_unexposed: Option<u64>,
    e_value: Option<f64>,
}

fn flat_effect<S: Serializer>(effect: &Option<Effect>, out: S) -> Result<S::Ok, S::Error> {
    effect.as_ref().map_or_else(FlatEffect::default, FlatEffect::of).serialize(out)
}

impl FlatEffect<'_> {
    fn of(effect: &Effect) -> FlatEffect<'_> {
        FlatEffect {
            result: Some(&effect.result),
            effect: Some(effect.difference),
            effect_low: Some(effect.difference_low),
            effect_high: Some(effect.difference_high),
            ratio: Some(effect.ratio),
            ratio_low: Some(effect.ratio_low),
            ratio_high: Some(effect.ratio_high),
            p_value: Some(effect.p_value),
            q_value: Some(effect.q_value),
            matched_exposed: Some(effect.matched_exposed),
            matched_unexposed: Some(effect.matched_unexposed),
            e_value: Some(effect.e_value),
        }
    }
}

/// One journey in full.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Evidence {
    /// How the log names the journey.
    pub journey: String,
    /// Its touches in order; a very long journey shows the part around the signal.
    pub touches: Vec<EvidenceTouch>,
    /// Touches left out before those shown.
    pub skipped_before: u64,
    /// Touches left out after those shown.
    pub skipped_after: u64,
}

/// One touch of a journey.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct EvidenceTouch {
    /// When.
    pub at: i64,
    /// What.
    pub step: String,
    /// On which channel.
    pub channel: Option<String>,
    /// Who was responsible.
    pub owner: Option<String>,
    /// How it ended: `ok`, `failed`, `refused`, `abandoned` or `waiting`; `None` where the log does not say.
    pub outcome: Option<String>,
    /// Seconds since the touch before it, or as the source measured the wait; `None` for the first.
    pub waited: Option<f64>,
    /// Whether the noise point shows here.
    pub signal: bool,
}

/// How journeys came out, for one result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ResultCount {
    /// `reopened`, `sla_broken`, `churned`, `returned`, `complained` or `low_rating`.
    pub name: String,
    /// Journeys of which the log tells it.
    pub known: u64,
    /// Journeys where it is true.
    pub harmed: u64,
}

/// How much of the dissatisfaction ever showed, in journeys.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Surface {
    /// In which the customer let it be known: complained, rated low, gave back.
    pub spoke: u64,
    /// Dissatisfied and silent, by the best of the estimates.
    pub silent: f64,
    /// Its 95 % interval.
    pub silent_low: f64,
    /// Its upper end.
    pub silent_high: f64,
    /// The road to that estimate.
    pub road: Road,
    /// Whether the estimates agree; `None` where there is but one.
    pub agree: Option<bool>,
}

/// Time after the solution up to administrative closing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Closing {
    /// Its share of all time that passes inside journeys.
    pub share: f64,
    /// How long it takes, in seconds.
    pub waited: Waits,
}

/// How it was computed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Settings {
    /// The program and its version.
    pub program: String,
    /// When the report was made.
    pub made: Option<i64>,
    /// The zone times are shown in: an IANA name such as `Asia/Shanghai`.
    pub zone: String,
    /// Share of false discoveries allowed on the list.
    pub false_discovery: f64,
    /// Fewest journeys exposed for a place to be tested.
    pub least_exposed: u64,
    /// Seconds within which the same action again counts as a retry.
    pub retry_within: f64,
    /// Seconds up to which touches of the customer count as one contact.
    pub contact_gap: f64,
    /// Seconds within which coming again counts as a repeat contact.
    pub repeat_within: f64,
    /// Seconds within which coming again on another channel counts as a channel switch.
    pub switch_within: f64,
    /// Seconds of silence after which an unresolved journey counts as ended.
    pub silence: f64,
    /// Times a transition must be seen before its usual waits are known.
    pub least_waits: u64,
}
