//! One event (or the attributes of one trace) as it was read: typed attributes in one reused piece of memory.

use super::value::{self, Kind, Nested};
use crate::file::decode::Text;
use crate::file::mapping::Cell;
use crate::file::write::xes_keys::NAME;
use desk::time::Time;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::borrow::Cow;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128_with_seed};

/// The keys of attributes, numbered in the order in which they turned up.
#[derive(Default)]
pub(super) struct Keys {
    names: Vec<Box<str>>,
    slots: FxHashMap<Box<str>, usize>,
    hashes: Vec<u64>,
    /// Which key stood at which place last time: events of one log mostly look alike.
    expected: Vec<usize>,
    /// The number of the key of names.
    named: Option<usize>,
    /// Prefixes that this log gives to extensions of the standard, and those the standard gives them.
    prefixes: Vec<(String, &'static str)>,
}

impl Keys {
    pub(super) fn name(&self, slot: usize) -> &str {
        &self.names[slot]
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    /// From now on keys with this prefix are those of an extension that the standard calls otherwise.
    pub(super) fn call(&mut self, prefix: &str, standard: &'static str) {
        self.prefixes.push((prefix.to_owned(), standard));
    }

    /// A key as the standard writes it.
    fn standard<'a>(&self, key: &'a str) -> Cow<'a, str> {
        let renamed = key.split_once(':').and_then(|(prefix, rest)| {
            let (_, standard) = self.prefixes.iter().find(|(known, _)| known == prefix)?;
            Some(format!("{standard}:{rest}"))
        });
        renamed.map_or(Cow::Borrowed(key), Cow::Owned)
    }

    #[inline]
    fn slot(&mut self, place: usize, key: &str) -> usize {
        if let Some(&slot) = self.expected.get(place)
            && *self.names[slot] == *key
        {
            return slot;
        }
        let slot = match self.slots.get(key) {
            Some(&slot) => slot,
            None => self.learn(key),
        };
        // Places come one after the other, so a new one is the next.
        if place < self.expected.len() {
            self.expected[place] = slot;
        } else {
            self.expected.push(slot);
        }
        slot
    }

    /// Numbers a key that has not turned up before.
    fn learn(&mut self, written: &str) -> usize {
        let key = self.standard(written);
        let slot = self.slots.get(&*key).copied().unwrap_or(self.names.len());
        if slot == self.names.len() {
            self.named = self.named.or_else(|| (key == NAME).then_some(slot));
            self.hashes.push(xxh3_64(key.as_bytes()));
            self.slots.insert((&*key).into(), slot);
            self.names.push(key.into());
        }
        self.slots.insert(written.into(), slot);
        slot
    }
}

/// One attribute.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub(super) slot: usize,
    pub(super) kind: Kind,
    from: usize,
    to: usize,
    /// The whole value where it is more than a type and a text.
    pub(super) nested: Option<Box<Value>>,
}

/// The attributes of one event or trace.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    text: String,
    pub(super) attributes: Vec<Attribute>,
    /// The line it begins in.
    pub(super) line: u64,
    /// What is wrong with it, if something is.
    pub(super) fault: Option<String>,
}

impl Row {
    pub(super) fn clear(&mut self, line: u64) {
        self.text.clear();
        self.attributes.clear();
        self.line = line;
        self.fault = None;
    }

    /// Adds an attribute.
    #[inline]
    pub(super) fn push(&mut self, keys: &mut Keys, kind: Kind, key: &str, text: &str) {
        let slot = keys.slot(self.attributes.len(), key);
        let from = self.text.len();
        self.text.push_str(text);
        self.attributes.push(Attribute { slot, kind, from, to: self.text.len(), nested: None });
    }

    /// Adds an attribute that has a tree below it.
    pub(super) fn push_nested(&mut self, keys: &mut Keys, kind: Kind, key: &str, text: &str, nested: Nested) {
        let slot = keys.slot(self.attributes.len(), key);
        let from = self.text.len();
        match kind {
            Kind::List if text.is_empty() => self.text.push_str(&value::listed(&nested.values)),
            _ => self.text.push_str(text),
        }
        let whole = value::to_json(kind, text, nested);
        self.attributes.push(Attribute { slot, kind, from, to: self.text.len(), nested: Some(Box::new(whole)) });
    }

    /// What the trace or event is called.
    pub(super) fn name(&self, keys: &Keys) -> Option<&str> {
        let slot = keys.named?;
        Some(self.text(self.attributes.iter().find(|attribute| attribute.slot == slot)?))
    }

    /// The text of an attribute.
    #[inline]
    pub(super) fn text(&self, attribute: &Attribute) -> &str {
        &self.text[attribute.from..attribute.to]
    }

    /// An attribute as the mapping's roles take it.
    #[inline]
    pub(super) fn cell(&self, attribute: &Attribute) -> Cell<'_> {
        let text = self.text(attribute);
        let typed = match attribute.kind {
            Kind::Date => Time::parse(text).map(Cell::Moment),
            Kind::Int => value::whole(text).map(Cell::Whole),
            Kind::Float => text.trim().parse().ok().map(Cell::Number),
            Kind::Boolean => value::truth(text).map(Cell::Truth),
            Kind::String | Kind::Id | Kind::List | Kind::Container => None,
        };
        typed.unwrap_or(Cell::Text(text))
    }

    /// An attribute as it is kept where no role takes it.
    pub(super) fn value(&self, attribute: &Attribute) -> Value {
        match &attribute.nested {
            Some(whole) => Value::clone(whole),
            None => value::to_json(attribute.kind, self.text(attribute), Nested::default()),
        }
    }

    /// What the row says, whatever the order of its attributes: equal for equal rows.
    pub(super) fn content(&self, keys: &Keys) -> u128 {
        let mut content = 0_u128;
        for attribute in &self.attributes {
            let seed = keys.hashes[attribute.slot].wrapping_add(attribute.kind as u64);
            content = content.wrapping_add(match &attribute.nested {
                Some(whole) => xxh3_128_with_seed(whole.to_string().as_bytes(), seed),
                None => xxh3_128_with_seed(self.text(attribute).as_bytes(), seed),
            });
        }
        content
    }

    /// Whether some of its bytes meant nothing in the log's encoding.
    pub(super) fn has_broken_bytes(&self) -> bool {
        !self.text.is_ascii() && self.text.contains(Text::BROKEN)
    }

    /// The row as XES, for people who have to mend it.
    pub(super) fn to_xml(&self, keys: &Keys) -> String {
        let mut out = b"<event>".to_vec();
        for attribute in &self.attributes {
            value::write(&mut out, keys.name(attribute.slot), &self.value(attribute));
        }
        out.extend_from_slice(b"</event>");
        String::from_utf8_lossy(&out).into_owned()
    }
}
