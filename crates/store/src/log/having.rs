//! What a touch must have to be scanned: rows without it are left out before anything else of them is read.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, UInt8Type};
use arrow_array::{Array, BooleanArray, RecordBatch};
use arrow_buffer::BooleanBuffer;
use desk::touch::Touch;

/// Something that a touch can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Having {
    /// This step.
    Step(String),
    /// This channel.
    Channel(String),
    /// This owner.
    Owner(String),
    /// This outcome, by its number.
    Outcome(u8),
}

impl Having {
    /// The column it stands in.
    pub(super) fn column(&self) -> &'static str {
        match self {
            Having::Step(_) => "step",
            Having::Channel(_) => "channel",
            Having::Owner(_) => "owner",
            Having::Outcome(_) => "outcome",
        }
    }

    pub(super) fn takes(&self, touch: &Touch) -> bool {
        match self {
            Having::Step(name) => touch.step() == *name,
            Having::Channel(name) => touch.channel.as_ref() == Some(name),
            Having::Owner(name) => touch.owner.as_ref() == Some(name),
            Having::Outcome(outcome) => touch.outcome as u8 == *outcome,
        }
    }

    /// The rows that have it. A column that was left out has nothing in it.
    fn rows(&self, batch: &RecordBatch) -> BooleanBuffer {
        let nothing = || BooleanBuffer::new_unset(batch.num_rows());
        let Some(column) = batch.column_by_name(self.column()) else { return nothing() };
        match self {
            Having::Step(name) | Having::Channel(name) | Having::Owner(name) => {
                let words = column.as_dictionary::<Int32Type>();
                let known = words.values().as_string::<i32>();
                let Some(code) = known.iter().position(|word| word == Some(name)) else { return nothing() };
                let keys = words.keys();
                let found = BooleanBuffer::collect_bool(keys.len(), |row| keys.value(row) == code as i32);
                keys.nulls().map_or_else(|| found.clone(), |valid| &found & valid.inner())
            }
            Having::Outcome(outcome) => {
                let outcomes = column.as_primitive::<UInt8Type>();
                BooleanBuffer::collect_bool(outcomes.len(), |row| outcomes.value(row) == *outcome)
            }
        }
    }
}

/// The rows of a batch that have at least one of these.
pub(super) fn rows_with(any_of: &[Having], batch: &RecordBatch) -> BooleanArray {
    let nothing = BooleanBuffer::new_unset(batch.num_rows());
    BooleanArray::from(any_of.iter().fold(nothing, |found, having| &found | &having.rows(batch)))
}
