//! One noise point week by week: how often it is met, when that jumped up, and how many of those who met it said so.

use super::series::{Counted, count};
use super::track::wanted;
use crate::cli::Files;
use crate::noise::http::key;
use crate::noise::which::picture;
use crate::report::life::{OnsetShown, Told};
use crate::serve::app::Shared;
use crate::serve::http::Path;
use crate::serve::picture::AsOf;
use crate::serve::problem::{Kind, Problem};
use axum::Json;
use axum::extract::State;
use desk::id::PointKey;
use desk::time::Time;
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

/// One noise point week by week. This reads the log; it takes about as long as the noise report.
#[utoipa::path(get, path = "/api/v1/noise/{id}/trend", tag = "noise", security(("key" = ["look"])),
    params(("id" = String, Path, description = "nsp_...")), responses((status = 200, body = Trend)))]
pub(crate) async fn trend(State(app): State<Shared>, Path(id): Path<String>) -> Result<Json<Trend>, Problem> {
    let id: PointKey = super::key(&id).map_err(|_| Kind::NotFound)?;
    let picture = picture(&app, &None, &None).await?;
    let point = picture.report.points.iter().find(|point| key(point) == id).ok_or(Kind::NotFound)?;
    let counted = count(&app.asked(), &app.store, &Files::default(), &[wanted(point)], None).await?;
    let counted = counted.first().ok_or(Kind::Failed)?;
    Ok(Json(Trend {
        as_of: app.pictures.as_of(&picture),
        weeks: weeks(counted),
        onset: point.life.onset,
        told: point.life.told,
    }))
}
