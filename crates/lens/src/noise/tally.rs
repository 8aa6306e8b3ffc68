//! What is counted at one pair of kind and place.

use crate::distinct::{Budget, Kept, Who, mix};
use crate::noise::evidence::Evidence;
use crate::noise::frame::RESULTS;
use crate::noise::tables::GROUPS;
use rustc_hash::FxHashMap;

const HOUR_IN_MILLISECONDS: f64 = 3_600_000.0;

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
    /// Journeys affected before they came to harm, for each result of the frame.
    pub(super) affected_before: [i64; RESULTS],
    /// Affected journeys that know each result, whenever it came.
    pub(super) known: [i64; RESULTS],
    /// And those of them in which it came true.
    pub(super) harmed: [i64; RESULTS],
    /// Milliseconds of customers' time lost, by group of customers.
    lost: [i64; GROUPS],
    owners: Owners,
    pub(super) customers: Kept,
    pub(super) evidence: Evidence,
}

impl Default for Tally {
    fn default() -> Self {
        Tally {
            occurrences: 0,
            affected_before: [0; RESULTS],
            known: [0; RESULTS],
            harmed: [0; RESULTS],
            lost: [0; GROUPS],
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
    others: FxHashMap<u32, i64>,
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
            *self.others.entry(owner).or_default() += times;
        }
    }

    fn iter(&self) -> impl Iterator<Item = (u32, i64)> {
        let others = self.others.iter().map(|(&owner, &times)| (owner, times));
        std::iter::once(self.first).filter(|(owner, _)| *owner != 0).chain(others)
    }
}

impl Tally {
    /// It happened once; `lost` in microseconds.
    #[inline]
    pub(super) fn occur(&mut self, whole: &Whole, lost: i64, owner: u32) {
        let times = i64::from(whole.times);
        self.occurrences += times;
        self.lost[usize::from(whole.group)] += times * (lost / 1000);
        if owner != 0 {
            self.owners.add(owner, times);
        }
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
        let add = |ours: &mut [i64; RESULTS], theirs: [i64; RESULTS]| {
            ours.iter_mut().zip(theirs).for_each(|(ours, theirs)| *ours += theirs);
        };
        add(&mut self.affected_before, other.affected_before);
        add(&mut self.known, other.known);
        add(&mut self.harmed, other.harmed);
        self.lost.iter_mut().zip(other.lost).for_each(|(ours, theirs)| *ours += theirs);
        other.owners.iter().for_each(|(owner, times)| self.owners.add(owner, times));
        self.customers.merge(other.customers);
        self.evidence.merge(other.evidence);
    }

    /// Hours lost in each group of customers.
    pub(super) fn hours(&self) -> [f64; GROUPS] {
        self.lost.map(|lost| lost as f64 / HOUR_IN_MILLISECONDS)
    }

    /// Who is responsible most often; 0 for nobody.
    pub(super) fn owner(&self) -> u32 {
        let most = self.owners.iter().filter(|(_, times)| *times > 0);
        most.max_by_key(|&(owner, times)| (times, std::cmp::Reverse(owner))).map_or(0, |(owner, _)| owner)
    }
}
