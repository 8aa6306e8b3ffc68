//! Which language, script and variant a text is written in.

use crate::normal::{Hand, hand};
use serde::Serialize;

/// The language of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    En,
    /// Chinese.
    Zh,
    /// Chinese and English in one text, neither a mere name or code.
    Mixed,
    /// Words of another language.
    Other,
    /// No words: digits, signs, emoji, or too few letters to say.
    Unknown,
}

/// The script of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Script {
    /// Simplified Chinese characters, or characters that both writings share.
    Hans,
    /// Traditional Chinese characters.
    Hant,
    /// Latin letters.
    Latn,
    /// Simplified and traditional characters in one text, or Chinese and Latin words.
    Mixed,
    /// None of these.
    Other,
}

/// The variant of Chinese.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Variant {
    /// Standard written Chinese.
    Cmn,
    /// Written Cantonese.
    Yue,
}

/// Language, script and variant of one text. `sure` is the share of the evidence that agrees with the answer, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Tongue {
    /// The language.
    pub language: Language,
    /// The script.
    pub script: Script,
    /// The variant of Chinese, where there is Chinese.
    pub variant: Option<Variant>,
    /// The share of the evidence that agrees, 0 to 1; below .6 is "not sure".
    pub sure: f32,
}

/// Characters that standard Chinese hardly ever writes and Cantonese cannot do without (folded forms).
const CANTONESE: &str = "嘅咗喺唔佢哋啲嚟冇咁嘢乜嗰睇喇噉嗌搵攞畀俾哂晒咩啱瞓攰慳";

/// Words of standard characters that only Cantonese puts together so (folded).
const CANTONESE_WORDS: [&str; 10] =
    ["系咪", "几时", "点解", "边个", "边度", "而家", "听日", "寻日", "今日会覆", "得闲"];

/// English words that are in nearly every sentence. `whichlang` knows languages by their letters and is unsure on three
/// words; these are not.
const ENGLISH: [&str; 58] = [
    "the", "you", "your", "is", "are", "to", "of", "and", "my", "we", "will", "for", "it", "this", "that", "please",
    "thanks", "thank", "hi", "hello", "ok", "okay", "yes", "not", "i", "have", "has", "with", "on", "in", "at", "by",
    "be", "can", "do", "no", "order", "refund", "help", "was", "what", "when", "where", "why", "how", "don't", "i'm",
    "i'll", "we'll", "our", "soon", "but", "from", "still", "again", "never", "good", "bad",
];

/// Latin letters per Chinese character in text of the same meaning, about; a Chinese sentence with an order code is Chinese.
const LETTERS_PER_CHARACTER: usize = 4;

/// How many letters of each kind a text has.
#[derive(Default)]
struct Letters {
    chinese: usize,
    simplified: usize,
    traditional: usize,
    cantonese: usize,
    latin: usize,
    kana: usize,
    other: usize,
}

fn letters(original: &str) -> Letters {
    let mut count = Letters::default();
    for letter in original.chars() {
        match letter {
            'a'..='z' | 'A'..='Z' => count.latin += 1,
            '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => {
                count.chinese += 1;
                let (simple, writing) = hand(letter);
                match writing {
                    Hand::Simplified => count.simplified += 1,
                    Hand::Traditional => count.traditional += 1,
                    Hand::Both => {}
                }
                count.cantonese += usize::from(CANTONESE.contains(simple));
            }
            '\u{3040}'..='\u{30ff}' => count.kana += 1,
            '\u{c0}'..='\u{24f}' | '\u{ff21}'..='\u{ff5a}' => count.latin += 1,
            _ if letter.is_alphabetic() => count.other += 1,
            _ => {}
        }
    }
    count
}

/// Reads language, script and variant from the original letters and the folded text.
pub(crate) fn tongue(original: &str, folded: &str) -> Tongue {
    let count = letters(original);
    let (language, sure) = language(&count, folded);
    let variant = (count.chinese > 0 && count.kana == 0).then(|| {
        let words = CANTONESE_WORDS.iter().filter(|word| folded.contains(*word)).count();
        // One such character may be a name or an exclamation; in a long text one in fifty is still Cantonese.
        if (count.cantonese + words) * 50 > count.chinese { Variant::Yue } else { Variant::Cmn }
    });
    Tongue { language, script: script(&count, language), variant, sure }
}

fn script(count: &Letters, language: Language) -> Script {
    let marked = count.simplified + count.traditional;
    match language {
        Language::Mixed => Script::Mixed,
        _ if count.chinese == 0 && count.latin > 0 => Script::Latn,
        _ if count.chinese == 0 => Script::Other,
        Language::En => Script::Latn,
        // A tenth of the other writing is a quoted name; more is a mixture.
        _ if count.traditional * 10 >= marked.max(1) && count.simplified * 10 >= marked.max(1) => Script::Mixed,
        _ if count.traditional > count.simplified => Script::Hant,
        _ => Script::Hans,
    }
}

fn language(count: &Letters, folded: &str) -> (Language, f32) {
    let chinese = count.chinese * LETTERS_PER_CHARACTER;
    let all = chinese + count.latin + (count.kana + count.other) * LETTERS_PER_CHARACTER;
    if all == 0 {
        return (Language::Unknown, 0.0);
    }
    let share = |part: usize| part as f32 / all as f32;
    if (count.kana + count.other) * LETTERS_PER_CHARACTER > all / 3 {
        return (Language::Other, share((count.kana + count.other) * LETTERS_PER_CHARACTER));
    }
    let english = english_words(folded);
    if count.chinese > 0 && share(chinese) > 0.75 {
        return (Language::Zh, share(chinese));
    }
    if count.chinese > 0 && share(count.latin) < 0.9 {
        // Codes, brands and addresses are Latin letters too: only words make a mixture.
        return if english.known >= 2 {
            (Language::Mixed, 1.0 - share(chinese).max(share(count.latin)) + 0.5)
        } else {
            (Language::Zh, 0.6)
        };
    }
    if english.known * 5 >= english.words.max(1) {
        return (Language::En, share(count.latin).min(0.6 + 0.1 * english.known as f32));
    }
    let guess = whichlang::detect_language(head(folded)) == whichlang::Lang::Eng;
    match (english.words, guess) {
        (0, _) => (Language::Unknown, 0.0),
        (1..=2, true) => (Language::En, 0.5),
        (1..=2, false) => (Language::Unknown, 0.3),
        (_, true) => (Language::En, 0.8),
        (_, false) => (Language::Other, 0.6),
    }
}

/// The first thousand bytes, to the last character that fits: enough to know a language.
fn head(text: &str) -> &str {
    let end = (0..=text.len().min(1000)).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..end]
}

struct English {
    words: usize,
    known: usize,
}

fn english_words(folded: &str) -> English {
    let mut english = English { words: 0, known: 0 };
    for word in head(folded).split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '\'')) {
        if word.is_empty() || word.bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        english.words += 1;
        english.known += usize::from(ENGLISH.contains(&word));
    }
    english
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Normal;

    fn check(text: &str, language: Language, script: Script, variant: Option<Variant>) {
        let tongue = Normal::of(text).tongue();
        assert_eq!((tongue.language, tongue.script, tongue.variant), (language, script, variant), "{text} {tongue:?}");
    }

    #[test]
    fn language_script_and_variant_are_told_apart() {
        use Variant::{Cmn, Yue};
        check("你们的快递三天了还没到", Language::Zh, Script::Hans, Some(Cmn));
        check("請問我的訂單什麼時候會到？", Language::Zh, Script::Hant, Some(Cmn));
        check("我嘅訂單仲未到，你哋幾時先覆我？", Language::Zh, Script::Hant, Some(Yue));
        check("佢话听日会畀我答复", Language::Zh, Script::Hans, Some(Yue));
        check("My parcel never arrived and nobody answers", Language::En, Script::Latn, None);
        check("ok thanks", Language::En, Script::Latn, None);
        check("My order 我的訂單 is still not 到", Language::Mixed, Script::Mixed, Some(Cmn));
        check("订单号 AB12345678 麻烦查一下物流进度", Language::Zh, Script::Hans, Some(Cmn));
        check("¿Dónde está mi pedido? Llevo dos semanas esperando", Language::Other, Script::Latn, None);
        check("注文した商品がまだ届いていません", Language::Other, Script::Hans, None);
        check("12345 👍", Language::Unknown, Script::Other, None);
        check("", Language::Unknown, Script::Other, None);
    }

    #[test]
    fn both_writings_in_one_text_are_a_mixture() {
        check("請問订单什么时候發貨", Language::Zh, Script::Mixed, Some(Variant::Cmn));
    }
}
