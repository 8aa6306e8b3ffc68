//! Settings that were changed on the page, out of the real program: every command that uses the store goes by them.

mod common;

use common::serving::Serving;
use common::{Place, directory, text};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

/// Changes a setting as the page does, through the socket of the machine's administrator.
fn set(data: &Path, key: &str, value: &Value) {
    let body = json!({ "value": value }).to_string();
    let mut stream = UnixStream::connect(data.join("waterline.sock")).expect("a server");
    let head = format!("PUT /api/v1/settings/{key} HTTP/1.0\r\nHost: localhost\r\nIf-Match: \"0\"\r\n");
    let head = format!("{head}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    stream.write_all(head.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.0 204"), "{key}: {answer}");
}

fn check(place: &Place, data: &Path) {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/company");
    for file in ["chat", "hotline", "office", "shop", "web"] {
        place.json(&["import", &text(&sample.join(file).with_extension("jsonl"))]);
    }
    let serving = Serving::start(place, "127.0.0.1:0");
    set(data, "reading.time_zone", &json!("Asia/Shanghai"));
    set(data, "noise.min_exposed", &json!(12));
    set(data, "damage.customer_value", &json!(250.0));
    serving.stop();
    let config = |more: &[&str]| {
        let all = place.json(&[&["config"], more].concat());
        let wanted = ["reading.time_zone", "noise.min_exposed", "signals.repeat_days"];
        let found =
            |name: &str| all.as_array().expect("settings").iter().find(|one| one["key"] == name).expect("known");
        wanted.map(|name| format!("{} by {}", found(name)["value"], found(name)["from"].as_str().expect("said")))
    };
    assert_eq!(config(&[]), ["\"Asia/Shanghai\" by page", "12 by page", "7 by default"]);
    assert_eq!(config(&["--time-zone", "Europe/Berlin"])[0], "\"Europe/Berlin\" by --time-zone");
    let report = place.json(&["report"]);
    let applied = ["zone", "least_exposed"].map(|key| report["settings"][key].clone());
    assert_eq!(applied, [json!("Asia/Shanghai"), json!(12)]);
    let worth = |arguments: &[&str]| place.json(arguments)["damage"]["best"]["at_risk"].clone();
    assert_eq!(worth(&["iceberg"]), worth(&["iceberg", "--value", "250"]));
    assert_ne!(worth(&["iceberg"]), worth(&["iceberg", "--value", "100"]));
}

#[test]
fn what_was_changed_on_the_page_holds_for_every_command_on_sqlite() {
    let directory = directory();
    check(&Place::sqlite(directory.path()), &directory.path().join("data"));
}

#[test]
fn what_was_changed_on_the_page_holds_for_every_command_on_postgresql() {
    let directory = directory();
    check(&Place::postgres(directory.path()), &directory.path().join("data"));
}
