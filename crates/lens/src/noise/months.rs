//! Exposed and affected journeys over the calendar.

use crate::noise::calendar::{STRETCHES, begins, stretch_begins};
use crate::noise::{Began, Slice};
use crate::proof::{Demands, Slot, onset};

/// For each stretch of a month the counts of all places side by side: a journey begins in one, so what it counts lies
/// together.
#[derive(Clone, Debug, Default)]
pub(super) struct Months {
    first: i32,
    stretches: Vec<Counted>,
}

/// The counts of one stretch; [`at`] finds those of a number.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted {
    /// Exposed journeys, by number of the ground.
    pub(super) exposed: Vec<i32>,
    /// Those of them that came to harm of any sort, likewise.
    pub(super) harmed: Vec<i32>,
    /// Affected journeys, by number of the pair.
    pub(super) affected: Vec<i32>,
}

/// What is counted of one pair in one stretch.
#[derive(Clone, Copy, Debug)]
struct Counts {
    stretch: i32,
    exposed: i32,
    harmed: i32,
    affected: i32,
}

impl Months {
    /// The counts of a stretch.
    #[inline]
    pub(super) fn stretch(&mut self, stretch: i32) -> &mut Counted {
        if self.stretches.is_empty() {
            self.first = stretch;
        }
        if stretch < self.first {
            let missing = (self.first - stretch) as usize;
            self.stretches.splice(0..0, std::iter::repeat_n(Counted::default(), missing));
            self.first = stretch;
        }
        let place = (stretch - self.first) as usize;
        if place >= self.stretches.len() {
            self.stretches.resize(place + 1, Counted::default());
        }
        &mut self.stretches[place]
    }

    /// Takes in another part, whose pairs and grounds have these numbers here.
    pub(super) fn merge(&mut self, other: Months, pairs: &[u32], grounds: &[u32]) {
        let add = |ours: &mut Vec<i32>, theirs: &[i32], numbers: &[u32]| {
            theirs.iter().zip(numbers).for_each(|(times, &number)| *at(ours, number as usize) += times);
        };
        for (stretch, theirs) in (other.first..).zip(other.stretches) {
            let ours = self.stretch(stretch);
            add(&mut ours.exposed, &theirs.exposed, grounds);
            add(&mut ours.harmed, &theirs.harmed, grounds);
            add(&mut ours.affected, &theirs.affected, pairs);
        }
    }

    /// The counts of a pair on a ground, stretch by stretch.
    fn counts(&self, pair: usize, ground: Option<usize>) -> impl Iterator<Item = Counts> {
        let of = |counts: &[i32], number: usize| counts.get(number).copied().unwrap_or_default();
        (self.first..).zip(&self.stretches).map(move |(stretch, counted)| {
            let [exposed, harmed] =
                [&counted.exposed, &counted.harmed].map(|counts| ground.map_or(0, |ground| of(counts, ground)));
            Counts { stretch, exposed, harmed, affected: of(&counted.affected, pair) }
        })
    }

    /// The months of a pair on a ground that have exposed journeys, in order.
    pub(super) fn of(&self, pair: usize, ground: Option<usize>) -> Vec<Slice> {
        self.slices(pair, ground, |stretch| begins(stretch.div_euclid(STRETCHES)))
    }

    /// The stretches of a pair on a ground that have exposed journeys, in order.
    pub(super) fn weeks(&self, pair: usize, ground: Option<usize>) -> Vec<Slice> {
        self.slices(pair, ground, stretch_begins)
    }

    fn slices(&self, pair: usize, ground: Option<usize>, begins: impl Fn(i32) -> i64) -> Vec<Slice> {
        let mut slices: Vec<Slice> = Vec::new();
        for counts in self.counts(pair, ground) {
            let begins = begins(counts.stretch);
            if slices.last().is_none_or(|last| last.begins != begins) {
                slices.push(Slice { begins, ..Slice::default() });
            }
            if let Some(slice) = slices.last_mut() {
                slice.exposed += counts.exposed.max(0) as u64;
                slice.affected += counts.affected.max(0) as u64;
            }
        }
        slices.retain(|slice| slice.exposed > 0);
        slices
    }

    /// When a pair on a ground began or became worse, and what harm did then; see [`onset`].
    pub(super) fn began(&self, pair: usize, ground: Option<usize>) -> Option<Began> {
        let series = |hits: fn(&Counts) -> i32| -> Vec<Slot> {
            let slot = |counts: Counts| Slot {
                number: i64::from(counts.stretch),
                trials: counts.exposed.max(0) as u64,
                hits: hits(&counts).clamp(0, counts.exposed.max(0)) as u64,
            };
            self.counts(pair, ground).map(slot).collect()
        };
        let demands = Demands { season: f64::from(12 * STRETCHES), ..Demands::default() };
        let onset = onset(&series(|counts| counts.affected), &series(|counts| counts.harmed), &demands)?;
        Some(Began { at: stretch_begins(i32::try_from(onset.number).ok()?), onset })
    }

    /// Exposed and affected journeys of a pair on a ground in all stretches.
    pub(super) fn sum(&self, pair: usize, ground: Option<usize>) -> (u64, u64) {
        let sum = self.counts(pair, ground).fold((0_i64, 0_i64), |sum, counts| {
            (sum.0 + i64::from(counts.exposed), sum.1 + i64::from(counts.affected))
        });
        (sum.0.max(0) as u64, sum.1.max(0) as u64)
    }
}

/// The count of a pair or a ground in a stretch.
#[inline]
pub(super) fn at(counts: &mut Vec<i32>, number: usize) -> &mut i32 {
    if number >= counts.len() {
        make_room(counts, number);
    }
    &mut counts[number]
}

#[cold]
#[inline(never)]
fn make_room(counts: &mut Vec<i32>, number: usize) {
    counts.resize(number + 1, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(months: &Months, pair: usize, wanted: &[(i32, u64, u64)]) {
        let wanted: Vec<Slice> = wanted
            .iter()
            .map(|&(month, exposed, affected)| Slice { begins: begins(month), exposed, affected })
            .collect();
        assert_eq!(months.of(pair, Some(pair)), wanted);
    }

    #[test]
    fn months_may_come_in_any_order_and_be_taken_back() {
        let mut months = Months::default();
        for (stretch, pair) in [(20, 1), (12, 0), (36, 1), (14, 1), (23, 1)] {
            *at(&mut months.stretch(stretch).exposed, pair) += 1;
        }
        *at(&mut months.stretch(21).affected, 1) += 1;
        check(&months, 1, &[(3, 1, 0), (5, 2, 1), (9, 1, 0)]);
        let weeks = months.weeks(1, Some(1)).into_iter().map(|week| (week.begins, week.exposed, week.affected));
        let wanted = [(14, 1, 0), (20, 1, 0), (23, 1, 0), (36, 1, 0)];
        assert!(weeks.eq(wanted.map(|(stretch, exposed, affected)| (stretch_begins(stretch), exposed, affected))));
        assert_eq!((months.sum(1, Some(1)), months.sum(7, Some(7)), months.sum(1, None)), ((4, 1), (0, 0), (0, 1)));
        *at(&mut months.stretch(36).exposed, 1) -= 1;
        check(&months, 1, &[(3, 1, 0), (5, 2, 1)]);
        let mut merged = Months::default();
        *at(&mut merged.stretch(80).exposed, 1) += 1;
        merged.merge(months, &[1, 0], &[1, 0]);
        check(&merged, 0, &[(3, 1, 0), (5, 2, 1)]);
        check(&merged, 1, &[(3, 1, 0), (20, 1, 0)]);
    }

    #[test]
    fn what_begins_in_the_middle_has_an_onset_and_what_was_always_there_has_none() {
        let mut months = Months::default();
        for stretch in 0..96 {
            let counted = months.stretch(stretch);
            let late = stretch >= 40;
            for (number, affected) in [(0, if late { 60 } else { 2 }), (1, 30)] {
                *at(&mut counted.exposed, number) = 1_000;
                *at(&mut counted.harmed, number) = if number == 0 && late { 60 } else { 30 } + stretch % 3;
                *at(&mut counted.affected, number) = affected;
            }
        }
        let began = months.began(0, Some(0)).unwrap();
        assert_eq!((began.at, began.onset.aligned), (begins(10), true));
        assert_eq!((months.began(1, Some(1)), months.began(7, None)), (None, None));
    }
}
