//! An import that is killed at any moment, fifty times over, loses nothing and doubles nothing.

mod common;

use common::{Figures, Place, directory, incidents};
use std::process::Stdio;
use std::time::Duration;

const KILLS: u32 = 50;

/// Waits between kills: spread over start, reading, writing and sealing.
fn pause(number: u32) -> Duration {
    let mixed = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    Duration::from_millis(20 + mixed % 480)
}

fn check(place: &Place, log: &str, expected: Figures) {
    let arguments = ["import", log, "--memory", "16"];
    let mut finished = 0;
    for number in 0..KILLS {
        let mut command = common::waterline();
        command.args(&place.arguments).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        let mut import = command.spawn().expect("the program starts");
        std::thread::sleep(pause(number));
        if import.try_wait().expect("its state").is_some_and(|status| status.success()) {
            finished += 1;
        }
        import.kill().expect("killed");
        import.wait().expect("gone");
    }
    place.json(&arguments);
    let figures = Figures::of(&place.json(&["graph"]));
    let doctor = place.json(&["doctor"]);
    println!("after {KILLS} kills ({finished} came too late): {figures:?}");
    assert_eq!(figures, expected);
    assert_eq!(doctor["healthy"], true, "{doctor}");
}

#[test]
fn killed_fifty_times_on_both_databases() {
    let directory = directory();
    let log = match incidents() {
        Some(log) => log,
        None => (0..40_000).fold("case,activity,time\n".to_owned(), |log, row| {
            format!("{log}{},step {},2024-01-{:02} 10:{:02}\n", row / 8, row % 8, 1 + row / 8 % 28, row % 8)
        }),
    };
    let path = directory.path().join("log.csv");
    std::fs::write(&path, log).expect("written");
    let path = common::text(&path);
    let expected = Figures::of(&common::json(&["graph", &path]));
    check(&Place::sqlite(directory.path()), &path, expected);
    check(&Place::postgres(&directory.path().join("postgres")), &path, expected);
}
