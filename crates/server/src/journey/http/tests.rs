//! Journeys that are looked for.

use crate::noise::running::tests::touches;
use crate::serve::picture::renew;
use crate::serve::tests::{House, request, run};
use axum::http::Method;
use desk::access::Role;
use desk::touch::{Outcome, Touch};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn journeys_are_found_by_what_they_come_by_page_by_page() {
    run(async {
        let house = House::open().await;
        let log = touches(5, 400);
        house.app.intake.take(log.clone()).await.unwrap();
        renew(&house.app).await.unwrap();
        let cookie = house.signed_in(Role::Analyst).await;
        let get = async |path: &str| -> Json {
            house.send(request(&Method::GET, &format!("/api/v1{path}"), &[("cookie", &cookie)], "")).await.2
        };
        let found = async |query: &str| -> BTreeSet<String> {
            let (mut threads, mut after) = (BTreeSet::new(), String::new());
            loop {
                let page = get(&format!("/journeys?{query}&limit=7{after}")).await;
                let items = page["items"].as_array().unwrap_or_else(|| panic!("{query}: {page}"));
                threads.extend(items.iter().map(|one| one["thread"].as_str().unwrap().to_owned()));
                let Some(next) = page["next"].as_str() else { return threads };
                after = format!("&after={next}");
            }
        };
        let with = |fits: &dyn Fn(&Touch) -> bool| -> BTreeSet<String> {
            log.iter().filter(|touch| fits(touch)).filter_map(|touch| touch.thread.clone()).collect()
        };
        assert_eq!(found("").await, with(&|_| true));
        assert_eq!(found("step=shop.return").await, with(&|touch| touch.step() == "shop.return"));
        assert_eq!(found("outcome=failed").await, with(&|touch| touch.outcome == Outcome::Failed));
        assert_eq!(found("owner=supplier").await, with(&|touch| touch.owner.as_deref() == Some("supplier")));
        assert_eq!(found("channel=phone").await, with(&|touch| touch.channel.as_deref() == Some("phone")));
        assert!(found("step=nowhere").await.is_empty());
        let ways = get("/ways").await;
        let mut by_thread: BTreeMap<String, Vec<&Touch>> = BTreeMap::new();
        log.iter().for_each(|touch| by_thread.entry(touch.thread.clone().unwrap()).or_default().push(touch));
        for way in ways["items"].as_array().unwrap() {
            let threads = found(&format!("way={}", way["way"].as_str().unwrap())).await;
            assert_eq!(threads.len() as u64, way["journeys"].as_u64().unwrap(), "{way}");
            for thread in threads {
                let touches = by_thread.get_mut(&thread).unwrap();
                touches.sort_by_key(|touch| (touch.at, touch.key()));
                let steps: Vec<String> = touches.iter().map(|touch| touch.step()).collect();
                assert_eq!(Json::from(steps), way["steps"]);
            }
        }
        let nonsense = get("/journeys?outcome=splendid").await;
        assert_eq!(nonsense["type"], "/problems/invalid");
    });
}
