use super::*;
use crate::labelled::{Tally, lines};
use proptest::prelude::*;

/// The customer's text without its marks, and for each marked question where it stands and whether it is left open.
fn unmarked(marked: &str) -> (String, Vec<(std::ops::Range<usize>, bool)>) {
    let (mut text, mut found, mut from) = (String::new(), Vec::new(), 0);
    for letter in marked.chars() {
        match letter {
            '[' | '{' => from = text.len(),
            ']' | '}' => found.push((from..text.len(), letter == ']')),
            _ => text.push(letter),
        }
    }
    (text, found)
}

fn measure(name: &str, fixture: &str) {
    let mut tallies = [Tally::default(); 2];
    for (held_out, line) in lines(fixture) {
        let (customer, reply) = line.split_once("||").expect("customer || reply");
        let (customer, marked) = unmarked(customer.trim());
        let found = open(&Normal::of(&customer), &Normal::of(reply.trim()));
        let meets = |at: &std::ops::Range<usize>, words: &Words| words.at.start < at.end && at.start < words.at.end;
        let tally = &mut tallies[usize::from(held_out)];
        let mut right = true;
        for (at, there) in &marked {
            right &= tally.count(found.iter().any(|open| meets(at, &open.words)), *there);
        }
        for _ in found.iter().filter(|open| !marked.iter().any(|(at, _)| meets(at, &open.words))) {
            right &= tally.count(true, false);
        }
        if !right && !held_out {
            println!(
                "{line}\n    {:?}",
                found.iter().map(|open| (&open.words.text, open.kind, open.score)).collect::<Vec<_>>()
            );
        }
    }
    tallies[0].hold(&format!("{name} open questions"), false);
    tallies[1].hold(&format!("{name} open questions"), true);
}

#[test]
fn open_questions_in_chinese_are_found() {
    measure("zh", include_str!("../../fixtures/question.zh.txt"));
}

#[test]
fn open_questions_in_english_are_found() {
    measure("en", include_str!("../../fixtures/question.en.txt"));
}

#[test]
fn a_text_without_a_question_leaves_none_open() {
    for text in ["我的快递到了，谢谢。", "Thanks, all good now.", "在吗？", ""] {
        assert!(open(&Normal::of(text), &Normal::of("好的")).is_empty(), "{text}");
    }
}

proptest! {
    #[test]
    fn any_texts_are_read_and_the_words_are_the_customers(
        asked in "(\\PC|吗？|why |什么时候|[?] |，|how much ){0,20}",
        told in "(\\PC|可以|yes, |明天|。){0,20}",
    ) {
        for question in open(&Normal::of(&asked), &Normal::of(&told)) {
            prop_assert_eq!(&asked[question.words.at.clone()], &question.words.text);
        }
    }
}
