//! Who gets in where: told for every operation of the document, so that none can be forgotten.

use super::app::{App, KeyCache, Shared};
use super::guard::{Needs, PAGE_HEADER, Rules, operations};
use super::kept::Kept;
use super::{routes, token};
use crate::asked::{Asked, now};
use crate::cli::{Cli, Command};
use crate::setting::changes::Changes;
use crate::touch::intake::{self, Intake};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use clap::Parser;
use desk::access::{Role, Scope};
use desk::time::Span;
use http_body_util::BodyExt;
use serde_json::{Value as Json, json};
use std::path::Path;
use std::sync::Arc;
use store::access::{key, member, session};
use tempfile::TempDir;
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// A server on an empty store.
pub(crate) struct House {
    pub(crate) app: Shared,
    router: Router,
    _directory: Option<TempDir>,
}

impl House {
    pub(crate) async fn open() -> House {
        let directory = tempfile::tempdir().unwrap();
        let house = House::open_in(directory.path()).await;
        House { _directory: Some(directory), ..house }
    }

    /// A server on the store in this directory.
    pub(crate) async fn open_in(directory: &Path) -> House {
        let data = directory.display().to_string();
        let Cli { common, command } = Cli::parse_from(["waterline", "serve", "--data", &data]);
        assert!(matches!(command, Command::Serve(_)));
        House::open_as(Asked::new(common).unwrap()).await
    }

    /// A server with these settings.
    pub(crate) async fn open_as(asked: Asked) -> House {
        // A look that was under way when the last server stopped lets the store go when it ends.
        let began = std::time::Instant::now();
        let (_, store) = loop {
            match asked.open_or_make().await {
                Ok(opened) => break opened,
                Err(error) => assert!(began.elapsed().as_secs() < 60, "{error}"),
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        };
        let (asked, applied) = crate::setting::zone::settle(&asked, &store.database).await.unwrap();
        let app = Arc::new(App {
            intake: Intake::new(&asked).unwrap(),
            kept: Kept::open(&applied, &store.database).await.unwrap(),
            house: crate::text::house::House::open(&asked).unwrap(),
            endpoint: crate::text::endpoint::Endpoint::of(&asked).unwrap(),
            changes: Changes::new(asked, applied),
            store,
            address: "http://localhost".to_owned(),
            keys: KeyCache::default(),
            limiter: Default::default(),
            hashing: Semaphore::new(2),
            metrics: Default::default(),
            pictures: Default::default(),
            board: Default::default(),
            door: Default::default(),
            running: Default::default(),
            looked: Default::default(),
            segments: Default::default(),
            traffic: Default::default(),
            imports: Default::default(),
            work: Default::default(),
            unread: Default::default(),
            school: Default::default(),
            openid: None,
            traces: None,
            meter: None,
            proxies: Default::default(),
        });
        tokio::spawn(intake::keep(app.clone()));
        House { router: routes::router(&app), app, _directory: None }
    }

    /// A cookie of somebody with this role.
    pub(crate) async fn signed_in(&self, role: Role) -> String {
        let (token, mut writing) = (token::fresh("").unwrap(), self.app.store.database.write().await.unwrap());
        let email = format!("{role}@example.com");
        let found = member::by_email(&mut writing, &email).await.unwrap();
        let member = match found {
            Some(member) => member,
            None => member::add(&mut writing, &email, role.word(), role, now()).await.unwrap(),
        };
        let until = now() + Span(3_600_000_000);
        session::begin(&mut writing, &token::hash(&token), member.id, ("test", "::1"), now(), until).await.unwrap();
        writing.commit().await.unwrap();
        format!("{}={token}", super::guard::COOKIE)
    }

    /// A key with these scopes.
    pub(crate) async fn key(&self, scopes: &[Scope]) -> String {
        let (token, mut writing) = (token::fresh("wl_").unwrap(), self.app.store.database.write().await.unwrap());
        let new = key::New {
            token: token::hash(&token),
            name: "test",
            shown: "wl_",
            scopes,
            created_by: "test",
            expires_at: None,
        };
        key::add(&mut writing, &new, now()).await.unwrap();
        writing.commit().await.unwrap();
        format!("Bearer {token}")
    }

    /// The same for what is no JSON.
    pub(crate) async fn text(&self, request: Request<Body>) -> (StatusCode, axum::http::HeaderMap, String) {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (parts.status, parts.headers, String::from_utf8(bytes.to_vec()).unwrap())
    }

    /// The same for what goes on: its body, as it comes.
    pub(crate) async fn stream(&self, request: Request<Body>) -> (StatusCode, Body) {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        (parts.status, body)
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> (StatusCode, axum::http::HeaderMap, Json) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        if parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream") {
            return (parts.status, parts.headers, Json::Null);
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        (parts.status, parts.headers, serde_json::from_slice(&bytes).unwrap_or_default())
    }
}

pub(crate) fn run(story: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(story);
}

pub(crate) fn request(method: &Method, path: &str, with: &[(&str, &str)], body: &str) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if !body.is_empty() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    for (name, value) in with {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body.to_owned())).unwrap()
}

/// Every operation: method, pattern, an address that fits it, what it needs.
fn all() -> Vec<(Method, String, String, Option<Needs>)> {
    let document = routes::document();
    let rules = Rules::of(&document);
    let mut all = Vec::new();
    for (path, item) in &document.paths.paths {
        for (method, _) in operations(item) {
            let address: Vec<&str> =
                path.split('/').map(|part| if part.starts_with('{') { "0" } else { part }).collect();
            let needs = rules.get(&method, path).cloned();
            all.push((method, path.clone(), address.join("/"), needs));
        }
    }
    all
}

/// Whether the guard let a request through to its handler.
fn passed(status: StatusCode, told: &Json) -> bool {
    let kind = told["type"].as_str().unwrap_or_default();
    status != StatusCode::INTERNAL_SERVER_ERROR
        && !["/problems/not-signed-in", "/problems/not-allowed", "/problems/other-site"].contains(&kind)
}

#[test]
fn every_operation_says_what_it_needs() {
    let silent: Vec<_> = all().into_iter().filter(|(.., needs)| needs.is_none()).map(|(m, p, ..)| (m, p)).collect();
    assert!(silent.is_empty(), "these let nobody in: {silent:?}");
    let open: Vec<String> =
        all().into_iter().filter(|(.., n)| *n == Some(Needs::Nothing)).map(|(_, p, ..)| p).collect();
    // Whoever adds to this list says why: these are the ways in.
    let ways = ["", "/link", "/openid", "/openid/answer", "/ways"].map(|way| format!("/api/v1/session{way}"));
    assert_eq!(open, ways);
}

#[test]
fn nobody_passes_who_lacks_the_scope_and_everybody_who_has_it() {
    run(async {
        for (method, path, address, needs) in all() {
            let house = House::open().await;
            let needs = needs.unwrap();
            let page = (PAGE_HEADER, "page");
            let check = async |name: String, with: Vec<(&str, String)>, may: bool| {
                let with: Vec<(&str, &str)> = with.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let (status, _, told) = house.send(request(&method, &address, &with, "{}")).await;
                assert_eq!(passed(status, &told), may, "{method} {path} for {name}: {status} {told}");
            };
            let open = needs == Needs::Nothing;
            check("nobody".to_owned(), vec![], open).await;
            check("a made-up key".to_owned(), vec![("authorization", "Bearer wl_x".to_owned())], false).await;
            for role in Role::ALL {
                let cookie = house.signed_in(role).await;
                let may = match &needs {
                    Needs::Nothing | Needs::SignedIn => true,
                    Needs::Scope(scope) => role.scopes().contains(scope),
                };
                let with = vec![("cookie", cookie.clone()), (page.0, page.1.to_owned())];
                check(role.to_string(), with, may).await;
                if !method.is_safe() {
                    // Signing out ends the session; the next one is another.
                    let cookie = house.signed_in(role).await;
                    check(format!("{role} from another site"), vec![("cookie", cookie)], false).await;
                }
            }
            for scope in Scope::ALL {
                let key = house.key(&[scope]).await;
                let may = open || needs == Needs::Scope(scope);
                check(format!("a key for {scope}"), vec![("authorization", key)], may).await;
            }
        }
    });
}

#[test]
fn what_cannot_be_meant_is_refused_before_anything_is_done() {
    run(async {
        let house = House::open().await;
        let cookie = house.signed_in(Role::Admin).await;
        let check = async |method: Method, path: &str, body: Json, what: &str| {
            let with = [("cookie", cookie.as_str()), (PAGE_HEADER, "page")];
            let body = if body.is_null() { String::new() } else { body.to_string() };
            let (status, _, told) = house.send(request(&method, &format!("/api/v1{path}"), &with, &body)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {told}");
            assert!(told["detail"].as_str().unwrap().contains(what), "{path}: {told}");
        };
        let (key, scopes) = (|name: &str| json!({ "name": name, "scopes": ["look"] }), json!(["look"]));
        check(Method::POST, "/keys", key("desk\u{7}"), "control").await;
        check(Method::POST, "/keys", key("two\nlines"), "one line").await;
        check(Method::POST, "/keys", key(&"n".repeat(201)), "200").await;
        let expired = json!({ "name": "desk", "scopes": scopes, "expires_at": "2020-01-01T00:00:00Z" });
        check(Method::POST, "/keys", expired, "expired already").await;
        check(Method::POST, "/keys", json!({ "name": "desk", "scopes": [] }), "scope").await;
        let member = json!({ "email": "eve@example.com", "name": "E\u{0}ve", "role": "agent" });
        check(Method::POST, "/members", member, "U+0000").await;
        check(Method::GET, "/customers?after=garbage", Json::Null, "garbage").await;
        let (_, _, keys) = house.send(request(&Method::GET, "/api/v1/keys", &[("cookie", &cookie)], "")).await;
        assert_eq!(keys["items"], json!([]));
    });
}

#[test]
fn a_first_administrator_signs_in_by_link_chooses_a_password_and_comes_back_with_it() {
    run(async {
        let house = House::open().await;
        let database = &house.app.store.database;
        let link = crate::access::first_link(database, "http://localhost", false).await.unwrap().unwrap();
        let token = link.split_once('#').unwrap().1;
        let post =
            |path: &str, with: &[(&str, &str)], body: Json| request(&Method::POST, path, with, &body.to_string());
        let sent = house.send(post("/api/v1/session/link", &[], serde_json::json!({ "token": token }))).await;
        assert_eq!(sent.0, StatusCode::OK, "{}", sent.2);
        assert_eq!(sent.2["needs_password"], true);
        let cookie = sent.1[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        let again = house.send(post("/api/v1/session/link", &[], serde_json::json!({ "token": token }))).await;
        assert_eq!((again.0, &again.2["type"]), (StatusCode::UNAUTHORIZED, &Json::from("/problems/link-used")));
        let chosen = serde_json::json!({ "email": "ada@example.com", "name": "Ada", "password": "correct horse" });
        let with = [("cookie", cookie.as_str()), (PAGE_HEADER, "page")];
        let changed = house.send(request(&Method::PUT, "/api/v1/session/member", &with, &chosen.to_string())).await;
        assert_eq!(changed.0, StatusCode::OK, "{}", changed.2);
        let sign_in = |password: &str| serde_json::json!({ "email": "ADA@example.com", "password": password });
        let wrong = house.send(post("/api/v1/session", &[], sign_in("wrong horse"))).await;
        let nobody = serde_json::json!({ "email": "eve@example.com", "password": "wrong horse" });
        let nobody = house.send(post("/api/v1/session", &[], nobody)).await;
        // Nobody learns who is a member.
        assert_eq!((wrong.0, &wrong.2["type"]), (nobody.0, &nobody.2["type"]));
        assert_eq!(wrong.2["type"], "/problems/wrong-sign-in");
        assert_eq!(house.send(post("/api/v1/session", &[], sign_in("correct horse"))).await.0, StatusCode::OK);
        assert!(crate::access::first_link(database, "http://localhost", false).await.unwrap().is_none());
        // Guessing ends soon.
        let mut last = StatusCode::OK;
        for _ in 0..12 {
            last = house.send(post("/api/v1/session", &[], sign_in("wrong horse"))).await.0;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    });
}

#[test]
fn a_flood_is_sent_away_and_its_neighbours_are_not() {
    run(async {
        let house = House::open().await;
        let right = house.key(&[Scope::Look]).await;
        let ask = async |key: &str| {
            house.send(request(&Method::GET, "/api/v1/board", &[("authorization", key)], "")).await.0.as_u16()
        };
        let mut told = Vec::new();
        for wrong in 0..60 {
            told.push(ask(&format!("Bearer wl_{wrong}")).await);
        }
        assert_eq!((told[0], told[29], told[59]), (401, 401, 429));
        assert_eq!(ask(&right).await, 200, "a key that works, seen for the first time, from the same address");
        tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
        assert_eq!(ask(&house.key(&[Scope::Look]).await).await, 200, "one made meanwhile is known a second later");

        let link =
            crate::access::first_link(&house.app.store.database, "http://localhost", false).await.unwrap().unwrap();
        let post = async |path: &str, with: &[(&str, &str)], body: Json| {
            house.send(request(&Method::POST, path, with, &body.to_string())).await
        };
        let token = serde_json::json!({ "token": link.split_once('#').unwrap().1 });
        let (_, headers, _) = post("/api/v1/session/link", &[], token).await;
        let cookie = |name: &str| {
            let all = headers.get_all(header::SET_COOKIE).iter().map(|line| line.to_str().unwrap());
            let mut pairs = all.map(|line| line.split(';').next().unwrap());
            pairs.find(|pair| pair.starts_with(name)).unwrap().to_owned()
        };
        let (session, browser) = (cookie("waterline_session"), cookie("waterline_browser"));
        let chosen = serde_json::json!({ "password": "correct horse" }).to_string();
        let with = [("cookie", session.as_str()), (PAGE_HEADER, "page")];
        assert_eq!(house.send(request(&Method::PUT, "/api/v1/session/member", &with, &chosen)).await.0, StatusCode::OK);
        let sign_in = |password: &str| serde_json::json!({ "email": "admin@localhost", "password": password });
        for _ in 0..12 {
            post("/api/v1/session", &[], sign_in("wrong horse")).await;
        }
        let (status, headers, _) = post("/api/v1/session", &[], sign_in("correct horse")).await;
        assert!(status == StatusCode::TOO_MANY_REQUESTS && headers.contains_key(header::RETRY_AFTER), "{status}");
        let known = [("cookie", browser.as_str())];
        assert_eq!(
            post("/api/v1/session", &known, sign_in("correct horse")).await.0,
            StatusCode::OK,
            "her own browser"
        );
        let mut last = StatusCode::OK;
        for _ in 0..10 {
            last = post("/api/v1/session", &known, sign_in("wrong horse")).await.0;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS, "which is no way around the limit either");
    });
}

#[test]
fn two_who_change_a_member_at_once_are_told_and_the_audit_knows_who_did_what() {
    run(async {
        let house = House::open().await;
        let cookie = house.signed_in(Role::Admin).await;
        let with = [("cookie", cookie.as_str()), (PAGE_HEADER, "page")];
        let new = r#"{"email": "bob@example.com", "role": "agent"}"#;
        let (status, _, added) = house.send(request(&Method::POST, "/api/v1/members", &with, new)).await;
        assert_eq!(status, StatusCode::CREATED, "{added}");
        let path = format!("/api/v1/members/{}", added["member"]["id"]);
        let (_, headers, _) = house.send(request(&Method::GET, &path, &with, "")).await;
        let version = headers[header::ETAG].to_str().unwrap().to_owned();
        let change = async |with: &[(&str, &str)]| {
            house.send(request(&Method::PATCH, &path, with, r#"{"role": "owner"}"#)).await.0.as_u16()
        };
        let at = [with[0], with[1], ("if-match", version.as_str())];
        assert_eq!([change(&with).await, change(&at).await, change(&at).await], [428, 200, 412]);
        let (_, _, audit) = house.send(request(&Method::GET, "/api/v1/audit?what=member.", &with, "")).await;
        let told: Vec<_> =
            audit["items"].as_array().unwrap().iter().map(|one| [&one["who"], &one["what"], &one["name"]]).collect();
        let [ada, bob] = ["admin@example.com", "bob@example.com"].map(Json::from);
        let [change, add] = ["member.change", "member.add"].map(Json::from);
        assert_eq!(told, [[&ada, &change, &bob], [&ada, &add, &bob]]);
    });
}

#[test]
fn problems_are_told_in_the_language_of_who_asks_and_every_answer_is_guarded() {
    run(async {
        let house = House::open().await;
        let with = [("accept-language", "zh-TW, en;q=0.5")];
        let (status, headers, told) = house.send(request(&Method::GET, "/api/v1/keys", &with, "")).await;
        assert_eq!((status.as_u16(), told["title"].as_str()), (401, Some("尚未登入。")));
        assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
        assert!(headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'self'"));
        assert_eq!(headers["x-request-id"].to_str().unwrap(), told["request"].as_str().unwrap());
        let (status, _, told) = house.send(request(&Method::GET, "/api/v1/nothing", &[], "")).await;
        assert_eq!((status.as_u16(), told["type"].as_str()), (404, Some("/problems/not-found")));
        let (status, ..) = house.send(request(&Method::PUT, "/api/v1/keys", &[], "")).await;
        assert_eq!(status.as_u16(), 405);
    });
}

#[test]
fn what_no_database_keeps_and_no_member_has_is_refused_and_not_met_by_a_fault() {
    super::elsewhere::tests::servers(|house, _| async move {
        let admin = house.signed_in(Role::Admin).await;
        let bearer = house.key(&[Scope::Intake]).await;
        let ask = async |method: Method, path: &str, with: (&str, &str), body: Json| {
            let with = [with, (PAGE_HEADER, "page"), ("if-match", "\"0\"")];
            let body = if body.is_null() { String::new() } else { body.to_string() };
            house.send(request(&method, &format!("/api/v1{path}"), &with, &body)).await
        };
        let by_admin = ("cookie", admin.as_str());
        let nul = "a\0b";
        for (method, path, body, expected) in [
            (Method::GET, "/customers?search=a%00b", Json::Null, 422),
            (Method::GET, "/audit?who=%00", Json::Null, 422),
            (Method::GET, "/journeys/a%00b", Json::Null, 404),
            (Method::POST, "/keys", serde_json::json!({ "name": nul, "scopes": ["look"] }), 422),
            (Method::POST, "/keys", serde_json::json!({ "name": "\\u0000", "scopes": ["look"] }), 201),
            (Method::POST, "/members", serde_json::json!({ "email": "a\0@b.c", "role": "agent" }), 422),
            (Method::PUT, "/session/member", serde_json::json!({ "name": nul }), 422),
            (Method::PUT, "/settings/damage.currency", serde_json::json!({ "value": nul }), 422),
            (Method::POST, "/session", serde_json::json!({ "email": nul, "password": "x" }), 422),
            (Method::POST, "/session", serde_json::json!({ "email": "a".repeat(300), "password": "x" }), 401),
        ] {
            let (status, _, told) = ask(method.clone(), path, by_admin, body).await;
            assert_eq!(status.as_u16(), expected, "{method} {path}: {told}");
        }
        // What another system sends is taken, or refused with a reason.
        for field in ["id", "thread", "source", "action", "text", "segment", "owner"] {
            let mut touch = serde_json::json!({ "id": field, "thread": "t", "channel": "web", "action": "open",
                "identities": [{ "kind": "account", "value": nul }], "at": "2026-01-01T00:00:00Z" });
            touch[field] = nul.into();
            let (status, _, told) =
                ask(Method::POST, "/touches", ("authorization", &bearer), Json::Array(vec![touch])).await;
            assert!(!status.is_server_error(), "{field}: {status} {told}");
        }
    });
}

#[test]
fn a_page_is_answered_where_a_page_is_asked_for_and_never_in_place_of_a_file() {
    run(async {
        let house = House::open().await;
        let status = async |path: &str, accept: &str| {
            house.send(request(&Method::GET, path, &[("accept", accept)], "")).await.0.as_u16()
        };
        assert_eq!(status("/journeys/ticket.17", "text/html,*/*").await, 200);
        assert_eq!(status("/noise", "*/*").await, 200);
        assert_eq!(status("/assets/gone.js", "text/html").await, 404);
        assert_eq!(status("/gone.js", "*/*").await, 404);
        assert_eq!(status("/api/v1/none", "text/html").await, 404);
    });
}

#[test]
fn the_description_the_pages_client_was_made_from_is_that_of_the_code() {
    let place = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/openapi.json");
    let known = std::fs::read_to_string(&place).unwrap_or_default();
    assert!(known.trim() == routes::text().unwrap().trim(), "web/openapi.json is stale: run `make types`");
}
