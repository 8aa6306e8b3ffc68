//! The index beside each segment: which touches are in it, and where the rows of a customer are.
//!
//! Layout, numbers little-endian:
//! * header, 64 bytes: magic, number of keys, of blocks, of stretches;
//! * blocks of 64 bytes, each for one equal share of the space of keys: the place of its first key among the keys, and
//!   a Bloom filter of 480 bits (Putze, Sanders and Singler 2007, blocked Bloom filters);
//! * the touch keys, ascending, 16 bytes each;
//! * stretches of rows of one customer, ascending by customer and row: customer (8 bytes), first row, number of rows
//!   (4 bytes each).

use super::files::{Files, Object, Window, Written};
use crate::error::{Error, Result};
use bytes::Bytes;
use std::io::Write;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

const MAGIC: [u8; 8] = *b"WLINDEX1";
const HEADER: usize = 64;
const BLOCK: usize = 64;
const KEY: usize = 16;
const STRETCH: usize = 16;
/// Keys per block: 12 bits each, one false alarm in about three hundred.
const KEYS_PER_BLOCK: usize = 40;
const FILTER_BITS: u64 = 480;
const PROBES: u32 = 5;
/// Bytes read ahead when many keys are looked up in ascending order.
const AHEAD: usize = 256 << 10;
/// From so many keys on, reading ahead pays.
const MANY: usize = 2_000;

/// Rows of one customer that lie together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stretch {
    pub(crate) customer: u64,
    pub(crate) first: u32,
    pub(crate) rows: u32,
}

/// Collects what the index of a segment holds while the segment is written.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    keys: Vec<u128>,
    stretches: Vec<Stretch>,
}

impl Builder {
    /// Nothing yet, with room for so many rows.
    pub(crate) fn with_room(rows: usize) -> Builder {
        Builder { keys: Vec::with_capacity(rows), stretches: Vec::new() }
    }

    /// The next row.
    pub(crate) fn push(&mut self, customer: u64, key: u128) {
        match self.stretches.last_mut().filter(|stretch| stretch.customer == customer) {
            Some(stretch) => stretch.rows += 1,
            None => self.stretches.push(Stretch { customer, first: self.keys.len() as u32, rows: 1 }),
        }
        self.keys.push(key);
    }

    /// Writes the index.
    pub(crate) fn write(mut self, files: &Files, name: &str) -> Result<Written> {
        self.keys.sort_unstable();
        self.stretches.sort_unstable();
        let mut upload = files.create(name)?;
        self.write_to(&mut upload).map_err(Error::file(name))?;
        upload.finish()
    }

    fn write_to(&self, out: &mut impl Write) -> std::io::Result<()> {
        let blocks = self.keys.len() / KEYS_PER_BLOCK + 1;
        let mut header = [0; HEADER];
        header[..8].copy_from_slice(&MAGIC);
        for (at, number) in [self.keys.len(), blocks, self.stretches.len()].into_iter().enumerate() {
            header[8 + at * 8..16 + at * 8].copy_from_slice(&(number as u64).to_le_bytes());
        }
        out.write_all(&header)?;
        let mut next = 0;
        for block in 0..blocks {
            let mut bytes = [0; BLOCK];
            bytes[..4].copy_from_slice(&(next as u32).to_le_bytes());
            while let Some(&key) = self.keys.get(next).filter(|&&key| block_of(key, blocks) == block) {
                for bit in bits(key) {
                    bytes[4 + bit / 8] |= 1 << (bit % 8);
                }
                next += 1;
            }
            out.write_all(&bytes)?;
        }
        self.keys.iter().try_for_each(|key| out.write_all(&key.to_le_bytes()))?;
        self.stretches.iter().try_for_each(|stretch| {
            out.write_all(&stretch.customer.to_le_bytes())?;
            out.write_all(&stretch.first.to_le_bytes())?;
            out.write_all(&stretch.rows.to_le_bytes())
        })
    }
}

/// The block of a key: blocks share the space of keys equally, so sorted keys fill them one after the other.
fn block_of(key: u128, blocks: usize) -> usize {
    (((key >> 64) * blocks as u128) >> 64) as usize
}

/// The bits of a key in the filter of its block.
fn bits(key: u128) -> impl Iterator<Item = usize> {
    (0..PROBES).map(move |probe| ((((key as u64 >> (probe * 12)) & 0xfff) * FILTER_BITS) >> 12) as usize)
}

/// An index, open for looking up.
#[derive(Debug)]
pub(crate) struct Index {
    object: Object,
    keys: usize,
    blocks: usize,
    stretches: usize,
    /// All blocks, when there was room in memory for them.
    held: OnceLock<Option<Bytes>>,
}

impl Index {
    pub(crate) fn open(files: &Files, name: &str) -> Result<Index> {
        let object = files.read(name)?;
        if object.length < HEADER as u64 {
            return Err(object.damaged(&"it is too short"));
        }
        let header = object.read(0, HEADER)?;
        let number = |at: usize| word(&header, 8 + at * 8) as usize;
        let index =
            Index { keys: number(0), blocks: number(1), stretches: number(2), object, held: OnceLock::default() };
        let whole = HEADER as u64 + (index.blocks * BLOCK + index.keys * KEY + index.stretches * STRETCH) as u64;
        if header[..8] != MAGIC || index.object.length != whole {
            return Err(index.object.damaged(&"its header does not fit its length"));
        }
        Ok(index)
    }

    /// Calls `found` for each of the ascending `keys` that the segment holds. `room` is the memory left for filters.
    pub(crate) fn find_keys(&self, keys: &[u128], room: &AtomicUsize, mut found: impl FnMut(u128)) -> Result<()> {
        let held = self.held.get_or_init(|| self.hold(room)).as_ref();
        let ahead = if keys.len() >= MANY { AHEAD } else { 0 };
        let (mut blocks, mut places) = (Window::default(), Window::default());
        let keys_begin = (HEADER + self.blocks * BLOCK) as u64;
        let keys_end = keys_begin + (self.keys * KEY) as u64;
        for &key in keys {
            let block = block_of(key, self.blocks);
            let bytes = match held {
                Some(held) => held.slice(block * BLOCK..(block + 1) * BLOCK),
                None => blocks.read(&self.object, (HEADER + block * BLOCK) as u64, BLOCK, ahead, keys_begin)?,
            };
            if !bits(key).all(|bit| bytes[4 + bit / 8] >> (bit % 8) & 1 == 1) {
                continue;
            }
            let first = half_word(&bytes, 0) as usize;
            // As many as a block has on average, and more while the keys are still smaller.
            let mut at = first;
            while at < self.keys {
                let count = KEYS_PER_BLOCK.min(self.keys - at);
                let from = keys_begin + (at * KEY) as u64;
                let some = places.read(&self.object, from, count * KEY, ahead, keys_end)?;
                let mut some = some.chunks_exact(KEY).map(wide_word);
                match some.find(|&other| other >= key) {
                    Some(other) if other == key => {
                        found(key);
                        break;
                    }
                    Some(_) => break,
                    None => at += count,
                }
            }
        }
        Ok(())
    }

    /// Reads all blocks when they fit into the memory that is left.
    fn hold(&self, room: &AtomicUsize) -> Option<Bytes> {
        let bytes = self.blocks * BLOCK;
        room.try_update(Ordering::Relaxed, Ordering::Relaxed, |room| room.checked_sub(bytes)).ok()?;
        self.object.read(HEADER as u64, bytes).ok()
    }

    /// Gives the memory of the blocks back.
    pub(crate) fn release(&self, room: &AtomicUsize) {
        if let Some(Some(held)) = self.held.get() {
            room.fetch_add(held.len(), Ordering::Relaxed);
        }
    }

    /// The rows of one customer, ascending.
    pub(crate) fn rows_of(&self, customer: u64) -> Result<Vec<Range<u32>>> {
        let (mut low, mut high) = (0, self.stretches);
        while low < high {
            let middle = low.midpoint(high);
            if self.stretches(middle, 1)?[0].customer < customer {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let mut rows = Vec::new();
        while low < self.stretches {
            let some = self.stretches(low, 64.min(self.stretches - low))?;
            let own = some.iter().take_while(|stretch| stretch.customer == customer).count();
            rows.extend(some[..own].iter().map(|stretch| stretch.first..stretch.first + stretch.rows));
            if own < some.len() {
                break;
            }
            low += own;
        }
        Ok(rows)
    }

    fn stretches(&self, from: usize, count: usize) -> Result<Vec<Stretch>> {
        let begin = HEADER + self.blocks * BLOCK + self.keys * KEY;
        let bytes = self.object.read((begin + from * STRETCH) as u64, count * STRETCH)?;
        let stretch =
            |bytes: &[u8]| Stretch { customer: word(bytes, 0), first: half_word(bytes, 8), rows: half_word(bytes, 12) };
        Ok(bytes.chunks_exact(STRETCH).map(stretch).collect())
    }
}

fn word(bytes: &[u8], at: usize) -> u64 {
    bytes[at..at + 8].iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

fn half_word(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte))
}

fn wide_word(bytes: &[u8]) -> u128 {
    u128::from(word(bytes, 8)) << 64 | u128::from(word(bytes, 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::run;
    use desk::id::TouchKey;
    use proptest::prelude::*;

    /// Writes an index of rows (customer, key) and opens it.
    fn index(rows: &[(u64, u128)], story: impl FnOnce(&Index)) {
        let directory = tempfile::tempdir().unwrap();
        run(async {
            let files = Files::open(directory.path()).unwrap();
            let mut builder = Builder::default();
            rows.iter().for_each(|&(customer, key)| builder.push(customer, key));
            let writing = files.clone();
            tokio::task::spawn_blocking(move || builder.write(&writing, "one.index").unwrap()).await.unwrap();
            story(&Index::open(&files, "one.index").unwrap());
        });
    }

    fn key(number: u64) -> u128 {
        TouchKey::new("story", &number.to_string()).0
    }

    fn found(index: &Index, room: usize, keys: impl Iterator<Item = u64>) -> Vec<u128> {
        let mut asked: Vec<_> = keys.map(key).collect();
        asked.sort_unstable();
        let mut found = Vec::new();
        index.find_keys(&asked, &AtomicUsize::new(room), |key| found.push(key)).unwrap();
        found
    }

    #[test]
    fn finds_all_that_is_there_and_nothing_else() {
        let rows: Vec<_> = (0..10_000).map(|number| (number / 10, key(number))).collect();
        let mut expected: Vec<_> = (5_000..10_000).map(key).collect();
        expected.sort_unstable();
        for room in [0, 1 << 20] {
            index(&rows, |index| {
                assert_eq!(found(index, room, 5_000..15_000), expected);
                assert_eq!(found(index, room, 9_999..10_001), [key(9_999)]);
            });
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn a_customer_has_the_rows_they_have(customers in prop::collection::vec(0_u64..8, 0..200)) {
            let rows: Vec<_> = customers.iter().enumerate().map(|(row, &one)| (one, key(row as u64))).collect();
            index(&rows, |index| {
                for customer in 0..9 {
                    let rows: Vec<_> = index.rows_of(customer).unwrap().into_iter().flatten().collect();
                    let expected = customers.iter().enumerate().filter(|one| *one.1 == customer);
                    assert_eq!(rows, expected.map(|(row, _)| row as u32).collect::<Vec<_>>());
                }
            });
        }
    }
}
