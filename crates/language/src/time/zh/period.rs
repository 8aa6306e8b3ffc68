//! Periods: 本周, 下个月, 月底, 从一月十日到二十日, 下午五点到六点, 明天上午, 未来两天.

use super::super::cursor::{Cursor, Read};
use super::super::value::{self, Day, Length, Value};
use super::clock::{PARTS, Part, SHORT};
use super::date::{WEEK, WHICH, same_month, yearless};
use super::number::{within, year};
use super::{TO, Zh};
use jiff::civil::{Date, DateTime, Time};

/// Words for the days that come: 未来两天, 接下来3小时.
const COMING: [(&str, bool); 15] = [
    ("未来的", true),
    ("未来", true),
    ("接下来的", true),
    ("接下来", true),
    ("今后", true),
    ("之后", true),
    ("往后", true),
    ("后", true),
    ("下", true),
    ("过去", false),
    ("之前", false),
    ("最近", false),
    ("近", false),
    ("前", false),
    ("上", false),
];

fn whole(from: Date, until: Option<Date>) -> Option<Value> {
    Some(Value::Days { from, until: until?, whole: false })
}

impl Zh<'_> {
    /// Days from one to another.
    pub(super) fn days(self, at: Cursor<'_>) -> Read<'_, Value> {
        self.ends_of(at)
            .or_else(|| self.years_between(at))
            .or_else(|| self.quarter(at))
            .or_else(|| self.week_of_month(at))
            .or_else(|| self.edge(at))
            .or_else(|| self.week(at))
            .or_else(|| self.month_of_year(at))
            .or_else(|| self.coming_days(at))
            .or_else(|| self.year_alone(at))
    }

    /// 从一月十日到二十日, 2018/1/10-2018/7/10, 7月4日到7月6日.
    fn ends_of(self, at: Cursor<'_>) -> Read<'_, Value> {
        let begun = at.eat("从").or_else(|| at.eat("自")).unwrap_or(at);
        let (first, next) = self.day(begun).or_else(|| self.day_of_named_month(begun))?;
        let (_, next) = next.perhaps(&["起"]).blank().one(&TO)?;
        let next = next.blank();
        let (second, next) = match self.day(next) {
            Some((day, after)) if !is_day_alone(next, after) => (day, after),
            _ => same_month(first.date?, next)?,
        };
        let (mut from, mut until) = (first.date?, second.date?);
        if yearless(second) && !yearless(first) {
            until = value::yearly(from, until.month() as u32, until.day() as u32).date?;
        } else if yearless(first) && !yearless(second) && second.date? < from {
            from = with_year(from, i32::from(until.year()))?;
        }
        if until < from && yearless(second) {
            // Within a period that has begun, the first end is the one that lies behind.
            from = with_year(from, i32::from(until.year()))?;
        }
        Some((Value::Days { from, until, whole: true }, next.perhaps(&["之间", "期间", "间"])))
    }

    /// 一月19到20日: the sign of the day stands at the second end only.
    fn day_of_named_month(self, at: Cursor<'_>) -> Read<'_, Day> {
        let (month, next) = self.month_word(at)?;
        let (of, next) = within(next, 1, 31)?;
        Some((value::yearly(self.now.date(), month.number, of), next))
    }

    fn years_between(self, at: Cursor<'_>) -> Read<'_, Value> {
        let begun = at.perhaps(&["从", "在"]);
        let first_of = |year: i32| value::day(year, 1, 1);
        let (from, next) = year(begun)?;
        let (marked, next) = next.blank().eat("年").map_or((false, next), |next| (true, next));
        let (after, next) = next.one(&[("之后", ())]).map_or((false, next), |(_, next)| (true, next));
        let joint = if after { Some(next) } else { next.blank().one(&TO).map(|(_, next)| next) };
        let (until, next) = year(joint?.blank())?;
        let end = next.blank().eat("年");
        let years = [from, until].iter().all(|year| (1_900..2_200).contains(year));
        if (!marked || end.is_none()) && (!years || begun.at == at.at || is_counted(end.unwrap_or(next))) {
            return None;
        }
        let next = end.unwrap_or(next).perhaps(&["之间", "期间", "间", "之前"]);
        Some((whole(first_of(from)?, first_of(until))?, next))
    }

    /// 今年第一季度, 2018年四季度, 本季度, 下个季度.
    fn quarter(self, at: Cursor<'_>) -> Read<'_, Value> {
        let today = self.now.date();
        let this = i64::from((today.month() - 1) / 3);
        if let Some((ahead, next)) =
            at.one(&WHICH).and_then(|(ahead, next)| Some((ahead, next.eat("季度").or_else(|| next.eat("季"))?)))
        {
            let first = value::month(value::day(i32::from(today.year()), 1, 1)?, (this + ahead) * 3)?;
            return Some((whole(first, value::month(first, 3))?, next));
        }
        let (year, next) = self.year_word(at).map_or((None, at), |(year, next)| (Some(year), next.perhaps(&["的"])));
        let (number, next) = within(next.perhaps(&["第"]), 1, 4)?;
        let next = next.eat("季度")?;
        let first = value::day(year.unwrap_or(i32::from(today.year())), number * 3 - 2, 1)?;
        Some((whole(first, value::month(first, 3))?, next))
    }

    /// 十月的第一周.
    fn week_of_month(self, at: Cursor<'_>) -> Read<'_, Value> {
        let (month, next) = self.month_word(at)?;
        let (count, next) = within(next.perhaps(&["的"]).eat("第")?, 1, 5)?;
        let (_, next) = next.perhaps(&["个"]).one(&WEEK)?;
        let of = |year: i32| -> Option<(Date, Date)> {
            let first = value::day(year, month.number, 1)?;
            // The first week is the one whose Thursday lies in the month (ISO 8601).
            let thursday = value::nth_weekday(first, count, jiff::civil::Weekday::Thursday)?;
            let monday = value::week(thursday, 0)?;
            Some((monday, value::days(monday, 7)?))
        };
        let year = i32::from(self.now.year());
        let (from, until) = of(year).filter(|(_, until)| *until > self.now.date()).or_else(|| of(year + 1))?;
        Some((whole(from, Some(until))?, next))
    }

    /// 月底, 本月底, 3月底, 年底, 周末, 下周末, 月初, 月中, 上旬.
    fn edge(self, at: Cursor<'_>) -> Read<'_, Value> {
        let today = self.now.date();
        if let Some((ahead, next)) = weekend(at) {
            let saturday = value::weekday(today, ahead, jiff::civil::Weekday::Saturday)?;
            return Some((whole(saturday, value::days(saturday, 2))?, next));
        }
        let year = self.year_word(at).and_then(|(year, next)| Some((year, edge_word(next)?)));
        if let Some((year, (part, next))) = year.or_else(|| Some((i32::from(today.year()), edge_word(at.eat("年")?)?)))
        {
            let (first, last) = [(1, 5), (5, 9), (9, 13)][part];
            let from = value::day(year, first, 1)?;
            return Some((whole(from, value::month(from, last - i64::from(first)))?, next));
        }
        let month = self.month_word(at);
        let (first, next) = match month {
            Some((month, next)) => match month.ahead {
                Some(ahead) => (value::month(today, ahead)?, next),
                None => (value::yearly(today.first_of_month(), month.number, 1).date?, next),
            },
            None => (today.first_of_month(), at.eat("这个月").or_else(|| at.eat("月"))?),
        };
        let (part, next) =
            edge_word(next.perhaps(&["的"])).or_else(|| next.one(&[("上旬", 0), ("中旬", 1), ("下旬", 2)]))?;
        let end = value::month(first, 1)?;
        let (from, until) = [(0, 10), (10, 20), (20, 40)][part];
        let from = value::days(first, from)?;
        Some((whole(from, value::days(first, until).map(|until| until.min(end)))?, next))
    }

    /// 本周, 下周, 下下个星期.
    fn week(self, at: Cursor<'_>) -> Read<'_, Value> {
        let (ahead, next) = at.one(&WHICH)?;
        let (_, next) = next.one(&WEEK)?;
        let monday = value::week(self.now.date(), ahead)?;
        Some((whole(monday, value::days(monday, 7))?, next))
    }

    /// 明年四月, 2018年10月, 下个月, 本月; a month alone only with its 份.
    fn month_of_year(self, at: Cursor<'_>) -> Read<'_, Value> {
        let year = self.year_word(at);
        let next = year.map_or(at, |(_, next)| next.perhaps(&["的"]).blank());
        let (month, next) = self.month_word(next)?;
        if next.rest().starts_with(|letter: char| letter.is_ascii_digit()) {
            return None;
        }
        let today = self.now.date();
        let first = match (year, month.ahead) {
            (Some((year, _)), _) => value::day(year, month.number, 1)?,
            (None, Some(ahead)) => value::month(today, ahead)?,
            (None, None) if next.before().ends_with('份') => {
                value::yearly(today.first_of_month(), month.number, 1).date?
            }
            (None, None) => return None,
        };
        Some((whole(first, value::month(first, 1))?, next))
    }

    /// 未来两天, 接下来一周, 后1年.
    fn coming_days(self, at: Cursor<'_>) -> Read<'_, Value> {
        let (length, ahead, next) = self.coming(at)?;
        if length.is_fine() {
            return None;
        }
        let today = self.now.date();
        let midnight = today.to_datetime(Time::midnight());
        let value = if ahead {
            let from = today.tomorrow().ok()?;
            Value::Days { from, until: length.after(from.to_datetime(Time::midnight()))?.date(), whole: false }
        } else {
            Value::Days { from: length.before(midnight)?.date(), until: today, whole: false }
        };
        Some((value, next))
    }

    fn coming(self, at: Cursor<'_>) -> Option<(Length, bool, Cursor<'_>)> {
        let (ahead, next) = at.one(&COMING)?;
        // 下1月 is a length; 上个小时 is one hour.
        let next = next.blank();
        let one = next
            .eat("个")
            .and_then(|after| Some((Length::of(1.0, super::super::value::Unit::Hour), after.eat("小时")?)));
        let (length, next) = one.or_else(|| self.length(next)).or_else(|| {
            let (count, next) = super::number::number(next)?;
            let next = next.eat("月")?;
            Some((Length::of(f64::from(count), super::super::value::Unit::Month), next))
        })?;
        // 下 2009年 is a year after another word.
        (length.years < 1_000.0).then_some((length, ahead, next))
    }

    /// 明年, 2018年. Digits alone are a year only where nothing else is meant: never for a promise.
    fn year_alone(self, at: Cursor<'_>) -> Read<'_, Value> {
        let lone = || {
            let ((value, count), next) = at.digits().filter(|_| self.lone_years)?;
            let glued = at.before().ends_with(|sign: char| sign.is_ascii_graphic() || sign == '¥');
            let year = i32::try_from(value).ok().filter(|year| count == 4 && (1_500..=2_100).contains(year))?;
            (!glued && !is_counted(next)).then_some((year, next))
        };
        let (year, next) = self.year_word(at).or_else(lone)?;
        let first = value::day(year, 1, 1)?;
        Some((whole(first, value::day(year + 1, 1, 1))?, next))
    }

    /// Times from one to another, or a part of a day.
    pub(super) fn hours(self, at: Cursor<'_>) -> Read<'_, Value> {
        if let Some((from, until, next)) = self.clocks(at) {
            return Some((Value::Hours { from, until }, next));
        }
        let (part, next) = at.one(&PARTS)?;
        Some((Value::Hours { from: hour(part.from)?, until: hour(part.until)? }, next))
    }

    /// 从下午五点半到六点半, 凌晨四到六点, 17:55:23-18:33:02.
    fn clocks(self, at: Cursor<'_>) -> Option<(Time, Time, Cursor<'_>)> {
        let begun = at.perhaps(&["从", "在", "自"]);
        let part = begun.one(&PARTS).or_else(|| begun.one(&SHORT)).map(|(part, _)| part);
        let first = self.clock(begun).or_else(|| {
            // 四到六点: the sign of the hour stands at the second end only.
            let after = begun.one(&PARTS).or_else(|| begun.one(&SHORT)).map_or(begun, |(_, next)| next);
            let (value, next) = within(after, 0, 24)?;
            let (_, to) = next.blank().one(&TO)?;
            self.clock(to.blank())?;
            let text = format!("{value}点");
            let (clock, _) = self.clock_within(Cursor::new(&text, 0), part)?;
            Some((clock, next))
        });
        let (first, next) = first?;
        let (_, next) = next.blank().one(&TO)?;
        let (second, next) = self.clock_within(next.blank(), part)?;
        Some((first.time, second.time, next.perhaps(&["之间", "期间", "间"])))
    }

    /// Moments from one to another.
    pub(super) fn moments(self, at: Cursor<'_>) -> Read<'_, Value> {
        self.moments_between(at)
            .or_else(|| self.hours_of_day(at))
            .or_else(|| self.part_of_day(at))
            .or_else(|| self.coming_hours(at))
    }

    /// 从昨天下午两点到明天四点, 1月15号4点和2月3号9点之间, 从现在到八点.
    fn moments_between(self, at: Cursor<'_>) -> Read<'_, Value> {
        let begun = at.perhaps(&["从", "在", "自"]);
        let from = self.moment(begun);
        let (from, next) = from.or_else(|| {
            let (clock, next) = self.clock(begun)?;
            Some((self.now.date().to_datetime(clock.time), next))
        })?;
        let (_, next) = next.blank().one(&TO)?;
        let next = next.blank();
        if let Some((until, next)) = self.moment(next) {
            let until = if until < from { until.checked_add(jiff::Span::new().years(1)).ok()? } else { until };
            return Some((Value::Moments { from, until }, next.perhaps(&["之间", "期间", "间"])));
        }
        let (_, begun) = self.now_word(begun)?;
        begun.blank().one(&TO)?;
        let (clock, next) = self.clock(next)?;
        let until = [0, 12, 24].iter().find_map(|&hours| {
            let until = from.date().to_datetime(clock.time).checked_add(jiff::Span::new().hours(hours)).ok()?;
            (until > from).then_some(until)
        })?;
        Some((Value::Moments { from, until }, next))
    }

    /// 明天2点到4点, 今晚八点到九点.
    fn hours_of_day(self, at: Cursor<'_>) -> Read<'_, Value> {
        let begun = at.perhaps(&["从", "自"]);
        let (day, next) = self.day_of_clock(begun)?;
        let (from, until, next) = self.clocks(next.perhaps(&["的", ","]).blank())?;
        let date = day.date?;
        let (from, mut until) = (date.to_datetime(from), date.to_datetime(until));
        if until <= from {
            until = until.checked_add(jiff::Span::new().days(1)).ok()?;
        }
        Some((Value::Moments { from, until }, next))
    }

    /// 明天上午, 昨晚, 七月五号晚.
    fn part_of_day(self, at: Cursor<'_>) -> Read<'_, Value> {
        let (day, next) = self.day_of_clock(at)?;
        let next = next.perhaps(&["的", ","]).blank();
        let (part, next) = next.one(&PARTS).or_else(|| next.one(&SHORT))?;
        let (from, until) = span(day.date?, part)?;
        Some((Value::Moments { from, until }, next))
    }

    /// 未来3小时, 之后5分钟, 上个小时.
    fn coming_hours(self, at: Cursor<'_>) -> Read<'_, Value> {
        let (length, ahead, next) = self.coming(at)?;
        if !length.is_fine() {
            return None;
        }
        let (from, until) =
            if ahead { (self.now, length.after(self.now)?) } else { (length.before(self.now)?, self.now) };
        Some((Value::Moments { from, until }, next))
    }
}

fn hour(hour: i8) -> Option<Time> {
    if hour == 24 { Time::new(23, 59, 59, 0).ok() } else { Time::new(hour, 0, 0, 0).ok() }
}

fn span(date: Date, part: Part) -> Option<(DateTime, DateTime)> {
    Some((date.to_datetime(hour(part.from)?), date.to_datetime(hour(part.until)?)))
}

fn with_year(date: Date, year: i32) -> Option<Date> {
    value::day(year, date.month() as u32, date.day() as u32)
}

/// Whether what follows a number says that it counts something, or is part of a longer number or a code.
fn is_counted(after: Cursor<'_>) -> bool {
    let next = after.rest().trim_start_matches(' ').chars().next();
    next.is_some_and(|sign| {
        sign.is_ascii_graphic() || "元块圆角分个件天日号月周时点秒折倍份张位人名次单笔套台条斤克米升".contains(sign)
    })
}

/// Whether what was read is a day of an unnamed month.
fn is_day_alone(from: Cursor<'_>, to: Cursor<'_>) -> bool {
    let read = &from.rest()[..to.at - from.at];
    (read.ends_with('日') || read.ends_with('号'))
        && !read.contains('月')
        && (read.starts_with(|sign: char| sign.is_ascii_digit())
            || "一二三四五六七八九十".contains(read.chars().next().unwrap_or(' ')))
}

/// 初, 中, 底 of a month or year: which third.
fn edge_word(at: Cursor<'_>) -> Option<(usize, Cursor<'_>)> {
    at.one(&[
        ("初", 0),
        ("年初", 0),
        ("月初", 0),
        ("中旬", 1),
        ("年中", 1),
        ("底", 2),
        ("末", 2),
        ("尾", 2),
        ("年底", 2),
        ("年末", 2),
        ("月底", 2),
        ("月末", 2),
    ])
}

/// 周末, 本周末, 下下周末.
fn weekend(at: Cursor<'_>) -> Read<'_, i64> {
    let (ahead, next) = at.one(&WHICH).unwrap_or((0, at));
    let (_, next) = next.one(&WEEK)?;
    Some((ahead, next.eat("末")?))
}
