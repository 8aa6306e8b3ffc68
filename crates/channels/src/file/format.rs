//! Which format a log is in: by its content first, by the ending of its name second.

use super::open::Input;
use super::{Format, ReadError, decode};

/// Tells the format of `input`.
///
/// # Errors
/// [`ReadError::NoLog`] for known formats that are no logs.
pub(super) fn detect(input: &Input) -> Result<Format, ReadError> {
    let head = input.head();
    if head.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if head.starts_with(b"SQLite format 3\0") {
        return Ok(Format::OcelSqlite);
    }
    let text = decode::decoded(head);
    let text = text.trim_start();
    let refused = |what: &str, mend: &str| {
        Err(ReadError::NoLog { file: input.name().to_owned(), missing: what.into(), mend: mend.into() })
    };
    if text.is_empty() {
        return refused("it is empty", "Look whether the export went through.");
    }
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return refused("it is an old spreadsheet or has a password", "Save it without one as .xlsx or CSV (UTF-8).");
    }
    if text.starts_with("%PDF") {
        return refused("it is a PDF document", "Export the table itself as CSV.");
    }
    let first_version =
        || refused("it is OCEL 1.0", "Save it as OCEL 2.0: most programs that read the one write the other.");
    if text.starts_with('<') {
        return match xml_root(text) {
            Some("log") if text.contains("<global scope=\"object\">") => first_version(),
            Some("log") if text.contains("<object-type") || text.contains("<event-type") => Ok(Format::OcelXml),
            Some("log") => Ok(Format::Xes),
            Some("ocel") => Ok(Format::OcelXml),
            _ => refused("it is XML, but neither XES nor OCEL", "Export the log as XES, OCEL or CSV."),
        };
    }
    let one_a_line = has_ending(input, &["jsonl", "ndjson"]);
    if text.starts_with('{') {
        if text.contains("\"ocel:events\":") {
            return first_version();
        }
        if !one_a_line && (is_object_centric(text) || has_ending(input, &["jsonocel"])) {
            return Ok(Format::OcelJson);
        }
    }
    let of_objects = text.strip_prefix('[').is_some_and(|list| list.trim_start().starts_with('{'));
    Ok(match () {
        () if one_a_line => Format::JsonLines,
        () if text.starts_with('{') || of_objects => Format::Json,
        () if has_ending(input, &["xes"]) => Format::Xes,
        () => Format::Table,
    })
}

/// Whether a JSON document is one of events and objects; those that tell types last do not tell them soon.
fn is_object_centric(text: &str) -> bool {
    let types = ["\"objectTypes\"", "\"eventTypes\"", "\"ocel:"].iter().any(|key| text.contains(key));
    let first = text.trim_start_matches(['{', ' ', '\t', '\r', '\n']);
    let lists = ["\"events\"", "\"objects\""].iter().any(|key| first.starts_with(key));
    types || lists && text.contains("\"relationships\"")
}

fn has_ending(input: &Input, endings: &[&str]) -> bool {
    let name = input.name().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    endings.iter().any(|ending| name.strip_suffix(ending).is_some_and(|stem| stem.ends_with('.')))
}

/// The name of the outermost element, past declarations and comments, without its namespace.
fn xml_root(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = &rest[rest.find('<')? + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->")? + 3..];
        } else if !rest.starts_with(['?', '!']) {
            let name = &rest[..rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(rest.len())];
            return Some(name.rsplit(':').next().unwrap_or(name));
        }
    }
}
