//! The audit: who changed what, and which customers an administrator looked at. Rows are only ever added.

use crate::error::{Error, Result};
use crate::transaction::Transaction;
use crate::values;
use desk::time::Time;
use serde::Serialize;
use serde_json::Value as Json;

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: Time,
    /// Who: a member's address, a key's name, or `waterline`.
    pub who: String,
    /// What, as `noun.verb`.
    pub what: String,
    /// To whom or what: an id.
    pub target: String,
    /// The particulars.
    pub detail: Json,
    /// The request in which it was done.
    pub request: String,
}

/// A deed to write down.
#[derive(Clone, Debug)]
pub struct Deed<'a> {
    /// Who does it.
    pub who: &'a str,
    /// What, as `noun.verb`.
    pub what: &'a str,
    /// To whom or what.
    pub target: &'a str,
    /// The particulars; no secrets.
    pub detail: Json,
    /// The request in which it is done.
    pub request: &'a str,
}

/// Writes a deed down, in the transaction that does it.
pub async fn record(transaction: &mut Transaction, deed: &Deed<'_>, now: Time) -> Result<()> {
    let sql = "INSERT INTO audit (at, who, what, target, detail, request) VALUES ($1, $2, $3, $4, $5, $6)";
    let row = values![now.0, deed.who, deed.what, deed.target, deed.detail.to_string(), deed.request];
    transaction.execute(sql, row).await?;
    Ok(())
}

/// Which entries are asked for; an empty text asks for all.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Only what this one did.
    pub who: String,
    /// Only deeds that begin so.
    pub what: String,
    /// Only entries before this number.
    pub before: Option<i64>,
}

type Row = (i64, i64, String, String, String, String, String);

/// Entries, the latest first.
pub async fn list(transaction: &mut Transaction, asked: &Asked, limit: usize) -> Result<Vec<Entry>> {
    let sql = "SELECT id, at, who, what, target, detail, request FROM audit
               WHERE id < $1 AND ($2 = '' OR who = $2) AND substr(what, 1, length($3)) = $3 ORDER BY id DESC LIMIT $4";
    let before = asked.before.unwrap_or(i64::MAX);
    let rows: Vec<Row> =
        transaction.fetch_all(sql, values![before, asked.who.as_str(), asked.what.as_str(), limit]).await?;
    let entry = |(id, at, who, what, target, detail, request): Row| {
        let detail = serde_json::from_str(&detail)
            .map_err(|why| Error::Damaged { what: format!("entry {id} of the audit"), why: why.to_string() })?;
        Ok(Entry { id, at: Time(at), who, what, target, detail, request })
    };
    rows.into_iter().map(entry).collect()
}
