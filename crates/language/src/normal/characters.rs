//! The characters of traditional and simplified writing.
//!
//! One to one on purpose: a phrase table would repair a few words (乾隆) and cost the way back to the original.

use std::sync::LazyLock;

const TABLE: &str = include_str!("../../data/characters.tsv");
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;

/// Which writing a character belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hand {
    /// Only simplified writing has it.
    Simplified,
    /// Only traditional writing has it.
    Traditional,
    /// Both have it, or it is no Chinese character.
    Both,
}

static HANDS: LazyLock<Vec<(char, Hand)>> = LazyLock::new(|| {
    let mut hands: Vec<(char, Hand)> =
        (FIRST..=LAST).map(|code| (char::from_u32(code).unwrap_or(' '), Hand::Both)).collect();
    let place = |letter: char| u32::from(letter).checked_sub(FIRST).map(|at| at as usize);
    for line in TABLE.lines() {
        let (kind, letters) = line.split_once('\t').unwrap_or_default();
        let letters: Vec<char> = letters.chars().collect();
        match kind {
            "fold" => {
                for pair in letters.chunks_exact(2) {
                    if let Some(hand) = place(pair[0]).and_then(|at| hands.get_mut(at)) {
                        *hand = (pair[1], Hand::Traditional);
                    }
                }
            }
            "hans" => {
                for letter in letters {
                    if let Some(hand) = place(letter).and_then(|at| hands.get_mut(at)) {
                        hand.1 = Hand::Simplified;
                    }
                }
            }
            _ => {}
        }
    }
    hands
});

/// The simplified form of a character, and the writing it belongs to.
pub(crate) fn hand(letter: char) -> (char, Hand) {
    let code = u32::from(letter);
    if !(FIRST..=LAST).contains(&code) {
        return (letter, Hand::Both);
    }
    HANDS.get((code - FIRST) as usize).copied().unwrap_or((letter, Hand::Both))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(letter: char, simple: char, writing: Hand) {
        assert_eq!(hand(letter), (simple, writing), "{letter}");
    }

    #[test]
    fn characters_fold_and_tell_their_writing() {
        check('請', '请', Hand::Traditional);
        check('请', '请', Hand::Simplified);
        check('后', '后', Hand::Both);
        check('後', '后', Hand::Traditional);
        check('嘅', '嘅', Hand::Both);
        check('a', 'a', Hand::Both);
    }
}
