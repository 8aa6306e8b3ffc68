//! Restore: a backup becomes a store again, on either database.

use crate::backup::{Manifest, Table, copy, of_json};
use crate::database::Database;
use crate::error::{Error, Result};
use crate::location::Location;
use crate::migrations;
use crate::transaction::{Transaction, Value};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use xxhash_rust::xxh3::Xxh3Default;

/// Rows that are held in memory at once.
const ROWS: usize = 1_000;

/// Makes a store of a backup where there is none yet, and opens it. Nothing is written before every checksum was
/// compared, and the store comes into being in one transaction: a restore that was stopped can simply be begun again.
///
/// # Errors
/// [`Error::Damaged`] when the backup is not what was written, [`Error::NotEmpty`] when there is a store already.
pub async fn restore(backup: &Path, location: &Location) -> Result<Database> {
    let manifest = check(backup)?;
    if manifest.version > migrations::newest() {
        return Err(Error::Newer { found: manifest.version, known: migrations::newest() });
    }
    let database = Database::connect(location).await?;
    let mut transaction = database.write().await?;
    if migrations::prepare(&mut transaction).await? != 0 {
        return Err(Error::NotEmpty { place: location.to_string() });
    }
    copy_segments(backup, &manifest, location.segments())?;
    migrations::apply(&mut transaction, 0, manifest.version).await?;
    for (name, table) in &manifest.tables {
        fill(&mut transaction, name, table, &backup.join("tables").join(format!("{name}.jsonl"))).await?;
    }
    migrations::apply(&mut transaction, manifest.version, migrations::newest()).await?;
    transaction.commit().await?;
    Ok(database)
}

/// Reads what a backup should hold and compares every file with it.
///
/// # Errors
/// [`Error::Damaged`] naming the first file that is not what was written.
pub fn check(backup: &Path) -> Result<Manifest> {
    let path = backup.join("backup.json");
    let text = fs::read_to_string(&path).map_err(|why| Error::NoBackup { path: backup.to_owned(), why })?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|why| damaged(&path, why.to_string()))?;
    for (name, table) in &manifest.tables {
        let path = backup.join("tables").join(format!("{name}.jsonl"));
        let hash = hash(&path)?.digest128();
        if format!("{hash:032x}") != table.checksum {
            return Err(damaged(&path, "its checksum is another one than when it was written".to_owned()));
        }
    }
    for (name, file) in &manifest.segments {
        let path = backup.join("segments").join(name);
        if hash(&path)?.digest() != file.checksum {
            return Err(damaged(&path, "its checksum is another one than when it was sealed".to_owned()));
        }
    }
    Ok(manifest)
}

fn damaged(path: &Path, why: String) -> Error {
    Error::Damaged { what: path.display().to_string(), why }
}

/// The hash of a whole file.
fn hash(path: &Path) -> Result<Xxh3Default> {
    let mut file = File::open(path).map_err(Error::file(path))?;
    let (mut hash, mut bytes) = (Xxh3Default::new(), vec![0; 1 << 20]);
    loop {
        match file.read(&mut bytes).map_err(Error::file(path))? {
            0 => return Ok(hash),
            read => hash.update(&bytes[..read]),
        }
    }
}

/// Puts the segment files in place. A file that is there already may only be the same one.
fn copy_segments(backup: &Path, manifest: &Manifest, to: &Path) -> Result<()> {
    for (name, file) in &manifest.segments {
        let target = to.join(name);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(Error::file(parent))?;
        }
        if !target.exists() {
            copy(&backup.join("segments").join(name), &target)?;
        } else if hash(&target)?.digest() != file.checksum {
            return Err(Error::NotEmpty { place: to.display().to_string() });
        }
    }
    Ok(())
}

/// Replaces what a migration put into a table by the rows of the backup.
async fn fill(transaction: &mut Transaction, name: &str, table: &Table, path: &Path) -> Result<()> {
    transaction.empty_table(name).await?;
    let lines = BufReader::new(File::open(path).map_err(Error::file(path))?).lines();
    let mut rows = Vec::with_capacity(ROWS);
    for line in lines {
        rows.push(row(&line.map_err(Error::file(path))?, table).map_err(|why| damaged(path, why))?);
        if rows.len() == ROWS {
            transaction.fill_table(name, &table.columns, &rows).await?;
            rows.clear();
        }
    }
    transaction.fill_table(name, &table.columns, &rows).await?;
    transaction.count_on(name, &table.columns).await
}

fn row(line: &str, table: &Table) -> std::result::Result<Vec<Value>, String> {
    let values: Vec<serde_json::Value> = serde_json::from_str(line).map_err(|why| why.to_string())?;
    if values.len() != table.columns.len() {
        return Err(format!("a row has {} values instead of {}", values.len(), table.columns.len()));
    }
    let typed = values.into_iter().zip(&table.columns).map(|(value, column)| {
        of_json(value, column.kind).ok_or_else(|| format!("a value of {} is of another kind", column.name))
    });
    typed.collect()
}
