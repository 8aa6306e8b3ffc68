//! Lengths of time: 三天, 两个半小时, 8天20小时, 三到五个工作日, 几天.

use super::super::cursor::{Cursor, Read};
use super::super::value::{Length, Unit};
use super::Zh;
use super::number::number;

/// Units, longer words first. 个工作天 is Hong Kong's and Taiwan's, 个钟 Cantonese.
const UNITS: [(&str, Unit); 37] = [
    ("个工作日", Unit::Working),
    ("个工作天", Unit::Working),
    ("个办公日", Unit::Working),
    ("个营业日", Unit::Working),
    ("工作日", Unit::Working),
    ("工作天", Unit::Working),
    ("营业日", Unit::Working),
    ("个交易日", Unit::Working),
    ("个自然日", Unit::Day),
    ("自然日", Unit::Day),
    ("个小时", Unit::Hour),
    ("小时", Unit::Hour),
    ("个钟头", Unit::Hour),
    ("个钟", Unit::Hour),
    ("钟头", Unit::Hour),
    ("h", Unit::Hour),
    ("分钟", Unit::Minute),
    ("分", Unit::Minute),
    ("min", Unit::Minute),
    ("秒钟", Unit::Second),
    ("秒", Unit::Second),
    ("个星期", Unit::Week),
    ("个礼拜", Unit::Week),
    ("星期", Unit::Week),
    ("礼拜", Unit::Week),
    ("周", Unit::Week),
    ("个月", Unit::Month),
    ("个整月", Unit::Month),
    ("月", Unit::Month),
    ("个年头", Unit::Year),
    ("周年", Unit::Year),
    ("年", Unit::Year),
    ("整天", Unit::Day),
    ("天", Unit::Day),
    ("日", Unit::Day),
    ("个时", Unit::Hour),
    ("时", Unit::Hour),
];

/// Months, days and hours that are names of days and times when they stand alone: 三月, 3日, 8时.
const NAMES: [&str; 4] = ["月", "日", "时", "分"];

impl Zh<'_> {
    /// A length, all its parts one after the other.
    pub(super) fn length(self, at: Cursor<'_>) -> Read<'_, Length> {
        let (mut total, mut next) = part(at, true)?;
        for _ in 0..6 {
            let gap = next.blank().perhaps(&["又", "零", "余", "多", "和"]).blank();
            let Some((more, after)) = part(gap, false) else { break };
            total = add(total, more);
            next = after;
        }
        Some((total, next))
    }
}

fn add(one: Length, other: Length) -> Length {
    Length {
        years: one.years + other.years,
        months: one.months + other.months,
        weeks: one.weeks + other.weeks,
        days: one.days + other.days,
        working: one.working + other.working,
        hours: one.hours + other.hours,
        minutes: one.minutes + other.minutes,
        seconds: one.seconds + other.seconds,
        vague: one.vague || other.vague,
    }
}

fn unit(at: Cursor<'_>) -> Option<(Unit, &'static str, Cursor<'_>)> {
    let at = at.blank();
    UNITS.iter().find_map(|&(word, unit)| {
        let next = at.eat(word)?;
        // "3h" and "30min" end where the word ends.
        (!word.is_ascii() || !next.rest().starts_with(|letter: char| letter.is_ascii_alphabetic()))
            .then_some((unit, word, next))
    })
}

/// One count and its unit. `first`: at the start of a length, where a name of a day or a time is not a length.
fn part(at: Cursor<'_>, first: bool) -> Read<'_, Length> {
    if let Some(read) = half(at) {
        return Some(read);
    }
    if let Some((_, next)) = at.one(&[("几", ()), ("数", ()), ("若干", ()), ("好几", ())]) {
        let (unit, word, next) = unit(next)?;
        return (!NAMES.contains(&word)).then(|| (Length { vague: true, ..Length::of(3.0, unit) }, next));
    }
    if let Some((_, next)) = at.one(&[("一刻钟", ()), ("1刻钟", ())]) {
        return Some((Length::of(15.0, Unit::Minute), next));
    }
    let (count, next) = amount(at)?;
    let extra = next.blank().eat("个半").filter(|_| unit(next).is_none());
    if let Some(next) = extra {
        let (unit, _, next) = unit(next)?;
        return Some((Length::of(count + 0.5, unit), next));
    }
    let next = next.blank().perhaps(&["多", "来"]);
    let (unit, word, next) = unit(next)?;
    // 七日内 counts days, as 七日 does not.
    let counts = word == "日" && ["内", "之内", "以内"].iter().any(|within| next.eat(within).is_some());
    if first && NAMES.contains(&word) && !counts {
        return None;
    }
    let halved = next.eat("半").filter(|next| !next.rest().starts_with(['天', '个', '小', '年', '月', '夜', '价']));
    let (count, next) = halved.map_or((count, next), |next| (count + 0.5, next));
    Some((Length::of(count, unit), next.perhaps(&["钟"])))
}

/// A count: a number, 半, or the larger of two (三到五, 三五). People who say two numbers may take the larger.
fn amount(at: Cursor<'_>) -> Read<'_, f64> {
    let (count, next) = number(at)?;
    let fraction = next.eat(".").and_then(Cursor::digits);
    if let Some(((value, digits), next)) = fraction {
        let part = f64::from(value) / 10f64.powi(digits as i32);
        return Some((f64::from(count) + part, next));
    }
    let gap = next.blank();
    for joint in ["到", "至", "-", "~", "、", "或", "或者"] {
        if let Some((larger, after)) = gap.eat(joint).and_then(|next| number(next.blank())) {
            return (larger > count).then_some((f64::from(larger), after));
        }
    }
    // 三五天, 两三天: two signs that are no number together.
    let written = &at.rest()[..next.at - at.at];
    let signs: Vec<char> = written.chars().collect();
    if let [one, other] = signs[..]
        && !one.is_ascii()
        && let (Some((low, _)), Some((high, _))) =
            (number(Cursor::new(one.encode_utf8(&mut [0; 4]), 0)).map(|(v, _)| (v, ())), second(other))
        && (1..10).contains(&low)
        && (low + 1..10).contains(&high)
    {
        return Some((f64::from(high), next));
    }
    Some((f64::from(count), next))
}

fn second(sign: char) -> Option<(u32, ())> {
    number(Cursor::new(sign.encode_utf8(&mut [0; 4]), 0)).map(|(value, _)| (value, ()))
}

/// 半小时, 半个小时, 半天, 大半天, 个半钟.
fn half(at: Cursor<'_>) -> Read<'_, Length> {
    if let Some((unit, _, next)) = at.eat("个半").and_then(unit) {
        return Some((Length::of(1.5, unit), next));
    }
    let (unit, word, next) = at.eat("半").and_then(unit)?;
    // 半日 and 半月 are lengths; 半分 is not a time.
    (word != "分").then(|| (Length::of(0.5, unit), next))
}
