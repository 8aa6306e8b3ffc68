//! Our grammar of dates and times beside the public test cases of Recognizers-Text (MIT), which are not in this repository.

use jiff::civil::{Date, DateTime, Time};
use language::Normal;
use language::script::Language;
use language::time::{self, Kind, Value};
use serde_json::Value as Json;
use std::path::PathBuf;

const KINDS: [(&str, Kind); 7] = [
    ("Date", Kind::Date),
    ("Time", Kind::Time),
    ("DateTime", Kind::DateTime),
    ("Duration", Kind::Duration),
    ("DatePeriod", Kind::DatePeriod),
    ("TimePeriod", Kind::TimePeriod),
    ("DateTimePeriod", Kind::DateTimePeriod),
];

fn folder() -> PathBuf {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/text");
    std::env::var_os("TEXTS").map_or_else(beside, PathBuf::from).join("datetime-specs/Specs/DateTime")
}

/// Why a case is no matter of promises; docs/reference/dates.md tells the same.
fn left_out(words: &str) -> Option<&'static str> {
    let words = words.to_lowercase();
    let ends = ["0s", "0's", "seventies", "noughties", "two thousands", "tens"];
    if ends.iter().any(|end| words.ends_with(end)) {
        return Some("decades and centuries");
    }
    let kinds: [(&str, &[&str]); 7] = [
        ("days of the lunar calendar", &["农历", "正月", "初一", "大年"]),
        ("years of emperors", &["神龙", "康熙", "雍正", "民国"]),
        ("decades and centuries", &["年代", "世纪", "century", "decade"]),
        ("seasons", &["夏天", "summer", "spring", "winter", "autumn"]),
        ("years before 1900", &["789年", "year 247", "two hundred and sixty seven", "one thousand seven hundred"]),
        ("what has no end", &["more than 2 weeks", "more than 2 days"]),
        ("what lies behind", &["year to date"]),
    ];
    let contains = |parts: &&[&str]| parts.iter().any(|part| words.contains(part));
    kinds.iter().find(|(_, parts)| contains(parts)).map(|(why, _)| *why)
}

/// Without the little words before it, which say nothing about time: the cases have them or not ("on friday next week",
/// but "15 at 8:00").
fn bare(words: &str) -> String {
    let mut words = words.trim();
    while let Some(rest) = ["on ", "the ", "in ", "at ", "for "].iter().find_map(|word| words.strip_prefix(word)) {
        words = rest;
    }
    words.to_owned()
}

fn times(json: &Json) -> Vec<String> {
    json.as_object()
        .map(|fields| fields.values().filter_map(Json::as_str).map(str::to_owned).collect())
        .unwrap_or_default()
}

/// Whether a value is what the case says it is, in the future.
fn same(value: &Value, said: &[String]) -> bool {
    let date = |at: usize| said.get(at).and_then(|text| text.parse::<Date>().ok());
    let moment = |at: usize| said.get(at).and_then(|text| text.replace(' ', "T").parse::<DateTime>().ok());
    let clock = |at: usize| said.get(at).and_then(|text| text.parse::<Time>().ok());
    match value {
        Value::Day(None) => said.first().is_some_and(|text| text == "0001-01-01"),
        Value::Day(day) => *day == date(0),
        Value::Clock { time, .. } => Some(*time) == clock(0),
        Value::Moment(at) => Some(*at) == moment(0),
        Value::Length(length) => said
            .first()
            .and_then(|text| text.parse::<f64>().ok())
            .is_some_and(|seconds| (length.in_seconds() - seconds).abs() < 0.5),
        // Ends are named endDate and startDate: the end comes first in the order of names.
        Value::Days { from, until, .. } => (Some(*until), Some(*from)) == (date(0), date(1)),
        Value::Hours { from, until } => (Some(*until), Some(*from)) == (clock(0), clock(1)),
        Value::Moments { from, until } => (Some(*until), Some(*from)) == (moment(0), moment(1)),
    }
}

#[derive(Default)]
struct Score {
    included: usize,
    right: usize,
    left_out: usize,
    wrong: Vec<String>,
}

fn play(cases: &[Json], kind: Kind, parser: bool, language: Language) -> Score {
    let mut score = Score::default();
    for case in cases {
        let input = case["Input"].as_str().unwrap_or_default();
        let expected = case["Results"].as_array().cloned().unwrap_or_default();
        if expected.iter().any(|result| left_out(result["Text"].as_str().unwrap_or_default()).is_some()) {
            score.left_out += 1;
            continue;
        }
        let now = case["Context"]["ReferenceDateTime"].as_str().and_then(|text| text.get(..19)?.parse().ok());
        let now: DateTime = now.unwrap_or_else(|| "2016-11-07T00:00:00".parse().expect("a date"));
        let normal = Normal::of(input);
        let found = time::expressions_of(&normal, now, kind, language);
        let words: Vec<String> = found.iter().map(|found| bare(&normal.text()[found.folded.clone()])).collect();
        let texts: Vec<String> = expected
            .iter()
            .map(|result| bare(Normal::of(result["Text"].as_str().unwrap_or_default()).text()))
            .collect();
        let resolved = |(found, result): (&time::Expression, &Json)| {
            let said = times(&result["Value"]["FutureResolution"]);
            said.is_empty() || same(&found.value, &said)
        };
        let right = words == texts && (!parser || found.iter().zip(&expected).all(resolved));
        score.included += 1;
        if right {
            score.right += 1;
        } else {
            let values: Vec<&Value> = found.iter().map(|found| &found.value).collect();
            score.wrong.push(format!(
                "{now} {input:?}\n      want {texts:?} {}\n      got  {words:?} {values:?}",
                expected
                    .iter()
                    .map(|result| times(&result["Value"]["FutureResolution"]).join("~"))
                    .collect::<Vec<_>>()
                    .join(";")
            ));
        }
    }
    score
}

fn check(language: &str, spoken: Language) {
    let folder = folder().join(language);
    if !folder.exists() {
        println!("{} is absent: the specs are not played", folder.display());
        return;
    }
    let (mut right, mut included) = (0, 0);
    for (name, kind) in KINDS {
        for (file, parser) in [(format!("{name}Extractor.json"), false), (format!("{name}Parser.json"), true)] {
            let text = std::fs::read_to_string(folder.join(&file)).expect("a spec");
            let cases: Vec<Json> = serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("a list of cases");
            let score = play(&cases, kind, parser, spoken);
            println!(
                "{language:8} {file:28} {:4} cases, {:3} left out, {:5.1} % of {} right",
                cases.len(),
                score.left_out,
                100.0 * score.right as f64 / score.included.max(1) as f64,
                score.included
            );
            score.wrong.iter().for_each(|wrong| println!("    {wrong}"));
            let share = score.right as f64 / score.included.max(1) as f64;
            assert!(share >= 0.97, "{language} {file}: only {:.2} % of the cases are read", 100.0 * share);
            right += score.right;
            included += score.included;
        }
    }
    let share = right as f64 / included as f64;
    println!("{language} in all: {right} of {included} = {:.2} %", 100.0 * share);
}

#[test]
fn the_chinese_cases_are_read() {
    check("Chinese", Language::Zh);
}

#[test]
fn the_english_cases_are_read() {
    check("English", Language::En);
}
