//! Which questions of a customer an answer leaves open.
//!
//! Each clause of the answer is given to the question it answers best: by what the question is about (concepts and words
//! they share) and by what kind of thing it asks for (a time, a sum, a place, a person, a reason, a way, a yes or no). A
//! clause answers one question. Thanks, apologies and "we will get back to you" answer none.

mod asked;
mod evidence;

use crate::Normal;
use crate::reading::{SURE, Words, clauses};
use serde::Serialize;

pub use asked::Kind;
pub(crate) use evidence::{features, topic};

/// A question that was left open.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OpenQuestion {
    /// How surely it is open, 0 to 1.
    pub score: f64,
    /// False: "not sure", a person should look.
    pub sure: bool,
    /// The customer's words that ask it.
    pub words: Words,
    /// What it asks for.
    pub kind: Kind,
}

/// How well a clause must answer a question to close it.
const ANSWERS: f64 = 0.4;

/// How well it must answer a second one.
const SHARED: f64 = 0.6;

/// The customer's questions that an answer leaves open, in the order in which they were asked.
///
/// ```
/// use language::{Normal, question::open};
/// let left = open(&Normal::of("什么时候发货？能开发票吗？"), &Normal::of("明天下午就发货。"));
/// assert_eq!(left.len(), 1);
/// assert_eq!(left[0].words.text, "能开发票吗");
/// ```
pub fn open(customer: &Normal<'_>, reply: &Normal<'_>) -> Vec<OpenQuestion> {
    let questions = asked::questions(customer.text());
    let text = reply.text();
    let told: Vec<_> = clauses(text).into_iter().filter(|clause| evidence::tells(text, clause)).collect();
    let mut fits = Vec::new();
    for (question, asked) in questions.iter().enumerate() {
        for (clause, at) in told.iter().enumerate() {
            let rivals = questions.iter().filter(|other| other.kind == asked.kind).count() - 1;
            let score = evidence::fits(asked, text, at, rivals);
            if score > 0.0 {
                fits.push((score, question, clause));
            }
        }
    }
    fits.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut best = vec![0.0_f64; questions.len()];
    let mut used: Vec<Vec<Kind>> = vec![Vec::new(); told.len()];
    for (score, question, clause) in fits {
        // One clause answers one question, or two of different kinds if it is plainly about both.
        let kind = questions[question].kind;
        let free = used[clause].is_empty() || (score >= SHARED && kind != Kind::What && !used[clause].contains(&kind));
        if best[question] < ANSWERS && free {
            best[question] = score.max(best[question]);
            if score >= ANSWERS {
                used[clause].push(kind);
            }
        }
    }
    let open = questions.iter().zip(best).filter(|(_, best)| *best < ANSWERS);
    open.map(|(asked, best)| {
        let score = 1.0 - best;
        OpenQuestion { score, sure: score >= SURE, words: Words::of(customer, asked.at.clone()), kind: asked.kind }
    })
    .collect()
}

#[cfg(test)]
mod tests;
