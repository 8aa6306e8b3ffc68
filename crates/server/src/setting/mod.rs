//! Settings over HTTP.

pub(crate) mod changes;
pub(crate) mod zone;

use crate::access::session::record;
use crate::asked::now;
use crate::config::Origin;
use crate::serve::app::Shared;
use crate::serve::guard::{RequestId, Who};
use crate::serve::http::{Body, IfMatch, Listed, Path};
use crate::serve::problem::{Kind, Problem};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use changes::{CHANGEABLE, is_free};
use desk::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::setting::{self, Changed};
use utoipa::ToSchema;

/// A setting, its value, and where that comes from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Setting {
    /// `section.key`.
    key: String,
    #[schema(value_type = serde_json::Value)]
    value: Value,
    /// default, page, the file, the variable or the flag that says so.
    from: String,
    /// What would apply had nobody changed it on the page, and where that comes from.
    #[schema(value_type = serde_json::Value)]
    start: Value,
    start_from: String,
    /// Whether it can be changed while the server runs. What stands in the environment or in a flag cannot.
    changeable: bool,
    /// To be sent as If-Match with a change; 0 where it never was changed.
    version: i64,
    #[schema(value_type = Option<String>, format = DateTime)]
    changed_at: Option<Time>,
    changed_by: Option<String>,
}

/// Settings as they apply. Some can be changed while the server runs; the others stand in the settings file and hold from
/// the next start on.
#[utoipa::path(get, path = "/api/v1/settings", tag = "settings", security(("key" = ["manage"])),
    responses((status = 200, body = Listed<Setting>)))]
pub(crate) async fn list(State(app): State<Shared>) -> Result<Json<Listed<Setting>>, Problem> {
    let changed = setting::list(&mut app.store.database.read().await?).await?;
    let changed: BTreeMap<String, Changed> = changed.into_iter().map(|one| (one.name.clone(), one)).collect();
    let applied = app.asked();
    let items = applied.origins().iter().zip(app.changes.start().origins()).map(|(origin, start)| {
        let shown = |origin: &Origin| serde_json::to_value(origin.shown()).unwrap_or_default();
        let change = changed.get(&origin.key);
        Setting {
            key: origin.key.clone(),
            value: shown(origin),
            from: origin.from.clone(),
            start: shown(start),
            start_from: start.from.clone(),
            changeable: CHANGEABLE.contains(&origin.key.as_str()) && is_free(start),
            version: change.map_or(0, |change| change.version),
            changed_at: change.map(|change| change.changed_at),
            changed_by: change.map(|change| change.changed_by.clone()),
        }
    });
    Ok(Json(Listed::all(items.collect())))
}

/// A value for a setting.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewValue {
    /// Of the same type as the value it replaces.
    #[schema(value_type = serde_json::Value)]
    value: Value,
}

/// Changes a setting. It holds at once; the figures follow with the next analysis, which begins now.
#[utoipa::path(put, path = "/api/v1/settings/{key}", tag = "settings", security(("key" = ["manage"])),
    params(("key" = String, Path, description = "section.key"), ("If-Match" = String, Header, description = "its version")),
    request_body = NewValue, responses((status = 204)))]
pub(crate) async fn set(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(key): Path<String>,
    version: IfMatch,
    Body(new): Body<NewValue>,
) -> Result<StatusCode, Problem> {
    change(&app, &who, &request, &key, version, Some(new.value)).await
}

/// Restores what the settings file or the defaults say.
#[utoipa::path(delete, path = "/api/v1/settings/{key}", tag = "settings", security(("key" = ["manage"])),
    params(("key" = String, Path, description = "section.key"), ("If-Match" = String, Header, description = "its version")),
    responses((status = 204)))]
pub(crate) async fn reset(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(key): Path<String>,
    version: IfMatch,
) -> Result<StatusCode, Problem> {
    change(&app, &who, &request, &key, version, None).await
}

async fn change(
    app: &Shared,
    who: &Who,
    request: &RequestId,
    key: &str,
    IfMatch(version): IfMatch,
    value: Option<Value>,
) -> Result<StatusCode, Problem> {
    let start = app
        .changes
        .start()
        .origins()
        .iter()
        .find(|origin| origin.key == key)
        .ok_or_else(|| Problem::new(Kind::NotFound, key))?;
    if !CHANGEABLE.contains(&key) || !is_free(start) {
        let text = format!("{key} stands in {} and holds from the next start on", start.from);
        return Err(Problem::new(Kind::Conflict, text));
    }
    // A zone belongs to the store, so that a reset too says which.
    let value = value.or_else(|| (key == zone::ZONE).then(|| json!(start.value)));
    let mut writing = app.store.database.write().await?;
    setting::set(&mut writing, key, value.as_ref(), version, &who.name, now()).await?;
    let changed = setting::list(&mut writing).await?;
    let applied = changes::apply(app.changes.start(), &changed)?;
    let detail = json!({ "value": value });
    record(&mut writing, who, request, ("setting.change", key), detail).await?;
    writing.commit().await?;
    app.hold(applied)?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests;
