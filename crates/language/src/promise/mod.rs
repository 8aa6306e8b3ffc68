//! Promises: who will do what by when.
//!
//! A promise is told by the company about what it will still do for this customer. What only looks like one is left out: a
//! question, a refusal, what was done, a rule that holds for all, an instruction, what somebody else said or wants.

mod clause;
mod deadline;
mod en;
mod lexicon;
mod zh;
mod zone;

use crate::normal::Normal;
use crate::time::{Expression, Moment, expressions};
use clause::{Clause, clauses};
use deadline::When;
use jiff::Timestamp;
use serde::Serialize;
use std::ops::Range;

/// A promise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Promise {
    /// Where it stands in the original, in bytes.
    pub range: Range<usize>,
    /// Its words, as they were written.
    pub text: String,
    /// Who will do it, in the words of the text: "我们", "our team". Nothing where it is left out, as Chinese does.
    pub who: Option<String>,
    /// What will be done, in the words of the text.
    pub what: String,
    /// When it will have been done at the latest: the first instant after the time that was named. Nothing when none was.
    pub due: Option<Timestamp>,
    /// A time was named that says nothing: 尽快, soon.
    pub vague: bool,
    /// It depends on something that must happen first.
    pub conditional: bool,
    /// How sure the reader is, 0 to 1; below .6 is "not sure".
    pub score: f32,
}

/// What a reader of one language found in one clause, in places of the folded text.
#[derive(Debug, Clone)]
struct Act {
    who: Option<Range<usize>>,
    what: Range<usize>,
    score: f32,
}

/// The promises of a text, in their order. Two clauses of a sentence are one promise unless each names its own time.
///
/// ```
/// use jiff::tz::TimeZone;
/// use language::{Normal, promise, time::{Calendar, Moment}};
/// let at = "2026-03-04T02:00:00Z".parse().unwrap();
/// let moment = Moment { at, zone: TimeZone::get("Asia/Shanghai").unwrap(), calendar: Calendar::china() };
/// let found = promise::promises(&Normal::of("您好，兩個工作日內會有專人回覆您。"), &moment);
/// assert_eq!(found[0].text, "兩個工作日內會有專人回覆您");
/// assert_eq!(found[0].due.unwrap().to_string(), "2026-03-06T10:00:00Z");
/// ```
pub fn promises(normal: &Normal<'_>, moment: &Moment) -> Vec<Promise> {
    let text = normal.text();
    let clauses = clauses(text);
    let zh = zh::Sentences::read(text);
    let mut found: Vec<(usize, Act, bool)> = Vec::new();
    let mut first = 0;
    while first < clauses.len() {
        let last = clauses[first..].iter().position(|clause| clause.ends).map_or(clauses.len(), |at| first + at + 1);
        let sentence = &clauses[first..last];
        let mut acts = zh.acts(text, sentence);
        acts.extend(en::acts(text, sentence));
        found.extend(acts.into_iter().map(|(at, act)| {
            // A Chinese condition stands before what depends on it, an English one may follow.
            let conditional = zh.conditional(&sentence[..=at]) || en::conditional(text, sentence);
            (first + at, act, conditional)
        }));
        first = last;
    }
    if found.is_empty() {
        return Vec::new();
    }
    let times = expressions(normal, moment.civil());
    gather(normal, moment, &clauses, &found, &times)
}

/// The clause of a promise, with the others of its sentence that it is one with.
struct Group<'c> {
    acts: Vec<&'c (usize, Act, bool)>,
    when: When,
}

fn gather(
    normal: &Normal<'_>,
    moment: &Moment,
    clauses: &[Clause],
    found: &[(usize, Act, bool)],
    times: &[Expression],
) -> Vec<Promise> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for act in found {
        let when = deadline::when(normal.text(), &clauses[act.0], times, moment);
        let same = groups
            .last()
            .and_then(|group| group.acts.last())
            .is_some_and(|last| clauses[last.0].sentence == clauses[act.0].sentence);
        match groups.last_mut() {
            Some(group) if same && !(group.when.is_due() && when.is_due() && group.when != when) => {
                group.when = group.when.or(when);
                group.acts.push(act);
            }
            _ => groups.push(Group { acts: vec![act], when }),
        }
    }
    groups.iter().map(|group| told(normal, moment, clauses, group, times)).collect()
}

fn told(normal: &Normal<'_>, moment: &Moment, clauses: &[Clause], group: &Group<'_>, times: &[Expression]) -> Promise {
    let acts = &group.acts;
    let (first, last) = (acts[0].0, acts[acts.len() - 1].0);
    // A time that stands apart: "十分钟内，我给您回电".
    let when = if group.when == When::Unsaid {
        deadline::nearby(normal.text(), clauses, first, last, times, moment)
    } else {
        group.when
    };
    let folded = clauses[first].range.start..clauses[last].range.end;
    let best = acts.iter().map(|act| &act.1).max_by(|one, other| one.score.total_cmp(&other.score));
    let best = best.unwrap_or(&acts[0].1);
    let (due, vague) = match when {
        When::Due(due) => (Some(due), false),
        When::Vague => (None, true),
        When::Unsaid => (None, false),
    };
    let range = normal.range(folded);
    Promise {
        text: normal.original()[range.clone()].to_owned(),
        range,
        who: best.who.clone().map(|who| normal.words(who).trim().to_owned()),
        what: normal.words(best.what.clone()).trim().to_owned(),
        due,
        vague,
        conditional: acts.iter().any(|act| act.2),
        score: (best.score + if due.is_some() { 0.1 } else { 0.0 }).min(1.0),
    }
}
