//! Brings the journeys of each customer together, however many there are: sorted into shelves by customer, and set down
//! on disk when they take more memory than they may.

use crate::failure::Failure;
use lens::contacts::JourneyDigest;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};

/// Shelves; one of them is in memory when it is read. A power of two.
const SHELVES: usize = 64;
/// Bytes of one digest on a shelf.
const BYTES: usize = 68;

/// Digests by customer.
pub(crate) struct Shelves {
    shelves: Vec<Shelf>,
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

impl Shelves {
    /// Empty shelves that hold at most so many bytes in memory.
    pub(crate) fn within(most: usize) -> Shelves {
        Shelves { shelves: (0..SHELVES).map(|_| Shelf::default()).collect(), held: 0, most, broken: None }
    }

    /// Puts a journey on its customer's shelf.
    pub(crate) fn put(&mut self, digest: &JourneyDigest) {
        // Multiplying spreads keys whatever they were made of.
        let spread = digest.customer.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        write(digest, &mut self.shelves[spread as usize % SHELVES].held);
        self.held += BYTES;
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

    /// Hands over the journeys of each customer, sorted by start.
    pub(crate) fn each(self, mut take: impl FnMut(&[JourneyDigest])) -> Result<(), Failure> {
        if let Some(error) = self.broken {
            return Err(Failure::temporary(&error));
        }
        for shelf in self.shelves {
            let mut digests = shelf.read().map_err(|error| Failure::temporary(&error))?;
            digests.sort_unstable_by_key(|digest| (digest.customer, digest.start, digest.journey));
            digests.chunk_by(|one, other| one.customer == other.customer).for_each(&mut take);
        }
        Ok(())
    }
}

impl Shelf {
    fn read(self) -> std::io::Result<Vec<JourneyDigest>> {
        let mut digests: Vec<JourneyDigest> = self.held.as_chunks::<BYTES>().0.iter().map(read).collect();
        if let Some(mut file) = self.set_down {
            let count = file.seek(SeekFrom::End(0))? / BYTES as u64;
            file.seek(SeekFrom::Start(0))?;
            let mut file = BufReader::new(file);
            digests.reserve(count as usize);
            for _ in 0..count {
                let mut bytes = [0; BYTES];
                file.read_exact(&mut bytes)?;
                digests.push(read(&bytes));
            }
        }
        Ok(digests)
    }
}

fn write(digest: &JourneyDigest, out: &mut Vec<u8>) {
    let JourneyDigest { customer, journey, start, end, served, rows, first_channel, last_channel, .. } = *digest;
    let JourneyDigest { last_step, owner, segment, results_known, results_true, resolved, complained, .. } = *digest;
    for long in [customer, journey, start.cast_unsigned(), end.cast_unsigned(), served.cast_unsigned()] {
        out.extend_from_slice(&long.to_le_bytes());
    }
    for short in [rows, first_channel, last_channel, last_step, owner, segment] {
        out.extend_from_slice(&short.to_le_bytes());
    }
    out.extend_from_slice(&[results_known, results_true, u8::from(resolved), u8::from(complained)]);
}

fn read(bytes: &[u8; BYTES]) -> JourneyDigest {
    let (longs, rest) = bytes.as_chunks::<8>();
    let long = |place: usize| u64::from_le_bytes(longs[place]);
    // 68 bytes are eight longs and four bytes; the longs past the fifth are pairs of shorts.
    let short = |place: usize| {
        let pair = longs[5 + place / 2];
        let [a, b, c, d, e, f, g, h] = pair;
        u32::from_le_bytes(if place.is_multiple_of(2) { [a, b, c, d] } else { [e, f, g, h] })
    };
    JourneyDigest {
        customer: long(0),
        journey: long(1),
        start: long(2).cast_signed(),
        end: long(3).cast_signed(),
        served: long(4).cast_signed(),
        rows: short(0),
        first_channel: short(1),
        last_channel: short(2),
        last_step: short(3),
        owner: short(4),
        segment: short(5),
        results_known: rest[0],
        results_true: rest[1],
        resolved: rest[2] != 0,
        complained: rest[3] != 0,
    }
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
