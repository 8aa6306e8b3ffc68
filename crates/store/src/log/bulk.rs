//! Bulk import: many touches straight into segments, a chunk at a time.

use super::encode::{Chunk, Columns};
use super::refuse::{Reason, refuse};
use super::segment::Segment;
use super::{Log, blocking, compact, fail};
use crate::customer::Heard;
use crate::error::{Error, Result};
use crate::person_erase::Tombstones;
use crate::transaction::{Transaction, Turn};
use crate::values;
use desk::time::Time;
use desk::touch::Touch;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// How far an import has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Where in the input the next touch is read; what it counts (rows, bytes) is up to the importer.
    pub position: u64,
    /// Whatever else the importer must know to go on from there.
    pub state: String,
    /// Touches taken.
    pub accepted: u64,
    /// Touches that were in the log already.
    pub duplicates: u64,
    /// Touches and rows that could not be taken.
    pub rejected: u64,
    /// Whether the whole input was read.
    pub finished: bool,
}

/// A bulk import under way. Dropped before [`Bulk::finish`], it can be taken up again at its last [`Progress`].
///
/// What was added is in the log when [`Bulk::progress`] has passed it: segments, counts and position change in one
/// transaction, so that a kill at any moment loses nothing and doubles nothing.
pub struct Bulk {
    log: Log,
    name: String,
    received_at: Time,
    chunk: Chunk,
    progress: Progress,
    /// As `progress`, with the chunk that is not yet written.
    reached: Progress,
    /// What the chunk tells of customers.
    heard: Heard,
    tombstones: Tombstones,
}

impl Log {
    /// Begins or takes up the import `name`. `received_at` is given to touches that do not say themselves when they
    /// were received. The touches from [`Bulk::progress`]'s position on are to be added again.
    pub async fn bulk(&self, name: &str, received_at: Time) -> Result<Bulk> {
        let progress = self.import(name).await?.unwrap_or_default();
        let reached = progress.clone();
        let tombstones = Tombstones::load(&mut self.database.read().await?).await?;
        let chunk = Chunk::with_room(self.options.chunk_touches);
        let (log, name, heard) = (self.clone(), name.to_owned(), Heard::default());
        Ok(Bulk { log, name, received_at, chunk, progress, reached, heard, tombstones })
    }

    /// How far the import `name` came; `None` when it never stored anything.
    pub async fn import(&self, name: &str) -> Result<Option<Progress>> {
        let mut transaction = self.database.read().await?;
        let sql = "SELECT position, state, accepted, duplicates, rejected, finished FROM import WHERE name = $1";
        let row: Option<(i64, String, i64, i64, i64, i64)> = transaction.fetch_optional(sql, values![name]).await?;
        Ok(row.map(|row| Progress {
            position: row.0.cast_unsigned(),
            state: row.1,
            accepted: row.2.cast_unsigned(),
            duplicates: row.3.cast_unsigned(),
            rejected: row.4.cast_unsigned(),
            finished: row.5 != 0,
        }))
    }
}

impl Bulk {
    /// What is durable.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Adds touches, which reach up to `position` of the input, and writes a chunk when enough came together.
    /// Returns which of them are refused.
    pub async fn add<'a>(
        &mut self,
        touches: impl IntoIterator<Item = &'a Touch>,
        position: u64,
    ) -> Result<Vec<(&'a Touch, Reason)>> {
        let mut refused = Vec::new();
        for touch in touches {
            match refuse(touch).or_else(|| self.tombstones.refuse(touch)) {
                Some(reason) => refused.push((touch, reason)),
                None => {
                    self.chunk.push(touch, self.received_at)?;
                    self.heard.touch(touch);
                }
            }
        }
        self.reached.rejected += refused.len() as u64;
        self.reached.position = position;
        let options = &self.log.options;
        if self.chunk.len() >= options.chunk_touches || self.chunk.bytes() >= options.chunk_bytes {
            self.write().await?;
            compact::run(&self.log, compact::Policy::WHILE_IMPORTING).await?;
        }
        Ok(refused)
    }

    /// Counts rows of the input that did not become touches.
    pub fn count_rejected(&mut self, rows: u64) {
        self.reached.rejected += rows;
    }

    /// What the importer must know to go on after the touches added so far.
    pub fn set_state(&mut self, state: String) {
        self.reached.state = state;
    }

    /// Touches that wait to be written.
    pub fn waiting(&self) -> usize {
        self.chunk.len()
    }

    /// Makes everything added so far durable.
    pub async fn flush(&mut self) -> Result<&Progress> {
        self.write().await?;
        Ok(&self.progress)
    }

    /// Makes everything durable, marks the input as read to its end and merges what the import wrote.
    pub async fn finish(mut self) -> Result<Progress> {
        self.reached.finished = true;
        self.write().await?;
        compact::run(&self.log, compact::Policy::AFTER_IMPORT).await?;
        Ok(self.progress)
    }

    async fn write(&mut self) -> Result<()> {
        if self.reached == self.progress && self.chunk.len() == 0 {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.chunk, Chunk::with_room(self.log.options.chunk_touches));
        let mut pending = blocking(move || Pending::new(chunk.finish()?)).await?;
        loop {
            let mut transaction = self.log.database.read().await?;
            pending.leave_out_known(&self.log, &mut transaction).await?;
            drop(transaction);
            let (columns, segments) = self.log.write_runs(pending.columns, pending.left_out.clone()).await?;
            pending.columns = columns;
            fail::step("bulk-written");
            let mut transaction = self.log.database.write().await?;
            transaction.take_turn(Turn::Manifest).await?;
            if !self.tombstones.are_all(&mut transaction).await? {
                drop(transaction);
                self.log.discard(segments.iter()).await?;
                return Err(Error::ErasedMeanwhile);
            }
            // Somebody may have appended or imported the same touches in the meantime.
            let late = pending.leave_out_known(&self.log, &mut transaction).await?;
            let reached = pending.count(&self.reached);
            if late == 0 && self.log.replace(&mut transaction, &[], &segments).await? {
                record(&mut transaction, &self.name, &reached).await?;
                self.heard.record(&mut transaction).await?;
                fail::step("bulk-recorded");
                transaction.commit().await?;
                fail::step("bulk-committed");
                self.heard.committed();
                (self.progress, self.reached) = (reached.clone(), reached);
                return Ok(());
            }
            drop(transaction);
            self.log.discard(segments.iter()).await?;
        }
    }
}

async fn record(transaction: &mut Transaction, name: &str, progress: &Progress) -> Result<()> {
    let sql = "INSERT INTO import (name, position, state, accepted, duplicates, rejected, finished)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (name) DO UPDATE SET position = excluded.position, state = excluded.state,
        accepted = excluded.accepted, duplicates = excluded.duplicates, rejected = excluded.rejected,
        finished = excluded.finished";
    let Progress { position, state, accepted, duplicates, rejected, finished } = progress;
    let row = values![name, *position, state.as_str(), *accepted, *duplicates, *rejected, *finished];
    transaction.execute(sql, row).await?;
    Ok(())
}

/// A chunk on its way into segments.
struct Pending {
    columns: Columns,
    /// Keys ascending, each once, with its row.
    keys: Vec<(u128, u32)>,
    /// Rows that must not be written because the log has their touch.
    left_out: Vec<bool>,
    duplicates: u64,
    /// The segments that `keys` were looked up in.
    looked_up: Vec<Arc<Segment>>,
}

impl Pending {
    fn new(columns: Columns) -> Result<Pending> {
        let mut keys = columns.keys();
        let mut left_out = vec![false; keys.len()];
        for pair in keys.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            left_out[pair[1].1 as usize] = true;
        }
        keys.dedup_by_key(|key| key.0);
        let duplicates = (left_out.len() - keys.len()) as u64;
        Ok(Pending { columns, keys, left_out, duplicates, looked_up: Vec::new() })
    }

    /// Leaves out what the log has by now, and returns how many touches that were.
    async fn leave_out_known(&mut self, log: &Log, transaction: &mut Transaction) -> Result<u64> {
        let manifest = log.manifest(transaction).await?;
        let tail = log.tail_keys(transaction).await?;
        let known: FxHashSet<&str> = self.looked_up.iter().map(|segment| segment.name.as_str()).collect();
        let unknown: Vec<_> =
            manifest.segments.iter().filter(|one| !known.contains(one.name.as_str())).cloned().collect();
        self.looked_up = manifest.segments.clone();
        let keys = std::mem::take(&mut self.keys);
        let own = log.clone();
        let (keys, sealed) = blocking(move || {
            let ascending: Vec<u128> = keys.iter().map(|key| key.0).collect();
            let sealed = own.sealed(&unknown, &ascending)?;
            Ok((keys, sealed))
        })
        .await?;
        self.keys = keys;
        let before = self.keys.len();
        if !sealed.is_empty() || !tail.is_empty() {
            let left_out = &mut self.left_out;
            self.keys.retain(|(key, row)| {
                let known = sealed.contains(key) || tail.contains(key);
                left_out[*row as usize] |= known;
                !known
            });
        }
        let found = (before - self.keys.len()) as u64;
        self.duplicates += found;
        Ok(found)
    }

    /// The progress with this chunk counted.
    fn count(&self, reached: &Progress) -> Progress {
        Progress {
            accepted: reached.accepted + self.keys.len() as u64,
            duplicates: reached.duplicates + self.duplicates,
            ..reached.clone()
        }
    }
}
