//! What all requests share: the store, what applies, and who came in lately.

use super::limit::Limiter;
use super::live::Board;
use super::metrics::Metrics;
use super::picture::Pictures;
use crate::asked::{Asked, Store};
use crate::touch::intake::Intake;
use desk::time::{Span, Time};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex};
use store::access::Hash;
use store::access::key::Key;
use tokio::sync::{Notify, Semaphore};

/// What all requests share.
pub(crate) struct App {
    pub(crate) asked: Asked,
    pub(crate) store: Store,
    /// `https://…`, where the pages are reached; sign-in links begin with it.
    pub(crate) address: String,
    pub(crate) keys: KeyCache,
    /// Sign-ins by address and by member, and touches by key.
    pub(crate) limiter: Limiter,
    /// Passwords take much memory to check, so only so many are checked at once.
    pub(crate) hashing: Semaphore,
    pub(crate) metrics: Metrics,
    pub(crate) pictures: Pictures,
    pub(crate) board: Board,
    pub(crate) imports: crate::import::http::Imports,
    /// The company's own model of causes and emotions, where it has one.
    pub(crate) language: Option<Arc<language::heads::Model>>,
    /// Whoever is asked about texts whose reading is not sure, where somebody is.
    pub(crate) endpoint: Option<crate::text::endpoint::Endpoint>,
    /// Told when a job was put down.
    pub(crate) work: Notify,
    pub(crate) intake: Intake,
}

/// The handle every handler gets.
pub(crate) type Shared = Arc<App>;

impl App {
    /// Whether pages are reached over TLS, so that cookies may insist on it.
    pub(crate) fn is_secure(&self) -> bool {
        self.address.starts_with("https://")
    }
}

/// Keys found lately: senders of touches come many times a second.
#[derive(Default)]
pub(crate) struct KeyCache(Mutex<FxHashMap<Hash, (Time, Key)>>);

impl KeyCache {
    /// A key that was taken back somewhere else works for so long at most.
    const FRESH: Span = Span(5_000_000);
    /// Keys kept at most.
    const MOST: usize = 1_000;

    /// The key, if it was found a moment ago.
    pub(crate) fn get(&self, token: &Hash, now: Time) -> Option<Key> {
        let keys = self.0.lock().ok()?;
        keys.get(token).filter(|(found, _)| now - *found < Self::FRESH).map(|(_, key)| key.clone())
    }

    /// Remembers a key.
    pub(crate) fn put(&self, token: Hash, key: Key, now: Time) {
        if let Ok(mut keys) = self.0.lock() {
            if keys.len() >= Self::MOST {
                keys.clear();
            }
            keys.insert(token, (now, key));
        }
    }

    /// Forgets all: one was taken back.
    pub(crate) fn forget(&self) {
        if let Ok(mut keys) = self.0.lock() {
            keys.clear();
        }
    }
}
