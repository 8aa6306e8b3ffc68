//! A journey as its customer lived it: touches only, and the time that was really waited.

use super::Norms;
use crate::journey::{Journey, NO_SPAN, StepMeaning, outcome};

/// Codes of the direction of a touch.
pub(super) mod direction {
    pub(in super::super) const UNKNOWN: u8 = 0;
    pub(in super::super) const CUSTOMER: u8 = 1;
    pub(in super::super) const COMPANY: u8 = 2;
    pub(in super::super) const SELF_SERVICE: u8 = 3;
    pub(in super::super) const INTERNAL: u8 = 4;
}

/// Whether a touch can be a contact of the customer: begun by them, or by nobody knows whom.
pub(crate) fn is_contact(began: u8) -> bool {
    matches!(began, direction::UNKNOWN | direction::CUSTOMER | direction::SELF_SERVICE)
}

/// Whether a touch says nothing but how it was: a rating that was not known before, and nobody who served. Whoever asked
/// for it began it.
pub(crate) fn rates(journey: &Journey<'_>, row: usize, norms: &Norms) -> bool {
    let known = |row: usize| journey.results_known[row] & norms.settings.rating != 0;
    row > 0
        && known(row)
        && !known(row - 1)
        && journey.actor[row] == 0
        && (journey.waited[row], journey.handled[row]) == (NO_SPAN, NO_SPAN)
        && matches!(journey.outcome[row], outcome::UNKNOWN | outcome::OK)
}

/// How far the company is with the matter, touch by touch.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Progress {
    /// Resolved or closed: the customer does not wait, until a touch of theirs opens the journey again. What the company
    /// still does, asking how satisfied they were for one, opens nothing, and neither does the answer.
    pub(crate) settled: bool,
    /// Whether the last state owes the customer nothing: resolved, closed, refused or abandoned.
    pub(crate) answered: bool,
}

impl Progress {
    pub(crate) fn step(&mut self, journey: &Journey<'_>, row: usize, norms: &Norms) {
        let meaning = norms.meaning(journey.step[row]);
        let done = matches!(meaning, StepMeaning::Resolved | StepMeaning::Closed);
        let ended = matches!(meaning, StepMeaning::Refused | StepMeaning::Abandoned)
            || matches!(journey.outcome[row], outcome::REFUSED | outcome::ABANDONED);
        let opens =
            !matches!(journey.direction[row], direction::COMPANY | direction::INTERNAL) && !rates(journey, row, norms);
        self.answered = done || ended || !opens && self.answered;
        self.settled = done || !opens && self.settled;
    }
}

/// The touches of one journey; `k` counts them, `rows[k]` finds them in the journey.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    /// Rows of phase 0.
    pub(super) rows: Vec<u32>,
    /// Customer time from the first touch up to each, in microseconds.
    pub(super) clock: Vec<i64>,
    /// How far the company was at the end.
    pub(super) progress: Progress,
}

impl View {
    pub(super) fn set(&mut self, journey: &Journey<'_>, norms: &Norms) {
        self.rows.clear();
        self.clock.clear();
        let (mut clock, mut before, mut progress) = (0, 0, Progress::default());
        for row in 0..journey.len() {
            if journey.phase[row] != 0 {
                continue;
            }
            let at = journey.at[row];
            if !progress.settled && !self.rows.is_empty() {
                clock += (at - before).max(0);
            }
            before = at;
            self.rows.push(row as u32);
            self.clock.push(clock);
            progress.step(journey, row, norms);
        }
        self.progress = progress;
    }

    /// Customer time between two touches.
    pub(super) fn between(&self, earlier: usize, later: usize) -> i64 {
        self.clock[later] - self.clock[earlier]
    }

    /// Customer time from a touch to the next; 0 after the last.
    pub(super) fn after(&self, k: usize) -> i64 {
        if k + 1 < self.clock.len() { self.between(k, k + 1) } else { 0 }
    }

    /// Customer time from the touch before; 0 at the first.
    pub(super) fn before(&self, k: usize) -> i64 {
        if k > 0 { self.between(k - 1, k) } else { 0 }
    }
}
