//! Every format, read and written: small stories, nasty input, and real logs.

mod json;
mod nasty;
mod objects;
mod parquet;
mod real;
mod xes;

use channels::file::write::{Form, Writer};
use channels::file::{Options, Record, Rejected, open};
use desk::touch::Touch;
use std::fs::File;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What a log holds.
struct Read {
    touches: Vec<Touch>,
    rejected: Vec<Rejected>,
    source: String,
}

impl Read {
    /// What was rejected, a line each, without the folder.
    fn complaints(&self) -> String {
        let told = self.rejected.iter().map(|rejected| {
            let file = Path::new(&rejected.file).file_name().map(|name| name.to_string_lossy().into_owned());
            Rejected { file: file.unwrap_or_default(), ..rejected.clone() }.to_string()
        });
        told.collect::<Vec<_>>().join("\n")
    }
}

fn read_with(path: &Path, options: &Options) -> Read {
    let log = open(path, options).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut read = Read { touches: Vec::new(), rejected: Vec::new(), source: log.source().to_owned() };
    for record in log {
        match record.expect("the file can be read to its end") {
            Record::Touch(touch) => read.touches.push(touch),
            Record::Rejected(rejected) => read.rejected.push(rejected),
        }
    }
    read
}

fn read(path: &Path) -> Read {
    read_with(path, &Options::default())
}

/// Reads a small log given as text.
fn read_text(name: &str, content: impl AsRef<[u8]>) -> Read {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("a file");
    read(&path)
}

/// Writes touches to a file.
fn write(form: Form, touches: &[Touch], path: &Path) {
    let out = File::create(path).expect("a file");
    let mut writer = Writer::new(form, Box::new(out)).expect("a writer");
    for touch in touches {
        writer.write(touch).expect("it can be written");
    }
    writer.finish().expect("it can be ended");
}

/// Writes touches in a form and reads them back.
fn round_trip(form: Form, touches: &[Touch]) -> Read {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join(format!("log.{form}"));
    write(form, touches, &path);
    read(&path)
}

/// Checks that touches come back from `form` as they were, in any order.
fn check_round_trip(form: Form, touches: &[Touch]) {
    let mut back = round_trip(form, touches);
    assert_eq!(back.complaints(), "", "{form}: what we write can be read");
    assert_eq!(back.touches.len(), touches.len(), "{form}");
    let mut before: Vec<&Touch> = touches.iter().collect();
    before.sort_by_key(|touch| touch.key());
    back.touches.sort_by_key(Touch::key);
    for (before, after) in before.into_iter().zip(&back.touches) {
        // Compared as text only where they differ, since an amount that is not a number differs from itself.
        if before != after {
            assert_eq!(shown(after), shown(before), "{form}");
        }
    }
}

/// As text, in which an amount that is not a number is equal to itself.
fn shown(touch: &Touch) -> String {
    format!("{touch:?}")
}

/// Sorted as the store gives them.
fn sorted(mut touches: Vec<Touch>) -> Vec<Touch> {
    touches.sort_by_cached_key(|touch| (touch.journey(), touch.at, touch.sequence, touch.key()));
    touches
}

/// A real log, which lies beside the repository. Where it is absent the test says so and has nothing to check.
fn real(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/logs").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("SKIPPED: the real log {name} is not here ({}), so nothing was checked on it.", path.display());
    None
}
