//! Exposed and affected journeys by month.

use crate::noise::Month;
use crate::noise::calendar::begins;

/// For each month the counts of all places side by side: a journey lies in one month, so what it counts lies together.
#[derive(Clone, Debug, Default)]
pub(super) struct Months {
    first: i32,
    months: Vec<Counted>,
}

/// The counts of one month; [`at`] finds those of a number.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted {
    /// Exposed journeys, by number of the ground.
    pub(super) exposed: Vec<i64>,
    /// Affected journeys, by number of the pair.
    pub(super) affected: Vec<i64>,
}

impl Months {
    /// The counts of a month.
    #[inline]
    pub(super) fn month(&mut self, month: i32) -> &mut Counted {
        if self.months.is_empty() {
            self.first = month;
        }
        if month < self.first {
            let missing = (self.first - month) as usize;
            self.months.splice(0..0, std::iter::repeat_n(Counted::default(), missing));
            self.first = month;
        }
        let place = (month - self.first) as usize;
        if place >= self.months.len() {
            self.months.resize(place + 1, Counted::default());
        }
        &mut self.months[place]
    }

    /// Takes in another part, whose pairs and grounds have these numbers here.
    pub(super) fn merge(&mut self, other: Months, pairs: &[u32], grounds: &[u32]) {
        for (month, theirs) in (other.first..).zip(other.months) {
            let ours = self.month(month);
            theirs.exposed.iter().zip(grounds).for_each(|(times, &ground)| {
                *at(&mut ours.exposed, ground as usize) += times;
            });
            theirs
                .affected
                .iter()
                .zip(pairs)
                .for_each(|(times, &pair)| *at(&mut ours.affected, pair as usize) += times);
        }
    }

    /// Exposed and affected journeys of a pair on a ground, month by month.
    fn counts(&self, pair: usize, ground: Option<usize>) -> impl Iterator<Item = (i32, i64, i64)> {
        let of = |counts: &[i64], number: usize| counts.get(number).copied().unwrap_or_default();
        (self.first..).zip(&self.months).map(move |(number, month)| {
            (number, ground.map_or(0, |ground| of(&month.exposed, ground)), of(&month.affected, pair))
        })
    }

    /// The months of a pair on a ground that have exposed journeys, in order.
    pub(super) fn of(&self, pair: usize, ground: Option<usize>) -> Vec<Month> {
        let months = self.counts(pair, ground).filter(|(_, exposed, _)| *exposed > 0);
        months
            .map(|(month, exposed, affected)| Month {
                begins: begins(month),
                exposed: exposed as u64,
                affected: affected.max(0) as u64,
            })
            .collect()
    }

    /// Exposed and affected journeys of a pair on a ground in all months.
    pub(super) fn sum(&self, pair: usize, ground: Option<usize>) -> (u64, u64) {
        let sum =
            self.counts(pair, ground).fold((0, 0), |sum, (_, exposed, affected)| (sum.0 + exposed, sum.1 + affected));
        (sum.0.max(0) as u64, sum.1.max(0) as u64)
    }
}

/// The count of a pair or a ground in a month.
#[inline]
pub(super) fn at(counts: &mut Vec<i64>, number: usize) -> &mut i64 {
    if number >= counts.len() {
        make_room(counts, number);
    }
    &mut counts[number]
}

#[cold]
#[inline(never)]
fn make_room(counts: &mut Vec<i64>, number: usize) {
    counts.resize(number + 1, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(months: &Months, pair: usize, wanted: &[(i32, u64, u64)]) {
        let wanted: Vec<Month> = wanted
            .iter()
            .map(|&(month, exposed, affected)| Month { begins: begins(month), exposed, affected })
            .collect();
        assert_eq!(months.of(pair, Some(pair)), wanted);
    }

    #[test]
    fn months_may_come_in_any_order_and_be_taken_back() {
        let mut months = Months::default();
        for (month, pair) in [(5, 1), (3, 0), (9, 1), (3, 1), (5, 1)] {
            *at(&mut months.month(month).exposed, pair) += 1;
        }
        *at(&mut months.month(5).affected, 1) += 1;
        check(&months, 1, &[(3, 1, 0), (5, 2, 1), (9, 1, 0)]);
        assert_eq!((months.sum(1, Some(1)), months.sum(7, Some(7)), months.sum(1, None)), ((4, 1), (0, 0), (0, 1)));
        *at(&mut months.month(9).exposed, 1) -= 1;
        check(&months, 1, &[(3, 1, 0), (5, 2, 1)]);
        let mut merged = Months::default();
        *at(&mut merged.month(20).exposed, 1) += 1;
        merged.merge(months, &[1, 0], &[1, 0]);
        check(&merged, 0, &[(3, 1, 0), (5, 2, 1)]);
        check(&merged, 1, &[(3, 1, 0), (20, 1, 0)]);
    }
}
