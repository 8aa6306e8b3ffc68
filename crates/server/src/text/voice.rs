//! What customers say, over HTTP: causes over time, the sentences that tell them best, and those behind a noise point.

use super::said::Said;
use crate::asked::moment;
use crate::noise::http::key;
use crate::noise::which::Among;
use crate::serve::app::Shared;
use crate::serve::http::{Listed, Path, Query};
use crate::serve::problem::{Kind, Problem};
use axum::Json;
use axum::extract::State;
use desk::id::{JourneyKey, PointKey};
use desk::time::{Span, Time};
use language::Normal;
use language::find::{self, mask};
use language::repeat::minhash::{jaccard, shingles};
use lens::statistics::interval::wilson;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use store::reading;
use utoipa::{IntoParams, ToSchema};

/// Which time.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Period {
    /// Only texts at or after this time.
    from: Option<String>,
    /// Only texts before this time.
    to: Option<String>,
}

/// What customers say.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Voice {
    #[schema(value_type = Option<String>, format = DateTime)]
    from: Option<Time>,
    #[schema(value_type = Option<String>, format = DateTime)]
    to: Option<Time>,
    /// Texts that were read, how many of them customers', and how many of those are at least angry.
    texts: u64,
    by_customers: u64,
    angry: u64,
    /// Whether texts still wait to be read.
    reading: bool,
    causes: Vec<CauseCount>,
    periods: Vec<OfPeriod>,
}

/// How many texts of customers name a cause.
#[derive(Debug, Default, Serialize, ToSchema)]
struct CauseCount {
    name: String,
    texts: u64,
    /// In how many of them that is sure.
    sure: u64,
    /// Among all texts of customers, with its 95 % interval (Wilson 1927).
    share: f64,
    share_low: f64,
    share_high: f64,
}

/// One period of time.
#[derive(Debug, Default, Serialize, ToSchema)]
struct OfPeriod {
    #[schema(value_type = String, format = DateTime)]
    from: Time,
    /// Texts of customers.
    texts: u64,
    /// How many of them name each cause.
    causes: BTreeMap<String, u64>,
}

/// Periods shown at most: days, weeks, or as long as it takes.
const PERIODS: i64 = 60;

/// How long a period of a span is: a day, a week, four weeks, and so on.
fn period_of(span: Span) -> Span {
    let day = Span::DAY.0;
    let lengths = [day, 7 * day, 28 * day, 91 * day];
    Span(lengths.into_iter().find(|length| span.0 / length < PERIODS).unwrap_or(span.0 / PERIODS + 1))
}

/// What customers say: causes, and how they change.
#[utoipa::path(get, path = "/api/v1/voice", tag = "language", security(("key" = ["look"])), params(Period),
    responses((status = 200, body = Voice)))]
pub(crate) async fn voice(State(app): State<Shared>, Query(asked): Query<Period>) -> Result<Json<Voice>, Problem> {
    let reading = !app.store.log.unread(1).await?.is_over();
    let mut transaction = app.store.database.read().await?;
    let Some((first, last)) = reading::span(&mut transaction).await? else {
        let (texts, by_customers, angry) = (0, 0, 0);
        let (causes, periods) = (Vec::new(), Vec::new());
        return Ok(Json(Voice { from: None, to: None, texts, by_customers, angry, reading, causes, periods }));
    };
    let from = moment(&asked.from)?.unwrap_or(first).max(first);
    let to = moment(&asked.to)?.unwrap_or(last + Span(1)).min(last + Span(1));
    let (texts, by_customers, angry) = reading::totals(&mut transaction, from, to).await?;
    let length = period_of(to - from).0;
    let mut periods: BTreeMap<i64, OfPeriod> = BTreeMap::new();
    let at = |number: i64| OfPeriod { from: from + Span(number * length), ..OfPeriod::default() };
    for (number, texts) in reading::texts_by(&mut transaction, from, to, length).await? {
        periods.entry(number).or_insert_with(|| at(number)).texts = texts.cast_unsigned();
    }
    let mut causes: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for (number, cause, texts, sure) in reading::causes_by(&mut transaction, from, to, length).await? {
        let count = causes.entry(cause.clone()).or_default();
        *count = (count.0 + texts.cast_unsigned(), count.1 + sure.cast_unsigned());
        periods.entry(number).or_insert_with(|| at(number)).causes.insert(cause, texts.cast_unsigned());
    }
    let mut causes: Vec<CauseCount> = causes
        .into_iter()
        .map(|(name, (texts, sure))| {
            let share = wilson(texts, by_customers, 0.95);
            let (low, high) = (share.low, share.high);
            let share = texts as f64 / by_customers.max(1) as f64;
            CauseCount { name, texts, sure, share, share_low: low, share_high: high }
        })
        .collect();
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.texts));
    let periods = periods.into_values().collect();
    Ok(Json(Voice { from: Some(from), to: Some(to), texts, by_customers, angry, reading, causes, periods }))
}

/// Which sentences.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct About {
    /// The cause they tell of, `system.slow`.
    cause: String,
    /// Only texts at or after this time.
    from: Option<String>,
    /// Only texts before this time.
    to: Option<String>,
}

/// A sentence that tells of a cause.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sentence {
    /// What was said, without names and numbers of the customer.
    text: String,
    /// How often it was said in nearly the same words, among the texts that tell of the cause most surely.
    times: usize,
    /// How probable the cause is.
    score: f64,
    anger: u8,
    #[schema(value_type = String, format = DateTime)]
    at: Time,
    journey: String,
    channel: Option<String>,
}

/// Sentences told, and texts looked at for them: nearly the same thing said twice is told once.
const SENTENCES: usize = 12;
const LOOKED_AT: usize = 60;
/// Two sentences this alike (Jaccard, shingles of words) are the same thing said twice.
const ALIKE: f64 = 0.5;
/// Characters of a sentence that are shown at most.
const LONGEST: usize = 240;

/// The sentences that tell of a cause most surely, masked.
#[utoipa::path(get, path = "/api/v1/voice/sentences", tag = "language", security(("key" = ["customers"])),
    params(About), responses((status = 200, body = Listed<Sentence>)))]
pub(crate) async fn sentences(
    State(app): State<Shared>,
    Query(about): Query<About>,
) -> Result<Json<Listed<Sentence>>, Problem> {
    let from = moment(&about.from)?.unwrap_or(Time(i64::MIN));
    let to = moment(&about.to)?.unwrap_or(Time(i64::MAX));
    let mut transaction = app.store.database.read().await?;
    let found = reading::most_telling(&mut transaction, &about.cause, (from, to), LOOKED_AT).await?;
    drop(transaction);
    let keys: BTreeSet<JourneyKey> = found.iter().map(|(_, journey, _)| *journey).collect();
    let journeys = app.store.log.journeys(&keys).await?;
    let mut transaction = app.store.database.read().await?;
    let (mut told, mut known) = (Vec::<Sentence>::new(), Vec::<Vec<u64>>::new());
    for (key, journey, score) in found {
        let touch = journeys.get(&journey).and_then(|touches| touches.iter().find(|touch| touch.key() == key));
        let Some(touch) = touch else { continue };
        let readings = reading::of_journey(&mut transaction, journey).await?;
        let Some(read) = readings.into_iter().find(|reading| reading.touch == key) else { continue };
        let said: Said = serde_json::from_value(read.said).unwrap_or_default();
        let text = sentence(touch.text.as_deref().unwrap_or_default(), &said, &about.cause);
        let words = shingles(Normal::of(&text).text());
        if let Some(same) = known.iter().position(|known| jaccard(known, &words) >= ALIKE) {
            told[same].times += 1;
            continue;
        }
        known.push(words);
        told.push(Sentence {
            text,
            times: 1,
            score,
            anger: read.anger,
            at: touch.at,
            journey: journey.to_string(),
            channel: touch.channel.clone(),
        });
    }
    told.truncate(SENTENCES);
    Ok(Json(Listed::all(told)))
}

/// The sentence of a text around the words that led to a cause, masked; its beginning where no words did.
fn sentence(text: &str, said: &Said, cause: &str) -> String {
    let words = said.causes.iter().find(|one| one.name == cause).and_then(|one| one.words.first());
    let at = words.map_or(0, |place| place.0).min(text.len());
    let ends = |letter: char| matches!(letter, '。' | '！' | '？' | '!' | '?' | '\n' | '；') || letter == '.';
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let from = before.rfind(ends).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let to =
        after.find(ends).map_or(text.len(), |end| at + end + after[end..].chars().next().map_or(1, char::len_utf8));
    let masked = mask(text[from..to].trim(), &find::Kind::ALL);
    if masked.chars().count() <= LONGEST {
        return masked;
    }
    masked.chars().take(LONGEST).chain(['…']).collect()
}

/// Why customers behind a noise point are dissatisfied, in their own words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Behind {
    /// Affected journeys, and how many of them have a text that names a cause.
    affected: u64,
    telling: u64,
    /// value, system and employee: among the telling journeys, with intervals.
    triggers: Vec<CauseCount>,
    causes: Vec<CauseCount>,
}

/// What customers say in the journeys behind a noise point, as far as their texts had been read when the figures were made.
#[utoipa::path(get, path = "/api/v1/noise/{id}/voice", tag = "noise", security(("key" = ["look"])),
    params(("id" = String, Path, description = "nsp_..."), Among), responses((status = 200, body = Behind)))]
pub(crate) async fn behind(
    State(app): State<Shared>,
    Path(id): Path<String>,
    Query(part): Query<Among>,
) -> Result<Json<Behind>, Problem> {
    let id: PointKey = crate::point::key(&id).map_err(|_| Kind::NotFound)?;
    let picture = part.picture(&app).await?;
    let point = picture.report.points.iter().find(|point| key(point) == id).ok_or(Kind::NotFound)?;
    let pair = (point.kind, picture.against.place(point)?);
    Ok(Json(counted(point.affected, picture.voices.at(pair))))
}

/// `heard` are the sets of causes that are named, and in how many journeys each.
fn counted<'a>(affected: u64, heard: impl Iterator<Item = (impl Iterator<Item = &'a str> + Clone, u64)>) -> Behind {
    let (mut causes, mut triggers) = (BTreeMap::<&str, u64>::new(), BTreeMap::<&str, u64>::new());
    let mut telling = 0;
    for (named, journeys) in heard {
        telling += journeys;
        let of_set: BTreeSet<&str> = named.clone().map(trigger).collect();
        of_set.into_iter().for_each(|trigger| *triggers.entry(trigger).or_default() += journeys);
        named.for_each(|cause| *causes.entry(cause).or_default() += journeys);
    }
    let count = |(name, texts): (&str, u64)| {
        let share = wilson(texts, telling, 0.95);
        CauseCount {
            name: name.to_owned(),
            texts,
            sure: texts,
            share: texts as f64 / telling.max(1) as f64,
            share_low: share.low,
            share_high: share.high,
        }
    };
    let sorted = |counts: BTreeMap<&str, u64>| {
        let mut counts: Vec<CauseCount> = counts.into_iter().map(count).collect();
        counts.sort_by_key(|one| std::cmp::Reverse(one.texts));
        counts
    };
    let (triggers, causes) = (sorted(triggers), sorted(causes));
    Behind { affected, telling, triggers, causes }
}

/// What of three kinds a cause is: `system` of `system.slow`.
fn trigger(cause: &str) -> &str {
    cause.split_once('.').map_or(cause, |(trigger, _)| trigger)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, words: &str, shown: &str) {
        let at = text.find(words).unwrap();
        let cause = crate::text::said::Cause {
            name: "system.slow".into(),
            words: vec![(at, at + words.len())],
            ..Default::default()
        };
        let said = Said { causes: vec![cause], ..Said::default() };
        assert_eq!(sentence(text, &said, "system.slow"), shown);
    }

    #[test]
    fn the_telling_sentence_is_shown_without_whose_it_is() {
        check("Hello. I waited for weeks! Bye.", "waited", "I waited for weeks!");
        check("你好。等了三个星期！电话13812345678", "三个星期", "等了三个星期！");
        check("等了三天，我的电话是13812345678", "三天", "等了三天，我的电话是[phone]");
    }

    #[test]
    fn a_journey_counts_once_for_each_trigger() {
        let heard = [(vec!["system.slow", "system.unreachable"], 1), (vec!["value.price"], 1)];
        let behind = counted(3, heard.iter().map(|(causes, journeys)| (causes.iter().copied(), *journeys)));
        assert_eq!((behind.affected, behind.telling), (3, 2));
        let told: Vec<_> = behind.triggers.iter().map(|one| (one.name.as_str(), one.texts, one.share)).collect();
        assert_eq!(told, [("system", 1, 0.5), ("value", 1, 0.5)]);
    }

    #[test]
    fn periods_are_days_weeks_or_longer() {
        let days = |days: i64| period_of(Span(days * Span::DAY.0)).0 / Span::DAY.0;
        assert_eq!([days(10), days(100), days(500), days(3_000)], [1, 7, 28, 91]);
    }
}
