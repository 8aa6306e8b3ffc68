//! Keys of other systems. The key itself is told once, when it is made.

use super::name_fits;
use super::session::record;
use crate::asked::now;
use crate::failure::Failure;
use crate::serve::app::Shared;
use crate::serve::guard::{RequestId, Who};
use crate::serve::http::{Body, Listed, Path};
use crate::serve::problem::{Kind, Problem};
use crate::serve::token;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use desk::access::Scope;
use desk::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Transaction;
use store::access::key;
use utoipa::ToSchema;

/// What keys begin with, so that people and scanners know one when they see it.
const PREFIX: &str = "wl_";
/// Characters of a key that are shown, to tell keys apart.
const SHOWN: usize = 9;

/// A key to make.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKey {
    /// What it is for, in words.
    pub(crate) name: String,
    /// look, customers, decide, work, import, intake, manage.
    #[schema(value_type = Vec<String>)]
    pub(crate) scopes: Vec<Scope>,
    /// Until when it works; for ever, where nothing is said.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) expires_at: Option<Time>,
}

/// A key as it is listed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Key)]
pub(crate) struct Shown {
    id: i64,
    name: String,
    /// How it begins.
    shown: String,
    #[schema(value_type = Vec<String>)]
    scopes: Vec<Scope>,
    created_by: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Time,
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Time>,
    #[schema(value_type = Option<String>, format = DateTime)]
    used_at: Option<Time>,
    #[schema(value_type = Option<String>, format = DateTime)]
    revoked_at: Option<Time>,
}

/// A key that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Made {
    /// The key itself; it is not shown again.
    pub(crate) key: String,
    #[serde(flatten)]
    shown: Shown,
}

impl From<key::Key> for Shown {
    fn from(key: key::Key) -> Shown {
        Shown {
            id: key.id,
            name: key.name,
            shown: key.shown,
            scopes: key.scopes,
            created_by: key.created_by,
            created_at: key.created_at,
            expires_at: key.expires_at,
            used_at: key.used_at,
            revoked_at: key.revoked_at,
        }
    }
}

/// Makes a key.
pub(super) async fn make(writing: &mut Transaction, new: &NewKey, who: &str) -> Result<Made, Failure> {
    if new.scopes.is_empty() {
        return Err(Failure::Usage("a key needs at least one scope".to_owned()));
    }
    name_fits(&new.name).map_err(Failure::Usage)?;
    if new.expires_at.is_some_and(|end| end <= now()) {
        return Err(Failure::Usage("the key would have expired already; name a later expires_at, or none".to_owned()));
    }
    let token = token::fresh(PREFIX)?;
    let shown = token.get(..SHOWN).unwrap_or_default();
    let row = key::New {
        token: token::hash(&token),
        name: &new.name,
        shown,
        scopes: &new.scopes,
        created_by: who,
        expires_at: new.expires_at,
    };
    let made = key::add(writing, &row, now()).await?;
    Ok(Made { key: token, shown: made.into() })
}

/// All keys, also those that no longer work.
#[utoipa::path(get, path = "/api/v1/keys", tag = "access", security(("key" = ["manage"])),
    responses((status = 200, body = Listed<Shown>)))]
pub(crate) async fn list(State(app): State<Shared>) -> Result<Json<Listed<Shown>>, Problem> {
    let keys = key::list(&mut app.store.database.read().await?).await?;
    Ok(Json(Listed::all(keys.into_iter().map(Shown::from).collect())))
}

/// Makes a key. Nobody can make one that allows more than they may do themselves, but for sending touches.
#[utoipa::path(post, path = "/api/v1/keys", tag = "access", security(("key" = ["manage"])),
    request_body = NewKey, responses((status = 201, body = Made)))]
pub(crate) async fn add(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Body(new): Body<NewKey>,
) -> Result<impl IntoResponse, Problem> {
    if let Some(scope) = new.scopes.iter().find(|scope| **scope != Scope::Intake && !who.scopes.contains(scope)) {
        return Err(Problem::new(Kind::NotAllowed, scope.word()));
    }
    let mut writing = app.store.database.write().await?;
    let made = make(&mut writing, &new, &who.name).await?;
    let detail = json!({ "name": made.shown.name, "shown": made.shown.shown, "scopes": made.shown.scopes });
    record(&mut writing, &who, &request, ("key.make", &made.shown.id.to_string()), detail).await?;
    writing.commit().await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Takes a key back.
#[utoipa::path(delete, path = "/api/v1/keys/{id}", tag = "access", security(("key" = ["manage"])),
    params(("id" = i64, Path, description = "the key's number")), responses((status = 204)))]
pub(crate) async fn revoke(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    let mut writing = app.store.database.write().await?;
    key::revoke(&mut writing, id, now()).await?;
    record(&mut writing, &who, &request, ("key.revoke", &id.to_string()), json!({})).await?;
    writing.commit().await?;
    app.keys.forget();
    Ok(StatusCode::NO_CONTENT)
}
