//! The first and the last moment of a log, also after journeys were taken back.

use std::collections::BTreeMap;

/// The smallest values are kept one by one, this many different ones.
const KEPT: usize = 256;

/// The smallest of all values. Exact as long as no more than [`KEPT`] different smallest values are taken back; after
/// that a lower bound.
#[derive(Clone, Debug)]
pub(crate) struct Smallest {
    kept: BTreeMap<i64, i64>,
    /// Everything below it is in `kept`.
    horizon: i64,
    beyond: i64,
}

impl Default for Smallest {
    fn default() -> Self {
        Smallest { kept: BTreeMap::new(), horizon: i64::MAX, beyond: 0 }
    }
}

impl Smallest {
    #[inline]
    pub(crate) fn add(&mut self, value: i64, times: i64) {
        if value >= self.horizon {
            self.beyond += times;
        } else {
            self.keep(value, times);
        }
    }

    fn keep(&mut self, value: i64, times: i64) {
        let count = self.kept.entry(value).or_insert(0);
        *count += times;
        if *count == 0 {
            self.kept.remove(&value);
        }
        if self.kept.len() > KEPT
            && let Some((value, times)) = self.kept.pop_last()
        {
            self.horizon = value;
            self.beyond += times;
        }
    }

    pub(crate) fn merge(&mut self, other: Smallest) {
        self.horizon = self.horizon.min(other.horizon);
        for (_, times) in self.kept.split_off(&self.horizon) {
            self.beyond += times;
        }
        self.beyond += other.beyond;
        other.kept.into_iter().for_each(|(value, times)| self.add(value, times));
    }

    pub(crate) fn answer(&self) -> Option<i64> {
        self.kept.keys().next().copied().or((self.beyond > 0).then_some(self.horizon))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: impl IntoIterator<Item = i64>) -> Smallest {
        let mut smallest = Smallest::default();
        values.into_iter().for_each(|value| smallest.add(value, 1));
        smallest
    }

    #[test]
    fn remembers_the_next_smallest_when_the_smallest_is_taken_back() {
        let mut smallest = of((0..1000).rev().chain(0..1000));
        assert_eq!((smallest.answer(), Smallest::default().answer()), (Some(0), None));
        smallest.add(0, -1);
        assert_eq!(smallest.answer(), Some(0), "it was there twice");
        smallest.add(0, -1);
        assert_eq!(smallest.answer(), Some(1));
        (1..300).for_each(|value| smallest.add(value, -2));
        assert_eq!(smallest.answer(), Some(256), "beyond what is kept: a lower bound of 300");
    }

    #[test]
    fn parts_are_the_whole() {
        for cut in [0, 1, 500, 999] {
            let mut merged = of(cut..1000);
            merged.merge(of((0..cut).rev()));
            let whole = of(0..1000);
            assert_eq!((merged.kept, merged.horizon, merged.beyond), (whole.kept, whole.horizon, whole.beyond));
        }
    }
}
