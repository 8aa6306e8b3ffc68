//! A payment page that breaks, is mended, stays mended and breaks again, told to the real program.

mod common;

use common::{Place, directory, json, text};
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

const DAY: u64 = 86_400;
/// 1 January 2024, a Monday.
const BEGIN: u64 = 1_704_067_200;
const FIXED: &str = "2024-09-02";

/// Spreads numbers evenly and without order, the same on every machine.
fn mix(number: u64) -> u64 {
    let mut hash = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// Weeks of a shop with twenty orders a day; payments fail at `rate` in a hundred, and those who fail often complain.
fn orders(path: &Path, weeks: std::ops::Range<u64>, rate: impl Fn(u64) -> u64) {
    let mut log = String::from("order,customer,time,touchpoint,outcome,complained\n");
    for number in weeks.start * 140..weeks.end * 140 {
        let (week, drawn) = (number / 140, mix(number));
        let at = BEGIN + number * DAY / 20;
        let fails = drawn % 100 < rate(week);
        let complains = mix(drawn) % 100 < if fails { 40 } else { 5 };
        let outcome = if fails { "failed" } else { "ok" };
        let customer = mix(number + 1_000_000) % 900;
        for (place, outcome, after) in [("cart", "ok", 0), ("pay", outcome, 120), ("case closed", "ok", 900)] {
            let time = at + after;
            let complains = complains && place == "case closed";
            writeln!(log, "{number},c{customer},{time},{place},{outcome},{complains}").expect("a string grows");
        }
    }
    std::fs::write(path, log).expect("a folder to write to");
}

fn mended(week: u64) -> u64 {
    if week < 35 { 12 } else { 3 }
}

fn question(fixed: &str) -> [&str; 6] {
    ["--kind", "failure", "--place", "pay", "--at", fixed]
}

#[test]
fn a_fix_is_proved_from_a_file_and_a_date_at_which_nothing_was_done_is_not() {
    let directory = directory();
    let log = text(&directory.path().join("orders.csv"));
    orders(Path::new(&log), 0..52, mended);
    let proved = json(&[&["prove", &log], question(FIXED).as_slice()].concat());
    assert_eq!((&proved["verdict"], &proved["ground"]), (&"proved".into(), &"step".into()), "{proved:#}");
    let ratio = |end: &str| proved["change"]["ratio"][end].as_f64().expect("a figure");
    assert!(ratio("low") < 0.25 && 0.25 < ratio("high"), "{proved:#}");
    assert_eq!((&proved["place"], &proved["place_kind"]), (&"pay".into(), &"step".into()));
    let other = json(&[&["prove", &log], question("2024-05-06").as_slice()].concat());
    assert_ne!(other["verdict"], "proved", "{other:#}");
    let early = json(&[&["prove", &log], question("2024-12-16").as_slice()].concat());
    assert_eq!((&early["verdict"], &early["ground"]), (&"too_early".into(), &"few_after".into()), "{early:#}");
}

fn stages(shown: &Value) -> Vec<&str> {
    shown["steps"].as_array().expect("steps").iter().filter_map(|step| step["stage"].as_str()).collect()
}

fn life(place: &Place, directory: &Path) {
    let file = |name: &str| text(&directory.join(name));
    orders(&directory.join("first.csv"), 0..52, mended);
    place.json(&["import", &file("first.csv"), "--source", "shop"]);
    let listed = place.json(&["points", "--track"]);
    let found = |point: &&Value| point["kind"] == "failure" && point["place"] == "pay";
    let points = listed.as_array().expect("a list");
    let id = points.iter().find(found).expect("the payment")["id"].as_str().expect("an id").to_owned();
    let refused = place.run(&["prove", &id]);
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(1) && why.contains("nothing was changed"), "{why}");

    place.json(&["points", "--assign", &id, "--owner", "Web team"]);
    place.json(&["points", "--changed", &id, "--at", FIXED, "--what", "new page"]);
    assert_eq!(place.json(&["prove", &id])["verdict"], "proved");
    let again = place.json(&["prove", &id]);
    assert_eq!((&again["verdict"], &again["watch"]["steps"]), (&"proved".into(), &0.into()), "nothing new to watch");

    // Good weeks change nothing, bad ones bring it back.
    orders(&directory.join("good.csv"), 53..60, |_| 3);
    place.json(&["import", &file("good.csv"), "--source", "shop"]);
    assert_eq!(place.json(&["prove", &id])["verdict"], "proved");
    orders(&directory.join("bad.csv"), 60..70, |_| 12);
    place.json(&["import", &file("bad.csv"), "--source", "shop"]);
    let back = place.run(&["prove", &id, "--json"]);
    assert_eq!(back.status.code(), Some(3), "{}", String::from_utf8_lossy(&back.stderr));
    let back: Value = serde_json::from_slice(&back.stdout).expect("JSON");
    assert_eq!(back["verdict"], "came_back", "{back:#}");
    let shown = place.json(&["points", "--show", &id]);
    let stages = stages(&shown);
    assert!(stages.starts_with(&["suspected", "associated"]), "{stages:?}");
    assert!(stages.ends_with(&["assigned", "changed", "proved", "came_back"]), "{stages:?}");
    assert_eq!((&shown["stage"], &shown["owner"]), (&"came_back".into(), &"Web team".into()));
    assert_eq!(shown["steps"].as_array().and_then(|steps| steps.last()).map(|step| &step["test"]), Some(&back));
}

#[test]
fn a_point_lives_from_the_report_to_its_return_in_both_databases() {
    let folders = [directory(), directory()];
    life(&Place::sqlite(folders[0].path()), folders[0].path());
    life(&Place::postgres(folders[1].path()), folders[1].path());
}

#[test]
fn verdicts_are_told_in_every_language() {
    let directory = directory();
    let log = text(&directory.path().join("orders.csv"));
    orders(Path::new(&log), 0..52, mended);
    for (language, says) in [("en", "The fix worked."), ("zh-Hans", "整改有效。"), ("zh-Hant", "改善有效。")]
    {
        let arguments = [&["prove", &log, "--lang", language], question(FIXED).as_slice()].concat();
        let output = common::waterline().args(&arguments).output().expect("the program starts");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        println!("{told}");
        assert!(told.contains(says), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    }
}
