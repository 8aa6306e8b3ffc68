//! Days that have a name: 中秋节, 正月十五, Christmas, Thanksgiving. A promise may name one for its deadline.
//!
//! Read only beside everything else, never where one kind of expression is asked for: the public cases keep holidays apart.

use super::cursor::Cursor;
use super::value::nth_weekday;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::sync::LazyLock;

/// How a holiday is found in a year.
#[derive(Clone, Copy)]
enum Rule {
    /// A month and its day.
    Sun(i8, i8),
    /// The same of the lunar calendar; day 30 is the last one.
    Moon(u8, u8),
    /// A month, which of the weekdays (0: the last), the weekday, and days more.
    Weekday(i8, u32, Weekday, i64),
    /// Easter and days more.
    Easter(i64),
}

use Rule::{Easter, Moon, Sun};
use Weekday::{Monday, Sunday, Thursday};

/// Names in Chinese, longer ones before their beginnings.
const CHINESE: [(&str, Rule); 37] = [
    ("元旦", Sun(1, 1)),
    ("情人节", Sun(2, 14)),
    ("妇女节", Sun(3, 8)),
    ("三八节", Sun(3, 8)),
    ("愚人节", Sun(4, 1)),
    ("五一劳动节", Sun(5, 1)),
    ("五一节", Sun(5, 1)),
    ("劳动节", Sun(5, 1)),
    ("青年节", Sun(5, 4)),
    ("六一儿童节", Sun(6, 1)),
    ("六一节", Sun(6, 1)),
    ("儿童节", Sun(6, 1)),
    ("建军节", Sun(8, 1)),
    ("教师节", Sun(9, 10)),
    ("十一国庆", Sun(10, 1)),
    ("国庆节", Sun(10, 1)),
    ("国庆", Sun(10, 1)),
    ("万圣节", Sun(10, 31)),
    ("双十一", Sun(11, 11)),
    ("双11", Sun(11, 11)),
    ("双十二", Sun(12, 12)),
    ("双12", Sun(12, 12)),
    ("平安夜", Sun(12, 24)),
    ("圣诞节", Sun(12, 25)),
    ("圣诞", Sun(12, 25)),
    ("除夕", Moon(12, 30)),
    ("大年三十", Moon(12, 30)),
    ("大年初一", Moon(1, 1)),
    ("春节", Moon(1, 1)),
    ("元宵", Moon(1, 15)),
    ("端午", Moon(5, 5)),
    ("七夕", Moon(7, 7)),
    ("中秋", Moon(8, 15)),
    ("重阳", Moon(9, 9)),
    ("腊八", Moon(12, 8)),
    ("母亲节", Rule::Weekday(5, 2, Sunday, 0)),
    ("感恩节", Rule::Weekday(11, 4, Thursday, 0)),
];

/// Names in English, longer ones before their beginnings.
const ENGLISH: [(&str, Rule); 30] = [
    ("new year's eve", Sun(12, 31)),
    ("new years eve", Sun(12, 31)),
    ("new year's day", Sun(1, 1)),
    ("new year's", Sun(1, 1)),
    ("new years day", Sun(1, 1)),
    ("new year", Sun(1, 1)),
    ("valentine's day", Sun(2, 14)),
    ("valentines day", Sun(2, 14)),
    ("st patrick's day", Sun(3, 17)),
    ("independence day", Sun(7, 4)),
    ("halloween", Sun(10, 31)),
    ("christmas eve", Sun(12, 24)),
    ("christmas day", Sun(12, 25)),
    ("christmas", Sun(12, 25)),
    ("xmas", Sun(12, 25)),
    ("boxing day", Sun(12, 26)),
    ("singles day", Sun(11, 11)),
    ("singles' day", Sun(11, 11)),
    ("chinese new year", Moon(1, 1)),
    ("lunar new year", Moon(1, 1)),
    ("spring festival", Moon(1, 1)),
    ("dragon boat festival", Moon(5, 5)),
    ("mid-autumn festival", Moon(8, 15)),
    ("thanksgiving", Rule::Weekday(11, 4, Thursday, 0)),
    ("black friday", Rule::Weekday(11, 4, Thursday, 1)),
    ("cyber monday", Rule::Weekday(11, 4, Thursday, 4)),
    ("memorial day", Rule::Weekday(5, 0, Monday, 0)),
    ("good friday", Easter(-2)),
    ("easter monday", Easter(1)),
    ("easter", Easter(0)),
];

/// A lunar year: its first day, the month that is doubled, the lengths of its months.
struct Lunar {
    first: Date,
    doubled: u8,
    months: Vec<i64>,
}

static LUNAR: LazyLock<Vec<Lunar>> = LazyLock::new(|| {
    let lines = include_str!("../../data/lunar.tsv").lines().filter(|line| !line.starts_with('#'));
    let year = |line: &str| {
        let mut columns = line.split('\t');
        let (first, doubled) = (columns.next()?.parse().ok()?, columns.next()?.parse().ok()?);
        let months = columns.next()?.split(' ').filter_map(|days| days.parse().ok()).collect();
        Some(Lunar { first, doubled, months })
    };
    lines.filter_map(year).collect()
});

/// The day of the lunar calendar in the lunar year that begins in `year`.
fn lunar(year: i16, month: u8, day: u8) -> Option<Date> {
    let of = LUNAR.iter().find(|lunar| lunar.first.year() == year)?;
    // Behind the month that is doubled all others come one later.
    let nth = usize::from(month) - 1 + usize::from(of.doubled > 0 && month > of.doubled);
    let length = *of.months.get(nth)?;
    if i64::from(day) > length + i64::from(day == 30) {
        return None;
    }
    let before: i64 = of.months[..nth].iter().sum();
    of.first.checked_add((before + i64::from(day).min(length) - 1).days()).ok()
}

/// Easter Sunday (Meeus, Jones and Butcher; in Meeus, "Astronomical Algorithms", 1991).
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let days = h + l - 7 * m + 114;
    Date::new(year as i16, (days / 31) as i8, (days % 31 + 1) as i8).ok()
}

impl Rule {
    fn of(self, year: i16) -> Option<Date> {
        match self {
            Sun(month, day) => Date::new(year, month, day).ok(),
            Moon(month, day) => lunar(year, month, day),
            Rule::Weekday(month, count, of, more) => {
                nth_weekday(Date::new(year, month, 1).ok()?, count, of)?.checked_add(more.days()).ok()
            }
            Easter(more) => easter(year)?.checked_add(more.days()).ok(),
        }
    }

    /// The next one, today's included. A lunar year ends in the next one of the sun.
    fn next(self, today: Date) -> Option<Date> {
        (today.year() - 1..=today.year() + 1).filter_map(|year| self.of(year)).find(|day| *day >= today)
    }
}

/// The named day that begins here.
pub(super) fn day(at: Cursor<'_>, today: Date) -> Option<(Date, Cursor<'_>)> {
    let first = at.rest().chars().next()?;
    if first.is_ascii_lowercase() {
        let (rule, next) = at.one(&ENGLISH)?;
        let ends = !next.rest().starts_with(|sign: char| sign.is_ascii_alphanumeric());
        return rule.next(today).filter(|_| ends).map(|day| (day, next));
    }
    // 五一 alone is a day only with 前 or 后 behind it; it is five and one as well.
    let labour =
        at.eat("五一").filter(|next| next.rest().starts_with(['前', '后', '之', '假'])).map(|next| (Sun(5, 1), next));
    let (rule, next) = moon(at).or_else(|| at.one(&CHINESE)).or(labour)?;
    Some((rule.next(today)?, next.perhaps(&["节"]).perhaps(&["当天", "当日", "那天"])))
}

/// 农历八月十五, 正月初八, 腊月廿三.
fn moon(at: Cursor<'_>) -> Option<(Rule, Cursor<'_>)> {
    const MONTHS: [(&str, u8); 14] = [
        ("正月", 1),
        ("一月", 1),
        ("二月", 2),
        ("三月", 3),
        ("四月", 4),
        ("五月", 5),
        ("六月", 6),
        ("七月", 7),
        ("八月", 8),
        ("九月", 9),
        ("十月", 10),
        ("十一月", 11),
        ("冬月", 11),
        ("十二月", 12),
    ];
    const ONES: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let named = at.eat("农历").or_else(|| at.eat("阴历"));
    let begun = named.unwrap_or(at);
    let (month, next) = match begun.eat("腊月") {
        Some(next) => (12, next),
        None => begun.one(&MONTHS)?,
    };
    // Without the word for the calendar only a month or a day that the sun does not have tells which one is meant.
    let own = named.is_some() || begun.rest().starts_with(['正', '冬', '腊']);
    let (tens, after) = next.one(&[("初", 0), ("廿", 20), ("二十", 20), ("三十", 30)]).unwrap_or((10, next));
    let own = own || next.rest().starts_with(['初', '廿']);
    let ten = ["二十", "三十"].iter().any(|word| next.rest().starts_with(word));
    let one = ONES.iter().enumerate().rev().find_map(|(nth, word)| Some((nth as u8 + 1, after.eat(word)?)));
    let (day, next) = match (tens, one) {
        (10, Some((10, next))) => {
            let more = ONES[..9].iter().enumerate().find_map(|(nth, word)| Some((nth as u8 + 1, next.eat(word)?)));
            more.map_or((10, next), |(more, next)| (10 + more, next))
        }
        (10, _) => return None,
        (30, _) => (30, after),
        (20, None) if ten => (20, after),
        (tens, Some((one, next))) => (tens + one, next),
        _ => return None,
    };
    own.then_some((Moon(month, day), next))
}

/// Whether one may begin with this character, so that most places are passed with one look.
pub(super) fn begins(rest: &str) -> bool {
    let lunar_day = || rest.chars().take(4).any(|sign| sign == '初' || sign == '廿');
    let begun = |table: &[(&str, Rule)]| table.iter().any(|(name, _)| rest.starts_with(name));
    match rest.chars().next() {
        Some('n' | 'v' | 's' | 'i' | 'h' | 'c' | 'x' | 'b' | 'l' | 'd' | 'm' | 't' | 'g' | 'e') => begun(&ENGLISH),
        Some('农' | '阴' | '正' | '冬' | '腊') if !rest.starts_with("腊八") => {
            rest.chars().nth(1).is_some_and(|next| "历月".contains(next))
        }
        Some(sign) if "元情妇三愚五劳青六儿建教十国万双平圣除大春端七中重母感腊".contains(sign) => {
            begun(&CHINESE) || rest.starts_with("五一") || lunar_day()
        }
        Some(sign) if "一二四八九".contains(sign) => lunar_day(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn check(text: &str, today: Date, expected: Option<Date>, rest: &str) {
        let found = day(Cursor::new(text, 0), today);
        assert_eq!(found.map(|(day, _)| day), expected, "{text}");
        assert_eq!(found.map_or(text, |(_, next)| next.rest()), rest, "{text}");
        assert!(found.is_none() || begins(text), "{text}");
    }

    #[test]
    fn days_with_a_name_are_found_in_their_year() {
        let today = date(2026, 3, 4);
        check("中秋节前", today, Some(date(2026, 9, 25)), "前");
        check("国庆后", today, Some(date(2026, 10, 1)), "后");
        check("五一前回复", today, Some(date(2026, 5, 1)), "前回复");
        check("端午", today, Some(date(2026, 6, 19)), "");
        check("春节", today, Some(date(2027, 2, 6)), "");
        check("除夕之前", today, Some(date(2027, 2, 5)), "之前");
        check("农历八月十五", today, Some(date(2026, 9, 25)), "");
        check("正月廿三", today, Some(date(2026, 3, 11)), "");
        check("腊月二十三前", today, Some(date(2027, 1, 30)), "前");
        check("二月初二", today, Some(date(2026, 3, 20)), "");
        check("农历十月初一", today, Some(date(2026, 11, 9)), "");
        check("十月一日", today, None, "十月一日");
        check("christmas, at the latest", today, Some(date(2026, 12, 25)), ", at the latest");
        check("easter", today, Some(date(2026, 4, 5)), "");
        check("good friday", today, Some(date(2026, 4, 3)), "");
        check("thanksgiving", today, Some(date(2026, 11, 26)), "");
        check("black friday", today, Some(date(2026, 11, 27)), "");
        check("memorial day", today, Some(date(2026, 5, 25)), "");
        check("easterly", today, None, "easterly");
    }

    #[test]
    fn a_doubled_month_moves_those_behind_it() {
        // 2025 has two sixth months.
        assert_eq!(lunar(2025, 6, 1), Some(date(2025, 6, 25)));
        assert_eq!(lunar(2025, 7, 7), Some(date(2025, 8, 29)));
        assert_eq!(lunar(2025, 8, 15), Some(date(2025, 10, 6)));
        assert_eq!(lunar(2080, 1, 1), None, "a year without data has no lunar days");
    }
}
