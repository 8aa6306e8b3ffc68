//! Who may come in at a moment, told for all at once: what somebody holds open ends when they are no longer among them.

use crate::error::{Error, Result};
use crate::transaction::Transaction;
use crate::values;
use desk::access::Role;
use desk::time::Time;
use std::collections::{BTreeMap, BTreeSet};

/// Whose sessions and keys work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admitted {
    /// Sessions by number, each with what its member is there for.
    pub sessions: BTreeMap<i64, Role>,
    /// Keys by number.
    pub keys: BTreeSet<i64>,
}

/// Whose sessions and keys work now.
pub async fn admitted(transaction: &mut Transaction, now: Time) -> Result<Admitted> {
    let sql = "SELECT session.id, member.role FROM session JOIN member ON member.id = session.member
               WHERE session.expires_at > $1 AND member.disabled_at IS NULL";
    let rows: Vec<(i64, String)> = transaction.fetch_all(sql, values![now.0]).await?;
    let session = |(id, role): (i64, String)| {
        let damaged =
            |why: desk::access::NotKnown| Error::Damaged { what: format!("session {id}"), why: why.to_string() };
        Ok((id, role.parse().map_err(damaged)?))
    };
    let sessions = rows.into_iter().map(session).collect::<Result<_>>()?;
    let sql = "SELECT id FROM api_key WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $1)";
    let keys: Vec<(i64,)> = transaction.fetch_all(sql, values![now.0]).await?;
    Ok(Admitted { sessions, keys: keys.into_iter().map(|(id,)| id).collect() })
}
