//! Changing settings while the server runs.

use crate::asked::now;
use crate::serve::tests::{House, request, run};
use axum::http::{Method, StatusCode};
use desk::access::{Role, Scope};
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
        assert_eq!(house.app.asked().settings.signals.repeat_days, 14);
        let now = setting(&house, &cookie, key).await;
        assert_eq!((&now["value"], &now["from"], &now["start"]), (&json!(14), &json!("page"), &json!(7)));
        // Whoever did not see that is told.
        assert_eq!(put(&house, &cookie, key, "\"0\"", &json!(30)).await.0, StatusCode::PRECONDITION_FAILED);
        let with = [("cookie", cookie.as_str()), ("x-waterline", "page"), ("if-match", "\"1\"")];
        let reset = house.send(request(&Method::DELETE, &format!("/api/v1/settings/{key}"), &with, "")).await;
        assert_eq!((reset.0, house.app.asked().settings.signals.repeat_days), (StatusCode::NO_CONTENT, 7));
        let (_, _, audit) = house.send(request(&Method::GET, "/api/v1/audit?what=setting.", &with[..1], "")).await;
        let told: Vec<&Json> = audit["items"].as_array().unwrap().iter().map(|one| &one["detail"]["value"]).collect();
        assert_eq!(told, [&Json::Null, &json!(14)]);
    });
}

#[test]
fn only_admins_and_keys_that_may_manage_read_and_change_settings() {
    run(async {
        let house = House::open().await;
        let key = "noise.min_exposed";
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Admin) {
            let cookie = house.signed_in(role).await;
            assert_eq!(put(&house, &cookie, key, "\"0\"", &json!(5)).await.0, StatusCode::FORBIDDEN, "{role}");
            let with = [("cookie", cookie.as_str()), ("x-waterline", "page"), ("if-match", "\"0\"")];
            for (method, path) in
                [(Method::DELETE, format!("/api/v1/settings/{key}")), (Method::GET, "/api/v1/settings".to_owned())]
            {
                assert_eq!(house.send(request(&method, &path, &with, "")).await.0, StatusCode::FORBIDDEN, "{role}");
            }
        }
        for scope in Scope::ALL {
            let bearer = house.key(&[scope]).await;
            let with = [("authorization", bearer.as_str()), ("if-match", "\"0\"")];
            let (status, ..) =
                house.send(request(&Method::PUT, &format!("/api/v1/settings/{key}"), &with, "{\"value\":5}")).await;
            let may = scope == Scope::Manage;
            assert_eq!(status, if may { StatusCode::NO_CONTENT } else { StatusCode::FORBIDDEN }, "{scope}");
        }
        assert_eq!(house.app.asked().settings.noise.min_exposed, 5);
        let admin = house.signed_in(Role::Admin).await;
        assert_eq!(put(&house, &admin, key, "\"1\"", &json!(30)).await.0, StatusCode::NO_CONTENT);
    });
}

#[test]
fn the_country_of_the_page_holds_for_the_next_touch() {
    run(async {
        let house = House::open().await;
        let (cookie, bearer) = (house.signed_in(Role::Admin).await, house.key(&[Scope::Intake]).await);
        assert_eq!(put(&house, &cookie, "reading.phone_region", "\"0\"", &json!("Mars")).await.0, 422);
        assert_eq!(put(&house, &cookie, "reading.phone_region", "\"0\"", &json!("CN")).await.0, 204);
        let touch = json!({ "id": "1", "source": "shop", "at": now(), "touchpoint": "web", "action": "view",
            "identities": [{ "kind": "phone", "value": "138 1234 5678" }] });
        let with = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let (status, _, told) = house.send(request(&Method::POST, "/api/v1/touches", &with, &touch.to_string())).await;
        assert_eq!(status, 200, "{told}");
        let with = [("cookie", cookie.as_str())];
        let found = "/api/v1/customers?search=%2B8613812345678";
        let (_, _, found) = house.send(request(&Method::GET, found, &with, "")).await;
        assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{found}");
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
        let settings = &house.app.asked().settings;
        assert_eq!((settings.signals.repeat_days, settings.noise.false_discoveries), (7, 0.10));
        assert_eq!(setting(&house, &cookie, "signals.repeat_days").await["version"], 0);
    });
}
