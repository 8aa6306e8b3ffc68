//! One form for all ways of writing, with the way back to the words as they were written.
//!
//! Everything that reads reads [`Normal::text`]: compatibility forms folded (NFKC: full width, half width, ligatures), lower
//! case, traditional characters simplified one by one. Whatever was found there is told as a range of the original, so
//! that evidence is always the customer's own words.

mod characters;

pub(crate) use characters::{Hand, hand};

use crate::script::{self, Tongue};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// What is read of one text, in bytes; the rest of a longer one is not looked at, so that nobody can make us work for ever.
pub const LONGEST: usize = 1 << 20;

/// Marks over one letter that are still writing and not a prank; the rest of them is dropped from the folded text.
const MARKS: usize = 8;

/// A text in its folded form, its language and the way back to the original.
#[derive(Debug, Clone)]
pub struct Normal<'t> {
    original: &'t str,
    text: String,
    /// For each byte of the folded text, where its original character (with its marks) begins and ends; `None` when all of it
    /// is ASCII, which folds in place.
    back: Option<Vec<(u32, u32)>>,
    tongue: Tongue,
}

impl<'t> Normal<'t> {
    /// Folds a text.
    ///
    /// ```
    /// use language::Normal;
    /// let normal = Normal::of("２個工作日內回覆，OK？");
    /// assert_eq!(normal.text(), "2个工作日内回复,ok?");
    /// let at = normal.text().find("工作日").unwrap();
    /// assert_eq!(normal.words(at..at + "工作日内".len()), "工作日內");
    /// ```
    pub fn of(original: &'t str) -> Normal<'t> {
        let original = &original[..floor(original, LONGEST)];
        let (text, back) = if original.is_ascii() {
            (original.to_ascii_lowercase(), None)
        } else {
            let (text, back) = folded(original);
            (text, Some(back))
        };
        let tongue = script::tongue(original, &text);
        Normal { original, text, back, tongue }
    }

    /// The folded text: NFKC, lower case, simplified.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text as it was written (its first [`LONGEST`] bytes).
    pub fn original(&self) -> &'t str {
        self.original
    }

    /// Language, script and variant.
    pub fn tongue(&self) -> Tongue {
        self.tongue
    }

    /// The range of the original that a range of the folded text came from, in bytes. Ranges are cut to the text and to
    /// whole characters; an empty range stays empty.
    pub fn range(&self, folded: Range<usize>) -> Range<usize> {
        let (start, end) = (folded.start.min(self.text.len()), folded.end.min(self.text.len()));
        let Some(back) = &self.back else {
            return start..end.max(start);
        };
        let from = back.get(start).map_or(self.original.len(), |&(from, _)| from as usize);
        if end <= start {
            return from..from;
        }
        from..back[end - 1].1 as usize
    }

    /// The original words of a range of the folded text.
    pub fn words(&self, folded: Range<usize>) -> &'t str {
        &self.original[self.range(folded)]
    }
}

/// The last place not after `at` where a character begins.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

fn folded(original: &str) -> (String, Vec<(u32, u32)>) {
    let mut text = String::with_capacity(original.len());
    let mut back = Vec::with_capacity(original.len());
    let mut letters = original.char_indices().peekable();
    while let Some((start, letter)) = letters.next() {
        let mut end = start + letter.len_utf8();
        let mut marks = 0;
        while let Some((at, mark)) =
            letters.next_if(|&(_, next)| !next.is_ascii() && canonical_combining_class(next) != 0)
        {
            end = at + mark.len_utf8();
            marks += 1;
        }
        if marks == 0 {
            fold_one(letter, &mut text);
        } else {
            let kept = original[start..end].chars().take(1 + MARKS);
            kept.nfkc().for_each(|letter| lower(letter, &mut text));
        }
        let (start, end) = (start as u32, end as u32);
        back.resize(text.len(), (start, end));
    }
    (text, back)
}

/// Folds a letter that stands alone. Chinese characters have no decomposition but the compatibility ideographs, so the
/// common case is one look into a table.
fn fold_one(letter: char, text: &mut String) {
    match letter {
        _ if letter.is_ascii() => text.push(letter.to_ascii_lowercase()),
        // Traditional writing answers with 覆, simplified with 复; in all other words the two keep 覆.
        '覆' if text.ends_with(['回', '答']) => text.push('复'),
        '\u{3400}'..='\u{9fff}' => text.push(hand(letter).0),
        '\u{ff01}'..='\u{ff5e}' => {
            let narrow = char::from(u8::try_from(u32::from(letter) - 0xfee0).unwrap_or(b' '));
            text.push(narrow.to_ascii_lowercase());
        }
        '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{ad}' => {}
        '‘' | '’' | '`' | '´' => text.push('\''),
        '“' | '”' => text.push('"'),
        '–' | '—' | '−' => text.push('-'),
        _ => std::iter::once(letter).nfkc().for_each(|letter| lower(letter, text)),
    }
}

fn lower(letter: char, text: &mut String) {
    letter.to_lowercase().for_each(|letter| text.push(hand(letter).0));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(original: &str, folded: &str, find: &str, written: &str) {
        let normal = Normal::of(original);
        assert_eq!(normal.text(), folded);
        let at = normal.text().find(find).expect("the words are there");
        assert_eq!(normal.words(at..at + find.len()), written, "{original}");
    }

    #[test]
    fn every_way_of_writing_has_one_form_and_a_way_back() {
        check("Order ＃１２３　ＯＫ", "order #123 ok", "ok", "ＯＫ");
        check("訂單還沒到貨，請幫忙查詢！", "订单还没到货,请帮忙查询!", "查询", "查詢");
        check("We’ll call you", "we'll call you", "we'll", "We’ll");
        check("Cafe\u{301} ﬁnal", "café final", "café", "Cafe\u{301}");
        check("㈱ 👍🏽 好", "(株) 👍🏽 好", "(株)", "㈱");
        check("İstanbul", "i̇stanbul", "stan", "stan");
        check("in\u{200b}visible", "invisible", "invisible", "in\u{200b}visible");
    }

    #[test]
    fn a_tower_of_marks_stays_small() {
        let tower = format!("a{}", "\u{301}".repeat(100_000));
        assert!(Normal::of(&tower).text().len() < 64);
    }

    #[test]
    fn what_is_longer_than_the_longest_is_cut_at_a_character() {
        let long = "啊".repeat(LONGEST / 3 + 10);
        assert_eq!(Normal::of(&long).original().len(), LONGEST / 3 * 3);
    }

    proptest! {
        #[test]
        fn every_range_of_the_folded_text_is_words_of_the_original(text in "\\PC{0,40}", a in 0usize..60, b in 0usize..60) {
            let normal = Normal::of(&text);
            let boundary = |at: usize| floor(normal.text(), at);
            let _ = normal.words(boundary(a)..boundary(b));
            let _ = normal.words(a..b);
            prop_assert_eq!(normal.words(0..normal.text().len()).is_empty(), normal.text().is_empty());
        }
    }
}
