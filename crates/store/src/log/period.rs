//! The calendar quarters by which the log is partitioned.

use desk::time::Time;

/// The quarter in which a moment (microseconds since 1970 UTC) lies: four times the year plus 0 to 3.
pub(crate) fn period(at: i64) -> i64 {
    let day = Time(at).day();
    i64::from(day.year) * 4 + i64::from(day.month - 1) / 3
}

/// The name of a quarter, as its directory has it: `2024q1`.
pub(crate) fn name(period: i64) -> String {
    format!("{}q{}", period.div_euclid(4), period.rem_euclid(4) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_begins_with_its_first_microsecond() {
        let april = Time::parse("2024-04-01T00:00:00Z").unwrap().0;
        assert_eq!(name(period(april)), "2024q2");
        assert_eq!(name(period(april - 1)), "2024q1");
        assert_eq!(name(period(-1)), "1969q4");
    }
}
