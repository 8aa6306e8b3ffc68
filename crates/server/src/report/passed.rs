//! What was looked at and is not on the list.

use super::{Effect, Place};
use lens::noise::PassedReason;
use lens::signals::Kind;
use serde::Serialize;

/// Something that was looked at and is not on the list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Passed {
    /// Where.
    #[serde(flatten, serialize_with = "super::flat_place")]
    pub place: Place,
    /// What.
    pub kind: Kind,
    /// Journeys exposed.
    pub exposed: u64,
    /// Journeys affected.
    pub affected: u64,
    /// Its harm as far as it could be measured.
    #[serde(flatten, serialize_with = "super::flat_effect")]
    pub effect: Option<Effect>,
    /// Who is responsible most often.
    pub owner: Option<String>,
    /// The channels of the place, where it is a step, a transition or a channel.
    pub channels: Vec<String>,
    /// Why it is not on the list.
    pub reason: PassedReason,
}
