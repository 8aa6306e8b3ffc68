//! One noise point week by week: how often it is met, when that jumped up, and how many of those who met it said so.

use super::series::{HARM, series};
use crate::journey::feed;
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
use lens::proof::{Series, Steps};
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

fn weeks(counted: &Series, steps: Steps) -> Vec<Week> {
    let week = |week: &lens::proof::Counted| {
        let rate = wilson(week.affected, week.exposed, 0.95);
        Week {
            from: Time(steps.begins(week.number)),
            exposed: week.exposed,
            affected: week.affected,
            harmed: week.affected_harmed,
            rate_low: rate.low,
            rate_high: rate.high,
        }
    };
    counted.counted.iter().map(week).collect()
}

/// One noise point week by week, in the part of the log that is asked for. This reads the log; it takes about half as long
/// as the noise report.
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
    // Measured as the point itself was: what is usual was learnt then.
    let (asked, against) = (app.asked(), &picture.against);
    let steps = Steps { origin: picture.report.import.from.unwrap_or(0), length: Steps::WEEK };
    let wanted = [(point.kind, against.place(point)?, steps, HARM)];
    let request = feed::request(&asked, &app.store, &period.files()).await?;
    let counted = series(&asked, &app.store, &request, against, &wanted).await?;
    let counted = counted.first().ok_or(Kind::Failed)?;
    Ok(Json(Trend {
        as_of: app.pictures.as_of(&picture),
        weeks: weeks(counted, steps),
        onset: point.life.onset,
        told: point.life.told,
    }))
}
