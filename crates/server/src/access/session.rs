//! Signing in and out.

use super::password;
use crate::asked::now;
use crate::serve::app::{App, Shared};
use crate::serve::guard::{RequestId, SESSION, Who, cookie, cookie_of, named_cookie, no_cookie};
use crate::serve::http::{Body, Listed, Path};
use crate::serve::limit::{SIGN_IN_BY_ADDRESS, SIGN_IN_BY_MEMBER};
use crate::serve::problem::{Kind, Problem};
use crate::serve::sender::Sender;
use crate::serve::token;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use desk::access::Scope;
use desk::time::{Span, Time};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Transaction;
use store::access::{browser, link, member, session};
use store::audit::{self, Deed};
use utoipa::ToSchema;

/// The cookie by which a browser is known again, and for how long.
const BROWSER: &str = "waterline_browser";
const KNOWN: Span = Span(180 * 86_400_000_000);

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    member: super::member::Shown,
    /// What they may do.
    #[schema(value_type = Vec<String>)]
    scopes: Vec<Scope>,
    /// Whether they have yet to choose a password.
    needs_password: bool,
}

/// An address and its password.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SignIn {
    email: String,
    password: String,
}

/// The token behind the `#` of a one-time link.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Link {
    token: String,
}

/// A place where somebody is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Place {
    id: i64,
    /// The program, as it calls itself.
    agent: String,
    /// The network address.
    address: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Time,
    #[schema(value_type = String, format = DateTime)]
    seen_at: Time,
    /// Whether it is this one.
    current: bool,
}

/// What a member may change of themselves; what is missing stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MyChange {
    email: Option<String>,
    name: Option<String>,
    language: Option<String>,
    password: Option<String>,
    /// The password until now; needed where there is one and another or another address is set.
    current_password: Option<String>,
}

fn me(member: &member::Member) -> Me {
    Me {
        member: super::member::Shown::of(member),
        scopes: member.role.scopes().to_vec(),
        needs_password: member.password.is_none() && member.subject.is_none(),
    }
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/v1/session", tag = "access", security(("session" = [])),
    responses((status = 200, body = Me)))]
pub(crate) async fn show(State(app): State<Shared>, who: Who) -> Result<Json<Me>, Problem> {
    let (id, _) = who.member()?;
    Ok(Json(me(&member::of(&mut app.store.database.read().await?, id).await?)))
}

/// Signs in with address and password.
#[utoipa::path(post, path = "/api/v1/session", tag = "access", security(()), request_body = SignIn,
    responses((status = 200, body = Me)))]
pub(crate) async fn sign_in(
    State(app): State<Shared>,
    sender: Sender,
    request: RequestId,
    headers: HeaderMap,
    Body(asked): Body<SignIn>,
) -> Result<impl IntoResponse, Problem> {
    let email = asked.email.trim().to_lowercase();
    // No member has such an address, and nothing is remembered of it.
    if email.len() > super::member::LONGEST {
        return Err(Kind::WrongSignIn.into());
    }
    let known = known_browser(&app, &headers, &email).await?;
    let limits = match &known {
        Some(browser) => vec![(format!("browser {browser}"), SIGN_IN_BY_MEMBER)],
        None => {
            vec![
                (format!("address {}", sender.network()), SIGN_IN_BY_ADDRESS),
                (format!("member {email}"), SIGN_IN_BY_MEMBER),
            ]
        }
    };
    for (name, rate) in limits {
        app.limiter.take(&name, rate, 1.0, now()).map_err(|seconds| Problem::from(Kind::TooMany).after(seconds))?;
    }
    let found = member::by_email(&mut app.store.database.read().await?, &email).await?;
    let found = found.filter(|member| member.disabled_at.is_none());
    let hash = found.as_ref().and_then(|member| member.password.clone());
    if !password::is(&app, asked.password, hash).await? {
        return Err(Kind::WrongSignIn.into());
    }
    let found = found.ok_or(Kind::WrongSignIn)?;
    begin(&app, &found, "session.sign-in", &sender, &request, &headers).await
}

/// The cookie's hash, where this member has signed in with this browser before: then neither a flood from the same
/// address nor guesses of others at the same member keep them out.
async fn known_browser(app: &App, headers: &HeaderMap, email: &str) -> Result<Option<String>, Problem> {
    let Some(cookie) = cookie_of(headers, BROWSER) else { return Ok(None) };
    let (hash, mut reading) = (token::hash(cookie), app.store.database.read().await?);
    let Some(whose) = browser::member(&mut reading, &hash, now()).await? else { return Ok(None) };
    let member = member::of(&mut reading, whose).await?;
    Ok((member.email == email).then(|| hash.iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// Signs in with a one-time link, which is used up by it.
#[utoipa::path(post, path = "/api/v1/session/link", tag = "access", security(()), request_body = Link,
    responses((status = 200, body = Me)))]
pub(crate) async fn use_link(
    State(app): State<Shared>,
    sender: Sender,
    request: RequestId,
    headers: HeaderMap,
    Body(asked): Body<Link>,
) -> Result<impl IntoResponse, Problem> {
    let limited = app.limiter.take(&format!("address {}", sender.network()), SIGN_IN_BY_ADDRESS, 1.0, now());
    limited.map_err(|seconds| Problem::from(Kind::TooMany).after(seconds))?;
    let mut writing = app.store.database.write().await?;
    let id = link::take(&mut writing, &token::hash(&asked.token), now()).await?.ok_or(Kind::LinkUsed)?;
    let member = member::of(&mut writing, id).await?;
    if member.disabled_at.is_some() {
        return Err(Kind::LinkUsed.into());
    }
    writing.commit().await?;
    begin(&app, &member, "session.link", &sender, &request, &headers).await
}

/// Begins a session and answers with its cookie.
async fn begin(
    app: &App,
    member: &member::Member,
    what: &str,
    sender: &Sender,
    request: &RequestId,
    headers: &HeaderMap,
) -> Result<impl IntoResponse + use<>, Problem> {
    let cookies = open(app, member, what, sender, request, headers).await?;
    Ok((AppendHeaders(cookies.map(|cookie| (header::SET_COOKIE, cookie))), Json(me(member))))
}

/// Begins a session and returns its cookie and that of the browser.
pub(super) async fn open(
    app: &App,
    member: &member::Member,
    what: &str,
    sender: &Sender,
    request: &RequestId,
    headers: &HeaderMap,
) -> Result<[HeaderValue; 2], Problem> {
    let (token, known) = (token::fresh("")?, token::fresh("")?);
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let agent: String = agent.chars().take(200).collect();
    let (now, address) = (now(), sender.0.to_string());
    let mut writing = app.store.database.write().await?;
    session::begin(&mut writing, &token::hash(&token), member.id, (&agent, &address), now, now + SESSION).await?;
    browser::remember(&mut writing, &token::hash(&known), member.id, now, now + KNOWN).await?;
    let detail = json!({ "address": address, "agent": agent });
    let target = member.id.to_string();
    let deed = Deed { who: &member.email, what, target: &target, detail, request: &request.0 };
    audit::record(&mut writing, &deed, now).await?;
    writing.commit().await?;
    let secure = app.is_secure();
    Ok([cookie(&token, secure), named_cookie(BROWSER, &known, KNOWN, "/api/v1/session", secure)])
}

/// Signs out here.
#[utoipa::path(delete, path = "/api/v1/session", tag = "access", security(("session" = [])),
    responses((status = 204)))]
pub(crate) async fn sign_out(State(app): State<Shared>, who: Who) -> Result<impl IntoResponse, Problem> {
    let (member, id) = who.member()?;
    let mut writing = app.store.database.write().await?;
    session::end(&mut writing, member, id).await?;
    writing.commit().await?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, no_cookie())])))
}

/// Changes what a member may change of themselves. A new password signs them out everywhere else.
#[utoipa::path(put, path = "/api/v1/session/member", tag = "access", security(("session" = [])),
    request_body = MyChange, responses((status = 200, body = Me)))]
pub(crate) async fn change_me(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Body(asked): Body<MyChange>,
) -> Result<Json<Me>, Problem> {
    let (id, current) = who.member()?;
    let before = member::of(&mut app.store.database.read().await?, id).await?;
    let touches_access = asked.password.is_some() || asked.email.is_some();
    if touches_access && before.password.is_some() {
        let given = asked.current_password.clone().unwrap_or_default();
        let limited = app.limiter.take(&format!("member {}", before.email), SIGN_IN_BY_MEMBER, 1.0, now());
        limited.map_err(|seconds| Problem::from(Kind::TooMany).after(seconds))?;
        if !password::is(&app, given, before.password.clone()).await? {
            return Err(Kind::WrongSignIn.into());
        }
    }
    let changed: Vec<&str> = [
        asked.email.as_ref().map(|_| "email"),
        asked.name.as_ref().map(|_| "name"),
        asked.language.as_ref().map(|_| "language"),
        asked.password.as_ref().map(|_| "password"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let password = match asked.password.clone() {
        None => None,
        Some(password) => Some(password::hash(&app, password).await?),
    };
    let change = super::member::checked(asked.email, asked.name, asked.language)?;
    let change = member::Change { password: password.clone(), ..change };
    let mut writing = app.store.database.write().await?;
    let after = member::change(&mut writing, id, before.version, &change, now()).await?;
    if password.is_some() {
        session::end_others(&mut writing, id, Some(current)).await?;
    }
    let deed = Deed {
        who: &who.name,
        what: "member.change",
        target: &id.to_string(),
        detail: json!({ "changed": changed }),
        request: &request.0,
    };
    audit::record(&mut writing, &deed, now()).await?;
    writing.commit().await?;
    Ok(Json(me(&after)))
}

/// Where one is signed in.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "access", security(("session" = [])),
    responses((status = 200, body = Listed<Place>)))]
pub(crate) async fn list(State(app): State<Shared>, who: Who) -> Result<Json<Listed<Place>>, Problem> {
    let (member, current) = who.member()?;
    let found = session::list(&mut app.store.database.read().await?, member, now()).await?;
    let places = found.into_iter().map(|place| Place {
        id: place.id,
        agent: place.agent,
        address: place.address,
        created_at: place.created_at,
        seen_at: place.seen_at,
        current: place.id == current,
    });
    Ok(Json(Listed::all(places.collect())))
}

/// Signs out somewhere else.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", tag = "access", security(("session" = [])),
    params(("id" = i64, Path, description = "the session's number")), responses((status = 204)))]
pub(crate) async fn end(State(app): State<Shared>, who: Who, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    let (member, _) = who.member()?;
    let mut writing = app.store.database.write().await?;
    session::end(&mut writing, member, id).await?;
    writing.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who asks, as a deed of theirs is written down.
pub(crate) async fn record(
    writing: &mut Transaction,
    who: &Who,
    request: &RequestId,
    (what, target): (&str, &str),
    detail: serde_json::Value,
) -> Result<(), Problem> {
    let deed = Deed { who: &who.name, what, target, detail, request: &request.0 };
    Ok(audit::record(writing, &deed, now()).await?)
}

/// Writes an administrator's look down: who lets others in watches over nobody unwatched.
pub(crate) async fn looked(app: &Shared, who: &Who, request: &RequestId, what: (&str, &str)) -> Result<(), Problem> {
    if who.is_watched() {
        let mut writing = app.store.database.write().await?;
        record(&mut writing, who, request, what, json!({})).await?;
        writing.commit().await?;
    }
    Ok(())
}
