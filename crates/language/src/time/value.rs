//! What an expression of time says.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{Span, ToSpan};
use serde::Serialize;

/// A length of time as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Length {
    /// Years.
    pub years: f64,
    /// Months.
    pub months: f64,
    /// Weeks.
    pub weeks: f64,
    /// Days.
    pub days: f64,
    /// Working days.
    pub working: f64,
    /// Hours.
    pub hours: f64,
    /// Minutes.
    pub minutes: f64,
    /// Seconds.
    pub seconds: f64,
    /// A few, several: the count is a guess.
    pub vague: bool,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Year,
    Month,
    Week,
    Day,
    Working,
    Hour,
    Minute,
    Second,
}

/// Nobody promises for longer than this many of any unit; it keeps sums within what a calendar can hold.
const MOST: f64 = 20_000.0;

impl Length {
    pub(crate) fn of(count: f64, unit: Unit) -> Length {
        Length::default().with(count, unit)
    }

    pub(crate) fn with(mut self, count: f64, unit: Unit) -> Length {
        *match unit {
            Unit::Year => &mut self.years,
            Unit::Month => &mut self.months,
            Unit::Week => &mut self.weeks,
            Unit::Day => &mut self.days,
            Unit::Working => &mut self.working,
            Unit::Hour => &mut self.hours,
            Unit::Minute => &mut self.minutes,
            Unit::Second => &mut self.seconds,
        } += count.clamp(0.0, MOST);
        self
    }

    /// In seconds, with months of 30 and years of 365 days.
    pub fn in_seconds(&self) -> f64 {
        let days = self.years * 365.0 + self.months * 30.0 + self.weeks * 7.0 + self.days + self.working;
        days * 86_400.0 + self.hours * 3_600.0 + self.minutes * 60.0 + self.seconds
    }

    /// Whether it is told in hours, minutes or seconds at all.
    pub fn is_fine(&self) -> bool {
        self.hours + self.minutes + self.seconds > 0.0
    }

    /// A moment after another, working days not counted. Parts of a month are months of 30 days.
    pub(crate) fn after(&self, from: DateTime) -> Option<DateTime> {
        self.moved(from, 1)
    }

    /// A moment before another.
    pub(crate) fn before(&self, from: DateTime) -> Option<DateTime> {
        self.moved(from, -1)
    }

    fn moved(&self, from: DateTime, sign: i64) -> Option<DateTime> {
        let months = self.years * 12.0 + self.months;
        let whole = months.floor();
        let days = (months - whole) * 30.0 + self.weeks * 7.0 + self.days;
        let seconds = days.fract() * 86_400.0 + self.hours * 3_600.0 + self.minutes * 60.0 + self.seconds;
        let span = Span::new().try_months(sign * whole as i64).ok()?.try_days(sign * days as i64).ok()?;
        from.checked_add(span).ok()?.checked_add((sign * seconds.round() as i64).seconds()).ok()
    }
}

/// A day as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day {
    /// The first such day that is not past; `None` when the calendar has no such day (30 February).
    pub(crate) date: Option<Date>,
    pub(crate) loose: Loose,
}

/// What was left to the reader of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loose {
    /// Nothing.
    No,
    /// The year.
    Year,
    /// The month and the year.
    Month,
    /// The week.
    Week,
}

impl Day {
    pub(crate) fn fixed(date: Option<Date>) -> Day {
        Day { date, loose: Loose::No }
    }
}

/// A time of day as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    pub(crate) time: Time,
    /// Whether it was said which half of the day is meant.
    pub(crate) sure: bool,
    /// Whether it was said as a number alone.
    pub(crate) bare: bool,
}

/// What an expression of time says. Ends are as people say them: see `whole`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A day; `None` when the calendar has no such day.
    Day(Option<Date>),
    /// A time of day. `sure` when it was said which half of the day is meant.
    Clock {
        /// The time.
        time: Time,
        /// Whether the half of the day was said.
        sure: bool,
    },
    /// A time of a day.
    Moment(DateTime),
    /// A length of time.
    Length(Length),
    /// Days from one to another.
    Days {
        /// The first day.
        from: Date,
        /// Where it ends.
        until: Date,
        /// Whether `until` is still within, as in "from Monday to Friday"; weeks and months end with the day after.
        whole: bool,
    },
    /// Times from one to another on whatever day; it may pass midnight.
    Hours {
        /// The first time.
        from: Time,
        /// Where it ends.
        until: Time,
    },
    /// Moments from one to another.
    Moments {
        /// The first moment.
        from: DateTime,
        /// Where it ends.
        until: DateTime,
    },
}

/// The kinds an expression can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A time of a day.
    DateTime,
    /// A length of time.
    Duration,
    /// Days from one to another: a week, a month, "from Monday to Friday".
    DatePeriod,
    /// Times from one to another.
    TimePeriod,
    /// Moments from one to another.
    DateTimePeriod,
}

impl Value {
    /// The kind.
    pub fn kind(&self) -> Kind {
        match self {
            Value::Day(_) => Kind::Date,
            Value::Clock { .. } => Kind::Time,
            Value::Moment(_) => Kind::DateTime,
            Value::Length(_) => Kind::Duration,
            Value::Days { .. } => Kind::DatePeriod,
            Value::Hours { .. } => Kind::TimePeriod,
            Value::Moments { .. } => Kind::DateTimePeriod,
        }
    }
}

/// A day of a month of a year, if there is one.
pub(crate) fn day(year: i32, month: u32, day: u32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The first such day of a year that is not before another day; leap days wait for their year.
pub(crate) fn yearly(from: Date, month: u32, of: u32) -> Day {
    let date = (0..9).filter_map(|ahead| day(i32::from(from.year()) + ahead, month, of)).find(|&date| date >= from);
    Day { date, loose: Loose::Year }
}

/// The first such day of a month that is not before another day.
pub(crate) fn monthly(from: Date, of: u32) -> Day {
    let date = (0..13)
        .filter_map(|ahead| month(from, ahead).and_then(|first| day(i32::from(first.year()), first.month() as u32, of)))
        .find(|&date| date >= from);
    Day { date, loose: Loose::Month }
}

/// The first such weekday that is not before another day.
pub(crate) fn weekly(from: Date, weekday: Weekday) -> Day {
    let days = from.weekday().until(weekday);
    Day { date: from.checked_add(i64::from(days).days()).ok(), loose: Loose::Week }
}

/// The Monday of the week of a day, so many weeks ahead.
pub(crate) fn week(of: Date, ahead: i64) -> Option<Date> {
    let back = i64::from(of.weekday().to_monday_zero_offset());
    of.checked_add((7 * ahead.clamp(-9_999, 9_999) - back).days()).ok()
}

/// The weekday of the week of a day, so many weeks ahead.
pub(crate) fn weekday(of: Date, ahead: i64, weekday: Weekday) -> Option<Date> {
    week(of, ahead)?.checked_add(i64::from(weekday.to_monday_zero_offset()).days()).ok()
}

/// The first of the month of a day, so many months ahead.
pub(crate) fn month(of: Date, ahead: i64) -> Option<Date> {
    of.first_of_month().checked_add(ahead.clamp(-9_999, 9_999).months()).ok()
}

/// The `count`th such weekday of the month that begins there; counted from the end when the count is 0.
pub(crate) fn nth_weekday(first: Date, count: u32, weekday: Weekday) -> Option<Date> {
    let nth = if count == 0 { -1 } else { i8::try_from(count).ok()? };
    first.nth_weekday_of_month(nth, weekday).ok()
}

/// So many days from the day on.
pub(crate) fn days(from: Date, ahead: i64) -> Option<Date> {
    from.checked_add(ahead.clamp(-99_999, 99_999).days()).ok()
}

/// A year of two digits: what banks and passports do, to 2050 it lies ahead.
pub(crate) fn century(year: u32) -> i32 {
    let year = year.min(9_999) as i32;
    match year {
        0..=50 => 2_000 + year,
        51..=99 => 1_900 + year,
        _ => year,
    }
}
