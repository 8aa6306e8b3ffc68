//! Promises in replies of our own making, labelled before the rules were written (`fixtures/promise-*.tsv`). Every third
//! sentence was held out: no rule was written or changed because of it, and failures among them are not printed.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use language::promise::promises;
use language::time::{Calendar, Moment};
use language::{Normal, promise::Promise};

struct Case<'f> {
    label: &'f str,
    due: &'f str,
    text: &'f str,
    held_out: bool,
}

fn cases(fixture: &str) -> Vec<Case<'_>> {
    let lines = fixture.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .enumerate()
        .map(|(at, line)| {
            let mut fields = line.split('\t');
            let mut field = || fields.next().expect("three fields");
            Case { label: field(), due: field(), text: field(), held_out: at % 3 == 0 }
        })
        .collect()
}

#[derive(Default)]
struct Score {
    hits: usize,
    misses: usize,
    false_alarms: usize,
    traps: usize,
    due_right: usize,
    due: usize,
    condition_right: usize,
}

impl Score {
    fn precision(&self) -> f64 {
        self.hits as f64 / (self.hits + self.false_alarms).max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.hits as f64 / (self.hits + self.misses).max(1) as f64
    }
}

fn due(case: &Case<'_>, zone: &TimeZone) -> Option<jiff::Timestamp> {
    let year = if case.due.len() > 11 { "" } else { "2026-" };
    let local: Option<DateTime> =
        (case.due != "-").then(|| format!("{year}{}", case.due).parse().expect("a date and time"));
    local.map(|local| local.to_zoned(zone.clone()).expect("a moment").timestamp())
}

fn add(score: &mut Score, case: &Case<'_>, found: &[Promise], zone: &TimeZone) {
    let show = |why: &str| {
        if !case.held_out {
            println!("  {why}: {} {} {} -> {found:?}", case.label, case.due, case.text);
        }
    };
    let promised = case.label != "no";
    match (promised, found.is_empty()) {
        (true, false) => score.hits += 1,
        (true, true) => {
            score.misses += 1;
            show("missed");
        }
        (false, false) => {
            score.false_alarms += 1;
            show("false alarm");
        }
        (false, true) => {}
    }
    score.traps += usize::from(!promised);
    if promised && !found.is_empty() {
        score.due += 1;
        let expected = due(case, zone);
        let kind = case.label.split('+').next();
        let same = |promise: &Promise| promise.due == expected && promise.vague == (kind == Some("vague"));
        let right = found.iter().any(same);
        score.due_right += usize::from(right);
        score.condition_right +=
            usize::from(found.iter().any(|promise| promise.conditional) == case.label.ends_with("+if"));
        if !right {
            show("due");
        } else if found.iter().any(|promise| promise.conditional) != case.label.ends_with("+if") {
            show("condition");
        }
    }
}

fn check(fixture: &str, zone: &str, calendar: Calendar) {
    let zone = TimeZone::get(zone).expect("a time zone");
    let said: DateTime = "2026-03-04T10:00".parse().expect("a moment");
    let at = said.to_zoned(zone.clone()).expect("a moment").timestamp();
    let moment = Moment { at, zone: zone.clone(), calendar };
    let (mut open, mut held_out) = (Score::default(), Score::default());
    for case in cases(fixture) {
        let found = promises(&Normal::of(case.text), &moment);
        add(if case.held_out { &mut held_out } else { &mut open }, &case, &found, &zone);
    }
    for (name, score) in [("open", &open), ("held out", &held_out)] {
        println!(
            "{name:8} {} promises, {} traps: precision {:.3}, recall {:.3}; due right {} of {}, condition right {}",
            score.hits + score.misses,
            score.traps,
            score.precision(),
            score.recall(),
            score.due_right,
            score.due,
            score.condition_right
        );
    }
    for score in [open, held_out] {
        assert!(
            score.precision() >= 0.95 && score.recall() >= 0.95,
            "precision {} recall {}",
            score.precision(),
            score.recall()
        );
        assert!(
            score.due_right * 100 >= score.due * 95,
            "only {} of {} due times are right",
            score.due_right,
            score.due
        );
    }
}

#[test]
fn promises_in_chinese_are_found_and_traps_are_not() {
    check(include_str!("../fixtures/promise-zh.tsv"), "Asia/Shanghai", Calendar::china());
}

#[test]
fn promises_in_english_are_found_and_traps_are_not() {
    check(include_str!("../fixtures/promise-en.tsv"), "America/New_York", Calendar::plain());
}
