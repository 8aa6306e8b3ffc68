//! Erasure: the touches of some customers leave the log, files included.

use super::encode::unwritable;
use super::files::Files;
use super::read::{Footer, Rows};
use super::schema;
use super::segment::Segment;
use super::write::{RunWriter, Sizes};
use super::{Log, blocking, fail};
use crate::error::Result;
use crate::transaction::Turn;
use crate::values;
use arrow_array::BooleanArray;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt64Type;
use arrow_select::filter::filter_record_batch;
use desk::id::CustomerKey;
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::Arc;

impl Log {
    /// Removes all touches of these customers (keys as given on the touches) from tail and segments, and returns how
    /// many. The segments that held them are written anew and the old files deleted, at once or, where somebody is
    /// reading them, with the next sealing, compaction or opening.
    ///
    /// Killed on the way it is simply done again: each segment is replaced in one transaction.
    pub async fn erase(&self, customers: &[CustomerKey]) -> Result<u64> {
        let _turn = self.sealing_turn().await?;
        let mut erased = 0;
        let mut transaction = self.database.write().await?;
        for customer in customers {
            erased += transaction.execute("DELETE FROM tail WHERE customer = $1", values![customer.0]).await?;
        }
        transaction.commit().await?;
        fail::step("erase-tail");
        while let Some(segment) = self.one_with(customers).await? {
            erased += self.rewrite(segment, customers).await?;
        }
        Ok(erased)
    }

    /// A segment that holds touches of these customers.
    async fn one_with(&self, customers: &[CustomerKey]) -> Result<Option<Arc<Segment>>> {
        let mut transaction = self.database.read().await?;
        let manifest = self.manifest(&mut transaction).await?;
        for segment in &manifest.segments {
            let index = segment.index(&self.files)?;
            for customer in customers {
                if !index.rows_of(customer.0)?.is_empty() {
                    return Ok(Some(segment.clone()));
                }
            }
        }
        Ok(None)
    }

    async fn rewrite(&self, segment: Arc<Segment>, customers: &[CustomerKey]) -> Result<u64> {
        let mut numbers = self.numbers(1).await?;
        let gone: FxHashSet<u64> = customers.iter().map(|customer| customer.0).collect();
        let (old, files, sizes) = (segment.clone(), self.files.clone(), self.options.sizes());
        let new = blocking(move || without(&files, sizes, &old, &gone, &mut numbers)).await?;
        fail::step("erase-written");
        let kept: u64 = new.iter().map(|segment| segment.touches).sum();
        let mut transaction = self.database.write().await?;
        transaction.take_turn(Turn::Manifest).await?;
        if !self.replace(&mut transaction, std::slice::from_ref(&segment), &new).await? {
            drop(transaction);
            self.discard(new.iter()).await?;
            return Ok(0);
        }
        transaction.commit().await?;
        fail::step("erase-committed");
        let erased = segment.touches - kept;
        self.retire(vec![segment]).await?;
        Ok(erased)
    }
}

/// Writes a segment again without the touches of some customers; nothing where none are left.
fn without(
    files: &Files,
    sizes: Sizes,
    old: &Segment,
    gone: &FxHashSet<u64>,
    numbers: &mut Range<i64>,
) -> Result<Vec<Segment>> {
    let object = old.open(files)?;
    let footer = Footer::read(&object, false)?;
    // A segment written with another setting may be larger than this one allows; it stays one segment.
    let sizes = Sizes { segment: sizes.segment.max(old.touches as usize), ..sizes };
    let mut writer = RunWriter::new(files, sizes, (old.period, old.run, old.part), numbers);
    let mut rows = Rows::new(object, footer, &schema::SPELT, &[], 4_096);
    while let Some(batch) = rows.next()? {
        let customers = batch.column(1).as_primitive::<UInt64Type>().values();
        let stay: BooleanArray = customers.iter().map(|customer| Some(!gone.contains(customer))).collect();
        writer.write(&filter_record_batch(&batch, &stay).map_err(unwritable)?)?;
    }
    writer.finish()
}
