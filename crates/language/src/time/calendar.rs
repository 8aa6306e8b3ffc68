//! Working hours, working days, holidays and the working days that make up for them.

use jiff::civil::{Date, Time, Weekday};
use std::collections::BTreeMap;

/// Days off and make-up days of mainland China, 2024 to 2026; the file tells the notices they come from.
const CHINA: &str = include_str!("../../data/holidays-cn.tsv");

/// Nobody promises more working days than this; a larger number is a slip and is read as this.
const FARTHEST: u32 = 3_650;

/// When a company works.
///
/// ```
/// use language::time::Calendar;
/// use jiff::civil::date;
/// let calendar = Calendar::china();
/// // Spring Festival 2026 is 15 to 23 February; Saturday the 28th makes up for it.
/// assert_eq!(calendar.after(date(2026, 2, 13), 2), date(2026, 2, 24));
/// assert!(calendar.works(date(2026, 2, 28)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    opens: Time,
    closes: Time,
    days: Vec<Weekday>,
    exceptions: BTreeMap<Date, bool>,
}

impl Calendar {
    /// A calendar without holidays. `days` are the working days of a week.
    pub fn new(opens: Time, closes: Time, days: &[Weekday]) -> Calendar {
        Calendar { opens, closes, days: days.to_vec(), exceptions: BTreeMap::new() }
    }

    /// Monday to Friday, 9:00 to 17:00, no holidays.
    pub fn plain() -> Calendar {
        let hour = |hour| Time::constant(hour, 0, 0, 0);
        let days = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
        Calendar::new(hour(9), hour(17), &days)
    }

    /// Monday to Friday, 9:00 to 18:00, with the public holidays and make-up working days of mainland China, 2024 to 2026.
    pub fn china() -> Calendar {
        let mut calendar = Calendar { closes: Time::constant(18, 0, 0, 0), ..Calendar::plain() };
        for line in CHINA.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let mut day = || fields.next().and_then(|field| field.parse::<Date>().ok());
            if let (Some(first), Some(last)) = (day(), day()) {
                let works = fields.next() == Some("work");
                let days = first.series(jiff::Span::new().days(1)).take_while(|&day| day <= last);
                days.for_each(|day| calendar.except(day, works));
            }
        }
        calendar
    }

    /// Makes one day a holiday (`works` false) or a working day (true), whatever its weekday.
    pub fn except(&mut self, day: Date, works: bool) {
        self.exceptions.insert(day, works);
    }

    /// When a working day begins.
    pub fn opens(&self) -> Time {
        self.opens
    }

    /// When a working day ends.
    pub fn closes(&self) -> Time {
        self.closes
    }

    /// Whether a day is a working day.
    pub fn works(&self, day: Date) -> bool {
        self.exceptions.get(&day).copied().unwrap_or_else(|| self.days.contains(&day.weekday()))
    }

    /// The `count`th working day after a day, the day itself not counted. With a calendar that never works it is the
    /// `count`th day.
    pub fn after(&self, day: Date, count: u32) -> Date {
        let mut day = day;
        let mut left = count.min(FARTHEST);
        let mut idle = 0;
        while left > 0 {
            let Ok(next) = day.tomorrow() else { return day };
            day = next;
            // A month without a single working day is a calendar that knows none.
            idle = if self.works(day) { 0 } else { idle + 1 };
            left -= u32::from(idle == 0 || idle > 31);
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn check(from: Date, count: u32, due: Date) {
        assert_eq!(Calendar::china().after(from, count), due, "{count} working days after {from}");
    }

    #[test]
    fn working_days_leave_out_holidays_and_count_the_days_that_make_up_for_them() {
        check(date(2026, 3, 4), 2, date(2026, 3, 6));
        check(date(2026, 3, 6), 1, date(2026, 3, 9));
        check(date(2024, 9, 30), 1, date(2024, 10, 8));
        check(date(2024, 10, 11), 1, date(2024, 10, 12));
        check(date(2025, 1, 27), 1, date(2025, 2, 5));
        check(date(2026, 2, 27), 1, date(2026, 2, 28));
        check(date(2026, 9, 18), 1, date(2026, 9, 20));
    }

    #[test]
    fn a_calendar_that_never_works_still_ends() {
        let calendar = Calendar::new(Time::midnight(), Time::midnight(), &[]);
        assert!(calendar.after(date(2026, 1, 1), u32::MAX) > date(2030, 1, 1));
    }
}
