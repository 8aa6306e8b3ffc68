//! Reading a folded text: sentences, clauses, English words with their stems, and the words of an answer.

pub(crate) mod clause;
pub(crate) mod word;

pub(crate) use clause::{Clause, clauses, sentences};
pub(crate) use word::{Word, spoken, words};

use crate::Normal;
use serde::Serialize;
use std::ops::Range;

/// Words of the original that led to an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    /// Where they stand in the original, in bytes.
    pub at: Range<usize>,
    /// The words, as they were written.
    pub text: String,
}

impl Words {
    /// The original words of a range of the folded text, without the blanks and commas around them.
    pub(crate) fn of(normal: &Normal<'_>, folded: Range<usize>) -> Words {
        let at = normal.range(trimmed(normal.text(), folded));
        Words { text: normal.original()[at.clone()].to_owned(), at }
    }
}

/// The range without blanks and separators at its ends.
pub(crate) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let bare = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | '。' | ';' | ':' | '!' | '?' | '~' | '-');
    let start = range.start + (inner.len() - inner.trim_start_matches(bare).len());
    let end = range.start + inner.trim_end_matches(bare).len();
    start..end.max(start)
}

/// Whether it is a Chinese character.
pub(crate) fn han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}' | '\u{f900}'..='\u{faff}')
}

/// From this score on an answer is given at all; below [`SURE`] it is given as not sure.
pub(crate) const GIVEN: f64 = 0.5;

/// From this score on an answer is sure.
pub(crate) const SURE: f64 = 0.7;

/// What several independent signs say together: they are wrong only if all of them are (noisy or, Pearl 1988).
pub(crate) fn together(scores: impl IntoIterator<Item = f64>) -> f64 {
    1.0 - scores.into_iter().fold(1.0, |wrong, score| wrong * (1.0 - score.clamp(0.0, 1.0)))
}

/// A fixed pattern, built on first use.
pub(crate) fn pattern(written: &str) -> regex::Regex {
    regex::Regex::new(written).expect("patterns are constants, and a test builds each")
}

/// Declares patterns that are built on first use.
macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident = $written:expr;)*) => {
        $($(#[$doc])* static $name: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| $crate::reading::pattern($written));)*
    };
}
pub(crate) use patterns;
