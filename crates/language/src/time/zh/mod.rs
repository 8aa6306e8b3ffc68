//! Dates and times as Chinese says them. Everything is read from the folded text: simplified, narrow, lower case.

mod clock;
mod date;
mod length;
mod number;
mod period;

use super::cursor::{Cursor, Read};
use super::memo::Memo;
use super::value::{Clock, Day, Kind, Value};
use jiff::civil::{DateTime, Time};

/// The reader of Chinese expressions at one moment.
#[derive(Clone, Copy)]
pub(crate) struct Zh<'m> {
    pub(crate) now: DateTime,
    /// Whether four digits alone may be a year. They are more often a price or an order, so only whoever asks for periods of
    /// days and nothing else gets them.
    pub(crate) lone_years: bool,
    pub(crate) days: &'m Memo<Day>,
    pub(crate) clocks: &'m Memo<Clock>,
}

/// Words between the two ends of a period.
const TO: [(&str, ()); 8] =
    [("直到", ()), ("到", ()), ("至", ()), ("-", ()), ("~", ()), ("与", ()), ("和", ()), ("跟", ())];

impl Zh<'_> {
    /// The longest expression of this kind that begins here.
    pub(crate) fn read(self, at: Cursor<'_>, kind: Kind) -> Read<'_, Value> {
        match kind {
            Kind::Date => self.day(at).map(|(day, next)| (Value::Day(day.date), next)),
            Kind::Time => self.clock(at).map(|(clock, next)| (clock_value(clock), next)),
            Kind::DateTime => self.moment(at).map(|(moment, next)| (Value::Moment(moment), next)),
            Kind::Duration => self.length(at).map(|(length, next)| (Value::Length(length), next)),
            Kind::DatePeriod => self.days(at),
            Kind::TimePeriod => self.hours(at),
            Kind::DateTimePeriod => self.moments(at),
        }
    }

    /// A day and a time of it: 明天下午5:00, 今晚6点; or now, or so long from now.
    fn moment(self, at: Cursor<'_>) -> Read<'_, DateTime> {
        self.now_word(at)
            .or_else(|| {
                let (day, next) = self.day_of_clock(at)?;
                let (clock, next) = self.clock(next.perhaps(&["的", ",", ", "]).blank())?;
                // 24点 and 今晚12点 are the beginning of the next day, 零点 and 凌晨 are of this one.
                let words = &next.before()[at.at..];
                let late =
                    clock.time == Time::midnight() && ["24", "12", "十二"].iter().any(|hour| words.contains(hour));
                let late = late && !words.contains("凌晨");
                let date = if late { day.date?.tomorrow().ok()? } else { day.date? };
                Some((date.to_datetime(clock.time), next))
            })
            .or_else(|| self.so_long_from_now(at))
    }

    fn now_word(self, at: Cursor<'_>) -> Read<'_, DateTime> {
        let (_, next) = at.one(&[("这会儿", ()), ("这会", ()), ("现在", ()), ("此刻", ()), ("目前", ())])?;
        Some((self.now, next))
    }

    /// 两小时后, 30分钟之后, 过半小时: with parts of a day it is a moment.
    fn so_long_from_now(self, at: Cursor<'_>) -> Read<'_, DateTime> {
        let started = at.eat("过").or_else(|| at.eat("再过"));
        let (length, next) = self.length(started.unwrap_or(at))?;
        if !length.is_fine() || length.vague {
            return None;
        }
        if let Some((_, next)) = next.blank().one(&AFTER) {
            return Some((length.after(self.now)?, next));
        }
        if let Some((_, next)) = next.blank().one(&AGO) {
            return Some((length.before(self.now)?, next));
        }
        started.and_then(|_| Some((length.after(self.now)?, next)))
    }

    /// A day as it stands before a time: also 今晚, 明早, whose second half belongs to the time.
    fn day_of_clock(self, at: Cursor<'_>) -> Read<'_, Day> {
        self.day(at).or_else(|| self.half_day(at))
    }
}

/// What follows a length to make it a moment ahead.
const AFTER: [(&str, ()); 4] = [("之后", ()), ("以后", ()), ("过后", ()), ("后", ())];

/// What follows a length to make it a moment that was.
const AGO: [(&str, ()); 3] = [("之前", ()), ("以前", ()), ("前", ())];

fn clock_value(clock: Clock) -> Value {
    Value::Clock { time: clock.time, sure: clock.sure }
}
