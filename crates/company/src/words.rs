//! The words in which the truth is told: kinds of noise, places, and sentences in two languages.

use serde::{Serialize, Serializer};

/// A text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// Simplified Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// Kinds of noise. The first twelve the columns of a log show; the last four show in what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something broke.
    Failure,
    /// The same again within ten minutes of a failure.
    Retry,
    /// A step visited again in the same journey.
    Loop,
    /// The journey comes back to an owner it had left.
    PingPong,
    /// The owner changes.
    Handoff,
    /// The customer comes again on another channel.
    ChannelSwitch,
    /// The customer comes again within a week.
    RepeatContact,
    /// The wait is far longer than usual, or the customer is put on wait.
    LongWait,
    /// The customer leaves unserved.
    Abandonment,
    /// The journey stops unresolved.
    DeadEnd,
    /// The company said no.
    Refused,
    /// The customer goes away unresolved without a word.
    SilentExit,
    /// What was promised did not come, or came late.
    BrokenPromise,
    /// What came was less than what was offered.
    ExpectationGap,
    /// The customer had to tell the story again.
    Retelling,
    /// The same canned reply, whatever was asked.
    ParrotReply,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 16] = [
        Kind::Failure,
        Kind::Retry,
        Kind::Loop,
        Kind::PingPong,
        Kind::Handoff,
        Kind::ChannelSwitch,
        Kind::RepeatContact,
        Kind::LongWait,
        Kind::Abandonment,
        Kind::DeadEnd,
        Kind::Refused,
        Kind::SilentExit,
        Kind::BrokenPromise,
        Kind::ExpectationGap,
        Kind::Retelling,
        Kind::ParrotReply,
    ];

    /// How a log shows it.
    pub fn shows(self) -> Shows {
        match self {
            Kind::DeadEnd | Kind::SilentExit => Shows::Whole,
            _ => Shows::Signal,
        }
    }
}

/// How a log shows a kind of noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shows {
    /// As a signal at its place, from some touch on: what comes after it can be compared.
    Signal,
    /// Only by how the journey ends, so that nothing on the journey can come after it.
    Whole,
}

/// Where in the journey. In JSON one text (`place`) and the word for what kind of place it is (`place_kind`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The journey as a whole.
    Journey,
    /// A step, as [`desk::touch::Touch::step`] names it.
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

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Flat {
            place: String,
            place_kind: &'static str,
        }
        let (place, place_kind) = match self {
            Place::Journey => ("journey".to_owned(), "journey"),
            Place::Step(step) => (step.clone(), "step"),
            Place::Transition(from, to) => (format!("{from} → {to}"), "transition"),
            Place::Owner(owner) => (owner.clone(), "owner"),
            Place::Channel(channel) => (channel.clone(), "channel"),
            Place::Owners(least) => (least.to_string(), "owners"),
        };
        Flat { place, place_kind }.serialize(out)
    }
}
