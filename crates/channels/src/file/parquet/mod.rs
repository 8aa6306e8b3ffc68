//! Apache Parquet with any columns, a row group's batch at a time.
//!
//! Columns are taken as the Parquet schema tells them. Whatever wrote the file, its rows go through the mapping like
//! those of a table; files that Waterline wrote itself are told by their columns and read back exactly.

mod cell;

use super::guess::{self, Sample};
use super::mapping::{Cell, Mapping, Rows, distinct_names};
use super::open::{Input, Meter, Seekable};
use super::write::fields::{Field, Unfit, Value};
use super::write::is_own_csv as is_own;
use super::{Format, Opened, Options, ReadError, Reason, Record, Rejected};
use arrow_array::RecordBatch;
use cell::Held;
use desk::touch::Touch;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use std::collections::VecDeque;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Rows that are decoded together.
const BATCH: usize = 4096;

/// Opens a Parquet file.
///
/// # Errors
/// [`ReadError::Damaged`] where the file is not whole, [`ReadError::NoLog`] when no column holds times, and errors of
/// the mapping.
pub(super) fn open(input: Input, options: &Options) -> Result<Opened, ReadError> {
    let file = input.name().to_owned();
    let meter = input.meter().clone();
    let spool = input.seekable()?;
    let mut batches = Batches::open(&file, spool)?;
    let columns = distinct_names(batches.names.clone());
    let first = batches.next().transpose()?;
    let source = |format: Format| format.derived_source(columns.iter().map(String::as_str));
    let (meaning, mapping, shown, source) = if options.mapping.is_none() && is_own(&columns) {
        (Meaning::Own, None, Vec::new(), options.source.clone().unwrap_or_else(|| source(Format::Parquet)))
    } else {
        let sample = Sample { columns: columns.clone(), rows: first.as_ref().map(sample).unwrap_or_default() };
        let mapping: Mapping = guess::mapping(&sample, &file, options)?;
        let named = options.source.clone().or_else(|| mapping.source.clone());
        let source = named.unwrap_or_else(|| source(Format::Parquet));
        let rows = Rows::new(&mapping, &columns, &source, options.zone.as_deref())?;
        (Meaning::Mapped(Box::new(rows)), Some(mapping), sample.shown(), source)
    };
    let records = Records { file, batches, meter, meaning, batch: first, row: 0, number: 0, pending: VecDeque::new() };
    Ok(Opened { format: Format::Parquet, source, mapping, columns: shown, records: Box::new(records) })
}

/// The batches of a file.
struct Batches {
    file: String,
    names: Vec<String>,
    rows: u64,
    reader: Option<ParquetRecordBatchReader>,
    _spool: Seekable,
}

impl Batches {
    fn open(file: &str, spool: Seekable) -> Result<Batches, ReadError> {
        let opened = File::open(&spool.path).map_err(ReadError::io(file))?;
        // What some program noted about its own memory layout is of no use here.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let built = guarded(|| {
            let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(opened, options)?;
            let names: Vec<String> = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
            let rows = builder.metadata().file_metadata().num_rows();
            Ok((names, rows, builder.with_batch_size(BATCH).build()?))
        });
        let (names, rows, reader) = built.map_err(|reason| damaged(file, reason))?;
        let rows = u64::try_from(rows).unwrap_or_default();
        Ok(Batches { file: file.to_owned(), names, rows, reader: Some(reader), _spool: spool })
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut reader = self.reader.take()?;
        let next = guarded(|| Ok((reader.next().transpose()?, reader)));
        match next {
            Ok((batch, reader)) => {
                self.reader = Some(reader);
                batch.map(Ok)
            }
            Err(reason) => Some(Err(damaged(&self.file, reason))),
        }
    }
}

/// Runs the decoder, which is known to panic on some damaged files.
fn guarded<T>(decode: impl FnOnce() -> Result<T, parquet::errors::ParquetError>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(decode)) {
        Ok(Ok(decoded)) => Ok(decoded),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("it is damaged in a way that the decoder has no words for".into()),
    }
}

fn damaged(file: &str, reason: String) -> ReadError {
    let mend = "Export it again, and look whether the export went through.".into();
    ReadError::Damaged { file: file.to_owned(), format: Format::Parquet, reason, mend }
}

/// The rows of a batch as text.
fn sample(batch: &RecordBatch) -> Vec<Vec<Option<String>>> {
    let text = |held: Held<'_>| held.cell().text().map(|text| text.into_owned());
    (0..batch.num_rows())
        .map(|row| batch.columns().iter().map(|column| text(Held::of(column, row))).collect())
        .collect()
}

/// How rows become touches.
enum Meaning {
    /// Waterline wrote them: a column for each field.
    Own,
    /// A mapping says what the columns mean.
    Mapped(Box<Rows>),
}

/// Streams the records of a file.
struct Records {
    file: String,
    batches: Batches,
    meter: Meter,
    meaning: Meaning,
    batch: Option<RecordBatch>,
    row: usize,
    number: u64,
    /// Records of the row that was read last, not yet told.
    pending: VecDeque<Record>,
}

impl Iterator for Records {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(record) = self.pending.pop_front() {
                return Some(Ok(record));
            }
            let batch = self.batch.as_ref()?;
            if self.row < batch.num_rows() {
                let held: Vec<Held<'_>> = batch.columns().iter().map(|column| Held::of(column, self.row)).collect();
                self.row += 1;
                self.number += 1;
                self.meaning.records(&held, &self.file, self.number, &mut self.pending);
                continue;
            }
            self.meter.set_share(self.number, self.batches.rows);
            self.row = 0;
            self.batch = match self.batches.next().transpose() {
                Ok(batch) => batch,
                Err(error) => {
                    self.batch = None;
                    return Some(Err(error));
                }
            };
        }
    }
}

impl Meaning {
    /// What one row tells.
    fn records(&mut self, held: &[Held<'_>], file: &str, number: u64, told: &mut VecDeque<Record>) {
        let cells: Vec<Cell<'_>> = held.iter().map(Held::cell).collect();
        let raw = || {
            let texts: Vec<_> = cells.iter().map(|cell| cell.text().unwrap_or_default()).collect();
            texts.join(",")
        };
        match self {
            Meaning::Mapped(rows) => rows.touches(&cells, number as i64, |touch| {
                told.push_back(match touch {
                    Ok(touch) => Record::Touch(touch),
                    Err(fault) => Record::Rejected(fault.rejected(file, number, &raw())),
                });
            }),
            Meaning::Own => told.push_back(match own(&cells) {
                Ok(touch) => Record::Touch(touch),
                Err(unfit) => {
                    let reason = Reason::Malformed { what: unfit.to_string() };
                    Record::Rejected(Rejected::new(file, number, None, reason, &raw()))
                }
            }),
        }
    }
}

/// The touch that a row of ours was.
fn own(cells: &[Cell<'_>]) -> Result<Touch, Unfit> {
    let mut touch = Touch::default();
    for (cell, field) in cells.iter().zip(Field::ALL) {
        let value = match cell {
            Cell::Missing if field == Field::At => return Err(Unfit("at: the time is missing".into())),
            Cell::Missing => continue,
            Cell::Text(text) => Value::Text((*text).into()),
            Cell::Whole(number) => Value::Whole(*number),
            Cell::Number(number) => Value::Number(*number),
            Cell::Truth(flag) => Value::Flag(*flag),
            Cell::Moment(time) => Value::Moment(*time),
            Cell::Json(value) => Value::Text(value.to_string().into()),
        };
        field.set(&mut touch, value)?;
    }
    Ok(touch)
}
