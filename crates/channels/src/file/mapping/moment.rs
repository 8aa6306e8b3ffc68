//! Times as people and systems write them.

use crate::file::ReadError;
use desk::time::{Day, Span, Time};
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

/// How a column writes its times. The first three read any separators, one- or two-digit days and months, names of
/// months and days of the week, 年月日, AM/PM and 上午/下午, and zones; they differ only in how they take `1/2/2024`. A
/// date that begins with a four-digit year is read year first in all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MomentFormat {
    /// `2024-02-29 10:15`, ISO 8601 and RFC 3339.
    YearFirst,
    /// `29/2/2024 10:15`
    DayFirst,
    /// `2/29/2024 10:15`
    MonthFirst,
    /// `20240229101500`, `20240229`, `20240229T101500`
    Compact,
    /// Seconds since 1970 in UTC, with or without decimals.
    EpochSeconds,
    /// Milliseconds since 1970 in UTC.
    EpochMillis,
    /// Microseconds since 1970 in UTC.
    EpochMicros,
    /// Nanoseconds since 1970 in UTC.
    EpochNanos,
    /// Days since 1899-12-30, as spreadsheets count; a local time.
    ExcelDays,
}

/// Reads times in given formats and a given zone.
#[derive(Clone, Debug)]
pub struct Moments {
    formats: Vec<MomentFormat>,
    zone: Option<TimeZone>,
}

impl Moments {
    /// `zone` is the IANA name of the zone of times that name none.
    ///
    /// # Errors
    /// [`ReadError::Zone`] when nobody knows it.
    pub fn new(formats: &[MomentFormat], zone: &str) -> Result<Moments, ReadError> {
        let universal = matches!(zone, "UTC" | "Etc/UTC" | "Z");
        let zone = match universal {
            true => None,
            false => Some(TimeZone::get(zone).map_err(|_| ReadError::Zone { name: zone.to_owned() })?),
        };
        let formats = if formats.is_empty() { vec![MomentFormat::YearFirst] } else { formats.to_vec() };
        Ok(Moments { formats, zone })
    }

    /// Reads one time. A local time that a change of clocks skipped moves on by the gap, one that came twice is the
    /// first.
    pub fn read(&self, text: &str) -> Option<Time> {
        self.formats.iter().find_map(|format| match format.read(text)? {
            (local, Some(offset)) => Some(local - offset),
            (local, None) => self.universal(local),
        })
    }

    /// The moment at which clocks in the zone show `local`, which is given as if it were UTC.
    pub fn universal(&self, local: Time) -> Option<Time> {
        let Some(zone) = &self.zone else { return Some(local) };
        let wall = Offset::UTC.to_datetime(jiff::Timestamp::from_microsecond(local.0).ok()?);
        zone.to_ambiguous_timestamp(wall).compatible().ok().map(|moment| Time(moment.as_microsecond()))
    }
}

impl MomentFormat {
    /// The clock as if it were UTC, and the offset where the text names one or the format is in UTC.
    pub fn read(self, text: &str) -> Option<(Time, Option<Span>)> {
        let epoch = |micros: f64| {
            let value = number(text)?;
            let time = (value * micros).round();
            (time.abs() < 2.5e17).then_some((Time(time as i64), Some(Span(0))))
        };
        match self {
            MomentFormat::YearFirst | MomentFormat::DayFirst | MomentFormat::MonthFirst => {
                let read = Time::parse_local(text).or_else(|| Tokens::of(text)?.moment(self))?;
                sensible(read.0).then_some(read)
            }
            MomentFormat::Compact => Tokens::of(text)?.moment(self).filter(|read| sensible(read.0)),
            MomentFormat::EpochSeconds => epoch(1e6),
            MomentFormat::EpochMillis => epoch(1e3),
            MomentFormat::EpochMicros => epoch(1.0),
            MomentFormat::EpochNanos => epoch(1e-3),
            MomentFormat::ExcelDays => {
                let days = number(text).filter(|days| (1.0..200_000.0).contains(days))?;
                // Spreadsheets keep milliseconds at best; the rest is noise of the division.
                let millis = ((days - 25_569.0) * 86_400_000.0).round() as i64;
                Some((Time(millis * 1000), None))
            }
        }
    }
}

/// Years 1900 to 2200: all others are slips or other numbers.
fn sensible(time: Time) -> bool {
    (-2_208_988_800_000_000..7_258_118_400_000_000).contains(&time.0)
}

fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    text.parse().ok().filter(|_| plain)
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token<'a> {
    Number(i64, usize),
    Word(&'a str),
    Mark(char),
}

/// The pieces of a written time: a cursor over them.
struct Tokens<'a> {
    tokens: [Token<'a>; Tokens::MOST],
    count: usize,
    next: usize,
}

/// Part of the day a clock's hours belong to.
#[derive(Clone, Copy, PartialEq)]
enum Half {
    Before,
    After,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH_NAMES: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl<'a> Tokens<'a> {
    const MOST: usize = 24;

    fn of(text: &'a str) -> Option<Tokens<'a>> {
        let mut tokens = Tokens { tokens: [Token::Mark(' '); Tokens::MOST], count: 0, next: 0 };
        let mut rest = text.trim();
        while let Some(first) = rest.chars().next() {
            let (token, length) = if first.is_ascii_digit() {
                let length = rest.bytes().take_while(u8::is_ascii_digit).count();
                (Token::Number(rest[..length].parse().ok()?, length), length)
            } else if first.is_ascii_alphabetic() {
                let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                (Token::Word(&rest[..length]), length)
            } else {
                let word = ["上午", "下午", "凌晨", "早上", "中午", "晚上", "星期", "週", "周"]
                    .iter()
                    .find(|word| rest.starts_with(**word));
                match word {
                    Some(word) => (Token::Word(&rest[..word.len()]), word.len()),
                    None => (Token::Mark(first), first.len_utf8()),
                }
            };
            *tokens.tokens.get_mut(tokens.count)? = token;
            tokens.count += 1;
            rest = &rest[length..];
        }
        Some(tokens)
    }

    fn peek(&self, ahead: usize) -> Option<Token<'a>> {
        self.tokens[..self.count].get(self.next + ahead).copied()
    }

    fn take_mark(&mut self, allowed: &[char]) -> bool {
        let taken = matches!(self.peek(0), Some(Token::Mark(mark)) if allowed.contains(&mark));
        self.next += usize::from(taken);
        taken
    }

    fn skip_marks(&mut self, allowed: &[char]) {
        while self.take_mark(allowed) {}
    }

    fn take_number(&mut self) -> Option<(i64, usize)> {
        let Some(Token::Number(value, length)) = self.peek(0) else { return None };
        self.next += 1;
        Some((value, length))
    }

    fn take_month(&mut self) -> Option<i64> {
        let Some(Token::Word(word)) = self.peek(0) else { return None };
        let is = |names: &[&str; 12]| names.iter().position(|name| word.eq_ignore_ascii_case(name));
        let month = is(&MONTHS).or_else(|| is(&MONTH_NAMES)).or(word.eq_ignore_ascii_case("sept").then_some(8))?;
        self.next += 1;
        Some(month as i64 + 1)
    }

    fn skip_weekday(&mut self) {
        match self.peek(0) {
            Some(Token::Word("星期" | "周" | "週")) => {
                self.next += 1;
                self.take_mark(&['一', '二', '三', '四', '五', '六', '日', '天']);
            }
            Some(Token::Word(word)) if word.len() >= 3 => {
                let short = word.get(..3).unwrap_or_default();
                self.next += usize::from(WEEKDAYS.iter().any(|day| short.eq_ignore_ascii_case(day)));
            }
            _ => {}
        }
        self.skip_marks(&[',', ' ', '.']);
    }

    /// Reads the whole text or nothing.
    fn moment(mut self, format: MomentFormat) -> Option<(Time, Option<Span>)> {
        self.skip_weekday();
        let (year, month, day, clock) = match format {
            MomentFormat::Compact => self.compact()?,
            _ => {
                let (year, month, day) = self.date(format)?;
                (year, month, day, None)
            }
        };
        self.skip_marks(&[' ', ',', '　']);
        self.skip_weekday();
        if matches!(self.peek(0), Some(Token::Word("T" | "t"))) || self.peek(0) == Some(Token::Mark('-')) {
            self.next += 1;
        }
        let micros = match clock {
            Some(micros) => micros,
            None => self.clock()?,
        };
        let offset = self.offset()?;
        self.skip_marks(&[' ']);
        // Unix and Twitter put the year behind everything.
        let year = match year {
            Some(year) => year,
            None => self.take_number().filter(|(_, length)| *length == 4)?.0,
        };
        if self.next != self.count {
            return None;
        }
        let day =
            Day { year: i32::try_from(year).ok()?, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? };
        Some((Time::on(day, micros)?, offset))
    }

    /// Year (where it stands here), month, day.
    fn date(&mut self, format: MomentFormat) -> Option<(Option<i64>, i64, i64)> {
        const BETWEEN: [char; 7] = ['-', '/', '.', ' ', '年', '月', ','];
        if let Some(month) = self.take_month() {
            self.skip_marks(&BETWEEN);
            let day = self.take_number()?.0;
            if let Some(Token::Word("st" | "nd" | "rd" | "th")) = self.peek(0) {
                self.next += 1;
            }
            let clock_follows = matches!(self.peek(2), Some(Token::Mark(':')));
            if clock_follows {
                return Some((None, month, day));
            }
            self.skip_marks(&BETWEEN);
            let (year, length) = self.take_number()?;
            return Some((Some(full_year(year, length)?), month, day));
        }
        let (first, first_length) = self.take_number()?;
        if !self.take_mark(&BETWEEN) {
            return None;
        }
        self.skip_marks(&[' ']);
        let (month_word, second) = match self.take_month() {
            Some(month) => (true, month),
            None => (false, self.take_number()?.0),
        };
        if !self.take_mark(&BETWEEN) {
            return None;
        }
        self.skip_marks(&[' ']);
        let (third, third_length) = self.take_number()?;
        self.take_mark(&['日', '号', '號', '.']);
        let year_first = first_length == 4;
        Some(match format {
            _ if year_first => (Some(first), second, third),
            _ if month_word => (Some(full_year(third, third_length)?), second, first),
            MomentFormat::DayFirst => (Some(full_year(third, third_length)?), second, first),
            MomentFormat::MonthFirst => (Some(full_year(third, third_length)?), first, second),
            _ => return None,
        })
    }

    /// Year, month, day and where the same run of digits holds it the time of day.
    fn compact(&mut self) -> Option<(Option<i64>, i64, i64, Option<i64>)> {
        let (value, length) = self.take_number()?;
        let (date, clock) = match length {
            8 => (value, None),
            12 => (value / 10_000, Some(clock_of(value % 10_000 * 100)?)),
            14 => (value / 1_000_000, Some(clock_of(value % 1_000_000)?)),
            17 => {
                let clock = clock_of(value / 1000 % 1_000_000)? + value % 1000 * 1000;
                (value / 1_000_000_000, Some(clock))
            }
            _ => return None,
        };
        let clock = match (clock, self.peek(0), self.peek(1)) {
            // A separate run: `20240229 101500`, `20240229T101500`.
            (None, Some(Token::Mark(' ') | Token::Word("T" | "t")), Some(Token::Number(clock, 6))) => {
                self.next += 2;
                Some(clock_of(clock)?)
            }
            (clock, _, _) => clock,
        };
        Some((Some(date / 10_000), date / 100 % 100, date % 100, clock))
    }

    /// Microseconds since midnight; midnight where no time of day is given.
    fn clock(&mut self) -> Option<i64> {
        let mut half = self.half();
        let Some(Token::Number(hour, length)) = self.peek(0).filter(|_| self.is_clock()) else {
            return half.is_none().then_some(0);
        };
        if length > 2 {
            return None;
        }
        self.next += 2;
        let (mut minute, mut second, mut micros) = (0, 0, 0);
        if let Some((value, _)) = self.take_number() {
            minute = value;
            if self.take_mark(&[':', '：', '分', '.'])
                && let Some((value, _)) = self.take_number()
            {
                second = value;
                self.take_mark(&['秒']);
                if matches!(self.peek(1), Some(Token::Number(..))) && self.take_mark(&['.', ',', ':']) {
                    let (fraction, length) = self.take_number()?;
                    let scale = 10_f64.powi(6 - i32::try_from(length).ok()?);
                    micros = (fraction as f64 * scale) as i64;
                }
            }
        }
        self.skip_marks(&[' ']);
        if matches!(self.peek(0), Some(Token::Word("Uhr" | "uhr"))) {
            self.next += 1;
        }
        half = half.or_else(|| self.half());
        let hour = match half {
            Some(Half::After) if hour < 12 => hour + 12,
            Some(Half::Before) if hour == 12 => 0,
            _ => hour,
        };
        let sane = hour <= 24 && minute <= 59 && second <= 60 && (hour < 24 || minute + second + micros == 0);
        sane.then_some(((hour * 60 + minute) * 60 + second) * 1_000_000 + micros)
    }

    /// Hours and what stands behind them: `9:30`, in Italy and Finland `9.30`, in France `9h30`.
    fn is_clock(&self) -> bool {
        match self.peek(1) {
            Some(Token::Mark(':' | '：' | '时' | '時' | '点' | '點')) => true,
            Some(Token::Mark('.') | Token::Word("h" | "H")) => matches!(self.peek(2), Some(Token::Number(_, 2))),
            _ => false,
        }
    }

    fn half(&mut self) -> Option<Half> {
        let Some(Token::Word(word)) = self.peek(0) else { return None };
        let half = match word {
            "上午" | "凌晨" | "早上" => Half::Before,
            "下午" | "晚上" | "中午" => Half::After,
            _ if word.eq_ignore_ascii_case("am") => Half::Before,
            _ if word.eq_ignore_ascii_case("pm") => Half::After,
            _ => return None,
        };
        self.next += 1;
        self.skip_marks(&[' ']);
        Some(half)
    }

    /// `Some(None)` where no zone is named, `None` where what follows is no zone.
    fn offset(&mut self) -> Option<Option<Span>> {
        self.skip_marks(&[' ']);
        let mut named = None;
        if let Some(Token::Word(word)) = self.peek(0) {
            if !["z", "utc", "gmt"].iter().any(|zone| word.eq_ignore_ascii_case(zone)) {
                return None;
            }
            named = Some(Span(0));
            self.next += 1;
        }
        let sign = match self.peek(0) {
            Some(Token::Mark('+')) => 1,
            Some(Token::Mark('-')) => -1,
            _ => return Some(named),
        };
        self.next += 1;
        let (value, length) = self.take_number()?;
        let (hours, minutes) = match length {
            1 | 2 if self.take_mark(&[':']) => (value, self.take_number()?.0),
            1 | 2 => (value, 0),
            4 => (value / 100, value % 100),
            _ => return None,
        };
        (hours <= 18 && minutes < 60).then_some(Some(Span(sign * (hours * 60 + minutes) * Span::MINUTE.0)))
    }
}

fn clock_of(digits: i64) -> Option<i64> {
    let (hour, minute, second) = (digits / 10_000, digits / 100 % 100, digits % 100);
    (hour < 24 && minute < 60 && second <= 60).then_some(((hour * 60 + minute) * 60 + second) * 1_000_000)
}

fn full_year(year: i64, length: usize) -> Option<i64> {
    match length {
        4 => Some(year),
        2 if year < 70 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_read_as_countries_write_them() {
        let check = |text: &str, expected: Option<&str>| {
            let read = MomentFormat::DayFirst.read(text).map(|(time, _)| time.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        };
        check("28.03.2024 9.30", Some("2024-03-28T09:30:00Z"));
        check("28/03/2024 09.30.15", Some("2024-03-28T09:30:15Z"));
        check("28/03/2024 9h30", Some("2024-03-28T09:30:00Z"));
        check("28.03.2024 09:30:15 Uhr", Some("2024-03-28T09:30:15Z"));
        check("28.03.2024 09:30:15.250", Some("2024-03-28T09:30:15.250Z"));
        check("28.03.2024 9.3", None);
    }
}
