//! The log of touches: everything that ever happened between customers and the company, each once.
//!
//! A touch lies in the *tail*, a table of the database, or in exactly one *segment*, a sorted Parquet file that the
//! *manifest* lists. [`Log::append`] writes to the tail, [`Log::bulk`] straight to segments, [`Log::seal`] moves the
//! tail into segments and [`Log::compact`] merges them. The manifest changes in one transaction together with
//! whatever made it change, and a file that it does not list is no part of the log; so a kill at any moment loses
//! nothing and doubles nothing.
//!
//! Segments are partitioned by calendar quarter, sorted by (journey, at, sequence, key) and belong to sorted *runs*.
//! A scan merges the runs and the tail. A touch that comes late is simply in a newer run than the rest of its journey.

mod batch;
mod bulk;
mod compact;
mod decode;
mod encode;
mod erase;
mod fail;
mod fetch;
mod files;
mod having;
mod index;
mod journeys;
#[cfg(test)]
mod kill;
mod manifest;
mod names;
mod order;
mod period;
mod read;
mod refuse;
mod said;
mod scan;
mod schema;
mod seal;
mod segment;
mod sieve;
mod snapshot;
mod source;
#[cfg(test)]
mod stories;
mod tail;
mod unread;
mod verify;
mod write;

pub use batch::{Batch, Columns, NO_SPAN};
pub use bulk::{Bulk, Progress};
pub use having::Having;
pub use names::{List, Names};
pub use refuse::Reason;
pub use said::{Said, SourceCount};
pub use scan::{Column, Scan, ScanRequest};
pub use segment::file_names as segment_files;
pub use snapshot::Snapshot;
pub use tail::Verdict;
pub use unread::Unread;
pub use verify::{Statistics, Verification};

use crate::database::Database;
use crate::error::{Error, Result};
use crate::transaction::Turn;
use files::Files;
use manifest::Manifest;
use read::Footer;
use segment::Segment;
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::ops::Deref;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};
use write::Sizes;

/// How much memory the log may take and how large its pieces are. Every log can be read whatever they were when it
/// was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// A bulk import writes a chunk when it takes about so many bytes of memory ...
    pub chunk_bytes: usize,
    /// ... or has so many touches.
    pub chunk_touches: usize,
    /// So many touches in the tail are worth sealing.
    pub tail_touches: usize,
    /// Most touches in a segment.
    pub segment_touches: usize,
    /// Touches in a row group of a segment.
    pub group_touches: usize,
    /// Memory for the filters that tell whether a touch is in the log already: 1.6 bytes a touch, from the files
    /// beyond that.
    pub filter_bytes: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            chunk_bytes: 150 << 20,
            chunk_touches: 500_000,
            tail_touches: 100_000,
            segment_touches: 2 << 20,
            group_touches: 128 << 10,
            filter_bytes: 32 << 20,
        }
    }
}

impl Options {
    fn sizes(&self) -> Sizes {
        Sizes { segment: self.segment_touches, group: self.group_touches }
    }
}

/// The log of touches of one store. Cheap to clone.
#[derive(Clone)]
pub struct Log {
    inner: Arc<Inner>,
}

/// What the clones of a log share.
#[doc(hidden)]
pub struct Inner {
    database: Database,
    files: Files,
    options: Options,
    /// The newest manifest known here.
    manifest: Mutex<Arc<Manifest>>,
    /// Segments that are no longer listed and whose files are still there.
    retired: Mutex<Vec<Arc<Segment>>>,
    /// Read by who looks up what segments there are, written by who deletes files.
    reading: tokio::sync::RwLock<()>,
    /// Memory left for the filters of indexes.
    filter_room: AtomicUsize,
    footers: Mutex<VecDeque<(String, Footer)>>,
    /// What each source sent, as far as it is sealed, for a version of the manifest.
    sources: Mutex<(i64, Arc<BTreeMap<String, SourceCount>>)>,
}

impl Deref for Log {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl std::fmt::Debug for Log {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Log({})", self.database.location())
    }
}

impl Log {
    /// Opens the log of a database, inside a tokio runtime; once in a process, which then hands out clones. Where this
    /// process is the only one (SQLite), files that a killed writer left are deleted.
    pub async fn open(database: Database, options: Options) -> Result<Log> {
        let files = Files::open(database.location().segments())?;
        let log = Log {
            inner: Arc::new(Inner {
                database,
                files,
                options,
                manifest: Mutex::new(Arc::new(Manifest { version: -1, segments: Vec::new() })),
                retired: Mutex::default(),
                reading: tokio::sync::RwLock::default(),
                filter_room: AtomicUsize::new(options.filter_bytes),
                footers: Mutex::default(),
                sources: Mutex::new((-1, Arc::default())),
            }),
        };
        log.delete_orphans().await?;
        Ok(log)
    }

    /// On PostgreSQL another process may be writing files that it will list later, so nothing is deleted there.
    async fn delete_orphans(&self) -> Result<()> {
        let mut transaction = self.database.read().await?;
        let manifest = self.manifest(&mut transaction).await?;
        if transaction.is_postgres() {
            return Ok(());
        }
        drop(transaction);
        let Some(_no_backup) = self.database.hold_turn(Turn::Backup).await? else { return Ok(()) };
        self.files.delete_half_written()?;
        let listed: HashSet<String> = manifest.segments.iter().flat_map(|segment| segment.file_names()).collect();
        for name in self.files.list().await?.iter().filter(|name| !listed.contains(*name)) {
            self.files.delete(name).await?;
        }
        Ok(())
    }
}

/// Runs work that computes or reads files, where that may take a while.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(why) => match why.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(why) => Err(Error::File { path: "segments".into(), why: std::io::Error::other(why) }),
        },
    }
}
