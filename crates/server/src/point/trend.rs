//! One noise point week by week: how often it is met, when that jumped up, and how many of those who met it said so.

use super::series::{COMPLAINT, Counted, Wanted, count};
use super::track::wanted;
use crate::cli::Files;
use crate::noise::http::key;
use crate::noise::which::picture;
use crate::report::{Point, Report};
use crate::serve::app::Shared;
use crate::serve::http::Path;
use crate::serve::picture::AsOf;
use crate::serve::problem::{Kind, Problem};
use axum::Json;
use axum::extract::State;
use desk::id::PointKey;
use desk::time::Time;
use lens::proof::{Demands, onset};
use lens::statistics::interval::wilson;
use serde::Serialize;
use utoipa::ToSchema;

/// A noise point week by week.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Trend {
    as_of: AsOf,
    weeks: Vec<Week>,
    /// When it began or became worse; null where its rate never jumped up.
    onset: Option<OnsetShown>,
    /// Who said so; null where the log does not tell of complaints.
    told: Option<Told>,
}

/// Journeys that began in one week.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Week {
    #[schema(value_type = String, format = DateTime)]
    from: Time,
    exposed: u64,
    affected: u64,
    /// Affected journeys that came to harm.
    harmed: u64,
    /// The 95 % interval of affected among exposed (Wilson 1927).
    rate_low: f64,
    rate_high: f64,
}

/// When it began.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct OnsetShown {
    #[schema(value_type = String, format = DateTime)]
    at: Time,
    /// How sure that is, in standard errors.
    score: f64,
    /// The share that came to harm since then, as a multiple of what it would have been, with its 95 % interval.
    harm: f64,
    harm_low: f64,
    harm_high: f64,
    /// Whether harm rose with it.
    aligned: bool,
}

/// How many of those who met it complained, and how many never said so.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Told {
    affected: u64,
    complained: u64,
    silent: u64,
    /// The 95 % interval of the silent among the affected (Wilson 1927).
    silent_low: f64,
    silent_high: f64,
}

fn told(report: &Report, counted: &Counted) -> Option<Told> {
    report.results.iter().find(|result| result.name == "complained" && result.known > 0)?;
    let affected = counted.series.affected();
    let complained: u64 = counted.series.counted.iter().map(|week| week.affected_harmed).sum();
    let silent = affected.saturating_sub(complained);
    let share = wilson(silent, affected, 0.95);
    Some(Told { affected, complained, silent, silent_low: share.low, silent_high: share.high })
}

fn weeks(counted: &Counted) -> Vec<Week> {
    let week = |week: &lens::proof::Counted| {
        let rate = wilson(week.affected, week.exposed, 0.95);
        Week {
            from: Time(counted.steps.begins(week.number)),
            exposed: week.exposed,
            affected: week.affected,
            harmed: week.affected_harmed,
            rate_low: rate.low,
            rate_high: rate.high,
        }
    };
    counted.series.counted.iter().map(week).collect()
}

fn began(counted: &Counted) -> Option<OnsetShown> {
    let found = onset(&counted.series.rate(), &counted.series.harm_of_exposed(), &Demands::default())?;
    Some(OnsetShown {
        at: Time(counted.steps.begins(found.number)),
        score: found.score,
        harm: found.harm.value,
        harm_low: found.harm.low,
        harm_high: found.harm.high,
        aligned: found.aligned,
    })
}

/// The same point twice: once for every harm, once for complaints.
fn both(point: &Point) -> [Wanted; 2] {
    [wanted(point), Wanted { harm: COMPLAINT, ..wanted(point) }]
}

/// One noise point week by week. This reads the log; it takes about as long as the noise report.
#[utoipa::path(get, path = "/api/v1/noise/{id}/trend", tag = "noise", security(("key" = ["look"])),
    params(("id" = String, Path, description = "nsp_...")), responses((status = 200, body = Trend)))]
pub(crate) async fn trend(State(app): State<Shared>, Path(id): Path<String>) -> Result<Json<Trend>, Problem> {
    let id: PointKey = super::key(&id).map_err(|_| Kind::NotFound)?;
    let picture = picture(&app, &None, &None).await?;
    let point = picture.report.points.iter().find(|point| key(point) == id).ok_or(Kind::NotFound)?;
    let files = Files::default();
    let counted = count(&app.now_asked(), &app.store, &files, &both(point), None).await?;
    let [all, complaints] = counted.as_slice() else { return Err(Kind::Failed.into()) };
    Ok(Json(Trend {
        as_of: app.pictures.as_of(&picture),
        weeks: weeks(all),
        onset: began(all),
        told: told(&picture.report, complaints),
    }))
}
