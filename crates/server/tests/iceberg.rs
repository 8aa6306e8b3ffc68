//! The iceberg and the planks out of the real program, over a simulated company.

mod common;

use common::{Place, directory, json, text, waterline};
use company::{Company, Truth};
use desk::touch::{Results, Touch};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Writes a small airline as JSON Lines, each touch changed by `change`.
fn airline(directory: &Path, change: impl Fn(&mut Touch)) -> (PathBuf, Truth) {
    airline_of(directory, 5, change)
}

/// The same with another seed.
fn airline_of(directory: &Path, seed: u64, change: impl Fn(&mut Touch)) -> (PathBuf, Truth) {
    let airline = Company::named("airline").expect("one of ours");
    let mut touches = airline.touches(0..700, seed);
    let mut lines = String::new();
    for mut touch in touches.by_ref() {
        change(&mut touch);
        lines.push_str(&serde_json::to_string(&touch).expect("a touch is JSON"));
        lines.push('\n');
    }
    let path = directory.join("airline.jsonl");
    std::fs::write(&path, lines).expect("the file is written");
    (path, touches.truth())
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn nineteen_of_twenty_intervals_hold_the_truth_and_so_do_three_of_four() {
    let directory = directory();
    let holds = |seed: &u64| {
        let (path, truth) = airline_of(directory.path(), *seed, |_| ());
        let silent = json(&["iceberg", &text(&path)])["silent"].clone();
        let truth = truth.iceberg.lists[0] as f64;
        println!("seed {seed}: {silent}, truth {truth}");
        number(&silent["low"]) <= truth && truth <= number(&silent["high"])
    };
    assert!((11..15).filter(holds).count() >= 3);
}

#[test]
fn a_file_and_a_store_show_the_same_iceberg() {
    let directory = directory();
    let (path, truth) = airline(directory.path(), |_| ());
    let found = json(&["iceberg", &text(&path)]);
    let place = Place::sqlite(directory.path());
    place.json(&["import", &text(&path)]);
    assert_eq!(place.json(&["iceberg"]), found);
    assert_eq!(found["journeys"], truth.journeys);
    assert_eq!(found["surfaced"], truth.iceberg.journeys - truth.iceberg.lists[0]);
    assert_eq!(found["estimates"].as_array().map(Vec::len), Some(3), "{found}");
    assert_eq!(found["damage"]["parameters"].as_array().map(Vec::len), Some(18));
    assert_eq!(found["damage"]["parameters"][5]["basis"], "measured", "the log tells who left");
    assert!(found["gate"]["certainty"].is_number() && found["missing"] == Value::Array(Vec::new()));
    let money = json(&["iceberg", &text(&path), "--value", "250"]);
    let [customers, money] = [&found, &money].map(|found| number(&found["damage"]["best"]["at_risk"]));
    assert!((money - 250.0 * customers).abs() < 1e-6 * money.abs());
    let page = text(&directory.path().join("page.html"));
    let output = waterline().args(["report", &text(&path), "--out", &page]).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let page = std::fs::read_to_string(page).expect("the page is there");
    assert!(page.contains("Dissatisfied and said nothing") && page.contains("by overlap of lists"));
    for language in ["en", "zh-Hans", "zh-Hant"] {
        let output =
            waterline().args(["iceberg", &text(&path), "--lang", language]).output().expect("the program starts");
        let shown = String::from_utf8(output.stdout).expect("text");
        println!("{shown}");
        assert!(output.status.success() && shown.contains('●') && !shown.contains('⟦'), "{shown}");
    }
}

#[test]
fn a_log_that_says_nothing_of_satisfaction_says_which_fields_are_missing() {
    let directory = directory();
    let (path, _) = airline(directory.path(), |touch| touch.results = Results::default());
    let found = json(&["iceberg", &text(&path)]);
    // Steps named after complaints still show on two lists.
    let needs: Vec<&str> =
        found["missing"].as_array().expect("a list").iter().filter_map(|missing| missing["needs"].as_str()).collect();
    assert_eq!(needs, ["results.rating", "results.churned"]);
    assert_eq!((&found["agree"], found["estimates"].as_array().map(Vec::len)), (&Value::Bool(false), Some(1)));
    let (path, _) = airline(directory.path(), |touch| {
        touch.results = Results { complained: Some(false), ..Results::default() };
    });
    let found = json(&["iceberg", &text(&path)]);
    assert_eq!((&found["silent"], &found["damage"], &found["gate"]), (&Value::Null, &Value::Null, &Value::Null));
    assert_eq!(found["missing"][0]["lacks"], "second_list");
}

#[test]
fn planks_tell_what_ratings_hang_on_and_complaints_where_there_are_no_ratings() {
    let directory = directory();
    let (path, _) = airline(directory.path(), |_| ());
    let found = json(&["planks", &text(&path)]);
    assert_eq!(found["outcome"], "rating", "{found}");
    let drivers = found["drivers"].as_array().expect("drivers");
    let sum = |key: &str| drivers.iter().map(|driver| number(&driver[key])).sum::<f64>();
    assert!(drivers.len() >= 4, "{found}");
    assert!((sum("share") - number(&found["explained"])).abs() < 1e-9);
    assert!((sum("share_johnson") - number(&found["explained"])).abs() < 1e-9);
    for driver in drivers {
        let [rank, best, worst] = ["rank", "rank_best", "rank_worst"].map(|key| number(&driver[key]));
        assert!(best <= rank && rank <= worst, "{driver}");
    }
    let barrel = &found["barrel"];
    assert_eq!(barrel["short_planks_first"].as_bool(), Some(number(&barrel["rho_high"]) < 0.0), "{barrel}");
    for language in ["en", "zh-Hans", "zh-Hant"] {
        let output =
            waterline().args(["planks", &text(&path), "--lang", language]).output().expect("the program starts");
        let shown = String::from_utf8(output.stdout).expect("text");
        println!("{shown}");
        assert!(output.status.success() && shown.contains('ρ') && !shown.contains('⟦'), "{shown}");
    }
    let (path, _) = airline(directory.path(), |touch| touch.results.rating = None);
    assert_eq!(json(&["planks", &text(&path)])["outcome"], "complained");
    let (path, _) = airline(directory.path(), |touch| touch.results = Results::default());
    let found = json(&["planks", &text(&path)]);
    assert!(found["outcome"].is_null() && found["missing"].is_string(), "{found}");
}
