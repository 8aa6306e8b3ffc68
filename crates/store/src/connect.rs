//! The way in: options of the two databases, the lock of a SQLite store, and errors that say what to check.

use crate::error::{Error, Result};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgPool, SqlitePool};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

/// The oldest PostgreSQL that the suite runs on.
const OLDEST_POSTGRES: i32 = 15;
/// How long to wait for a free connection. Writers of a SQLite store queue here, so it is generous.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long a server may take to answer at first.
const FIRST_ANSWER: Duration = Duration::from_secs(15);

/// Takes the one lock of a SQLite store and writes our process id into it. The operating system gives it back when
/// the process ends in whatever way.
///
/// Readers take it too: a reading process would keep the write-ahead log from being reset, and a segment it is about
/// to open could be compacted away under it.
pub(crate) fn lock(database: &Path) -> Result<File> {
    let path = database.with_extension("lock");
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(Error::file(&path))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut pid = String::new();
            // The holder may be about to write its number; the lock tells enough without it.
            let _ = file.read_to_string(&mut pid);
            let holder = match pid.trim() {
                "" => "another process".to_owned(),
                pid => format!("process {pid}"),
            };
            return Err(Error::InUse { store: database.display().to_string(), holder });
        }
        Err(TryLockError::Error(why)) => return Err(Error::File { path, why }),
    }
    let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| write!(file, "{}", std::process::id()));
    written.map_err(Error::file(&path))?;
    Ok(file)
}

/// The writer, which creates the file, and the readers. A commit is on the disk when it returns.
pub(crate) async fn sqlite(path: &Path) -> Result<(SqlitePool, SqlitePool)> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(30))
        // Keys are hashes, so every batch of touches changes pages all over: the later a page is copied into the
        // database, the more changes it carries.
        .pragma("wal_autocheckpoint", "16384")
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new().acquire_timeout(PATIENCE).max_lifetime(None).idle_timeout(None);
    let refused = |why: sqlx::Error| sqlite_refused(path, &why);
    // What a statement would take back lies in memory: as a file it costs as much as the commit itself. Readers sort what
    // may be larger than memory, and keep files.
    let writing = options.clone().pragma("temp_store", "memory").pragma("cache_size", "-32768");
    let writer = pool.clone().max_connections(1).connect_with(writing).await.map_err(refused)?;
    // Each reader has a cache of its own, and keeps it: a small one, for what is read over and over the system keeps once.
    let readers = pool.max_connections(4).connect_with(options.pragma("query_only", "on")).await.map_err(refused)?;
    Ok((writer, readers))
}

fn sqlite_refused(path: &Path, why: &sqlx::Error) -> Error {
    Error::Connect {
        database: path.display().to_string(),
        why: why.to_string(),
        mend: "check that it is a database of Waterline, that you may write to its directory and that the disk is not full"
            .to_owned(),
    }
}

/// A pool of connections to a server that was asked once, so that a wrong address shows at once.
pub(crate) async fn postgres(url: &str, shown: &str) -> Result<PgPool> {
    let refused = |why: String, mend: String| Error::Connect { database: shown.to_owned(), why, mend };
    let options: PgConnectOptions =
        url.parse().map_err(|why: sqlx::Error| refused(why.to_string(), "check the spelling of the URL".to_owned()))?;
    let options = options.application_name("waterline").disable_statement_logging();
    let first = tokio::time::timeout(FIRST_ANSWER, options.connect());
    let mut first = match first.await {
        Err(_) => {
            let mend = "check the host name, the port and that no firewall lies between";
            return Err(refused(format!("no answer within {} seconds", FIRST_ANSWER.as_secs()), mend.to_owned()));
        }
        Ok(Err(why)) => return Err(refused(said(&why), mend(&why, &options))),
        Ok(Ok(connection)) => connection,
    };
    let (version,): (i32,) =
        sqlx::query_as("SELECT current_setting('server_version_num')::int / 10000").fetch_one(&mut first).await?;
    first.close().await?;
    if version < OLDEST_POSTGRES {
        let mend = format!("use PostgreSQL {OLDEST_POSTGRES} or later");
        return Err(refused(format!("it is PostgreSQL {version}"), mend));
    }
    Ok(PgPoolOptions::new().max_connections(16).acquire_timeout(PATIENCE).connect_with(options).await?)
}

/// What went wrong, without the wrapping.
fn said(why: &sqlx::Error) -> String {
    match why {
        sqlx::Error::Database(answer) => answer.message().to_owned(),
        sqlx::Error::Io(why) => why.to_string(),
        other => other.to_string(),
    }
}

/// What to check, by what the server or the network said (PostgreSQL manual, appendix A, error codes).
fn mend(why: &sqlx::Error, options: &PgConnectOptions) -> String {
    let code = why.as_database_error().and_then(|answer| answer.code()).unwrap_or_default();
    match (code.as_ref(), why) {
        ("28P01" | "28000", _) => format!(
            "check the user {:?} and the password in the URL, and pg_hba.conf on the server",
            options.get_username()
        ),
        ("3D000", _) => {
            let name = options.get_database().unwrap_or(options.get_username());
            format!("create it with `createdb {name}`, or check the name at the end of the URL")
        }
        ("53300", _) => "the server has no connection left: raise max_connections or stop other programs".to_owned(),
        ("57P03", _) => "the server is starting or stopping: try again in a moment".to_owned(),
        (_, sqlx::Error::Tls(_)) => {
            "check the certificate of the server, or the sslmode at the end of the URL".to_owned()
        }
        (_, sqlx::Error::Io(_)) => {
            format!(
                "check that PostgreSQL runs at {}:{} and that no firewall lies between",
                options.get_host(),
                options.get_port()
            )
        }
        _ => "check the URL".to_owned(),
    }
}
