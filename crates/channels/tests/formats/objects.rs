//! OCEL in its three forms.

use crate::{check_round_trip, read, read_text, read_with, real, sorted, write};
use channels::file::write::Form;
use channels::file::{Options, open};
use desk::touch::Touch;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

/// A small log: two orders that are shipped together, a customer, an employee, and an order that no event names.
fn log() -> Value {
    json!({
        "objectTypes": [
            {"name": "order", "attributes": [{"name": "price", "type": "float"}]},
            {"name": "customer", "attributes": []}, {"name": "employee", "attributes": []},
        ],
        "eventTypes": [{"name": "下单", "attributes": [{"name": "items", "type": "integer"}]}, {"name": "发货"}],
        "objects": [
            {"id": "o1", "type": "order",
             "attributes": [{"name": "price", "time": "1970-01-01T00:00:00Z", "value": "9.5"}],
             "relationships": [{"objectId": "c1", "qualifier": "bought by"}]},
            {"id": "o2", "type": "order"}, {"id": "c1", "type": "customer"}, {"id": "e1", "type": "employee"},
            {"id": "o3", "type": "order"},
        ],
        "events": [
            {"id": "1", "type": "下单", "time": "2024-01-01T08:00:00+08:00",
             "attributes": [{"name": "items", "value": "2"}],
             "relationships": [{"objectId": "o1", "qualifier": "places"}, {"objectId": "c1", "relationship": "by"}]},
            {"id": "2", "type": "下单", "time": "2024-01-01T01:00:00Z", "relationships": [{"objectId": "o2"}]},
            {"id": "3", "type": "发货", "time": "2024-01-02T00:00:00Z",
             "relationships": [{"objectId": "o1"}, {"objectId": "o2"}, {"objectId": "e1"}]},
            {"id": "4", "type": "发货", "relationships": []},
            {"id": "5", "time": "2024-01-02T00:00:00Z"},
        ],
    })
}

fn told(touch: &Touch) -> String {
    let who: Vec<_> = touch.identities.iter().map(|identity| identity.value.as_str()).collect();
    let (action, thread) = (touch.action.as_deref().unwrap_or("-"), touch.thread.as_deref().unwrap_or("-"));
    format!("{} {} {action} of {thread} for {who:?} by {:?}", touch.at, touch.id, touch.actor)
}

#[test]
fn every_order_has_its_whole_journey() {
    let read = read_text("log.jsonocel", serde_json::to_string_pretty(&log()).expect("JSON"));
    let lines: Vec<String> = read.touches.iter().map(told).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    2024-01-01T00:00:00Z 1 下单 of o1 for ["c1"] by None
    2024-01-01T01:00:00Z 2 下单 of o2 for [] by None
    2024-01-02T00:00:00Z 3 发货 of o1 for [] by Some("e1")
    2024-01-02T00:00:00Z 3@o2 发货 of o2 for [] by Some("e1")
    "#);
    insta::assert_snapshot!(read.complaints(), @r#"
    log.jsonocel:68: ocel:time: the time is missing; fill in when it happened
    log.jsonocel:72: it has no "type"; mend this entry, or export the log again
    "#);
    let attributes = &read.touches[0].attributes;
    assert_eq!(attributes["items"], json!(2), "a text of a declared type is read as that type");
    insta::assert_snapshot!(attributes["ocel:objects"], @r#"[{"attributes":[],"id":"c1","qualifier":"by","relationships":[],"type":"customer"},{"attributes":[{"name":"price","time":"1970-01-01T00:00:00Z","value":9.5}],"id":"o1","qualifier":"places","relationships":[{"objectId":"c1","qualifier":"bought by"}],"type":"order"}]"#);
    insta::assert_snapshot!(attributes["ocel:unrelated"], @r#"[{"attributes":[],"id":"o3","relationships":[],"type":"order"}]"#);
    for form in Form::ALL {
        check_round_trip(form, &sorted(read.touches.clone()));
    }
}

/// What a log of objects holds, whatever the order in which it says so.
fn content(path: &Path) -> BTreeMap<String, Value> {
    let text = std::fs::read_to_string(path).expect("a file");
    let log: Value = serde_json::from_str(&text).expect("JSON");
    let mut content = BTreeMap::new();
    for (list, key) in [("eventTypes", "name"), ("objectTypes", "name"), ("objects", "id"), ("events", "id")] {
        for element in log[list].as_array().expect("a list") {
            let name = format!("{list} {}", element[key].as_str().expect("a name"));
            assert_eq!(content.insert(name.clone(), normal(element)), None, "{name} comes once");
        }
    }
    content
}

/// Lists sorted, what is empty left out, times in UTC, and nothing that only Waterline writes.
fn normal(value: &Value) -> Value {
    match value {
        Value::String(text) => desk::time::Time::parse(text).map_or_else(|| value.clone(), |time| json!(time)),
        Value::Array(elements) => {
            let ours = |element: &Value| {
                ["name", "objectId"].iter().any(|key| {
                    let name = element.get(key).and_then(Value::as_str).unwrap_or_default();
                    ["waterline:", "thread/", "actor/", "customer/"].iter().any(|ours| name.starts_with(ours))
                })
            };
            let mut elements: Vec<Value> = elements.iter().filter(|element| !ours(element)).map(normal).collect();
            elements.sort_by_key(Value::to_string);
            elements.into()
        }
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| (key.clone(), normal(value)));
            fields.filter(|(_, value)| *value != json!([])).collect::<serde_json::Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

#[test]
fn a_log_of_objects_comes_back_with_all_it_held() {
    let Some(path) = real("ocel20_example.jsonocel") else { return };
    let read = read(&path);
    assert_eq!((read.touches.len(), read.rejected.len()), (13, 0));
    for form in Form::ALL {
        check_round_trip(form, &sorted(read.touches.clone()));
    }
    let folder = TempDir::new().expect("a folder");
    let back = folder.path().join("back.jsonocel");
    write(Form::OcelJson, &sorted(read.touches), &back);
    let after = content(&back);
    for (name, element) in content(&path) {
        assert_eq!(after.get(&name), Some(&element), "{name}");
    }
}

#[test]
fn the_three_forms_of_one_log_give_the_same_touches() {
    // The XML and the SQLite form of the sample were exported without a zone, in central European winter time.
    let from = |name: &str, zone: &str| -> Option<BTreeMap<String, Touch>> {
        let zone = Some(zone.to_owned());
        let read = read_with(&real(name)?, &Options { source: Some("sample".into()), zone, ..Options::default() });
        assert_eq!(read.complaints(), "", "{name}");
        Some(read.touches.into_iter().map(|touch| (touch.id.clone(), touch)).collect())
    };
    let Some(json) = from("ocel20_example.jsonocel", "UTC") else { return };
    let Some(xml) = from("ocel20_example.xmlocel", "Europe/Berlin") else { return };
    let Some(sqlite) = from("ocel20_example.sqlite", "Europe/Berlin") else { return };
    assert_eq!(json.len(), 13);
    assert_eq!(xml, json);
    // The database keeps its events in tables by type, so others come first and tell of the objects.
    let plain = |touches: &BTreeMap<String, Touch>| -> Vec<Touch> {
        let touches = touches.values().cloned().map(|mut touch| {
            let own = |(name, _): &(&str, &Value)| !name.starts_with("ocel:");
            touch.attributes = touch.attributes.iter().filter(own).map(|(name, value)| (name, value.clone())).collect();
            touch
        });
        touches.collect()
    };
    assert_eq!(plain(&sqlite), plain(&json));
    let objects = |touches: &BTreeMap<String, Touch>| -> Vec<Value> {
        let all = touches.values().filter_map(|touch| touch.attributes.get("ocel:objects")?.as_array()).flatten();
        let mut whole: Vec<Value> = all.filter(|object| object.get("attributes").is_some()).cloned().collect();
        whole.iter_mut().for_each(|object| object["qualifier"] = Value::Null);
        whole.sort_by_key(Value::to_string);
        whole
    };
    assert_eq!(objects(&json).len(), 9);
    assert_eq!(objects(&sqlite), objects(&json));
}

#[test]
fn a_database_can_be_read_inside_an_async_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/ocel_sqlite/small.sqlite");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let read = runtime.block_on(async { read(&path) });
    assert_eq!(read.complaints(), "");
    assert_eq!(read.touches.iter().map(told).collect::<Vec<_>>(), ["2024-01-01T08:00:00Z e1 pay of o1 for [] by None"]);
    insta::assert_snapshot!(read.touches[0].attributes["ocel:objects"], @r#"[{"attributes":[{"name":"price","time":"1970-01-01T00:00:00Z","value":9.5},{"name":"price","time":"2024-01-01T08:00:00Z","value":8.0}],"id":"o1","qualifier":"pays","relationships":[{"objectId":"o1","qualifier":"self"}],"type":"order"}]"#);
}

#[test]
fn the_version_before_is_refused_in_plain_words() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in [
        ("log.jsonocel", r#"{"ocel:events": {"e1": {"ocel:activity": "a", "ocel:timestamp": "2024-01-01"}}}"#),
        ("log.xmlocel", "<?xml version='1.0'?><log><global scope=\"object\"></global><events></events></log>"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        let error = open(&path, &Options::default()).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains("OCEL 1.0") && error.contains("OCEL 2.0"), "{error}");
    }
}

#[test]
fn a_database_without_the_tables_is_refused_in_plain_words() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("empty.sqlite");
    let mut empty = b"SQLite format 3\0".to_vec();
    empty.extend_from_slice(&[0x10, 0, 1, 1, 0, 64, 32, 32, 0, 0, 0, 1, 0, 0, 0, 1]);
    empty.resize(4096, 0);
    (empty[47], empty[59], empty[100]) = (4, 1, 13);
    (empty[105], empty[106]) = (16, 0);
    std::fs::write(&path, empty).expect("a file");
    let Err(error) = open(&path, &Options::default()) else { panic!("it is no log") };
    let text = error.to_string();
    assert!(text.contains("empty.sqlite") && text.contains("SQLite"), "{text}");
}

/// Found by fuzzing: SQLite does not care, but its driver does.
#[test]
fn table_definitions_that_are_no_text_are_told() {
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/ocel_sqlite/not_utf8.sqlite");
    let error = open(&seed, &Options::default()).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("the definitions of its tables are not UTF-8"), "{error}");
}
