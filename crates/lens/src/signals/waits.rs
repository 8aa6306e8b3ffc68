//! Waiting: longer than is usual between two steps, and for ever.

use super::norms::{Norms, bit};
use super::view::View;
use super::{Kind, Place, Signal, Sink};
use crate::index::PerJourney;
use crate::journey::Journey;

#[derive(Clone, Debug, Default)]
pub(super) struct Waits {
    transitions: PerJourney<()>,
    steps: PerJourney<()>,
}

impl Waits {
    pub(super) fn read(&mut self, journey: &Journey<'_>, view: &View, norms: &Norms, found: &mut impl Sink) {
        self.long_waits(journey, view, norms, found);
        let last = journey.at[journey.len() - 1];
        if norms.has_goal() && norms.followed(last, norms.settings.silence) {
            self.dead_end(journey, view, norms, found);
        }
    }

    /// Who let the customer wait is whoever had the journey before the wait, if that is known.
    fn long_waits(&mut self, journey: &Journey<'_>, view: &View, norms: &Norms, found: &mut impl Sink) {
        self.transitions.begin();
        for (k, pair) in view.rows.windows(2).enumerate() {
            let (before, row) = (pair[0] as usize, pair[1] as usize);
            let (from, to) = (journey.step[before], journey.step[row]);
            let Some((number, fence)) = norms.fence(from, to) else { continue };
            let place = Place::Transition(from, to);
            if self.transitions.put(number, ()).is_none() {
                found.expose(norms, Kind::LongWait, place, pair[1]);
            }
            let waited = view.after(k);
            if waited > fence.beyond {
                let owner = if journey.owner[before] == 0 { journey.owner[row] } else { journey.owner[before] };
                let lost = waited - fence.median;
                found.hurt(Signal { kind: Kind::LongWait, place, row: pair[1], lost, owner });
            }
        }
    }

    fn dead_end(&mut self, journey: &Journey<'_>, view: &View, norms: &Norms, found: &mut impl Sink) {
        self.steps.begin();
        found.expose(norms, Kind::DeadEnd, Place::Journey, view.rows[0]);
        for &row in &view.rows {
            let step = journey.step[row as usize];
            if norms.kinds(step) & bit(Kind::DeadEnd) != 0 && self.steps.put(step, ()).is_none() {
                found.expose(norms, Kind::DeadEnd, Place::Step(step), row);
            }
        }
        let Some(&row) = view.rows.last().filter(|_| !view.progress.answered) else { return };
        let (step, owner) = (journey.step[row as usize], journey.owner[row as usize]);
        for place in [Place::Journey, Place::Step(step)] {
            found.hurt(Signal { kind: Kind::DeadEnd, place, row, lost: norms.settings.silence, owner });
        }
    }
}
