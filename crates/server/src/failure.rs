//! What can go wrong in a command, for people, and the exit code scripts see.

use std::path::Path;

/// Exit codes; docs/reference/cli.md lists them.
pub(crate) mod exit {
    /// Something could not be done; the message says what to do.
    pub(crate) const FAILED: u8 = 1;
    /// The command line or a setting is wrong.
    pub(crate) const USAGE: u8 = 2;
    /// A proof or a check found something: dead ends, a damaged store.
    pub(crate) const FOUND: u8 = 3;
    /// Stopped by Ctrl-C; the same command goes on where it stopped.
    pub(crate) const INTERRUPTED: u8 = 130;
}

/// A command that did not succeed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{0}")]
    Usage(String),
    #[error("settings: {0}")]
    Setting(String),
    #[error("{path}: {reason}")]
    File { path: String, reason: String },
    #[error(transparent)]
    Read(#[from] channels::file::ReadError),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("{0}")]
    Other(String),
    #[error("stopped; the same command goes on where it stopped")]
    Interrupted,
    /// Already told in full; only the exit code is left to say.
    #[error("")]
    Found,
}

impl Failure {
    /// A wrong setting.
    pub(crate) fn setting(text: &str) -> Failure {
        Failure::Setting(text.trim_end().to_owned())
    }

    /// A file that could not be read.
    pub(crate) fn read(path: &Path, error: &std::io::Error) -> Failure {
        Failure::File { path: path.display().to_string(), reason: format!("cannot be read: {error}") }
    }

    /// A file that could not be written.
    pub(crate) fn write(path: &Path, error: &std::io::Error) -> Failure {
        Failure::File { path: path.display().to_string(), reason: format!("cannot be written: {error}") }
    }

    /// A temporary file that could not be written or read.
    pub(crate) fn temporary(error: &std::io::Error) -> Failure {
        Failure::Other(format!("temporary files: {error}; is the disk full?"))
    }

    /// What scripts see.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Failure::Usage(_) | Failure::Setting(_) => exit::USAGE,
            Failure::Found => exit::FOUND,
            Failure::Interrupted => exit::INTERRUPTED,
            Failure::File { .. } | Failure::Read(_) | Failure::Store(_) | Failure::Other(_) => exit::FAILED,
        }
    }
}
