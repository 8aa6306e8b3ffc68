//! One noise point week by week: how often it is met, when that jumped up, and how many of those who met it said so.

use crate::noise::http::key;
use crate::noise::which::Among;
use crate::report::life::{OnsetShown, Told};
use crate::serve::app::Shared;
use crate::serve::http::{Path, Query};
use crate::serve::picture::AsOf;
use crate::serve::problem::{Kind, Problem};
use axum::Json;
use axum::extract::State;
use desk::id::PointKey;
use desk::time::Time;
use lens::noise::Slice;
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

/// Journeys that began in one week; a week begins on the 1st, 9th, 17th or 25th of a month.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Week {
    #[schema(value_type = String, format = DateTime)]
    from: Time,
    exposed: u64,
    affected: u64,
    /// The 95 % interval of affected among exposed (Wilson 1927).
    rate_low: f64,
    rate_high: f64,
}

impl Week {
    fn of(week: &Slice) -> Week {
        let &Slice { begins, exposed, affected } = week;
        let rate = wilson(affected, exposed, 0.95);
        Week { from: Time(begins), exposed, affected, rate_low: rate.low, rate_high: rate.high }
    }
}

/// One noise point week by week, in the part of the log that is asked for: sums over the journeys behind it.
#[utoipa::path(get, path = "/api/v1/noise/{id}/trend", tag = "noise", security(("key" = ["look"])),
    params(("id" = String, Path, description = "nsp_..."), Among), responses((status = 200, body = Trend)))]
pub(crate) async fn trend(
    State(app): State<Shared>,
    Path(id): Path<String>,
    Query(part): Query<Among>,
) -> Result<Json<Trend>, Problem> {
    let id: PointKey = super::key(&id).map_err(|_| Kind::NotFound)?;
    let picture = part.picture(&app).await?;
    let point = picture.report.points.iter().find(|point| key(point) == id).ok_or(Kind::NotFound)?;
    let weeks = point.weeks.iter().map(Week::of).collect();
    Ok(Json(Trend { as_of: app.pictures.as_of(&picture), weeks, onset: point.life.onset, told: point.life.told }))
}
