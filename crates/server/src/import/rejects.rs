//! Rows that could not be read: a table beside the log, with line, column, reason and mend.

use crate::failure::Failure;
use channels::file::Rejected;
use channels::file::reject::Language;
use desk::touch::Touch;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use store::log::Reason;

/// The list of rejected rows; its file comes into being with the first of them.
pub(super) struct Rejects {
    /// `None`: they are only counted.
    path: Option<PathBuf>,
    language: Language,
    file: Option<BufWriter<File>>,
    reasons: BTreeMap<&'static str, (String, u64)>,
}

impl Rejects {
    /// A list that would be written to `path`, or only counts.
    pub(super) fn new(path: Option<PathBuf>, language: Language) -> Rejects {
        Rejects { path, language, file: None, reasons: BTreeMap::new() }
    }

    /// Where the list of a log lies unless said otherwise: beside it.
    pub(super) fn beside(log: &Path) -> PathBuf {
        let mut name = log.file_name().unwrap_or_default().to_os_string();
        name.push(".rejected.csv");
        log.with_file_name(name)
    }

    /// Adds a row.
    pub(super) fn add(&mut self, rejected: &Rejected) -> Result<(), Failure> {
        let reason = rejected.reason.text(self.language);
        let cells = [
            rejected.file.clone(),
            rejected.line.to_string(),
            rejected.column.clone().unwrap_or_default(),
            rejected.reason.code().to_owned(),
            reason.clone(),
            rejected.reason.mend(self.language).to_owned(),
            rejected.raw.clone(),
        ];
        let line: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        // One line for each kind of reason, with the first row's words as the example.
        self.reasons.entry(rejected.reason.code()).or_insert((reason, 0)).1 += 1;
        self.write(&line.join(","))
    }

    /// Adds a touch that the store refused.
    pub(super) fn add_refused(&mut self, log: &Path, touch: &Touch, of: &Reason) -> Result<(), Failure> {
        let reason = of.to_string();
        let row = serde_json::to_string(touch).unwrap_or_default();
        let cells = [&log.display().to_string(), "", "", "refused", &reason, "", &row].map(quoted);
        let erased = *of == Reason::Erased;
        self.reasons.entry(if erased { "erased" } else { "refused" }).or_insert((reason, 0)).1 += 1;
        // What was erased is not written down again.
        if erased { Ok(()) } else { self.write(&cells.join(",")) }
    }

    fn write(&mut self, line: &str) -> Result<(), Failure> {
        let Some(path) = &mut self.path else { return Ok(()) };
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                let file = create(path).map_err(|error| Failure::write(path, &error))?;
                let mut file = BufWriter::new(file);
                let header = writeln!(file, "file,line,column,code,reason,mend,row");
                header.map_err(|error| Failure::write(path, &error))?;
                self.file.insert(file)
            }
        };
        writeln!(file, "{line}").map_err(|error| Failure::write(path, &error))
    }

    /// Ends the list.
    pub(super) fn finish(mut self) -> Result<Finished, Failure> {
        if let (Some(file), Some(path)) = (&mut self.file, &self.path) {
            file.flush().map_err(|error| Failure::write(path, &error))?;
        }
        let mut reasons: Vec<_> = self.reasons.into_values().collect();
        reasons.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        Ok(Finished { file: self.path.filter(|_| self.file.is_some()), reasons })
    }
}

/// What came together in a list.
pub(super) struct Finished {
    /// Where it lies, if it was written.
    pub(super) file: Option<PathBuf>,
    /// Each reason and how often it was met, most frequent first.
    pub(super) reasons: Vec<(String, u64)>,
}

/// Beside the log, or in the current directory where nothing can be written there.
fn create(path: &mut PathBuf) -> std::io::Result<File> {
    File::create(&path).or_else(|error| {
        let here = path.file_name().map(PathBuf::from).ok_or(error)?;
        let file = File::create(&here)?;
        *path = here;
        Ok(file)
    })
}

/// A cell on one line: line ends and control characters would break the promise of one row a line.
fn quoted(cell: &str) -> String {
    let plain: String = cell.chars().map(|c| if c.is_control() && c != '\t' { ' ' } else { c }).collect();
    // A leading sign would make a spreadsheet compute the cell.
    let plain = if plain.starts_with(['=', '+', '-', '@']) { format!("'{plain}") } else { plain };
    if plain.contains([',', '"', '\t', '\'']) { format!("\"{}\"", plain.replace('"', "\"\"")) } else { plain }
}
