//! All addresses, and what happens to every request on its way in and out.

use super::app::Shared;
use super::guard::{RequestId, Rules, guard};
use super::problem::{Kind, Problem, language};
use super::trace::Followed;
use super::{kept, live, pages};
use crate::asked::now;
use crate::failure::Failure;
use crate::{
    access, audit, customer, iceberg, import, journey, noise, overview, planks, point, promise, segment, setting,
    source, text, touch,
};
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi as _;
use utoipa::openapi::schema::{OneOf, Schema};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, ResponseBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What the document says of itself.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Waterline",
        description = "Hears, serves, mends and proves customer experience from one log of touches. \
                       Problems are answered as RFC 9457; lists are read on with `after`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(super::problem::Details))
)]
struct Described;

/// The addresses of the interface, with what each takes, answers and needs.
fn described() -> OpenApiRouter<Shared> {
    OpenApiRouter::with_openapi(Described::openapi())
        .routes(routes!(access::session::show, access::session::sign_in, access::session::sign_out))
        .routes(routes!(access::session::use_link))
        .routes(routes!(access::openid::http::ways))
        .routes(routes!(access::openid::http::begin))
        .routes(routes!(access::openid::http::answer))
        .routes(routes!(access::session::change_me))
        .routes(routes!(access::session::list))
        .routes(routes!(access::session::end))
        .routes(routes!(access::member::list, access::member::add))
        .routes(routes!(access::member::show, access::member::change))
        .routes(routes!(access::member::link))
        .routes(routes!(access::key::list, access::key::add))
        .routes(routes!(access::key::revoke))
        .routes(routes!(audit::list))
        .routes(routes!(overview::overview))
        .routes(routes!(noise::http::board))
        .routes(routes!(noise::sheet::rows))
        .routes(routes!(noise::live::figures))
        .routes(routes!(noise::http::one))
        .routes(routes!(noise::behind::journeys))
        .routes(routes!(noise::behind::sheet))
        .routes(routes!(noise::http::dead_ends))
        .routes(routes!(iceberg::http::iceberg))
        .routes(routes!(planks::http::planks))
        .routes(routes!(point::http::list))
        .routes(routes!(point::http::follow))
        .routes(routes!(point::http::assign))
        .routes(routes!(point::http::change))
        .routes(routes!(point::http::comment))
        .routes(routes!(point::http::judge))
        .routes(routes!(point::http::proofs))
        .routes(routes!(point::trend::trend))
        .routes(routes!(journey::http::graph))
        .routes(routes!(journey::http::list))
        .routes(routes!(journey::http::ways))
        .routes(routes!(journey::http::one))
        .routes(routes!(customer::http::list))
        .routes(routes!(customer::http::one))
        .routes(routes!(customer::http::join))
        .routes(routes!(customer::http::split))
        .routes(routes!(customer::http::undo))
        .routes(routes!(customer::http::erase))
        .routes(routes!(import::http::list, import::http::send))
        .routes(routes!(import::http::one, import::http::forget))
        .routes(routes!(import::http::preview))
        .routes(routes!(import::http::start))
        .routes(routes!(import::http::rejected))
        .routes(routes!(setting::list))
        .routes(routes!(setting::set, setting::reset))
        .routes(routes!(source::list))
        .routes(routes!(segment::http::list))
        .routes(routes!(text::http::answers))
        .routes(routes!(text::shown::of_journey))
        .routes(routes!(text::shown::of_customer))
        .routes(routes!(text::voice::voice))
        .routes(routes!(text::voice::sentences))
        .routes(routes!(text::voice::behind))
        .routes(routes!(text::labels::list, text::labels::add))
        .routes(routes!(text::labels::undo))
        .routes(routes!(text::learn::show, text::learn::begin, text::learn::go_back))
        .routes(routes!(promise::http::summary))
        .routes(routes!(promise::http::list))
        .routes(routes!(live::live))
        .routes(routes!(live::board))
        .routes(routes!(touch::send::send))
        .routes(routes!(touch::send::call))
}

/// The document, as it is served and as clients are made from it.
pub(crate) fn document() -> OpenApi {
    let (_, mut document) = described().split_for_parts();
    complete(&mut document);
    document
}

/// The document as text.
pub(crate) fn text() -> Result<String, Failure> {
    document().to_pretty_json().map_err(|error| Failure::Other(error.to_string()))
}

/// Adds what holds for every operation: that pages come in with a session where others need a key, and how problems
/// are told.
fn complete(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    let session = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(super::guard::COOKIE)));
    components.add_security_scheme("session", session);
    components.add_security_scheme("key", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    open_parts(&mut components.schemas);
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Details"))).build();
    let told = ResponseBuilder::new().description("a problem, told as RFC 9457");
    let told = told.content("application/problem+json", problem).build();
    for (path, item) in &mut document.paths.paths {
        let place = path.trim_start_matches("/api/v1").replace(['{', '}'], "").replace('/', "_");
        let methods = ["get", "post", "put", "patch", "delete"];
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for (method, operation) in methods.into_iter().zip(operations) {
            let Some(operation) = operation else { continue };
            // The name of a function is one only inside its module.
            operation.operation_id = Some(format!("{method}{place}"));
            let scopes = operation.security.as_ref().map(|all| serde_json::to_value(all).unwrap_or_default());
            let scopes = scopes.and_then(|all| serde_json::from_value::<Vec<String>>(all[0]["key"].clone()).ok());
            if let (Some(scopes), Some(security)) = (scopes, operation.security.as_mut())
                && scopes.iter().all(|scope| scope != "intake")
            {
                security.push(SecurityRequirement::new("session", scopes));
            }
            operation.responses.responses.insert("default".to_owned(), told.clone().into());
        }
    }
}

/// What may be missing as a whole from the middle of an answer is described as parts each of which may be missing: the
/// description would otherwise say that the whole answer may be null.
fn open_parts(schemas: &mut BTreeMap<String, RefOr<Schema>>) {
    let known = schemas.clone();
    let optional = |item: &RefOr<Schema>| {
        let RefOr::T(Schema::OneOf(OneOf { items, .. })) = item else { return None };
        let part = items.iter().find_map(|item| match item {
            RefOr::Ref(part) => known.get(part.ref_location.rsplit('/').next()?),
            RefOr::T(_) => None,
        });
        let Some(RefOr::T(Schema::Object(part))) = part else { return None };
        let mut part = part.clone();
        part.required.clear();
        Some(RefOr::T(Schema::Object(part)))
    };
    for schema in schemas.values_mut() {
        if let RefOr::T(Schema::AllOf(all)) = schema {
            for item in &mut all.items {
                *item = optional(item).unwrap_or_else(|| item.clone());
            }
        }
    }
}

/// Everything the server answers.
pub(crate) fn router(app: &Shared) -> Router {
    let (described, mut document) = described().split_for_parts();
    complete(&mut document);
    let rules = Arc::new(Rules::of(&document));
    let text: Arc<str> = document.to_json().unwrap_or_default().into();
    let guarded = described
        .method_not_allowed_fallback(async || Problem::from(Kind::WrongMethod))
        .route_layer(from_fn_with_state((app.clone(), Arc::new(kept::paths(&document))), kept::answer))
        .route_layer(from_fn_with_state((app.clone(), rules), guard));
    Router::new()
        .merge(guarded)
        .route("/openapi.json", get(async move || ([(header::CONTENT_TYPE, "application/json")], text.to_string())))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .fallback(pages::page)
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(app.clone(), attend))
        .with_state(app.clone())
}

/// Whether the store answers.
async fn ready(State(app): State<Shared>) -> Result<&'static str, Problem> {
    let mut reading = app.store.database.read().await?;
    reading.fetch_one::<(i64,)>("SELECT count(*) FROM manifest", []).await?;
    Ok("ready\n")
}

async fn metrics(State(app): State<Shared>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], app.metrics.text())
}

/// Headers of every answer. The policy allows nothing that is not ours: no inline script, no foreign frame.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// Names the request, answers problems in the language of who asked, counts and logs.
async fn attend(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let (began, id) = (Instant::now(), request_id(&request));
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let api = request.uri().path().starts_with("/api/") || request.uri().path().starts_with("/v1/");
    let language = language(request.headers().get(header::ACCEPT_LANGUAGE));
    let sender = app.proxies.sender(request.extensions(), request.headers());
    request.extensions_mut().insert(sender);
    request.extensions_mut().insert(RequestId(id.clone()));
    let path = path.unwrap_or_else(|| "page".to_owned());
    let followed = Followed::begin(app.traces.as_ref(), &method, &path, request.headers(), &id);
    let mut response = followed.during(next.run(request)).await;
    if let Some(problem) = response.extensions().get::<Problem>().cloned() {
        let cookie = response.headers_mut().remove(header::SET_COOKIE);
        response = problem.say(language.texts(), &id);
        response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if app.is_secure() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    headers.insert("x-request-id", HeaderValue::from_str(&id).unwrap_or(HeaderValue::from_static("")));
    let (status, took) = (response.status(), began.elapsed());
    followed.end(status);
    app.metrics.answered(method.as_str(), &path, status.as_u16(), took);
    let took = took.as_micros() as u64;
    // Who is asked to come again (503) has met no fault of ours.
    if status.is_server_error() && status != StatusCode::SERVICE_UNAVAILABLE {
        tracing::error!(request = %id, %method, path, status = status.as_u16(), took_us = took, "answered");
    } else {
        tracing::debug!(request = %id, %method, path, status = status.as_u16(), took_us = took, "answered");
    }
    response
}

/// The name of a request: its sender's, where it is one that may stand in a log, or one of ours.
fn request_id(request: &Request) -> Arc<str> {
    let given = request.headers().get("x-request-id").and_then(|id| id.to_str().ok());
    let fine = |id: &&str| (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    match given.filter(fine) {
        Some(id) => id.into(),
        None => {
            let mut bytes = [0; 8];
            // Without random numbers the time must do: the name only has to be found again.
            if getrandom::fill(&mut bytes).is_err() {
                bytes = now().0.to_be_bytes();
            }
            format!("req-{:016x}", u64::from_be_bytes(bytes)).into()
        }
    }
}
