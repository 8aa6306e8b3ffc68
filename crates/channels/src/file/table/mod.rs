//! Tables: CSV and its relatives with any delimiter, any encoding and any damage.
//!
//! Every line that is not empty comes out: in a touch, or in a rejected record. Rows that hold nothing but delimiters
//! count as empty.

#[cfg(test)]
mod exports;
mod layout;
mod lines;
#[cfg(test)]
mod tests;

use super::decode::Text;
use super::guess::{self, Sample};
use super::mapping::{Cell, Rows, TableLayout, distinct_names};
use super::open::Input;
use super::{Format, Opened, Options, ReadError, Reason, Record, Rejected, write};
use layout::Layout;
use lines::{Cells, Lines, Row, Shape};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, Chain, Cursor, Read};

/// A text whose beginning has been looked at.
type Replayed = Chain<Cursor<Vec<u8>>, Text>;

/// Opens a table.
///
/// # Errors
/// [`ReadError::NoLog`] when it has no times, errors of the mapping, and [`ReadError::Io`].
pub(super) fn open(input: Input, options: &Options) -> Result<Opened, ReadError> {
    let file = input.name().to_owned();
    let io_error = |error: io::Error| ReadError::io(&file)(error);
    let mut text = input.text();
    let mut beginning = Vec::new();
    text.by_ref().take(Sample::BYTES as u64).read_to_end(&mut beginning).map_err(io_error)?;
    let told = options.mapping.as_ref().map(|mapping| mapping.table.clone()).unwrap_or_default();
    let layout = Layout::of(&beginning, &told).map_err(io_error)?;
    let sample = sample(&beginning, &layout).map_err(io_error)?;
    let layout_name = || Format::Table.derived_source(sample.columns.iter().map(String::as_str));
    let (meaning, mapping, columns, source) = if options.mapping.is_none() && write::is_own_csv(&sample.columns) {
        (Meaning::Own, None, Vec::new(), options.source.clone().unwrap_or_else(layout_name))
    } else {
        let mut mapping = guess::mapping(&sample, &file, options)?;
        mapping.table = TableLayout { delimiter: Some(char::from(layout.delimiter)), header: Some(layout.header) };
        let source = options.source.clone().or_else(|| mapping.source.clone()).unwrap_or_else(layout_name);
        let rows = Rows::new(&mapping, &sample.columns, &source, options.zone.as_deref())?;
        (Meaning::Mapped(Box::new(rows)), Some(mapping), sample.shown(), source)
    };
    let records = TableRecords {
        lines: Lines::new(Cursor::new(beginning).chain(text), layout.delimiter, layout.end_of_line),
        cells: Cells::new(layout.delimiter, layout.end_of_line),
        header_left: layout.header,
        preamble_left: layout.preamble,
        meaning,
        file,
        place: 0,
        pending: VecDeque::new(),
        layout,
    };
    Ok(Opened { format: Format::Table, source, mapping, columns, records: Box::new(records) })
}

/// The names of the columns and the first rows.
fn sample(beginning: &[u8], layout: &Layout) -> io::Result<Sample> {
    let mut lines = Lines::new(beginning, layout.delimiter, layout.end_of_line);
    let mut cells = Cells::new(layout.delimiter, layout.end_of_line);
    let mut sample = Sample::default();
    let mut seen = 0;
    while let Some(row) = lines.next()? {
        let text = cleaned(lines.bytes(&row));
        let row = cells.split(&text, row.shape);
        if is_empty(&row) {
            continue;
        }
        seen += 1;
        if seen <= layout.preamble || row.len() < layout.width && !layout.short_rows {
            continue;
        }
        if sample.columns.is_empty() {
            sample.columns = named(&row, layout);
            if layout.header {
                continue;
            }
        }
        if sample.rows.len() == Sample::ROWS {
            break;
        }
        let row = row.into_iter().take(layout.width);
        sample.rows.push(row.map(|cell| Some(cell.to_owned()).filter(|cell| !cell.is_empty())).collect());
    }
    Ok(sample)
}

fn named(row: &[&str], layout: &Layout) -> Vec<String> {
    let name = |(index, cell): (usize, &&str)| match cell.trim() {
        name if layout.header && !name.is_empty() => name.to_owned(),
        _ => format!("column {}", index + 1),
    };
    distinct_names(row.iter().enumerate().map(name))
}

/// The row as text. Zero bytes are what some exports put for nothing.
fn cleaned(bytes: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(bytes);
    if memchr::memchr(0, bytes).is_some() { Cow::Owned(text.replace('\0', "")) } else { text }
}

fn is_empty(row: &[&str]) -> bool {
    row.iter().all(|cell| cell.trim().is_empty())
}

/// How cells become a touch.
enum Meaning {
    /// By a mapping.
    Mapped(Box<Rows>),
    /// The table was written by Waterline: a column for each field of a touch.
    Own,
}

/// The records of a table.
struct TableRecords {
    lines: Lines<Replayed>,
    cells: Cells,
    layout: Layout,
    meaning: Meaning,
    file: String,
    preamble_left: usize,
    header_left: bool,
    place: i64,
    /// Records of the row that was read last, not yet told.
    pending: VecDeque<Record>,
}

impl TableRecords {
    /// The first record of one row, the others being kept; `None` for empty rows and the header.
    fn record(&mut self, row: &Row) -> Option<Record> {
        let text = cleaned(self.lines.bytes(row));
        let rejected =
            |reason: Reason| Some(Record::Rejected(Rejected::new(&self.file, row.line, None, reason, &text)));
        match row.shape {
            Shape::OpenQuote => return rejected(Reason::OpenQuote),
            Shape::TooLong => return rejected(Reason::TooLong),
            Shape::Plain | Shape::Quoted => {}
        }
        let cells = self.cells.split(&text, row.shape);
        if is_empty(&cells) {
            return None;
        }
        let (found, expected) = (cells.len(), self.layout.width);
        if self.preamble_left > 0 {
            self.preamble_left -= 1;
            let found = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
            return rejected(Reason::Cells { found, expected });
        }
        if self.header_left {
            self.header_left = false;
            return None;
        }
        self.place += 1;
        if text.contains(Text::BROKEN) {
            let encoding = self.lines.text().get_ref().1.encoding().to_owned();
            return rejected(Reason::BadBytes { encoding });
        }
        let too_many = found > expected && !is_empty(&cells[expected..]);
        let too_few = found < expected && !self.layout.short_rows;
        if too_many || too_few {
            return rejected(Reason::Cells { found, expected });
        }
        let cells = &cells[..expected.min(found)];
        Some(match &mut self.meaning {
            Meaning::Mapped(rows) => {
                let cells: Vec<Cell<'_>> = cells.iter().copied().map(Cell::Text).collect();
                rows.touches(&cells, self.place, |told| {
                    self.pending.push_back(match told {
                        Ok(touch) => Record::Touch(touch),
                        Err(fault) => Record::Rejected(fault.rejected(&self.file, row.line, &text)),
                    });
                });
                return self.pending.pop_front();
            }
            Meaning::Own => match write::read_own_csv(cells) {
                Ok(touch) => Record::Touch(touch),
                Err(unfit) => return rejected(Reason::Malformed { what: unfit.0 }),
            },
        })
    }
}

impl Iterator for TableRecords {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(record) = self.pending.pop_front() {
                return Some(Ok(record));
            }
            match self.lines.next() {
                Err(error) => return Some(Err(ReadError::Io { file: self.file.clone(), source: error })),
                Ok(None) => return None,
                Ok(Some(row)) => {
                    if let Some(record) = self.record(&row) {
                        return Some(Ok(record));
                    }
                }
            }
        }
    }
}
