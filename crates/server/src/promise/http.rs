//! Promises over HTTP: the lists, and how many are kept.

use crate::asked::now;
use crate::serve::app::Shared;
use crate::serve::http::{Listed, Query};
use crate::serve::problem::{Kind, Problem};
use crate::text::shown::PromiseShown;
use axum::Json;
use axum::extract::State;
use desk::id::JourneyKey;
use desk::promise::{State as Standing, WARNING};
use desk::time::{Span, Time};
use lens::statistics::interval::wilson;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use store::promise::{self, Made};
use utoipa::{IntoParams, ToSchema};

/// How many promises stand where.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct Tally {
    open: u64,
    kept: u64,
    /// Done after their time.
    late: u64,
    /// Their time has passed and nothing was done.
    broken: u64,
    /// They name no time.
    vague: u64,
    /// They hold under a condition.
    conditional: u64,
    /// Of those late or broken, how many customers were told of early enough.
    warned: u64,
    /// Kept in time among those with a time that has passed, with its 95 % interval (Wilson 1927); null where none has.
    kept_rate: Option<f64>,
    kept_low: Option<f64>,
    kept_high: Option<f64>,
}

impl Tally {
    fn add(&mut self, state: Standing, count: u64, warned: u64) {
        let part = match state {
            Standing::Open => &mut self.open,
            Standing::Kept => &mut self.kept,
            Standing::Late => &mut self.late,
            Standing::Broken => &mut self.broken,
            Standing::Vague => &mut self.vague,
            Standing::Conditional => &mut self.conditional,
        };
        *part += count;
        if matches!(state, Standing::Late | Standing::Broken) {
            self.warned += warned;
        }
    }

    fn rated(mut self) -> Tally {
        let judged = self.kept + self.late + self.broken;
        if judged > 0 {
            let interval = wilson(self.kept, judged, 0.95);
            self.kept_rate = Some(self.kept as f64 / judged as f64);
            (self.kept_low, self.kept_high) = (Some(interval.low), Some(interval.high));
        }
        self
    }
}

/// Promises at a glance.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PromiseSummary)]
pub(crate) struct Summary {
    #[serde(flatten)]
    all: Tally,
    /// Open ones due within the time in which a customer must be warned: two hours.
    due_soon: u64,
    /// Open ones due within a day.
    due_today: u64,
    /// By who has to keep them; the one with most late and broken ones first.
    owners: Vec<OfOwner>,
}

/// The promises of one department.
#[derive(Debug, Serialize, ToSchema)]
struct OfOwner {
    /// Null where the source names nobody.
    owner: Option<String>,
    #[serde(flatten)]
    tally: Tally,
}

/// How many promises were made, kept and broken.
#[utoipa::path(get, path = "/api/v1/promises/summary", tag = "promises", security(("key" = ["look"])),
    responses((status = 200, body = Summary)))]
pub(crate) async fn summary(State(app): State<Shared>) -> Result<Json<Summary>, Problem> {
    let (mut transaction, now) = (app.store.database.read().await?, now());
    let (mut all, mut owners) = (Tally::default(), BTreeMap::<Option<String>, Tally>::new());
    for (owner, state, count, warned) in promise::counts(&mut transaction).await? {
        all.add(state, count, warned);
        owners.entry(owner).or_default().add(state, count, warned);
    }
    let mut owners: Vec<OfOwner> =
        owners.into_iter().map(|(owner, tally)| OfOwner { owner, tally: tally.rated() }).collect();
    owners.sort_by_key(|one| std::cmp::Reverse(one.tally.broken + one.tally.late));
    Ok(Json(Summary {
        all: all.rated(),
        due_soon: promise::due_before(&mut transaction, now + WARNING).await?,
        due_today: promise::due_before(&mut transaction, now + Span::DAY).await?,
        owners,
    }))
}

/// Which promises.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// open, kept, late, broken, vague or conditional; open, where nothing is said.
    state: Option<String>,
    /// Only those of this department; an empty text: those of nobody.
    owner: Option<String>,
    /// The `next` of the page before.
    after: Option<usize>,
    /// How many, 200 at most.
    limit: Option<usize>,
}

/// A promise in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PromiseLine)]
pub(crate) struct Line {
    #[serde(flatten)]
    promise: PromiseShown,
    /// Its words; empty where a system told of it without any.
    words: String,
    #[schema(value_type = String, format = DateTime)]
    made_at: Time,
    owner: Option<String>,
    actor: Option<String>,
    journey: String,
    thread: Option<String>,
    customer: String,
    /// Whether it is due within the time in which a customer must be warned.
    soon: bool,
}

/// Promises: open ones by when they are due, others the newest first.
#[utoipa::path(get, path = "/api/v1/promises", tag = "promises", security(("key" = ["customers"])), params(Which),
    responses((status = 200, body = Listed<Line>)))]
pub(crate) async fn list(State(app): State<Shared>, Query(which): Query<Which>) -> Result<Json<Listed<Line>>, Problem> {
    let word = which.state.as_deref().unwrap_or("open");
    let state = Standing::ALL.into_iter().find(|state| state.word() == word);
    let state = state.ok_or_else(|| Problem::new(Kind::Invalid, format!("state={word}")))?;
    let (limit, skip) = (which.limit.unwrap_or(50).clamp(1, 200), which.after.unwrap_or(0).min(1 << 31));
    let mut transaction = app.store.database.read().await?;
    let found = promise::in_state(&mut transaction, state, which.owner.as_deref(), (skip, limit)).await?;
    drop(transaction);
    let next = (found.len() == limit).then(|| (skip + limit).to_string());
    let keys: BTreeSet<JourneyKey> = found.iter().map(|made| made.journey).collect();
    let journeys = app.store.log.journeys(&keys).await?;
    let now = now();
    let line = |made: &Made| {
        let touches = journeys.get(&made.journey).map(Vec::as_slice).unwrap_or_default();
        let touch = touches.iter().find(|touch| touch.key() == made.touch);
        let text = touch.and_then(|touch| touch.text.as_deref()).unwrap_or_default();
        Line {
            promise: made.into(),
            words: text.get(made.words.0..made.words.1).unwrap_or_default().to_owned(),
            made_at: made.made_at,
            owner: made.owner.clone(),
            actor: made.actor.clone(),
            journey: made.journey.to_string(),
            thread: touch.and_then(|touch| touch.thread.clone()),
            customer: made.customer.to_string(),
            soon: state == Standing::Open && made.due_at.is_some_and(|due| due - WARNING <= now),
        }
    };
    Ok(Json(Listed { items: found.iter().map(line).collect(), next }))
}
