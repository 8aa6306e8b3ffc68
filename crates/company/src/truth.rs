//! The truth beside a simulated log: what was planted, and what really came of it.
//!
//! # What an effect is
//! For each journey that met a trouble the generator knows two chances of leaving: as it was, and as it would have been
//! had the trouble not come, nor anything it led to. Where a trouble ended the journey early, what would have followed is
//! part of the second. The effect of a point is the mean difference over the journeys that met it; its damage is the sum.
//!
//! # What is true besides the points
//! A trouble shows itself in more than one signal: a payment that breaks is tried again, and then the customer calls.
//! Those signals are true and indirect. Each point lists them as `follow_ons`, with the share of its affected journeys
//! that show the signal and would not have shown it without the trouble. A long wait among them is one of more than three
//! times the usual, which may not be beyond the fence of a log.
//!
//! `signals` tells the same from the other side: for each kind and place, over all journeys that show it, how much the
//! troubles behind it added to the chance of leaving. Where several show at one place, that is what can be measured there.

use crate::table::Why;
use crate::words::{Kind, Place, Shows, Words};
use serde::Serialize;

/// The version of the JSON form; grows when a field changes its meaning or goes away.
pub const SCHEMA: u32 = 1;

/// Everything that was planted in a log, and what came of it. Chances lie in 0..=1, times are RFC 3339.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Truth {
    /// See [`SCHEMA`].
    pub schema: u32,
    /// The company.
    pub company: &'static str,
    /// The seed all draws follow from.
    pub seed: u64,
    /// Numbers of the customers: from the first, up to but not including the second.
    pub customers: [u64; 2],
    /// Touches told.
    pub touches: u64,
    /// Journeys told.
    pub journeys: u64,
    /// First moment at which a journey can begin.
    pub begins: String,
    /// Last moment, excluded, at which a journey can begin; touches may come later.
    pub ends: String,
    /// What makes customers leave besides troubles: it is in the segment of each touch, and in its quarter.
    pub confounders: Confounders,
    /// Journeys with which a customer left.
    pub left: u64,
    /// How many that should be by the chances of all journeys.
    pub left_expected: f64,
    /// What harms.
    pub points: Vec<Planted>,
    /// What looks as if it did.
    pub decoys: Vec<Planted>,
    /// Every signal the journeys show, whatever brought it about.
    pub signals: Vec<SignalTruth>,
    /// What was done about some of both.
    pub fixes: Vec<Fix>,
    /// Who was dissatisfied and who said so.
    pub iceberg: Iceberg,
}

/// What makes customers leave besides troubles.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Confounders {
    /// Times the chance of leaving, for each first part of a segment.
    pub routes: Vec<(&'static str, f64)>,
    /// Times that chance, for segments that end with `new`.
    pub new: f64,
    /// Quarter of the year that is the season, 1 to 4.
    pub season: u8,
    /// Times that chance, for journeys that begin in the season.
    pub in_season: f64,
}

/// A planted noise point, or a decoy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Planted {
    /// Its name; unique in the company.
    pub id: &'static str,
    /// What kind of noise it is.
    pub kind: Kind,
    /// Where a log shows it; in JSON `place` and `place_kind`.
    #[serde(flatten)]
    pub place: Place,
    /// The step at which it happens.
    pub happens_at: String,
    /// How a log shows it.
    pub shows: Shows,
    /// Why it is a decoy; `None` for what harms.
    pub decoy: Option<Why>,
    /// The story it tells; several points can belong to one.
    pub story: Option<&'static str>,
    /// What happens, in a sentence.
    pub says: Words,
    /// When it begins.
    pub onset: String,
    /// Journeys that came to where it happens; for those before its onset the chance was 0.
    pub exposed: u64,
    /// Of them, journeys since its onset.
    pub exposed_since: u64,
    /// How many journeys should have met it, by the chances they had.
    pub affected_expected: f64,
    /// Journeys that met it.
    pub affected: u64,
    /// Customers who met it.
    pub customers: u64,
    /// Mean over affected journeys of the chance of leaving minus that chance without it.
    pub effect: f64,
    /// Journeys that ended in leaving because of it: the sum of those differences.
    pub damage: f64,
    /// Affected journeys with which the customer did leave.
    pub left: u64,
    /// Signals it shows itself in besides, the most frequent first.
    pub follow_ons: Vec<FollowOn>,
}

/// A signal that is there because of a planted point.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FollowOn {
    /// What kind of signal.
    pub kind: Kind,
    /// Where; in JSON `place` and `place_kind`.
    #[serde(flatten)]
    pub place: Place,
    /// Share of affected journeys that show it and would not have.
    pub share: f64,
}

/// A kind of signal at a place, over all journeys: what a comparison of those that show it with those that do not should
/// come to. Touches after a customer has left are left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignalTruth {
    /// What kind of signal.
    pub kind: Kind,
    /// Where; in JSON `place` and `place_kind`.
    #[serde(flatten)]
    pub place: Place,
    /// Journeys that show it.
    pub journeys: u64,
    /// Of them, journeys that would not show it without some trouble, planted or decoy.
    pub due: u64,
    /// Chance of leaving that those troubles added, summed over these journeys. Of several on one journey the nearest
    /// counts: the others led to the place, and all who came there share them.
    pub damage: f64,
    /// `damage / journeys`: 0 for a signal that is there and harms nobody.
    pub effect: f64,
}

/// What became of the trouble after its fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is rarer since, or does less harm.
    Worked,
    /// Nothing changed.
    Failed,
    /// It is rarer than in the month before only because that month was extreme.
    RegressionToTheMean,
    /// It is rarer only because it had become rarer all the time.
    Trend,
}

/// Something done about a trouble.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fix {
    /// The id of the point or decoy.
    pub of: &'static str,
    /// Its kind.
    pub kind: Kind,
    /// Its place; in JSON `place` and `place_kind`.
    #[serde(flatten)]
    pub place: Place,
    /// When it was done.
    pub at: String,
    /// Whether it worked.
    pub verdict: Verdict,
    /// Journeys that came there before, since the onset, and after.
    pub exposed: [u64; 2],
    /// Journeys that met it before and after.
    pub affected: [u64; 2],
    /// Mean chance to meet it before.
    pub rate_before: f64,
    /// Mean chance to meet it after.
    pub rate_after: f64,
    /// Mean chance to meet it after, had nothing been done.
    pub rate_unfixed: f64,
    /// Its effect on leaving before and after.
    pub effects: [f64; 2],
    /// Journeys that did not meet it because of the fix.
    pub spared: f64,
}

/// Who was dissatisfied, and how much of that came to the surface.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Iceberg {
    /// Journeys that dissatisfied.
    pub journeys: u64,
    /// Customers whom at least one journey dissatisfied.
    pub customers: u64,
    /// Journeys complained of at the front line.
    pub front_line: u64,
    /// Journeys complained of to the head office.
    pub head_office: u64,
    /// Journeys told of in a public review.
    pub review: u64,
    /// Journeys rated below the middle of the scale.
    pub low_rating: u64,
    /// Dissatisfied journeys by where they surfaced: bit 0 front line, 1 head office, 2 review, 3 low rating. The first
    /// figure is the silent ones.
    pub lists: [u64; 16],
    /// Dissatisfied journeys with which the customer left and that surfaced nowhere.
    pub left_silently: u64,
    /// Surveys sent.
    pub asked: u64,
    /// Of them to customers who were dissatisfied.
    pub asked_dissatisfied: u64,
    /// Surveys answered.
    pub answered: u64,
    /// Of them by customers who were dissatisfied.
    pub answered_dissatisfied: u64,
}
