//! Whether a customer has to tell again what was told before: the cold handoff of the measures (text overlap above .5 with an
//! own earlier message), and the facts that had to be repeated.

use crate::Normal;
use crate::question::{features, topic};
use crate::reading::{GIVEN, SURE, Words, patterns, together};
use crate::repeat::concept::{Fact, Kind, facts};
use serde::Serialize;
use std::borrow::Cow;
use std::ops::Range;

/// Something told again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Retold {
    /// How surely known facts are told again, 0 to 1.
    pub score: f64,
    /// False: "not sure".
    pub sure: bool,
    /// The words now that were told before.
    pub words: Vec<Words>,
    /// Which of the earlier messages told them, counted from 0.
    pub earlier: usize,
    /// The share of what is said now that an earlier message said too, 0 to 1.
    pub overlap: f64,
    /// How many facts (numbers, codes, sums, addresses) are told again.
    pub facts: usize,
}

patterns! {
    /// The customer says it was told before.
    SAID = r"说过|讲过|讲咗|话过|告诉过|提过|跟你们说|同你哋讲|再说一[次遍]|又要说|又要讲|重复[^,]{0,4}[次遍]|再[讲说]一[次遍]|从头(?:再)?[讲说]|又要从头|重新[讲说]|又来?问|还是(?:那|这|同)一?[个句]?(?:问题|事|话)|还是(?:想问|没有?回答)|同样的(?:问题|话|事)|不是问这|问的不是这|(?:报|反映|投诉|反馈)过(?:一[次遍])?(?:了|,|:)|我[问说]的是|都说了|前面说|刚才说|之前说|第[二三四五六七八九十\d]+[次遍]|(?-u:\b)(?:as i (?:said|wrote|told|mentioned|explained)|like i said|i (?:already|have already|'ve already) (?:told|said|explained|gave|sent|mentioned)|already told|told you|once more|once again|again:|^again,|(?:say|tell|explain|ask) (?:it|this|that|you)? ?(?:all )?again|same question|(?:not what i asked|not my question)|how often do i (?:have|need) to|second person who asks|i (?:asked|told|explained to) (?:the|your|another) (?:other |last |first )?(?:assistant|agent|colleague|person|bot|robot)|from the (?:very )?(?:start|beginning)|i was asking|i asked (?:twice|before|already)|(?:told|asked) your colleague|i (?:have )?(?:reported|complained|told)[^,.]{0,20} (?:already|before)|repeat (?:it|this|that|myself|everything)|(?:second|third|fourth|fifth) time|same (?:story|thing) again|how many times|asked? me again)(?-u:\b)";
}

/// Below this many features a message is too short for its overlap to mean anything: `thanks a lot`.
const SHORTEST: usize = 3;

/// Whether the message tells again what earlier messages of the same customer told.
///
/// ```
/// use language::{Normal, repeat::retelling::retold};
/// let first = Normal::of("我的订单20934871少发了一个杯子");
/// let again = retold(&[first], &Normal::of("你好，我訂單20934871少了一個杯子")).unwrap();
/// assert!(again.sure && again.facts == 1);
/// assert_eq!(again.words[0].text, "20934871");
/// ```
pub fn retold(earlier: &[Normal<'_>], now: &Normal<'_>) -> Option<Retold> {
    if earlier.is_empty() {
        return None;
    }
    let text = now.text();
    let said = SAID.find(text);
    // What says that it was told before is not what was told.
    let matter = said.as_ref().map_or(text.into(), |said| without(text, said.range()));
    let mine = features(&matter);
    let least = if said.is_some() { SHORTEST - 1 } else { SHORTEST };
    let named = facts(text);
    let mut best: Option<Retold> = None;
    for (nth, before) in earlier.iter().enumerate() {
        let known = facts(before.text());
        let again: Vec<&Fact> = named.iter().filter(|fact| known.iter().any(|old| old.key == fact.key)).collect();
        let about = topic(&matter, before.text());
        // Across languages only what is meant can agree, not the words.
        let spoken = if written(text) == written(before.text()) { covered(&mine, before.text()) } else { about };
        let overlap = if mine.len() < least { 0.0 } else { about.min(spoken) };
        let weight = |fact: &&Fact| if fact.kind == Kind::Number { 0.25 } else { 0.55 };
        let by_facts = together(again.iter().map(weight));
        let by_text = if overlap > 0.5 { 0.3 + overlap * 0.6 } else { overlap * 0.4 };
        // A fact alone may be the name of the matter (`order 123 has arrived`): something must be said of it again.
        let by_facts = if overlap >= 0.35 { by_facts } else { by_facts * 0.4 };
        // Who says that it was told before and tells some of it, does.
        let by_word = match said {
            Some(_) if overlap > 0.2 => 0.7,
            Some(_) if !again.is_empty() => 0.6,
            _ => 0.0,
        };
        let score = together([by_facts, by_text, by_word]);
        if score >= GIVEN && best.as_ref().is_none_or(|best| score > best.score) {
            let mut words: Vec<Words> = again.iter().map(|fact| Words::of(now, fact.at.clone())).collect();
            if words.is_empty() {
                words.push(Words::of(now, 0..text.len()));
            }
            best = Some(Retold { score, sure: score >= SURE, words, earlier: nth, overlap, facts: again.len() });
        }
    }
    best
}

/// A text without the clause in which these words stand; without the words alone where it says nothing else.
fn without(text: &str, words: Range<usize>) -> Cow<'_, str> {
    let cut = |sign: char| matches!(sign, ',' | '.' | ':' | ';' | '!' | '?' | '。' | '…' | '\n');
    let from = text[..words.start].rfind(cut).map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let until = text[words.end..].find(cut).map_or(text.len(), |at| words.end + at);
    let rest = [&text[..from], &text[until..]].concat();
    if features(&rest).len() < SHORTEST {
        [&text[..words.start], &text[words.end..]].concat().into()
    } else {
        rest.into()
    }
}

/// Whether a text is written in Chinese characters.
fn written(text: &str) -> bool {
    text.chars().any(crate::reading::han)
}

/// The share of features that stand in an earlier text.
fn covered(mine: &[String], before: &str) -> f64 {
    let theirs = features(before);
    let hits = mine.iter().filter(|feature| theirs.contains(feature) || before.contains(feature.as_str())).count();
    if mine.is_empty() { 0.0 } else { hits as f64 / mine.len() as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labelled::{Tally, lines};
    use proptest::prelude::*;

    fn measure(name: &str, fixture: &str) {
        let mut tallies = [Tally::default(); 2];
        for (held_out, line) in lines(fixture) {
            let (label, told) = line.split_once('|').expect("label | told");
            let (earlier, now) = told.split_once("||").expect("earlier || now");
            let earlier: Vec<Normal> = earlier.split(" / ").map(|text| Normal::of(text.trim())).collect();
            let found = retold(&earlier, &Normal::of(now.trim()));
            let sure = found.as_ref().is_some_and(|found| found.sure);
            let right = tallies[usize::from(held_out)].count(sure, label.trim() == "again");
            if !right && !held_out {
                println!("{line}\n    {found:?}");
            }
        }
        tallies[0].hold(&format!("{name} retelling"), false);
        tallies[1].hold(&format!("{name} retelling"), true);
    }

    #[test]
    fn retelling_in_chinese_is_found() {
        measure("zh", include_str!("../../fixtures/retelling.zh.txt"));
    }

    #[test]
    fn retelling_in_english_is_found() {
        measure("en", include_str!("../../fixtures/retelling.en.txt"));
    }

    #[test]
    fn who_says_that_it_was_told_before_tells_it_again_in_other_words() {
        let check = |before: &str, now: &str| retold(&[Normal::of(before)], &Normal::of(now)).is_some_and(|it| it.sure);
        assert!(check(
            "My kettle leaks at the handle.",
            "From the start again: the kettle leaks, right at the handle."
        ));
        // However much is said of when and to whom.
        assert!(check(
            "My kettle leaks at the handle.",
            "I already told the friendly lady at the front counter and two young gentlemen of your workshop in Green Street on Monday evening: the kettle leaks at its handle."
        ));
        assert!(check("热水壶的把手漏水。", "我已经反映过了，热水壶把手漏水，没人管。"));
        assert!(!check("My kettle leaks at the handle.", "I told your colleague that Friday suits me."));
        assert!(!check("热水壶的把手漏水。", "我投诉过一次快递，这次是客服。"));
    }

    proptest! {
        #[test]
        fn any_messages_are_read(before in "(\\PC|订单|123456|order ){0,20}", now in "(\\PC|订单|123456|order |说过){0,20}") {
            if let Some(found) = retold(&[Normal::of(&before)], &Normal::of(&now)) {
                for words in found.words {
                    prop_assert_eq!(&now[words.at.clone()], &words.text);
                }
            }
        }
    }
}
