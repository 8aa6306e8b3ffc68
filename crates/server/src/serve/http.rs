//! What requests and answers have in common: bodies, queries, versions, lists, and who sends.

use super::problem::{Kind, Problem};
use axum::extract::rejection::{BytesRejection, JsonRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
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
        match axum::Json::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Body(value)),
            Err(rejection) => Err(refused(&rejection)),
        }
    }
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
