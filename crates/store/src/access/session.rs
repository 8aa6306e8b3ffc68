//! Where members are signed in.

use super::Hash;
use crate::error::{Error, Result};
use crate::transaction::Transaction;
use crate::values;
use desk::time::{Span, Time};

/// A place where a member is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub member: i64,
    /// The program, as it calls itself.
    pub agent: String,
    /// The network address they signed in from.
    pub address: String,
    /// Since when.
    pub created_at: Time,
    /// When it got its token.
    pub rotated_at: Time,
    /// When it was last used, to the minute.
    pub seen_at: Time,
    /// Until when, if it is not used again.
    pub expires_at: Time,
}

/// How long a token that was replaced is still taken.
const GRACE: Span = Span(60_000_000);

type Row = (i64, i64, String, String, i64, i64, i64, i64);

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, member, agent, address, created_at, rotated_at, seen_at, expires_at FROM session ", $rest)
    };
}

fn session((id, member, agent, address, created_at, rotated_at, seen_at, expires_at): Row) -> Session {
    Session {
        id,
        member,
        agent,
        address,
        created_at: Time(created_at),
        rotated_at: Time(rotated_at),
        seen_at: Time(seen_at),
        expires_at: Time(expires_at),
    }
}

/// Signs a member in; what has expired is swept away.
pub async fn begin(
    transaction: &mut Transaction,
    token: &Hash,
    member: i64,
    (agent, address): (&str, &str),
    now: Time,
    expires_at: Time,
) -> Result<()> {
    transaction.execute("DELETE FROM session WHERE expires_at <= $1", values![now.0]).await?;
    let sql = "INSERT INTO session (token, member, agent, address, created_at, rotated_at, seen_at, expires_at)
               VALUES ($1, $2, $3, $4, $5, $5, $5, $6)";
    let row = values![token.as_slice(), member, agent, address, now.0, expires_at.0];
    transaction.execute(sql, row).await?;
    Ok(())
}

/// The session of a token, or of one that was replaced a moment ago; and whether it is the newest token.
pub async fn find(transaction: &mut Transaction, token: &Hash, now: Time) -> Result<Option<(Session, bool)>> {
    let sql = select!("WHERE token = $1 AND expires_at > $2");
    if let Some(row) = transaction.fetch_optional(sql, values![token.as_slice(), now.0]).await? {
        return Ok(Some((session(row), true)));
    }
    let sql = select!("WHERE previous = $1 AND expires_at > $2 AND rotated_at > $3");
    let row = transaction.fetch_optional(sql, values![token.as_slice(), now.0, (now - GRACE).0]).await?;
    Ok(row.map(|row| (session(row), false)))
}

/// Gives a session a new token, unless somebody did a moment ago. Returns whether it has it now.
pub async fn rotate(transaction: &mut Transaction, old: &Hash, new: &Hash, now: Time) -> Result<bool> {
    let sql = "UPDATE session SET token = $2, previous = $1, rotated_at = $3 WHERE token = $1";
    Ok(transaction.execute(sql, values![old.as_slice(), new.as_slice(), now.0]).await? == 1)
}

/// Notes that a session was used.
pub async fn seen(transaction: &mut Transaction, id: i64, now: Time, expires_at: Time) -> Result<()> {
    let sql = "UPDATE session SET seen_at = $2, expires_at = $3 WHERE id = $1";
    transaction.execute(sql, values![id, now.0, expires_at.0]).await?;
    Ok(())
}

/// Where a member is signed in, the latest first.
pub async fn list(transaction: &mut Transaction, member: i64, now: Time) -> Result<Vec<Session>> {
    let sql = select!("WHERE member = $1 AND expires_at > $2 ORDER BY seen_at DESC, id DESC");
    let rows: Vec<Row> = transaction.fetch_all(sql, values![member, now.0]).await?;
    Ok(rows.into_iter().map(session).collect())
}

/// Signs a member out at one place.
///
/// # Errors
/// [`Error::Unknown`] where the member has no such session.
pub async fn end(transaction: &mut Transaction, member: i64, id: i64) -> Result<()> {
    match transaction.execute("DELETE FROM session WHERE member = $1 AND id = $2", values![member, id]).await? {
        0 => Err(Error::Unknown { what: format!("session {id}") }),
        _ => Ok(()),
    }
}

/// Signs a member out everywhere, but in the session `kept`.
pub async fn end_others(transaction: &mut Transaction, member: i64, kept: Option<i64>) -> Result<u64> {
    let sql = "DELETE FROM session WHERE member = $1 AND id <> $2";
    transaction.execute(sql, values![member, kept.unwrap_or(-1)]).await
}
