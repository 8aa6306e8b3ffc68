//! Touches as JSON, and JSON of any shape.

use crate::{Read, read_text};

#[test]
fn good_lines_are_read_and_bad_ones_told_with_field_and_column() {
    let lines = concat!(
        "\u{feff}{\"at\":\"2024-02-29T09:30:00+08:00\",\"id\":\"1\",\"source\":\"s\",\"action\":\"打电话\"}\r\n",
        "\r\n",
        "{\"at\":\"2024-02-29T09:30:00\",\"id\":\"2\"}\n",
        "{\"id\":\"3\",\"chanel\":\"web\",\"at\":\"2024-02-29T09:30:00Z\"}\n",
        "{\"id\":\"4\"}\n",
        "{\"id\":\"5\",\"at\":\"2024-02-29T09:30:00Z\",\"outcome\":\"fine\"}\n",
        "{\"id\":\"6\",\"at\":\n",
        "not JSON\n",
        "{\"id\":\"7\",\"v\":9,\"at\":\"2024-02-29T09:30:00Z\"}\n",
        "{\"id\":\"8\",\"at\":\"1970-01-01T00:00:00Z\"}",
    );
    let read = read_text("log.jsonl", lines);
    let ids: Vec<_> = read.touches.iter().map(|touch| format!("{}/{}", touch.source, touch.id)).collect();
    assert_eq!(ids, ["s/1", "touches/8"]);
    insta::assert_snapshot!(read.complaints(), @r#"
    log.jsonl:3: at: column 27: "2024-02-29T09:30:00" is not a time; write it like 2024-02-29T09:30:00+08:00; mend this entry, or export the log again
    log.jsonl:4: chanel: column 18: unknown field `chanel`, expected one of `v`, `id`, `source`, `at`, `received_at`, `sequence`, `identities`, `channel`, `touchpoint`, `action`, `outcome`, `direction`, `thread`, `owner`, `actor`, `waited_us`, `handled_us`, `amount`, `text`, `phase`, `results`, `segment`, `attributes`; mend this entry, or export the log again
    log.jsonl:5: at: the time is missing; fill in when it happened
    log.jsonl:6: outcome: column 54: unknown variant `fine`, expected one of `unknown`, `ok`, `failed`, `refused`, `abandoned`, `waiting`; mend this entry, or export the log again
    log.jsonl:7: column 15: the line ends in the middle of the touch; mend this entry, or export the log again
    log.jsonl:8: column 2: this is no JSON: expected ident; mend this entry, or export the log again
    log.jsonl:9: v: version 9 of touches is newer than this program knows (1); update it; mend this entry, or export the log again
    "#);
}

#[test]
fn a_touch_without_an_id_gets_one_from_what_it_says() {
    let line = "{\"at\":\"2024-02-29T09:30:00Z\",\"action\":\"call\"}\n";
    let twice = read_text("log.jsonl", line.repeat(2)).touches;
    assert_ne!(twice[0].id, twice[1].id, "two equal lines are two touches");
    let again = read_text("other.jsonl", line.repeat(2)).touches;
    assert_eq!(twice, again);
}

#[test]
fn a_line_without_end_is_put_aside_in_bounded_memory() {
    let mut text = b"{\"text\":\"".to_vec();
    text.resize(20 << 20, b'x');
    text.extend_from_slice(b"\"}\n{\"id\":\"1\",\"at\":\"2024-02-29T09:30:00Z\"}\n");
    let read = read_text("log.jsonl", text);
    assert_eq!((read.touches.len(), read.rejected.len()), (1, 1));
    assert_eq!(read.rejected[0].reason.code(), "too_long");
}

/// What was read, a touch a line.
fn told(read: &Read) -> String {
    let line = |touch: &desk::touch::Touch| {
        let who: Vec<_> = touch.identities.iter().map(|identity| identity.value.as_str()).collect();
        let (thread, action) = (touch.thread.as_deref().unwrap_or("-"), touch.action.as_deref().unwrap_or("-"));
        let more = serde_json::to_string(&touch.attributes).expect("JSON");
        format!("{} {thread} {action} {who:?} {more}\n", touch.at)
    };
    read.touches.iter().map(line).collect()
}

/// Events of a shop: sessions of customers, some with members that others have not.
fn events() -> Vec<serde_json::Value> {
    let event = |n: usize| {
        let (session, step) = (n / 3, n % 3);
        let mut event = serde_json::json!({
            "event": (["page_view", "add_to_cart", "purchase"][step]),
            "user": {"id": format!("u{}", session % 7), "tags": ["a", session]},
            "session": {"id": format!("s{session}")},
            "ts": format!("2025-06-{:02}T10:{step:02}:00+02:00", session % 28 + 1),
        });
        if step == 2 {
            event["order"] = serde_json::json!({"total": 9.5, "id": u64::MAX});
        }
        event
    };
    (0..60).map(event).collect()
}

#[test]
fn objects_of_any_shape_are_rows_however_they_are_strung_together() {
    let events = events();
    let lines: Vec<String> = events.iter().map(ToString::to_string).collect();
    let list = serde_json::Value::from(events);
    let inside = serde_json::json!({"count": 60, "ids": [1, 2], "page": {"hits": list}, "users": [{"id": 1}]});
    let wanted = read_text("events.ndjson", lines.join("\n"));
    insta::assert_snapshot!(told(&wanted).lines().take(3).collect::<Vec<_>>().join("\n"), @r#"
    2025-06-01T08:00:00Z s0 page_view ["u0"] {"user.tags":["a",0]}
    2025-06-01T08:01:00Z s0 add_to_cart ["u0"] {"user.tags":["a",0]}
    2025-06-01T08:02:00Z s0 purchase ["u0"] {"order.id":18446744073709551615,"order.total":9.5,"user.tags":["a",0]}
    "#);
    assert_eq!((wanted.touches.len(), wanted.complaints()), (60, String::new()));
    for (name, text) in [
        ("events.json", lines.join("\r\n")),
        ("list.json", list.to_string()),
        ("pretty.json", serde_json::to_string_pretty(&list).expect("JSON")),
        ("inside.json", inside.to_string()),
        ("inside-pretty.json", serde_json::to_string_pretty(&inside).expect("JSON")),
    ] {
        let read = read_text(name, text);
        assert_eq!((&read.touches, read.complaints()), (&wanted.touches, String::new()), "{name}");
    }
    // Parts of one log are of one source, whichever optional members are in them.
    let part = read_text("part.ndjson", lines[..30].join("\n"));
    assert_eq!(part.source, wanted.source);
}

#[test]
fn an_entry_that_is_none_costs_itself_and_a_list_that_breaks_off_keeps_what_came_before() {
    let mut lines: Vec<String> = events().iter().map(ToString::to_string).collect();
    lines[4] = "{\"event\": nothing}".to_owned();
    lines[7] = "[1]".to_owned();
    lines[9] = lines[9].replace("2025-06", "June");
    let wanted = read_text("events.ndjson", lines.join("\n"));
    insta::assert_snapshot!(wanted.complaints(), @r#"
    events.ndjson:5: this is no JSON object: expected ident; mend this entry, or export the log again
    events.ndjson:8: this is no JSON object: invalid type: sequence, expected a map; mend this entry, or export the log again
    events.ndjson:10: ts: "June-04T10:00:00+02:00" cannot be read as a time; write it like the other rows, or name its format in the mapping under [at] formats
    "#);
    let list = format!("[{}", lines.join(",\n"));
    let read = read_text("events.json", &list[..list.len() - 20]);
    assert_eq!(read.touches.len(), wanted.touches.len() - 1);
    let told = format!("{}\n", wanted.complaints()).replace("events.ndjson", "events.json");
    let rest = read.complaints().strip_prefix(&told).map(str::to_owned);
    insta::assert_snapshot!(rest.expect("the same complaints first"), @"events.json:60: the document ends in the middle; all entries before this line were read; mend this entry, or export the log again");
}

#[test]
fn a_list_of_touches_is_touches() {
    let touch = r#"{"id":"1","source":"s","at":"2024-02-29T09:30:00Z"}"#;
    let read = read_text("touches.json", format!("[{touch},\n {}]", touch.replace("\"1\"", "\"2\"")));
    assert_eq!(read.touches.iter().map(|touch| touch.id.as_str()).collect::<Vec<_>>(), ["1", "2"]);
}

#[test]
fn json_without_entries_is_refused_with_a_mend() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("one.json");
    for text in ["{\"a\": {\n\"b\": [1, 2]}}", "{\n}"] {
        std::fs::write(&path, text).expect("a file");
        let error = channels::file::open(&path, &channels::file::Options::default()).err().expect("an error");
        let said = error.to_string();
        assert!(
            said.ends_with(
                "it is JSON without a list of objects. Write one object a line, or all of them in one list."
            ),
            "{said}"
        );
    }
}
