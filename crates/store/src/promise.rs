//! Promises that were made to customers. What becomes of one is judged by [`desk::promise`]; here it is written down with
//! the journey it was made in, and counted.

use crate::error::Result;
use crate::reading::touch_key;
use crate::transaction::{Transaction, Value};
use crate::values;
use desk::id::{CustomerKey, JourneyKey, PromiseKey, TouchKey};
use desk::promise::{Deed, State};
use desk::time::Time;
use serde::{Serialize, Serializer};

/// A promise that was made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Made {
    /// Its id.
    #[serde(serialize_with = "shown")]
    pub id: PromiseKey,
    /// The touch that made it.
    #[serde(skip)]
    pub touch: TouchKey,
    /// Its journey.
    #[serde(serialize_with = "shown")]
    pub journey: JourneyKey,
    /// Its customer, as given.
    #[serde(serialize_with = "shown")]
    pub customer: CustomerKey,
    /// When it was made.
    pub made_at: Time,
    /// The first instant at which it is late.
    pub due_at: Option<Time>,
    /// Who has to keep it: the department.
    pub owner: Option<String>,
    /// Who made it.
    pub actor: Option<String>,
    /// What kind of thing was promised.
    pub deed: Deed,
    /// Where it stands.
    pub state: State,
    /// When it was done.
    pub settled_at: Option<Time>,
    /// When the customer was told in time that it would be later.
    pub warned_at: Option<Time>,
    /// Where its words stand in the text of the touch, in bytes; an empty place where a system told of it without words.
    pub words: (usize, usize),
    /// How sure it is that this is a promise.
    pub score: f64,
}

fn shown<T: std::fmt::Display, S: Serializer>(key: &T, out: S) -> std::result::Result<S::Ok, S::Error> {
    out.collect_str(key)
}

/// Inserts promises of journeys whose earlier ones are gone.
pub(crate) async fn insert(transaction: &mut Transaction, made: &[&Made]) -> Result<()> {
    let sql = "INSERT INTO promise (promise, touch_key, journey, customer, made_at, due_at, owner, actor, deed, state,
               settled_at, warned_at, words_from, words_to, score)";
    let row = |one: &&Made| {
        values![
            one.id.0,
            one.touch.0,
            one.journey.0,
            one.customer.0,
            one.made_at.0,
            one.due_at.map(|at| at.0),
            one.owner.clone(),
            one.actor.clone(),
            one.deed.word(),
            one.state.word(),
            one.settled_at.map(|at| at.0),
            one.warned_at.map(|at| at.0),
            one.words.0,
            one.words.1,
            one.score,
        ]
    };
    let rows: Vec<[Value; 15]> = made.iter().map(row).collect();
    transaction.insert(sql, &rows, "ON CONFLICT (promise) DO NOTHING").await?;
    Ok(())
}

type Row = (
    i64,
    Vec<u8>,
    i64,
    i64,
    i64,
    Option<i64>,
    Option<String>,
    Option<String>,
    String,
    String,
    Option<i64>,
    Option<i64>,
    i64,
    i64,
    f64,
);

fn made(row: Row) -> Made {
    Made {
        id: PromiseKey(row.0.cast_unsigned()),
        touch: touch_key(&row.1),
        journey: JourneyKey(row.2.cast_unsigned()),
        customer: CustomerKey(row.3.cast_unsigned()),
        made_at: Time(row.4),
        due_at: row.5.map(Time),
        owner: row.6,
        actor: row.7,
        deed: Deed::ALL.into_iter().find(|deed| deed.word() == row.8).unwrap_or(Deed::Other),
        state: State::ALL.into_iter().find(|state| state.word() == row.9).unwrap_or(State::Vague),
        settled_at: row.10.map(Time),
        warned_at: row.11.map(Time),
        words: (row.12 as usize, row.13 as usize),
        score: row.14,
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT promise, touch_key, journey, customer, made_at, due_at, owner, actor, deed, state, settled_at, ",
            "warned_at, words_from, words_to, score FROM promise ",
            $rest
        )
    };
}

/// Promises in one state, those due first before the others; undated ones the newest first.
pub async fn in_state(
    transaction: &mut Transaction,
    state: State,
    owner: Option<&str>,
    (skip, most): (usize, usize),
) -> Result<Vec<Made>> {
    let word = state.word();
    let newest_first = !matches!(state, State::Open);
    let rows: Vec<Row> = match (owner, newest_first) {
        (None, false) => {
            let sql = select!("WHERE state = $1 ORDER BY due_at, promise LIMIT $2 OFFSET $3");
            transaction.fetch_all(sql, values![word, most, skip]).await?
        }
        (None, true) => {
            let sql = select!("WHERE state = $1 ORDER BY made_at DESC, promise LIMIT $2 OFFSET $3");
            transaction.fetch_all(sql, values![word, most, skip]).await?
        }
        (Some(owner), false) => {
            let sql =
                select!("WHERE state = $1 AND coalesce(owner, '') = $4 ORDER BY due_at, promise LIMIT $2 OFFSET $3");
            transaction.fetch_all(sql, values![word, most, skip, owner]).await?
        }
        (Some(owner), true) => {
            let sql = select!(
                "WHERE state = $1 AND coalesce(owner, '') = $4 ORDER BY made_at DESC, promise LIMIT $2 OFFSET $3"
            );
            transaction.fetch_all(sql, values![word, most, skip, owner]).await?
        }
    };
    Ok(rows.into_iter().map(made).collect())
}

/// The promises made in a journey.
pub async fn of_journey(transaction: &mut Transaction, journey: JourneyKey) -> Result<Vec<Made>> {
    let rows: Vec<Row> =
        transaction.fetch_all(select!("WHERE journey = $1 ORDER BY made_at, promise"), values![journey.0]).await?;
    Ok(rows.into_iter().map(made).collect())
}

/// The promises made to customers, as given.
pub async fn of_customers(transaction: &mut Transaction, customers: &[CustomerKey]) -> Result<Vec<Made>> {
    let mut all = Vec::new();
    for customer in customers {
        let sql = select!("WHERE customer = $1 ORDER BY made_at, promise");
        let rows: Vec<Row> = transaction.fetch_all(sql, values![customer.0]).await?;
        all.extend(rows.into_iter().map(made));
    }
    Ok(all)
}

/// Journeys with an open promise whose time has come, or with a broken one: what is judged again.
pub async fn overdue(transaction: &mut Transaction, now: Time, most: usize) -> Result<Vec<JourneyKey>> {
    let sql = "SELECT DISTINCT journey FROM promise WHERE state = 'open' AND due_at <= $1 LIMIT $2";
    let rows: Vec<(i64,)> = transaction.fetch_all(sql, values![now.0, most]).await?;
    Ok(rows.into_iter().map(|(journey,)| JourneyKey(journey.cast_unsigned())).collect())
}

/// When the next open promise is due.
pub async fn next_due(transaction: &mut Transaction) -> Result<Option<Time>> {
    let (due,): (Option<i64>,) =
        transaction.fetch_one("SELECT min(due_at) FROM promise WHERE state = 'open'", []).await?;
    Ok(due.map(Time))
}

/// How many promises of an owner stand in a state, how many of them were told of in time to be later.
pub type Count = (Option<String>, State, u64, u64);

/// Promises counted by owner and state.
pub async fn counts(transaction: &mut Transaction) -> Result<Vec<Count>> {
    let sql =
        "SELECT owner, state, count(*), count(warned_at) FROM promise GROUP BY owner, state ORDER BY owner, state";
    let rows: Vec<(Option<String>, String, i64, i64)> = transaction.fetch_all(sql, []).await?;
    let state = |word: &str| State::ALL.into_iter().find(|state| state.word() == word).unwrap_or(State::Vague);
    let count =
        |row: (Option<String>, String, i64, i64)| (row.0, state(&row.1), row.2.cast_unsigned(), row.3.cast_unsigned());
    Ok(rows.into_iter().map(count).collect())
}

/// How many open promises are due before a time.
pub async fn due_before(transaction: &mut Transaction, time: Time) -> Result<u64> {
    let sql = "SELECT count(*) FROM promise WHERE state = 'open' AND due_at < $1";
    let (count,): (i64,) = transaction.fetch_one(sql, values![time.0]).await?;
    Ok(count.cast_unsigned())
}

/// Every promise with a time that was judged: journey, when it was made, by when it was due, where it stands.
pub async fn judged(transaction: &mut Transaction) -> Result<Vec<(JourneyKey, Time, Time, State)>> {
    let sql = "SELECT journey, made_at, due_at, state FROM promise
               WHERE state IN ('kept', 'late', 'broken') AND due_at IS NOT NULL ORDER BY journey, made_at";
    let rows: Vec<(i64, i64, i64, String)> = transaction.fetch_all(sql, []).await?;
    let state = |word: &str| State::ALL.into_iter().find(|state| state.word() == word).unwrap_or(State::Vague);
    let row =
        |row: (i64, i64, i64, String)| (JourneyKey(row.0.cast_unsigned()), Time(row.1), Time(row.2), state(&row.3));
    Ok(rows.into_iter().map(row).collect())
}
