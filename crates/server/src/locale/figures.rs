//! How figures are written: counts, shares, ratios, durations, dates, in each language.

use super::Language;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A whole number in groups of three: `24,918`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A figure with one digit after the point below a hundred, in groups of three above: `2.4`, `1,203`.
pub fn amount(number: f64) -> String {
    if !number.is_finite() {
        return "∞".to_owned();
    }
    if number.abs() < 99.95 {
        return format!("{number:.1}").replace("-0.0", "0.0").replace('-', "−");
    }
    let sign = if number < 0.0 { "−" } else { "" };
    format!("{sign}{}", count(number.abs().round() as u64))
}

/// A share of one as a percentage with one digit; below a tenth of a percent with two: `1.1%`, `0.04%`.
pub fn percent(share: f64) -> String {
    format!("{}%", hundredths(share))
}

fn hundredths(share: f64) -> String {
    let value = share * 100.0;
    let text = if value.abs() >= 0.095 || value == 0.0 { format!("{value:.1}") } else { format!("{value:.2}") };
    text.replace('-', "−")
}

/// An interval of shares: `1.0–1.2%`.
pub fn percent_range(low: f64, high: f64) -> String {
    format!("{}–{}%", hundredths(low), hundredths(high))
}

/// An interval of figures: `2.1–3.4`.
pub fn range(low: f64, high: f64) -> String {
    let dash = if low < 0.0 || high < 0.0 { " … " } else { "–" };
    format!("{}{dash}{}", amount(low), amount(high))
}

/// A share of one without a digit, as in a bound on error: `10%`.
pub fn whole_percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// Seconds in a unit, and its name in each language.
const UNITS: [(f64, [&str; 3]); 4] = [
    (86_400.0, [" d", " 天", " 天"]),
    (3_600.0, [" h", " 小时", " 小時"]),
    (60.0, [" min", " 分", " 分"]),
    (1.0, [" s", " 秒", " 秒"]),
];

/// A duration in its two largest units: `3 h 20 min`, `3 小时 20 分`.
pub fn duration(seconds: f64, language: Language) -> String {
    if !seconds.is_finite() {
        return "∞".to_owned();
    }
    if seconds > 0.0 && seconds < 1.0 {
        return format!("<1{}", UNITS[3].1[language as usize]);
    }
    let seconds = seconds.max(0.0);
    let large = UNITS.iter().position(|(unit, _)| seconds >= *unit).unwrap_or(3);
    // Ten days and a few hours are ten days: the second unit is said only while it can matter.
    let fine = if seconds / UNITS[large].0 < 10.0 { (large + 1).min(3) } else { large };
    let mut rest = (seconds / UNITS[fine].0).round() * UNITS[fine].0;
    let mut words = Vec::new();
    for (unit, names) in &UNITS[large.saturating_sub(1)..=fine] {
        let whole = ((rest + 1e-6) / unit).floor();
        rest -= whole * unit;
        if whole > 0.0 {
            words.push(format!("{}{}", count(whole as u64), names[language as usize]));
        }
    }
    if words.is_empty() {
        words.push(format!("0{}", UNITS[3].1[language as usize]));
    }
    words.join(" ")
}

/// A number of hours, from two days on in days: `3.5 h`, `110 d`.
pub fn hours(hours: f64, language: Language) -> String {
    let (unit, number) = if hours.abs() < 48.0 { (1, hours) } else { (0, hours / 24.0) };
    format!("{}{}", amount(number), UNITS[unit].1[language as usize])
}

/// Times of one zone.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: TimeZone,
    language: Language,
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Clock {
    /// The clock of the zone by its IANA name; UTC where there is no such zone.
    pub fn new(zone: &str, language: Language) -> Clock {
        Clock { zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC), language }
    }

    fn civil(&self, micros: i64) -> jiff::civil::DateTime {
        Timestamp::from_microsecond(micros).unwrap_or_default().to_zoned(self.zone.clone()).datetime()
    }

    /// `13 Jan 2010`, `2010年1月13日`.
    pub fn day(&self, micros: i64) -> String {
        let at = self.civil(micros);
        match self.language {
            Language::En => format!("{} {} {}", at.day(), MONTHS[at.month() as usize - 1], at.year()),
            _ => format!("{}年{}月{}日", at.year(), at.month(), at.day()),
        }
    }

    /// `Jan 2010`, `2010年1月`.
    pub fn month(&self, micros: i64) -> String {
        // Months are cut in UTC, so they are named in UTC, or a zone west of it would name the month before.
        let at = Timestamp::from_microsecond(micros).unwrap_or_default().to_zoned(TimeZone::UTC).datetime();
        match self.language {
            Language::En => format!("{} {}", MONTHS[at.month() as usize - 1], at.year()),
            _ => format!("{}年{}月", at.year(), at.month()),
        }
    }

    /// `13 Jan 2010, 09:05`, `2010年1月13日 09:05`.
    pub fn minute(&self, micros: i64) -> String {
        let at = self.civil(micros);
        let comma = if self.language == Language::En { "," } else { "" };
        format!("{}{comma} {:02}:{:02}", self.day(micros), at.hour(), at.minute())
    }

    /// For machines: `2010-01-13T09:05`.
    pub fn machine(&self, micros: i64) -> String {
        let at = self.civil(micros);
        format!("{:04}-{:02}-{:02}T{:02}:{:02}", at.year(), at.month(), at.day(), at.hour(), at.minute())
    }
}
