//! Stories of texts that come in: read in the background, shown with their words, corrected, and forgotten with their writer.

use super::job;
use crate::asked::now;
use crate::serve::guard::PAGE_HEADER;
use crate::serve::tests::{House, run};
use axum::body::Body;
use axum::http::Request;
use desk::access::{Role, Scope};
use desk::time::{Span, Time};
use serde_json::{Value as Json, json};

struct Told {
    house: House,
    intake: String,
}

impl Told {
    async fn open() -> Told {
        let house = House::open().await;
        let intake = house.key(&[Scope::Intake]).await;
        Told { house, intake }
    }

    async fn ask(&self, method: &str, path: &str, role: Role, body: Json) -> (u16, Json) {
        let cookie = self.house.signed_in(role).await;
        let mut request = Request::builder().method(method).uri(path).header("cookie", cookie);
        request = request.header(PAGE_HEADER, "page").header("content-type", "application/json");
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let (status, _, told) = self.house.send(request.body(body).unwrap()).await;
        (status.as_u16(), told)
    }

    async fn get(&self, path: &str) -> Json {
        let (status, told) = self.ask("GET", path, Role::Analyst, Json::Null).await;
        assert_eq!(status, 200, "{path}: {told}");
        told
    }

    /// Says things in a thread: who, minutes ago, text.
    async fn say(&self, thread: &str, told: &[(&str, i64, &str)]) {
        let touches: Vec<String> = told
            .iter()
            .enumerate()
            .map(|(number, (who, ago, text))| {
                let at = now() - Span(ago * Span::MINUTE.0);
                json!({
                    "id": format!("{thread}-{number}"), "source": "chat", "at": at, "thread": thread,
                    "identities": [{ "kind": "account", "value": thread }], "touchpoint": "chat", "action": "message",
                    "channel": "chat", "owner": "care", "direction": who, "text": text,
                })
                .to_string()
            })
            .collect();
        let request = Request::builder().method("POST").uri("/api/v1/touches").header("authorization", &self.intake);
        let request = request.header("content-type", "application/x-ndjson").body(Body::from(touches.join("\n")));
        let (status, _, told) = self.house.send(request.unwrap()).await;
        assert_eq!((status.as_u16(), told["rejected"].as_u64()), (200, Some(0)), "{told}");
        self.read().await;
    }

    async fn read(&self) {
        let app = &self.house.app;
        job::all(&app.asked(), &app.store, &app.house.kept()).await.unwrap();
    }
}

const DAY: i64 = 24 * 60;

#[test]
fn what_a_message_says_is_shown_with_the_words_that_led_to_it() {
    run(async {
        let told = Told::open().await;
        let complaint = "😀等了兩個小時都沒有人接電話，你們到底有沒有客服！";
        let answer = "We will call you back within two hours.";
        told.say("t1", &[("customer", 200, complaint), ("company", 190, answer)]).await;
        let said = told.get("/api/v1/journeys/t1/said").await;
        let [first, second] = said["items"].as_array().unwrap().as_slice() else { panic!("{said}") };
        assert_eq!((&first["side"], &first["language"]), (&json!("customer"), &json!("zh")));
        assert!(first["causes"].as_array().is_some_and(|causes| !causes.is_empty()), "{first}");
        let units: Vec<u16> = complaint.encode_utf16().collect();
        for mark in first["marks"].as_array().unwrap() {
            let at = |name: &str| mark[name].as_u64().unwrap() as usize;
            let words = String::from_utf16(&units[at("from")..at("to")]).unwrap();
            assert!(complaint.contains(&words), "{mark}");
        }
        assert_eq!(second["promises"][0]["state"], "broken", "{second}");
        assert_eq!(second["promises"][0]["deed"], "answer");
        let customer = told.get("/api/v1/journeys/t1").await["customer"].as_str().unwrap().to_owned();
        let of_customer = told.get(&format!("/api/v1/customers/{customer}/said")).await;
        assert_eq!(of_customer, said);
        let angry = told.get("/api/v1/journeys?cause=system.unreachable&anger=0").await;
        assert_eq!(angry["items"].as_array().unwrap().len(), 1, "{angry} {first}");
        assert_eq!(told.get("/api/v1/journeys?cause=value.price").await["items"], json!([]));
    });
}

#[test]
fn promises_are_open_kept_late_or_broken_and_counted() {
    run(async {
        let told = Told::open().await;
        let promise = "We will call you back within two hours.";
        told.say("open", &[("customer", 20, "Where is my order?"), ("company", 10, promise)]).await;
        let called = "Your order left our house this morning.";
        told.say("kept", &[("company", 3 * DAY, promise), ("company", 3 * DAY - 60, called)]).await;
        told.say("late", &[("company", 3 * DAY, promise), ("company", 2 * DAY, called)]).await;
        told.say("broken", &[("company", 3 * DAY, promise), ("customer", DAY, "You never called!")]).await;
        told.say("vague", &[("company", 3 * DAY, "We will get back to you as soon as possible.")]).await;
        let summary = told.get("/api/v1/promises/summary").await;
        let counts =
            ["open", "kept", "late", "broken", "vague", "due_soon"].map(|name| summary[name].as_u64().unwrap());
        assert_eq!(counts, [1, 1, 1, 1, 1, 1], "{summary}");
        assert_eq!(summary["owners"][0]["owner"], "care");
        let rate = ["kept_low", "kept_rate", "kept_high"].map(|name| summary[name].as_f64().unwrap());
        assert!(rate[0] < rate[1] && rate[1] < rate[2], "{rate:?}");
        let open = told.get("/api/v1/promises").await;
        let line = &open["items"][0];
        assert_eq!((&line["thread"], &line["soon"]), (&json!("open"), &json!(true)), "{line}");
        assert_eq!(line["words"], promise.trim_end_matches('.'));
        let broken = told.get("/api/v1/promises?state=broken&owner=care").await;
        assert_eq!(broken["items"][0]["thread"], "broken");
        assert_eq!(told.ask("GET", "/api/v1/promises?state=gone", Role::Agent, Json::Null).await.0, 422);
    });
}

#[test]
fn another_zone_on_the_page_of_settings_has_all_texts_read_again() {
    run(async {
        let told = Told::open().await;
        told.say("t1", &[("company", 10, "We will call you back tomorrow by 10:00.")]).await;
        let due = async || {
            let said = told.get("/api/v1/journeys/t1/said").await;
            said["items"][0]["promises"][0]["due_at"].as_str().unwrap_or_else(|| panic!("{said}")).to_owned()
        };
        let set = async |zone: &str, version: &str| {
            let cookie = told.house.signed_in(Role::Admin).await;
            let request = Request::builder().method("PUT").uri("/api/v1/settings/reading.time_zone");
            let request = request.header("cookie", cookie).header(PAGE_HEADER, "page").header("if-match", version);
            let body = Body::from(json!({ "value": zone }).to_string());
            let request = request.header("content-type", "application/json").body(body).unwrap();
            assert_eq!(told.house.send(request).await.0, 204);
            told.read().await;
        };
        assert!(due().await.contains("T10:00:00"), "{}", due().await);
        set("Asia/Shanghai", "\"0\"").await;
        assert!(due().await.contains("T02:00:00"), "{}", due().await);
        set("UTC", "\"1\"").await;
        assert!(due().await.contains("T10:00:00"), "{}", due().await);
    });
}

#[test]
fn the_watcher_judges_a_promise_when_its_time_comes() {
    run(async {
        let told = Told::open().await;
        told.say("t1", &[("company", 10, "We will call you back within two hours.")]).await;
        let app = &told.house.app;
        let state = async || told.get("/api/v1/journeys/t1/said").await["items"][0]["promises"][0]["state"].clone();
        assert_eq!(state().await, "open");
        let later = |minutes: i64| Time(now().0) + Span(minutes * Span::MINUTE.0);
        let kept = app.house.kept();
        assert_eq!(job::some(&app.asked(), &app.store, &kept, later(60)).await.unwrap(), job::Read::Nothing);
        assert_eq!(job::some(&app.asked(), &app.store, &kept, later(115)).await.unwrap(), job::Read::Some);
        assert_eq!(state().await, "broken");
        assert_eq!(job::some(&app.asked(), &app.store, &kept, later(120)).await.unwrap(), job::Read::Nothing);
        // A call that was told of late, but made in time, keeps it all the same.
        told.say("t1", &[("company", 10, "We will call you back within two hours.")]).await;
    });
}

#[test]
fn a_correction_holds_until_it_is_undone_and_the_audit_knows() {
    run(async {
        let told = Told::open().await;
        told.say("t1", &[("customer", 9, "Your prices are a joke, I want my money back!")]).await;
        let message = async || told.get("/api/v1/journeys/t1/said").await["items"][0].clone();
        let read = message().await;
        let correction = |says: Json| json!({ "touch": read["touch"], "journey": "t1", "says": says });
        let add = async |role, says| told.ask("POST", "/api/v1/labels", role, correction(says)).await;
        assert_eq!(add(Role::Agent, json!({ "anger": 0 })).await.0, 403);
        assert_eq!(add(Role::Analyst, json!({ "anger": 7 })).await.0, 422);
        assert_eq!(add(Role::Analyst, json!({ "causes": ["price"] })).await.0, 422);
        let (status, label) = add(Role::Supervisor, json!({ "causes": ["system.slow"], "anger": 0 })).await;
        assert_eq!(status, 201, "{label}");
        let now = message().await;
        assert_eq!((&now["causes"][0]["name"], &now["anger"]), (&json!("system.slow"), &json!(0)));
        assert_eq!(now["label"], label["id"]);
        told.read().await;
        assert_eq!(message().await, now, "reading again keeps it");
        assert_eq!(told.get("/api/v1/labels").await["items"].as_array().unwrap().len(), 1);
        let path = format!("/api/v1/labels/{}", label["id"]);
        assert_eq!(told.ask("DELETE", &path, Role::Analyst, Json::Null).await.0, 204);
        assert_eq!(message().await, read);
        let (_, audit) = told.ask("GET", "/api/v1/audit?what=label.", Role::Admin, Json::Null).await;
        let deeds: Vec<_> = audit["items"].as_array().unwrap().iter().map(|entry| entry["what"].clone()).collect();
        assert_eq!(deeds, ["label.undo", "label.add"]);
        let (status, why) = told.ask("POST", "/api/v1/language/model", Role::Analyst, Json::Null).await;
        assert_eq!(status, 422, "{why}");
    });
}

#[test]
fn what_customers_say_is_counted_and_shown_without_whose_it_is() {
    run(async {
        let told = Told::open().await;
        let slow = "I waited three weeks for the delivery, call me on 13812345678.";
        told.say("t1", &[("customer", 2 * DAY, slow)]).await;
        told.say("t2", &[("customer", DAY, "Still waiting, the delivery is three weeks late!")]).await;
        let again = "I waited three weeks for the delivery; call me on 13987654321!";
        told.say("t4", &[("customer", 3 * DAY, again)]).await;
        told.say("t3", &[("company", DAY, "Thank you for waiting.")]).await;
        let voice = told.get("/api/v1/voice").await;
        assert_eq!((voice["texts"].as_u64(), voice["by_customers"].as_u64()), (Some(4), Some(3)), "{voice}");
        let top = &voice["causes"][0];
        assert_eq!((&top["name"], &top["texts"]), (&json!("system.slow"), &json!(3)), "{voice}");
        assert_eq!(voice["reading"], false);
        let sentences = told.get("/api/v1/voice/sentences?cause=system.slow").await;
        let texts: Vec<&str> =
            sentences["items"].as_array().unwrap().iter().filter_map(|one| one["text"].as_str()).collect();
        let times: u64 = sentences["items"].as_array().unwrap().iter().filter_map(|one| one["times"].as_u64()).sum();
        assert_eq!((texts.len(), times), (2, 3), "{sentences}");
        assert!(texts.iter().all(|text| !text.contains("13812345678")), "{texts:?}");
    });
}

#[test]
fn what_was_read_of_a_customer_goes_with_them() {
    run(async {
        let told = Told::open().await;
        told.say("t1", &[("customer", 9, "You are far too slow!")]).await;
        let customer = told.get("/api/v1/journeys/t1").await["customer"].as_str().unwrap().to_owned();
        let erase = format!("/api/v1/customers/{customer}/erase");
        assert_eq!(told.ask("POST", &erase, Role::Analyst, Json::Null).await.0, 202);
        let app = &told.house.app;
        crate::customer::run_jobs(&app.store.database, &app.store.log).await.unwrap();
        told.read().await;
        assert_eq!(told.get("/api/v1/voice").await["texts"], 0);
    });
}
