//! From codes to slots of dense arrays, and notes that hold for the current journey only.
//!
//! Codes come from dictionaries, so they are small and without gaps: a plain array finds almost all of them. A hash map
//! takes what lies beyond, so that a strange code costs time and not memory.

use rustc_hash::FxHashMap;

/// Marks a code that has no slot yet.
pub const NONE: u32 = u32::MAX;

/// Codes below this are found by array.
const DENSE_CODES: usize = 1 << 16;
/// Pairs whose codes are both below this are found by array.
const DENSE_SIDE: usize = 512;

/// Remembers one number for each code.
#[derive(Clone, Debug, Default)]
pub struct Codes {
    dense: Vec<u32>,
    sparse: FxHashMap<u32, u32>,
}

impl Codes {
    /// The number kept for a code, [`NONE`] if there is none.
    #[inline]
    pub fn get(&self, code: u32) -> u32 {
        match self.dense.get(code as usize) {
            Some(&slot) => slot,
            None if self.sparse.is_empty() => NONE,
            None => self.sparse.get(&code).copied().unwrap_or(NONE),
        }
    }

    /// Where the number for a code is kept; [`NONE`] stands there at first.
    #[inline]
    pub fn entry(&mut self, code: u32) -> &mut u32 {
        let at = code as usize;
        if at >= DENSE_CODES {
            return self.sparse.entry(code).or_insert(NONE);
        }
        if at >= self.dense.len() {
            self.dense.resize((at + 1).next_power_of_two(), NONE);
        }
        &mut self.dense[at]
    }
}

/// Remembers one number for each ordered pair of codes.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    side: usize,
    dense: Vec<u32>,
    sparse: FxHashMap<(u32, u32), u32>,
}

impl Pairs {
    /// The number kept for a pair, [`NONE`] if there is none.
    #[inline]
    pub fn get(&self, from: u32, to: u32) -> u32 {
        let (row, column) = (from as usize, to as usize);
        if row < self.side && column < self.side {
            return self.dense[row * self.side + column];
        }
        if self.sparse.is_empty() { NONE } else { self.sparse.get(&(from, to)).copied().unwrap_or(NONE) }
    }

    /// Where the number for a pair is kept; [`NONE`] stands there at first.
    #[inline]
    pub fn entry(&mut self, from: u32, to: u32) -> &mut u32 {
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
pub struct PerJourney<T> {
    slots: Codes,
    notes: Vec<(u64, T)>,
    journey: u64,
}

impl<T> Default for PerJourney<T> {
    fn default() -> Self {
        PerJourney { slots: Codes::default(), notes: Vec::new(), journey: 1 }
    }
}

impl<T: Copy> PerJourney<T> {
    /// Forgets everything.
    pub fn begin(&mut self) {
        self.journey += 1;
    }

    /// Notes something about a code and gives back what was noted before in this journey.
    #[inline]
    pub fn put(&mut self, code: u32, note: T) -> Option<T> {
        let slot = self.slots.entry(code);
        if *slot == NONE {
            *slot = self.notes.len() as u32;
            self.notes.push((self.journey, note));
            return None;
        }
        let (journey, old) = std::mem::replace(&mut self.notes[*slot as usize], (self.journey, note));
        (journey == self.journey).then_some(old)
    }

    /// What was noted about a code in this journey.
    #[inline]
    pub fn get(&self, code: u32) -> Option<T> {
        let (journey, note) = *self.notes.get(self.slots.get(code) as usize)?;
        (journey == self.journey).then_some(note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn finds_what_a_map_would_find_for_small_and_huge_codes() {
        let codes = [0, 3, 17, 511, 512, 65_535, 65_536, u32::MAX - 1, 3, 17];
        let (mut ours, mut pairs, mut map) = (Codes::default(), Pairs::default(), BTreeMap::new());
        for (number, &code) in codes.iter().enumerate() {
            *ours.entry(code) = number as u32;
            for &other in &codes {
                *pairs.entry(code, other) = (number as u32) * 1000 + other % 1000;
                map.insert((code, other), (number as u32) * 1000 + other % 1000);
            }
        }
        assert_eq!((ours.get(3), ours.get(17), ours.get(512), ours.get(4), ours.get(99_999)), (8, 9, 4, NONE, NONE));
        for (&(from, to), &number) in &map {
            assert_eq!(pairs.get(from, to), number, "{from} -> {to}");
        }
        assert_eq!((pairs.get(1, 1), pairs.get(70_000, 1)), (NONE, NONE));
    }

    #[test]
    fn notes_do_not_outlive_their_journey() {
        let mut notes = PerJourney::default();
        assert_eq!((notes.put(7, 'a'), notes.put(7, 'b'), notes.get(7)), (None, Some('a'), Some('b')));
        notes.begin();
        assert_eq!((notes.get(7), notes.put(7, 'c'), notes.get(7), notes.get(8)), (None, None, Some('c'), None));
    }
}
