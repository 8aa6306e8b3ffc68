//! A fix can make a noise rarer, or make it hurt less: both are looked at, and each has its own effect.
//!
//! Both together may call three in a hundred fixes proved that did nothing (Bonferroni's inequality): most fixes make it
//! rarer, so two of the three are given to that test.

use super::{Demands, Estimate, Proof, Series, Verdict, judge};
use crate::statistics::effect::{Stratum, Table, compare};
use serde::Serialize;

/// Weeks are dealt into so many groups, which are left out one at a time.
const GROUPS: usize = 30;

/// How often each test may call a fix proved that did nothing.
const ERRORS: [f64; 2] = [0.02, 0.01];

/// What a fix did.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Both {
    /// Whether it is met more rarely: [`Series::rate`].
    pub rarer: Proof,
    /// Whether it does less harm to those who meet it: [`Series::harm`], with the harm of those who came to the same place
    /// and did not meet it as the control. What is spared is journeys harmed.
    pub milder: Proof,
}

impl Both {
    /// Judges a fix made at the beginning of step `at` both ways.
    pub fn of(series: &Series, at: i64, demands: &Demands) -> Both {
        let [rarer, milder] = ERRORS.map(|error| Demands { error, ..*demands });
        Both {
            rarer: judge(&series.rate(), &[], at, &rarer),
            milder: judge(&series.harm(), &[&series.harm_without()], at, &milder),
        }
    }

    /// Proved where either is; else what is said of the rate.
    pub fn verdict(&self) -> Verdict {
        if self.milder.verdict == Verdict::Proved { Verdict::Proved } else { self.rarer.verdict }
    }

    /// Whether only the harm was proved to have gone down.
    pub fn only_milder(&self) -> bool {
        self.milder.verdict == Verdict::Proved && self.rarer.verdict != Verdict::Proved
    }

    /// Journeys that did not come to harm because of the fix: those it spared, times how much oftener harm followed before
    /// it, and those that met it all the same and got off, where that is proved. `None` where the series tells no harm.
    pub fn kept(&self, series: &Series, at: i64) -> Option<Estimate> {
        let spared = self.rarer.change?.spared;
        let before = excess(series, at)?;
        let rarer = spared.product(before);
        let milder = self.milder.change.filter(|_| self.milder.verdict == Verdict::Proved);
        Some(milder.map_or(rarer, |change| rarer.sum(change.spared)))
    }
}

/// How much oftener harm came to those who met it than to those who came there and did not, week by week before the fix.
/// The weeks, dealt into groups, are what varies.
fn excess(series: &Series, at: i64) -> Option<Estimate> {
    let weeks = series.counted.iter().filter(|week| week.number < at).enumerate();
    let strata: Vec<Stratum> = weeks
        .map(|(place, week)| {
            let table = Table {
                affected: week.affected,
                affected_harmed: week.affected_harmed,
                unaffected: week.exposed - week.affected.min(week.exposed),
                unaffected_harmed: week.exposed_harmed.saturating_sub(week.affected_harmed),
                crossed: 0,
            };
            vec![((place % GROUPS) as u8, table)]
        })
        .collect();
    let found = compare(&strata).filter(|found| found.matched.affected_harmed + found.matched.unaffected_harmed > 0)?;
    Some(Estimate::new(found.difference, found.difference_interval))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Counted;
    use crate::statistics::draws::Draws;

    /// A year before the fix and one after: 400 journeys a week come there, `rate` of them meet it, the usual tenth of all
    /// comes to harm, and `harm` more of those who meet it. Rate and harm are times `left` since the fix; in the six
    /// weeks before it they are times `extreme`, and all harm rises in one quarter of the year.
    fn series(draws: &mut Draws, rate: f64, harm: f64, left: [f64; 2], extreme: f64) -> Series {
        let week = |number: i64| {
            let times = |left: f64| match number {
                0.. => left,
                -6..0 => extreme,
                _ => 1.0,
            };
            let usual = if number.rem_euclid(52) < 13 { 0.14 } else { 0.1 };
            let mut week = Counted { number, exposed: 400, ..Counted::default() };
            for _ in 0..400 {
                let met = draws.chance(rate * times(left[0]));
                let harmed = draws.chance(usual + if met { harm * times(left[1]) } else { 0.0 });
                week.affected += u64::from(met);
                week.exposed_harmed += u64::from(harmed);
                week.affected_harmed += u64::from(met && harmed);
            }
            week
        };
        Series { counted: (-52..52).map(week).collect(), ..Series::default() }
    }

    const RUNS: u64 = 200;

    fn proved(left: [f64; 2], extreme: f64, seed: u64) -> [f64; 3] {
        let mut draws = Draws::new(seed);
        let mut found = [0.0; 3];
        for _ in 0..RUNS {
            let both = Both::of(&series(&mut draws, 0.12, 0.25, left, extreme), 0, &Demands::default());
            let said = [both.rarer.verdict, both.milder.verdict, both.verdict()];
            found.iter_mut().zip(said).for_each(|(count, said)| *count += f64::from(u8::from(said == Verdict::Proved)));
        }
        found.map(|count| count / RUNS as f64)
    }

    #[test]
    fn a_fix_that_did_nothing_is_hardly_ever_proved_one_way_or_the_other() {
        for (name, extreme, seed) in [("nothing", 1.0, 1), ("regression to the mean", 1.8, 2)] {
            let [rarer, milder, either] = proved([1.0, 1.0], extreme, seed);
            println!("{name}: rarer {rarer}, milder {milder}, either {either}");
            assert!(either <= 0.05, "{name}: {either}");
        }
    }

    #[test]
    fn a_fix_that_makes_it_hurt_less_is_proved_as_that() {
        let [rarer, milder, _] = proved([1.0, 0.25], 1.0, 3);
        assert!(rarer <= 0.05 && milder >= 0.55, "rarer {rarer}, milder {milder}");
        let [rarer, milder, _] = proved([0.35, 1.0], 1.0, 4);
        assert!(rarer >= 0.8 && milder <= 0.05, "rarer {rarer}, milder {milder}");
    }

    #[test]
    fn a_fix_that_cures_a_part_is_proved_with_the_size_of_that_part() {
        let mut draws = Draws::new(9);
        let mut held = [0.0; 2];
        for _ in 0..RUNS {
            let change =
                Both::of(&series(&mut draws, 0.12, 0.25, [0.6, 1.0], 1.0), 0, &Demands::default()).rarer.change;
            let ratio = change.unwrap().ratio;
            held[0] += f64::from(u8::from(ratio.low <= 0.6 && 0.6 <= ratio.high)) / RUNS as f64;
            held[1] += f64::from(u8::from(ratio.high < 0.95 && ratio.low > 0.1)) / RUNS as f64;
        }
        assert!((0.915..=0.985).contains(&held[0]) && held[1] > 0.6, "{held:?}");
    }

    #[test]
    fn journeys_kept_from_harm_are_told_with_their_interval() {
        let (mut draws, mut held) = (Draws::new(12), [0.0; 2]);
        for _ in 0..RUNS {
            for (place, left) in [[0.35, 1.0], [1.0, 0.25]].into_iter().enumerate() {
                let series = series(&mut draws, 0.12, 0.25, left, 1.0);
                // 52 weeks of 400 journeys, of which 12 in a hundred met it, and a quarter of those came to harm.
                let truth = 52.0 * 400.0 * 0.12 * 0.25 * (1.0 - left[0] * left[1]);
                let both = Both::of(&series, 0, &Demands::default());
                let kept = both.kept(&series, 0).unwrap();
                let counts = place == 0 || both.milder.verdict == Verdict::Proved;
                held[place] += f64::from(u8::from(!counts || (kept.low <= truth && truth <= kept.high))) / RUNS as f64;
            }
        }
        println!("kept: {held:?}");
        assert!(held.iter().all(|held| *held >= 0.91), "{held:?}");
        assert_eq!(Both::of(&Series::default(), 0, &Demands::default()).kept(&Series::default(), 0), None);
    }
}
