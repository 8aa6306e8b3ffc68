//! Browsers in which members have signed in before.

use super::Hash;
use crate::error::Result;
use crate::transaction::Transaction;
use crate::values;
use desk::time::Time;

/// Remembers a browser of a member; what has expired is swept away.
pub async fn remember(
    transaction: &mut Transaction,
    token: &Hash,
    member: i64,
    now: Time,
    expires_at: Time,
) -> Result<()> {
    transaction.execute("DELETE FROM browser WHERE expires_at <= $1", values![now.0]).await?;
    let sql = "INSERT INTO browser (token, member, expires_at) VALUES ($1, $2, $3)";
    transaction.execute(sql, values![token.as_slice(), member, expires_at.0]).await?;
    Ok(())
}

/// Whose browser it is.
pub async fn member(transaction: &mut Transaction, token: &Hash, now: Time) -> Result<Option<i64>> {
    let sql = "SELECT member FROM browser WHERE token = $1 AND expires_at > $2";
    let row: Option<(i64,)> = transaction.fetch_optional(sql, values![token.as_slice(), now.0]).await?;
    Ok(row.map(|(member,)| member))
}
