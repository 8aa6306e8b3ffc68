//! Stories told on both databases. PostgreSQL is real: the test process starts one of its own and it goes when the
//! process goes, in whatever way.

use crate::database::Database;
use crate::location::Location;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// An empty place for one story's store; its files go when it is dropped.
#[derive(Debug)]
pub struct Place {
    /// Where the story opens its store.
    pub location: Location,
    /// A directory for whatever files the story needs.
    pub directory: TempDir,
}

impl Place {
    /// A fresh place with SQLite.
    pub fn sqlite() -> Place {
        let directory = tempfile::tempdir().expect("a temporary directory");
        Place { location: Location::directory(directory.path().join("store")), directory }
    }

    /// A fresh place with a database of its own on the PostgreSQL of this test process.
    pub fn postgres() -> Place {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let url = postgres_url();
        let location = Location::database(&url, directory.path().join("segments")).expect("our own URL");
        Place { location, directory }
    }

    /// Opens the database of this place.
    pub async fn open(&self) -> Database {
        Database::open(&self.location).await.expect("an empty place opens")
    }
}

/// The URL of a fresh database on the PostgreSQL of this test process, for stories that run the program itself.
pub fn postgres_url() -> String {
    server().new_database()
}

/// Tells a story on SQLite and then on PostgreSQL.
pub fn both<Story, Told>(story: Story)
where
    Story: Fn(Place) -> Told,
    Told: Future<Output = ()>,
{
    for (name, place) in [("SQLite", Place::sqlite as fn() -> Place), ("PostgreSQL", Place::postgres)] {
        // Shown only when the story fails: it says on which database.
        eprintln!("on {name}:");
        run(story(place()));
    }
}

/// Runs a story on a small runtime of its own.
pub fn run(story: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(story);
}

/// A PostgreSQL server in a temporary directory, reached through a socket there, so that no port can be taken.
///
/// It is watched over by a shell that waits on a pipe from us: when this process ends, even by kill -9, the pipe
/// closes and the shell stops the server and removes its files.
#[derive(Debug)]
struct Server {
    socket: PathBuf,
    _guard: Child,
    databases: AtomicU32,
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(Server::start)
}

const GUARD: &str = r#"
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=on -c max_connections=300 >"$2/log" 2>&1 &
server=$!
cat >/dev/null
kill -QUIT $server
wait $server
rm -rf "$2"
"#;

impl Server {
    fn start() -> Server {
        let programs = programs();
        let home = tempfile::Builder::new().prefix("waterline-pg-").tempdir().expect("a temporary directory").keep();
        let status = Command::new("cp").arg("-a").arg(template(&programs)).arg(home.join("data")).status();
        assert!(status.is_ok_and(|status| status.success()), "the empty database could not be copied");
        give_away(&home);
        let mut command = as_server_user("sh");
        command.args(["-c", GUARD, "guard"]).arg(&programs).arg(&home);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let guard = command.spawn().expect("a shell");
        let server = Server { socket: home, _guard: guard, databases: AtomicU32::new(0) };
        let begun = Instant::now();
        while !done(&server.socket, "SELECT 1") {
            let log = std::fs::read_to_string(server.socket.join("log")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_secs(60), "PostgreSQL does not start:\n{log}");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    fn new_database(&self) -> String {
        let name = format!("story_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        assert!(done(&self.socket, &format!("CREATE DATABASE {name}")), "a new database");
        format!("postgres://waterline@localhost/{name}?host={}", self.socket.display())
    }
}

/// Whether the server carried out one statement.
fn done(socket: &Path, sql: &str) -> bool {
    let sql = sql.to_owned();
    let url = format!("postgres://waterline@localhost/postgres?host={}", socket.display());
    let ask = async move {
        use sqlx::Connection;
        let mut connection = sqlx::PgConnection::connect(&url).await?;
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await?;
        connection.close().await
    };
    // A thread of its own, because stories run inside a runtime already.
    let asked = std::thread::spawn(|| {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(ask)
    });
    asked.join().expect("no panic").is_ok()
}

/// An initialised, empty data directory, made once per machine and copied for each server: initdb takes a second,
/// a copy does not, and every test of `cargo nextest` is a process of its own.
fn template(programs: &Path) -> PathBuf {
    let user = server_user().unwrap_or("self");
    let version = programs.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
    let home = std::env::temp_dir().join(format!("waterline-pg-template-{version}-{user}-{}", own_id()));
    let lock = File::create(home.with_extension("lock")).expect("a lock file in the temporary directory");
    lock.lock().expect("a lock");
    let data = home.join("data");
    if !home.join("complete").exists() {
        let _ = std::fs::remove_dir_all(&home);
        std::fs::create_dir_all(&home).expect("a directory");
        give_away(&home);
        let mut initdb = as_server_user(programs.join("initdb").to_str().expect("a plain path"));
        initdb.args(["--no-sync", "-A", "trust", "-U", "waterline", "-E", "UTF8", "--locale=C", "-D"]).arg(&data);
        let output = initdb.output().expect("initdb runs");
        assert!(output.status.success(), "initdb: {}", String::from_utf8_lossy(&output.stderr));
        File::create(home.join("complete")).and_then(|mut file| file.write_all(b"yes")).expect("a mark");
    }
    data
}

/// The directory of the PostgreSQL programs: on the PATH, or where Debian puts them.
fn programs() -> PathBuf {
    let on_path = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut debian: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    debian.sort();
    debian.reverse();
    let mut places = on_path.unwrap_or_default().into_iter().chain(debian);
    let found = places.find(|place| place.join("postgres").exists() && place.join("initdb").exists());
    let found = found.expect("PostgreSQL 15 or later is needed for the tests: apt-get install postgresql");
    let real = found.join("postgres").canonicalize().expect("it exists");
    real.parent().expect("a file lies in a directory").to_owned()
}

fn own_id() -> String {
    let output = Command::new("id").arg("-u").output().expect("id runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// PostgreSQL refuses to run as root; the package made a user for it.
fn server_user() -> Option<&'static str> {
    (own_id() == "0").then_some("postgres")
}

fn as_server_user(program: &str) -> Command {
    match server_user() {
        None => Command::new(program),
        Some(user) => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", user, "--regid", user, "--clear-groups", "--"]).arg(program).current_dir("/");
            command
        }
    }
}

fn give_away(directory: &Path) {
    if let Some(user) = server_user() {
        let status = Command::new("chown").arg("-R").arg(format!("{user}:")).arg(directory).status();
        assert!(status.is_ok_and(|status| status.success()), "the directory could not be given to {user}");
    }
}
