//! Answers that outlive a restart: until the first analysis is there again, a page shows what it showed before, as of when
//! that was made.
//!
//! They are kept for operations that rest on the analysis and show single customers to nobody. None is shown that was made
//! by another version of the program, with other settings, or before somebody was erased.

use super::app::{App, Shared};
use super::problem::{Kind, Problem, language};
use crate::asked::{Asked, now};
use crate::failure::Failure;
use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use desk::time::Time;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::person_erase::{self, Erasures};
use utoipa::openapi::{OpenApi, RefOr};

/// Answers that are kept, and the bytes of all of them at most.
const MOST: usize = 64;
const ROOM: usize = 4 << 20;
/// How often what is new is written down.
const NOW_AND_THEN: Duration = Duration::from_secs(30);

/// Answers by language and address.
type Answers = BTreeMap<String, Answer>;

/// An answer, and when its figures were made.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Answer {
    made_at: Time,
    body: Json,
}

/// What kept answers hold for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Stamp {
    /// The version of the program, and the hash of what its answers look like and of the settings they were made with.
    made_by: String,
    erasures: Erasures,
}

#[derive(Serialize, Deserialize)]
struct File {
    stamp: Stamp,
    answers: Answers,
}

/// Answers of this run and of the one before.
#[derive(Debug)]
pub(crate) struct Kept {
    place: PathBuf,
    before: Mutex<Answers>,
    fresh: Mutex<Answers>,
    /// Only figures made after this are kept: a look that is under way may still have seen whom it should not.
    since: AtomicI64,
}

fn place(data: &Path) -> PathBuf {
    data.join("answers.json")
}

/// Takes kept answers away: somebody is erased.
pub(crate) fn forget(data: &Path) -> Result<(), Failure> {
    let place = place(data);
    match fs::remove_file(&place) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::write(&place, &error)),
        _ => Ok(()),
    }
}

/// The version of the program, what its answers look like, and the settings they are made with.
fn made_by(asked: &Asked) -> Result<String, Failure> {
    let values: BTreeMap<&str, &toml::Value> =
        asked.origins().iter().map(|origin| (origin.key.as_str(), &origin.value)).collect();
    let settings = serde_json::to_string(&values).unwrap_or_default();
    let hash = Sha256::new_with_prefix(settings).chain_update(super::routes::text()?).finalize();
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{} {hash}", env!("CARGO_PKG_VERSION")))
}

fn lock(answers: &Mutex<Answers>) -> MutexGuard<'_, Answers> {
    answers.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Kept {
    /// What the last run kept, as far as it still holds.
    pub(crate) async fn open(asked: &Asked, database: &store::Database) -> Result<Kept, Failure> {
        let place = place(&asked.settings.data);
        let erasures = person_erase::erasures(&mut database.read().await?).await?;
        let stamp = Stamp { made_by: made_by(asked)?, erasures };
        // What cannot be read is as good as not there.
        let file = fs::read(&place).ok().and_then(|bytes| serde_json::from_slice::<File>(&bytes).ok());
        let before = file.filter(|file| file.stamp == stamp && !erasures.is_pending()).map(|file| file.answers);
        if before.is_none() {
            forget(&asked.settings.data)?;
        }
        Ok(Kept {
            place,
            before: Mutex::new(before.unwrap_or_default()),
            fresh: Mutex::default(),
            since: AtomicI64::new(i64::MIN),
        })
    }

    /// Somebody is erased, or a setting was changed: nothing that was made before may be shown or kept.
    pub(crate) fn forget(&self) -> Result<(), Failure> {
        self.since.store(now().0, Ordering::Relaxed);
        lock(&self.before).clear();
        lock(&self.fresh).clear();
        self.place.parent().map_or(Ok(()), forget)
    }

    fn remember(&self, name: String, answer: Answer) {
        let mut fresh = lock(&self.fresh);
        if answer.made_at.0 <= self.since.load(Ordering::Relaxed) {
            return;
        }
        fresh.insert(name, answer);
        if fresh.len() > MOST
            && let Some(oldest) = fresh.iter().min_by_key(|(_, answer)| answer.made_at).map(|(name, _)| name.clone())
        {
            fresh.remove(&oldest);
        }
    }

    /// Writes down what is new: only figures made after the last erasure, and nothing while one is under way.
    async fn write(&self, asked: &Asked, database: &store::Database) -> Result<(), Failure> {
        let mut answers = lock(&self.fresh).clone();
        if answers.is_empty() {
            return Ok(());
        }
        let erasures = person_erase::erasures(&mut database.read().await?).await?;
        answers.retain(|_, answer| answer.made_at > erasures.last);
        if erasures.is_pending() || answers.is_empty() {
            return Ok(());
        }
        let file = File { stamp: Stamp { made_by: made_by(asked)?, erasures }, answers };
        let (place, bytes) = (self.place.clone(), serde_json::to_vec(&file).unwrap_or_default());
        if bytes.len() > ROOM {
            return Ok(());
        }
        let written = tokio::task::spawn_blocking(move || replace(&place, &bytes)).await;
        written
            .unwrap_or_else(|error| Err(io::Error::other(error)))
            .map_err(|error| Failure::write(&self.place, &error))
    }
}

/// Puts a file in the place of another at once; only the account that runs the server can read it.
fn replace(place: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = place.with_extension("new");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(bytes)?;
    fs::rename(beside, place)
}

/// Writes down what is new now and then, until the program ends.
pub(crate) async fn keep(app: Shared) {
    loop {
        tokio::time::sleep(NOW_AND_THEN).await;
        write(&app).await;
    }
}

/// Writes down what is new.
pub(crate) async fn write(app: &App) {
    if let Err(error) = app.kept.write(&app.asked(), &app.store.database).await {
        tracing::warn!(%error, "answers are not kept for the next start");
    }
}

/// The operations whose answers say as of when they are, and that need no more than to look.
pub(crate) fn paths(document: &OpenApi) -> FxHashSet<String> {
    let text = |value: &Json, pointer: &str| value.pointer(pointer).and_then(Json::as_str).map(str::to_owned);
    let schemas = document.components.as_ref().map(|components| &components.schemas);
    let dated = |name: &str| {
        let schema = schemas.and_then(|schemas| schemas.get(name));
        schema.is_some_and(|schema| serde_json::to_string(schema).is_ok_and(|text| text.contains("\"as_of\"")))
    };
    let items = document.paths.paths.iter().filter_map(|(path, item)| Some((path, item.get.as_ref()?)));
    let fitting = items.filter(|(_, operation)| {
        let needs = serde_json::to_value(&operation.security).unwrap_or_default();
        let answer = operation.responses.responses.get("200");
        let answer = answer.filter(|answer| matches!(answer, RefOr::T(_))).map(serde_json::to_value);
        let named =
            answer.and_then(Result::ok).and_then(|answer| text(&answer, "/content/application~1json/schema/$ref"));
        let named = named.and_then(|name| name.rsplit('/').next().map(str::to_owned));
        text(&needs, "/0/key/0").as_deref() == Some("look") && named.is_some_and(|name| dated(&name))
    });
    fitting.map(|(path, _)| path.clone()).collect()
}

/// Remembers answers, and gives those of the last run while there is no analysis yet.
pub(crate) async fn answer(
    State((app, paths)): State<(Shared, Arc<FxHashSet<String>>)>,
    path: MatchedPath,
    request: Request,
    next: Next,
) -> Response {
    if request.method() != Method::GET || !paths.contains(path.as_str()) {
        return next.run(request).await;
    }
    let asked = request.uri().path_and_query().map(|asked| asked.as_str().to_owned()).unwrap_or_default();
    let name = format!("{} {asked}", language(request.headers().get(header::ACCEPT_LANGUAGE)).tag());
    let response = next.run(request).await;
    let not_ready = response.extensions().get::<Problem>().is_some_and(|problem| problem.kind == Kind::NotReady);
    if not_ready && app.pictures.newest().is_none() {
        let before = lock(&app.kept.before).get(&name).map(|answer| answer.body.clone());
        return before.map_or(response, |body| axum::Json(older(body)).into_response());
    }
    if response.status() != StatusCode::OK {
        return response;
    }
    lock(&app.kept.before).clear();
    let (parts, body) = response.into_parts();
    let bytes = match to_bytes(body, usize::MAX).await {
        Ok(bytes) => bytes,
        Err(_) => return Problem::from(Kind::Failed).into_response(),
    };
    if bytes.len() < ROOM / 8
        && let Ok(body) = serde_json::from_slice::<Json>(&bytes)
        && let Ok(made_at) = serde_json::from_value(body["as_of"]["made_at"].clone())
    {
        app.kept.remember(name, Answer { made_at, body });
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// The answer, saying that a newer one is being made.
fn older(mut body: Json) -> Json {
    if let Some(computing) = body.pointer_mut("/as_of/computing") {
        *computing = Json::Bool(true);
    }
    body
}

#[cfg(test)]
mod tests {
    use super::super::picture;
    use super::super::tests::{House, request, run};
    use super::*;
    use desk::access::Scope;
    use serde_json::json;

    const PAGE: &str = "/api/v1/overview";

    async fn ask(house: &House, path: &str) -> (u16, Json) {
        let key = house.key(&[Scope::Look]).await;
        let (status, _, body) = house.send(request(&Method::GET, path, &[("authorization", &key)], "")).await;
        (status.as_u16(), body)
    }

    /// What a server says of a page on the store in `directory`, which nobody looks at: there is no analysis.
    fn shown(directory: &Path, path: &str) -> (u16, Json) {
        let mut shown = (0, Json::Null);
        run(async { shown = ask(&House::open_in(directory).await, path).await });
        shown
    }

    async fn send(house: &House) {
        let key = house.key(&[Scope::Intake]).await;
        let touch = |n: u32| {
            let who = json!([{ "kind": "email", "value": format!("c{n}@example.com") }]);
            json!({ "id": n.to_string(), "thread": format!("t{n}"), "channel": "web", "action": "open",
                    "identities": who, "at": "2026-01-01T00:00:00Z" })
        };
        let touches: Vec<Json> = (0..20).map(touch).collect();
        let sent = request(&Method::POST, "/api/v1/touches", &[("authorization", &key)], &json!(touches).to_string());
        let (status, _, told) = house.send(sent).await;
        assert_eq!(status, StatusCode::OK, "{told}");
    }

    /// What a server shows that then stops.
    fn before(directory: &Path) -> Json {
        let mut shown = Json::Null;
        run(async {
            let house = House::open_in(directory).await;
            send(&house).await;
            let looking = tokio::spawn(picture::keep(house.app.clone()));
            shown = loop {
                if let (200, shown) = ask(&house, PAGE).await {
                    break shown;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            };
            looking.abort();
            write(&house.app).await;
        });
        shown
    }

    #[test]
    fn after_a_restart_a_page_shows_at_once_what_it_showed_before() {
        let directory = tempfile::tempdir().unwrap();
        let mut expected = before(directory.path());
        expected["as_of"]["computing"] = json!(true);
        assert_eq!(shown(directory.path(), PAGE), (200, expected));
        assert_eq!(shown(directory.path(), "/api/v1/overview?other").0, 503, "only what was shown");
        forget(directory.path()).unwrap();
        assert_eq!(shown(directory.path(), PAGE).0, 503);
    }

    #[test]
    fn nothing_is_shown_that_was_made_before_an_erasure_or_by_another_version() {
        let directory = tempfile::tempdir().unwrap();
        before(directory.path());
        let place = place(directory.path());
        let written = fs::read_to_string(&place).unwrap();
        fs::write(&place, written.replacen(env!("CARGO_PKG_VERSION"), "0.0.1", 1)).unwrap();
        assert_eq!(shown(directory.path(), PAGE).0, 503);
        assert!(!place.exists(), "what does not hold is taken away");
        fs::write(&place, &written).unwrap();
        run(async {
            let house = House::open_in(directory.path()).await;
            let key = house.key(&[Scope::Customers, Scope::Decide]).await;
            let with = [("authorization", key.as_str())];
            let (_, _, found) = house.send(request(&Method::GET, "/api/v1/customers?limit=1", &with, "")).await;
            let path = format!("/api/v1/customers/{}/erase", found["items"][0]["id"].as_str().unwrap());
            let (status, _, told) = house.send(request(&Method::POST, &path, &with, "{}")).await;
            assert_eq!(status, StatusCode::ACCEPTED, "{told}");
            assert!(!place.exists(), "an erasure takes them away at once");
            assert_eq!(ask(&house, PAGE).await.0, 503);
        });
        fs::write(&place, &written).unwrap();
        assert_eq!(shown(directory.path(), PAGE).0, 503, "and they do not come back");
    }

    #[test]
    fn what_is_kept_shows_nobody() {
        let kept = paths(&super::super::routes::document());
        let said: std::collections::BTreeSet<&str> = kept.iter().map(String::as_str).collect();
        assert!(said.contains("/api/v1/overview") && said.contains("/api/v1/noise"), "{said:?}");
        assert!(said.iter().all(|path| !path.contains("customers") && !path.contains("audit")), "{said:?}");
    }
}
