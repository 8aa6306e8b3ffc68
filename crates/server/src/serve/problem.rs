//! What can go wrong with a request: one list of public problem types, answered as RFC 9457 problem details in the
//! language of who asked.

use crate::failure::Failure;
use crate::locale::{Language, Texts};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// The public problem types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The request cannot be read.
    Malformed,
    /// Nobody is signed in, and no key came with the request.
    NotSignedIn,
    /// Address and password do not belong together.
    WrongSignIn,
    /// The sign-in link was used, has run out or was replaced.
    LinkUsed,
    /// The identity provider cannot be reached.
    ProviderAway,
    /// What the identity provider says is not taken, or it refused.
    ProviderRefused,
    /// The sign-in did not begin in this browser, or took too long.
    SignInLost,
    /// Nobody in the team has the address that the identity provider vouches for.
    NotInvited,
    /// Who asks may not do this.
    NotAllowed,
    /// The request came from another site's page.
    OtherSite,
    /// There is no such thing.
    NotFound,
    /// The address does not take this method.
    WrongMethod,
    /// What is asked for goes against what is there.
    Conflict,
    /// Somebody else changed it meanwhile.
    ChangedMeanwhile,
    /// The request does not say which version it changes.
    VersionNeeded,
    /// The request is larger than is taken at once.
    TooLarge,
    /// The content is of a type that is not taken here.
    WrongType,
    /// The request can be read and makes no sense.
    Invalid,
    /// More requests than are taken of one sender.
    TooMany,
    /// More work than can be done at the moment.
    Busy,
    /// The figures are not there yet.
    NotReady,
    /// It is our fault.
    Failed,
}

impl Kind {
    /// All of them.
    #[cfg(test)]
    pub(crate) const ALL: [Kind; 22] = [
        Kind::Malformed,
        Kind::NotSignedIn,
        Kind::WrongSignIn,
        Kind::LinkUsed,
        Kind::ProviderAway,
        Kind::ProviderRefused,
        Kind::SignInLost,
        Kind::NotInvited,
        Kind::NotAllowed,
        Kind::OtherSite,
        Kind::NotFound,
        Kind::WrongMethod,
        Kind::Conflict,
        Kind::ChangedMeanwhile,
        Kind::VersionNeeded,
        Kind::TooLarge,
        Kind::WrongType,
        Kind::Invalid,
        Kind::TooMany,
        Kind::Busy,
        Kind::NotReady,
        Kind::Failed,
    ];

    /// Its status and its name in addresses and texts.
    pub(crate) fn word(self) -> (StatusCode, &'static str) {
        match self {
            Kind::Malformed => (StatusCode::BAD_REQUEST, "malformed"),
            Kind::NotSignedIn => (StatusCode::UNAUTHORIZED, "not-signed-in"),
            Kind::WrongSignIn => (StatusCode::UNAUTHORIZED, "wrong-sign-in"),
            Kind::LinkUsed => (StatusCode::UNAUTHORIZED, "link-used"),
            Kind::ProviderAway => (StatusCode::BAD_GATEWAY, "provider-away"),
            Kind::ProviderRefused => (StatusCode::FORBIDDEN, "provider-refused"),
            Kind::SignInLost => (StatusCode::FORBIDDEN, "sign-in-lost"),
            Kind::NotInvited => (StatusCode::FORBIDDEN, "not-invited"),
            Kind::NotAllowed => (StatusCode::FORBIDDEN, "not-allowed"),
            Kind::OtherSite => (StatusCode::FORBIDDEN, "other-site"),
            Kind::NotFound => (StatusCode::NOT_FOUND, "not-found"),
            Kind::WrongMethod => (StatusCode::METHOD_NOT_ALLOWED, "wrong-method"),
            Kind::Conflict => (StatusCode::CONFLICT, "conflict"),
            Kind::ChangedMeanwhile => (StatusCode::PRECONDITION_FAILED, "changed-meanwhile"),
            Kind::VersionNeeded => (StatusCode::PRECONDITION_REQUIRED, "version-needed"),
            Kind::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
            Kind::WrongType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong-type"),
            Kind::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
            Kind::TooMany => (StatusCode::TOO_MANY_REQUESTS, "too-many"),
            Kind::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Kind::NotReady => (StatusCode::SERVICE_UNAVAILABLE, "not-ready"),
            Kind::Failed => (StatusCode::INTERNAL_SERVER_ERROR, "failed"),
        }
    }
}

/// A request that was not carried out.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Which.
    pub(crate) kind: Kind,
    /// What happened this time; empty where the title says it all.
    detail: String,
    /// Seconds after which the same request may fare better.
    retry_after: Option<u64>,
}

/// What is sent: RFC 9457, with what to do next (`mend`) and the request's id.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Details {
    /// `/problems/` and the name of the problem type.
    r#type: String,
    /// What it means, in the language of who asked.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened this time.
    #[serde(skip_serializing_if = "String::is_empty")]
    detail: String,
    /// What to do next.
    mend: String,
    /// The request, as it stands in the log.
    request: String,
}

impl Problem {
    /// A problem, with what happened this time.
    pub(crate) fn new(kind: Kind, detail: impl Into<String>) -> Problem {
        Problem { kind, detail: detail.into(), retry_after: None }
    }

    /// The same, with the time after which to try again.
    pub(crate) fn after(self, seconds: u64) -> Problem {
        Problem { retry_after: Some(seconds), ..self }
    }

    /// The problem in words.
    pub(crate) fn say(&self, texts: &Texts, request: &str) -> Response {
        let (status, word) = self.kind.word();
        let details = Details {
            r#type: format!("/problems/{word}"),
            title: texts.word(&format!("problem-{word}")),
            status: status.as_u16(),
            detail: self.detail.clone(),
            mend: texts.word(&format!("problem-mend-{word}")),
            request: request.to_owned(),
        };
        let body = serde_json::to_vec(&details).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer realm=\"waterline\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// The problem travels in the response's extensions until somebody knows the language and the request.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.kind.word().0.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Problem {
        Problem::new(kind, "")
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Problem {
        use store::Error;
        let kind = match &error {
            Error::Unknown { .. } => Kind::NotFound,
            Error::Stale { .. } => Kind::ChangedMeanwhile,
            Error::Taken { .. }
            | Error::LastAdmin
            | Error::Same { .. }
            | Error::SetApart { .. }
            | Error::Refused(_) => Kind::Conflict,
            _ => {
                tracing::error!(%error, "the store failed");
                return Problem::from(Kind::Failed);
            }
        };
        Problem::new(kind, error.to_string())
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Problem {
        match failure {
            Failure::Store(error) => error.into(),
            Failure::Usage(text) | Failure::Setting(text) => Problem::new(Kind::Invalid, text),
            Failure::Read(error) => Problem::new(Kind::Invalid, error.to_string()),
            other => {
                tracing::error!(error = %other, "a request failed");
                Kind::Failed.into()
            }
        }
    }
}

/// The language of who asks: what their page or browser prefers, among those we speak.
pub(crate) fn language(accepted: Option<&HeaderValue>) -> Language {
    let accepted = accepted.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut wanted: Vec<(f64, Language)> = Vec::new();
    for part in accepted.split(',') {
        let (tag, quality) = part.split_once(';').unwrap_or((part, ""));
        let quality = quality.trim().strip_prefix("q=").and_then(|text| text.parse().ok()).unwrap_or(1.0);
        if let Ok(language) = tag.trim().parse() {
            wanted.push((quality, language));
        }
    }
    // The first of those wanted most.
    wanted.sort_by(|one, other| other.0.total_cmp(&one.0));
    wanted.first().map_or(Language::En, |&(_, language)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_one_wanted_most_that_we_speak() {
        let check = |header: &str, expected| {
            assert_eq!(language(Some(&HeaderValue::from_str(header).unwrap())), expected, "{header}");
        };
        check("de, zh-TW;q=0.8, en;q=0.5", Language::ZhHant);
        check("zh-CN,zh;q=0.9,en;q=0.8", Language::ZhHans);
        check("en;q=0.1, zh-Hans;q=0.9", Language::ZhHans);
        check("*", Language::En);
        assert_eq!(language(None), Language::En);
    }

    #[test]
    fn a_problem_says_what_to_do_and_hides_what_the_store_says() {
        let said = |problem: Problem| {
            let response = problem.say(Language::En.texts(), "r1");
            (response.status().as_u16(), response.headers().get(header::RETRY_AFTER).is_some())
        };
        assert_eq!(said(Problem::from(Kind::TooMany).after(3)), (429, true));
        assert_eq!(said(store::Error::Stale { what: "member 3".to_owned() }.into()), (412, false));
        let damaged = store::Error::Damaged { what: "a secret".to_owned(), why: "x".to_owned() };
        assert!(Problem::from(damaged).detail.is_empty());
    }
}
