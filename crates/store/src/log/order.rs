//! The one order of touches: journey, time, what the source counted, key.

use crate::error::Result;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int64Type, TimestampMicrosecondType, UInt64Type};
use arrow_array::{FixedSizeBinaryArray, RecordBatch};
use arrow_buffer::ScalarBuffer;

/// Where a touch stands. No two touches stand in the same place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) journey: u64,
    pub(crate) at: i64,
    pub(crate) sequence: i64,
    pub(crate) key: u128,
}

/// The columns that put the rows of a batch in order.
///
/// Sequence and key are left out where nothing can stand at the same moment of the same journey in another run; they
/// then count as zero.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) journey: ScalarBuffer<u64>,
    pub(crate) at: ScalarBuffer<i64>,
    pub(crate) sequence: ScalarBuffer<i64>,
    pub(crate) key: Option<FixedSizeBinaryArray>,
}

impl Order {
    /// Picks the columns out of a batch.
    pub(crate) fn of(batch: &RecordBatch) -> Order {
        let column = |name| batch.column_by_name(name);
        Order {
            journey: column("journey").map(|c| c.as_primitive::<UInt64Type>().values().clone()).unwrap_or_default(),
            at: column("at").map(|c| c.as_primitive::<TimestampMicrosecondType>().values().clone()).unwrap_or_default(),
            sequence: column("sequence").map(|c| c.as_primitive::<Int64Type>().values().clone()).unwrap_or_default(),
            key: column("key").map(|c| c.as_fixed_size_binary().clone()),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.journey.len()
    }

    pub(crate) fn key(&self, row: usize) -> u128 {
        self.key.as_ref().map_or(0, |keys| keys.value(row).try_into().map_or(0, u128::from_be_bytes))
    }

    pub(crate) fn place(&self, row: usize) -> Place {
        Place {
            journey: self.journey[row],
            at: self.at[row],
            sequence: self.sequence.get(row).copied().unwrap_or_default(),
            key: self.key(row),
        }
    }

    /// Whether a row stands before a place. Most rows are told apart by their journey.
    fn before(&self, row: usize, place: &Place) -> bool {
        let journey = self.journey[row];
        journey < place.journey || (journey == place.journey && self.place(row) < *place)
    }

    /// The first row from `from` on that does not stand before `place`.
    fn end_before(&self, from: usize, place: &Place) -> usize {
        let mut low = from;
        let mut step = 1;
        while low + step <= self.len() && self.before(low + step - 1, place) {
            low += step;
            step *= 2;
        }
        let mut high = (low + step).min(self.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.before(middle, place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// Something sorted that is read batch by batch.
pub(crate) trait Sorted {
    /// Loads the next batch that has rows; `false` at the end.
    fn advance(&mut self) -> Result<bool>;
    /// The order of the rows of the batch that is loaded.
    fn order(&self) -> &Order;
}

/// The next rows of a merge: `from..to` of the batch loaded in source `source`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) source: usize,
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Whether the batch ends here, so that the source moves on at the next call.
    pub(crate) last: bool,
}

/// Merges sorted sources, as long stretches of one source at a time as there are.
#[derive(Debug)]
pub(crate) struct Merge<S> {
    pub(crate) sources: Vec<S>,
    /// The place and row at which each source waits, the first to come last.
    waiting: Vec<(Place, usize, usize)>,
    /// The source whose batch was used up by the last stretch.
    spent: Option<usize>,
}

impl<S: Sorted> Merge<S> {
    pub(crate) fn new(sources: Vec<S>) -> Result<Merge<S>> {
        let mut merge = Merge { sources, waiting: Vec::new(), spent: None };
        for source in 0..merge.sources.len() {
            merge.refill(source)?;
        }
        Ok(merge)
    }

    fn refill(&mut self, source: usize) -> Result<()> {
        if self.sources[source].advance()? {
            self.wait(source, 0);
        }
        Ok(())
    }

    fn wait(&mut self, source: usize, row: usize) {
        let entry = (self.sources[source].order().place(row), source, row);
        let at = self.waiting.partition_point(|other| (other.0, other.1) > (entry.0, entry.1));
        self.waiting.insert(at, entry);
    }

    /// The next stretch; `None` when all sources have ended.
    pub(crate) fn next(&mut self) -> Result<Option<Stretch>> {
        if let Some(source) = self.spent.take() {
            self.refill(source)?;
        }
        let Some((_, source, from)) = self.waiting.pop() else { return Ok(None) };
        let order = self.sources[source].order();
        let to = match self.waiting.last() {
            None => order.len(),
            // Two sources at one place cannot be, but a merge that stood still would be worse than a doubled touch.
            Some((next, ..)) => order.end_before(from, next).max(from + 1),
        };
        let last = to == order.len();
        if last {
            self.spent = Some(source);
        } else {
            self.wait(source, to);
        }
        Ok(Some(Stretch { source, from, to, last }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Rows(Vec<Vec<(u64, i64)>>, Order);

    impl Sorted for Rows {
        fn advance(&mut self) -> Result<bool> {
            let Some(rows) = (!self.0.is_empty()).then(|| self.0.remove(0)) else { return Ok(false) };
            self.1 = order(&rows);
            Ok(true)
        }
        fn order(&self) -> &Order {
            &self.1
        }
    }

    fn order(rows: &[(u64, i64)]) -> Order {
        Order {
            journey: rows.iter().map(|row| row.0).collect(),
            at: rows.iter().map(|row| row.1).collect(),
            sequence: ScalarBuffer::default(),
            key: None,
        }
    }

    proptest! {
        #[test]
        fn merging_is_sorting(
            runs in prop::collection::vec(prop::collection::vec((0_u64..20, 0_i64..5), 0..60), 0..6),
            size in 1_usize..20,
        ) {
            let mut all: Vec<_> = runs.iter().flatten().copied().collect();
            all.sort_unstable();
            let sources = runs.into_iter().map(|mut run| {
                run.sort_unstable();
                Rows(run.chunks(size).map(<[_]>::to_vec).collect(), order(&[]))
            });
            let mut merge = Merge::new(sources.collect()).unwrap();
            let mut merged = Vec::new();
            while let Some(stretch) = merge.next().unwrap() {
                let order = merge.sources[stretch.source].order();
                merged.extend((stretch.from..stretch.to).map(|row| (order.journey[row], order.at[row])));
            }
            prop_assert_eq!(merged, all);
        }
    }
}
