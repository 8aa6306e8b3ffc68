//! What happened at a step: it broke, was tried again, came round again, made the customer wait, was refused or given up.

use super::norms::{Norms, bit, said_by};
use super::view::View;
use super::{Ground, Kind, Place, Signal, Sink};
use crate::index::PerJourney;
use crate::journey::{Journey, NO_SPAN, outcome};

/// The kinds a visit to a step can expose to; dead ends are told by whoever knows the journey's end.
const BY_VISIT: [Kind; 6] = [Kind::Failure, Kind::Retry, Kind::Loop, Kind::LongWait, Kind::Abandonment, Kind::Refused];

/// The same as bits.
const BITS: u16 = {
    let (mut bits, mut place) = (0, 0);
    while place < BY_VISIT.len() {
        bits |= 1 << BY_VISIT[place] as u16;
        place += 1;
    }
    bits
};

/// The last visit to a step.
#[derive(Clone, Copy, Debug, Default)]
struct Visit {
    k: u32,
    unserved: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Steps {
    visits: PerJourney<Visit>,
}

impl Steps {
    pub(super) fn read(&mut self, journey: &Journey<'_>, view: &View, norms: &Norms, found: &mut impl Sink) {
        self.visits.begin();
        if !norms.everywhere.is_empty() {
            found.stand(norms, Ground::Being, 0);
        }
        for (k, &row) in view.rows.iter().enumerate() {
            let (step, ended) = (journey.step[row as usize], journey.outcome[row as usize]);
            let unserved = matches!(ended, outcome::FAILED | outcome::ABANDONED | outcome::WAITING);
            match self.visits.put(step, Visit { k: k as u32, unserved }) {
                None if norms.kinds(step) & BITS != 0 => found.stand(norms, Ground::Visit(step), row),
                None => {}
                Some(before) => again(journey, view, norms, found, before, k),
            }
            let said = said_by(norms.meaning(step));
            if let Some(kind) = said {
                hurt(kind, journey, view, norms, found, k);
            }
            if let Some(kind) = shown_by(ended).filter(|&kind| said != Some(kind)) {
                hurt(kind, journey, view, norms, found, k);
            }
        }
    }
}

/// The kinds that a visit to a step exposes to.
pub(super) fn kinds(step: u32, norms: &Norms) -> impl Iterator<Item = Kind> {
    let kinds = norms.kinds(step);
    BY_VISIT.into_iter().filter(move |&kind| kinds & bit(kind) != 0)
}

/// A step visited before.
fn again(journey: &Journey<'_>, view: &View, norms: &Norms, found: &mut impl Sink, before: Visit, k: usize) {
    let (row, earlier) = (view.rows[k], before.k as usize);
    let (place, owner) = (Place::Step(journey.step[row as usize]), journey.owner[row as usize]);
    let lost = view.between(earlier, k);
    found.hurt(Signal { kind: Kind::Loop, place, row, lost, owner });
    let apart = journey.at[row as usize] - journey.at[view.rows[earlier] as usize];
    if before.unserved && apart <= norms.settings.retry_within {
        // The attempt that failed is the one that hurt: whoever had to try again is behind those who had not by just that row.
        found.hurt(Signal { kind: Kind::Retry, place, row: view.rows[earlier], lost, owner });
    }
}

/// The kind that an outcome tells of.
fn shown_by(ended: u8) -> Option<Kind> {
    match ended {
        outcome::FAILED => Some(Kind::Failure),
        outcome::REFUSED => Some(Kind::Refused),
        outcome::ABANDONED => Some(Kind::Abandonment),
        outcome::WAITING => Some(Kind::LongWait),
        _ => None,
    }
}

fn hurt(kind: Kind, journey: &Journey<'_>, view: &View, norms: &Norms, found: &mut impl Sink, k: usize) {
    let row = view.rows[k];
    let at = row as usize;
    let lost = match kind {
        Kind::Failure => view.after(k).min(norms.settings.most_lost),
        Kind::LongWait => view.after(k),
        _ if journey.waited[at] == NO_SPAN => view.before(k),
        _ => journey.waited[at],
    };
    found.hurt(Signal { kind, place: Place::Step(journey.step[at]), row, lost, owner: journey.owner[at] });
}
