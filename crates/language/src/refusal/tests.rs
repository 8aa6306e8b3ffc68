use super::*;
use crate::labelled::{Tally, lines};
use proptest::prelude::*;

fn measure(name: &str, fixture: &str) {
    let mut tallies = [[Tally::default(); 3]; 2];
    for (held_out, line) in lines(fixture) {
        let (label, text) = line.split_once('|').expect("label | text");
        let found = refusal(&Normal::of(text.trim()));
        let [no, because, instead] = &mut tallies[usize::from(held_out)];
        let there = label.contains("no");
        let mut right = no.count(found.is_some(), there);
        if let (Some(found), true) = (&found, there) {
            right &= because.count(found.reason.is_some(), label.contains("because"));
            right &= instead.count(found.alternative.is_some(), label.contains("instead"));
        }
        if !right && !held_out {
            println!("{line}\n    {found:?}");
        }
    }
    for (part, held_out) in tallies.iter().zip([false, true]) {
        for (tally, what) in part.iter().zip(["refusal", "reason", "alternative"]) {
            tally.hold(&format!("{name} {what}"), held_out);
        }
    }
}

#[test]
fn refusals_in_chinese_are_told_from_their_likes() {
    measure("zh", include_str!("../../fixtures/refusal.zh.txt"));
}

#[test]
fn refusals_in_english_are_told_from_their_likes() {
    measure("en", include_str!("../../fixtures/refusal.en.txt"));
}

#[test]
fn an_authority_is_no_reason() {
    for text in ["It's against our policy, sorry, we can't.", "系统规定不能退款。", "由于公司规定，无法办理。"]
    {
        let found = refusal(&Normal::of(text)).expect(text);
        assert!(found.reason.is_none() && found.hollow.is_some(), "{text}: {found:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_and_its_words_are_its_own(text in "(\\PC|不能|无法|cannot |we |，|。|因为| refund|不){0,30}") {
        if let Some(found) = refusal(&Normal::of(&text)) {
            let all = found.words.iter().chain(&found.reason).chain(&found.hollow).chain(&found.alternative);
            for words in all {
                prop_assert_eq!(&text[words.at.clone()], &words.text);
            }
            prop_assert!((0.0..=1.0).contains(&found.score));
        }
    }
}
