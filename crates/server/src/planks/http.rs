//! The planks over HTTP.

use crate::iceberg::http::Analysis;
use crate::locale::Language;
use crate::noise::which::picture;
use crate::serve::app::Shared;
use crate::serve::http::Query;
use crate::serve::problem::Problem;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

/// When.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct When {
    /// Only touches at or after this time.
    from: Option<String>,
    /// Only touches before this time.
    to: Option<String>,
}

/// What satisfaction hangs on, and whether the shortest plank decides.
#[utoipa::path(get, path = "/api/v1/planks", tag = "planks", security(("key" = ["look"])), params(When),
    responses((status = 200, body = Analysis)))]
pub(crate) async fn planks(
    State(app): State<Shared>,
    language: Language,
    Query(when): Query<When>,
) -> Result<Json<Analysis>, Problem> {
    let picture = picture(&app, &when.from, &when.to).await?;
    let answer = super::json(picture.planks.as_ref(), language.texts())?;
    Ok(Json(Analysis { as_of: app.pictures.as_of(&picture), answer }))
}
