//! Sentences and clauses of a folded text, and which of them are asked, supposed or quoted.

use std::ops::Range;

/// A piece of a sentence between commas and conjunctions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clause {
    /// Where it stands in the folded text, without its closing mark.
    pub(crate) at: Range<usize>,
    /// Which sentence it belongs to, counted from 0.
    pub(crate) sentence: usize,
    /// Whether a question mark closes it.
    pub(crate) asked: bool,
    /// Whether more of it than not stands in quotation marks.
    pub(crate) quoted: bool,
}

/// English words that open a new clause.
const OPENERS: [&str; 24] = [
    "but",
    "so",
    "because",
    "since",
    "though",
    "although",
    "however",
    "if",
    "when",
    "unless",
    "while",
    "which",
    "and",
    "therefore",
    "hence",
    "whereas",
    "instead",
    "until",
    "as",
    "once",
    "yet",
    "or",
    "nor",
    "otherwise",
];

/// Words with which the subject of a clause begins.
const SUBJECTS: [&str; 42] = [
    "i",
    "we",
    "you",
    "it",
    "he",
    "she",
    "they",
    "the",
    "your",
    "our",
    "my",
    "this",
    "that",
    "these",
    "those",
    "there",
    "a",
    "an",
    "no",
    "all",
    "if",
    "once",
    "please",
    "even",
    "can",
    "what",
    "why",
    "would",
    "is",
    "their",
    "not",
    "do",
    "does",
    "will",
    "have",
    "has",
    "was",
    "were",
    "are",
    "therefore",
    "so",
    "when",
];

/// Chinese conjunctions before which a clause ends even where no comma stands.
const LINKS: [&str; 13] =
    ["所以", "因此", "因而", "但是", "因为", "由于", "如果", "然而", "可是", "只能", "而且", "并且", "否则"];

/// The sentences of a text: its clauses, put together again.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences: Vec<Range<usize>> = Vec::new();
    let mut last = None;
    for clause in clauses(text) {
        match (sentences.last_mut(), last == Some(clause.sentence)) {
            (Some(sentence), true) => sentence.end = clause.at.end,
            _ => sentences.push(clause.at.clone()),
        }
        last = Some(clause.sentence);
    }
    sentences
}

/// Cuts a folded text into clauses.
pub(crate) fn clauses(text: &str) -> Vec<Clause> {
    let mut found = Vec::new();
    let (mut start, mut sentence) = (0, 0);
    let quotes = quoted(text);
    for (at, mark) in text.char_indices() {
        let end = at + mark.len_utf8();
        let Some(ends) = closing(text, at, mark) else { continue };
        put(&mut found, text, start..at, sentence, mark == '?', &quotes);
        start = end;
        sentence += usize::from(ends);
    }
    put(&mut found, text, start..text.len(), sentence, false, &quotes);
    found
}

/// Whether a mark closes a clause, and if so whether it closes the sentence.
fn closing(text: &str, at: usize, mark: char) -> Option<bool> {
    let next = || text[at + mark.len_utf8()..].chars().next();
    let before = || text[..at].chars().next_back();
    match mark {
        '。' | '!' | '?' | '\n' | '…' | '~' => Some(true),
        ';' => Some(true),
        '.' => {
            let closes = next().is_none_or(|c| c.is_whitespace() || super::han(c) || c == '"');
            let title = ["mr", "ms", "mrs", "dr", "e.g", "i.e", "a.m", "p.m"];
            let word = text[..at].rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
            (closes && !title.contains(&word)).then_some(true)
        }
        ',' if before().is_some_and(|c| c.is_ascii_digit()) && next().is_some_and(|c| c.is_ascii_digit()) => None,
        ':' if next().is_some_and(|c| c.is_ascii_digit() || c == '/') => None,
        ',' | ':' | '(' | ')' => Some(false),
        '-' if before() == Some(' ') || next() == Some('-') => Some(false),
        _ => None,
    }
}

/// Adds a stretch between marks, cut again before conjunctions.
fn put(found: &mut Vec<Clause>, text: &str, at: Range<usize>, sentence: usize, asked: bool, quotes: &[Range<usize>]) {
    let mut cuts = vec![at.start];
    let inner = &text[at.clone()];
    if !inner.is_ascii() {
        for link in LINKS {
            cuts.extend(inner.match_indices(link).map(|(within, _)| at.start + within));
        }
        cuts.extend(particles(inner).map(|within| at.start + within));
    }
    let spoken = super::word::spoken(text, at.clone());
    for (nth, (place, word)) in spoken.iter().enumerate() {
        let next = spoken.get(nth + 1).map_or("", |next| next.1);
        // `so noisy`, `as soon as`, `since Monday` open nothing; with somebody or something after them they do.
        let loose = !matches!(*word, "so" | "as" | "since" | "once" | "and" | "or") || SUBJECTS.contains(&next);
        if OPENERS.contains(word) && loose {
            cuts.push(place.start);
        }
    }
    cuts.push(at.end);
    cuts.sort_unstable();
    let pairs: Vec<Range<usize>> = cuts.windows(2).map(|pair| pair[0]..pair[1]).collect();
    let solid: Vec<&Range<usize>> = pairs.iter().filter(|piece| !text[(*piece).clone()].trim().is_empty()).collect();
    for (nth, piece) in solid.iter().enumerate() {
        let inside: usize = quotes.iter().map(|q| q.end.min(piece.end).saturating_sub(q.start.max(piece.start))).sum();
        let quoted = inside * 2 > piece.len();
        found.push(Clause { at: (*piece).clone(), sentence, asked: asked && nth + 1 == solid.len(), quoted });
    }
}

/// Where a final particle ends a clause in the middle of a run of characters, as people write in chats: `已经过期了哦可以换`.
fn particles(inner: &str) -> impl Iterator<Item = usize> {
    let letters: Vec<(usize, char)> = inner.char_indices().collect();
    let cuts: Vec<usize> = letters
        .windows(2)
        .enumerate()
        .filter(|(nth, pair)| {
            *nth >= 3 && *nth + 4 < letters.len() && super::han(pair[1].1) && ends_clause(pair[0].1, pair[1].1)
        })
        .map(|(_, pair)| pair[1].0)
        .collect();
    cuts.into_iter()
}

/// Whether a particle closes a clause before the next character. Cantonese 呢 is "this", and 哈 begins names and laughter.
fn ends_clause(particle: char, next: char) -> bool {
    match particle {
        '呢' => !"个度张件款种位次间部条月啲排边阵亲".contains(next),
        '吗' | '哦' | '喔' | '哟' | '啦' | '嘞' | '噢' => !"啡亲哦".contains(next),
        _ => false,
    }
}

/// The stretches in quotation marks. A mark that is never closed quotes nothing.
pub(crate) fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, mark) in text.char_indices() {
        match (open, mark) {
            (Some((from, close)), _) if mark == close => {
                found.push(from..at);
                open = None;
            }
            (None, '"') => open = Some((at + 1, '"')),
            (None, '「') => open = Some((at + 3, '」')),
            (None, '『') => open = Some((at + 3, '』')),
            (None, '《') => open = Some((at + 3, '》')),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = clauses(text);
        assert_eq!(found.iter().map(|clause| text[clause.at.clone()].trim()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_text_falls_into_clauses() {
        check(
            "sorry, we can't because it expired.next? 3.5 kg at 10:30",
            &["sorry", "we can't", "because it expired.next", "3.5 kg at 10:30"],
        );
        check("您的券过期了所以不能用,但可以换。好吗?", &["您的券过期了", "所以不能用", "但可以换", "好吗"]);
    }

    #[test]
    fn what_is_quoted_and_asked_is_known() {
        let found = clauses("you said \"we cannot\". why?");
        assert!(found.iter().any(|clause| clause.asked));
        let only = clauses("您说:\"不能退\",已退");
        assert_eq!(only.iter().map(|clause| clause.quoted).collect::<Vec<_>>(), [false, true, false]);
    }
}
