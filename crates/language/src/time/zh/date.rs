//! Days: 3月10日, 2018年10月1日, 明天, 本周五, 下个月5号, 三天后.

use super::super::cursor::{Cursor, Read};
use super::super::value::{self, Day, Length, Loose};
use super::clock::SHORT;
use super::number::{within, year};
use super::{AFTER, AGO, Zh};
use jiff::civil::{Date, Weekday};

/// The days of the week by their last sign.
const WEEKDAYS: [(&str, Weekday); 8] = [
    ("一", Weekday::Monday),
    ("二", Weekday::Tuesday),
    ("三", Weekday::Wednesday),
    ("四", Weekday::Thursday),
    ("五", Weekday::Friday),
    ("六", Weekday::Saturday),
    ("日", Weekday::Sunday),
    ("天", Weekday::Sunday),
];

/// Days by their distance; longer words first. The last ones are Cantonese and Taiwan's.
const RELATIVE: [(&str, i64); 26] = [
    ("大前天", -3),
    ("大后天", 3),
    ("大后日", 3),
    ("今天", 0),
    ("今日", 0),
    ("今儿", 0),
    ("当天", 0),
    ("当日", 0),
    ("即日", 0),
    ("明天", 1),
    ("明日", 1),
    ("明儿", 1),
    ("次日", 1),
    ("隔天", 1),
    ("翌日", 1),
    ("后天", 2),
    ("后日", 2),
    ("后儿", 2),
    ("昨天", -1),
    ("昨日", -1),
    ("前天", -2),
    ("前日", -2),
    ("听日", 1),
    ("寻日", -1),
    ("琴日", -1),
    ("今明", 1),
];

/// Which one: of a week, a month, a year.
pub(super) const WHICH: [(&str, i64); 17] = [
    ("上上个", -2),
    ("下下个", 2),
    ("上上", -2),
    ("下下", 2),
    ("上一个", -1),
    ("下一个", 1),
    ("这一个", 0),
    ("上个", -1),
    ("下个", 1),
    ("这个", 0),
    ("本个", 0),
    ("上", -1),
    ("下", 1),
    ("这", 0),
    ("本", 0),
    ("当", 0),
    ("同", 0),
];

pub(super) const WEEK: [(&str, ()); 3] = [("星期", ()), ("礼拜", ()), ("周", ())];

const YEARS: [(&str, i64); 9] = [
    ("大前年", -3),
    ("今年", 0),
    ("本年度", 0),
    ("本年", 0),
    ("明年", 1),
    ("来年", 1),
    ("后年", 2),
    ("去年", -1),
    ("前年", -2),
];

impl Zh<'_> {
    /// A day.
    pub(super) fn day(self, at: Cursor<'_>) -> Read<'_, Day> {
        let found = self.days.at(at.at, || self.day_anew(at).map(|(day, next)| (day, next.at)));
        found.map(|(day, end)| (day, at.to(end)))
    }

    fn day_anew(self, at: Cursor<'_>) -> Read<'_, Day> {
        self.written(at)
            .or_else(|| self.named(at))
            .or_else(|| relative(at).map(|(ahead, next)| (Day::fixed(value::days(self.now.date(), ahead)), next)))
            .or_else(|| self.weekday(at))
            .or_else(|| self.counted_weekday(at))
            .or_else(|| self.counted(at))
    }

    /// 今晚, 明早: a day whose part is told by one sign that also belongs to the time after it.
    pub(super) fn half_day(self, at: Cursor<'_>) -> Read<'_, Day> {
        let (ahead, next) = at.one(&[("今", 0), ("当", 0), ("明", 1), ("昨", -1), ("听", 1), ("后", 2)])?;
        next.one(&SHORT)?;
        Some((Day::fixed(value::days(self.now.date(), ahead)), next))
    }

    /// In digits: 2010-01-29, 2010.1.29, 29.1.2010, 12/1.
    fn written(self, at: Cursor<'_>) -> Read<'_, Day> {
        let ((first, length), next) = at.digits()?;
        let sign = next.rest().chars().next().filter(|sign| "-./ ".contains(*sign))?;
        let joint = &next.rest()[..1];
        let ((second, short), next) = next.eat(joint)?.digits().filter(|((_, short), _)| *short <= 2)?;
        let third = next.eat(joint).and_then(Cursor::digits);
        let Some(((third, last), end)) = third else {
            let known = sign == '/' && length <= 2 && (1..=12).contains(&first) && (1..=31).contains(&second);
            let ends = !next.rest().starts_with(|letter: char| letter.is_ascii_digit() || "/%-.".contains(letter));
            return (known && ends).then(|| (value::yearly(self.now.date(), first, second), next));
        };
        let (year, month, day) = match (length, short, last) {
            (4, _, 1..=2) => (first as i32, second, third),
            (1..=2, _, 4) if sign != ' ' => (third as i32, second, first),
            (2, _, 1..=2) if sign != ' ' && third <= 31 => (value::century(first), second, third),
            (1..=2, _, 2) if sign != ' ' => (value::century(third), second, first),
            _ => return None,
        };
        let possible = (1..=12).contains(&month) && (1..=31).contains(&day);
        possible.then(|| (Day::fixed(value::day(year, month, day)), end))
    }

    /// In words: 1987年1月11日, 去年本月十日, 1月19号, 八月十五, 29日, with the weekday that may follow.
    fn named(self, at: Cursor<'_>) -> Read<'_, Day> {
        let today = self.now.date();
        let (year, next) = match self.year_word(at) {
            Some((year, next)) => (Some(year), next.perhaps(&["的"]).blank()),
            None => (None, at),
        };
        let month = self.month_word(next);
        let (day, next) = match month {
            Some((month, next)) => {
                let (of, next) = day_of_month(next.perhaps(&["的"]).blank(), month.named)?;
                let day = match (year, month.ahead) {
                    (Some(year), _) => Day::fixed(value::day(year, month.number, of)),
                    (None, Some(ahead)) => Day::fixed(
                        value::month(today, ahead)
                            .and_then(|first| value::day(i32::from(first.year()), first.month() as u32, of)),
                    ),
                    (None, None) => value::yearly(today, month.number, of),
                };
                (day, next)
            }
            None if year.is_none() => {
                let (of, next) = day_of_month(at, false)?;
                (value::monthly(today, of), next)
            }
            None => return None,
        };
        Some((day, weekday_after(next)))
    }

    pub(super) fn year_word(self, at: Cursor<'_>) -> Read<'_, i32> {
        if let Some((ahead, next)) = at.one(&YEARS) {
            return Some((i32::from(self.now.year()) + ahead as i32, next));
        }
        let (year, next) = year(at)?;
        // 90年代 is a decade.
        Some((year, next.blank().eat("年").filter(|next| !next.rest().starts_with('代'))?))
    }

    /// 三月, 本月, 下个月.
    pub(super) fn month_word(self, at: Cursor<'_>) -> Read<'_, Month> {
        if let Some((number, next)) = within(at, 1, 12)
            && let Some(next) = next.blank().eat("月").filter(|next| !next.rest().starts_with("份之"))
        {
            return Some((Month { number, ahead: None, named: true }, next.perhaps(&["份"])));
        }
        let (ahead, next) = at.one(&WHICH)?;
        let next = next.eat("月")?.perhaps(&["份"]);
        let number = value::month(self.now.date(), ahead)?.month() as u32;
        Some((Month { number, ahead: Some(ahead), named: false }, next))
    }

    /// 周五, 本周五, 下下周日, 这周的周五, 最后一个周三, 上一个周三.
    fn weekday(self, at: Cursor<'_>) -> Read<'_, Day> {
        let today = self.now.date();
        if let Some((weekday, next)) = weekday_word(at) {
            return Some((value::weekly(today, weekday), next));
        }
        let (ahead, next) = at.one(&WHICH)?;
        if let Some((weekday, next)) = weekday_word(next.perhaps(&["的"])) {
            return Some((Day::fixed(value::weekday(today, ahead, weekday)), next));
        }
        let (_, next) = next.one(&WEEK)?;
        let (weekday, next) = weekday_word(next.perhaps(&["的", "之"]))?;
        Some((Day::fixed(value::weekday(today, ahead, weekday)), next))
    }

    /// 四月的最后一个星期一, 下个月的第二个周三.
    fn counted_weekday(self, at: Cursor<'_>) -> Read<'_, Day> {
        let today = self.now.date();
        let (month, next) = match self.month_word(at) {
            Some((month, next)) => (Some(month), next.perhaps(&["的"])),
            None => (None, at),
        };
        let (count, next) = match next.eat("最后一个") {
            Some(next) => (0, next),
            None => {
                let (count, next) = within(next.eat("第")?, 1, 5)?;
                (count, next.eat("个")?)
            }
        };
        let (weekday, next) = weekday_word(next.perhaps(&["的"]))?;
        let first = match month {
            None => Some(today.first_of_month()),
            Some(Month { ahead: Some(ahead), .. }) => value::month(today, ahead),
            Some(month) => value::day(i32::from(today.year()), month.number, 1),
        };
        let mut date = first.and_then(|first| value::nth_weekday(first, count, weekday));
        if let (Some(Month { ahead: None, number, .. }), Some(early)) = (month, date)
            && early < today
        {
            date = value::day(i32::from(today.year()) + 1, number, 1)
                .and_then(|first| value::nth_weekday(first, count, weekday));
        }
        Some((Day::fixed(date), next))
    }

    /// 三天后, 两周之后, 过三天; working days are counted without holidays here, the deadline knows them.
    fn counted(self, at: Cursor<'_>) -> Read<'_, Day> {
        let started = at.eat("过").or_else(|| at.eat("再过"));
        let (length, next) = self.length(started.unwrap_or(at))?;
        if length.is_fine() || length.vague || length.working > 0.0 {
            return None;
        }
        let to_day = |length: Length| length.after(self.now).map(|then| then.date());
        if let Some((_, next)) = next.blank().one(&AFTER) {
            return Some((Day::fixed(to_day(length)), next));
        }
        if let Some((_, next)) = next.blank().one(&AGO) {
            return Some((Day::fixed(length.before(self.now).map(|then| then.date())), next));
        }
        started.map(|_| (Day::fixed(to_day(length)), next))
    }
}

/// A month that was named or told by its distance.
#[derive(Clone, Copy)]
pub(super) struct Month {
    pub(super) number: u32,
    pub(super) ahead: Option<i64>,
    named: bool,
}

fn relative(at: Cursor<'_>) -> Read<'_, i64> {
    at.one(&RELATIVE)
}

/// 周五, 星期天, 礼拜日. 周一到周五 is a period; its first end is still a day.
pub(super) fn weekday_word(at: Cursor<'_>) -> Read<'_, Weekday> {
    let (_, next) = at.one(&WEEK)?;
    let (weekday, after) = next.one(&WEEKDAYS)?;
    // 周一次, 一周五天: the sign counts something else.
    (!after.rest().starts_with(['次', '个', '天'])).then_some((weekday, after))
}

/// 11日, 19号, 二十三; without the last sign only after a named month and as long as nothing is counted.
fn day_of_month(at: Cursor<'_>, month: bool) -> Read<'_, u32> {
    let (of, next) = within(at, 1, 31)?;
    if let Some((_, next)) = next.blank().one(&[("日", ()), ("号", ())]) {
        let counts = ["码", "线", "楼", "店", "文", "内", "以内", "之内", "院", "门", "机"];
        return (!counts.iter().any(|word| next.rest().starts_with(word)) || month).then_some((of, next));
    }
    let free = !next.rest().starts_with(['天', '个', '点', ':', '月', '年', '小', '元', '件', '周', '分', '.', '-']);
    (month && free).then_some((of, next))
}

/// The weekday that repeats a date: 10月12号,星期一.
fn weekday_after(at: Cursor<'_>) -> Cursor<'_> {
    let gap = at.perhaps(&[",", "("]).blank();
    match weekday_word(gap) {
        Some((_, next)) if gap.before().ends_with('(') => next.perhaps(&[")"]),
        Some((_, next)) => next,
        None => at,
    }
}

/// A second day told by its number alone after a first: 一月十日到20日.
pub(super) fn same_month(first: Date, at: Cursor<'_>) -> Read<'_, Day> {
    let (of, next) = day_of_month(at, true)?;
    Some((Day::fixed(value::day(i32::from(first.year()), first.month() as u32, of)), next))
}

/// Whether the year of a day was left to the reader.
pub(super) fn yearless(day: Day) -> bool {
    day.loose == Loose::Year
}
