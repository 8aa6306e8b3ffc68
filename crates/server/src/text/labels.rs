//! Corrections over HTTP: made, listed, taken back. Each is in the audit, and holds at once.

use super::job;
use super::label::Corrected;
use super::shown::name;
use crate::access::session::record;
use crate::asked::now;
use crate::serve::app::Shared;
use crate::serve::guard::{RequestId, Who};
use crate::serve::http::{Body, Listed, Path};
use crate::serve::problem::{Kind, Problem};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use desk::id::{JourneyKey, TouchKey};
use desk::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::label::{self, Label};
use utoipa::ToSchema;

/// What a text says, by somebody who knows better.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Correction {
    /// The touch, as `said` names it.
    touch: String,
    /// Its journey: jrn_... or a thread.
    journey: String,
    says: Corrected,
}

/// A correction.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Label)]
pub(crate) struct Shown {
    id: i64,
    touch: String,
    journey: String,
    who: String,
    #[schema(value_type = String, format = DateTime)]
    at: Time,
    says: Corrected,
}

impl From<&Label> for Shown {
    fn from(label: &Label) -> Shown {
        Shown {
            id: label.id,
            touch: name(label.touch),
            journey: label.journey.to_string(),
            who: label.who.clone(),
            at: label.at,
            says: Corrected::of(label),
        }
    }
}

/// Corrections that hold, oldest first.
#[utoipa::path(get, path = "/api/v1/labels", tag = "language", security(("key" = ["work"])),
    responses((status = 200, body = Listed<Shown>)))]
pub(crate) async fn list(State(app): State<Shared>) -> Result<Json<Listed<Shown>>, Problem> {
    let labels = label::all(&mut app.store.database.read().await?).await?;
    Ok(Json(Listed::all(labels.iter().map(Shown::from).collect())))
}

/// Says what a text says. It holds against what was read from now on, and teaches the next model.
#[utoipa::path(post, path = "/api/v1/labels", tag = "language", security(("key" = ["work"])), request_body = Correction,
    responses((status = 201, body = Shown)))]
pub(crate) async fn add(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Body(correction): Body<Correction>,
) -> Result<impl IntoResponse, Problem> {
    if let Some(wrong) = correction.says.wrong() {
        return Err(Problem::new(Kind::Invalid, wrong));
    }
    let touch = u128::from_str_radix(&correction.touch, 16).map(TouchKey).map_err(|_| Kind::NotFound)?;
    let mut found = None;
    for key in crate::journey::candidates(&app.store, &correction.journey).await? {
        let touches = app.store.log.journey(key).await?;
        found = touches.into_iter().find(|one| one.key() == touch && one.text.is_some()).map(|one| (key, one));
        if found.is_some() {
            break;
        }
    }
    let (journey, touched) = found.ok_or(Kind::NotFound)?;
    let mut label = Label {
        id: 0,
        touch,
        journey,
        customer: touched.customer(),
        who: who.name.clone(),
        at: now(),
        label: serde_json::to_value(&correction.says).map_err(|_| Kind::Failed)?,
    };
    let mut writing = app.store.database.write().await?;
    label.id = label::add(&mut writing, &label).await?;
    let detail = json!({ "touch": name(touch), "says": label.label });
    record(&mut writing, &who, &request, ("label.add", &label.id.to_string()), detail).await?;
    writing.commit().await?;
    again(&app, journey).await?;
    Ok((StatusCode::CREATED, Json(Shown::from(&label))))
}

/// Takes a correction back: what was read holds again, or the correction before.
#[utoipa::path(delete, path = "/api/v1/labels/{number}", tag = "language", security(("key" = ["work"])),
    params(("number" = i64, Path, description = "the correction's number")), responses((status = 204)))]
pub(crate) async fn undo(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(number): Path<i64>,
) -> Result<StatusCode, Problem> {
    let mut writing = app.store.database.write().await?;
    let label = label::undo(&mut writing, number, &who.name, now()).await?;
    record(&mut writing, &who, &request, ("label.undo", &number.to_string()), json!({})).await?;
    writing.commit().await?;
    again(&app, label.journey).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn again(app: &Shared, journey: JourneyKey) -> Result<(), Problem> {
    job::one(&app.asked(), &app.store, &app.house.kept(), journey).await?;
    app.pictures.grown();
    Ok(())
}
