//! The noise board and one noise point.

use super::live::{self, FreshShown, LiveCounts};
use super::running::Told;
use super::which::{Among, Which, picture};
use crate::failure::Failure;
use crate::iceberg::http::Analysis;
use crate::locale::Language;
use crate::point::spot;
use crate::report::life::Range;
use crate::report::sentences::Voice;
use crate::report::{Effect, Point, Report, ResultCount};
use crate::serve::app::Shared;
use crate::serve::http::{Path, Query};
use crate::serve::picture::{AsOf, Picture};
use crate::serve::problem::{Kind as Trouble, Problem};
use axum::Json;
use axum::extract::State;
use desk::id::PointKey;
use desk::point::{Attribution, attribution};
use desk::time::Time;
use lens::noise::{DamageUnit, PassedReason};
use lens::signals::Kind;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::point;
use utoipa::ToSchema;

/// A noise point as the board shows it. Shares lie in 0..=1, times lost are hours.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct NoisePoint {
    pub(crate) id: String,
    /// Its place on the list, from 1.
    pub(crate) rank: usize,
    pub(crate) place: String,
    /// journey, step, transition, owner, channel or owners.
    pub(crate) place_kind: String,
    #[schema(value_type = String)]
    pub(crate) kind: Kind,
    /// What happens to the customer, how often, and what comes of it, in the language of who asks.
    pub(crate) sentence: String,
    /// What kind of cause it has, by the kind of noise: process, system_support, cross_department, targets or supplier.
    #[schema(value_type = String)]
    pub(crate) cause: Attribution,
    pub(crate) exposed: u64,
    pub(crate) affected: u64,
    occurrences: u64,
    customers: u64,
    pub(crate) rate: f64,
    pub(crate) rate_low: f64,
    pub(crate) rate_high: f64,
    #[serde(flatten)]
    pub(crate) effect: Option<EffectShown>,
    /// The effect on every result that could be tested.
    effects: Vec<EffectShown>,
    pub(crate) damage: f64,
    pub(crate) damage_low: f64,
    pub(crate) damage_high: f64,
    /// harmed_journeys or hours.
    #[schema(value_type = String)]
    pub(crate) damage_unit: DamageUnit,
    /// The damage of a year at the pace of the log; null where the log is shorter than two weeks.
    yearly: Option<Range>,
    pub(crate) hours_lost: f64,
    pub(crate) owner: Option<String>,
    /// The channels of the place, where it is a step, a transition or a channel.
    pub(crate) channels: Vec<String>,
    /// When it was last seen inside a journey; null where that is not known.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) last_seen: Option<Time>,
    /// Journeys that show it: a fixed sample.
    pub(crate) journeys: Vec<String>,
    pub(crate) months: Vec<MonthShown>,
    /// Where it stands in its life; null where nobody follows it.
    pub(crate) stage: Option<String>,
    /// Who has to mend it.
    pub(crate) assigned_to: Option<String>,
}

/// Exposed journeys beside matched unexposed ones.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct EffectShown {
    /// reopened, sla_broken, churned, returned, complained or low_rating.
    pub(crate) result: String,
    pub(crate) effect: f64,
    pub(crate) effect_low: f64,
    pub(crate) effect_high: f64,
    ratio: f64,
    ratio_low: f64,
    ratio_high: f64,
    p_value: f64,
    pub(crate) q_value: f64,
    matched_exposed: u64,
    matched_unexposed: u64,
    e_value: f64,
}

/// A month of a noise point.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct MonthShown {
    /// When it begins.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) from: Time,
    pub(crate) exposed: u64,
    pub(crate) affected: u64,
}

/// Something that was looked at and is not on the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PassedShown {
    pub(super) place: String,
    place_kind: String,
    #[schema(value_type = String)]
    pub(super) kind: Kind,
    exposed: u64,
    affected: u64,
    pub(super) owner: Option<String>,
    pub(super) channels: Vec<String>,
    #[schema(value_type = String)]
    pub(super) cause: Attribution,
    #[schema(value_type = String)]
    reason: PassedReason,
    /// The reason in words.
    why: String,
}

/// The board.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Board {
    as_of: AsOf,
    /// Places and kinds that were looked at.
    looked_at: u64,
    /// The share of false discoveries that is allowed.
    false_discovery: f64,
    /// What is known of results: name, journeys known, journeys harmed.
    results: Vec<ResultShown>,
    points: Vec<NoisePoint>,
    passed: Vec<PassedShown>,
    /// Kinds that this log cannot show.
    #[schema(value_type = Vec<String>)]
    blind: Vec<Kind>,
    /// The share of all elapsed time that is administrative closing.
    closing: Option<f64>,
    /// Owners of everything that was looked at, to choose from.
    owners: Vec<String>,
    /// Channels of everything that was looked at, to choose from.
    channels: Vec<String>,
    /// The counts follow the log; null where a time or a segment is asked for, and where they are those of the analysis.
    live: Option<LiveCounts>,
    /// Places at which something happened for the first time since the analysis: new, not yet judged.
    fresh: Vec<FreshShown>,
}

/// A result of journeys.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ResultShown {
    name: String,
    known: u64,
    harmed: u64,
}

impl From<&ResultCount> for ResultShown {
    fn from(count: &ResultCount) -> ResultShown {
        ResultShown { name: count.name.clone(), known: count.known, harmed: count.harmed }
    }
}

impl From<&Effect> for EffectShown {
    fn from(effect: &Effect) -> EffectShown {
        // JSON knows no infinity: a ratio to nothing is told as a very large one.
        let finite = |ratio: f64| if ratio.is_finite() { ratio } else { 1e9 };
        EffectShown {
            result: effect.result.clone(),
            effect: effect.difference,
            effect_low: effect.difference_low,
            effect_high: effect.difference_high,
            ratio: finite(effect.ratio),
            ratio_low: finite(effect.ratio_low),
            ratio_high: finite(effect.ratio_high),
            p_value: effect.p_value,
            q_value: effect.q_value,
            matched_exposed: effect.matched_exposed,
            matched_unexposed: effect.matched_unexposed,
            e_value: finite(effect.e_value),
        }
    }
}

/// Where tracked points stand, by key.
pub(crate) type Stages = FxHashMap<u64, (String, Option<String>)>;

/// Where tracked points stand.
pub(crate) async fn stages(app: &Shared) -> Result<Stages, Failure> {
    let listed = point::list(&mut app.store.database.read().await?).await?;
    Ok(listed.into_iter().map(|listed| (listed.id.0, (listed.stage, listed.owner))).collect())
}

/// The key of a point of the report.
pub(crate) fn key(point: &Point) -> PointKey {
    let (place, place_kind) = point.place.spelt();
    PointKey::of(&spot::word(point.kind), place_kind, &place)
}

/// A point of the report, as the board shows it.
pub(crate) fn shown(report: &Report, rank: usize, stages: &Stages, voice: &Voice, told: Option<&Told>) -> NoisePoint {
    let id = key(&report.points[rank]);
    let figures = told.and_then(|told| told.figures.get(&id.0));
    let point = &*figures.map_or(Cow::Borrowed(&report.points[rank]), |figures| {
        Cow::Owned(live::counted_on(&report.points[rank], figures))
    });
    let (place, place_kind) = point.place.spelt();
    let (stage, assigned_to) = stages.get(&id.0).cloned().map_or((None, None), |(stage, owner)| (Some(stage), owner));
    let mut said = vec![voice.happens(point.kind, &point.place), voice.rate(point)];
    said.extend(voice.effects(point));
    NoisePoint {
        id: id.to_string(),
        rank: rank + 1,
        place: place.into_owned(),
        place_kind: place_kind.to_owned(),
        kind: point.kind,
        sentence: voice.joined(&said),
        cause: attribution(&spot::word(point.kind), point.owner.as_deref()),
        exposed: point.exposed,
        affected: point.affected,
        occurrences: point.occurrences,
        customers: point.customers.count,
        rate: point.rate,
        rate_low: point.rate_low,
        rate_high: point.rate_high,
        effect: point.effect.as_ref().map(EffectShown::from),
        effects: point.effects.iter().map(|each| EffectShown::from(&each.effect)).collect(),
        damage: point.damage,
        damage_low: point.damage_low,
        damage_high: point.damage_high,
        damage_unit: point.damage_unit,
        yearly: point.life.yearly,
        hours_lost: point.hours_lost,
        owner: point.owner.clone(),
        channels: point.channels.clone(),
        last_seen: figures.and_then(|figures| figures.last_seen),
        journeys: point.journeys.clone(),
        months: months(point),
        stage,
        assigned_to,
    }
}

fn months(point: &Point) -> Vec<MonthShown> {
    let shown = |month: &lens::noise::Slice| MonthShown {
        from: Time(month.begins),
        exposed: month.exposed,
        affected: month.affected,
    };
    point.months.iter().map(shown).collect()
}

/// The voice in which the pages are told things.
pub(crate) fn voice(app: &Shared, language: Language) -> Voice {
    Voice::in_terminal(language, &app.asked().settings.reading.time_zone)
}

/// The newest counts, where the picture is the one they go on from.
pub(crate) fn told(app: &Shared, picture: &Arc<Picture>) -> Option<Arc<Told>> {
    let newest = app.pictures.newest()?;
    Arc::ptr_eq(&newest, picture).then(|| app.running.told()).filter(|told| told.at.is_some())
}

/// The noise points, ranked by what is surely lost there.
#[utoipa::path(get, path = "/api/v1/noise", tag = "noise", security(("key" = ["look"])), params(Which),
    responses((status = 200, body = Board)))]
pub(crate) async fn board(
    State(app): State<Shared>,
    language: Language,
    Query(which): Query<Which>,
) -> Result<Json<Board>, Problem> {
    let picture = which.picture(&app).await?;
    let (report, stages, voice) = (&picture.report, stages(&app).await?, voice(&app, language));
    let told = told(&app, &picture);
    let all = (0..report.points.len()).map(|rank| shown(report, rank, &stages, &voice, told.as_deref()));
    let passed = report.passed.iter().map(|passed| passed_shown(passed, &voice));
    let owners = report.points.iter().flat_map(|point| &point.owner);
    let owners: BTreeSet<&String> = owners.chain(report.passed.iter().flat_map(|passed| &passed.owner)).collect();
    let channels = report.points.iter().flat_map(|point| &point.channels);
    let channels: BTreeSet<&String> =
        channels.chain(report.passed.iter().flat_map(|passed| &passed.channels)).collect();
    Ok(Json(Board {
        as_of: app.pictures.as_of(&picture),
        looked_at: report.looked_at,
        false_discovery: report.settings.false_discovery,
        results: report.results.iter().map(ResultShown::from).collect(),
        points: all.filter(|point| which.takes(point)).collect(),
        passed: passed.filter(|passed| which.takes_passed(passed)).collect(),
        blind: report.blind.clone(),
        closing: report.closing.map(|closing| closing.share),
        owners: owners.into_iter().cloned().collect(),
        channels: channels.into_iter().cloned().collect(),
        live: told.as_deref().and_then(LiveCounts::of),
        fresh: told.iter().flat_map(|told| told.fresh.iter()).map(|fresh| FreshShown::of(fresh, &voice)).collect(),
    }))
}

fn passed_shown(passed: &crate::report::Passed, voice: &Voice) -> PassedShown {
    let (place, place_kind) = passed.place.spelt();
    PassedShown {
        place: place.into_owned(),
        place_kind: place_kind.to_owned(),
        kind: passed.kind,
        exposed: passed.exposed,
        affected: passed.affected,
        owner: passed.owner.clone(),
        channels: passed.channels.clone(),
        cause: attribution(&spot::word(passed.kind), passed.owner.as_deref()),
        reason: passed.reason,
        why: voice.reason(passed.reason),
    }
}

/// One noise point with the journeys that show it and its life.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OnePoint {
    as_of: AsOf,
    /// As the board shows it; null where it is followed and no longer on the board.
    point: Option<NoisePoint>,
    /// Journeys that show it, in full.
    #[schema(value_type = Vec<Object>)]
    evidence: Vec<crate::report::Evidence>,
    /// Its life, with the test behind each step; null where nobody follows it.
    #[schema(value_type = Option<Object>)]
    life: Option<serde_json::Value>,
    /// What people say about it, oldest first.
    comments: Vec<crate::point::http::Comment>,
    /// What leads to its place, and what follows.
    around: Vec<Around>,
}

/// A transition into or out of the place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Around {
    from: String,
    to: String,
    count: u64,
    /// The median wait, in seconds.
    waited: f64,
}

/// Transitions shown around a place.
const AROUND: usize = 12;

fn around(report: &Report, point: &Point) -> Vec<Around> {
    use crate::report::Place;
    let touches = |from: &str, to: &str| match &point.place {
        Place::Step(step) => from == step || to == step,
        Place::Transition(one, other) => [from, to].iter().any(|name| *name == one || *name == other),
        _ => false,
    };
    let transitions = report.graph.transitions.iter().filter(|each| touches(&each.from, &each.to));
    let mut all: Vec<Around> = transitions
        .map(|each| Around { from: each.from.clone(), to: each.to.clone(), count: each.count, waited: each.waited.p50 })
        .collect();
    all.sort_by_key(|around| std::cmp::Reverse(around.count));
    all.truncate(AROUND);
    all
}

fn find(report: &Report, id: PointKey) -> Option<usize> {
    report.points.iter().position(|point| key(point) == id)
}

/// One noise point.
#[utoipa::path(get, path = "/api/v1/noise/{id}", tag = "noise", security(("key" = ["customers"])),
    params(("id" = String, Path, description = "nsp_..."), Among), responses((status = 200, body = OnePoint)))]
pub(crate) async fn one(
    State(app): State<Shared>,
    language: Language,
    Path(id): Path<String>,
    Query(part): Query<Among>,
) -> Result<Json<OnePoint>, Problem> {
    let id: PointKey = crate::point::key(&id).map_err(|_| Trouble::NotFound)?;
    let picture = part.picture(&app).await?;
    let report = &picture.report;
    let at = find(report, id);
    let mut reading = app.store.database.read().await?;
    let life = match point::show(&mut reading, id).await {
        Ok(life) => Some(serde_json::to_value(life).map_err(|_| Trouble::Failed)?),
        Err(store::Error::Unknown { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let comments = point::comments(&mut reading, id).await?;
    drop(reading);
    if at.is_none() && life.is_none() {
        return Err(Trouble::NotFound.into());
    }
    let (stages, voice, told) = (stages(&app).await?, voice(&app, language), told(&app, &picture));
    Ok(Json(OnePoint {
        as_of: app.pictures.as_of(&picture),
        point: at.map(|rank| shown(report, rank, &stages, &voice, told.as_deref())),
        evidence: at.map(|rank| report.points[rank].evidence.clone()).unwrap_or_default(),
        around: at.map(|rank| around(report, &report.points[rank])).unwrap_or_default(),
        life,
        comments: comments.into_iter().map(Into::into).collect(),
    }))
}

/// Dead ends of the log: steps from which journeys do not come to a resolution, and the steps that lead there.
#[utoipa::path(get, path = "/api/v1/dead-ends", tag = "noise", security(("key" = ["look"])),
    responses((status = 200, body = Analysis)))]
pub(crate) async fn dead_ends(State(app): State<Shared>) -> Result<Json<Analysis>, Problem> {
    let picture = picture(&app, &None, &None).await?;
    let answer = serde_json::to_value(&picture.report.dead_ends).map_err(|_| Trouble::Failed)?;
    Ok(Json(Analysis { as_of: app.pictures.as_of(&picture), answer }))
}

#[cfg(test)]
mod tests;
