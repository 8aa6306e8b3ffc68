//! What the texts of touches say, as it was read: one row a touch, written journey by journey.
//!
//! Words stand here as places in the text, so that a private text lies in the log alone. Readings of a journey are
//! replaced together: reading it again, or twice at once, changes nothing.

use crate::error::Result;
use crate::log::{Log, Unread};
use crate::person_erase::Tombstones;
use crate::promise::{self, Made};
use crate::transaction::{Transaction, Turn, Value};
use crate::values;
use desk::id::{CustomerKey, JourneyKey, TouchKey};
use desk::time::Time;
use desk::touch::Touch;
use rustc_hash::FxHashSet;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// A cause that a text names.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// Its name, `system.slow`.
    pub name: String,
    /// How probable it is.
    pub score: f64,
    /// Whether such answers are right often enough.
    pub sure: bool,
}

/// In place of the side of a reading of attributes alone, where nobody said anything: it tells the lens, and is no text.
pub const RECORD: &str = "record";

/// What the text of one touch says.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The touch.
    pub touch: TouchKey,
    /// Its journey.
    pub journey: JourneyKey,
    /// Its customer, as given.
    pub customer: CustomerKey,
    /// When it happened.
    pub at: Time,
    /// Who speaks: customer, company or internal.
    pub side: String,
    /// How angry, 0 to 4.
    pub anger: u8,
    /// What it tells to the lens, bit by bit.
    pub told: u32,
    /// By which rules and model it was read.
    pub model: String,
    /// Everything it says.
    pub said: Json,
    /// Its causes, to be counted.
    pub causes: Vec<Cause>,
}

/// A journey as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// The journey.
    pub journey: JourneyKey,
    /// Its texts.
    pub readings: Vec<Reading>,
    /// Its promises.
    pub promises: Vec<Made>,
}

/// Writes what journeys say in place of what was read of them before, and moves the cursor. Nothing is written of touches
/// whose customer was erased while they were read; `touches` are those that were.
pub async fn record(
    log: &Log,
    transaction: &mut Transaction,
    (heard, touches): (&[Heard], &BTreeMap<JourneyKey, Vec<Touch>>),
    unread: &Unread,
) -> Result<()> {
    // Who erases takes this turn: either they see what is written here, or it is seen here that they erased.
    transaction.share_turn(Turn::Manifest).await?;
    let tombstones = Tombstones::load(transaction).await?;
    let of_heard = heard.iter().filter_map(|one| touches.get(&one.journey)).flatten();
    let erased = of_heard.filter(|touch| tombstones.refuse(touch).is_some());
    let erased: FxHashSet<TouchKey> = erased.map(Touch::key).collect();
    let journeys: Vec<_> = heard.iter().map(|one| values![one.journey.0]).collect();
    for sql in [
        "DELETE FROM reading WHERE journey IN",
        "DELETE FROM reading_cause WHERE journey IN",
        "DELETE FROM promise WHERE journey IN",
    ] {
        transaction.execute_in(sql, &journeys).await?;
    }
    let readings: Vec<&Reading> =
        heard.iter().flat_map(|one| &one.readings).filter(|one| !erased.contains(&one.touch)).collect();
    let sql = "INSERT INTO reading (touch_key, journey, customer, at, side, anger, told, model, said)";
    let row = |one: &&Reading| {
        let (side, model) = (one.side.as_str(), one.model.as_str());
        let anger = i64::from(one.anger);
        values![
            one.touch.0,
            one.journey.0,
            one.customer.0,
            one.at.0,
            side,
            anger,
            one.told,
            model,
            one.said.to_string()
        ]
    };
    let rows: Vec<[Value; 9]> = readings.iter().map(row).collect();
    transaction.insert(sql, &rows, "ON CONFLICT (touch_key) DO NOTHING").await?;
    let sql = "INSERT INTO reading_cause (touch_key, journey, customer, at, cause, score, sure)";
    let causes = readings.iter().flat_map(|one| one.causes.iter().map(move |cause| (one, cause)));
    let row = |(one, cause): (&&Reading, &Cause)| {
        values![one.touch.0, one.journey.0, one.customer.0, one.at.0, cause.name.as_str(), cause.score, cause.sure]
    };
    let rows: Vec<[Value; 7]> = causes.map(row).collect();
    transaction.insert(sql, &rows, "ON CONFLICT (touch_key, cause) DO NOTHING").await?;
    let made: Vec<&Made> =
        heard.iter().flat_map(|one| &one.promises).filter(|one| !erased.contains(&one.touch)).collect();
    promise::insert(transaction, &made).await?;
    log.are_read(transaction, unread).await
}

/// Forgets what was read of customers, as given on their touches.
pub async fn forget(transaction: &mut Transaction, customers: &[CustomerKey]) -> Result<()> {
    for customer in customers {
        for sql in [
            "DELETE FROM reading WHERE customer = $1",
            "DELETE FROM reading_cause WHERE customer = $1",
            "DELETE FROM promise WHERE customer = $1",
            "DELETE FROM label WHERE customer = $1",
        ] {
            transaction.execute(sql, values![customer.0]).await?;
        }
    }
    Ok(())
}

/// A row of `reading`.
type Row = (Vec<u8>, i64, i64, i64, String, i64, i64, String, String);

fn reading(row: Row) -> Reading {
    Reading {
        touch: touch_key(&row.0),
        journey: JourneyKey(row.1.cast_unsigned()),
        customer: CustomerKey(row.2.cast_unsigned()),
        at: Time(row.3),
        side: row.4,
        anger: row.5.clamp(0, 4) as u8,
        told: row.6 as u32,
        model: row.7,
        said: serde_json::from_str(&row.8).unwrap_or_default(),
        causes: Vec::new(),
    }
}

/// A touch key as the database has it.
pub(crate) fn touch_key(bytes: &[u8]) -> TouchKey {
    TouchKey(bytes.try_into().map_or(0, u128::from_be_bytes))
}

/// What the texts of a journey say, in the order of time.
pub async fn of_journey(transaction: &mut Transaction, journey: JourneyKey) -> Result<Vec<Reading>> {
    let sql = "SELECT touch_key, journey, customer, at, side, anger, told, model, said FROM reading
               WHERE journey = $1 AND side <> 'record' ORDER BY at, touch_key";
    let rows: Vec<Row> = transaction.fetch_all(sql, values![journey.0]).await?;
    Ok(rows.into_iter().map(reading).collect())
}

/// What the texts of customers say, in the order of time.
pub async fn of_customers(transaction: &mut Transaction, customers: &[CustomerKey]) -> Result<Vec<Reading>> {
    let mut found = Vec::new();
    for customer in customers {
        let sql = "SELECT touch_key, journey, customer, at, side, anger, told, model, said FROM reading
                   WHERE customer = $1 AND side <> 'record' ORDER BY at, touch_key";
        let rows: Vec<Row> = transaction.fetch_all(sql, values![customer.0]).await?;
        found.extend(rows.into_iter().map(reading));
    }
    found.sort_by_key(|reading| (reading.at, reading.touch));
    Ok(found)
}

/// One row for each touch whose text tells the lens something: journey, moment, what, and when it came true.
pub async fn told(transaction: &mut Transaction) -> Result<Vec<(JourneyKey, Time, u32)>> {
    let sql = "SELECT journey, at, told FROM reading WHERE told <> 0 ORDER BY journey, at";
    let rows: Vec<(i64, i64, i64)> = transaction.fetch_all(sql, []).await?;
    let told = |(journey, at, told): (i64, i64, i64)| (JourneyKey(journey.cast_unsigned()), Time(at), told as u32);
    Ok(rows.into_iter().map(told).collect())
}

/// How many texts were read, how many of them customers', and how many of those angry.
pub async fn totals(transaction: &mut Transaction, from: Time, to: Time) -> Result<(u64, u64, u64)> {
    let sql = "SELECT count(*), coalesce(CAST(sum(CASE WHEN side = 'customer' THEN 1 ELSE 0 END) AS BIGINT), 0),
               coalesce(CAST(sum(CASE WHEN side = 'customer' AND anger >= 2 THEN 1 ELSE 0 END) AS BIGINT), 0)
               FROM reading WHERE side <> 'record' AND at >= $1 AND at < $2";
    let (all, customers, angry): (i64, i64, i64) = transaction.fetch_one(sql, values![from.0, to.0]).await?;
    Ok((all.cast_unsigned(), customers.cast_unsigned(), angry.cast_unsigned()))
}

/// First and last moment of texts; none where nothing was read.
pub async fn span(transaction: &mut Transaction) -> Result<Option<(Time, Time)>> {
    let sql = "SELECT min(at), max(at) FROM reading WHERE side <> 'record'";
    let (first, last): (Option<i64>, Option<i64>) = transaction.fetch_one(sql, []).await?;
    Ok(first.zip(last).map(|(first, last)| (Time(first), Time(last))))
}

/// One period of time in which a cause was named: the number of the period, the cause, texts, texts in which it is sure.
pub type CauseCount = (i64, String, i64, i64);

/// How often each cause was named, in periods of `length` from `from` on.
pub async fn causes_by(transaction: &mut Transaction, from: Time, to: Time, length: i64) -> Result<Vec<CauseCount>> {
    let sql = "SELECT (at - $1) / $3, cause, count(*), CAST(sum(sure) AS BIGINT) FROM reading_cause
               WHERE at >= $1 AND at < $2 GROUP BY 1, 2 ORDER BY 1, 2";
    transaction.fetch_all(sql, values![from.0, to.0, length]).await
}

/// How many texts of customers were read in each period.
pub async fn texts_by(transaction: &mut Transaction, from: Time, to: Time, length: i64) -> Result<Vec<(i64, i64)>> {
    let sql = "SELECT (at - $1) / $3, count(*) FROM reading
               WHERE side = 'customer' AND at >= $1 AND at < $2 GROUP BY 1 ORDER BY 1";
    transaction.fetch_all(sql, values![from.0, to.0, length]).await
}

/// The texts that name a cause most surely: touch, journey, score.
pub async fn most_telling(
    transaction: &mut Transaction,
    cause: &str,
    (from, to): (Time, Time),
    most: usize,
) -> Result<Vec<(TouchKey, JourneyKey, f64)>> {
    let sql = "SELECT touch_key, journey, score FROM reading_cause WHERE cause = $1 AND at >= $2 AND at < $3
               ORDER BY score DESC, touch_key LIMIT $4";
    let rows: Vec<(Vec<u8>, i64, f64)> = transaction.fetch_all(sql, values![cause, from.0, to.0, most]).await?;
    let found =
        |(key, journey, score): (Vec<u8>, i64, f64)| (touch_key(&key), JourneyKey(journey.cast_unsigned()), score);
    Ok(rows.into_iter().map(found).collect())
}

/// Journey and cause of every cause that was named, each pair once.
pub async fn journey_causes(transaction: &mut Transaction) -> Result<Vec<(JourneyKey, String)>> {
    let rows: Vec<(i64, String)> =
        transaction.fetch_all("SELECT DISTINCT journey, cause FROM reading_cause ORDER BY journey", []).await?;
    Ok(rows.into_iter().map(|(journey, cause)| (JourneyKey(journey.cast_unsigned()), cause)).collect())
}

/// Journeys in which the customer names a cause, or is at least so angry, in the order of their keys.
pub async fn journeys_with(transaction: &mut Transaction, cause: Option<&str>, anger: u8) -> Result<Vec<JourneyKey>> {
    let anger = i64::from(anger);
    let rows: Vec<(i64,)> = match cause {
        Some(cause) => {
            let sql = "SELECT DISTINCT r.journey FROM reading r JOIN reading_cause c ON c.touch_key = r.touch_key
                       WHERE c.cause = $1 AND r.anger >= $2 AND r.side = 'customer'";
            transaction.fetch_all(sql, values![cause, anger]).await?
        }
        None => {
            let sql = "SELECT DISTINCT journey FROM reading WHERE anger >= $1 AND side = 'customer'";
            transaction.fetch_all(sql, values![anger]).await?
        }
    };
    let mut keys: Vec<JourneyKey> = rows.into_iter().map(|(journey,)| JourneyKey(journey.cast_unsigned())).collect();
    keys.sort_unstable();
    Ok(keys)
}

/// The setting that holds the version of rules and model by which the store was read.
const MODEL: &str = "reading_model";

/// By which version the store was read; none before the first time.
pub async fn model(transaction: &mut Transaction) -> Result<Option<String>> {
    let sql = "SELECT value FROM setting WHERE name = $1";
    let known: Option<(String,)> = transaction.fetch_optional(sql, values![MODEL]).await?;
    Ok(known.map(|(known,)| known))
}

/// Has everything read again where it was read by another version. Returns whether it was.
pub async fn under(log: &Log, transaction: &mut Transaction, version: &str) -> Result<bool> {
    let known = model(transaction).await?;
    if known.as_deref() == Some(version) {
        return Ok(false);
    }
    let sql =
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    transaction.execute(sql, values![MODEL, version]).await?;
    if known.is_some() {
        log.read_again(transaction).await?;
    }
    Ok(known.is_some())
}
