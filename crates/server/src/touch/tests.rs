//! What senders send and are told.

use super::{body, intake};
use crate::asked::now;
use crate::serve::limit::Rate;
use crate::serve::tests::{House, run};
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use desk::access::Scope;
use desk::time::Span;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

/// Somebody who may send touches to a house.
struct Sending {
    house: House,
    key: String,
}

impl Sending {
    async fn open() -> Sending {
        let house = House::open().await;
        let key = house.key(&[Scope::Intake]).await;
        Sending { house, key }
    }

    async fn post(&self, path: &str, with: &[(&str, &str)], body: impl Into<Body>) -> (u16, HeaderMap, Json) {
        let mut request = Request::builder().method("POST").uri(path).header("authorization", &self.key);
        for (name, value) in with {
            request = request.header(*name, *value);
        }
        let (status, headers, told) = self.house.send(request.body(body.into()).unwrap()).await;
        (status.as_u16(), headers, told)
    }

    async fn touches(&self, body: impl Into<Body>) -> (u16, HeaderMap, Json) {
        self.post("/api/v1/touches", &[], body).await
    }

    /// Touches in the tail and in segments.
    async fn stored(&self) -> (i64, i64) {
        let mut reading = self.house.app.store.database.read().await.unwrap();
        let (tail,): (i64,) = reading.fetch_one("SELECT count(*) FROM tail", []).await.unwrap();
        let sql = "SELECT CAST(coalesce(sum(touches), 0) AS BIGINT) FROM segment";
        let (sealed,): (i64,) = reading.fetch_one(sql, []).await.unwrap();
        (tail, sealed)
    }
}

fn counts(told: &Json) -> [Option<u64>; 3] {
    ["accepted", "duplicates", "rejected"].map(|name| told[name].as_u64())
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// So many touches with ids from `first` on.
fn many(first: usize, count: usize) -> String {
    let touches: Vec<Json> = (first..first + count)
        .map(|n| {
            json!({ "id": n.to_string(), "at": "2024-02-29T09:30:00Z", "touchpoint": "web", "action": "look",
                "identities": [{ "kind": "account", "value": (n / 10).to_string() }] })
        })
        .collect();
    Json::Array(touches).to_string()
}

#[test]
fn a_touch_is_on_the_disk_when_it_is_answered_and_twice_changes_nothing() {
    run(async {
        let sending = Sending::open().await;
        let one =
            r#"{"id": "1", "at": "2024-02-29T09:30:00Z", "touchpoint": "web", "action": "pay", "outcome": "failed"}"#;
        let (status, _, told) = sending.touches(one).await;
        let result = json!({ "index": 0, "id": "1", "status": "accepted" });
        assert_eq!((status, &told["results"][0]), (200, &result), "{told}");
        assert_eq!(sending.stored().await, (1, 0));
        let lines = format!("{one}\n{}\n{one}\n", one.replace("\"1\"", "\"2\""));
        let (status, _, told) = sending.post("/api/v1/touches", &[("content-type", "text/plain")], lines).await;
        assert_eq!((status, counts(&told)), (200, [Some(1), Some(2), Some(0)]), "{told}");
        assert_eq!(sending.stored().await, (2, 0));
        let board = serde_json::to_value(sending.house.app.board.standing(&sending.house.app)).unwrap();
        assert_eq!((&board["taken"], &board["outcomes"]["failed"]), (&json!(2), &json!(2)));
        assert_eq!(board["trouble"][0]["step"], "web · pay");
        let metrics = sending.house.app.metrics.text();
        for line in ["accepted_total 2", "duplicate_total 2", "rejected_total 0", "late_total 4"] {
            assert!(metrics.contains(&format!("waterline_touches_{line}\n")), "{line} in\n{metrics}");
        }
    });
}

#[test]
fn clients_are_understood_as_they_are() {
    run(async {
        let sending = Sending::open().await;
        let batch = json!({ "batch": [{ "type": "track", "event": "Paid", "userId": "u1", "messageId": "m1" },
            { "type": "identify", "userId": "u1", "messageId": "m2", "traits": { "email": "ada@example.com" } }] });
        // As the node client of RudderStack says it: packed, and called a form.
        let key = sending.key.trim_start_matches("Bearer ").to_owned();
        let basic = format!("Basic {}", STANDARD.encode(format!("{key}:")));
        let form = [("content-type", "application/x-www-form-urlencoded"), ("content-encoding", "gzip")];
        let mut request = Request::post("/v1/batch").header("authorization", basic);
        for (name, value) in form {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(packed(batch.to_string().as_bytes()))).unwrap();
        let (status, _, told) = sending.house.send(request).await;
        assert_eq!((status, &told["success"]), (StatusCode::OK, &json!(true)), "{told}");
        assert_eq!(counts(&told), [Some(2), Some(0), Some(0)]);
        // Packed and not called so, and the other way round.
        let (_, _, told) = sending.post("/v1/batch", &[], packed(batch.to_string().as_bytes())).await;
        assert_eq!(counts(&told), [Some(0), Some(2), Some(0)], "{told}");
        let (_, _, told) = sending.post("/v1/batch", &[("content-encoding", "gzip")], batch.to_string()).await;
        assert_eq!(counts(&told), [Some(0), Some(2), Some(0)], "{told}");
        let single = r#"{"event": "Paid", "userId": "u1", "messageId": "m3"}"#;
        let (status, _, told) = sending.post("/v1/track", &[], single).await;
        assert_eq!((status, counts(&told)), (200, [Some(1), Some(0), Some(0)]), "{told}");
        assert_eq!(sending.post("/v1/trak", &[], single).await.0, 404);
        let event = [
            ("ce-id", "e1"),
            ("ce-source", "/shop"),
            ("ce-type", "paid"),
            ("ce-specversion", "1.0"),
            ("content-type", "application/json"),
        ];
        for expected in [[Some(1), Some(0), Some(0)], [Some(0), Some(1), Some(0)]] {
            let (status, _, told) = sending.post("/api/v1/touches", &event, "{\"order\": 7}").await;
            assert_eq!((status, counts(&told)), (200, expected), "{told}");
        }
        let structured = r#"[{"id": "e1", "source": "/shop", "type": "paid", "specversion": "1.0"}, {"id": "e2", "source": "/shop", "type": "paid", "specversion": "1.0"}]"#;
        let kind = [("content-type", "application/cloudevents-batch+json; charset=utf-8")];
        let (_, _, told) = sending.post("/api/v1/touches", &kind, structured).await;
        assert_eq!(counts(&told), [Some(1), Some(1), Some(0)], "{told}");
        assert_eq!(sending.stored().await, (5, 0));
    });
}

#[test]
fn what_is_wrong_is_said_item_by_item_and_is_no_reason_to_send_it_again() {
    run(async {
        let sending = Sending::open().await;
        let future = now() + Span::DAY;
        let body = json!([{ "id": "1", "at": "2024-02-29T09:30:00Z" }, { "id": "2" }, { "id": "3", "at": future },
            { "id": "4", "at": "1815-12-10T00:00:00Z" }, { "id": "5", "at": "2024-02-29T09:30:00Z", "outcome": "fine" }]);
        let (status, _, told) = sending.touches(body.to_string()).await;
        assert_eq!((status, counts(&told)), (200, [Some(2), Some(0), Some(3)]), "{told}");
        let results = told["results"].as_array().unwrap();
        let said: Vec<_> = results.iter().map(|one| (one["status"].as_str().unwrap(), one["place"].as_str())).collect();
        let expected = [
            ("accepted", None),
            ("rejected", Some("at")),
            ("accepted", None),
            ("rejected", None),
            ("rejected", Some("outcome")),
        ];
        assert_eq!(said, expected);
        assert_eq!(results[1]["mend"], "fill in when it happened");
        assert_eq!(results[2]["claimed_at"], json!(future));
        assert_eq!(results[3]["reason"], "at lies in the year 1815");
        // Of many only those that need attention are told of.
        let mut touches: Vec<Json> = serde_json::from_str(&many(100, 30)).unwrap();
        touches[7] = json!({ "id": "x" });
        let (status, _, told) = sending.touches(Json::Array(touches).to_string()).await;
        assert_eq!((status, counts(&told)), (200, [Some(29), Some(0), Some(1)]));
        assert_eq!((&told["results"][0]["index"], told["results"].as_array().unwrap().len()), (&json!(7), 1));
        // Whoever sends nothing but nonsense is told so; a client of Segment would not hear it.
        let (status, _, told) = sending.touches("{}").await;
        assert_eq!((status, counts(&told)), (422, [Some(0), Some(0), Some(1)]));
        let (status, _, told) = sending.post("/v1/batch", &[], r#"{"batch": [{"type": "track"}]}"#).await;
        assert_eq!((status, &told["success"], &told["rejected"]), (200, &json!(true), &json!(1)));
        let (status, _, told) = sending.touches("[1").await;
        assert_eq!((status, told["type"].as_str()), (400, Some("/problems/malformed")), "{told}");
        let with = [("accept-language", "zh-CN")];
        let (_, _, told) = sending.post("/api/v1/touches", &with, r#"{"id": "2"}"#).await;
        assert_eq!(told["results"][0]["reason"], "缺少时间");
    });
}

#[test]
fn too_much_is_refused_before_it_takes_memory() {
    run(async {
        let sending = Sending::open().await;
        let room = || sending.house.app.intake.room.available_permits();
        let all = room();
        let check = async |with: &[(&str, &str)], body: Vec<u8>, status: u16, detail: &str| {
            let (found, _, told) = sending.post("/api/v1/touches", with, body).await;
            assert_eq!(found, status, "{told}");
            let said = told["detail"].as_str().unwrap_or_default();
            assert!(said.contains(detail), "{detail:?} in {said:?}");
            assert_eq!(room(), all, "the room is free again");
        };
        let bomb = packed(&vec![b' '; 50 << 20]);
        assert!(bomb.len() < 1 << 20);
        check(&[], bomb, 413, "10 MiB").await;
        check(&[], vec![b' '; body::MOST + 1], 413, "10 MiB").await;
        let mut noise = 1_u64;
        let noise: Vec<u8> = (0..3 << 20)
            .map(|_| {
                noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (noise >> 56) as u8
            })
            .collect();
        check(&[], packed(&noise), 413, "2 MiB").await;
        let cut = packed(many(0, 100).as_bytes());
        check(&[], cut[..cut.len() / 2].to_vec(), 400, "gzip").await;
        check(&[("content-encoding", "br")], b"[]".to_vec(), 415, "br").await;
        let lines = vec!["{}"; 10_001].join("\n");
        check(&[], lines.into_bytes(), 413, "10000 touches").await;
        assert_eq!(sending.stored().await, (0, 0));
    });
}

#[test]
fn who_sends_too_much_and_whoever_comes_while_all_is_full_is_told_when_to_come_again() {
    run(async {
        let sending = Sending::open().await;
        let app = &sending.house.app;
        let held = app.intake.room.clone().try_acquire_many_owned(app.intake.room.available_permits() as u32).unwrap();
        let check = async |status: u16, after: std::ops::RangeInclusive<u64>| {
            let (found, headers, told) = sending.touches(many(0, 1)).await;
            let seconds = headers["retry-after"].to_str().unwrap().parse().unwrap();
            assert!(found == status && after.contains(&seconds), "{found}, {seconds} seconds: {told}");
        };
        check(503, 1..=1).await;
        drop(held);
        assert_eq!(sending.touches(many(0, 1)).await.0, 200);
        let limits = &app.asked().settings.intake;
        for (sender, per_second) in
            [("intake Key(1)", limits.touches_per_second), ("intake 127.0.0.1", limits.requests_per_second)]
        {
            let rate = Rate { burst: per_second * 4.0, per_second };
            // Once the bucket is full again, something dear leaves it empty for eight seconds.
            while app.limiter.take(sender, rate, rate.burst * 3.0, now()).is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            check(429, 2..=9).await;
        }
    });
}

#[test]
fn a_store_that_cannot_write_is_no_reason_to_lose_touches() {
    run(async {
        let sending = Sending::open().await;
        assert_eq!(sending.touches(many(0, 3)).await.0, 200);
        sending.house.app.store.database.clone().close().await;
        let (status, headers, told) = sending.touches(many(3, 3)).await;
        assert_eq!((status, told["type"].as_str()), (503, Some("/problems/busy")), "{told}");
        assert_eq!(headers["retry-after"], "5");
    });
}

#[test]
fn many_senders_at_once_are_each_told_of_their_own() {
    run(async {
        let sending = Arc::new(Sending::open().await);
        let senders: Vec<_> = (0..50)
            .map(|sender| {
                let sending = sending.clone();
                tokio::spawn(async move {
                    let mut accepted = 0;
                    for round in 0..5 {
                        // Every third touch is one that the next sender sends too, and one in each is none.
                        let mut touches: Vec<Json> = serde_json::from_str(&many(sender * 20 + round * 3, 30)).unwrap();
                        touches.push(json!({ "id": format!("bad {sender}") }));
                        let (status, _, told) = sending.touches(Json::Array(touches).to_string()).await;
                        assert_eq!(status, 200, "{told}");
                        let [new, known, rejected] = counts(&told).map(Option::unwrap);
                        assert_eq!((new + known, rejected), (30, 1), "{told}");
                        assert_eq!(told["results"][0]["id"], format!("bad {sender}"));
                        accepted += new;
                    }
                    accepted
                })
            })
            .collect();
        let mut accepted = 0;
        for sender in senders {
            accepted += sender.await.unwrap();
        }
        let sent: BTreeSet<usize> = (0..50)
            .flat_map(|sender| (0..5).flat_map(move |round| (0..30).map(move |n| sender * 20 + round * 3 + n)))
            .collect();
        assert_eq!((accepted, sending.stored().await.0), (sent.len() as u64, sent.len() as i64));
    });
}

#[test]
fn an_erased_customer_stays_erased_whoever_sends_them_again() {
    run(async {
        let sending = Sending::open().await;
        let one = r#"{"id": "1", "at": "2024-02-29T09:30:00Z", "source": "shop", "identities": [{"kind": "account", "value": "7"}]}"#;
        assert_eq!(sending.touches(one).await.0, 200);
        let store = &sending.house.app.store;
        let customer =
            desk::identity::Identity { kind: desk::identity::Kind::Account, value: "7".to_owned() }.key("shop");
        let limits = sending.house.app.asked().limits();
        store::person_erase::request(&store.database, customer, "test", &limits, now()).await.unwrap();
        assert_eq!(crate::customer::run_jobs(&store.database, &store.log).await.unwrap(), (1, 0));
        assert_eq!(sending.stored().await, (0, 0));
        let (status, _, told) = sending.touches(one).await;
        assert_eq!(
            (status, &told["results"][0]["reason"]),
            (422, &json!("it tells of a person who was erased")),
            "{told}"
        );
        assert_eq!(sending.stored().await, (0, 0));
    });
}

#[test]
fn a_long_tail_is_sealed_while_touches_go_on_coming_in() {
    run(async {
        let sending = Sending::open().await;
        let batches = 12;
        for batch in 0..batches {
            let (status, _, told) = sending.touches(packed(many(batch * 10_000, 10_000).as_bytes())).await;
            assert_eq!((status, counts(&told)), (200, [Some(10_000), Some(0), Some(0)]));
        }
        let all = batches as i64 * 10_000;
        for _ in 0..600 {
            if sending.stored().await.1 > 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let (tail, sealed) = sending.stored().await;
        assert!(sealed >= 100_000 && tail + sealed == all, "{tail} in the tail and {sealed} sealed");
        let (_, _, told) = sending.touches(packed(many(0, 10_000).as_bytes())).await;
        assert_eq!(counts(&told), [Some(0), Some(10_000), Some(0)], "what was sealed is known");
    });
}

#[test]
fn a_way_in_is_opened_once() {
    run(async {
        let sending = Sending::open().await;
        assert_eq!(sending.touches(many(0, 1)).await.0, 200);
        // The house has opened it; a second writer has nothing to do and ends.
        tokio::time::timeout(Duration::from_secs(5), intake::keep(sending.house.app.clone())).await.unwrap();
    });
}
