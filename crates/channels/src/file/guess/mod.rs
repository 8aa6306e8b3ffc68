//! A mapping from nothing but the log: names of columns and what stands in them.
//!
//! Names only suggest; what stands in the first rows decides. Nothing is guessed that the content speaks against.

mod milestone;
mod profile;
mod roles;
mod time;
mod words;

use super::mapping::Mapping;
use super::{Options, ReadError};
use profile::Profile;
use roles::Found;
pub(crate) use words::is_known_name;

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

    /// The columns in the order of the log, each with the first different things that stand in it.
    pub fn shown(&self) -> Vec<Column> {
        let column = |(place, name): (usize, &String)| {
            let mut examples: Vec<String> = Vec::new();
            for cell in self.rows.iter().take(Column::ROWS).filter_map(|row| row.get(place)?.as_deref()) {
                let text: String = cell.chars().take(Column::CHARACTERS).collect();
                if examples.len() < Column::EXAMPLES && !text.trim().is_empty() && !examples.contains(&text) {
                    examples.push(text);
                }
            }
            Column { name: name.clone(), examples }
        };
        self.columns.iter().enumerate().map(column).collect()
    }
}

/// A column as people are shown it, so that they can say what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What stands in it: different texts, the first characters of each.
    pub examples: Vec<String>,
}

impl Column {
    const ROWS: usize = 1_000;
    const EXAMPLES: usize = 3;
    const CHARACTERS: usize = 60;
}

/// The mapping of a log: the given one with what it leaves open filled in, or a guessed one. It states the zone that
/// [`Options::zone`] gives, else its own, else UTC.
///
/// `file` is what people are told.
///
/// # Errors
/// [`ReadError::NoLog`] when no column says when things happened; errors of the given mapping.
pub fn mapping(sample: &Sample, file: &str, options: &Options) -> Result<Mapping, ReadError> {
    let marks = options.mapping.as_ref().and_then(|mapping| mapping.missing.clone());
    let marks = marks.unwrap_or_else(|| Mapping::MISSING.map(str::to_owned).to_vec());
    let is_missing = |text: &str| text.is_empty() || (text.len() <= 16 && marks.iter().any(|mark| mark == text));
    let mut mapping = match &options.mapping {
        Some(given) => completed(given, sample, is_missing)?,
        None => {
            let profiles = Profile::all(sample, is_missing);
            Found::new(&sample.columns, &profiles).mapping().ok_or_else(|| no_log(sample, file))?
        }
    };
    mapping.missing = Some(marks);
    mapping.source = options.source.clone().or(mapping.source);
    let zone = options.zone.clone().or(mapping.at.zone).unwrap_or_else(|| "UTC".to_owned());
    mapping.at.zone = Some(zone);
    Ok(mapping)
}

/// Finds out how times are written where a given mapping does not say.
fn completed(given: &Mapping, sample: &Sample, is_missing: impl Fn(&str) -> bool) -> Result<Mapping, ReadError> {
    given.check_columns(&sample.columns)?;
    let mut mapping = given.clone();
    match &mapping.at.column {
        Some(column) if mapping.at.formats.is_empty() => {
            let profiles = Profile::all(sample, is_missing);
            mapping.at.formats.extend(Found::new(&sample.columns, &profiles).format_of(column));
        }
        None if mapping.at.always.is_none() && mapping.milestone.is_empty() => {
            let reason = "it does not say where the time stands; add [at] with column = \"...\", or always = \"...\"";
            return Err(ReadError::Mapping { reason: reason.to_owned() });
        }
        None if mapping.at.formats.is_empty() && !mapping.milestone.is_empty() => {
            let profiles = Profile::all(sample, is_missing);
            let found = Found::new(&sample.columns, &profiles);
            let moments = mapping.milestone.iter().filter(|milestone| milestone.unit.is_none());
            let formats = moments.filter_map(|milestone| found.format_of(&milestone.column));
            mapping.at.formats = milestone::distinct(formats);
        }
        _ => {}
    }
    Ok(mapping)
}

/// Whether a column is called like what names a case: a `ticket id`, a `单号`.
pub(crate) fn may_name_cases(column: &str) -> bool {
    words::Name::new(column).names(words::Role::Thread)
}

fn no_log(sample: &Sample, file: &str) -> ReadError {
    let columns = sample.columns.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    ReadError::NoLog {
        file: file.to_owned(),
        missing: "no column says when things happened".to_owned(),
        mend: format!(
            "If one does, write a mapping: a text file with the lines `[at]` and `column = \"its name\"`, and `thread = \
             \"...\"` above them for the case or order. For a list without times `[at]` and `always = \"2024-01-01\"` \
             gives all rows one. The columns are {columns}."
        ),
    }
}
