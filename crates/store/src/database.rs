//! One SQL database, SQLite or PostgreSQL.

use crate::error::{Error, Result};
use crate::location::{DatabaseUrl, Location};
use crate::transaction::{On, Transaction, Turn};
use crate::{connect, migrations};
use sqlx::{PgPool, SqlitePool};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// A database that is open: cheap to clone, closed when the last clone goes.
#[derive(Clone, Debug)]
pub struct Database {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    location: Location,
    pool: Pool,
}

#[derive(Debug)]
enum Pool {
    /// Many readers and one writer. The file lock is held as long as the database is open.
    Sqlite { readers: SqlitePool, writer: SqlitePool, turns: [Arc<tokio::sync::Mutex<()>>; 4], _lock: File },
    /// A server, which other processes may use too.
    Postgres(PgPool),
}

/// A turn that outlasts a transaction; see [`Database::hold_turn`]. Given back when dropped.
#[derive(Debug)]
pub struct Held {
    _of: HeldTurn,
}

#[derive(Debug)]
#[expect(dead_code, reason = "held for what dropping it does")]
enum HeldTurn {
    Process(tokio::sync::OwnedMutexGuard<()>),
    /// The lock belongs to the session and ends with it.
    Session(Box<sqlx::PgConnection>),
}

impl Database {
    /// Opens the database, creates it where there is none (a SQLite file; a PostgreSQL database must exist) and brings
    /// its tables to the newest version.
    ///
    /// # Errors
    /// [`Error::InUse`] when another process has the SQLite store open, [`Error::Newer`] when a newer Waterline wrote
    /// it, [`Error::Connect`] with what to check when the server does not let us in.
    pub async fn open(location: &Location) -> Result<Database> {
        let database = Database::connect(location).await?;
        migrations::run(&database, migrations::newest()).await?;
        Ok(database)
    }

    /// Opens the database as it is.
    pub(crate) async fn connect(location: &Location) -> Result<Database> {
        std::fs::create_dir_all(location.segments()).map_err(Error::file(location.segments()))?;
        let pool = match &location.database {
            DatabaseUrl::Sqlite(path) => {
                let directory = path.parent().unwrap_or(Path::new("."));
                std::fs::create_dir_all(directory).map_err(Error::file(directory))?;
                let lock = connect::lock(path)?;
                let (writer, readers) = connect::sqlite(path).await?;
                Pool::Sqlite { readers, writer, turns: Default::default(), _lock: lock }
            }
            DatabaseUrl::Postgres(url) => Pool::Postgres(connect::postgres(url, &location.to_string()).await?),
        };
        Ok(Database { inner: Arc::new(Inner { location: location.clone(), pool }) })
    }

    /// Where it lies.
    pub fn location(&self) -> &Location {
        &self.inner.location
    }

    /// Whether other processes may be using it too.
    pub fn is_shared(&self) -> bool {
        matches!(self.inner.pool, Pool::Postgres(_))
    }

    /// A transaction that reads one moment of the store and never waits for a writer.
    pub async fn read(&self) -> Result<Transaction> {
        let on = match &self.inner.pool {
            Pool::Sqlite { readers, .. } => On::Sqlite(readers.begin().await?),
            Pool::Postgres(pool) => {
                On::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        };
        Ok(Transaction { on })
    }

    /// A transaction that writes. On SQLite there is one at a time and the others wait, so a task must never ask for
    /// a second one while it has the first. On PostgreSQL many write at once (READ COMMITTED); what must not happen
    /// at once takes a [`Turn`].
    pub async fn write(&self) -> Result<Transaction> {
        let on = match &self.inner.pool {
            Pool::Sqlite { writer, .. } => On::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Pool::Postgres(pool) => On::Postgres(pool.begin().await?),
        };
        Ok(Transaction { on })
    }

    /// Gives back the memory in which SQLite's writer keeps pages it may need again; a server looks after its own.
    pub async fn give_back(&self) -> Result<()> {
        if let Pool::Sqlite { writer, .. } = &self.inner.pool {
            sqlx::query("PRAGMA shrink_memory").execute(writer).await?;
        }
        Ok(())
    }

    /// Takes a turn for long work that is more than one transaction, or returns `None` when somebody has it.
    ///
    /// On PostgreSQL it belongs to a session of its own and is lost with it when the network breaks; so what rests on
    /// it must still be safe without it, and merely wasteful.
    pub async fn hold_turn(&self, turn: Turn) -> Result<Option<Held>> {
        let held = match &self.inner.pool {
            Pool::Sqlite { turns, .. } => turns[turn as usize].clone().try_lock_owned().ok().map(HeldTurn::Process),
            Pool::Postgres(pool) => {
                use sqlx::ConnectOptions;
                let mut session = pool.connect_options().connect().await?;
                let (got,): (bool,) = sqlx::query_as("SELECT pg_try_advisory_lock($1)")
                    .bind(turn.number())
                    .fetch_one(&mut session)
                    .await?;
                got.then(|| HeldTurn::Session(Box::new(session)))
            }
        };
        Ok(held.map(|of| Held { _of: of }))
    }

    /// Waits until nothing is under way and closes the files or the connections.
    pub async fn close(self) {
        match &self.inner.pool {
            Pool::Sqlite { readers, writer, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Place, both, run};
    use crate::values;

    #[test]
    fn what_is_written_reads_back_and_what_is_not_committed_is_gone() {
        both(|place| async move {
            let database = place.open().await;
            let mut writing = database.write().await.unwrap();
            let rows: Vec<_> = (0..20_000_u64).map(|n| values![u128::from(n), n << 49, n, n, 0, "中文"]).collect();
            let insert = "INSERT INTO tail (touch_key, journey, customer, at, sequence, touch)";
            assert_eq!(writing.insert(insert, &rows, "ON CONFLICT DO NOTHING").await.unwrap(), 20_000);
            let new: Vec<(Vec<u8>,)> = writing
                .insert_returning(insert, &rows[..5], "ON CONFLICT DO NOTHING RETURNING touch_key")
                .await
                .unwrap();
            assert_eq!(new, []);
            writing.commit().await.unwrap();

            let mut dropped = database.write().await.unwrap();
            dropped.execute("DELETE FROM tail", []).await.unwrap();
            drop(dropped);

            let mut reading = database.read().await.unwrap();
            let count: (i64,) = reading.fetch_one("SELECT count(*) FROM tail", []).await.unwrap();
            assert_eq!(count, (20_000,));
            let sql = "SELECT journey, touch FROM tail WHERE touch_key = $1";
            let row: Option<(i64, String)> = reading.fetch_optional(sql, values![19_999_u128]).await.unwrap();
            assert_eq!(row, Some(((19_999_u64 << 49).cast_signed(), "中文".to_owned())));
        });
    }

    #[test]
    fn a_reader_sees_one_moment_while_others_write() {
        both(|place| async move {
            let database = place.open().await;
            let mut reading = database.read().await.unwrap();
            let sql = "SELECT count(*) FROM setting";
            assert_eq!(reading.fetch_one::<(i64,)>(sql, []).await.unwrap(), (0,));
            let mut writing = database.write().await.unwrap();
            let row = values!["region", "CN"];
            writing.execute("INSERT INTO setting (name, value) VALUES ($1, $2)", row).await.unwrap();
            writing.commit().await.unwrap();
            assert_eq!(reading.fetch_one::<(i64,)>(sql, []).await.unwrap(), (0,));
            drop(reading);
            let mut later = database.read().await.unwrap();
            assert_eq!(later.fetch_one::<(i64,)>(sql, []).await.unwrap(), (1,));
        });
    }

    #[test]
    fn one_turn_is_held_by_one_at_a_time() {
        both(|place| async move {
            let database = place.open().await;
            let held = database.hold_turn(Turn::Sealing).await.unwrap();
            assert!(held.is_some());
            assert!(database.hold_turn(Turn::Sealing).await.unwrap().is_none());
            assert!(database.hold_turn(Turn::Backup).await.unwrap().is_some());
            drop(held);
            // A server notices a moment later that a session ended.
            while database.hold_turn(Turn::Sealing).await.unwrap().is_none() {
                tokio::task::yield_now().await;
            }
        });
    }

    #[test]
    fn a_second_opening_of_a_sqlite_store_names_who_has_it() {
        run(async {
            let place = Place::sqlite();
            let first = place.open().await;
            let error = Database::open(&place.location).await.unwrap_err().to_string();
            assert!(error.contains(&format!("in use by process {}", std::process::id())), "{error}");
            first.close().await;
            place.open().await;
        });
    }

    #[test]
    fn a_file_that_is_no_database_is_not_touched() {
        run(async {
            let place = Place::sqlite();
            let path = place.directory.path().join("letter.txt");
            std::fs::write(&path, "Dear Sir or Madam, this is not a database. ".repeat(50)).unwrap();
            let location = Location::database(&format!("sqlite:{}", path.display()), place.directory.path()).unwrap();
            let error = Database::open(&location).await.unwrap_err().to_string();
            assert!(error.contains("check that it is a database of Waterline"), "{error}");
            assert!(std::fs::read_to_string(&path).unwrap().starts_with("Dear"));
        });
    }

    async fn refusal(url: &str) -> String {
        let directory = tempfile::tempdir().unwrap();
        Database::open(&Location::database(url, directory.path()).unwrap()).await.unwrap_err().to_string()
    }

    #[test]
    fn a_server_that_does_not_let_us_in_says_what_to_check() {
        run(async {
            let nobody = refusal("postgres://ada:pw@127.0.0.1:1/water").await;
            assert!(nobody.contains("check that PostgreSQL runs at 127.0.0.1:1") && !nobody.contains("pw"), "{nobody}");
            let place = Place::postgres();
            let DatabaseUrl::Postgres(url) = &place.location.database else { unreachable!() };
            let missing = refusal(&url.replace("/story_", "/nowhere_")).await;
            assert!(missing.contains("create it with `createdb nowhere_"), "{missing}");
            let stranger = refusal(&url.replace("waterline@", "stranger@")).await;
            assert!(stranger.contains("stranger"), "{stranger}");
        });
    }
}
