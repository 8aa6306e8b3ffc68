//! English words: contractions taken apart, slips mended, endings taken off.

use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// A word of the folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Where it stands in the folded text. The two halves of a contraction share a place.
    pub(crate) at: Range<usize>,
    /// The word, mended: `can't` is `can` and `not`.
    pub(crate) text: String,
    /// Without its ending: `refunded` and `refunding` are `refund`.
    pub(crate) stem: String,
}

/// The words of Latin letters and digits in a range of the folded text.
pub(crate) fn words(text: &str, range: Range<usize>) -> Vec<Word> {
    let word = |(at, text): (Range<usize>, &str)| Word { at, stem: stem(text), text: text.to_owned() };
    spoken(text, range).into_iter().map(word).collect()
}

/// The same without their stems: where each stands, and what it is, mended.
pub(crate) fn spoken(text: &str, range: Range<usize>) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut start = None;
    let inner = &text[range.clone()];
    for (at, letter) in inner.char_indices().chain([(inner.len(), ' ')]) {
        let part = letter.is_ascii_alphanumeric() || (letter.is_alphabetic() && (letter as u32) < 0x250);
        let joins = letter == '\'' && start.is_some();
        match (part || joins, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                put(&mut found, inner[from..at].trim_end_matches('\''), range.start + from);
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Adds a word, in its parts if it is a contraction.
fn put<'t>(found: &mut Vec<(Range<usize>, &'t str)>, written: &'t str, from: usize) {
    if written.is_empty() {
        return;
    }
    let at = from..from + written.len();
    let mut push = |text: &'t str| found.push((at.clone(), mended(text)));
    if let Some(parts) = SHORT.get(written) {
        parts.iter().for_each(|part| push(part));
        return;
    }
    if let Some(aux) = written.strip_suffix("n't") {
        push(aux);
        push("not");
        return;
    }
    let tails = [("'ll", "will"), ("'re", "are"), ("'ve", "have"), ("'m", "am"), ("'d", "would")];
    if let Some((host, tail)) = tails.iter().find_map(|(short, tail)| Some((written.strip_suffix(short)?, tail))) {
        push(host);
        push(tail);
        return;
    }
    match written.strip_suffix("'s") {
        Some(host) if matches!(host, "it" | "that" | "there" | "what" | "he" | "she" | "here" | "who" | "where") => {
            push(host);
            push("is");
        }
        Some(host) if !host.is_empty() => push(host),
        _ => push(written),
    }
}

static SHORT: LazyLock<FxHashMap<&str, &[&str]>> = LazyLock::new(|| CONTRACTED.into_iter().collect());

static BASES: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| IRREGULAR.into_iter().collect());

/// Contractions that do not follow the rule, and the ones people write without the apostrophe.
const CONTRACTED: [(&str, &[&str]); 28] = [
    ("can't", &["can", "not"]),
    ("cant", &["can", "not"]),
    ("cannot", &["can", "not"]),
    ("cannnot", &["can", "not"]),
    ("canot", &["can", "not"]),
    ("won't", &["will", "not"]),
    ("wont", &["will", "not"]),
    ("shan't", &["shall", "not"]),
    ("ain't", &["is", "not"]),
    ("dont", &["do", "not"]),
    ("doesnt", &["does", "not"]),
    ("didnt", &["did", "not"]),
    ("isnt", &["is", "not"]),
    ("arent", &["are", "not"]),
    ("wasnt", &["was", "not"]),
    ("werent", &["were", "not"]),
    ("couldnt", &["could", "not"]),
    ("wouldnt", &["would", "not"]),
    ("shouldnt", &["should", "not"]),
    ("hasnt", &["has", "not"]),
    ("havent", &["have", "not"]),
    ("im", &["i", "am"]),
    ("ive", &["i", "have"]),
    ("youre", &["you", "are"]),
    ("weve", &["we", "have"]),
    ("theyre", &["they", "are"]),
    ("thats", &["that", "is"]),
    ("gonna", &["going", "to"]),
];

/// Words the rules stand on, and that are long enough for one slip not to make another word of them.
const MENDED: [&str; 34] = [
    "unfortunately",
    "unable",
    "because",
    "refund",
    "refunded",
    "available",
    "possible",
    "impossible",
    "cancelled",
    "receive",
    "received",
    "delivery",
    "delivered",
    "discount",
    "exchange",
    "warranty",
    "replacement",
    "instead",
    "alternatively",
    "allowed",
    "accept",
    "accepted",
    "declined",
    "rejected",
    "refuse",
    "offer",
    "eligible",
    "voucher",
    "password",
    "payment",
    "address",
    "invoice",
    "return",
    "although",
];

/// The word that was meant, if one slip (a letter too many, too few, wrong, or two turned round) lies between.
fn mended(written: &str) -> &str {
    if written.len() < 5 || !written.is_ascii() {
        return written;
    }
    let close = MENDED.iter().find(|word| one_slip(written.as_bytes(), word.as_bytes()));
    close.map_or(written, |word| *word)
}

/// Whether one slip turns one word into the other. The ends of a word are where `s`, `d` and `r` make another word, so the
/// last letter must agree, and the first too.
pub(crate) fn one_slip(a: &[u8], b: &[u8]) -> bool {
    // The cheap questions first: nearly every pair of words differs in them.
    if a.len().abs_diff(b.len()) > 1 || a.first() != b.first() || a.last() != b.last() || a == b {
        return false;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    if short.len() < long.len() {
        return short[same..] == long[same + 1..];
    }
    let rest = same + 1;
    let turned = a.len() > rest && a[same] == b[rest] && a[rest] == b[same] && a[rest + 1..] == b[rest + 1..];
    turned || a[rest..] == b[rest..]
}

/// Irregular forms and what they are forms of.
const IRREGULAR: [(&str, &str); 50] = [
    ("gave", "give"),
    ("given", "give"),
    ("took", "take"),
    ("taken", "take"),
    ("made", "make"),
    ("sent", "send"),
    ("paid", "pay"),
    ("did", "do"),
    ("done", "do"),
    ("does", "do"),
    ("got", "get"),
    ("went", "go"),
    ("gone", "go"),
    ("came", "come"),
    ("lost", "lose"),
    ("bought", "buy"),
    ("sold", "sell"),
    ("told", "tell"),
    ("said", "say"),
    ("found", "find"),
    ("left", "leave"),
    ("brought", "bring"),
    ("broke", "break"),
    ("broken", "break"),
    ("wrote", "write"),
    ("written", "write"),
    ("kept", "keep"),
    ("held", "hold"),
    ("met", "meet"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("chose", "choose"),
    ("chosen", "choose"),
    ("forgot", "forget"),
    ("forgotten", "forget"),
    ("has", "have"),
    ("had", "have"),
    ("lent", "lend"),
    ("shown", "show"),
    ("froze", "freeze"),
    ("frozen", "freeze"),
    ("built", "build"),
    ("understood", "understand"),
    ("drove", "drive"),
    ("flew", "fly"),
    ("flown", "fly"),
    ("stole", "steal"),
    ("stolen", "steal"),
    ("wore", "wear"),
    ("worn", "wear"),
];

/// The word without its ending; light on purpose: the same word in other forms gives the same stem, and few other words do.
pub(crate) fn stem(word: &str) -> String {
    let word = BASES.get(word).copied().unwrap_or(word);
    if word.len() < 4 || !word.is_ascii() {
        return word.to_owned();
    }
    let mut base = bare(word);
    if base.len() > 3 && base.ends_with('e') {
        base.pop();
    }
    let letters = base.as_bytes();
    if base.len() > 3 && letters[letters.len() - 1] == letters[letters.len() - 2] {
        base.pop();
    }
    base
}

/// The word without `-s`, `-ed`, `-ing`, `-ly`.
fn bare(word: &str) -> String {
    for ending in ["ies", "ied"] {
        if let Some(base) = word.strip_suffix(ending).filter(|base| base.len() > 1) {
            return format!("{base}y");
        }
    }
    let vowel = |base: &str| base.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    for ending in ["ing", "ed", "ly"] {
        if let Some(base) = word.strip_suffix(ending).filter(|base| base.len() > 2 && vowel(base)) {
            return base.to_owned();
        }
    }
    let sibilant = ["sses", "xes", "zes", "ches", "shes"].iter().any(|ending| word.ends_with(ending));
    if sibilant {
        return word[..word.len() - 2].to_owned();
    }
    match word.strip_suffix('s') {
        Some(base) if !base.ends_with(['s', 'u', 'i']) => base.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = words(text, 0..text.len());
        assert_eq!(found.iter().map(|word| word.text.as_str()).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn contractions_come_apart_with_or_without_their_apostrophe() {
        check("we can't, dont and won't", &["we", "can", "not", "do", "not", "and", "will", "not"]);
        check("i'm sure it's john's", &["i", "am", "sure", "it", "is", "john"]);
        check("退款 refund了 ok", &["refund", "ok"]);
    }

    #[test]
    fn one_slip_is_mended_and_two_are_not() {
        check("unfortunatly the recieved dsicuont", &["unfortunately", "the", "received", "dsicuont"]);
        check("returns returned", &["returns", "returned"]);
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for forms in [
            &["refund", "refunds", "refunded", "refunding"][..],
            &["cancel", "cancelled", "cancels", "cancelling"],
            &["deny", "denied", "denies"],
            &["ship", "shipping", "shipped"],
            &["take", "taking", "took", "taken"],
            &["sell", "selling", "sold"],
        ] {
            assert!(forms.iter().all(|form| stem(form) == stem(forms[0])), "{forms:?}");
        }
        assert_ne!(stem("news"), stem("newly")[..1]);
    }
}
