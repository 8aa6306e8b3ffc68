//! Which grams a text has: runs of neighbouring tokens, pairs with a gap, and letter grams inside words, hashed in one pass.
//!
//! A token is a Han character (also kana, hangul), a word of letters or digits, or a mark with how often it is repeated. Runs
//! of a few characters say in Chinese what words say in English, without a segmenter and its mistakes (Zhang and LeCun
//! 2017, "Which encoding is the best for text classification in Chinese, English, Japanese and Korean?"); letter grams
//! catch spelling (Bojanowski et al. 2017); pairs with a gap catch "card … not arrived" (Guthrie et al. 2006).

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Letter grams inside a word, its two edges counted as letters.
const LETTERS: Range<usize> = 2..6;
/// Words longer than this give no letter grams: they are addresses and ids.
const WORD_LIMIT: usize = 24;
/// How often a repeated mark is told apart: `!`, `!!`, `!!!`, more.
const REPEATS: usize = 4;
/// Only so many tokens of a text are read: what a message says stands in its first pages, and the work stays bounded.
pub(super) const TOKENS: usize = 4096;

/// How far grams reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// The longest run of Han characters.
    pub han: u8,
    /// The longest run in which there is a word or a mark.
    pub words: u8,
    /// How many tokens may lie between the two of a pair that begins with a word.
    pub gap: u8,
}

impl Default for Reach {
    fn default() -> Self {
        Self { han: 3, words: 2, gap: 2 }
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A character of a script that writes without spaces.
    Han,
    /// A run of letters or digits.
    Word,
    /// Punctuation or a picture, with its repetitions.
    Mark,
}

/// A token of a text and its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    hash: u64,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) kind: Kind,
}

/// What a gram says, as a hash, and which tokens it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gram {
    pub(super) hash: u64,
    pub(super) first: u32,
    pub(super) last: u32,
}

#[inline]
fn mix(hash: u64, next: u64) -> u64 {
    let mixed = (hash ^ next).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

fn kind(c: char) -> Option<Kind> {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '\'' => Some(Kind::Word),
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => Some(Kind::Han),
        '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}' => Some(Kind::Han),
        _ if c.is_whitespace() || c.is_control() => None,
        _ if c.is_alphanumeric() => Some(Kind::Word),
        _ => Some(Kind::Mark),
    }
}

/// The tokens of a folded text, in order, at most [`TOKENS`].
pub(super) fn tokens(text: &str, into: &mut Vec<Token>) {
    into.clear();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if into.len() == TOKENS {
            return;
        }
        let Some(kind) = kind(c) else { continue };
        let mut hash = mix(kind as u64, u64::from(c));
        let mut end = at + c.len_utf8();
        let mut repeats = 1;
        let goes_on = |next: char| match kind {
            Kind::Han => false,
            Kind::Word => self::kind(next) == Some(Kind::Word),
            Kind::Mark => next == c,
        };
        while let Some((next_at, next)) = chars.next_if(|&(_, next)| goes_on(next)) {
            end = next_at + next.len_utf8();
            repeats += 1;
            if kind == Kind::Word || repeats <= REPEATS {
                hash = mix(hash, u64::from(next));
            }
        }
        into.push(Token { hash, start: at as u32, end: end as u32, kind });
    }
}

/// Gives every gram of a text to `each`. `salt` keeps the parts of a row apart.
#[inline]
pub(super) fn grams(text: &str, tokens: &[Token], reach: Reach, salt: u64, mut each: impl FnMut(Gram)) {
    let (run, pair, spelling, edge) = (mix(salt, 1), mix(salt, 2), mix(salt, 3), mix(salt, 4));
    for (first, token) in tokens.iter().enumerate() {
        let mut hash = run;
        let mut plain = true;
        for (more, next) in tokens[first..].iter().take(usize::from(reach.han.max(reach.words))).enumerate() {
            plain &= next.kind == Kind::Han;
            if more >= usize::from(if plain { reach.han } else { reach.words }) {
                break;
            }
            hash = mix(hash, next.hash);
            each(Gram { hash, first: first as u32, last: (first + more) as u32 });
        }
        if token.kind != Kind::Word {
            continue;
        }
        for (gap, next) in tokens.iter().enumerate().skip(first + 2).take(usize::from(reach.gap)) {
            each(Gram { hash: mix(mix(pair, token.hash), next.hash), first: first as u32, last: gap as u32 });
        }
        letters(&text[token.start as usize..token.end as usize], spelling, |hash| {
            each(Gram { hash, first: first as u32, last: first as u32 });
        });
    }
    if let (Some(first), Some(last), Some(end)) = (tokens.first(), tokens.last(), tokens.len().checked_sub(1)) {
        each(Gram { hash: mix(edge, first.hash), first: 0, last: 0 });
        each(Gram { hash: mix(mix(edge, 1), last.hash), first: end as u32, last: end as u32 });
    }
}

/// Letter grams of a word with its two edges marked.
fn letters(word: &str, salt: u64, mut each: impl FnMut(u64)) {
    let mut marked = ['\u{2}'; WORD_LIMIT + 2];
    let mut length = 1;
    for c in word.chars() {
        if length > WORD_LIMIT {
            return;
        }
        marked[length] = c;
        length += 1;
    }
    length += 1;
    for first in 0..length {
        let mut hash = salt;
        for (more, &c) in marked[first..length].iter().take(LETTERS.end - 1).enumerate() {
            hash = mix(hash, u64::from(c));
            if LETTERS.contains(&(more + 1)) {
                each(hash);
            }
        }
    }
}
