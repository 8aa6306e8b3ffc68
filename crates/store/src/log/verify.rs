//! What is there, and whether it is as it should be.

use super::files::Object;
use super::order::Order;
use super::read::{Footer, Rows};
use super::segment::Segment;
use super::{Log, blocking, schema};
use crate::error::Result;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Touches in all.
    pub touches: u64,
    /// Those of them that wait in the tail.
    pub tail: u64,
    /// Segments.
    pub segments: u64,
    /// Sorted runs: how many places a scan reads from.
    pub runs: u64,
    /// Bytes of all segments, indexes included.
    pub bytes: u64,
}

/// What a thorough look at the log found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Segments looked at.
    pub segments: u64,
    /// Touches found in them.
    pub touches: u64,
    /// What is wrong, in plain words; empty when all is well.
    pub problems: Vec<String>,
    /// Files that are no part of the log: left by a writer that was killed, or being written just now. Harmless.
    pub orphans: Vec<String>,
}

impl Log {
    /// Counts what there is.
    pub async fn statistics(&self) -> Result<Statistics> {
        let mut transaction = self.database.read().await?;
        let manifest = self.manifest(&mut transaction).await?;
        let (tail,): (i64,) = transaction.fetch_one("SELECT count(*) FROM tail", []).await?;
        let sum = |of: fn(&Segment) -> u64| manifest.segments.iter().map(|segment| of(segment)).sum::<u64>();
        Ok(Statistics {
            touches: tail.cast_unsigned() + sum(|segment| segment.touches),
            tail: tail.cast_unsigned(),
            segments: manifest.segments.len() as u64,
            runs: manifest.runs().count() as u64,
            bytes: sum(|segment| segment.file.bytes + segment.index_file.bytes),
        })
    }

    /// Reads every segment and compares it with what the manifest says: files, checksums, counts, order and index.
    pub async fn verify(&self) -> Result<Verification> {
        let guard = self.reading.read().await;
        let mut transaction = self.database.read().await?;
        let manifest = self.manifest(&mut transaction).await?;
        drop((guard, transaction));
        let mut found = Verification { segments: manifest.segments.len() as u64, ..Verification::default() };
        for segment in &manifest.segments {
            let (log, one) = (self.clone(), segment.clone());
            match blocking(move || log.verify_segment(&one)).await {
                Ok(touches) => found.touches += touches,
                Err(why) => found.problems.push(why.to_string()),
            }
        }
        let listed: HashSet<String> = manifest.segments.iter().flat_map(|segment| segment.file_names()).collect();
        found.orphans = self.files.list().await?.into_iter().filter(|name| !listed.contains(name)).collect();
        Ok(found)
    }

    /// Reads a segment through and returns how many touches it has.
    fn verify_segment(&self, segment: &Segment) -> Result<u64> {
        let [_, index_name] = segment.file_names();
        let object = segment.open(&self.files)?;
        let index_object = self.files.read(&index_name)?;
        for (object, written) in [(&*object, segment.file), (&index_object, segment.index_file)] {
            if object.measure()? != written {
                return Err(object.damaged(&"its length or checksum is not what the manifest says"));
            }
        }
        let mut keys = read_order(&object)?;
        let touches = keys.len() as u64;
        if touches != segment.touches {
            return Err(object.damaged(&format!("it has {touches} touches and should have {}", segment.touches)));
        }
        keys.sort_unstable();
        let mut known = 0;
        segment.index(&self.files)?.find_keys(&keys, &AtomicUsize::new(0), |_| known += 1)?;
        if known != touches {
            return Err(index_object.damaged(&format!("it knows {known} of {touches} touches")));
        }
        Ok(touches)
    }
}

/// The keys of a segment, after a look at their order.
fn read_order(object: &Arc<Object>) -> Result<Vec<u128>> {
    let footer = Footer::read(object, false)?;
    let mut rows = Rows::new(object.clone(), footer, &schema::CODED, &["journey", "at", "sequence", "key"], 8_192);
    let mut keys = Vec::new();
    let mut last = None;
    while let Some(batch) = rows.next()? {
        let order = Order::of(&batch);
        for row in 0..order.len() {
            let place = order.place(row);
            if last.is_some_and(|last| last >= place) {
                return Err(object.damaged(&format!("touch {} is out of order", keys.len())));
            }
            last = Some(place);
            keys.push(place.key);
        }
    }
    Ok(keys)
}
