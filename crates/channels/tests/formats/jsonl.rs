//! Touches, one a line.

use crate::read_text;

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
