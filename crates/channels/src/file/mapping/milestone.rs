//! Rows that stand for a whole case and tell of several moments: `Created at`, `First reply at`, `Solved at`.

use super::row::{Cell, Fault, Rows};
use crate::file::Reason;
use desk::id::derived_touch_id;
use desk::time::Time;
use desk::touch::{Outcome, Results, Touch};

impl Rows {
    /// Tells of every touch that a row holds, the earliest first: one, or one for each milestone of the mapping that is
    /// filled. Arguments are those of [`Rows::touch`].
    pub fn touches(&mut self, cells: &[Cell<'_>], place: i64, mut tell: impl FnMut(Result<Touch, Fault>)) {
        if self.roles.milestones.is_empty() {
            return tell(self.touch(cells, place));
        }
        let mut moments: Vec<(Time, usize)> = Vec::with_capacity(self.roles.milestones.len());
        for (index, column) in self.roles.milestones.iter().enumerate() {
            match self.cell(cells, Some(*column)) {
                Cell::Missing => {}
                cell => match self.moment(cell, Some(*column)) {
                    Ok(time) => moments.push((time, index)),
                    Err(fault) => tell(Err(fault)),
                },
            }
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
