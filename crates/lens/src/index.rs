//! From codes to slots of arrays, and notes that hold for the current journey only.
//!
//! Codes come from dictionaries, so they are small and without gaps: a plain array finds almost all of them. A hash map
//! takes what lies beyond, so that a strange code costs time and not memory.

use rustc_hash::FxHashMap;

/// Marks a code that has no slot yet.
pub(crate) const NONE: u32 = u32::MAX;

/// Codes below this are found by array.
const DENSE_CODES: usize = 1 << 14;
/// Pairs whose codes are both below this are found by array.
const DENSE_SIDE: usize = 512;

/// Gives each code a slot: its own number while codes are small.
#[derive(Clone, Debug, Default)]
pub(crate) struct Codes {
    sparse: FxHashMap<u32, usize>,
}

impl Codes {
    /// The slot of a code.
    #[inline]
    pub(crate) fn slot(&mut self, code: u32) -> usize {
        if (code as usize) < DENSE_CODES { code as usize } else { self.strange(code) }
    }

    #[cold]
    fn strange(&mut self, code: u32) -> usize {
        let next = DENSE_CODES + self.sparse.len();
        *self.sparse.entry(code).or_insert(next)
    }
}

/// The item in a slot; items before it that are missing are made empty.
#[inline]
pub(crate) fn at_slot<T: Default>(items: &mut Vec<T>, slot: usize) -> &mut T {
    if slot >= items.len() {
        make_room(items, slot);
    }
    &mut items[slot]
}

#[cold]
#[inline(never)]
fn make_room<T: Default>(items: &mut Vec<T>, slot: usize) {
    items.resize_with((slot + 1).next_power_of_two(), T::default);
}

/// Remembers one number for each ordered pair of codes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pairs {
    side: usize,
    dense: Vec<u32>,
    sparse: FxHashMap<(u32, u32), u32>,
}

impl Pairs {
    /// The number kept for a pair, [`NONE`] if there is none.
    #[inline]
    pub(crate) fn get(&self, from: u32, to: u32) -> u32 {
        let (row, column) = (from as usize, to as usize);
        if row < self.side && column < self.side {
            return self.dense[row * self.side + column];
        }
        if self.sparse.is_empty() { NONE } else { self.sparse.get(&(from, to)).copied().unwrap_or(NONE) }
    }

    /// Where the number for a pair is kept; [`NONE`] stands there at first.
    #[inline]
    pub(crate) fn entry(&mut self, from: u32, to: u32) -> &mut u32 {
        let (row, column) = (from as usize, to as usize);
        if row >= self.side || column >= self.side {
            if row >= DENSE_SIDE || column >= DENSE_SIDE {
                return self.sparse.entry((from, to)).or_insert(NONE);
            }
            self.widen((row.max(column) + 1).next_power_of_two().max(16));
        }
        &mut self.dense[row * self.side + column]
    }

    #[cold]
    fn widen(&mut self, side: usize) {
        let mut dense = vec![NONE; side * side];
        for (row, cells) in self.dense.chunks(self.side.max(1)).enumerate() {
            dense[row * side..row * side + cells.len()].copy_from_slice(cells);
        }
        self.dense = dense;
        self.side = side;
    }
}

/// Notes about codes that are forgotten at the start of each journey, without being cleared.
#[derive(Clone, Debug)]
pub(crate) struct PerJourney<T> {
    slots: Codes,
    notes: Vec<(u64, T)>,
    journey: u64,
}

impl<T> Default for PerJourney<T> {
    fn default() -> Self {
        PerJourney { slots: Codes::default(), notes: Vec::new(), journey: 1 }
    }
}

impl<T: Copy + Default> PerJourney<T> {
    /// Forgets everything.
    #[inline]
    pub(crate) fn begin(&mut self) {
        self.journey += 1;
    }

    /// Notes something about a code and gives back what was noted before in this journey.
    #[inline]
    pub(crate) fn put(&mut self, code: u32, note: T) -> Option<T> {
        let place = at_slot(&mut self.notes, self.slots.slot(code));
        let (journey, old) = std::mem::replace(place, (self.journey, note));
        (journey == self.journey).then_some(old)
    }

    /// What was noted about a code in this journey.
    #[inline]
    pub(crate) fn get(&mut self, code: u32) -> Option<T> {
        let (journey, note) = *self.notes.get(self.slots.slot(code))?;
        (journey == self.journey).then_some(note)
    }
}

/// Notes about numbers without gaps that are forgotten at the start of each journey, without being cleared.
#[derive(Clone, Debug)]
pub(crate) struct Marks {
    journey: u32,
    marks: Vec<(u32, u32)>,
}

impl Default for Marks {
    fn default() -> Self {
        Marks { journey: 1, marks: Vec::new() }
    }
}

impl Marks {
    /// Forgets everything.
    #[inline]
    pub(crate) fn begin(&mut self) {
        if self.journey == u32::MAX {
            *self = Marks::default();
        }
        self.journey += 1;
    }

    /// Notes something about a number, and says whether nothing was noted before in this journey.
    #[inline]
    pub(crate) fn put(&mut self, number: usize, note: u32) -> bool {
        let mark = at_slot(&mut self.marks, number);
        std::mem::replace(mark, (self.journey, note)).0 != self.journey
    }

    /// What was noted about a number in this journey.
    #[inline]
    pub(crate) fn get(&self, number: usize) -> Option<u32> {
        let &(journey, note) = self.marks.get(number)?;
        (journey == self.journey).then_some(note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    const STRANGE: [u32; 10] = [0, 3, 17, 511, 512, 16_383, 16_384, u32::MAX - 1, 3, 17];

    #[test]
    fn different_codes_have_different_slots_and_huge_ones_take_no_room() {
        let mut codes = Codes::default();
        let slots: Vec<_> = STRANGE.iter().map(|&code| codes.slot(code)).collect();
        assert_eq!(slots, [0, 3, 17, 511, 512, 16_383, 16_384, 16_385, 3, 17]);
    }

    #[test]
    fn finds_what_a_map_would_find_for_small_and_huge_pairs() {
        let (mut pairs, mut map) = (Pairs::default(), BTreeMap::new());
        for (number, &from) in STRANGE.iter().enumerate() {
            for &to in &STRANGE {
                *pairs.entry(from, to) = (number as u32) * 1000 + to % 1000;
                map.insert((from, to), (number as u32) * 1000 + to % 1000);
            }
        }
        for (&(from, to), &number) in &map {
            assert_eq!(pairs.get(from, to), number, "{from} -> {to}");
        }
        assert_eq!((pairs.get(1, 1), pairs.get(70_000, 1)), (NONE, NONE));
    }

    #[test]
    fn marks_are_forgotten_like_notes() {
        let mut marks = Marks { journey: u32::MAX - 1, ..Marks::default() };
        for _ in 0..4 {
            assert_eq!((marks.get(3), marks.put(3, 7), marks.put(3, 8), marks.get(3)), (None, true, false, Some(8)));
            marks.begin();
        }
    }

    #[test]
    fn notes_do_not_outlive_their_journey() {
        let mut notes = PerJourney::default();
        assert_eq!((notes.put(7, 'a'), notes.put(7, 'b'), notes.get(7)), (None, Some('a'), Some('b')));
        notes.begin();
        assert_eq!((notes.get(7), notes.put(7, 'c'), notes.get(7), notes.get(8)), (None, None, Some('c'), None));
    }
}
