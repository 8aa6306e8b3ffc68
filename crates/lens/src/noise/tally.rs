//! What is counted at one pair of kind and place.

use crate::distinct::{Budget, Kept, Who, mix};
use crate::index::at_slot;
use crate::noise::evidence::Evidence;
use crate::noise::frame::RESULTS;
use crate::noise::tables::GROUPS;
use rustc_hash::FxHashMap;

const HOUR_IN_MILLISECONDS: f64 = 3_600_000.0;

/// Owners with smaller codes are counted by array.
const DENSE_OWNERS: u32 = 128;

/// One journey, as far as every pair needs it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whole {
    pub(super) journey: u64,
    /// Of the journey's key.
    hash: u64,
    pub(super) customer: Who,
    pub(super) group: u8,
    pub(super) stratum: u8,
    pub(super) stretch: i32,
    /// 1 to count in, -1 to count out.
    pub(super) times: i32,
}

impl Whole {
    pub(super) fn new(journey: u64, customer: u64, stratum: u8, stretch: i32, times: i32) -> Self {
        let group = (mix(customer) % GROUPS as u64) as u8;
        Whole { journey, hash: mix(journey), customer: Who::new(customer), group, stratum, stretch, times }
    }
}

/// The counts of one pair.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    pub(super) occurrences: i64,
    /// What is asked less often, apart, so that what every signal touches lies close together.
    apart: Box<Apart>,
    owners: Owners,
    pub(super) customers: Kept,
    pub(super) evidence: Evidence,
}

/// The longer counts of a pair.
#[derive(Clone, Debug, Default)]
struct Apart {
    /// Milliseconds of customers' time lost, by group of customers.
    lost: [i64; GROUPS],
    /// For each result of the frame: affected journeys that know it, whenever it came, and those in which it came true.
    outcomes: [(i64, i64); RESULTS],
}

impl Apart {
    fn add(&mut self, other: &Apart) {
        self.lost.iter_mut().zip(other.lost).for_each(|(ours, theirs)| *ours += theirs);
        for (ours, theirs) in self.outcomes.iter_mut().zip(other.outcomes) {
            *ours = (ours.0 + theirs.0, ours.1 + theirs.1);
        }
    }
}

impl Default for Tally {
    fn default() -> Self {
        Tally {
            occurrences: 0,
            apart: Box::default(),
            owners: Owners::default(),
            customers: Kept::default(),
            evidence: Evidence::default(),
        }
    }
}

/// How often each owner was responsible. A place mostly has one owner, who is kept at hand.
#[derive(Clone, Debug, Default)]
struct Owners {
    first: (u32, i64),
    /// By code, where codes are small.
    others: Vec<i64>,
    strange: FxHashMap<u32, i64>,
}

impl Owners {
    #[inline]
    fn add(&mut self, owner: u32, times: i64) {
        if self.first.0 == 0 {
            self.first.0 = owner;
        }
        if self.first.0 == owner {
            self.first.1 += times;
        } else {
            self.add_other(owner, times);
        }
    }

    #[inline(never)]
    fn add_other(&mut self, owner: u32, times: i64) {
        if owner < DENSE_OWNERS {
            *at_slot(&mut self.others, owner as usize) += times;
        } else {
            *self.strange.entry(owner).or_default() += times;
        }
    }

    fn iter(&self) -> impl Iterator<Item = (u32, i64)> {
        let others = (0..).zip(self.others.iter().copied()).filter(|(_, times)| *times != 0);
        let strange = self.strange.iter().map(|(&owner, &times)| (owner, times));
        std::iter::once(self.first).filter(|(owner, _)| *owner != 0).chain(others).chain(strange)
    }
}

impl Tally {
    /// It happened once; `lost` in microseconds.
    #[inline]
    pub(super) fn occur(&mut self, whole: &Whole, lost: i64, owner: u32) {
        let times = i64::from(whole.times);
        self.occurrences += times;
        self.apart.lost[usize::from(whole.group)] += times * (lost / 1000);
        if owner != 0 {
            self.owners.add(owner, times);
        }
    }

    /// An affected journey knows these results, and of them these came true; one bit for each.
    #[inline]
    pub(super) fn know(&mut self, known: u8, harmed: u8, times: i32) {
        let mut left = known;
        while left != 0 {
            let (known, true_) = &mut self.apart.outcomes[left.trailing_zeros() as usize];
            *known += i64::from(times);
            *true_ += if harmed & left & left.wrapping_neg() != 0 { i64::from(times) } else { 0 };
            left &= left - 1;
        }
    }

    /// For each result of the frame the affected journeys that know it, and those of them in which it came true.
    pub(super) fn outcomes(&self, results: usize) -> Vec<(u64, u64)> {
        let outcomes = self.apart.outcomes.iter().take(results);
        outcomes.map(|(known, harmed)| ((*known).max(0) as u64, (*harmed).max(0) as u64)).collect()
    }

    /// The journey had it at all.
    #[inline]
    pub(super) fn affect(&mut self, whole: &Whole, budget: &mut Budget) {
        self.customers.add(whole.customer, whole.times, budget);
        if whole.times > 0 {
            self.evidence.add(whole.journey, whole.hash);
        } else {
            self.evidence.remove(whole.hash);
        }
    }

    /// Takes in another part; the customers must be made to fit the budget afterwards.
    pub(super) fn merge(&mut self, other: Tally) {
        self.occurrences += other.occurrences;
        self.apart.add(&other.apart);
        other.owners.iter().for_each(|(owner, times)| self.owners.add(owner, times));
        self.customers.merge(other.customers);
        self.evidence.merge(other.evidence);
    }

    /// Hours lost in each group of customers.
    pub(super) fn hours(&self) -> [f64; GROUPS] {
        self.apart.lost.map(|lost| lost as f64 / HOUR_IN_MILLISECONDS)
    }

    /// Who is responsible most often; 0 for nobody.
    pub(super) fn owner(&self) -> u32 {
        let most = self.owners.iter().filter(|(_, times)| *times > 0);
        most.max_by_key(|&(owner, times)| (times, std::cmp::Reverse(owner))).map_or(0, |(owner, _)| owner)
    }
}
