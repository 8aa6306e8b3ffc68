//! A segment: some of the touches of one period, sorted, in a Parquet file with an index beside it.

use super::files::{Files, Object, Written};
use super::index::Index;
use super::read::Footer;
use crate::error::Result;
use crate::transaction::Value;
use crate::values;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, OnceLock};

/// A segment as the manifest lists it.
///
/// Segments of one `run` follow each other by `part`: their touches are in order from the first part to the last.
#[derive(Debug, Default)]
pub(crate) struct Segment {
    pub(crate) name: String,
    pub(crate) period: i64,
    pub(crate) run: i64,
    pub(crate) part: i64,
    pub(crate) touches: u64,
    pub(crate) file: Written,
    pub(crate) index_file: Written,
    pub(crate) first_journey: u64,
    pub(crate) last_journey: u64,
    pub(crate) first_at: i64,
    pub(crate) last_at: i64,
    index: OnceLock<Arc<Index>>,
}

/// The row of a segment in the manifest.
pub(crate) type Listed = (String, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);

/// The text before the rows of an insertion into the manifest.
pub(crate) const INSERT: &str = "INSERT INTO segment (name, period, run, part, touches, bytes, checksum, index_bytes, \
     index_checksum, first_journey, last_journey, first_at, last_at)";

/// All segments of the manifest, run by run.
pub(crate) const SELECT: &str = "SELECT name, period, run, part, touches, bytes, checksum, index_bytes, \
     index_checksum, first_journey, last_journey, first_at, last_at FROM segment ORDER BY period, run, part";

impl Segment {
    /// A segment that has no touches yet.
    pub(crate) fn begun(name: String, period: i64, run: i64, part: i64) -> Segment {
        Segment { name, period, run, part, ..Segment::default() }
    }

    pub(crate) fn of_row(row: Listed) -> Segment {
        let word = i64::cast_unsigned;
        Segment {
            name: row.0,
            period: row.1,
            run: row.2,
            part: row.3,
            touches: word(row.4),
            file: Written { bytes: word(row.5), checksum: word(row.6) },
            index_file: Written { bytes: word(row.7), checksum: word(row.8) },
            first_journey: word(row.9),
            last_journey: word(row.10),
            first_at: row.11,
            last_at: row.12,
            index: OnceLock::default(),
        }
    }

    pub(crate) fn row(&self) -> [Value; 13] {
        values![
            self.name.as_str(),
            self.period,
            self.run,
            self.part,
            self.touches,
            self.file.bytes,
            self.file.checksum,
            self.index_file.bytes,
            self.index_file.checksum,
            self.first_journey,
            self.last_journey,
            self.first_at,
            self.last_at,
        ]
    }

    /// The names of its two files.
    pub(crate) fn file_names(&self) -> [String; 2] {
        file_names(&self.name)
    }

    /// Opens the Parquet file.
    pub(crate) fn open(&self, files: &Files) -> Result<Arc<Object>> {
        files.read(&self.file_names()[0]).map(Arc::new)
    }

    /// Its index, opened once.
    pub(crate) fn index(&self, files: &Files) -> Result<Arc<Index>> {
        if let Some(index) = self.index.get() {
            return Ok(index.clone());
        }
        let index = Arc::new(Index::open(files, &self.file_names()[1])?);
        Ok(self.index.get_or_init(|| index).clone())
    }

    /// Closes the index and gives the memory of its filter back.
    pub(crate) fn retire(&self, room: &AtomicUsize) {
        if let Some(index) = self.index.get() {
            index.release(room);
        }
    }

    /// The rows of one journey, as ranges of rows.
    pub(crate) fn rows_of_journey(
        &self,
        object: &Arc<Object>,
        footer: &Footer,
        journey: u64,
    ) -> Result<Vec<std::ops::Range<u32>>> {
        if journey < self.first_journey || journey > self.last_journey {
            return Ok(Vec::new());
        }
        footer.rows_of_journey(object, journey)
    }
}

/// The names of the two files of the segment `name`, below the directory of segments.
pub fn file_names(name: &str) -> [String; 2] {
    [format!("{name}.parquet"), format!("{name}.index")]
}
