//! Sealing: the touches of the tail become segments.

use super::encode::{Chunk, Columns};
use super::segment::Segment;
use super::write::RunWriter;
use super::{Log, blocking, fail};
use crate::database::Held;
use crate::error::Result;
use crate::transaction::{Turn, Value};
use desk::time::Time;
use std::ops::Range;
use std::time::Duration;

impl Log {
    /// Moves all touches that are in the tail now into segments, and returns how many.
    ///
    /// A kill at any moment loses nothing and doubles nothing: the touches leave the tail in the transaction that
    /// lists their segments.
    pub async fn seal(&self) -> Result<u64> {
        let _turn = self.sealing_turn().await?;
        let mut sealed = 0;
        loop {
            let count = self.seal_some().await?;
            sealed += count;
            if (count as usize) < self.options.chunk_touches {
                return Ok(sealed);
            }
        }
    }

    async fn seal_some(&self) -> Result<u64> {
        let mut transaction = self.database.read().await?;
        let (mut chunk, mut keys) = (Chunk::default(), Vec::new());
        self.each_of_tail(&mut transaction, self.options.chunk_touches, |key, touch| {
            keys.push([Value::from(key)]);
            chunk.push(&touch, Time::default())
        })
        .await?;
        drop(transaction);
        if keys.is_empty() {
            return Ok(0);
        }
        let columns = chunk.finish()?;
        let nothing_left_out = vec![false; keys.len()];
        let (_, segments) = self.write_runs(columns, nothing_left_out).await?;
        fail::step("seal-written");
        let mut transaction = self.database.write().await?;
        transaction.take_turn(Turn::Manifest).await?;
        let unread = self.has_unread_tail(&mut transaction).await?;
        let gone = transaction.execute_in("DELETE FROM tail WHERE touch_key IN", &keys).await?;
        fail::step("seal-deleted");
        let nobody_else_took_one = gone == keys.len() as u64;
        if nobody_else_took_one && self.replace(&mut transaction, &[], &segments).await? {
            if !unread {
                self.segments_are_read(&mut transaction, &segments).await?;
            }
            transaction.commit().await?;
            fail::step("seal-committed");
            return Ok(gone);
        }
        drop(transaction);
        self.discard(segments.iter()).await?;
        Ok(0)
    }

    /// Writes a chunk as one sorted run for each period, and returns the chunk again.
    pub(crate) async fn write_runs(&self, columns: Columns, left_out: Vec<bool>) -> Result<(Columns, Vec<Segment>)> {
        let (columns, periods) = blocking(move || {
            let periods = columns.by_period(&left_out);
            Ok((columns, periods))
        })
        .await?;
        let sizes = self.options.sizes();
        let files: usize = periods.values().map(|rows| 2 + rows.len() / sizes.segment).sum();
        let mut numbers = self.numbers(files).await?;
        let to = self.files.clone();
        blocking(move || {
            let mut segments = Vec::new();
            for (period, rows) in periods {
                let run = first_of(&mut numbers);
                let mut writer = RunWriter::new(&to, sizes, (period, run, 0), &mut numbers);
                writer.write_rows(&columns.batch, &rows)?;
                segments.extend(writer.finish()?);
            }
            Ok((columns, segments))
        })
        .await
    }

    /// Waits for the turn of whoever moves touches between tail and segments.
    pub(crate) async fn sealing_turn(&self) -> Result<Held> {
        loop {
            if let Some(held) = self.database.hold_turn(Turn::Sealing).await? {
                return Ok(held);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Takes the first number of a range that was made long enough.
pub(crate) fn first_of(numbers: &mut Range<i64>) -> i64 {
    numbers.next().unwrap_or_default()
}
