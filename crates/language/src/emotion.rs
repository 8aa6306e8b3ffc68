//! What a customer feels, at whom it is directed, and where it is going over a conversation.

use crate::Normal;
use crate::cause::{Finding, causes_read, names, read, shipped};
use crate::codebook::HEADS;
use crate::heads::{Model, Reader};
use serde::{Deserialize, Serialize};
use std::ops::Range;

names! {
    /// At whom a message is directed.
    Direction, 4:
    /// At nobody.
    None = "none",
    /// At the company.
    Company = "company",
    /// At a person who served.
    Person = "person",
    /// It abuses a person.
    Abuse = "abuse",
}

/// A feeling and how probable it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Feeling {
    /// Whether it is there.
    pub there: bool,
    /// How probable, calibrated.
    pub score: f32,
}

/// What a message tells of its writer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Emotion {
    /// 0 calm, 1 annoyed, 2 angry, 3 furious or threatening, 4 abusive.
    pub anger: u8,
    /// How probable that level is.
    pub score: f32,
    /// Whether such answers were right often enough on sentences held back; else this is "not sure".
    pub sure: bool,
    /// The mean of the levels, each as probable as it is: for comparing messages.
    pub heat: f32,
    /// Expected something better.
    pub disappointment: Feeling,
    /// Is afraid of something.
    pub worry: Feeling,
    /// Is glad.
    pub joy: Feeling,
    /// At whom.
    pub direction: Direction,
    /// The words that led to the level of anger, in bytes of the original; none where there is no anger.
    pub words: Vec<Range<usize>>,
}

/// What a message tells, by the shipped model.
///
/// ```
/// use language::{Normal, emotion::emotion};
/// let calm = emotion(&Normal::of("请问几点开门"));
/// let angry = emotion(&Normal::of("骗子公司！我要去投诉你们！！！"));
/// assert!(calm.heat < angry.heat);
/// ```
pub fn emotion(normal: &Normal<'_>) -> Emotion {
    emotion_by(shipped(), normal, &mut Reader::default())
}

/// The same by another model with the heads of [`crate::codebook::settings`]; one without them finds a calm message.
pub fn emotion_by(model: &Model, normal: &Normal<'_>, reader: &mut Reader) -> Emotion {
    read(model, normal, reader);
    emotion_read(model, normal, reader)
}

/// Causes and emotion of a message at once, by one reading of it.
pub fn both_by(model: &Model, normal: &Normal<'_>, reader: &mut Reader) -> (Vec<Finding>, Emotion) {
    read(model, normal, reader);
    let emotion = emotion_read(model, normal, reader);
    (causes_read(model, normal, reader), emotion)
}

/// The emotion of a message that was just read.
fn emotion_read(model: &Model, normal: &Normal<'_>, reader: &Reader) -> Emotion {
    let unknown = Feeling { there: false, score: 0.0 };
    let mut found = Emotion {
        anger: 0,
        score: 0.0,
        sure: false,
        heat: 0.0,
        disappointment: unknown,
        worry: unknown,
        joy: unknown,
        direction: Direction::None,
        words: Vec::new(),
    };
    let heads = (model.head(HEADS[3]), model.head(HEADS[4]), model.head(HEADS[5]));
    let (Some(anger), Some(mood), Some(direction)) = heads else { return found };
    let level = model.one(anger, reader);
    let levels = model.chances(anger, reader);
    found.heat = levels.iter().enumerate().map(|(level, chance)| level as f32 * chance).sum();
    (found.anger, found.score, found.sure) = (level.label.min(4) as u8, level.probability, level.sure);
    let (moods, there) = (model.chances(mood, reader), model.many(mood, reader));
    let feeling = |label: u16| Feeling {
        there: there.iter().any(|answer| answer.label == label),
        score: moods.get(usize::from(label)).copied().unwrap_or_default(),
    };
    (found.disappointment, found.worry, found.joy) = (feeling(0), feeling(1), feeling(2));
    let whom = usize::from(model.one(direction, reader).label);
    found.direction = Direction::ALL.get(whom).copied().unwrap_or(Direction::None);
    if found.anger > 0 {
        let places = model.why(normal.text(), anger, level.label, reader);
        found.words = places.into_iter().map(|place| normal.range(place)).collect();
    }
    found
}

/// Where anger is going.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// Up.
    Rising,
    /// Neither.
    Steady,
    /// Down.
    Falling,
}

/// A conversation rises or falls when its heat changes by at least so many levels from the first message to the last.
const CHANGE: f32 = 0.75;
/// Only the last so many messages count.
const RECENT: usize = 200;

/// Where the heat of a customer's messages goes, in their order: the median of the slopes between all pairs (Theil 1950, Sen
/// 1968), which one outburst does not turn, over the length of the conversation.
///
/// ```
/// use language::emotion::{Course, course};
/// assert_eq!(course(&[0.1, 0.4, 1.2, 2.5]), Course::Rising);
/// assert_eq!(course(&[0.1, 3.0, 0.1, 0.1]), Course::Steady);
/// assert_eq!(course(&[2.0, 0.3]), Course::Falling);
/// ```
pub fn course(heat: &[f32]) -> Course {
    let heat = &heat[heat.len().saturating_sub(RECENT)..];
    let mut slopes: Vec<f32> = Vec::new();
    for (later, &after) in heat.iter().enumerate() {
        slopes.extend(heat[..later].iter().enumerate().map(|(at, &before)| (after - before) / (later - at) as f32));
    }
    slopes.sort_by(f32::total_cmp);
    let Some(middle) = slopes.get(slopes.len() / 2) else { return Course::Steady };
    match middle * (heat.len() - 1) as f32 {
        change if change >= CHANGE => Course::Rising,
        change if change <= -CHANGE => Course::Falling,
        _ => Course::Steady,
    }
}
