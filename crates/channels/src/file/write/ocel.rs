//! OCEL 2.0 as JSON: an event for each touch, objects for its customer, its thread, its actor and its offer.
//!
//! What no relation can say stands in attributes `waterline:NAME` of the event, so that a touch reads back exactly. A
//! touch that came from OCEL names the objects it was read with, and these come back with their values over time, their
//! relations and the types that were declared. Objects and types are gathered while events stream: the objects in
//! temporary files, of which memory holds 16 bytes for each.

use super::fields::{Field, Value, to_json};
use super::{Out, Sink, WriteError};
use crate::file::ocel::model::{Object, Relation, Types};
use desk::id::scoped;
use desk::touch::Touch;
use rustc_hash::FxHashSet;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use xxhash_rust::xxh3::xxh3_128;

/// Attributes of a touch that tell what a log of objects held.
pub(crate) mod keys {
    /// The objects an event names.
    pub(crate) const OBJECTS: &str = "ocel:objects";
    /// The objects that no event names, told with the first events.
    pub(crate) const UNRELATED: &str = "ocel:unrelated";
    /// The types that were declared, told with the first event.
    pub(crate) const TYPES: &str = "ocel:types";
    /// The event that this one tells again for another journey.
    pub(crate) const COPY_OF: &str = "ocel:copy_of";
}

/// What stands at the event itself.
const TOLD_APART: [Field; 2] = [Field::At, Field::Attributes];

pub(super) struct Ocel {
    out: Out,
    line: Vec<u8>,
    events: u64,
    /// The source whose ids are written plainly; those of others are scoped.
    main_source: Option<String>,
    event_types: Declarations,
    object_types: Declarations,
    /// Objects written whole, and those only named so far.
    whole: Shelf,
    named: Shelf,
}

/// The types of attributes that have been met, by type of event or object.
#[derive(Default)]
struct Declarations(BTreeMap<String, BTreeMap<String, String>>);

impl Declarations {
    fn declare(&mut self, name: &str) -> &mut BTreeMap<String, String> {
        self.0.entry(name.to_owned()).or_default()
    }

    /// Declares an attribute, and says whether it is of the type that was declared first.
    fn attribute(&mut self, name: &str, attribute: &str, kind: &str) -> bool {
        let attributes = self.declare(name);
        match attributes.get(attribute) {
            Some(known) => known == kind,
            None => {
                attributes.insert(attribute.to_owned(), kind.to_owned());
                true
            }
        }
    }

    fn json(&self) -> Json {
        let types = self.0.iter().map(|(name, attributes)| {
            let attributes: Vec<Json> =
                attributes.iter().map(|(name, kind)| json!({"name": name, "type": kind})).collect();
            json!({"name": name, "attributes": attributes})
        });
        types.collect()
    }
}

/// Objects put aside, each once.
struct Shelf {
    known: FxHashSet<u128>,
    file: BufWriter<File>,
}

impl Shelf {
    fn new() -> io::Result<Shelf> {
        Ok(Shelf { known: FxHashSet::default(), file: BufWriter::new(tempfile::tempfile()?) })
    }

    fn put(&mut self, object: &Object) -> io::Result<()> {
        if self.known.insert(xxh3_128(object.id.as_bytes())) {
            self.file.write_all(to_json(object).as_bytes())?;
            self.file.write_all(b"\n")?;
        }
        Ok(())
    }

    fn lines(self) -> io::Result<(FxHashSet<u128>, impl Iterator<Item = io::Result<Vec<u8>>>)> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok((self.known, BufReader::new(file).split(b'\n')))
    }
}

impl Ocel {
    pub(super) fn new(mut out: Out) -> Result<Ocel, WriteError> {
        out.write_all(b"{\n\"events\": [")?;
        Ok(Ocel {
            out,
            line: Vec::new(),
            events: 0,
            main_source: None,
            event_types: Declarations::default(),
            object_types: Declarations::default(),
            whole: Shelf::new()?,
            named: Shelf::new()?,
        })
    }

    /// The attributes of the event.
    fn attributes(&mut self, touch: &Touch, kind: &str) -> Vec<Json> {
        let mut attributes = Vec::new();
        for field in Field::ALL.into_iter().filter(|field| !TOLD_APART.contains(field)) {
            let Some(value) = field.of(touch) else { continue };
            let name = format!("{}{}", super::OWN, field.name());
            let (declared, value) = match value {
                Value::Whole(number) => ("integer", json!(number)),
                Value::Number(number) if number.is_finite() => ("float", json!(number)),
                Value::Number(number) => ("float", json!(format!("{number:?}"))),
                Value::Flag(flag) => ("boolean", json!(flag)),
                Value::Moment(time) => ("time", json!(time)),
                Value::Text(text) => ("string", json!(text)),
            };
            self.event_types.attribute(kind, &name, declared);
            attributes.push(json!({"name": name, "value": value}));
        }
        let mut rest = BTreeMap::new();
        for (name, value) in &touch.attributes {
            let declared = match value {
                Json::String(_) => Some("string"),
                Json::Bool(_) => Some("boolean"),
                Json::Number(number) if number.is_f64() => Some("float"),
                Json::Number(number) if number.is_i64() => Some("integer"),
                _ => None,
            };
            let fits = !name.starts_with(super::OWN)
                && declared.is_some_and(|declared| self.event_types.attribute(kind, name, declared));
            if fits {
                attributes.push(json!({"name": name, "value": value}));
            } else {
                rest.insert(name, value);
            }
        }
        if !rest.is_empty() {
            let name = format!("{}{}", super::OWN, Field::Attributes.name());
            self.event_types.attribute(kind, &name, "string");
            attributes.push(json!({"name": name, "value": to_json(&rest)}));
        }
        attributes
    }

    /// The objects the event names; what is known of them is put aside.
    fn relations(&mut self, touch: &Touch) -> io::Result<Vec<Relation>> {
        let mut relations = Vec::new();
        let told = touch.attributes.get(keys::OBJECTS).and_then(Json::as_array);
        for told in told.into_iter().flatten() {
            let Ok(object) = serde_json::from_value::<Named>(told.clone()) else { continue };
            relations.push(Relation { object: object.id.clone(), qualifier: object.qualifier.clone() });
            self.put(object)?;
        }
        let known: FxHashSet<String> = relations.iter().map(|relation| relation.object.clone()).collect();
        for (kind, name) in own_objects(touch).into_iter().filter(|(_, name)| !known.contains(name)) {
            let id = format!("{kind}/{name}");
            self.object_types.declare(kind);
            self.whole.put(&Object { id: id.clone(), kind: kind.to_owned(), ..Object::default() })?;
            relations.push(Relation { object: id, qualifier: kind.to_owned() });
        }
        Ok(relations)
    }

    fn put(&mut self, named: Named) -> io::Result<()> {
        let Some(kind) = named.kind else { return Ok(()) };
        self.object_types.declare(&kind);
        let defined = named.attributes.is_some();
        let object = Object {
            id: named.id,
            kind,
            attributes: named.attributes.unwrap_or_default(),
            relationships: named.relationships.unwrap_or_default(),
        };
        for change in &object.attributes {
            self.object_types.attribute(&object.kind, &change.name, type_of(&change.value));
        }
        if defined { self.whole.put(&object) } else { self.named.put(&object) }
    }

    /// What the first touches of a log tell of the whole of it.
    fn declared(&mut self, touch: &Touch) -> io::Result<()> {
        if let Some(Ok(types)) = touch.attributes.get(keys::TYPES).cloned().map(serde_json::from_value::<Types>) {
            for (declarations, types) in
                [(&mut self.event_types, types.events), (&mut self.object_types, types.objects)]
            {
                for declared in types {
                    declarations.declare(&declared.name);
                    for attribute in declared.attributes {
                        declarations.attribute(&declared.name, &attribute.name, &attribute.kind);
                    }
                }
            }
        }
        let unrelated = touch.attributes.get(keys::UNRELATED).and_then(Json::as_array);
        for object in unrelated.into_iter().flatten() {
            if let Ok(object) = serde_json::from_value::<Named>(object.clone()) {
                self.put(object)?;
            }
        }
        Ok(())
    }
}

/// An object as a touch names it; with its values where it does so for the first time.
#[derive(serde::Deserialize)]
struct Named {
    id: String,
    #[serde(default)]
    qualifier: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    attributes: Option<Vec<crate::file::ocel::model::Change>>,
    relationships: Option<Vec<Relation>>,
}

/// What a touch names without having come from a log of objects.
fn own_objects(touch: &Touch) -> Vec<(&'static str, String)> {
    let identity = touch.identities.iter().find(|identity| identity.tells_apart());
    let offer = ["offer", "offer_id", "OfferID", "case:offer"]
        .iter()
        .find_map(|name| touch.attributes.get(name).and_then(Json::as_str));
    // Objects of a log of objects are known by their ids alone.
    let of_objects = touch.attributes.contains_key(keys::OBJECTS);
    let name = |name: &str| if of_objects { name.to_owned() } else { scoped(&touch.source, name) };
    [
        ("customer", identity.map(|identity| name(&identity.value))),
        ("thread", touch.thread.as_deref().map(name)),
        ("actor", touch.actor.as_deref().map(name)),
        ("offer", offer.map(name)),
    ]
    .into_iter()
    .filter_map(|(kind, name)| Some((kind, name?)))
    .collect()
}

fn type_of(value: &Json) -> &'static str {
    match value {
        Json::Bool(_) => "boolean",
        Json::Number(number) if number.is_f64() => "float",
        Json::Number(_) => "integer",
        _ => "string",
    }
}

impl Sink for Ocel {
    fn write(&mut self, touch: &Touch) -> Result<(), WriteError> {
        self.declared(touch)?;
        let step = touch.step();
        let kind = if step.is_empty() { "unknown" } else { &step };
        self.event_types.declare(kind);
        let main = self.main_source.get_or_insert_with(|| touch.source.clone());
        let id = if *main == touch.source { touch.id.clone() } else { scoped(&touch.source, &touch.id) };
        let attributes = self.attributes(touch, kind);
        let relations = self.relations(touch)?;
        self.line.clear();
        self.line.extend_from_slice(if self.events == 0 { b"\n" } else { b",\n" });
        self.events += 1;
        let event = json!({
            "id": id, "type": kind, "time": touch.at, "attributes": attributes, "relationships": relations,
        });
        self.line.extend_from_slice(to_json(&event).as_bytes());
        Ok(self.out.write_all(&self.line)?)
    }

    fn finish(self: Box<Self>) -> Result<(), WriteError> {
        let Ocel { mut out, event_types, object_types, whole, named, .. } = *self;
        out.write_all(b"\n],\n\"objects\": [")?;
        let (known, lines) = whole.lines()?;
        let mut first = true;
        let mut write = |out: &mut Out, line: &[u8]| {
            out.write_all(if std::mem::take(&mut first) { b"\n" } else { b",\n" })?;
            out.write_all(line)
        };
        for line in lines {
            write(&mut out, &line?)?;
        }
        let (_, lines) = named.lines()?;
        for line in lines {
            let line = line?;
            let object: Object = serde_json::from_slice(&line).map_err(io::Error::from)?;
            if !known.contains(&xxh3_128(object.id.as_bytes())) {
                write(&mut out, &line)?;
            }
        }
        out.write_all(b"\n],\n\"eventTypes\": ")?;
        out.write_all(to_json(&event_types.json()).as_bytes())?;
        out.write_all(b",\n\"objectTypes\": ")?;
        out.write_all(to_json(&object_types.json()).as_bytes())?;
        out.write_all(b"\n}\n")?;
        Ok(out.flush()?)
    }
}
