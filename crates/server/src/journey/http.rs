//! Journeys over HTTP: the map, the list, one in full.

use super::newest::{Place, newest};
use super::sought::{self, Sought, said};
use super::{Listed as Line, candidates};
use crate::asked::now;
use crate::cli::Files;
use crate::failure::Failure;
use crate::journey::feed;
use crate::noise::which::{among, picture};
use crate::report::map::model::{Map, map};
use crate::segment::Of;
use crate::serve::app::Shared;
use crate::serve::http::{Listed, Path, Query};
use crate::serve::picture::AsOf;
use crate::serve::problem::{Kind, Problem};
use axum::Json;
use axum::extract::State;
use desk::id::JourneyKey;
use desk::time::Time;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::reading;
use utoipa::{IntoParams, ToSchema};

/// Which part of the map.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Only touches at or after this time.
    from: Option<String>,
    /// Only touches before this time.
    to: Option<String>,
    /// How many steps at most, 5 to 200.
    steps: Option<usize>,
    /// How many transitions at most, up to 2000; as many as can be read, where nothing is said.
    lines: Option<usize>,
    /// Only journeys of which a touch says this, `language=zh` (see /segments).
    segment: Option<String>,
    /// Whether the segment takes the journeys that say it, or all journeys of the customers of whom it is said.
    #[serde(default)]
    #[param(inline)]
    segment_of: Of,
}

/// The journey map.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JourneyMap {
    as_of: AsOf,
    #[serde(flatten)]
    map: Map,
}

/// Steps shown where nothing is said, and limits.
const STEPS: usize = 40;
const STEP_LIMITS: (usize, usize) = (5, 200);
const MOST_LINES: usize = 2_000;

/// What follows what, laid out to be drawn.
#[utoipa::path(get, path = "/api/v1/graph", tag = "journeys", security(("key" = ["look"])), params(Which),
    responses((status = 200, body = JourneyMap)))]
pub(crate) async fn graph(State(app): State<Shared>, Query(which): Query<Which>) -> Result<Json<JourneyMap>, Problem> {
    let picture = among(&app, &which.from, &which.to, &which.segment, which.segment_of).await?;
    let steps = which.steps.unwrap_or(STEPS).clamp(STEP_LIMITS.0, STEP_LIMITS.1);
    let lines = which.lines.unwrap_or(0).min(MOST_LINES);
    let map = tokio::task::block_in_place(|| map(&picture.report, steps, lines));
    Ok(Json(JourneyMap { as_of: app.pictures.as_of(&picture), map }))
}

/// Which journeys.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// The thread of a journey, or its id.
    search: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// How many, 200 at most.
    limit: Option<usize>,
    /// Only touches at or after this time.
    from: Option<String>,
    /// Only touches before this time.
    to: Option<String>,
    /// Only journeys in which the customer names this cause, `system.slow`.
    cause: Option<String>,
    /// Only journeys in which the customer is at least so angry, 0 to 4.
    anger: Option<u8>,
    /// Only journeys of which a touch says this, `language=zh` (see /segments).
    segment: Option<String>,
    /// Whether the segment takes the journeys that say it, or all journeys of the customers of whom it is said.
    #[serde(default)]
    #[param(inline)]
    segment_of: Of,
    /// Only journeys that come by this step.
    step: Option<String>,
    /// Only journeys with a touch that ended so: ok, failed, refused, abandoned, waiting.
    outcome: Option<String>,
    /// Only journeys that come by this owner.
    owner: Option<String>,
    /// Only journeys that come by this channel.
    channel: Option<String>,
    /// Only journeys that go exactly this way: `way_...`, see /ways.
    way: Option<String>,
}

/// A way through.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WayShown {
    /// `way_...`, to ask for its journeys.
    way: String,
    steps: Vec<String>,
    journeys: u64,
}

/// The most frequent ways through, step by step.
#[utoipa::path(get, path = "/api/v1/ways", tag = "journeys", security(("key" = ["look"])),
    responses((status = 200, body = Listed<WayShown>)))]
pub(crate) async fn ways(State(app): State<Shared>) -> Result<Json<Listed<WayShown>>, Problem> {
    let picture = picture(&app, &None, &None).await?;
    let shown = sought::ways(&picture.report.variants).map(|(way, variant)| WayShown {
        way: way.to_string(),
        steps: variant.steps.clone(),
        journeys: variant.journeys,
    });
    Ok(Json(Listed::all(shown.collect())))
}

impl Wanted {
    /// The journeys in which the customer says what is asked for, where that is asked, in the order of their keys.
    async fn saying(&self, app: &Shared) -> Result<Option<Vec<JourneyKey>>, Failure> {
        let cause = said(self.cause.clone());
        if cause.is_none() && self.anger.is_none() {
            return Ok(None);
        }
        let mut reading = app.store.database.read().await?;
        Ok(Some(reading::journeys_with(&mut reading, cause.as_deref(), self.anger.unwrap_or(0)).await?))
    }

    fn sought(&self) -> Result<Sought, Failure> {
        let said = |text: &Option<String>| said(text.clone());
        Ok(Sought {
            step: said(&self.step),
            outcome: said(&self.outcome).map(|word| sought::outcome(&word)).transpose()?,
            owner: said(&self.owner),
            channel: said(&self.channel),
            way: said(&self.way).map(|text| text.parse()).transpose()?,
        })
    }
}

/// The keys that stand in both; both are in order.
fn both(some: &[JourneyKey], others: &[JourneyKey]) -> Arc<[JourneyKey]> {
    some.iter().copied().filter(|key| others.binary_search(key).is_ok()).collect()
}

/// A journey in a line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JourneyLine {
    id: String,
    thread: Option<String>,
    source: String,
    customer: String,
    touches: usize,
    #[schema(value_type = String, format = DateTime)]
    from: Time,
    #[schema(value_type = String, format = DateTime)]
    to: Time,
    first: String,
    last: String,
    /// What came of it: complained, churned, returned, reopened, sla_broken, low_rating.
    results: Vec<&'static str>,
}

impl From<Line> for JourneyLine {
    fn from(line: Line) -> JourneyLine {
        let Line { id, thread, source, customer, touches, from, to, first, last, results } = line;
        JourneyLine { id, thread, source, customer, touches, from, to, first, last, results }
    }
}

/// Journeys, the newest first: by their last touch, or the last with what is looked for.
#[utoipa::path(get, path = "/api/v1/journeys", tag = "journeys", security(("key" = ["customers"])), params(Wanted),
    responses((status = 200, body = Listed<JourneyLine>)))]
pub(crate) async fn list(
    State(app): State<Shared>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Listed<JourneyLine>>, Problem> {
    let limit = wanted.limit.unwrap_or(50).clamp(1, 200);
    let sought = wanted.sought()?;
    let saying = wanted.saying(&app).await?;
    let searched = wanted.search.filter(|search| !search.trim().is_empty());
    let (keys, next) = match &searched {
        Some(search) => (candidates(&app.store, search.trim()).await?, None),
        None => {
            let after = wanted.after.map(|after| after.parse::<Place>()).transpose()?;
            let segment = said(wanted.segment);
            let files = Files {
                files: Vec::new(),
                from: said(wanted.from),
                to: said(wanted.to),
                segment,
                segment_of: wanted.segment_of,
            };
            let mut request = feed::request(&app.asked(), &app.store, &files).await?;
            if let Some(saying) = &saying {
                request.journeys = Some(match request.journeys {
                    Some(of_segment) => both(&of_segment, saying),
                    None => saying.as_slice().into(),
                });
            }
            let places = newest(&app.store, &request, &sought, (after, limit), now()).await?;
            let next = places.last().filter(|_| places.len() == limit).map(ToString::to_string);
            (places.into_iter().map(|place| place.key).collect::<Vec<_>>(), next)
        }
    };
    let found = app.store.log.journeys(&keys.iter().copied().collect()).await?;
    let lines = keys.iter().filter_map(|key| Line::of(found.get(key)?)).map(JourneyLine::from);
    Ok(Json(Listed { items: lines.collect(), next }))
}

/// A journey in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Full {
    id: String,
    /// The customer of its first touch, cus_...
    customer: Option<String>,
    /// Touches as `waterline export` writes them (docs/reference/json.md).
    #[schema(value_type = Vec<Object>)]
    touches: Vec<desk::touch::Touch>,
}

/// One journey, by its id or its thread.
#[utoipa::path(get, path = "/api/v1/journeys/{id}", tag = "journeys", security(("key" = ["customers"])),
    params(("id" = String, Path, description = "jrn_... or a thread")), responses((status = 200, body = Full)))]
pub(crate) async fn one(State(app): State<Shared>, Path(id): Path<String>) -> Result<Json<Full>, Problem> {
    for key in candidates(&app.store, &id).await? {
        let touches = app.store.log.journey(key).await?;
        if !touches.is_empty() {
            let customer = touches.first().map(|touch| touch.customer().to_string());
            return Ok(Json(Full { id: key.to_string(), customer, touches }));
        }
    }
    Err(Kind::NotFound.into())
}

#[cfg(test)]
mod tests;
