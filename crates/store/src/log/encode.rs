//! Touches into columns.

use super::order::Order;
use super::period::period;
use super::schema::TAKEN;
use crate::error::{Error, Result};
use arrow_array::builder::{ArrayBuilder, Float64Builder, Int32Builder, Int64Builder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, DictionaryArray, FixedSizeBinaryArray, Int64Array, RecordBatch, TimestampMicrosecondArray, UInt8Array,
    UInt64Array,
};
use arrow_buffer::Buffer;
use desk::attributes::Attributes;
use desk::identity::Identity;
use desk::time::Time;
use desk::touch::Touch;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

/// What the numbers of one touch weigh in memory, sorting included.
const ROW_BYTES: usize = 260;

/// How long ids are that we derive.
const ID_BYTES: usize = 32;

/// Touches column by column, in the order they came.
#[derive(Default)]
pub(crate) struct Chunk {
    journey: Vec<u64>,
    customer: Vec<u64>,
    at: Vec<i64>,
    sequence: Vec<i64>,
    key: Vec<[u8; 16]>,
    received_at: Vec<i64>,
    step: Words,
    channel: Words,
    owner: Words,
    actor: Words,
    segment: Words,
    source: Words,
    touchpoint: Words,
    action: Words,
    outcome: Vec<u8>,
    phase: Vec<u8>,
    direction: Vec<u8>,
    waited: Int64Builder,
    handled: Int64Builder,
    results_known: Vec<u8>,
    results_true: Vec<u8>,
    rating: Float64Builder,
    amount: Float64Builder,
    id: StringBuilder,
    thread: Runs,
    text: StringBuilder,
    identities: Runs,
    attributes: Runs,
    /// Bytes of text so far.
    texts: usize,
    json: String,
    /// The attributes last written: touches of one case often share theirs.
    attributes_before: Attributes,
    /// The identities last written.
    identities_before: Vec<Identity>,
    /// The journey and the customer of the touch before, where both are told by its thread alone.
    of_thread: Option<(u64, u64)>,
}

/// A column in which touches in a row often say the same, which is kept once.
#[derive(Default)]
struct Runs {
    codes: Int32Builder,
    said: StringBuilder,
    /// The code of what was said last, and its length.
    last: i32,
    length: usize,
}

impl Runs {
    fn with_room(touches: usize) -> Runs {
        Runs { codes: Int32Builder::with_capacity(touches), ..Runs::default() }
    }

    /// Whether the last touch that said something said this.
    fn is_last(&self, said: &str) -> bool {
        let (ends, last) = (self.said.offsets_slice(), self.last as usize);
        let (Some(&from), Some(&to)) = (ends.get(last), ends.get(last + 1)) else { return false };
        self.said.values_slice()[from as usize..to as usize] == *said.as_bytes()
    }

    /// Adds what a touch says, and returns how many bytes that takes when it is written.
    fn push(&mut self, said: Option<&str>) -> usize {
        let Some(said) = said else {
            self.codes.append_null();
            return 0;
        };
        if !self.is_last(said) {
            self.begin(said);
        }
        self.again()
    }

    /// From now on this is said.
    fn begin(&mut self, said: &str) {
        (self.last, self.length) = (self.said.len() as i32, said.len());
        self.said.append_value(said);
    }

    /// Adds a touch that says the same as the last one that said something.
    fn again(&mut self) -> usize {
        self.codes.append_value(self.last);
        self.length
    }

    fn finish(&mut self) -> Result<ArrayRef> {
        let words = DictionaryArray::<Int32Type>::try_new(self.codes.finish(), Arc::new(self.said.finish()));
        Ok(Arc::new(words.map_err(unwritable)?))
    }
}

/// A column of few different words, each of which is kept once.
#[derive(Default)]
struct Words {
    runs: Runs,
    known: FxHashMap<Box<str>, i32>,
}

impl Words {
    fn with_room(touches: usize) -> Words {
        Words { runs: Runs::with_room(touches), ..Words::default() }
    }

    fn push(&mut self, word: Option<&str>) {
        let Some(word) = word else {
            self.runs.codes.append_null();
            return;
        };
        if !self.runs.is_last(word) {
            match self.known.get(word) {
                Some(&code) => self.runs.last = code,
                None => {
                    self.runs.begin(word);
                    self.known.insert(word.into(), self.runs.last);
                }
            }
        }
        self.runs.again();
    }
}

impl Chunk {
    /// Nothing yet, with room for so many touches: columns that grow are copied again and again.
    pub(crate) fn with_room(touches: usize) -> Chunk {
        Chunk {
            journey: Vec::with_capacity(touches),
            customer: Vec::with_capacity(touches),
            at: Vec::with_capacity(touches),
            sequence: Vec::with_capacity(touches),
            key: Vec::with_capacity(touches),
            received_at: Vec::with_capacity(touches),
            step: Words::with_room(touches),
            channel: Words::with_room(touches),
            owner: Words::with_room(touches),
            actor: Words::with_room(touches),
            segment: Words::with_room(touches),
            source: Words::with_room(touches),
            touchpoint: Words::with_room(touches),
            action: Words::with_room(touches),
            outcome: Vec::with_capacity(touches),
            phase: Vec::with_capacity(touches),
            direction: Vec::with_capacity(touches),
            waited: Int64Builder::with_capacity(touches),
            handled: Int64Builder::with_capacity(touches),
            results_known: Vec::with_capacity(touches),
            results_true: Vec::with_capacity(touches),
            rating: Float64Builder::with_capacity(touches),
            amount: Float64Builder::with_capacity(touches),
            id: StringBuilder::with_capacity(touches, touches * ID_BYTES),
            thread: Runs::with_room(touches),
            identities: Runs::with_room(touches),
            attributes: Runs::with_room(touches),
            ..Chunk::default()
        }
    }

    /// Number of touches.
    pub(crate) fn len(&self) -> usize {
        self.at.len()
    }

    /// Roughly how much memory it takes, and takes again while it is sorted and written.
    pub(crate) fn bytes(&self) -> usize {
        self.len() * ROW_BYTES + self.texts
    }

    /// Takes a touch that was received at `received_at`, unless it says itself when.
    pub(crate) fn push(&mut self, touch: &Touch, received_at: Time) -> Result<()> {
        let (known, told) = touch.results.bits();
        let (journey, customer) = self.whose(touch);
        self.journey.push(journey);
        self.customer.push(customer);
        self.at.push(touch.at.0);
        self.sequence.push(touch.sequence);
        self.key.push(touch.key().0.to_be_bytes());
        self.received_at.push(touch.received_at.unwrap_or(received_at).0);
        match (touch.touchpoint.as_deref(), touch.action.as_deref()) {
            (Some(_), Some(_)) => self.step.push(Some(&touch.step())),
            (one, other) => self.step.push(one.or(other).or(Some(""))),
        }
        self.channel.push(touch.channel.as_deref());
        self.owner.push(touch.owner.as_deref());
        self.actor.push(touch.actor.as_deref());
        self.segment.push(touch.segment.as_deref());
        self.source.push(Some(&touch.source));
        self.touchpoint.push(touch.touchpoint.as_deref());
        self.action.push(touch.action.as_deref());
        self.outcome.push(touch.outcome as u8);
        self.phase.push(touch.phase as u8);
        self.direction.push(touch.direction.map_or(0, |direction| direction as u8));
        self.waited.append_option(touch.waited.map(|span| span.0));
        self.handled.append_option(touch.handled.map(|span| span.0));
        self.results_known.push(known);
        self.results_true.push(told);
        self.rating.append_option(touch.results.rating);
        self.amount.append_option(touch.amount);
        self.id.append_value(&touch.id);
        self.text.append_option(touch.text.as_deref());
        self.texts += touch.id.len() + touch.text.as_ref().map_or(0, String::len);
        self.texts += self.thread.push(touch.thread.as_deref());
        self.push_identities(&touch.identities)?;
        self.push_attributes(&touch.attributes)
    }

    fn push_identities(&mut self, identities: &[Identity]) -> Result<()> {
        self.texts += if identities.is_empty() {
            self.identities.push(None)
        } else if self.identities_before == identities {
            self.identities.again()
        } else {
            self.identities_before = identities.to_vec();
            self.identities.push(Some(&serde_json::to_string(identities).map_err(unwritable)?))
        };
        Ok(())
    }

    /// The journey and the customer of a touch, found once for touches of one thread in a row.
    fn whose(&mut self, touch: &Touch) -> (u64, u64) {
        let thread = touch.thread.as_deref().filter(|_| touch.identities.is_empty());
        let is_as_before =
            thread.is_some_and(|thread| self.thread.is_last(thread) && self.source.runs.is_last(&touch.source));
        let keys = match self.of_thread.filter(|_| is_as_before) {
            Some(keys) => keys,
            None => (touch.journey().0, touch.customer().0),
        };
        self.of_thread = thread.is_some().then_some(keys);
        keys
    }

    fn push_attributes(&mut self, attributes: &Attributes) -> Result<()> {
        self.texts += if attributes.is_empty() {
            self.attributes.push(None)
        } else if attributes.is(&self.attributes_before) {
            self.attributes.again()
        } else {
            self.attributes_before = attributes.clone();
            self.json.clear();
            write_attributes(&mut self.json, attributes).map_err(unwritable)?;
            self.attributes.push(Some(&self.json))
        };
        Ok(())
    }

    /// The columns, still in the order they came.
    pub(crate) fn finish(mut self) -> Result<Columns> {
        let moments = |values: Vec<i64>| TimestampMicrosecondArray::from(values).with_timezone("UTC");
        let columns: Vec<ArrayRef> = vec![
            Arc::new(UInt64Array::from(self.journey)),
            Arc::new(UInt64Array::from(self.customer)),
            Arc::new(moments(self.at)),
            Arc::new(Int64Array::from(self.sequence)),
            Arc::new(FixedSizeBinaryArray::new(16, Buffer::from_vec(self.key.into_flattened()), None)),
            Arc::new(moments(self.received_at)),
            self.step.runs.finish()?,
            self.channel.runs.finish()?,
            self.owner.runs.finish()?,
            self.actor.runs.finish()?,
            self.segment.runs.finish()?,
            self.source.runs.finish()?,
            self.touchpoint.runs.finish()?,
            self.action.runs.finish()?,
            Arc::new(UInt8Array::from(self.outcome)),
            Arc::new(UInt8Array::from(self.phase)),
            Arc::new(UInt8Array::from(self.direction)),
            Arc::new(self.waited.finish()),
            Arc::new(self.handled.finish()),
            Arc::new(UInt8Array::from(self.results_known)),
            Arc::new(UInt8Array::from(self.results_true)),
            Arc::new(self.rating.finish()),
            Arc::new(self.amount.finish()),
            Arc::new(self.id.finish()),
            self.thread.finish()?,
            Arc::new(self.text.finish()),
            self.identities.finish()?,
            self.attributes.finish()?,
        ];
        let batch = RecordBatch::try_new(TAKEN.clone(), columns).map_err(unwritable)?;
        Ok(Columns { order: Order::of(&batch), batch })
    }
}

/// Columns that cannot be made, which only a lack of memory or a fault of ours explains.
pub(crate) fn unwritable(why: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::File { path: "a segment".into(), why: std::io::Error::other(why) }
}

/// Adds attributes as JSON: nearly all of them are plain texts, which need no look at each of their characters.
fn write_attributes(json: &mut String, attributes: &Attributes) -> std::fmt::Result {
    for (at, (name, value)) in attributes.iter().enumerate() {
        json.push(if at == 0 { '{' } else { ',' });
        write_text(json, name)?;
        json.push(':');
        match value {
            Value::String(text) => write_text(json, text)?,
            other => write!(json, "{other}")?,
        }
    }
    json.push_str(if attributes.is_empty() { "{}" } else { "}" });
    Ok(())
}

fn write_text(json: &mut String, text: &str) -> std::fmt::Result {
    // Not `any`: without a way out at each byte, many are looked at at once.
    let is_plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    if !text.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        return write!(json, "{}", Value::from(text));
    }
    json.push('"');
    json.push_str(text);
    json.push('"');
    Ok(())
}

/// A chunk that is complete.
#[derive(Debug)]
pub(crate) struct Columns {
    pub(crate) batch: RecordBatch,
    pub(crate) order: Order,
}

impl Columns {
    /// The rows of each period in the order of the log, without those marked in `left_out`.
    pub(crate) fn by_period(&self, left_out: &[bool]) -> BTreeMap<i64, Vec<u32>> {
        // Touches of a journey mostly come in a row, and in their order: stretches of them are sorted, not touches.
        let mut periods: BTreeMap<i64, Vec<(u64, Range<u32>)>> = BTreeMap::new();
        for row in (0..self.order.len()).filter(|&row| !left_out[row]) {
            let (journey, row) = (self.order.journey[row], row as u32);
            let stretches = periods.entry(period(self.order.at[row as usize])).or_default();
            match stretches.last_mut() {
                Some((last, rows)) if *last == journey && rows.end == row => rows.end += 1,
                _ => stretches.push((journey, row..row + 1)),
            }
        }
        let sorted = periods.into_iter().map(|(period, mut stretches)| {
            stretches.sort_unstable_by_key(|(journey, rows)| (*journey, rows.start));
            let mut rows: Vec<u32> = stretches.into_iter().flat_map(|(_, rows)| rows).collect();
            let journey = |row: &u32| self.order.journey[*row as usize];
            let at = |row: &u32| self.order.at[*row as usize];
            let place = |row: &u32| self.order.place(*row as usize);
            for rows in rows.chunk_by_mut(|one, other| journey(one) == journey(other)) {
                rows.sort_unstable_by(|one, other| at(one).cmp(&at(other)).then_with(|| place(one).cmp(&place(other))));
            }
            (period, rows)
        });
        sorted.collect()
    }

    /// The keys in ascending order, each with its row; among equal keys the row that came first stands first.
    pub(crate) fn keys(&self) -> Vec<(u128, u32)> {
        let mut keys: Vec<_> = (0..self.order.len()).map(|row| (self.order.key(row), row as u32)).collect();
        keys.sort_unstable();
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = Value> {
        let text = "[ -~\\n\\t\"\\\\é中\u{1f}\u{7f}]{0,12}";
        let one = prop_oneof![
            text.prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            Just(Value::Null),
        ];
        one.prop_recursive(2, 8, 3, |inner| prop::collection::vec(inner, 0..3).prop_map(Value::from))
    }

    proptest! {
        #[test]
        fn attributes_are_written_as_anybody_writes_json(told in prop::collection::vec((".{0,6}", value()), 0..6)) {
            let attributes: Attributes = told.into_iter().collect();
            let mut json = String::new();
            write_attributes(&mut json, &attributes)?;
            prop_assert_eq!(json, serde_json::to_string(&attributes)?);
        }
    }
}
