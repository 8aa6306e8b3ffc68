//! Spreadsheets (.xlsx): each sheet is written out as a table of text and read as one.
//!
//! The copy among the temporary files keeps memory bounded: cells come one by one, and only texts that a workbook shares
//! among its cells are held.

use super::ReadError;
use super::open::{Input, Meter, Seekable};
use calamine::{DataType, ExcelDateTime, Reader, Xlsx, XlsxError};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// Widest sheet that the format knows.
const MOST_COLUMNS: usize = 16_384;

type Source = BufReader<File>;

/// Whether what begins so, and is not an archive of logs, is a workbook.
pub(super) fn is_one(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// A sheet of a workbook, not yet read.
pub(super) struct Sheet {
    /// The file, and after a colon the sheet: what people are told.
    pub(super) shown: String,
    name: String,
    workbook: Arc<Seekable>,
}

/// The sheets of a workbook, in its order.
///
/// # Errors
/// [`ReadError::NoLog`] where it is damaged, [`ReadError::Io`].
pub(super) fn sheets(workbook: Seekable, shown: &str) -> Result<Vec<Sheet>, ReadError> {
    let names = guarded(shown, || Ok(open(&workbook)?.sheet_names()))?;
    let workbook = Arc::new(workbook);
    let sheet = |name: String| Sheet { shown: format!("{shown}:{name}"), name, workbook: workbook.clone() };
    Ok(names.into_iter().map(sheet).collect())
}

impl Sheet {
    /// The sheet as a table of text, one line for each of its rows; none where it holds nothing.
    ///
    /// # Errors
    /// As [`sheets`].
    pub(super) fn input(&self, meter: &Meter) -> Result<Option<Input>, ReadError> {
        let table = guarded(&self.shown, || self.table())?;
        let (file, length) = table.finish().map_err(ReadError::io(&self.shown))?;
        if length == 0 {
            return Ok(None);
        }
        let stream = Told { inner: file, read: 0, length, meter: meter.clone() };
        Input::new(self.shown.clone(), Box::new(stream), meter.clone(), None).map(Some)
    }

    fn table(&self) -> Result<Table, XlsxError> {
        let mut workbook = open(&self.workbook)?;
        // Most sheets are as wide as their first row.
        let first = table(&mut workbook, &self.name, 0)?;
        if first.ragged { table(&mut workbook, &self.name, first.widest) } else { Ok(first) }
    }
}

fn open(workbook: &Seekable) -> Result<Xlsx<Source>, XlsxError> {
    Xlsx::new(BufReader::new(File::open(&workbook.path)?))
}

/// A sheet, at least `width` columns wide.
fn table(workbook: &mut Xlsx<Source>, sheet: &str, width: usize) -> Result<Table, XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(sheet)?;
    let mut table = Table::new(width)?;
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        table.cell(row as usize, column as usize, cell.get_value())?;
    }
    if table.column > 0 {
        table.end_row()?;
    }
    Ok(table)
}

/// A table as it is written.
struct Table {
    out: BufWriter<File>,
    /// Rows are filled up to so many columns: to those of the first row with cells where it is not known.
    width: usize,
    /// Titles and notes before the table stay as short as they are.
    begun: bool,
    widest: usize,
    /// Some row was wider than the rows before it were filled up to.
    ragged: bool,
    /// The row that is being written, and its cells so far.
    row: usize,
    column: usize,
}

impl Table {
    fn new(width: usize) -> io::Result<Table> {
        let out = BufWriter::new(tempfile::tempfile()?);
        Ok(Table { out, width, begun: false, widest: 0, ragged: false, row: 0, column: 0 })
    }

    /// Writes one cell; cells come row by row, each from left to right. What stands outside the format's bounds or comes
    /// out of order is damage and passed over.
    fn cell(&mut self, row: usize, column: usize, cell: &impl DataType) -> io::Result<()> {
        if row < self.row || column >= MOST_COLUMNS || row == self.row && column < self.column {
            return Ok(());
        }
        let text = written(cell);
        if text.is_empty() {
            return Ok(());
        }
        while self.row < row {
            self.end_row()?;
        }
        // The cell's own delimiter stands before it, but for the first.
        for _ in self.column.max(1)..=column {
            self.out.write_all(b",")?;
        }
        self.column = column + 1;
        quoted(&text, &mut self.out)
    }

    fn end_row(&mut self) -> io::Result<()> {
        if self.column > 0 {
            self.widest = self.widest.max(self.column);
            self.ragged |= self.width > 0 && self.column > self.width;
            self.width = if self.width == 0 { self.column } else { self.width };
            self.begun |= self.column * 2 > self.width;
            for _ in self.column..if self.begun { self.width } else { 0 } {
                self.out.write_all(b",")?;
            }
        }
        self.row += 1;
        self.column = 0;
        self.out.write_all(b"\n")
    }

    /// The text from its beginning, and how many bytes it has.
    fn finish(self) -> io::Result<(File, u64)> {
        let mut file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        let length = file.stream_position()?;
        file.rewind()?;
        Ok((file, length))
    }
}

/// The cell as it would stand in a table.
fn written(cell: &impl DataType) -> String {
    if let Some(text) = cell.get_string().or_else(|| cell.get_datetime_iso()).or_else(|| cell.get_duration_iso()) {
        text.replace('\0', "")
    } else if let Some(moment) = cell.get_datetime() {
        moment_written(&moment)
    } else if let Some(number) = cell.get_float() {
        number.to_string()
    } else if let Some(number) = cell.get_int() {
        number.to_string()
    } else {
        cell.get_bool().map_or_else(String::new, |truth| truth.to_string())
    }
}

/// A date, a time of day, both, or a length of time: whatever the number says.
fn moment_written(moment: &ExcelDateTime) -> String {
    const DAYS: std::ops::Range<f64> = 0.0..2_958_466.0;
    let days = moment.as_f64();
    if !DAYS.contains(&days) {
        return days.to_string();
    }
    let millis = (days * 86_400_000.0).round() as u64;
    let (hours, minutes, seconds) = (millis / 3_600_000, millis / 60_000 % 60, millis / 1000 % 60);
    let fraction = if millis.is_multiple_of(1000) { String::new() } else { format!(".{:03}", millis % 1000) };
    if moment.is_duration() || days < 1.0 {
        return format!("{hours:02}:{minutes:02}:{seconds:02}{fraction}");
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    match millis % 86_400_000 {
        0 => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {:02}:{minutes:02}:{seconds:02}{fraction}", hours % 24),
    }
}

fn quoted(text: &str, out: &mut impl Write) -> io::Result<()> {
    if text.contains(['"', ',', '\n', '\r', ';', '\t', '|']) {
        write!(out, "\"{}\"", text.replace('"', "\"\""))
    } else {
        out.write_all(text.as_bytes())
    }
}

/// Tells the meter how far the copy has been read.
struct Told {
    inner: File,
    read: u64,
    length: u64,
    meter: Meter,
}

impl Read for Told {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read += read as u64;
        self.meter.set_share(self.read, self.length);
        Ok(read)
    }
}

/// Damage that the reader of the format does not expect makes it panic; to whom the file belongs it is damage like any
/// other.
fn guarded<T>(shown: &str, read: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, ReadError> {
    let damaged = |error: &str| ReadError::NoLog {
        file: shown.to_owned(),
        missing: format!("the spreadsheet cannot be read ({error})"),
        mend: "Save the sheet as CSV (UTF-8) and import that.".into(),
    };
    match std::panic::catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(read)) => Ok(read),
        Ok(Err(XlsxError::Io(source))) => Err(ReadError::io(shown)(source)),
        Ok(Err(other)) => Err(damaged(&other.to_string())),
        Err(_) => Err(damaged("it breaks its own rules")),
    }
}
