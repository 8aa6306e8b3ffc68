//! Times of day: 3pm, 10:30, half past eight, noon, seven in the evening, close of business.

use super::super::cursor::{Cursor, Read};
use super::super::value::Clock;
use super::En;
use super::number::small;
use jiff::civil::Time;

/// A part of the day and the hours it means alone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) late: bool,
    pub(super) from: i8,
    pub(super) until: i8,
}

const fn span(late: bool, from: i8, until: i8) -> Part {
    Part { late, from, until }
}

/// The part of the day that begins here: "early morning", "afternoon". `early` and `late` take its half.
pub(super) fn part(at: Cursor<'_>) -> Read<'_, Part> {
    let (word, next) = at.word()?;
    let (side, next) = match word {
        "early" => (-1, next.perhaps(&["-"])),
        "late" => (1, next.perhaps(&["-"])),
        _ => (0, at),
    };
    let (word, next) = next.word()?;
    let mut part = match word {
        "morning" | "mornings" => span(false, 8, 12),
        "afternoon" | "afternoons" => span(true, 12, 16),
        "evening" | "evenings" => span(true, 16, 20),
        "night" | "nights" => span(true, 20, 24),
        "lunch" | "lunchtime" => span(true, 11, 13),
        _ => return None,
    };
    let middle = part.from + (part.until - part.from) / 2;
    match side {
        -1 => part.until = middle,
        1 => part.from = middle,
        _ => {}
    }
    let next = if word == "lunch" { next.maybe(&["time"]) } else { next };
    Some((part, next))
}

/// "tonight" and "this evening" tell the part of the day of a time beside them.
pub(super) fn night(at: Cursor<'_>) -> Option<Part> {
    let (word, _) = at.maybe(&["on"]).word()?;
    matches!(word, "tonight" | "tonite").then_some(span(true, 20, 24))
}

/// A time that was said without its half, in a part of the day.
pub(super) fn shifted(time: Time, part: Option<Part>) -> Time {
    let Some(part) = part else { return time };
    let hour = match (part, time.hour()) {
        (Part { from: 11, until: 13, .. }, 1..=3) => time.hour() + 12,
        (Part { from: 11, until: 13, .. }, _) => time.hour(),
        (Part { late: true, from: 20, .. }, 12) => 0,
        (Part { late: true, .. }, 1..=11) => time.hour() + 12,
        (Part { late: false, .. }, 12) => 0,
        _ => time.hour(),
    };
    Time::new(hour, time.minute(), time.second(), 0).unwrap_or(time)
}

fn clock(hour: u32, minute: u32, second: u32) -> Option<Time> {
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, 0).ok()
}

impl En<'_> {
    /// A time of day.
    pub(super) fn clock(self, at: Cursor<'_>) -> Read<'_, Clock> {
        let at = at.blank();
        let found = self.clocks.at(at.at, || self.clock_within(at, None).map(|(clock, next)| (clock, next.at)));
        found.map(|(clock, end)| (clock, at.to(end)))
    }

    /// A time of day; `known` is the part of the day it lies in, if that was said elsewhere.
    pub(super) fn clock_within(self, at: Cursor<'_>, known: Option<Part>) -> Read<'_, Clock> {
        let at = at.blank();
        let part_first = before(at);
        let (first, start) = part_first.map_or((None, at), |(part, next)| (Some(part), next));
        let (mut read, next) = past(start).or_else(|| plain(start))?;
        let (behind, next) = behind(next);
        let part = behind.or(first).or(known);
        if part_first.is_some() && read.bare && behind.is_none() && start.at == at.at {
            return None;
        }
        if !read.sure {
            read.time = shifted(read.time, part);
            read.sure = part.is_some() || read.time.hour() > 12 || read.time.hour() == 0;
        }
        read.bare &= part.is_none();
        Some((read, next))
    }
}

/// "in the afternoon at 7", "afternoon 7:00", "lunchtime 12 o'clock": the part stands first.
fn before(at: Cursor<'_>) -> Read<'_, Part> {
    let start = at.maybe(&["in", "at"]).maybe(&["the"]);
    let (part, next) = part(start)?;
    // "lunch at 12:30" is a meal.
    let meal = next.before().ends_with("lunch");
    (!meal).then(|| (part, next.maybe(&["at"]).blank()))
}

/// "in the morning", "afternoon", "lunchtime" after a time.
fn behind<'t>(at: Cursor<'t>) -> (Option<Part>, Cursor<'t>) {
    let start = match at.these("in the").or_else(|| at.these("at")) {
        Some(next) => next,
        None => at,
    };
    if at.this("midnight").is_some() {
        let next = at.this("midnight").unwrap_or(at);
        return (Some(span(false, 0, 6)), next);
    }
    match part(start) {
        Some((part, next)) => (Some(part), next),
        None => (None, at),
    }
}

/// "half past eight", "a quarter to 8", "20 minutes past five", "ten past 9".
fn past(at: Cursor<'_>) -> Read<'_, Clock> {
    let start = at.maybe(&["a"]);
    let (minutes, next) = if let Some(next) = start.this("half") {
        (30, next)
    } else if let Some(next) = start.this("quarter") {
        (15, next)
    } else if let Some(next) = start.these("three quarters") {
        (45, next)
    } else {
        let (minutes, next) = number(start).filter(|(minutes, _)| *minutes < 60)?;
        (minutes, next.maybe(&["min", "mins", "minute", "minutes"]))
    };
    let (sign, next) = match next.word()? {
        ("past" | "after", next) => (1, next),
        ("to" | "before", next) => (-1, next),
        _ => return None,
    };
    // "5 to 6 pm" is a period; only what counts minutes counts down.
    let counted =
        at.rest()[..next.at - at.at].contains("min") || minutes % 15 == 0 && sign == -1 && start.digits().is_none();
    if sign == -1 && !counted {
        return None;
    }
    let (clock, next) = plain(next.blank())?;
    let seconds = i64::from(sign) * i64::from(minutes) * 60;
    let time = clock.time.wrapping_add(jiff::SignedDuration::from_secs(seconds));
    Some((Clock { time, bare: false, ..clock }, next))
}

fn number(at: Cursor<'_>) -> Read<'_, u32> {
    match at.blank().digits() {
        Some(((value, _), next)) => Some((value, next)),
        None => small(at),
    }
}

/// A name of a time, or hours and minutes in digits or words.
fn plain(at: Cursor<'_>) -> Read<'_, Clock> {
    named(at).or_else(|| digits(at)).or_else(|| spoken(at))
}

fn named(at: Cursor<'_>) -> Read<'_, Clock> {
    let said = |hour: u32| clock(hour, 0, 0).map(|time| Clock { time, sure: true, bare: false });
    let twelve = at.eat("12").or_else(|| at.this("twelve")).map_or(at, Cursor::blank);
    let (word, next) = twelve.word()?;
    let next_word = |word: &str| next.perhaps(&["-"]).this(word);
    match word {
        "noon" | "noonish" | "midday" => Some((said(12)?, next)),
        "midnight" => Some((said(0)?, next)),
        "lunchtime" if twelve.at > at.at => Some((said(12)?, next)),
        "midmorning" => Some((said(10)?, next)),
        "midafternoon" => Some((said(14)?, next)),
        "mid" => [("night", 0), ("morning", 10), ("afternoon", 14), ("day", 12)]
            .iter()
            .find_map(|&(word, hour)| Some((said(hour)?, next_word(word)?))),
        _ => None,
    }
}

/// "am", "p.m.", "p m", "a": the half of the day that follows a time, glued or not.
fn half(at: Cursor<'_>, glued: bool) -> Option<(bool, Cursor<'_>)> {
    let start = at.blank();
    let (late, next) = start.one(&[("ampm", false), ("a", false), ("p", true)])?;
    if start.rest().starts_with("ampm") {
        return next.ends().then_some((late, next));
    }
    let dotted = next.perhaps(&["."]).blank().eat("m").filter(|next| next.ends());
    match dotted {
        Some(next) => {
            // The full stop after "p.m." belongs to it; after "pm" it ends the sentence.
            let stop = start.rest().as_bytes().get(1) == Some(&b'.') || start.rest().as_bytes().get(1) == Some(&b' ');
            Some((late, if stop { next.perhaps(&["."]) } else { next }))
        }
        None => (glued && start.at == at.at && next.ends()).then_some((late, next)),
    }
}

fn digits(at: Cursor<'_>) -> Read<'_, Clock> {
    let at = at.perhaps(&["t"]);
    let ((value, count), next) = at.digits()?;
    if at.before().ends_with(['$', '#', '.', '/']) || at.before().ends_with(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    let (hour, minute, second, next, exact) = minutes(value, count, next)?;
    let next_half = half(next, true).or_else(|| half(next.eat(".")?, false));
    let (late, next) = next_half.map_or((None, next), |(late, next)| (Some(late), next));
    let (sure, hour) = match late {
        Some(true) if hour < 12 => (true, hour + 12),
        Some(false) if hour == 12 => (true, 0),
        Some(_) => (true, hour),
        None => (hour == 0 || hour > 12 || hour == 24, hour),
    };
    let time = clock(if hour == 24 { 0 } else { hour }, minute, second)?;
    let o_clock = o_clock(next);
    let ish = next.perhaps(&["-"]).eat("ish").filter(|next| next.ends());
    let next = o_clock.or(ish).unwrap_or(next);
    let bare = !exact && late.is_none() && o_clock.is_none() && ish.is_none();
    // A number that goes on is no time: 1.6714, 4-22, 100%, 7th.
    let goes_on = next.rest().starts_with(|sign: char| sign.is_ascii_alphanumeric() || "%$:".contains(sign))
        || bare && (next.rest().starts_with(['/']) || decimal(next));
    (!goes_on).then_some((Clock { time, sure, bare }, next))
}

fn decimal(at: Cursor<'_>) -> bool {
    let mut signs = at.rest().chars();
    matches!(signs.next(), Some('.' | ',')) && signs.next().is_some_and(|sign| sign.is_ascii_digit())
}

/// Hour, minute, second, and whether minutes were said.
fn minutes(value: u32, count: usize, next: Cursor<'_>) -> Option<(u32, u32, u32, Cursor<'_>, bool)> {
    if count <= 2 && value <= 24 {
        for sign in [":", "h", " h ", "."] {
            let Some(((minute, 2), after)) =
                next.eat(sign).and_then(Cursor::digits).filter(|((minute, _), _)| *minute < 60)
            else {
                continue;
            };
            // "8.10 pm" is a time, "1.67" is not.
            if sign == "." && half(after, false).is_none() {
                continue;
            }
            let second = after.eat(":").and_then(|next| next.number(2, 0, 59));
            let (second, after) = second.unwrap_or((0, after));
            return Some((value, minute, second, after, true));
        }
        return Some((value, 0, 0, next, false));
    }
    // "340pm", "1140 a.m."
    let (hour, minute) = (value / 100, value % 100);
    let known = (3..=4).contains(&count) && (1..=12).contains(&hour) && minute < 60 && half(next, false).is_some();
    known.then_some((hour, minute, 0, next, true))
}

fn o_clock(at: Cursor<'_>) -> Option<Cursor<'_>> {
    at.any(&["o'clock", "oclock"])
}

/// "eight forty", "ten ten", "seven thirty five pm", "eleven o'clock", "five in the morning".
fn spoken(at: Cursor<'_>) -> Read<'_, Clock> {
    let (hour, next) = small(at).filter(|(hour, _)| (1..=24).contains(hour))?;
    let minute = small(next).filter(|(minute, _)| (1..60).contains(minute));
    let (minute, exact, next) = match minute {
        Some((minute, after)) if !after.blank().rest().starts_with(|letter: char| letter.is_ascii_digit()) => {
            (minute, true, after)
        }
        _ => (0, false, next),
    };
    let o_clock = o_clock(next);
    let next = o_clock.unwrap_or(next);
    let (late, next) = half(next, false).map_or((None, next), |(late, next)| (Some(late), next));
    let hour = match late {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    let time = clock(if hour == 24 { 0 } else { hour }, minute, 0)?;
    let bare = !exact && late.is_none() && o_clock.is_none();
    Some((Clock { time, sure: late.is_some(), bare }, next))
}
