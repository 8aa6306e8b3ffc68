//! What all requests share: the store, what applies, and who came in lately.

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
    found: Mutex<FxHashMap<Hash, (Time, Key)>>,
    /// All there are, and since when; asked for while somebody floods us with others.
    all: tokio::sync::Mutex<Option<(Time, FxHashSet<Hash>)>>,
}

impl KeyCache {
    /// A key that was taken back somewhere else works for so long at most.
    const FRESH: Span = Span(5_000_000);
    /// All there are, are asked for again after so long.
    const ASKED: Span = Span(1_000_000);
    /// Keys kept at most.
    const MOST: usize = 1_000;

    /// The key, if it was found a moment ago.
    pub(crate) fn get(&self, token: &Hash, now: Time) -> Option<Key> {
        let keys = self.found.lock().ok()?;
        keys.get(token).filter(|(found, _)| now - *found < Self::FRESH).map(|(_, key)| key.clone())
    }

    /// Remembers a key.
    pub(crate) fn put(&self, token: Hash, key: Key, now: Time) {
        if let Ok(mut keys) = self.found.lock() {
            if keys.len() >= Self::MOST {
                keys.clear();
            }
            keys.insert(token, (now, key));
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
