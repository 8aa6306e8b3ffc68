//! Promises in English: will, 'll, going to and their like, with what a service does.

mod verb;
mod words;

use super::Act;
use super::clause::Clause;
use std::ops::Range;
use words::{Token, tokens};

/// Who a clause is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// I, we, our team, an agent.
    Ours,
    /// You, who will receive.
    You,
    /// A thing: it, your refund.
    Thing,
    /// Somebody else: the bank, my neighbour.
    Other,
}

/// Words that make a whole sentence a rule or a report.
const RULES: [&str; 16] = [
    "policy",
    "policies",
    "terms",
    "typically",
    "usually",
    "normally",
    "generally",
    "ordinarily",
    "standard",
    "said",
    "says",
    "told",
    "claimed",
    "states",
    "promised",
    "customers",
];

/// Phrases that do the same, or that only a customer says.
const PHRASES: [&str; 31] = [
    "as a rule",
    "assured me",
    "assured us",
    "according to",
    "was going to",
    "were going to",
    "would have",
    "had planned",
    "if only",
    "no guarantee",
    "i'll go to",
    "i will go to",
    "my lawyer",
    "my bank",
    "bad review",
    "small claims",
    "never buy",
    "or i will",
    "or i'll",
    "or else",
    "if i were",
    "had you ",
    "if you had",
    "orders placed",
    "each order",
    "every order",
    "what if",
    "i would like",
    "you said",
    "note:",
    "please note",
];

/// Words before the promise that make it none.
const DOUBTS: [&str; 22] = [
    "hope",
    "hopefully",
    "assume",
    "thought",
    "doubt",
    "wish",
    "unlikely",
    "maybe",
    "perhaps",
    "probably",
    "would",
    "could",
    "might",
    "unsure",
    "guess",
    "think",
    "suppose",
    "afraid",
    "wonder",
    "suspect",
    "hoped",
    "unable",
];

/// Somebody who is not the company.
const OTHERS: [&str; 16] = [
    "bank",
    "seller",
    "vendor",
    "airline",
    "fedex",
    "ups",
    "dhl",
    "usps",
    "neighbour",
    "neighbor",
    "police",
    "landlord",
    "bureau",
    "ceo",
    "government",
    "retailer",
];

/// Somebody of the company.
const STAFF: [&str; 44] = [
    "team",
    "teams",
    "agent",
    "agents",
    "specialist",
    "manager",
    "managers",
    "supervisor",
    "colleague",
    "colleagues",
    "technician",
    "engineer",
    "engineers",
    "department",
    "representative",
    "rep",
    "someone",
    "somebody",
    "member",
    "advisor",
    "adviser",
    "driver",
    "courier",
    "support",
    "finance",
    "billing",
    "warehouse",
    "staff",
    "lead",
    "director",
    "expert",
    "he",
    "she",
    "they",
    "company",
    "installer",
    "mechanic",
    "plumber",
    "group",
    "desk",
    "service",
    "people",
    "officer",
    "concierge",
];

const ADVERBS: [&str; 24] = [
    "personally",
    "also",
    "then",
    "now",
    "certainly",
    "definitely",
    "surely",
    "just",
    "gladly",
    "happily",
    "immediately",
    "promptly",
    "shortly",
    "soon",
    "absolutely",
    "be",
    "of",
    "course",
    "try",
    "to",
    "still",
    "quickly",
    "always",
    "all",
];

/// Whether something must happen first.
pub(super) fn conditional(text: &str, sentence: &[Clause]) -> bool {
    let starts = [
        "if ",
        "once ",
        "should ",
        "provided ",
        "as long as ",
        "in case ",
        "assuming ",
        "unless ",
        "when ",
        "after you",
        "as soon as",
    ];
    let within = [
        " if ",
        " once ",
        " unless ",
        " provided ",
        " as long as ",
        " as soon as you",
        " as soon as your",
        " when you",
        " when your",
        "after you ",
    ];
    sentence.iter().any(|clause| {
        let words = &text[clause.range.clone()];
        let words = words.strip_prefix("and ").unwrap_or(words);
        starts.iter().any(|start| words.starts_with(start))
            || within.iter().any(|word| words.contains(word))
            || words.starts_with("as soon as it")
            || imperative(words) && sentence.len() > 1
    })
}

/// "send me the receipt and …": what the customer must do first.
fn imperative(words: &str) -> bool {
    ["send ", "dm ", "share ", "provide ", "reply with ", "pm ", "email us", "message us", "tell me "]
        .iter()
        .any(|start| words.strip_prefix("please ").unwrap_or(words).starts_with(start))
}

/// The promises of a sentence, each with the number of its clause.
pub(super) fn acts(text: &str, sentence: &[Clause]) -> Vec<(usize, Act)> {
    let (Some(first), Some(last)) = (sentence.first(), sentence.last()) else { return Vec::new() };
    let whole = &text[first.range.start..last.range.end];
    if first.asked || !whole.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return Vec::new();
    }
    let ruled = words::any(whole, &RULES) || PHRASES.iter().any(|phrase| whole.contains(phrase));
    if ruled && !whole.contains("i promise") && !whole.contains("we promise") || asks(whole) {
        return Vec::new();
    }
    let acts = sentence.iter().enumerate();
    acts.filter_map(|(at, clause)| Some((at, act(text, clause.range.clone())?))).collect()
}

/// Whether a sentence asks although no question mark stands there.
fn asks(whole: &str) -> bool {
    let mut words = whole.split(' ');
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    let helper =
        ["will", "can", "could", "may", "shall", "do", "does", "did", "are", "is", "was", "would", "have", "has", "so"];
    let person = ["i", "you", "we", "it", "they", "someone", "somebody", "anyone", "there", "my", "your", "the", "do"];
    let wh = ["when", "why", "how", "who", "what", "where", "which"];
    helper.contains(&first) && person.contains(&second)
        || wh.contains(&first)
            && (helper.contains(&second) || ["won't", "can't", "long", "soon", "much"].contains(&second))
}

/// The promise of a clause.
fn act(text: &str, range: Range<usize>) -> Option<Act> {
    let tokens = tokens(text, range.clone());
    if let Some(act) = expected(&tokens, &range).or_else(|| vowed(&tokens, &range)) {
        return Some(act);
    }
    (0..tokens.len()).find_map(|at| will(&tokens, at, &range).or_else(|| under_way(&tokens, at, &range)))
}

/// "we are sending a replacement today": what is under way is promised where its day is named.
fn under_way(tokens: &[Token<'_>], at: usize, range: &Range<usize>) -> Option<Act> {
    const DAYS: [&str; 14] = [
        "today",
        "tomorrow",
        "tonight",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "week",
        "hours",
        "days",
        "noon",
    ];
    let doing = tokens.get(at + 1).filter(|token| verb::DOING.contains(&token.word))?;
    let is =
        matches!(tokens[at].word, "am" | "are") || tokens[at].word.ends_with("'m") || tokens[at].word.ends_with("'re");
    let named = tokens[at + 1..].iter().any(|token| DAYS.contains(&token.word));
    let (who, subject) = subject(&tokens[..=at]).filter(|_| is && named)?;
    (who == Who::Ours).then_some(Act { who: Some(subject), what: doing.start..range.end, score: 0.7 })
}

/// "you can expect our call", "expect a call from our engineer".
fn expected(tokens: &[Token<'_>], range: &Range<usize>) -> Option<Act> {
    let at = tokens.iter().position(|token| token.word == "expect")?;
    let before: Vec<&str> = tokens[..at].iter().map(|token| token.word).collect();
    let told = before.is_empty()
        || before.ends_with(&["you", "can"])
        || before.ends_with(&["please"])
        || before.ends_with(&["you", "should"]);
    let next = tokens.get(at + 1)?;
    let deed = [
        "call",
        "reply",
        "email",
        "answer",
        "response",
        "refund",
        "update",
        "message",
        "hear",
        "delivery",
        "visit",
        "replacement",
        "contact",
    ];
    let named = tokens[at + 1..].iter().take(5).any(|token| deed.contains(&token.word));
    (told && named && next.word != "me").then_some(Act { who: None, what: next.start..range.end, score: 0.75 })
}

/// "i promise to make this right", "we commit to resolving this", "let me check on that for you".
fn vowed(tokens: &[Token<'_>], range: &Range<usize>) -> Option<Act> {
    let at = tokens
        .iter()
        .position(|token| matches!(token.word, "promise" | "commit" | "pledge" | "undertake" | "guarantee"))?;
    let who = tokens[..at].iter().rev().find(|token| !ADVERBS.contains(&token.word))?;
    let told = matches!(who.word, "i" | "we") && tokens.get(at + 1)?.word == "to";
    told.then(|| Act {
        who: Some(who.start..who.end),
        what: tokens.get(at + 2).map_or(range.end, |token| token.start)..range.end,
        score: 0.85,
    })
}

/// Where the deed begins behind a word of the future at `at`, and who does it.
fn will(tokens: &[Token<'_>], at: usize, range: &Range<usize>) -> Option<Act> {
    let word = tokens[at].word;
    let (subject_end, mut next) = match word {
        "will" | "shall" => (at, at + 1),
        "gonna" | "going" if is_to_be(tokens, at) => (at, at + usize::from(word == "going") + 1),
        "ill" => (at + 1, at + 1),
        _ if word.ends_with("'ll") => (at + 1, at + 1),
        "won't" => (at, at + 1),
        _ => return None,
    };
    if word == "going" && tokens.get(at + 1).is_none_or(|token| token.word != "to") {
        return None;
    }
    let before = &tokens[..subject_end];
    if before.iter().any(|token| DOUBTS.contains(&token.word)) || doubts(before) {
        return None;
    }
    let mut refused = word == "won't";
    while let Some(token) = tokens.get(next) {
        match token.word {
            "not" | "never" => refused = true,
            "be" => break,
            word if ADVERBS.contains(&word) => {}
            _ => break,
        }
        next += 1;
    }
    let (who, subject) = subject(before)?;
    let rest = &tokens[next.min(tokens.len())..];
    if refused {
        return verb::spares(who, rest).then(|| told(subject, rest, range, 0.7)).flatten();
    }
    let sure = verb::deed(who, rest, &tokens[..at])?;
    told(subject, rest, range, sure)
}

fn told(subject: Range<usize>, rest: &[Token<'_>], range: &Range<usize>, score: f32) -> Option<Act> {
    Some(Act { who: Some(subject), what: rest.first()?.start..range.end, score })
}

/// "not sure", "no one", "don't know", "can't say": before a promise they take it back.
fn doubts(before: &[Token<'_>]) -> bool {
    let phrase: Vec<&str> = before.iter().map(|token| token.word).collect();
    let pairs = [
        ["not", "sure"],
        ["no", "one"],
        ["don't", "know"],
        ["can't", "say"],
        ["cannot", "say"],
        ["cannot", "promise"],
        ["can't", "promise"],
        ["didn't", "promise"],
    ];
    let lone = ["nobody", "cannot", "can't", "didn't", "don't", "never"];
    phrase.windows(2).any(|pair| pairs.iter().any(|known| known == pair))
        || phrase.iter().any(|word| lone.contains(word))
}

fn is_to_be(tokens: &[Token<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |before| tokens[before].word);
    matches!(before, "am" | "are" | "is" | "just")
        || before.ends_with("'m")
        || before.ends_with("'re")
        || before.ends_with("'s")
}

/// Who will do it: the words before the future.
fn subject(before: &[Token<'_>]) -> Option<(Who, Range<usize>)> {
    let end = before
        .iter()
        .rposition(|token| !ADVERBS.contains(&token.word) && !matches!(token.word, "am" | "are" | "is"))?;
    let last = before[end];
    let stem = last
        .word
        .strip_suffix("'ll")
        .or_else(|| last.word.strip_suffix("'re"))
        .or_else(|| last.word.strip_suffix("'m"))
        .unwrap_or(last.word);
    let stem = if stem == "ill" { "i" } else { stem };
    let own = last.start..last.start + stem.len();
    match stem {
        "i" | "we" => return Some((Who::Ours, own)),
        "you" | "u" => return Some((Who::You, own)),
        "it" | "that" | "this" | "these" | "those" | "which" => return Some((Who::Thing, own)),
        _ => {}
    }
    let begin = before[..end]
        .iter()
        .rposition(|token| matches!(token.word, "that" | "and" | "so" | "but" | "then" | "because" | "confirm"));
    let phrase = &before[begin.map_or(0, |at| at + 1)..=end];
    let has = |words: &[&str]| phrase.iter().any(|token| words.contains(&token.word));
    let range = phrase.first()?.start..last.end;
    let own = has(&["my"]) && !has(&STAFF);
    let who = if has(&OTHERS) || own {
        Who::Other
    } else if has(&STAFF) || stem == "someone" {
        Who::Ours
    } else {
        Who::Thing
    };
    Some((who, range))
}
