//! Counting different customers, exactly while they are few and by sampling when they are many.
//!
//! A customer has a level: the number of leading zero bits of a hash of its key, so that one in 2^l customers has level
//! l or more. Each place keeps the customers of at least its own level, with how often each came. A place starts at level
//! 0, where the count is exact. When all places together would keep more than a budget, the most that any one place may
//! keep is halved, and places that keep more raise their level. Then the estimate is `kept x 2^level` with a relative
//! standard error of sqrt((2^level - 1) / count) (the kept number is binomial), and rare places stay exact.
//!
//! Which level a place ends at depends only on what was seen, not on its order or parts: the budget is checked against
//! the sum over places of min(customers, most), which only grows. Levels never fall: after retracting a great deal, an
//! estimate stays an estimate, of what is left.

use crate::graph;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// No place keeps fewer than this before it samples (error at most sqrt(1 / 128) = 9 %), whatever the budget.
const LEAST: usize = 256;

/// A customer with its level.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Who {
    key: u64,
    level: u8,
}

impl Who {
    pub(crate) fn new(key: u64) -> Self {
        Who { key, level: mix(key).leading_zeros() as u8 }
    }
}

/// The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every bit of the key moves every bit of the hash.
pub(crate) fn mix(key: u64) -> u64 {
    let mut hash = key.wrapping_add(0x9e37_79b9_7f4a_7c15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// What all places share: how much they may keep.
#[derive(Clone, Debug)]
pub(crate) struct Budget {
    /// All places together.
    total: usize,
    /// One place.
    most: usize,
    /// Sum over places of min(customers, most).
    used: usize,
}

impl Budget {
    /// At most `total` customers kept over all places.
    pub(crate) fn new(total: usize) -> Self {
        Budget { total, most: total.max(LEAST), used: 0 }
    }

    /// Whether places must be halved.
    #[inline]
    pub(crate) fn exceeded(&self) -> bool {
        self.used > self.total && self.most > LEAST
    }

    /// Halves what one place may keep; every place must then be made to [`Kept::fit`].
    pub(crate) fn halve(&mut self) {
        self.most = (self.most / 2).max(LEAST);
        self.used = 0;
    }

    /// The stricter of two budgets; every place must then be made to [`Kept::fit`].
    pub(crate) fn meet(&mut self, other: &Budget) {
        self.most = self.most.min(other.most);
        self.used = 0;
    }
}

/// The customers kept at one place, with how often each came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    level: u8,
    times: FxHashMap<u64, i32>,
}

impl Kept {
    /// Counts a customer in (or out, with negative `times`).
    #[inline]
    pub(crate) fn add(&mut self, who: Who, times: i32, budget: &mut Budget) {
        if who.level >= self.level {
            self.keep(who.key, times, budget);
        }
    }

    fn keep(&mut self, key: u64, times: i32, budget: &mut Budget) {
        match self.times.entry(key) {
            Entry::Occupied(mut kept) => {
                *kept.get_mut() += times;
                if *kept.get() == 0 {
                    kept.remove();
                    budget.used -= usize::from(self.level == 0);
                }
            }
            Entry::Vacant(new) => {
                new.insert(times);
                let fits = self.times.len() <= budget.most;
                budget.used += usize::from(fits && self.level == 0);
                if !fits {
                    self.raise(budget.most);
                }
            }
        }
    }

    #[cold]
    fn raise(&mut self, most: usize) {
        while self.times.len() > most {
            self.level += 1;
            let level = self.level;
            self.times.retain(|&key, _| Who::new(key).level >= level);
        }
        if self.times.capacity() > 4 * self.times.len() {
            self.times.shrink_to(2 * self.times.len());
        }
    }

    /// Keeps no more than the budget allows one place, and enters itself in the budget anew.
    pub(crate) fn fit(&mut self, budget: &mut Budget) {
        self.raise(budget.most);
        budget.used += if self.level == 0 { self.times.len() } else { budget.most };
    }

    /// Takes in what another part of the log kept at the same place. The place must be made to [`Kept::fit`] afterwards.
    pub(crate) fn merge(&mut self, other: Kept) {
        let level = self.level.max(other.level);
        for (key, times) in other.times {
            let sum = self.times.entry(key).or_insert(0);
            *sum += times;
            if *sum == 0 {
                self.times.remove(&key);
            }
        }
        self.level = level;
        self.times.retain(|&key, _| Who::new(key).level >= level);
    }

    /// The number of different customers.
    pub(crate) fn distinct(&self) -> graph::Distinct {
        let count = (self.times.len() as u64) << self.level;
        let spread = (2f64.powi(i32::from(self.level)) - 1.0) / count.max(1) as f64;
        graph::Distinct { count, relative_error: spread.sqrt() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keeps each place's customers under a budget, in the order given.
    fn keep(budget: usize, seen: impl IntoIterator<Item = (usize, u64)>, places: usize) -> (Vec<Kept>, Budget) {
        let (mut kept, mut budget) = (vec![Kept::default(); places], Budget::new(budget));
        for (place, key) in seen {
            kept[place].add(Who::new(key), 1, &mut budget);
            settle(&mut kept, &mut budget);
        }
        (kept, budget)
    }

    fn settle(kept: &mut [Kept], budget: &mut Budget) {
        while budget.exceeded() {
            budget.halve();
            kept.iter_mut().for_each(|place| place.fit(budget));
        }
    }

    /// Place 0 has 50,000 customers, place 1 has 2,000, place 2 has 90; some come twice.
    fn crowd() -> Vec<(usize, u64)> {
        let of =
            |place: usize, many: u64| (0..many).flat_map(move |key| vec![(place, key); 1 + (key % 7 == 0) as usize]);
        of(0, 50_000).chain(of(1, 2_000)).chain(of(2, 90)).collect()
    }

    #[test]
    fn counts_exactly_within_the_budget_and_says_so() {
        let (kept, _) = keep(100_000, crowd(), 3);
        let counts: Vec<_> =
            kept.iter().map(|place| (place.distinct().count, place.distinct().relative_error)).collect();
        assert_eq!(counts, [(50_000, 0.0), (2_000, 0.0), (90, 0.0)]);
    }

    #[test]
    fn beyond_the_budget_estimates_within_the_stated_error_and_keeps_rare_places_exact() {
        let (kept, budget) = keep(4_000, crowd(), 3);
        assert!(kept.iter().map(|place| place.times.len()).sum::<usize>() <= 4_000 && budget.used <= 4_000);
        for (place, true_count) in kept.iter().zip([50_000.0, 2_000.0, 90.0]) {
            let distinct = place.distinct();
            let off = (distinct.count as f64 - true_count).abs() / true_count;
            assert!(off <= 4.0 * distinct.relative_error, "{distinct:?} is {off} off {true_count}");
        }
        assert!(kept[0].distinct().relative_error > 0.0 && kept[0].distinct().relative_error < 0.05);
        assert_eq!(kept[2].distinct(), graph::Distinct { count: 90, relative_error: 0.0 });
    }

    #[test]
    fn order_and_parts_do_not_change_what_is_kept() {
        let told = |kept: &[Kept]| kept.iter().map(|place| (place.level, place.times.clone())).collect::<Vec<_>>();
        let (straight, _) = keep(4_000, crowd(), 3);
        let mut backwards = crowd();
        backwards.reverse();
        assert_eq!(told(&keep(4_000, backwards, 3).0), told(&straight), "backwards");
        for cut in [1, 20_000, 57_000, 59_000] {
            let (early, late) = (crowd()[..cut].to_vec(), crowd()[cut..].to_vec());
            let ((mut kept, mut budget), (others, other)) = (keep(4_000, early, 3), keep(4_000, late, 3));
            budget.meet(&other);
            kept.iter_mut().zip(others).for_each(|(place, other)| place.merge(other));
            kept.iter_mut().for_each(|place| place.fit(&mut budget));
            settle(&mut kept, &mut budget);
            assert_eq!(told(&kept), told(&straight), "cut at {cut}");
        }
    }

    #[test]
    fn what_is_taken_back_was_never_there() {
        let (mut kept, mut budget) = keep(100_000, crowd(), 3);
        (0..50_000).step_by(7).for_each(|key| kept[0].add(Who::new(key), -1, &mut budget));
        assert_eq!(kept[0].distinct().count, 50_000, "customers who came twice are still there");
        (0..25_000).for_each(|key| kept[0].add(Who::new(key), -1, &mut budget));
        assert_eq!((kept[0].distinct().count, budget.used), (25_000, 27_090));
    }
}
