//! Sign-ins that are on their way through an identity provider.

use super::Hash;
use crate::error::Result;
use crate::transaction::Transaction;
use crate::values;
use desk::time::Time;

/// What a sign-in that began here must come back with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// What the provider sends back with its answer.
    pub state: String,
    /// What stands in the provider's token.
    pub nonce: String,
    /// What proves to the provider that who began asks for the token (RFC 7636).
    pub verifier: String,
    /// The page to show afterwards.
    pub page: String,
}

/// Remembers a sign-in by the hash of what its browser holds; what has expired is swept away.
pub async fn begin(
    transaction: &mut Transaction,
    token: &Hash,
    begun: &Begun,
    now: Time,
    expires_at: Time,
) -> Result<()> {
    transaction.execute("DELETE FROM openid WHERE expires_at <= $1", values![now.0]).await?;
    let sql = "INSERT INTO openid (token, state, nonce, verifier, page, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
    let Begun { state, nonce, verifier, page } = begun;
    let row = values![token.as_slice(), state.as_str(), nonce.as_str(), verifier.as_str(), page.as_str(), expires_at.0];
    transaction.execute(sql, row).await?;
    Ok(())
}

/// Takes a sign-in, once.
pub async fn take(transaction: &mut Transaction, token: &Hash, now: Time) -> Result<Option<Begun>> {
    let sql = "DELETE FROM openid WHERE token = $1 AND expires_at > $2 RETURNING state, nonce, verifier, page";
    let row: Option<(String, String, String, String)> =
        transaction.fetch_optional(sql, values![token.as_slice(), now.0]).await?;
    Ok(row.map(|(state, nonce, verifier, page)| Begun { state, nonce, verifier, page }))
}
