//! `waterline language`: what texts say, and learning it from a company's own rows.

pub(crate) mod endpoint;
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

use self::endpoint::Endpoint;
use crate::asked::{Asked, now};
use crate::cli::{Texts, WrittenBy};
use crate::failure::Failure;
use crate::output;
use crate::setting::zone;
use desk::time::Time;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use language::answer::{Answer, Writer, read_of};
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
        Texts::Read { file, at, zone, model, writer } => {
            let moment = moment(asked, at, zone.as_deref())?;
            let model = model.as_deref().map(load).transpose()?;
            let writer = if *writer == WrittenBy::Company { Writer::Company } else { Writer::Customer };
            let endpoint = if writer == Writer::Customer { Endpoint::of(asked)? } else { None };
            let model = model.as_ref().unwrap_or_else(|| shipped());
            read_lines(file.as_deref(), (&moment, model, writer), endpoint.as_ref()).await
        }
        Texts::Log => {
            let ((_, store), house) = (asked.open().await?, house::House::open(asked)?);
            let (_, applied) = zone::settle(asked, &store.database).await?;
            job::all(&applied, &store, &house.kept()).await
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

/// Lines whose hard cases are put to an endpoint side by side.
const TOGETHER: usize = 64;

/// Reads one text a line and prints one object a line, in order.
async fn read_lines(
    file: Option<&Path>,
    (moment, model, writer): (&Moment, &Model, Writer),
    endpoint: Option<&Endpoint>,
) -> Result<(), Failure> {
    let mut input: Box<dyn BufRead> = match file {
        Some(path) if path != Path::new("-") => {
            Box::new(BufReader::new(std::fs::File::open(path).map_err(|error| Failure::read(path, &error))?))
        }
        _ => Box::new(BufReader::new(stdin())),
    };
    let mut out = std::io::BufWriter::new(stdout());
    let (mut line, mut reader) = (Vec::new(), Reader::default());
    let (mut texts, mut answers): (Vec<String>, Vec<Answer>) = (Vec::new(), Vec::new());
    loop {
        let more = next_line(&mut input, &mut line)?;
        if more {
            let text = String::from_utf8_lossy(&line);
            let text = text.trim_end_matches(['\n', '\r']);
            answers.push(read_of(writer, text, moment, model, &mut reader));
            if endpoint.is_some() {
                texts.push(text.to_owned());
            }
        }
        // Without an endpoint nothing waits for others.
        if !more || endpoint.is_none() || answers.len() == TOGETHER {
            if let Some(endpoint) = endpoint {
                endpoint.fill(&texts, &mut answers).await;
            }
            texts.clear();
            if !print(&mut out, &mut answers)? {
                return Ok(());
            }
        }
        if !more {
            break;
        }
    }
    match out.flush() {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Other(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Reads the next line, of which no more than [`LONGEST`] is kept; false at the end.
fn next_line(input: &mut Box<dyn BufRead>, line: &mut Vec<u8>) -> Result<bool, Failure> {
    line.clear();
    let taken = input.take(LONGEST).read_until(b'\n', line);
    let taken = taken.map_err(|error| Failure::Other(format!("the texts cannot be read: {error}")))?;
    if taken as u64 == LONGEST && line.last() != Some(&b'\n') {
        // The rest of the line belongs to it.
        skip_line(input)?;
    }
    Ok(taken > 0)
}

/// Prints answers and forgets them; false when nobody reads on.
fn print(out: &mut impl Write, answers: &mut Vec<Answer>) -> Result<bool, Failure> {
    for answer in answers.drain(..) {
        let json = serde_json::to_string(&answer).map_err(|error| Failure::Other(error.to_string()))?;
        match writeln!(out, "{json}") {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(false),
            Err(error) => return Err(Failure::Other(format!("standard output: {error}"))),
            Ok(()) => {}
        }
    }
    Ok(true)
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
