//! From events that name objects to touches of journeys.

use super::book::{Line, Lines, Shelf, key};
use super::columns;
use super::model::{Event, Object, Relation, typed};
use super::own;
use crate::file::mapping::moment::Moments;
use crate::file::mapping::{Cell, Mapping, Rows};
use crate::file::open::Meter;
use crate::file::write::ocel_keys as keys;
use crate::file::{Options, ReadError, Reason, Record, Rejected};
use serde_json::{Map, Value, json};
use std::collections::VecDeque;
use std::io;

/// Streams the records of a log of objects.
pub(super) struct Touches {
    file: String,
    shelf: Shelf,
    lines: Option<Lines>,
    /// Absent where the log is one of ours.
    maker: Option<Maker>,
    ready: VecDeque<Record>,
    meter: Option<Meter>,
    done: u64,
}

/// What is needed to make touches of foreign events.
struct Maker {
    rows: Rows,
    moments: Moments,
    /// The rank of each type of objects, the best for journeys first.
    ranks: Vec<usize>,
    /// The type that tells the journeys, and the column it fills.
    thread: Option<(u32, usize)>,
    /// The column of each type of objects that a role takes.
    objects: Vec<Option<usize>>,
    /// Where the next object lies that no event names, and whether the types have been told.
    unrelated: Option<u64>,
    told_types: bool,
}

/// Objects that no event names are told this many at a time.
const UNRELATED: usize = 256;

impl Touches {
    pub(super) fn new(
        file: String,
        mut shelf: Shelf,
        ranked: &[u32],
        mapping: Option<&Mapping>,
        source: &str,
        options: &Options,
        meter: Option<Meter>,
    ) -> Result<Touches, ReadError> {
        let lines = shelf.lines().map_err(ReadError::io(&file))?;
        let maker = match mapping {
            None => None,
            Some(mapping) => Some(Maker::new(mapping, &shelf, ranked, source, options)?),
        };
        Ok(Touches { file, shelf, lines: Some(lines), maker, ready: VecDeque::new(), meter, done: 0 })
    }

    /// Puts what a line tells into `ready`.
    fn take(&mut self, line: Line) -> io::Result<()> {
        let event = match line {
            Line::Event(event) => event,
            Line::Bad(bad) => {
                let reason = Reason::Malformed { what: bad.what };
                self.ready.push_back(Record::Rejected(Rejected::new(&self.file, bad.line, None, reason, &bad.raw)));
                return Ok(());
            }
        };
        match &mut self.maker {
            Some(maker) => maker.touches(&event, &mut self.shelf, &self.file, &mut self.ready),
            None => {
                self.ready.push_back(match own::touch(&event) {
                    Ok(touch) => Record::Touch(touch),
                    Err(unfit) => {
                        let reason = Reason::Malformed { what: unfit.0 };
                        Record::Rejected(Rejected::new(&self.file, event.line, None, reason, &raw(&event)))
                    }
                });
                Ok(())
            }
        }
    }
}

impl Iterator for Touches {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(record) = self.ready.pop_front() {
                return Some(Ok(record));
            }
            let line = self.lines.as_mut()?.next()?;
            self.done += 1;
            if let Some(meter) = &self.meter {
                meter.set_share(self.done, self.shelf.lines);
            }
            if let Err(source) = line.and_then(|line| self.take(line)) {
                self.lines = None;
                return Some(Err(ReadError::Io { file: self.file.clone(), source }));
            }
        }
    }
}

impl Maker {
    fn new(
        mapping: &Mapping,
        shelf: &Shelf,
        ranked: &[u32],
        source: &str,
        options: &Options,
    ) -> Result<Maker, ReadError> {
        let mut names: Vec<String> = Vec::new();
        for (_, name) in mapping.named_columns() {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        let column = |name: &str| names.iter().position(|known| known == name);
        let objects: Vec<Option<usize>> =
            shelf.kinds.iter().map(|kind| column(&format!("{}{kind}", columns::OBJECT))).collect();
        let thread = mapping.thread.as_deref().and_then(|name| {
            let kind = shelf.kinds.iter().position(|kind| name.strip_prefix(columns::OBJECT) == Some(kind))?;
            Some((kind as u32, column(name)?))
        });
        let mut ranks = vec![usize::MAX; shelf.kinds.len()];
        for (rank, kind) in ranked.iter().enumerate() {
            ranks[*kind as usize] = rank;
        }
        let zone = options.zone.as_deref().or(mapping.at.zone.as_deref()).unwrap_or("UTC");
        Ok(Maker {
            rows: Rows::growing(mapping, &names, source, options.zone.as_deref())?,
            moments: Moments::new(&[], zone)?,
            ranks,
            thread,
            objects,
            unrelated: Some(0),
            told_types: false,
        })
    }

    /// The touches of one event: one for each object that tells a journey.
    fn touches(
        &mut self,
        event: &Event,
        shelf: &mut Shelf,
        file: &str,
        ready: &mut VecDeque<Record>,
    ) -> io::Result<()> {
        let attributes: Vec<(&str, Value)> = event
            .attributes
            .iter()
            .map(|(name, value)| (name.as_str(), typed(value.clone(), shelf.types.of_event(&event.kind, name))))
            .collect();
        let threads = self.threads(event, shelf);
        let mut first = None;
        for (copy, thread) in threads.iter().enumerate() {
            let id = if copy == 0 { event.id.clone() } else { format!("{}@{thread}", event.id) };
            let cells = self.cells(event, &attributes, thread, &id, shelf);
            let mut touch = match self.rows.touch(&cells, event.place as i64) {
                Ok(touch) => touch,
                Err(fault) => {
                    ready.push_back(Record::Rejected(fault.rejected(file, event.line, &raw(event))));
                    return Ok(());
                }
            };
            for (name, value) in &attributes {
                touch.attributes.insert(*name, value.clone());
            }
            let objects = self.objects(event, shelf)?;
            if !objects.is_empty() {
                touch.attributes.insert(keys::OBJECTS, Value::Array(objects));
            }
            if copy > 0 {
                touch.attributes.insert(keys::COPY_OF, event.id.clone().into());
            } else {
                first = Some(ready.len());
            }
            ready.push_back(Record::Touch(touch));
        }
        if let Some(Record::Touch(touch)) = first.and_then(|first| ready.get_mut(first)) {
            if !self.told_types {
                self.told_types = true;
                touch.attributes.insert(keys::TYPES, serde_json::to_value(&shelf.types)?);
            }
            let unrelated = self.unrelated(shelf)?;
            if !unrelated.is_empty() {
                touch.attributes.insert(keys::UNRELATED, Value::Array(unrelated));
            }
        }
        Ok(())
    }

    /// The objects whose journeys the event belongs to; its own id where it names none.
    fn threads(&self, event: &Event, shelf: &Shelf) -> Vec<String> {
        let kind_of = |relation: &Relation| shelf.entries.get(&key(&relation.object)).map(|entry| entry.kind);
        let mut threads: Vec<String> = Vec::new();
        if let Some((wanted, _)) = self.thread {
            for relation in event.relationships.iter().filter(|relation| kind_of(relation) == Some(wanted)) {
                if !threads.contains(&relation.object) {
                    threads.push(relation.object.clone());
                }
            }
            if threads.is_empty() {
                let best = event.relationships.iter().min_by_key(|relation| {
                    (kind_of(relation).map_or(usize::MAX, |kind| self.ranks[kind as usize]), &relation.object)
                });
                threads.extend(best.map(|relation| relation.object.clone()));
            }
        }
        if threads.is_empty() {
            threads.push(event.id.clone());
        }
        threads
    }

    fn cells<'a>(
        &self,
        event: &'a Event,
        attributes: &'a [(&str, Value)],
        thread: &'a str,
        id: &'a str,
        shelf: &Shelf,
    ) -> Vec<Cell<'a>> {
        let mut cells = vec![Cell::Missing; self.rows.columns().len()];
        for relation in &event.relationships {
            let entry = shelf.entries.get(&key(&relation.object));
            if let Some(column) = entry.and_then(|entry| self.objects[entry.kind as usize])
                && cells[column] == Cell::Missing
            {
                cells[column] = Cell::Text(&relation.object);
            }
        }
        for (cell, name) in cells.iter_mut().zip(self.rows.columns()) {
            match name.as_str() {
                columns::ID => *cell = Cell::Text(id),
                columns::TYPE => *cell = Cell::Text(&event.kind),
                columns::TIME => *cell = Cell::Text(&event.time),
                name => {
                    if let Some((_, value)) = attributes.iter().find(|(attribute, _)| *attribute == name) {
                        *cell = cell_of(value);
                    }
                }
            }
        }
        if let Some((_, column)) = self.thread {
            cells[column] = Cell::Text(thread);
        }
        cells
    }

    /// The objects of an event; those that are named for the first time with all that is known of them.
    fn objects(&self, event: &Event, shelf: &mut Shelf) -> io::Result<Vec<Value>> {
        let mut told = Vec::new();
        for relation in &event.relationships {
            let mut object = Map::new();
            object.insert("id".into(), relation.object.clone().into());
            object.insert("qualifier".into(), relation.qualifier.clone().into());
            let entry = shelf.entries.get_mut(&key(&relation.object)).map(|entry| {
                let known = *entry;
                entry.told = true;
                known
            });
            if let Some(entry) = entry {
                object.insert("type".into(), shelf.kinds[entry.kind as usize].clone().into());
                if !entry.told {
                    let whole = shelf.object(entry)?;
                    self.tell(&mut object, whole, shelf);
                }
            }
            told.push(Value::Object(object));
        }
        Ok(told)
    }

    /// Adds what is known of an object.
    fn tell(&self, into: &mut Map<String, Value>, mut object: Object, shelf: &Shelf) {
        for change in &mut object.attributes {
            if let Some(time) = self.moments.read(&change.time) {
                change.time = time.to_string();
            }
            let value = std::mem::take(&mut change.value);
            change.value = typed(value, shelf.types.of_object(&object.kind, &change.name));
        }
        object.attributes.sort_by(|one, other| (&one.time, &one.name).cmp(&(&other.time, &other.name)));
        into.insert("attributes".into(), json!(object.attributes));
        into.insert("relationships".into(), json!(object.relationships));
    }

    /// Some of the objects that no event names.
    fn unrelated(&mut self, shelf: &mut Shelf) -> io::Result<Vec<Value>> {
        let Some(place) = self.unrelated else { return Ok(Vec::new()) };
        let (objects, next) = shelf.objects_from(place, UNRELATED)?;
        self.unrelated = (objects.len() == UNRELATED).then_some(next);
        let mut told = Vec::new();
        for object in objects {
            if shelf.entries.get(&key(&object.id)).is_some_and(|entry| entry.named) {
                continue;
            }
            let mut map = Map::new();
            map.insert("id".into(), object.id.clone().into());
            map.insert("type".into(), object.kind.clone().into());
            self.tell(&mut map, object, shelf);
            told.push(Value::Object(map));
        }
        Ok(told)
    }
}

fn cell_of(value: &Value) -> Cell<'_> {
    match value {
        Value::Null => Cell::Missing,
        Value::String(text) => Cell::Text(text),
        Value::Bool(truth) => Cell::Truth(*truth),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Cell::Whole(whole),
            (None, Some(number)) => Cell::Number(number),
            (None, None) => Cell::Json(value),
        },
        Value::Array(_) | Value::Object(_) => Cell::Json(value),
    }
}

fn raw(event: &Event) -> String {
    serde_json::to_string(event).unwrap_or_default()
}
