//! Logs as files: open any of them and take out touches.
//!
//! [`open`] looks at the content (packing, encoding, format), reads or guesses the [`mapping`], and gives a [`Log`]: an
//! iterator that streams in bounded memory. A line that cannot be understood becomes a [`Record::Rejected`] with its
//! line number, the reason and the mend; it never ends the reading. An `Err` ends it.
//!
//! A format's reader gets an [`open::Input`] and gives an [`Opened`]. Formats with named columns or attributes turn
//! their rows into touches with [`mapping::Rows`], so that one mapping means the same in all of them.

mod archive;
pub mod decode;
mod format;
pub mod guess;
pub(crate) mod json;
pub mod mapping;
mod ocel;
pub mod open;
mod parquet;
pub mod reject;
mod spreadsheet;
pub mod table;
pub mod write;
mod xes;

use desk::touch::Touch;
use guess::Column;
use mapping::Mapping;
pub use open::open;
pub use reject::{ReadError, Reason, Rejected};
use std::fmt;

/// What the person who opens a log may say about it.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The name of the source; wins over the mapping's own.
    pub source: Option<String>,
    /// Which column means what; guessed where none is given. Formats that carry touches as they are need none.
    pub mapping: Option<Mapping>,
    /// The IANA name of the zone of times that name none; wins over the mapping's own. UTC where neither says.
    pub zone: Option<String>,
}

/// The formats that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Rows of columns: CSV, TSV, semicolons, pipes.
    Table,
    /// IEEE 1849 XES.
    Xes,
    /// OCEL 2.0 as JSON.
    OcelJson,
    /// OCEL 2.0 as XML.
    OcelXml,
    /// OCEL 2.0 as an SQLite file.
    OcelSqlite,
    /// Touches in their JSON form, one a line or in a list.
    JsonLines,
    /// Objects of any shape, likewise.
    Json,
    /// Apache Parquet with any columns.
    Parquet,
}

impl Format {
    /// The short word that stands in derived source names and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Xes => "xes",
            Format::OcelJson => "ocel-json",
            Format::OcelXml => "ocel-xml",
            Format::OcelSqlite => "ocel-sqlite",
            Format::JsonLines => "jsonl",
            Format::Json => "json",
            Format::Parquet => "parquet",
        }
    }

    /// The name of the source of a log that was given none: told from its layout (`columns`: the names of columns or
    /// types, or whatever stays the same between the parts of one log), never from the name of its file.
    pub fn derived_source<'a>(self, columns: impl IntoIterator<Item = &'a str>) -> String {
        let mut layout = Vec::new();
        for column in columns {
            layout.extend_from_slice(column.as_bytes());
            layout.push(0);
        }
        format!("{}-{:08x}", self.word(), xxhash_rust::xxh3::xxh3_64(&layout) as u32)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

/// One line, row or event of a log.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "nearly all records are touches; a box for each would cost more")]
pub enum Record {
    /// It was understood.
    Touch(Touch),
    /// It was not.
    Rejected(Rejected),
}

/// What a format's reader streams.
pub type Records = Box<dyn Iterator<Item = Result<Record, ReadError>> + Send>;

/// What a format's reader gives once it has looked at the beginning of its input.
pub struct Opened {
    /// The format it turned out to be.
    pub format: Format,
    /// The source its touches carry. For [`Format::JsonLines`] the one used where a touch names none.
    pub source: String,
    /// The mapping in use, given or guessed. `None` where the format carries touches as they are.
    pub mapping: Option<Mapping>,
    /// The columns the mapping chooses from, as they stand in the log.
    pub columns: Vec<Column>,
    /// The records in the order of the file.
    pub records: Records,
}

/// An open log: an iterator over its records.
pub struct Log {
    format: Format,
    source: String,
    mapping: Option<Mapping>,
    columns: Vec<Column>,
    meter: open::Meter,
    position: u64,
    records: Records,
}

impl Log {
    /// The format it is read as; that of the first member where an archive holds several.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The source its touches carry.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The mapping in use, given or guessed; `None` where the format carries touches as they are.
    pub fn mapping(&self) -> Option<&Mapping> {
        self.mapping.as_ref()
    }

    /// The columns seen at the beginning of the log, in its order; those of the first member where an archive holds
    /// several, none where the format carries touches as they are.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Bytes of the file read so far, and in all, as they lie on the disk (packed).
    pub fn bytes(&self) -> (u64, u64) {
        self.meter.read_and_total()
    }

    /// How many records have been taken out so far. The same file opened again with the same options gives the same
    /// records in the same order, so an import that stopped at `n` goes on with [`Log::skip_to`]`(n)`.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Reads over records until `position` of them have been taken out, or the log ends.
    pub fn skip_to(&mut self, position: u64) -> Result<(), ReadError> {
        while self.position < position {
            match self.next() {
                None => break,
                Some(Err(error)) => return Err(error),
                Some(Ok(_)) => {}
            }
        }
        Ok(())
    }
}

impl Iterator for Log {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = self.records.next()?;
        self.position += u64::from(record.is_ok());
        Some(record)
    }
}
