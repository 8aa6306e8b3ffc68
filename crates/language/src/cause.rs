//! Why a customer is dissatisfied: the triggers of service management (value, system, employee) and their kinds, and whose
//! doing it is, after Goodman, "Strategic Customer Service" (2009).

use crate::Normal;
use crate::codebook::{HEADS, loudness};
use crate::cue::cues;
use crate::heads::{Answer, Model, Reader};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::LazyLock;

/// The broad trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// What was bought is not worth it.
    Value,
    /// The way it is sold and served does not work.
    System,
    /// Somebody who served did it badly.
    Employee,
}

macro_rules! names {
    ($(#[$doc:meta])* $kind:ident, $count:literal: $($(#[$line:meta])* $variant:ident = $name:literal,)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $kind {
            $($(#[$line])* #[serde(rename = $name)] $variant,)*
        }

        impl $kind {
            /// All, in the order of their numbers.
            pub const ALL: [Self; $count] = [$(Self::$variant,)*];

            /// Its name in codebooks and JSON.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// The one of this name.
            pub fn of(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.name() == name)
            }
        }
    };
}
pub(crate) use names;

names! {
    /// What exactly it was.
    Cause, 14:
    /// Broken, bad, wrong, not as described.
    Quality = "value.quality",
    /// Too dear, charged wrongly, hidden fees.
    Price = "value.price",
    /// Warranty, refund or cover refused or missing.
    Guarantee = "value.guarantee",
    /// Waits, delays.
    Slow = "system.slow",
    /// Nobody answers.
    Unreachable = "system.unreachable",
    /// Sold out, unavailable.
    Stock = "system.stock",
    /// Dirty, loud, crowded, hard to find.
    Place = "system.place",
    /// A rule that harms.
    Policy = "system.policy",
    /// Sent from one to another, forms, mix-ups.
    Process = "system.process",
    /// The site, the app, the machine.
    Website = "system.website",
    /// Rude or indifferent.
    Rude = "employee.rude",
    /// Did not know, told something wrong.
    Ignorant = "employee.ignorant",
    /// Was not allowed to decide.
    Powerless = "employee.powerless",
    /// Unkempt, unhygienic.
    Appearance = "employee.appearance",
}

names! {
    /// Whose doing it is, after Goodman.
    Source, 5:
    /// The customer's own mistake or expectation.
    Customer = "customer",
    /// One employee.
    Employee = "employee",
    /// What was made.
    Product = "product",
    /// How work is arranged.
    Process = "process",
    /// What was promised.
    Marketing = "marketing",
}

impl Cause {
    /// The broad trigger it belongs to.
    pub fn trigger(self) -> Trigger {
        match self {
            Self::Quality | Self::Price | Self::Guarantee => Trigger::Value,
            Self::Rude | Self::Ignorant | Self::Powerless | Self::Appearance => Trigger::Employee,
            _ => Trigger::System,
        }
    }
}

/// A cause found in a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The broad trigger.
    pub trigger: Trigger,
    /// What exactly.
    pub cause: Cause,
    /// Whose doing it probably is, where that can be said.
    pub source: Option<Source>,
    /// How probable, calibrated.
    pub score: f32,
    /// Whether such findings were right often enough on sentences held back; else this is "not sure".
    pub sure: bool,
    /// The sentence it stands in, in bytes of the original.
    pub sentence: Range<usize>,
    /// The words that led to it, the weightiest first, in bytes of the original.
    pub words: Vec<Range<usize>>,
}

/// The model that is shipped, trained on the codebook of this repository.
static SHIPPED: LazyLock<Model> = LazyLock::new(|| {
    Model::from_bytes(include_bytes!("../model/default.bin")).expect("a test reads the shipped model")
});

/// The model that is shipped.
pub fn shipped() -> &'static Model {
    &SHIPPED
}

/// At most so many sentences of one text are read one by one.
const SENTENCES: usize = 64;
/// How probable its trigger must be, where a text has several causes: the level that did best in cross-validation among the
/// sentences to learn from. To weigh each cause by its trigger instead did as well there, and no better.
const TRIGGER: f32 = 0.25;
/// A sentence shorter than this in bytes is read together with its neighbour.
const SHORT: usize = 9;

/// The causes of dissatisfaction in a text, by the shipped model; the most probable first.
///
/// ```
/// use language::{Normal, cause::{causes, Cause}};
/// let normal = Normal::of("I have been on hold for two hours and nobody answers the phone.");
/// let found = causes(&normal);
/// assert!(found.iter().any(|found| found.cause == Cause::Unreachable));
/// ```
pub fn causes(normal: &Normal<'_>) -> Vec<Finding> {
    causes_by(shipped(), normal, &mut Reader::default())
}

/// The same by another model with the heads of [`crate::codebook::settings`]; one without them finds nothing.
pub fn causes_by(model: &Model, normal: &Normal<'_>, reader: &mut Reader) -> Vec<Finding> {
    read(model, normal, reader);
    causes_read(model, normal, reader)
}

/// Reads the whole of a text, for everything that is asked about it.
pub(crate) fn read(model: &Model, normal: &Normal<'_>, reader: &mut Reader) {
    let (text, mut about) = (normal.text(), std::mem::take(&mut reader.about));
    cues(text, &mut about);
    model.read(&[text, loudness(normal.original()), &about], reader);
    reader.about = about;
}

/// Reads a sentence for the heads that are asked about it.
fn read_sentence(model: &Model, text: &str, loudness: &str, heads: &[usize], reader: &mut Reader) {
    let mut about = std::mem::take(&mut reader.about);
    cues(text, &mut about);
    model.read_heads(heads, &[text, loudness, &about], reader);
    reader.about = about;
}

/// The causes in a text whose whole was just read: in the whole, and where that is dissatisfied, in each sentence.
pub(crate) fn causes_read(model: &Model, normal: &Normal<'_>, reader: &mut Reader) -> Vec<Finding> {
    let Some(content) = model.head(HEADS[2]) else { return Vec::new() };
    if model.one(content, reader).label == 0 {
        return Vec::new();
    }
    let text = normal.text();
    let triggers = model.head(HEADS[6]).map(|head| model.chances(head, reader)).unwrap_or_default();
    let said = |reader: &Reader| model.head(HEADS[0]).map(|head| model.many(head, reader)).unwrap_or_default();
    let mut found = in_one(model, normal, 0..text.len(), &said(reader), reader);
    let whole: Vec<Cause> = found.iter().map(|found| found.cause).collect();
    // Who is dissatisfied has a cause: where none is probable enough by itself, the likeliest is told as not sure.
    let likeliest = model.head(HEADS[0]).and_then(|head| model.likeliest(head, reader)).filter(|_| found.is_empty());
    let likeliest = in_one(model, normal, 0..text.len(), likeliest.as_slice(), reader);
    let sentences = sentences(text);
    if sentences.len() > 1 {
        let loudness = loudness(normal.original());
        let heads: Vec<usize> = HEADS[..3].iter().filter_map(|name| model.head(name)).collect();
        for place in sentences {
            read_sentence(model, &text[place.clone()], loudness, &heads, reader);
            if model.one(content, reader).label == 0 {
                continue;
            }
            for mut finding in in_one(model, normal, place, &said(reader), reader) {
                // With every sentence there is one more chance to err, so what is sure must be heard in the whole too.
                finding.sure &= whole.contains(&finding.cause);
                match found.iter_mut().find(|known| known.cause == finding.cause) {
                    Some(known) if known.score > finding.score => known.sentence = finding.sentence,
                    Some(known) => *known = finding,
                    None => found.push(finding),
                }
            }
        }
    }
    if found.is_empty() {
        return likeliest;
    }
    // Of several causes those stay whose trigger the text as a whole may speak of.
    if found.len() > 1 {
        let speaks = |found: &Finding| triggers.get(found.trigger as usize).is_none_or(|&chance| chance >= TRIGGER);
        let (likely, others): (Vec<Finding>, Vec<Finding>) = found.into_iter().partition(speaks);
        found = if likely.is_empty() { others } else { likely };
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.cause.cmp(&b.cause)));
    found
}

/// The causes `said` of a place of the folded text that was just read.
fn in_one(model: &Model, normal: &Normal<'_>, place: Range<usize>, said: &[Answer], reader: &Reader) -> Vec<Finding> {
    let (Some(head), Some(sources)) = (model.head(HEADS[0]), model.head(HEADS[1])) else { return Vec::new() };
    if said.is_empty() {
        return Vec::new();
    }
    let source = model.many(sources, reader).first().and_then(|said| Source::ALL.get(usize::from(said.label)).copied());
    let text = &normal.text()[place.clone()];
    let original = |range: Range<usize>| normal.range(place.start + range.start..place.start + range.end);
    let labels: Vec<u16> = said.iter().map(|said| said.label).collect();
    let whys = model.whys(text, head, &labels, reader);
    let finding = |(said, why): (&Answer, Vec<Range<usize>>)| {
        let cause = *Cause::ALL.get(usize::from(said.label))?;
        Some(Finding {
            trigger: cause.trigger(),
            cause,
            source,
            score: said.probability,
            sure: said.sure,
            sentence: original(0..text.len()),
            words: why.into_iter().map(original).collect(),
        })
    };
    said.iter().zip(whys).filter_map(finding).collect()
}

/// The sentences of a folded text.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let ends = match c {
            '。' | '!' | '?' | ';' | '\n' | '…' => next.is_none_or(|next| !"。!?;…\"')".contains(next)),
            '.' => next.is_none_or(char::is_whitespace),
            _ => false,
        };
        let end = at + c.len_utf8();
        if ends && end - start >= SHORT && found.len() + 1 < SENTENCES {
            found.push(start..end);
            start = end;
        }
    }
    match found.last_mut() {
        Some(last) if text.len() - start < SHORT => last.end = text.len(),
        _ => found.push(start..text.len()),
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text).into_iter().map(|place| text[place].trim()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_text_is_read_sentence_by_sentence() {
        check("等了两个小时。没有人理我!客服态度很差", &["等了两个小时。", "没有人理我!", "客服态度很差"]);
        check("it cost $3.50 more. why?!", &["it cost $3.50 more. why?!"]);
        check("it cost $3.50 more. why was i not told?", &["it cost $3.50 more.", "why was i not told?"]);
        check("", &[""]);
    }
}
