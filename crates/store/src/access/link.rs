//! One-time sign-in links.

use super::Hash;
use crate::error::Result;
use crate::transaction::Transaction;
use crate::values;
use desk::time::Time;

/// Makes a link for a member; links made for them before stop working.
pub async fn make(transaction: &mut Transaction, token: &Hash, member: i64, expires_at: Time) -> Result<()> {
    transaction.execute("DELETE FROM link WHERE member = $1", values![member]).await?;
    let sql = "INSERT INTO link (token, member, expires_at) VALUES ($1, $2, $3)";
    transaction.execute(sql, values![token.as_slice(), member, expires_at.0]).await?;
    Ok(())
}

/// Uses a link up and returns the member it is for.
pub async fn take(transaction: &mut Transaction, token: &Hash, now: Time) -> Result<Option<i64>> {
    let sql = "DELETE FROM link WHERE token = $1 AND expires_at > $2 RETURNING member";
    let taken: Option<(i64,)> = transaction.fetch_optional(sql, values![token.as_slice(), now.0]).await?;
    Ok(taken.map(|(member,)| member))
}
