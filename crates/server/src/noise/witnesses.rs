//! All journeys behind a noise point: found in one pass over the log, put in the order of their keys on disk, and read from
//! there part by part. Memory is bounded whatever the log.

use super::shelves::{Shelved, Shelves};
use super::{Against, OF_SIGNALS};
use crate::asked::{Asked, Store};
use crate::cli::Files;
use crate::failure::Failure;
use crate::journey::feed;
use crate::report::Point;
use crate::serve::apart::apart;
use crate::serve::app::Shared;
use crate::serve::picture::{Period, Picture};
use crate::serve::problem::{Kind as Trouble, Problem};
use desk::id::{JourneyKey, PointKey};
use desk::time::Time;
use desk::touch::Results;
use lens::contacts::digest;
use lens::journey::NO_SPAN;
use lens::noise::witness::{Side, Sides, Witness, Witnesses};
use lens::signals::Kind;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use store::log::ScanRequest;

/// Kinds that happen between the journeys of a customer, which must be brought together first.
pub(crate) const BETWEEN: [Kind; 3] = [Kind::RepeatContact, Kind::ChannelSwitch, Kind::SilentExit];

/// Bytes of a row on disk.
const WIDTH: usize = 54;
/// Rows read at once.
const BLOCK: u64 = 1_024;
/// Points whose journeys are kept for who reads on.
const KEPT: usize = 4;
/// Stands for no moment of a comparison.
const NOWHERE: u8 = u8::MAX;

/// The journeys behind a noise point, by key.
#[derive(Debug)]
pub(crate) struct Behind {
    file: File,
    rows: u64,
    sides: Sides,
    /// Results the log tells of, by bit.
    pub(crate) results: Vec<u8>,
}

/// Which of the journeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Those with keys above this.
    pub(crate) after: Option<JourneyKey>,
    pub(crate) limit: usize,
    /// Only the affected, or only the others.
    pub(crate) affected: Option<bool>,
}

impl Behind {
    /// Looks for the journeys behind a point among the touches asked for, measured as the point was.
    pub(crate) async fn of(
        asked: &Asked,
        store: &Store,
        files: &Files,
        against: &Against,
        point: &Point,
    ) -> Result<Behind, Failure> {
        let pair = (point.kind, against.place(point)?);
        let compared = point.effect.as_ref().and_then(|effect| bit_of(&effect.result));
        let mut witnesses = Witnesses::new(against.norms.clone(), against.frame.clone(), pair, compared);
        let request = feed::request(asked, store, files).await?;
        let request = ScanRequest { names: Some(against.names.clone()), ..request };
        let (mut sides, most) = (Sides::default(), asked.settings.memory_bytes() / 8);
        let (mut shelves, mut digests) = (Shelves::within(most), Shelves::within(most));
        let between = against.tells_apart && BETWEEN.contains(&point.kind);
        feed::each(store, &request, &OF_SIGNALS, |journey| {
            if let Some(witness) = witnesses.inside(journey) {
                sides.add(witness.side);
                shelves.put(&witness);
            }
            if between {
                digests.put(&digest(journey, &against.norms));
            }
        })
        .await?;
        tokio::task::block_in_place(|| {
            digests.each(|customer| {
                witnesses.between(customer, |witness| {
                    sides.add(witness.side);
                    shelves.put(&witness);
                });
            })?;
            let results = against.frame.results().to_vec();
            let (file, rows) = in_order(shelves)?;
            Ok(Behind { file, rows, sides, results })
        })
    }

    /// The rows asked for, in the order of their keys.
    pub(crate) fn rows(&self, wanted: Wanted) -> Result<Vec<Witness>, Failure> {
        let read = || -> std::io::Result<Vec<Witness>> {
            let (mut found, mut at) = (Vec::new(), self.first_after(wanted.after)?);
            while at < self.rows && found.len() < wanted.limit {
                let block = self.block(at)?;
                at += block.len() as u64;
                let fits = |one: &Witness| wanted.affected.is_none_or(|affected| affected == one.first.is_some());
                found.extend(block.into_iter().filter(fits));
            }
            found.truncate(wanted.limit);
            Ok(found)
        };
        read().map_err(|error| Failure::temporary(&error))
    }

    /// As what a journey is compared: see [`Sides::compared`].
    pub(crate) fn compared(&self, side: Side) -> lens::noise::witness::Compared {
        self.sides.compared(side)
    }

    fn first_after(&self, after: Option<JourneyKey>) -> std::io::Result<u64> {
        let Some(after) = after else { return Ok(0) };
        let (mut low, mut high) = (0, self.rows);
        while low < high {
            let (middle, mut key) = (low + (high - low) / 2, [0; 8]);
            self.file.read_exact_at(&mut key, middle * WIDTH as u64)?;
            if u64::from_le_bytes(key) <= after.0 { low = middle + 1 } else { high = middle }
        }
        Ok(low)
    }

    fn block(&self, at: u64) -> std::io::Result<Vec<Witness>> {
        let mut bytes = vec![0; (self.rows - at).min(BLOCK) as usize * WIDTH];
        self.file.read_exact_at(&mut bytes, at * WIDTH as u64)?;
        let mut rest = bytes.as_slice();
        Ok(std::iter::from_fn(|| Witness::read(&mut rest)).collect())
    }
}

/// The bit of a result by its name.
fn bit_of(result: &str) -> Option<u8> {
    Results::NAMES.iter().position(|name| *name == result).map(|bit| bit as u8)
}

fn in_order(shelves: Shelves<Witness>) -> Result<(File, u64), Failure> {
    let mut file = BufWriter::new(tempfile::tempfile().map_err(|error| Failure::temporary(&error))?);
    let (mut rows, mut bytes) = (0, Vec::new());
    shelves.each_shelf(|witnesses| {
        bytes.clear();
        witnesses.iter().for_each(|witness| witness.write(&mut bytes));
        rows += witnesses.len() as u64;
        file.write_all(&bytes)
    })?;
    let file = file.into_inner().map_err(|error| Failure::temporary(error.error()))?;
    Ok((file, rows))
}

impl Shelved for Witness {
    fn spread(&self) -> u64 {
        // Keys are hashes, and so the shelves stand in the order of the keys.
        self.journey
    }

    fn order(&self) -> (u64, i64, u64) {
        (self.journey, self.start, 0)
    }

    fn write(&self, out: &mut Vec<u8>) {
        let first = self.first.unwrap_or(NO_SPAN);
        for long in [self.journey, self.customer, self.start.cast_unsigned(), first.cast_unsigned()] {
            out.extend_from_slice(&long.to_le_bytes());
        }
        out.extend_from_slice(&self.lost.to_le_bytes());
        out.extend_from_slice(&self.touches.to_le_bytes());
        out.extend_from_slice(&self.occurrences.to_le_bytes());
        let Side { stratum, affected, unaffected } = self.side;
        let affected = affected.unwrap_or(NOWHERE);
        out.extend_from_slice(&[self.known, self.harmed, stratum, affected, unaffected.0, unaffected.1]);
    }

    fn read(bytes: &mut &[u8]) -> Option<Witness> {
        let (row, rest) = bytes.split_first_chunk::<WIDTH>()?;
        *bytes = rest;
        let (longs, rest) = row.split_first_chunk::<40>()?;
        let (longs, _) = longs.as_chunks::<8>();
        let (shorts, marks) = rest.split_first_chunk::<8>()?;
        let (shorts, _) = shorts.as_chunks::<4>();
        let &[known, harmed, stratum, affected, from, to] = marks else { return None };
        let affected = Some(affected).filter(|affected| *affected != NOWHERE);
        let occurrences = u32::from_le_bytes(shorts[1]);
        Some(Witness {
            journey: u64::from_le_bytes(longs[0]),
            customer: u64::from_le_bytes(longs[1]),
            start: i64::from_le_bytes(longs[2]),
            first: (occurrences > 0).then_some(i64::from_le_bytes(longs[3])),
            lost: i64::from_le_bytes(longs[4]),
            touches: u32::from_le_bytes(shorts[0]),
            occurrences,
            known,
            harmed,
            side: Side { stratum, affected, unaffected: (from, to) },
        })
    }
}

/// Whose journeys were looked for: of which part of the log, of which point, and of which analysis.
type Of = (Period, PointKey, Time);

/// The journeys of the points that were asked for last: who reads on in them does not read the log again.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    kept: Mutex<VecDeque<(Of, Arc<Behind>)>>,
    /// One look at a time: each takes the memory it was given.
    turn: tokio::sync::Mutex<()>,
    /// Rises when what was found may not be shown any more.
    age: AtomicU64,
}

impl Looked {
    /// Somebody is erased, or a setting was changed.
    pub(crate) fn forget(&self) {
        self.age.fetch_add(1, Ordering::SeqCst);
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn find(&self, of: &Of) -> Option<Arc<Behind>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == of).map(|(_, behind)| behind.clone())
    }

    fn keep(&self, of: Of, behind: Arc<Behind>, age: u64) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if self.age.load(Ordering::SeqCst) == age {
            kept.truncate(KEPT - 1);
            kept.push_front((of, behind));
        }
    }
}

/// The journeys behind a point of a picture. Reads the log once for it; whoever asks meanwhile waits for the same.
pub(crate) async fn behind(
    app: &Shared,
    period: &Period,
    picture: &Arc<Picture>,
    point: &Point,
) -> Result<Arc<Behind>, Problem> {
    let of = (period.clone(), super::http::key(point), picture.made_at);
    if let Some(kept) = app.looked.find(&of) {
        return Ok(kept);
    }
    let (app, picture, point) = (app.clone(), picture.clone(), point.clone());
    // It goes on when whoever asked is gone: they may come back.
    let look = tokio::spawn(async move {
        let _turn = app.looked.turn.lock().await;
        if let Some(kept) = app.looked.find(&of) {
            return Ok(kept);
        }
        let (age, house, files) = (app.looked.age.load(Ordering::SeqCst), app.clone(), of.0.files());
        let work = async move { Behind::of(&house.asked(), &house.store, &files, &picture.against, &point).await };
        let found = Arc::new(apart(work).await?);
        app.looked.keep(of, found.clone(), age);
        Ok::<_, Failure>(found)
    });
    Ok(look.await.map_err(|_| Trouble::Failed)??)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn witness(key: u64) -> Witness {
        let affected = key.is_multiple_of(3);
        Witness {
            journey: key.wrapping_mul(0x9e37_79b9_7f4a_7c15),
            customer: key / 2,
            start: -(key as i64),
            first: affected.then_some(key as i64),
            touches: 7,
            occurrences: u32::from(affected),
            lost: key as i64 * 5,
            known: 0b101,
            harmed: 0b100,
            side: Side { stratum: 3, affected: affected.then_some(2), unaffected: (1, 4) },
        }
    }

    proptest! {
        #[test]
        fn every_row_comes_back_once_in_order_however_it_is_read(
            count in 0_u64..2_500,
            most in 0_usize..40_000,
            limit in 1_usize..1_500,
            affected in prop::option::of(any::<bool>()),
        ) {
            let mut shelves = Shelves::within(most);
            (0..count).for_each(|key| shelves.put(&witness(key)));
            let (file, rows) = in_order(shelves).expect("a temporary file");
            let behind = Behind { file, rows, sides: Sides::default(), results: Vec::new() };
            let (mut read, mut after) = (Vec::new(), None);
            loop {
                let page = behind.rows(Wanted { after, limit, affected }).expect("rows");
                let Some(last) = page.last() else { break };
                prop_assert!(page.len() <= limit);
                after = Some(JourneyKey(last.journey));
                read.extend(page);
            }
            let mut all: Vec<Witness> = (0..count).map(witness).collect();
            all.sort_unstable_by_key(|one| one.journey);
            all.retain(|one| affected.is_none_or(|affected| affected == one.first.is_some()));
            prop_assert_eq!(read, all);
        }
    }
}
