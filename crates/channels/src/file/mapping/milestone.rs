//! Rows that stand for a whole case and tell of several moments: `Created at`, `First reply at`, `Solved after (hours)`.

use super::row::{Cell, Fault, Rows};
use super::{Unit, value};
use crate::file::Reason;
use desk::id::derived_touch_id;
use desk::time::{Span, Time};
use desk::touch::{Outcome, Results, Touch};

impl Rows {
    /// Tells of every touch that a row holds, the earliest first: one, or one for each milestone of the mapping that is
    /// filled. Arguments are those of [`Rows::touch`].
    pub fn touches(&mut self, cells: &[Cell<'_>], place: i64, mut tell: impl FnMut(Result<Touch, Fault>)) {
        if self.roles.milestones.is_empty() {
            return tell(self.touch(cells, place));
        }
        let mut moments: Vec<(Time, usize)> = Vec::with_capacity(self.roles.milestones.len());
        let mut lengths = Vec::new();
        for (index, column) in self.roles.milestones.iter().enumerate() {
            let read = match (self.cell(cells, Some(*column)), self.mapping.milestone[index].unit) {
                (Cell::Missing, _) => continue,
                (cell, None) => self.moment(cell, Some(*column)).map(|time| moments.push((time, index))),
                (cell, Some(unit)) => self.length(cell, unit, *column).map(|length| lengths.push((length, index))),
            };
            if let Err(fault) = read {
                tell(Err(fault));
            }
        }
        if let Some((begun, _)) = moments.iter().min().copied() {
            moments.extend(lengths.into_iter().map(|(length, index)| (begun + length, index)));
        }
        moments.sort_unstable();
        let Some((first, _)) = moments.first() else {
            return tell(Err(self.fault(self.roles.milestones.first().copied(), Reason::NoTime)));
        };
        match self.told(cells, place, *first) {
            Err(fault) => tell(Err(fault)),
            Ok(whole) => (0..moments.len()).for_each(|rank| tell(Ok(self.milestone(&whole, &moments, rank)))),
        }
    }

    fn length(&self, cell: Cell<'_>, unit: Unit, column: usize) -> Result<Span, Fault> {
        let text = cell.text().unwrap_or_default();
        let bad = || Reason::BadNumber { found: text.chars().take(80).collect() };
        value::length(&text, unit).ok_or_else(|| self.fault(Some(column), bad()))
    }

    /// One touch of a row. What the customer wrote stands at the beginning, what came of it at the end; a later export
    /// of the same case, with more moments filled, gives the earlier ones the ids they had.
    fn milestone(&self, whole: &Touch, moments: &[(Time, usize)], rank: usize) -> Touch {
        let (at, index) = moments[rank];
        let milestone = &self.mapping.milestone[index];
        let id = match (self.roles.id, self.roles.thread, &whole.thread) {
            (None, Some(_), Some(thread)) => {
                derived_touch_id(format!("{thread}\0{}\0{}", milestone.column, at.0).as_bytes(), 0)
            }
            _ => format!("{}/{}", whole.id, milestone.column),
        };
        let mut touch =
            Touch { id, at, sequence: rank as i64, action: Some(milestone.action.clone()), ..whole.clone() };
        if rank > 0 {
            touch.text = None;
            touch.amount = None;
        }
        if rank + 1 < moments.len() {
            touch.results = Results::default();
            touch.outcome = Outcome::Unknown;
            touch.waited = None;
            touch.handled = None;
        }
        touch
    }
}
