//! The public sets, as examples, and how each is split. None of them is in this repository.
#![allow(dead_code)] // A test reads two of them, the score all.

use language::codebook::{self, Entry};
use language::heads::Dice;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// One example of a set.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// The message, and what was said before it.
    pub(crate) parts: Vec<String>,
    /// What it is.
    pub(crate) label: String,
    /// How much it counts.
    pub(crate) weight: f32,
    /// Examples that must not be torn apart: one conversation.
    pub(crate) group: u64,
}

/// A public set and what plain linear baselines reach on it, a little more than which is to be beaten.
pub(crate) struct Set {
    pub(crate) name: &'static str,
    pub(crate) beat: (&'static str, &'static str),
    read: fn() -> Option<Read>,
}

/// What a set holds.
pub(crate) enum Read {
    /// It comes split into what to learn and what to test.
    Split(Vec<Example>, Vec<Example>),
    /// It does not.
    Whole(Vec<Example>),
}

/// Parts of a set without a split; each is held back once.
const PARTS: usize = 5;

impl Set {
    /// What to learn and what to test: the split the set comes with, or four fifths and one, five times, so that every
    /// example is tested once and no luck of a split shows; `seed` says which.
    pub(crate) fn splits(&self, seed: u64) -> Option<Vec<(Vec<Example>, Vec<Example>)>> {
        match (self.read)()? {
            Read::Split(learn, test) => Some(vec![(learn, test)]),
            Read::Whole(mut all) => {
                Dice::new(seed).shuffle(&mut all);
                let part = |turn: usize| {
                    let each = all.iter().enumerate();
                    let (test, learn): (Vec<_>, Vec<_>) = each.partition(|(at, _)| at % PARTS == turn);
                    let own = |of: Vec<(usize, &Example)>| of.into_iter().map(|(_, example)| example.clone()).collect();
                    (own(learn), own(test))
                };
                Some((0..PARTS).map(part).collect())
            }
        }
    }
}

/// All sets.
pub(crate) fn sets() -> [Set; 6] {
    [
        Set { name: "hotel reviews (ChnSentiCorp)", beat: (".91", ".895"), read: || hotel().map(Read::Whole) },
        Set { name: "food delivery reviews (waimai)", beat: (".90", ".886"), read: || food().map(Read::Whole) },
        Set { name: "airline negative reason", beat: (".65", ".54"), read: || airline().map(Read::Whole) },
        Set { name: "Banking77", beat: (".92", ".92"), read: || Some(Read::Split(bank("train")?, bank("test")?)) },
        Set {
            name: "EWECT usual (its test part to learn, its eval part to test)",
            beat: (".71", ".67"),
            read: || Some(Read::Split(posts("usual_test_labeled")?, posts("usual_eval_labeled")?)),
        },
        Set {
            name: "JDDC satisfaction (its valid part to learn, its test part to test)",
            beat: (".64", ".62"),
            read: || Some(Read::Split(dialogues("valid")?, dialogues("test")?)),
        },
    ]
}

/// The codebook in a folder, its files in the order of their names, the younger ones (from number 40 on) last.
pub(crate) fn codebook(folder: &Path) -> Result<Vec<Entry>, Box<dyn Error>> {
    let (mut entries, younger) = codebook_by_age(folder)?;
    entries.extend(younger);
    Ok(entries)
}

/// The files from which a third was held out from the beginning, and those written later, of which nothing is: so the third
/// stays the same, whatever is added.
pub(crate) fn codebook_by_age(folder: &Path) -> Result<(Vec<Entry>, Vec<Entry>), Box<dyn Error>> {
    Ok((files(folder, false)?, files(folder, true)?))
}

fn files(folder: &Path, younger: bool) -> Result<Vec<Entry>, Box<dyn Error>> {
    let mut files: Vec<_> = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    files.sort_by_key(fs::DirEntry::file_name);
    let young =
        |name: &str| name.split(['-', '.']).nth(1).and_then(|number| number.parse().ok()).is_some_and(|n: u32| n >= 40);
    files.retain(|file| young(&file.file_name().to_string_lossy()) == younger);
    let mut entries = Vec::new();
    for file in files {
        let name = file.file_name().to_string_lossy().into_owned();
        entries.extend(codebook::read(&name, &fs::read_to_string(file.path())?)?);
    }
    Ok(entries)
}

/// Where the public sets lie, or `TEXTS` says.
pub(crate) fn folder() -> PathBuf {
    std::env::var_os("TEXTS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/text"), PathBuf::from)
}

fn read(name: &str) -> Option<String> {
    fs::read_to_string(folder().join(name)).ok()
}

fn example(text: &str, label: &str, group: usize) -> Example {
    Example { parts: vec![text.to_owned()], label: label.to_owned(), weight: 1.0, group: group as u64 }
}

/// The records of a CSV file, by columns.
fn table(name: &str, wanted: &[&str]) -> Option<Vec<Vec<String>>> {
    let text = read(name)?;
    let mut reader = csv_core::Reader::new();
    let (mut rows, mut field, mut record) = (Vec::<Vec<String>>::new(), vec![0u8; 1 << 20], Vec::new());
    let mut input = text.trim_start_matches('\u{feff}').as_bytes();
    loop {
        let (result, used, written) = reader.read_field(input, &mut field);
        input = &input[used..];
        match result {
            csv_core::ReadFieldResult::Field { record_end } => {
                record.push(String::from_utf8_lossy(&field[..written]).into_owned());
                if record_end {
                    rows.push(std::mem::take(&mut record));
                }
            }
            csv_core::ReadFieldResult::InputEmpty => {}
            csv_core::ReadFieldResult::OutputFull => return None,
            csv_core::ReadFieldResult::End => break,
        }
    }
    let head = rows.first()?.clone();
    let at: Vec<usize> = wanted.iter().filter_map(|name| head.iter().position(|column| column == name)).collect();
    Some(
        rows[1..]
            .iter()
            .filter(|row| row.len() == head.len())
            .map(|row| at.iter().map(|&at| row[at].clone()).collect())
            .collect(),
    )
}

pub(crate) fn hotel() -> Option<Vec<Example>> {
    let rows = table("ChnSentiCorp_htl_all.csv", &["review", "label"])?;
    Some(rows.iter().enumerate().map(|(at, row)| example(&row[0], &row[1], at)).collect())
}

pub(crate) fn food() -> Option<Vec<Example>> {
    let rows = table("waimai/waimai_10k.csv", &["review", "label"])?;
    Some(rows.iter().enumerate().map(|(at, row)| example(&row[0], &row[1], at)).collect())
}

pub(crate) fn airline() -> Option<Vec<Example>> {
    let rows = table("airline-tweets.csv", &["text", "negativereason", "negativereason_confidence"])?;
    let mut found = Vec::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| !row[1].is_empty()) {
        let mut example = example(&row[0], &row[1], at);
        example.weight = row[2].parse().unwrap_or(1.0);
        found.push(example);
    }
    Some(found)
}

pub(crate) fn bank(name: &str) -> Option<Vec<Example>> {
    let rows = table(&format!("banking77/{name}.csv"), &["text", "category"])?;
    Some(rows.iter().enumerate().map(|(at, row)| example(&row[0], &row[1], at)).collect())
}

pub(crate) fn posts(name: &str) -> Option<Vec<Example>> {
    let posts: Vec<serde_json::Value> = serde_json::from_str(&read(&format!("ewect/{name}.txt"))?).ok()?;
    let text = |post: &serde_json::Value, key: &str| post[key].as_str().unwrap_or_default().to_owned();
    Some(posts.iter().enumerate().map(|(at, post)| example(&text(post, "content"), &text(post, "label"), at)).collect())
}

/// Each turn of a service dialogue with how satisfied the customer was: the turn, what the company said before it, and
/// what the customer said earlier.
pub(crate) fn dialogues(name: &str) -> Option<Vec<Example>> {
    let text = read(&format!("jddc-satisfaction/{name}_jddc.txt"))?;
    let mut found: Vec<Example> = Vec::new();
    let mut group = 0;
    let mut last = usize::MAX;
    for line in text.lines() {
        let mut columns = line.split('\t');
        let (Some(turns), Some(_), Some(label)) = (columns.next(), columns.next(), columns.next()) else { continue };
        let turns = python_list(turns);
        if turns.len() < last || (turns.len() == 4) {
            group += 1;
        }
        last = turns.len();
        let said: Vec<(&str, &str)> = turns.iter().map(|turn| turn.split_once("|||").unwrap_or((turn, ""))).collect();
        let Some((&(now, _), before)) = said.split_last() else { continue };
        let company = before.iter().rev().map(|turn| turn.1).find(|said| !said.is_empty()).unwrap_or_default();
        let earlier: Vec<&str> = before.iter().map(|turn| turn.0).collect();
        let parts = vec![now.to_owned(), company.to_owned(), earlier.join("\n")];
        found.push(Example { parts, label: label.to_owned(), weight: 1.0, group });
    }
    Some(found)
}

/// The strings of a list as Python prints it.
fn python_list(text: &str) -> Vec<String> {
    let (mut found, mut item, mut quote, mut chars) = (Vec::new(), String::new(), None, text.chars());
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (None, _) => {}
            (Some(_), '\\') => item.push(match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some(other) => other,
                None => '\\',
            }),
            (Some(mark), c) if c == mark => {
                found.push(std::mem::take(&mut item));
                quote = None;
            }
            (Some(_), c) => item.push(c),
        }
    }
    found
}
