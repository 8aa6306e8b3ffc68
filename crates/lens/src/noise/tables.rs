//! Counts of affected and unaffected journeys by stratum, group of customers and moment.
//!
//! Journeys come in an order that has nothing to do with strata and groups, and the counts of a large log do not fit the
//! processor's cache. So what a journey adds is first written down, one list for each stratum and group, and the lists
//! are worked off when they are full: then only the counts of one stratum and group are touched.

use crate::noise::moment::{BINS, Entry};
use crate::statistics::effect::{Stratum, Table};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// Groups of customers that the jackknife leaves out one at a time.
pub(super) const GROUPS: usize = 32;

/// Counters of a bin: affected, affected and harmed, and the unaffected and unaffected harmed as changes from bin to
/// bin, so that a journey that stays for many bins costs two additions.
const COUNTERS: usize = 4;
/// And one more for each result: journeys that stood among the unaffected at all.
const WIDTH: usize = COUNTERS * BINS + 1;

/// Notes kept for a stratum and group before they are worked off.
const NOTES: usize = 512;

/// Stands for no bin.
const NOWHERE: u8 = BINS as u8;

/// What one journey adds to one pair.
#[derive(Clone, Copy, Debug)]
struct Note {
    pair: u32,
    affected: u8,
    from: u8,
    to: u8,
    /// Results it is about, and those of them that were harmed, one bit for each result of the frame.
    known: u8,
    harmed: u8,
    out: bool,
}

/// The counts of one stratum and group.
#[derive(Clone, Debug, Default)]
struct Block {
    slots: FxHashMap<u32, u32>,
    counts: Vec<i32>,
    notes: Vec<Note>,
}

impl Block {
    /// The counters of a pair, one stretch of [`WIDTH`] for each result.
    fn cell(&mut self, pair: u32, width: usize) -> &mut [i32] {
        let next = (self.counts.len() / width) as u32;
        let slot = *self.slots.entry(pair).or_insert(next) as usize;
        if slot == next as usize {
            if self.counts.len() == self.counts.capacity() {
                // A quarter more instead of twice as much: there are thousands of blocks.
                self.counts.reserve_exact(self.counts.len() / 4 + width);
            }
            self.counts.resize(self.counts.len() + width, 0);
        }
        &mut self.counts[slot * width..][..width]
    }

    fn settle(&mut self, width: usize) {
        let mut notes = std::mem::take(&mut self.notes);
        for note in notes.drain(..) {
            let times = if note.out { -1 } else { 1 };
            for (result, counts) in self.cell(note.pair, width).chunks_exact_mut(WIDTH).enumerate() {
                if note.known & 1 << result != 0 {
                    add(counts, &note, times, if note.harmed & 1 << result != 0 { times } else { 0 });
                }
            }
        }
        self.notes = notes;
    }
}

#[inline]
fn add(counts: &mut [i32], note: &Note, times: i32, harmed: i32) {
    let mut at = |bin: u8, counter: usize, times: i32, harmed: i32| {
        if bin < NOWHERE {
            counts[usize::from(bin) * COUNTERS + counter] += times;
            counts[usize::from(bin) * COUNTERS + counter + 1] += harmed;
        }
    };
    at(note.affected, 0, times, harmed);
    if note.from < note.to {
        at(note.from, 2, times, harmed);
        at(note.to, 2, -times, -harmed);
        counts[COUNTERS * BINS] += times;
    }
}

/// The counts of all pairs, for a fixed number of results.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    width: usize,
    /// By stratum, then group. In a cell because asking for an answer works off what was only noted.
    blocks: RefCell<Vec<Block>>,
}

impl Tables {
    pub(super) fn new(results: usize) -> Self {
        Tables { width: results.max(1) * WIDTH, blocks: RefCell::default() }
    }

    /// Counts a journey in (or `out`) at one pair, for the results in `known`, of which those in `harmed` came true.
    #[inline]
    pub(super) fn count(&mut self, pair: u32, home: Home, entry: &Entry, known: u8, harmed: u8, out: bool) {
        if entry.affected.is_none() && entry.unaffected.is_empty() {
            return;
        }
        let blocks = self.blocks.get_mut();
        let number = usize::from(home.stratum) * GROUPS + usize::from(home.group);
        if number >= blocks.len() {
            blocks.resize_with(number + 1, Block::default);
        }
        let affected = entry.affected.map_or(NOWHERE, |bin| bin as u8);
        let (from, to) = (entry.unaffected.start as u8, entry.unaffected.end as u8);
        let block = &mut blocks[number];
        block.notes.push(Note { pair, affected, from, to, known, harmed, out });
        if block.notes.len() >= NOTES {
            block.settle(self.width);
        }
    }

    /// Works off all notes.
    pub(super) fn settle(&self) {
        self.blocks.borrow_mut().iter_mut().for_each(|block| block.settle(self.width));
    }

    /// Takes in other counts, their pairs renumbered.
    pub(super) fn merge(&mut self, other: Tables, renumber: impl Fn(u32) -> u32) {
        other.settle();
        let (blocks, width) = (self.blocks.get_mut(), self.width);
        let theirs = other.blocks.into_inner();
        if theirs.len() > blocks.len() {
            blocks.resize_with(theirs.len(), Block::default);
        }
        for (ours, theirs) in blocks.iter_mut().zip(theirs) {
            for (pair, slot) in theirs.slots {
                let counts = &theirs.counts[slot as usize * width..][..width];
                ours.cell(renumber(pair), width).iter_mut().zip(counts).for_each(|(ours, theirs)| *ours += theirs);
            }
        }
    }

    /// The strata of one pair for the result at this place in the frame: every stratum of journeys at every moment, by
    /// group of customers; and how many journeys stood among the unaffected. Notes must have been worked off.
    pub(super) fn strata(&self, pair: u32, result: usize) -> (Vec<Stratum>, u64) {
        let (mut strata, mut unaffected) = (Vec::new(), 0);
        for groups in self.blocks.borrow().chunks(GROUPS) {
            let mut bins: [Stratum; BINS] = std::array::from_fn(|_| Vec::with_capacity(GROUPS));
            for (group, block) in groups.iter().enumerate() {
                if let Some(&slot) = block.slots.get(&pair) {
                    let counts = &block.counts[slot as usize * self.width + result * WIDTH..][..WIDTH];
                    spread(counts, group as u8, &mut bins);
                    unaffected += i64::from(counts[COUNTERS * BINS]);
                }
            }
            strata.extend(bins.into_iter().filter(|stratum| !stratum.is_empty()));
        }
        (strata, unaffected.max(0) as u64)
    }
}

/// Where a journey belongs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Home {
    pub(super) stratum: u8,
    pub(super) group: u8,
}

/// Adds the tables of one group to the strata of the bins.
fn spread(counts: &[i32], group: u8, bins: &mut [Stratum; BINS]) {
    let whole = |count: i32| count.max(0) as u64;
    let (mut unaffected, mut harmed) = (0, 0);
    for (stratum, counts) in bins.iter_mut().zip(counts.chunks_exact(COUNTERS)) {
        unaffected += counts[2];
        harmed += counts[3];
        let table = Table {
            affected: whole(counts[0]),
            affected_harmed: whole(counts[1]),
            unaffected: whole(unaffected),
            unaffected_harmed: whole(harmed),
        };
        if table != Table::default() {
            stratum.push((group, table));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tables: &Tables, pair: u32, wanted: &[(u64, u64, u64, u64)]) {
        tables.settle();
        let mut found = Vec::new();
        for stratum in tables.strata(pair, 1).0 {
            let mut total = Table::default();
            stratum.iter().for_each(|(_, table)| total.add(table));
            found.push((total.affected, total.affected_harmed, total.unaffected, total.unaffected_harmed));
        }
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_journey_counts_in_every_bin_it_stays_for() {
        let home = |stratum, group| Home { stratum, group };
        let entry = |affected, unaffected| Entry { affected, unaffected };
        let mut tables = Tables::new(2);
        tables.count(7, home(0, 3), &entry(Some(2), 0..2), 0b10, 0b10, false);
        tables.count(7, home(0, 4), &entry(None, 1..BINS), 0b11, 0b01, false);
        tables.count(7, home(5, 4), &entry(Some(0), 0..0), 0b10, 0, false);
        tables.count(7, home(5, 4), &entry(None, 0..0), 0b10, 0b10, false);
        let mut wanted = vec![(0, 0, 1, 1), (0, 0, 2, 1), (1, 1, 1, 0)];
        wanted.resize(BINS, (0, 0, 1, 0));
        wanted.push((1, 0, 0, 0));
        check(&tables, 7, &wanted);

        let mut merged = Tables::new(2);
        merged.merge(tables, |pair| pair + 1);
        check(&merged, 8, &wanted);
        merged.count(8, home(0, 3), &entry(Some(2), 0..2), 0b10, 0b10, true);
        let left = [(0, 0, 1, 0); BINS - 1].into_iter().chain([(1, 0, 0, 0)]);
        check(&merged, 8, &left.collect::<Vec<_>>());
    }

    #[test]
    fn nothing_is_lost_when_lists_fill_up() {
        let mut tables = Tables::new(2);
        for number in 0..10_000 {
            let home = Home { stratum: 0, group: (number % 3) as u8 };
            tables.count(number % 5, home, &Entry { affected: Some(0), unaffected: 0..0 }, 0b10, 0b10, false);
        }
        check(&tables, 4, &[(2_000, 2_000, 0, 0)]);
    }
}
