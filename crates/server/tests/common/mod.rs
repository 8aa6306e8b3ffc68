//! Runs the real program and reads what it prints.
#![allow(dead_code, missing_docs, unreachable_pub, reason = "every test file uses its own part")]

pub mod browser;
pub mod clients;
pub mod serving;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// The program, ready for arguments, without settings of the machine it runs on.
pub fn waterline() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waterline"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("WATERLINE_")) {
        command.env_remove(name);
    }
    command.arg("--quiet");
    command
}

/// Where a store lies, as arguments.
#[derive(Clone, Debug)]
pub struct Place {
    pub arguments: Vec<String>,
}

impl Place {
    pub fn sqlite(directory: &Path) -> Place {
        Place { arguments: vec!["--data".to_owned(), text(&directory.join("data"))] }
    }

    pub fn postgres(directory: &Path) -> Place {
        let mut place = Place::sqlite(directory);
        place.arguments.extend(["--database".to_owned(), store::testing::postgres_url()]);
        place
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        waterline().args(&self.arguments).args(arguments).output().expect("the program starts")
    }

    /// Runs it and reads its JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        read_json(&self.run(&[arguments, &["--json"]].concat()), arguments)
    }
}

/// Runs the program on files, without a store, and reads its JSON.
pub fn json(arguments: &[&str]) -> Value {
    let output = waterline().args(arguments).arg("--json").output().expect("the program starts");
    read_json(&output, arguments)
}

fn read_json(output: &Output, arguments: &[&str]) -> Value {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?} ended with {}:\n{errors}", output.status);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{errors}"))
}

pub fn text(path: &Path) -> String {
    path.to_str().expect("a plain path").to_owned()
}

pub fn directory() -> TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

/// A public log, or `None` with a printed sentence where the logs are not on this machine.
pub fn public_log(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/logs").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("{name} is not on this machine: its figures are not checked here.");
    None
}

/// The log with incidents as plain text, header first.
pub fn incidents() -> Option<String> {
    let file = std::fs::File::open(public_log("servicenow-incidents.zip")?).expect("it opens");
    let mut archive = zip::ZipArchive::new(file).expect("a zip file");
    let mut text = String::new();
    let mut table = archive.by_index(0).expect("the table inside");
    std::io::Read::read_to_string(&mut table, &mut text).expect("UTF-8");
    drop(table);
    Some(text)
}

/// The six figures by which two copies of one log are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    pub journeys: u64,
    pub touches: u64,
    pub pairs: u64,
    pub transitions: u64,
    pub variants: u64,
    pub repeats: u64,
}

impl Figures {
    /// Out of what `waterline graph --json` prints.
    pub fn of(graph: &Value) -> Figures {
        let number = |key: &str| graph[key].as_u64().unwrap_or_else(|| panic!("{key} in {graph}"));
        let transitions = graph["transitions"].as_array().expect("transitions");
        Figures {
            journeys: number("journeys"),
            touches: number("touches"),
            pairs: transitions.len() as u64,
            transitions: transitions.iter().map(|transition| transition["count"].as_u64().expect("count")).sum(),
            variants: number("variants"),
            repeats: number("repeats"),
        }
    }
}
