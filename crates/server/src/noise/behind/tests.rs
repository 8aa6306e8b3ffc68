//! The journeys behind noise points: all of them, as a list and as a sheet.

use crate::noise::running::tests::touches;
use crate::serve::picture::renew;
use crate::serve::tests::{House, request, run};
use crate::simulate::{fill, named};
use axum::http::{Method, StatusCode};
use desk::access::Role;
use desk::touch::Results;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::time::Duration;
use store::reading;

/// A log without results, in which points are ranked by time, between journeys too.
async fn by_time() -> House {
    let house = House::open().await;
    let mut log = touches(7, 4_000);
    for touch in &mut log {
        let number: u64 = touch.thread.as_deref().unwrap_or_default().bytes().map(u64::from).sum();
        touch.thread = touch.thread.take().map(|thread| format!("{thread}-{}", touch.at.0 / 86_400_000_000 / 3));
        touch.segment = Some(if number.is_multiple_of(3) { "gold" } else { "plain" }.to_owned());
        touch.results = Results::default();
        let said =
            ["I have been waiting for three weeks and nobody answers!", "Far too expensive, I want my money back."];
        touch.text = said.get(number as usize % 5).map(|said| (*said).to_owned());
    }
    for part in log.chunks(1_000) {
        house.app.intake.take(part.to_vec()).await.unwrap();
    }
    renew(&house.app).await.unwrap();
    house
}

/// A log in which points are ranked by harm, compared with journeys that did not meet it.
async fn by_harm() -> House {
    let house = House::open().await;
    fill(&house.app.store, &named("airline").unwrap(), 700, 5).await.unwrap();
    renew(&house.app).await.unwrap();
    house
}

async fn ask(house: &House, role: Role, path: &str) -> (StatusCode, Json) {
    let cookie = house.signed_in(role).await;
    for _ in 0..100 {
        let asked = request(&Method::GET, &format!("/api/v1{path}"), &[("cookie", &cookie)], "");
        let (status, _, body) = house.send(asked).await;
        if status != StatusCode::SERVICE_UNAVAILABLE {
            return (status, body);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{path} is never ready");
}

/// All pages of a list.
async fn all(house: &House, path: &str, limit: usize) -> Vec<Json> {
    let (mut items, mut after) = (Vec::new(), String::new());
    loop {
        let and = if path.contains('?') { '&' } else { '?' };
        let (status, page) = ask(house, Role::Analyst, &format!("{path}{and}limit={limit}{after}")).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next"].as_str() else { return items };
        after = format!("&after={next}");
    }
}

async fn sheet(house: &House, path: &str) -> Vec<Vec<String>> {
    let cookie = house.signed_in(Role::Admin).await;
    let asked = request(&Method::GET, &format!("/api/v1{path}"), &[("cookie", &cookie)], "");
    let (status, headers, text) = house.text(asked).await;
    assert_eq!((status, headers["content-type"].to_str().unwrap()), (StatusCode::OK, "text/csv; charset=utf-8"));
    let text = text.strip_prefix('\u{feff}').expect("a mark for spreadsheets").to_owned();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn sum(rows: &[Json], field: &str) -> f64 {
    rows.iter().map(|row| row[field].as_f64().unwrap()).sum()
}

/// The figures of a point are the sums of its journeys.
fn check(point: &Json, rows: &[Json]) {
    let name = format!("{} at {}", point["kind"], point["place"]);
    let count = |wanted: &dyn Fn(&&Json) -> bool| rows.iter().filter(wanted).count() as u64;
    let affected = |row: &&Json| row["group"] == "affected";
    assert_eq!(Some(rows.len() as u64), point["exposed"].as_u64(), "{name}");
    assert_eq!(Some(count(&affected)), point["affected"].as_u64(), "{name}");
    assert_eq!(sum(rows, "times"), point["occurrences"].as_f64().unwrap(), "{name}");
    assert!((sum(rows, "hours_lost") - point["hours_lost"].as_f64().unwrap()).abs() < 1e-3, "{name}");
    let customers: BTreeSet<&str> = rows.iter().filter(affected).map(|row| row["customer"].as_str().unwrap()).collect();
    assert_eq!(Some(customers.len() as u64), point["customers"].as_u64(), "{name}");
    let journeys: BTreeSet<&str> = rows.iter().map(|row| row["journey"].as_str().unwrap()).collect();
    assert_eq!(journeys.len(), rows.len(), "{name}");
    let compared = count(&|row| row["compared_affected"] == true);
    if let Some(matched) = point["matched_exposed"].as_u64() {
        let result = point["result"].as_str().unwrap();
        assert_eq!(compared, matched, "{name}");
        assert!(
            rows.iter().filter(|row| row["compared_affected"] == true).all(|row| row["results"][result].is_boolean())
        );
    } else {
        assert_eq!(compared, 0, "{name}");
    }
}

#[test]
fn the_list_holds_every_journey_behind_every_point() {
    run(async {
        for house in [by_harm().await, by_time().await] {
            let (_, board) = ask(&house, Role::Analyst, "/noise").await;
            let points = board["points"].as_array().unwrap();
            assert!(points.len() > 3, "{}", points.len());
            for point in points {
                let id = point["id"].as_str().unwrap();
                let rows = all(&house, &format!("/noise/{id}/journeys"), 97).await;
                check(point, &rows);
                let affected = all(&house, &format!("/noise/{id}/journeys?group=affected"), 1_000).await;
                assert_eq!(Some(affected.len() as u64), point["affected"].as_u64());
                let (_, trend) = ask(&house, Role::Analyst, &format!("/noise/{id}/trend")).await;
                let weeks = trend["weeks"].as_array().unwrap();
                assert_eq!((sum(weeks, "exposed"), sum(weeks, "affected")), (rows.len() as f64, affected.len() as f64));
                for (from, to) in weeks.iter().zip(weeks[1..].iter().map(Some).chain([None])) {
                    let began = |row: &&Json| {
                        row["began"].as_str() >= from["from"].as_str()
                            && to.is_none_or(|to| row["began"].as_str() < to["from"].as_str())
                    };
                    assert_eq!(affected.iter().filter(began).count() as u64, from["affected"], "{id}: {from}");
                }
                for journey in point["journeys"].as_array().unwrap() {
                    assert!(
                        affected.iter().any(|row| [&row["thread"], &row["journey"]].contains(&journey)),
                        "{journey}"
                    );
                }
            }
            let nothing = ask(&house, Role::Analyst, "/noise/nsp_0000000000000000/journeys").await;
            assert_eq!(nothing.0, StatusCode::NOT_FOUND);
            let id = points[0]["id"].as_str().unwrap();
            let wrong = ask(&house, Role::Analyst, &format!("/noise/{id}/journeys?after=first")).await;
            assert_eq!(wrong.0, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.1);
            let of =
                |kind: &str, place: &str| points.iter().any(|one| one["kind"] == kind && one["place_kind"] == place);
            assert!(points.iter().any(|one| one["result"].is_string()) || of("repeat_contact", "journey"));
        }
    });
}

#[test]
fn the_sheet_holds_what_the_list_holds_and_an_administrators_look_is_written_down() {
    run(async {
        let house = by_harm().await;
        let (_, board) = ask(&house, Role::Analyst, "/noise").await;
        let id = board["points"][0]["id"].as_str().unwrap();
        let rows = all(&house, &format!("/noise/{id}/journeys"), 1_000).await;
        let lines = sheet(&house, &format!("/noise/{id}/journeys.csv")).await;
        assert_eq!(lines.len(), rows.len() + 1);
        let at = |name: &str| lines[0].iter().position(|head| head == name).unwrap_or_else(|| panic!("{name}"));
        for (line, row) in lines[1..].iter().zip(&rows) {
            assert_eq!(line.len(), lines[0].len());
            for field in ["journey", "thread", "customer", "group", "began"] {
                assert_eq!(Some(line[at(field)].as_str()), row[field].as_str(), "{field}");
            }
            assert_eq!(line[at("compared_unaffected")], row["compared_unaffected"].to_string());
            assert_eq!(line[at("complained")], row["results"]["complained"].to_string());
        }
        let (_, audit) = ask(&house, Role::Admin, "/audit?what=noise.").await;
        assert_eq!((&audit["items"][0]["what"], &audit["items"][0]["target"]), (&"noise.journeys".into(), &id.into()));
    });
}

#[test]
fn a_part_of_the_log_has_journeys_and_weeks_of_its_own() {
    run(async {
        let house = by_time().await;
        for part in ["segment=segment%3Dgold", "from=1970-02-01&to=1970-03-10"] {
            let (_, board) = ask(&house, Role::Analyst, &format!("/noise?{part}")).await;
            let point = &board["points"][0];
            let id = point["id"].as_str().unwrap_or_else(|| panic!("{part}: nothing"));
            check(point, &all(&house, &format!("/noise/{id}/journeys?{part}"), 500).await);
            let (status, trend) = ask(&house, Role::Analyst, &format!("/noise/{id}/trend?{part}")).await;
            assert_eq!(status, StatusCode::OK, "{trend}");
            let weeks = trend["weeks"].as_array().unwrap();
            for field in ["exposed", "affected"] {
                assert_eq!(sum(weeks, field), point[field].as_f64().unwrap(), "{part}: {field} of {point}");
            }
            let (_, whole) = ask(&house, Role::Analyst, &format!("/noise/{id}/trend")).await;
            assert_ne!(whole["weeks"], trend["weeks"], "{part}");
        }
    });
}

#[test]
fn what_customers_say_at_a_point_is_what_its_affected_journeys_name() {
    run(async {
        let mut between = false;
        for house in [by_harm().await, by_time().await] {
            let app = &house.app;
            crate::text::job::all(&app.asked(), &app.store, &app.house.kept()).await.unwrap();
            renew(app).await.unwrap();
            let named = reading::journey_causes(&mut app.store.database.read().await.unwrap()).await.unwrap();
            let (_, board) = ask(&house, Role::Analyst, "/noise").await;
            let mut heard = BTreeSet::new();
            for point in board["points"].as_array().unwrap() {
                let id = point["id"].as_str().unwrap();
                let rows = all(&house, &format!("/noise/{id}/journeys?group=affected"), 1_000).await;
                let affected: BTreeSet<&str> = rows.iter().filter_map(|row| row["journey"].as_str()).collect();
                let theirs = || named.iter().filter(|(journey, _)| affected.contains(journey.to_string().as_str()));
                let telling: BTreeSet<_> = theirs().map(|(journey, _)| journey).collect();
                let (_, voice) = ask(&house, Role::Analyst, &format!("/noise/{id}/voice")).await;
                assert_eq!(voice["affected"], point["affected"], "{id}");
                assert_eq!(voice["telling"], telling.len() as u64, "{id} of {}", point["kind"]);
                for cause in voice["causes"].as_array().unwrap() {
                    let journeys = theirs().filter(|(_, name)| cause["name"] == name.as_str()).count() as u64;
                    assert_eq!(cause["texts"], journeys, "{id}: {cause}");
                }
                let counted: u64 =
                    voice["causes"].as_array().unwrap().iter().filter_map(|one| one["texts"].as_u64()).sum();
                assert_eq!(counted, theirs().count() as u64, "{id}");
                heard.extend(Some(point["kind"].to_string()).filter(|_| !telling.is_empty()));
            }
            assert!(heard.len() > 1, "{heard:?}");
            between |= heard.contains("\"repeat_contact\"");
        }
        assert!(between, "what lies between journeys is heard too");
    });
}

#[test]
fn who_is_erased_is_in_no_list_that_was_looked_at_before() {
    run(async {
        let house = by_time().await;
        let (_, board) = ask(&house, Role::Analyst, "/noise").await;
        let id = board["points"][0]["id"].as_str().unwrap();
        let rows = all(&house, &format!("/noise/{id}/journeys"), 1_000).await;
        let customer = rows[0]["customer"].as_str().unwrap();
        let cookie = house.signed_in(Role::Analyst).await;
        let with = [("cookie", cookie.as_str()), ("x-waterline", "page")];
        let path = format!("/api/v1/customers/{customer}/erase");
        assert_eq!(house.send(request(&Method::POST, &path, &with, "")).await.0, StatusCode::ACCEPTED);
        let app = &house.app;
        crate::customer::run_jobs(&app.store.database, &app.store.log).await.unwrap();
        app.forget_figures().unwrap();
        let after = all(&house, &format!("/noise/{id}/journeys"), 1_000).await;
        assert!(after.iter().all(|row| row["customer"] != customer));
    });
}
