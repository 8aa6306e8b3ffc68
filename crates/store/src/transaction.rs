//! Statements inside a transaction: the same `$1` SQL text on SQLite and on PostgreSQL.
//!
//! Everything is read and written in a [`Transaction`]; there is no other way to the database. Texts keep to what both
//! databases mean alike: `$1` parameters, `ON CONFLICT`, `RETURNING`, `CAST(sum(x) AS BIGINT)` (PostgreSQL sums to
//! numeric otherwise). Columns are BIGINT, DOUBLE PRECISION, TEXT or bytes, and nothing else.

use crate::error::Result;
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow, Postgres, Row, Sqlite};
use std::collections::BTreeMap;
use std::fmt::Write;

/// One parameter of a statement. `None` is NULL, of a known type because PostgreSQL wants to know.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A whole number; 64-bit keys are stored by their bits.
    Int(Option<i64>),
    /// A floating point number.
    Real(Option<f64>),
    /// Text.
    Text(Option<String>),
    /// Bytes.
    Bytes(Option<Vec<u8>>),
}

macro_rules! values_from {
    ($($from:ty => $kind:ident, |$value:ident| $convert:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($value: $from) -> Value {
                Value::$kind(Some($convert))
            }
        }
        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Value {
                Value::$kind(value.map(|$value| $convert))
            }
        }
    )*};
}

values_from! {
    i64 => Int, |value| value;
    i32 => Int, |value| i64::from(value);
    u32 => Int, |value| i64::from(value);
    u64 => Int, |value| value.cast_signed();
    usize => Int, |value| value as i64;
    bool => Int, |value| i64::from(value);
    f64 => Real, |value| value;
    String => Text, |value| value;
    &str => Text, |value| value.to_owned();
    Vec<u8> => Bytes, |value| value;
    &[u8] => Bytes, |value| value.to_owned();
    u128 => Bytes, |value| value.to_be_bytes().to_vec();
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Whole numbers.
    Int,
    /// Floating point numbers.
    Real,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// The parameters of a statement, in the order of `$1`, `$2` ...
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::Value::from($value)),*] };
}

/// What a row can be read into on both databases: tuples of `i64`, `f64`, `String`, `Vec<u8>` and `Option`s of them.
pub trait Record: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Record for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// A moment of the store: what is read belongs together, what is written is written wholly at [`Transaction::commit`]
/// or not at all. Dropped without commit it leaves no trace.
#[derive(Debug)]
pub struct Transaction {
    pub(crate) on: On,
}

/// The transaction of one of the two databases.
#[derive(Debug)]
pub(crate) enum On {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// Locks that make processes on one PostgreSQL take turns. On SQLite the one writer is turn enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i64)]
pub enum Turn {
    /// Changing the tables.
    Migration = 0,
    /// Changing which segments there are, or relying on them not to change.
    Manifest = 1,
    /// Sealing and compaction: long work of one process at a time.
    Sealing = 2,
    /// Writing a backup: segments are not deleted meanwhile.
    Backup = 3,
}

impl Turn {
    /// The advisory lock's number: "WATER" and the turn.
    pub(crate) fn number(self) -> i64 {
        0x57_4154_4552_0000 + self as i64
    }
}

/// Runs one expression on whichever database the transaction is of.
macro_rules! on_both {
    ($on:expr, $connection:ident => $body:expr) => {
        match $on {
            On::Sqlite(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
            On::Postgres(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
        }
    };
}

/// Binds every value to a query of either database.
macro_rules! bound {
    ($query:expr, $values:expr) => {{
        let mut query = $query;
        for value in $values {
            query = match value {
                Value::Int(value) => query.bind(value),
                Value::Real(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::Bytes(value) => query.bind(value),
            };
        }
        query
    }};
}

/// How many parameters a statement of many rows has at most. SQLite allows 32,766 and PostgreSQL twice as many, but
/// beyond some hundred rows a longer statement is not faster any more.
const MOST_PARAMETERS: usize = 6_000;

impl Transaction {
    /// Carries out a statement and returns how many rows it touched.
    pub async fn execute(&mut self, sql: &'static str, values: impl IntoIterator<Item = Value>) -> Result<u64> {
        Ok(on_both!(&mut self.on, connection =>
            bound!(sqlx::query(sql), values).execute(connection).await?.rows_affected()))
    }

    /// All rows of an answer that is known to be small.
    pub async fn fetch_all<T: Record>(
        &mut self,
        sql: &'static str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<T>> {
        Ok(on_both!(&mut self.on, connection => bound!(sqlx::query_as(sql), values).fetch_all(connection).await?))
    }

    /// The first row, if there is one.
    pub async fn fetch_optional<T: Record>(
        &mut self,
        sql: &'static str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<T>> {
        Ok(on_both!(&mut self.on, connection => bound!(sqlx::query_as(sql), values).fetch_optional(connection).await?))
    }

    /// The one row of an answer that always has one, as a count has.
    pub async fn fetch_one<T: Record>(
        &mut self,
        sql: &'static str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<T> {
        Ok(on_both!(&mut self.on, connection => bound!(sqlx::query_as(sql), values).fetch_one(connection).await?))
    }

    /// Rows one after the other, for answers of any size.
    pub fn stream<'a, T: Record + 'a>(
        &'a mut self,
        sql: &'static str,
        values: impl IntoIterator<Item = Value>,
    ) -> BoxStream<'a, Result<T>> {
        on_both!(&mut self.on, connection =>
            bound!(sqlx::query_as(sql), values).fetch(connection).map_err(crate::Error::from).boxed())
    }

    /// Inserts many rows of `N` columns with as few statements as the databases allow, and returns how many were new.
    /// `insert` is the text before `VALUES`, `after` the text behind the rows, such as `ON CONFLICT DO NOTHING`.
    pub async fn insert<const N: usize>(
        &mut self,
        insert: &'static str,
        rows: &[[Value; N]],
        after: &'static str,
    ) -> Result<u64> {
        let mut new = 0;
        for rows in rows.chunks(MOST_PARAMETERS / N) {
            let sql = multi_row(insert, rows.len(), N, after, self.is_postgres());
            let values = rows.iter().flatten().cloned();
            new += on_both!(&mut self.on, connection =>
                bound!(sqlx::query(AssertSqlSafe(sql)), values).execute(connection).await?.rows_affected());
        }
        Ok(new)
    }

    /// As [`Transaction::insert`], with a `RETURNING` clause in `after`: what was returned for the rows that are new.
    pub async fn insert_returning<const N: usize, T: Record>(
        &mut self,
        insert: &'static str,
        rows: &[[Value; N]],
        after: &'static str,
    ) -> Result<Vec<T>> {
        let mut returned = Vec::new();
        for rows in rows.chunks(MOST_PARAMETERS / N) {
            let sql = multi_row(insert, rows.len(), N, after, self.is_postgres());
            let values = rows.iter().flatten().cloned();
            returned.extend(on_both!(&mut self.on, connection =>
                bound!(sqlx::query_as::<_, T>(AssertSqlSafe(sql)), values).fetch_all(connection).await?));
        }
        Ok(returned)
    }

    /// Carries out a statement for many keys at once and returns how many rows it touched: `sql` ends before the list, with
    /// `IN`.
    pub async fn execute_in(&mut self, sql: &'static str, keys: &[[Value; 1]]) -> Result<u64> {
        let mut touched = 0;
        for keys in keys.chunks(MOST_PARAMETERS) {
            let sql = multi_row(&format!("{sql} ("), keys.len(), 1, ")", self.is_postgres());
            let values = keys.iter().flatten().cloned();
            touched += on_both!(&mut self.on, connection =>
                bound!(sqlx::query(AssertSqlSafe(sql)), values).execute(connection).await?.rows_affected());
        }
        Ok(touched)
    }

    /// The tables of the store and their columns, by name; without the record of migrations.
    pub(crate) async fn tables(&mut self) -> Result<BTreeMap<String, Vec<Column>>> {
        // The databases describe themselves each in its own words.
        let sql = if self.is_postgres() {
            "SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns
             WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position"
        } else {
            "SELECT t.name, c.name, c.type FROM sqlite_schema t JOIN pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid"
        };
        let rows: Vec<(String, String, String)> = self.fetch_all(sql, []).await?;
        let mut tables: BTreeMap<String, Vec<Column>> = BTreeMap::new();
        for (table, name, declared) in rows.into_iter().filter(|(table, ..)| table != "migration") {
            let kind = match declared.to_ascii_lowercase().as_str() {
                "text" => Kind::Text,
                "bytea" | "blob" => Kind::Bytes,
                "double precision" => Kind::Real,
                _ => Kind::Int,
            };
            tables.entry(table).or_default().push(Column { name, kind });
        }
        Ok(tables)
    }

    /// All rows of a table as [`Transaction::tables`] describes it.
    pub(crate) fn stream_table<'a>(
        &'a mut self,
        name: &str,
        columns: &'a [Column],
    ) -> BoxStream<'a, Result<Vec<Value>>> {
        let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
        let sql = AssertSqlSafe(format!("SELECT {} FROM {name}", names.join(", ")));
        on_both!(&mut self.on, connection => sqlx::query(sql)
            .fetch(connection)
            .map(|row| {
                let row = row?;
                let value = |(at, column): (usize, &Column)| match column.kind {
                    Kind::Int => row.try_get(at).map(Value::Int),
                    Kind::Real => row.try_get(at).map(Value::Real),
                    Kind::Text => row.try_get(at).map(Value::Text),
                    Kind::Bytes => row.try_get(at).map(Value::Bytes),
                };
                Ok(columns.iter().enumerate().map(value).collect::<std::result::Result<_, sqlx::Error>>()?)
            })
            .boxed())
    }

    /// Deletes every row of a table.
    pub(crate) async fn empty_table(&mut self, name: &str) -> Result<()> {
        self.script(format!("DELETE FROM {name}")).await
    }

    /// Sets the counters of PostgreSQL behind the rows that [`Transaction::fill_table`] brought with their numbers.
    /// SQLite does that by itself.
    pub(crate) async fn count_on(&mut self, name: &str, columns: &[Column]) -> Result<()> {
        if self.is_postgres() && columns.first().is_some_and(|column| column.name == "id" && column.kind == Kind::Int) {
            let sql = format!(
                "SELECT setval(pg_get_serial_sequence('{name}', 'id'), greatest(max(id), 1), max(id) IS NOT NULL) FROM {name}"
            );
            self.script(sql).await?;
        }
        Ok(())
    }

    /// Inserts rows into a table as [`Transaction::tables`] describes it.
    pub(crate) async fn fill_table(&mut self, name: &str, columns: &[Column], rows: &[Vec<Value>]) -> Result<()> {
        let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
        let insert = format!("INSERT INTO {name} ({})", names.join(", "));
        for rows in rows.chunks(MOST_PARAMETERS / columns.len()) {
            let sql = multi_row(&insert, rows.len(), columns.len(), "", self.is_postgres());
            let values = rows.iter().flatten().cloned();
            on_both!(&mut self.on, connection => {
                bound!(sqlx::query(AssertSqlSafe(sql)), values).execute(connection).await?;
            });
        }
        Ok(())
    }

    /// Carries out several statements without parameters, such as those of a migration.
    pub(crate) async fn script(&mut self, sql: String) -> Result<()> {
        on_both!(&mut self.on, connection => { sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await?; });
        Ok(())
    }

    /// Waits for a turn and keeps it until the end of the transaction; two transactions never have the same turn.
    pub async fn take_turn(&mut self, turn: Turn) -> Result<()> {
        self.advisory("SELECT 1::bigint FROM pg_advisory_xact_lock($1)", turn).await
    }

    /// Waits until nobody has the turn alone; any number may share it, until the end of their transactions.
    pub async fn share_turn(&mut self, turn: Turn) -> Result<()> {
        self.advisory("SELECT 1::bigint FROM pg_advisory_xact_lock_shared($1)", turn).await
    }

    async fn advisory(&mut self, sql: &'static str, turn: Turn) -> Result<()> {
        if matches!(self.on, On::Postgres(_)) {
            self.fetch_all::<(i64,)>(sql, [Value::from(turn.number())]).await?;
        }
        Ok(())
    }

    /// Makes everything written in this transaction durable and visible at once.
    pub async fn commit(self) -> Result<()> {
        match self.on {
            On::Sqlite(transaction) => transaction.commit().await?,
            On::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    /// Whether the database is PostgreSQL, for the rare statement that both do not have.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.on, On::Postgres(_))
    }
}

/// `INSERT ... VALUES ($1, $2), ($3, $4) ...`. SQLite takes `$1` for a name and searches all names for each, so that a
/// long list would cost its square; a bare `?` it counts.
fn multi_row(insert: &str, rows: usize, columns: usize, after: &str, postgres: bool) -> String {
    let mut sql = format!("{insert} VALUES ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=columns {
            sql.push_str(if column == 1 { "" } else { ", " });
            if postgres {
                // Writing into a String cannot fail.
                let _ = write!(sql, "${}", row * columns + column);
            } else {
                sql.push('?');
            }
        }
        sql.push(')');
    }
    sql.push(' ');
    sql.push_str(after);
    sql
}
