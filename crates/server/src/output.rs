//! Standard output: JSON and lines. A reader that hangs up early (`| head`) is no error.

use crate::failure::Failure;
use serde::Serialize;
use std::io::{ErrorKind, Write, stdout};

/// Prints a value as JSON, one document.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::Other(error.to_string()))?;
    line(&text)
}

/// Prints a line.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::Other(format!("standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// How many columns the terminal has; a hundred where there is none.
pub(crate) fn screen_width() -> usize {
    let columns = terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0));
    columns.clamp(60, 200)
}
