//! Touches written as files: each form can be read back by [`super::open`] without a mapping, into the same touches.
//!
//! What a form cannot say with its own words stands in fields called `waterline:NAME` (XES, OCEL) or in columns of
//! their own (CSV, Parquet), so that nothing is lost on the way. Two things no form promises: JSON has no way to write
//! an amount that is not a number (it reads back as missing), and times outside the years 0 to 9999 are refused.
//!
//! Touches come sorted by journey, as the store gives them; XES writes one trace for each run of one journey.

mod csv;
pub(crate) mod fields;
mod jsonl;
mod ocel;
mod parquet;
mod xes;

pub(crate) use csv::{is_own as is_own_csv, read_row as read_own_csv};
pub(crate) use ocel::keys as ocel_keys;
pub(crate) use xes::{OWN, is_kept, keys as xes_keys, phase_of};

use desk::time::Time;
use desk::touch::Touch;
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

/// The forms that touches can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// One JSON object a line.
    JsonLines,
    /// One row of columns for each touch.
    Csv,
    /// IEEE 1849 XES.
    Xes,
    /// OCEL 2.0 as JSON.
    OcelJson,
    /// Apache Parquet.
    Parquet,
}

impl Form {
    /// All forms.
    pub const ALL: [Form; 5] = [Form::JsonLines, Form::Csv, Form::Xes, Form::OcelJson, Form::Parquet];

    /// The word for it on the command line, also the usual ending of a file's name.
    pub fn word(self) -> &'static str {
        match self {
            Form::JsonLines => "jsonl",
            Form::Csv => "csv",
            Form::Xes => "xes",
            Form::OcelJson => "jsonocel",
            Form::Parquet => "parquet",
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

impl FromStr for Form {
    type Err = WriteError;

    fn from_str(word: &str) -> Result<Form, WriteError> {
        Form::ALL
            .into_iter()
            .find(|form| form.word() == word)
            .ok_or_else(|| WriteError::Form { found: word.to_owned() })
    }
}

/// Why touches cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The system says no.
    #[error("the export cannot be written: {0}. Look whether the disk is full and the folder may be written to.")]
    Io(#[from] io::Error),
    /// The Parquet writer says no.
    #[error("the export cannot be written as Parquet: {0}. Try another form, for example csv.")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    /// A time that cannot be written as four digits of a year.
    #[error("the touch {id:?} of {source_name:?} has a time outside the years 0 to 9999; correct it before exporting.")]
    Time {
        /// Its id.
        id: String,
        /// Its source.
        source_name: String,
    },
    /// No form has this name.
    #[error("{found:?} is not a form of export; use jsonl, csv, xes, jsonocel or parquet.")]
    Form {
        /// What was asked for.
        found: String,
    },
}

/// Writes one form.
trait Sink: Send {
    fn write(&mut self, touch: &Touch) -> Result<(), WriteError>;
    fn finish(self: Box<Self>) -> Result<(), WriteError>;
}

/// Writes touches, one after another, in bounded memory.
pub struct Writer {
    sink: Box<dyn Sink>,
}

impl Writer {
    /// Begins a file of touches in `out`.
    ///
    /// # Errors
    /// [`WriteError`] says in plain words what is wrong and what to do.
    pub fn new(form: Form, out: Box<dyn Write + Send>) -> Result<Writer, WriteError> {
        let out = io::BufWriter::with_capacity(256 * 1024, out);
        let sink: Box<dyn Sink> = match form {
            Form::JsonLines => Box::new(jsonl::JsonLines::new(out)),
            Form::Csv => Box::new(csv::Csv::new(out)?),
            Form::Xes => Box::new(xes::Xes::new(out)?),
            Form::OcelJson => Box::new(ocel::Ocel::new(out)?),
            Form::Parquet => Box::new(parquet::Parquet::new(out)?),
        };
        Ok(Writer { sink })
    }

    /// Writes one touch. Those of one journey come one after another.
    ///
    /// # Errors
    /// As [`Writer::new`].
    pub fn write(&mut self, touch: &Touch) -> Result<(), WriteError> {
        let writable = |time: Time| (0..=9999).contains(&time.day().year);
        if !writable(touch.at) || touch.received_at.is_some_and(|time| !writable(time)) {
            return Err(WriteError::Time { id: touch.id.clone(), source_name: touch.source.clone() });
        }
        self.sink.write(touch)
    }

    /// Ends the file. A file that was not ended is not whole.
    ///
    /// # Errors
    /// As [`Writer::new`].
    pub fn finish(self) -> Result<(), WriteError> {
        self.sink.finish()
    }
}

/// The output every form writes to.
type Out = io::BufWriter<Box<dyn Write + Send>>;
