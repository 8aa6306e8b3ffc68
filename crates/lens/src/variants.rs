//! Variants: the different ways through, each a sequence of steps.
//!
//! A variant is known by a 128-bit hash of its steps (two different sequences of 4 billion meet with a chance below
//! 10^-19). Every variant is counted until they take more than a budget; then both variants and journeys are sampled by
//! level, the number of leading zero bits of their hash, so that one in 2^l has level l or more. What is kept is every
//! variant of at least the level of the log, which gives their number, and every journey of at least that level, which
//! gives the frequent variants. Both depend only on what was seen, not on its order or parts. Levels never fall.

use crate::distinct::mix;
use crate::graph::Distinct;
use crate::journey::Journey;
use crate::measure::Measure;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// Steps of a variant that are kept to be shown.
pub const SHOWN: usize = 1_024;

/// Words of four bytes kept unless told otherwise: 16 MB and what the map adds.
const BUDGET: usize = 1 << 22;

/// What one variant costs beside its steps, in the same unit of four bytes.
const OVERHEAD: usize = 16;

/// One way through.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Its first steps, at most [`SHOWN`].
    pub steps: Vec<u32>,
    /// How many steps it has.
    pub length: u64,
    /// Journeys that went this way.
    pub count: u64,
    /// Relative standard error of the count; 0 where it is exact.
    pub relative_error: f64,
}

/// The ways through a log.
#[derive(Clone, Debug, PartialEq)]
pub struct Ways {
    /// Journeys seen.
    pub journeys: u64,
    /// How many different variants there are.
    pub variants: Distinct,
    /// How many of them only one journey went.
    pub single: Distinct,
    /// The most frequent, most journeys first, then the shorter, then by steps.
    pub top: Vec<Variant>,
    /// Whether every figure is exact.
    pub exact: bool,
}

/// Counts variants. Codes of steps must mean the same in parts that are merged.
#[derive(Clone, Debug)]
pub struct Variants {
    top: usize,
    budget: usize,
    used: usize,
    level: u8,
    journeys: i64,
    kept: FxHashMap<u128, Kept>,
    buffer: Vec<u8>,
}

/// A variant. There may be as many as journeys, so it is kept small.
#[derive(Clone, Debug)]
struct Kept {
    /// Its length and its first steps, seven bits to a byte.
    way: Box<[u8]>,
    sampled: Sampled,
}

impl Kept {
    fn new(steps: &[u32], sampled: Sampled, buffer: &mut Vec<u8>) -> Self {
        buffer.clear();
        let shown = steps.iter().take(SHOWN).copied();
        for mut number in std::iter::once(steps.len() as u32).chain(shown) {
            while number >= 0x80 {
                buffer.push(number as u8 | 0x80);
                number >>= 7;
            }
            buffer.push(number as u8);
        }
        Kept { way: buffer.as_slice().into(), sampled }
    }

    /// How many steps it has, and the first of them.
    fn way(&self) -> (u64, impl Iterator<Item = u32>) {
        let mut bytes = self.way.iter();
        let mut numbers = std::iter::from_fn(move || {
            let (mut number, mut shift) = (0, 0);
            for byte in bytes.by_ref() {
                number |= u32::from(byte & 0x7f) << shift;
                shift += 7;
                if byte & 0x80 == 0 {
                    return Some(number);
                }
            }
            None
        });
        (numbers.next().map_or(0, u64::from), numbers)
    }

    /// Journeys that went this way.
    fn count(&self) -> i64 {
        self.sampled.from(0)
    }

    /// What it costs, in words of four bytes.
    fn cost(&self) -> usize {
        OVERHEAD + self.way.len().div_ceil(4)
    }
}

/// Journeys of a variant by their level. Most variants have one journey, and half of all journeys have level 0, so that
/// the list of the others is short.
#[derive(Clone, Debug)]
enum Sampled {
    One(u8, i64),
    Many(Box<Levels>),
}

/// Journeys of each level up to the highest seen.
#[derive(Clone, Debug, Default)]
struct Levels(Vec<i64>);

impl Levels {
    fn add(&mut self, level: u8, times: i64) {
        let level = usize::from(level);
        if level >= self.0.len() {
            self.0.reserve_exact(level + 1 - self.0.len());
            self.0.resize(level + 1, 0);
        }
        self.0[level] += times;
    }
}

impl Sampled {
    fn add(&mut self, level: u8, times: i64) {
        match self {
            Sampled::One(only, count) if *only == level => *count += times,
            Sampled::One(only, count) => {
                let mut levels = Levels::default();
                levels.add((*only).max(level), 0);
                levels.add(*only, *count);
                levels.add(level, times);
                *self = Sampled::Many(Box::new(levels));
            }
            Sampled::Many(levels) => levels.add(level, times),
        }
    }

    fn merge(&mut self, other: &Sampled) {
        match other {
            Sampled::One(level, count) => self.add(*level, *count),
            Sampled::Many(levels) => {
                let used = levels.0.iter().enumerate().filter(|&(_, &count)| count != 0);
                used.for_each(|(level, &count)| self.add(level as u8, count));
            }
        }
    }

    /// Journeys of at least a level.
    fn from(&self, level: u8) -> i64 {
        match self {
            Sampled::One(only, count) => *count * i64::from(*only >= level),
            Sampled::Many(levels) => levels.0.get(usize::from(level)..).unwrap_or_default().iter().sum(),
        }
    }
}

impl Variants {
    /// Counts, and shows the `top` most frequent.
    pub fn new(top: usize) -> Self {
        Variants::within(top, BUDGET)
    }

    /// The same in about `4 x budget` bytes.
    pub fn within(top: usize, budget: usize) -> Self {
        let (kept, buffer) = (FxHashMap::default(), Vec::new());
        Variants { top, budget, used: 0, level: 0, journeys: 0, kept, buffer }
    }

    fn apply(&mut self, journey: &Journey<'_>, times: i64) {
        self.journeys += times;
        let (variant, level) = (hash(journey.step), mix(journey.journey[0]).leading_zeros() as u8);
        if level < self.level && level_of(variant) < self.level {
            return;
        }
        if let Some(kept) = self.kept.get_mut(&variant) {
            kept.sampled.add(level, times);
            if times < 0 && kept.count() == 0 {
                self.used -= kept.cost();
                self.kept.remove(&variant);
            }
            return;
        }
        let kept = Kept::new(journey.step, Sampled::One(level, times), &mut self.buffer);
        self.used += kept.cost();
        self.kept.insert(variant, kept);
        self.fit();
    }

    fn fit(&mut self) {
        while self.used > self.budget && self.level < 64 {
            self.level += 1;
            self.sample();
        }
    }

    /// Drops what lies below the level.
    #[cold]
    fn sample(&mut self) {
        let level = self.level;
        self.kept.retain(|&variant, kept| level_of(variant) >= level || kept.sampled.from(level) != 0);
        self.kept.shrink_to(self.kept.len() * 2);
        self.used = self.kept.values().map(Kept::cost).sum();
    }

    /// Estimates how many variants fulfil something from those that are kept for their hash.
    fn number(&self, is: impl Fn(&Kept) -> bool) -> Distinct {
        let kept = self.kept.iter().filter(|&(&variant, kept)| level_of(variant) >= self.level && is(kept)).count();
        let count = (kept as u64) << self.level;
        Distinct { count, relative_error: self.error(count) }
    }

    /// Standard error of a number that one in 2^level of was kept: the kept number is binomial.
    fn error(&self, count: u64) -> f64 {
        ((2f64.powi(i32::from(self.level)) - 1.0) / count.max(1) as f64).sqrt()
    }

    fn count(&self, variant: u128, kept: &Kept) -> (u64, f64) {
        if level_of(variant) >= self.level {
            return (kept.count().max(0) as u64, 0.0);
        }
        let count = (kept.sampled.from(self.level).max(0) as u64) << self.level;
        (count, self.error(count))
    }
}

impl Measure for Variants {
    type Answer = Ways;

    fn update(&mut self, journey: &Journey<'_>) {
        self.apply(journey, 1);
    }

    fn retract(&mut self, journey: &Journey<'_>) {
        self.apply(journey, -1);
    }

    fn merge(&mut self, other: Self) {
        self.journeys += other.journeys;
        self.level = self.level.max(other.level);
        for (variant, theirs) in other.kept {
            match self.kept.entry(variant) {
                std::collections::hash_map::Entry::Vacant(new) => {
                    new.insert(theirs);
                }
                std::collections::hash_map::Entry::Occupied(mut ours) => {
                    ours.get_mut().sampled.merge(&theirs.sampled);
                }
            }
        }
        self.sample();
        self.fit();
    }

    fn answer(&self) -> Ways {
        let mut top: Vec<_> = self.kept.iter().map(|(&variant, kept)| (self.count(variant, kept), kept)).collect();
        top.retain(|((count, _), _)| *count > 0);
        let ranked = |a: &((u64, f64), &Kept), b: &((u64, f64), &Kept)| {
            let ((length, steps), (other_length, others)) = (a.1.way(), b.1.way());
            (Reverse(a.0.0), length).cmp(&(Reverse(b.0.0), other_length)).then_with(|| steps.cmp(others))
        };
        if top.len() > self.top && self.top > 0 {
            top.select_nth_unstable_by(self.top - 1, ranked);
        }
        top.truncate(self.top);
        top.sort_unstable_by(ranked);
        let shown = |((count, relative_error), kept): ((u64, f64), &Kept)| {
            let (length, steps) = kept.way();
            Variant { steps: steps.collect(), length, count, relative_error }
        };
        Ways {
            journeys: self.journeys.max(0) as u64,
            variants: self.number(|kept| kept.count() > 0),
            single: self.number(|kept| kept.count() == 1),
            top: top.into_iter().map(shown).collect(),
            exact: self.level == 0,
        }
    }
}

fn level_of(variant: u128) -> u8 {
    mix(variant as u64).leading_zeros() as u8
}

/// Two independent multiply-and-fold hashes of the steps (in the manner of Mum hash and wyhash), side by side.
fn hash(steps: &[u32]) -> u128 {
    let mut halves = [0x2d35_8dcc_aa6c_78a5_u64, 0x8bb8_4b93_962e_acc9_u64];
    for &step in steps {
        halves[0] = fold(halves[0] ^ u64::from(step), 0x4b33_a62e_d433_d4a3);
        halves[1] = fold(halves[1] ^ u64::from(step), 0x9e37_79b9_7f4a_7c15);
    }
    let [high, low] = halves.map(|half| mix(half ^ steps.len() as u64));
    u128::from(high) << 64 | u128::from(low)
}

#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{journey, logs, obeys_the_law, over, touch};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn way(key: u64, steps: &[u32]) -> crate::journey::Columns {
        let rows: Vec<_> = steps.iter().enumerate().map(|(minute, &step)| touch(minute as i64, step)).collect();
        journey(key, key, &rows)
    }

    #[test]
    fn the_most_frequent_come_first_then_the_shorter_then_by_steps() {
        let ways: [&[u32]; 7] = [&[1, 2], &[2, 1], &[1, 2], &[5], &[1, 2, 1], &[9], &[2, 1]];
        let log: Vec<_> = ways.iter().enumerate().map(|(key, steps)| way(key as u64, steps)).collect();
        let answer = over(|| Variants::new(4), &log).answer();
        let top: Vec<_> = answer.top.iter().map(|variant| (variant.count, variant.steps.clone())).collect();
        assert_eq!(top, [(2, vec![1, 2]), (2, vec![2, 1]), (1, vec![5]), (1, vec![9])]);
        assert_eq!((answer.journeys, answer.variants.count, answer.single.count, answer.exact), (7, 5, 3, true));
    }

    #[test]
    fn a_very_long_way_is_shown_in_part() {
        let steps: Vec<_> = (0..3_000).collect();
        let answer = over(|| Variants::within(1, 2_000), &[way(1, &steps)]).answer();
        assert_eq!((answer.top[0].steps.len(), answer.top[0].length, answer.exact), (SHOWN, 3_000, true));
    }

    /// 6,000 journeys: one way for 2,000, one for 500, and 3,500 that only one journey went.
    fn crowd() -> Vec<crate::journey::Columns> {
        (0..6_000u64)
            .map(|key| match key % 12 {
                0..4 => way(key, &[1, 2, 3]),
                4 => way(key, &[1, 3]),
                _ => way(key, &[4, key as u32]),
            })
            .collect()
    }

    #[test]
    fn beyond_the_budget_figures_are_estimates_within_their_error() {
        let answer = over(|| Variants::within(2, 20_000), &crowd()).answer();
        assert!(!answer.exact && answer.variants.relative_error < 0.1);
        for (estimate, truth) in [(answer.variants, 3_502.0), (answer.single, 3_500.0)] {
            let off = (estimate.count as f64 / truth - 1.0).abs();
            assert!(off < 4.0 * estimate.relative_error, "{estimate:?} for {truth}");
        }
        for (variant, (steps, truth)) in answer.top.iter().zip([(vec![1, 2, 3], 2_000.0), (vec![1, 3], 500.0)]) {
            assert_eq!(variant.steps, steps);
            let off = (variant.count as f64 / truth - 1.0).abs();
            assert!(off <= 4.0 * variant.relative_error, "{variant:?} for {truth}");
        }
    }

    #[test]
    fn beyond_the_budget_order_and_parts_still_change_nothing() {
        let (new, mut log) = (|| Variants::within(5, 20_000), crowd());
        let whole = over(new, &log).answer();
        log.reverse();
        assert_eq!(over(new, &log).answer(), whole, "backwards");
        for cut in [1, 1_000, 3_001, 5_999] {
            let mut merged = over(new, &log[..cut]);
            merged.merge(over(new, &log[cut..]));
            assert_eq!(merged.answer(), whole, "merged at {cut}");
        }
    }

    proptest! {
        #[test]
        fn counts_every_way(log in logs()) {
            let mut ways: BTreeMap<Vec<u32>, u64> = BTreeMap::new();
            log.iter().for_each(|journey| *ways.entry(journey.step.clone()).or_default() += 1);
            let answer = over(|| Variants::new(100), &log).answer();
            let ours: BTreeMap<_, _> = answer.top.into_iter().map(|variant| (variant.steps, variant.count)).collect();
            prop_assert_eq!((answer.variants.count, answer.exact), (ways.len() as u64, true));
            prop_assert_eq!(ours, ways);
        }

        #[test]
        fn obeys_the_law_of_measures(log in logs(), chunk in 1usize..20, cut in 0usize..24) {
            obeys_the_law(|| Variants::new(3), &log, chunk, cut);
        }
    }
}
