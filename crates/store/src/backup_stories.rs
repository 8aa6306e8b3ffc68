//! Stories of backups: made while the store is in use, damaged, restored, also into the other database.

use crate::backup::write;
use crate::backup_restore::{check, restore};
use crate::database::Database;
use crate::job;
use crate::log::{Log, Options};
use crate::person::{Ruling, join};
use crate::testing::{Place, both, run};
use desk::identity::{Identity, Kind};
use desk::person::Limits;
use desk::time::{Span, Time};
use desk::touch::Touch;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const NOW: Time = Time(1_700_000_000_000_000);

fn touches(from: u64, count: u64) -> Vec<Touch> {
    let touch = |n: u64| {
        let account = Identity { kind: Kind::Account, value: (n % 7).to_string() };
        let name = Identity { kind: Kind::Name, value: format!("客户 {}", n % 7) };
        let at = NOW + Span(n as i64);
        Touch { id: n.to_string(), source: "shop".into(), at, identities: vec![account, name], ..Touch::default() }
    };
    (from..from + count).map(touch).collect()
}

async fn log(database: &Database) -> Log {
    Log::open(database.clone(), Options::default()).await.unwrap()
}

/// A store with something in every corner: sealed and recent touches, an import, a decision, a job.
async fn filled(place: &Place) -> (Database, Log) {
    let database = place.open().await;
    let log = log(&database).await;
    let mut bulk = log.bulk("file.csv", NOW).await.unwrap();
    bulk.add(&touches(0, 500), 500).await.unwrap();
    bulk.finish().await.unwrap();
    log.append(&touches(500, 10), NOW).await.unwrap();
    let keys: Vec<_> = touches(0, 2).iter().map(Touch::customer).collect();
    let ruling = Ruling { who: "mei", why: "one family", now: NOW };
    join(&database, keys[0], keys[1], &ruling, &Limits::default()).await.unwrap();
    let mut transaction = database.write().await.unwrap();
    job::enqueue(&mut transaction, "greet", &1, NOW).await.unwrap();
    transaction.commit().await.unwrap();
    (database, log)
}

/// Everything in the tables, as text.
async fn content(database: &Database, scratch: &Path) -> Vec<(String, u64, String)> {
    let manifest = write(database, scratch, NOW).await.unwrap();
    let sorted = |name: &String| {
        let text = std::fs::read_to_string(scratch.join("tables").join(format!("{name}.jsonl"))).unwrap();
        let mut lines: Vec<_> = text.lines().collect();
        lines.sort_unstable();
        lines.join("\n")
    };
    manifest.tables.iter().map(|(name, table)| (name.clone(), table.rows, sorted(name))).collect()
}

async fn restored_into(make: fn() -> Place, backup: &Path, expected: &[(String, u64, String)]) {
    let place = make();
    let database = restore(backup, &place.location).await.unwrap();
    assert_eq!(content(&database, &place.directory.path().join("again")).await, expected);
    let log = log(&database).await;
    assert_eq!(log.statistics().await.unwrap().touches, 510);
    log.verify().await.unwrap();
    // What is written next does not take numbers that are taken.
    let mut transaction = database.write().await.unwrap();
    job::enqueue(&mut transaction, "greet", &2, NOW).await.unwrap();
    transaction.commit().await.unwrap();
    let error = restore(backup, &place.location).await.unwrap_err().to_string();
    assert!(error.contains("in use") || error.contains("not empty"), "{error}");
    database.close().await;
    drop(log);
}

#[test]
fn a_backup_becomes_the_same_store_on_either_database() {
    both(|place| async move {
        let (database, _log) = filled(&place).await;
        let backup = place.directory.path().join("backup");
        let expected = content(&database, &backup).await;
        assert!(expected.iter().any(|(name, rows, _)| name == "segment" && *rows > 0));
        restored_into(Place::sqlite, &backup, &expected).await;
        restored_into(Place::postgres, &backup, &expected).await;
        let error = write(&database, &backup, NOW).await.unwrap_err().to_string();
        assert!(error.contains("not empty"), "{error}");
    });
}

#[test]
fn a_backup_made_while_the_store_is_in_use_is_one_moment_of_it() {
    both(|place| async move {
        let database = place.open().await;
        let log = Log::open(database.clone(), Options { tail_touches: 50, ..Options::default() }).await.unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let (busy, stopped) = (log.clone(), stop.clone());
        let writer = tokio::spawn(async move {
            let mut written = 0;
            while !stopped.load(Ordering::Relaxed) {
                busy.append(&touches(written, 10), NOW).await.unwrap();
                written += 10;
                if busy.wants_seal().await.unwrap() {
                    busy.seal().await.unwrap();
                    busy.compact().await.unwrap();
                }
            }
        });
        for round in 0..5 {
            let backup = place.directory.path().join(format!("backup-{round}"));
            write(&database, &backup, NOW).await.unwrap();
            let other = Place::sqlite();
            let restored = restore(&backup, &other.location).await.unwrap();
            let log = self::log(&restored).await;
            log.verify().await.unwrap();
            // Touches came ten at a time and in order, so a moment has the first n tens and nothing else.
            let count = log.statistics().await.unwrap().touches;
            assert_eq!(count % 10, 0);
            let again = log.append(&touches(0, count), NOW).await.unwrap();
            assert!(again.iter().all(|verdict| *verdict == crate::log::Verdict::Duplicate));
        }
        stop.store(true, Ordering::Relaxed);
        writer.await.unwrap();
    });
}

#[test]
fn a_damaged_or_unfinished_backup_is_refused_before_anything_is_written() {
    run(async {
        let place = Place::sqlite();
        let (database, _log) = filled(&place).await;
        let backup = place.directory.path().join("backup");
        let manifest = write(&database, &backup, NOW).await.unwrap();
        let segment = manifest.segments.keys().find(|name| name.ends_with(".parquet")).unwrap();
        for file in ["tables/identity.jsonl".to_owned(), format!("segments/{segment}")] {
            let path = backup.join(file);
            let good = std::fs::read(&path).unwrap();
            let mut bad = good.clone();
            bad[good.len() / 2] ^= 1;
            // Segments are links to the store's own files: replace, never write into them.
            std::fs::remove_file(&path).unwrap();
            std::fs::write(&path, &bad).unwrap();
            let error = check(&backup).unwrap_err().to_string();
            assert!(error.contains(path.to_str().unwrap()) && error.contains("checksum"), "{error}");
            let other = Place::sqlite();
            restore(&backup, &other.location).await.unwrap_err();
            assert_eq!(other.location.exists(), Some(false));
            std::fs::write(&path, &good).unwrap();
        }
        check(&backup).unwrap();
        std::fs::remove_file(backup.join("backup.json")).unwrap();
        let error = check(&backup).unwrap_err().to_string();
        assert!(error.contains("not a complete backup"), "{error}");
    });
}
