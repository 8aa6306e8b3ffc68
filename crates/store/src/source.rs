//! What each source sent, as it was counted at the door.

use crate::error::Result;
use crate::transaction::Transaction;
use crate::values;
use desk::time::Time;

/// What became of what a source sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Touches that were new.
    pub accepted: u64,
    /// Touches that were known already.
    pub duplicates: u64,
    /// Things that are no touch.
    pub rejected: u64,
    /// Touches that came long after they happened.
    pub late: u64,
    /// Touches whose time lay in the future.
    pub future: u64,
}

/// What a source sent in an hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hour {
    /// The source.
    pub source: String,
    /// Hours since 1970 UTC; 0 stands for all hours of long ago.
    pub hour: i64,
    /// What became of it.
    pub counts: Counts,
}

impl Counts {
    /// Adds others.
    pub fn add(&mut self, other: &Counts) {
        self.accepted += other.accepted;
        self.duplicates += other.duplicates;
        self.rejected += other.rejected;
        self.late += other.late;
        self.future += other.future;
    }
}

/// Adds what was counted to what is known.
pub async fn add(transaction: &mut Transaction, hours: &[Hour]) -> Result<()> {
    let sql = "INSERT INTO source_hour (source, hour, accepted, duplicates, rejected, late, future)
               VALUES ($1, $2, $3, $4, $5, $6, $7)
               ON CONFLICT (source, hour) DO UPDATE SET accepted = source_hour.accepted + excluded.accepted,
                   duplicates = source_hour.duplicates + excluded.duplicates,
                   rejected = source_hour.rejected + excluded.rejected,
                   late = source_hour.late + excluded.late, future = source_hour.future + excluded.future";
    for Hour { source, hour, counts } in hours {
        let Counts { accepted, duplicates, rejected, late, future } = *counts;
        let row = values![source.as_str(), *hour, accepted, duplicates, rejected, late, future];
        transaction.execute(sql, row).await?;
    }
    Ok(())
}

/// Sums up the hours before one.
pub async fn sum_up(transaction: &mut Transaction, before: i64) -> Result<()> {
    let (old, _): (Vec<Hour>, Vec<Hour>) =
        list(transaction).await?.into_iter().partition(|hour| hour.hour > 0 && hour.hour < before);
    transaction.execute("DELETE FROM source_hour WHERE hour > 0 AND hour < $1", values![before]).await?;
    let summed: Vec<Hour> = old.into_iter().map(|hour| Hour { hour: 0, ..hour }).collect();
    add(transaction, &summed).await
}

/// Everything that is known.
pub async fn list(transaction: &mut Transaction) -> Result<Vec<Hour>> {
    type Row = (String, i64, i64, i64, i64, i64, i64);
    let sql =
        "SELECT source, hour, accepted, duplicates, rejected, late, future FROM source_hour ORDER BY source, hour";
    let rows: Vec<Row> = transaction.fetch_all(sql, []).await?;
    let hour = |(source, hour, accepted, duplicates, rejected, late, future): Row| {
        let [accepted, duplicates, rejected, late, future] =
            [accepted, duplicates, rejected, late, future].map(i64::cast_unsigned);
        Hour { source, hour, counts: Counts { accepted, duplicates, rejected, late, future } }
    };
    Ok(rows.into_iter().map(hour).collect())
}

/// Notes something of a source, in JSON; what was noted before is replaced.
pub async fn note(transaction: &mut Transaction, source: &str, heard_at: Time, note: &str) -> Result<()> {
    let sql = "INSERT INTO source_note (source, heard_at, note) VALUES ($1, $2, $3)
               ON CONFLICT (source) DO UPDATE SET heard_at = excluded.heard_at, note = excluded.note";
    transaction.execute(sql, values![source, heard_at.0, note]).await?;
    Ok(())
}

/// What is noted: source, when it was last heard, and the note.
pub async fn notes(transaction: &mut Transaction) -> Result<Vec<(String, Time, String)>> {
    let sql = "SELECT source, heard_at, note FROM source_note ORDER BY source";
    let rows: Vec<(String, i64, String)> = transaction.fetch_all(sql, []).await?;
    Ok(rows.into_iter().map(|(source, heard_at, note)| (source, Time(heard_at), note)).collect())
}

/// Notes that touches of a source came in by a file.
pub async fn came_in(transaction: &mut Transaction, source: &str, file: &str, now: Time) -> Result<()> {
    let sql = "INSERT INTO source_file (source, name, imported_at) VALUES ($1, $2, $3)
               ON CONFLICT (source, name) DO UPDATE SET imported_at = excluded.imported_at";
    transaction.execute(sql, values![source, file, now.0]).await?;
    Ok(())
}

/// Sources and the files they came in by, the latest first.
pub async fn files(transaction: &mut Transaction) -> Result<Vec<(String, String)>> {
    transaction.fetch_all("SELECT source, name FROM source_file ORDER BY imported_at DESC, name", []).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::both;

    #[test]
    fn hours_are_added_up_and_those_of_long_ago_summed() {
        both(|place| async move {
            let database = place.open().await;
            let mut writing = database.write().await.unwrap();
            let hour = |hour: i64, accepted: u64| Hour {
                source: "shop".to_owned(),
                hour,
                counts: Counts { accepted, late: 1, ..Counts::default() },
            };
            add(&mut writing, &[hour(10, 1), hour(11, 2), hour(10, 4), hour(90, 8)]).await.unwrap();
            let told =
                |all: Vec<Hour>| all.iter().map(|one| (one.hour, one.counts.accepted, one.counts.late)).collect();
            let found: Vec<_> = told(list(&mut writing).await.unwrap());
            assert_eq!(found, [(10, 5, 2), (11, 2, 1), (90, 8, 1)]);
            sum_up(&mut writing, 50).await.unwrap();
            sum_up(&mut writing, 50).await.unwrap();
            let found: Vec<_> = told(list(&mut writing).await.unwrap());
            assert_eq!(found, [(0, 7, 3), (90, 8, 1)]);
            note(&mut writing, "shop", Time(1), "{}").await.unwrap();
            note(&mut writing, "shop", Time(2), "[]").await.unwrap();
            assert_eq!(notes(&mut writing).await.unwrap(), [("shop".to_owned(), Time(2), "[]".to_owned())]);
            for (file, at) in [("may.csv", 1), ("june.csv", 2), ("may.csv", 3)] {
                came_in(&mut writing, "shop", file, Time(at)).await.unwrap();
            }
            let came = files(&mut writing).await.unwrap();
            assert_eq!(
                came,
                [("shop", "may.csv"), ("shop", "june.csv")].map(|(one, by)| (one.to_owned(), by.to_owned()))
            );
        });
    }
}
