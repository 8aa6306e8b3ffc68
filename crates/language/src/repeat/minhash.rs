//! How alike two texts are by their shingles: exactly for two sets at hand, by MinHash (Broder 1997) for sets that are gone.
//!
//! A shingle is five tokens: words of English, characters of Chinese. Numbers and codes are masked: a script that names another order is the
//! same script.

use crate::reading::{han, words};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How many minima a sketch keeps. The standard error of its estimate of a true similarity J is
/// sqrt(J (1 - J) / 128), at most .0442.
pub const SIZE: usize = 128;

/// How many words of English or characters of Chinese a shingle spans.
pub const WORDS: usize = 5;

/// A hash of bytes that is the same on every machine: eight bytes at a time in fixed order, then the length.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let folded = bytes.chunks(8).fold(0, |seed, chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        mix(seed ^ u64::from_le_bytes(word))
    });
    mix(folded ^ bytes.len() as u64)
}

/// The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every bit of the input moves half of the bits of the output.
pub(crate) fn mix(mut seed: u64) -> u64 {
    seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    seed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    seed = (seed ^ (seed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    seed ^ (seed >> 31)
}

/// The tokens of a folded text and where they stand: words of Latin letters, single Chinese characters, `#` for every number
/// or code.
pub(crate) fn tokens(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found: Vec<(String, Range<usize>)> = Vec::new();
    for word in words(text, 0..text.len()) {
        let number = word.text.bytes().any(|byte| byte.is_ascii_digit());
        found.push((if number { "#".to_owned() } else { word.text }, word.at));
    }
    let letters = text.char_indices().filter(|(_, letter)| han(*letter));
    found.extend(letters.map(|(at, letter)| (letter.to_string(), at..at + letter.len_utf8())));
    found.sort_by_key(|(_, at)| at.start);
    found
}

/// Each window of `size` tokens as a hash, with where it stands. A text shorter than a window is one window.
pub(crate) fn windows(text: &str, size: usize) -> Vec<(u64, Range<usize>)> {
    let tokens = tokens(text);
    if tokens.is_empty() {
        return Vec::new();
    }
    let slices = tokens.windows(size.clamp(1, tokens.len()));
    slices
        .map(|window| {
            let joined: Vec<&str> = window.iter().map(|(token, _)| token.as_str()).collect();
            (hash(joined.join(" ").as_bytes()), window[0].1.start..window[window.len() - 1].1.end)
        })
        .collect()
}

/// The shingles of a folded text as hashes, each once, sorted.
pub fn shingles(text: &str) -> Vec<u64> {
    shingles_of(text, WORDS)
}

/// The shingles of `size` tokens.
pub(crate) fn shingles_of(text: &str, size: usize) -> Vec<u64> {
    set(windows(text, size).into_iter().map(|(hash, _)| hash))
}

/// Hashes as a sorted set.
pub(crate) fn set(hashes: impl IntoIterator<Item = u64>) -> Vec<u64> {
    let mut found: Vec<u64> = hashes.into_iter().collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The Jaccard similarity of two sorted sets: what they share, over what either has. Two empty sets share nothing.
pub fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    let shared = shared(a, b);
    let all = a.len() + b.len() - shared;
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

/// The share of the first sorted set that the second has too.
pub fn contained(a: &[u64], b: &[u64]) -> f64 {
    if a.is_empty() { 0.0 } else { shared(a, b) as f64 / a.len() as f64 }
}

fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut left, mut right, mut count) = (0, 0, 0);
    while left < a.len() && right < b.len() {
        match a[left].cmp(&b[right]) {
            std::cmp::Ordering::Less => left += 1,
            std::cmp::Ordering::Greater => right += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                left += 1;
                right += 1;
            }
        }
    }
    count
}

/// The smallest hash of a set under each of [`SIZE`] hash functions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch(Vec<u32>);

impl Sketch {
    /// The sketch of a set of shingles. The empty set has one too; it is like nothing.
    pub fn of(shingles: &[u64]) -> Sketch {
        let mut minima = vec![u32::MAX; SIZE];
        for shingle in shingles {
            for (nth, least) in minima.iter_mut().enumerate() {
                let hashed = (mix(shingle ^ (nth as u64).wrapping_mul(0xd6e8_feb8_6659_fd93)) >> 32) as u32;
                *least = hashed.min(*least);
            }
        }
        Sketch(minima)
    }

    /// The estimate of the Jaccard similarity: the share of minima that agree.
    pub fn alike(&self, other: &Sketch) -> f64 {
        let agree = self.0.iter().zip(&other.0).filter(|(a, b)| a == b && **a != u32::MAX).count();
        agree as f64 / SIZE as f64
    }

    /// The sketch of the union of both sets.
    pub fn union(&self, other: &Sketch) -> Sketch {
        Sketch(self.0.iter().zip(&other.0).map(|(a, b)| *a.min(b)).collect())
    }

    /// The minima.
    pub(crate) fn minima(&self) -> &[u32] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_same_script_with_another_order_number_is_the_same() {
        let first = shingles("您的订单12345已经发货,请耐心等待,感谢您的支持");
        let second = shingles("您的订单67890已经发货,请耐心等待,感谢您的支持");
        assert_eq!(jaccard(&first, &second), 1.0);
        assert_eq!(jaccard(&first, &shingles("washing machine leaks since monday")), 0.0);
    }

    #[test]
    fn estimates_have_the_standard_error_they_claim() {
        // 400 pairs of known similarity: the errors over sqrt(J(1-J)/128) must have about unit variance.
        let mut squares = 0.0;
        let mut most = 0.0_f64;
        for pair in 0..400_u64 {
            let (shared, own) = (10 + pair % 50, 5 + pair % 30);
            let set = |side: u64| -> Vec<u64> {
                let mut all: Vec<u64> = (0..shared).map(|n| mix(pair << 32 | n)).collect();
                all.extend((0..own).map(|n| mix(pair << 32 | 1 << 20 | side << 16 | n)));
                all.sort_unstable();
                all
            };
            let (a, b) = (set(1), set(2));
            let truth = jaccard(&a, &b);
            let error = Sketch::of(&a).alike(&Sketch::of(&b)) - truth;
            let standard = (truth * (1.0 - truth) / SIZE as f64).sqrt();
            squares += (error / standard).powi(2);
            most = most.max((error / standard).abs());
        }
        let variance = squares / 400.0;
        println!("variance of standardised errors {variance:.3}, largest {most:.2} standard errors");
        assert!((0.75..1.25).contains(&variance) && most < 4.5, "{variance} {most}");
    }

    proptest! {
        #[test]
        fn an_estimate_is_within_five_standard_errors(
            a in proptest::collection::btree_set(any::<u64>(), 1..80),
            b in proptest::collection::btree_set(any::<u64>(), 1..80),
            common in proptest::collection::btree_set(any::<u64>(), 0..80),
        ) {
            let union = |set: &std::collections::BTreeSet<u64>| -> Vec<u64> { set.union(&common).copied().collect() };
            let (a, b) = (union(&a), union(&b));
            let truth = jaccard(&a, &b);
            let (first, second) = (Sketch::of(&a), Sketch::of(&b));
            let standard = (truth * (1.0 - truth) / SIZE as f64).sqrt();
            prop_assert!((first.alike(&second) - truth).abs() <= 5.0 * standard + 1e-9);
            let mut both: Vec<u64> = a.iter().chain(&b).copied().collect();
            both.sort_unstable();
            both.dedup();
            prop_assert_eq!(first.union(&second), Sketch::of(&both));
        }

        #[test]
        fn any_text_has_shingles_and_is_like_itself(text in "\\PC{0,60}") {
            let found = shingles(&text);
            prop_assert_eq!(jaccard(&found, &found), if found.is_empty() { 0.0 } else { 1.0 });
        }
    }
}
