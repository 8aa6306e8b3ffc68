//! What a sentence is about, by words that say so: a bridge between the few sentences a model learned from and the many ways
//! to say the same. The classes become a part of their own beside the words, and the model learns what they are worth.

use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::LazyLock;

/// The classes and their words.
struct Cues {
    words: AhoCorasick,
    /// For each word its class and whether it must end where it ends.
    about: Vec<(u8, bool)>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let lines = include_str!("cues.txt").lines().filter(|line| !line.starts_with('#'));
    let (mut patterns, mut about) = (Vec::new(), Vec::new());
    for (class, (_, words)) in lines.filter_map(|line| line.split_once(':')).enumerate() {
        for word in words.split('|').map(str::trim).filter(|word| !word.is_empty()) {
            let (stem, open) = word.strip_suffix('*').map_or((word, false), |stem| (stem, true));
            patterns.push(stem.to_owned());
            about.push((class as u8, !open && stem.ends_with(|c: char| c.is_ascii_alphanumeric())));
        }
    }
    let words = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&patterns);
    Cues { words: words.expect("a few thousand short words fit"), about }
});

/// At most so many classes are told of one text.
const MOST: usize = 512;

/// The classes of the words in a folded text, in their order, one character for each.
pub(crate) fn cues(text: &str, into: &mut String) {
    into.clear();
    let bytes = text.as_bytes();
    let letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    let mut told = 0;
    for found in CUES.words.find_iter(text) {
        let (class, closed) = CUES.about[found.pattern().as_usize()];
        let within = letter(Some(found.start())) && letter(found.start().checked_sub(1));
        if within || (closed && letter(Some(found.end()))) {
            continue;
        }
        let class = char::from_u32(0x4e00 + u32::from(class)).unwrap_or('一');
        if !into.ends_with(class) {
            into.push(class);
            told += 1;
        }
        if told == MOST {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, classes: &[&str]) {
        let names: Vec<&str> = include_str!("cues.txt")
            .lines()
            .filter(|l| !l.starts_with('#'))
            .filter_map(|l| l.split_once(':'))
            .map(|l| l.0)
            .collect();
        let mut found = String::new();
        cues(text, &mut found);
        let found: Vec<&str> = found.chars().map(|c| names[c as usize - 0x4e00]).collect();
        assert_eq!(found, classes, "{text}");
    }

    #[test]
    fn words_tell_what_a_sentence_is_about() {
        check("等了两个小时没人理", &["wait", "span", "no answer"]);
        check("the app crashed", &["website"]);
        check("a happy latecomer", &["thanks"]);
        check("", &[]);
    }
}
