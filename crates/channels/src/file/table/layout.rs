//! How the text of a table is laid out, found out from its beginning.

use super::lines::{Cells, Lines};
use crate::file::guess;
use crate::file::mapping::TableLayout;
use std::io;

/// What must be known to read a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    pub(super) delimiter: u8,
    pub(super) end_of_line: u8,
    /// Cells in a row.
    pub(super) width: usize,
    /// How many rows come before the header or, where there is none, before the first row: titles, notes.
    pub(super) preamble: usize,
    pub(super) header: bool,
    /// Short rows are a habit of this table, not damage.
    pub(super) short_rows: bool,
}

/// Rows that are looked at.
const ROWS: usize = 500;
/// A table where one row in this many is short is one that leaves out empty cells at the end.
const SHORT_HABIT: usize = 10;

impl Layout {
    /// Judges the beginning of a text. What `told` says is believed.
    pub(super) fn of(text: &[u8], told: &TableLayout) -> io::Result<Layout> {
        let end_of_line = if memchr::memchr(b'\n', text).is_none() && text.contains(&b'\r') { b'\r' } else { b'\n' };
        let told_delimiter = told.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok());
        let delimiters = told_delimiter.map_or_else(|| vec![b',', b';', b'\t', b'|'], |delimiter| vec![delimiter]);
        let mut best: Option<(f64, u8, Vec<Vec<String>>)> = None;
        for delimiter in delimiters {
            let rows = rows(text, delimiter, end_of_line)?;
            let score = regularity(&rows);
            if best.as_ref().is_none_or(|(best, ..)| score > *best) {
                best = Some((score, delimiter, rows));
            }
        }
        let (_, delimiter, rows) = best.unwrap_or_default();
        let width = usual_width(&rows);
        let width = without_trailing_delimiter(&rows, width);
        let preamble = preamble(&rows, width);
        let rows = &rows[preamble..];
        let header = told.header.unwrap_or_else(|| is_header(rows));
        let short = rows.iter().filter(|row| row.len() < width).count();
        let short_rows = short * SHORT_HABIT >= rows.len() && rows.len() > 1;
        Ok(Layout { delimiter, end_of_line, width, preamble, header, short_rows })
    }
}

fn rows(text: &[u8], delimiter: u8, end_of_line: u8) -> io::Result<Vec<Vec<String>>> {
    let mut lines = Lines::new(text, delimiter, end_of_line);
    let mut cells = Cells::new(delimiter, end_of_line);
    let mut rows = Vec::new();
    while let Some(row) = lines.next()? {
        let text = String::from_utf8_lossy(lines.bytes(&row));
        let row = cells.split(&text, row.shape);
        if row.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push(row.into_iter().map(str::to_owned).collect());
        }
        if rows.len() == ROWS {
            break;
        }
    }
    Ok(rows)
}

/// The number of cells that most rows have.
fn usual_width(rows: &[Vec<String>]) -> usize {
    let mut widths: Vec<usize> = rows.iter().map(Vec::len).collect();
    widths.sort_unstable();
    let longest_run = widths.chunk_by(|one, other| one == other).max_by_key(|run| (run.len(), run[0]));
    longest_run.map_or(0, |run| run[0])
}

/// Rows that all end in a delimiter that the header has not are one cell shorter than they look.
fn without_trailing_delimiter(rows: &[Vec<String>], width: usize) -> usize {
    let named = rows.first().map_or(0, Vec::len);
    let empty_end = |row: &Vec<String>| row.iter().skip(named).all(|cell| cell.trim().is_empty());
    if named > 1 && named + 1 == width && rows.iter().all(empty_end) { named } else { width }
}

/// How many rows come before the table: those that are shorter than it, and titles, which programs that write all rows
/// equally long fill up with empty cells, where a header follows.
fn preamble(rows: &[Vec<String>], width: usize) -> usize {
    let shorter = rows.iter().position(|row| row.len() >= width).unwrap_or(0);
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    let titles = rows[shorter..].iter().take_while(|row| filled(row) * 2 < width).count();
    let named = rows[shorter + titles..].first().is_some_and(|row| filled(row) * 2 >= width);
    if titles > 0 && named && is_header(&rows[shorter + titles..]) { shorter + titles } else { shorter }
}

/// How much the rows look like those of one table.
fn regularity(rows: &[Vec<String>]) -> f64 {
    let width = usual_width(rows);
    let share = rows.iter().filter(|row| row.len() == width).count() as f64 / rows.len().max(1) as f64;
    let begins_right = rows.first().is_some_and(|row| row.len() == width);
    share * share * (width as f64).ln() * if begins_right { 2.0 } else { 1.0 }
}

/// A header names things: it holds no numbers and no times, and no cell twice among its own column's first rows.
fn is_header(rows: &[Vec<String>]) -> bool {
    let Some((first, rest)) = rows.split_first() else { return false };
    let first: Vec<&str> = first.iter().map(|cell| cell.trim()).collect();
    if first.iter().any(|cell| guess::is_known_name(cell)) {
        return true;
    }
    let has_digits = |cell: &&str| cell.starts_with(|c: char| c.is_ascii_digit()) || cell.parse::<f64>().is_ok();
    if first.iter().any(has_digits) {
        return false;
    }
    let recurs = |(index, cell): (usize, &&str)| {
        !cell.is_empty() && rest.iter().any(|row| row.get(index).is_some_and(|other| other.trim() == *cell))
    };
    !first.iter().enumerate().any(recurs)
}
