//! Writing sorted touches as the segments of a run.

use super::encode::unwritable;
use super::files::{Files, Upload};
use super::index::Builder;
use super::order::Order;
use super::segment::{Segment, file_names};
use super::{fail, period, schema};
use crate::error::Result;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt64Type;
use arrow_array::{Array, ArrayRef, RecordBatch, UInt32Array};
use arrow_select::take::take;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use std::ops::Range;

/// How large the pieces of segments are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    /// Most touches in a segment.
    pub(crate) segment: usize,
    /// Touches in a row group.
    pub(crate) group: usize,
}

/// Writes one sorted run of a period, cut into segments. Writing blocks.
pub(crate) struct RunWriter<'a> {
    files: &'a Files,
    sizes: Sizes,
    period: i64,
    run: i64,
    first_part: i64,
    /// Numbers never used before, one for each file.
    numbers: &'a mut Range<i64>,
    /// Rows that are to come, as far as known.
    expected: usize,
    open: Option<Open>,
    pub(crate) written: Vec<Segment>,
}

/// The segment that is being written.
struct Open {
    segment: Segment,
    writer: ArrowWriter<Upload>,
    index: Builder,
}

impl<'a> RunWriter<'a> {
    /// Begins run `run` of `period`; its segments are counted from `first_part`.
    pub(crate) fn new(
        files: &'a Files,
        sizes: Sizes,
        (period, run, first_part): (i64, i64, i64),
        numbers: &'a mut Range<i64>,
    ) -> RunWriter<'a> {
        RunWriter { files, sizes, period, run, first_part, numbers, expected: 0, open: None, written: Vec::new() }
    }

    /// Writes the rows of a batch, which come after all rows before.
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let mut from = 0;
        while from < batch.num_rows() {
            if self.open.is_none() {
                self.open = Some(self.begin(batch)?);
            }
            let Some(open) = &mut self.open else { unreachable!("opened above") };
            let room = self.sizes.segment - open.segment.touches as usize;
            let count = room.min(batch.num_rows() - from);
            open.write(&batch.slice(from, count))?;
            from += count;
            if count == room {
                self.close()?;
            }
        }
        Ok(())
    }

    /// Writes some rows of a batch in the order of `rows`.
    pub(crate) fn write_rows(&mut self, batch: &RecordBatch, rows: &[u32]) -> Result<()> {
        self.expected = rows.len();
        // A piece at a time: all at once would need the memory of the whole batch again.
        for rows in rows.chunks(self.sizes.group.min(16 << 10)) {
            self.write(&taken(batch, &UInt32Array::from(rows.to_vec()))?)?;
        }
        Ok(())
    }

    fn begin(&mut self, batch: &RecordBatch) -> Result<Open> {
        let name =
            format!("{}/{:010}", period::name(self.period), self.numbers.next().ok_or_else(|| unwritable(TooFew))?);
        let upload = self.files.create(&file_names(&name)[0])?;
        let options = ArrowWriterOptions::new()
            .with_properties(schema::properties(self.sizes.group))
            .with_skip_arrow_metadata(true);
        let writer = ArrowWriter::try_new_with_options(upload, batch.schema(), options).map_err(unwritable)?;
        let part = self.first_part + self.written.len() as i64;
        let segment = Segment::begun(name, self.period, self.run, part);
        Ok(Open { segment, writer, index: Builder::with_room(self.expected.min(self.sizes.segment)) })
    }

    fn close(&mut self) -> Result<()> {
        let Some(mut open) = self.open.take() else { return Ok(()) };
        let [_, index_name] = open.segment.file_names();
        let upload = open.writer.into_inner().map_err(unwritable)?;
        open.segment.file = upload.finish()?;
        fail::step("segment-written");
        open.segment.index_file = open.index.write(self.files, &index_name)?;
        fail::step("index-written");
        self.written.push(open.segment);
        Ok(())
    }

    /// Ends the run; its segments are not part of the log until the manifest lists them.
    pub(crate) fn finish(mut self) -> Result<Vec<Segment>> {
        self.close()?;
        Ok(self.written)
    }
}

/// Some rows of a batch. Of columns in which nothing stands, and there are many, any rows are as good.
fn taken(batch: &RecordBatch, rows: &UInt32Array) -> Result<RecordBatch> {
    let column = |column: &ArrayRef| match column.null_count() == column.len() {
        true => Ok(column.slice(0, rows.len())),
        false => take(column, rows, None),
    };
    let columns = batch.columns().iter().map(column).collect::<std::result::Result<_, _>>().map_err(unwritable)?;
    RecordBatch::try_new(batch.schema(), columns).map_err(unwritable)
}

impl Open {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let order = Order::of(batch);
        let customers = batch.column(1).as_primitive::<UInt64Type>().values();
        for (row, &customer) in customers.iter().enumerate() {
            self.index.push(customer, order.key(row));
        }
        let (Some(&first), Some(&last)) = (order.journey.first(), order.journey.last()) else { return Ok(()) };
        let segment = &mut self.segment;
        if segment.touches == 0 {
            (segment.first_journey, segment.first_at, segment.last_at) = (first, i64::MAX, i64::MIN);
        }
        segment.last_journey = last;
        segment.first_at = order.at.iter().fold(segment.first_at, |first, &at| first.min(at));
        segment.last_at = order.at.iter().fold(segment.last_at, |last, &at| last.max(at));
        segment.touches += batch.num_rows() as u64;
        self.writer.write(batch).map_err(unwritable)
    }
}

/// A fault of ours: every writer counts beforehand how many files it may need.
#[derive(Debug, thiserror::Error)]
#[error("more files were needed than counted")]
struct TooFew;
