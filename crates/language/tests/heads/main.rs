//! The learned half: what the codebook must be, what training gives, and that the shipped model is the codebook's.

#[path = "../../examples/public/mod.rs"]
mod public;

use language::cause::{Trigger, causes, shipped};
use language::codebook::{self, Entry};
use language::emotion::{Direction, emotion};
use language::heads::{HeadsError, Kind, Model, Reader, Row, Settings, Task, choose, measure, train};
use language::{Normal, cause::Cause};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

fn entries() -> Vec<Entry> {
    public::codebook(&Path::new(env!("CARGO_MANIFEST_DIR")).join("codebook")).expect("the codebook is in order")
}

#[test]
fn the_codebook_is_large_bilingual_and_says_nothing_twice() {
    let entries = entries();
    assert!(entries.len() >= 3000, "{}", entries.len());
    let texts: BTreeSet<&str> = entries.iter().map(|entry| entry.text.as_str()).collect();
    assert_eq!(texts.len(), entries.len());
    let count = |is: &dyn Fn(&Entry) -> bool| entries.iter().filter(|entry| is(entry)).count();
    let han = |entry: &Entry| entry.text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    assert!(count(&han) >= 1200 && count(&|entry| !han(entry)) >= 1200);
    assert!(count(&|entry| entry.text.contains(['們', '請', '這', '沒', '個', '還'])) >= 100, "traditional writing");
    assert!(count(&|entry| entry.text.contains(['嘅', '咗', '唔', '冇', '喺', '佢'])) >= 50, "Cantonese");
    for cause in Cause::ALL {
        assert!(count(&|entry| entry.causes.contains(&cause)) >= 50, "{}", cause.name());
    }
    for level in 0..=4 {
        assert!(count(&|entry| entry.anger == level) >= 50, "anger {level}");
    }
    assert!(count(&|entry| entry.causes.is_empty()) >= 600);
}

#[test]
fn the_shipped_model_is_the_one_of_this_codebook() {
    assert_eq!(shipped().note(), codebook::origin(&entries()), "run `make language-train`");
}

/// Rows about rooms and food, in which a label is a word.
fn rows() -> Vec<Row> {
    let rooms = ["the room was dirty", "a dirty bathroom", "dirty towels again", "the carpet is dirty"];
    let food = ["the soup was cold", "cold coffee", "my rice came cold", "cold again, the noodles"];
    let row = |(at, text): (usize, &&str), label: u16| Row {
        parts: vec![(*text).to_owned()],
        answers: vec![Some(vec![label])],
        weight: 1.0,
        group: at as u64,
    };
    let repeat = |texts: [&'static str; 4]| texts.repeat(4);
    let (rooms, food) = (repeat(rooms), repeat(food));
    let rooms = rooms.iter().enumerate().map(|each| row(each, 0));
    rooms.chain(food.iter().enumerate().map(|each| row(each, 1))).collect()
}

fn settings() -> Settings {
    let labels = vec!["room".to_owned(), "food".to_owned()];
    Settings::new(vec![Task { name: "about".to_owned(), kind: Kind::One, labels }])
}

fn check(model: &Model, text: &str, label: u16, word: &str) {
    let mut reader = Reader::default();
    model.read(&[text], &mut reader);
    assert_eq!(model.one(0, &reader).label, label, "{text}");
    let why = model.why(text, 0, label, &reader);
    assert!(why.iter().any(|place| text[place.clone()].contains(word)), "{why:?}");
}

#[test]
fn a_head_learns_from_rows_and_says_which_words_led_to_its_answer() {
    let model = train(&rows(), &settings()).expect("rows are enough");
    check(&model, "our kitchen is dirty", 0, "dirty");
    check(&model, "cold fish", 1, "cold");
    assert_eq!(train(&rows(), &settings()).expect("rows are enough"), model, "the same rows give the same model");
}

#[test]
fn a_model_survives_the_way_through_bytes_and_a_damaged_one_says_so() {
    let model = train(&rows(), &settings()).expect("rows are enough").with_note("rooms");
    let bytes = model.to_bytes();
    assert_eq!(Model::from_bytes(&bytes), Ok(model));
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        assert!(Model::from_bytes(&damaged).is_err(), "byte {at}");
        assert!(Model::from_bytes(&bytes[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn rows_that_make_no_model_are_told_with_a_mend() {
    let mut wrong = rows();
    wrong[2].answers = vec![Some(vec![7])];
    insta::assert_snapshot!(train(&wrong, &settings()).expect_err("no such label"), @r#"row 3 has a label that "about" does not know; add it to the labels of the task, or mend the row"#);
    wrong[2].answers = vec![Some(vec![])];
    insta::assert_snapshot!(train(&wrong, &settings()).expect_err("no label"), @r#"row 3 needs exactly one label for "about"; leave the answer away where nobody knows it"#);
    insta::assert_snapshot!(train(&rows()[..3], &settings()).expect_err("too few"), @r#"3 rows with an answer for "about" are too few to learn from; label more of them"#);
    assert_eq!(train(&rows(), &Settings::new(Vec::new())), Err(HeadsError::NoTask));
    insta::assert_snapshot!(codebook::read("own.tsv", &format!("{}\nhm\tvalue.beauty\t\t0\t0\t0\t0\tnone\n", codebook::HEADER)).expect_err("no such cause"), @r#"own.tsv, line 2: "value.beauty" is no cause; docs/reference/language.md names them"#);
}

#[test]
fn causes_come_with_trigger_words_and_sentence_of_the_original() {
    let text = "房间很大。電話打了三十次都沒有人接！";
    let found = causes(&Normal::of(text));
    let phone = found.iter().find(|found| found.cause == Cause::Unreachable).expect("nobody answers");
    assert_eq!(phone.trigger, Trigger::System);
    assert!(phone.words.iter().any(|place| "電話打了三十次都沒有人接".contains(&text[place.clone()])));
    assert!(causes(&Normal::of("请问几点开门")).is_empty());
}

#[test]
fn abuse_of_a_person_is_told_from_a_calm_question() {
    assert_eq!(emotion(&Normal::of("How do I change my seat?")).direction, Direction::None);
    let abuse = emotion(&Normal::of("fuck you, you stupid idiot, go to hell"));
    assert_eq!((abuse.direction, abuse.anger), (Direction::Abuse, 4));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_text_is_read_and_every_place_lies_in_it(text in "\\PC{0,60}") {
        let normal = Normal::of(&text);
        for found in causes(&normal) {
            prop_assert!((0.0..=1.0).contains(&found.score));
            prop_assert!(found.words.iter().chain([&found.sentence]).all(|place| text.get(place.clone()).is_some()));
        }
        let emotion = emotion(&normal);
        prop_assert!(emotion.anger <= 4 && emotion.words.iter().all(|place| text.get(place.clone()).is_some()));
    }
}

#[test]
fn a_text_of_a_megabyte_is_read_in_bounded_work() {
    let long = "等了两个小时没人理。I waited!!! ".repeat(40_000);
    assert!(causes(&Normal::of(&long)).len() <= Cause::ALL.len());
    assert!(emotion(&Normal::of(&"!".repeat(1 << 20))).anger <= 4);
}

/// The first split of a public set, with settings chosen on what is learned.
fn reaches(name: &str, accuracy: f64, macro_f1: f64) {
    let set = public::sets().into_iter().find(|set| set.name.contains(name)).expect("the set is listed");
    let Some(splits) = set.splits(1) else {
        println!("{name} is not here: put it into {}", public::folder().display());
        return;
    };
    let (learn, test) = &splits[0];
    let labels: BTreeSet<String> = learn.iter().map(|example| example.label.clone()).collect();
    let labels: Vec<String> = labels.into_iter().collect();
    let row = |example: &public::Example| Row {
        parts: vec![Normal::of(&example.parts[0]).text().to_owned()],
        answers: vec![labels.iter().position(|label| *label == example.label).map(|at| vec![at as u16])],
        weight: example.weight,
        group: example.group,
    };
    let (learn, test): (Vec<Row>, Vec<Row>) = (learn.iter().map(row).collect(), test.iter().map(row).collect());
    let task = Task { name: name.to_owned(), kind: Kind::One, labels: labels.clone() };
    let (settings, _) = choose(&learn, &Settings::new(vec![task]).choices()).expect("rows are enough");
    let model = train(&learn, &settings).expect("rows are enough");
    let mut reader = Reader::default();
    let mut said = Vec::new();
    let mut right = Vec::new();
    for row in &test {
        model.read(&row.parts, &mut reader);
        said.push(model.one(0, &reader).label);
        right.extend(row.answers[0].iter().flatten());
    }
    let reached = measure(&said, &right, labels.len());
    assert!(reached.accuracy >= accuracy && reached.macro_f1 >= macro_f1, "{name}: {reached:?}");
}

#[test]
fn public_sets_are_answered_as_well_as_by_plain_linear_models() {
    reaches("waimai", 0.895, 0.88);
    reaches("EWECT", 0.703, 0.665);
    reaches("JDDC", 0.63, 0.617);
}
