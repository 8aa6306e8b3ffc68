//! What of the log is not read yet, by a cursor that moves in the transaction of what was read.
//!
//! Touches of the tail carry a mark of their own; a segment carries one for all its touches, and how far it was read. Both
//! are set in the transaction that brings the touches in, so that nothing is missed and nobody has to be told.

use super::read::{Footer, Rows};
use super::segment::Segment;
use super::tail::of_bytes;
use super::{Log, blocking, fail, schema};
use crate::error::Result;
use crate::transaction::Transaction;
use crate::values;
use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt64Type;
use desk::id::{JourneyKey, TouchKey};
use desk::{offer, promise};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Journeys that wait to be read, and where they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// The journeys; none where all is read.
    pub journeys: BTreeSet<JourneyKey>,
    /// The touches of the tail that told of them.
    tail: Vec<TouchKey>,
    /// The segment that told of them, and whether these were its last.
    segment: Option<(String, bool)>,
}

impl Unread {
    /// Journeys that are to be read again, wherever they lie.
    pub fn these(journeys: impl IntoIterator<Item = JourneyKey>) -> Unread {
        Unread { journeys: journeys.into_iter().collect(), ..Unread::default() }
    }

    /// Whether they come from a segment: many came at once, and nobody waits for each.
    pub fn is_sealed(&self) -> bool {
        self.segment.is_some()
    }

    /// Whether everything is read.
    pub fn is_over(&self) -> bool {
        self.tail.is_empty() && self.segment.is_none()
    }
}

/// Rows of a segment looked at together.
const ROWS: usize = 8_192;

impl Log {
    /// The next journeys to be read, about `most`: those of the tail first, because their customers wait.
    pub async fn unread(&self, most: usize) -> Result<Unread> {
        let mut transaction = self.database.read().await?;
        let sql = "SELECT touch_key, journey FROM tail WHERE unread = 1 ORDER BY journey LIMIT $1";
        let rows: Vec<(Vec<u8>, i64)> = transaction.fetch_all(sql, values![most]).await?;
        if !rows.is_empty() {
            let journeys = rows.iter().map(|(_, journey)| JourneyKey(journey.cast_unsigned())).collect();
            let tail = rows.iter().map(|(key, _)| TouchKey(of_bytes(key))).collect();
            return Ok(Unread { journeys, tail, segment: None });
        }
        let sql = "SELECT name, read_to FROM segment WHERE unread = 1 ORDER BY name LIMIT 1";
        let Some((name, read_to)) = transaction.fetch_optional::<(String, Option<i64>)>(sql, []).await? else {
            return Ok(Unread::default());
        };
        let sql = "SELECT DISTINCT journey FROM promise WHERE state = 'open'";
        let open: Vec<(i64,)> = transaction.fetch_all(sql, []).await?;
        let open: FxHashSet<u64> = open.into_iter().map(|(journey,)| journey.cast_unsigned()).collect();
        let manifest = self.manifest(&mut transaction).await?;
        drop(transaction);
        let listed = manifest.segments.iter().find(|segment| segment.name == name).cloned();
        // It was replaced just now: the next look finds what stands in its place.
        let Some(segment) = listed else { return Box::pin(self.unread(most)).await };
        let after = read_to.map(i64::cast_unsigned);
        let log = self.clone();
        let (journeys, last) = blocking(move || log.telling(&segment, after, most, &open)).await?;
        Ok(Unread { journeys, tail: Vec::new(), segment: Some((name, last)) })
    }

    /// The first journeys of a segment, after one, that have a touch that says something or an open promise; and whether
    /// these are its last.
    fn telling(
        &self,
        segment: &Arc<Segment>,
        after: Option<u64>,
        most: usize,
        open: &FxHashSet<u64>,
    ) -> Result<(BTreeSet<JourneyKey>, bool)> {
        let object = segment.open(&self.files)?;
        let footer = Footer::read(&object, false)?;
        let columns = ["journey", "text", "attributes"];
        let mut rows = Rows::new(object, footer, &schema::SPELT, &columns, ROWS);
        let mut found = BTreeSet::new();
        while let Some(batch) = rows.next()? {
            let journeys = batch.column(0).as_primitive::<UInt64Type>().values();
            let (texts, attributes) = (batch.column(1).as_string::<i32>(), batch.column(2).as_string::<i32>());
            for (row, &journey) in journeys.iter().enumerate() {
                if after.is_some_and(|after| journey <= after) {
                    continue;
                }
                let told = |name: &str| attributes.is_valid(row) && attributes.value(row).contains(name);
                let explicit = || told(promise::DUE) || told(offer::DELIVERED);
                if texts.is_valid(row) || open.contains(&journey) || explicit() {
                    found.insert(JourneyKey(journey));
                    if found.len() > most {
                        found.pop_last();
                        return Ok((found, false));
                    }
                }
            }
        }
        Ok((found, true))
    }

    /// Notes that journeys were read, in the transaction in which what they say is written.
    pub async fn are_read(&self, transaction: &mut Transaction, unread: &Unread) -> Result<()> {
        let keys: Vec<_> = unread.tail.iter().map(|key| values![key.0]).collect();
        transaction.execute_in("UPDATE tail SET unread = 0 WHERE touch_key IN", &keys).await?;
        match &unread.segment {
            // Where it was replaced meanwhile, the one in its place is read again: reading twice changes nothing.
            Some((name, true)) => {
                transaction.execute("UPDATE segment SET unread = 0 WHERE name = $1", values![name.as_str()]).await?;
            }
            Some((name, false)) => {
                let last = unread.journeys.last().map(|last| last.0);
                let sql = "UPDATE segment SET read_to = $2 WHERE name = $1";
                transaction.execute(sql, values![name.as_str(), last]).await?;
            }
            None => {}
        }
        fail::step("reading-marked");
        Ok(())
    }

    /// Has everything read again.
    pub async fn read_again(&self, transaction: &mut Transaction) -> Result<()> {
        transaction.execute("UPDATE tail SET unread = 1", []).await?;
        transaction.execute("UPDATE segment SET unread = 1, read_to = NULL", []).await?;
        Ok(())
    }

    /// Whether any touch of the tail waits to be read.
    pub(crate) async fn has_unread_tail(&self, transaction: &mut Transaction) -> Result<bool> {
        let any: Option<(i64,)> =
            transaction.fetch_optional("SELECT journey FROM tail WHERE unread = 1 LIMIT 1", []).await?;
        Ok(any.is_some())
    }

    /// Notes that new segments hold nothing that is not read.
    pub(crate) async fn segments_are_read(&self, transaction: &mut Transaction, segments: &[Segment]) -> Result<()> {
        for segment in segments {
            let sql = "UPDATE segment SET unread = 0 WHERE name = $1";
            transaction.execute(sql, values![segment.name.as_str()]).await?;
        }
        Ok(())
    }
}
