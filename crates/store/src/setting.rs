//! Settings that were changed while the server runs.

use crate::error::{Error, Result};
use crate::transaction::Transaction;
use crate::values;
use desk::time::Time;
use serde_json::Value as Json;

/// A setting somebody changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// `section.key`.
    pub name: String,
    /// Its value; `None` where the default was restored.
    pub value: Option<Json>,
    /// Rises with every change.
    pub version: i64,
    /// When it was changed last.
    pub changed_at: Time,
    /// By whom.
    pub changed_by: String,
}

type Row = (String, Option<String>, i64, i64, String);

/// Every setting that was ever changed.
pub async fn list(transaction: &mut Transaction) -> Result<Vec<Changed>> {
    let sql = "SELECT name, value, version, changed_at, changed_by FROM changed_setting ORDER BY name";
    let rows: Vec<Row> = transaction.fetch_all(sql, []).await?;
    let changed = |(name, value, version, changed_at, changed_by): Row| {
        let damaged = |why: serde_json::Error| Error::Damaged { what: format!("setting {name}"), why: why.to_string() };
        let value = value.map(|text| serde_json::from_str(&text).map_err(damaged)).transpose()?;
        Ok(Changed { name, value, version, changed_at: Time(changed_at), changed_by })
    };
    rows.into_iter().map(changed).collect()
}

/// Sets a value, or with `None` restores the default. `version` is the one that is changed, 0 where it never was.
///
/// # Errors
/// [`Error::Stale`] where somebody else changed it meanwhile.
pub async fn set(
    transaction: &mut Transaction,
    name: &str,
    value: Option<&Json>,
    version: i64,
    who: &str,
    now: Time,
) -> Result<i64> {
    let text = value.map(Json::to_string);
    let changed = if version == 0 {
        let sql =
            "INSERT INTO changed_setting (name, value, version, changed_at, changed_by) VALUES ($1, $2, 1, $3, $4)
                   ON CONFLICT DO NOTHING";
        transaction.execute(sql, values![name, text, now.0, who]).await?
    } else {
        let sql = "UPDATE changed_setting SET value = $2, version = version + 1, changed_at = $3, changed_by = $4
                   WHERE name = $1 AND version = $5";
        transaction.execute(sql, values![name, text, now.0, who, version]).await?
    };
    match changed {
        1 => Ok(version + 1),
        _ => Err(Error::Stale { what: format!("setting {name}") }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::both;

    #[test]
    fn a_setting_changed_by_two_at_once_is_changed_by_the_first() {
        both(|place| async move {
            let database = place.open().await;
            let mut writing = database.write().await.unwrap();
            let seven = Json::from(7);
            assert_eq!(set(&mut writing, "signals.repeat_days", Some(&seven), 0, "ada", Time(1)).await.unwrap(), 1);
            for stale in [0, 2] {
                let late = set(&mut writing, "signals.repeat_days", None, stale, "bob", Time(2)).await;
                assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
            }
            assert_eq!(set(&mut writing, "signals.repeat_days", None, 1, "bob", Time(3)).await.unwrap(), 2);
            let listed = list(&mut writing).await.unwrap();
            let expected = Changed {
                name: "signals.repeat_days".to_owned(),
                value: None,
                version: 2,
                changed_at: Time(3),
                changed_by: "bob".to_owned(),
            };
            assert_eq!(listed, [expected]);
        });
    }
}
