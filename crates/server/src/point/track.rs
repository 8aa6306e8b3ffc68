//! From the noise report into the store, as far up the ladder as the log can show.

use super::spot;
use crate::asked::{Asked, Store, now};
use crate::cli::Files;
use crate::failure::Failure;
use crate::noise::{For, report_on};
use crate::report::Point;
use crate::report::life::evidence;
use desk::time::Time;
use lens::proof::{Estimate, Steps};
use serde::Serialize;
use store::point::{self, Ruling, Spot};

/// The test behind a point that was seen in a log, as it is kept.
#[derive(Serialize)]
struct Test<'a> {
    exposed: u64,
    affected: u64,
    hours_lost: f64,
    /// The result that goes with it beyond chance; null where the log tells of none.
    result: Option<&'a str>,
    /// Risk difference, its bounds and its adjusted p-value.
    effect: Option<[f64; 3]>,
    q_value: Option<f64>,
    e_value: Option<f64>,
    /// When it began and what harm did then; null where it never jumped up.
    onset: Option<OnsetTest>,
}

/// When it began.
#[derive(Serialize)]
struct OnsetTest {
    /// The week of the log.
    number: i64,
    at: Time,
    score: f64,
    /// The share that came to harm since then, as a multiple of what it would have been.
    harm: Estimate,
    aligned: bool,
}

/// Takes every point of the noise report over the store into the store, in one transaction.
pub(super) async fn track(asked: &Asked, store: &Store, who: &str) -> Result<(), Failure> {
    let files = Files::default();
    let report = report_on(asked, &files, store, For::List).await?;
    let mut writing = store.database.write().await?;
    for listed in &report.points {
        let evidence = evidence(listed.effect.is_some(), listed.life.onset.as_ref());
        let test = serde_json::to_value(test(listed, report.import.from.unwrap_or_default()))
            .map_err(|error| Failure::Other(error.to_string()))?;
        point::seen(&mut writing, &spot_of(listed), evidence, &Ruling { who, test, now: now() }).await?;
    }
    writing.commit().await?;
    Ok(())
}

fn spot_of(point: &Point) -> Spot {
    let (place, place_kind) = point.place.spelt();
    Spot { kind: spot::word(point.kind), place: place.into_owned(), place_kind: place_kind.to_owned() }
}

fn test(point: &Point, begins: i64) -> Test<'_> {
    let effect = point.effect.as_ref();
    Test {
        exposed: point.exposed,
        affected: point.affected,
        hours_lost: point.hours_lost,
        result: effect.map(|effect| effect.result.as_str()),
        effect: effect.map(|effect| [effect.difference, effect.difference_low, effect.difference_high]),
        q_value: effect.map(|effect| effect.q_value),
        e_value: effect.map(|effect| effect.e_value),
        onset: point.life.onset.map(|onset| OnsetTest {
            number: Steps { origin: begins, length: Steps::WEEK }.of(onset.at.0),
            at: onset.at,
            score: onset.score,
            harm: Estimate { value: onset.harm, low: onset.harm_low, high: onset.harm_high },
            aligned: onset.aligned,
        }),
    }
}
