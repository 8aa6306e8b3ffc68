//! Backup: one moment of a store as plain files, while it is in use.
//!
//! A backup is a directory: `tables/NAME.jsonl` with one JSON array a row, `segments/` with the segment files, and
//! `backup.json`, which is written last and tells the rest: without it the backup is not complete. It does not depend
//! on the database it came from, so a backup of SQLite can be restored into PostgreSQL and the other way round.
//!
//! Everything is read in one transaction. Segment files never change, so they are linked, or copied where that is not
//! possible, while nobody may delete any. A link costs no room and no time, but lies on the same disk: copy the backup
//! to another one.

use crate::database::Database;
use crate::error::{Error, Result};
use crate::log::segment_files;
use crate::transaction::{Column, Kind, Transaction, Turn, Value};
use desk::time::Time;
use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use xxhash_rust::xxh3::Xxh3Default;

/// How long to wait for whoever deletes files, or writes another backup.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(50);

/// What a backup holds: the content of `backup.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// When it was made.
    pub made_at: Time,
    /// The program that made it.
    pub program: String,
    /// The version of the tables.
    pub version: i64,
    /// The tables by name.
    pub tables: BTreeMap<String, Table>,
    /// The segment files by name.
    pub segments: BTreeMap<String, Segment>,
}

/// A segment file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Its length.
    pub bytes: u64,
    /// Its hash (xxh3, 64 bits) as it was when it was sealed.
    pub checksum: u64,
}

/// One table of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its columns, in the order of the arrays.
    pub columns: Vec<Column>,
    /// Number of rows.
    pub rows: u64,
    /// Hash of the file (xxh3, 128 bits, hexadecimal).
    pub checksum: String,
}

/// Writes a backup into a directory that is empty or not there yet.
///
/// # Errors
/// [`Error::NotEmpty`] when there is something in the directory.
pub async fn write(database: &Database, directory: &Path, now: Time) -> Result<Manifest> {
    if fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Error::NotEmpty { place: directory.display().to_string() });
    }
    for part in ["tables", "segments"] {
        let path = directory.join(part);
        fs::create_dir_all(&path).map_err(Error::file(&path))?;
    }
    let (mut transaction, segments) = moment(database, &directory.join("segments")).await?;
    let (version,): (i64,) = transaction.fetch_one("SELECT max(version) FROM migration", []).await?;
    let mut tables = BTreeMap::new();
    for (name, columns) in transaction.tables().await? {
        let path = directory.join("tables").join(format!("{name}.jsonl"));
        tables.insert(name.clone(), table(&mut transaction, &name, columns, &path).await?);
    }
    let program = env!("CARGO_PKG_VERSION").to_owned();
    let manifest = Manifest { made_at: now, program, version, tables, segments };
    let path = directory.join("backup.json");
    let text =
        serde_json::to_string_pretty(&manifest).map_err(|why| Error::File { path: path.clone(), why: why.into() })?;
    write_whole(&path, text.as_bytes())?;
    Ok(manifest)
}

/// A moment, and the segment files of it. Nobody deletes files meanwhile; see [`Turn::Backup`].
async fn moment(database: &Database, directory: &Path) -> Result<(Transaction, BTreeMap<String, Segment>)> {
    let _turn = loop {
        match database.hold_turn(Turn::Backup).await? {
            Some(turn) => break turn,
            None => tokio::time::sleep(PAUSE).await,
        }
    };
    let mut transaction = database.read().await?;
    let segments = link_segments(&mut transaction, database.location().segments(), directory).await?;
    Ok((transaction, segments))
}

async fn link_segments(transaction: &mut Transaction, from: &Path, to: &Path) -> Result<BTreeMap<String, Segment>> {
    let mut linked = BTreeMap::new();
    let sql = "SELECT name, bytes, checksum, index_bytes, index_checksum FROM segment ORDER BY name";
    let listed: Vec<(String, i64, i64, i64, i64)> = transaction.fetch_all(sql, []).await?;
    let files = listed.iter().flat_map(|(name, bytes, checksum, index_bytes, index_checksum)| {
        segment_files(name).into_iter().zip([(*bytes, *checksum), (*index_bytes, *index_checksum)])
    });
    for (name, (bytes, checksum)) in files {
        let (source, target) = (from.join(&name), to.join(&name));
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(Error::file(parent))?;
        }
        if fs::hard_link(&source, &target).is_err() {
            copy(&source, &target)?;
        }
        linked.insert(name, Segment { bytes: bytes.cast_unsigned(), checksum: checksum.cast_unsigned() });
    }
    Ok(linked)
}

/// Copies a file; it appears under its name when it is whole and on the disk.
pub(crate) fn copy(source: &Path, target: &Path) -> Result<()> {
    let partial = target.with_extension("partial");
    let mut from = File::open(source).map_err(Error::file(source))?;
    let mut to = File::create(&partial).map_err(Error::file(&partial))?;
    std::io::copy(&mut from, &mut to).and_then(|_| to.sync_all()).map_err(Error::file(&partial))?;
    fs::rename(&partial, target).map_err(Error::file(target))
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let partial = path.with_extension("partial");
    let written = File::create(&partial).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(Error::file(&partial))?;
    fs::rename(&partial, path).map_err(Error::file(path))
}

/// Writes the rows of one table.
async fn table(transaction: &mut Transaction, name: &str, columns: Vec<Column>, path: &Path) -> Result<Table> {
    let mut file = BufWriter::new(File::create(path).map_err(Error::file(path))?);
    let (mut rows, mut hash) = (0, Xxh3Default::new());
    let mut stream = transaction.stream_table(name, &columns);
    while let Some(row) = stream.try_next().await? {
        let mut line = serde_json::Value::Array(row.iter().map(to_json).collect()).to_string();
        line.push('\n');
        hash.update(line.as_bytes());
        file.write_all(line.as_bytes()).map_err(Error::file(path))?;
        rows += 1;
    }
    drop(stream);
    let file = file.into_inner().map_err(|why| Error::File { path: path.to_owned(), why: why.into_error() })?;
    file.sync_all().map_err(Error::file(path))?;
    Ok(Table { columns, rows, checksum: format!("{:032x}", hash.digest128()) })
}

fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Int(value) => (*value).into(),
        Value::Real(value) => (*value).into(),
        Value::Text(value) => value.clone().into(),
        Value::Bytes(value) => value.as_ref().map(|bytes| hex(bytes)).into(),
    }
}

/// A value as it was written into a column of this kind.
pub(crate) fn of_json(value: serde_json::Value, kind: Kind) -> Option<Value> {
    use serde_json::Value as Json;
    Some(match (kind, value) {
        (Kind::Int, Json::Null) => Value::Int(None),
        (Kind::Int, value) => Value::Int(Some(value.as_i64()?)),
        (Kind::Real, Json::Null) => Value::Real(None),
        (Kind::Real, value) => Value::Real(Some(value.as_f64()?)),
        (Kind::Text, Json::Null) => Value::Text(None),
        (Kind::Text, Json::String(text)) => Value::Text(Some(text)),
        (Kind::Bytes, Json::Null) => Value::Bytes(None),
        (Kind::Bytes, Json::String(text)) => Value::Bytes(Some(unhex(&text)?)),
        _ => return None,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    text.len().is_multiple_of(2).then(|| text.as_bytes().chunks(2).map(byte).collect()).flatten()
}
