//! What hurts inside a journey, touch by touch.
//!
//! A [`Reader`] turns one journey into its signals and into everything it was exposed to: the pairs of kind and place
//! that *could* have hurt it. Rates are affected journeys of exposed journeys. Every signal's pair is among the
//! exposures of its journey. Only touches of the customer count (phase 0); rows of scheduling and starting do not.
//!
//! | kind | place | a journey is exposed when | unit of occurrence | customer time lost |
//! |---|---|---|---|---|
//! | failure | step | it visits the step; any journey where the step's very name says failed | failed touch | until the next touch, at most [`Settings::most_lost`] |
//! | retry | step | it visits the step | attempt that failed and was made again | since the failed attempt |
//! | loop | step | it visits the step | visit beyond the first | since the visit before |
//! | ping-pong | journey | it was handed over at least once | return to an earlier owner | since that owner let go |
//! | ping-pong | owner | that owner handed it over | return to that owner | since that owner let go |
//! | handoff | journey | it has an owner | change of owner | since the earlier owner's last touch |
//! | handoff | owner | that owner had it | handing over by that owner | the same |
//! | handoff | owners (n) | it has an owner | arrival of the n-th different owner | the same |
//! | channel switch | channel | it has a contact on the channel | next contact elsewhere within [`Settings::switch_within`] | between the two |
//! | repeat contact | step | a contact ended at the step, early enough to be followed up | next contact within [`Settings::repeat_within`] | between the two |
//! | long wait | transition | it makes a transition whose usual waits are known | wait beyond the fence | beyond the median |
//! | long wait | step | it visits the step; any journey where the step's very name says waiting | being put on wait | until the next touch |
//! | abandonment | step | it visits the step; any journey where the step's very name says abandoned | abandoned touch | the wait before it |
//! | refused | step | it visits the step; any journey where the step's very name says refused | refusal | the wait before it |
//! | dead end | journey | its last row lies at least [`Settings::silence`] before the end of the log | one at most | that silence |
//! | dead end | step | the same, and it visits the step | ending there | that silence |
//! | broken promise | step | something with a time was promised there, and the time has passed | promise not kept in time, at the first touch after its time | from the promised time to that touch |
//! | retelling | step | the customer says something there, having said something before | telling it again | handling it |
//! | parrot reply | step | the company answers there, having answered before | the same answer again | until the next touch |
//! | expectation gap | step | it is told there what was offered and what was delivered, or the customer says something there | less than was offered | handling it |
//!
//! The last four are no figures of a log: whoever reads the words tells them touch by touch ([`TOLD`]).
//!
//! Per-step pairs are told only for steps where the log shows the kind at all. Repeat contact, channel switch and silent
//! exit *between* journeys of a customer are in [`crate::contacts`]; their places differ from those above, so the two
//! never count the same pair of a journey twice.
//!
//! All times are on the calendar clock. Time after a step that means resolved or closed is administrative: the customer
//! does not wait, until a touch of theirs, or of nobody knows whom, opens the journey again.

mod norms;
mod owners;
mod steps;
mod tally;
mod told;
mod view;
mod visits;
mod waits;

#[cfg(test)]
mod stories;

pub(crate) use norms::said_by;
pub use norms::{Norms, Recorded, Records, Settings, blind};
pub use owners::{PingPong, ping_pong};
pub(crate) use tally::{GroundIndex, PlaceIndex};
pub use tally::{SignalCount, SignalCounts};
pub(crate) use view::{Progress, is_contact, rates};

use crate::journey::Journey;
use serde::Serialize;

/// Kinds of noise that an event log can show.
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
    /// What was promised did not come in time.
    BrokenPromise = 12,
    /// The customer had to tell again what was told before.
    Retelling = 13,
    /// The same reply again to a question asked again.
    ParrotReply = 14,
    /// What came was less than what was offered.
    ExpectationGap = 15,
}

/// Kinds that only words show, in the order of the bits of [`crate::journey::Rows::may_tell`].
pub const TOLD: [Kind; 4] = [Kind::BrokenPromise, Kind::Retelling, Kind::ParrotReply, Kind::ExpectationGap];

impl Kind {
    /// Number of kinds.
    pub const COUNT: usize = 16;
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// What could have hurt.
pub type Exposure = (Kind, Place);

/// Why a journey is exposed. Many pairs have the same reason, from the same row on, and need to be counted but once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// It is a journey: the kinds that the very names of steps say.
    Being,
    /// It visits a step: the kinds that can be seen there.
    Visit(u32),
    /// It has an owner: handing over, and the arrival of more owners.
    Owned,
    /// A reason that no other pair has.
    Only(Kind, Place),
}

impl Ground {
    /// Hands over every pair that a journey is exposed to for this reason.
    pub(crate) fn each(self, norms: &Norms, mut take: impl FnMut(Exposure)) {
        match self {
            Ground::Being => norms.everywhere.iter().copied().for_each(take),
            Ground::Visit(step) => steps::kinds(step, norms).for_each(|kind| take((kind, Place::Step(step)))),
            Ground::Owned => {
                take((Kind::Handoff, Place::Journey));
                owners::MANY.for_each(|many| take((Kind::Handoff, Place::Owners(many))));
            }
            Ground::Only(kind, place) => take((kind, place)),
        }
    }
}

/// What was found in one journey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What hurt, in no promised order; the same pair may come several times.
    pub signals: Vec<Signal>,
    /// Why something could have hurt, each reason once, in no promised order.
    pub grounds: Vec<Ground>,
    /// The row at which each of the grounds began, in the same order: the signal came at it or after it.
    pub since: Vec<u32>,
}

impl Found {
    pub(crate) fn clear(&mut self) {
        self.signals.clear();
        self.grounds.clear();
        self.since.clear();
    }

    /// What could have hurt and since which row, each pair once.
    pub(crate) fn exposures(&self, norms: &Norms) -> Vec<(Exposure, u32)> {
        let mut exposures = Vec::new();
        for (ground, &since) in self.grounds.iter().zip(&self.since) {
            ground.each(norms, |pair| exposures.push((pair, since)));
        }
        exposures
    }

    /// Whether the pair could have hurt.
    pub(crate) fn exposes(&self, norms: &Norms, wanted: Exposure) -> bool {
        self.grounds.iter().any(|ground| {
            let mut met = false;
            ground.each(norms, |pair| met |= pair == wanted);
            met
        })
    }
}

/// Takes what is found in a journey, as it is found: each ground once; each signal after a ground that exposes to its
/// pair; the signals of one pair in the order of their rows.
pub trait Sink {
    /// From this row on the journey stands on a ground.
    fn stand(&mut self, norms: &Norms, ground: Ground, row: u32);

    /// Something hurt.
    fn hurt(&mut self, signal: Signal);

    /// From this row on the journey is exposed to a pair that no other has the ground of.
    #[inline(always)]
    fn expose(&mut self, norms: &Norms, kind: Kind, place: Place, row: u32) {
        self.stand(norms, Ground::Only(kind, place), row);
    }
}

impl Sink for Found {
    fn stand(&mut self, _: &Norms, ground: Ground, row: u32) {
        self.grounds.push(ground);
        self.since.push(row);
    }

    fn hurt(&mut self, signal: Signal) {
        self.signals.push(signal);
    }
}

/// Reads journeys against the norms of their log. Keeps its buffers, so reading allocates nothing in the long run.
#[derive(Clone, Debug)]
pub struct Reader {
    norms: Norms,
    view: view::View,
    steps: steps::Steps,
    owners: owners::Owners,
    waits: waits::Waits,
    visits: visits::Visits,
    told: told::Told,
    found: Found,
}

impl Reader {
    /// A reader for one log.
    pub fn new(norms: Norms) -> Self {
        Reader {
            norms,
            view: Default::default(),
            steps: Default::default(),
            owners: Default::default(),
            waits: Default::default(),
            visits: Default::default(),
            told: Default::default(),
            found: Found::default(),
        }
    }

    /// What hurt in a journey, and what could have; overwritten by the next call.
    pub fn read(&mut self, journey: &Journey<'_>) -> &Found {
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        self.tell(journey, &mut found);
        self.found = found;
        &self.found
    }

    /// Tells what hurt in a journey, and what could have, to `sink`.
    #[inline]
    pub(crate) fn tell(&mut self, journey: &Journey<'_>, sink: &mut impl Sink) {
        let Reader { norms, view, steps, owners, waits, visits, told, .. } = self;
        view.set(journey, norms);
        if !view.rows.is_empty() {
            steps.read(journey, view, norms, sink);
            owners.read(journey, view, norms, sink);
            waits.read(journey, view, norms, sink);
            visits.read(journey, view, norms, sink);
            told.read(journey, view, norms, sink);
        }
    }

    /// What the last journey read gave.
    pub(crate) fn found(&self) -> &Found {
        &self.found
    }

    /// The norms it reads against.
    pub fn norms(&self) -> &Norms {
        &self.norms
    }
}
