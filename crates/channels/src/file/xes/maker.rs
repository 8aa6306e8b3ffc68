//! From events to touches: which attribute goes where is looked up once for each key.

use super::row::{Attribute, Keys, Row};
use crate::file::ReadError;
use crate::file::mapping::{Cell, Fault, Mapping, Rows};
use crate::file::write::xes_keys::{CASE, NAME};
use desk::attributes::Attributes;
use desk::id::derived_touch_id;
use desk::touch::Touch;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// The column with the id where the log gives events none. No attribute is called so.
const DERIVED_ID: &str = "\u{0}id";

/// Columns up to this number need no memory of their own.
const FEW: usize = 32;

/// What becomes of the attributes of one key.
struct Use {
    /// The column of the mapping it fills.
    column: Option<usize>,
    /// The name it is kept under among the touch's attributes; `None` where the mapping decides.
    kept: Option<Arc<str>>,
}

/// Makes touches of the events of one log.
pub(super) struct Maker {
    rows: Rows,
    named: Vec<String>,
    trace_uses: Vec<Use>,
    event_uses: Vec<Use>,
    /// Whether the trace's name is the thread, and the event's the action; the names they have in the mapping.
    by_trace: bool,
    by_event: bool,
    taken: Vec<String>,
    /// The column with the derived id.
    id: Option<usize>,
    said: Vec<u8>,
    /// The name of the trace at hand where it has none of its own.
    trace_name: Option<String>,
    /// What touches of the trace at hand share, and the same with what the mapping kept of the last event.
    trace_kept: Attributes,
    merged: (Attributes, Attributes),
    /// Whether the trace's attributes have been looked at.
    knows_trace: bool,
    /// Events seen in this trace, and how often each.
    place: i64,
    twins: FxHashMap<u128, u32>,
    /// Nameless traces that looked alike.
    nameless: FxHashMap<u64, u32>,
}

impl Maker {
    /// Applies `mapping` to a log.
    pub(super) fn new(mapping: &Mapping, source: &str, zone: Option<&str>) -> Result<Maker, ReadError> {
        let mut mapping = mapping.clone();
        let derives = mapping.id.is_none();
        if derives {
            mapping.id = Some(DERIVED_ID.into());
        }
        // XES says by leaving out that something is missing, so a case called "NA" is called so.
        let by_trace = mapping.thread.as_deref().is_some_and(|thread| thread.strip_prefix(CASE) == Some(NAME));
        let by_event = mapping.action.as_deref() == Some(NAME);
        let thread = mapping.thread.take_if(|_| by_trace);
        let action = mapping.action.take_if(|_| by_event);
        let mut rows = Rows::growing(&mapping, &[], source, zone)?;
        let id = derives.then(|| rows.add_column(DERIVED_ID));
        let named = mapping.named_columns().into_iter().map(|(_, name)| name.to_owned()).collect();
        Ok(Maker {
            rows,
            named,
            trace_uses: Vec::new(),
            event_uses: Vec::new(),
            by_trace,
            by_event,
            taken: thread.into_iter().chain(action).collect(),
            id,
            trace_name: None,
            trace_kept: Attributes::default(),
            merged: Default::default(),
            said: Vec::new(),
            knows_trace: false,
            place: 0,
            twins: FxHashMap::default(),
            nameless: FxHashMap::default(),
        })
    }

    /// Begins a trace.
    pub(super) fn begin_trace(&mut self) {
        self.place = 0;
        self.knows_trace = false;
        // Clearing costs as much as the table is large, so a table grown by one long trace is not kept.
        if self.twins.capacity() > 4096 {
            self.twins = FxHashMap::default();
        }
        self.twins.clear();
    }

    /// The touch that an event tells of.
    pub(super) fn touch(
        &mut self,
        (trace, trace_keys): (&Row, &Keys),
        (event, event_keys): (&Row, &Keys),
    ) -> Result<Touch, Fault> {
        let content = event.content(event_keys);
        if !self.knows_trace {
            self.learn_trace(trace, trace_keys, content);
        }
        learn(&mut self.event_uses, event_keys, "", &mut self.rows, &self.named, &self.taken);
        let id = self.id.map(|_| self.derived_id(trace, trace_keys, content));
        let place = self.place;
        self.place += 1;
        let columns = self.rows.columns().len();
        let (mut few, mut many) = ([Cell::Missing; FEW], Vec::new());
        let cells = few.get_mut(..columns).unwrap_or_else(|| {
            many.resize(columns, Cell::Missing);
            &mut many
        });
        fill(cells, &self.trace_uses, trace);
        fill(cells, &self.event_uses, event);
        if let (Some(column), Some(id)) = (self.id, &id) {
            cells[column] = Cell::Text(id);
        }
        let mut touch = self.rows.touch(cells, place)?;
        if self.by_trace {
            touch.thread = Some(self.thread_text(trace, trace_keys).to_owned());
        }
        if self.by_event {
            touch.action = event.name(event_keys).map(str::to_owned);
        }
        touch.attributes = self.with_trace(touch.attributes);
        let kept = |attribute: &Attribute| self.event_uses[attribute.slot].kept.as_ref();
        touch.attributes.reserve(event.attributes.iter().filter_map(kept).count());
        for attribute in &event.attributes {
            if let Some(name) = kept(attribute) {
                keep(&mut touch.attributes, name, event.value(attribute));
            }
        }
        Ok(touch)
    }

    /// An id from what the event says, its trace, and how many equal events came before it there.
    fn derived_id(&mut self, trace: &Row, keys: &Keys, content: u128) -> String {
        let twin = self.twins.entry(content).or_default();
        let occurrence = *twin;
        *twin += 1;
        let mut said = std::mem::take(&mut self.said);
        said.clear();
        said.extend_from_slice(&content.to_le_bytes());
        said.extend_from_slice(self.thread_text(trace, keys).as_bytes());
        self.said = said;
        derived_touch_id(&self.said, occurrence)
    }

    /// What the mapping kept of an event, with what is kept of its trace.
    fn with_trace(&mut self, of_mapping: Attributes) -> Attributes {
        if of_mapping.is_empty() {
            return self.trace_kept.clone();
        }
        if !of_mapping.is(&self.merged.0) {
            let mut merged = of_mapping.clone();
            merged.extend(self.trace_kept.iter().map(|(name, value)| (name, value.clone())));
            self.merged = (of_mapping, merged);
        }
        self.merged.1.clone()
    }

    fn learn_trace(&mut self, trace: &Row, keys: &Keys, first_event: u128) {
        learn(&mut self.trace_uses, keys, CASE, &mut self.rows, &self.named, &self.taken);
        self.knows_trace = true;
        let mut kept = Attributes::default();
        for attribute in &trace.attributes {
            if let Some(name) = &self.trace_uses[attribute.slot].kept {
                keep(&mut kept, name, trace.value(attribute));
            }
        }
        self.trace_kept = kept;
        self.merged = Default::default();
        let is_named = trace.name(keys).is_some_and(|name| !name.trim().is_empty());
        self.trace_name = (self.by_trace && !is_named).then(|| {
            let mut said = first_event.to_le_bytes().to_vec();
            said.extend_from_slice(&trace.content(keys).to_le_bytes());
            let like = xxh3_64(&said);
            let count = self.nameless.entry(like).or_default();
            *count += 1;
            match count {
                1 => format!("trace {like:016x}"),
                count => format!("trace {like:016x} ({count})"),
            }
        });
    }

    fn thread_text<'a>(&'a self, trace: &'a Row, keys: &Keys) -> &'a str {
        match &self.trace_name {
            Some(name) => name,
            None => trace.name(keys).unwrap_or_default(),
        }
    }
}

/// Finds out what becomes of keys that are new.
fn learn(uses: &mut Vec<Use>, keys: &Keys, prefix: &str, rows: &mut Rows, named: &[String], taken: &[String]) {
    for key in keys.names().skip(uses.len()) {
        let name = format!("{prefix}{key}");
        let is_named = named.contains(&name);
        let column = is_named.then(|| match rows.columns().iter().position(|column| *column == name) {
            Some(column) => column,
            None => rows.add_column(&name),
        });
        let kept = (!is_named && !taken.contains(&name)).then(|| name.into());
        uses.push(Use { column, kept });
    }
}

fn fill<'a>(cells: &mut [Cell<'a>], uses: &[Use], row: &'a Row) {
    for attribute in &row.attributes {
        if let Some(column) = uses[attribute.slot].column
            && cells[column] == Cell::Missing
        {
            cells[column] = row.cell(attribute);
        }
    }
}

/// Keys should be unique in an event. Where one comes again, it is kept under `KEY (2)`.
fn keep(attributes: &mut Attributes, name: &Arc<str>, value: Value) {
    let Some(first) = attributes.insert(name.clone(), value) else { return };
    let Some(value) = attributes.insert(name.clone(), first) else { return };
    let free = (2..).map(|count| format!("{name} ({count})")).find(|free| !attributes.contains_key(free));
    attributes.insert(free.unwrap_or_default(), value);
}
