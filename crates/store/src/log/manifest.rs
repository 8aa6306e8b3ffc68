//! Which segments there are.
//!
//! The manifest lies in the database and changes in one transaction; a file it does not list is no part of the log.

use super::segment::{self, Listed, Segment};
use super::{Log, fail};
use crate::error::Result;
use crate::transaction::{Transaction, Turn};
use crate::values;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, PoisonError};

/// The segments at one moment, ordered by period, run and part.
#[derive(Debug, Default)]
pub(crate) struct Manifest {
    pub(crate) version: i64,
    pub(crate) segments: Vec<Arc<Segment>>,
}

impl Manifest {
    /// The sorted runs, each as its segments in order.
    pub(crate) fn runs(&self) -> impl Iterator<Item = &[Arc<Segment>]> {
        self.segments.chunk_by(|one, other| (one.period, one.run) == (other.period, other.run))
    }
}

impl Log {
    /// The manifest as this transaction sees it.
    pub(crate) async fn manifest(&self, transaction: &mut Transaction) -> Result<Arc<Manifest>> {
        let (version,): (i64,) = transaction.fetch_one("SELECT version FROM manifest", []).await?;
        let known = self.known();
        if known.version == version {
            return Ok(known);
        }
        let rows: Vec<Listed> = transaction.fetch_all(segment::SELECT, []).await?;
        let retired = self.retired.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut open: HashMap<_, _> =
            known.segments.iter().chain(&retired).map(|segment| (segment.name.clone(), segment.clone())).collect();
        let segments =
            rows.into_iter().map(|row| open.remove(&row.0).unwrap_or_else(|| Arc::new(Segment::of_row(row))));
        let manifest = Arc::new(Manifest { version, segments: segments.collect() });
        let mut known = self.manifest.lock().unwrap_or_else(PoisonError::into_inner);
        if known.version < version {
            *known = manifest.clone();
        }
        Ok(manifest)
    }

    fn known(&self) -> Arc<Manifest> {
        self.manifest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces segments by others, inside a transaction that has the turn of the manifest. New touches are unread; what
    /// was read stays read where it only moves.
    /// `false` when somebody else replaced one of them; nothing must be committed then.
    pub(crate) async fn replace(
        &self,
        transaction: &mut Transaction,
        old: &[Arc<Segment>],
        new: &[Segment],
    ) -> Result<bool> {
        let mut unread = old.is_empty();
        for segment in old {
            let sql = "DELETE FROM segment WHERE name = $1 RETURNING unread";
            let gone: Option<(i64,)> = transaction.fetch_optional(sql, values![segment.name.as_str()]).await?;
            let Some((one,)) = gone else { return Ok(false) };
            unread |= one != 0;
        }
        let rows: Vec<_> = new.iter().map(Segment::row).collect();
        transaction.insert(segment::INSERT, &rows, "").await?;
        if !unread {
            self.segments_are_read(transaction, new).await?;
        }
        transaction.execute("UPDATE manifest SET version = version + 1", []).await?;
        Ok(true)
    }

    /// Numbers for files and runs that nobody else gets, also after a crash.
    pub(crate) async fn numbers(&self, count: usize) -> Result<Range<i64>> {
        let mut transaction = self.database.write().await?;
        let sql = "UPDATE manifest SET number = number + $1 RETURNING number";
        let (last,): (i64,) = transaction.fetch_one(sql, values![count]).await?;
        transaction.commit().await?;
        Ok(last - count as i64 + 1..last + 1)
    }

    /// Forgets segments that are no longer part of the log and deletes the files that nobody reads any more.
    pub(crate) async fn retire(&self, old: Vec<Arc<Segment>>) -> Result<()> {
        for segment in &old {
            segment.retire(&self.filter_room);
        }
        self.retired.lock().unwrap_or_else(PoisonError::into_inner).extend(old);
        let mut transaction = self.database.read().await?;
        self.manifest(&mut transaction).await?;
        drop(transaction);
        self.sweep().await
    }

    /// Deletes the files of retired segments, as long as nobody reads them and no backup is being written.
    pub(crate) async fn sweep(&self) -> Result<()> {
        if self.retired.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
            return Ok(());
        }
        let _nobody_begins_to_read = self.reading.write().await;
        let Some(_no_backup) = self.database.hold_turn(Turn::Backup).await? else { return Ok(()) };
        let unread = {
            let mut retired = self.retired.lock().unwrap_or_else(PoisonError::into_inner);
            let (unread, read) = retired.drain(..).partition(|segment| Arc::strong_count(segment) == 1);
            *retired = read;
            let unread: Vec<Arc<Segment>> = unread;
            unread
        };
        self.discard(unread.iter().map(AsRef::as_ref)).await
    }

    /// Deletes the files of segments that are not listed.
    pub(crate) async fn discard<'a>(&self, segments: impl Iterator<Item = &'a Segment>) -> Result<()> {
        for name in segments.flat_map(Segment::file_names) {
            self.files.delete(&name).await?;
            fail::step("file-deleted");
        }
        Ok(())
    }
}
