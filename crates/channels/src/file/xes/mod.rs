//! IEEE 1849 XES, streamed: every `<event>` is a touch of the journey its `<trace>` tells.
//!
//! The standard keys are known (see [`standard`]); other attributes are guessed or mapped like the columns of a table,
//! those of the trace under `case:NAME`, and what no role takes is kept with its type (see [`value`]). Dates keep the
//! zone they were written with unless a role takes them; a time is an instant.
//!
//! An event that cannot be read is put aside and the rest goes on. Of a log that breaks off, all that came before is
//! kept, and the break is told as the last record.

mod events;
mod maker;
mod own;
mod row;
pub(crate) mod value;
pub(crate) mod xml;

use super::decode::Text;
use super::guess::{self, Sample};
use super::mapping::moment::MomentFormat;
use super::mapping::{At, Mapping, Worded};
use super::open::Input;
use super::write::xes_keys as keys;
use super::{Format, Opened, Options, ReadError, Reason, Record, Rejected};
use events::{Events, Step};
use maker::Maker;
use row::{Keys, Row};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use xml::Broken;

/// Opens an XES log.
///
/// # Errors
/// [`ReadError::Damaged`] where nothing at all can be read, and errors of the mapping.
pub(super) fn open(input: Input, options: &Options) -> Result<Opened, ReadError> {
    let file = input.name().to_owned();
    let mut events = Events::new(input.text());
    let beginning = Beginning::read(&mut events, &file)?;
    let (mapping, columns) = match beginning.is_own(&events) {
        true => (None, Vec::new()),
        false => {
            let sample = beginning.sample(&events);
            (Some(standard(&beginning, &sample, &file, options)?), sample.shown())
        }
    };
    let given = options.source.clone().or_else(|| mapping.as_ref().and_then(|mapping| mapping.source.clone()));
    let source = given.unwrap_or_else(|| {
        let mut layout: Vec<&str> = events.header.iter().map(String::as_str).collect();
        layout.sort_unstable();
        Format::Xes.derived_source(layout)
    });
    let maker = match &mapping {
        Some(mapping) => Some(Maker::new(mapping, &source, options.zone.as_deref())?),
        None => None,
    };
    let Beginning { pieces, .. } = beginning;
    let records = Records { file, events, maker, beginning: pieces, trace: Row::default(), ended: false };
    Ok(Opened { format: Format::Xes, source, mapping, columns, records: Box::new(records) })
}

/// A piece of the beginning of a log.
enum Piece {
    Trace,
    /// An event, and its trace where it is the first in it.
    Event(Option<Box<Row>>, Row),
    /// Nothing comes after this.
    Last(Option<Rejected>),
}

/// The first events, read ahead to see what the log holds.
struct Beginning {
    pieces: VecDeque<Piece>,
}

impl Beginning {
    /// Events worth looking at.
    const EVENTS: usize = 2_000;

    fn read(events: &mut Events<Text>, file: &str) -> Result<Beginning, ReadError> {
        let mut pieces = VecDeque::new();
        let mut count = 0;
        let mut fresh = false;
        while count < Beginning::EVENTS {
            match events.next() {
                Ok(Step::Trace) => {
                    fresh = true;
                    pieces.push_back(Piece::Trace);
                }
                Ok(Step::Event) => {
                    let trace = fresh.then(|| Box::new(events.trace.clone()));
                    pieces.push_back(Piece::Event(trace, events.event.clone()));
                    fresh = false;
                    count += 1;
                }
                Ok(Step::End) => {
                    pieces.push_back(Piece::Last(None));
                    break;
                }
                Err(Broken::Io(source)) => return Err(ReadError::Io { file: file.to_owned(), source }),
                Ok(Step::Truncated) | Err(_) if count == 0 => {
                    return Err(ReadError::Damaged {
                        file: file.to_owned(),
                        format: Format::Xes,
                        reason: "it ends or breaks before its first event".into(),
                        mend: "Export the log again, and look whether the export went through.".into(),
                    });
                }
                Ok(Step::Truncated) => {
                    pieces.push_back(Piece::Last(Some(broken_off(events, file, None))));
                    break;
                }
                Err(Broken::Xml(what)) => {
                    pieces.push_back(Piece::Last(Some(broken_off(events, file, Some(&what)))));
                    break;
                }
                Err(Broken::Truncated) => break,
            }
        }
        Ok(Beginning { pieces })
    }

    fn is_whole(&self) -> bool {
        matches!(self.pieces.back(), Some(Piece::Last(None)))
    }

    fn events(&self) -> impl Iterator<Item = (Option<&Row>, &Row)> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Event(trace, event) => Some((trace.as_deref(), event)),
            Piece::Trace | Piece::Last(_) => None,
        })
    }

    /// Whether a column is called like a key and says something else of every trace, so that it names them as well as a
    /// name would.
    fn tells_traces_apart(&self, sample: &Sample, column: &str) -> bool {
        let traces = self.events().filter(|(trace, _)| trace.is_some()).count();
        let Some(place) = sample.columns.iter().position(|name| name == column) else { return false };
        let said: BTreeSet<_> = sample.rows.iter().map(|row| row.get(place)).collect();
        let is_key = column.strip_prefix(keys::CASE).is_some_and(guess::may_name_cases);
        is_key && said.len() == traces && !said.contains(&Some(&None))
    }

    /// Whether Waterline wrote the log.
    fn is_own(&self, events: &Events<Text>) -> bool {
        self.events().next().is_some_and(|(_, event)| is_own(event, &events.event_keys))
    }

    /// The beginning as a table.
    fn sample(&self, events: &Events<Text>) -> Sample {
        let mut columns: Vec<String> = events.trace_keys.names().map(|key| format!("{}{key}", keys::CASE)).collect();
        let of_trace = columns.len();
        columns.extend(events.event_keys.names().map(str::to_owned));
        let mut case: Vec<Option<String>> = Vec::new();
        let mut rows = Vec::new();
        for (trace, event) in self.events() {
            if let Some(trace) = trace {
                case = vec![None; of_trace];
                for attribute in &trace.attributes {
                    case[attribute.slot].get_or_insert_with(|| trace.text(attribute).to_owned());
                }
            }
            let mut row = case.clone();
            row.resize(columns.len(), None);
            for attribute in &event.attributes {
                row[of_trace + attribute.slot].get_or_insert_with(|| event.text(attribute).to_owned());
            }
            rows.push(row);
        }
        Sample { columns, rows }
    }
}

fn is_own(event: &Row, keys: &Keys) -> bool {
    event.attributes.iter().any(|attribute| keys.name(attribute.slot) == own::MARK)
}

/// The mapping of a log: the given one, or a guessed one in which the standard's own keys mean what they mean.
fn standard(beginning: &Beginning, sample: &Sample, file: &str, options: &Options) -> Result<Mapping, ReadError> {
    if let Some(given) = &options.mapping {
        // A rare attribute may turn up later, so a name can only be refused when the whole log has been seen.
        if beginning.is_whole() {
            given.check_columns(&sample.columns)?;
        }
        return Ok(given.clone());
    }
    let there = |name: &str| sample.columns.iter().any(|column| column == name).then(|| name.to_owned());
    let mut mapping = match guess::mapping(sample, file, options) {
        // The standard says where the time stands, however few of the first times can be read.
        Err(ReadError::NoLog { .. }) if there(keys::TIME).is_some() => Mapping::default(),
        guessed => guessed?,
    };
    let case_name = format!("{}{}", keys::CASE, keys::NAME);
    let by_another_name = || mapping.thread.take().filter(|column| beginning.tells_traces_apart(sample, column));
    mapping.thread = there(&case_name).or_else(by_another_name).or(Some(case_name));
    mapping.action = there(keys::NAME).or(mapping.action);
    if let Some(column) = there(keys::TIME) {
        let zone = mapping.at.zone.or_else(|| options.zone.clone());
        // Some tools write times as texts, as they like.
        let seen = mapping.at.column.as_ref() == Some(&column) && !mapping.at.formats.is_empty();
        let formats = if seen { mapping.at.formats } else { vec![MomentFormat::YearFirst] };
        mapping.at = At { column: Some(column), formats, zone, ..At::default() };
    }
    mapping.owner = there(keys::GROUP).or(mapping.owner);
    mapping.actor = there(keys::RESOURCE).or(mapping.actor);
    mapping.amount = there(keys::COST).or(mapping.amount);
    mapping.id = there("identity:id");
    mapping.sequence = None;
    if let Some(column) = there(keys::LIFECYCLE) {
        mapping.phase = Some(Worded { column, values: BTreeMap::new() });
    }
    Ok(mapping)
}

/// Streams the records of a log.
struct Records {
    file: String,
    events: Events<Text>,
    /// Absent where the log is one of ours, whose events say themselves what they are.
    maker: Option<Maker>,
    beginning: VecDeque<Piece>,
    /// The trace that the beginning is in.
    trace: Row,
    ended: bool,
}

impl Iterator for Records {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(piece) = self.beginning.pop_front() {
            match piece {
                Piece::Trace => self.begin_trace(),
                Piece::Event(trace, event) => {
                    if let Some(trace) = trace {
                        self.trace = *trace;
                    }
                    return Some(Ok(record(&self.file, &self.events, &mut self.maker, &self.trace, &event)));
                }
                Piece::Last(rejected) => {
                    self.ended = true;
                    if let Some(rejected) = rejected {
                        return Some(Ok(Record::Rejected(rejected)));
                    }
                }
            }
        }
        loop {
            if let Some(line) = self.events.late.take() {
                let what = "attributes of the trace stand after its events, so they were not read".into();
                let rejected = Rejected::new(&self.file, line, None, Reason::Malformed { what }, "");
                return Some(Ok(Record::Rejected(rejected)));
            }
            if self.ended {
                return None;
            }
            match self.events.next() {
                Ok(Step::Trace) => self.begin_trace(),
                Ok(Step::Event) => {
                    let Records { file, events, maker, .. } = self;
                    return Some(Ok(record(file, events, maker, &events.trace, &events.event)));
                }
                Ok(Step::End) => self.ended = true,
                Ok(Step::Truncated) | Err(Broken::Truncated) => return Some(Ok(self.break_off(None))),
                Err(Broken::Xml(what)) => return Some(Ok(self.break_off(Some(&what)))),
                Err(Broken::Io(source)) => {
                    self.ended = true;
                    return Some(Err(ReadError::Io { file: self.file.clone(), source }));
                }
            }
        }
    }
}

impl Records {
    fn begin_trace(&mut self) {
        if let Some(maker) = &mut self.maker {
            maker.begin_trace();
        }
    }

    fn break_off(&mut self, what: Option<&str>) -> Record {
        self.ended = true;
        Record::Rejected(broken_off(&mut self.events, &self.file, what))
    }
}

/// What one event tells.
fn record(file: &str, events: &Events<Text>, maker: &mut Option<Maker>, trace: &Row, event: &Row) -> Record {
    let (trace_keys, event_keys) = (&events.trace_keys, &events.event_keys);
    let rejected = |column: Option<&str>, reason: Reason| {
        Record::Rejected(Rejected::new(file, event.line, column, reason, &event.to_xml(event_keys)))
    };
    if let Some(what) = &event.fault {
        return rejected(None, Reason::Malformed { what: what.clone() });
    }
    if event.has_broken_bytes() {
        return rejected(None, Reason::BadBytes { encoding: "the log's encoding".into() });
    }
    match maker {
        Some(maker) => match maker.touch((trace, trace_keys), (event, event_keys)) {
            Ok(touch) => Record::Touch(touch),
            Err(fault) => rejected(fault.column.as_deref(), fault.reason),
        },
        None => match own::touch((trace, trace_keys), (event, event_keys)) {
            Ok(touch) => Record::Touch(touch),
            Err(unfit) => rejected(None, Reason::Malformed { what: unfit.0 }),
        },
    }
}

fn broken_off(events: &mut Events<Text>, file: &str, what: Option<&str>) -> Rejected {
    let why = what.unwrap_or("the log ends in the middle");
    let what = format!("{why}; all events before this line were read, none after it");
    Rejected::new(file, events.line(), None, Reason::Malformed { what }, "")
}
