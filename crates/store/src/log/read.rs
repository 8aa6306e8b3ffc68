//! Reading the rows of a segment, a row group at a time and only the columns asked for.

use super::files::{Object, Window};
use super::having::{Having, rows_with};
use super::schema;
use crate::error::Result;
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt64Type;
use arrow_schema::SchemaRef;
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowPredicateFn, ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder, RowFilter, RowSelection,
};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::statistics::Statistics;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of a column read at once when rows are read from end to end.
const AHEAD: usize = 64 << 10;
/// No header of a page is longer: the columns that have statistics have short ones.
const HEADER: usize = 4 << 10;

/// What a Parquet file says about itself.
#[derive(Clone, Debug)]
pub(crate) struct Footer(pub(crate) Arc<ParquetMetaData>);

impl Footer {
    /// Reads the footer; `pages` says whether to read where each page lies, which pays for few rows only.
    pub(crate) fn read(object: &Arc<Object>, pages: bool) -> Result<Footer> {
        let policy = if pages { PageIndexPolicy::Required } else { PageIndexPolicy::Skip };
        let reader = ParquetMetaDataReader::new()
            .with_column_index_policy(PageIndexPolicy::Skip)
            .with_offset_index_policy(policy);
        let whole = Columns { object: object.clone(), ahead: 0, windows: Mutex::default() };
        let footer = reader.parse_and_finish(&whole).map_err(|why| object.damaged(&why))?;
        Ok(Footer(Arc::new(footer)))
    }

    /// The rows of one journey. Reads the journeys of the row groups that can have it.
    pub(crate) fn rows_of_journey(&self, object: &Arc<Object>, journey: u64) -> Result<Vec<Range<u32>>> {
        let mut found = Vec::new();
        let mut first = 0;
        for (number, group) in self.0.row_groups().iter().enumerate() {
            let rows = group.num_rows() as u32;
            if spans(group.column(0).statistics(), journey) {
                let groups = number..number + 1;
                let mut reader = Rows::new(object.clone(), self.clone(), &schema::CODED, &["journey"], rows as usize);
                reader.groups = groups;
                let mut at = first;
                while let Some(batch) = reader.next()? {
                    let journeys = batch.column(0).as_primitive::<UInt64Type>().values();
                    let from = journeys.partition_point(|&other| other < journey) as u32;
                    let to = journeys.partition_point(|&other| other <= journey) as u32;
                    if from < to {
                        found.push(at + from..at + to);
                    }
                    at += batch.num_rows() as u32;
                }
            }
            first += rows;
        }
        Ok(found)
    }
}

/// Whether a column chunk of unsigned numbers can hold `value`.
fn spans(statistics: Option<&Statistics>, value: u64) -> bool {
    match statistics {
        Some(Statistics::Int64(statistics)) => {
            let bounds = statistics.min_opt().zip(statistics.max_opt());
            bounds.is_none_or(|(low, high)| (low.cast_unsigned()..=high.cast_unsigned()).contains(&value))
        }
        _ => true,
    }
}

/// The rows of a segment, batch by batch; no batch spans two row groups.
#[derive(Debug)]
pub(crate) struct Rows {
    object: Arc<Object>,
    footer: Footer,
    schema: SchemaRef,
    columns: Vec<usize>,
    batch_rows: usize,
    groups: Range<usize>,
    /// Row number at which the next group begins.
    group_begins: u32,
    /// Leave out the columns of which a row group has nothing.
    filled_only: bool,
    /// Only these rows, ascending; all where `None`.
    only: Option<Vec<Range<u32>>>,
    /// Only rows with at least one of these; all where it is empty.
    any_of: Arc<[Having]>,
    current: Option<ParquetRecordBatchReader>,
}

impl Rows {
    /// All rows of the columns `names` (all columns where it is empty), words as `schema` says.
    pub(crate) fn new(
        object: Arc<Object>,
        footer: Footer,
        schema: &SchemaRef,
        names: &[&str],
        batch_rows: usize,
    ) -> Rows {
        let wanted = |name: &String| names.is_empty() || names.contains(&name.as_str());
        let fields = schema.fields().iter().enumerate();
        let columns = fields.filter(|(_, field)| wanted(field.name())).map(|(at, _)| at).collect();
        let groups = 0..footer.0.num_row_groups();
        let schema = schema.clone();
        Rows {
            object,
            footer,
            schema,
            columns,
            batch_rows,
            groups,
            group_begins: 0,
            filled_only: false,
            only: None,
            any_of: Arc::default(),
            current: None,
        }
    }

    /// Leaves columns out of the batches of a row group that has nothing in them, instead of reading nothing.
    pub(crate) fn filled_only(self) -> Rows {
        Rows { filled_only: true, ..self }
    }

    /// Keeps to some rows, given as ascending ranges.
    pub(crate) fn only(mut self, rows: Vec<Range<u32>>) -> Rows {
        self.only = Some(rows);
        self
    }

    /// Keeps to the rows that have at least one of these; to all, where there are none.
    pub(crate) fn any_of(mut self, any_of: &Arc<[Having]>) -> Rows {
        self.any_of = any_of.clone();
        self
    }

    /// The columns that tell which rows are kept.
    fn told(&self) -> impl Iterator<Item = usize> {
        let tells = |name: &String| self.any_of.iter().any(|having| name == having.column());
        self.schema.fields().iter().enumerate().filter(move |(_, field)| tells(field.name())).map(|(at, _)| at)
    }

    /// The next batch; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            if let Some(batch) = self.current.as_mut().and_then(Iterator::next) {
                return batch.map(Some).map_err(|why| self.object.damaged(&why));
            }
            let Some(group) = self.groups.next() else { return Ok(None) };
            self.current = self.open(group)?;
        }
    }

    fn open(&mut self, group: usize) -> Result<Option<ParquetRecordBatchReader>> {
        let meta = self.footer.0.row_group(group);
        let rows = meta.num_rows() as u32;
        let begins = self.group_begins;
        self.group_begins += rows;
        let selection = match &self.only {
            None => None,
            Some(only) => {
                let within = |range: &Range<u32>| {
                    let from = range.start.clamp(begins, begins + rows) - begins;
                    let to = range.end.clamp(begins, begins + rows) - begins;
                    (from < to).then_some(from as usize..to as usize)
                };
                let ranges: Vec<_> = only.iter().filter_map(within).collect();
                if ranges.is_empty() {
                    return Ok(None);
                }
                Some(RowSelection::from_consecutive_ranges(ranges.into_iter(), rows as usize))
            }
        };
        let options = ArrowReaderOptions::new().with_schema(self.schema.clone());
        let damaged = |why: ParquetError| self.object.damaged(&why);
        let metadata = ArrowReaderMetadata::try_new(self.footer.0.clone(), options).map_err(damaged)?;
        let is_filled = |&column: &usize| {
            let nothing = meta.column(column).statistics().and_then(Statistics::null_count_opt);
            !self.filled_only || nothing != Some(u64::from(rows))
        };
        let wanted: Vec<usize> = self.columns.iter().copied().filter(is_filled).collect();
        let told: Vec<usize> = self.told().filter(is_filled).collect();
        if told.is_empty() && !self.any_of.is_empty() {
            return Ok(None);
        }
        let windows = wanted.iter().chain(told.iter().filter(|column| !wanted.contains(column))).map(|&column| {
            let (from, length) = meta.column(column).byte_range();
            (from..from + length, Window::default())
        });
        let ahead = if selection.is_some() { 0 } else { AHEAD };
        let columns = Columns { object: self.object.clone(), ahead, windows: Mutex::new(windows.collect()) };
        let roots = |columns: &[usize]| ProjectionMask::roots(metadata.parquet_schema(), columns.iter().copied());
        let (mask, told) = (roots(&wanted), (!told.is_empty()).then(|| roots(&told)));
        let mut builder = ParquetRecordBatchReaderBuilder::new_with_metadata(columns, metadata)
            .with_row_groups(vec![group])
            .with_projection(mask)
            .with_batch_size(self.batch_rows);
        if let Some(told) = told {
            let any_of = self.any_of.clone();
            let filter = ArrowPredicateFn::new(told, move |batch| Ok(rows_with(&any_of, &batch)));
            builder = builder.with_row_filter(RowFilter::new(vec![Box::new(filter)]));
        }
        if let Some(selection) = selection {
            builder = builder.with_row_selection(selection);
        }
        builder.build().map(Some).map_err(damaged)
    }
}

/// The bytes of some columns of a row group, each with a window that slides through it.
#[derive(Debug)]
struct Columns {
    object: Arc<Object>,
    ahead: usize,
    windows: Mutex<Vec<(Range<u64>, Window)>>,
}

impl Columns {
    fn with_window(&self, from: u64, read: impl FnOnce(&mut Window, u64) -> Result<Bytes>) -> ParquetResult<Bytes> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = match windows.iter_mut().find(|(range, _)| range.contains(&from)) {
            Some((range, window)) => read(window, range.end),
            None => read(&mut Window::default(), self.object.length),
        };
        bytes.map_err(|why| ParquetError::External(Box::new(why)))
    }
}

impl Length for Columns {
    fn len(&self) -> u64 {
        self.object.length
    }
}

impl ChunkReader for Columns {
    type T = Piece;

    fn get_read(&self, start: u64) -> ParquetResult<Piece> {
        self.with_window(start, |window, end| window.read_some(&self.object, start, HEADER, self.ahead, end)).map(Piece)
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        self.with_window(start, |window, end| window.read(&self.object, start, length, self.ahead, end))
    }
}

/// Bytes that are read from the front.
#[derive(Debug)]
pub(crate) struct Piece(Bytes);

impl Read for Piece {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = into.len().min(self.0.len());
        into[..count].copy_from_slice(&self.0.split_to(count));
        Ok(count)
    }
}
