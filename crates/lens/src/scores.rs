//! Scores customers give, each with how sure it is.

use crate::statistics::interval::{Interval, wilson};
use crate::statistics::survival::{Curve, Spell};
use serde::Serialize;

/// A share with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// The share.
    pub value: f64,
    /// 95 % interval.
    pub interval: Interval,
}

/// Customer satisfaction: the share of answers in the two highest boxes, with its Wilson interval (Wilson 1927). `None`
/// without answers.
pub fn csat(satisfied: u64, answers: u64) -> Option<Share> {
    (answers > 0)
        .then(|| Share { value: satisfied as f64 / answers as f64, interval: wilson(satisfied, answers, 0.95) })
}

/// Net promoter score (Reichheld 2003).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct NetPromoter {
    /// `100 (p - d)`, from -100 to 100, with `p` the share of promoters (9, 10) and `d` that of detractors (0 to 6).
    pub score: f64,
    /// Variance of one answer, `p + d - (p - d)²`, between 0 and 1.
    pub variance: f64,
    /// Standard error of the score, `100 sqrt(variance / n)`, in points.
    pub error: f64,
    /// Half the width of the 95 % interval, `196 sqrt(variance / n)`, in points.
    pub margin: f64,
}

/// Net promoter score of so many promoters and detractors among so many answers. `None` without answers.
pub fn net_promoter(promoters: u64, detractors: u64, answers: u64) -> Option<NetPromoter> {
    if answers == 0 {
        return None;
    }
    let n = answers as f64;
    let (p, d) = (promoters as f64 / n, detractors as f64 / n);
    let variance = p + d - (p - d).powi(2);
    let error = 100.0 * (variance / n).sqrt();
    Some(NetPromoter { score: 100.0 * (p - d), variance, error, margin: 1.96 * error })
}

/// Customer effort score, version 2.0 (Dixon, Toman and DeLisi 2013).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Effort {
    /// Mean agreement, 1 to 7, with "the company made it easy for me".
    pub mean: f64,
    /// Standard error of the mean.
    pub error: f64,
    /// Share of answers of 5 and above.
    pub easy: Share,
}

/// Customer effort score of so many answers of 1, 2, ... 7. `None` with fewer than two answers.
pub fn effort(answers: &[u64; 7]) -> Option<Effort> {
    let n: u64 = answers.iter().sum();
    if n < 2 {
        return None;
    }
    let graded = || (1..).map(f64::from).zip(answers.iter().map(|count| *count as f64));
    let mean = graded().map(|(grade, count)| grade * count).sum::<f64>() / n as f64;
    let spread: f64 = graded().map(|(grade, count)| count * (grade - mean).powi(2)).sum();
    let easy = answers[4..].iter().sum();
    let error = (spread / (n as f64 - 1.0) / n as f64).sqrt();
    Some(Effort { mean, error, easy: Share { value: easy as f64 / n as f64, interval: wilson(easy, n, 0.95) } })
}

/// First-contact resolution within so many days.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Resolution {
    /// Days within which no second contact on the same matter came.
    pub days: f64,
    /// Share of matters without one.
    pub share: Share,
}

/// First-contact resolution: the share of matters on which the customer did not come again within 1, 7 and 30 days, by
/// Kaplan and Meier (1958). One spell for each matter: days to the next contact, or days watched without one. A plain
/// share would count matters opened yesterday as resolved for a month.
pub fn first_contact(matters: &[Spell]) -> [Resolution; 3] {
    let curve = Curve::of(matters);
    [1.0, 7.0, 30.0].map(|days| {
        let (value, interval) = curve.at(days);
        Resolution { days, share: Share { value, interval } }
    })
}

/// Contacts beyond the first for each matter, `contacts / matters - 1`. `None` without matters.
pub fn repeat_rate(contacts: u64, matters: u64) -> Option<f64> {
    (matters > 0).then(|| contacts as f64 / matters as f64 - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: f64, wanted: f64, half: f64) {
        assert!((found - wanted).abs() <= half, "found {found}, wanted {wanted}");
    }

    #[test]
    fn satisfaction_comes_with_its_interval() {
        for (satisfied, answers, low, high) in
            [(81, 263, 0.255_289, 0.366_210), (15, 148, 0.062_386, 0.160_487), (0, 20, 0.0, 0.161_125)]
        {
            let found = csat(satisfied, answers).unwrap();
            check(found.value, satisfied as f64 / answers as f64, 1e-12);
            check(found.interval.low, low, 5e-7);
            check(found.interval.high, high, 5e-7);
        }
        assert_eq!(csat(0, 0), None);
    }

    #[test]
    fn promoters_less_detractors_come_with_their_margin() {
        let found = net_promoter(162, 54, 324).unwrap();
        check(found.score, 33.33, 5e-3);
        check(found.variance, 5.0 / 9.0, 1e-12);
        check(found.error, 4.1409, 5e-5);
        check(found.margin, 8.1161, 5e-5);
        for (promoters, detractors, answers, score, variance, margin) in
            [(200, 80, 400, 30.0, 0.61, 7.6540), (60, 10, 100, 50.0, 0.45, 13.1481)]
        {
            let found = net_promoter(promoters, detractors, answers).unwrap();
            check(found.score, score, 1e-9);
            check(found.variance, variance, 1e-9);
            check(found.margin, margin, 5e-5);
        }
        assert_eq!(net_promoter(0, 0, 0), None);
    }

    #[test]
    fn effort_is_a_mean_and_a_share() {
        let found = effort(&[1, 0, 1, 0, 2, 0, 4]).unwrap();
        check(found.mean, 42.0 / 8.0, 1e-12);
        check(found.easy.value, 0.75, 1e-12);
        // Deviations 4.25, 2.25, 0.25 twice, 1.75 four times: squares sum to 35.5.
        check(found.error, (35.5_f64 / 7.0 / 8.0).sqrt(), 1e-12);
        assert_eq!(effort(&[0, 0, 0, 0, 0, 0, 1]), None);
    }

    #[test]
    fn matters_opened_yesterday_are_not_yet_resolved_for_a_month() {
        let spell = |time, event| Spell { time, event };
        // Two came again, on days 3 and 20; four were watched for a month, four only for two days.
        let mut matters = vec![spell(3.0, true), spell(20.0, true)];
        matters.extend([spell(31.0, false); 4]);
        matters.extend([spell(2.0, false); 4]);
        let [day, week, month] = first_contact(&matters);
        check(day.share.value, 1.0, 1e-12);
        check(week.share.value, 5.0 / 6.0, 1e-12);
        check(month.share.value, 4.0 / 6.0, 1e-12);
        assert!(month.share.value < 1.0 - 2.0 / 10.0, "a plain share flatters");
    }

    #[test]
    fn repeats_are_contacts_beyond_the_first() {
        assert_eq!(repeat_rate(150, 100), Some(0.5));
        assert_eq!(repeat_rate(1, 0), None);
    }
}
