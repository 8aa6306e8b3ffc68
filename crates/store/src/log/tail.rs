//! The tail: recent touches, in the database until they are sealed.

use super::encode::{Chunk, unwritable};
use super::refuse::{Reason, refuse};
use super::segment::Segment;
use super::{Log, fail};
use crate::customer::Heard;
use crate::error::Result;
use crate::person_erase::Tombstones;
use crate::transaction::{Transaction, Turn, Value};
use crate::values;
use desk::id::CustomerKey;
use desk::promise;
use desk::time::Time;
use desk::touch::{Touch, VERSION};
use futures_util::TryStreamExt;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// What became of a touch that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is in the log now.
    Accepted,
    /// It was in the log already, or stood earlier in the same batch.
    Duplicate,
    /// It cannot be stored.
    Rejected(Reason),
}

impl Log {
    /// Appends touches. When this returns, what was accepted is on the disk; sending it again changes nothing.
    ///
    /// `received_at` is given to touches that do not say themselves when they were received. The verdicts stand in
    /// the order of `touches`.
    pub async fn append(&self, touches: &[Touch], received_at: Time) -> Result<Vec<Verdict>> {
        let mut transaction = self.database.write().await?;
        let verdicts = self.append_in(&mut transaction, touches, received_at).await?;
        fail::step("appended");
        transaction.commit().await?;
        fail::step("append-committed");
        Ok(verdicts)
    }

    /// As [`Log::append`], as a part of a transaction that writes more than touches. They are in the log when that
    /// transaction commits.
    pub async fn append_in(
        &self,
        transaction: &mut Transaction,
        touches: &[Touch],
        received_at: Time,
    ) -> Result<Vec<Verdict>> {
        transaction.share_turn(Turn::Manifest).await?;
        let manifest = self.manifest(transaction).await?;
        let tombstones = Tombstones::load(transaction).await?;
        let mut verdicts = Vec::with_capacity(touches.len());
        let mut asked = Vec::with_capacity(touches.len());
        for touch in touches {
            let reason = refuse(touch).or_else(|| tombstones.refuse(touch));
            verdicts.push(reason.map_or(Verdict::Duplicate, Verdict::Rejected));
            asked.push(touch.key().0);
        }
        let mut keys = asked.clone();
        keys.sort_unstable();
        keys.dedup();
        let sealed = self.sealed(&manifest.segments, &keys)?;
        let mut seen = FxHashSet::default();
        let mut rows = Vec::new();
        for ((touch, verdict), &key) in touches.iter().zip(&verdicts).zip(&asked) {
            if *verdict == Verdict::Duplicate && !sealed.contains(&key) && seen.insert(key) {
                let json = json(touch, received_at)?;
                let (journey, customer) = (touch.journey().0, touch.customer().0);
                let unread = promise::may_tell(touch);
                rows.push((key, values![key, journey, customer, touch.at.0, touch.sequence, json, unread]));
            }
        }
        // Neighbours in the index are written one after the other.
        rows.sort_unstable_by_key(|(key, _)| *key);
        let rows: Vec<_> = rows.into_iter().map(|(_, row)| row).collect();
        let known = insert_new(transaction, &rows).await?;
        let mut new: FxHashSet<u128> = seen.difference(&known).copied().collect();
        let mut heard = Heard::default();
        for ((verdict, key), touch) in verdicts.iter_mut().zip(&asked).zip(touches) {
            if *verdict == Verdict::Duplicate && new.remove(key) {
                *verdict = Verdict::Accepted;
                heard.touch(touch);
            }
        }
        heard.record(transaction).await?;
        Ok(verdicts)
    }

    /// Which of the ascending `keys` are in these segments.
    pub(crate) fn sealed(&self, segments: &[Arc<Segment>], keys: &[u128]) -> Result<FxHashSet<u128>> {
        let mut found = FxHashSet::default();
        for segment in segments {
            let index = segment.index(&self.files)?;
            index.find_keys(keys, &self.filter_room, |key| {
                found.insert(key);
            })?;
        }
        Ok(found)
    }

    /// Hands every touch of the tail to `take`.
    pub(crate) async fn each_of_tail(
        &self,
        transaction: &mut Transaction,
        most: usize,
        mut take: impl FnMut(u128, Touch) -> Result<()>,
    ) -> Result<()> {
        let mut rows =
            transaction.stream::<(Vec<u8>, String)>("SELECT touch_key, touch FROM tail LIMIT $1", values![most]);
        while let Some((key, json)) = rows.try_next().await? {
            take(of_bytes(&key), serde_json::from_str(&json).map_err(unwritable)?)?;
        }
        Ok(())
    }

    /// The keys of all touches of the tail.
    pub(crate) async fn tail_keys(&self, transaction: &mut Transaction) -> Result<FxHashSet<u128>> {
        let mut keys = FxHashSet::default();
        let mut rows = transaction.stream::<(Vec<u8>,)>("SELECT touch_key FROM tail", []);
        while let Some((key,)) = rows.try_next().await? {
            keys.insert(of_bytes(&key));
        }
        Ok(keys)
    }

    /// The touches of the tail that customers as given have.
    pub(crate) async fn tail_of(&self, transaction: &mut Transaction, customers: &[CustomerKey]) -> Result<Vec<Touch>> {
        let mut touches = Vec::new();
        for customer in customers {
            let sql = "SELECT touch FROM tail WHERE customer = $1";
            let rows: Vec<(String,)> = transaction.fetch_all(sql, values![customer.0]).await?;
            for (json,) in rows {
                touches.push(serde_json::from_str(&json).map_err(unwritable)?);
            }
        }
        Ok(touches)
    }

    /// The touches of a journey that are in the tail.
    pub(crate) async fn tail_of_journey(&self, transaction: &mut Transaction, journey: u64) -> Result<Vec<Touch>> {
        let sql = "SELECT touch FROM tail WHERE journey = $1";
        let rows: Vec<(String,)> = transaction.fetch_all(sql, values![journey]).await?;
        rows.into_iter().map(|(json,)| serde_json::from_str(&json).map_err(unwritable)).collect()
    }

    /// Whether any touch waits in the tail.
    pub(crate) async fn has_tail(&self, transaction: &mut Transaction) -> Result<bool> {
        let any: Option<(i64,)> = transaction.fetch_optional("SELECT journey FROM tail LIMIT 1", []).await?;
        Ok(any.is_some())
    }

    /// Whether so many touches wait in the tail that they should be sealed.
    pub async fn wants_seal(&self) -> Result<bool> {
        let mut transaction = self.database.read().await?;
        let (touches,): (i64,) = transaction.fetch_one("SELECT count(*) FROM tail", []).await?;
        Ok(touches as usize >= self.options.tail_touches)
    }
}

/// Inserts rows into the tail, and returns the keys of those that were in it already.
async fn insert_new(transaction: &mut Transaction, rows: &[[Value; 7]]) -> Result<FxHashSet<u128>> {
    const INSERT: &str = "INSERT INTO tail (touch_key, journey, customer, at, sequence, touch, unread)";
    // Nearly always all are new, and a count tells that for much less than keys that are returned one by one.
    transaction.execute("SAVEPOINT tail", []).await?;
    if transaction.insert(INSERT, rows, "ON CONFLICT DO NOTHING").await? == rows.len() as u64 {
        return Ok(FxHashSet::default());
    }
    transaction.execute("ROLLBACK TO SAVEPOINT tail", []).await?;
    let returning = "ON CONFLICT DO NOTHING RETURNING touch_key";
    let new: Vec<(Vec<u8>,)> = transaction.insert_returning(INSERT, rows, returning).await?;
    let new: FxHashSet<u128> = new.iter().map(|(key,)| of_bytes(key)).collect();
    let key = |row: &[Value; 7]| match &row[0] {
        Value::Bytes(Some(key)) => of_bytes(key),
        _ => 0,
    };
    Ok(rows.iter().map(key).filter(|key| !new.contains(key)).collect())
}

fn json(touch: &Touch, received_at: Time) -> Result<String> {
    if touch.v == VERSION && touch.received_at.is_some() {
        return serde_json::to_string(touch).map_err(unwritable);
    }
    let stored = Touch { v: VERSION, received_at: touch.received_at.or(Some(received_at)), ..touch.clone() };
    serde_json::to_string(&stored).map_err(unwritable)
}

/// A key as the database has it.
pub(crate) fn of_bytes(key: &[u8]) -> u128 {
    key.try_into().map_or(0, u128::from_be_bytes)
}

/// A chunk of everything in the tail that `keep` lets through.
pub(crate) async fn gather(
    log: &Log,
    transaction: &mut Transaction,
    mut keep: impl FnMut(&Touch) -> bool,
) -> Result<Chunk> {
    let mut chunk = Chunk::default();
    log.each_of_tail(transaction, i64::MAX as usize, |_, touch| {
        if keep(&touch) { chunk.push(&touch, Time::default()) } else { Ok(()) }
    })
    .await?;
    Ok(chunk)
}
