//! What became of what each source sent.

use crate::serve::tests::{House, request, run};
use axum::http::Method;
use desk::access::{Role, Scope};
use desk::time::Span;
use serde_json::Value as Json;

#[test]
fn every_source_is_told_of_with_what_became_of_what_it_sent() {
    run(async {
        let house = House::open().await;
        let key = house.key(&[Scope::Intake]).await;
        let now = crate::asked::now();
        let at = |days: i64| now - Span(days * Span::DAY.0);
        let body = format!(
            r#"[{{"source":"shop","id":"1","at":"{}","thread":"a"}},{{"source":"shop","id":"2","at":"{}","thread":"a"}},
                {{"source":"shop","id":"1","at":"{}","thread":"a"}},{{"source":"desk","id":"3","at":"{}","thread":"a"}},
                {{"source":"shop","id":"4","at":"nonsense"}}]"#,
            at(0),
            at(9),
            at(0),
            at(-400)
        );
        let with = [("authorization", key.as_str())];
        let (_, _, taken) = house.send(request(&Method::POST, "/api/v1/touches", &with, &body)).await;
        assert_eq!(
            (&taken["accepted"], &taken["duplicates"], &taken["rejected"]),
            (&3.into(), &1.into(), &1.into()),
            "{taken}"
        );
        let cookie = house.signed_in(Role::Analyst).await;
        let (_, _, sources) = house.send(request(&Method::GET, "/api/v1/sources", &[("cookie", &cookie)], "")).await;
        let of = |name: &str| -> Json {
            let all = sources["items"].as_array().unwrap();
            all.iter().find(|one| one["source"] == name).unwrap_or_else(|| panic!("{name} in {sources}")).clone()
        };
        let shop = of("shop");
        assert_eq!(shop["touches"], 2);
        for window in ["hour", "day", "all"] {
            let counts = ["accepted", "duplicates", "late"].map(|field| shop[window][field].as_u64().unwrap());
            assert_eq!(counts, [2, 1, 1], "{window}");
        }
        assert_eq!(of("desk")["touches"], 1);
        // What cannot be read names no source: it is that of the key. So is the sender's clock.
        let unread = of("test");
        assert_eq!(
            (&unread["touches"], &unread["all"]["rejected"], &unread["all"]["future"]),
            (&0.into(), &1.into(), &1.into())
        );
        let rejection = &unread["rejections"][0];
        assert!(rejection["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{rejection}");
        assert_eq!(shop["keys"], serde_json::json!(["key test"]));
    });
}
