//! Touches into columns.

use super::order::Order;
use super::period::period;
use super::schema::CODED;
use crate::error::{Error, Result};
use arrow_array::builder::{Float64Builder, Int64Builder, StringBuilder, StringDictionaryBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, FixedSizeBinaryArray, Int64Array, RecordBatch, TimestampMicrosecondArray, UInt8Array, UInt64Array,
};
use arrow_buffer::Buffer;
use desk::attributes::Attributes;
use desk::time::Time;
use desk::touch::Touch;
use serde::Serialize;
use std::collections::BTreeMap;
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
    key: Vec<u128>,
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
    thread: StringBuilder,
    text: StringBuilder,
    identities: StringBuilder,
    attributes: StringBuilder,
    /// Bytes of text so far.
    texts: usize,
    json: Vec<u8>,
    /// The attributes last written, and their JSON: touches of one case often share theirs.
    attributes_before: Attributes,
    attributes_json: Vec<u8>,
}

type Words = StringDictionaryBuilder<Int32Type>;

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
            outcome: Vec::with_capacity(touches),
            phase: Vec::with_capacity(touches),
            direction: Vec::with_capacity(touches),
            results_known: Vec::with_capacity(touches),
            results_true: Vec::with_capacity(touches),
            id: StringBuilder::with_capacity(touches, touches * ID_BYTES),
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
        self.journey.push(touch.journey().0);
        self.customer.push(touch.customer().0);
        self.at.push(touch.at.0);
        self.sequence.push(touch.sequence);
        self.key.push(touch.key().0);
        self.received_at.push(touch.received_at.unwrap_or(received_at).0);
        self.step.append_value(touch.step());
        self.channel.append_option(touch.channel.as_deref());
        self.owner.append_option(touch.owner.as_deref());
        self.actor.append_option(touch.actor.as_deref());
        self.segment.append_option(touch.segment.as_deref());
        self.source.append_value(&touch.source);
        self.touchpoint.append_option(touch.touchpoint.as_deref());
        self.action.append_option(touch.action.as_deref());
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
        self.thread.append_option(touch.thread.as_deref());
        self.text.append_option(touch.text.as_deref());
        let long = [touch.thread.as_ref(), touch.text.as_ref()].into_iter().flatten().map(String::len).sum::<usize>();
        self.texts += touch.id.len() + long;
        self.texts += push_json(&mut self.json, &mut self.identities, &touch.identities, touch.identities.is_empty())?;
        self.push_attributes(&touch.attributes)?;
        Ok(())
    }

    fn push_attributes(&mut self, attributes: &Attributes) -> Result<()> {
        if attributes.is_empty() {
            self.attributes.append_null();
            return Ok(());
        }
        if !attributes.is(&self.attributes_before) {
            self.attributes_before = attributes.clone();
            self.attributes_json.clear();
            serde_json::to_writer(&mut self.attributes_json, attributes).map_err(unwritable)?;
        }
        self.attributes.append_value(std::str::from_utf8(&self.attributes_json).map_err(unwritable)?);
        self.texts += self.attributes_json.len();
        Ok(())
    }

    /// The columns, still in the order they came.
    pub(crate) fn finish(mut self) -> Result<Columns> {
        let keys: Vec<u8> = self.key.iter().flat_map(|key| key.to_be_bytes()).collect();
        let moments = |values: Vec<i64>| TimestampMicrosecondArray::from(values).with_timezone("UTC");
        let columns: Vec<ArrayRef> = vec![
            Arc::new(UInt64Array::from(self.journey)),
            Arc::new(UInt64Array::from(self.customer)),
            Arc::new(moments(self.at)),
            Arc::new(Int64Array::from(self.sequence)),
            Arc::new(FixedSizeBinaryArray::new(16, Buffer::from_vec(keys), None)),
            Arc::new(moments(self.received_at)),
            Arc::new(self.step.finish()),
            Arc::new(self.channel.finish()),
            Arc::new(self.owner.finish()),
            Arc::new(self.actor.finish()),
            Arc::new(self.segment.finish()),
            Arc::new(self.source.finish()),
            Arc::new(self.touchpoint.finish()),
            Arc::new(self.action.finish()),
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
            Arc::new(self.thread.finish()),
            Arc::new(self.text.finish()),
            Arc::new(self.identities.finish()),
            Arc::new(self.attributes.finish()),
        ];
        let batch = RecordBatch::try_new(CODED.clone(), columns).map_err(unwritable)?;
        Ok(Columns { order: Order::of(&batch), batch })
    }
}

/// Columns that cannot be made, which only a lack of memory or a fault of ours explains.
pub(crate) fn unwritable(why: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::File { path: "a segment".into(), why: std::io::Error::other(why) }
}

/// Appends JSON, or nothing where there is nothing to say, and returns its length.
fn push_json(json: &mut Vec<u8>, column: &mut StringBuilder, value: &impl Serialize, empty: bool) -> Result<usize> {
    if empty {
        column.append_null();
        return Ok(0);
    }
    json.clear();
    serde_json::to_writer(&mut *json, value).map_err(unwritable)?;
    column.append_value(std::str::from_utf8(json).map_err(unwritable)?);
    Ok(json.len())
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
        let mut periods: BTreeMap<i64, Vec<(u64, i64, u32)>> = BTreeMap::new();
        for row in (0..self.order.len()).filter(|&row| !left_out[row]) {
            let (journey, at) = (self.order.journey[row], self.order.at[row]);
            periods.entry(period(at)).or_default().push((journey, at, row as u32));
        }
        let sorted = periods.into_iter().map(|(period, mut rows)| {
            rows.sort_unstable_by(|one, other| {
                let places = || (self.order.place(one.2 as usize), self.order.place(other.2 as usize));
                (one.0, one.1).cmp(&(other.0, other.1)).then_with(|| {
                    let (one, other) = places();
                    one.cmp(&other)
                })
            });
            (period, rows.into_iter().map(|(.., row)| row).collect())
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
