//! Words with a meaning for one question, found in one pass.

use aho_corasick::{AhoCorasick, MatchKind};

/// A word that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark<C> {
    pub(super) class: C,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Words and what they mean. At each place the longest word counts, so that 会员 is not 会.
pub(super) struct Lexicon<C> {
    words: Option<AhoCorasick>,
    classes: Vec<C>,
}

impl<C: Copy> Lexicon<C> {
    /// Words in lists divided by blanks, each list with its meaning.
    pub(super) fn new(lists: &[(C, &str)]) -> Lexicon<C> {
        let words = lists.iter().flat_map(|(_, words)| words.split_whitespace());
        let classes = lists.iter().flat_map(|&(class, words)| words.split_whitespace().map(move |_| class)).collect();
        Lexicon { words: AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok(), classes }
    }

    /// The words of a text.
    pub(super) fn marks(&self, text: &str) -> Vec<Mark<C>> {
        let Some(words) = &self.words else { return Vec::new() };
        words
            .find_iter(text)
            .map(|found| Mark {
                class: self.classes[found.pattern().as_usize()],
                start: found.start(),
                end: found.end(),
            })
            .collect()
    }
}
