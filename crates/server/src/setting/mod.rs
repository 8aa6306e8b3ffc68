//! Settings and sources over HTTP.

use crate::serve::app::Shared;
use crate::serve::http::Listed;
use crate::serve::problem::Problem;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// A setting, its value, and where that comes from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Setting {
    /// `section.key`.
    key: String,
    #[schema(value_type = serde_json::Value)]
    value: serde_json::Value,
    /// default, the file, the variable or the flag that says so.
    from: String,
}

/// Settings as they apply; they are changed in the settings file, and hold from the next start on.
#[utoipa::path(get, path = "/api/v1/settings", tag = "settings", security(("key" = ["manage"])),
    responses((status = 200, body = Listed<Setting>)))]
pub(crate) async fn list(State(app): State<Shared>) -> Result<Json<Listed<Setting>>, Problem> {
    let items = app.asked.origins().iter().map(|origin| {
        let value = serde_json::to_value(origin.shown()).unwrap_or_default();
        Setting { key: origin.key.clone(), value, from: origin.from.clone() }
    });
    Ok(Json(Listed::all(items.collect())))
}

/// A system that sends touches, or a file they came from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Source {
    source: String,
}

/// Where touches came from.
#[utoipa::path(get, path = "/api/v1/sources", tag = "settings", security(("key" = ["look"])),
    responses((status = 200, body = Listed<Source>)))]
pub(crate) async fn sources(State(app): State<Shared>) -> Result<Json<Listed<Source>>, Problem> {
    let sources = app.store.log.sources().await?;
    Ok(Json(Listed::all(sources.into_iter().map(|source| Source { source }).collect())))
}
