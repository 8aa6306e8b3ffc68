//! By when: the expression of time of a clause, and the instant it means.

use super::clause::Clause;
use super::lexicon::Lexicon;
use super::zone::{moment_of, only_zone};
use crate::normal::Normal;
use crate::script::Language;
use crate::time::{Expression, Kind, Length, Moment, Value, expressions_of};
use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, ToSpan};
use std::sync::LazyLock;

/// What was said about the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Due(Timestamp),
    Vague,
    Unsaid,
}

impl When {
    pub(super) fn is_due(self) -> bool {
        matches!(self, When::Due(_))
    }

    /// The better of two: a date before a vague word before nothing.
    pub(super) fn or(self, other: When) -> When {
        match (self, other) {
            (When::Due(_), _) => self,
            (_, When::Due(_)) | (When::Unsaid, _) => other,
            _ => self,
        }
    }
}

/// Words that name a time and say nothing.
const VAGUE: &str = "尽快 尽早 尽速 尽最快 最快速度 马上 立即 立刻 即刻 稍后 稍晚 稍候 等下 等一下 等会儿 等会 待会儿 待会 一会儿 一会 阵间 迟啲 迟些 晚点 近期 近日 \
    及时 这几天 这两天 这两三天 过几天 不久 很快 第一时间 抓紧 加急 随后 过段时间 过两天 soon asap shortly promptly momentarily immediately later";

/// The same in several words.
const VAGUE_PHRASES: [&str; 26] = [
    "right away",
    "straight away",
    "straightaway",
    "as soon as",
    "as quickly as",
    "as fast as",
    "in due course",
    "near future",
    "in a bit",
    "in a moment",
    "in a jiffy",
    "in a sec",
    "in a minute",
    "at once",
    "earliest opportunity",
    "earliest convenience",
    "without delay",
    "coming days",
    "coming weeks",
    "right back",
    "a few ",
    "couple of",
    "several days",
    "before long",
    "in no time",
    "next few",
];

/// Words for the end of the working day.
const CLOSING: [&str; 10] = [
    "close of business",
    "close of play",
    "end of business",
    "close of trading",
    "cob",
    "下班",
    "收工",
    "放工",
    "打烊",
    "营业结束",
];

static WORDS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::new(&[((), VAGUE)]));

/// The time of a clause.
pub(super) fn when(text: &str, clause: &Clause, times: &[Expression], moment: &Moment) -> When {
    let words = &text[clause.range.clone()];
    let from = times.partition_point(|time| time.folded.start < clause.range.start);
    let within = times[from..].iter().take_while(|time| time.folded.start < clause.range.end);
    // "within ten days of today" is due in ten days.
    let origin = |time: &Expression| {
        let before = text[..time.folded.start].trim_end();
        matches!(time.value, Value::Day(_)) && (before.ends_with("days of") || before.ends_with("days from"))
    };
    let told: Vec<&Expression> = within.filter(|time| !is_now(&text[time.folded.clone()]) && !origin(time)).collect();
    if CLOSING.iter().any(|word| words.contains(word)) {
        let day = told.iter().rev().find_map(|time| day_of(&time.value));
        return due(moment, day.unwrap_or(moment.civil().date()).to_datetime(moment.calendar.closes()));
    }
    let abroad = moment_of(text, &told, moment);
    let moment = abroad.as_ref().unwrap_or(moment);
    if let Some(at) = told.last().and_then(|time| exact(&text[time.folded.clone()], time, moment)) {
        return When::Due(at);
    }
    let deadline = parted(text, &told).or_else(|| told.iter().rev().find_map(|time| instant(text, time, moment)));
    match deadline {
        Some(at) => due(moment, at),
        None if is_vague(words) => When::Vague,
        None => When::Unsaid,
    }
}

/// Hours and minutes from now run on the clock of the world, also in the night when the clock on the wall is changed.
fn exact(words: &str, time: &Expression, moment: &Moment) -> Option<Timestamp> {
    let from_now = match time.value {
        Value::Length(_) => true,
        Value::Moments { from, .. } => from == moment.civil(),
        Value::Moment(_) => {
            words.starts_with("in ") || ["后", "later", "from now"].iter().any(|word| words.ends_with(word))
        }
        _ => false,
    };
    let length = length_of(words).filter(|length| from_now && length.is_fine() && !length.vague)?;
    let days = length.years + length.months + length.weeks + length.days + length.working;
    let seconds = (days == 0.0).then(|| length.in_seconds().round() as i64)?;
    moment.at.checked_add(seconds.seconds()).ok()
}

/// A day and a part of it or a time that stand apart: "on friday, sometime in the afternoon", "by 3pm CST today".
fn parted(text: &str, told: &[&Expression]) -> Option<DateTime> {
    let [.., one, other] = told else { return None };
    let turned = matches!(other.value, Value::Day(_)) && only_zone(&text[one.folded.end..other.folded.start]);
    let (day, part) = if turned { (other, one) } else { (one, other) };
    let date = day_of(&day.value).filter(|_| matches!(day.value, Value::Day(_)))?;
    match part.value {
        Value::Hours { from, until } => part_end(date, from, until, false),
        Value::Clock { time, .. } => Some(daytime(date.to_datetime(time), "")),
        _ => None,
    }
}

/// The time that stands in another clause of the sentence: the nearest before, then the nearest behind.
pub(super) fn nearby(
    text: &str,
    clauses: &[Clause],
    first: usize,
    last: usize,
    times: &[Expression],
    moment: &Moment,
) -> When {
    let sentence = clauses[first].sentence;
    let same = |clause: &&Clause| {
        clause.sentence == sentence && !clause.condition && !conditional(&text[clause.range.clone()])
    };
    let before = clauses[..first].iter().rev().take(2).filter(same);
    let behind = clauses[last + 1..].iter().take(2).filter(same);
    before.chain(behind).map(|clause| when(text, clause, times, moment)).fold(When::Unsaid, When::or)
}

fn conditional(words: &str) -> bool {
    let starts = [
        "如",
        "若",
        "要是",
        "假",
        "只要",
        "一旦",
        "if ",
        "once ",
        "when ",
        "after ",
        "should ",
        "as soon as ",
        "you can ",
        "you may ",
        "please ",
        "已",
        "您的",
    ];
    starts.iter().any(|word| words.starts_with(word)) || words.contains("已")
}

fn is_now(words: &str) -> bool {
    matches!(
        words.trim(),
        "now" | "right now" | "asap" | "as soon as possible" | "现在" | "目前" | "此刻" | "这会儿" | "这会"
    )
}

fn is_vague(words: &str) -> bool {
    let bounded = |start: usize, end: usize| {
        let letter = |sign: Option<&u8>| sign.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = words.as_bytes();
        !words[start..].starts_with(|sign: char| sign.is_ascii_alphabetic())
            || !letter(start.checked_sub(1).and_then(|at| bytes.get(at))) && !letter(bytes.get(end))
    };
    WORDS.marks(words).iter().any(|mark| bounded(mark.start, mark.end))
        || VAGUE_PHRASES.iter().any(|phrase| words.contains(phrase))
}

fn due(moment: &Moment, at: DateTime) -> When {
    match at.to_zoned(moment.zone.clone()) {
        Ok(zoned) => When::Due(zoned.timestamp()),
        Err(_) => When::Unsaid,
    }
}

fn day_of(value: &Value) -> Option<Date> {
    match value {
        Value::Day(day) => *day,
        Value::Moment(at) => Some(at.date()),
        Value::Moments { from, .. } => Some(from.date()),
        Value::Days { until, whole, .. } => {
            if *whole {
                Some(*until)
            } else {
                until.yesterday().ok()
            }
        }
        _ => None,
    }
}

/// The first instant after the time an expression names.
fn instant(text: &str, time: &Expression, moment: &Moment) -> Option<DateTime> {
    let now = moment.civil();
    let words = &text[time.folded.clone()];
    let strict = strictly_before(text, time);
    if text[..time.folded.start].ends_with('这') && matches!(time.value, Value::Length(_)) {
        return None;
    }
    let length = length_of(words);
    if length.is_some_and(|length| length.vague) {
        return None;
    }
    if let Some(length) = length.filter(|length| length.working > 0.0) {
        let day = moment.calendar.after(now.date(), length.working.ceil() as u32);
        return Some(day.to_datetime(moment.calendar.closes()));
    }
    let at = match time.value {
        Value::Day(day) => {
            if strict {
                day?.to_datetime(Time::midnight())
            } else {
                end_of(day?)?
            }
        }
        Value::Clock { time, sure } => next_clock(now, time, sure)?,
        Value::Moment(at) => end_of_day(daytime(at, words))?,
        Value::Length(length) => after(now, length)?,
        Value::Days { from, until, whole } => days(text, time, (from, until, whole), strict)?,
        Value::Hours { from, until } => {
            let today = part_end(now.date(), from, until, strict)?;
            if today > now { today } else { part_end(now.date().tomorrow().ok()?, from, until, strict)? }
        }
        Value::Moments { from, until } if from.date() == until.date() && from.time().minute() == 0 && from != now => {
            part_end(from.date(), from.time(), until.time(), strict)?
        }
        Value::Moments { until, .. } => end_of_day(until)?,
    };
    (at > now).then_some(at)
}

/// Whether "before" makes the time end where it begins.
fn strictly_before(text: &str, time: &Expression) -> bool {
    let (before, behind) = (text[..time.folded.start].trim_end(), &text[time.folded.end..]);
    let english = before.ends_with("before") || before.ends_with("before the") || before.ends_with("prior to");
    english || ["前", "之前", "以前"].iter().any(|word| behind.starts_with(word)) && !behind.starts_with("前后")
}

/// The length in an expression that is one, or is one with words around it.
fn length_of(words: &str) -> Option<Length> {
    let normal = Normal::of(words);
    let found = expressions_of(&normal, DateTime::MIN, Kind::Duration, Language::Mixed);
    found.iter().find_map(|found| match found.value {
        Value::Length(length) => Some(length),
        _ => None,
    })
}

fn after(now: DateTime, length: Length) -> Option<DateTime> {
    if length.vague {
        return None;
    }
    let then = length.after(now)?;
    let short = length.is_fine() || length.in_seconds() < 86_400.0;
    if short { Some(then) } else { end_of(then.date()) }
}

fn days(text: &str, time: &Expression, (from, until, whole): (Date, Date, bool), strict: bool) -> Option<DateTime> {
    let words = &text[time.folded.clone()];
    let edge = ["底", "末", "尾", "end", "eom", "eow", "eoy"].iter().any(|word| words.contains(word));
    if strict && !edge {
        return Some(from.to_datetime(Time::midnight()));
    }
    // "within 3 days" counts from tomorrow, as all days do here.
    let counted = whole || words.starts_with("within") || words.starts_with("w/in");
    if counted { end_of(until) } else { Some(until.to_datetime(Time::midnight())) }
}

/// The end of a part of a day. An afternoon lasts until six and an evening until midnight, whatever their core hours.
fn part_end(day: Date, from: Time, until: Time, strict: bool) -> Option<DateTime> {
    let noon = (from.hour(), until.hour()) == (11, 13);
    let hour = match (from.hour(), until.hour()) {
        _ if strict && noon => 12,
        (16, 20) if strict => 18,
        _ if strict => from.hour(),
        (12, 16) => 18,
        (16, 20) | (18, 20) | (20.., 22 | 23) => return end_of(day),
        _ => return Some(day.to_datetime(until)).and_then(end_of_day),
    };
    Some(day.to_datetime(Time::new(hour, 0, 0, 0).ok()?))
}

fn end_of(day: Date) -> Option<DateTime> {
    Some(day.tomorrow().ok()?.to_datetime(Time::midnight()))
}

/// A day that ends at 23:59:59 ends with the next one's beginning.
fn end_of_day(at: DateTime) -> Option<DateTime> {
    if at.time() == Time::constant(23, 59, 59, 0) { end_of(at.date()) } else { Some(at) }
}

/// A service that promises "three o'clock" means the afternoon, unless it says otherwise.
fn daytime(at: DateTime, words: &str) -> DateTime {
    let said = [
        "am", "a.m", "凌晨", "早", "晨", "夜", "morning", "night", "later", "hour", "min", "时后", "钟后", "分后", "24",
    ];
    let written_out = words.contains(":0") && words.contains('0') && words.contains("00:") || words.contains("03:");
    let small = (1..=6).contains(&at.hour())
        && !written_out
        && !said.iter().any(|word| words.contains(word))
        && !words.contains('后');
    if small { at.checked_add(12.hours()).unwrap_or(at) } else { at }
}

/// The next time the clock on the wall shows it; without the half of the day, the next in daytime.
fn next_clock(now: DateTime, time: Time, sure: bool) -> Option<DateTime> {
    let day = now.date();
    let today = day.to_datetime(time);
    let later = today.checked_add(12.hours()).ok()?;
    if !sure && time.hour() < 12 && later > now && (today <= now || time.hour() < 7) && later.date() == day {
        return Some(later);
    }
    if today > now { Some(today) } else { Some(day.tomorrow().ok()?.to_datetime(time)) }
}
