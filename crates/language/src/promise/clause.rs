//! Sentences and their clauses.

use std::ops::Range;

/// A clause of a sentence, in places of the folded text.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    pub(super) range: Range<usize>,
    /// The number of its sentence.
    pub(super) sentence: usize,
    /// Whether its sentence ends with it.
    pub(super) ends: bool,
    /// Whether its sentence ends with a question mark.
    pub(super) asked: bool,
    /// Whether it is the condition of what follows: it ends with 的话.
    pub(super) condition: bool,
}

/// Words after which an English clause begins, when "and" stands before them.
const AFTER_AND: [&str; 10] = ["i", "we", "you", "it", "i'll", "we'll", "you'll", "it'll", "our", "someone"];

/// Cuts a text into clauses. Signs within numbers, times and short names cut nothing.
pub(super) fn clauses(text: &str) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let mut start = 0;
    let mut sentence = 0;
    let mut first = 0;
    let bytes = text.as_bytes();
    let push = |clauses: &mut Vec<Clause>, range: Range<usize>, sentence: usize, condition: bool| {
        let words = &text[range.clone()];
        let left = words.len() - words.trim_start().len();
        let range = range.start + left..range.start + words.trim_end().len().max(left);
        if !range.is_empty() {
            clauses.push(Clause { range, sentence, ends: false, asked: false, condition });
        }
    };
    for (at, sign) in text.char_indices() {
        let next = at + sign.len_utf8();
        let digits = at > 0 && bytes[at - 1].is_ascii_digit() && bytes.get(next).is_some_and(u8::is_ascii_digit);
        match sign {
            '。' | '!' | '?' | '\n' | '…' => {}
            '.' if bytes.get(next).is_none_or(u8::is_ascii_whitespace) && !shortened(&text[start..at]) => {}
            ',' | ';' | ':' | '、' if !digits => {
                push(&mut clauses, start..at, sentence, false);
                start = next;
                continue;
            }
            '话' if text[..at].ends_with('的') => {
                push(&mut clauses, start..next, sentence, true);
                start = next;
                continue;
            }
            'a' if begins_clause(text, at) => {
                push(&mut clauses, start..at, sentence, false);
                start = at;
                continue;
            }
            _ => continue,
        }
        push(&mut clauses, start..at, sentence, false);
        start = next;
        finish(&mut clauses[first..], sign == '?');
        if clauses.len() > first {
            sentence += 1;
            first = clauses.len();
        }
    }
    push(&mut clauses, start..text.len(), sentence, false);
    finish(&mut clauses[first..], false);
    clauses
}

fn finish(sentence: &mut [Clause], asked: bool) {
    sentence.iter_mut().for_each(|clause| clause.asked = asked);
    if let Some(last) = sentence.last_mut() {
        last.ends = true;
    }
}

/// "and we'll", "and it": a clause of its own.
fn begins_clause(text: &str, at: usize) -> bool {
    let after = text[at..].strip_prefix("and ").filter(|_| text[..at].ends_with(' '));
    after.and_then(|after| after.split([' ', ',']).next()).is_some_and(|word| AFTER_AND.contains(&word))
}

/// Whether a full stop belongs to a short word: p.m., Mr., Oct.
fn shortened(before: &str) -> bool {
    let word = before.rsplit([' ', '(']).next().unwrap_or_default();
    let known =
        ["mr", "mrs", "ms", "dr", "st", "no", "approx", "e.g", "i.e", "jan", "feb", "oct", "nov", "dec", "sept"];
    known.contains(&word) || word.ends_with(".m") && !before.ends_with("p.m") && !before.ends_with("a.m")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, words: &[&str]) {
        let found: Vec<&str> = clauses(text).iter().map(|clause| &text[clause.range.clone()]).collect();
        assert_eq!(found, words);
    }

    #[test]
    fn sentences_fall_into_clauses() {
        check("您好,我们会在3,000元以内赔付。谢谢", &["您好", "我们会在3,000元以内赔付", "谢谢"]);
        check("修不好的话我们给您退款", &["修不好的话", "我们给您退款"]);
        check(
            "send it back and we'll refund you at 5.30pm. ok",
            &["send it back", "and we'll refund you at 5.30pm", "ok"],
        );
        check("", &[]);
    }
}
