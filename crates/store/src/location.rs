//! Where a store lies.

use crate::error::{Error, Result};
use std::fmt;
use std::path::{Path, PathBuf};

/// Where a store lies: its SQL database and the directory of its segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    pub(crate) database: DatabaseUrl,
    segments: PathBuf,
}

/// Which SQL database holds the facts.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum DatabaseUrl {
    /// An SQLite file.
    Sqlite(PathBuf),
    /// A `postgres://` URL, password included: never print it.
    Postgres(String),
}

impl Location {
    /// A store in one directory: `waterline.db` (SQLite) and `segments/`.
    pub fn directory(path: impl AsRef<Path>) -> Location {
        let path = path.as_ref();
        Location { database: DatabaseUrl::Sqlite(path.join("waterline.db")), segments: path.join("segments") }
    }

    /// A store by the URL of its database, `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`, and the directory
    /// of its segments.
    ///
    /// # Errors
    /// [`Error::BadUrl`] when the URL names neither kind of database.
    pub fn database(url: &str, segments: impl Into<PathBuf>) -> Result<Location> {
        let segments = segments.into();
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Location { database: DatabaseUrl::Postgres(url.to_owned()), segments });
        }
        let path = url.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
        match path {
            Some(path) if !path.is_empty() && !path.contains(":memory:") => {
                Ok(Location { database: DatabaseUrl::Sqlite(path.into()), segments })
            }
            _ => Err(Error::BadUrl { url: without_password(url) }),
        }
    }

    /// The directory of the sealed segments.
    pub fn segments(&self) -> &Path {
        &self.segments
    }

    /// Whether a store was ever opened here, as far as can be told without a server.
    /// `None`: it lies on a server that would have to be asked.
    pub fn exists(&self) -> Option<bool> {
        match &self.database {
            DatabaseUrl::Sqlite(path) => Some(path.exists()),
            DatabaseUrl::Postgres(_) => None,
        }
    }
}

/// A URL fit to be shown.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (authority, path) = rest.split_once('/').map_or((rest, ""), |(authority, path)| (authority, path));
    let Some((user, host)) = authority.rsplit_once('@') else { return url.to_owned() };
    let user = user.split(':').next().unwrap_or_default();
    format!("{scheme}://{user}@{host}/{path}")
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DatabaseUrl::Sqlite(path) => write!(out, "{}", path.display()),
            DatabaseUrl::Postgres(url) => out.write_str(&without_password(url)),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.database.fmt(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_its_password() {
        let location =
            Location::database("postgres://ada:s3cr@t@db.example:5433/water?sslmode=require", "seg").unwrap();
        assert_eq!(location.to_string(), "postgres://ada@db.example:5433/water?sslmode=require");
        assert!(!format!("{location:?}").contains("s3cr"));
    }

    #[test]
    fn sqlite_is_named_by_its_file_and_what_is_no_database_is_refused() {
        let location = Location::database("sqlite:///var/lib/w.db", "seg").unwrap();
        assert_eq!(location.to_string(), "/var/lib/w.db");
        for url in ["mysql://u:p@h/db", "sqlite::memory:", "sqlite:", "w.db"] {
            let error = Location::database(url, "seg").unwrap_err().to_string();
            assert!(error.contains("sqlite:PATH") && !error.contains(":p@"), "{error}");
        }
    }
}
