//! Labels: what people say a text says. They hold against what was read, and teach the next model.

use crate::error::{Error, Result};
use crate::reading::touch_key;
use crate::transaction::Transaction;
use crate::values;
use desk::id::{CustomerKey, JourneyKey, TouchKey};
use desk::time::Time;
use serde_json::Value as Json;

/// A label.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Its number.
    pub id: i64,
    /// The touch whose text it is of.
    pub touch: TouchKey,
    /// Its journey.
    pub journey: JourneyKey,
    /// Its customer, as given.
    pub customer: CustomerKey,
    /// Who says so.
    pub who: String,
    /// When.
    pub at: Time,
    /// What the text says.
    pub label: Json,
}

/// Adds a label, and returns its number.
pub async fn add(transaction: &mut Transaction, label: &Label) -> Result<i64> {
    let sql = "INSERT INTO label (touch_key, journey, customer, who, at, label) VALUES ($1, $2, $3, $4, $5, $6)
               RETURNING id";
    let row = values![
        label.touch.0,
        label.journey.0,
        label.customer.0,
        label.who.as_str(),
        label.at.0,
        label.label.to_string()
    ];
    let (id,): (i64,) = transaction.fetch_one(sql, row).await?;
    Ok(id)
}

/// Takes a label back, and returns it.
pub async fn undo(transaction: &mut Transaction, id: i64, who: &str, now: Time) -> Result<Label> {
    let sql = "UPDATE label SET undone_at = $2, undone_by = $3 WHERE id = $1 AND undone_at IS NULL
               RETURNING id, touch_key, journey, customer, who, at, label";
    let row: Option<Row> = transaction.fetch_optional(sql, values![id, now.0, who]).await?;
    row.map(label).ok_or_else(|| Error::Unknown { what: format!("label {id}") })
}

type Row = (i64, Vec<u8>, i64, i64, String, i64, String);

fn label(row: Row) -> Label {
    Label {
        id: row.0,
        touch: touch_key(&row.1),
        journey: JourneyKey(row.2.cast_unsigned()),
        customer: CustomerKey(row.3.cast_unsigned()),
        who: row.4,
        at: Time(row.5),
        label: serde_json::from_str(&row.6).unwrap_or_default(),
    }
}

/// The labels of a journey that hold: of each touch the last one.
pub async fn of_journey(transaction: &mut Transaction, journey: JourneyKey) -> Result<Vec<Label>> {
    let sql =
        "SELECT id, touch_key, journey, customer, who, at, label FROM label WHERE undone_at IS NULL AND journey = $1
               AND NOT EXISTS (SELECT 1 FROM label newer WHERE newer.touch_key = label.touch_key
                               AND newer.undone_at IS NULL AND newer.id > label.id) ORDER BY id";
    let rows: Vec<Row> = transaction.fetch_all(sql, values![journey.0]).await?;
    Ok(rows.into_iter().map(label).collect())
}

/// All labels that hold: of each touch the last one, oldest first.
pub async fn all(transaction: &mut Transaction) -> Result<Vec<Label>> {
    let sql = "SELECT id, touch_key, journey, customer, who, at, label FROM label WHERE undone_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM label newer WHERE newer.touch_key = label.touch_key
                               AND newer.undone_at IS NULL AND newer.id > label.id) ORDER BY id";
    let rows: Vec<Row> = transaction.fetch_all(sql, []).await?;
    Ok(rows.into_iter().map(label).collect())
}

/// The journeys that have a label.
pub async fn journeys(transaction: &mut Transaction) -> Result<Vec<JourneyKey>> {
    let rows: Vec<(i64,)> =
        transaction.fetch_all("SELECT DISTINCT journey FROM label WHERE undone_at IS NULL", []).await?;
    Ok(rows.into_iter().map(|(journey,)| JourneyKey(journey.cast_unsigned())).collect())
}
