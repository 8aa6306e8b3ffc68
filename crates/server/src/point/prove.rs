//! `waterline prove`: did a fix work, and does what was mended stay so?

use super::series::{Counted, LEFT, Wanted, count};
use super::{spot, words};
use crate::asked::{Asked, Store, moment, now};
use crate::cli::{Files, Prove};
use crate::customer::decider;
use crate::failure::Failure;
use crate::output;
use desk::id::PointKey;
use desk::point::{Fact, Input, Refusal, Stage};
use desk::time::Time;
use lens::proof::{self, Both, Change, Demands, Estimate, Ground, Proof, Slot, Verdict, Watch};
use serde::Serialize;
use serde_json::Value as Json;
use store::point::{self, Ruling, Spot, Step, Tracked};

/// The answer, as `--json` prints it and as it is kept with the step it leads to.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Answer {
    /// The tracked point; null where none was asked for.
    pub(super) id: Option<String>,
    #[serde(flatten)]
    pub(super) spot: Spot,
    /// When the fix was made.
    pub(super) at: Time,
    /// Up to when journeys were looked at: the end of the last week with any.
    pub(super) until: Time,
    pub(super) verdict: Said,
    /// What the verdict rests on; null for a watch.
    pub(super) ground: Option<Ground>,
    pub(super) weeks_before: u64,
    pub(super) weeks_after: u64,
    pub(super) change: Option<Change>,
    /// Whether it does less harm since to those who meet it, and how much; null where nothing was proved.
    pub(super) milder: Option<Milder>,
    /// The customers of the journeys spared, and the hours they did not lose.
    pub(super) customers_spared: Option<Estimate>,
    pub(super) hours_spared: Option<Estimate>,
    /// Customers whom the fix kept from leaving, or from any harm where the log does not tell of leaving.
    pub(super) customers_kept: Option<Estimate>,
    /// What those who did not leave are worth; null where nobody said what a customer is worth, or the log does not tell
    /// who left.
    pub(super) money_spared: Option<Estimate>,
    /// What a customer is worth, as given.
    pub(super) value: Option<f64>,
    /// Whether the harm is leaving.
    pub(super) of_leaving: bool,
    /// What was seen since the proof, where the point was proved before.
    pub(super) watch: Option<Watch>,
}

/// What became of the harm to those who meet it.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Milder {
    pub(super) ground: Ground,
    /// The rates are shares that came to harm; spared are those who did not because of the fix.
    pub(super) change: Change,
    /// Whether it is met as often as before: then the watch is on the harm.
    pub(super) alone: bool,
}

/// What is said in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Said {
    Proved,
    NotProved,
    TooEarly,
    CameBack,
}

/// What a proof left behind for the watch.
struct Left {
    until: Time,
    limit: f64,
    dispersion: f64,
    /// Whether only the harm was proved to have gone down.
    of_harm: bool,
}

/// `waterline prove`: fails with [`Failure::Found`] when what was mended is back.
pub(crate) async fn prove(asked: &Asked, question: &Prove) -> Result<(), Failure> {
    let id = match question.files.files.as_slice() {
        [one] if !one.exists() => one.to_str().filter(|text| text.starts_with("nsp_")),
        _ => None,
    };
    let answer = match id {
        Some(id) => {
            let (asked, store) = &asked.open().await?;
            tracked(asked, store, question, super::key(id)?, &decider()).await?
        }
        None => untracked(asked, question).await?,
    };
    if asked.json {
        output::json(&answer)?;
    } else {
        output::line(words::told(asked, &answer).trim_end())?;
    }
    if answer.verdict == Said::CameBack { Err(Failure::Found) } else { Ok(()) }
}

async fn untracked(asked: &Asked, question: &Prove) -> Result<Answer, Failure> {
    let (Some(kind), Some(place), Some(at)) = (&question.kind, &question.place, moment(&question.at)?) else {
        let needs = "say what to prove: a tracked noise point (nsp_...), or --kind KIND --place PLACE --at DATE";
        return Err(Failure::Usage(needs.to_owned()));
    };
    let place_kind = question.place_kind.clone();
    let wanted = Wanted { kind: spot::kind(kind)?, place: place.clone(), place_kind, harm: LEFT };
    let (asked, store) = &asked.over(&question.files).await?;
    Ok(judged(&counted(asked, store, &question.files, wanted, at).await?, at, worth(asked, question)?))
}

/// What a customer is worth: as asked, else as the settings say.
fn worth(asked: &Asked, question: &Prove) -> Result<Option<f64>, Failure> {
    match question.value {
        Some(value) if !value.is_finite() || value < 0.0 => {
            Err(Failure::Usage("the value is what a customer is worth in money, 0 or more".to_owned()))
        }
        value => Ok(value.or_else(|| asked.settings.damage.value())),
    }
}

async fn counted(asked: &Asked, store: &Store, files: &Files, wanted: Wanted, at: Time) -> Result<Counted, Failure> {
    let mut counted = count(asked, store, files, &[wanted], Some(at)).await?;
    counted.pop().ok_or_else(|| Failure::Other("nothing was counted".to_owned()))
}

/// Judges a point that is followed, and writes down what came of it.
pub(super) async fn tracked(
    asked: &Asked,
    store: &Store,
    question: &Prove,
    key: PointKey,
    who: &str,
) -> Result<Answer, Failure> {
    let Tracked { spot, point, steps, .. } = point::show(&mut store.database.read().await?, key).await?;
    let at = point.changed_at.filter(|_| matches!(point.stage, Stage::Changed | Stage::Proved | Stage::NotProved));
    let at = at.ok_or_else(|| Failure::from(store::Error::from(Refusal::NotChanged)))?;
    let place_kind = Some(spot.place_kind.clone());
    let wanted = Wanted { kind: spot::kind(&spot.kind)?, place: spot.place.clone(), place_kind, harm: LEFT };
    let files = Files { files: Vec::new(), ..question.files.clone() };
    let counted = counted(asked, store, &files, wanted, at).await?;
    let (mut answer, input) = if point.stage == Stage::Proved {
        let answer = watched(&counted, at, &left(&steps)?);
        let came_back = answer.verdict == Said::CameBack;
        (answer, Input::Watched { came_back })
    } else {
        let answer = judged(&counted, at, worth(asked, question)?);
        let verdict = match answer.verdict {
            Said::Proved => Some(true),
            Said::NotProved | Said::CameBack => Some(false),
            Said::TooEarly => None,
        };
        (answer, Input::Judged(verdict))
    };
    answer.id = Some(key.to_string());
    let test = serde_json::to_value(&answer).map_err(|error| Failure::Other(error.to_string()))?;
    let mut writing = store.database.write().await?;
    point::step(&mut writing, key, input, &Ruling { who, test, now: now() }).await?;
    writing.commit().await?;
    Ok(answer)
}

/// What the last proof says may still be seen.
fn left(steps: &[Step]) -> Result<Left, Failure> {
    let proof = steps.iter().rev().find(|step| step.fact == Fact::Proved).map(|step| &step.test);
    let read = |test: &Json| {
        let of_harm = test["milder"]["alone"].as_bool().unwrap_or(false);
        let change = if of_harm { &test["milder"]["change"] } else { &test["change"] };
        let until = Time::parse(test["until"].as_str()?)?;
        let (limit, dispersion) = (change["rate_limit"].as_f64()?, change["dispersion"].as_f64()?);
        Some(Left { until, limit, dispersion, of_harm })
    };
    let missing = "the last proof of this noise point holds no rate to watch; record what was changed again";
    proof.and_then(read).ok_or_else(|| Failure::Other(missing.to_owned()))
}

fn empty(counted: &Counted, at: Time, verdict: Said) -> Answer {
    let last = counted.series.counted.last().map_or(at.0, |last| counted.steps.begins(last.number + 1));
    let weeks = |after: bool| counted.series.counted.iter().filter(|week| (week.number >= 0) == after).count() as u64;
    Answer {
        id: None,
        spot: counted.spot.clone(),
        at,
        until: Time(last),
        verdict,
        ground: None,
        weeks_before: weeks(false),
        weeks_after: weeks(true),
        change: None,
        milder: None,
        customers_spared: None,
        hours_spared: None,
        customers_kept: None,
        money_spared: None,
        value: None,
        of_leaving: counted.of_leaving,
        watch: None,
    }
}

fn judged(counted: &Counted, at: Time, value: Option<f64>) -> Answer {
    let series = &counted.series;
    let both = Both::of(series, 0, &Demands::default());
    let verdict = match both.verdict() {
        Verdict::Proved => Said::Proved,
        Verdict::NotProved => Said::NotProved,
        Verdict::TooEarly => Said::TooEarly,
    };
    let Proof { ground, change, .. } = both.rarer;
    let less = both.milder.change.filter(|_| both.milder.verdict == Verdict::Proved);
    let each = series.customers_each();
    let kept = both.kept(series, 0).map(|kept| kept.times(each));
    Answer {
        ground: Some(ground),
        weeks_before: both.rarer.steps_before,
        weeks_after: both.rarer.steps_after,
        change,
        milder: less.map(|change| Milder { ground: both.milder.ground, change, alone: both.only_milder() }),
        customers_spared: change.map(|change| change.spared.times(each)),
        hours_spared: change.map(|change| change.spared.times(series.hours_each())),
        customers_kept: kept,
        money_spared: value.filter(|_| counted.of_leaving).and_then(|value| Some(kept?.times(value))),
        value,
        of_leaving: counted.of_leaving,
        ..empty(counted, at, verdict)
    }
}

fn watched(counted: &Counted, at: Time, left: &Left) -> Answer {
    let mut since: Vec<Slot> = if left.of_harm { counted.series.harm() } else { counted.series.rate() };
    since.retain(|slot| counted.steps.begins(slot.number) >= left.until.0);
    let watch = proof::watch(&since, left.limit, left.dispersion, Demands::default().confidence);
    let verdict = if watch.came_back { Said::CameBack } else { Said::Proved };
    Answer { watch: Some(watch), ..empty(counted, at, verdict) }
}
