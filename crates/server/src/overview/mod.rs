//! The overview: how much shows above the waterline, what it costs month by month, and what is getting worse.

use crate::locale::Language;
use crate::noise::http::{self as noise, NoisePoint};
use crate::noise::which::picture;
use crate::serve::app::Shared;
use crate::serve::picture::AsOf;
use crate::serve::problem::Problem;
use axum::Json;
use axum::extract::State;
use desk::time::Time;
use lens::silent::Road;
use lens::statistics::interval::normal_below;
use lens::statistics::multiplicity::benjamini_hochberg;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The overview.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Overview {
    as_of: AsOf,
    totals: Totals,
    /// Who spoke and who stayed silent, in journeys; null where no road leads to the silent.
    surface: Option<Surface>,
    months: Vec<Month>,
    /// What damage is counted in: harmed_journeys or hours.
    #[schema(value_type = Option<String>)]
    damage_unit: Option<lens::noise::DamageUnit>,
    /// Noise points whose rate rose in the last quarter beyond chance, the surest first.
    rose: Vec<Rose>,
    /// The worst points.
    worst: Vec<NoisePoint>,
    /// How many points stand at which stage.
    stages: BTreeMap<String, u64>,
    /// The finding in one sentence.
    finding: String,
}

/// What the log holds.
#[derive(Debug, Serialize, ToSchema)]
struct Totals {
    touches: u64,
    journeys: u64,
    customers: u64,
    /// The relative standard error of `customers`; 0 where they were counted.
    customers_error: f64,
    #[schema(value_type = Option<String>, format = DateTime)]
    from: Option<Time>,
    #[schema(value_type = Option<String>, format = DateTime)]
    to: Option<Time>,
}

/// Above and below the waterline, in journeys.
#[derive(Debug, Serialize, ToSchema)]
struct Surface {
    spoke: u64,
    silent: f64,
    silent_low: f64,
    silent_high: f64,
    /// The estimate's road: lists, survey or exit.
    #[schema(value_type = String)]
    road: Road,
    /// Whether the roads agree; null where there is one.
    agree: Option<bool>,
}

/// A month.
#[derive(Debug, Default, Serialize, ToSchema)]
struct Month {
    #[schema(value_type = String, format = DateTime)]
    from: Time,
    /// The damage of all points on the list whose journeys began then; a journey hurt twice counts twice.
    damage: f64,
    damage_low: f64,
    damage_high: f64,
}

/// A point that rose.
#[derive(Debug, Serialize, ToSchema)]
struct Rose {
    point: NoisePoint,
    /// Share of affected among exposed before, and in the last quarter.
    before: f64,
    after: f64,
    /// Benjamini-Hochberg adjusted over all points.
    q_value: f64,
}

/// Points shown as the worst.
const WORST: usize = 5;
/// Months that count as the last quarter; the month under way is left out, its journeys have not met everything yet.
const RECENT: usize = 3;
/// The share of false alarms among those that rose.
const FALSE_ALARMS: f64 = 0.10;

/// What is to be seen first.
#[utoipa::path(get, path = "/api/v1/overview", tag = "noise", security(("key" = ["look"])),
    responses((status = 200, body = Overview)))]
pub(crate) async fn overview(State(app): State<Shared>, language: Language) -> Result<Json<Overview>, Problem> {
    let picture = picture(&app, &None, &None).await?;
    let (report, voice) = (&picture.report, noise::voice(&app, language));
    let (known, told) = (noise::stages(&app).await?, noise::told(&app, &picture));
    let points: Vec<NoisePoint> =
        (0..report.points.len()).map(|rank| noise::shown(report, rank, &known, &voice, told.as_deref())).collect();
    let mut stages = BTreeMap::new();
    for (stage, _) in known.into_values() {
        *stages.entry(stage).or_default() += 1;
    }
    let surface = picture.seen.silence.headline().map(|estimate| Surface {
        spoke: picture.seen.silence.surfaced,
        silent: estimate.count,
        silent_low: estimate.interval.low,
        silent_high: estimate.interval.high,
        road: estimate.road,
        agree: (picture.seen.silence.iceberg.estimates.len() > 1).then_some(picture.seen.silence.iceberg.agree),
    });
    Ok(Json(Overview {
        as_of: app.pictures.as_of(&picture),
        totals: Totals {
            touches: report.graph.touches,
            journeys: report.graph.journeys,
            customers: report.graph.customers.count,
            customers_error: report.graph.customers.relative_error,
            from: report.import.from.map(Time),
            to: report.import.to.map(Time),
        },
        surface,
        months: months(&points),
        damage_unit: report.points.first().map(|point| point.damage_unit),
        rose: rose(&points),
        worst: points.iter().take(WORST).cloned().collect(),
        stages,
        finding: voice.finding(report),
    }))
}

/// Damage by month: each point's, shared out by how many were affected when. Only points whose damage is counted alike
/// can be summed: those of the unit of the worst.
fn months(points: &[NoisePoint]) -> Vec<Month> {
    let mut months: BTreeMap<Time, Month> = BTreeMap::new();
    let unit = points.first().map(|point| point.damage_unit);
    for point in points.iter().filter(|point| Some(point.damage_unit) == unit) {
        let affected: u64 = point.months.iter().map(|month| month.affected).sum();
        for month in point.months.iter().filter(|_| affected > 0) {
            let share = month.affected as f64 / affected as f64;
            let sum = months.entry(month.from).or_insert_with(|| Month { from: month.from, ..Month::default() });
            sum.damage += share * point.damage;
            sum.damage_low += share * point.damage_low;
            sum.damage_high += share * point.damage_high;
        }
    }
    months.into_values().collect()
}

/// Points whose rate in the last quarter is above what it was, tested by the pooled score test for two shares.
fn rose(points: &[NoisePoint]) -> Vec<Rose> {
    let mut found: Vec<(f64, Rose)> = points
        .iter()
        .filter_map(|point| {
            let whole = point.months.len().checked_sub(1 + RECENT)?;
            let sum = |months: &[noise::MonthShown]| {
                months.iter().fold((0, 0), |(a, e), month| (a + month.affected, e + month.exposed))
            };
            let (before, after) = (sum(&point.months[..whole]), sum(&point.months[whole..whole + RECENT]));
            let (old, new, p_value) = rise(before, after)?;
            Some((p_value, Rose { point: point.clone(), before: old, after: new, q_value: 1.0 }))
        })
        .collect();
    let p_values: Vec<f64> = found.iter().map(|(p_value, _)| *p_value).collect();
    for ((_, rose), q_value) in found.iter_mut().zip(benjamini_hochberg(&p_values)) {
        rose.q_value = q_value;
    }
    let mut rose: Vec<Rose> = found.into_iter().map(|(_, rose)| rose).collect();
    rose.retain(|rose| rose.q_value <= FALSE_ALARMS);
    rose.sort_by(|one, other| one.q_value.total_cmp(&other.q_value));
    rose
}

/// Both shares, and how likely so large a rise is where nothing changed: the one-sided pooled score test. `None` where
/// there is too little to test.
fn rise(before: (u64, u64), after: (u64, u64)) -> Option<(f64, f64, f64)> {
    const LEAST: u64 = 30;
    if before.1 < LEAST || after.1 < LEAST {
        return None;
    }
    let share = |(affected, exposed): (u64, u64)| affected as f64 / exposed as f64;
    let pooled = share((before.0 + after.0, before.1 + after.1));
    let spread = (pooled * (1.0 - pooled) * (1.0 / before.1 as f64 + 1.0 / after.1 as f64)).sqrt();
    let z = (share(after) - share(before)) / spread;
    let p_value = if spread > 0.0 { 1.0 - normal_below(z) } else { 1.0 };
    Some((share(before), share(after), p_value))
}

#[cfg(test)]
mod tests {
    use super::rise;

    #[test]
    fn a_rise_is_told_from_chance() {
        let p_value = |before, after| rise(before, after).map(|(.., p_value)| p_value);
        assert!(p_value((100, 1_000), (200, 1_000)).unwrap() < 1e-9);
        assert!((p_value((100, 1_000), (100, 1_000)).unwrap() - 0.5).abs() < 1e-12);
        assert!(p_value((200, 1_000), (100, 1_000)).unwrap() > 0.999);
        assert_eq!(p_value((3, 10), (9, 10)), None);
        assert_eq!(p_value((0, 100), (0, 100)), Some(1.0));
    }
}
