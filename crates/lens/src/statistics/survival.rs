//! Time until something happens, when not everybody has been watched to the end.

use crate::statistics::interval::{Interval, normal_quantile};
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// How long one subject was watched, and how that ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spell {
    /// Time, in any unit.
    pub time: f64,
    /// Whether it happened then; else watching ended without it.
    pub event: bool,
}

/// One step of a survival curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// When something happened.
    pub time: f64,
    /// Subjects still watched just before.
    pub at_risk: u64,
    /// To how many of them it happened.
    pub events: u64,
    /// Share to whom it has not happened after this time.
    pub survival: f64,
    /// Greenwood's sum, `Σ d / (n (n - d))`: the variance of the logarithm of `survival`.
    pub variance: f64,
}

/// A survival curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Its steps, in time.
    pub steps: Vec<Step>,
}

impl Curve {
    /// Kaplan and Meier (1958): `S(t) = Π over times up to t of (1 - events / at risk)`. Who is last watched at the time
    /// of an event counts as at risk then.
    pub fn of(spells: &[Spell]) -> Self {
        let (mut survival, mut variance) = (1.0, 0.0);
        let steps = risk_sets(spells, |_| 0).into_iter().map(|([at_risk, _], [events, _], time)| {
            let (n, d) = (at_risk as f64, events as f64);
            survival *= 1.0 - d / n;
            variance += d / (n * (n - d));
            Step { time, at_risk, events, survival, variance }
        });
        Curve { steps: steps.collect() }
    }

    /// Share to whom it has not happened by `time`, and its 95 % interval, on the scale of `ln(-ln S)` so that it stays
    /// within 0 and 1 (Kalbfleisch and Prentice 1980).
    pub fn at(&self, time: f64) -> (f64, Interval) {
        let passed = self.steps.partition_point(|step| step.time <= time);
        let Some(step) = passed.checked_sub(1).map(|last| self.steps[last]) else {
            return (1.0, Interval { low: 1.0, high: 1.0 });
        };
        let log = step.survival.ln();
        if !log.is_finite() {
            return (0.0, Interval { low: 0.0, high: 0.0 });
        }
        let reach = normal_quantile(0.975) * step.variance.sqrt() / log.abs();
        let end = |reach: f64| step.survival.powf(reach.exp());
        (step.survival, Interval { low: end(reach), high: end(-reach) })
    }

    /// The first time by which it has happened to half; `None` where it never does while anybody is watched.
    pub fn median(&self) -> Option<f64> {
        self.steps.iter().find(|step| step.survival <= 0.5).map(|step| step.time)
    }
}

/// A comparison of two survival curves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogRank {
    /// Chi-squared with one degree of freedom.
    pub chi_squared: f64,
    /// Two-sided p-value of no difference.
    pub p_value: f64,
}

/// Log-rank test (Mantel 1966): at each time of an event, events of the first group are compared with those expected
/// from its share of those at risk. `None` where no time has both groups at risk and an event.
pub fn log_rank(first: &[Spell], second: &[Spell]) -> Option<LogRank> {
    let all: Vec<Spell> = first.iter().chain(second).copied().collect();
    let (mut excess, mut variance) = (0.0, 0.0);
    for (at_risk, events, _) in risk_sets(&all, |at| usize::from(at < first.len())) {
        let [rest, n1] = at_risk.map(|count| count as f64);
        let [others, d1] = events.map(|count| count as f64);
        let (n, d) = (rest + n1, others + d1);
        excess += d1 - d * n1 / n;
        if n > 1.0 {
            variance += d * (n1 / n) * (rest / n) * (n - d) / (n - 1.0);
        }
    }
    let chi_squared = (variance > 0.0).then(|| excess * excess / variance)?;
    let distribution = ChiSquared::new(1.0).expect("one degree of freedom is a valid distribution");
    Some(LogRank { chi_squared, p_value: distribution.sf(chi_squared) })
}

/// For each time of an event, in order: at risk and events, by the group of two that `group` names (indices into
/// `spells`), and the time.
fn risk_sets(spells: &[Spell], group: impl Fn(usize) -> usize) -> Vec<([u64; 2], [u64; 2], f64)> {
    let mut order: Vec<usize> = (0..spells.len()).collect();
    order.sort_by(|&a, &b| spells[b].time.total_cmp(&spells[a].time));
    let mut sets = Vec::new();
    let mut at_risk = [0; 2];
    for together in order.chunk_by(|&a, &b| spells[a].time == spells[b].time) {
        let mut events = [0; 2];
        for &at in together {
            at_risk[group(at)] += 1;
            events[group(at)] += u64::from(spells[at].event);
        }
        if events != [0; 2] {
            sets.push((at_risk, events, spells[together[0]].time));
        }
    }
    sets.reverse();
    sets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::lung;

    fn spells(times: &[i32]) -> Vec<Spell> {
        times.iter().map(|time| Spell { time: f64::from(time.abs()), event: *time > 0 }).collect()
    }

    fn check(found: f64, wanted: f64, half: f64) {
        assert!((found - wanted).abs() < half, "found {found}, wanted {wanted}");
    }

    #[test]
    fn a_small_curve_agrees_with_the_one_drawn_by_hand() {
        // Of six, one at 1; one of five at 2 (another is last seen then); two of three at 4.
        let curve = Curve::of(&spells(&[1, 2, -2, 4, 4, -7]));
        let by_hand = [(1.0, 6, 1, 5.0 / 6.0), (2.0, 5, 1, 4.0 / 6.0), (4.0, 3, 2, 4.0 / 18.0)];
        assert_eq!(curve.steps.len(), 3);
        for (step, (time, at_risk, events, survival)) in curve.steps.iter().zip(by_hand) {
            assert_eq!((step.time, step.at_risk, step.events), (time, at_risk, events));
            check(step.survival, survival, 1e-12);
        }
        check(curve.steps[1].variance, 1.0 / 30.0 + 1.0 / 20.0, 1e-12);
        assert_eq!(curve.median(), Some(4.0));
        assert_eq!(curve.at(0.5), (1.0, Interval { low: 1.0, high: 1.0 }));
        let (survival, interval) = curve.at(3.0);
        check(survival, 2.0 / 3.0, 1e-12);
        assert!(0.0 < interval.low && interval.low < survival && survival < interval.high && interval.high < 1.0);
    }

    #[test]
    fn nobody_left_and_nothing_happened_are_certain() {
        assert_eq!(Curve::of(&spells(&[3, 3])).at(3.0), (0.0, Interval { low: 0.0, high: 0.0 }));
        let quiet = Curve::of(&spells(&[-3, -4]));
        assert_eq!((quiet.at(9.0).0, quiet.median()), (1.0, None));
        assert_eq!(log_rank(&spells(&[-3]), &spells(&[4])), None);
    }

    #[test]
    fn women_with_lung_cancer_live_longer_than_men() {
        let (men, women) = (spells(&lung::MEN), spells(&lung::WOMEN));
        assert_eq!(Curve::of(&men).median(), Some(270.0));
        assert_eq!(Curve::of(&women).median(), Some(426.0));
        let found = log_rank(&men, &women).unwrap();
        check(found.chi_squared, 10.3, 0.05);
        check(found.p_value, 0.0013, 5e-5);
        check(log_rank(&women, &men).unwrap().chi_squared, found.chi_squared, 1e-9);
    }
}
