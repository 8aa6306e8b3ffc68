//! Who asks, and whether they may. What an operation needs stands in its OpenAPI description and nowhere else: what is
//! documented is what is enforced, and an operation that says nothing lets nobody in.

use super::app::Shared;
use super::limit::WRONG_KEYS;
use super::problem::{Kind, Problem};
use super::sender::Sender;
use super::token;
use crate::asked::now;
use crate::locale::Language;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use desk::access::{Role, Scope};
use desk::time::Span;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::access::{key, member, session};
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi, PathItem};

/// The cookie that holds the token of a session.
pub(crate) const COOKIE: &str = "waterline_session";
/// How long a member stays signed in without coming back.
pub(crate) const SESSION: Span = Span(14 * 86_400_000_000);
/// How old a token gets.
const ROTATE_AFTER: Span = Span(3_600_000_000);
/// How exactly it is known when somebody was last here.
const SEEN_TO: Span = Span(60_000_000);
/// The header that only our own pages send: another site's page cannot.
pub(crate) const PAGE_HEADER: &str = "x-waterline";

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    /// The member's address or the key's name; what the audit calls them.
    pub(crate) name: String,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) by: By,
}

/// How they came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// Signed in on a page.
    Session { id: i64, member: i64, role: Role },
    /// With a key.
    Key(i64),
    /// From a shell on this machine, as the account that runs the server.
    Shell,
}

/// The request, by the name it has in the log.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) Arc<str>);

/// What an operation needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing: anybody may.
    Nothing,
    /// To be signed in.
    SignedIn,
    /// A session or a key with this scope.
    Scope(Scope),
}

/// What every operation needs, by method and path.
#[derive(Debug, Default)]
pub(crate) struct Rules(BTreeMap<(String, String), Needs>);

impl Rules {
    /// The rules as a document tells them.
    pub(crate) fn of(document: &OpenApi) -> Rules {
        let mut rules = BTreeMap::new();
        for (path, item) in &document.paths.paths {
            for (method, operation) in operations(item) {
                if let Some(needs) = needs(operation) {
                    rules.insert((method.to_string(), path.clone()), needs);
                }
            }
        }
        Rules(rules)
    }

    pub(crate) fn get(&self, method: &Method, path: &str) -> Option<&Needs> {
        // A HEAD is answered as a GET without its body.
        let method = if method == Method::HEAD { &Method::GET } else { method };
        self.0.get(&(method.to_string(), path.to_owned()))
    }
}

/// The operations of a path.
pub(crate) fn operations(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    let all = [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

/// What an operation says it needs: `security(())`, `security(("session" = []))` or `security(("key" = ["look"]))`.
fn needs(operation: &Operation) -> Option<Needs> {
    let said = serde_json::to_value(operation.security.as_ref()?).ok()?;
    let first = said.as_array()?.first()?.as_object()?;
    match first.iter().next() {
        None => Some(Needs::Nothing),
        Some((scheme, _)) if scheme == "session" => Some(Needs::SignedIn),
        Some((_, scopes)) => Some(Needs::Scope(scopes.as_array()?.first()?.as_str()?.parse().ok()?)),
    }
}

/// Lets a request pass that may pass, and tells the handler who asks.
pub(crate) async fn guard(
    State((app, rules)): State<(Shared, Arc<Rules>)>,
    path: MatchedPath,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let needs = rules.get(request.method(), path.as_str()).ok_or(Kind::WrongMethod)?.clone();
    let mut rotated = None;
    if request.extensions().get::<Who>().is_none()
        && let Some((who, token)) = identify(&app, Sender::of(request.extensions()), request.headers().clone()).await?
    {
        rotated = token;
        request.extensions_mut().insert(who);
    }
    allow(&needs, &request)?;
    let mut response = next.run(request).await;
    if let Some(token) = rotated
        && !response.headers().contains_key(header::SET_COOKIE)
    {
        response.headers_mut().insert(header::SET_COOKIE, cookie(&token, app.is_secure()));
    }
    Ok(response)
}

fn allow(needs: &Needs, request: &Request) -> Result<(), Problem> {
    let who = request.extensions().get::<Who>();
    if let Some(Who { by: By::Session { .. }, .. }) = who
        && !request.method().is_safe()
        && !request.headers().contains_key(PAGE_HEADER)
    {
        return Err(Kind::OtherSite.into());
    }
    match (needs, who) {
        (Needs::Nothing, _) | (Needs::SignedIn, Some(Who { by: By::Session { .. }, .. })) => Ok(()),
        (Needs::SignedIn, Some(_)) => Err(Kind::NotAllowed.into()),
        (Needs::Scope(scope), Some(who)) if who.scopes.contains(scope) => Ok(()),
        (Needs::Scope(scope), Some(who)) => {
            let has: Vec<&str> = who.scopes.iter().map(|scope| scope.word()).collect();
            Err(Problem::new(Kind::NotAllowed, format!("{scope} ∉ {{{}}}", has.join(", "))))
        }
        (_, None) => Err(Kind::NotSignedIn.into()),
    }
}

/// Who sent a request, and the new token of their session where it was time for one. Nobody, where nothing came with
/// it; a key that does not work is an error, so that its owner learns of it.
async fn identify(app: &Shared, sender: Sender, headers: HeaderMap) -> Result<Option<(Who, Option<String>)>, Problem> {
    if let Some(key) = key_of(&headers) {
        return Ok(Some((by_key(app, sender, &key).await?, None)));
    }
    match cookie_of(&headers, COOKIE) {
        Some(token) => by_session(app, token).await,
        None => Ok(None),
    }
}

/// The key that came with a request: `Authorization: Bearer`, `X-Api-Key`, or the user's name of `Authorization: Basic`,
/// as analytics clients send it.
fn key_of(headers: &HeaderMap) -> Option<String> {
    if let Some(key) = headers.get("x-api-key") {
        return Some(key.to_str().ok()?.trim().to_owned());
    }
    let (scheme, rest) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
    Some(decoded.split(':').next()?.to_owned())
}

/// Whose key it is. Whoever floods us with keys that are none is soon sent away without a look into the store; the right
/// keys of others behind the same address still work.
async fn by_key(app: &Shared, sender: Sender, token: &str) -> Result<Who, Problem> {
    let (hash, now, wrong) = (token::hash(token), now(), format!("wrong keys {}", sender.network()));
    let taken_back = app.keys.taken_back(&app.store.database).await?;
    let key = match app.keys.get(&hash, taken_back, now) {
        Some(key) => key,
        None => {
            if let Some(seconds) = app.limiter.waits(&wrong, WRONG_KEYS, now)
                && !app.keys.is_one(&app.store.database, &hash, now).await?
            {
                return Err(Problem::from(Kind::TooMany).after(seconds));
            }
            let found = key::find(&mut app.store.database.read().await?, &hash, now).await?;
            let Some(key) = found else {
                // Whoever cannot pay for it is told so next time.
                let _ = app.limiter.take(&wrong, WRONG_KEYS, 1.0, now);
                return Err(Kind::NotSignedIn.into());
            };
            if key.used_at.is_none_or(|used| now - used > SEEN_TO) {
                let mut writing = app.store.database.write().await?;
                key::used(&mut writing, key.id, now).await?;
                writing.commit().await?;
            }
            app.keys.put(hash, taken_back, key.clone(), now);
            key
        }
    };
    Ok(Who { name: format!("key {}", key.name), scopes: key.scopes, by: By::Key(key.id) })
}

/// What stands in a cookie.
pub(crate) fn cookie_of<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == wanted).map(|(_, value)| value)
}

async fn by_session(app: &Shared, token: &str) -> Result<Option<(Who, Option<String>)>, Problem> {
    let (hash, now) = (token::hash(token), now());
    let mut reading = app.store.database.read().await?;
    let Some((found, newest)) = session::find(&mut reading, &hash, now).await? else { return Ok(None) };
    let member = member::of(&mut reading, found.member).await?;
    drop(reading);
    if member.disabled_at.is_some() {
        return Ok(None);
    }
    let mut rotated = None;
    let (old, unseen) = (now - found.rotated_at > ROTATE_AFTER, now - found.seen_at > SEEN_TO);
    if unseen || (newest && old) {
        let mut writing = app.store.database.write().await?;
        session::seen(&mut writing, found.id, now, now + SESSION).await?;
        if newest && old {
            let new = token::fresh("")?;
            rotated = session::rotate(&mut writing, &hash, &token::hash(&new), now).await?.then_some(new);
        }
        writing.commit().await?;
    }
    let by = By::Session { id: found.id, member: member.id, role: member.role };
    Ok(Some((Who { name: member.email, scopes: member.role.scopes().to_vec(), by }, rotated)))
}

/// The cookie of a session.
pub(crate) fn cookie(token: &str, secure: bool) -> HeaderValue {
    named_cookie(COOKIE, token, SESSION, "/", secure)
}

/// A cookie that no script sees and that comes along only with requests from our pages, and when somebody follows a link.
pub(crate) fn named_cookie(name: &str, value: &str, age: Span, path: &str, secure: bool) -> HeaderValue {
    let (age, secure) = (age.0 / 1_000_000, if secure { "; Secure" } else { "" });
    let text = format!("{name}={value}; Path={path}; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The cookie that takes the session's away.
pub(crate) fn no_cookie() -> HeaderValue {
    HeaderValue::from_static("waterline_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
}

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Who, Problem> {
        parts.extensions.get().cloned().ok_or_else(|| Kind::NotSignedIn.into())
    }
}

impl<S: Sync> FromRequestParts<S> for RequestId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<RequestId, Problem> {
        parts.extensions.get().cloned().ok_or_else(|| Kind::Failed.into())
    }
}

/// The language to answer in.
impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Language, Problem> {
        Ok(super::problem::language(parts.headers.get(header::ACCEPT_LANGUAGE)))
    }
}

impl Who {
    /// Which member is signed in.
    pub(crate) fn member(&self) -> Result<(i64, i64), Problem> {
        match self.by {
            By::Session { id, member, .. } => Ok((member, id)),
            By::Key(_) | By::Shell => Err(Kind::NotSignedIn.into()),
        }
    }

    /// Whether their looks at customers are written down.
    pub(crate) fn is_watched(&self) -> bool {
        matches!(self.by, By::Session { role: Role::Admin, .. } | By::Shell)
    }
}
