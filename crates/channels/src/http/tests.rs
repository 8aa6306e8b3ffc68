//! What clients send, and the touches it becomes.

use super::cloudevents::{self, Mode};
use super::segment::{self, Call};
use super::{Context, Items, MOST, Unreadable, touches};
use desk::time::{Span, Time};
use proptest::prelude::*;
use serde_json::{Value, json};

const NOW: Time = Time(1_709_200_800_000_000);

fn context() -> Context<'static> {
    Context { source: "shop", now: NOW, region: Some("CN".parse().unwrap()) }
}

/// Items as JSON: the touch without what every one has, or where and why it is refused.
fn told(items: &Result<Items, Unreadable>) -> Value {
    let Ok(items) = items else { return json!(items.as_ref().unwrap_err().to_string()) };
    let told = items.iter().map(|item| match item {
        Ok(arrived) => {
            let mut touch = serde_json::to_value(&arrived.touch).unwrap();
            let touch = touch.as_object_mut().unwrap();
            assert_eq!(touch.remove("received_at"), Some(json!(NOW)), "all are told when they came");
            assert_eq!(touch.remove("v"), Some(json!(1)));
            Value::Object(touch.clone())
        }
        Err(refused) => json!({ "refused": refused.place, "code": refused.reason.code(), "id": refused.id }),
    });
    Value::Array(told.collect())
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "a story reads better without marks of borrowing")]
fn check(items: Result<Items, Unreadable>, expected: Value) {
    assert_eq!(told(&items), expected);
}

#[test]
fn touches_come_alone_in_an_array_or_one_a_line_and_a_bad_one_harms_no_other() {
    let good = r#"{"id": "1", "at": "2024-02-29T09:30:00Z", "outcome": "failed"}"#;
    let touch = json!({ "id": "1", "source": "shop", "at": "2024-02-29T09:30:00Z", "outcome": "failed" });
    let bad = json!({ "refused": "at", "code": "no_time", "id": "2" });
    let misspelt = json!({ "refused": "outcom", "code": "malformed", "id": "3" });
    let decode = |body: &str| touches::decode(body.as_bytes(), &context());
    check(decode(good), json!([touch]));
    check(
        decode("\u{feff}{\n  \"id\": \"1\",\n \"at\": \"2024-02-29T09:30:00Z\", \"outcome\": \"failed\" }"),
        json!([touch]),
    );
    let body = format!(r#"[{good}, {{"id": "2"}}, {{"id": "3", "at": "2024-02-29T09:30:00Z", "outcom": "ok"}}]"#);
    check(decode(&body), json!([touch, bad, misspelt]));
    let broken = json!({ "refused": null, "code": "malformed", "id": null });
    check(decode(&format!("{good}\r\n\n{{\"id\": \"2\"}}\n{{\"id\": \n")), json!([touch, bad, broken]));
    check(decode("[]"), json!([]));
}

#[test]
fn a_body_of_which_nothing_can_be_read_is_refused_as_a_whole() {
    let decode = |body: &[u8]| touches::decode(body, &context());
    check(decode(b" \n"), json!("the body is empty"));
    check(decode(b"\"a\""), json!("the body is neither a touch nor an array of touches nor one a line"));
    check(decode(b"[{\"id\": \"\xd6\xd0\"}]"), json!("the body is not UTF-8: byte 10 belongs to no character"));
    check(decode(b"[{}"), json!("the body is no JSON: EOF while parsing a list at line 1 column 3"));
    check(decode(b"{\n\"id\": 1,\n"), json!("the body is no JSON: EOF while parsing an object at line 2 column 8"));
    let many = format!("[{}]", vec!["{}"; MOST + 1].join(","));
    assert_eq!(decode(many.as_bytes()), Err(Unreadable::TooMany));
    assert_eq!(decode(vec!["{}"; MOST + 1].join("\n").as_bytes()), Err(Unreadable::TooMany));
    let deep = "[".repeat(100_000);
    assert!(decode(deep.as_bytes()).is_err());
}

#[test]
fn a_touch_without_an_id_has_the_same_one_whenever_it_is_sent() {
    let ids = |now: Time| -> Vec<String> {
        let body =
            br#"[{"at": "2024-02-29T09:30:00Z"}, {"at": "2024-02-29T09:30:00Z"}, {"at": "2024-02-29T09:30:01Z"}]"#;
        let items = touches::decode(body, &Context { now, ..context() }).unwrap();
        items.into_iter().map(|item| item.unwrap().touch.id).collect()
    };
    let first = ids(NOW);
    assert_eq!(first, ids(NOW + Span::HOUR));
    assert!(first[0] != first[1] && first[1] != first[2] && first[0] != first[2], "{first:?}");
    let call = |sent: &str| {
        let body = format!(r#"{{"batch": [{{"type": "track", "event": "Pay", "userId": 7, "sentAt": {sent}}}]}}"#);
        segment::batch(body.as_bytes(), &context()).unwrap().remove(0).unwrap().touch.id
    };
    assert_eq!(call("\"2024-02-29T10:00:00Z\""), call("\"2024-02-29T10:00:09Z\""));
}

#[test]
fn a_time_in_the_future_is_taken_as_now_and_kept() {
    let arrived = |at: Time| {
        let body = json!({ "id": "1", "at": at }).to_string();
        let arrived = touches::decode(body.as_bytes(), &context()).unwrap().remove(0).unwrap();
        (arrived.touch.at, arrived.claimed_at, arrived.touch.attributes.get("claimed_at").cloned())
    };
    let soon = NOW + Span(4 * Span::MINUTE.0);
    assert_eq!(arrived(soon), (soon, None, None));
    let later = NOW + Span::HOUR;
    assert_eq!(arrived(later), (NOW, Some(later), Some(json!(later))));
}

#[test]
fn the_clock_of_a_sender_is_put_right_by_when_it_says_it_sent() {
    let at = |call: Value, sent: Option<Time>| {
        let body = json!({ "batch": [call], "sentAt": sent }).to_string();
        let arrived = segment::batch(body.as_bytes(), &context()).unwrap().remove(0).unwrap();
        (arrived.touch.at - NOW, arrived.claimed_at.map(|claimed| claimed - NOW))
    };
    let (minute, hour) = (Span::MINUTE, Span::HOUR);
    let call = |said: Time| json!({ "type": "track", "event": "Pay", "userId": "7", "timestamp": said });
    let ago = |span: Span| Span(-span.0);
    // Ten minutes before it was sent is ten minutes before it came, however far the clock is off.
    let ahead = NOW + hour - Span(10 * minute.0);
    let corrected = (ago(Span(10 * minute.0)), Some(ahead - NOW));
    assert_eq!(at(call(ahead), Some(NOW + hour)), corrected);
    assert_eq!(at(call(NOW - hour), Some(NOW - hour)), (Span(0), Some(ago(hour))));
    // Half a minute is the way here.
    assert_eq!(at(call(NOW - minute), Some(NOW - Span(30 * Span::SECOND.0))), (ago(minute), None));
    assert_eq!(at(call(NOW - hour), None), (ago(hour), None));
    // Another receiver has put it right already.
    let forwarded = json!({ "type": "track", "event": "Pay", "userId": "7", "timestamp": NOW - hour,
        "originalTimestamp": NOW - minute, "sentAt": NOW - hour, "receivedAt": NOW - minute });
    assert_eq!(at(forwarded, None), (ago(hour), None));
    assert_eq!(at(json!({ "type": "track", "event": "Pay", "userId": "7" }), None), (Span(0), None));
}

#[test]
fn a_track_call_tells_what_was_done_where_and_how_it_ended() {
    let call = json!({ "messageId": "m1", "event": "Order Paid", "userId": "u1", "anonymousId": "a1",
        "timestamp": "2024-02-29T09:30:00.000Z", "integrations": { "All": true },
        "properties": { "path": "/orders/77812/pay?x=1", "revenue": "12.50", "status": "declined" },
        "context": { "library": { "name": "@segment/analytics-node" }, "traits": { "email": "ada@example.com", "phone": "13812345678" } } });
    let items = segment::single(Call::Track, call.to_string().as_bytes(), &context());
    check(
        items,
        json!([{ "id": "m1", "source": "shop", "at": "2024-02-29T09:30:00Z",
        "identities": [{ "kind": "account", "value": "u1" }, { "kind": "email", "value": "ada@example.com" },
            { "kind": "phone", "value": "+8613812345678" }, { "kind": "device", "value": "a1" }],
        "channel": "server", "touchpoint": "/orders/*/pay", "action": "Order Paid", "outcome": "refused", "amount": 12.5,
        "attributes": { "type": "track", "properties": call["properties"], "context": call["context"] } }]),
    );
}

#[test]
fn the_other_calls_tell_who_it_is_and_what_was_seen() {
    let calls = json!({ "batch": [
        { "type": "identify", "messageId": "1", "userId": "ada@example.com", "traits": { "firstName": "Ada", "lastName": "Li" } },
        { "type": "alias", "messageId": "2", "userId": "u1", "previousId": "a1" },
        { "type": "group", "messageId": "3", "userId": "u1", "groupId": "g1", "traits": { "email": "info@acme.com" } },
        { "type": "page", "messageId": "4", "anonymousId": "a1", "name": "Pricing", "category": "Docs",
          "context": { "page": { "url": "https://shop.example/%E4%BB%B7%E6%A0%BC/?a" } } },
        { "type": "screen", "messageId": "5", "anonymousId": "a1", "name": "Home" },
        { "type": "track", "messageId": "6", "userId": "u1" },
        { "type": "trck", "messageId": "7" },
        { "type": "track", "messageId": "8", "event": "E", "timestamp": "yesterday" },
        3
    ] });
    let items = segment::batch(calls.to_string().as_bytes(), &context()).unwrap();
    let told = items.iter().map(|item| match item {
        Err(refused) => format!("{:?} {}", refused.place, refused.reason.code()),
        Ok(arrived) => {
            let touch = &arrived.touch;
            let known: Vec<_> =
                touch.identities.iter().map(|one| format!("{} {}", one.kind.word(), one.value)).collect();
            format!("{} | {:?} | {:?} | {}", touch.step(), touch.channel, touch.direction, known.join(", "))
        }
    });
    let told: Vec<String> = told.collect();
    let expected = [
        "identify | None | Some(Internal) | account ada@example.com, email ada@example.com, name Ada Li",
        "alias | None | Some(Internal) | account u1, device a1, account a1",
        "group | None | Some(Internal) | account u1",
        "/价格 · view | Some(\"web\") | Some(SelfService) | device a1",
        "Home · view | Some(\"app\") | Some(SelfService) | device a1",
        "Some(\"event\") malformed",
        "Some(\"type\") malformed",
        "Some(\"timestamp\") bad_time",
        "None malformed",
    ];
    assert_eq!(told, expected);
    let batch = segment::batch(b"{}", &context());
    check(batch, json!("the body is no JSON: missing field `batch` at line 1 column 2"));
}

const EVENT: &str = r#"{"specversion": "1.0", "id": "e1", "source": "/shop", "type": "com.shop.paid", "subject": "order:7",
    "time": "2024-02-29T09:30:00Z", "account": "u1", "traceparent": "00-1", "data": {"order": 7}}"#;

#[test]
fn an_event_is_the_same_touch_in_every_mode() {
    let touch = json!([{ "id": "e1", "source": "/shop", "at": "2024-02-29T09:30:00Z", "thread": "order:7",
        "action": "com.shop.paid", "identities": [{ "kind": "account", "value": "u1" }],
        "attributes": { "data": { "order": 7 }, "traceparent": "00-1" } }]);
    check(cloudevents::structured(Mode::Structured, EVENT.as_bytes(), &context()), touch.clone());
    check(touches::decode(EVENT.as_bytes(), &context()), touch.clone());
    let batch = format!("[{EVENT}, {{\"id\": \"e2\", \"source\": \"/s\", \"specversion\": \"1.0\"}}]");
    let missing = json!({ "refused": "type", "code": "malformed", "id": "e2" });
    let batched = cloudevents::structured(Mode::Batched, batch.as_bytes(), &context());
    check(batched, json!([touch[0], missing]));
    let headers = [
        ("ce-specversion", "1.0"),
        ("ce-id", "e1"),
        ("ce-source", "/shop"),
        ("ce-type", "com.shop.paid"),
        ("ce-subject", "order%3A7"),
        ("ce-time", "2024-02-29T09:30:00Z"),
        ("ce-account", "u1"),
        ("ce-traceparent", "00-1"),
        ("host", "localhost"),
    ];
    let kind = "application/json; charset=utf-8";
    assert_eq!(cloudevents::mode(kind, headers.iter().map(|(name, _)| name)), Some(Mode::Binary));
    assert_eq!(cloudevents::mode("application/cloudevents+json; charset=utf-8", [""].iter()), Some(Mode::Structured));
    assert_eq!(cloudevents::mode(kind, ["host"].iter()), None);
    check(cloudevents::binary(headers.into_iter(), kind, br#"{"order": 7}"#, &context()), touch);
}

#[test]
fn data_that_is_a_touch_is_read_as_one() {
    let event = |kind: &str, data: Value| {
        let event = json!({ "specversion": "1.0", "id": "e1", "source": "/shop", "type": kind, "data": data });
        cloudevents::structured(Mode::Structured, event.to_string().as_bytes(), &context())
    };
    let data = json!({ "at": "2024-02-29T09:30:00Z", "touchpoint": "web.payment", "outcome": "failed" });
    let mut touch = json!({ "id": "e1", "source": "/shop", "at": "2024-02-29T09:30:00Z", "touchpoint": "web.payment",
        "outcome": "failed" });
    check(event("waterline.touch.v1", data.clone()), json!([touch]));
    touch["action"] = json!("pay");
    check(event("pay", data), json!([touch]));
    let refused = json!([{ "refused": "data", "code": "malformed", "id": "e1" }]);
    check(event("waterline.touch", json!({ "outcom": "failed" })), refused.clone());
    check(event("waterline.touch", json!("failed")), refused);
    let text = json!([{ "id": "e1", "source": "/shop", "at": NOW, "action": "say", "text": "你好" }]);
    check(event("say", json!("你好")), text);
}

proptest! {
    #[test]
    fn no_body_makes_a_decoder_panic(
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            r#"\{("(at|id|type|event|batch|data|properties|traits|userId|timestamp)": ?("[a-z0-9:%/]{0,12}"|[0-9]{1,19}|\{\}|\[\{\}\]|null),? ?){0,6}\}"#
                .prop_map(String::into_bytes),
        ],
    ) {
        let context = context();
        let _ = touches::decode(&body, &context);
        let _ = segment::batch(&body, &context);
        for call in [Call::Track, Call::Identify, Call::Page, Call::Screen, Call::Group, Call::Alias] {
            let _ = segment::single(call, &body, &context);
        }
        for mode in [Mode::Structured, Mode::Batched] {
            let _ = cloudevents::structured(mode, &body, &context);
        }
        let headers = [("ce-id", "1"), ("ce-specversion", "1.0"), ("ce-source", "s"), ("ce-type", "t")];
        let _ = cloudevents::binary(headers.into_iter(), "", &body, &context);
    }

    #[test]
    fn whatever_is_cut_or_changed_in_a_good_body_harms_nobody(at in 0..2_000_usize, byte in any::<u8>(), cut in any::<bool>()) {
        let call = json!({ "batch": [{ "type": "track", "event": "支付", "messageId": "m", "userId": 1, "timestamp": "2024-02-29T09:30:00Z",
            "properties": { "path": "/a%2/b", "total": "1,5" }, "context": { "page": { "url": "http://a" }, "traits": { "email": "a@b.c" } } }] });
        for body in [call.to_string(), format!("[{EVENT}]"), EVENT.replace('\n', "")] {
            let mut body = body.into_bytes();
            let at = at % body.len();
            if cut { body.truncate(at) } else { body[at] = byte }
            let context = context();
            let _ = touches::decode(&body, &context);
            let _ = segment::batch(&body, &context);
            let _ = cloudevents::structured(Mode::Batched, &body, &context);
        }
    }
}
