//! JSON: touches as Waterline writes them, or objects of any shape; one a line, in a list, or in a list inside an object.
//!
//! Objects that say `at` are touches. Others are rows of a table, whose columns are guessed or mapped like those of any
//! other.

mod pieces;
mod rows;
mod touches;

use super::decode::{self, Text};
use super::guess::{self, Sample};
use super::open::Input;
use super::{Format, Opened, Options, ReadError, Reason, Record, Rejected};
use pieces::{Piece, Pieces, Shape};
use rows::Maker;
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::io::BufReader;
use touches::Touches;
pub(crate) use touches::touch_of;

type Object = Map<String, Value>;

/// Opens JSON; `lines` says whether the name of the file promises one entry a line.
///
/// # Errors
/// [`ReadError::NoLog`] where there are no entries or no times in them, errors of the mapping, and [`ReadError::Io`].
pub(super) fn open(input: Input, lines: bool, options: &Options) -> Result<Opened, ReadError> {
    let file = input.name().to_owned();
    let head = decode::decoded(input.head());
    let shape = if lines { Some(Shape::Lines) } else { shape(&head, input.is_whole()) };
    let shape = shape.ok_or_else(|| ReadError::NoLog {
        file: file.clone(),
        missing: "it is JSON without a list of objects".to_owned(),
        mend: "Write one object a line, or all of them in one list.".to_owned(),
    })?;
    let of_touches = options.mapping.is_none() && holds_touches(&head, &shape);
    let pieces = Pieces::new(BufReader::with_capacity(256 * 1024, input.text()), shape);
    let mut records = Records { file, pieces, meaning: None, beginning: VecDeque::new(), pending: VecDeque::new() };
    if of_touches {
        let source = options.source.clone().unwrap_or_else(|| touches::SOURCE.to_owned());
        records.meaning = Some(Meaning::Touches(Touches::new(source.clone())));
        return Ok(Opened {
            format: Format::JsonLines,
            source,
            mapping: None,
            columns: Vec::new(),
            records: Box::new(records),
        });
    }
    let whole = records.read_ahead()?;
    let sample = rows::sample(records.beginning.iter().filter_map(|(_, bytes, _)| object(bytes).ok()));
    let mapping = match &options.mapping {
        // A rare member may turn up later, so a name can only be refused when the whole log has been seen.
        Some(given) if !whole && given.check_columns(&sample.columns).is_err() => given.clone(),
        _ => guess::mapping(&sample, &records.file, options)?,
    };
    let layout = always_there(&sample);
    let named = options.source.clone().or_else(|| mapping.source.clone());
    let source = named.unwrap_or_else(|| Format::Json.derived_source(layout));
    let maker = Maker::new(&mapping, &source, options.zone.as_deref())?;
    records.meaning = Some(Meaning::Rows(Box::new(maker)));
    Ok(Opened {
        format: Format::Json,
        source,
        mapping: Some(mapping),
        columns: sample.shown(),
        records: Box::new(records),
    })
}

/// Where the entries stand in a document that begins so, and that may be `whole`.
fn shape(head: &str, whole: bool) -> Option<Shape> {
    let head = head.trim();
    let (first, more) = head.split_once('\n').map_or((head, !whole), |(first, _)| (first, true));
    let list = || Shape::list(head);
    match object(first.as_bytes()) {
        // A line alone may be a document with a list inside it.
        Ok(only) if !more && !only.contains_key("at") => Some(list().unwrap_or(Shape::Lines)),
        Ok(_) => Some(Shape::Lines),
        Err(_) if head.starts_with('{') && first.len() > 1 && first.trim_end().ends_with('}') => Some(Shape::Lines),
        Err(_) => list(),
    }
}

/// Whether entries are touches: some say `at`, or none is an object at all.
fn holds_touches(head: &str, shape: &Shape) -> bool {
    let mut pieces = Pieces::new(head.as_bytes(), shape.clone());
    let mut objects = 0;
    while let Ok(Some(_)) = pieces.next() {
        if let Ok(object) = object(&pieces.bytes) {
            objects += 1;
            if object.contains_key("at") {
                return true;
            }
        }
    }
    objects == 0
}

fn object(bytes: &[u8]) -> Result<Object, serde_json::Error> {
    serde_json::from_slice(bytes)
}

/// The columns that every row fills: optional ones come and go between the parts of one log.
fn always_there(sample: &Sample) -> impl Iterator<Item = &str> {
    let filled = |column: &usize| sample.rows.iter().all(|row| row.get(*column).is_some_and(Option::is_some));
    let mut names: Vec<&str> = (0..sample.columns.len()).filter(filled).map(|at| sample.columns[at].as_str()).collect();
    names.sort_unstable();
    names.into_iter()
}

/// How entries become touches.
enum Meaning {
    /// They are touches.
    Touches(Touches),
    /// By a mapping.
    Rows(Box<Maker>),
}

/// Streams the records of a log.
struct Records {
    file: String,
    pieces: Pieces<BufReader<Text>>,
    /// Absent until the beginning has been looked at.
    meaning: Option<Meaning>,
    /// Entries read ahead to see what the log holds, with their lines.
    beginning: VecDeque<(u64, Vec<u8>, Piece)>,
    /// Records of the entry that was read last, not yet told.
    pending: VecDeque<Record>,
}

impl Records {
    /// Reads the beginning; says whether that was all.
    fn read_ahead(&mut self) -> Result<bool, ReadError> {
        let mut bytes = 0;
        while self.beginning.len() < Sample::ROWS && bytes < Sample::BYTES {
            let Some(piece) = self.pieces.next().map_err(ReadError::io(&self.file))? else { return Ok(true) };
            bytes += self.pieces.bytes.len();
            self.beginning.push_back((self.pieces.line, std::mem::take(&mut self.pieces.bytes), piece));
        }
        Ok(false)
    }

    /// What an entry tells.
    fn tell(&mut self, line: u64, bytes: &[u8], piece: Piece) {
        let Records { file, pieces, meaning, pending, .. } = self;
        let rejected = |column: Option<&str>, reason: Reason| {
            let raw = String::from_utf8_lossy(&bytes[..bytes.len().min(2 * Rejected::RAW_LIMIT)]);
            Record::Rejected(Rejected::new(file, line, column, reason, raw.trim_end()))
        };
        let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains(Text::BROKEN));
        let record = match (piece, text, meaning) {
            (Piece::TooLong, ..) => rejected(None, Reason::TooLong),
            (Piece::BrokenOff, ..) => {
                let what = "the document ends in the middle; all entries before this line were read".to_owned();
                rejected(None, Reason::Malformed { what })
            }
            (Piece::Whole, None, _) => {
                rejected(None, Reason::BadBytes { encoding: pieces.text().get_ref().encoding().into() })
            }
            (Piece::Whole, Some(text), Some(Meaning::Touches(touches))) => match touches.touch(text.trim()) {
                Ok(touch) => Record::Touch(touch),
                Err((column, reason)) => rejected(column.as_deref(), reason),
            },
            (Piece::Whole, Some(_), Some(Meaning::Rows(maker))) => match object(bytes) {
                Ok(object) => {
                    return maker.touches(&object, |told| {
                        pending.push_back(match told {
                            Ok(touch) => Record::Touch(touch),
                            Err(fault) => rejected(fault.column.as_deref(), fault.reason),
                        });
                    });
                }
                Err(error) => {
                    let what = format!("this is no JSON object: {}", touches::complaint(&error));
                    rejected(None, Reason::Malformed { what })
                }
            },
            (_, _, None) => return,
        };
        pending.push_back(record);
    }
}

impl Iterator for Records {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(record) = self.pending.pop_front() {
                return Some(Ok(record));
            }
            if let Some((line, bytes, piece)) = self.beginning.pop_front() {
                self.tell(line, &bytes, piece);
                continue;
            }
            match self.pieces.next() {
                Err(source) => return Some(Err(ReadError::Io { file: self.file.clone(), source })),
                Ok(None) => return None,
                Ok(Some(piece)) => {
                    let bytes = std::mem::take(&mut self.pieces.bytes);
                    self.tell(self.pieces.line, &bytes, piece);
                    self.pieces.bytes = bytes;
                }
            }
        }
    }
}
