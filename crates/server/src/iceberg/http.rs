//! The iceberg over HTTP.

use crate::locale::Language;
use crate::noise::which::picture;
use crate::serve::app::Shared;
use crate::serve::http::Query;
use crate::serve::picture::AsOf;
use crate::serve::problem::Problem;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What a customer is worth, and when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Worth {
    /// What a customer is worth in money; what the settings say, where nothing is said.
    value: Option<f64>,
    /// Only touches at or after this time.
    from: Option<String>,
    /// Only touches before this time.
    to: Option<String>,
}

/// An analysis as the command of the same name prints it (docs/reference/json.md).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Analysis {
    pub(crate) as_of: AsOf,
    #[schema(value_type = Object)]
    pub(crate) answer: serde_json::Value,
}

/// How many were dissatisfied and said nothing, by several roads on one axis, and what that costs.
#[utoipa::path(get, path = "/api/v1/iceberg", tag = "iceberg", security(("key" = ["look"])), params(Worth),
    responses((status = 200, body = Analysis)))]
pub(crate) async fn iceberg(
    State(app): State<Shared>,
    language: Language,
    Query(worth): Query<Worth>,
) -> Result<Json<Analysis>, Problem> {
    let picture = picture(&app, &worth.from, &worth.to).await?;
    let asked = app.asked();
    let value = worth.value.or_else(|| asked.settings.damage.value());
    let mut answer = super::json(&picture.seen, value, language.texts())?;
    answer["currency"] = asked.settings.damage.currency.clone().into();
    Ok(Json(Analysis { as_of: app.pictures.as_of(&picture), answer }))
}
