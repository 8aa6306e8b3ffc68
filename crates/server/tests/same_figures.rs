//! One log in many disguises shows the same figures.

mod common;

use common::{Figures, Place, directory, incidents, text};
use std::path::Path;

/// A fixed permutation, so that a failure can be seen again.
fn shuffle(lines: &mut [&str]) {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for last in (1..lines.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        lines.swap(last, (state % (last as u64 + 1)) as usize);
    }
}

fn write(directory: &Path, name: &str, header: &str, lines: &[&str]) -> String {
    let path = directory.join(name);
    let mut text = String::with_capacity(32 << 20);
    for line in std::iter::once(&header).chain(lines) {
        text.push_str(line);
        text.push('\n');
    }
    std::fs::write(&path, text).expect("written");
    common::text(&path)
}

fn check(title: &str, directory: &Path, files: &[String], duplicates: u64, rejected: u64, expected: Figures) {
    let place = Place::sqlite(&directory.join(title));
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let summary = place.json(&[&["import"], files.as_slice()].concat());
    let figures = Figures::of(&place.json(&["graph"]));
    println!("{title}: {figures:?}, {} duplicates, {} rejected", summary["duplicates"], summary["rejected"]);
    assert_eq!(figures, expected, "{title}");
    assert_eq!(
        (summary["duplicates"].as_u64(), summary["rejected"].as_u64()),
        (Some(duplicates), Some(rejected)),
        "{title}"
    );
}

#[test]
fn shuffled_doubled_split_recoded_or_with_broken_lines() {
    let Some(log) = incidents() else { return };
    let (header, body) = log.split_once('\n').expect("a header");
    let lines: Vec<&str> = body.lines().collect();
    let directory = directory();
    let at = directory.path();
    let plain = write(at, "plain.csv", header, &lines);
    let expected = Figures::of(&common::json(&["graph", &plain]));
    assert_eq!((expected.touches, expected.journeys), (141_712, 24_918));

    let mut mixed = lines.clone();
    shuffle(&mut mixed);
    check("shuffled", at, &[write(at, "shuffled.csv", header, &mixed)], 0, 0, expected);

    let twice = [lines.as_slice(), lines.as_slice()].concat();
    check("doubled", at, &[write(at, "doubled.csv", header, &twice)], 141_712, 0, expected);

    let part = |(number, lines): (usize, &[&str])| write(at, &format!("part{number}.csv"), header, lines);
    let parts: Vec<String> = lines.chunks(lines.len().div_ceil(10)).enumerate().map(part).collect();
    assert_eq!(parts.len(), 10);
    check("split", at, &parts, 0, 0, expected);

    // A Chinese word in a column that decides nothing makes the coding matter.
    let chinese: Vec<String> = lines.iter().map(|line| line.replace("Do Not Notify", "不要通知")).collect();
    let gbk: Vec<u8> = encoding_rs::GBK.encode(&format!("{header}\n{}\n", chinese.join("\n"))).0.into_owned();
    std::fs::write(at.join("gbk.csv"), gbk).expect("written");
    check("gbk", at, &[text(&at.join("gbk.csv"))], 0, 0, expected);

    let broken: Vec<&str> = lines.iter().enumerate().flat_map(|(number, line)| broken_before(number, line)).collect();
    let rejected = (broken.len() - lines.len()) as u64;
    check("broken", at, &[write(at, "broken.csv", header, &broken)], 0, rejected, expected);
    let list =
        std::fs::read_to_string(at.join("broken.csv.rejected.csv")).expect("the rejected rows lie beside the log");
    assert_eq!(list.lines().count() as u64, rejected + 1, "one line each, and a header");
    for reason in ["line", "reason", "mend"] {
        assert!(list.lines().next().is_some_and(|header| header.contains(reason)), "{reason}");
    }
}

/// One line in a hundred is preceded by one that no reader can use.
fn broken_before(number: usize, line: &str) -> Vec<&str> {
    match number % 300 {
        50 => vec!["0000045,New,true,0,0", line],
        150 => vec!["half a line without any column", line],
        250 => vec!["\u{0}\u{1}\u{2}", line],
        _ => vec![line],
    }
}
