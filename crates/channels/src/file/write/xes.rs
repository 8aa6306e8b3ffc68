//! IEEE 1849 XES: a trace for each run of one thread, an event for each touch.
//!
//! Other programs find the step's name in `concept:name`, the time, the phase, the owner, the actor and the amount
//! under their standard keys, and the touch's own attributes as typed attributes. What these cannot say stands in
//! `waterline:NAME`, so that a touch reads back exactly.

use super::fields::{self, Field, Value, plain_word};
use super::{Out, Sink, WriteError};
use crate::file::xes::{value, xml};
use desk::touch::{Phase, Touch, VERSION};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use std::io::Write;

/// The prefix of the keys that only Waterline writes.
pub(crate) const OWN: &str = "waterline:";
const OWN_URI: &str = "urn:waterline:xes:1";

/// The keys of XES that fields of a touch are written to.
pub(crate) mod keys {
    pub(crate) const NAME: &str = "concept:name";
    pub(crate) const TIME: &str = "time:timestamp";
    pub(crate) const LIFECYCLE: &str = "lifecycle:transition";
    pub(crate) const GROUP: &str = "org:group";
    pub(crate) const RESOURCE: &str = "org:resource";
    pub(crate) const COST: &str = "cost:total";
    /// Before the name of an attribute that stands at the trace and holds for all its events.
    pub(crate) const CASE: &str = "case:";
    /// The names of the case attributes that do not hold for this event, as JSON.
    pub(crate) const WITHOUT: &str = "waterline:without";
    /// Fields whose text XML cannot hold, as one JSON object.
    pub(crate) const REST: &str = "waterline:rest";
    /// A trace whose touches have no thread.
    pub(crate) const THREADLESS: &str = "waterline:threadless";

    /// Whether an attribute with this name would be taken for something else.
    pub(crate) fn is_taken(name: &str) -> bool {
        [NAME, TIME, GROUP, RESOURCE, COST].contains(&name) || name.starts_with(super::OWN)
    }
}

/// What is written under the standard keys, or not at event level at all.
const STANDARD: [Field; 8] = [
    Field::At,
    Field::Thread,
    Field::Touchpoint,
    Field::Action,
    Field::Owner,
    Field::Actor,
    Field::Phase,
    Field::Amount,
];

pub(super) struct Xes {
    out: Out,
    text: Vec<u8>,
    trace: Option<Trace>,
}

/// The trace being written: its journey and thread, and the attributes that stand at it.
struct Trace {
    journey: desk::id::JourneyKey,
    thread: Option<String>,
    case: BTreeMap<String, Json>,
}

impl Xes {
    pub(super) fn new(mut out: Out) -> Result<Xes, WriteError> {
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
        out.write_all(b"<log xes.version=\"1849-2016\" xes.features=\"nested-attributes\" xmlns=\"http://www.xes-standard.org/\">\n")?;
        for (name, prefix) in [
            ("Concept", "concept"),
            ("Time", "time"),
            ("Lifecycle", "lifecycle"),
            ("Organizational", "org"),
            ("Cost", "cost"),
        ] {
            let uri = format!("http://www.xes-standard.org/{prefix}.xesext");
            writeln!(out, "<extension name=\"{name}\" prefix=\"{prefix}\" uri=\"{uri}\"/>")?;
        }
        writeln!(out, "<extension name=\"Waterline\" prefix=\"waterline\" uri=\"{OWN_URI}\"/>")?;
        writeln!(out, "<global scope=\"trace\"><string key=\"{}\" value=\"unknown\"/></global>", keys::NAME)?;
        writeln!(
            out,
            "<global scope=\"event\"><date key=\"{}\" value=\"1970-01-01T00:00:00Z\"/></global>",
            keys::TIME
        )?;
        writeln!(out, "<classifier name=\"Step\" keys=\"{}\"/>", keys::NAME)?;
        Ok(Xes { out, text: Vec::new(), trace: None })
    }

    fn begin_trace(&mut self, touch: &Touch) {
        let case: BTreeMap<String, Json> = touch
            .attributes
            .iter()
            .filter(|(name, value)| {
                let inner = name.strip_prefix(keys::CASE);
                let free = inner.is_some_and(|inner| inner != keys::NAME && !inner.starts_with(OWN));
                free && value::write(&mut Vec::new(), name, value)
            })
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect();
        self.text.extend_from_slice(b"<trace>\n");
        let journey = touch.journey();
        match &touch.thread {
            Some(thread) => self.string(keys::NAME, thread),
            None => {
                self.string(keys::NAME, &journey.to_string());
                self.add(keys::THREADLESS, &Value::Flag(true));
            }
        }
        for (name, value) in &case {
            value::write(&mut self.text, name.strip_prefix(keys::CASE).unwrap_or(name), value);
        }
        self.trace = Some(Trace { journey, thread: touch.thread.clone(), case });
    }

    fn string(&mut self, key: &str, text: &str) {
        self.add(key, &Value::Text(text.into()));
    }

    fn add(&mut self, key: &str, value: &Value<'_>) {
        let tag = match value {
            Value::Text(_) => "string",
            Value::Whole(_) => "int",
            Value::Number(_) => "float",
            Value::Flag(_) => "boolean",
            Value::Moment(_) => "date",
        };
        for piece in ["<", tag, " key=\"", key, "\" value=\""] {
            self.text.extend_from_slice(piece.as_bytes());
        }
        xml::escape(&mut self.text, &value.to_text());
        self.text.extend_from_slice(b"\"/>");
    }

    /// What other programs look for.
    fn standard(&mut self, touch: &Touch) {
        let step = touch.step();
        if touch.action.is_some() || touch.touchpoint.is_some() {
            self.string(keys::NAME, &step);
        }
        self.add(keys::TIME, &Value::Moment(touch.at));
        let phase = match touch.phase {
            Phase::Other => "unknown".into(),
            phase => plain_word(&phase).to_text().into_owned(),
        };
        let kept = touch.attributes.get(keys::LIFECYCLE).and_then(Json::as_str).filter(|word| xml::can_hold(word));
        self.string(keys::LIFECYCLE, kept.unwrap_or(&phase));
        for (key, field) in [(keys::RESOURCE, Field::Actor), (keys::GROUP, Field::Owner), (keys::COST, Field::Amount)] {
            if let Some(value) = field.of(touch) {
                self.add(key, &value);
            }
        }
    }

    /// What only Waterline looks for.
    fn own(&mut self, touch: &Touch) {
        let mut rest = Map::new();
        for field in Field::ALL {
            let Some(value) = field.of(touch) else { continue };
            let told = match field {
                Field::V => touch.v == VERSION,
                Field::Touchpoint | Field::Attributes => true,
                Field::Action => touch.touchpoint.is_none(),
                Field::Phase => reads_as(touch) == touch.phase,
                field => STANDARD.contains(&field),
            };
            match &value {
                Value::Text(text) if !xml::can_hold(text) => {
                    rest.insert(field.name().into(), Json::from(text.as_ref()));
                }
                Value::Text(_) if field == Field::Touchpoint => {
                    self.add(&format!("{OWN}{}", field.name()), &value);
                }
                _ if !told => self.add(&format!("{OWN}{}", field.name()), &value),
                _ => {}
            }
        }
        if touch.phase == Phase::Complete && reads_as(touch) != Phase::Complete {
            self.string(&format!("{OWN}{}", Field::Phase.name()), "complete");
        }
        if !rest.is_empty() {
            self.string(keys::REST, &fields::to_json(&rest));
        }
    }

    fn attributes(&mut self, touch: &Touch) {
        let case = self.trace.take();
        let at_trace = case.as_ref().map(|trace| &trace.case);
        let mut rest = BTreeMap::new();
        for (name, value) in &touch.attributes {
            if at_trace.is_some_and(|case| case.get(name) == Some(value)) || is_lifecycle(name, value) {
                continue;
            }
            if keys::is_taken(name) || name == keys::LIFECYCLE || !value::write(&mut self.text, name, value) {
                rest.insert(name, value);
            }
        }
        if !rest.is_empty() {
            self.string(&format!("{OWN}{}", Field::Attributes.name()), &fields::to_json(&rest));
        }
        let missing: Vec<&String> = at_trace
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
            .filter(|name| !touch.attributes.contains_key(name))
            .collect();
        if !missing.is_empty() {
            self.string(keys::WITHOUT, &fields::to_json(&missing));
        }
        self.trace = case;
    }
}

/// The phase that a reader would take from the lifecycle word that is written.
fn reads_as(touch: &Touch) -> Phase {
    match touch.attributes.get(keys::LIFECYCLE) {
        Some(Json::String(word)) if xml::can_hold(word) => phase_of(word),
        _ => touch.phase,
    }
}

/// The phase a lifecycle word stands for.
pub(crate) fn phase_of(word: &str) -> Phase {
    let is = |known: &str| word.eq_ignore_ascii_case(known);
    match () {
        () if is("complete") || word.is_empty() => Phase::Complete,
        () if is("start") => Phase::Start,
        () if is("schedule") => Phase::Schedule,
        () => Phase::Other,
    }
}

/// Whether the attribute is the word written as the event's lifecycle, and is kept when that is read.
fn is_lifecycle(name: &str, value: &Json) -> bool {
    name == keys::LIFECYCLE && value.as_str().is_some_and(|word| xml::can_hold(word) && is_kept(word))
}

/// Whether a lifecycle word says more than the phase, so that it stays among the attributes.
pub(crate) fn is_kept(word: &str) -> bool {
    phase_of(word) == Phase::Other && word != "unknown"
}

impl Sink for Xes {
    fn write(&mut self, touch: &Touch) -> Result<(), WriteError> {
        let journey = touch.journey();
        let goes_on = self.trace.as_ref().is_some_and(|trace| trace.journey == journey && trace.thread == touch.thread);
        if !goes_on {
            if self.trace.is_some() {
                self.text.extend_from_slice(b"</trace>\n");
            }
            self.begin_trace(touch);
        }
        self.text.extend_from_slice(b"<event>");
        self.standard(touch);
        self.own(touch);
        self.attributes(touch);
        self.text.extend_from_slice(b"</event>\n");
        self.out.write_all(&self.text)?;
        self.text.clear();
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        if self.trace.is_some() {
            self.out.write_all(b"</trace>\n")?;
        }
        self.out.write_all(b"</log>\n")?;
        Ok(self.out.flush()?)
    }
}
