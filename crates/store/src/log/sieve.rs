//! The journeys a scan is asked for.

use desk::id::JourneyKey;

/// Up to so many journeys are looked up one by one; of more all rows are read and the others left out.
pub(crate) const FEW: usize = 256;

/// Journeys by their keys, ascending.
pub(crate) struct Sieve(Vec<u64>);

impl Sieve {
    pub(crate) fn of(keys: &[JourneyKey]) -> Sieve {
        let mut keys: Vec<u64> = keys.iter().map(|key| key.0).collect();
        keys.sort_unstable();
        Sieve(keys)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn takes(&self, key: u64) -> bool {
        self.0.binary_search(&key).is_ok()
    }

    /// Whether there may be one of them from the first to the last.
    pub(crate) fn meets(&self, first: u64, last: u64) -> bool {
        self.0.get(self.0.partition_point(|&key| key < first)).is_some_and(|&key| key <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sieve_takes_what_it_was_made_of() {
        let sieve = Sieve::of(&[7, 3, 20].map(JourneyKey));
        let check = |first, last, meets| assert_eq!(sieve.meets(first, last), meets, "{first}..={last}");
        check(0, 2, false);
        check(0, 3, true);
        check(8, 19, false);
        check(20, 99, true);
        check(21, 99, false);
        assert!(sieve.takes(7) && !sieve.takes(8));
        assert!(!Sieve::of(&[]).meets(0, u64::MAX));
    }
}
