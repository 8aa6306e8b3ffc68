//! Everything one text says, in one answer.

use crate::Normal;
use crate::advertising::{Advertising, advertising};
use crate::cause::{Cause, Source, Trigger};
use crate::emotion::{Direction, both_by};
use crate::expectation::{Gap, gap};
use crate::heads::{Model, Reader};
use crate::jargon::{Jargon, jargon};
use crate::opinion::Second;
use crate::promise::promises;
use crate::refusal::refusal;
use crate::script::{Language, Script, Variant};
use crate::time::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What one text says. Quoted words are the writer's own.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// The language, where it can be told.
    pub language: Language,
    /// The script.
    pub script: Script,
    /// A written variety that is told apart: Cantonese.
    pub variant: Option<Variant>,
    /// Why its writer is dissatisfied, the surest first.
    pub causes: Vec<Reason>,
    /// 0 calm, 1 annoyed, 2 angry, 3 furious or threatening, 4 abusive.
    pub anger: u8,
    /// Whether that level is sure.
    pub anger_sure: bool,
    /// At whom.
    pub direction: Direction,
    /// How probable it is that the writer expected something better, is afraid of something, is glad.
    pub disappointment: f32,
    /// See `disappointment`.
    pub worry: f32,
    /// See `disappointment`.
    pub joy: f32,
    /// Whether less came than was offered; of a customer's text alone.
    pub gap: Option<Gap>,
    /// Who will do what by when.
    pub promises: Vec<Promised>,
    /// Whether it says no.
    pub refusal: Option<Refused>,
    /// Whether it advertises.
    pub advertising: Option<Advertising>,
    /// Words a customer may not know, with plain ones.
    pub jargon: Vec<Jargon>,
    /// All words that led to these answers.
    pub evidence: Vec<String>,
    /// What an endpoint says of a hard case, where a company has set one up; [`read`] asks nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second: Option<Second>,
}

/// A cause of dissatisfaction.
#[derive(Clone, Debug, Serialize)]
pub struct Reason {
    /// value, system or employee.
    pub trigger: Trigger,
    /// What exactly, without the trigger: `slow`.
    pub cause: &'static str,
    /// Whose doing it probably is.
    pub source: Option<Source>,
    /// How probable.
    pub score: f32,
    /// Whether such answers were right often enough on sentences held back.
    pub sure: bool,
    /// The words that led to it.
    pub words: Vec<String>,
}

/// A promise.
#[derive(Clone, Debug, Serialize)]
pub struct Promised {
    /// Its words.
    pub text: String,
    /// By when, in UTC; null where it says no time.
    pub due: Option<String>,
    /// Whether it says a time that is none: soon, 尽快.
    pub vague: bool,
    /// Whether it holds only if something else happens.
    pub conditional: bool,
    /// Who promises, where that is said.
    pub who: Option<String>,
    /// How sure it is that this is a promise.
    pub score: f32,
}

/// A no.
#[derive(Clone, Debug, Serialize)]
pub struct Refused {
    /// The reason given, in its words.
    pub reason: Option<String>,
    /// The other way offered, in its words.
    pub alternative: Option<String>,
    /// An authority in place of a reason: "the system does not allow it".
    pub hollow: Option<String>,
    /// How sure it is that this is a no.
    pub score: f64,
    /// Whether it is sure.
    pub sure: bool,
}

/// The name of a cause without its trigger, in the words people use for it.
fn bare(cause: Cause) -> &'static str {
    match cause {
        Cause::Powerless => "cannot_decide",
        other => other.name().split_once('.').map_or(other.name(), |(_, name)| name),
    }
}

/// Who will do what by when: [`Answer::promises`] alone, for whoever asks nothing else.
pub fn promised(text: &Normal<'_>, moment: &Moment) -> Vec<Promised> {
    let told = promises(text, moment).into_iter().map(|promise| Promised {
        text: promise.text,
        due: promise.due.map(|due| due.to_string()),
        vague: promise.vague,
        conditional: promise.conditional,
        who: promise.who,
        score: promise.score,
    });
    told.collect()
}

/// Who wrote a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Writer {
    /// A customer, or nobody knows who.
    #[default]
    Customer,
    /// Somebody who serves, or a machine that does. A reply speaks of what went wrong without being dissatisfied: it has no
    /// causes, no disappointment and no worry; and it is only angry where that is sure.
    Company,
}

/// Reads a text of a customer, or of nobody knows whom, at a moment, with a model for causes and emotion.
pub fn read(text: &str, moment: &Moment, model: &Model, reader: &mut Reader) -> Answer {
    read_of(Writer::Customer, text, moment, model, reader)
}

/// Reads a text at a moment, knowing who wrote it.
///
/// ```
/// use language::answer::{Writer, read_of};
/// use language::time::{Calendar, Moment};
/// let at = "2026-03-04T02:00:00Z".parse().unwrap();
/// let moment = Moment { at, zone: jiff::tz::TimeZone::UTC, calendar: Calendar::plain() };
/// let reply = "Sorry that nobody answered your call and that the parcel arrived broken.";
/// let answer = read_of(Writer::Company, reply, &moment, language::cause::shipped(), &mut Default::default());
/// assert!(answer.causes.is_empty());
/// ```
pub fn read_of(writer: Writer, text: &str, moment: &Moment, model: &Model, reader: &mut Reader) -> Answer {
    let normal = Normal::of(text);
    let tongue = normal.tongue();
    let (mut causes, mut emotion) = both_by(model, &normal, reader);
    if writer == Writer::Company {
        causes.clear();
        (emotion.disappointment.score, emotion.worry.score) = (0.0, 0.0);
        if !emotion.sure {
            emotion.anger = 0;
            emotion.words.clear();
        }
    }
    let quoted = |range: &std::ops::Range<usize>| normal.original()[range.clone()].to_owned();
    let causes: Vec<Reason> = causes
        .iter()
        .map(|found| Reason {
            trigger: found.trigger,
            cause: bare(found.cause),
            source: found.source,
            score: found.score,
            sure: found.sure,
            words: found.words.iter().map(quoted).collect(),
        })
        .collect();
    let promises = promised(&normal, moment);
    let refusal = refusal(&normal).map(|found| Refused {
        reason: found.reason.map(|words| words.text),
        alternative: found.alternative.map(|words| words.text),
        hollow: found.hollow.map(|words| words.text),
        score: found.score,
        sure: found.sure,
    });
    let mut evidence: BTreeSet<String> = emotion.words.iter().map(quoted).collect();
    evidence.extend(causes.iter().flat_map(|cause| cause.words.clone()));
    evidence.extend(promises.iter().map(|promise| promise.text.clone()));
    Answer {
        language: tongue.language,
        script: tongue.script,
        variant: tongue.variant,
        causes,
        anger: emotion.anger,
        anger_sure: emotion.sure,
        direction: emotion.direction,
        disappointment: emotion.disappointment.score,
        worry: emotion.worry.score,
        joy: emotion.joy.score,
        gap: gap(&normal).filter(|_| writer == Writer::Customer),
        promises,
        refusal,
        advertising: advertising(&normal),
        jargon: jargon(&normal),
        evidence: evidence.into_iter().collect(),
        second: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::shipped;
    use crate::time::Calendar;
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    fn moment() -> Moment {
        let at: Timestamp = "2026-03-04T02:00:00Z".parse().unwrap();
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        Moment { at, zone, calendar: Calendar::china() }
    }

    fn answer(text: &str) -> serde_json::Value {
        serde_json::to_value(read(text, &moment(), shipped(), &mut Reader::default())).unwrap()
    }

    #[test]
    fn one_reading_tells_language_cause_promise_and_refusal() {
        let complaint = answer("等了兩個小時都沒有人接電話，你們到底有沒有客服！");
        assert_eq!((&complaint["language"], &complaint["script"]), (&"zh".into(), &"Hant".into()), "{complaint}");
        assert!(complaint["causes"].as_array().is_some_and(|causes| !causes.is_empty()), "{complaint}");
        assert_eq!(complaint["promises"], serde_json::json!([]));
        let reply = answer("很抱歉，因为订单已经发货，无法取消。两个工作日内会有专人回复您。");
        assert_eq!(reply["promises"][0]["due"], "2026-03-06T10:00:00Z", "{reply}");
        assert!(reply["refusal"]["reason"].is_string(), "{reply}");
        let gap = &answer("說好的海景房，結果窗外是停車場。")["gap"];
        assert_eq!((&gap["sure"], &gap["words"][0]["at"]["start"]), (&true.into(), &0.into()), "{gap}");
        let (said, rude) =
            ("您好，您前面还有31位客户，请拨打 010-8888 1234 或稍候。", "你有病吧，滚！投诉也没用，蠢货！");
        let of = |writer, text| read_of(writer, text, &moment(), shipped(), &mut Reader::default());
        assert_eq!((of(Writer::Company, said).anger, of(Writer::Company, rude).anger > 0), (0, true));
        let numbers = of(Writer::Customer, "我的手机号是13812345678，你们再不回电我就投诉！").evidence;
        assert!(
            !numbers.is_empty() && numbers.iter().all(|words| words.chars().any(char::is_alphabetic)),
            "{numbers:?}"
        );
        let calm = answer("Thanks, what time do you open tomorrow?");
        assert_eq!(
            (&calm["causes"], &calm["anger"], &calm["refusal"]),
            (&serde_json::json!([]), &0.into(), &().into())
        );
    }
}
