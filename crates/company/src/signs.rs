//! Which signals a journey shows, and which of them it would not show without one of its troubles.
//!
//! The definitions are those of the glossary: a retry comes within ten minutes of a failure, a contact ends when half an
//! hour passes, a repeat or a change of channel comes within a week. A wait is called long here when it is more than
//! three times the usual, since what is usual in a log nobody knows before it is whole. What is said is known here, and
//! need not be understood.

use crate::calendar;
use crate::journey::{Event, Journey};
use crate::plan::{Plan, Site};
use crate::speech::{Says, Vow};
use crate::words::Kind;
use desk::time::Span;
use desk::touch::{Direction, Outcome};

/// A kind of noise at a place.
pub(crate) type Sign = (Kind, Site);

const RETRY: Span = Span(10 * Span::MINUTE.0);
const CONTACT: Span = Span(30 * Span::MINUTE.0);
const WEEK: Span = Span(7 * Span::DAY.0);

/// A touch as it came, or as it would have come.
struct Seen<'a> {
    event: &'a Event,
    outcome: Outcome,
    says: Option<Says>,
    /// Less was delivered than offered.
    less: bool,
    gap: Span,
    /// Since the journey began.
    at: Span,
}

/// The signals up to touch `until`, sorted: as the journey was, or as it would have been without one of its troubles.
pub(crate) fn signs(plan: &Plan, journey: &Journey, until: usize, without: Option<u8>) -> Vec<Sign> {
    let mut clock = Span(0);
    let touches = journey.events.iter().take(until).filter(|event| !journey.due_to(event.because, without));
    let seen: Vec<Seen<'_>> = touches
        .map(|event| {
            let spoiled = !journey.due_to(event.spoiled, without);
            let on_time = journey.due_to(event.late_by, without);
            let gap = if on_time { Span(event.gap.0 - event.late.0) } else { event.gap };
            clock = Span(clock.0 + gap.0);
            let step = &plan.steps[usize::from(event.step)];
            Seen {
                event,
                outcome: if spoiled { event.outcome } else { event.clean },
                says: if spoiled { event.says } else { step.says },
                less: spoiled && step.offers.is_some() && event.delivered().is_some(),
                gap,
                at: clock,
            }
        })
        .collect();
    let mut found = Vec::new();
    steps(&seen, &mut found);
    owners(&seen, &mut found);
    contacts(plan, &seen, &mut found);
    waits(plan, &seen, &mut found);
    words(plan, &seen, &mut found);
    let ended = journey.events.iter().any(|event| plan.steps[usize::from(event.step)].action == "closed");
    if let Some(last) = seen.last().filter(|_| journey.is_open() && !ended && !journey.due_to(journey.stopped, without))
    {
        for kind in [Kind::DeadEnd, Kind::SilentExit] {
            found.extend([(kind, Site::Journey), (kind, Site::Step(last.event.step))]);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn steps(seen: &[Seen<'_>], found: &mut Vec<Sign>) {
    for (place, touch) in seen.iter().enumerate() {
        let site = Site::Step(touch.event.step);
        let kind = match touch.outcome {
            Outcome::Failed => Some(Kind::Failure),
            Outcome::Refused => Some(Kind::Refused),
            Outcome::Abandoned => Some(Kind::Abandonment),
            Outcome::Waiting => Some(Kind::LongWait),
            Outcome::Ok | Outcome::Unknown => None,
        };
        found.extend(kind.map(|kind| (kind, site)));
        if let Some(before) = seen[..place].iter().rev().find(|before| before.event.step == touch.event.step) {
            found.push((Kind::Loop, site));
            let unserved = matches!(before.outcome, Outcome::Failed | Outcome::Abandoned | Outcome::Waiting);
            if unserved && touch.at.0 - before.at.0 <= RETRY.0 {
                found.push((Kind::Retry, site));
            }
        }
    }
}

fn owners(seen: &[Seen<'_>], found: &mut Vec<Sign>) {
    let mut met: Vec<u8> = Vec::new();
    let mut holder = 0;
    for owner in seen.iter().map(|touch| touch.event.owner).filter(|owner| *owner != 0) {
        if holder != 0 && owner != holder {
            found.extend([(Kind::Handoff, Site::Journey), (Kind::Handoff, Site::Owner(holder))]);
            if met.contains(&owner) {
                found.extend([(Kind::PingPong, Site::Journey), (Kind::PingPong, Site::Owner(owner))]);
            } else {
                found.push((Kind::Handoff, Site::Owners(met.len() as u8 + 1)));
            }
        }
        if !met.contains(&owner) {
            met.push(owner);
        }
        holder = owner;
    }
}

fn contacts(plan: &Plan, seen: &[Seen<'_>], found: &mut Vec<Sign>) {
    let inbound = |touch: &&Seen<'_>| {
        matches!(plan.steps[usize::from(touch.event.step)].by, Direction::Customer | Direction::SelfService)
    };
    let channel = |touch: &Seen<'_>| plan.channel_of[usize::from(touch.event.step)];
    let apart = |before: &Seen<'_>, touch: &Seen<'_>| touch.at.0 - before.at.0;
    // What came on no channel is a contact, and changes none.
    let (mut last, mut last_on): (Option<&Seen<'_>>, Option<&Seen<'_>>) = (None, None);
    for touch in seen.iter().filter(inbound) {
        let again = last.filter(|before| apart(before, touch) > CONTACT.0 && apart(before, touch) <= WEEK.0);
        found.extend(again.map(|before| (Kind::RepeatContact, Site::Step(before.event.step))));
        last = Some(touch);
        if channel(touch) == 0 {
            continue;
        }
        let left = last_on.filter(|before| channel(before) != channel(touch) && apart(before, touch) <= WEEK.0);
        found.extend(left.map(|before| (Kind::ChannelSwitch, Site::Channel(channel(before)))));
        last_on = Some(touch);
    }
}

/// What only words show, and the attributes that tell what was offered and what came.
fn words(plan: &Plan, seen: &[Seen<'_>], found: &mut Vec<Sign>) {
    let (mut told, mut answered) = (false, false);
    for (place, touch) in seen.iter().enumerate() {
        let site = Site::Step(touch.event.step);
        if touch.less {
            found.push((Kind::ExpectationGap, site));
        }
        let Some(says) = touch.says else { continue };
        let kind = match says {
            Says::Again(_) => told.then_some(Kind::Retelling),
            Says::Parrot(_) => answered.then_some(Kind::ParrotReply),
            Says::Promises(vow) => (!keeps(plan, touch, &seen[place..], vow)).then_some(Kind::BrokenPromise),
            Says::Less(_) => Some(Kind::ExpectationGap),
            Says::Words(_) | Says::Tells(_) | Says::More(_) | Says::Reply(_) | Says::Fine(_) => None,
        };
        found.extend(kind.map(|kind| (kind, site)));
        told |= matches!(plan.steps[usize::from(touch.event.step)].by, Direction::Customer | Direction::SelfService);
        answered |= matches!(says, Says::Reply(_) | Says::Parrot(_));
    }
}

/// Whether what was promised at a touch is done in time, or the matter is closed before.
fn keeps(plan: &Plan, made: &Seen<'_>, after: &[Seen<'_>], vow: &Vow) -> bool {
    let due = made.at.0 + vow.span(made.event.gap).0;
    let does = |touch: &&Seen<'_>| {
        let step = &plan.steps[usize::from(touch.event.step)];
        touch.at.0 < due && (step.is(vow.kept_by) || step.action == "closed")
    };
    after.iter().skip(1).any(|touch| does(&touch))
}

fn waits(plan: &Plan, seen: &[Seen<'_>], found: &mut Vec<Sign>) {
    for pair in seen.windows(2) {
        let usual = calendar::minutes(3.0 * plan.steps[usize::from(pair[1].event.step)].after);
        if pair[1].gap > usual.max(Span::MINUTE) {
            found.push((Kind::LongWait, Site::Transition(pair[0].event.step, pair[1].event.step)));
        }
    }
}
