//! The words of a clause.

use std::ops::Range;

/// A word and its place in the folded text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'t> {
    pub(super) word: &'t str,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Words of letters and apostrophes, and numbers; at most so many that a clause without end stays cheap.
const MOST: usize = 200;

/// The words of a clause.
pub(super) fn tokens(text: &str, range: Range<usize>) -> Vec<Token<'_>> {
    let words = &text[range.clone()];
    let mut tokens = Vec::new();
    let mut start = None;
    for (at, sign) in words.char_indices().chain([(words.len(), ' ')]) {
        let letter = sign.is_ascii_alphanumeric() || sign == '\'';
        match (letter, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                tokens.push(Token { word: &words[from..at], start: range.start + from, end: range.start + at });
                start = None;
                if tokens.len() == MOST {
                    break;
                }
            }
            _ => {}
        }
    }
    tokens
}

/// Whether one of these words is in a text.
pub(super) fn any(text: &str, words: &[&str]) -> bool {
    text.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '\'')).any(|word| words.contains(&word))
}
