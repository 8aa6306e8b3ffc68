//! The log as it is at one moment, for whoever reads it more than once.

use super::Log;
use super::manifest::Manifest;
use crate::error::Result;
use crate::transaction::Transaction;
use std::sync::Arc;

/// A moment of the log: whatever is written later does not show in it. The files it reads stay as long as it lives.
#[derive(Debug)]
pub struct Snapshot {
    pub(crate) transaction: Transaction,
    pub(crate) manifest: Arc<Manifest>,
}

impl Log {
    /// The log as it is now.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        let guard = self.reading.read().await;
        let mut transaction = self.database.read().await?;
        // The first statement fixes the moment, on both databases.
        let manifest = self.manifest(&mut transaction).await?;
        drop(guard);
        Ok(Snapshot { transaction, manifest })
    }
}

impl Snapshot {
    /// How many touches there are.
    pub async fn touches(&mut self) -> Result<u64> {
        let (tail,): (i64,) = self.transaction.fetch_one("SELECT count(*) FROM tail", []).await?;
        Ok(tail.cast_unsigned() + self.manifest.segments.iter().map(|segment| segment.touches).sum::<u64>())
    }
}
