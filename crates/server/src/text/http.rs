//! What texts say, over HTTP.

use super::moment;
use crate::serve::app::Shared;
use crate::serve::http::{Body, Listed};
use crate::serve::problem::{Kind, Problem};
use axum::Json;
use axum::extract::State;
use language::answer::{Answer, Writer, read_of};
use language::heads::Reader;
use serde::Deserialize;
use utoipa::ToSchema;

/// Texts to read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Texts {
    /// 1,000 at most.
    texts: Vec<String>,
    /// The moment from which promises count; now, where nothing is said.
    at: Option<String>,
    /// The zone of that moment; the one of the settings, where nothing is said.
    zone: Option<String>,
    /// Who wrote them, `customer` or `company`: a reply speaks of what went wrong without being dissatisfied. Customer, where
    /// nothing is said.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    writer: Writer,
}

/// Texts read at once.
const MOST: usize = 1_000;

/// What texts say: language, causes, emotion, promises, refusals, advertising, jargon
/// (docs/reference/json.md). Where an endpoint is set up, what it says of the hard ones stands beside it.
#[utoipa::path(post, path = "/api/v1/language/read", tag = "language", security(("key" = ["look"])),
    request_body = Texts, responses((status = 200, description = "one answer a text", body = Listed<Object>)))]
pub(crate) async fn answers(
    State(app): State<Shared>,
    Body(asked): Body<Texts>,
) -> Result<Json<Listed<Answer>>, Problem> {
    if asked.texts.len() > MOST {
        return Err(Problem::new(Kind::TooLarge, format!("{MOST} texts at most")));
    }
    let moment = moment(&app.asked(), &asked.at, asked.zone.as_deref())?;
    let mut answers: Vec<Answer> = tokio::task::block_in_place(|| {
        let (kept, mut reader) = (app.house.kept(), Reader::default());
        asked.texts.iter().map(|text| read_of(asked.writer, text, &moment, kept.model(), &mut reader)).collect()
    });
    if let Some(endpoint) = app.endpoint.as_ref().filter(|_| asked.writer == Writer::Customer) {
        endpoint.fill(&asked.texts, &mut answers).await;
    }
    Ok(Json(Listed::all(answers)))
}
