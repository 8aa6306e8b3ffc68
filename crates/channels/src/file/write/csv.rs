//! CSV with one column for each field of a touch.
//!
//! An empty cell says nothing. A text that is empty, or begins with a backslash, is written with a backslash before it,
//! so that it differs from a missing one. A text with characters that programs drop from tables is written as JSON, with
//! `\j` before it.

use super::fields::{Field, Kind, Unfit, Value, to_json};
use super::{Out, Sink, WriteError};
use crate::file::decode::Text;
use desk::touch::Touch;
use std::io::Write;

/// Whether these are the columns that [`Csv`] writes.
pub(crate) fn is_own<S: AsRef<str>>(columns: &[S]) -> bool {
    columns.len() == Field::ALL.len()
        && columns.iter().zip(Field::ALL).all(|(column, field)| column.as_ref() == field.name())
}

/// Reads a row that [`Csv`] wrote.
pub(crate) fn read_row<S: AsRef<str>>(cells: &[S]) -> Result<Touch, Unfit> {
    let mut touch = Touch::default();
    for (cell, field) in cells.iter().zip(Field::ALL) {
        let text = match cell.as_ref() {
            "" if field == Field::At => return Err(Unfit("at: the time is missing".into())),
            "" => continue,
            text => text,
        };
        match text.strip_prefix('\\').filter(|_| field.kind() == Kind::Text) {
            None => field.set_text(&mut touch, text)?,
            Some(marked) => match marked.strip_prefix('j') {
                None => field.set_text(&mut touch, marked)?,
                Some(json) => {
                    let text: String =
                        serde_json::from_str(json).map_err(|error| Unfit(format!("{}: {error}", field.name())))?;
                    field.set_text(&mut touch, &text)?;
                }
            },
        }
    }
    Ok(touch)
}

pub(super) struct Csv {
    out: Out,
    line: Vec<u8>,
}

impl Csv {
    pub(super) fn new(mut out: Out) -> Result<Csv, WriteError> {
        let names = Field::ALL.map(Field::name).join(",");
        writeln!(out, "{names}")?;
        Ok(Csv { out, line: Vec::new() })
    }
}

impl Sink for Csv {
    fn write(&mut self, touch: &Touch) -> Result<(), WriteError> {
        self.line.clear();
        for (index, field) in Field::ALL.into_iter().enumerate() {
            if index > 0 {
                self.line.push(b',');
            }
            if let Some(value) = field.of(touch) {
                let text = value.to_text();
                match value {
                    Value::Text(_) if text.contains(['\0', Text::BROKEN]) => {
                        push_cell(&mut self.line, "\\j", &to_json(&text));
                    }
                    Value::Text(_) if text.is_empty() || text.starts_with('\\') => {
                        push_cell(&mut self.line, "\\", &text);
                    }
                    _ => push_cell(&mut self.line, "", &text),
                }
            }
        }
        self.line.push(b'\n');
        Ok(self.out.write_all(&self.line)?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        Ok(self.out.flush()?)
    }
}

fn push_cell(line: &mut Vec<u8>, mark: &str, text: &str) {
    let outer_blank = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    if !outer_blank && !text.contains([',', '"', '\n', '\r']) {
        line.extend_from_slice(mark.as_bytes());
        line.extend_from_slice(text.as_bytes());
        return;
    }
    line.push(b'"');
    line.extend_from_slice(mark.as_bytes());
    for piece in text.split_inclusive('"') {
        line.extend_from_slice(piece.as_bytes());
        if piece.ends_with('"') {
            line.push(b'"');
        }
    }
    line.push(b'"');
}
