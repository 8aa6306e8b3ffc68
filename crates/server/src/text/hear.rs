//! Reading a journey: what each text says, what of it shows only in the conversation, and which promises were made.

use super::said::{Found, Of, Said, place};
use crate::text::label::Corrected;
use desk::id::{JourneyKey, PromiseKey};
use desk::offer::falls_short;
use desk::promise::{Act, DUE, Deed, Heard as Words, Promise, Side, WHAT, judge};
use desk::time::Time;
use desk::touch::Touch;
use jiff::Timestamp;
use language::Normal;
use language::answer::{Promised, Writer, promised, read_of};
use language::expectation::gap;
use language::heads::{Model, Reader};
use language::repeat::parrot::Parrot;
use language::repeat::retelling::retold;
use language::time::Moment;
use std::collections::BTreeMap;
use store::label::Label;
use store::promise::Made;
use store::reading::{self, Heard, Reading};

/// What reads.
pub(crate) struct Eyes<'a> {
    pub(crate) model: &'a Model,
    /// What tells this reader from every other.
    pub(crate) version: &'a str,
    /// Zone and calendar from which promises count; the moment is that of each touch.
    pub(crate) moment: Moment,
    pub(crate) wanted: Wanted,
}

/// What of a text is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All it says.
    All,
    /// What tells the lens.
    Told,
}

/// What a touch tells the lens, bit by bit: whether it could have been a retelling, a parrot's reply or an expectation gap,
/// and whether it was.
pub(crate) mod told {
    pub(crate) const MAY_RETELL: u32 = 1;
    pub(crate) const RETELLS: u32 = 1 << 1;
    pub(crate) const MAY_PARROT: u32 = 1 << 2;
    pub(crate) const PARROTS: u32 = 1 << 3;
    pub(crate) const MAY_GAP: u32 = 1 << 4;
    pub(crate) const GAP: u32 = 1 << 5;
}

/// Longest beginning of a text that is read.
const LONGEST: usize = 64 << 10;
/// How many of the customer's last messages something may be told again from.
const REMEMBERED: usize = 12;

/// A text, and what was found in it.
struct Text {
    /// Whether there are words, and not only attributes.
    written: bool,
    of: Of,
    said: Said,
    told: u32,
    promises: Vec<Promised>,
}

/// What was said so far.
#[derive(Default)]
struct Conversation<'t> {
    /// The customer's messages.
    told: Vec<Normal<'t>>,
    /// The question a reply answers.
    question: Option<&'t str>,
    parrot: Parrot,
    /// The reply before, with its question: most journeys have one reply, and what it is like is nobody's question then.
    reply: Option<(Time, &'t str, &'t str)>,
}

/// Reads the touches of a journey, which stand in order; labels hold against what is read. Promises are judged as of `now`.
pub(crate) fn hear(
    eyes: &mut Eyes<'_>,
    reader: &mut Reader,
    (journey, touches): (JourneyKey, &[Touch]),
    labels: &[Label],
    now: Time,
) -> Heard {
    let labels: BTreeMap<_, _> = labels.iter().map(|label| (label.touch, label)).collect();
    let mut conversation = Conversation::default();
    let mut texts: Vec<Option<Text>> = Vec::with_capacity(touches.len());
    for touch in touches {
        let mut text = heard(eyes, reader, &mut conversation, touch);
        if let (Some(text), Some(label)) = (&mut text, labels.get(&touch.key())) {
            Corrected::of(label).correct(text.of, &mut text.said, &mut text.promises);
            text.said.label = Some(label.id);
        }
        texts.push(offered(touch, text));
    }
    let promises = judged(journey, touches, &texts, now);
    let readings = touches.iter().zip(&texts).filter_map(|(touch, text)| {
        let text = text.as_ref()?;
        Some(Reading {
            touch: touch.key(),
            journey,
            customer: touch.customer(),
            at: touch.at,
            side: if text.written { Side::of(touch).word() } else { reading::RECORD }.to_owned(),
            anger: text.said.anger,
            told: text.told,
            model: eyes.version.to_owned(),
            said: serde_json::to_value(&text.said).unwrap_or_default(),
            causes: text.said.causes.iter().map(counted).collect(),
        })
    });
    Heard { journey, readings: readings.collect(), promises }
}

fn counted(cause: &super::said::Cause) -> reading::Cause {
    reading::Cause { name: cause.name.clone(), score: cause.score, sure: cause.sure }
}

/// What one touch says; nothing where it has no text, or where the company talks to itself.
fn heard<'t>(
    eyes: &mut Eyes<'_>,
    reader: &mut Reader,
    conversation: &mut Conversation<'t>,
    touch: &'t Touch,
) -> Option<Text> {
    let text = beginning(touch.text.as_deref()?.trim_end());
    let (of, writer) = match Side::of(touch) {
        Side::Customer => (Of::Customer, Writer::Customer),
        Side::Company => (Of::Company, Writer::Company),
        Side::Internal => return None,
    };
    eyes.moment.at = Timestamp::from_microsecond(touch.at.0).ok()?;
    let (mut said, promises) = eyes.read(reader, (of, writer), text);
    let told = match of {
        Of::Customer => conversation.customer(text, &mut said),
        Of::Company => conversation.company(text, touch, &mut said),
    };
    Some(Text { written: true, of, said, told, promises })
}

impl Eyes<'_> {
    /// What a text says by itself, and what the company promises with it.
    fn read(&self, reader: &mut Reader, (of, writer): (Of, Writer), text: &str) -> (Said, Vec<Promised>) {
        if self.wanted == Wanted::All {
            let answer = read_of(writer, text, &self.moment, self.model, reader);
            let said = Said::of(text, &answer, of);
            return (said, if of == Of::Company { answer.promises } else { Vec::new() });
        }
        let text = Normal::of(text);
        match of {
            Of::Customer => {
                let gap = gap(&text).map(|gap| Found::of(gap.sure, &gap.words, 0));
                (Said { gap, ..Said::default() }, Vec::new())
            }
            Of::Company => (Said::default(), promised(&text, &self.moment)),
        }
    }
}

/// Adds what the attributes of a touch tell of an offer, whoever wrote them.
fn offered(touch: &Touch, text: Option<Text>) -> Option<Text> {
    let Some(less) = falls_short(&touch.attributes) else { return text };
    let told = told::MAY_GAP | if less { told::GAP } else { 0 };
    let bare = || Text { written: false, of: Of::Company, said: Said::default(), told: 0, promises: Vec::new() };
    let mut text = text.unwrap_or_else(bare);
    text.told |= told;
    Some(text)
}

fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

impl<'t> Conversation<'t> {
    /// The customer says something; returns what that tells the lens.
    fn customer(&mut self, text: &'t str, said: &mut Said) -> u32 {
        let now = Normal::of(text);
        let mut told = if self.told.is_empty() { told::MAY_GAP } else { told::MAY_GAP | told::MAY_RETELL };
        said.retelling = retold(&self.told, &now).map(|again| Found::of(again.sure, &again.words, again.facts));
        if said.retelling.as_ref().is_some_and(|found| found.sure) {
            told |= told::RETELLS;
        }
        if said.gap.as_ref().is_some_and(|found| found.sure) {
            told |= told::GAP;
        }
        if self.told.len() == REMEMBERED {
            self.told.remove(0);
        }
        self.told.push(now);
        self.question = Some(text);
        told
    }

    /// The company answers.
    fn company(&mut self, text: &'t str, touch: &Touch, said: &mut Said) -> u32 {
        let Some(asked) = self.question else { return 0 };
        let Some((at, question, reply)) = self.reply.replace((touch.at, asked, text)) else { return 0 };
        self.parrot.add(0, at.0, &Normal::of(question), &Normal::of(reply));
        let found = self.parrot.ask(0, &Normal::of(asked), &Normal::of(text));
        said.parrot = found.map(|again| Found::of(again.sure, &again.words, again.times));
        let repeats = said.parrot.as_ref().is_some_and(|found| found.sure);
        told::MAY_PARROT | if repeats { told::PARROTS } else { 0 }
    }
}

/// A promise before it is judged: who made it, and where its words stand.
struct Given {
    touch: usize,
    promise: Promise,
    words: (usize, usize),
    score: f64,
}

/// The promises of a journey, each judged by what the company did after it.
fn judged(journey: JourneyKey, touches: &[Touch], texts: &[Option<Text>], now: Time) -> Vec<Made> {
    let mut given = Vec::new();
    // What was done since the first promise, and from where on it was done after each touch.
    let (mut acts, mut after): (Vec<Act>, Vec<usize>) = (Vec::new(), Vec::with_capacity(touches.len()));
    for (at, (touch, text)) in touches.iter().zip(texts).enumerate() {
        let before = given.len();
        given.extend(told_by_system(at, touch));
        if let Some(text) = text {
            given.extend(text.promises.iter().map(|promised| told_by_text(at, touch, promised)));
        }
        let now_given: &[Given] = &given[before..];
        let words = Words {
            promises: !now_given.is_empty(),
            until: now_given.iter().filter_map(|given| given.promise.due_at).max(),
            again: text.as_ref().is_some_and(|text| text.said.parrot.as_ref().is_some_and(|found| found.sure)),
        };
        if !given.is_empty() {
            acts.extend(Act::of(touch, words));
        }
        after.push(acts.len());
    }
    let made = given.into_iter().map(|given| {
        let touch = &touches[given.touch];
        let standing = judge(&given.promise, &acts[after[given.touch]..], now);
        Made {
            id: PromiseKey::of(touch.key(), given.words.0),
            touch: touch.key(),
            journey,
            customer: touch.customer(),
            made_at: touch.at,
            due_at: given.promise.due_at,
            owner: touch.owner.clone(),
            actor: touch.actor.clone(),
            deed: given.promise.deed,
            state: standing.state,
            settled_at: standing.settled_at,
            warned_at: standing.warned_at,
            words: given.words,
            score: given.score,
        }
    });
    made.collect()
}

fn told_by_text(at: usize, touch: &Touch, promised: &Promised) -> Given {
    let text = touch.text.as_deref().unwrap_or_default();
    let due_at = promised.due.as_deref().and_then(Time::parse);
    let promise = Promise {
        made_at: touch.at,
        due_at: due_at.filter(|_| !promised.vague),
        conditional: promised.conditional,
        deed: Deed::of(&promised.text),
    };
    Given {
        touch: at,
        promise,
        words: place(text, &promised.text).unwrap_or_default(),
        score: f64::from(promised.score),
    }
}

/// A promise that another system tells of, with or without words. It stands behind all words, so that its key is its own.
fn told_by_system(at: usize, touch: &Touch) -> Option<Given> {
    let due = touch.attributes.get(DUE)?.as_str()?;
    let what = touch.attributes.get(WHAT).and_then(serde_json::Value::as_str).unwrap_or_default();
    let end = touch.text.as_ref().map_or(0, String::len) + 1;
    let promise =
        Promise { made_at: touch.at, due_at: Some(Time::parse(due)?), conditional: false, deed: Deed::of(what) };
    Some(Given { touch: at, promise, words: (end, end), score: 1.0 })
}
