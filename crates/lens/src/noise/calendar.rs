//! Months, quarters and stretches in UTC. A stretch is about a week of one month: it begins on the 1st, 9th, 17th or 25th.

const DAY: i64 = 86_400_000_000;

/// Months since January 1970 of a moment in microseconds since 1970. Moments before 1900 or after 2299, which no log means,
/// count as these.
pub(crate) fn month(at: i64) -> i32 {
    // Days since 1 March 2000, in years that begin in March, so that the leap day comes last; 400 years repeat.
    let days = at.div_euclid(DAY) as i32 - 11_017;
    let (cycle, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let month = (5 * (day - (365 * year + year / 4 - year / 100)) + 2) / 153;
    let months = (cycle * 400 + year) * 12 + month + 2 + 30 * 12;
    months.clamp(-70 * 12, 330 * 12 - 1)
}

/// First moment of a month, in microseconds since 1970.
pub(super) fn begins(month: i32) -> i64 {
    let months = i64::from(month) - 30 * 12 - 2;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12));
    let days = 365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5;
    (days + 11_017) * DAY
}

/// Stretches of a month.
pub(super) const STRETCHES: i32 = 4;
/// Days of the first three of them.
const STRETCH: i64 = 8;

/// Stretches since January 1970 of a moment that lies in this month.
pub(super) fn stretch(at: i64, month: i32) -> i32 {
    let day = (at - begins(month)).div_euclid(DAY);
    month * STRETCHES + (day / STRETCH).clamp(0, i64::from(STRETCHES) - 1) as i32
}

/// First moment of a stretch, in microseconds since 1970.
pub(super) fn stretch_begins(stretch: i32) -> i64 {
    begins(stretch.div_euclid(STRETCHES)) + i64::from(stretch.rem_euclid(STRETCHES)) * STRETCH * DAY
}

/// Quarters since January 1970.
pub(crate) fn quarter(month: i32) -> i32 {
    month.div_euclid(3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(day: i64, wanted: i32) {
        assert_eq!((month(day * DAY), month(day * DAY - 1)), (wanted, wanted - 1), "day {day} begins a month");
        assert_eq!(begins(wanted), day * DAY);
    }

    #[test]
    fn months_begin_when_they_should() {
        check(0, 0); // 1 January 1970
        check(59, 2); // 1 March 1970
        check(10_988, 361); // 1 February 2000, a leap year
        check(11_017, 362);
        check(16_861, 554); // 1 March 2016
        check(-365, -12); // 1 January 1969
    }

    #[test]
    fn a_month_has_four_stretches() {
        let of = |day: i64| stretch(day * DAY, month(day * DAY));
        assert_eq!([0, 7, 8, 15, 16, 24, 30, 31].map(of), [0, 0, 1, 1, 2, 3, 3, 4]);
        assert_eq!([-1, 0, 3, 4].map(stretch_begins), [-7 * DAY, 0, 24 * DAY, 31 * DAY]);
    }

    #[test]
    fn absurd_moments_do_no_harm() {
        assert_eq!((month(i64::MIN), month(i64::MAX)), (-840, 3_959));
        assert_eq!((stretch(i64::MIN / 4, -840), stretch(i64::MAX / 4, 3_959)), (-3_360, 15_839));
    }

    proptest! {
        #[test]
        fn every_moment_lies_in_its_month(at in begins(-840)..begins(3_959)) {
            let (month, stretch) = (month(at), stretch(at, month(at)));
            prop_assert!(begins(month) <= at && at < begins(month + 1));
            prop_assert_eq!(stretch.div_euclid(STRETCHES), month);
            prop_assert!(stretch_begins(stretch) <= at && at < stretch_begins(stretch + 1));
        }
    }
}
