//! Whether an answer says no, and whether a reason and another way come with the no.
//!
//! A rule grammar, not a model: a no is a denied ability, permission or service (`cannot refund`, `不予受理`) in a clause that
//! asserts it. What is supposed (`if you cannot come`), asked, quoted, reported (`您反馈无法登录`) or itself denied (`不是不能退`)
//! is no refusal, and neither is the denial of something unwelcome (`you won't be charged`, `不会丢失`).

mod chinese;
mod english;
mod grounds;

use crate::Normal;
use crate::reading::{Clause, GIVEN, SURE, Words, clauses};
use serde::Serialize;
use std::cell::OnceCell;
use std::ops::Range;

/// A no.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refusal {
    /// How surely it is one, 0 to 1.
    pub score: f64,
    /// False: "not sure", a person should look.
    pub sure: bool,
    /// The words that say no, one entry for each no.
    pub words: Vec<Words>,
    /// The words that give a fact as the reason. A rule's or a system's authority alone is no reason: see `hollow`.
    pub reason: Option<Words>,
    /// Words that stand where a reason should and give none: "our policy", "the system".
    pub hollow: Option<Words>,
    /// The words that offer another way.
    pub alternative: Option<Words>,
}

/// A no found in one clause.
#[derive(Debug, Clone, PartialEq)]
struct Cue {
    /// The words, in the folded text.
    at: Range<usize>,
    /// How surely it is a no.
    score: f64,
    /// Told of the past, so that something done since may have undone it.
    past: bool,
}

/// Finds the no in an answer, its reason and its alternative.
///
/// ```
/// use language::{Normal, refusal::refusal};
/// let said = refusal(&Normal::of("抱歉，因為商品已拆封，無法退貨，不過可以為您換一件。")).unwrap();
/// assert_eq!(said.words[0].text, "無法退貨");
/// assert_eq!(said.reason.unwrap().text, "因為商品已拆封");
/// assert_eq!(said.alternative.unwrap().text, "不過可以為您換一件");
/// assert!(refusal(&Normal::of("No problem, we can't wait to help!")).is_none());
/// ```
pub fn refusal(reply: &Normal<'_>) -> Option<Refusal> {
    let text = reply.text();
    let clauses = clauses(text);
    // Asked only where a no is seen, as most texts have none.
    let (regret, soft) = (OnceCell::new(), OnceCell::new());
    let sorry = || *regret.get_or_init(|| grounds::sorry(text));
    let softened = || *soft.get_or_init(|| sorry() || clauses.iter().any(|clause| grounds::offers(text, clause)));
    let mut cues: Vec<(usize, Cue)> = Vec::new();
    for (nth, clause) in clauses.iter().enumerate().filter(|(_, clause)| !clause.asked && !clause.quoted) {
        let found = [english::cue(text, &clauses, nth, &softened), chinese::cue(text, clause, &softened)];
        let best = found.into_iter().flatten().max_by(|a, b| a.score.total_cmp(&b.score));
        let Some(mut cue) = best else { continue };
        if cue.past && clauses.iter().any(|other| other.at.start > clause.at.start && grounds::undone(text, other)) {
            continue;
        }
        if grounds::supposed(text, &clauses, nth) {
            cue.score *= 0.7;
        }
        if sorry() {
            cue.score += (1.0 - cue.score) * 0.3;
        }
        cues.push((nth, cue));
    }
    let score = cues.iter().map(|(_, cue)| cue.score).fold(0.0, f64::max);
    // Beside a plain no, what only looks like one (`sold out`) is rather its reason.
    cues.retain(|(_, cue)| cue.score >= if score >= SURE { SURE } else { GIVEN });
    if score < SURE {
        cues = cues.into_iter().rev().find(|(_, cue)| cue.score >= score).into_iter().collect();
    }
    if cues.is_empty() {
        return None;
    }
    let refused: Vec<usize> = cues.iter().map(|(nth, _)| *nth).collect();
    let words = |at: Range<usize>| Words::of(reply, at);
    let (reason, hollow) = grounds::reason(text, &clauses, &refused);
    Some(Refusal {
        score,
        sure: score >= SURE,
        words: cues.iter().map(|(_, cue)| words(cue.at.clone())).collect(),
        reason: reason.map(words),
        hollow: hollow.map(words),
        alternative: grounds::alternative(text, &clauses, &refused).map(words),
    })
}

/// Whether a clause goes on where the one before it stopped, without a mark between.
fn goes_on(clauses: &[Clause], nth: usize) -> bool {
    nth > 0 && clauses[nth - 1].sentence == clauses[nth].sentence && clauses[nth - 1].at.end == clauses[nth].at.start
}

#[cfg(test)]
mod tests;
