//! Counting different keys exactly, however many there are: those held are set down on disk, sorted, when they are too
//! many, and what lies there is merged in the end.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use rustc_hash::FxHashSet;

/// Keys held in memory: 16 MB of them.
const MOST: usize = 1 << 20;

/// The different keys seen so far.
pub(super) struct Different {
    held: FxHashSet<u64>,
    most: usize,
    runs: Vec<File>,
}

impl Default for Different {
    fn default() -> Different {
        Different { held: FxHashSet::default(), most: MOST, runs: Vec::new() }
    }
}

impl Different {
    /// Takes note of a key.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub(super) fn add(&mut self, key: u64) -> io::Result<()> {
        if self.held.insert(key) && self.held.len() >= self.most {
            let mut file = tempfile::tempfile()?;
            let mut out = BufWriter::new(&mut file);
            sorted(&mut self.held).iter().try_for_each(|key| out.write_all(&key.to_le_bytes()))?;
            out.flush()?;
            drop(out);
            file.rewind()?;
            self.runs.push(file);
        }
        Ok(())
    }

    /// How many different keys there were.
    ///
    /// # Errors
    /// When a temporary file cannot be read.
    pub(super) fn count(mut self) -> io::Result<u64> {
        if self.runs.is_empty() {
            return Ok(self.held.len() as u64);
        }
        let held = sorted(&mut self.held).into_iter();
        let mut runs: Vec<Box<dyn Iterator<Item = io::Result<u64>>>> = vec![Box::new(held.map(Ok))];
        for file in self.runs {
            runs.push(Box::new(keys(BufReader::new(file))));
        }
        let mut next = BinaryHeap::new();
        for (run, keys) in runs.iter_mut().enumerate() {
            next.extend(keys.next().transpose()?.map(|key| Reverse((key, run))));
        }
        let (mut count, mut last) = (0, None);
        while let Some(Reverse((key, run))) = next.pop() {
            count += u64::from(last != Some(key));
            last = Some(key);
            next.extend(runs[run].next().transpose()?.map(|key| Reverse((key, run))));
        }
        Ok(count)
    }
}

fn sorted(held: &mut FxHashSet<u64>) -> Vec<u64> {
    let mut keys: Vec<u64> = held.drain().collect();
    keys.sort_unstable();
    keys
}

/// The keys that were set down in a file.
fn keys(mut file: impl Read) -> impl Iterator<Item = io::Result<u64>> {
    std::iter::from_fn(move || {
        let mut bytes = [0; 8];
        match file.read_exact(&mut bytes) {
            Ok(()) => Some(Ok(u64::from_le_bytes(bytes))),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => None,
            Err(error) => Some(Err(error)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn counts_what_a_set_would_hold(keys in prop::collection::vec(0_u64..200, 0..400), most in 1_usize..50) {
            let mut different = Different { most, ..Different::default() };
            keys.iter().try_for_each(|&key| different.add(key)).expect("a temporary file");
            let set: BTreeSet<u64> = keys.into_iter().collect();
            prop_assert_eq!(different.count().expect("a temporary file"), set.len() as u64);
        }
    }
}
