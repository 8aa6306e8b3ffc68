//! What all targets do: open the bytes as a log of some name and read it to its end.

use channels::file::{Options, open};
use std::cell::OnceCell;
use std::path::PathBuf;
use tempfile::TempDir;

thread_local! {
    static FOLDER: OnceCell<TempDir> = const { OnceCell::new() };
}

/// Puts `content` into a file called `name`.
pub fn file(name: &str, content: &[u8]) -> PathBuf {
    FOLDER.with(|folder| {
        let path = folder.get_or_init(|| TempDir::new().expect("a folder")).path().join(name);
        std::fs::write(&path, content).expect("a file");
        path
    })
}

/// Reads all records, bounded so that a small input which means much does not hold the fuzzer up.
pub fn read(name: &str, content: &[u8], options: &Options) {
    if let Ok(log) = open(&file(name, content), options) {
        for record in log.take(10_000) {
            if record.is_err() {
                break;
            }
        }
    }
}
