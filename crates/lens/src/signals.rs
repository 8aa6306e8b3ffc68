//! What hurts inside a journey, touch by touch.

use serde::Serialize;

/// Kinds of noise (science.md section 7) that an event log can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Kind {
    /// Something broke.
    Failure = 0,
    /// The same action again within ten minutes of a failure or of no answer.
    Retry = 1,
    /// A step visited again in the same journey.
    Loop = 2,
    /// The journey comes back to an owner it had left (A-B-A, and longer ways round).
    PingPong = 3,
    /// The owner changes.
    Handoff = 4,
    /// The customer comes again on another channel.
    ChannelSwitch = 5,
    /// The customer comes again within the window.
    RepeatContact = 6,
    /// The wait lies far out in the place's own distribution, or the journey was put on wait.
    LongWait = 7,
    /// The customer leaves unserved.
    Abandonment = 8,
    /// The journey stops unresolved and nothing more happens.
    DeadEnd = 9,
    /// The company said no.
    Refused = 10,
    /// The customer goes away unresolved without a word and is not seen again.
    SilentExit = 11,
}

/// Where in the journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The journey as a whole.
    Journey,
    /// A step, by code.
    Step(u32),
    /// One step directly followed by another.
    Transition(u32, u32),
    /// An owner, by code.
    Owner(u32),
    /// A channel, by code.
    Channel(u32),
    /// At least this many different owners in one journey.
    Owners(u32),
}

/// One thing that hurt, seen in one journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signal {
    /// What kind.
    pub kind: Kind,
    /// Where.
    pub place: Place,
    /// The row of the journey at which it had happened.
    pub row: u32,
    /// Customer time lost to it, in microseconds on the calendar clock.
    pub lost: i64,
    /// Who is responsible there, by code; 0 is nobody.
    pub owner: u32,
}
