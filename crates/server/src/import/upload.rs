//! A file that was sent through the pages. It lies in the data directory until it is done with, and goes with its
//! [`Upload`]: also when whoever sends it hangs up half-way.

use crate::failure::Failure;
use crate::serve::app::Shared;
use crate::serve::problem::{Kind, Problem};
use axum::body::Body;
use futures_util::StreamExt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::AsyncWriteExt;

/// How long the next piece of a file may take to come.
const PATIENCE: Duration = Duration::from_secs(60);

/// A file, and the directory that is its own.
pub(super) struct Upload {
    directory: PathBuf,
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
}

impl Drop for Upload {
    fn drop(&mut self) {
        remove(&self.directory);
    }
}

/// Where uploads lie.
fn place(app: &Shared) -> PathBuf {
    app.asked().settings.data.join("uploads")
}

/// Removes what the last run of the server left.
pub(crate) fn sweep(app: &Shared) {
    remove(&place(app));
}

fn remove(directory: &Path) {
    match std::fs::remove_dir_all(directory) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => tracing::warn!(%error, "an upload stays behind"),
        _ => {}
    }
}

fn temporary(error: &io::Error) -> Problem {
    Failure::temporary(error).into()
}

impl Upload {
    /// Takes a file in. `number` is that of nobody else's upload.
    pub(super) async fn receive(app: &Shared, number: u64, name: &str, body: Body) -> Result<Upload, Problem> {
        Upload::to(place(app).join(number.to_string()), name, body, PATIENCE).await
    }

    async fn to(directory: PathBuf, name: &str, body: Body, patience: Duration) -> Result<Upload, Problem> {
        tokio::fs::create_dir_all(&directory).await.map_err(|error| temporary(&error))?;
        let path = directory.join(tame(name));
        let mut upload = Upload { directory, path, bytes: 0 };
        let mut file = tokio::fs::File::create(&upload.path).await.map_err(|error| temporary(&error))?;
        let mut pieces = body.into_data_stream();
        let late =
            |_| Problem::new(Kind::Malformed, format!("nothing more of the file came within {} s", patience.as_secs()));
        while let Some(piece) = tokio::time::timeout(patience, pieces.next()).await.map_err(late)? {
            let piece = piece.map_err(|error| Problem::new(Kind::Malformed, error.to_string()))?;
            upload.bytes += piece.len() as u64;
            file.write_all(&piece).await.map_err(|error| temporary(&error))?;
        }
        file.flush().await.map_err(|error| temporary(&error))?;
        Ok(upload)
    }

    /// Its name.
    pub(super) fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// A name that can be a file's: the last part of what was said, without what could lead elsewhere.
fn tame(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let tame: String = last.chars().filter(|c| c.is_alphanumeric() || ".-_ ()".contains(*c)).take(120).collect();
    let tame = tame.trim_start_matches('.').trim().to_owned();
    if tame.is_empty() { "file".to_owned() } else { tame }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::tests::run;
    use axum::body::Bytes;
    use futures_util::stream;

    #[test]
    fn names_of_uploads_lead_nowhere_else() {
        let check = |name: &str, tamed: &str| assert_eq!(tame(name), tamed);
        check("../../etc/passwd", "passwd");
        check("..", "file");
        check("C:\\logs\\工单 2024.csv", "工单 2024.csv");
        check("a\0b/\u{202e}c.csv", "c.csv");
        check("", "file");
    }

    #[test]
    fn a_file_goes_with_its_upload_and_half_a_file_at_once() {
        run(async {
            let house = tempfile::tempdir().unwrap();
            let (directory, short) = (house.path().join("7"), Duration::from_millis(50));
            let upload = Upload::to(directory.clone(), "../log.csv", Body::from("a;b"), short).await.ok().unwrap();
            assert_eq!((upload.name().as_str(), upload.bytes), ("log.csv", 3));
            assert_eq!(std::fs::read_to_string(&upload.path).unwrap(), "a;b");
            drop(upload);
            assert!(!directory.exists());

            let half = || {
                let piece = stream::once(async { Ok::<_, io::Error>(Bytes::from_static(b"a;")) });
                Body::from_stream(piece.chain(stream::pending()))
            };
            let silent = Upload::to(directory.clone(), "log.csv", half(), short).await;
            assert!(silent.is_err() && !directory.exists(), "a sender that says nothing more");
            let gone = Upload::to(directory.clone(), "log.csv", half(), Duration::from_secs(60));
            assert!(tokio::time::timeout(short, gone).await.is_err());
            assert!(!directory.exists(), "a sender that hung up");
        });
    }
}
