//! Brings in order what is too much for memory: the journeys of each customer together, or what is behind a figure by its
//! key. Sorted into shelves, and set down on disk when they take more memory than they may.

use crate::failure::Failure;
use lens::contacts::JourneyDigest;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::marker::PhantomData;

/// Shelves; one of them is in memory when it is read. A power of two.
const SHELVES: usize = 64;
/// Bytes that are set down at once at most.
const MOST: usize = 32 << 20;

/// What can be put on shelves.
pub(crate) trait Shelved: Sized {
    /// What decides the shelf: equal for what belongs together. Its upper bits should differ.
    fn spread(&self) -> u64;
    /// The order on a shelf.
    fn order(&self) -> (u64, i64, u64);
    /// As bytes.
    fn write(&self, out: &mut Vec<u8>);
    /// Out of bytes again, which move on; `None` where they end too early.
    fn read(bytes: &mut &[u8]) -> Option<Self>;
}

/// Shelves in the order of what decides the shelf.
pub(crate) struct Shelves<T> {
    shelves: Vec<Shelf>,
    kind: PhantomData<T>,
    held: usize,
    /// Bytes that may be held in memory.
    most: usize,
    /// What went wrong while setting down; told when they are read.
    broken: Option<std::io::Error>,
}

#[derive(Default)]
struct Shelf {
    held: Vec<u8>,
    set_down: Option<File>,
}

impl<T: Shelved> Shelves<T> {
    /// Empty shelves that hold at most so many bytes in memory.
    pub(crate) fn within(most: usize) -> Shelves<T> {
        let shelves = (0..SHELVES).map(|_| Shelf::default()).collect();
        Shelves { shelves, kind: PhantomData, held: 0, most: most.min(MOST), broken: None }
    }

    /// Puts something on its shelf.
    pub(crate) fn put(&mut self, one: &T) {
        let held = &mut self.shelves[(one.spread() >> (64 - SHELVES.trailing_zeros())) as usize].held;
        let before = held.len();
        one.write(held);
        self.held += held.len() - before;
        if self.held > self.most && self.broken.is_none() {
            self.broken = self.set_down().err();
        }
    }

    fn set_down(&mut self) -> std::io::Result<()> {
        for shelf in &mut self.shelves {
            let file = match &mut shelf.set_down {
                Some(file) => file,
                None => shelf.set_down.insert(tempfile::tempfile()?),
            };
            file.write_all(&shelf.held)?;
            shelf.held.clear();
        }
        self.held = 0;
        Ok(())
    }

    /// Hands over shelf after shelf, each in order.
    pub(crate) fn each_shelf(self, mut take: impl FnMut(&[T]) -> std::io::Result<()>) -> Result<(), Failure> {
        if let Some(error) = self.broken {
            return Err(Failure::temporary(&error));
        }
        for shelf in self.shelves {
            let mut all: Vec<T> = shelf.read().map_err(|error| Failure::temporary(&error))?;
            // By keys apart: moving what is on the shelf at every step of sorting costs more.
            all.sort_by_cached_key(T::order);
            take(&all).map_err(|error| Failure::temporary(&error))?;
        }
        Ok(())
    }
}

impl Shelves<JourneyDigest> {
    /// Hands over the journeys of each customer, sorted by start.
    pub(crate) fn each(self, mut take: impl FnMut(&[JourneyDigest])) -> Result<(), Failure> {
        self.each_shelf(|digests| {
            digests.chunk_by(|one, other| one.customer == other.customer).for_each(&mut take);
            Ok(())
        })
    }
}

impl Shelf {
    fn read<T: Shelved>(self) -> std::io::Result<Vec<T>> {
        let mut bytes = Vec::new();
        if let Some(mut file) = self.set_down {
            bytes.reserve_exact(file.seek(SeekFrom::End(0))? as usize + self.held.len());
            file.seek(SeekFrom::Start(0))?;
            file.read_to_end(&mut bytes)?;
        }
        bytes.extend_from_slice(&self.held);
        let (mut rest, mut all) = (bytes.as_slice(), Vec::new());
        while !rest.is_empty() {
            all.push(T::read(&mut rest).ok_or(std::io::ErrorKind::UnexpectedEof)?);
        }
        Ok(all)
    }
}

impl Shelved for JourneyDigest {
    fn spread(&self) -> u64 {
        // Multiplying spreads keys whatever they were made of.
        self.customer.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    fn order(&self) -> (u64, i64, u64) {
        (self.customer, self.start, self.journey)
    }

    fn write(&self, out: &mut Vec<u8>) {
        write(self, out);
    }

    fn read(bytes: &mut &[u8]) -> Option<JourneyDigest> {
        read(bytes)
    }
}

/// Keys as they are, spans and codes in as few bytes as they need: most digests take two thirds of what they weigh.
fn write(digest: &JourneyDigest, out: &mut Vec<u8>) {
    let JourneyDigest { customer, journey, start, end, served, rows, first_channel, last_channel, .. } = *digest;
    let JourneyDigest { last_step, owner, segment, results_known, results_true, resolved, complained, .. } = *digest;
    for long in [customer, journey, start.cast_unsigned()] {
        out.extend_from_slice(&long.to_le_bytes());
    }
    out.extend_from_slice(&[results_known, results_true, u8::from(resolved), u8::from(complained)]);
    let (lasted, waited) = (end.wrapping_sub(start).cast_unsigned(), end.wrapping_sub(served).cast_unsigned());
    let codes = [rows, first_channel, last_channel, last_step, owner, segment];
    for mut number in [lasted, waited].into_iter().chain(codes.map(u64::from)) {
        while number >= 0x80 {
            out.push(number as u8 | 0x80);
            number >>= 7;
        }
        out.push(number as u8);
    }
}

/// The next digest; `None` where the bytes end too early.
fn read(bytes: &mut &[u8]) -> Option<JourneyDigest> {
    let (longs, rest) = bytes.split_first_chunk::<28>()?;
    *bytes = rest;
    let (longs, marks) = longs.as_chunks::<8>();
    let mut number = || {
        let (mut number, mut shift) = (0, 0);
        loop {
            let (&byte, rest) = bytes.split_first()?;
            *bytes = rest;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
    };
    let start = i64::from_le_bytes(longs[2]);
    let end = start.wrapping_add(number()?.cast_signed());
    Some(JourneyDigest {
        customer: u64::from_le_bytes(longs[0]),
        journey: u64::from_le_bytes(longs[1]),
        start,
        end,
        served: end.wrapping_sub(number()?.cast_signed()),
        rows: number()? as u32,
        first_channel: number()? as u32,
        last_channel: number()? as u32,
        last_step: number()? as u32,
        owner: number()? as u32,
        segment: number()? as u32,
        results_known: marks[0],
        results_true: marks[1],
        resolved: marks[2] != 0,
        complained: marks[3] != 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn digest(number: u64) -> JourneyDigest {
        let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        JourneyDigest {
            customer: mixed >> 60,
            journey: number,
            start: (mixed as i64) >> 20,
            end: mixed as i64,
            served: -1,
            rows: mixed as u32,
            first_channel: 1,
            last_channel: u32::MAX,
            last_step: 3,
            owner: 4,
            segment: 5,
            results_known: 6,
            results_true: 2,
            resolved: number.is_multiple_of(2),
            complained: number.is_multiple_of(3),
        }
    }

    proptest! {
        #[test]
        fn every_journey_comes_back_with_its_customer_in_order(count in 0_u64..400, most in 0_usize..20_000) {
            let mut shelves = Shelves::within(most);
            (0..count).for_each(|number| shelves.put(&digest(number)));
            let (mut seen, mut customers) = (Vec::new(), Vec::new());
            shelves.each(|journeys| {
                customers.push(journeys[0].customer);
                assert!(journeys.iter().all(|journey| journey.customer == journeys[0].customer));
                assert!(journeys.is_sorted_by_key(|journey| journey.start));
                seen.extend_from_slice(journeys);
            }).expect("a temporary file");
            let together = customers.len();
            customers.sort_unstable();
            customers.dedup();
            prop_assert_eq!(together, customers.len());
            seen.sort_by_key(|digest| digest.journey);
            prop_assert_eq!(seen, (0..count).map(digest).collect::<Vec<_>>());
        }
    }
}
