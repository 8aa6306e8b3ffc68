//! From the noise report into the store, as far up the ladder as the log can show.

use super::series::{HARM, Wanted, count};
use super::spot;
use crate::asked::{Asked, Store, now};
use crate::cli::Files;
use crate::failure::Failure;
use crate::noise::report_on;
use crate::report::Point;
use desk::point::Evidence;
use lens::proof::{Demands, Onset, onset};
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
    onset: Option<Onset>,
}

/// Takes every point of the noise report over the store into the store, in one transaction.
pub(super) async fn track(asked: &Asked, store: &Store, who: &str) -> Result<(), Failure> {
    let files = Files::default();
    let report = report_on(asked, &files, store, false).await?;
    let wanted: Vec<Wanted> = report.points.iter().map(wanted).collect();
    let counted = if wanted.is_empty() { Vec::new() } else { count(asked, store, &files, &wanted, None).await? };
    let mut writing = store.database.write().await?;
    for (listed, counted) in report.points.iter().zip(&counted) {
        let series = &counted.series;
        let onset = onset(&series.rate(), &series.harm_of_exposed(), &Demands::default());
        let evidence = match (&listed.effect, onset) {
            (None, _) => Evidence::Suspected,
            (Some(_), Some(onset)) if onset.aligned => Evidence::Confirmed,
            (Some(_), _) => Evidence::Associated,
        };
        let test = serde_json::to_value(test(listed, onset)).map_err(|error| Failure::Other(error.to_string()))?;
        point::seen(&mut writing, &spot_of(listed), evidence, &Ruling { who, test, now: now() }).await?;
    }
    writing.commit().await?;
    Ok(())
}

fn spot_of(point: &Point) -> Spot {
    let (place, place_kind) = point.place.spelt();
    Spot { kind: spot::word(point.kind), place: place.into_owned(), place_kind: place_kind.to_owned() }
}

pub(super) fn wanted(point: &Point) -> Wanted {
    let Spot { place, place_kind, .. } = spot_of(point);
    Wanted { kind: point.kind, place, place_kind: Some(place_kind), harm: HARM }
}

fn test(point: &Point, onset: Option<Onset>) -> Test<'_> {
    let effect = point.effect.as_ref();
    Test {
        exposed: point.exposed,
        affected: point.affected,
        hours_lost: point.hours_lost,
        result: effect.map(|effect| effect.result.as_str()),
        effect: effect.map(|effect| [effect.difference, effect.difference_low, effect.difference_high]),
        q_value: effect.map(|effect| effect.q_value),
        e_value: effect.map(|effect| effect.e_value),
        onset,
    }
}
