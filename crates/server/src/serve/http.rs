//! What requests and answers have in common: bodies, queries, versions, lists, and who sends.

use super::problem::{Kind, Problem};
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, JsonRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;
use utoipa::ToSchema;

/// A list, or a part of one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Listed<T> {
    pub(crate) items: Vec<T>,
    /// What to ask `after`; null at the end of the list.
    pub(crate) next: Option<String>,
}

impl<T> Listed<T> {
    /// A whole list.
    pub(crate) fn all(items: Vec<T>) -> Listed<T> {
        Listed { items, next: None }
    }
}

/// A body in JSON.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Body<T>, Problem> {
        let (parts, body) = request.into_parts();
        let coming = Bytes::from_request(Request::from_parts(parts.clone(), body), state);
        let late = |_| Problem::new(Kind::Malformed, format!("the body did not come within {} s", PATIENCE.as_secs()));
        let bytes = tokio::time::timeout(PATIENCE, coming).await.map_err(late)?;
        let bytes = bytes.map_err(|rejection| refused(&rejection.into()))?;
        if holds_nul(&bytes) {
            return Err(no_nul());
        }
        match axum::Json::from_request(Request::from_parts(parts, bytes.into()), state).await {
            Ok(axum::Json(value)) => Ok(Body(value)),
            Err(rejection) => Err(refused(&rejection)),
        }
    }
}

/// How long a body may take to come: whoever sends it drop by drop holds what it will be put into.
const PATIENCE: Duration = Duration::from_secs(30);

/// PostgreSQL keeps no text with the character U+0000, and no text that people write has it.
fn no_nul() -> Problem {
    Problem::new(Kind::Invalid, "a text holds no character U+0000")
}

/// Whether a text in JSON has it: `\\u0000` that is not what follows a backslash.
fn holds_nul(json: &[u8]) -> bool {
    const NUL: &[u8] = b"\\u0000";
    let places = json.windows(NUL.len()).enumerate().filter(|(_, part)| *part == NUL);
    let mut before = places.map(|(at, _)| json[..at].iter().rev().take_while(|byte| **byte == b'\\').count());
    before.any(|backslashes| backslashes % 2 == 0)
}

fn refused(rejection: &JsonRejection) -> Problem {
    let kind = match rejection {
        JsonRejection::MissingJsonContentType(_) => Kind::WrongType,
        JsonRejection::JsonDataError(_) => Kind::Invalid,
        JsonRejection::BytesRejection(BytesRejection::FailedToBufferBody(_))
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE =>
        {
            Kind::TooLarge
        }
        _ => Kind::Malformed,
    };
    Problem::new(kind, rejection.body_text())
}

/// The query of an address.
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Query<T>, Problem> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(no_nul());
        }
        match axum::extract::Query::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Query(value)),
            Err(rejection) => Err(Problem::new(Kind::Malformed, rejection.body_text())),
        }
    }
}

/// A part of the path.
pub(crate) struct Path<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Path<T>, Problem> {
        if parts.uri.path().contains("%00") {
            return Err(Problem::new(Kind::NotFound, "an id holds no character U+0000"));
        }
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Path(value)),
            // An address that cannot be is an address where nothing is.
            Err(rejection) => Err(Problem::new(Kind::NotFound, rejection.body_text())),
        }
    }
}

/// The version a change is made to.
pub(crate) struct IfMatch(pub(crate) i64);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<IfMatch, Problem> {
        let header = parts.headers.get(header::IF_MATCH).ok_or(Kind::VersionNeeded)?;
        let version =
            header.to_str().ok().and_then(|text| text.trim_start_matches("W/").trim_matches('"').parse().ok());
        // Nothing ever had a version that is no number.
        version.map(IfMatch).ok_or_else(|| Kind::ChangedMeanwhile.into())
    }
}

/// The header that tells a version.
pub(crate) fn etag(version: i64) -> [(HeaderName, HeaderValue); 1] {
    let text = HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static(""));
    [(header::ETAG, text)]
}
