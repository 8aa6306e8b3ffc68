//! What was read at a place a moment ago.
//!
//! A period begins with a day or a time, and so do a dozen other forms: each asks for it anew. Remembering the last few
//! answers makes reading several times as fast and changes nothing else.

use std::cell::RefCell;

/// So many places are remembered; an expression touches fewer.
const PLACES: usize = 12;

/// A place, and what was read there if anything, and where that ends.
type Entry<T> = (usize, Option<(T, usize)>);

/// The last answers of one reader.
#[derive(Debug)]
pub(crate) struct Memo<T> {
    entries: RefCell<Vec<Entry<T>>>,
}

impl<T: Copy> Memo<T> {
    pub(crate) fn new() -> Memo<T> {
        Memo { entries: RefCell::new(Vec::new()) }
    }

    /// What is read at a place: remembered, or read now.
    pub(crate) fn at(&self, place: usize, read: impl FnOnce() -> Option<(T, usize)>) -> Option<(T, usize)> {
        let known = self.entries.borrow().iter().find(|(at, _)| *at == place).map(|(_, answer)| *answer);
        known.unwrap_or_else(|| {
            let answer = read();
            let mut entries = self.entries.borrow_mut();
            if entries.len() >= PLACES {
                entries.clear();
            }
            entries.push((place, answer));
            answer
        })
    }
}
