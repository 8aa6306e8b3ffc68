//! JSON Lines: the JSON form of a touch, one a line.
//!
//! A touch without an id gets one from what it says; of equal ones that follow one another each is a touch of its own.

use super::decode::Text;
use super::open::Input;
use super::{Format, Opened, Options, ReadError, Reason, Record, Rejected};
use desk::id::derived_touch_id;
use desk::touch::{Touch, VERSION};
use serde_json::error::Category;
use std::io::{BufRead, BufReader, Read};

/// The source of touches that name none.
const SOURCE: &str = "touches";
/// Longer lines are put aside without being read into memory.
const LONGEST: u64 = 16 * 1024 * 1024;

/// Opens a file of touches.
///
/// # Errors
/// None of its own: what cannot be read is rejected line by line.
pub(super) fn open(input: Input, options: &Options) -> Result<Opened, ReadError> {
    let file = input.name().to_owned();
    let source = options.source.clone().unwrap_or_else(|| SOURCE.to_owned());
    let lines = Lines {
        file,
        input: BufReader::with_capacity(256 * 1024, input.text()),
        source: source.clone(),
        number: 0,
        line: Vec::new(),
        last: Vec::new(),
        twins: 0,
        ended: false,
    };
    Ok(Opened { format: Format::JsonLines, source, mapping: None, records: Box::new(lines) })
}

struct Lines {
    file: String,
    input: BufReader<Text>,
    source: String,
    number: u64,
    line: Vec<u8>,
    /// The last line without an id, and how many equal ones came before it.
    last: Vec<u8>,
    twins: u32,
    ended: bool,
}

impl Iterator for Lines {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            self.line.clear();
            self.number += 1;
            let read = self.input.by_ref().take(LONGEST).read_until(b'\n', &mut self.line);
            match read {
                Err(source) => {
                    self.ended = true;
                    return Some(Err(ReadError::Io { file: self.file.clone(), source }));
                }
                Ok(0) => self.ended = true,
                Ok(_) if !self.line.ends_with(b"\n") && self.line.len() as u64 == LONGEST => {
                    return Some(self.skip_line().map(|()| self.rejected(None, Reason::TooLong)));
                }
                Ok(_) if self.line.trim_ascii().is_empty() => {}
                Ok(_) => return Some(Ok(self.record())),
            }
        }
        None
    }
}

impl Lines {
    /// Passes over the rest of a line that is too long.
    fn skip_line(&mut self) -> Result<(), ReadError> {
        self.input.skip_until(b'\n').map(|_| ()).map_err(ReadError::io(&self.file))
    }

    fn rejected(&self, column: Option<&str>, reason: Reason) -> Record {
        let begin = &self.line[..self.line.len().min(2 * Rejected::RAW_LIMIT)];
        let raw = String::from_utf8_lossy(begin);
        Record::Rejected(Rejected::new(&self.file, self.number, column, reason, raw.trim_end()))
    }

    fn record(&mut self) -> Record {
        let Ok(text) = std::str::from_utf8(&self.line) else {
            return self.rejected(None, Reason::BadBytes { encoding: "UTF-8".into() });
        };
        if text.contains(Text::BROKEN) {
            return self.rejected(None, Reason::BadBytes { encoding: self.input.get_ref().encoding().into() });
        }
        match touch_of(text.trim()) {
            Ok(touch) => Record::Touch(self.completed(touch)),
            Err((column, reason)) => self.rejected(column.as_deref(), reason),
        }
    }

    fn completed(&mut self, mut touch: Touch) -> Touch {
        touch.v = touch.v.max(1);
        if touch.source.is_empty() {
            touch.source.clone_from(&self.source);
        }
        if touch.id.is_empty() {
            let said = self.line.trim_ascii();
            if self.last == said {
                self.twins += 1;
            } else {
                self.last.clear();
                self.last.extend_from_slice(said);
                self.twins = 0;
            }
            touch.id = derived_touch_id(said, self.twins);
        }
        touch
    }
}

/// The touch a text says, as it says it, or the field at fault and why.
pub(crate) fn touch_of(text: &str) -> Result<Touch, (Option<String>, Reason)> {
    // A touch has no default time: one that names none is not from 1970.
    match serde_json::from_str::<Touch>(text) {
        Ok(touch) if touch.v > VERSION => {
            let what =
                format!("version {} of touches is newer than this program knows ({VERSION}); update it", touch.v);
            Err((Some("v".to_owned()), Reason::Malformed { what }))
        }
        Ok(touch) if touch.at == desk::time::Time::default() && !has_time(text) => {
            Err((Some("at".to_owned()), Reason::NoTime))
        }
        Ok(touch) => Ok(touch),
        Err(error) => Err((field_of(&error, text), Reason::Malformed { what: what_is_wrong(&error) })),
    }
}

fn has_time(text: &str) -> bool {
    let object: Result<std::collections::BTreeMap<&str, serde::de::IgnoredAny>, _> = serde_json::from_str(text);
    object.is_ok_and(|object| object.contains_key("at"))
}

/// The reader's complaint in words, with the column; the line is told beside it.
fn what_is_wrong(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    match error.classify() {
        Category::Eof => format!("column {}: the line ends in the middle of the touch", error.column()),
        Category::Syntax => format!("column {}: this is no JSON: {said}", error.column()),
        Category::Data | Category::Io => format!("column {}: {said}", error.column()),
    }
}

/// The name of the field in which a value is wrong: the last key before the place of the error.
fn field_of(error: &serde_json::Error, text: &str) -> Option<String> {
    if error.classify() != Category::Data {
        return None;
    }
    let said = error.to_string();
    if let Some(name) = said.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) {
        return Some(name.to_owned());
    }
    let before = &text.as_bytes()[..error.column().min(text.len())];
    let before = std::str::from_utf8(before).or_else(|cut| std::str::from_utf8(&before[..cut.valid_up_to()])).ok()?;
    let colon = before.match_indices("\":").last()?.0;
    let key = &before[..colon];
    Some(key[key.rfind('"')? + 1..].to_owned())
}
