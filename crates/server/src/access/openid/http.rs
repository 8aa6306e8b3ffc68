//! The way to the identity provider and back.

use super::provider::Provider;
use super::rules::Person;
use super::token::Claims;
use crate::access::session;
use crate::asked::now;
use crate::locale::Language;
use crate::serve::app::{App, Shared};
use crate::serve::guard::{self, RequestId};
use crate::serve::http::Query;
use crate::serve::limit::SIGN_IN_BY_ADDRESS;
use crate::serve::problem::{Kind, Problem};
use crate::serve::sender::Sender;
use crate::serve::token as secret;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use desk::access::Role;
use desk::time::Span;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::access::member::{self, Change, Member};
use store::access::openid::{self, Begun};
use store::audit::{self, Deed};
use store::{Error, Transaction};
use utoipa::{IntoParams, ToSchema};

/// The cookie of a sign-in that is on its way.
const COOKIE: &str = "waterline_openid";
/// How long it may take.
const PATIENCE: Span = Span(600_000_000);
/// Where the provider sends browsers back to.
const ANSWER: &str = "/api/v1/session/openid/answer";
/// What can go wrong on the way, for the sign-in page.
const TROUBLE: [Kind; 6] =
    [Kind::ProviderAway, Kind::ProviderRefused, Kind::SignInLost, Kind::NotInvited, Kind::TooMany, Kind::Failed];

/// The ways in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ways {
    /// What the identity provider is called; null, where there is none.
    provider: Option<String>,
    /// What went wrong on the way back from it, where the page says that something did.
    problem: Option<Told>,
}

/// A problem in words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignInProblem)]
pub(crate) struct Told {
    title: String,
    mend: String,
}

/// What the sign-in page was told.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Trouble {
    /// The name of a problem type.
    #[serde(default)]
    problem: String,
}

/// Where to go afterwards.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Begin {
    /// A page of ours.
    #[serde(default)]
    to: String,
}

/// What the provider sends back with the browser.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Answer {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    /// Why there is no code.
    error: Option<String>,
    /// Who answers.
    iss: Option<String>,
}

/// How one can sign in, and what a problem on the way means.
#[utoipa::path(get, path = "/api/v1/session/ways", tag = "access", security(()), params(Trouble),
    responses((status = 200, body = Ways)))]
pub(crate) async fn ways(State(app): State<Shared>, language: Language, Query(asked): Query<Trouble>) -> Json<Ways> {
    let texts = language.texts();
    let kind = TROUBLE.into_iter().find(|kind| kind.word().1 == asked.problem);
    let problem = kind.map(|kind| Told {
        title: texts.word(&format!("problem-{}", kind.word().1)),
        mend: texts.word(&format!("problem-mend-{}", kind.word().1)),
    });
    Json(Ways { provider: app.openid.as_ref().map(|provider| provider.name().to_owned()), problem })
}

/// Goes to the identity provider to sign in.
#[utoipa::path(get, path = "/api/v1/session/openid", tag = "access", security(()), params(Begin),
    responses((status = 303, description = "to the provider, or back to the sign-in page with `problem`")))]
pub(crate) async fn begin(
    State(app): State<Shared>,
    sender: Sender,
    Query(asked): Query<Begin>,
) -> Result<Response, Problem> {
    let provider = app.openid.as_ref().ok_or(Kind::NotFound)?;
    Ok(match leave(&app, provider, &sender, &asked.to).await {
        Ok((address, token)) => to(&address, [cookie(&token, PATIENCE, app.is_secure())]),
        Err(problem) => back(&problem),
    })
}

async fn leave(app: &App, provider: &Provider, sender: &Sender, page: &str) -> Result<(String, String), Problem> {
    let limited = app.limiter.take(&format!("address {}", sender.network()), SIGN_IN_BY_ADDRESS, 1.0, now());
    limited.map_err(|seconds| Problem::from(Kind::TooMany).after(seconds))?;
    let [token, state, nonce, verifier] =
        [secret::fresh("")?, secret::fresh("")?, secret::fresh("")?, secret::fresh("")?];
    let begun = Begun { state, nonce, verifier, page: of_ours(page).to_owned() };
    let address = provider.address(&begun, &redirect(app)).await?;
    let (mut writing, now) = (app.store.database.write().await?, now());
    openid::begin(&mut writing, &secret::hash(&token), &begun, now, now + PATIENCE).await?;
    writing.commit().await?;
    Ok((address, token))
}

/// Comes back from the identity provider, signed in or with a problem.
#[utoipa::path(get, path = "/api/v1/session/openid/answer", tag = "access", security(()), params(Answer),
    responses((status = 303, description = "to a page, signed in, or back to the sign-in page with `problem`")))]
pub(crate) async fn answer(
    State(app): State<Shared>,
    sender: Sender,
    request: RequestId,
    headers: HeaderMap,
    Query(asked): Query<Answer>,
) -> Result<Response, Problem> {
    let provider = app.openid.as_ref().ok_or(Kind::NotFound)?;
    let none = cookie("", Span(0), app.is_secure());
    let mut response = match arrive(&app, provider, &sender, &request, &headers, &asked).await {
        Ok((page, signed_in)) => to(&page, signed_in),
        Err(problem) => back(&problem),
    };
    response.headers_mut().append(header::SET_COOKIE, none);
    Ok(response)
}

async fn arrive(
    app: &App,
    provider: &Provider,
    sender: &Sender,
    request: &RequestId,
    headers: &HeaderMap,
    asked: &Answer,
) -> Result<(String, [HeaderValue; 2]), Problem> {
    // What began was counted then, and comes back once.
    let token = guard::cookie_of(headers, COOKIE).ok_or(Kind::SignInLost)?;
    let mut writing = app.store.database.write().await?;
    let begun = openid::take(&mut writing, &secret::hash(token), now()).await?.ok_or(Kind::SignInLost)?;
    writing.commit().await?;
    if asked.state != begun.state {
        return Err(Kind::SignInLost.into());
    }
    if let Some(error) = &asked.error {
        tracing::warn!(request = %request.0, error = format!("{error:.80}"), "the identity provider refused");
        return Err(Kind::ProviderRefused.into());
    }
    let claims = provider.claims(&asked.code, asked.iss.as_deref(), &begun, &redirect(app)).await?;
    let mut writing = app.store.database.write().await?;
    let member = admit(&mut writing, provider, &claims, request).await?;
    writing.commit().await?;
    let signed_in = session::open(app, &member, "session.openid", sender, request, headers).await?;
    Ok((begun.page, signed_in))
}

/// The member that the claims speak of: known by subject, known by verified address, or new where that is allowed.
async fn admit(
    writing: &mut Transaction,
    provider: &Provider,
    claims: &Claims,
    request: &RequestId,
) -> Result<Member, Problem> {
    let person = Person::of(provider.issuer(), claims);
    let stranger = |why: &str| {
        tracing::warn!(request = %request.0, subject = person.subject, why, "nobody was signed in");
        Err(Problem::from(Kind::NotInvited))
    };
    if !provider.rules.takes(person.email.as_deref()) {
        return stranger("the address is of another domain, or the provider has not verified it");
    }
    let role = provider.rules.role(claims);
    if provider.rules.by_claim() && role.is_none() {
        return stranger("the provider gives none of the roles");
    }
    let known = match member::by_subject(writing, &person.subject).await? {
        Some(known) => known,
        None => {
            let Some(email) = &person.email else { return stranger("the provider has verified no address") };
            match (member::by_email(writing, email).await?, role) {
                (Some(known), _) if known.subject.is_none() || !is_of(&known, provider) => {
                    link(writing, provider, known.id, &person, request).await?
                }
                (Some(_), _) => return stranger("the provider knows this address under another name"),
                (None, Some(role)) => {
                    let added = member::add(writing, email, &person.name, role, now()).await?;
                    let detail = json!({ "email": added.email, "role": added.role });
                    record(writing, provider, request, ("member.add", added.id), detail).await?;
                    link(writing, provider, added.id, &person, request).await?
                }
                (None, None) => return stranger("nobody has taken them in"),
            }
        }
    };
    if known.disabled_at.is_some() {
        return stranger("they may no longer sign in");
    }
    match role {
        Some(role) if provider.rules.by_claim() && role != known.role => {
            give(writing, provider, known, role, request).await
        }
        _ => Ok(known),
    }
}

/// Whether it is this provider that knows them, and not one that was used before.
fn is_of(member: &Member, provider: &Provider) -> bool {
    let issuer = member.subject.as_deref().and_then(|subject| subject.split(' ').next());
    issuer == Some(provider.issuer())
}

async fn link(
    writing: &mut Transaction,
    provider: &Provider,
    id: i64,
    person: &Person,
    request: &RequestId,
) -> Result<Member, Problem> {
    member::set_subject(writing, id, &person.subject).await?;
    record(writing, provider, request, ("member.openid", id), json!({ "subject": person.subject })).await?;
    Ok(member::of(writing, id).await?)
}

/// Gives a member the role that the provider says. The last administrator stays one: nobody could let others in.
async fn give(
    writing: &mut Transaction,
    provider: &Provider,
    known: Member,
    role: Role,
    request: &RequestId,
) -> Result<Member, Problem> {
    let admins = member::list(writing).await?;
    let admins = admins.iter().filter(|member| member.role == Role::Admin && member.disabled_at.is_none()).count();
    if known.role == Role::Admin && admins == 1 {
        tracing::warn!(member = known.email, "the last administrator stays one, whatever the provider says");
        return Ok(known);
    }
    let change = Change { role: Some(role), ..Change::default() };
    let changed = match member::change(writing, known.id, known.version, &change, now()).await {
        Err(Error::LastAdmin) => return Ok(known),
        changed => changed?,
    };
    record(writing, provider, request, ("member.change", changed.id), json!({ "role": role })).await?;
    Ok(changed)
}

async fn record(
    writing: &mut Transaction,
    provider: &Provider,
    request: &RequestId,
    (what, target): (&str, i64),
    detail: serde_json::Value,
) -> Result<(), Problem> {
    let (who, target) = (format!("openid {}", provider.issuer()), target.to_string());
    Ok(audit::record(writing, &Deed { who: &who, what, target: &target, detail, request: &request.0 }, now()).await?)
}

/// Where the provider sends browsers back to.
fn redirect(app: &App) -> String {
    format!("{}{ANSWER}", app.address)
}

/// The page, if it is one of ours: an address from outside must not lead anywhere else.
fn of_ours(page: &str) -> &str {
    let inside = page.strip_prefix('/').is_some_and(|rest| !rest.starts_with(['/', '\\']));
    let plain = page.len() <= 2_000 && page.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if inside && plain { page } else { "/" }
}

fn back(problem: &Problem) -> Response {
    to(&format!("/sign-in?problem={}", problem.kind.word().1), [])
}

fn to<const N: usize>(address: &str, cookies: [HeaderValue; N]) -> Response {
    let place = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/"));
    let cookies = cookies.map(|cookie| (header::SET_COOKIE, cookie));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)], AppendHeaders(cookies)).into_response()
}

/// The cookie goes only where it is needed.
fn cookie(token: &str, age: Span, secure: bool) -> HeaderValue {
    guard::named_cookie(COOKIE, token, age, "/api/v1/session/openid", secure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_a_page_of_ours_only() {
        for page in ["/", "/noise?kind=retry&x=%2F", "/journeys/ticket.17"] {
            assert_eq!(of_ours(page), page);
        }
        for page in ["", "noise", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb", "/ä", "/a\\b"]
        {
            assert_eq!(of_ours(page), "/", "{page:?}");
        }
    }
}
