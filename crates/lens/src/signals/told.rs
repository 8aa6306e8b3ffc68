//! What only words show: whoever reads them tells it touch by touch, what could have been met and what was.

use super::norms::Norms;
use super::view::View;
use super::{Kind, Place, Signal, Sink, TOLD};
use crate::index::PerJourney;
use crate::journey::{Journey, NO_SPAN};

#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    steps: PerJourney<u8>,
    /// What was met, until all of it is known: a promise made later may be broken earlier.
    met: Vec<Signal>,
}

impl Told {
    pub(super) fn read(&mut self, journey: &Journey<'_>, view: &View, norms: &Norms, found: &mut impl Sink) {
        if journey.may_tell.iter().all(|&bits| bits == 0) {
            return;
        }
        self.steps.begin();
        for (k, &row) in view.rows.iter().enumerate() {
            let at = row as usize;
            let (may, tells) = (journey.may_tell[at], journey.tells[at] & journey.may_tell[at]);
            if may == 0 {
                continue;
            }
            let step = journey.step[at];
            // Each pair is exposed from its first touch on.
            let known = self.steps.put(step, may).unwrap_or(0);
            self.steps.put(step, known | may);
            for (bit, &kind) in TOLD.iter().enumerate() {
                if may & !known & 1 << bit != 0 {
                    found.expose(norms, kind, Place::Step(step), row);
                }
                if tells & 1 << bit != 0 {
                    self.met.push(signal(kind, journey, view, norms, k));
                }
            }
        }
        self.met.sort_by_key(|signal| signal.row);
        self.met.drain(..).for_each(|signal| found.hurt(signal));
    }
}

/// The signal of a touch at which something was met, at the touch or, where it showed later, at the first one since.
fn signal(kind: Kind, journey: &Journey<'_>, view: &View, norms: &Norms, k: usize) -> Signal {
    let at = view.rows[k] as usize;
    let showed = if kind == Kind::BrokenPromise { journey.told_at[at] } else { NO_SPAN };
    let since = view.rows[k..].iter().position(|&row| journey.at[row as usize] >= showed);
    let seen = k + since.unwrap_or(view.rows.len() - 1 - k);
    let row = view.rows[seen];
    let lost = match kind {
        Kind::BrokenPromise if showed != NO_SPAN => (journey.at[row as usize] - showed).max(0),
        Kind::Retelling | Kind::ExpectationGap => journey.handled[at].max(0),
        _ => view.after(k).min(norms.settings.most_lost),
    };
    Signal { kind, place: Place::Step(journey.step[at]), row, lost, owner: journey.owner[at] }
}
