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
        // Every page goes on where the one before ended, the newest first.
        let last = |one: &Json, fits: &dyn Fn(&Touch) -> bool| {
            let of_it = log.iter().filter(|touch| touch.thread.as_deref() == one["thread"].as_str());
            of_it.filter(|touch| fits(touch)).map(|touch| touch.at).max().unwrap()
        };
        let found = async |query: &str, fits: &dyn Fn(&Touch) -> bool| -> BTreeSet<String> {
            let (mut threads, mut after) = (BTreeSet::new(), String::new());
            let mut before = desk::time::Time(i64::MAX);
            loop {
                let page = get(&format!("/journeys?{query}&limit=7{after}")).await;
                let items = page["items"].as_array().unwrap_or_else(|| panic!("{query}: {page}"));
                for one in items {
                    let last = last(one, fits);
                    assert!(last <= before, "{query}: {one} comes after {before:?}");
                    before = last;
                }
                threads.extend(items.iter().map(|one| one["thread"].as_str().unwrap().to_owned()));
                let Some(next) = page["next"].as_str() else { return threads };
                after = format!("&after={next}");
            }
        };
        let with = |fits: &dyn Fn(&Touch) -> bool| -> BTreeSet<String> {
            log.iter().filter(|touch| fits(touch)).filter_map(|touch| touch.thread.clone()).collect()
        };
        let check = async |query: &str, fits: &dyn Fn(&Touch) -> bool| {
            assert_eq!(found(query, fits).await, with(fits), "{query}");
        };
        check("", &|_| true).await;
        check("step=shop.return", &|touch| touch.step() == "shop.return").await;
        check("outcome=failed", &|touch| touch.outcome == Outcome::Failed).await;
        check("owner=supplier", &|touch| touch.owner.as_deref() == Some("supplier")).await;
        check("channel=phone", &|touch| touch.channel.as_deref() == Some("phone")).await;
        check("step=nowhere", &|_| false).await;
        let [owner, channel]: [&dyn Fn(&Touch) -> bool; 2] =
            [&|touch| touch.owner.as_deref() == Some("supplier"), &|touch| touch.channel.as_deref() == Some("phone")];
        let both = found("owner=supplier&channel=phone", &|touch| owner(touch) || channel(touch)).await;
        assert_eq!(both, with(owner).intersection(&with(channel)).cloned().collect());
        let ways = get("/ways").await;
        let mut by_thread: BTreeMap<String, Vec<&Touch>> = BTreeMap::new();
        log.iter().for_each(|touch| by_thread.entry(touch.thread.clone().unwrap()).or_default().push(touch));
        for way in ways["items"].as_array().unwrap() {
            let threads = found(&format!("way={}", way["way"].as_str().unwrap()), &|_| true).await;
            assert_eq!(threads.len() as u64, way["journeys"].as_u64().unwrap(), "{way}");
            for thread in threads {
                let touches = by_thread.get_mut(&thread).unwrap();
                touches.sort_by_key(|touch| (touch.at, touch.key()));
                let steps: Vec<String> = touches.iter().map(|touch| touch.step()).collect();
                assert_eq!(Json::from(steps), way["steps"]);
            }
        }
        for nonsense in ["outcome=splendid", "after=jrn_0000000000000001"] {
            assert_eq!(get(&format!("/journeys?{nonsense}")).await["type"], "/problems/invalid", "{nonsense}");
        }
    });
}
