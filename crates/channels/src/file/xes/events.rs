//! From the tokens of XML to traces and events.
//!
//! Tags are known by their names, attributes may stand in any order, what is unknown is passed over with all it holds.

use super::row::{Keys, Row};
use super::value::{self, Kind, Nested};
use super::xml::{self, Attributes, Broken, Scanner, Token};
use serde_json::Value;
use std::io::Read;

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A trace begins.
    Trace,
    /// An event is whole: [`Events::event`].
    Event,
    /// The log is whole.
    End,
    /// The input ends inside the log.
    Truncated,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Log,
    Trace,
    Event,
}

/// Attributes that lie deeper are refused, so that no reader of them runs out of stack.
const DEEPEST: usize = 24;

/// An attribute whose children are being read.
struct Open {
    kind: Kind,
    key: String,
    text: String,
    nested: Nested,
    in_values: bool,
}

/// Reads the traces and events of a log.
pub(super) struct Events<R> {
    scanner: Scanner<R>,
    place: Place,
    open: Vec<Open>,
    /// How deep inside something that is passed over.
    skipping: usize,
    /// Whether the `<log>` has been closed.
    closed: bool,
    /// Whether an event of this trace has been read.
    begun: bool,
    /// Where an attribute of a trace came after its events.
    pub(super) late: Option<u64>,
    /// What stands before the first trace and tells one log from another.
    pub(super) header: Vec<String>,
    pub(super) trace_keys: Keys,
    pub(super) event_keys: Keys,
    pub(super) trace: Row,
    pub(super) event: Row,
}

impl<R: Read> Events<R> {
    pub(super) fn new(input: R) -> Events<R> {
        Events {
            scanner: Scanner::new(input),
            place: Place::Log,
            open: Vec::new(),
            skipping: 0,
            closed: false,
            begun: false,
            late: None,
            header: Vec::new(),
            trace_keys: Keys::default(),
            event_keys: Keys::default(),
            trace: Row::default(),
            event: Row::default(),
        }
    }

    /// The line that is being read.
    pub(super) fn line(&mut self) -> u64 {
        self.scanner.line()
    }

    /// Reads on to the next step.
    pub(super) fn next(&mut self) -> Result<Step, Broken> {
        loop {
            let token = match self.scanner.next() {
                Ok(Some(token)) => token,
                Ok(None) => return Ok(if self.closed { Step::End } else { Step::Truncated }),
                Err(Broken::Truncated) => return Ok(Step::Truncated),
                Err(other) => return Err(other),
            };
            match token {
                Token::Open { empty, .. } if self.skipping > 0 => self.skipping += usize::from(!empty),
                Token::Close { .. } if self.skipping > 0 => self.skipping -= 1,
                Token::Text(_) | Token::Plain(_) => {}
                Token::Open { name, attributes, empty } => match Kind::of_tag(name) {
                    Some(kind) if self.place != Place::Log => {
                        if self.begun && self.place == Place::Trace {
                            self.late = Some(self.trace.line);
                        }
                        let row = match self.place {
                            Place::Event => (&mut self.event, &mut self.event_keys),
                            _ => (&mut self.trace, &mut self.trace_keys),
                        };
                        attribute(row, &mut self.open, kind, attributes, empty);
                    }
                    _ => {
                        let (begins, is_value) = (begins(name), name == "values" && !self.open.is_empty());
                        if let Some((prefix, standard)) = extension(name, attributes) {
                            self.trace_keys.call(prefix, standard);
                            self.event_keys.call(prefix, standard);
                        }
                        if begins.is_none() && !is_value && self.place == Place::Log {
                            self.header.extend(header(name, attributes));
                        }
                        if is_value && !empty {
                            if let Some(open) = self.open.last_mut() {
                                open.in_values = true;
                            }
                        } else if let Some(step) = self.element(begins, empty) {
                            return Ok(step);
                        }
                    }
                },
                Token::Close { name } => {
                    let ended = ended(name);
                    if let Some(step) = self.close(ended) {
                        return Ok(step);
                    }
                }
            }
        }
    }

    /// An element that is no attribute begins.
    fn element(&mut self, begins: Option<Element>, empty: bool) -> Option<Step> {
        match begins {
            Some(Element::Log) => None,
            Some(Element::Trace) => {
                let line = self.scanner.line();
                self.trace.clear(line);
                self.begun = false;
                self.open.clear();
                self.place = if empty { Place::Log } else { Place::Trace };
                Some(Step::Trace)
            }
            Some(Element::Event) if self.place != Place::Log => {
                let line = self.scanner.line();
                self.event.clear(line);
                self.begun = true;
                self.open.clear();
                self.place = if empty { Place::Trace } else { Place::Event };
                empty.then_some(Step::Event)
            }
            _ => {
                self.skipping = usize::from(!empty);
                None
            }
        }
    }

    fn close(&mut self, ended: Ended) -> Option<Step> {
        match ended {
            Ended::Event if self.place == Place::Event => {
                self.place = Place::Trace;
                return Some(Step::Event);
            }
            Ended::Trace => self.place = Place::Log,
            Ended::Log => {
                self.place = Place::Log;
                self.closed = true;
            }
            Ended::Values => {
                if let Some(open) = self.open.last_mut() {
                    open.in_values = false;
                }
            }
            Ended::Attribute => self.close_attribute(),
            _ => {}
        }
        None
    }

    fn close_attribute(&mut self) {
        let Some(Open { kind, key, text, nested, .. }) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => add_child(parent, key, value::to_json(kind, &text, nested)),
            None if self.place == Place::Event => {
                self.event.push_nested(&mut self.event_keys, kind, &key, &text, nested);
            }
            None => self.trace.push_nested(&mut self.trace_keys, kind, &key, &text, nested),
        }
    }
}

/// An element that orders the log.
#[derive(Clone, Copy)]
enum Element {
    Log,
    Trace,
    Event,
}

fn begins(name: &str) -> Option<Element> {
    match name {
        "log" => Some(Element::Log),
        "trace" => Some(Element::Trace),
        "event" => Some(Element::Event),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    Log,
    Trace,
    Event,
    Values,
    Attribute,
    Other,
}

fn ended(name: &str) -> Ended {
    match name {
        "log" => Ended::Log,
        "trace" => Ended::Trace,
        "event" => Ended::Event,
        "values" => Ended::Values,
        _ if Kind::of_tag(name).is_some() => Ended::Attribute,
        _ => Ended::Other,
    }
}

/// What an element before the first trace says about the layout of the log: it is the same in all parts of one log.
fn header(name: &str, attributes: Attributes<'_>) -> Option<String> {
    let mut said: Vec<String> = Vec::new();
    for (attribute, value) in attributes {
        let stays = match name {
            "extension" => attribute == "prefix",
            "classifier" => true,
            "global" => attribute == "scope",
            _ => attribute == "key",
        };
        if stays {
            said.push(xml::unescape(value).into_owned());
        }
    }
    (!said.is_empty()).then(|| format!("{name} {}", said.join(" ")))
}

/// The prefix that a log gives to an extension of the standard, and the standard's own, where they differ. An extension
/// is known by its address (IEEE 1849, section 4.4); the prefix is the log's to choose.
fn extension<'a>(name: &str, attributes: Attributes<'a>) -> Option<(&'a str, &'static str)> {
    const STANDARD: [&str; 6] = ["concept", "lifecycle", "org", "time", "cost", "identity"];
    if name != "extension" {
        return None;
    }
    let (mut prefix, mut address) = (None, None);
    for (attribute, value) in attributes {
        match attribute {
            "prefix" => prefix = Some(value),
            "uri" => address = Some(value),
            _ => {}
        }
    }
    let file = address?.rsplit('/').next()?.strip_suffix(".xesext")?;
    let standard = STANDARD.into_iter().find(|standard| *standard == file)?;
    prefix.filter(|prefix| *prefix != standard).map(|prefix| (prefix, standard))
}

/// Reads the tag of an attribute into its row, or into the attribute that it stands in.
fn attribute(
    (row, keys): (&mut Row, &mut Keys),
    open: &mut Vec<Open>,
    kind: Kind,
    attributes: Attributes<'_>,
    empty: bool,
) {
    let (mut key, mut text) = (None, None);
    for (name, value) in attributes {
        match name {
            "key" => key = Some(value),
            "value" => text = Some(value),
            _ => {}
        }
    }
    if key.is_none() {
        row.fault = Some(format!("a <{}> has no key", kind.tag()));
    }
    let key = attributes.unescape(key.unwrap_or_default());
    let text = attributes.unescape(text.unwrap_or_default());
    let depth = open.len();
    match open.last_mut() {
        None if empty => row.push(keys, kind, &key, &text),
        Some(parent) if empty => {
            add_child(parent, key.into_owned(), value::to_json(kind, &text, Nested::default()));
        }
        _ => {
            if depth >= DEEPEST {
                row.fault = Some(format!("attributes lie more than {DEEPEST} deep inside one another"));
            }
            open.push(Open {
                kind,
                key: key.into_owned(),
                text: text.into_owned(),
                nested: Nested::default(),
                in_values: false,
            });
        }
    }
}

fn add_child(parent: &mut Open, key: String, value: Value) {
    let list = if parent.in_values { &mut parent.nested.values } else { &mut parent.nested.children };
    list.push((key, value));
}
