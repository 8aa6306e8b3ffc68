//! Words of the trade in a text for customers, each with a plain word to put in its place.

use crate::Normal;
use crate::reading::{Words, word::words};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::ops::Range;
use std::sync::LazyLock;

/// A word customers do not use.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Jargon {
    /// The word, as it was written.
    pub words: Words,
    /// What to say instead.
    pub plain: &'static str,
    /// How surely it is jargon here, 0 to 1: a long term more surely than a short one that may mean something else.
    pub score: f64,
    /// False: "not sure".
    pub sure: bool,
}

struct Lexicon {
    /// Chinese terms by their first character, longest first.
    chinese: FxHashMap<char, Vec<(&'static str, &'static str)>>,
    /// English terms as words, by their first word, longest first.
    english: FxHashMap<String, Vec<(Vec<String>, &'static str)>>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon { chinese: FxHashMap::default(), english: FxHashMap::default() };
    for (term, plain) in terms(include_str!("../data/jargon.zh.txt")) {
        if let Some(first) = term.chars().next() {
            lexicon.chinese.entry(first).or_default().push((term, plain));
        }
    }
    for (term, plain) in terms(include_str!("../data/jargon.en.txt")) {
        let spoken: Vec<String> = words(term, 0..term.len()).into_iter().map(|word| word.text).collect();
        if let Some(first) = spoken.first() {
            lexicon.english.entry(first.clone()).or_default().push((spoken, plain));
        }
    }
    lexicon.chinese.values_mut().for_each(|list| list.sort_by_key(|(term, _)| std::cmp::Reverse(term.len())));
    lexicon.english.values_mut().for_each(|list| list.sort_by_key(|(spoken, _)| std::cmp::Reverse(spoken.len())));
    lexicon
});

fn terms(told: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = told.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('|')).map(|(term, plain)| (term.trim(), plain.trim()))
}

/// The jargon of a text, in order. A term that is explained on the spot is not blamed.
///
/// ```
/// use language::{Normal, jargon::jargon};
/// let found = jargon(&Normal::of("Your RMA was escalated to tier 2."));
/// let plain: Vec<_> = found.iter().map(|term| term.plain).collect();
/// assert_eq!(plain, ["return number", "passed to a senior colleague", "expert team"]);
/// assert!(jargon(&Normal::of("您的訂單已妥投（也就是已送到）")).is_empty());
/// ```
pub fn jargon(normal: &Normal<'_>) -> Vec<Jargon> {
    let text = normal.text();
    let mut found: Vec<(Range<usize>, &'static str)> = Vec::new();
    let mut free = 0;
    for (at, letter) in text.char_indices() {
        let entries = LEXICON.chinese.get(&letter).into_iter().flatten();
        let hit = entries.into_iter().find(|(term, _)| at >= free && text[at..].starts_with(term));
        if let Some((term, plain)) = hit {
            free = at + term.len();
            found.push((at..free, plain));
        }
    }
    let spoken = words(text, 0..text.len());
    let mut nth = 0;
    while nth < spoken.len() {
        let entries = LEXICON.english.get(singular(&spoken[nth].text)).into_iter().flatten();
        let exact = LEXICON.english.get(&spoken[nth].text).into_iter().flatten();
        let fits = |term: &[String]| {
            term.len() <= spoken.len() - nth
                && term
                    .iter()
                    .zip(&spoken[nth..])
                    .all(|(term, word)| *term == word.text || term == singular(&word.text))
        };
        let hit = exact.chain(entries).filter(|(term, _)| fits(term)).max_by_key(|(term, _)| term.len());
        match hit {
            Some((term, plain)) => {
                found.push((spoken[nth].at.start..spoken[nth + term.len() - 1].at.end, plain));
                nth += term.len();
            }
            None => nth += 1,
        }
    }
    found.sort_by_key(|(at, _)| at.start);
    let blamed = found.into_iter().filter(|(at, plain)| !explained(text, at, plain));
    blamed
        .map(|(at, plain)| {
            let length = text[at.clone()].chars().map(|letter| if letter.is_ascii() { 1 } else { 3 }).sum::<usize>();
            let score = if length <= 3 { 0.6 } else { 0.85 };
            Jargon { words: Words::of(normal, at), plain, score, sure: score >= crate::reading::SURE }
        })
        .collect()
}

/// The word without a final s.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|bare| bare.len() > 1 && !bare.ends_with('s')).unwrap_or(word)
}

/// Whether the term is explained where it stands: in brackets after it, by "that is", or as the bracket after the plain word.
fn explained(text: &str, at: &Range<usize>, plain: &str) -> bool {
    let after = text[at.end..].trim_start();
    let says = [
        "(",
        "即",
        "也就是",
        "就是",
        "指的是",
        "意思是",
        "- that is",
        ", that is",
        ", i.e.",
        ", meaning",
        ", which means",
        "means",
    ];
    let before = text[..at.start].trim_end();
    let bracket = before.ends_with('(') && before.trim_end_matches('(').trim_end().ends_with(plain);
    bracket
        || says.iter().any(|say| {
            after.starts_with(say) || after.trim_start_matches(['"', ',', ' ']).starts_with(&say[..]) && say.len() > 4
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = jargon(&Normal::of(text)).iter().map(|term| term.plain).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn both_lexicons_hold_a_hundred_and_fifty_terms_and_each_has_a_plain_word() {
        for told in [include_str!("../data/jargon.zh.txt"), include_str!("../data/jargon.en.txt")] {
            let all: Vec<_> = terms(told).collect();
            assert!(all.len() >= 150, "{}", all.len());
            let known: std::collections::BTreeSet<_> = all.iter().map(|(term, _)| term).collect();
            assert_eq!(known.len(), all.len(), "a term stands twice");
            assert!(all.iter().all(|(term, plain)| !term.is_empty() && !plain.is_empty() && term != plain));
        }
    }

    #[test]
    fn jargon_gets_its_plain_word_in_every_writing() {
        check("您的工單已升級，預計履約時效48小時", &["您的问题记录", "送到所需的时间"]);
        check("ＳＬＡ is 4 h, SKUs are backordered", &["agreed time", "product number", "waiting for new stock"]);
        check("触发风控，无法支付", &["被安全检查拦下"]);
    }

    #[test]
    fn plain_words_and_explained_terms_are_not_blamed() {
        check("Your parcel arrives tomorrow and the refund is on its way.", &[]);
        check("您的包裹明天送到，退款已经办好。", &[]);
        check("the ETA (expected time of arrival) is noon", &[]);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(\\PC|sla |工单|妥投|tier 2 |\\()" .prop_flat_map(|one| proptest::collection::vec(Just(one), 0..12)).prop_map(|parts| parts.concat())) {
            for term in jargon(&Normal::of(&text)) {
                prop_assert_eq!(&text[term.words.at.clone()], &term.words.text);
            }
        }
    }
}
