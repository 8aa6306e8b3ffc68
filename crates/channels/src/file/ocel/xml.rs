//! OCEL 2.0 as XML, streamed.

use super::model::{Attribute, Bad, Change, Declared, Event, Object, Relation, Sink};
use crate::file::xes::xml::{Attributes, Broken, Scanner, Token, unescape};
use serde_json::Value;
use std::io::Read;

/// Why the reading ended.
pub(super) enum Ended<E> {
    /// The XML breaks, or the file.
    Broken(Broken, u64),
    /// What was read could not be put away.
    Sink(E),
}

/// What is being read.
enum At {
    Nothing,
    EventType(Declared),
    ObjectType(Declared),
    Object(Object),
    Event(Event),
}

/// What a tag begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Began {
    /// A type, an object or an event.
    Element,
    /// A relation to an object, whose tag may have the same name as that of an object.
    Relation,
    /// A value.
    Attribute,
    Other,
}

/// Reads all of `input` into `sink`.
pub(super) fn read<S: Sink>(input: impl Read, sink: &mut S) -> Result<(), Ended<S::Error>> {
    let mut scanner = Scanner::new(input);
    let mut at = At::Nothing;
    let mut value: Option<String> = None;
    let (mut closed, mut in_relation) = (false, false);
    loop {
        let line = scanner.line();
        if let At::Event(Event { line: unknown @ 0, .. }) = &mut at {
            *unknown = line;
        }
        let token = match scanner.next() {
            Ok(Some(token)) => token,
            Ok(None) if closed => return Ok(()),
            Ok(None) => return Err(Ended::Broken(Broken::Truncated, line)),
            Err(broken) => return Err(Ended::Broken(broken, line)),
        };
        match token {
            Token::Open { name, attributes, empty } => match begin(name, attributes, &mut at) {
                Ok(Began::Element) if empty => put(&mut at, sink).map_err(Ended::Sink)?,
                Ok(Began::Relation) => in_relation = !empty,
                Ok(Began::Attribute) => value = (!empty).then(String::new),
                Ok(Began::Element | Began::Other) => {}
                Err(what) => {
                    at = At::Nothing;
                    sink.bad(Bad { line, what, raw: String::new() }).map_err(Ended::Sink)?;
                }
            },
            Token::Text(text) => {
                if let Some(value) = &mut value {
                    value.push_str(&unescape(text));
                }
            }
            Token::Plain(text) => {
                if let Some(value) = &mut value {
                    value.push_str(text);
                }
            }
            Token::Close { name: "attribute" } => {
                if let Some(text) = value.take() {
                    give_value(&mut at, text);
                }
            }
            Token::Close { .. } if in_relation => in_relation = false,
            Token::Close { name } if is_element(name, &at) => put(&mut at, sink).map_err(Ended::Sink)?,
            Token::Close { name } => closed |= name == "log" || name == "ocel",
        }
    }
}

/// Whether a tag of this name holds what is being read.
fn is_element(name: &str, at: &At) -> bool {
    match at {
        At::Nothing => false,
        At::EventType(_) => name == "event-type",
        At::ObjectType(_) => name == "object-type",
        At::Object(_) => name == "object",
        At::Event(_) => name == "event",
    }
}

fn begin(name: &str, attributes: Attributes<'_>, at: &mut At) -> Result<Began, String> {
    let get = |wanted: &str| {
        let mut all = attributes;
        all.find(|(name, _)| *name == wanted).map(|(_, value)| unescape(value).into_owned())
    };
    let required = |wanted: &str| get(wanted).ok_or_else(|| format!("a <{name}> has no {wanted}"));
    let declared = || Ok::<_, String>(Declared { name: required("name")?, attributes: Vec::new() });
    match (name, &mut *at) {
        ("event-type", _) => *at = At::EventType(declared()?),
        ("object-type", _) => *at = At::ObjectType(declared()?),
        ("event", _) => {
            let (id, kind) = (required("id")?, required("type")?);
            *at = At::Event(Event { id, kind, time: get("time").unwrap_or_default(), ..Event::default() });
        }
        ("object", At::Nothing) => {
            *at = At::Object(Object { id: required("id")?, kind: required("type")?, ..Object::default() });
        }
        ("attribute", inside) => {
            let name = required("name")?;
            let value = Value::from("");
            match inside {
                At::EventType(declared) | At::ObjectType(declared) => {
                    let kind = get("type").unwrap_or_else(|| "string".into());
                    declared.attributes.push(Attribute { name, kind });
                }
                At::Object(object) => {
                    object.attributes.push(Change { name, time: get("time").unwrap_or_default(), value });
                }
                At::Event(event) => event.attributes.push((name, value)),
                At::Nothing => {}
            }
            return Ok(Began::Attribute);
        }
        (
            "relationship" | "object" | "relobj",
            At::Object(Object { relationships, .. }) | At::Event(Event { relationships, .. }),
        ) => {
            let qualifier = get("qualifier").or_else(|| get("relationship")).unwrap_or_default();
            relationships.push(Relation { object: required("object-id")?, qualifier });
            return Ok(Began::Relation);
        }
        _ => return Ok(Began::Other),
    }
    Ok(Began::Element)
}

fn give_value(at: &mut At, text: String) {
    let last = match at {
        At::Object(object) => object.attributes.last_mut().map(|change| &mut change.value),
        At::Event(event) => event.attributes.last_mut().map(|(_, value)| value),
        At::Nothing | At::EventType(_) | At::ObjectType(_) => None,
    };
    if let Some(value) = last {
        *value = Value::String(text);
    }
}

/// Hands on what has been read.
fn put<S: Sink>(at: &mut At, sink: &mut S) -> Result<(), S::Error> {
    match std::mem::replace(at, At::Nothing) {
        At::Nothing => Ok(()),
        At::EventType(declared) => sink.event_type(declared),
        At::ObjectType(declared) => sink.object_type(declared),
        At::Object(object) => sink.object(object),
        At::Event(event) => sink.event(event),
    }
}
