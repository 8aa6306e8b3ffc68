//! Splits the text of a table into rows, without losing a byte: quoted cells may hold line breaks, and a quote that never
//! closes costs its own line only.

use memchr::{memchr, memchr2};
use std::io::{self, BufRead};
use std::ops::Range;

/// How a row came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// No quotes in it: cells are what stands between delimiters.
    Plain,
    /// Quotes in it, all closed.
    Quoted,
    /// A quote opens in it and does not close.
    OpenQuote,
    /// Longer than a row can be; only its beginning is kept.
    TooLong,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Where its bytes stand in [`Lines::bytes`], without the line's end.
    pub(super) range: Range<usize>,
    /// The line it begins in, from 1.
    pub(super) line: u64,
    /// How it came out.
    pub(super) shape: Shape,
}

/// The rows of a text.
pub(super) struct Lines<R> {
    text: R,
    delimiter: u8,
    end_of_line: u8,
    buffer: Vec<u8>,
    start: usize,
    ended: bool,
    line: u64,
}

impl<R: BufRead> Lines<R> {
    /// Rows with quotes are given up on at this length, rows without at four times it.
    pub(super) const LIMIT: usize = 1024 * 1024;

    /// `end_of_line` is `\n`, or `\r` for texts that have no other.
    pub(super) fn new(text: R, delimiter: u8, end_of_line: u8) -> Lines<R> {
        Lines { text, delimiter, end_of_line, buffer: Vec::new(), start: 0, ended: false, line: 1 }
    }

    /// The bytes that the last row's range points into.
    pub(super) fn bytes(&self, row: &Row) -> &[u8] {
        &self.buffer[row.range.clone()]
    }

    /// The text the rows come from.
    pub(super) fn text(&self) -> &R {
        &self.text
    }

    /// Reads more; says whether there was any.
    fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        let more = self.text.fill_buf()?;
        let length = more.len();
        self.buffer.extend_from_slice(more);
        self.text.consume(length);
        self.ended = length == 0;
        Ok(length > 0)
    }

    /// The next row, empty lines included.
    pub(super) fn next(&mut self) -> io::Result<Option<Row>> {
        if self.start > Self::LIMIT || self.start == self.buffer.len() {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        let Some(end) = self.end_of_first_line()? else { return self.too_long() };
        if end == self.start && self.ended && end == self.buffer.len() {
            return Ok(None);
        }
        if memchr(b'"', &self.buffer[self.start..end]).is_none() {
            return Ok(Some(self.row(end, Shape::Plain)));
        }
        Ok(Some(match self.end_of_quoted(end)? {
            Some(end) => self.row(end, Shape::Quoted),
            None => self.row(end, Shape::OpenQuote),
        }))
    }

    /// Takes the row that ends before `end`, and its line end, out of the buffer.
    fn row(&mut self, end: usize, shape: Shape) -> Row {
        let row = Row { range: self.start..end, line: self.line, shape };
        let within = &self.buffer[row.range.clone()];
        let breaks = if shape == Shape::Quoted { memchr::memchr_iter(self.end_of_line, within).count() } else { 0 };
        self.line += breaks as u64 + 1;
        self.start = (end + 1).min(self.buffer.len());
        let carriage = self.end_of_line == b'\n' && within.last() == Some(&b'\r');
        Row { range: row.range.start..end - usize::from(carriage), ..row }
    }

    /// The end of the line that begins at `start`; `None` when it is too long.
    fn end_of_first_line(&mut self) -> io::Result<Option<usize>> {
        let mut from = self.start;
        loop {
            if let Some(length) = memchr(self.end_of_line, &self.buffer[from..]) {
                return Ok(Some(from + length));
            }
            from = self.buffer.len();
            if from - self.start > 4 * Self::LIMIT {
                return Ok(None);
            }
            if !self.fill()? {
                return Ok(Some(self.buffer.len()));
            }
        }
    }

    /// Keeps the beginning of a line that is too long and reads over the rest of it.
    fn too_long(&mut self) -> io::Result<Option<Row>> {
        let kept = crate::file::Rejected::RAW_LIMIT * 2;
        self.buffer.drain(..self.start);
        self.start = 0;
        loop {
            if let Some(end) = memchr(self.end_of_line, &self.buffer[kept..]) {
                self.buffer.drain(kept..kept + end);
                break;
            }
            self.buffer.truncate(kept);
            if !self.fill()? {
                break;
            }
        }
        Ok(Some(self.row(kept, Shape::TooLong)))
    }

    /// The end of a row with quotes, whose first line ends at `first`; `None` when a quote stays open. A quote that
    /// closes in a later line must end its cell: otherwise it is the beginning of another cell, and the quote before
    /// it a stray one.
    fn end_of_quoted(&mut self, first: usize) -> io::Result<Option<usize>> {
        let mut at = self.start;
        loop {
            if self.byte(at)? == Some(b'"') {
                at += 1;
                loop {
                    let Some(quote) = self.find_quote(at)? else { return Ok(None) };
                    at = quote + 1;
                    match self.byte(at)? {
                        Some(b'"') => at += 1,
                        None | Some(b'\r') => break,
                        Some(byte) if byte == self.delimiter || byte == self.end_of_line => break,
                        Some(_) if quote > first => return Ok(None),
                        Some(_) => break,
                    }
                }
            }
            match self.find_end_of_cell(at)? {
                Some(end) if self.buffer[end] == self.delimiter => at = end + 1,
                Some(end) => return Ok(Some(end)),
                None => return Ok(Some(self.buffer.len())),
            }
        }
    }

    fn byte(&mut self, at: usize) -> io::Result<Option<u8>> {
        while at >= self.buffer.len() {
            if !self.fill()? {
                return Ok(None);
            }
        }
        Ok(Some(self.buffer[at]))
    }

    fn find_quote(&mut self, mut from: usize) -> io::Result<Option<usize>> {
        loop {
            let found = self.buffer.get(from..).and_then(|rest| memchr(b'"', rest));
            if let Some(length) = found {
                return Ok(Some(from + length).filter(|quote| quote - self.start <= Self::LIMIT));
            }
            from = from.max(self.buffer.len());
            if from - self.start > Self::LIMIT || !self.fill()? {
                return Ok(None);
            }
        }
    }

    fn find_end_of_cell(&mut self, mut from: usize) -> io::Result<Option<usize>> {
        loop {
            let found = self.buffer.get(from..).and_then(|rest| memchr2(self.delimiter, self.end_of_line, rest));
            if let Some(length) = found {
                return Ok(Some(from + length));
            }
            from = from.max(self.buffer.len());
            if !self.fill()? {
                return Ok(None);
            }
        }
    }
}

/// Splits rows into cells.
pub(super) struct Cells {
    delimiter: u8,
    reader: csv_core::Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Cells {
    pub(super) fn new(delimiter: u8, end_of_line: u8) -> Cells {
        let reader = csv_core::ReaderBuilder::new()
            .delimiter(delimiter)
            .terminator(csv_core::Terminator::Any(end_of_line))
            .build();
        Cells { delimiter, reader, text: Vec::new(), ends: Vec::new() }
    }

    /// The cells of one row, without quotes.
    pub(super) fn split<'a>(&'a mut self, row: &'a str, shape: Shape) -> Vec<&'a str> {
        let mut cells = Vec::with_capacity(self.ends.len().max(8));
        if shape == Shape::Plain {
            let mut start = 0;
            for end in memchr::memchr_iter(self.delimiter, row.as_bytes()) {
                cells.push(&row[start..end]);
                start = end + 1;
            }
            cells.push(&row[start..]);
            return cells;
        }
        let count = self.unquote(row.as_bytes());
        let text = &self.text;
        let mut start = 0;
        for end in &self.ends[..count] {
            // Cutting at ASCII delimiters keeps characters whole.
            cells.push(std::str::from_utf8(&text[start..*end]).unwrap_or_default());
            start = *end;
        }
        cells
    }

    fn unquote(&mut self, row: &[u8]) -> usize {
        self.reader.reset();
        self.text.resize(row.len() + 1, 0);
        let most = memchr::memchr_iter(self.delimiter, row).count() + 2;
        self.ends.resize(most.max(self.ends.len()), 0);
        let (_, _, written, ended) = self.reader.read_record(row, &mut self.text, &mut self.ends);
        // Telling the reader that nothing follows ends the last cell.
        let (_, _, _, last) = self.reader.read_record(&[], &mut self.text[written..], &mut self.ends[ended..]);
        ended + last
    }
}
