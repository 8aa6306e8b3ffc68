//! The board as it is asked for.

use crate::noise::running::tests::touches;
use crate::serve::picture::renew;
use crate::serve::tests::{House, request, run};
use axum::http::{Method, StatusCode, header};
use desk::access::Role;
use desk::touch::{Results, Touch};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::time::Duration;

/// A log in which what a journey says of itself stands on one of its touches, and customers speak two languages.
fn log() -> Vec<Touch> {
    let mut touches = touches(3, 1_500);
    for touch in &mut touches {
        let zh = touch.identities[0].value.ends_with(['1', '2', '3']);
        if touch.thread.as_ref().is_some_and(|thread| thread.ends_with("-1")) {
            touch.attributes.insert("language", Json::from(if zh { "zh" } else { "en" }));
        }
        // Without results points are ranked by the time they cost.
        touch.results = Results::default();
        touch.segment = Some(if zh { "gold" } else { "plain" }.to_owned());
    }
    touches
}

async fn ask(house: &House, path: &str) -> (StatusCode, Json) {
    let cookie = house.signed_in(Role::Analyst).await;
    // The first answer about a segment may be that it is being made.
    for _ in 0..100 {
        let asked = request(&Method::GET, &format!("/api/v1{path}"), &[("cookie", &cookie)], "");
        let (status, headers, body) = house.send(asked).await;
        if status != StatusCode::SERVICE_UNAVAILABLE {
            return (status, body);
        }
        assert!(headers.contains_key(header::RETRY_AFTER) && body["type"] == "/problems/not-ready", "{body}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{path} is never ready");
}

fn each<'a>(board: &'a Json, list: &str, field: &'a str) -> Vec<&'a Json> {
    board[list].as_array().expect(list).iter().map(|one| &one[field]).collect()
}

async fn house() -> House {
    let house = House::open().await;
    house.app.intake.take(log()).await.unwrap();
    renew(&house.app).await.unwrap();
    house
}

#[test]
fn a_filter_narrows_the_list_and_what_was_passed_over_and_compares_nothing_anew() {
    run(async {
        let house = house().await;
        let (_, whole) = ask(&house, "/noise").await;
        assert!(!whole["passed"].as_array().unwrap().is_empty() && !whole["live"].is_null(), "{whole}");
        for filter in ["kind=loop", "owner=service", "channel=phone", "cause=system_support", "place=web."] {
            let (status, board) = ask(&house, &format!("/noise?{filter}")).await;
            let (name, value) = filter.split_once('=').unwrap();
            assert_eq!((status, &board["looked_at"]), (StatusCode::OK, &whole["looked_at"]), "{filter}");
            for list in ["points", "passed"] {
                let fits = |one: &Json| match name {
                    "channel" => one["channels"].as_array().unwrap().contains(&Json::from(value)),
                    "place" => one["place"].as_str().unwrap().contains(value),
                    name => one[name] == value,
                };
                let narrowed: Vec<&Json> = whole[list].as_array().unwrap().iter().filter(|one| fits(one)).collect();
                let found: Vec<&Json> = board[list].as_array().unwrap().iter().collect();
                assert_eq!(found, narrowed, "{list} by {filter}");
            }
        }
    });
}

#[test]
fn a_segment_is_compared_anew_among_its_own_journeys() {
    run(async {
        let house = house().await;
        let (_, segments) = ask(&house, "/segments").await;
        let names: BTreeSet<_> = each(&segments, "items", "name").into_iter().filter_map(Json::as_str).collect();
        assert_eq!(names, BTreeSet::from(["language", "segment"]));
        let journeys = |board: &Json| board["as_of"]["touches"].as_u64().unwrap();
        let (_, whole) = ask(&house, "/noise").await;
        let mut touches = Vec::new();
        for segment in ["segment=gold", "segment=plain"] {
            touches.push(journeys(&ask(&house, &format!("/noise?segment={segment}")).await.1));
        }
        assert_eq!(touches.iter().sum::<u64>(), journeys(&whole), "each touch is in one of the two");
        assert!(touches.iter().all(|count| *count > 0));
        // One of three journeys of a customer says the language: theirs are three times as many.
        let said = journeys(&ask(&house, "/noise?segment=language=zh").await.1);
        let theirs = journeys(&ask(&house, "/noise?segment=language=zh&segment_of=customers").await.1);
        assert!(said > 0 && theirs == touches[0] && theirs > 2 * said, "{said} of {theirs}, {touches:?}");
        let (_, none) = ask(&house, "/noise?segment=language=fr").await;
        assert_eq!((&none["points"], journeys(&none)), (&Json::Array(Vec::new()), 0));
        let (_, map) = ask(&house, "/graph?segment=segment=gold").await;
        assert_eq!(journeys(&map), touches[0]);
        for nonsense in ["/noise?segment=gold", "/noise?from=yesterday", "/graph?segment==x"] {
            assert_eq!(ask(&house, nonsense).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{nonsense}");
        }
    });
}

#[test]
fn the_counts_of_the_list_move_with_what_arrives() {
    run(async {
        let house = house().await;
        let exposed = |board: &Json| -> u64 {
            let points = board["points"].as_array().unwrap().iter();
            points.map(|point| point["exposed"].as_u64().unwrap()).sum()
        };
        let before = ask(&house, "/noise").await.1;
        let mut more = log();
        for (number, touch) in more.iter_mut().enumerate().take(300) {
            (touch.id, touch.thread) = (format!("more{number}"), Some(format!("more{}", number / 4)));
        }
        house.app.intake.take(more[..300].to_vec()).await.unwrap();
        house.app.running.catch_up(&house.app.store).await.unwrap();
        let after = ask(&house, "/noise").await.1;
        assert_eq!(after["live"]["touches"], 300);
        assert!(!before["points"].as_array().unwrap().is_empty() && exposed(&after) > exposed(&before));
        let (_, live) = ask(&house, "/noise/live").await;
        for (now, shown) in live["points"].as_array().unwrap().iter().zip(after["points"].as_array().unwrap()) {
            for field in ["id", "exposed", "affected", "rate", "hours_lost", "last_seen"] {
                assert_eq!(now[field], shown[field], "{field}");
            }
        }
    });
}
