//! The life of noise points over HTTP: follow, assign, change, discuss, prove.

use super::{key, prove, track};
use crate::access::session::record;
use crate::asked::now;
use crate::cli::{Files, Prove};
use crate::serve::app::Shared;
use crate::serve::guard::{RequestId, Who};
use crate::serve::http::{Body, Listed, Path};
use crate::serve::problem::{Kind, Problem};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use desk::id::PointKey;
use desk::point::Input;
use desk::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::point::{self, Ruling};
use utoipa::ToSchema;

/// A point that is followed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Followed {
    id: String,
    kind: String,
    place: String,
    place_kind: String,
    /// suspected, associated, confirmed, assigned, changed, proved, not_proved or came_back.
    stage: String,
    /// Who has to mend it.
    owner: Option<String>,
}

/// What somebody says about a point.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Comment {
    id: i64,
    #[schema(value_type = String, format = DateTime)]
    at: Time,
    who: String,
    text: String,
}

impl From<point::Comment> for Comment {
    fn from(comment: point::Comment) -> Comment {
        Comment { id: comment.id, at: comment.at, who: comment.who, text: comment.text }
    }
}

/// Who has to mend it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assignment {
    owner: String,
}

/// What was done about it, and when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WasChanged {
    what: String,
    /// Now, where nothing is said.
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Time>,
}

/// What to say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Said {
    text: String,
}

/// A point with its life: every step, and the test behind it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Life {
    #[schema(value_type = Object)]
    point: Value,
}

/// Longest text of a comment, of what was done, of an owner's name.
const LONGEST: usize = 10_000;

fn text(text: &str) -> Result<&str, Problem> {
    match text.trim() {
        "" => Err(Problem::new(Kind::Invalid, "the text is empty")),
        long if long.len() > LONGEST => Err(Problem::new(Kind::TooLarge, format!("{LONGEST} bytes at most"))),
        text => Ok(text),
    }
}

fn id(id: &str) -> Result<PointKey, Problem> {
    key(id).map_err(|_| Kind::NotFound.into())
}

async fn life(app: &Shared, key: PointKey) -> Result<Json<Life>, Problem> {
    let tracked = point::show(&mut app.store.database.read().await?, key).await?;
    Ok(Json(Life { point: serde_json::to_value(tracked).map_err(|_| Kind::Failed)? }))
}

/// Points that are followed.
#[utoipa::path(get, path = "/api/v1/points", tag = "points", security(("key" = ["look"])),
    responses((status = 200, body = Listed<Followed>)))]
pub(crate) async fn list(State(app): State<Shared>) -> Result<Json<Listed<Followed>>, Problem> {
    let listed = point::list(&mut app.store.database.read().await?).await?;
    let items = listed.into_iter().map(|listed| Followed {
        id: listed.id.to_string(),
        kind: listed.spot.kind,
        place: listed.spot.place,
        place_kind: listed.spot.place_kind,
        stage: listed.stage,
        owner: listed.owner,
    });
    Ok(Json(Listed::all(items.collect())))
}

/// Follows every point of the board, as far up the ladder as the log can show.
#[utoipa::path(post, path = "/api/v1/points/track", tag = "points", security(("key" = ["work"])),
    responses((status = 200, body = Listed<Followed>)))]
pub(crate) async fn follow(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
) -> Result<Json<Listed<Followed>>, Problem> {
    track::track(&app.asked(), &app.store, &who.name).await?;
    let mut writing = app.store.database.write().await?;
    record(&mut writing, &who, &request, ("points.track", ""), json!({})).await?;
    writing.commit().await?;
    app.board.refresh();
    list(State(app)).await
}

async fn step(
    app: &Shared,
    (who, request): (&Who, &RequestId),
    key: PointKey,
    (what, input, detail): (&str, Input, Value),
) -> Result<Json<Life>, Problem> {
    let mut writing = app.store.database.write().await?;
    point::step(&mut writing, key, input, &Ruling { who: &who.name, test: Value::Null, now: now() }).await?;
    record(&mut writing, who, request, (what, &key.to_string()), detail).await?;
    writing.commit().await?;
    app.board.refresh();
    life(app, key).await
}

/// Gives a point to somebody to mend.
#[utoipa::path(post, path = "/api/v1/points/{id}/assign", tag = "points", security(("key" = ["work"])),
    params(("id" = String, Path, description = "nsp_...")), request_body = Assignment,
    responses((status = 200, body = Life)))]
pub(crate) async fn assign(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(point): Path<String>,
    Body(asked): Body<Assignment>,
) -> Result<Json<Life>, Problem> {
    let owner = text(&asked.owner)?.to_owned();
    let detail = json!({ "owner": owner });
    step(&app, (&who, &request), id(&point)?, ("point.assign", Input::Assign { owner }, detail)).await
}

/// Records that something was done about a point.
#[utoipa::path(post, path = "/api/v1/points/{id}/change", tag = "points", security(("key" = ["work"])),
    params(("id" = String, Path, description = "nsp_...")), request_body = WasChanged,
    responses((status = 200, body = Life)))]
pub(crate) async fn change(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(point): Path<String>,
    Body(asked): Body<WasChanged>,
) -> Result<Json<Life>, Problem> {
    let what = text(&asked.what)?.to_owned();
    let at = asked.at.unwrap_or_else(now);
    let detail = json!({ "what": what, "at": at });
    step(&app, (&who, &request), id(&point)?, ("point.change", Input::Change { at, what }, detail)).await
}

/// Says something about a point.
#[utoipa::path(post, path = "/api/v1/points/{id}/comments", tag = "points", security(("key" = ["work"])),
    params(("id" = String, Path, description = "nsp_...")), request_body = Said,
    responses((status = 201, body = Comment)))]
pub(crate) async fn comment(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(point): Path<String>,
    Body(asked): Body<Said>,
) -> Result<impl IntoResponse, Problem> {
    let (key, text) = (id(&point)?, text(&asked.text)?);
    let mut writing = app.store.database.write().await?;
    let said = point::comment(&mut writing, key, &who.name, text, now()).await?;
    record(&mut writing, &who, &request, ("point.comment", &point), json!({ "id": said.id })).await?;
    writing.commit().await?;
    app.board.refresh();
    Ok((StatusCode::CREATED, Json(Comment::from(said))))
}

/// Judges from the log whether what was done about a point worked, or whether it came back.
#[utoipa::path(post, path = "/api/v1/points/{id}/prove", tag = "points", security(("key" = ["work"])),
    params(("id" = String, Path, description = "nsp_...")), responses((status = 200, body = Life)))]
pub(crate) async fn judge(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(point): Path<String>,
) -> Result<Json<Life>, Problem> {
    let key = id(&point)?;
    let question = Prove { files: Files::default(), kind: None, place: None, place_kind: None, at: None, value: None };
    prove::tracked(&app.asked(), &app.store, &question, key, &who.name).await?;
    let mut writing = app.store.database.write().await?;
    record(&mut writing, &who, &request, ("point.prove", &point), json!({})).await?;
    writing.commit().await?;
    app.board.refresh();
    life(&app, key).await
}

/// Points about which something was done, with what came of it.
#[utoipa::path(get, path = "/api/v1/proofs", tag = "points", security(("key" = ["look"])),
    responses((status = 200, body = Listed<Life>)))]
pub(crate) async fn proofs(State(app): State<Shared>) -> Result<Json<Listed<Life>>, Problem> {
    let mut reading = app.store.database.read().await?;
    let mut items = Vec::new();
    for listed in point::list(&mut reading).await? {
        if ["changed", "proved", "not_proved", "came_back"].contains(&listed.stage.as_str()) {
            let tracked = point::show(&mut reading, listed.id).await?;
            items.push(Life { point: serde_json::to_value(tracked).map_err(|_| Kind::Failed)? });
        }
    }
    Ok(Json(Listed::all(items)))
}
