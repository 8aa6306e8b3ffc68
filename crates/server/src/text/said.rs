//! What the text of a touch says, as it is kept: everything `language` answers, with words as places in the text. The text
//! itself stands in the log and nowhere else.

use language::answer::Answer;
use language::reading::Words;
use serde::{Deserialize, Serialize};

/// A place in a text, in bytes.
pub(crate) type Place = (usize, usize);

/// What a text says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Said {
    pub(crate) language: String,
    pub(crate) script: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) variant: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) causes: Vec<Cause>,
    pub(crate) anger: u8,
    pub(crate) anger_sure: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) anger_words: Vec<Place>,
    pub(crate) direction: String,
    pub(crate) disappointment: f32,
    pub(crate) worry: f32,
    pub(crate) joy: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refusal: Option<Refusal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) advertising: Option<Found>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) jargon: Vec<Jargon>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parrot: Option<Found>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retelling: Option<Found>,
    /// Less came than was offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gap: Option<Found>,
    /// The label of a person that holds against what was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) label: Option<i64>,
}

/// A cause of dissatisfaction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cause {
    /// `system.slow`.
    pub(crate) name: String,
    /// Whose doing it probably is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    pub(crate) score: f64,
    pub(crate) sure: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) words: Vec<Place>,
}

/// A no.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Refusal {
    pub(crate) sure: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) alternative: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hollow: Option<Place>,
}

/// Something that was found, and the words that show it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Found {
    pub(crate) sure: bool,
    pub(crate) words: Vec<Place>,
    /// How often before: replies that were the same, facts that are told again.
    pub(crate) times: usize,
}

impl Found {
    pub(crate) fn of(sure: bool, words: &[Words], times: usize) -> Found {
        let words = words.iter().map(|words| (words.at.start, words.at.end)).collect();
        Found { sure, words, times }
    }
}

/// A word a customer may not know.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Jargon {
    pub(crate) sure: bool,
    pub(crate) words: Place,
    /// A plain word for it.
    pub(crate) plain: String,
}

/// Who of a conversation a text is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// Why is this customer dissatisfied?
    Customer,
    /// What does the company say to them?
    Company,
}

/// The word a value has in JSON.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Where words stand in a text; the first place, where there are several.
pub(crate) fn place(text: &str, words: &str) -> Option<Place> {
    let from = text.find(words).filter(|_| !words.is_empty())?;
    Some((from, from + words.len()))
}

fn places<'a>(text: &str, words: impl Iterator<Item = &'a String>) -> Vec<Place> {
    let mut found: Vec<Place> = words.filter_map(|words| place(text, words)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

impl Said {
    /// What `answer` says of a text: of a customer's what hurts, of the company's how it speaks.
    pub(crate) fn of(text: &str, answer: &Answer, of: Of) -> Said {
        let mut said = Said {
            language: word(&answer.language),
            script: word(&answer.script),
            variant: answer.variant.as_ref().map(word),
            direction: word(&answer.direction),
            ..Said::default()
        };
        match of {
            Of::Customer => said.hurts(text, answer),
            Of::Company => said.speaks(text, answer),
        }
        said
    }

    fn hurts(&mut self, text: &str, answer: &Answer) {
        let cause = |reason: &language::answer::Reason| Cause {
            name: name_of(&word(&reason.trigger), reason.cause),
            source: reason.source.as_ref().map(word),
            score: f64::from(reason.score),
            sure: reason.sure,
            words: places(text, reason.words.iter()),
        };
        self.causes = answer.causes.iter().map(cause).collect();
        (self.anger, self.anger_sure) = (answer.anger, answer.anger_sure);
        if self.anger > 0 {
            let explained = |words: &&String| answer.causes.iter().any(|cause| cause.words.contains(words));
            self.anger_words = places(text, answer.evidence.iter().filter(|words| !explained(words)));
        }
        self.gap = answer.gap.as_ref().map(|gap| Found::of(gap.sure, &gap.words, 0));
        (self.disappointment, self.worry, self.joy) = (answer.disappointment, answer.worry, answer.joy);
    }

    fn speaks(&mut self, text: &str, answer: &Answer) {
        let at = |words: &Option<String>| words.as_ref().and_then(|words| place(text, words));
        self.refusal = answer.refusal.as_ref().map(|refused| Refusal {
            sure: refused.sure,
            reason: at(&refused.reason),
            alternative: at(&refused.alternative),
            hollow: at(&refused.hollow),
        });
        self.advertising = answer.advertising.as_ref().map(|found| Found::of(found.sure, &found.words, 0));
        let jargon = |found: &language::jargon::Jargon| Jargon {
            sure: found.sure,
            words: (found.words.at.start, found.words.at.end),
            plain: found.plain.to_owned(),
        };
        self.jargon = answer.jargon.iter().map(jargon).collect();
    }
}

/// The name of a cause as codebooks have it.
pub(crate) fn name_of(trigger: &str, cause: &str) -> String {
    let cause = if cause == "cannot_decide" { "powerless" } else { cause };
    format!("{trigger}.{cause}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_every_cause_is_the_codebooks() {
        use language::cause::Cause;
        for cause in Cause::ALL {
            let (trigger, bare) = cause.name().split_once('.').unwrap();
            let said = if bare == "powerless" { "cannot_decide" } else { bare };
            assert_eq!(Cause::of(&name_of(trigger, said)), Some(cause));
        }
    }

    #[test]
    fn words_are_kept_as_places() {
        assert_eq!(place("等了很久", "很久"), Some((6, 12)));
        assert_eq!(place("", ""), None);
        assert_eq!(places("a b a", ["a".to_owned(), "x".to_owned(), "a".to_owned()].iter()), [(0, 1)]);
    }
}
