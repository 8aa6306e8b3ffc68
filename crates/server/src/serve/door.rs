//! Who holds a stream open is looked up again and again: it ends when they may no longer come in as they did. That is so on
//! every server that shares the store, whoever took the key back or signed somebody out, and wherever.

use super::app::Shared;
use super::guard::{By, Who};
use crate::asked::now;
use std::time::{Duration, Instant};
use store::access::admitted::{Admitted, admitted};
use tokio::sync::watch;

/// How often the store is asked, while there are streams.
const PACE: Duration = Duration::from_secs(1);

/// Whoever may be here.
#[derive(Debug)]
pub(crate) struct Door(watch::Sender<Look>);

/// Who was admitted, and when it was begun to look.
#[derive(Debug)]
struct Look {
    began: Instant,
    found: Admitted,
}

impl Default for Door {
    fn default() -> Door {
        Door(watch::Sender::new(Look { began: Instant::now(), found: Admitted::default() }))
    }
}

impl Door {
    /// Ends when whoever just came in may no longer come in as they did.
    pub(crate) fn shut_for(&self, who: &Who) -> impl Future<Output = ()> + Send + use<> {
        let (came, by, mut looks) = (Instant::now(), who.by.clone(), self.0.subscribe());
        async move {
            // A look that was begun before they came may not have seen them. Without a door there is nobody to let in.
            let _ = looks.wait_for(|look| look.began >= came && !admits(&look.found, &by)).await;
        }
    }
}

/// Whether somebody may still come in as they did: another role is another way.
fn admits(found: &Admitted, by: &By) -> bool {
    match by {
        By::Session { id, role, .. } => found.sessions.get(id) == Some(role),
        By::Key(id) => found.keys.contains(id),
        By::Shell => true,
    }
}

/// Looks until the program ends.
pub(crate) async fn keep(app: Shared) {
    loop {
        tokio::time::sleep(PACE).await;
        if app.door.0.receiver_count() == 0 {
            continue;
        }
        let began = Instant::now();
        let look = async { admitted(&mut app.store.database.read().await?, now()).await };
        // Whoever cannot be looked up is not let in anew either; pages come back by themselves.
        let found = look.await.unwrap_or_else(|error: store::Error| {
            tracing::warn!(%error, "nobody can be looked up, so that streams end");
            Admitted::default()
        });
        app.door.0.send_replace(Look { began, found });
    }
}

#[cfg(test)]
mod tests {
    use super::super::elsewhere::tests::servers;
    use super::super::tests::{House, request};
    use super::*;
    use axum::body::Body;
    use axum::http::Method;
    use desk::access::{Role, Scope};
    use futures_util::FutureExt;
    use http_body_util::BodyExt;
    use serde_json::{Value as Json, json};

    const BOARD: &str = "/api/v1/board";

    async fn listen(house: &House, with: (&str, &str)) -> Body {
        let (status, mut body) = house.stream(request(&Method::GET, "/api/v1/live", &[with], "")).await;
        assert_eq!(status, 200);
        assert!(body.frame().await.is_some(), "the board, at once");
        body
    }

    /// Does something on the first server that has the streams `ending` end on the last one, and those `staying` not.
    async fn check(what: &str, deed: impl Future<Output = (u16, Json)>, ending: Vec<Body>, staying: &mut Body) {
        let (status, told) = deed.await;
        assert!((200..300).contains(&status), "{what}: {told}");
        for mut stream in ending {
            let ended = async { while stream.frame().await.is_some() {} };
            assert!(tokio::time::timeout(Duration::from_secs(60), ended).await.is_ok(), "never ended: {what}");
        }
        while let Some(frame) = staying.frame().now_or_never() {
            assert!(frame.is_some(), "{what}: ended for others too");
        }
    }

    #[test]
    fn a_stream_ends_when_who_holds_it_may_no_longer_come_in_as_they_did() {
        servers(|one, last| async move {
            tokio::spawn(keep(last.app.clone()));
            let ask = async |method: Method, path: &str, cookie: &str, more: (&str, &str), body: &Json| {
                let with = [("cookie", cookie), ("x-waterline", "page"), more];
                let body = if body.is_null() { String::new() } else { body.to_string() };
                let (status, _, told) = one.send(request(&method, path, &with, &body)).await;
                (status.as_u16(), told)
            };
            let (admin, owner) = (one.signed_in(Role::Admin).await, one.signed_in(Role::Owner).await);
            let (key, nothing, none) = (one.key(&[Scope::Look]).await, Json::Null, ("accept", "*/*"));
            let mut staying = listen(&last, ("cookie", &admin)).await;

            let streams =
                vec![listen(&last, ("authorization", &key)).await, listen(&last, ("x-api-key", &key[7..])).await];
            let (_, keys) = ask(Method::GET, "/api/v1/keys", &admin, none, &nothing).await;
            let path = format!("/api/v1/keys/{}", keys["items"][0]["id"]);
            check("a key taken back", ask(Method::DELETE, &path, &admin, none, &nothing), streams, &mut staying).await;

            let (_, members) = ask(Method::GET, "/api/v1/members", &admin, none, &nothing).await;
            let found = members["items"].as_array().unwrap().iter().find(|one| one["role"] == "owner").unwrap();
            let path = format!("/api/v1/members/{}", found["id"]);
            let streams = vec![listen(&last, ("cookie", &owner)).await];
            let lower = json!({ "role": "agent" });
            let lowering = ask(Method::PATCH, &path, &admin, ("if-match", "\"1\""), &lower);
            check("another role", lowering, streams, &mut staying).await;

            let streams = vec![listen(&last, ("cookie", &owner)).await];
            let leaving = ask(Method::DELETE, "/api/v1/session", &owner, none, &nothing);
            check("signed out", leaving, streams, &mut staying).await;

            let agent = one.signed_in(Role::Agent).await;
            let (_, members) = ask(Method::GET, "/api/v1/members", &admin, none, &nothing).await;
            let found = |member: &&Json| member["email"] == "agent@example.com";
            let found = members["items"].as_array().unwrap().iter().find(found).unwrap();
            let path = format!("/api/v1/members/{}", found["id"]);
            let streams = vec![listen(&last, ("cookie", &agent)).await];
            let away = json!({ "disabled": true });
            let removing = ask(Method::PATCH, &path, &admin, ("if-match", "\"1\""), &away);
            check("removed", removing, streams, &mut staying).await;

            let elsewhere = one.signed_in(Role::Admin).await;
            let streams = vec![listen(&last, ("cookie", &elsewhere)).await];
            let password = json!({ "password": "correct horse" });
            let choosing = ask(Method::PUT, "/api/v1/session/member", &admin, none, &password);
            check("a new password, elsewhere", choosing, streams, &mut staying).await;
            assert_eq!(ask(Method::GET, BOARD, &elsewhere, none, &nothing).await.0, 401);
            assert_eq!(ask(Method::GET, BOARD, &admin, none, &nothing).await.0, 200);
        });
    }
}
