//! Exposed and affected journeys by month.

use crate::noise::Month;
use crate::noise::calendar::begins;

/// For each month the counts of all pairs side by side: a journey lies in one month, so what it counts lies together.
#[derive(Clone, Debug, Default)]
pub(super) struct Months {
    first: i32,
    /// Exposed and affected journeys of a month, by number of the pair.
    months: Vec<Vec<[i64; 2]>>,
}

impl Months {
    /// The counts of a month; [`at`] finds those of a pair.
    #[inline]
    pub(super) fn month(&mut self, month: i32) -> &mut Vec<[i64; 2]> {
        if self.months.is_empty() {
            self.first = month;
        }
        if month < self.first {
            let missing = (self.first - month) as usize;
            self.months.splice(0..0, std::iter::repeat_n(Vec::new(), missing));
            self.first = month;
        }
        let place = (month - self.first) as usize;
        if place >= self.months.len() {
            self.months.resize(place + 1, Vec::new());
        }
        &mut self.months[place]
    }

    pub(super) fn merge(&mut self, other: Months, renumber: impl Fn(usize) -> usize) {
        for (month, theirs) in (other.first..).zip(other.months) {
            let ours = self.month(month);
            for (pair, counts) in theirs.into_iter().enumerate() {
                at(ours, renumber(pair)).iter_mut().zip(counts).for_each(|(ours, theirs)| *ours += theirs);
            }
        }
    }

    /// The months of a pair that have exposed journeys, in order.
    pub(super) fn of(&self, pair: usize) -> Vec<Month> {
        let counts = self.months.iter().map(|month| month.get(pair).copied().unwrap_or_default());
        let months = (self.first..).zip(counts).filter(|(_, [exposed, _])| *exposed > 0);
        months
            .map(|(month, [exposed, affected])| Month {
                begins: begins(month),
                exposed: exposed as u64,
                affected: affected.max(0) as u64,
            })
            .collect()
    }

    /// Exposed and affected journeys of a pair in all months.
    pub(super) fn sum(&self, pair: usize) -> (u64, u64) {
        let counts = self.months.iter().filter_map(|month| month.get(pair));
        let sum = counts.fold([0, 0], |sum, counts| [sum[0] + counts[0], sum[1] + counts[1]]);
        (sum[0].max(0) as u64, sum[1].max(0) as u64)
    }
}

/// The counts of a pair in a month.
#[inline]
pub(super) fn at(month: &mut Vec<[i64; 2]>, pair: usize) -> &mut [i64; 2] {
    if pair >= month.len() {
        month.resize(pair + 1, [0; 2]);
    }
    &mut month[pair]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(months: &Months, pair: usize, wanted: &[(i32, u64, u64)]) {
        let wanted: Vec<Month> = wanted
            .iter()
            .map(|&(month, exposed, affected)| Month { begins: begins(month), exposed, affected })
            .collect();
        assert_eq!(months.of(pair), wanted);
    }

    #[test]
    fn months_may_come_in_any_order_and_be_taken_back() {
        let mut months = Months::default();
        for (month, pair) in [(5, 1), (3, 0), (9, 1), (3, 1), (5, 1)] {
            at(months.month(month), pair)[0] += 1;
        }
        at(months.month(5), 1)[1] += 1;
        check(&months, 1, &[(3, 1, 0), (5, 2, 1), (9, 1, 0)]);
        assert_eq!((months.sum(1), months.sum(7)), ((4, 1), (0, 0)));
        at(months.month(9), 1)[0] -= 1;
        check(&months, 1, &[(3, 1, 0), (5, 2, 1)]);
        let mut merged = Months::default();
        at(merged.month(20), 1)[0] += 1;
        merged.merge(months, |pair| 1 - pair);
        check(&merged, 0, &[(3, 1, 0), (5, 2, 1)]);
        check(&merged, 1, &[(3, 1, 0), (20, 1, 0)]);
    }
}
