//! What all requests share: the store, what applies, and who came in lately.

use super::door::Door;
use super::kept::Kept;
use super::limit::Limiter;
use super::live::Board;
use super::meter::Meter;
use super::metrics::Metrics;
use super::picture::Pictures;
use super::sender::Proxies;
use super::trace::Traces;
use crate::access::openid::provider::Provider;
use crate::asked::{Asked, Store};
use crate::failure::Failure;
use crate::noise::running::Running;
use crate::noise::witnesses::Looked;
use crate::segment::http::Segments;
use crate::setting::changes::Changes;
use crate::source::traffic::Traffic;
use crate::text::house::House;
use crate::text::learn::School;
use crate::touch::intake::Intake;
use desk::time::{Span, Time};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use store::Database;
use store::access::Hash;
use store::access::key::{self, Key};
use tokio::sync::{Notify, Semaphore};

/// What all requests share.
pub(crate) struct App {
    pub(crate) store: Store,
    /// `https://…`, where the pages are reached; sign-in links begin with it.
    pub(crate) address: String,
    pub(crate) keys: KeyCache,
    /// Sign-ins by address and by member, and touches by key.
    pub(crate) limiter: Limiter,
    /// Passwords take much memory to check, so only so many are checked at once.
    pub(crate) hashing: Semaphore,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) pictures: Pictures,
    pub(crate) kept: Kept,
    pub(crate) board: Board,
    /// Who may still hold a stream open.
    pub(crate) door: Door,
    pub(crate) running: Running,
    /// Journeys behind noise points, for who reads on.
    pub(crate) looked: Looked,
    pub(crate) segments: Segments,
    pub(crate) traffic: Traffic,
    pub(crate) changes: Changes,
    pub(crate) imports: crate::import::http::Imports,
    /// Whoever is asked about texts whose reading is not sure, where somebody is.
    pub(crate) endpoint: Option<crate::text::endpoint::Endpoint>,
    /// The model that texts are read with.
    pub(crate) house: House,
    pub(crate) school: School,
    /// Told when there may be a text to read.
    pub(crate) unread: Notify,
    /// Told when a job was put down.
    pub(crate) work: Notify,
    pub(crate) intake: Intake,
    /// Who may say whose requests they pass on.
    pub(crate) proxies: Proxies,
    /// Where requests are followed, if anywhere.
    pub(crate) traces: Option<Traces>,
    /// Where figures are sent, if anywhere.
    pub(crate) meter: Option<Meter>,
    /// Who else may say who somebody is.
    pub(crate) openid: Option<Provider>,
}

/// The handle every handler gets.
pub(crate) type Shared = Arc<App>;

impl App {
    /// What applies now: what applied at the start, and what was changed on the page of settings since. Whoever works on
    /// for long asks again.
    pub(crate) fn asked(&self) -> Arc<Asked> {
        self.changes.applied()
    }

    /// From now on this applies: nothing may be shown that was made by what applied before.
    pub(crate) fn hold(&self, applied: Asked) -> Result<(), Failure> {
        self.changes.set(applied);
        self.forget_figures()?;
        self.pictures.outdated();
        self.unread.notify_one();
        self.board.refresh();
        Ok(())
    }

    /// Somebody is erased, or a setting was changed: nothing that was made before may be shown.
    pub(crate) fn forget_figures(&self) -> Result<(), Failure> {
        self.looked.forget();
        self.kept.forget()
    }

    /// Whether pages are reached over TLS, so that cookies may insist on it.
    pub(crate) fn is_secure(&self) -> bool {
        self.address.starts_with("https://")
    }
}

/// Keys found lately: senders of touches come many times a second.
#[derive(Default)]
pub(crate) struct KeyCache {
    found: Mutex<FxHashMap<Hash, (Time, i64, Key)>>,
    /// When the store was last asked how many keys were taken back, and how many were.
    taken_back: tokio::sync::Mutex<Option<(Instant, i64)>>,
    /// All there are, and since when; asked for while somebody floods us with others.
    all: tokio::sync::Mutex<Option<(Time, FxHashSet<Hash>)>>,
}

impl KeyCache {
    /// A key that ran out works for so long at most.
    const FRESH: Span = Span(5_000_000);
    /// All there are, are asked for again after so long.
    const ASKED: Span = Span(1_000_000);
    /// Keys kept at most.
    const MOST: usize = 1_000;

    /// How many keys were taken back: what was found when it was another number holds no more. On SQLite nobody else
    /// takes one back. On PostgreSQL the store is asked after each request came, once for all that came meanwhile.
    pub(crate) async fn taken_back(&self, database: &Database) -> Result<i64, store::Error> {
        if !database.is_shared() {
            return Ok(0);
        }
        let came = Instant::now();
        let mut known = self.taken_back.lock().await;
        if let Some((_, taken_back)) = known.filter(|(asked, _)| *asked >= came) {
            return Ok(taken_back);
        }
        let asked = Instant::now();
        let taken_back = key::revoked(&mut database.read().await?).await?;
        *known = Some((asked, taken_back));
        Ok(taken_back)
    }

    /// The key, if it was found a moment ago, and none was taken back since then.
    pub(crate) fn get(&self, token: &Hash, taken_back: i64, now: Time) -> Option<Key> {
        let keys = self.found.lock().ok()?;
        let found = keys.get(token).filter(|(found, before, _)| now - *found < Self::FRESH && *before == taken_back);
        found.map(|(.., key)| key.clone())
    }

    /// Remembers a key that was found when so many were taken back.
    pub(crate) fn put(&self, token: Hash, taken_back: i64, key: Key, now: Time) {
        if let Ok(mut keys) = self.found.lock() {
            if keys.len() >= Self::MOST {
                keys.clear();
            }
            keys.insert(token, (now, taken_back, key));
        }
    }

    /// Whether there is such a key, with one question to the store a second at most.
    pub(crate) async fn is_one(&self, database: &Database, token: &Hash, now: Time) -> Result<bool, store::Error> {
        let mut all = self.all.lock().await;
        if all.as_ref().is_none_or(|(asked, _)| now - *asked >= Self::ASKED) {
            let hashes = key::hashes(&mut database.read().await?).await?;
            *all = Some((now, hashes.into_iter().collect()));
        }
        Ok(all.as_ref().is_some_and(|(_, all)| all.contains(token)))
    }

    /// Forgets all: one was taken back.
    pub(crate) fn forget(&self) {
        if let Ok(mut keys) = self.found.lock() {
            keys.clear();
        }
    }
}
