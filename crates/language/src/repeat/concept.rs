//! What a text is about in either language: concepts of a small bilingual lexicon, and the facts it names (numbers, codes,
//! amounts, addresses of e-mail).

use crate::reading::{han, patterns, word::one_slip, words};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// One thing both languages have words for, by its line in the lexicon.
pub type Concept = u16;

/// A concept met in a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Met {
    /// Which.
    pub(crate) concept: Concept,
    /// Where in the folded text.
    pub(crate) at: Range<usize>,
}

struct Lexicon {
    names: Vec<&'static str>,
    /// Chinese words by their first character, longest first.
    chinese: FxHashMap<char, Vec<(&'static str, Concept)>>,
    /// English phrases as stems, by their first stem, longest first.
    english: FxHashMap<String, Vec<(Vec<String>, Concept)>>,
    /// Long single stems by their first letter, for slips.
    long: FxHashMap<u8, Vec<String>>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(include_str!("../../data/concepts.txt")));

impl Lexicon {
    fn read(told: &'static str) -> Lexicon {
        let mut lexicon = Lexicon {
            names: Vec::new(),
            chinese: FxHashMap::default(),
            english: FxHashMap::default(),
            long: FxHashMap::default(),
        };
        for line in told.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split('|').map(str::trim);
            let (Some(name), Some(chinese), Some(english)) = (parts.next(), parts.next(), parts.next()) else {
                continue;
            };
            let concept = lexicon.names.len() as Concept;
            lexicon.names.push(name);
            for word in chinese.split_whitespace().filter(|word| !word.is_ascii()) {
                let Some(first) = word.chars().next() else { continue };
                lexicon.chinese.entry(first).or_default().push((word, concept));
            }
            for phrase in english.split(',') {
                lexicon.phrase(phrase, concept);
            }
        }
        lexicon.chinese.values_mut().for_each(|list| list.sort_by_key(|(word, _)| std::cmp::Reverse(word.len())));
        lexicon.english.values_mut().for_each(|list| list.sort_by_key(|(stems, _)| std::cmp::Reverse(stems.len())));
        lexicon
    }

    fn phrase(&mut self, phrase: &str, concept: Concept) {
        let stems: Vec<String> = words(phrase, 0..phrase.len()).into_iter().map(|word| word.stem).collect();
        let Some(first) = stems.first() else { return };
        if stems.len() == 1 && first.len() >= 5 {
            self.long.entry(first.as_bytes()[0]).or_default().push(first.clone());
        }
        self.english.entry(first.clone()).or_default().push((stems, concept));
    }

    /// The stem the lexicon knows, one slip allowed in a long one.
    fn known<'a>(&'a self, met: &'a str) -> &'a str {
        if met.len() < 5 || self.english.contains_key(met) {
            return met;
        }
        let near = self.long.get(&met.as_bytes()[0]).into_iter().flatten();
        near.into_iter().find(|word| one_slip(met.as_bytes(), word.as_bytes())).map_or(met, String::as_str)
    }
}

/// What went wrong or what thing it is, as the lexicon names it.
pub fn name(concept: Concept) -> &'static str {
    LEXICON.names.get(usize::from(concept)).map_or("", |name| name.trim_start_matches('!'))
}

/// Whether a concept says what went wrong; it weighs more than the thing it went wrong with.
pub(crate) fn trouble(concept: Concept) -> bool {
    LEXICON.names.get(usize::from(concept)).is_some_and(|name| name.starts_with('!'))
}

/// How many concepts there are.
pub(crate) fn count() -> usize {
    LEXICON.names.len()
}

/// The concepts of a range of a folded text, longest words first.
pub(crate) fn concepts(text: &str, range: Range<usize>) -> Vec<Met> {
    let lexicon = &*LEXICON;
    let mut met = Vec::new();
    let inner = &text[range.clone()];
    let mut skip = 0;
    for (at, letter) in inner.char_indices().filter(|(_, letter)| han(*letter)) {
        let entries = lexicon.chinese.get(&letter).into_iter().flatten();
        let mut longest = 0;
        for (word, concept) in entries.into_iter().filter(|(word, _)| inner[at..].starts_with(word)) {
            if word.len() >= longest && at + word.len() > skip {
                longest = word.len();
                met.push(Met { concept: *concept, at: range.start + at..range.start + at + word.len() });
            }
        }
        skip = skip.max(at + longest);
    }
    let spoken = words(text, range);
    let stems: Vec<&str> = spoken.iter().map(|word| lexicon.known(&word.stem)).collect();
    for at in 0..stems.len() {
        let entries = lexicon.english.get(stems[at]).into_iter().flatten();
        let mut longest = 0;
        for (phrase, concept) in entries {
            let fits = phrase.len() <= stems.len() - at && phrase.iter().zip(&stems[at..]).all(|(a, b)| a == b);
            if fits && phrase.len() >= longest {
                longest = phrase.len();
                met.push(Met { concept: *concept, at: spoken[at].at.start..spoken[at + phrase.len() - 1].at.end });
            }
        }
    }
    met
}

/// What kind of fact it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// An order number, a model, a phone number: names one thing of the world.
    Code,
    /// An address of e-mail.
    Email,
    /// A sum of money.
    Money,
    /// Any other number: a date, a count.
    Number,
}

/// A fact named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    /// What kind.
    pub(crate) kind: Kind,
    /// The fact without its punctuation, for comparison.
    pub(crate) key: String,
    /// Where in the folded text.
    pub(crate) at: Range<usize>,
}

patterns! {
    EMAIL = r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+";
    MONEY = r"(?:[$¥£€]|rmb|usd|hkd|nt\$)\s?\d[\d,]*(?:\.\d+)?|\d[\d,]*(?:\.\d+)?\s?(?:元|块|蚊|圆|刀|美元|美金|港币|yuan|dollars?|pounds?|euros?|usd|rmb)";
    DIGITS = r"\d{3,}(?:[ -]\d{3,})+|[a-z]{1,5}-\d[a-z0-9]*(?:-[a-z0-9]*\d[a-z0-9]*)*|[a-z]*\d[a-z0-9]*(?:-[a-z0-9]*\d[a-z0-9]*)*";
    UNIT = r"^(?:\d+(?:st|nd|rd|th|am|pm|d|h|hr|hrs|min|mins|s|gb|mb|kg|g|km|m|cm|mm|l|ml|x|k|w|v|p|ft|lb|lbs|mah)|\d{1,4}|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))$";
}

/// The facts of a folded text.
pub(crate) fn facts(text: &str) -> Vec<Fact> {
    let mut found: Vec<Fact> = Vec::new();
    let free =
        |found: &[Fact], at: &Range<usize>| !found.iter().any(|fact| fact.at.start < at.end && at.start < fact.at.end);
    let digits = |hit: &str| hit.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect::<String>();
    found.extend(EMAIL.find_iter(text).map(|hit| Fact {
        kind: Kind::Email,
        key: hit.as_str().to_owned(),
        at: hit.range(),
    }));
    let money: Vec<Fact> = MONEY
        .find_iter(text)
        .filter(|hit| free(&found, &hit.range()))
        .map(|hit| Fact { kind: Kind::Money, key: digits(hit.as_str()), at: hit.range() })
        .collect();
    found.extend(money);
    for hit in DIGITS.find_iter(text) {
        if free(&found, &hit.range()) {
            let key: String = hit.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
            let plain = UNIT.is_match(&key);
            found.push(Fact { kind: if plain { Kind::Number } else { Kind::Code }, key, at: hit.range() });
        }
    }
    found.sort_by_key(|fact| fact.at.start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&'static str> {
        let mut all: Vec<&str> = concepts(text, 0..text.len()).into_iter().map(|met| name(met.concept)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    #[test]
    fn both_languages_name_the_same_concepts() {
        for (chinese, english) in [
            ("洗衣机不能用了", "the washing machine does not work"),
            ("我要退款", "i want a refund"),
            ("充值没收到", "my top-up is missing"),
        ] {
            assert!(names(chinese).iter().any(|name| names(english).contains(name)), "{chinese} {english}");
        }
        assert_eq!(names("my pasword"), ["password"]);
    }

    #[test]
    fn facts_are_numbers_that_name_something() {
        let found = facts("order a20938, $1,280 on 2 april, 07700 900123, lin@example.com, 899元, 30gb");
        let keys: Vec<_> = found.iter().map(|fact| (fact.kind, fact.key.as_str())).collect();
        use Kind::{Code, Email, Money, Number};
        assert_eq!(
            keys,
            [
                (Code, "a20938"),
                (Money, "1280"),
                (Number, "2"),
                (Code, "07700900123"),
                (Email, "lin@example.com"),
                (Money, "899"),
                (Number, "30gb"),
            ]
        );
    }
}
