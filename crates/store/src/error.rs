//! What can go wrong with a store, in words that say what to do next.

use desk::id::CustomerKey;
use std::path::{Path, PathBuf};

/// The result of everything a store does.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The URL names no database that Waterline knows.
    #[error(
        "{url:?} names no database; write sqlite:PATH (a file) or postgres://USER:PASSWORD@HOST:PORT/NAME, \
         or give a directory instead"
    )]
    BadUrl {
        /// The URL, without its password.
        url: String,
    },
    /// Another process works on this SQLite store.
    #[error(
        "the store at {store} is in use by {holder}; wait until it ends or stop it \
         (several processes on one store need PostgreSQL: --database postgres://...)"
    )]
    InUse {
        /// Where the store lies.
        store: String,
        /// Who holds it.
        holder: String,
    },
    /// The database server does not let us in.
    #[error("cannot work with {database}: {why}; {mend}")]
    Connect {
        /// Which database, without the password.
        database: String,
        /// What happened.
        why: String,
        /// What to check.
        mend: String,
    },
    /// The store was written by a newer Waterline.
    #[error(
        "the store is of version {found} and this program knows versions up to {known}; \
         use the newer Waterline that wrote it, or restore a backup into an empty store"
    )]
    Newer {
        /// The version recorded in the store.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// A statement failed.
    #[error("the database could not carry out a statement: {0}; if the disk is not full, run `waterline doctor`")]
    Sql(#[from] sqlx::Error),
    /// A file could not be read or written.
    #[error("{path}: {why}", path = path.display())]
    File {
        /// Which file or directory.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        why: std::io::Error,
    },
    /// Something stored does not read back as it was written.
    #[error(
        "{what} is damaged: {why}; restore the last backup, or run `waterline doctor` to see how far the damage goes"
    )]
    Damaged {
        /// What was read.
        what: String,
        /// How it differs from what it should be.
        why: String,
    },
    /// There is something where something new should be.
    #[error("{place} is not empty; name an empty directory or a new database, so that nothing is overwritten")]
    NotEmpty {
        /// Where.
        place: String,
    },
    /// The directory is no backup, or one that was not finished.
    #[error("{path} is not a complete backup ({why}); name a directory with a file backup.json", path = path.display())]
    NoBackup {
        /// Which directory.
        path: PathBuf,
        /// Why not.
        #[source]
        why: std::io::Error,
    },
    /// A customer cannot be joined with, or set apart from, themselves.
    #[error("{customer} is both of the two; name two different customers")]
    Same {
        /// The customer.
        customer: CustomerKey,
    },
    /// Somebody decided that the two are not one person.
    #[error("{one} and {other} were set apart by decision {decisions}; undo that first")]
    SetApart {
        /// One customer.
        one: CustomerKey,
        /// The other.
        other: CustomerKey,
        /// The numbers of the decisions that hold near them.
        decisions: String,
    },
    /// The life of a noise point has no such step.
    #[error(transparent)]
    Refused(#[from] desk::point::Refusal),
    /// What was asked for is not there.
    #[error("there is no {what}; look at the list for what there is")]
    Unknown {
        /// What was asked for.
        what: String,
    },
    /// There can be only one of it.
    #[error("there is {what} already; change that one")]
    Taken {
        /// What there is.
        what: String,
    },
    /// Somebody else changed it since it was read.
    #[error("{what} was changed by somebody else meanwhile; load it again and make your change once more")]
    Stale {
        /// What.
        what: String,
    },
    /// Without an administrator nobody could be let in any more.
    #[error("this is the last administrator who can sign in; make somebody else one first")]
    LastAdmin,
    /// Somebody was erased while an import was under way, and what it is about to write may tell of them.
    #[error("a person was erased while this was being imported; start the import again, it goes on where it stopped")]
    ErasedMeanwhile,
    /// The work took longer than its lease, and somebody else does it now.
    #[error("job {job} took longer than its lease and was taken over by another worker, which does it again")]
    TakenOver {
        /// The number of the job.
        job: i64,
    },
}

impl Error {
    /// For `map_err` beside a path.
    pub(crate) fn file(path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.as_ref().to_owned();
        move |why| Error::File { path, why }
    }
}
