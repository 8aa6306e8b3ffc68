//! Dates and times as English says them. Everything is read from the folded text: narrow, lower case.

mod clock;
mod date;
mod hours;
mod length;
mod number;
mod period;

use super::cursor::{Cursor, Read};
use super::memo::Memo;
use super::value::{self, Clock, Day, Kind, Loose, Value};
use jiff::civil::{Date, DateTime, Time};

/// The reader of English expressions at one moment.
#[derive(Clone, Copy)]
pub(crate) struct En<'m> {
    pub(crate) now: DateTime,
    pub(crate) days: &'m Memo<Day>,
    pub(crate) clocks: &'m Memo<Clock>,
}

impl En<'_> {
    /// The longest expression of this kind that begins here.
    pub(crate) fn read(self, at: Cursor<'_>, kind: Kind) -> Read<'_, Value> {
        match kind {
            Kind::Date => self.day(at).map(|(day, next)| (Value::Day(day.date), next)),
            Kind::Time => self
                .clock(at)
                .filter(|(clock, next)| !clock.bare || led(at) && date::free(*next))
                .map(|(clock, next)| (Value::Clock { time: clock.time, sure: clock.sure }, next)),
            Kind::DateTime => self.moment(at).map(|(moment, next)| (Value::Moment(moment), next)),
            Kind::Duration => length::length(at).map(|(length, next)| (Value::Length(length), next)),
            Kind::DatePeriod => self.days(at),
            Kind::TimePeriod => self.hours(at),
            Kind::DateTimePeriod => self.moments(at),
        }
    }

    pub(super) fn today(self) -> Date {
        self.now.date()
    }

    /// A time of a day.
    pub(super) fn moment(self, at: Cursor<'_>) -> Read<'_, DateTime> {
        let readings = [
            now_word(at).map(|next| (self.now, next)),
            self.end_of_day(at),
            self.so_long_from_now(at),
            self.day_then_clock(at),
            self.clock_then_day(at),
        ];
        // The longest reading is the one that was said.
        readings.into_iter().flatten().max_by_key(|(_, next)| next.at)
    }

    /// "end of the day", "the end of tomorrow", "eod".
    fn end_of_day(self, at: Cursor<'_>) -> Read<'_, DateTime> {
        let begun = at.maybe(&["the"]);
        let (day, next) = match begun.this("eod") {
            Some(next) => (Day::fixed(Some(self.today())), next),
            None => {
                let next = begun.these("end of")?;
                match next.maybe(&["the"]).any(&["day"]) {
                    Some(next) => (Day::fixed(Some(self.today())), next),
                    None => self.day(next.maybe(&["the"]).blank())?,
                }
            }
        };
        let (day, next) = self.day_after(day, next);
        Some((day.date?.to_datetime(Time::new(23, 59, 59, 0).ok()?), next))
    }

    /// "eod tomorrow", "end of day friday": the day may stand behind.
    fn day_after<'t>(self, day: Day, next: Cursor<'t>) -> (Day, Cursor<'t>) {
        let gap = next.maybe(&["on"]).blank();
        match self.day(gap) {
            Some((day, next)) if gap.at > next.at || day.date.is_some() => (day, next),
            _ => (day, next),
        }
    }

    /// "in 5 hours", "2 hours later", "1 day 30 minutes ago": with parts of a day it is a moment.
    fn so_long_from_now(self, at: Cursor<'_>) -> Read<'_, DateTime> {
        let within = at.this("in");
        let start = within.unwrap_or(at).blank();
        let (length, next) = length::length(start)?;
        if !length.is_fine() || length.vague && within.is_none() {
            return None;
        }
        if let Some(next) = next.any(&["ago"]).or_else(|| next.any(&["before"]).filter(|next| next.ends())) {
            return Some((length.before(self.now)?, next));
        }
        if let Some(next) = later(next) {
            return Some((length.after(self.now)?, next));
        }
        within.and_then(|_| Some((length.after(self.now)?, next)))
    }

    /// "tomorrow 8:00am", "friday at half past 3", "today at 9a", "tomorrow morning at 7", "2016-12-16t12:23:59".
    fn day_then_clock(self, at: Cursor<'_>) -> Read<'_, DateTime> {
        let (day, next) = self.day_of_clock(at)?;
        let part = next.perhaps(&[","]).maybe(&["in"]).maybe(&["the"]).blank();
        let (part, gap) = clock::part(part).map_or((None, next), |(part, next)| (Some(part), next));
        let part = part.or_else(|| clock::night(at));
        let glued = gap.eat("t").filter(|next| next.rest().starts_with(|sign: char| sign.is_ascii_digit()));
        let joint = glued.unwrap_or_else(|| joint(gap));
        let (clock, next) = self.clock_within(joint, part)?;
        // "june 5 10": two numbers side by side are no time.
        let said = joint.at > gap.blank().at || glued.is_some();
        if clock.bare && !said {
            return None;
        }
        let (date, next) = year_behind(day, next);
        Some((date?.to_datetime(clock.time), next))
    }

    /// "8pm today", "seven o'clock tomorrow", "7:00 on sunday afternoon", "10, tonight".
    fn clock_then_day(self, at: Cursor<'_>) -> Read<'_, DateTime> {
        let begun = at.maybe(&["at"]).blank();
        let (clock, next) = self.clock(begun)?;
        let gap = next.perhaps(&[","]).blank();
        let gap = gap.maybe(&["on", "of", "for"]).blank();
        let (day, after) = self.day_of_clock(gap)?;
        // "8 15 march": a number is a day only after "on".
        if clock.bare && gap.at <= next.blank().at && begun.at == at.at {
            return None;
        }
        let part = clock::part(after.perhaps(&[","]).maybe(&["in"]).maybe(&["the"]).blank());
        let after = part.map_or(after, |(_, after)| after);
        let part = part.map(|(part, _)| part).or_else(|| clock::night(gap));
        let time = if clock.sure { clock.time } else { clock::shifted(clock.time, part) };
        Some((day.date?.to_datetime(time), after))
    }

    /// A day beside a time: also "tonight", "this morning", "15", "5th".
    pub(super) fn day_of_clock(self, at: Cursor<'_>) -> Read<'_, Day> {
        let at = at.maybe(&["on"]).blank();
        if let Some(next) = at.any(&["tonight", "tonite"]) {
            return Some((Day::fixed(Some(self.today())), next));
        }
        if let Some(next) = at.any(&["this"])
            && clock::part(next.blank()).is_some()
        {
            return Some((Day::fixed(Some(self.today())), next));
        }
        self.day(at)
    }
}

/// "wed oct 26 15:50:06 2016": the year may stand behind the time.
fn year_behind(day: Day, next: Cursor<'_>) -> (Option<Date>, Cursor<'_>) {
    let year = next.blank().number(4, 1_900, 2_100).filter(|(_, after)| after.ends());
    match (day.loose, year, day.date) {
        (Loose::Year, Some((year, after)), Some(date)) => {
            (value::day(year as i32, date.month() as u32, date.day() as u32), after)
        }
        _ => (day.date, next),
    }
}

/// What stands between a day and its time.
fn joint(at: Cursor<'_>) -> Cursor<'_> {
    let gap = at.blank().perhaps(&[",", "-", "@"]);
    gap.maybe(&["at", "around", "for", "by", "about", "before"]).maybe(&["around", "about"]).blank()
}

/// Whether a small word before makes a time of a bare number: "at 7", "by 5".
fn led(at: Cursor<'_>) -> bool {
    [" at ", " by ", " before ", " until ", " till "].iter().any(|word| at.before().ends_with(word))
}

fn now_word(at: Cursor<'_>) -> Option<Cursor<'_>> {
    at.these("right now").or_else(|| at.these("as soon as possible")).or_else(|| at.any(&["now", "asap"]))
}

/// "later", "from now", "hence", "after now".
pub(super) fn later(at: Cursor<'_>) -> Option<Cursor<'_>> {
    let to = ["from now", "after now"];
    at.any(&["later", "hence"])
        .or_else(|| to.iter().find_map(|words| at.these(words)))
        .or_else(|| at.these("in the future").filter(|_| false))
}
