//! Labelled sentences of customers: the rows the shipped model learns from, and the form of a company's own.
//!
//! UTF-8, tab-separated, with a header line `text causes source anger disappointment worry joy direction`.

use crate::Normal;
use crate::cause::{Cause, Source, Trigger};
use crate::cue::cues;
use crate::emotion::Direction;
use crate::heads::{Kind, Loss, Row, Settings, Task, Voice, fingerprint};
use thiserror::Error;

/// The first line of a codebook.
pub const HEADER: &str = "text\tcauses\tsource\tanger\tdisappointment\tworry\tjoy\tdirection";

/// The names of the shipped model's heads.
pub(crate) const HEADS: [&str; 7] = ["cause", "source", "content", "anger", "mood", "direction", "trigger"];

/// How much the parts that [`parts`] gives count.
pub const PARTS: [f32; 3] = [1.0, 0.3, 0.4];

/// A labelled message or sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What the customer said.
    pub text: String,
    /// What caused the dissatisfaction; empty: none.
    pub causes: Vec<Cause>,
    /// Who is at the source of it.
    pub source: Option<Source>,
    /// How angry, 0 to 4.
    pub anger: u8,
    /// Whether it tells of disappointment, of worry, of joy.
    pub moods: [bool; 3],
    /// At whom it is directed.
    pub direction: Direction,
}

/// Why a codebook cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CodebookError {
    /// Another first line.
    #[error("{file} does not begin with the header; its first line must be \"{HEADER}\"")]
    Header {
        /// The file.
        file: String,
    },
    /// A line with too many or too few columns.
    #[error("{file}, line {line}: there are {columns} columns and not 8; separate them with single tabs")]
    Columns {
        /// The file.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// How many there are.
        columns: usize,
    },
    /// A label nobody knows.
    #[error("{file}, line {line}: \"{word}\" is no {what}; docs/reference/language.md names them")]
    Label {
        /// The file.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// What stands there.
        word: String,
        /// What it should be.
        what: &'static str,
    },
}

/// Reads a codebook; `file` is its name for errors.
///
/// ```
/// let text = "text\tcauses\tsource\tanger\tdisappointment\tworry\tjoy\tdirection\n\
///             Still no refund!\tsystem.slow\tprocess\t2\t0\t0\t0\tcompany\n";
/// let entries = language::codebook::read("own.tsv", text).unwrap();
/// assert_eq!(entries[0].causes[0].name(), "system.slow");
/// ```
pub fn read(file: &str, text: &str) -> Result<Vec<Entry>, CodebookError> {
    let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    if lines.next().is_none_or(|(_, header)| header.trim_end() != HEADER) {
        return Err(CodebookError::Header { file: file.to_owned() });
    }
    let filled = lines.filter(|(_, line)| !line.trim().is_empty());
    filled.map(|(at, line)| entry(file, at + 1, line.trim_end_matches('\r'))).collect()
}

fn entry(file: &str, line: usize, row: &str) -> Result<Entry, CodebookError> {
    let columns: Vec<&str> = row.split('\t').collect();
    let &[text, causes, source, anger, disappointment, worry, joy, direction] = columns.as_slice() else {
        return Err(CodebookError::Columns { file: file.to_owned(), line, columns: columns.len() });
    };
    let wrong = |word: &str, what| CodebookError::Label { file: file.to_owned(), line, word: word.to_owned(), what };
    let flag = |word: &str| match word.trim() {
        "0" | "" => Ok(false),
        "1" => Ok(true),
        _ => Err(wrong(word, "0 or 1")),
    };
    let causes = causes.split(',').map(str::trim).filter(|word| !word.is_empty());
    let causes = causes.map(|word| Cause::of(word).ok_or_else(|| wrong(word, "cause"))).collect::<Result<_, _>>()?;
    let source = match source.trim() {
        "" => None,
        word => Some(Source::of(word).ok_or_else(|| wrong(word, "source"))?),
    };
    let level = anger.trim().parse::<u8>().ok().filter(|&level| level <= 4);
    Ok(Entry {
        text: text.trim().to_owned(),
        causes,
        source,
        anger: level.ok_or_else(|| wrong(anger, "level of anger from 0 to 4"))?,
        moods: [flag(disappointment)?, flag(worry)?, flag(joy)?],
        direction: Direction::of(direction.trim()).ok_or_else(|| wrong(direction, "direction"))?,
    })
}

/// The files of the codebook of this repository, carried along so that a company's own rows can be learned beside it.
macro_rules! files {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("../codebook/", $name, ".tsv")))),*]
    };
}

const SHIPPED: [(&str, &str); 63] = files!(
    "en-01" "en-02" "en-03" "en-04" "en-05" "en-06" "en-07" "en-08" "en-09" "en-10"
    "en-11" "en-12" "en-13" "en-14" "en-21" "en-22" "en-23" "en-24" "en-25" "en-26"
    "en-27" "en-28" "en-29" "en-30" "en-31" "zh-01" "zh-02" "zh-03" "zh-04" "zh-05"
    "zh-06" "zh-07" "zh-08" "zh-09" "zh-10" "zh-11" "zh-12" "zh-13" "zh-14" "zh-15"
    "zh-16" "zh-17" "zh-18" "zh-19" "zh-20" "zh-21" "zh-22" "zh-23" "zh-24" "zh-25"
    "zh-26" "zh-27" "zh-28" "zh-29" "zh-30" "zh-31" "zh-32" "en-40" "en-41" "en-42"
    "zh-40" "zh-41" "zh-42"
);

/// The codebook of this repository.
///
/// # Errors
/// Where a row of it is wrong; a test sees to it that none is.
pub fn shipped() -> Result<Vec<Entry>, CodebookError> {
    let mut entries = Vec::new();
    for (name, text) in SHIPPED {
        entries.extend(read(name, text)?);
    }
    Ok(entries)
}

/// What the heads of the shipped model learn, and how.
pub fn settings() -> Settings {
    let task = |name: &str, kind, labels: &[&str]| Task {
        name: name.to_owned(),
        kind,
        labels: labels.iter().map(|&label| label.to_owned()).collect(),
    };
    let [cause, source, content, anger, mood, direction, trigger] = HEADS;
    let mut settings = Settings::new(vec![
        task(cause, Kind::Many, &Cause::ALL.map(Cause::name)),
        task(source, Kind::Many, &Source::ALL.map(Source::name)),
        task(content, Kind::One, &["content", "dissatisfied"]),
        task(anger, Kind::One, &["0", "1", "2", "3", "4"]),
        task(mood, Kind::Many, &["disappointment", "worry", "joy"]),
        task(direction, Kind::One, &Direction::ALL.map(Direction::name)),
        task(trigger, Kind::Many, &["value", "system", "employee"]),
    ]);
    settings.parts = PARTS.to_vec();
    settings.reach.han = 2;
    settings.share = 0.05;
    settings.even = 0.7;
    let logistic = |cost, ratios| Voice { loss: Loss::Logistic, cost, ratios };
    settings.voices = vec![logistic(2.0, 0.7), logistic(2.0, 0.0), Voice { loss: Loss::Hinge, cost: 0.2, ratios: 0.3 }];
    settings
}

/// Labelled rows for [`crate::heads::train`] with [`settings`].
pub fn rows(entries: &[Entry]) -> Vec<Row> {
    let row = |(at, entry): (usize, &Entry)| {
        let numbers = |flags: &mut dyn Iterator<Item = bool>| -> Option<Vec<u16>> {
            Some(flags.enumerate().filter(|(_, is)| *is).map(|(at, _)| at as u16).collect())
        };
        let triggers = [Trigger::Value, Trigger::System, Trigger::Employee];
        let place = Direction::ALL.iter().position(|&direction| direction == entry.direction);
        Row {
            parts: parts(&Normal::of(&entry.text)),
            answers: vec![
                numbers(&mut Cause::ALL.iter().map(|cause| entry.causes.contains(cause))),
                numbers(&mut Source::ALL.iter().map(|&source| entry.source == Some(source))),
                Some(vec![u16::from(!entry.causes.is_empty())]),
                Some(vec![u16::from(entry.anger)]),
                numbers(&mut entry.moods.iter().copied()),
                place.map(|place| vec![place as u16]),
                numbers(
                    &mut triggers
                        .map(|trigger| entry.causes.iter().any(|cause| cause.trigger() == trigger))
                        .into_iter(),
                ),
            ],
            weight: 1.0,
            group: at as u64,
        }
    };
    entries.iter().enumerate().map(row).collect()
}

/// What the heads read of a text: its words, whether it shouts, which folding hides, and what its words are about.
pub fn parts(normal: &Normal<'_>) -> Vec<String> {
    let mut about = String::new();
    cues(normal.text(), &mut about);
    vec![normal.text().to_owned(), loudness(normal.original()).to_owned(), about]
}

/// How loud a text is, in a word.
pub(crate) fn loudness(original: &str) -> &'static str {
    let letters = original.bytes().filter(u8::is_ascii_alphabetic).take(4096);
    let (mut upper, mut all) = (0u32, 0u32);
    for letter in letters {
        all += 1;
        upper += u32::from(letter.is_ascii_uppercase());
    }
    match (all, upper * 10) {
        (8.., tenths) if tenths >= all * 6 => "shouting",
        (8.., tenths) if tenths >= all * 3 => "loud",
        _ => "",
    }
}

/// A fingerprint of labelled sentences: kept in the model that learned them.
pub fn origin(entries: &[Entry]) -> String {
    let mut bytes = Vec::new();
    for entry in entries {
        bytes.extend_from_slice(format!("{entry:?}\n").as_bytes());
    }
    format!("codebook {:016x}, {} rows", fingerprint(&bytes), entries.len())
}
