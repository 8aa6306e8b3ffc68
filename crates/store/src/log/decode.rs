//! Columns back into touches.

use super::encode::unwritable;
use crate::error::{Error, Result};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, TimestampMicrosecondType, UInt8Type};
use arrow_array::{Array, RecordBatch, StringArray};
use desk::time::{Span, Time};
use desk::touch::{Direction, Outcome, Phase, Results, Touch, VERSION};
use serde::de::DeserializeOwned;

/// The touches of a batch that has all columns with the words spelt out.
pub(crate) fn touches(batch: &RecordBatch) -> Result<Vec<Touch>> {
    (0..batch.num_rows()).map(|row| touch(&Row { batch, row })).collect()
}

struct Row<'a> {
    batch: &'a RecordBatch,
    row: usize,
}

impl Row<'_> {
    fn column(&self, name: &'static str) -> Result<&dyn Array> {
        let column = self.batch.column_by_name(name).map(AsRef::as_ref);
        column.ok_or_else(|| Error::Damaged { what: "a segment".into(), why: format!("it has no column {name}") })
    }

    fn text(&self, name: &'static str) -> Result<Option<&str>> {
        let column: &StringArray = self.column(name)?.as_string();
        Ok(column.is_valid(self.row).then(|| column.value(self.row)))
    }

    fn word(&self, name: &'static str) -> Result<Option<String>> {
        Ok(self.text(name)?.map(str::to_owned))
    }

    fn moment(&self, name: &'static str) -> Result<Time> {
        Ok(Time(self.column(name)?.as_primitive::<TimestampMicrosecondType>().value(self.row)))
    }

    fn whole(&self, name: &'static str) -> Result<Option<i64>> {
        let column = self.column(name)?.as_primitive::<Int64Type>();
        Ok(column.is_valid(self.row).then(|| column.value(self.row)))
    }

    fn real(&self, name: &'static str) -> Result<Option<f64>> {
        let column = self.column(name)?.as_primitive::<Float64Type>();
        Ok(column.is_valid(self.row).then(|| column.value(self.row)))
    }

    fn code(&self, name: &'static str) -> Result<u8> {
        Ok(self.column(name)?.as_primitive::<UInt8Type>().value(self.row))
    }

    fn json<T: DeserializeOwned + Default>(&self, name: &'static str) -> Result<T> {
        self.text(name)?.map_or(Ok(T::default()), |text| serde_json::from_str(text).map_err(unwritable))
    }

    fn results(&self) -> Result<Results> {
        let (known, told) = (self.code("results_known")?, self.code("results_true")?);
        let bit = |bit: u8| (known >> bit & 1 == 1).then_some(told >> bit & 1 == 1);
        Ok(Results {
            reopened: bit(0),
            sla_broken: bit(1),
            churned: bit(2),
            returned: bit(3),
            complained: bit(4),
            rating: self.real("rating")?,
        })
    }
}

fn touch(row: &Row<'_>) -> Result<Touch> {
    Ok(Touch {
        v: VERSION,
        id: row.word("id")?.unwrap_or_default(),
        source: row.word("source")?.unwrap_or_default(),
        at: row.moment("at")?,
        received_at: Some(row.moment("received_at")?),
        sequence: row.whole("sequence")?.unwrap_or_default(),
        identities: row.json("identities")?,
        channel: row.word("channel")?,
        touchpoint: row.word("touchpoint")?,
        action: row.word("action")?,
        outcome: outcome(row.code("outcome")?),
        direction: direction(row.code("direction")?),
        thread: row.word("thread")?,
        owner: row.word("owner")?,
        actor: row.word("actor")?,
        waited: row.whole("waited")?.map(Span),
        handled: row.whole("handled")?.map(Span),
        amount: row.real("amount")?,
        text: row.word("text")?,
        phase: phase(row.code("phase")?),
        results: row.results()?,
        segment: row.word("segment")?,
        attributes: row.json("attributes")?,
    })
}

fn outcome(code: u8) -> Outcome {
    use Outcome::{Abandoned, Failed, Ok, Refused, Unknown, Waiting};
    [Unknown, Ok, Failed, Refused, Abandoned, Waiting].into_iter().find(|&one| one as u8 == code).unwrap_or_default()
}

fn phase(code: u8) -> Phase {
    use Phase::{Complete, Other, Schedule, Start};
    [Complete, Schedule, Start, Other].into_iter().find(|&one| one as u8 == code).unwrap_or_default()
}

fn direction(code: u8) -> Option<Direction> {
    use Direction::{Company, Customer, Internal, SelfService};
    [Customer, Company, SelfService, Internal].into_iter().find(|&one| one as u8 == code)
}
