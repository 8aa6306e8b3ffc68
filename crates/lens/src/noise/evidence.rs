//! A fixed sample of the journeys that show something.

use std::collections::BTreeMap;

/// Journeys kept; those beyond [`super::EXAMPLES`] stand in for ones that are taken back.
const KEPT: usize = 64;

/// The journeys with the smallest hashes ([`crate::distinct::mix`] of their keys): the same whatever the order they came in. Exact as long as no more than
/// 44 of them are taken back; after that there may be fewer examples than could be given.
#[derive(Clone, Debug)]
pub(super) struct Evidence {
    kept: BTreeMap<u64, u64>,
    /// Every hash below it is kept.
    horizon: u64,
    /// Sum of the hashes of all journeys, a fingerprint of the set.
    print: u64,
}

impl Default for Evidence {
    fn default() -> Self {
        Evidence { kept: BTreeMap::new(), horizon: u64::MAX, print: 0 }
    }
}

impl Evidence {
    #[inline]
    pub(super) fn add(&mut self, journey: u64, hash: u64) {
        self.print = self.print.wrapping_add(hash);
        self.keep(hash, journey);
    }

    fn keep(&mut self, hash: u64, journey: u64) {
        if hash >= self.horizon {
            return;
        }
        self.kept.insert(hash, journey);
        if self.kept.len() > KEPT
            && let Some((hash, _)) = self.kept.pop_last()
        {
            self.horizon = hash;
        }
    }

    #[inline]
    pub(super) fn remove(&mut self, hash: u64) {
        self.print = self.print.wrapping_sub(hash);
        self.kept.remove(&hash);
    }

    pub(super) fn merge(&mut self, other: Evidence) {
        self.print = self.print.wrapping_add(other.print);
        self.horizon = self.horizon.min(other.horizon);
        self.kept.split_off(&self.horizon);
        other.kept.into_iter().for_each(|(hash, journey)| self.keep(hash, journey));
    }

    /// The examples, by hash.
    pub(super) fn journeys(&self) -> Vec<u64> {
        self.kept.values().copied().take(super::EXAMPLES).collect()
    }

    /// Equal for equal sets of journeys, and practically only for them.
    pub(super) fn print(&self) -> u64 {
        self.print
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distinct::mix;

    fn of(journeys: impl IntoIterator<Item = u64>) -> Evidence {
        let mut evidence = Evidence::default();
        journeys.into_iter().for_each(|journey| evidence.add(journey, mix(journey)));
        evidence
    }

    fn check(evidence: &Evidence, same: &Evidence) {
        assert_eq!((evidence.journeys(), evidence.print()), (same.journeys(), same.print()));
    }

    #[test]
    fn order_parts_and_what_was_taken_back_do_not_matter() {
        let all = of(0..1000);
        assert_eq!(all.journeys().len(), 20);
        check(&of((0..1000).rev()), &all);
        for cut in [0, 10, 990] {
            let mut merged = of(cut..1000);
            merged.merge(of(0..cut));
            check(&merged, &all);
        }
        let mut more = of(0..1040);
        (1000..1040).for_each(|journey| more.remove(mix(journey)));
        check(&more, &all);
        check(&of(0..7), &of((0..7).rev()));
    }
}
