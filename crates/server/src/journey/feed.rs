//! From the store's columns to the lens, one whole journey at a time.

use crate::asked::{Asked, Store, moment};
use crate::cli::Files;
use crate::failure::Failure;
use crate::journey::told::{Beside, Told};
use desk::step::Meaning;
use lens::journey::{Journey, Journeys, Rows, StepMeaning};
use std::sync::Arc;
use store::customer;
use store::log::{Column, Columns, Names, ScanRequest};

/// The same columns under the lens's names; nothing is copied.
fn rows<'a>(columns: &Columns<'a>, beside: &'a Beside) -> Rows<'a> {
    Rows {
        journey: columns.journey,
        customer: columns.customer,
        at: columns.at,
        step: columns.step,
        channel: columns.channel,
        owner: columns.owner,
        actor: columns.actor,
        outcome: columns.outcome,
        phase: columns.phase,
        direction: columns.direction,
        waited: columns.waited,
        handled: columns.handled,
        results_known: columns.results_known,
        results_true: columns.results_true,
        segment: columns.segment,
        may_tell: &beside.may,
        tells: &beside.tells,
        told_at: &beside.at,
    }
}

/// What to read: the time asked for, with every customer as the person they were found to be.
pub(crate) async fn request(asked: &Asked, store: &Store, files: &Files) -> Result<ScanRequest, Failure> {
    let persons = customer::canonical(&mut store.database.read().await?, &asked.limits()).await?;
    Ok(ScanRequest {
        columns: Vec::new(),
        from: moment(&files.from)?,
        to: moment(&files.to)?,
        persons: (!persons.is_empty()).then(|| Arc::new(persons)),
        ..ScanRequest::default()
    })
}

/// Hands every journey to `take`, with these columns read, and returns the names behind the codes.
pub(crate) async fn each(
    store: &Store,
    request: &ScanRequest,
    columns: &[Column],
    mut take: impl FnMut(&Journey<'_>) + Send,
) -> Result<Names, Failure> {
    let request = ScanRequest { columns: columns.to_vec(), ..request.clone() };
    // Who does not ask how touches ended does not ask what hurts.
    let told = if columns.contains(&Column::Outcome) { Told::of(store).await? } else { Told::default() };
    let mut scan = store.log.scan(&request).await?;
    tokio::task::block_in_place(|| {
        let (mut journeys, mut beside) = (Journeys::default(), Beside::default());
        for batch in scan.by_ref() {
            let batch = batch?;
            let columns = batch.columns();
            beside.set(&told, &columns);
            journeys.push(&rows(&columns, &beside), &mut take);
        }
        journeys.finish(&mut take);
        Ok(scan.names())
    })
}

/// What the names of the steps say, by code.
pub(crate) fn meanings(names: &Names) -> Vec<StepMeaning> {
    names.step.iter().map(|name| meaning(Meaning::of(name))).collect()
}

/// The same meaning under the lens's name.
pub(crate) fn meaning(meaning: Meaning) -> StepMeaning {
    match meaning {
        Meaning::Plain => StepMeaning::Plain,
        Meaning::Resolved => StepMeaning::Resolved,
        Meaning::Closed => StepMeaning::Closed,
        Meaning::Waiting => StepMeaning::Waiting,
        Meaning::Refused => StepMeaning::Refused,
        Meaning::Failed => StepMeaning::Failed,
        Meaning::Abandoned => StepMeaning::Abandoned,
    }
}
