//! Keys by which other systems come in.

use super::Hash;
use crate::error::{Error, Result};
use crate::transaction::Transaction;
use crate::values;
use desk::access::Scope;
use desk::time::Time;

/// A key of another system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its number.
    pub id: i64,
    /// What it is for, in words.
    pub name: String,
    /// Its beginning.
    pub shown: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: Time,
    /// Until when it works.
    pub expires_at: Option<Time>,
    /// When it was last used, to the minute.
    pub used_at: Option<Time>,
    /// When somebody took it back.
    pub revoked_at: Option<Time>,
}

/// A key to be.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// The hash of the whole key.
    pub token: Hash,
    /// What it is for, in words.
    pub name: &'a str,
    /// Its beginning.
    pub shown: &'a str,
    /// What it allows.
    pub scopes: &'a [Scope],
    /// Who makes it.
    pub created_by: &'a str,
    /// Until when it works.
    pub expires_at: Option<Time>,
}

type Row = (i64, String, String, String, String, i64, Option<i64>, Option<i64>, Option<i64>);

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, shown, scopes, created_by, created_at, expires_at, used_at, revoked_at FROM api_key ",
            $rest
        )
    };
}

fn key(row: Row) -> Result<Key> {
    let (id, name, shown, scopes, created_by, created_at, expires_at, used_at, revoked_at) = row;
    let scopes: std::result::Result<_, desk::access::NotKnown> = scopes.split(' ').map(str::parse).collect();
    let scopes = scopes.map_err(|why| Error::Damaged { what: format!("key {id}"), why: why.to_string() })?;
    Ok(Key {
        id,
        name,
        shown,
        scopes,
        created_by,
        created_at: Time(created_at),
        expires_at: expires_at.map(Time),
        used_at: used_at.map(Time),
        revoked_at: revoked_at.map(Time),
    })
}

/// Makes a key.
pub async fn add(transaction: &mut Transaction, new: &New<'_>, now: Time) -> Result<Key> {
    let sql = "INSERT INTO api_key (token, name, shown, scopes, created_by, created_at, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
    let scopes: Vec<&str> = new.scopes.iter().map(|scope| scope.word()).collect();
    let expires_at = new.expires_at.map(|at| at.0);
    let row = values![new.token.as_slice(), new.name, new.shown, scopes.join(" "), new.created_by, now.0, expires_at];
    let (id,): (i64,) = transaction.fetch_one(sql, row).await?;
    key(transaction.fetch_one(select!("WHERE id = $1"), values![id]).await?)
}

/// The key with this hash, if it works now.
pub async fn find(transaction: &mut Transaction, token: &Hash, now: Time) -> Result<Option<Key>> {
    let sql = select!("WHERE token = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)");
    transaction.fetch_optional(sql, values![token.as_slice(), now.0]).await?.map(key).transpose()
}

/// How many were taken back so far.
pub async fn revoked(transaction: &mut Transaction) -> Result<i64> {
    let (revoked,): (i64,) = transaction.fetch_one("SELECT count(revoked_at) FROM api_key", []).await?;
    Ok(revoked)
}

/// The hashes of all keys that nobody took back.
pub async fn hashes(transaction: &mut Transaction) -> Result<Vec<Hash>> {
    let rows: Vec<(Vec<u8>,)> = transaction.fetch_all("SELECT token FROM api_key WHERE revoked_at IS NULL", []).await?;
    Ok(rows.into_iter().filter_map(|(token,)| token.try_into().ok()).collect())
}

/// All keys, also those that no longer work, in the order in which they were made.
pub async fn list(transaction: &mut Transaction) -> Result<Vec<Key>> {
    let rows: Vec<Row> = transaction.fetch_all(select!("ORDER BY id"), []).await?;
    rows.into_iter().map(key).collect()
}

/// Notes that a key was used.
pub async fn used(transaction: &mut Transaction, id: i64, now: Time) -> Result<()> {
    transaction.execute("UPDATE api_key SET used_at = $2 WHERE id = $1", values![id, now.0]).await?;
    Ok(())
}

/// Takes a key back.
///
/// # Errors
/// [`Error::Unknown`] where there is none that could be taken back.
pub async fn revoke(transaction: &mut Transaction, id: i64, now: Time) -> Result<()> {
    let sql = "UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    match transaction.execute(sql, values![id, now.0]).await? {
        0 => Err(Error::Unknown { what: format!("key {id}") }),
        _ => Ok(()),
    }
}
