//! From a row of cells to a touch. Roles are looked up once, then every row is a walk over indexes.

use super::moment::Moments;
use super::roles::Roles;
use super::value;
use super::{Fact, Mapping};
use crate::file::{ReadError, Reason, Rejected};
use desk::attributes::Attributes;
use desk::id::derived_touch_id;
use desk::identity::Identity;
use desk::step;
use desk::time::Time;
use desk::touch::{self, Direction, Outcome, Phase, Results, Touch};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;
use std::borrow::Cow;
use std::sync::Arc;

/// What stands in one column of one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Missing,
    /// Text. Where it is one of the mapping's missing marks it counts as [`Cell::Missing`].
    Text(&'a str),
    /// A whole number.
    Whole(i64),
    /// Any number.
    Number(f64),
    /// Yes or no.
    Truth(bool),
    /// A moment whose zone is known.
    Moment(Time),
    /// Anything else: lists, nested attributes.
    Json(&'a Value),
}

impl<'a> Cell<'a> {
    /// The cell as text, as it would stand in a table.
    pub fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Cell::Missing => None,
            Cell::Text(text) => Some(Cow::Borrowed(text)),
            Cell::Whole(number) => Some(Cow::Owned(number.to_string())),
            Cell::Number(number) => Some(Cow::Owned(number.to_string())),
            Cell::Truth(truth) => Some(Cow::Borrowed(if truth { "true" } else { "false" })),
            Cell::Moment(time) => Some(Cow::Owned(time.to_string())),
            Cell::Json(value) => Some(Cow::Owned(value.to_string())),
        }
    }

    fn value(self) -> Value {
        match self {
            Cell::Missing => Value::Null,
            Cell::Text(text) => Value::String(text.to_owned()),
            Cell::Whole(number) => Value::from(number),
            Cell::Number(number) => Value::from(number),
            Cell::Truth(truth) => Value::Bool(truth),
            Cell::Moment(time) => Value::String(time.to_string()),
            Cell::Json(value) => value.clone(),
        }
    }

    /// Whether [`Cell::value`] gives this.
    fn is(self, value: &Value) -> bool {
        match (self, value) {
            (Cell::Text(text), Value::String(said)) => text == said,
            (Cell::Json(told), said) => told == said,
            (cell, said) => cell.value() == *said,
        }
    }
}

/// Why a row is no touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The column at fault.
    pub column: Option<String>,
    /// What is wrong.
    pub reason: Reason,
}

impl Fault {
    /// The record of it. `line` as in [`Rejected::line`].
    pub fn rejected(&self, file: &str, line: u64, raw: &str) -> Rejected {
        Rejected::new(file, line, self.column.as_deref(), self.reason.clone(), raw)
    }
}

/// Names of columns made distinct, so that each can be named in a mapping: `a, a, b` become `a, a (2), b`.
pub fn distinct_names(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut taken = FxHashSet::default();
    let mut distinct = Vec::new();
    for name in names {
        let mut candidate = name.clone();
        let mut count = 1;
        while !taken.insert(candidate.clone()) {
            count += 1;
            candidate = format!("{name} ({count})");
        }
        distinct.push(candidate);
    }
    distinct
}

/// The reader of rows: a mapping applied to the columns of one log.
pub struct Rows {
    pub(super) mapping: Mapping,
    source: String,
    columns: Vec<String>,
    /// The columns, as touches share them.
    names: Vec<Arc<str>>,
    pub(super) roles: Roles,
    /// The attributes of the last row: rows of one case often share theirs.
    attributes: Attributes,
    moments: Moments,
    always: Option<Time>,
    marks: Vec<Box<str>>,
    longest_mark: usize,
    twins: Twins,
    outcomes: Memo<Outcome>,
    directions: Memo<Option<Direction>>,
    phases: Memo<Phase>,
    content: Vec<u8>,
}

/// What words were found to mean, so that each is looked at once.
type Memo<T> = FxHashMap<Box<str>, T>;

/// How equal rows without an id of their own are told apart.
enum Twins {
    /// Equal rows are one touch: an id or a sequence tells true repetitions apart.
    Same,
    /// Equal rows that follow one another are several touches; this is the last one and how often it came before.
    Adjacent(Vec<u8>, u32),
    /// Equal rows within one group are several touches.
    Grouped(FxHashMap<u128, u32>),
}

impl Rows {
    /// Applies `mapping` to a log with these `columns`. `zone` is [`Options::zone`](crate::file::Options::zone).
    ///
    /// # Errors
    /// [`ReadError::UnknownColumn`] names the nearest column; [`ReadError::Zone`]; [`ReadError::Mapping`].
    pub fn new(mapping: &Mapping, columns: &[String], source: &str, zone: Option<&str>) -> Result<Rows, ReadError> {
        mapping.check_columns(columns)?;
        Rows::growing(mapping, columns, source, zone)
    }

    /// As [`Rows::new`] for formats whose attributes turn up one after the other: the mapping may name columns that
    /// are not there yet.
    pub fn growing(mapping: &Mapping, columns: &[String], source: &str, zone: Option<&str>) -> Result<Rows, ReadError> {
        let zone = zone.or(mapping.at.zone.as_deref()).unwrap_or("UTC");
        let moments = Moments::new(&mapping.at.formats, zone)?;
        let always = mapping.at.always.as_deref().map(|text| {
            let unreadable = || ReadError::Mapping {
                reason: format!("[at] always = {text:?} is not a time; write it like 2024-02-29T10:15:00Z"),
            };
            moments.read(text).ok_or_else(unreadable)
        });
        let marks: Vec<Box<str>> = match &mapping.missing {
            Some(marks) => marks.iter().map(|mark| mark.trim().into()).collect(),
            None => Mapping::MISSING.map(Box::from).to_vec(),
        };
        let told_apart = mapping.id.is_some() || mapping.sequence.is_some();
        Ok(Rows {
            roles: Roles::of(mapping, columns),
            attributes: Attributes::default(),
            mapping: mapping.clone(),
            source: source.to_owned(),
            columns: columns.to_vec(),
            names: columns.iter().map(|name| name.as_str().into()).collect(),
            moments,
            always: always.transpose()?,
            longest_mark: marks.iter().map(|mark| mark.len()).max().unwrap_or(0),
            marks,
            twins: if told_apart { Twins::Same } else { Twins::Adjacent(Vec::new(), 0) },
            outcomes: Memo::default(),
            directions: Memo::default(),
            phases: Memo::default(),
            content: Vec::new(),
        })
    }

    /// The names of the columns, in the order of the cells.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Adds a column that turned up late and gives its index.
    pub fn add_column(&mut self, name: &str) -> usize {
        self.columns.push(name.to_owned());
        self.names.push(name.into());
        self.roles = Roles::of(&self.mapping, &self.columns);
        self.columns.len() - 1
    }

    /// Begins a group, such as a trace. From now on the n-th of equal rows within one group is a touch of its own.
    pub fn begin_group(&mut self) {
        match &mut self.twins {
            Twins::Grouped(counts) => counts.clear(),
            other => *other = Twins::Grouped(FxHashMap::default()),
        }
    }

    /// The touch that a row tells of. `cells[i]` stands in column `i`; a short row misses the rest. `place` orders rows
    /// of one moment where the mapping names no sequence: the row's number, or its place in its trace.
    ///
    /// # Errors
    /// A [`Fault`] when the time cannot be told, the row belongs to nobody, or the sequence is no number.
    pub fn touch(&mut self, cells: &[Cell<'_>], place: i64) -> Result<Touch, Fault> {
        let at = self.at(cells)?;
        self.told(cells, place, at)
    }

    /// The touch of a moment that is known.
    pub(super) fn told(&mut self, cells: &[Cell<'_>], place: i64, at: Time) -> Result<Touch, Fault> {
        let roles = &self.roles;
        let mut touch = Touch {
            v: touch::VERSION,
            source: self.source.clone(),
            at,
            sequence: self.sequence(cells)?.unwrap_or(place),
            identities: self.identities(cells),
            channel: self.owned(cells, roles.channel),
            touchpoint: self.owned(cells, roles.touchpoint),
            action: self.owned(cells, roles.action),
            thread: self.owned(cells, roles.thread),
            owner: self.owned(cells, roles.owner),
            actor: self.owned(cells, roles.actor),
            text: self.owned(cells, roles.text),
            amount: self.read(cells, roles.amount, value::number),
            results: self.results(cells),
            segment: self.segment(cells),
            ..Touch::default()
        };
        if roles.thread.is_some() && touch.thread.is_none() && touch.identities.is_empty() {
            return Err(self.fault(roles.thread, Reason::NoThread));
        }
        if let Some(column) = &self.mapping.waited {
            touch.waited = self.read(cells, roles.waited, |text| value::length(text, column.unit));
        }
        if let Some(column) = &self.mapping.handled {
            touch.handled = self.read(cells, roles.handled, |text| value::length(text, column.unit));
        }
        touch.attributes = self.attributes(cells);
        self.words(cells, &mut touch);
        touch.id = match self.owned(cells, self.roles.id) {
            Some(id) => id,
            None => self.derived_id(cells),
        };
        if self.roles.thread.is_none() {
            touch.thread = Some(touch.id.clone());
        }
        Ok(touch)
    }

    /// The cell of a role, trimmed, and [`Cell::Missing`] where it says nothing.
    pub(super) fn cell<'a>(&self, cells: &[Cell<'a>], role: Option<usize>) -> Cell<'a> {
        match role.and_then(|index| cells.get(index)) {
            None => Cell::Missing,
            Some(Cell::Text(text)) => {
                let text = text.trim();
                if self.is_missing(text) { Cell::Missing } else { Cell::Text(text) }
            }
            Some(Cell::Json(Value::Null)) => Cell::Missing,
            Some(Cell::Number(number)) if number.is_nan() => Cell::Missing,
            Some(cell) => *cell,
        }
    }

    fn is_missing(&self, trimmed: &str) -> bool {
        trimmed.is_empty() || (trimmed.len() <= self.longest_mark && self.marks.iter().any(|mark| **mark == *trimmed))
    }

    fn owned(&self, cells: &[Cell<'_>], role: Option<usize>) -> Option<String> {
        role?;
        self.cell(cells, role).text().map(Cow::into_owned)
    }

    fn read<T>(&self, cells: &[Cell<'_>], role: Option<usize>, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        role?;
        self.cell(cells, role).text().and_then(|text| read(&text))
    }

    pub(super) fn fault(&self, role: Option<usize>, reason: Reason) -> Fault {
        Fault { column: role.and_then(|index| self.columns.get(index)).cloned(), reason }
    }

    fn at(&self, cells: &[Cell<'_>]) -> Result<Time, Fault> {
        let role = self.roles.at;
        let cell = self.cell(cells, role);
        match cell {
            Cell::Missing => self.always.ok_or_else(|| self.fault(role, Reason::NoTime)),
            Cell::Text(date) if self.roles.clock.is_some() => {
                let clock = self.cell(cells, self.roles.clock).text().unwrap_or_default();
                let whole = format!("{date} {clock}");
                self.moments.read(whole.trim()).ok_or_else(|| self.bad_time(role, &whole))
            }
            cell => self.moment(cell, role),
        }
    }

    /// The moment that a cell names.
    pub(super) fn moment(&self, cell: Cell<'_>, role: Option<usize>) -> Result<Time, Fault> {
        if let Cell::Moment(time) = cell {
            return Ok(time);
        }
        let text = cell.text().unwrap_or_default();
        self.moments.read(&text).ok_or_else(|| self.bad_time(role, &text))
    }

    fn bad_time(&self, role: Option<usize>, found: &str) -> Fault {
        self.fault(role, Reason::BadTime { found: found.chars().take(80).collect() })
    }

    fn sequence(&self, cells: &[Cell<'_>]) -> Result<Option<i64>, Fault> {
        match self.cell(cells, self.roles.sequence) {
            Cell::Missing => Ok(None),
            Cell::Whole(number) => Ok(Some(number)),
            other => {
                let text = other.text().unwrap_or_default();
                let bad = || self.fault(self.roles.sequence, Reason::BadNumber { found: text.clone().into_owned() });
                value::whole(&text).map(Some).ok_or_else(bad)
            }
        }
    }

    fn identities(&self, cells: &[Cell<'_>]) -> Vec<Identity> {
        let known =
            self.roles.customer.iter().filter_map(|(index, kind)| {
                self.owned(cells, Some(*index)).map(|value| Identity { kind: *kind, value })
            });
        known.collect()
    }

    fn results(&self, cells: &[Cell<'_>]) -> Results {
        let columns = &self.mapping.results;
        let fact = |fact: &Option<Fact>, role: Option<usize>| {
            let fact = fact.as_ref()?;
            let said = self.read(cells, role, |text| match fact.when.as_slice() {
                [] => value::truth(text),
                when => Some(when.iter().any(|word| word == text)),
            });
            said.map(|so| so != fact.negated)
        };
        let [reopened, sla_broken, churned, returned, complained] = self.roles.facts;
        Results {
            reopened: fact(&columns.reopened, reopened),
            sla_broken: fact(&columns.sla_broken, sla_broken),
            churned: fact(&columns.churned, churned),
            returned: fact(&columns.returned, returned),
            complained: fact(&columns.complained, complained),
            rating: columns
                .rating
                .as_ref()
                .and_then(|rating| self.read(cells, self.roles.rating, |text| rating.share(text))),
        }
    }

    fn segment(&self, cells: &[Cell<'_>]) -> Option<String> {
        let mut segment = String::new();
        let mut known = false;
        for role in &self.roles.segment {
            let text = self.cell(cells, *role).text();
            known |= text.is_some();
            if !segment.is_empty() {
                segment.push_str(" / ");
            }
            segment.push_str(text.as_deref().unwrap_or("?"));
        }
        known.then_some(segment)
    }

    fn attributes(&mut self, cells: &[Cell<'_>]) -> Attributes {
        // Columns are kept in the order of their names, in which attributes are put together in one go.
        let kept = || self.roles.kept.iter().filter(|index| !matches!(self.cell(cells, Some(**index)), Cell::Missing));
        let mut before = self.attributes.iter();
        let same = kept().all(|index| {
            before.next().is_some_and(|(name, value)| name == &*self.names[*index] && cells[*index].is(value))
        });
        if !same || before.next().is_some() {
            self.attributes = kept().map(|index| (self.names[*index].clone(), cells[*index].value())).collect();
        }
        self.attributes.clone()
    }

    /// Fills in what a list of words decides: outcome, direction, phase.
    fn words(&mut self, cells: &[Cell<'_>], touch: &mut Touch) {
        let outcome = self.cell(cells, self.roles.outcome).text();
        let direction = self.cell(cells, self.roles.direction).text();
        let phase = self.cell(cells, self.roles.phase).text();
        if let (Some(word), Some(column)) = (outcome, &self.mapping.outcome) {
            let known = || column.values.get(&*word).copied().unwrap_or_else(|| step::outcome_of(&word));
            touch.outcome = remembered(&mut self.outcomes, &word, known);
        }
        if let (Some(word), Some(column)) = (direction, &self.mapping.direction) {
            let known = || column.values.get(&*word).copied().or_else(|| value::direction(&word));
            touch.direction = remembered(&mut self.directions, &word, known);
        }
        if let (Some(word), Some(column)) = (phase, &self.mapping.phase) {
            let known = || column.values.get(&*word).copied().unwrap_or_else(|| value::phase(&word));
            touch.phase = remembered(&mut self.phases, &word, known);
            if touch.phase == Phase::Other {
                touch.attributes.insert(column.column.as_str(), Value::String(word.into_owned()));
            }
        }
    }

    /// An id from everything the row says, whatever place it has in the file.
    fn derived_id(&mut self, cells: &[Cell<'_>]) -> String {
        self.content.clear();
        for (name, cell) in self.columns.iter().zip(cells) {
            let start = self.content.len();
            let said = match cell {
                Cell::Missing => false,
                Cell::Text(text) => {
                    self.content.extend_from_slice(text.as_bytes());
                    !text.is_empty()
                }
                other => {
                    self.content.extend_from_slice(other.text().unwrap_or_default().as_bytes());
                    true
                }
            };
            if said {
                let length = (self.content.len() - start) as u32;
                self.content.extend_from_slice(&length.to_le_bytes());
                self.content.extend_from_slice(name.as_bytes());
                self.content.push(0);
            }
        }
        let occurrence = match &mut self.twins {
            Twins::Same => 0,
            Twins::Adjacent(last, count) if *last == self.content => {
                *count += 1;
                *count
            }
            Twins::Adjacent(last, count) => {
                last.clone_from(&self.content);
                *count = 0;
                0
            }
            Twins::Grouped(counts) => {
                let count = counts.entry(xxhash_rust::xxh3::xxh3_128(&self.content)).or_default();
                *count += 1;
                *count - 1
            }
        };
        derived_touch_id(&self.content, occurrence)
    }
}

/// What `word` means, looked up once. The table stays small even when a column turns out to hold free text.
fn remembered<T: Copy>(memo: &mut Memo<T>, word: &str, find: impl FnOnce() -> T) -> T {
    const MOST: usize = 4096;
    if let Some(known) = memo.get(word) {
        return *known;
    }
    let found = find();
    if memo.len() < MOST {
        memo.insert(word.into(), found);
    }
    found
}
