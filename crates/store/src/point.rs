//! Noise points that people follow: where each stands, and every step with the test behind it.
//!
//! What may follow what is decided by [`desk::point`]; here the facts are written down, in the transaction in which they
//! were decided. Whoever takes a step locks the point first, so that two at once are one after the other.

use crate::error::{Error, Result};
use crate::transaction::Transaction;
use crate::values;
use desk::id::PointKey;
use desk::point::{Fact, Input, Point, apply, decide};
use desk::time::Time;
use serde::{Serialize, Serializer};
use serde_json::Value as Json;

/// What a noise point is, in the words of the noise report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// What kind of noise.
    pub kind: String,
    /// The name of the place.
    pub place: String,
    /// What kind of place.
    pub place_kind: String,
}

impl Spot {
    /// The key of its point.
    pub fn key(&self) -> PointKey {
        PointKey::of(&self.kind, &self.place_kind, &self.place)
    }
}

/// One step in the life of a noise point.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// Its number, unique in the store.
    pub id: i64,
    /// When it was taken.
    pub at: Time,
    /// Who took it.
    pub who: String,
    /// What became true.
    #[serde(flatten)]
    pub fact: Fact,
    /// The test behind it; null where people decided.
    pub test: Json,
}

/// A noise point with its life.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tracked {
    /// Its id.
    #[serde(serialize_with = "public")]
    pub id: PointKey,
    /// What it is.
    #[serde(flatten)]
    pub spot: Spot,
    /// Where it stands.
    #[serde(flatten)]
    pub point: Point,
    /// How it came there, oldest first.
    pub steps: Vec<Step>,
}

fn public<S: Serializer>(key: &PointKey, out: S) -> std::result::Result<S::Ok, S::Error> {
    out.collect_str(key)
}

/// Who takes a step, when, and by which test.
#[derive(Clone, Debug)]
pub struct Ruling<'a> {
    /// Who.
    pub who: &'a str,
    /// The test, null where people decided.
    pub test: Json,
    /// When.
    pub now: Time,
}

/// Takes a point that was seen in a log into the store, or further up the ladder. Returns what became true.
pub async fn seen(
    transaction: &mut Transaction,
    spot: &Spot,
    evidence: desk::point::Evidence,
    ruling: &Ruling<'_>,
) -> Result<Vec<Fact>> {
    let (key, input) = (spot.key(), Input::Seen(evidence));
    // The stage is that of the steps below; writing the row locks it.
    let sql = "INSERT INTO noise_point (point, kind, place_kind, place, stage) VALUES ($1, $2, $3, $4, 'suspected')
               ON CONFLICT (point) DO UPDATE SET kind = excluded.kind";
    let row = values![key.0, spot.kind.as_str(), spot.place_kind.as_str(), spot.place.as_str()];
    transaction.execute(sql, row).await?;
    record(transaction, key, input, ruling).await
}

/// Takes a step with a point that is tracked. Returns what became true; nothing, if the input says nothing new.
///
/// # Errors
/// [`Error::Unknown`] where no such point is tracked, [`Error::Refused`] where its life has no such step.
pub async fn step(
    transaction: &mut Transaction,
    key: PointKey,
    input: Input,
    ruling: &Ruling<'_>,
) -> Result<Vec<Fact>> {
    let sql = "UPDATE noise_point SET kind = kind WHERE point = $1";
    match transaction.execute(sql, values![key.0]).await? {
        0 => Err(Error::Unknown { what: format!("noise point {key}") }),
        _ => record(transaction, key, input, ruling).await,
    }
}

async fn record(transaction: &mut Transaction, key: PointKey, input: Input, ruling: &Ruling<'_>) -> Result<Vec<Fact>> {
    let mut point = steps(transaction, key).await?.iter().fold(None, |point, step| Some(apply(point, &step.fact)));
    let facts = decide(point.as_ref(), input, ruling.now)?;
    for fact in &facts {
        let sql = "INSERT INTO noise_step (point, at, who, fact, test) VALUES ($1, $2, $3, $4, $5)";
        let text = serde_json::to_string(fact)
            .map_err(|why| Error::Damaged { what: format!("a fact of {key}"), why: why.to_string() })?;
        transaction.execute(sql, values![key.0, ruling.now.0, ruling.who, text, ruling.test.to_string()]).await?;
        point = Some(apply(point, fact));
    }
    if let Some(point) = point {
        let sql = "UPDATE noise_point SET stage = $2, owner = $3 WHERE point = $1";
        transaction.execute(sql, values![key.0, point.stage.word(), point.owner]).await?;
    }
    Ok(facts)
}

async fn steps(transaction: &mut Transaction, key: PointKey) -> Result<Vec<Step>> {
    let sql = "SELECT id, at, who, fact, test FROM noise_step WHERE point = $1 ORDER BY id";
    let rows: Vec<(i64, i64, String, String, String)> = transaction.fetch_all(sql, values![key.0]).await?;
    let step = |(id, at, who, fact, test): (i64, i64, String, String, String)| {
        let damaged = |why: serde_json::Error| Error::Damaged {
            what: format!("step {id} of the noise point {key}"),
            why: why.to_string(),
        };
        let fact = serde_json::from_str(&fact).map_err(damaged)?;
        Ok(Step { id, at: Time(at), who, fact, test: serde_json::from_str(&test).map_err(damaged)? })
    };
    rows.into_iter().map(step).collect()
}

/// One tracked point with its life.
///
/// # Errors
/// [`Error::Unknown`] where no such point is tracked.
pub async fn show(transaction: &mut Transaction, key: PointKey) -> Result<Tracked> {
    let sql = "SELECT kind, place, place_kind FROM noise_point WHERE point = $1";
    let row: Option<(String, String, String)> = transaction.fetch_optional(sql, values![key.0]).await?;
    let unknown = || Error::Unknown { what: format!("noise point {key}") };
    let (kind, place, place_kind) = row.ok_or_else(unknown)?;
    let steps = steps(transaction, key).await?;
    let point = steps.iter().fold(None, |point, step| Some(apply(point, &step.fact))).ok_or_else(unknown)?;
    Ok(Tracked { id: key, spot: Spot { kind, place, place_kind }, point, steps })
}

/// A tracked point in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Its id.
    #[serde(serialize_with = "public")]
    pub id: PointKey,
    /// What it is.
    #[serde(flatten)]
    pub spot: Spot,
    /// Where it stands, as [`desk::point::Stage::word`] writes it.
    pub stage: String,
    /// Who has to mend it.
    pub owner: Option<String>,
}

/// Every tracked point, in the order of kinds and places.
pub async fn list(transaction: &mut Transaction) -> Result<Vec<Listed>> {
    let sql = "SELECT point, kind, place, place_kind, stage, owner FROM noise_point";
    let rows: Vec<(i64, String, String, String, String, Option<String>)> = transaction.fetch_all(sql, []).await?;
    let listed = rows.into_iter().map(|(key, kind, place, place_kind, stage, owner)| Listed {
        id: PointKey(key.cast_unsigned()),
        spot: Spot { kind, place, place_kind },
        stage,
        owner,
    });
    let mut listed: Vec<Listed> = listed.collect();
    // Sorted here, because the two databases collate texts differently.
    listed.sort_by(|one, other| {
        let by =
            |listed: &Listed| (listed.spot.kind.clone(), listed.spot.place_kind.clone(), listed.spot.place.clone());
        by(one).cmp(&by(other))
    });
    Ok(listed)
}

/// What somebody said about a noise point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: Time,
    /// Who.
    pub who: String,
    /// What.
    pub text: String,
}

/// Writes down what somebody says about a noise point.
pub async fn comment(
    transaction: &mut Transaction,
    key: PointKey,
    who: &str,
    text: &str,
    now: Time,
) -> Result<Comment> {
    let sql = "INSERT INTO noise_comment (point, at, who, text) VALUES ($1, $2, $3, $4) RETURNING id";
    let (id,): (i64,) = transaction.fetch_one(sql, values![key.0, now.0, who, text]).await?;
    Ok(Comment { id, at: now, who: who.to_owned(), text: text.to_owned() })
}

/// What was said about a noise point, oldest first.
pub async fn comments(transaction: &mut Transaction, key: PointKey) -> Result<Vec<Comment>> {
    let sql = "SELECT id, at, who, text FROM noise_comment WHERE point = $1 ORDER BY id";
    let rows: Vec<(i64, i64, String, String)> = transaction.fetch_all(sql, values![key.0]).await?;
    Ok(rows.into_iter().map(|(id, at, who, text)| Comment { id, at: Time(at), who, text }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::Database;
    use crate::testing::both;
    use desk::point::{Evidence, Refusal, Stage};
    use serde_json::json;

    const NOW: Time = Time(1_700_000_000_000_000);

    fn spot() -> Spot {
        Spot { kind: "failure".to_owned(), place: "web.payment pay".to_owned(), place_kind: "step".to_owned() }
    }

    fn ruling(test: Json) -> Ruling<'static> {
        Ruling { who: "ada", test, now: NOW }
    }

    async fn take(database: &Database, input: Input, test: Json) -> Result<Vec<Fact>> {
        let mut writing = database.write().await?;
        let facts = step(&mut writing, spot().key(), input, &ruling(test)).await?;
        writing.commit().await?;
        Ok(facts)
    }

    async fn tracked(database: &Database, evidence: Evidence) -> Vec<Fact> {
        let mut writing = database.write().await.unwrap();
        let facts = seen(&mut writing, &spot(), evidence, &ruling(json!({ "q_value": 0.01 }))).await.unwrap();
        writing.commit().await.unwrap();
        facts
    }

    #[test]
    fn a_life_is_written_down_with_its_tests_and_reads_back() {
        both(|place| async move {
            let database = place.open().await;
            assert_eq!(tracked(&database, Evidence::Associated).await, [Fact::Suspected, Fact::Associated]);
            assert_eq!(tracked(&database, Evidence::Associated).await, [], "seen again says nothing new");
            take(&database, Input::Assign { owner: "网站 Web".to_owned() }, Json::Null).await.unwrap();
            take(&database, Input::Change { at: NOW, what: "a new page".to_owned() }, Json::Null).await.unwrap();
            take(&database, Input::Judged(Some(true)), json!({ "ratio": 0.4 })).await.unwrap();
            database.close().await;

            let database = place.open().await;
            let shown = show(&mut database.read().await.unwrap(), spot().key()).await.unwrap();
            let stages: Vec<Stage> = shown.steps.iter().map(|step| step.fact.stage()).collect();
            use Stage::{Assigned, Associated, Changed, Proved, Suspected};
            assert_eq!(stages, [Suspected, Associated, Assigned, Changed, Proved]);
            assert_eq!((shown.point.stage, shown.point.owner.as_deref()), (Proved, Some("网站 Web")));
            assert_eq!(
                (&shown.steps[4].test, &shown.steps[0].test),
                (&json!({ "ratio": 0.4 }), &json!({ "q_value": 0.01 }))
            );
            let listed = list(&mut database.read().await.unwrap()).await.unwrap();
            assert_eq!(listed.len(), 1);
            assert_eq!((listed[0].stage.as_str(), &listed[0].spot), ("proved", &spot()));
        });
    }

    #[test]
    fn what_is_refused_leaves_no_trace() {
        both(|place| async move {
            let database = place.open().await;
            let unknown = take(&database, Input::Judged(Some(true)), Json::Null).await.unwrap_err().to_string();
            assert!(unknown.contains("there is no noise point nsp_"), "{unknown}");
            tracked(&database, Evidence::Suspected).await;
            let early = take(&database, Input::Judged(Some(true)), Json::Null).await;
            assert!(matches!(early, Err(Error::Refused(Refusal::NotChanged))), "{early:?}");
            let shown = show(&mut database.read().await.unwrap(), spot().key()).await.unwrap();
            assert_eq!((shown.point.stage, shown.steps.len()), (Stage::Suspected, 1));
        });
    }

    #[test]
    fn two_who_take_the_same_step_at_once_take_it_once() {
        both(|place| async move {
            let database = place.open().await;
            tracked(&database, Evidence::Associated).await;
            take(&database, Input::Assign { owner: "Web".to_owned() }, Json::Null).await.unwrap();
            take(&database, Input::Change { at: NOW, what: "a new page".to_owned() }, Json::Null).await.unwrap();
            let judge = || take(&database, Input::Judged(Some(true)), Json::Null);
            let (one, other) = tokio::join!(judge(), judge());
            assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        });
    }
}
