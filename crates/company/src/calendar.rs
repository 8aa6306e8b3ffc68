//! The two years a simulated log covers.

use desk::time::{Day, Span, Time};

/// The log begins on 1 October 2023.
const FIRST: i64 = 19_631;

/// Months in which journeys begin: eight quarters.
pub(crate) const MONTHS: usize = 24;

/// Days in which journeys begin: up to 30 September 2025. What began may end later.
const DAYS: i64 = 731;

pub(crate) fn begin() -> Time {
    Time(FIRST * Span::DAY.0)
}

pub(crate) fn end() -> Time {
    begin() + Span(DAYS * Span::DAY.0)
}

/// Months since the log began, at most the last.
pub(crate) fn month(at: Time) -> usize {
    let Day { year, month, .. } = at.day();
    let months = (i64::from(year) - 2023) * 12 + i64::from(month) - 10;
    months.clamp(0, MONTHS as i64 - 1) as usize
}

/// The first moment of a month since the log began.
pub(crate) fn month_begins(month: usize) -> Time {
    let months = month as i32 + 9;
    let day = Day { year: 2023 + months / 12, month: (months % 12 + 1) as u8, day: 1 };
    Time::on(day, 0).unwrap_or_else(begin)
}

/// Quarter of the year, 1 to 4.
pub(crate) fn quarter(at: Time) -> u8 {
    (at.day().month - 1) / 3 + 1
}

/// Minutes as a span.
pub(crate) fn minutes(minutes: f64) -> Span {
    Span((minutes * Span::MINUTE.0 as f64) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_covers_eight_whole_quarters() {
        assert_eq!(begin().to_string(), "2023-10-01T00:00:00Z");
        assert_eq!(end().to_string(), "2025-10-01T00:00:00Z");
        for known in 0..MONTHS {
            assert_eq!(month(month_begins(known)), known);
            assert_eq!(month(month_begins(known) - Span(1)), known.saturating_sub(1));
        }
        assert_eq!([0, 3, 6, 9].map(|known| quarter(month_begins(known))), [4, 1, 2, 3]);
    }
}
