//! Dates, times and lengths of time in Chinese and English, and the deadline they mean.
//!
//! Our own grammar: every reader is a function from a place in the folded text to what was read and where it ends. It
//! looks a few words ahead and never back over what it has read, so its work grows with the text and no faster.

mod calendar;
mod cursor;
mod en;
mod holiday;
mod memo;
mod start;
mod value;
mod zh;

pub use calendar::Calendar;
pub use value::{Kind, Length, Value};

use crate::normal::Normal;
use crate::script::Language;
use cursor::Cursor;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use memo::Memo;
use serde::Serialize;
use std::ops::Range;

/// When and where something was said, and when the company that said it works.
#[derive(Debug, Clone)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// Where: what "tomorrow at nine" means.
    pub zone: TimeZone,
    /// When the company works: what "two working days" means.
    pub calendar: Calendar,
}

impl Moment {
    /// The clock on the wall at that moment.
    pub fn civil(&self) -> DateTime {
        self.at.to_zoned(self.zone.clone()).datetime()
    }
}

/// An expression of time in a text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Expression {
    /// Where its words are in the folded text, in bytes; [`Normal::range`] tells where they are in the original.
    pub folded: Range<usize>,
    /// What it says, on the clock on the wall.
    pub value: Value,
}

/// At most so many places of one text are read: more than any letter has, and a bound on the work a text can make.
pub const MOST_PLACES: usize = 10_000;

/// All kinds, in the order in which one of two equally long readings is taken.
const KINDS: [Kind; 7] =
    [Kind::DateTimePeriod, Kind::DateTime, Kind::DatePeriod, Kind::Date, Kind::TimePeriod, Kind::Time, Kind::Duration];

/// All expressions of time in a text, the longest at each place, none within another.
///
/// ```
/// use jiff::civil::date;
/// use language::{Normal, time};
/// let normal = Normal::of("本周五下午3点前给您答复");
/// let found = time::expressions(&normal, date(2026, 3, 4).at(10, 0, 0, 0));
/// assert_eq!(normal.words(found[0].folded.clone()), "本周五下午3点");
/// assert_eq!(found[0].value, time::Value::Moment(date(2026, 3, 6).at(15, 0, 0, 0)));
/// ```
pub fn expressions(normal: &Normal<'_>, now: DateTime) -> Vec<Expression> {
    read(normal.text(), now, &KINDS, normal.tongue().language)
}

/// The expressions of one kind alone, whatever larger expression they are part of, in a language that is known:
/// 1/2/2020 is in February in Chinese and in January in English.
pub fn expressions_of(normal: &Normal<'_>, now: DateTime, kind: Kind, language: Language) -> Vec<Expression> {
    read(normal.text(), now, &[kind], language)
}

fn read(text: &str, now: DateTime, kinds: &[Kind], language: Language) -> Vec<Expression> {
    let chinese = language == Language::Zh || language != Language::En && text.bytes().any(|byte| byte >= 0xe3);
    let english = language != Language::Zh || text.bytes().any(|byte| byte.is_ascii_lowercase());
    let (days, clocks, zh_days, zh_clocks) = (Memo::new(), Memo::new(), Memo::new(), Memo::new());
    let zh = zh::Zh { now, lone_years: kinds == [Kind::DatePeriod], days: &zh_days, clocks: &zh_clocks };
    let en = en::En { now, days: &days, clocks: &clocks };
    let mut found = Vec::new();
    let mut end = 0;
    for place in start::places(text).take(MOST_PLACES) {
        if place.at < end {
            continue;
        }
        let at = Cursor::new(text, place.at);
        let mut best: Option<Expression> = None;
        for &kind in kinds {
            let from_zh = if place.zh && chinese { zh.read(at, kind) } else { None };
            let from_en = if place.en && english { en.read(at, kind) } else { None };
            for (value, next) in [from_zh, from_en].into_iter().flatten() {
                let longer = best.as_ref().is_none_or(|best| next.at > best.folded.end);
                if next.at > place.at && longer {
                    best = Some(Expression { folded: place.at..next.at, value });
                }
            }
        }
        let named = place.named && kinds.len() > 1;
        if let Some((day, next)) = named.then(|| holiday::day(at, now.date())).flatten()
            && best.as_ref().is_none_or(|best| next.at > best.folded.end)
        {
            best = Some(Expression { folded: place.at..next.at, value: Value::Day(Some(day)) });
        }
        if let Some(best) = best {
            end = best.folded.end;
            found.push(best);
        }
    }
    found
}
