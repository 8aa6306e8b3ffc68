//! Lengths of time: 2 business days, an hour and a half, three to five days, 24hrs, a fortnight.

use super::super::cursor::{Cursor, Read};
use super::super::value::{Length, Unit};
use super::number::number;

fn unit_word(word: &str) -> Option<(f64, Unit)> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" => (1.0, Unit::Second),
        "m" | "min" | "mins" | "minute" | "minutes" => (1.0, Unit::Minute),
        "h" | "hr" | "hrs" | "hour" | "hours" => (1.0, Unit::Hour),
        "d" | "day" | "days" => (1.0, Unit::Day),
        "night" | "nights" => (1.0, Unit::Day),
        "wk" | "wks" | "week" | "weeks" => (1.0, Unit::Week),
        "fortnight" | "fortnights" => (2.0, Unit::Week),
        "month" | "months" | "mo" | "mos" => (1.0, Unit::Month),
        "quarter" | "quarters" => (3.0, Unit::Month),
        "y" | "ys" | "yr" | "yrs" | "year" | "years" => (1.0, Unit::Year),
        "decade" | "decades" => (10.0, Unit::Year),
        _ => return None,
    })
}

/// A unit, with "business" or "working" before its days.
pub(super) fn unit(at: Cursor<'_>) -> Read<'_, (f64, Unit)> {
    let start = at.perhaps(&["-"]).blank();
    let (word, next) = start.word()?;
    if matches!(word, "business" | "working" | "work" | "banking" | "office" | "bus") {
        let next = next.any(&["day", "days"])?;
        return Some(((1.0, Unit::Working), next));
    }
    if word == "calendar" {
        return Some(((1.0, Unit::Day), next.any(&["day", "days"])?));
    }
    let unit = unit_word(word).filter(|_| next.ends() && !next.rest().starts_with('\''))?;
    // "3 m" and "2 s" could be anything; the letter must stand at its number, or be h.
    let loose = word.len() == 1 && word != "h" && start.at > at.at;
    (!loose).then_some((unit, next))
}

/// A length, all its parts one after the other.
pub(super) fn length(at: Cursor<'_>) -> Read<'_, Length> {
    let at = at.blank();
    let start = ["less than", "more than", "at most", "up to", "no more than"]
        .iter()
        .find_map(|words| at.these(words))
        .unwrap_or(at);
    if let Some(read) = whole(start) {
        return Some(read);
    }
    let (mut total, mut next) = part(start)?;
    for _ in 0..6 {
        let gap = next.perhaps(&[","]).maybe(&["and"]);
        // "a week and an hour" goes on, "2 days and 3 agents" does not.
        let Some((more, after)) = part(gap).filter(|(more, _)| !more.vague) else { break };
        total.years += more.years;
        total.months += more.months;
        total.weeks += more.weeks;
        total.days += more.days;
        total.working += more.working;
        total.hours += more.hours;
        total.minutes += more.minutes;
        total.seconds += more.seconds;
        next = after;
    }
    Some((total, next))
}

/// "all day", "full week", "whole month".
fn whole(at: Cursor<'_>) -> Read<'_, Length> {
    let next = at.any(&["all", "full", "whole"])?;
    let next = next.perhaps(&["-"]);
    let (word, _) = next.word()?;
    let ((count, unit), next) = unit(next)?;
    matches!(word, "day" | "week" | "month" | "year").then(|| (Length::of(count, unit), next))
}

fn part(at: Cursor<'_>) -> Read<'_, Length> {
    half(at).or_else(|| some(at)).or_else(|| {
        let (count, next) = amount(at)?;
        let ((times, unit), next) = unit(next)?;
        let (count, next) = and_a_half(next).map_or((count, next), |next| (count + 0.5, next));
        Some((Length::of(count * times, unit), next))
    })
}

/// "a few days", "couple of weeks", "several days".
fn some(at: Cursor<'_>) -> Read<'_, Length> {
    let start = at.maybe(&["a", "the"]);
    let (word, next) = start.word()?;
    let (count, vague) = match word {
        "few" | "several" | "some" => (3.0, true),
        "couple" => (2.0, true),
        _ => return None,
    };
    let ((times, unit), next) = unit(next.maybe(&["of"]))?;
    Some((Length { vague, ..Length::of(count * times, unit) }, next))
}

/// "half an hour", "half hour", "a half hour", "half a day".
fn half(at: Cursor<'_>) -> Read<'_, Length> {
    let next = at.maybe(&["a"]).this("half")?;
    let next = next.maybe(&["of"]).maybe(&["a", "an"]);
    let ((times, unit), next) = unit(next)?;
    Some((Length::of(0.5 * times, unit), next))
}

/// "an hour and a half".
fn and_a_half(at: Cursor<'_>) -> Option<Cursor<'_>> {
    at.this("and")?.maybe(&["a"]).this("half").filter(|next| unit(next.maybe(&["a", "an"])).is_none())
}

/// A count: a number, "a", "another", "two and a half", or the larger of two ("3-5", "three to five", "2 (two)").
fn amount(at: Cursor<'_>) -> Read<'_, f64> {
    let start = at.blank();
    if let Some(next) = start.any(&["a", "an", "another", "one"]).filter(|next| !next.rest().starts_with('-')) {
        return match next.these("and a half").or_else(|| next.these("and half")) {
            Some(next) => Some((1.5, next)),
            None => Some((1.0, next)),
        };
    }
    let (count, next) = number(start)?;
    if let Some(((part, digits), next)) = next.eat(".").and_then(Cursor::digits) {
        return Some((f64::from(count) + f64::from(part) / 10f64.powi(digits as i32), next));
    }
    let next = bracket(next, count);
    let gap = next.blank();
    if let Some(next) = gap.these("and a half").or_else(|| gap.these("and half")) {
        return Some((f64::from(count) + 0.5, next));
    }
    let to = gap.eat("-").or_else(|| gap.any(&["to", "or"])).and_then(number);
    match to {
        Some((larger, next)) if larger > count => Some((f64::from(larger), bracket(next, larger))),
        _ => Some((f64::from(count), next)),
    }
}

/// "three (3) days": the count once more, in brackets.
fn bracket(at: Cursor<'_>, count: u32) -> Cursor<'_> {
    let again = at.blank().eat("(").and_then(number);
    match again {
        Some((same, next)) if same == count => next.eat(")").unwrap_or(at),
        _ => at,
    }
}
