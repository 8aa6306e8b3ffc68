//! Changing settings while the server runs.

use crate::serve::tests::{House, request, run};
use axum::http::{Method, StatusCode};
use desk::access::Role;
use serde_json::{Value as Json, json};

async fn put(house: &House, cookie: &str, key: &str, version: &str, value: &Json) -> (StatusCode, Json) {
    let with = [("cookie", cookie), ("x-waterline", "page"), ("if-match", version)];
    let body = json!({ "value": value }).to_string();
    let (status, _, told) = house.send(request(&Method::PUT, &format!("/api/v1/settings/{key}"), &with, &body)).await;
    (status, told)
}

async fn setting(house: &House, cookie: &str, key: &str) -> Json {
    let (_, _, all) = house.send(request(&Method::GET, "/api/v1/settings", &[("cookie", cookie)], "")).await;
    all["items"].as_array().unwrap().iter().find(|one| one["key"] == key).unwrap().clone()
}

#[test]
fn a_setting_is_changed_by_one_at_a_time_and_holds_at_once() {
    run(async {
        let house = House::open().await;
        let cookie = house.signed_in(Role::Admin).await;
        let key = "signals.repeat_days";
        let first = setting(&house, &cookie, key).await;
        assert_eq!((&first["value"], &first["from"], &first["version"]), (&json!(7), &json!("default"), &json!(0)));
        assert_eq!(put(&house, &cookie, key, "\"0\"", &json!(14)).await.0, StatusCode::NO_CONTENT);
        assert_eq!(house.app.now_asked().settings.signals.repeat_days, 14);
        let now = setting(&house, &cookie, key).await;
        assert_eq!((&now["value"], &now["from"], &now["start"]), (&json!(14), &json!("page"), &json!(7)));
        // Whoever did not see that is told.
        assert_eq!(put(&house, &cookie, key, "\"0\"", &json!(30)).await.0, StatusCode::PRECONDITION_FAILED);
        let with = [("cookie", cookie.as_str()), ("x-waterline", "page"), ("if-match", "\"1\"")];
        let reset = house.send(request(&Method::DELETE, &format!("/api/v1/settings/{key}"), &with, "")).await;
        assert_eq!((reset.0, house.app.now_asked().settings.signals.repeat_days), (StatusCode::NO_CONTENT, 7));
        let (_, _, audit) = house.send(request(&Method::GET, "/api/v1/audit?what=setting.", &with[..1], "")).await;
        let told: Vec<&Json> = audit["items"].as_array().unwrap().iter().map(|one| &one["detail"]["value"]).collect();
        assert_eq!(told, [&Json::Null, &json!(14)]);
    });
}

#[test]
fn nonsense_and_what_is_not_to_be_changed_changes_nothing() {
    run(async {
        let house = House::open().await;
        let cookie = house.signed_in(Role::Admin).await;
        for (key, value, expected) in [
            ("signals.repeat_days", json!("often"), StatusCode::UNPROCESSABLE_ENTITY),
            ("noise.false_discoveries", json!(3.0), StatusCode::UNPROCESSABLE_ENTITY),
            ("reading.time_zone", json!("Mars/Olympus"), StatusCode::UNPROCESSABLE_ENTITY),
            ("data", json!("/"), StatusCode::CONFLICT),
            ("noise.nothing", json!(1), StatusCode::NOT_FOUND),
        ] {
            let (status, told) = put(&house, &cookie, key, "\"0\"", &value).await;
            assert_eq!(status, expected, "{key}: {told}");
            assert_ne!(told["detail"], Json::Null, "{key}");
        }
        let settings = &house.app.now_asked().settings;
        assert_eq!((settings.signals.repeat_days, settings.noise.false_discoveries), (7, 0.10));
        assert_eq!(setting(&house, &cookie, "signals.repeat_days").await["version"], 0);
    });
}
