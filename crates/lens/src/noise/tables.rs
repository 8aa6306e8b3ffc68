//! Counts of affected and unaffected journeys by stratum, group of customers and moment.
//!
//! Journeys come in an order that has nothing to do with strata and groups, and the counts of a large log do not fit the
//! processor's cache. So what a journey adds is first written down, one list for each stratum and group, and the lists
//! are worked off when they are full: then only the counts of one stratum and group are touched.
//!
//! Most journeys meet most pairs without a signal, and many pairs share what they count then. So a *base* counts who
//! stands among the unaffected as if nobody had a signal, and each pair counts what its signals change in that.

use crate::index::NONE;
use crate::noise::moment::{BINS, Change, Moments, first};
use crate::noise::places::Plan;
use crate::statistics::effect::{Stratum, Table};
use std::cell::RefCell;

/// Groups of customers that the jackknife leaves out one at a time.
pub(super) const GROUPS: usize = 32;

/// Counters of a base for each bin: journeys that stand among the unaffected up to this bin, and the harmed of them.
const STANDING: usize = 2;
/// Counters of a pair for each bin: the affected, the harmed of them, who of the base does not stand there and the harmed
/// of those; the last two as changes from bin to bin, so that a journey costs two additions.
const CHANGED: usize = 4;
/// The counter of a pair behind those of its bins and of none (what is counted there is never asked for): journeys
/// affected before the harm.
const BEFORE: usize = CHANGED * (BINS + 1);
/// Counters of a base and of a pair for one result.
const OF_BASE: usize = STANDING * (BINS + 1);
const OF_PAIR: usize = BEFORE + 1;

/// Notes kept over all strata and groups before they are worked off, and at least for one: the more, the more often
/// counts that were fetched from memory are used again.
const NOTES: usize = 1 << 21;
const LEAST_NOTES: usize = 256;

/// For which results a journey counts, and which of them came true, one bit for each result of the frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) known: u8,
    pub(super) harmed: u8,
    /// Whether to count the journey out.
    pub(super) out: bool,
}

impl Told {
    /// For each result that is told: its place, how often to count the journey, and how often as harmed.
    #[inline]
    fn each(self, mut take: impl FnMut(usize, i32, i32)) {
        let (times, mut left) = (if self.out { -1 } else { 1 }, self.known);
        while left != 0 {
            let result = left.trailing_zeros() as usize;
            take(result, times, if self.harmed & 1 << result != 0 { times } else { 0 });
            left &= left - 1;
        }
    }
}

/// What one journey adds, in one word: a number of a base or of a pair, bins, and what the journey [`Told`].
#[derive(Clone, Copy, Debug)]
struct Note(u64);

impl Note {
    #[inline]
    fn new(number: usize, [one, two, three]: [usize; 3], flag: bool, told: Told) -> Note {
        let bins = one | two << 4 | three << 8 | usize::from(told.out) << 12 | usize::from(flag) << 13;
        Note((number as u64) << 32 | (bins as u64) << 16 | u64::from(told.known) << 8 | u64::from(told.harmed))
    }

    #[inline]
    fn number(self) -> usize {
        (self.0 >> 32) as usize
    }

    #[inline]
    fn bin(self, place: usize) -> usize {
        (self.0 >> (16 + 4 * place)) as usize & 15
    }

    #[inline]
    fn flag(self) -> bool {
        self.0 >> 29 & 1 != 0
    }

    #[inline]
    fn told(self) -> Told {
        Told { known: (self.0 >> 8) as u8, harmed: self.0 as u8, out: self.0 >> 28 & 1 != 0 }
    }
}

/// Where the number of a ground begins in its note.
const GROUND: u32 = 40;

/// The note of a journey that stands on a ground as [`crate::noise::moment::standing`] says; the number of the ground is
/// added to it.
#[inline]
pub(super) fn stand_note(standing: u64, told: Told) -> u64 {
    standing | u64::from(told.out) << 20 | u64::from(told.known) << 24 | u64::from(told.harmed) << 32
}

/// Counters that are made when they are first needed.
#[derive(Clone, Debug, Default)]
struct Cells {
    /// Where the counters of a number begin, plus one; 0 for none.
    begins: Vec<u32>,
    counts: Vec<i32>,
}

impl Cells {
    /// The counters of a number.
    #[inline]
    fn cell(&mut self, number: usize, width: usize) -> &mut [i32] {
        let begins = match self.begins.get(number) {
            Some(&begins) if begins > 0 => begins as usize,
            _ => self.open(number, width),
        };
        &mut self.counts[begins - 1..][..width]
    }

    #[cold]
    fn open(&mut self, number: usize, width: usize) -> usize {
        if number >= self.begins.len() {
            self.begins.resize(number + 1, 0);
        }
        let begins = self.counts.len();
        if begins == self.counts.capacity() {
            // A quarter more instead of twice as much: there are thousands of blocks.
            self.counts.reserve_exact(begins / 4 + width);
        }
        self.counts.resize(begins + width, 0);
        self.begins[number] = begins as u32 + 1;
        begins + 1
    }

    /// The counters of a number from one on, if it has any.
    fn get(&self, number: usize, from: usize, width: usize) -> Option<&[i32]> {
        let begins = *self.begins.get(number).filter(|begins| **begins > 0)? as usize;
        Some(&self.counts[begins - 1 + from..][..width])
    }

    fn merge(&mut self, other: &Cells, renumber: &[u32], width: usize) {
        for (number, &ours) in renumber.iter().enumerate() {
            if let Some(theirs) = other.get(number, 0, width) {
                self.cell(ours as usize, width).iter_mut().zip(theirs).for_each(|(ours, theirs)| *ours += theirs);
            }
        }
    }
}

/// The counts of one stratum and group.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    bases: Cells,
    pairs: Cells,
    /// Who stands on which ground: [`stand_note`] with the number of the ground.
    standing: Vec<u64>,
    /// What signals change in that.
    changes: Vec<Note>,
}

impl Block {
    /// A journey stands on a ground: a note that [`stand_note`] made.
    #[inline]
    pub(super) fn stand(&mut self, ground: usize, note: u64) {
        self.standing.push((ground as u64) << GROUND | note);
    }

    /// A signal of a pair changes this for a journey: see [`crate::noise::moment::leave`]. `before` says whether it came
    /// before the harm.
    #[inline]
    pub(super) fn change(&mut self, pair: usize, change: Change, before: bool, told: Told) {
        if before || change != Change::NONE {
            self.changes.push(Note::new(pair, [change.affected, change.from, change.to], before, told));
        }
    }

    /// Works off the notes once there are many.
    #[inline]
    fn fit(&mut self, notes: usize, results: usize, plans: &[Plan]) {
        if self.standing.len() + self.changes.len() >= notes {
            self.settle(results, plans);
        }
    }

    fn settle(&mut self, results: usize, plans: &[Plan]) {
        let Block { bases, pairs, standing, changes } = self;
        for note in standing.drain(..) {
            let plan = &plans[(note >> GROUND) as usize];
            let told = Told { known: (note >> 24) as u8, harmed: (note >> 32) as u8, out: note >> 20 & 1 != 0 };
            for (&base, shift) in plan.bases.iter().zip(&plan.shifts) {
                if base == NONE {
                    break;
                }
                let counts = bases.cell(base as usize, results * OF_BASE);
                let bin = (note >> shift) as usize & 15;
                told.each(|result, times, harmed| {
                    let bin = &mut counts[result * OF_BASE + bin * STANDING..][..STANDING];
                    bin[0] += times;
                    bin[1] += harmed;
                });
            }
        }
        for note in changes.drain(..) {
            let counts = pairs.cell(note.number(), results * OF_PAIR);
            note.told().each(|result, times, harmed| {
                add(&mut counts[result * OF_PAIR..][..OF_PAIR], note, times, harmed);
            });
        }
    }
}

#[inline]
fn add(counts: &mut [i32], note: Note, times: i32, harmed: i32) {
    let mut at = |bin: usize, counter: usize, times: i32, harmed: i32| {
        let bin = &mut counts[bin * CHANGED + counter..][..2];
        bin[0] += times;
        bin[1] += harmed;
    };
    at(note.bin(0), 0, times, harmed);
    at(note.bin(1), 2, times, harmed);
    at(note.bin(2), 2, -times, -harmed);
    counts[BEFORE] += if note.flag() { times } else { 0 };
}

/// The counts of all pairs, for a fixed number of results.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    results: usize,
    /// By stratum, then group. In a cell because asking for an answer works off what was only noted.
    blocks: RefCell<Vec<Block>>,
}

impl Tables {
    pub(super) fn new(results: usize) -> Self {
        Tables { results, blocks: RefCell::default() }
    }

    /// Works off the notes of a stratum and group once there are many.
    #[inline]
    pub(super) fn fit(&mut self, stratum: u8, group: u8, plans: &[Plan]) {
        let (results, notes) = (self.results, LEAST_NOTES.max(NOTES / self.blocks.get_mut().len().max(1)));
        self.block(stratum, group).fit(notes, results, plans);
    }

    /// Where journeys of a stratum and group of customers are counted; [`Tables::fit`] comes afterwards.
    #[inline]
    pub(super) fn block(&mut self, stratum: u8, group: u8) -> &mut Block {
        let blocks = self.blocks.get_mut();
        let number = usize::from(stratum) * GROUPS + usize::from(group);
        if number >= blocks.len() {
            blocks.resize_with(number + 1, Block::default);
        }
        &mut blocks[number]
    }

    /// Works off all notes.
    pub(super) fn settle(&self, plans: &[Plan]) {
        self.blocks.borrow_mut().iter_mut().for_each(|block| block.settle(self.results, plans));
    }

    /// Takes in other counts, whose notes have been worked off, and whose pairs and bases have these numbers here.
    pub(super) fn merge(&mut self, other: Tables, pairs: &[u32], bases: &[u32]) {
        let (blocks, results) = (self.blocks.get_mut(), self.results);
        let theirs = other.blocks.into_inner();
        if theirs.len() > blocks.len() {
            blocks.resize_with(theirs.len(), Block::default);
        }
        for (ours, theirs) in blocks.iter_mut().zip(theirs) {
            ours.bases.merge(&theirs.bases, bases, results * OF_BASE);
            ours.pairs.merge(&theirs.pairs, pairs, results * OF_PAIR);
        }
    }

    /// The strata of a pair on its base for the result at this place in the frame: every stratum of journeys at every
    /// moment, by group of customers; and how many journeys stood among the unaffected. Notes must have been worked off.
    pub(super) fn strata(&self, pair: usize, base: usize, moments: Moments, result: usize) -> (Vec<Stratum>, u64) {
        let (mut strata, mut unaffected) = (Vec::new(), 0);
        for groups in self.blocks.borrow().chunks(GROUPS) {
            let mut bins: [Stratum; BINS] = std::array::from_fn(|_| Vec::with_capacity(GROUPS));
            for (group, block) in groups.iter().enumerate() {
                let standing = block.bases.get(base, result * OF_BASE, OF_BASE).unwrap_or(&[0; OF_BASE]);
                let changed = block.pairs.get(pair, result * OF_PAIR, OF_PAIR).unwrap_or(&[0; OF_PAIR]);
                let tables = spread(standing, changed, moments);
                unaffected += ever_unaffected(&tables, moments);
                for (stratum, table) in bins.iter_mut().zip(tables).filter(|(_, table)| *table != Table::default()) {
                    stratum.push((group as u8, table));
                }
            }
            strata.extend(bins.into_iter().filter(|stratum| !stratum.is_empty()));
        }
        (strata, unaffected)
    }

    /// Journeys that a pair affected before the result at this place in the frame. Notes must have been worked off.
    pub(super) fn affected_before(&self, pair: usize, result: usize) -> i64 {
        let blocks = self.blocks.borrow();
        let counts = blocks.iter().filter_map(|block| block.pairs.get(pair, result * OF_PAIR + BEFORE, 1));
        counts.map(|count| i64::from(count[0])).sum()
    }
}

/// The tables of one stratum and group, by bin.
fn spread(standing: &[i32], changed: &[i32], moments: Moments) -> [Table; BINS] {
    let whole = |count: i32| count.max(0) as u64;
    let mut unaffected = [[0; STANDING]; BINS];
    for (last, counts) in standing.chunks_exact(STANDING).take(BINS).enumerate() {
        for bin in &mut unaffected[first(moments, last).min(last)..=last] {
            bin.iter_mut().zip(counts).for_each(|(bin, count)| *bin += count);
        }
    }
    // Whoever is affected at a later moment stood among the unaffected of every one before.
    let mut later = [0; BINS];
    if matches!(moments, Moments::Later { .. }) {
        for bin in (0..BINS - 1).rev() {
            later[bin] = later[bin + 1] + changed[(bin + 1) * CHANGED];
        }
    }
    let mut gone = [0; STANDING];
    std::array::from_fn(|bin| {
        let changed = &changed[bin * CHANGED..][..CHANGED];
        gone.iter_mut().zip(&changed[2..]).for_each(|(gone, change)| *gone += change);
        Table {
            affected: whole(changed[0]),
            affected_harmed: whole(changed[1]),
            unaffected: whole(unaffected[bin][0] - gone[0]),
            unaffected_harmed: whole(unaffected[bin][1] - gone[1]),
            crossed: whole(later[bin].min(unaffected[bin][0] - gone[0])),
        }
    })
}

/// Journeys that stood among the unaffected at all. Those that stand for many bins all begin in the first.
fn ever_unaffected(tables: &[Table; BINS], moments: Moments) -> u64 {
    match moments {
        Moments::Later { .. } => tables[first(moments, 0)].unaffected,
        Moments::Visit { .. } | Moments::End => tables.iter().map(|table| table.unaffected).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::places::Noted;

    const LATER: Moments = Moments::Later { at_once: false };

    /// Grounds with one base each, of the same number.
    fn plans() -> Vec<Plan> {
        let plan = |base| Plan { bases: [base, NONE], shifts: [0, 0], noted: Noted::Always };
        (0..10).map(plan).collect()
    }

    /// A journey stands on a ground, up to a bin.
    fn stand(block: &mut Block, ground: usize, last: usize, told: Told) {
        block.stand(ground, stand_note(last as u64, told));
    }

    fn check(
        tables: &Tables,
        (pair, base): (usize, usize),
        moments: Moments,
        wanted: &[(u64, u64, u64, u64)],
        stood: u64,
    ) {
        tables.settle(&plans());
        let (strata, unaffected) = tables.strata(pair, base, moments, 1);
        let mut found = Vec::new();
        for stratum in strata {
            let mut total = Table::default();
            stratum.iter().for_each(|(_, table)| total.add(table));
            found.push((total.affected, total.affected_harmed, total.unaffected, total.unaffected_harmed));
        }
        assert_eq!((found.as_slice(), unaffected), (wanted, stood));
    }

    fn told(known: u8, harmed: u8) -> Told {
        Told { known, harmed, out: false }
    }

    fn left(affected: Option<usize>, left: std::ops::Range<usize>) -> Change {
        Change { affected: affected.unwrap_or(BINS), from: left.start, to: left.end }
    }

    #[test]
    fn a_journey_counts_in_every_bin_it_stays_for() {
        let mut tables = Tables::new(2);
        // The first would stay up to bin 4 and leaves at its signal in bin 2; the second stays to the end.
        let leaves = |tables: &mut Tables, (pair, base), out: bool| {
            let told = Told { out, ..told(0b10, 0b10) };
            stand(tables.block(0, 3), base, 4, told);
            tables.block(0, 3).change(pair, left(Some(2), 2..5), true, told);
        };
        leaves(&mut tables, (9, 7), false);
        stand(tables.block(0, 4), 7, BINS - 1, told(0b11, 0b01));
        // Never stands among the unaffected; the pair beside it on the same base has no signal.
        stand(tables.block(5, 4), 7, 2, told(0b10, 0));
        tables.block(5, 4).change(9, left(Some(1), 1..3), true, told(0b10, 0));
        tables.block(5, 4).change(9, left(None, 0..0), true, told(0b10, 0b10));
        let mut wanted = vec![(0, 0, 2, 1), (1, 1, 1, 0)];
        wanted.resize(BINS - 1, (0, 0, 1, 0));
        wanted.push((1, 0, 0, 0));
        check(&tables, (9, 7), LATER, &wanted, 2);
        let mut others = vec![(0, 0, 2, 1); 4];
        others.resize(BINS - 1, (0, 0, 1, 0));
        others.extend([(0, 0, 1, 0), (0, 0, 1, 0)]);
        check(&tables, (8, 7), LATER, &others, 3);

        let mut merged = Tables::new(2);
        let numbers: Vec<u32> = (1..11).collect();
        merged.merge(tables, &numbers, &numbers);
        check(&merged, (10, 8), LATER, &wanted, 2);
        leaves(&mut merged, (10, 8), true);
        let left = [(0, 0, 1, 0); BINS - 1].into_iter().chain([(1, 0, 0, 0)]);
        check(&merged, (10, 8), LATER, &left.collect::<Vec<_>>(), 1);
    }

    #[test]
    fn a_visit_counts_where_it_was() {
        let visit = Moments::Visit { before: false };
        let mut tables = Tables::new(2);
        [2, 2, 5].into_iter().for_each(|bin| stand(tables.block(0, 0), 0, bin, told(0b10, 0b10)));
        tables.block(0, 0).change(3, left(Some(2), 2..3), true, told(0b10, 0b10));
        check(&tables, (3, 0), visit, &[(1, 1, 1, 1), (0, 0, 1, 1)], 2);
        check(&tables, (4, 0), visit, &[(0, 0, 2, 2), (0, 0, 1, 1)], 3);
    }

    #[test]
    fn nothing_is_lost_when_lists_fill_up() {
        let (mut tables, plans) = (Tables::new(2), plans());
        for number in 0..10_000 {
            let block = tables.block(0, (number % 3) as u8);
            stand(block, number % 5, 0, told(0b10, 0));
            block.change(number % 5, left(Some(0), 0..1), true, told(0b10, 0b10));
            tables.fit(0, (number % 3) as u8, &plans);
        }
        check(&tables, (4, 4), Moments::End, &[(2_000, 2_000, 0, 0)], 0);
    }
}
