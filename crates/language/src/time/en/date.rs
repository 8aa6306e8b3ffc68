//! Days: March 10, 10/3/2026, the 27th, tomorrow, next Friday, Tuesday of next week, in four business days.

use super::super::cursor::{Cursor, Read};
use super::super::value::{self, Day, Length, Loose};
use super::number::{ordinal, small, year};
use super::{En, later, length};
use jiff::civil::{Date, Weekday};

/// The month a word names.
pub(super) fn month_word(at: Cursor<'_>) -> Read<'_, u32> {
    let (word, next) = at.word()?;
    let month = match word {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sep" | "sept" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    };
    // "Oct. 2", "september.15th": the stop belongs to a name that goes on with a day or a year.
    let stop = next.eat(".").filter(|after| after.blank().rest().starts_with(|sign: char| sign.is_ascii_digit()));
    Some((month, stop.unwrap_or(next)))
}

/// The weekday a word names.
pub(super) fn weekday_word(at: Cursor<'_>) -> Read<'_, Weekday> {
    let (word, next) = at.word()?;
    let weekday = match word {
        "monday" | "mondays" | "mon" => Weekday::Monday,
        "tuesday" | "tuesdays" | "tue" | "tues" => Weekday::Tuesday,
        "wednesday" | "wednesdays" | "wed" | "weds" | "wedn" => Weekday::Wednesday,
        "thursday" | "thursdays" | "thu" | "thur" | "thurs" => Weekday::Thursday,
        "friday" | "fridays" | "fri" => Weekday::Friday,
        "saturday" | "saturdays" | "sat" => Weekday::Saturday,
        "sunday" | "sundays" | "sun" => Weekday::Sunday,
        _ => return None,
    };
    Some((weekday, next))
}

/// This, next, last and their like, in weeks or months.
pub(super) fn which(at: Cursor<'_>) -> Read<'_, i64> {
    let (word, next) = at.maybe(&["the"]).word()?;
    let ahead = match word {
        "this" | "current" | "same" => 0,
        "next" | "coming" | "upcoming" | "following" => 1,
        "last" | "past" | "previous" => -1,
        _ => return None,
    };
    Some((ahead, next.maybe(&["coming"])))
}

impl En<'_> {
    /// A day.
    pub(super) fn day(self, at: Cursor<'_>) -> Read<'_, Day> {
        let at = at.blank();
        let found = self.days.at(at.at, || self.day_anew(at).map(|(day, next)| (day, next.at)));
        found.map(|(day, end)| (day, at.to(end)))
    }

    fn day_anew(self, at: Cursor<'_>) -> Read<'_, Day> {
        let readings = [
            self.week_and_weekday(at),
            self.weekday(at),
            self.dated(at),
            self.of_month(at),
            self.counted_weekday(at),
            self.relative(at),
            self.counted(at),
        ];
        readings.into_iter().flatten().max_by_key(|(_, next)| next.at)
    }

    /// A date that is told by its month.
    fn dated(self, at: Cursor<'_>) -> Read<'_, Day> {
        self.written(at).or_else(|| self.month_first(at)).or_else(|| self.day_first(at))
    }

    /// In digits, month before day unless that cannot be: 2015/08/12, 02/22/2016, 21-04-16, 4/22.
    pub(super) fn written(self, at: Cursor<'_>) -> Read<'_, Day> {
        let ((first, length), next) = at.digits()?;
        let sign = next.rest().chars().next().filter(|sign| "-./".contains(*sign))?;
        if at.before().ends_with(|letter: char| letter.is_ascii_alphanumeric() || "$.,-/".contains(letter)) {
            return None;
        }
        let next = next.skip(1);
        if length == 4
            && let Some((month, next)) = month_word(next)
        {
            let (day, next) = next.skip(1).number(2, 1, 31)?;
            return Some((Day::fixed(value::day(first as i32, month, day)), next));
        }
        let ((second, short), next) = next.digits().filter(|((_, short), _)| *short <= 2)?;
        let joint = next.rest().chars().next().filter(|joint| *joint == sign || *joint == ',');
        let third = joint.and_then(|_| next.skip(1).digits()).filter(|((_, last), next)| {
            matches!(last, 1 | 2 | 4) && next.ends() || length == 4 && *last <= 2 && next.rest().starts_with('t')
        });
        let Some(((third, last), end)) = third else {
            let (month, day) = if first > 12 { (second, first) } else { (first, second) };
            let known = length <= 2 && short <= 2 && (1..=12).contains(&month) && (1..=31).contains(&day);
            let introduced = at.before().ends_with(" on ") || at.before().ends_with(" in ") || self.weekday_before(at);
            let ends = next.ends() && !next.rest().starts_with(['/', '%', '-', ':']) && (sign == '/' || introduced);
            return (known && ends).then(|| (value::yearly(self.today(), month, day), next));
        };
        let (year, one, other) = match (length, last) {
            (4, 1..=2) => (first as i32, second, third),
            (1..=2, 4) => (third as i32, first, second),
            (1..=2, 2) => (value::century(third), first, second),
            _ => return None,
        };
        let (month, day) = if one > 12 { (other, one) } else { (one, other) };
        let possible = (1..=12).contains(&month) && (1..=31).contains(&day);
        possible.then(|| (Day::fixed(value::day(year, month, day)), end))
    }

    /// Whether the word before is a weekday: "friday 7-6".
    fn weekday_before(self, at: Cursor<'_>) -> bool {
        let before = at.before().trim_end_matches([' ', '(', '-', ',']);
        let length = before.bytes().rev().take(12).take_while(u8::is_ascii_alphabetic).count();
        weekday_word(Cursor::new(&before[before.len() - length..], 0)).is_some()
    }

    /// "january 12, 2016", "oct-2", "may twenty-first", "september the 21st".
    fn month_first(self, at: Cursor<'_>) -> Read<'_, Day> {
        let (month, next) = month_word(at)?;
        let next = next.perhaps(&["-", "/", ","]).maybe(&["the"]);
        let (of, next) = day_number(next.blank()).filter(|(of, _)| (1..=31).contains(of))?;
        // "june 15:30" is a month and a time.
        if next.rest().starts_with([':', '%']) || next.these("o'clock").is_some() {
            return None;
        }
        Some(self.with_year(month, of, next))
    }

    /// "1st jan", "22 of jan", "the fourth of may", "16. nov. 2016", "22april", "28-nov".
    fn day_first(self, at: Cursor<'_>) -> Read<'_, Day> {
        let start = at.maybe(&["the"]).blank();
        let (of, next) = day_number(start).filter(|(of, _)| (1..=31).contains(of))?;
        if start.before().ends_with(|letter: char| letter.is_ascii_alphanumeric() || "-/.,:".contains(letter)) {
            return None;
        }
        let next = next.perhaps(&[".", "-", "/"]).maybe(&["of"]).blank();
        let (month, next) = month_word(next)?;
        Some(self.with_year(month, of, next))
    }

    fn with_year<'t>(self, month: u32, of: u32, next: Cursor<'t>) -> (Day, Cursor<'t>) {
        let gap = next.blank().perhaps(&[",", ".", "-", "/"]).maybe(&["of", "in"]);
        match year(gap).filter(|(_, after)| !after.rest().starts_with(':')) {
            Some((year, next)) => (Day::fixed(value::day(year, month, of)), next),
            None => (value::yearly(self.today(), month, of), next),
        }
    }

    /// "the 27th", "22nd", "the 20th of next month", "15" after "on".
    fn of_month(self, at: Cursor<'_>) -> Read<'_, Day> {
        let the = at.this("the");
        let start = the.unwrap_or(at).blank();
        let (of, next, ordinal) = match ordinal(start) {
            Some((of, next)) => (of, next, true),
            None => {
                let said = the.is_some() || at.before().trim_end().ends_with(" on");
                let (of, next) = day_number(start).filter(|_| said)?;
                (of, next, false)
            }
        };
        if !(1..=31).contains(&of)
            || start.before().ends_with(|letter: char| letter.is_ascii_alphanumeric() || "-/.,:".contains(letter))
        {
            return None;
        }
        let gap = next.maybe(&["of", "in"]);
        if let Some((ahead, after)) = which(gap)
            && let Some(next) = after.this("month")
        {
            let first = value::month(self.today(), ahead)?;
            return Some((Day::fixed(value::day(i32::from(first.year()), first.month() as u32, of)), next));
        }
        // "the first prize", "27th floor", "second time": an ordinal of something else.
        let free = free(next) && (the.is_some() || !at.rest().starts_with("second") || next.before().len() > at.at + 6);
        let digits = ordinal
            || !next.rest().starts_with([':', '.', ',', '/', '%', '-'])
            || matches!(next.rest(), "." | ",")
            || next.rest().starts_with(". ")
            || next.rest().starts_with(", ");
        (free && digits).then(|| (value::monthly(self.today(), of), next))
    }

    /// "friday", "this friday (june 15)", "thursday the 21st", "wed, 22 of jan", "friday next week".
    fn weekday(self, at: Cursor<'_>) -> Read<'_, Day> {
        let which = which(at);
        let (ahead, next) = which.map_or((None, at), |(ahead, next)| (Some(ahead), next));
        let (weekday, next) = weekday_word(next)?;
        let today = self.today();
        let gap = next.perhaps(&[",", "-"]).blank();
        let open = gap.eat("(");
        if let Some((day, after)) = self.dated(open.unwrap_or(gap)) {
            // The date says more than the weekday.
            return Some((day, if open.is_some() { after.eat(")")? } else { after }));
        }
        if let Some((of, after)) = gap.this("the").and_then(day_number).filter(|(of, _)| (1..=31).contains(of)) {
            return Some((Day { loose: Loose::Week, ..value::monthly(today.first_of_month(), of) }, after));
        }
        if let Some((week, after)) = week_behind(next) {
            return Some((Day::fixed(value::weekday(today, week, weekday)), after));
        }
        let day = match ahead {
            Some(-1) => Day::fixed(value::weekday(today, -1, weekday)),
            Some(ahead) => Day::fixed(value::weekday(today, ahead, weekday)),
            None => value::weekly(today, weekday),
        };
        Some((day, next))
    }

    /// "next week on friday", "this week friday".
    fn week_and_weekday(self, at: Cursor<'_>) -> Read<'_, Day> {
        let (ahead, next) = which(at)?;
        let next = next.this("week")?.maybe(&["on"]);
        let (weekday, next) = weekday_word(next)?;
        Some((Day::fixed(value::weekday(self.today(), ahead, weekday)), next))
    }

    /// "the first friday of july", "the second monday of next month", "third tuesday", "last friday of may".
    fn counted_weekday(self, at: Cursor<'_>) -> Read<'_, Day> {
        let start = at.maybe(&["the"]);
        let (count, next) = match start.this("last") {
            Some(next) => (0, next),
            None => ordinal(start).filter(|(count, _)| (1..=5).contains(count))?,
        };
        let (weekday, next) = weekday_word(next)?;
        let today = self.today();
        let gap = next.maybe(&["of", "in"]);
        if let Some((ahead, after)) = which(gap)
            && let Some(after) = after.this("month")
        {
            let first = value::month(today, ahead)?;
            return Some((Day::fixed(value::nth_weekday(first, count, weekday)), after));
        }
        if let Some((month, after)) = month_word(gap).filter(|_| gap.at > next.at) {
            let (named, after) = year(after).map_or((None, after), |(year, after)| (Some(year), after));
            let of = |year: i32| value::day(year, month, 1).and_then(|first| value::nth_weekday(first, count, weekday));
            let this = i32::from(today.year());
            let date = of(named.unwrap_or(this)).filter(|date| named.is_some() || *date >= today);
            return Some((Day::fixed(date.or_else(|| of(this + 1))), after));
        }
        // "last friday" is told elsewhere.
        (count > 0).then(|| (Day::fixed(value::nth_weekday(today.first_of_month(), count, weekday)), next))
    }

    fn relative(self, at: Cursor<'_>) -> Read<'_, Day> {
        let start = at.maybe(&["the"]);
        for (words, ahead) in [("day after", 1), ("day before", -1)] {
            if let Some((distance, next)) = start.these(words).and_then(day_name).filter(|(distance, _)| *distance != 0)
            {
                return Some((Day::fixed(value::days(self.today(), distance + ahead)), next));
            }
        }
        let (ahead, next) = day_name(at)
            .or_else(|| {
                let (ahead, next) = which(at)?;
                Some((ahead, next.this("day")?))
            })
            .or_else(|| Some((0, at.these("same day")?)))?;
        Some((Day::fixed(value::days(self.today(), ahead)), next))
    }

    /// "two days ago", "a week from tomorrow", "in four business days", "two sundays from now".
    fn counted(self, at: Cursor<'_>) -> Read<'_, Day> {
        if let Some(read) = self.weekdays_ahead(at) {
            return Some(read);
        }
        let within = at.this("in");
        let (length, next) = length::length(within.unwrap_or(at))?;
        if length.is_fine() || length.vague && (within.is_some() || next.any(&["ago"]).is_none()) {
            return None;
        }
        if let Some(next) = next.any(&["ago"]) {
            return Some((Day::fixed(length.before(self.now).map(|then| then.date())), next));
        }
        for (word, sign) in [("from", 1), ("after", 1), ("before", -1)] {
            if let Some((distance, next)) = next.this(word).and_then(day_name) {
                let from = value::days(self.today(), distance)?.to_datetime(self.now.time());
                let then = if sign > 0 { length.after(from) } else { length.before(from) };
                return Some((Day::fixed(then.map(|then| then.date())), next));
            }
        }
        let end = later(next);
        if within.is_none() && end.is_none() {
            return None;
        }
        Some((Day::fixed(self.ahead(length)), end.unwrap_or(next)))
    }

    /// A day so long from today; working days run Monday to Friday here, the deadline knows the holidays.
    fn ahead(self, length: Length) -> Option<Date> {
        let then = length.after(self.now)?.date();
        let plain = super::super::calendar::Calendar::plain();
        Some(if length.working > 0.0 { plain.after(then, length.working.ceil() as u32) } else { then })
    }

    fn weekdays_ahead(self, at: Cursor<'_>) -> Read<'_, Day> {
        let (count, next) = small(at).or_else(|| at.number(2, 1, 50))?;
        let (weekday, next) = weekday_word(next)?;
        let next = later(next)?;
        let first = value::weekly(self.today().tomorrow().ok()?, weekday).date?;
        Some((Day::fixed(value::days(first, 7 * (i64::from(count) - 1))), next))
    }
}

/// "next week", "of this week" behind a weekday, in weeks.
fn week_behind(at: Cursor<'_>) -> Read<'_, i64> {
    let (ahead, next) = which(at.perhaps(&[","]).maybe(&["of"]))?;
    Some((ahead, next.this("week")?))
}

/// Today and its neighbours.
pub(super) fn day_name(at: Cursor<'_>) -> Read<'_, i64> {
    let (word, next) = at.word()?;
    let ahead = match word {
        "today" => 0,
        "tomorrow" | "tmrw" | "tmr" | "tomorow" | "tommorow" | "tommorrow" | "tomo" | "2moro" => 1,
        "yesterday" => -1,
        _ => return None,
    };
    Some((ahead, next.perhaps(&["'s"])))
}

/// A day of a month as a number, an ordinal or a word.
pub(super) fn day_number(at: Cursor<'_>) -> Read<'_, u32> {
    let start = at.blank();
    if let Some(read) = ordinal(start) {
        return Some(read);
    }
    match start.digits() {
        Some(((value, count), next)) => (count <= 2).then_some((value, next)),
        None => small(start),
    }
}

/// Whether an ordinal stands alone: what follows is no noun.
pub(super) fn free(at: Cursor<'_>) -> bool {
    if at.rest().starts_with(['-', '/', ':', '%', '.']) && !at.rest().starts_with(". ") && at.rest() != "." {
        return false;
    }
    match at.word() {
        None => at.blank().digits().is_none(),
        Some((word, _)) => matches!(
            word,
            "at" | "by"
                | "in"
                | "for"
                | "from"
                | "to"
                | "until"
                | "till"
                | "and"
                | "or"
                | "if"
                | "with"
                | "before"
                | "after"
                | "around"
                | "when"
                | "as"
                | "please"
                | "so"
                | "but"
                | "works"
                | "is"
                | "i"
                | "we"
                | "you"
                | "this"
                | "next"
                | "morning"
                | "afternoon"
                | "evening"
                | "night"
                | "back"
                | "will"
                | "on"
                | "at the latest"
                | "latest"
                | "through"
                | "noon"
                | "between"
                | "because"
                | "since"
                | "that"
                | "then"
        ),
    }
}
