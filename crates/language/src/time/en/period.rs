//! Days from one to another: this week, end of the month, from Friday to Sunday, within 5 days, Q1.

use super::super::cursor::{Cursor, Read};
use super::super::memo::Memo;
use super::super::value::{self, Loose, Value};
use super::date::{day_number, month_word, which};
use super::hours::to;
use super::number::{ordinal, year};
use super::{En, length};
use jiff::civil::{Date, Time, Weekday};

fn whole(from: Date, until: Option<Date>) -> Option<Value> {
    Some(Value::Days { from, until: until?, whole: false })
}

impl En<'_> {
    /// Days from one to another.
    pub(super) fn days(self, at: Cursor<'_>) -> Read<'_, Value> {
        let at = at.blank();
        let readings = [
            self.ends_of(at),
            self.days_of_month(at),
            self.edge(at),
            self.unit(at),
            self.within_days(at),
            self.week_of(at),
            self.quarter(at),
            self.later_in(at),
            self.days_starting(at),
            self.points(at),
        ];
        readings.into_iter().flatten().max_by_key(|(_, next)| next.at)
    }

    /// "from friday to sunday", "between january 1st and april 5th", "today until next sunday".
    fn ends_of(self, at: Cursor<'_>) -> Read<'_, Value> {
        let (within, start) = match self.unit(at.perhaps(&[","])) {
            Some((Value::Days { from, .. }, next)) => (Some(from), next),
            _ => (None, at),
        };
        let begun = start.any(&["from", "between"]);
        if let Some((from, next)) =
            year(start.any(&["in"]).or(begun).unwrap_or(start)).filter(|(year, _)| *year >= 1_900)
            && let Some((until, next)) =
                to(next).filter(|to| !to.before().ends_with("and") || begun.is_some()).and_then(year)
            && until >= from
            && within.is_none()
        {
            return Some((whole(value::day(from, 1, 1)?, value::day(until, 1, 1))?, next));
        }
        let (days, clocks) = (Memo::new(), Memo::new());
        let there = |from: Date| En { now: from.to_datetime(Time::midnight()), days: &days, clocks: &clocks };
        let origin = within.map_or(En { days: self.days, clocks: self.clocks, ..self }, there);
        let (first, loose, next) = origin.end_point(begun.unwrap_or(start).blank(), begun.is_some())?;
        let (second, other, next) = origin.end_point(to(next)?.blank(), begun.is_some())?;
        if begun.is_none() && next.before().len() < at.at + 4 {
            return None;
        }
        let (mut from, mut until) = (first, second);
        if loose == Loose::Year && other == Loose::No {
            from = value::day(i32::from(until.year()), from.month() as u32, from.day() as u32)?;
        }
        if other == Loose::Year && until < from {
            let ahead = value::yearly(from, until.month() as u32, until.day() as u32).date?;
            let back = value::day(i32::from(until.year()), from.month() as u32, from.day() as u32);
            match back.filter(|back| loose == Loose::Year && *back <= until) {
                Some(back) => from = back,
                None => until = ahead,
            }
        }
        if other == Loose::Week && until < from {
            until = value::weekly(from, until.weekday()).date?;
        }
        Some((Value::Days { from, until, whole: true }, next))
    }

    /// An end of a period: a day, now, or after "from" also a month or a year, which begin with their first day.
    fn end_point(self, at: Cursor<'_>, said: bool) -> Option<(Date, Loose, Cursor<'_>)> {
        if let Some(next) = at.any(&["now"]) {
            return Some((self.today(), Loose::No, next));
        }
        let day = self.day(at).and_then(|(day, next)| Some((day.date?, day.loose, next)));
        let month = self.named_month(at).and_then(|(value, next)| match value {
            Value::Days { from, .. } if said || next.before().ends_with(|sign: char| sign.is_ascii_digit()) => {
                Some((from, Loose::No, next))
            }
            _ => None,
        });
        let week = self.counted_week(at).and_then(|(value, next)| match value {
            Value::Days { from, .. } => Some((from, Loose::No, next)),
            _ => None,
        });
        let year = year(at).filter(|_| said).and_then(|(year, next)| Some((value::day(year, 1, 1)?, Loose::No, next)));
        [day, month, week, year].into_iter().flatten().max_by_key(|(_, _, next)| next.at)
    }

    /// "from 4 to 22 january, 2017", "between november 15th through 19th", "november 19-20".
    fn days_of_month(self, at: Cursor<'_>) -> Read<'_, Value> {
        let named = |month: u32, from: u32, until: u32, named: Option<i32>| -> Option<Value> {
            let first = match named {
                Some(year) => value::day(year, month, from),
                None => value::yearly(self.today(), month, from).date,
            }?;
            let until = value::day(i32::from(first.year()), month, until)?;
            (until >= first).then_some(Value::Days { from: first, until, whole: true })
        };
        let begun = at.any(&["from", "between"]);
        let start = begun.unwrap_or(at).maybe(&["the"]).blank();
        let with_year =
            |next: Cursor<'_>| year(next.perhaps(&[","])).map(|(year, after)| (Some(year), after.at - next.at));
        if let Some((month, next)) = month_word(start) {
            let next = next.maybe(&["from", "between"]).maybe(&["the"]);
            let (from, next) = day_number(next)?;
            let (until, next) = day_number(to(next)?.maybe(&["the"]))?;
            let (year, more) = with_year(next).unwrap_or((None, 0));
            return Some((named(month, from, until, year)?, next.skip(more))).filter(|_| next.ends());
        }
        if let Some((ahead, next)) = which(start).and_then(|(ahead, next)| Some((ahead, next.this("month")?))) {
            let next = next.any(&["from", "between"])?;
            let (from, next) = day_number(next)?;
            let (until, next) = day_number(to(next)?.maybe(&["the"]))?;
            let first = value::month(self.today(), ahead)?;
            return Some((named(first.month() as u32, from, until, Some(i32::from(first.year())))?, next));
        }
        let (from, next) = day_number(start)?;
        if let Some((day, next)) = begun
            .and(to(next))
            .and_then(|next| self.day(next.blank()))
            .filter(|(_, next)| next.before().len() > start.at + 8)
            && let Some(until) = day.date
            && let Some(first) =
                value::day(i32::from(until.year()), until.month() as u32, from).filter(|first| *first <= until)
        {
            return Some((Value::Days { from: first, until, whole: true }, next));
        }
        let (until, next) = day_number(to(next)?.maybe(&["the"]))?;
        let next = next.maybe(&["of", "in"]);
        if let Some((month, next)) = month_word(next) {
            let (year, more) = with_year(next).unwrap_or((None, 0));
            return Some((named(month, from, until, year)?, next.skip(more)));
        }
        let (ahead, next) = which(next)?;
        let first = value::month(self.today(), ahead)?;
        Some((named(first.month() as u32, from, until, Some(i32::from(first.year())))?, next.this("month")?))
    }

    /// "this week", "next month", "the weekend", "the week after next", "march 2019", "q1", "2016".
    fn unit(self, at: Cursor<'_>) -> Read<'_, Value> {
        let readings = [self.near(at), self.named_month(at), self.quarter(at), self.counted_week(at)];
        readings.into_iter().flatten().max_by_key(|(_, next)| next.at)
    }

    fn near(self, at: Cursor<'_>) -> Read<'_, Value> {
        let start = at.maybe(&["the"]);
        let (ahead, next) = match which(at) {
            Some((ahead, next)) => (ahead, next),
            None => match start.word()? {
                ("my" | "that", next) => (0, next),
                ("weekend", _) => (0, start),
                _ if start.at > at.at => (0, start),
                _ => return None,
            },
        };
        let next = next.maybe(&["calendar"]);
        let (word, next) = next.word()?;
        let after = next.these("after next").or_else(|| next.these("after the next")).filter(|_| ahead == 0);
        let (ahead, next) = after.map_or((ahead, next), |next| (2, next));
        let today = self.today();
        let (from, until) = match word {
            "week" => (value::week(today, ahead)?, value::week(today, ahead + 1)),
            "weekend" => {
                let saturday = value::weekday(today, ahead, Weekday::Saturday)?;
                (saturday, value::days(saturday, 2))
            }
            "month" => (value::month(today, ahead)?, value::month(today, ahead + 1)),
            "quarter" => {
                let first = value::day(i32::from(today.year()), 1, 1)?;
                let this = i64::from((today.month() - 1) / 3);
                (value::month(first, (this + ahead) * 3)?, value::month(first, (this + ahead + 1) * 3))
            }
            "year" => {
                let year = i32::from(today.year()) + ahead as i32;
                (value::day(year, 1, 1)?, value::day(year + 1, 1, 1))
            }
            _ => return None,
        };
        Some((whole(from, until)?, next.perhaps(&["'s"])))
    }

    /// "this jan", "the month of january", "january, 2001", "2016 june", "2016-11", "11/2016".
    fn named_month(self, at: Cursor<'_>) -> Read<'_, Value> {
        let month_of = |year: i32, month: u32, next| {
            let first = value::day(year, month, 1)?;
            Some((whole(first, value::month(first, 1))?, next))
        };
        if let Some((named, next)) = year(at) {
            let gap = next.blank().perhaps(&[",", "-", "/"]).blank();
            if let Some((month, next)) =
                month_word(gap).or_else(|| gap.number(2, 1, 12)).filter(|(_, next)| next.ends())
            {
                // "2016 5" is a year and a number, and 2016-11-02 a day.
                let plain = gap.at == next.blank().at || next.rest().starts_with(['-', '/']);
                let spaced = !gap.before().trim_end().ends_with(['-', '/', ',']) && month_word(gap).is_none();
                return if plain || spaced { None } else { month_of(named, month, next) };
            }
        }
        if let Some((month, next)) = at.number(2, 1, 12)
            && let Some((named, next)) = next.blank().eat("/").or_else(|| next.blank().eat("-")).and_then(year)
            && !at.before().ends_with(['-', '/'])
        {
            return month_of(named, month, next);
        }
        let which = which(at);
        let (ahead, next) = which.map_or((None, at), |(ahead, next)| (Some(ahead), next));
        let of = next.maybe(&["the"]).these("month of");
        let word = of.unwrap_or(next);
        let (month, next) = month_word(word)?;
        let gap = next.blank().perhaps(&[",", "-"]);
        if let Some((named, next)) = self.year_said(gap).filter(|(year, _)| *year >= 1_000) {
            return month_of(named, month, next);
        }
        // "may" and "march" are other words too: a month only where a month is expected.
        let known =
            which.is_some() || of.is_some() || introduced(at) || !matches!(word.word()?.0, "may" | "march" | "mar");
        if !known || next.blank().rest().starts_with(|sign: char| sign.is_ascii_digit()) {
            return None;
        }
        let today = self.today();
        let first = match ahead {
            Some(ahead) => value::day(i32::from(today.year()) + ahead as i32, month, 1)?,
            None => value::yearly(today.first_of_month(), month, 1).date?,
        };
        Some((whole(first, value::month(first, 1))?, next))
    }

    /// "q1", "the third quarter of 2016", "next year's third-quarter".
    fn quarter(self, at: Cursor<'_>) -> Read<'_, Value> {
        let this = i32::from(self.today().year());
        let glued = at.number(4, 1_900, 2_999).filter(|(_, next)| next.rest().starts_with(['q', 'h']));
        let (before, start) = glued
            .map(|(year, next)| (year as i32, next))
            .or_else(|| year(at))
            .or_else(|| {
                let (ahead, next) = which(at)?;
                Some((this + ahead as i32, next.this("year's").or_else(|| next.this("year"))?))
            })
            .map_or((None, at), |(year, next)| (Some(year), next.perhaps(&[",", "-"]).blank()));
        let start = start.maybe(&["the"]).blank();
        let (months, number, next) = if let Some(next) = start.eat("q") {
            let (number, next) = next.number(1, 1, 4).filter(|(_, next)| next.ends())?;
            (3, number, next)
        } else if let Some(next) = start.eat("h") {
            let (number, next) = next.number(1, 1, 2).filter(|(_, next)| next.ends())?;
            (6, number, next)
        } else {
            let (number, next) = ordinal(start).filter(|(number, _)| (1..=4).contains(number))?;
            let next = next.perhaps(&["-"]);
            match next.this("half") {
                Some(next) if number < 3 => (6, number, next),
                _ => (3, number, next.this("quarter")?),
            }
        };
        let (named, next) = match self.year_said(next) {
            Some((year, next)) if before.is_none() => (Some(year), next),
            _ => (before, next),
        };
        let of = |year: i32| value::day(year, (number - 1) * months + 1, 1);
        let mut first = of(named.unwrap_or(this))?;
        let ends = |first: Date| value::month(first, i64::from(months));
        if named.is_none() && ends(first)? <= self.today() {
            first = of(this + 1)?;
        }
        Some((whole(first, ends(first))?, next))
    }

    /// "2016", "of this year", "next year": the year that follows a part of it.
    fn year_said(self, at: Cursor<'_>) -> Read<'_, i32> {
        let gap = at.perhaps(&[","]).maybe(&["of", "in"]);
        year(gap).or_else(|| {
            let (ahead, next) = which(gap)?;
            Some((i32::from(self.today().year()) + ahead as i32, next.this("year")?))
        })
    }

    /// "week 10", "the third week of 2027", "the first week of october", "last week of july".
    fn counted_week(self, at: Cursor<'_>) -> Read<'_, Value> {
        let this = i32::from(self.today().year());
        let of_year = |year: i32, count: u32, last: bool| {
            let first = value::week(value::day(year, 1, 4)?, i64::from(count) - 1)?;
            let first = if last { value::week(value::day(year, 12, 28)?, 0)? } else { first };
            whole(first, value::days(first, 7))
        };
        if let Some((count, next)) = at.this("week").and_then(|next| next.blank().number(2, 1, 53)) {
            return Some((of_year(this, count, false)?, next)).filter(|_| next.ends());
        }
        let start = at.maybe(&["the"]);
        let last = start.this("last");
        let (count, next) = match last {
            Some(next) => (5, next),
            None => ordinal(start)?,
        };
        let next = next.this("week")?;
        if let Some((year, next)) = self.year_said(next) {
            return Some((of_year(year, count, last.is_some())?, next));
        }
        let next = next.any(&["of", "in"])?;
        let (value, next) = self.named_month(next).or_else(|| self.near(next))?;
        let Value::Days { from: first, .. } = value else { return None };
        // The first week of a month is the one whose Thursday lies in it (ISO 8601).
        let count = if last.is_some() { 0 } else { count };
        let monday = value::week(value::nth_weekday(first, count, Weekday::Thursday)?, 0)?;
        Some((whole(monday, value::days(monday, 7))?, next))
    }

    /// "the week of november 30th", "the week commencing february 4", "w/c feb 4".
    fn week_of(self, at: Cursor<'_>) -> Read<'_, Value> {
        let next = match at.eat("w/c") {
            Some(next) => next,
            None => {
                let next = at.maybe(&["the"]).this("week")?;
                next.any(&["of", "commencing", "starting", "beginning"])?.maybe(&["on"])
            }
        };
        let (day, next) = self.day(next)?;
        let monday = value::week(day.date?, 0)?;
        Some((whole(monday, value::days(monday, 7))?, next))
    }

    /// "end of the month", "early next week", "mid march", "beginning of 2027", "eom", "year end".
    fn edge(self, at: Cursor<'_>) -> Read<'_, Value> {
        let today = self.today();
        if let Some((word, next)) = at.maybe(&["the"]).word() {
            let whole_of = match word {
                "eow" => whole(value::week(today, 0)?, value::week(today, 1)),
                "eom" => whole(value::month(today, 0)?, value::month(today, 1)),
                "eoy" => {
                    whole(value::day(i32::from(today.year()), 1, 1)?, value::day(i32::from(today.year()) + 1, 1, 1))
                }
                _ => None,
            };
            if let Some(Value::Days { from, until, .. }) = whole_of {
                return Some((third(from, until, 2)?, next));
            }
            let ends = next.perhaps(&["-"]).any(&["end"]);
            if let (Some(next), "month" | "year" | "week") = (ends, word) {
                let text = format!("the {word}");
                let (value, _) = self.near(Cursor::new(&text, 0))?;
                let Value::Days { from, until, .. } = value else { return None };
                return Some((third(from, until, 2)?, next));
            }
        }
        let (word, next) = at.maybe(&["the"]).word()?;
        let (part, next) = match word {
            "early" => (0, next.perhaps(&["-"]).maybe(&["in"])),
            "mid" => (1, next.perhaps(&["-"])),
            "late" => (2, next.perhaps(&["-"]).maybe(&["in"])),
            "beginning" | "start" => (0, next.this("of")?),
            "middle" => (1, next.this("of")?),
            "end" => (2, next.this("of")?),
            _ => return None,
        };
        let bare = next.any(&["week", "month", "year"]).map(|_| next);
        let read = self.unit(next).or_else(|| {
            let (year, next) = year(next)?;
            Some((whole(value::day(year, 1, 1)?, value::day(year + 1, 1, 1))?, next))
        });
        let (value, next) = read.or_else(|| {
            let (word, after) = bare?.word()?;
            let text = format!("the {word}");
            self.near(Cursor::new(&text, 0)).map(|(value, _)| (value, after))
        })?;
        let Value::Days { from, until, .. } = value else { return None };
        let half = matches!(word, "early" | "late") && (until - from).get_days() > 200;
        if half {
            let middle = value::month(from, 6)?;
            return Some((if part == 0 { whole(from, Some(middle))? } else { whole(middle, Some(until))? }, next));
        }
        Some((third(from, until, part)?, next))
    }

    /// "within 5 days", "next few days", "the next 3 weeks", "2 days hence", "4 weeks in the future".
    fn within_days(self, at: Cursor<'_>) -> Read<'_, Value> {
        let within = at.any(&["within"]).or_else(|| at.eat("w/in"));
        let next = within.unwrap_or(at).maybe(&["the"]);
        let ahead = next.any(&["next", "upcoming", "coming", "following"]);
        let back = next.any(&["last", "past", "previous"]);
        let (length, next) = length::length(ahead.or(back).unwrap_or(next))?;
        let less = at.these("less than").is_some();
        if less && !length.is_fine() {
            let next = next.any(&["from", "after"])?;
            let (ahead, next) = super::date::day_name(next)?;
            let first = value::days(self.today(), ahead)?;
            let until = length.after(self.today().to_datetime(Time::midnight()))?.date();
            return Some((whole(first, value::days(until, ahead))?, next));
        }
        if length.is_fine() {
            return None;
        }
        let today = self.today();
        let from = |date: Date| length.after(date.to_datetime(Time::midnight())).map(|then| then.date());
        if back.is_some() {
            let first = length.before(today.to_datetime(Time::midnight()))?.date();
            return Some((whole(first, Some(today))?, next));
        }
        if within.is_some() {
            let next = next.these("from today").or_else(|| next.these("from now")).unwrap_or(next);
            return Some((whole(today, from(today))?, next));
        }
        let future = next.these("in the future").or_else(|| next.this("hence"));
        if ahead.is_none() && future.is_none() {
            return None;
        }
        let tomorrow = today.tomorrow().ok()?;
        Some((whole(tomorrow, from(tomorrow))?, future.unwrap_or(next)))
    }

    /// "later this week", "rest of the month", "earlier this year".
    fn later_in(self, at: Cursor<'_>) -> Read<'_, Value> {
        let start = at.maybe(&["the"]);
        let (word, next) = start.word()?;
        let next = match word {
            "rest" => next.maybe(&["of"]),
            "later" | "earlier" => next.maybe(&["in"]),
            _ => return None,
        };
        let (value, next) = self.near(next).or_else(|| {
            let (word, after) = next.maybe(&["my", "current", "this"]).word()?;
            let text = format!("the {word}");
            self.near(Cursor::new(&text, 0)).map(|(value, _)| (value, after))
        })?;
        let Value::Days { from, until, .. } = value else { return None };
        let today = self.today();
        Some(match word {
            "earlier" => (whole(from, Some(today.min(until)))?, next),
            // What is left of a week ends with its last day.
            "rest" => (Value::Days { from: today.max(from), until: until.yesterday().ok()?, whole: true }, next),
            _ => (whole(today.max(from), Some(until))?, next),
        })
    }

    /// "3 days starting from next monday", "for 3 days from today", "a week starting tomorrow".
    fn days_starting(self, at: Cursor<'_>) -> Read<'_, Value> {
        let held = at.this("for");
        let (length, next) = length::length(held.unwrap_or(at))?;
        let next = next.perhaps(&[","]);
        let start = next.any(&["starting", "beginning"]).map(|next| next.maybe(&["from", "on"]));
        let start = start.or_else(|| held.and(next.this("from")))?;
        let (day, next) = self.day(start)?;
        let from = day.date?;
        let until = length.after(from.to_datetime(Time::midnight())).map(|then| then.date());
        (!length.is_fine()).then_some(()).and_then(|()| Some((whole(from, until)?, next)))
    }

    /// "2027", "year 2027": a year on its own.
    fn points(self, at: Cursor<'_>) -> Read<'_, Value> {
        let start = at.maybe(&["the"]).maybe(&["year"]);
        let (named, next) = year(start)?;
        let alone = !at.before().ends_with(|sign: char| sign.is_ascii_alphanumeric() || "$#-/.,:".contains(sign))
            && !next.rest().starts_with(['-', '/', ':', '%'])
            && named >= 1_900;
        // "2019 people" is no year.
        let known = start.at > at.at || introduced(at) || next.word().is_none();
        let first = value::day(named, 1, 1)?;
        (alone && known).then_some(()).and_then(|()| Some((whole(first, value::day(named + 1, 1, 1))?, next)))
    }
}

/// Whether a word before makes a month or year of what follows.
fn introduced(at: Cursor<'_>) -> bool {
    let before = at.before().trim_end();
    ["in", "of", "by", "until", "till", "before", "during", "since", "for", "after", "from", "to", "end", "mid", "out"]
        .iter()
        .any(|word| {
            before.ends_with(word)
                && !before[..before.len() - word.len()].ends_with(|sign: char| sign.is_ascii_alphabetic())
        })
}

/// The first half, the middle or the second half of a period; a year in thirds of four months.
fn third(from: Date, until: Date, part: usize) -> Option<Value> {
    let length = i64::from((until - from).get_days());
    let months = length > 200;
    let cut = |at: i64| if months { value::month(from, at) } else { value::days(from, at) };
    let (begin, end) = match (part, length) {
        (0, 0..=8) => (0, 3),
        (1, 0..=8) => (1, 5),
        (_, 0..=8) => (3, 7),
        (0, 9..=200) => (0, 15),
        (1, 9..=200) => (9, 20),
        (_, 9..=200) => (15, length),
        (0, _) => (0, 4),
        (1, _) => (4, 8),
        _ => (8, 12),
    };
    whole(cut(begin)?, cut(end).map(|end| end.min(until)))
}
