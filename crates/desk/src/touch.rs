//! The touch: one thing that happened between a customer and the company.
//!
//! Its JSON form, one object a line, is the exchange format of `waterline import` and `waterline export`. Every field
//! but `at` may be missing. Unknown fields are refused, so that a misspelt one is not lost in silence.

use crate::attributes::Attributes;
use crate::id::{CustomerKey, JourneyKey, TouchKey};
use crate::identity::{Identity, surest};
use crate::time::{Span, Time};
use serde::{Deserialize, Serialize};

/// The version of the touch this code writes. Readers take every version up to it.
pub const VERSION: u32 = 1;

/// One thing that happened between a customer and the company.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Touch {
    /// Version of the format, see [`VERSION`].
    pub v: u32,
    /// The sender's key: the same (source, id) sent twice is one touch. Derived from the content where empty.
    pub id: String,
    /// The system or file it came from.
    pub source: String,
    /// When it happened.
    pub at: Time,
    /// When Waterline first heard of it; set on receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Time>,
    /// Order among touches of the same journey and the same moment, as the source counted.
    #[serde(skip_serializing_if = "is_zero")]
    pub sequence: i64,
    /// What the customer is known by in this touch, the surest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identities: Vec<Identity>,
    /// Phone, web, app, chat, e-mail, shop ...
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The place, e.g. `web.payment`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub touchpoint: Option<String>,
    /// What was done there, e.g. `pay`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// How it ended.
    #[serde(skip_serializing_if = "is_default")]
    pub outcome: Outcome,
    /// Who began it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The case, order or goal it belongs to: the journey. Bare names belong to their source; see [`scoped`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
    /// The department, team or supplier responsible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The person, bot or system that acted for the company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// How long the customer waited for it, where the source measured that.
    #[serde(skip_serializing_if = "Option::is_none", rename = "waited_us")]
    pub waited: Option<Span>,
    /// How long it took to handle.
    #[serde(skip_serializing_if = "Option::is_none", rename = "handled_us")]
    pub handled: Option<Span>,
    /// Money it was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
    /// What was said or written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Which part of a longer activity this row tells of; only [`Phase::Complete`] is a touch of the customer.
    #[serde(skip_serializing_if = "is_default")]
    pub phase: Phase,
    /// What is known to have come of the journey by this touch: reopened, churned, returned ...
    #[serde(skip_serializing_if = "is_default")]
    pub results: Results,
    /// What kind of customer or request it is, so that like is compared with like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Everything else the source said, unchanged.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
}

/// How a touch ended for the customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Outcome {
    /// Not recorded.
    #[default]
    Unknown = 0,
    /// It worked.
    Ok = 1,
    /// Something broke.
    Failed = 2,
    /// The company said no.
    Refused = 3,
    /// The customer left before it ended.
    Abandoned = 4,
    /// The customer was put on wait.
    Waiting = 5,
}

impl Outcome {
    /// The word it has in JSON; `None` where nothing is recorded.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Outcome::Unknown => None,
            Outcome::Ok => Some("ok"),
            Outcome::Failed => Some("failed"),
            Outcome::Refused => Some("refused"),
            Outcome::Abandoned => Some("abandoned"),
            Outcome::Waiting => Some("waiting"),
        }
    }
}

/// Who began a touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Direction {
    /// The customer came to the company.
    Customer = 1,
    /// The company came to the customer.
    Company = 2,
    /// The customer served themselves.
    SelfService = 3,
    /// Inside the company; the customer did not notice.
    Internal = 4,
}

/// Part of an activity, after the XES lifecycle extension.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Phase {
    /// The activity ended, or the source knows no phases.
    #[default]
    Complete = 0,
    /// It was planned.
    Schedule = 1,
    /// It began.
    Start = 2,
    /// Any other step of its life (assign, suspend, resume, withdraw ...), named in the attributes.
    Other = 3,
}

/// What came of a journey. `None`: the source does not say. What is once true stays true for the journey.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Results {
    /// Opened again after it was declared solved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reopened: Option<bool>,
    /// The agreed time was broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sla_broken: Option<bool>,
    /// The customer left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub churned: Option<bool>,
    /// Goods or money went back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returned: Option<bool>,
    /// The customer complained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complained: Option<bool>,
    /// The customer's rating, 0 (worst) to 1 (best).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<f64>,
}

/// Ratings below this share of the scale count as a low rating (two stars of five lie at 0.25, three at 0.5).
pub const LOW_RATING: f64 = 0.5;

impl Results {
    /// The names of the bits of [`Results::bits`], lowest first.
    pub const NAMES: [&'static str; 6] = ["reopened", "sla_broken", "churned", "returned", "complained", "low_rating"];

    /// The names of the results that are true.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        let (_, bits) = self.bits();
        Results::NAMES.into_iter().enumerate().filter(move |(bit, _)| bits & 1 << bit != 0).map(|(_, name)| name)
    }

    /// What is known and what is true, one bit for each of [`Results::NAMES`].
    pub fn bits(&self) -> (u8, u8) {
        let low = self.rating.map(|rating| rating < LOW_RATING);
        let all = [self.reopened, self.sla_broken, self.churned, self.returned, self.complained, low];
        all.iter().enumerate().fold((0, 0), |(known, true_), (bit, value)| match value {
            None => (known, true_),
            Some(value) => (known | 1 << bit, true_ | u8::from(*value) << bit),
        })
    }
}

fn is_zero(value: &i64) -> bool {
    *value == 0
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Touch {
    /// The key under which it is stored once.
    pub fn key(&self) -> TouchKey {
        TouchKey::new(&self.source, &self.id)
    }

    /// The journey it belongs to: its thread, else the one journey of its customer, else itself.
    pub fn journey(&self) -> JourneyKey {
        match (&self.thread, self.identities.first()) {
            (Some(thread), _) => JourneyKey::of_thread(&self.source, thread),
            (None, Some(_)) => JourneyKey::of_customer(self.customer()),
            (None, None) => JourneyKey::of_thread(&self.source, &self.id),
        }
    }

    /// The customer as given: the surest identity that can tell people apart, else the thread, else the touch itself.
    pub fn customer(&self) -> CustomerKey {
        match (surest(&self.identities), &self.thread) {
            (Some(identity), _) => identity.key(&self.source),
            (None, Some(thread)) => CustomerKey::of_scoped("thread", &self.source, thread),
            (None, None) => CustomerKey::of_scoped("touch", &self.source, &self.id),
        }
    }

    /// The name of the step in a journey: place and action, or the one of them that is given. At most one allocation.
    pub fn step(&self) -> String {
        match (self.touchpoint.as_deref(), self.action.as_deref()) {
            (Some(place), Some(action)) => format!("{place} · {action}"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => String::new(),
        }
    }
}
