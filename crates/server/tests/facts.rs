//! Published figures of public logs, out of the real program.

mod common;

use common::{Figures, Place, directory, json, public_log, text};

fn check(log: &str, expected: Figures) {
    let Some(path) = public_log(log) else { return };
    let figures = Figures::of(&json(&["graph", &text(&path)]));
    println!("{log}: {figures:?}");
    assert_eq!(figures, expected, "{log}");
}

const HELPDESK: Figures =
    Figures { journeys: 4_580, touches: 21_348, pairs: 55, transitions: 16_768, variants: 226, repeats: 1_640 };
const LOANS: Figures =
    Figures { journeys: 13_087, touches: 262_200, pairs: 125, transitions: 249_113, variants: 4_366, repeats: 27_362 };

#[test]
fn the_helpdesk_and_the_loans_show_their_published_figures() {
    check("italian-helpdesk.xes.gz", HELPDESK);
    check("bpic2012.xes.gz", LOANS);
}

#[test]
fn a_round_trip_through_every_format_loses_nothing() {
    for (log, expected) in [("italian-helpdesk.xes.gz", HELPDESK), ("bpic2012.xes.gz", LOANS)] {
        let Some(path) = public_log(log) else { return };
        let directory = directory();
        let place = Place::sqlite(directory.path());
        place.json(&["import", &text(&path)]);
        for format in ["csv", "ocel", "xes", "jsonl", "parquet"] {
            let copy = text(&directory.path().join(format!("copy.{format}")));
            let export = place.run(&["export", "--format", format, "--out", &copy]);
            assert!(export.status.success(), "{}", String::from_utf8_lossy(&export.stderr));
            let again = Place::sqlite(&directory.path().join(format));
            let summary = again.json(&["import", &copy]);
            assert_eq!(summary["rejected"], 0, "{log} as {format}");
            let figures = Figures::of(&again.json(&["graph"]));
            println!("{log} as {format}: {figures:?}");
            assert_eq!(figures, expected, "{log} as {format}");
            // The touches themselves are the same, not only their figures: the copy adds nothing to the original.
            let doubled = place.json(&["import", &copy]);
            assert_eq!(
                (&doubled["touches"], &doubled["duplicates"]),
                (&0.into(), &expected.touches.into()),
                "{log} as {format}"
            );
        }
    }
}

#[test]
fn incidents_come_in_without_a_hand_written_mapping() {
    let Some(path) = public_log("servicenow-incidents.zip") else { return };
    let directory = directory();
    let place = Place::sqlite(directory.path());
    let summary = place.json(&["import", &text(&path)]);
    println!("incidents: {summary}");
    let figures = ["touches", "journeys", "customers", "rejected", "duplicates"].map(|key| summary[key].as_u64());
    assert_eq!(figures, [141_712, 24_918, 5_245, 0, 0].map(Some));
    let mapping = summary["mapping"].as_str().expect("the mapping as TOML");
    for line in
        ["thread = \"number\"", "channel = \"contact_type\"", "owner = \"assignment_group\"", "column = \"caller_id\""]
    {
        assert!(mapping.contains(line), "{line} is missing in\n{mapping}");
    }
    let again = place.json(&["import", &text(&path)]);
    let figures = ["touches", "journeys", "duplicates"].map(|key| again[key].as_u64());
    assert_eq!(figures, [0, 24_918, 141_712].map(Some), "the same import again adds nothing");
}
