//! Times from one to another, on whatever day or on a named one.

use super::super::cursor::{Cursor, Read};
use super::super::value::{Clock, Value};
use super::clock::{self, Part};
use super::{En, length};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

impl En<'_> {
    /// Times from one to another, or a part of the day.
    pub(super) fn hours(self, at: Cursor<'_>) -> Read<'_, Value> {
        self.clocks(at)
            .or_else(|| self.clock_for(at))
            .map(|(from, until, next)| (Value::Hours { from, until }, next))
            .or_else(|| {
                let start = at.maybe(&["in", "at"]).maybe(&["the"]);
                let business = start.these("business hours").filter(|_| start.at > at.at);
                let (part, next) = match business {
                    Some(next) => (Part { late: false, from: 8, until: 18 }, next),
                    None => clock::part(start.blank())?,
                };
                Some((Value::Hours { from: hour(part.from)?, until: hour(part.until)? }, next))
            })
    }

    /// "from 5 to 6 pm", "4pm-5pm", "between 10 and 11:30", "5 to seven in the morning".
    fn clocks(self, at: Cursor<'_>) -> Option<(Time, Time, Cursor<'_>)> {
        let begun = at.any(&["from", "between"]);
        let (first, next) = self.clock(begun.unwrap_or(at).blank())?;
        let (second, next) = self.clock(to(next)?.blank())?;
        let words = begun.is_some()
            || first.sure
            || second.sure
            || !first.bare && !second.bare
            || !first.bare && second.time.minute() == 0;
        if !words || begun.is_none() && first.bare && !second.sure {
            return None;
        }
        let (from, until) = sides(first, second);
        Some((from, until, next))
    }

    /// "from 2pm for 2 hours", "for 2.5 hours from 9".
    fn clock_for(self, at: Cursor<'_>) -> Option<(Time, Time, Cursor<'_>)> {
        let read = at.this("from").and_then(|next| {
            let (clock, next) = self.clock(next)?;
            let (length, next) = length::length(next.this("for")?)?;
            Some((clock, length, next))
        });
        let (clock, length, next) = read.or_else(|| {
            let (length, next) = length::length(at.this("for")?)?;
            let (clock, next) = self.clock(next.any(&["from", "starting"])?)?;
            Some((clock, length, next))
        })?;
        let seconds = length.in_seconds();
        (seconds < 86_400.0).then(|| {
            let until = clock.time.wrapping_add(jiff::SignedDuration::from_secs(seconds.round() as i64));
            (clock.time, until, next)
        })
    }

    /// Moments from one to another.
    pub(super) fn moments(self, at: Cursor<'_>) -> Read<'_, Value> {
        let readings = [
            self.moments_between(at),
            self.hours_of_day(at),
            self.day_of_hours(at),
            self.part_of_day(at),
            self.within_hours(at),
            self.bounded(at),
            self.rest_of_day(at),
            self.starting(at),
        ];
        readings.into_iter().flatten().max_by_key(|(_, next)| next.at)
    }

    /// "from 4pm today to 5pm tomorrow", "between 4pm and 5pm today".
    fn moments_between(self, at: Cursor<'_>) -> Read<'_, Value> {
        let begun = at.any(&["from", "between"]).unwrap_or(at);
        let (from, next) = self.moment(begun.blank())?;
        let next = to(next)?.blank();
        if let Some((until, next)) = self.moment(next) {
            return (until >= from).then_some((Value::Moments { from, until }, next));
        }
        let (clock, next) = self.clock(next)?;
        let until = on(from.date(), from.time(), clock)?;
        Some((Value::Moments { from, until }, next))
    }

    /// "3pm to 4pm tomorrow", "from 5 to 6 of april 22", "in the morning of this tuesday".
    fn hours_of_day(self, at: Cursor<'_>) -> Read<'_, Value> {
        let (from, until, next) = match self.clocks(at).or_else(|| self.clock_for(at)).or_else(|| self.loose_clocks(at))
        {
            Some(read) => read,
            None => {
                let start = at.maybe(&["in"]).maybe(&["the"]).blank();
                let (part, next) = clock::part(start)?;
                (hour(part.from)?, hour(part.until)?, next)
            }
        };
        let gap = next.perhaps(&[","]).maybe(&["on", "of"]).blank();
        let (day, next) = self.day_of_clock(gap)?;
        let (from, until) = dated(day.date?, from, until)?;
        Some((Value::Moments { from, until }, next))
    }

    /// Times that are only times because a day stands behind them: "five to seven today".
    fn loose_clocks(self, at: Cursor<'_>) -> Option<(Time, Time, Cursor<'_>)> {
        let (first, next) = self.clock(at.blank())?;
        let (second, next) = self.clock(to(next)?.blank())?;
        let (from, until) = sides(first, second);
        Some((from, until, next))
    }

    /// "friday between 1pm and 4 pm", "monday 8 to 9", "tuesday in the afternoon", "feb 5 am".
    fn day_of_hours(self, at: Cursor<'_>) -> Read<'_, Value> {
        let before = at.maybe(&["in"]).maybe(&["the"]).blank();
        let leading = clock::part(before).map(|(_, next)| next.perhaps(&[","]).maybe(&["on"]).blank());
        let (day, next) = self.day_of_clock(leading.unwrap_or(at))?;
        let gap = next.perhaps(&[",", "-"]).blank();
        let behind = clock::part(gap.maybe(&["in"]).maybe(&["the"]).blank()).map(|(_, next)| next.blank());
        let date = day.date?;
        let gap = behind.filter(|_| self.clocks(gap).is_none()).unwrap_or(gap);
        if let Some((from, until, next)) =
            self.clocks(gap).or_else(|| self.clock_for(gap)).or_else(|| self.loose_clocks(gap))
        {
            let (from, until) = dated(date, from, until)?;
            return Some((Value::Moments { from, until }, next));
        }
        if leading.is_some() {
            return None;
        }
        let (word, after) = gap.word()?;
        let (from, until) = match word {
            "am" => (8, 12),
            "pm" => (12, 16),
            _ => return None,
        };
        Some((span(date, from, until)?, after))
    }

    /// "tomorrow morning", "tonight", "this afternoon", "last night", "tuesday early-morning".
    fn part_of_day(self, at: Cursor<'_>) -> Read<'_, Value> {
        let today = self.today();
        let (side, start) = match at.word() {
            Some(("early", next)) => (-1, next),
            Some(("late" | "later", next)) => (1, next),
            _ => (0, at),
        };
        if let Some(next) = start.any(&["tonight", "tonite"]) {
            return Some((span(today, if side == 1 { 22 } else { 20 }, if side == -1 { 22 } else { 24 })?, next));
        }
        for (word, ahead) in [("next", 1), ("last", -1), ("previous", -1)] {
            if let Some((part, next)) = at.this(word).and_then(|next| clock::part(next.blank())) {
                let date = super::super::value::days(today, ahead)?;
                return Some((span(date, part.from, part.until)?, next));
            }
        }
        let (day, next) = self.day_of_clock(start)?;
        let gap = next.perhaps(&[",", "-"]).maybe(&["in", "during"]).maybe(&["the"]).blank();
        let (part, next) = clock::part(gap)?;
        Some((span(day.date?, part.from, part.until)?, next))
    }

    /// "within 5 hours", "next hour", "in the next 5 hours", "2 hours in the future".
    fn within_hours(self, at: Cursor<'_>) -> Read<'_, Value> {
        let start = at.any(&["within", "w/in"]).or_else(|| at.eat("w/in"));
        let next = start.unwrap_or(at).maybe(&["the"]);
        let ahead = next.any(&["next", "upcoming", "coming", "following"]);
        let back = next.any(&["last", "past", "previous"]);
        let begin = ahead.or(back).unwrap_or(next);
        let (length, next) = length::length(begin).or_else(|| {
            let (word, _) = begin.word()?;
            let ((count, unit), next) =
                length::unit(begin).filter(|_| ahead.or(back).or(start).is_some() && !word.ends_with('s'))?;
            Some((super::super::value::Length::of(count, unit), next))
        })?;
        if !length.is_fine() {
            return None;
        }
        if back.is_some() {
            return Some((Value::Moments { from: length.before(self.now)?, until: self.now }, next));
        }
        let future = next.these("in the future");
        (start.is_some() || ahead.is_some() || future.is_some()).then_some(()).and_then(|()| {
            Some((Value::Moments { from: self.now, until: length.after(self.now)? }, future.unwrap_or(next)))
        })
    }

    /// "today before 4pm", "feb 1st no later than 6:00", "tuesday by 2 in the afternoon".
    fn bounded(self, at: Cursor<'_>) -> Read<'_, Value> {
        let (day, next) = self.day_of_clock(at)?;
        let date = day.date?;
        let gap = next.perhaps(&[","]);
        let until = gap.these("no later than").or_else(|| gap.any(&["before", "by"]));
        let start = until.or_else(|| gap.these("later than")).or_else(|| gap.any(&["after"]))?;
        let (clock, next) = self.clock(start)?;
        let at = date.to_datetime(clock.time);
        let (from, until) = match until {
            Some(_) => (date.to_datetime(Time::midnight()), at),
            None => (at, date.to_datetime(hour(24)?)),
        };
        Some((Value::Moments { from, until }, next))
    }

    fn rest_of_day(self, at: Cursor<'_>) -> Read<'_, Value> {
        let next = at.maybe(&["the"]).this("rest")?;
        let next = next.maybe(&["of"]).maybe(&["the", "my", "this", "current", "today"]);
        let next = if next.before().ends_with("today") { next } else { next.this("day")? };
        Some((Value::Moments { from: self.now, until: self.today().to_datetime(hour(24)?) }, next))
    }

    /// "a day starting this friday at 5 pm".
    fn starting(self, at: Cursor<'_>) -> Read<'_, Value> {
        let (length, next) = length::length(at)?;
        let next = next.any(&["starting", "beginning"])?.maybe(&["from", "on", "at"]);
        let (from, next) = self.moment(next)?;
        Some((Value::Moments { from, until: length.after(from)? }, next))
    }
}

/// What stands between the two ends of a period.
pub(super) fn to(at: Cursor<'_>) -> Option<Cursor<'_>> {
    let gap = at.blank();
    gap.eat("-").or_else(|| gap.eat("~")).or_else(|| gap.any(&["to", "till", "til", "until", "through", "thru", "and"]))
}

fn hour(hour: i8) -> Option<Time> {
    if hour == 24 { Time::new(23, 59, 59, 0).ok() } else { Time::new(hour, 0, 0, 0).ok() }
}

/// The two ends of a period when the half of the day was said for one of them only: the shorter period is meant.
fn sides(first: Clock, second: Clock) -> (Time, Time) {
    let other = |time: Time| time.wrapping_add(12.hours());
    let length = |from: Time, until: Time| {
        let seconds =
            (until.hour() as i32 - from.hour() as i32) * 3_600 + (until.minute() as i32 - from.minute() as i32) * 60;
        (seconds - 1).rem_euclid(86_400)
    };
    let (from, until) = (first.time, second.time);
    let early = |time: Time| (1..=12).contains(&time.hour());
    match (first.sure, second.sure) {
        (true, false) if early(until) && length(from, other(until)) < length(from, until) => (from, other(until)),
        (false, true) if early(from) && length(other(from), until) < length(from, until) => (other(from), until),
        (false, false) if until <= from && early(until) && until.hour() != 12 => {
            if from.hour() == 12 {
                (from.wrapping_add(12.hours()), until)
            } else {
                (from, other(until))
            }
        }
        _ => (from, until),
    }
}

fn on(date: Date, after: Time, clock: Clock) -> Option<DateTime> {
    let time = clock.time;
    let until = date.to_datetime(if time < after && !clock.sure { time.wrapping_add(12.hours()) } else { time });
    if until.time() < after { until.checked_add(1.days()).ok() } else { Some(until) }
}

fn dated(date: Date, from: Time, until: Time) -> Option<(DateTime, DateTime)> {
    let (from, mut end) = (date.to_datetime(from), date.to_datetime(until));
    if end <= from {
        end = end.checked_add(1.days()).ok()?;
    }
    Some((from, end))
}

fn span(date: Date, from: i8, until: i8) -> Option<Value> {
    Some(Value::Moments { from: date.to_datetime(hour(from)?), until: date.to_datetime(hour(until)?) })
}
