//! The counts of the noise points as they follow the log, over HTTP.

use super::http::{key, told, voice};
use super::running::{Figures, Fresh, Told};
use crate::locale::Language;
use crate::report::Point;
use crate::report::sentences::Voice;
use crate::serve::app::Shared;
use crate::serve::problem::{Kind as Trouble, Problem};
use axum::Json;
use axum::extract::State;
use desk::id::PointKey;
use desk::time::Time;
use lens::signals::Kind;
use lens::statistics::interval::wilson;
use serde::Serialize;
use utoipa::ToSchema;

/// As of when the counts are.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct LiveCounts {
    #[schema(value_type = String, format = DateTime)]
    at: Time,
    /// Touches since the analysis that are counted.
    touches: u64,
}

impl LiveCounts {
    pub(super) fn of(told: &Told) -> Option<LiveCounts> {
        Some(LiveCounts { at: told.at?, touches: told.touches })
    }
}

/// A place at which something happened for the first time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FreshShown {
    place: String,
    place_kind: String,
    #[schema(value_type = String)]
    kind: Kind,
    /// What happens to the customer.
    sentence: String,
    exposed: u64,
    affected: u64,
    hours_lost: f64,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_seen: Option<Time>,
}

impl FreshShown {
    pub(super) fn of(fresh: &Fresh, voice: &Voice) -> FreshShown {
        let (place, place_kind) = fresh.place.spelt();
        FreshShown {
            place: place.into_owned(),
            place_kind: place_kind.to_owned(),
            kind: fresh.kind,
            sentence: voice.happens(fresh.kind, &fresh.place),
            exposed: fresh.figures.exposed,
            affected: fresh.figures.affected,
            hours_lost: fresh.figures.hours_lost,
            last_seen: fresh.figures.last_seen,
        }
    }
}

/// The point with newer counts. What was concluded from the older ones stays.
pub(super) fn counted_on(point: &Point, figures: &Figures) -> Point {
    let share = wilson(figures.affected, figures.exposed, 0.95);
    Point {
        exposed: figures.exposed,
        affected: figures.affected,
        occurrences: figures.occurrences,
        hours_lost: figures.hours_lost,
        rate: figures.affected as f64 / figures.exposed.max(1) as f64,
        rate_low: share.low,
        rate_high: share.high,
        ..point.clone()
    }
}

/// The counts of a noise point now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Now {
    id: String,
    exposed: u64,
    affected: u64,
    occurrences: u64,
    rate: f64,
    rate_low: f64,
    rate_high: f64,
    hours_lost: f64,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_seen: Option<Time>,
}

/// The counts of all noise points now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LiveFigures {
    /// Null where the counts of the analysis are the newest there are: too much came at once, or another way.
    live: Option<LiveCounts>,
    points: Vec<Now>,
    /// New places, not yet judged.
    fresh: Vec<FreshShown>,
}

/// The counts of the noise points: they follow the log within two seconds. Ranks, effects and damage follow with the
/// next analysis.
#[utoipa::path(get, path = "/api/v1/noise/live", tag = "noise", security(("key" = ["look"])),
    responses((status = 200, body = LiveFigures)))]
pub(crate) async fn figures(State(app): State<Shared>, language: Language) -> Result<Json<LiveFigures>, Problem> {
    let picture = app.pictures.newest().ok_or_else(|| Problem::from(Trouble::NotReady).after(1))?;
    let Some(told) = told(&app, &picture) else {
        return Ok(Json(LiveFigures { live: None, points: Vec::new(), fresh: Vec::new() }));
    };
    let voice = voice(&app, language);
    let now = |point: &Point| {
        let id = key(point);
        Some(now(id, told.figures.get(&id.0)?))
    };
    Ok(Json(LiveFigures {
        live: LiveCounts::of(&told),
        points: picture.report.points.iter().filter_map(now).collect(),
        fresh: told.fresh.iter().map(|fresh| FreshShown::of(fresh, &voice)).collect(),
    }))
}

fn now(id: PointKey, figures: &Figures) -> Now {
    let share = wilson(figures.affected, figures.exposed, 0.95);
    Now {
        id: id.to_string(),
        exposed: figures.exposed,
        affected: figures.affected,
        occurrences: figures.occurrences,
        rate: figures.affected as f64 / figures.exposed.max(1) as f64,
        rate_low: share.low,
        rate_high: share.high,
        hours_lost: figures.hours_lost,
        last_seen: figures.last_seen,
    }
}
