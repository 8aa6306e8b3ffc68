//! A journey as its customer lived it: touches only, and the time that was really waited.

use super::Norms;
use crate::journey::{Journey, StepMeaning, outcome};

/// Codes of the direction of a touch.
pub(super) mod direction {
    pub(in super::super) const UNKNOWN: u8 = 0;
    pub(in super::super) const CUSTOMER: u8 = 1;
    pub(in super::super) const SELF_SERVICE: u8 = 3;
    pub(in super::super) const INTERNAL: u8 = 4;
}

/// The touches of one journey; `k` counts them, `rows[k]` finds them in the journey.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    /// Rows of phase 0.
    pub(super) rows: Vec<u32>,
    /// Customer time from the first touch up to each, in microseconds.
    pub(super) clock: Vec<i64>,
    /// Whether the last state owes the customer nothing: resolved, closed, refused or abandoned.
    pub(super) answered: bool,
}

impl View {
    pub(super) fn set(&mut self, journey: &Journey<'_>, norms: &Norms) {
        self.rows.clear();
        self.clock.clear();
        self.answered = false;
        let (mut clock, mut settled, mut before) = (0, false, 0);
        for row in 0..journey.len() {
            if journey.phase[row] != 0 {
                continue;
            }
            let at = journey.at[row];
            if !settled && !self.rows.is_empty() {
                clock += (at - before).max(0);
            }
            before = at;
            self.rows.push(row as u32);
            self.clock.push(clock);
            let meaning = norms.meaning(journey.step[row]);
            let done = matches!(meaning, StepMeaning::Resolved | StepMeaning::Closed);
            settled = done || settled && journey.direction[row] == direction::INTERNAL;
            self.answered = settled
                || matches!(meaning, StepMeaning::Refused | StepMeaning::Abandoned)
                || matches!(journey.outcome[row], outcome::REFUSED | outcome::ABANDONED);
        }
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
