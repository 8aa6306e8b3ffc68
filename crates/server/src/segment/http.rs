//! What journeys can be told apart by, over HTTP.

use super::{Known, known};
use crate::failure::Failure;
use crate::serve::app::Shared;
use crate::serve::http::Listed;
use crate::serve::problem::Problem;
use axum::Json;
use axum::extract::State;
use desk::time::Time;
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};
use utoipa::ToSchema;

/// The segments of the log, gathered again when there is a newer analysis.
#[derive(Debug, Default)]
pub(crate) struct Segments(Mutex<Option<Gathered>>);

/// What was gathered, and the analysis it was gathered with.
type Gathered = (Option<Time>, Arc<Vec<Known>>);

impl Segments {
    async fn get(&self, app: &Shared) -> Result<Arc<Vec<Known>>, Failure> {
        let made = app.pictures.newest().map(|picture| picture.made_at);
        if let Some((at, known)) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref()
            && *at == made
        {
            return Ok(known.clone());
        }
        let found = Arc::new(known(&app.store).await?);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((made, found.clone()));
        Ok(found)
    }
}

/// Something journeys can be told apart by.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SegmentName {
    /// The name of an attribute; `segment` is the segment of the touches themselves.
    name: String,
    values: Vec<SegmentValue>,
}

/// One of its values.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SegmentValue {
    value: String,
    /// In how many journeys of a sample of the log it was said.
    journeys: u64,
}

/// What the noise board and the map can be asked for with `segment=NAME=VALUE`: everything that sources said of journeys
/// and that has a few values. Names and values come from a sample of the log.
#[utoipa::path(get, path = "/api/v1/segments", tag = "noise", security(("key" = ["look"])),
    responses((status = 200, body = Listed<SegmentName>)))]
pub(crate) async fn list(State(app): State<Shared>) -> Result<Json<Listed<SegmentName>>, Problem> {
    let known = app.segments.get(&app).await?;
    let items = known.iter().map(|known| SegmentName {
        name: known.name.clone(),
        values: known
            .values
            .iter()
            .map(|(value, journeys)| SegmentValue { value: value.clone(), journeys: *journeys })
            .collect(),
    });
    Ok(Json(Listed::all(items.collect())))
}
