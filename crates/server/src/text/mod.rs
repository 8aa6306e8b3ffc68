//! `waterline language`: what texts say, and learning it from a company's own rows.

pub(crate) mod hear;
pub(crate) mod house;
pub(crate) mod http;
pub(crate) mod job;
pub(crate) mod label;
pub(crate) mod labels;
pub(crate) mod learn;
pub(crate) mod said;
pub(crate) mod shown;
#[cfg(test)]
mod tests;
pub(crate) mod voice;

use crate::asked::{Asked, now};
use crate::cli::Texts;
use crate::failure::Failure;
use crate::output;
use desk::time::Time;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use language::answer::read;
use language::cause::shipped;
use language::codebook;
use language::heads::{Model, Reader, train};
use language::time::Calendar;
use language::time::Moment;
use std::io::{BufRead, BufReader, Read, Write, stdin, stdout};
use std::path::{Path, PathBuf};

/// `waterline language`.
pub(crate) async fn answer(asked: &Asked, question: &Texts) -> Result<(), Failure> {
    match question {
        Texts::Read { file, at, zone, model } => {
            let moment = moment(asked, at, zone.as_deref())?;
            let model = model.as_deref().map(load).transpose()?;
            read_lines(file.as_deref(), &moment, model.as_ref().unwrap_or_else(|| shipped()))
        }
        Texts::Log => {
            let (store, house) = (asked.open().await?, house::House::open(asked)?);
            job::all(asked, &store, &house.kept()).await
        }
        Texts::Train { labels: true, .. } => learn::from_store(asked).await,
        Texts::Train { rows, out, no_codebook, .. } => from_rows(asked, rows, out, *no_codebook),
    }
}

/// The moment from which promises count: now, where nothing is said, in the zone of the settings.
pub(crate) fn moment(asked: &Asked, at: &Option<String>, zone: Option<&str>) -> Result<Moment, Failure> {
    let zone = zone.unwrap_or(&asked.settings.reading.time_zone);
    let known = TimeZone::get(zone)
        .map_err(|_| Failure::Usage(format!("{zone:?} is no time zone; write one like Asia/Shanghai or UTC")))?;
    let at = match at {
        Some(text) => told(text, &known)?,
        None => stamp(now())?,
    };
    // Chinese public holidays hold where Chinese clocks do.
    let chinese = ["Asia/Shanghai", "Asia/Chongqing", "Asia/Urumqi", "PRC"].contains(&zone);
    let calendar = if chinese { Calendar::china() } else { Calendar::plain() };
    Ok(Moment { at, zone: known, calendar })
}

fn stamp(time: Time) -> Result<Timestamp, Failure> {
    Timestamp::from_microsecond(time.0).map_err(|error| Failure::Usage(error.to_string()))
}

/// A time as people write it: with an offset, or by the clock of the zone.
fn told(text: &str, zone: &TimeZone) -> Result<Timestamp, Failure> {
    if let Ok(at) = text.parse() {
        return Ok(at);
    }
    let civil = text.parse::<jiff::civil::DateTime>().ok();
    let civil = civil.or_else(|| Some(text.parse::<jiff::civil::Date>().ok()?.at(0, 0, 0, 0)));
    let at = civil.and_then(|civil| zone.to_timestamp(civil).ok());
    at.ok_or_else(|| {
        Failure::Usage(format!("{text:?} is not a time; write 2026-03-04T10:00:00+08:00 or 2026-03-04T10:00"))
    })
}

/// A trained model from a file.
fn load(path: &Path) -> Result<Model, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::read(path, &error))?;
    Model::from_bytes(&bytes).map_err(|error| Failure::Other(format!("{}: {error}", path.display())))
}

/// Longest line read as one text; the rest of a longer one is not looked at.
const LONGEST: u64 = 1 << 20;

/// Reads one text a line and prints one object a line, in order.
fn read_lines(file: Option<&Path>, moment: &Moment, model: &Model) -> Result<(), Failure> {
    let mut input: Box<dyn BufRead> = match file {
        Some(path) if path != Path::new("-") => {
            Box::new(BufReader::new(std::fs::File::open(path).map_err(|error| Failure::read(path, &error))?))
        }
        _ => Box::new(BufReader::new(stdin().lock())),
    };
    let mut out = std::io::BufWriter::new(stdout().lock());
    let (mut line, mut reader) = (Vec::new(), Reader::default());
    loop {
        line.clear();
        let taken = (&mut input).take(LONGEST).read_until(b'\n', &mut line);
        let taken = taken.map_err(|error| Failure::Other(format!("the texts cannot be read: {error}")))?;
        if taken == 0 {
            break;
        }
        if taken as u64 == LONGEST && line.last() != Some(&b'\n') {
            // The rest of the line belongs to it.
            skip_line(&mut input)?;
        }
        let text = String::from_utf8_lossy(&line);
        let answer = read(text.trim_end_matches(['\n', '\r']), moment, model, &mut reader);
        let json = serde_json::to_string(&answer).map_err(|error| Failure::Other(error.to_string()))?;
        match writeln!(out, "{json}") {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(()),
            Err(error) => return Err(Failure::Other(format!("standard output: {error}"))),
            Ok(()) => {}
        }
    }
    match out.flush() {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Other(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}

fn skip_line(input: &mut impl BufRead) -> Result<(), Failure> {
    loop {
        let buffer = input.fill_buf().map_err(|error| Failure::Other(format!("the texts cannot be read: {error}")))?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|&byte| byte == b'\n');
        let taken = end.map_or(buffer.len(), |end| end + 1);
        input.consume(taken);
        if end.is_some() {
            return Ok(());
        }
    }
}

/// Learns from rows in the form of the codebook, beside the codebook itself unless that is left out.
fn from_rows(asked: &Asked, rows: &[PathBuf], out: &Path, alone: bool) -> Result<(), Failure> {
    let mut entries = Vec::new();
    for path in rows {
        let text = std::fs::read_to_string(path).map_err(|error| Failure::read(path, &error))?;
        let read = codebook::read(&path.display().to_string(), &text);
        entries.extend(read.map_err(|error| Failure::Usage(error.to_string()))?);
    }
    let own = entries.len();
    if !alone {
        entries.extend(codebook::shipped().map_err(|error| Failure::Other(error.to_string()))?);
    }
    let model = train(&codebook::rows(&entries), &codebook::settings());
    let model = model.map_err(|error| Failure::Usage(error.to_string()))?.with_note(&codebook::origin(&entries));
    std::fs::write(out, model.to_bytes()).map_err(|error| Failure::write(out, &error))?;
    let texts = asked.language().texts();
    let path = out.display().to_string();
    output::line(&texts.say("language-trained", crate::locale::args!(rows = own as u64, path = path)))
}
