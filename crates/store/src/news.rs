//! What other processes that use the same PostgreSQL may have changed, in a few numbers that cost little to ask for.
//!
//! Asking again and again is right whatever happens to connections: what a listener would have missed while it had none,
//! the next look sees.

use crate::error::Result;
use crate::transaction::Transaction;

/// A number for each kind of fact of which a server keeps something in memory. One that differs from before says that
/// such facts were changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Settings that were changed.
    pub settings: i64,
    /// Persons who are to be erased, and who are.
    pub erasures: i64,
    /// Touches that came or were read, and what is known of customers and texts.
    pub log: [i64; 5],
    /// What was done with noise points, and said of them.
    pub points: [i64; 2],
}

/// How things stand. Only small tables and the ends of indexes are looked at.
pub async fn news(transaction: &mut Transaction) -> Result<News> {
    let sql = "SELECT (SELECT CAST(coalesce(sum(version), 0) AS BIGINT) FROM changed_setting),
            (SELECT count(*) + count(finished_at) FROM erasure),
            (SELECT coalesce(max(version), 0) FROM manifest),
            (SELECT coalesce(max(heard_at), 0) FROM source_note),
            (SELECT CAST(coalesce(sum(1 - unread), 0) AS BIGINT) FROM segment),
            (SELECT count(*) + count(undone_at) FROM decision),
            (SELECT count(*) + count(undone_at) FROM label),
            (SELECT coalesce(max(id), 0) FROM noise_step),
            (SELECT coalesce(max(id), 0) FROM noise_comment)";
    type Row = (i64, i64, i64, i64, i64, i64, i64, i64, i64);
    let (settings, erasures, sealed, heard, read, joins, labels, steps, comments): Row =
        transaction.fetch_one(sql, []).await?;
    Ok(News { settings, erasures, log: [sealed, heard, read, joins, labels], points: [steps, comments] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setting;
    use crate::testing::both;
    use desk::time::Time;

    #[test]
    fn a_change_is_told_and_a_look_changes_nothing() {
        both(|place| async move {
            let database = place.open().await;
            let look = async || news(&mut database.read().await.unwrap()).await.unwrap();
            let before = look().await;
            assert_eq!(look().await, before);
            for version in 0..3 {
                let mut writing = database.write().await.unwrap();
                setting::set(&mut writing, "signals.repeat_days", None, version, "ada", Time(1)).await.unwrap();
                writing.commit().await.unwrap();
                assert_eq!(look().await, News { settings: version + 1, ..before });
            }
        });
    }
}
