//! What is usual in a log, and what it records at all.

use super::{Exposure, Kind, Place, TOLD};
use crate::graph::{Graph, Waits};
use crate::index::{Codes, Pairs, at_slot};
use crate::journey::{Journey, StepMeaning, outcome};
use crate::measure::Measure;
use crate::noise::Blind;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// When something counts as a signal. Spans are microseconds on the calendar clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The same step again within this span of a failure is a retry.
    pub retry_within: i64,
    /// Touches of the customer closer than this are one contact.
    pub contact_gap: i64,
    /// The next contact within this span is a repeat contact.
    pub repeat_within: i64,
    /// The next contact on another channel within this span is a channel switch.
    pub switch_within: i64,
    /// Silence after which an unresolved journey counts as a dead end.
    pub silence: i64,
    /// Shorter waits are never long, however unusual.
    pub long_wait: i64,
    /// Transitions seen less often have no norm.
    pub least_waits: u64,
    /// No single failure is charged with more time than this.
    pub most_lost: i64,
    /// The bits of [`crate::journey::Rows::results_true`] by which the customer complained.
    pub complaint: u8,
    /// The bits by which the customer says how it was.
    pub rating: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            retry_within: 600 * SECOND,
            contact_gap: 1800 * SECOND,
            repeat_within: 7 * DAY,
            switch_within: 7 * DAY,
            silence: 14 * DAY,
            long_wait: 60 * SECOND,
            least_waits: 30,
            most_lost: DAY,
            complaint: 1 << 4,
            rating: 1 << 5,
        }
    }
}

/// What a log records, counted over its touches (phase 0).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// For each step that has touches with a recorded outcome: how many of each [`outcome`] code. Sorted by step.
    pub outcomes: Vec<(u32, [u64; OUTCOMES])>,
    /// Touches with an owner.
    pub owners: u64,
    /// Touches with a channel.
    pub channels: u64,
    /// Touches begun by the customer (served by people or by themselves).
    pub inbound: u64,
    /// Touches from which on each of [`TOLD`] could have been met.
    pub told: [u64; TOLD.len()],
}

/// Number of [`outcome`] codes.
const OUTCOMES: usize = 6;

/// Finds out what a log records.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    slots: Codes,
    outcomes: Vec<(u32, [i64; OUTCOMES])>,
    owners: i64,
    channels: i64,
    inbound: i64,
    told: [i64; TOLD.len()],
}

impl Recorded {
    fn count(&mut self, step: u32, code: u8, times: i64) {
        let (name, counts) = at_slot(&mut self.outcomes, self.slots.slot(step));
        *name = step;
        counts[usize::from(code).min(OUTCOMES - 1)] += times;
    }

    fn apply(&mut self, journey: &Journey<'_>, times: i64) {
        for row in 0..journey.len() {
            if journey.phase[row] != 0 {
                continue;
            }
            self.owners += if journey.owner[row] == 0 { 0 } else { times };
            self.channels += if journey.channel[row] == 0 { 0 } else { times };
            self.inbound += if matches!(journey.direction[row], 1 | 3) { times } else { 0 };
            for (bit, count) in self.told.iter_mut().enumerate() {
                *count += if journey.may_tell[row] & 1 << bit != 0 { times } else { 0 };
            }
            if journey.outcome[row] != outcome::UNKNOWN {
                self.count(journey.step[row], journey.outcome[row], times);
            }
        }
    }
}

impl Measure for Recorded {
    type Answer = Records;

    fn update(&mut self, journey: &Journey<'_>) {
        self.apply(journey, 1);
    }

    fn retract(&mut self, journey: &Journey<'_>) {
        self.apply(journey, -1);
    }

    fn merge(&mut self, other: Self) {
        for (step, counts) in other.outcomes {
            for (code, times) in counts.into_iter().enumerate() {
                self.count(step, code as u8, times);
            }
        }
        self.owners += other.owners;
        self.channels += other.channels;
        self.inbound += other.inbound;
        self.told.iter_mut().zip(other.told).for_each(|(count, more)| *count += more);
    }

    fn answer(&self) -> Records {
        let seen = |count: i64| count.max(0) as u64;
        let mut outcomes: Vec<_> = self.outcomes.iter().map(|&(step, counts)| (step, counts.map(seen))).collect();
        outcomes.retain(|(_, counts)| counts.iter().any(|&count| count > 0));
        outcomes.sort_unstable();
        Records {
            outcomes,
            owners: seen(self.owners),
            channels: seen(self.channels),
            inbound: seen(self.inbound),
            told: self.told.map(seen),
        }
    }
}

/// A wait beyond which a transition was unusually slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fence {
    pub(super) beyond: i64,
    pub(super) median: i64,
}

/// What is usual in a log: the waits of its transitions, which kinds its steps can show, and when it ends.
#[derive(Clone, Debug, Default)]
pub struct Norms {
    pub(super) settings: Settings,
    pub(super) log_end: i64,
    /// Whether any step says resolved or closed.
    has_goal: bool,
    /// Pairs every journey is exposed to.
    pub(super) everywhere: Vec<Exposure>,
    meanings: Vec<StepMeaning>,
    /// For each step, one bit for each kind that visiting it exposes to.
    kinds: Vec<u16>,
    pairs: Pairs,
    fences: Vec<Fence>,
    recorded: u16,
}

impl Norms {
    /// Learns what is usual.
    ///
    /// * `graph`: the graph over touches alone, [`crate::graph::GraphMeasure::touches`];
    /// * `records`: what the log records, from [`Recorded`];
    /// * `meanings`: what the names of steps say, by code; missing ones are plain;
    /// * `log_end`: up to when the log is complete, microseconds since 1970 UTC: its last touch, or now.
    pub fn new(graph: &Graph, records: &Records, meanings: &[StepMeaning], log_end: i64, settings: Settings) -> Self {
        let mut norms = Norms { settings, log_end, meanings: meanings.to_vec(), ..Norms::default() };
        norms.learn_kinds(graph, records);
        norms.learn_fences(graph);
        norms
    }

    fn learn_kinds(&mut self, graph: &Graph, records: &Records) {
        for step in &graph.steps {
            let meaning = self.meaning(step.step);
            self.has_goal |= matches!(meaning, StepMeaning::Resolved | StepMeaning::Closed);
            if let Some(kind) = said_by(meaning) {
                self.everywhere.push((kind, Place::Step(step.step)));
                self.recorded |= bit(kind);
            }
            if step.repeats > 0 {
                self.add_kind(step.step, Kind::Loop);
            }
        }
        for &(step, counts) in &records.outcomes {
            let seen = |code: u8| counts[usize::from(code)] > 0;
            for (kind, shown) in [
                (Kind::Failure, seen(outcome::FAILED)),
                (Kind::Refused, seen(outcome::REFUSED)),
                (Kind::Abandonment, seen(outcome::ABANDONED)),
                (Kind::LongWait, seen(outcome::WAITING)),
                (Kind::Retry, seen(outcome::FAILED) || seen(outcome::ABANDONED) || seen(outcome::WAITING)),
            ] {
                if shown && said_by(self.meaning(step)) != Some(kind) {
                    self.add_kind(step, kind);
                }
            }
        }
        if self.has_goal {
            graph.steps.iter().filter(|step| step.ends > 0).for_each(|step| self.add_kind(step.step, Kind::DeadEnd));
        }
        for (kind, shown) in [
            (Kind::PingPong, records.owners > 0),
            (Kind::Handoff, records.owners > 0),
            (Kind::ChannelSwitch, records.channels > 0),
            (Kind::RepeatContact, records.inbound > 0),
            (Kind::LongWait, true),
            (Kind::Loop, true),
            (Kind::SilentExit, self.has_goal),
        ] {
            self.recorded |= if shown { bit(kind) } else { 0 };
        }
        for (kind, &count) in TOLD.into_iter().zip(&records.told) {
            self.recorded |= if count > 0 { bit(kind) } else { 0 };
        }
    }

    fn add_kind(&mut self, step: u32, kind: Kind) {
        let step = step as usize;
        if self.kinds.len() <= step {
            self.kinds.resize(step + 1, 0);
        }
        self.kinds[step] |= bit(kind);
        self.recorded |= bit(kind);
    }

    fn learn_fences(&mut self, graph: &Graph) {
        for transition in &graph.transitions {
            let said = self.meaning(transition.from);
            let administrative = matches!(said, StepMeaning::Resolved | StepMeaning::Closed);
            if transition.count >= self.settings.least_waits && !administrative {
                *self.pairs.entry(transition.from, transition.to) = self.fences.len() as u32;
                let micros = |seconds: f64| (seconds * SECOND as f64) as i64;
                self.fences.push(Fence {
                    beyond: micros(upper_fence(&transition.waited)).max(self.settings.long_wait),
                    median: micros(transition.waited.p50),
                });
            }
        }
    }

    /// What the name of a step says.
    #[inline]
    pub fn meaning(&self, step: u32) -> StepMeaning {
        self.meanings.get(step as usize).copied().unwrap_or_default()
    }

    /// What counts as a signal.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Up to when the log is complete.
    pub fn log_end(&self) -> i64 {
        self.log_end
    }

    /// Whether any step of the log says resolved or closed.
    pub fn has_goal(&self) -> bool {
        self.has_goal
    }

    /// Kinds that visiting a step exposes to, one bit each.
    #[inline]
    pub(super) fn kinds(&self, step: u32) -> u16 {
        self.kinds.get(step as usize).copied().unwrap_or(0)
    }

    /// The fence of a transition and its number, where its usual waits are known.
    #[inline]
    pub(super) fn fence(&self, from: u32, to: u32) -> Option<(u32, Fence)> {
        let slot = self.pairs.get(from, to);
        self.fences.get(slot as usize).map(|&fence| (slot, fence))
    }

    /// Whether a touch begun at `at` can still be followed up for `span`.
    pub(crate) fn followed(&self, at: i64, span: i64) -> bool {
        at.saturating_add(span) <= self.log_end
    }
}

#[inline]
pub(super) fn bit(kind: Kind) -> u16 {
    1 << kind as u16
}

/// The kind that the very name of a step tells of.
pub(crate) fn said_by(meaning: StepMeaning) -> Option<Kind> {
    match meaning {
        StepMeaning::Failed => Some(Kind::Failure),
        StepMeaning::Refused => Some(Kind::Refused),
        StepMeaning::Abandoned => Some(Kind::Abandonment),
        StepMeaning::Waiting => Some(Kind::LongWait),
        StepMeaning::Plain | StepMeaning::Resolved | StepMeaning::Closed => None,
    }
}

/// Tukey's upper fence, third quartile plus 1.5 interquartile ranges (Tukey 1977), taken on ln(1 s + wait) because waits
/// are skewed; but never below the 90 % quantile. In seconds.
fn upper_fence(waits: &Waits) -> f64 {
    let (low, high) = (waits.p25.ln_1p(), waits.p75.ln_1p());
    (high + 1.5 * (high - low)).exp_m1().max(waits.p90)
}

/// Kinds that this log cannot show, and the column each would need.
pub fn blind(norms: &Norms) -> Vec<Blind> {
    [
        (Kind::Failure, "outcome"),
        (Kind::Retry, "outcome"),
        (Kind::PingPong, "owner"),
        (Kind::Handoff, "owner"),
        (Kind::ChannelSwitch, "channel"),
        (Kind::RepeatContact, "direction"),
        (Kind::Abandonment, "outcome"),
        (Kind::Refused, "outcome"),
        (Kind::DeadEnd, "a step that says resolved or closed"),
        (Kind::SilentExit, "a step that says resolved or closed"),
        (Kind::BrokenPromise, "text"),
        (Kind::Retelling, "text"),
        (Kind::ParrotReply, "text"),
        (Kind::ExpectationGap, "text"),
    ]
    .into_iter()
    .filter(|&(kind, _)| norms.recorded & bit(kind) == 0)
    .map(|(kind, needs)| Blind { kind, needs })
    .collect()
}
