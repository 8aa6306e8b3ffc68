//! One clock type for the whole of Waterline.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::{Add, Sub};

/// A moment: microseconds since 1970-01-01T00:00:00Z. Written and read as RFC 3339 in UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

/// A length of time in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(pub i64);

impl Span {
    /// One second.
    pub const SECOND: Span = Span(1_000_000);
    /// One minute.
    pub const MINUTE: Span = Span(60 * Span::SECOND.0);
    /// One hour.
    pub const HOUR: Span = Span(60 * Span::MINUTE.0);
    /// One day of 24 hours.
    pub const DAY: Span = Span(24 * Span::HOUR.0);

    /// The same length in seconds.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / Self::SECOND.0 as f64
    }
}

impl Sub for Time {
    type Output = Span;
    fn sub(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Span> for Time {
    type Output = Time;
    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Time {
    type Output = Time;
    fn sub(self, span: Span) -> Time {
        Time(self.0.saturating_sub(span.0))
    }
}

/// A calendar day, proleptic Gregorian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Year, negative before the common era.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
}

impl Day {
    /// Days since 1970-01-01, or `None` when there is no such day (30 February).
    pub fn days_since_epoch(self) -> Option<i64> {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        let longest = match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        if self.day == 0 || self.day > longest {
            return None;
        }
        // Count from 1 March, so that the leap day ends the year.
        let (year, month) = if self.month <= 2 {
            (i64::from(self.year) - 1, i64::from(self.month) + 9)
        } else {
            (i64::from(self.year), i64::from(self.month) - 3)
        };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(era * 146_097 + day_of_era - 719_468)
    }

    /// The day that lies `days` after 1970-01-01.
    pub fn from_days_since_epoch(days: i64) -> Day {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let year = year_of_era + era * 400 + i64::from(month >= 10);
        Day {
            year: year as i32,
            month: (if month < 10 { month + 3 } else { month - 9 }) as u8,
            day: (day_of_year - (153 * month + 2) / 5 + 1) as u8,
        }
    }
}

impl Time {
    /// The UTC day this moment lies in.
    pub fn day(self) -> Day {
        Day::from_days_since_epoch(self.0.div_euclid(Span::DAY.0))
    }

    /// The moment that begins `day` in UTC plus `micros` microseconds.
    pub fn on(day: Day, micros: i64) -> Option<Time> {
        day.days_since_epoch()?.checked_mul(Span::DAY.0)?.checked_add(micros).map(Time)
    }

    /// Reads RFC 3339 (and its common ISO 8601 relatives): `2024-02-29T23:59:60.5+08:00`, a space instead of `T`,
    /// any number of fraction digits (microseconds are kept), `Z`, `+08:00`, `+0800` or `+08`.
    /// `None` when the text is something else or names no zone.
    pub fn parse(text: &str) -> Option<Time> {
        let (local, offset) = parse_iso(text.as_bytes())?;
        offset.map(|offset| local - offset)
    }

    /// As [`Time::parse`], for text that may lack a zone: the wall clock as if it were UTC, and the offset if given.
    pub fn parse_local(text: &str) -> Option<(Time, Option<Span>)> {
        parse_iso(text.as_bytes())
    }
}

fn digits(bytes: &[u8]) -> Option<i64> {
    if bytes.is_empty() || !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(bytes.iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0')))
}

fn parse_iso(text: &[u8]) -> Option<(Time, Option<Span>)> {
    if text.len() < 16
        || text[4] != b'-'
        || text[7] != b'-'
        || !matches!(text[10], b'T' | b't' | b' ')
        || text[13] != b':'
    {
        return None;
    }
    let day =
        Day { year: digits(&text[0..4])? as i32, month: digits(&text[5..7])? as u8, day: digits(&text[8..10])? as u8 };
    let (hour, minute) = (digits(&text[11..13])?, digits(&text[14..16])?);
    let mut rest = &text[16..];
    let mut second = 0;
    let mut micros = 0;
    if rest.first() == Some(&b':') {
        second = digits(rest.get(1..3)?)?;
        rest = &rest[3..];
        if matches!(rest.first(), Some(b'.' | b',')) {
            let length = rest[1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if length == 0 {
                return None;
            }
            let kept = length.min(6);
            micros = digits(&rest[1..1 + kept])? * 10_i64.pow(6 - kept as u32);
            rest = &rest[1 + length..];
        }
    }
    if hour > 24 || minute > 59 || second > 60 || (hour == 24 && (minute, second, micros) != (0, 0, 0)) {
        return None;
    }
    let of_day = ((hour * 60 + minute) * 60 + second) * Span::SECOND.0 + micros;
    Some((Time::on(day, of_day)?, parse_offset(rest)?))
}

/// `Some(None)` when no zone is named.
fn parse_offset(text: &[u8]) -> Option<Option<Span>> {
    let text = text.trim_ascii();
    let sign = match text.first() {
        None => return Some(None),
        Some(b'Z' | b'z') if text.len() == 1 => return Some(Some(Span(0))),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return None,
    };
    let (hours, minutes) = match text.len() {
        3 => (digits(&text[1..3])?, 0),
        5 => (digits(&text[1..3])?, digits(&text[3..5])?),
        6 if text[3] == b':' => (digits(&text[1..3])?, digits(&text[4..6])?),
        _ => return None,
    };
    (hours <= 18 && minutes <= 59).then_some(Some(Span(sign * (hours * Span::HOUR.0 + minutes * Span::MINUTE.0))))
}

/// Fills `out` with the last digits of a value.
fn write_digits(out: &mut [u8], mut value: i64) {
    for digit in out.iter_mut().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

impl fmt::Display for Time {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Day { year, month, day } = self.day();
        let of_day = self.0.rem_euclid(Span::DAY.0);
        let (seconds, micros) = (of_day / Span::SECOND.0, of_day % Span::SECOND.0);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let mut text = *b"0000-00-00T00:00:00.000000Z";
        let fields = [(5, month.into()), (8, day.into()), (11, hour), (14, minute), (17, second)];
        fields.into_iter().for_each(|(at, value)| write_digits(&mut text[at..at + 2], value));
        write_digits(&mut text[20..26], micros);
        let end = match micros {
            0 => 19,
            _ if micros % 1000 == 0 => 23,
            _ => 26,
        };
        text[end] = b'Z';
        let ordinary = (0..=9_999).contains(&year);
        if ordinary {
            write_digits(&mut text[..4], year.into());
        } else {
            write!(out, "{year:04}")?;
        }
        out.write_str(std::str::from_utf8(&text[if ordinary { 0 } else { 4 }..=end]).unwrap_or_default())
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Time::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!("{text:?} is not a time; write it like 2024-02-29T09:30:00+08:00"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &str) {
        let printed = Time::parse(text).map_or_else(|| "none".to_owned(), |time| time.to_string());
        assert_eq!(printed, expected, "{text}");
    }

    #[test]
    fn reads_what_senders_write() {
        check("2012-10-09T14:50:17+00:00", "2012-10-09T14:50:17Z");
        check("2011-10-11 13:42:22.688000+02:00", "2011-10-11T11:42:22.688Z");
        check("2024-02-29T23:59:60Z", "2024-03-01T00:00:00Z");
        check("2024-12-31T24:00:00Z", "2025-01-01T00:00:00Z");
        check("1969-12-31T23:59:59.999999999-0800", "1970-01-01T07:59:59.999999Z");
        check("2023-02-29T00:00:00Z", "none");
        check("2023-02-28T00:00:00", "none");
        check("2023-13-01T00:00:00Z", "none");
        check("2023-01-01T00:00:00+25:00", "none");
        check("2023-01-01T00:00", "none");
        check("2023-01-01T00:00+08", "2022-12-31T16:00:00Z");
        check("时间", "none");
        let strange = [Time(-62_200_000_000_000_000), Time(253_402_300_800_000_000)];
        assert_eq!(strange.map(|time| time.to_string()), ["-002-12-17T14:13:20Z", "10000-01-01T00:00:00Z"]);
    }

    proptest! {
        #[test]
        fn prints_and_reads_back(micros in -60_000_000_000_000_000_i64..250_000_000_000_000_000) {
            let time = Time(micros);
            prop_assert_eq!(Time::parse(&time.to_string()), Some(time));
            let days = time.day().days_since_epoch().expect("a real day");
            prop_assert_eq!(days, micros.div_euclid(Span::DAY.0));
        }

        #[test]
        fn never_panics(text in ".{0,40}") {
            let _ = Time::parse(&text);
        }
    }
}
