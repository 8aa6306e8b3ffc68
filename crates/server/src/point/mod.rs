//! Noise points that people follow: tracked from the report, assigned, changed, proved, watched.

pub(crate) mod http;
mod prove;
pub(crate) mod series;
pub(crate) mod spot;
mod track;
pub(crate) mod trend;
mod words;

pub(crate) use prove::prove;

use crate::asked::{Asked, Store, moment, now};
use crate::cli::Points;
use crate::customer::decider;
use crate::failure::Failure;
use crate::output;
use desk::id::PointKey;
use desk::point::Input;
use serde_json::Value as Json;
use store::point::{self, Ruling};

/// The point of an id as people write it.
pub(crate) fn key(id: &str) -> Result<PointKey, Failure> {
    id.parse().map_err(|error: desk::id::NotAnId| Failure::Usage(error.to_string()))
}

/// `waterline points`.
pub(crate) async fn answer(asked: &Asked, question: &Points) -> Result<(), Failure> {
    let (asked, store) = &asked.open().await?;
    if let Some(id) = &question.assign {
        let owner = question.owner.clone().unwrap_or_default();
        return step(asked, store, key(id)?, Input::Assign { owner }).await;
    }
    if let Some(id) = &question.changed {
        let at = moment(&question.at)?.unwrap_or_else(now);
        let what = question.what.clone().unwrap_or_default();
        return step(asked, store, key(id)?, Input::Change { at, what }).await;
    }
    if let Some(id) = &question.show {
        return show(asked, store, key(id)?).await;
    }
    if question.track {
        track::track(asked, store, &decider()).await?;
    }
    let listed = point::list(&mut store.database.read().await?).await?;
    if asked.json { output::json(&listed) } else { output::line(&words::listed(asked, &listed)) }
}

/// A step that people take: it rests on no test.
async fn step(asked: &Asked, store: &Store, key: PointKey, input: Input) -> Result<(), Failure> {
    let mut writing = store.database.write().await?;
    point::step(&mut writing, key, input, &Ruling { who: &decider(), test: Json::Null, now: now() }).await?;
    writing.commit().await?;
    show(asked, store, key).await
}

async fn show(asked: &Asked, store: &Store, key: PointKey) -> Result<(), Failure> {
    let tracked = point::show(&mut store.database.read().await?, key).await?;
    if asked.json { output::json(&tracked) } else { output::line(&words::life(asked, &tracked)) }
}
