//! Stories of a process that is killed at every step there is, and of the one that comes after it.

use super::stories::{TINY, expected, import, scanned, touch, touches};
use super::*;
use crate::location::{DatabaseUrl, Location};
use crate::reading;
use crate::reading_stories::heard;
use crate::testing::{Place, run};
use desk::time::Time;
use desk::touch::Touch;
use std::collections::BTreeSet;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output};

/// Every step that [`fail::step`] knows.
const STEPS: [&str; 19] = [
    "segment-written",
    "index-written",
    "bulk-written",
    "bulk-recorded",
    "bulk-committed",
    "appended",
    "append-committed",
    "seal-written",
    "seal-deleted",
    "seal-committed",
    "compact-written",
    "compact-replaced",
    "compact-committed",
    "file-deleted",
    "erase-tail",
    "erase-written",
    "erase-committed",
    "reading-marked",
    "reading-committed",
];

const RECEIVED: Time = Time(1_800_000_000_000_000);
const IMPORTED: u64 = 30;

/// Does a little of everything, and says what is done. Doing it again changes nothing.
async fn work(log: &Log) {
    import(log, "file", &touches(0..IMPORTED)).await;
    for from in [IMPORTED, IMPORTED + 8, IMPORTED + 16] {
        log.append(&touches(from..from + 8), RECEIVED).await.unwrap();
        println!("appended up to {}", from + 8);
        if from < IMPORTED + 16 {
            log.seal().await.unwrap();
        }
        read(log).await;
    }
    log.compact().await.unwrap();
    log.erase(&[touch(1).customer()]).await.unwrap();
    let mut transaction = log.database.write().await.unwrap();
    reading::forget(&mut transaction, &[touch(1).customer()]).await.unwrap();
    transaction.commit().await.unwrap();
    read(log).await;
}

/// Reads every text that is not read yet, a few journeys at a time.
async fn read(log: &Log) {
    loop {
        let unread = log.unread(3).await.unwrap();
        if unread.is_over() {
            return;
        }
        let journeys = log.journeys(&unread.journeys).await.unwrap();
        let heard: Vec<_> = journeys.iter().map(|(key, touches)| heard(*key, touches)).collect();
        let mut transaction = log.database.write().await.unwrap();
        reading::record(log, &mut transaction, (&heard, &journeys), &unread).await.unwrap();
        transaction.commit().await.unwrap();
        fail::step("reading-committed");
    }
}

/// The touches whose texts were read.
async fn texts_read(log: &Log) -> BTreeSet<u128> {
    let mut transaction = log.database.read().await.unwrap();
    let rows: Vec<(Vec<u8>,)> = transaction.fetch_all("SELECT touch_key FROM reading", []).await.unwrap();
    rows.iter().map(|(key,)| tail::of_bytes(key)).collect()
}

fn all() -> Vec<Touch> {
    touches(0..IMPORTED + 24)
}

fn is_erased(touch: &Touch) -> bool {
    touch.customer() == self::touch(1).customer()
}

#[test]
#[ignore = "the process that is killed; the stories below start it"]
fn child() {
    let url = std::env::var("KILL_DATABASE").unwrap();
    let location = Location::database(&url, std::env::var("KILL_SEGMENTS").unwrap()).unwrap();
    run(async {
        let log = Log::open(Database::open(&location).await.unwrap(), TINY).await.unwrap();
        work(&log).await;
    });
}

fn start_child(place: &Place, step: &str) -> Output {
    let url = match &place.location.database {
        DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DatabaseUrl::Postgres(url) => url.clone(),
    };
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["log::kill::child", "--exact", "--ignored", "--nocapture"]);
    child.env("KILL_DATABASE", url).env("KILL_SEGMENTS", place.location.segments());
    child.env("WATERLINE_FAIL_AT", step).output().unwrap()
}

/// Kills a process at a step, looks at what is left, and does the work again.
fn check(place: &Place, step: &str, must_happen: bool) {
    let output = start_child(place, step);
    let killed = output.status.signal().is_some();
    assert!(killed || (!must_happen && output.status.success()), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let appended = said.lines().filter_map(|line| line.rsplit("appended up to ").next()?.parse::<u64>().ok()).max();
    run(async {
        let log = Log::open(place.open().await, TINY).await.unwrap();
        let imported = log.import("file").await.unwrap().map_or(0, |progress| (progress.position * 4).min(IMPORTED));
        let acknowledged = touches((0..imported).chain(IMPORTED..appended.unwrap_or(IMPORTED)));
        let there = scanned(&log, ScanRequest::default()).await;
        let known: BTreeSet<String> = expected(&all()).into_iter().collect();
        assert!(there.iter().all(|row| known.contains(row)), "something that nobody sent");
        let must = expected(acknowledged.iter().filter(|touch| !is_erased(touch)));
        let there_once: BTreeSet<String> = there.iter().cloned().collect();
        assert_eq!(there.len(), there_once.len(), "something is there twice");
        assert!(must.iter().all(|row| there_once.contains(row)), "something acknowledged is gone");
        assert_eq!(log.verify().await.unwrap().problems, [""; 0]);

        work(&log).await;
        let stay: Vec<Touch> = all().into_iter().filter(|touch| !is_erased(touch)).collect();
        assert_eq!(scanned(&log, ScanRequest::default()).await, expected(&stay));
        let texts = stay.iter().filter(|touch| touch.text.is_some());
        assert_eq!(texts_read(&log).await, texts.map(|touch| touch.key().0).collect(), "texts that are read");
        let verification = log.verify().await.unwrap();
        assert_eq!(verification.problems, [""; 0]);
        if matches!(place.location.database, DatabaseUrl::Sqlite(_)) {
            assert_eq!(verification.orphans, [""; 0]);
        }
    });
}

#[test]
fn killed_at_any_step_nothing_is_lost_and_nothing_doubled() {
    assert_eq!(expected(&all()).into_iter().collect::<BTreeSet<_>>().len(), all().len(), "touches that look different");
    for step in STEPS {
        eprintln!("at {step}");
        check(&Place::sqlite(), step, true);
        check(&Place::sqlite(), &format!("{step}:3"), false);
    }
}

#[test]
fn killed_at_any_step_on_a_server_too() {
    for step in STEPS {
        eprintln!("at {step}");
        check(&Place::postgres(), step, true);
    }
}
