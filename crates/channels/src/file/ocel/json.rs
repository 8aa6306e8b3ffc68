//! OCEL 2.0 as JSON: four arrays in any order, read element by element.
//!
//! An element that is JSON but makes no sense is put aside; where the JSON itself breaks, the reading ends.

use super::model::{Attribute, Bad, Change, Declared, Event, Object, Relation, Sink};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, Read};
use std::marker::PhantomData;

/// Why the reading ended.
pub(super) enum Broken<E> {
    /// The JSON breaks, at this line.
    Json(serde_json::Error),
    /// What was read could not be put away.
    Sink(E),
}

/// Reads all of `input` into `sink`.
pub(super) fn read<S: Sink>(input: impl BufRead, sink: &mut S) -> Result<(), Broken<S::Error>> {
    let line = Cell::new(1);
    let failed = Cell::new(None);
    let mut reader = serde_json::Deserializer::from_reader(Lines { input, line: &line });
    let log = Log { sink, line: &line, failed: &failed };
    let read = log.deserialize(&mut reader).and_then(|()| reader.end());
    match (failed.take(), read) {
        (Some(error), _) => Err(Broken::Sink(error)),
        (None, Err(error)) => Err(Broken::Json(error)),
        (None, Ok(())) => Ok(()),
    }
}

/// Hands out one byte at a time, as the JSON reader asks for them, and counts lines.
struct Lines<'a, R> {
    input: R,
    line: &'a Cell<u64>,
}

impl<R: BufRead> Read for Lines<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.input.fill_buf()?;
        let (Some(byte), Some(first)) = (available.first().copied(), into.first_mut()) else { return Ok(0) };
        *first = byte;
        if byte == b'\n' {
            self.line.set(self.line.get() + 1);
        }
        self.input.consume(1);
        Ok(1)
    }
}

/// The whole document.
struct Log<'a, S: Sink> {
    sink: &'a mut S,
    line: &'a Cell<u64>,
    failed: &'a Cell<Option<S::Error>>,
}

impl<'de, S: Sink> DeserializeSeed<'de> for Log<'_, S> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de, S: Sink> Visitor<'de> for Log<'_, S> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object with the arrays eventTypes, objectTypes, events and objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let put: Put<S> = match key.as_str() {
                "eventTypes" => |sink, value, _| Ok(sink.event_type(declared(value)?)),
                "objectTypes" => |sink, value, _| Ok(sink.object_type(declared(value)?)),
                "objects" => |sink, value, _| Ok(sink.object(object(value)?)),
                "events" => |sink, value, line| Ok(sink.event(event(value, line)?)),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            map.next_value_seed(Elements {
                sink: self.sink,
                line: self.line,
                failed: self.failed,
                put,
                marker: PhantomData,
            })?;
        }
        Ok(())
    }
}

/// Puts one element away, or says why it makes no sense.
type Put<S> = fn(&mut S, &Value, u64) -> Result<Result<(), <S as Sink>::Error>, String>;

/// One of the arrays.
struct Elements<'a, S: Sink> {
    sink: &'a mut S,
    line: &'a Cell<u64>,
    failed: &'a Cell<Option<S::Error>>,
    put: Put<S>,
    marker: PhantomData<S>,
}

impl<'de, S: Sink> DeserializeSeed<'de> for Elements<'_, S> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de, S: Sink> Visitor<'de> for Elements<'_, S> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an array")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while let Some(element) = elements.next_element::<Value>()? {
            let line = self.line.get();
            let put = (self.put)(self.sink, &element, line)
                .unwrap_or_else(|what| self.sink.bad(Bad { line, what, raw: element.to_string() }));
            if let Err(error) = put {
                self.failed.set(Some(error));
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// A text, or a number or truth as text.
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        other => Some(other.to_string()),
    }
}

fn required(value: &Value, key: &str) -> Result<String, String> {
    text(value.get(key)).ok_or_else(|| format!("it has no {key:?}"))
}

/// The elements of an array that may be missing or null.
fn elements<'a>(value: &'a Value, key: &str) -> Result<&'a [Value], String> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(elements)) => Ok(elements),
        Some(_) => Err(format!("{key:?} should be an array")),
    }
}

fn declared(value: &Value) -> Result<Declared, String> {
    let attributes = elements(value, "attributes")?.iter().map(|attribute| {
        let kind = text(attribute.get("type")).unwrap_or_else(|| "string".into());
        Ok(Attribute { name: required(attribute, "name")?, kind })
    });
    Ok(Declared { name: required(value, "name")?, attributes: attributes.collect::<Result<_, String>>()? })
}

fn relations(value: &Value) -> Result<Vec<Relation>, String> {
    let relation = |relation: &Value| {
        let qualifier = text(relation.get("qualifier")).or_else(|| text(relation.get("relationship")));
        Ok(Relation { object: required(relation, "objectId")?, qualifier: qualifier.unwrap_or_default() })
    };
    elements(value, "relationships")?.iter().map(relation).collect()
}

fn object(value: &Value) -> Result<Object, String> {
    let change = |change: &Value| {
        Ok(Change {
            name: required(change, "name")?,
            time: text(change.get("time")).unwrap_or_default(),
            value: change.get("value").cloned().unwrap_or_default(),
        })
    };
    Ok(Object {
        id: required(value, "id")?,
        kind: required(value, "type")?,
        attributes: elements(value, "attributes")?.iter().map(change).collect::<Result<_, String>>()?,
        relationships: relations(value)?,
    })
}

fn event(value: &Value, line: u64) -> Result<Event, String> {
    let attribute =
        |attribute: &Value| Ok((required(attribute, "name")?, attribute.get("value").cloned().unwrap_or_default()));
    Ok(Event {
        id: required(value, "id")?,
        kind: required(value, "type")?,
        time: text(value.get("time")).unwrap_or_default(),
        attributes: elements(value, "attributes")?.iter().map(attribute).collect::<Result<_, String>>()?,
        relationships: relations(value)?,
        line,
        place: 0,
    })
}
