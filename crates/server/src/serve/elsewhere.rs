//! What other servers and commands do to the same PostgreSQL: whatever this server keeps in memory follows within two
//! seconds. SQLite has one process, so there nothing is asked.

use super::app::Shared;
use crate::failure::Failure;
use crate::setting::changes::in_force;
use std::time::Duration;
use store::news::{News, news};
use store::setting;

/// How often the store is asked.
const PACE: Duration = Duration::from_secs(1);

/// Follows what happens elsewhere, until the program ends.
pub(crate) async fn keep(app: Shared) {
    if !app.store.database.is_shared() {
        return;
    }
    let mut known = None;
    loop {
        match look(&app, known).await {
            Ok(now) => known = Some(now),
            // The next look sees what this one could not.
            Err(error) => tracing::warn!(%error, "what other servers changed cannot be seen"),
        }
        tokio::time::sleep(PACE).await;
    }
}

/// Looks how things stand and does what follows from what is new; returns what was done with.
async fn look(app: &Shared, known: Option<News>) -> Result<News, Failure> {
    let now = news(&mut app.store.database.read().await?).await?;
    if app.house.follow()? {
        app.unread.notify_one();
    }
    if known == Some(now) {
        return Ok(now);
    }
    if known.is_none_or(|known| known.settings != now.settings) {
        let changed = setting::list(&mut app.store.database.read().await?).await?;
        let applied = in_force(app.changes.start(), &changed);
        if applied.origins() != app.asked().origins() {
            app.hold(applied)?;
        }
    }
    if let Some(known) = known {
        if known.erasures != now.erasures {
            app.forget_figures()?;
        }
        if known.erasures != now.erasures || known.log != now.log {
            app.pictures.grown();
            app.unread.notify_one();
        }
        app.board.refresh();
    }
    Ok(now)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::picture;
    use super::super::tests::{House, request, run};
    use super::*;
    use crate::asked::Asked;
    use crate::cli::Cli;
    use crate::source::traffic;
    use crate::text::job::{self, Read};
    use axum::http::Method;
    use clap::Parser;
    use desk::access::{Role, Scope};
    use language::cause::shipped;
    use serde_json::{Value as Json, json};
    use std::sync::Arc;
    use std::time::Instant;
    use tempfile::TempDir;

    /// Two servers on one PostgreSQL; the second one listens.
    async fn two() -> (House, House, TempDir) {
        two_with(&[], &[]).await
    }

    /// The same, each with flags of its own.
    async fn two_with(first: &[&str], second: &[&str]) -> (House, House, TempDir) {
        let directory = tempfile::tempdir().unwrap();
        let (data, url) = (directory.path().display().to_string(), store::testing::postgres_url());
        let open = async |flags: &[&str]| {
            let cli = Cli::parse_from([&["waterline", "serve", "--data", &data, "--database", &url], flags].concat());
            House::open_as(Asked::new(cli.common).unwrap()).await
        };
        let (one, other) = (open(first).await, open(second).await);
        tokio::spawn(keep(other.app.clone()));
        (one, other, directory)
    }

    /// Tells a story of two servers on one PostgreSQL, and of one on SQLite in both places.
    pub(in super::super) fn servers<Told: Future<Output = ()>>(story: impl Fn(Arc<House>, Arc<House>) -> Told) {
        run(async {
            eprintln!("on SQLite:");
            let one = Arc::new(House::open().await);
            story(one.clone(), one).await;
            eprintln!("on PostgreSQL:");
            let (one, other, _directory) = two().await;
            story(Arc::new(one), Arc::new(other)).await;
        });
    }

    async fn ask(house: &House, method: Method, path: &str, with: &[(&str, &str)], body: &Json) -> (u16, Json) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let (status, _, told) =
            house.send(request(&method, path, &[with, &[("x-waterline", "page")]].concat(), &body)).await;
        (status.as_u16(), told)
    }

    async fn until(what: &str, mut so: impl FnMut() -> bool) {
        let began = Instant::now();
        while !so() {
            assert!(began.elapsed().as_secs() < 60, "never: {what}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    #[test]
    fn a_setting_changed_on_one_server_holds_on_the_other_also_after_connections_broke() {
        run(async {
            let (one, other, _directory) = two().await;
            let cookie = one.signed_in(Role::Admin).await;
            for (version, days) in [("\"0\"", 14), ("\"1\"", 30)] {
                let with = [("cookie", cookie.as_str()), ("if-match", version)];
                let path = "/api/v1/settings/signals.repeat_days";
                assert_eq!(ask(&one, Method::PUT, path, &with, &json!({ "value": days })).await.0, 204);
                until("the setting", || other.app.asked().settings.signals.repeat_days == days).await;
                let (_, shown) = ask(&other, Method::GET, "/api/v1/settings", &with[..1], &Json::Null).await;
                let shown = shown["items"].as_array().unwrap().iter().find(|one| one["key"] == "signals.repeat_days");
                assert_eq!(shown.unwrap()["value"], days);
                let mut breaking = one.app.store.database.write().await.unwrap();
                let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                           WHERE pid <> pg_backend_pid() AND datname = current_database()";
                breaking.execute(sql, []).await.unwrap();
                breaking.commit().await.unwrap();
            }
        });
    }

    #[test]
    fn what_is_taken_back_on_one_server_works_on_none_at_once() {
        run(async {
            let (one, other, _directory) = two().await;
            let (admin, cookie) = (one.signed_in(Role::Admin).await, one.signed_in(Role::Owner).await);
            let admin = [("cookie", admin.as_str()), ("if-match", "\"1\"")];
            let (key, nothing) = (one.key(&[Scope::Look]).await, Json::Null);
            let (by_key, by_cookie) = ([("authorization", key.as_str())], [("cookie", cookie.as_str())]);
            let board = "/api/v1/board";
            for with in [&by_key, &by_cookie] {
                assert_eq!(ask(&other, Method::GET, board, with, &nothing).await.0, 200);
            }
            let (_, keys) = ask(&one, Method::GET, "/api/v1/keys", &admin, &nothing).await;
            let path = format!("/api/v1/keys/{}", keys["items"][0]["id"]);
            assert_eq!(ask(&one, Method::DELETE, &path, &admin, &nothing).await.0, 204);
            assert_eq!(ask(&other, Method::GET, board, &by_key, &nothing).await.0, 401);
            let (_, members) = ask(&one, Method::GET, "/api/v1/members", &admin, &nothing).await;
            let found = members["items"].as_array().unwrap().iter().find(|one| one["role"] == "owner").unwrap();
            let path = format!("/api/v1/members/{}", found["id"]);
            assert_eq!(ask(&other, Method::GET, "/api/v1/keys", &by_cookie, &nothing).await.0, 403);
            let (status, told) = ask(&one, Method::PATCH, &path, &admin, &json!({ "role": "admin" })).await;
            assert_eq!(status, 200, "{told}");
            assert_eq!(ask(&other, Method::GET, "/api/v1/keys", &by_cookie, &nothing).await.0, 200);
            assert_eq!(ask(&one, Method::DELETE, "/api/v1/session", &by_cookie, &nothing).await.0, 204);
            assert_eq!(ask(&other, Method::GET, board, &by_cookie, &nothing).await.0, 401);
        });
    }

    #[test]
    fn touches_an_erasure_and_a_model_of_one_server_show_on_the_other() {
        run(async {
            let (one, other, _directory) = two().await;
            tokio::spawn(picture::keep(other.app.clone()));
            tokio::spawn(traffic::keep(one.app.clone()));
            let touches = || other.app.pictures.newest().map(|picture| picture.report.graph.touches);
            until("a first picture", || touches() == Some(0)).await;
            let key = one.key(&[Scope::Intake, Scope::Customers, Scope::Decide]).await;
            let with = [("authorization", key.as_str())];
            let touch = json!([{ "id": "1", "thread": "t", "channel": "web", "action": "open",
                "identities": [{ "kind": "email", "value": "ada@example.com" }], "at": "2026-01-01T00:00:00Z" }]);
            assert_eq!(ask(&one, Method::POST, "/api/v1/touches", &with, &touch).await.0, 200);
            until("the touch", || touches() == Some(1)).await;
            let (_, found) = ask(&one, Method::GET, "/api/v1/customers?limit=1", &with, &Json::Null).await;
            let path = format!("/api/v1/customers/{}/erase", found["items"][0]["id"].as_str().unwrap());
            assert_eq!(ask(&one, Method::POST, &path, &with, &json!({})).await.0, 202);
            crate::customer::run_jobs(&one.app.store.database, &one.app.store.log).await.unwrap();
            until("the erasure", || touches() == Some(0)).await;
            assert!(!other.app.house.kept().is_own());
            one.app.house.take(shipped().clone()).unwrap();
            until("the model", || other.app.house.kept().is_own()).await;
            one.app.house.go_back().unwrap();
            until("the model before", || !other.app.house.kept().is_own()).await;
        });
    }

    #[test]
    fn servers_that_were_told_two_zones_read_texts_by_one() {
        run(async {
            let (one, other, _directory) =
                two_with(&["--time-zone", "Asia/Shanghai"], &["--time-zone", "Europe/Berlin"]).await;
            tokio::spawn(keep(one.app.clone()));
            let zone = |house: &House| house.app.asked().settings.reading.time_zone.clone();
            assert_eq!(zone(&other), "Europe/Berlin");
            until("the zone of the last start", || zone(&one) == "Europe/Berlin").await;
            let read = async |house: &House| {
                let (asked, kept) = (house.app.asked(), house.app.house.kept());
                job::some(&asked, &house.app.store, &kept, crate::asked::now()).await.unwrap()
            };
            let key = one.key(&[Scope::Intake]).await;
            let touch = json!([{ "id": "1", "thread": "t", "channel": "chat", "action": "say", "actor": "agent",
                "text": "We will call you back tomorrow by 5 pm.", "at": "2026-01-01T00:00:00Z" }]);
            let with = [("authorization", key.as_str())];
            assert_eq!(ask(&one, Method::POST, "/api/v1/touches", &with, &touch).await.0, 200);
            // It is read once, and judged once: neither finds that the other read it otherwise.
            for _ in 0..2 {
                assert_ne!(read(&one).await, Read::Nothing);
                for house in [&other, &one, &other] {
                    while read(house).await != Read::Nothing {}
                    assert_eq!(read(house).await, Read::Nothing);
                }
                // The page may change it whatever servers were started with, and then both read anew, once.
                let cookie = one.signed_in(Role::Admin).await;
                let (path, with) = ("/api/v1/settings/reading.time_zone", [("cookie", cookie.as_str())]);
                let (_, all) = ask(&one, Method::GET, "/api/v1/settings", &with, &Json::Null).await;
                let version = all["items"].as_array().unwrap().iter().find(|one| one["key"] == "reading.time_zone");
                let version = format!("\"{}\"", version.unwrap()["version"]);
                let with = [with[0], ("if-match", version.as_str())];
                let next = if zone(&one) == "UTC" { "Asia/Tokyo" } else { "UTC" };
                assert_eq!(ask(&one, Method::PUT, path, &with, &json!({ "value": next })).await.0, 204);
                until("the zone of the page", || zone(&other) == next && zone(&one) == next).await;
            }
        });
    }
}
