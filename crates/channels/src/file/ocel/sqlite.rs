//! OCEL 2.0 as an SQLite file: one table for each type, and tables of relations.
//!
//! The file is opened for reading only and as it lies there; names of tables and columns are quoted, since they come
//! from the file.

use super::model::{Attribute, Change, Declared, Event, Object, Relation, Sink};
use futures_util::TryStreamExt;
use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{ConnectOptions, Connection, Row, SqliteConnection, TypeInfo, ValueRef};
use std::path::Path;

/// Why the reading ended.
pub(super) enum Broken<E> {
    /// The database says no, or is not what it should be.
    Sqlite(String),
    /// What was read could not be put away.
    Sink(E),
}

impl<E> From<sqlx::Error> for Broken<E> {
    fn from(error: sqlx::Error) -> Broken<E> {
        Broken::Sqlite(error.to_string())
    }
}

/// Reads the database at `path` into `sink`, on a thread of its own: the caller may itself be inside an async runtime,
/// in which no other can be started.
pub(super) fn read<S: Sink<Error: Send> + Send>(path: &Path, sink: &mut S) -> Result<(), Broken<S::Error>> {
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| read_here(path, sink));
        reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn read_here<S: Sink>(path: &Path, sink: &mut S) -> Result<(), Broken<S::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Broken::Sqlite(error.to_string()))?;
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true);
        let mut connection = options.disable_statement_logging().connect().await?;
        let read = match check_definitions(&mut connection).await {
            Ok(()) => read_tables(&mut connection, sink).await,
            Err(broken) => Err(Broken::Sqlite(broken)),
        };
        // The answer is known; that the file closes badly changes nothing.
        drop(connection.close().await);
        read
    })
}

/// The definitions of tables must be UTF-8, which SQLite does not ask for and its driver takes for granted.
async fn check_definitions(connection: &mut SqliteConnection) -> Result<(), String> {
    let sql = "SELECT hex(sql) FROM sqlite_schema, pragma_encoding WHERE encoding = 'UTF-8' AND sql IS NOT NULL";
    let definitions = sqlx::query(sql).fetch_all(&mut *connection).await.map_err(|error| error.to_string())?;
    let bytes = |hex: &str| -> Vec<u8> {
        let pairs = hex.as_bytes().chunks_exact(2);
        pairs.filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
    };
    let readable = |row: &SqliteRow| text(row, 0).is_none_or(|hex| String::from_utf8(bytes(&hex)).is_ok());
    if definitions.iter().all(readable) {
        return Ok(());
    }
    Err("the definitions of its tables are not UTF-8; write the file anew with the program it came from".to_owned())
}

async fn read_tables<S: Sink>(connection: &mut SqliteConnection, sink: &mut S) -> Result<(), Broken<S::Error>> {
    for (name, table) in types(connection, "object").await? {
        let attributes = columns(connection, &table).await?;
        sink.object_type(Declared { name: name.clone(), attributes: attributes.clone() }).map_err(Broken::Sink)?;
        objects(connection, sink, &name, &table, &attributes).await?;
    }
    for (name, table) in types(connection, "event").await? {
        let attributes = columns(connection, &table).await?;
        sink.event_type(Declared { name: name.clone(), attributes: attributes.clone() }).map_err(Broken::Sink)?;
        events(connection, sink, &name, &table, &attributes).await?;
    }
    Ok(())
}

/// The types of events or objects and the tables they lie in.
async fn types(connection: &mut SqliteConnection, of: &str) -> Result<Vec<(String, String)>, sqlx::Error> {
    let sql = format!("SELECT ocel_type, ocel_type_map FROM {of}_map_type ORDER BY ocel_type");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *connection).await?;
    let named = rows.iter().filter_map(|row| Some((text(row, 0)?, format!("{of}_{}", text(row, 1)?))));
    Ok(named.collect())
}

/// The columns of a table that hold attributes, with their types in the words of OCEL.
async fn columns(connection: &mut SqliteConnection, table: &str) -> Result<Vec<Attribute>, sqlx::Error> {
    let sql = "SELECT name, type FROM pragma_table_info($1) ORDER BY cid";
    let rows = sqlx::query(sql).bind(table).fetch_all(&mut *connection).await?;
    let attributes = rows.iter().filter_map(|row| {
        let name = text(row, 0).filter(|name| !name.starts_with("ocel_"))?;
        let declared = text(row, 1).unwrap_or_default().to_ascii_uppercase();
        let kind = match declared.as_str() {
            kind if kind.contains("INT") => "integer",
            kind if kind.contains("BOOL") => "boolean",
            kind if ["REAL", "FLOA", "DOUB", "NUMERIC", "DECIMAL"].iter().any(|name| kind.contains(name)) => "float",
            kind if kind.contains("TIME") || kind.contains("DATE") => "time",
            _ => "string",
        };
        Some(Attribute { name, kind: kind.into() })
    });
    Ok(attributes.collect())
}

/// The relations of each `ocel_id`, gathered into one JSON array of (object, qualifier).
const RELATED: &str = "LEFT JOIN (SELECT {from} AS id, json_group_array(json_array({to}, ocel_qualifier)) AS related \
                       FROM {table} GROUP BY {from}) r ON r.id = {of}.ocel_id";

fn related(table: &str, from: &str, to: &str, of: &str) -> String {
    RELATED.replace("{table}", table).replace("{from}", from).replace("{to}", to).replace("{of}", of)
}

async fn objects<S: Sink>(
    connection: &mut SqliteConnection,
    sink: &mut S,
    kind: &str,
    table: &str,
    attributes: &[Attribute],
) -> Result<(), Broken<S::Error>> {
    let changes = has_column(connection, table, "ocel_changed_field").await?;
    let changed = if changes { "t.ocel_changed_field" } else { "NULL" };
    let sql = format!(
        "SELECT o.ocel_id, t.ocel_time, {changed}, r.related{} FROM object o LEFT JOIN {} t ON t.ocel_id = o.ocel_id {} \
         WHERE o.ocel_type = $1 ORDER BY o.ocel_id, t.ocel_time, t.rowid",
        select(attributes),
        quoted(table),
        related("object_object", "ocel_source_id", "ocel_target_id", "o"),
    );
    let mut rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(kind).fetch(&mut *connection);
    let mut object: Option<Object> = None;
    while let Some(row) = rows.try_next().await? {
        let Some(id) = text(&row, 0) else { continue };
        let is_next = object.as_ref().is_none_or(|object| object.id != id);
        if is_next {
            let relationships = relations(text(&row, 3).as_deref());
            let next = Object { id, kind: kind.to_owned(), attributes: Vec::new(), relationships };
            if let Some(done) = object.replace(next) {
                sink.object(done).map_err(Broken::Sink)?;
            }
        }
        let (time, field) = (text(&row, 1).unwrap_or_default(), text(&row, 2));
        for (index, attribute) in attributes.iter().enumerate() {
            let told = field.as_ref().is_none_or(|field| *field == attribute.name);
            let value = value(&row, 4 + index);
            if let (true, false, Some(object)) = (told, value.is_null(), &mut object) {
                object.attributes.push(Change { name: attribute.name.clone(), time: time.clone(), value });
            }
        }
    }
    object.map_or(Ok(()), |done| sink.object(done).map_err(Broken::Sink))
}

async fn events<S: Sink>(
    connection: &mut SqliteConnection,
    sink: &mut S,
    kind: &str,
    table: &str,
    attributes: &[Attribute],
) -> Result<(), Broken<S::Error>> {
    let sql = format!(
        "SELECT t.ocel_id, t.ocel_time, e.rowid, r.related{} FROM {} t LEFT JOIN event e ON e.ocel_id = t.ocel_id {} \
         ORDER BY t.rowid",
        select(attributes),
        quoted(table),
        related("event_object", "ocel_event_id", "ocel_object_id", "t"),
    );
    let mut rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch(&mut *connection);
    while let Some(row) = rows.try_next().await? {
        let values =
            attributes.iter().enumerate().map(|(index, attribute)| (attribute.name.clone(), value(&row, 4 + index)));
        let place = text(&row, 2).and_then(|row| row.parse().ok()).unwrap_or_default();
        let event = Event {
            id: text(&row, 0).unwrap_or_default(),
            kind: kind.to_owned(),
            time: text(&row, 1).unwrap_or_default(),
            attributes: values.filter(|(_, value)| !value.is_null()).collect(),
            relationships: relations(text(&row, 3).as_deref()),
            line: place,
            place,
        };
        sink.event(event).map_err(Broken::Sink)?;
    }
    Ok(())
}

async fn has_column(connection: &mut SqliteConnection, table: &str, column: &str) -> Result<bool, sqlx::Error> {
    let sql = "SELECT 1 FROM pragma_table_info($1) WHERE name = $2";
    Ok(sqlx::query(sql).bind(table).bind(column).fetch_optional(&mut *connection).await?.is_some())
}

fn select(attributes: &[Attribute]) -> String {
    attributes.iter().map(|attribute| format!(", t.{}", quoted(&attribute.name))).collect()
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn relations(json: Option<&str>) -> Vec<Relation> {
    let pairs: Vec<(Value, Value)> = json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let plain = |value: Value| match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    };
    pairs
        .into_iter()
        .map(|(object, qualifier)| Relation { object: plain(object), qualifier: plain(qualifier) })
        .collect()
}

/// A cell as JSON, by what it holds rather than by what its column declares.
fn value(row: &SqliteRow, index: usize) -> Value {
    let Ok(raw) = row.try_get_raw(index) else { return Value::Null };
    if raw.is_null() {
        return Value::Null;
    }
    let kind = raw.type_info().name().to_owned();
    match kind.as_str() {
        "INTEGER" | "BOOLEAN" => row.try_get_unchecked::<i64, _>(index).map_or(Value::Null, Value::from),
        "REAL" => row.try_get_unchecked::<f64, _>(index).map_or(Value::Null, Value::from),
        _ => row
            .try_get_unchecked::<Vec<u8>, _>(index)
            .map_or(Value::Null, |bytes| Value::String(String::from_utf8_lossy(&bytes).into_owned())),
    }
}

fn text(row: &SqliteRow, index: usize) -> Option<String> {
    match value(row, index) {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}
