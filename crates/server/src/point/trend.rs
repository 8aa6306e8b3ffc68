//! One noise point week by week: how often it is met, when that jumped up, and how many of those who met it said so.

use crate::failure::Failure;
use crate::noise::http::key;
use crate::noise::which::Among;
use crate::noise::witnesses::{Behind, behind};
use crate::report::life::{OnsetShown, Told};
use crate::serve::app::Shared;
use crate::serve::http::{Path, Query};
use crate::serve::picture::AsOf;
use crate::serve::problem::{Kind, Problem};
use axum::Json;
use axum::extract::State;
use desk::id::PointKey;
use desk::time::Time;
use lens::proof::Steps;
use lens::statistics::interval::wilson;
use serde::Serialize;
use std::collections::BTreeMap;
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

/// The weeks with journeys that were exposed, as sums over those behind the point.
fn weeks(behind: &Behind, steps: Steps) -> Result<Vec<Week>, Failure> {
    let mut sums: BTreeMap<i64, [u64; 3]> = BTreeMap::new();
    behind.each(|one| {
        let (affected, sums) = (one.first.is_some(), sums.entry(steps.of(one.start)).or_default());
        sums[0] += 1;
        sums[1] += u64::from(affected);
        sums[2] += u64::from(affected && one.harmed != 0);
    })?;
    let week = |(number, [exposed, affected, harmed]): (i64, [u64; 3])| {
        let rate = wilson(affected, exposed, 0.95);
        let from = Time(steps.begins(number));
        Week { from, exposed, affected, harmed, rate_low: rate.low, rate_high: rate.high }
    };
    Ok(sums.into_iter().map(week).collect())
}

/// One noise point week by week, in the part of the log that is asked for: sums over the journeys behind it. Whoever is
/// the first to ask for these or for the weeks waits for a reading of the log.
#[utoipa::path(get, path = "/api/v1/noise/{id}/trend", tag = "noise", security(("key" = ["look"])),
    params(("id" = String, Path, description = "nsp_..."), Among), responses((status = 200, body = Trend)))]
pub(crate) async fn trend(
    State(app): State<Shared>,
    Path(id): Path<String>,
    Query(part): Query<Among>,
) -> Result<Json<Trend>, Problem> {
    let id: PointKey = super::key(&id).map_err(|_| Kind::NotFound)?;
    let period = part.period();
    let picture = app.pictures.of(&app, &period).await?;
    let point = picture.report.points.iter().find(|point| key(point) == id).ok_or(Kind::NotFound)?;
    let steps = Steps { origin: picture.report.import.from.unwrap_or(0), length: Steps::WEEK };
    let behind = behind(&app, &period, &picture, point).await?;
    let weeks = tokio::task::block_in_place(|| weeks(&behind, steps))?;
    Ok(Json(Trend { as_of: app.pictures.as_of(&picture), weeks, onset: point.life.onset, told: point.life.told }))
}
