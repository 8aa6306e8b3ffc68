//! Fixes whose truth is known: how often each sort is called proved, and how often intervals hold.

use super::{Demands, Ground, Proof, Slot, Verdict, judge, onset, watch};
use crate::statistics::draws::Draws;
use proptest::prelude::*;

const AT: i64 = 0;
const RUNS: u64 = 400;

/// How a rate moves over the weeks; the fix is at week 0.
#[derive(Clone, Copy)]
struct Course {
    weeks: (i64, i64),
    trials: f64,
    rate: f64,
    /// Times the rate from the fix on.
    left: f64,
    /// Times the rate in the four weeks before the fix.
    extreme: f64,
    /// Times the rate at the end, along a straight line from the beginning.
    faded: f64,
    /// Times the rate in one quarter of the year.
    season: f64,
    /// Standard deviation and autocorrelation of noise on the logarithm of the rate.
    noise: (f64, f64),
    /// Times the rate before this week.
    jump: (i64, f64),
}

const STEADY: Course = Course {
    weeks: (-52, 52),
    trials: 200.0,
    rate: 0.08,
    left: 1.0,
    extreme: 1.0,
    faded: 1.0,
    season: 1.0,
    noise: (0.15, 0.3),
    jump: (-1_000, 1.0),
};

fn poisson(draws: &mut Draws, mean: f64) -> u64 {
    let (mut hits, mut sum) = (0, -draws.uniform().max(1e-300).ln());
    while sum < mean {
        hits += 1;
        sum -= draws.uniform().max(1e-300).ln();
    }
    hits
}

/// A series, and how many journeys the fix truly spared.
fn series(course: &Course, seed: u64) -> (Vec<Slot>, f64) {
    let mut draws = Draws::new(seed);
    let (sd, memory) = course.noise;
    let (mut noise, mut spared) = (sd * draws.normal(), 0.0);
    let phase = (draws.uniform() * 52.0) as i64;
    let span = (course.weeks.1 - course.weeks.0) as f64;
    let slots = (course.weeks.0..course.weeks.1).map(|number| {
        noise = memory * noise + sd * (1.0 - memory * memory).sqrt() * draws.normal();
        let mut rate = course.rate * (noise - sd * sd / 2.0).exp();
        rate *= 1.0 + (course.faded - 1.0) * (number - course.weeks.0) as f64 / span;
        rate *= if (number + phase).rem_euclid(52) < 13 { course.season } else { 1.0 };
        rate *= if (-4..0).contains(&number) { course.extreme } else { 1.0 };
        rate *= if number < course.jump.0 { course.jump.1 } else { 1.0 };
        let trials = poisson(&mut draws, course.trials);
        if number >= AT {
            spared += trials as f64 * rate * (1.0 - course.left);
            rate *= course.left;
        }
        let hits = poisson(&mut draws, trials as f64 * rate).min(trials);
        Slot { number, trials, hits }
    });
    (slots.collect(), spared)
}

fn proofs(course: &Course, seed: u64) -> Vec<(Proof, f64)> {
    let run = |run| {
        let (slots, spared) = series(course, seed * 100_000 + run);
        (judge(&slots, &[], AT, &Demands::default()), spared)
    };
    (0..RUNS).map(run).collect()
}

fn share(proofs: &[(Proof, f64)], holds: impl Fn(&Proof, f64) -> bool) -> f64 {
    proofs.iter().filter(|(proof, spared)| holds(proof, *spared)).count() as f64 / proofs.len() as f64
}

/// Share of fixes called proved.
fn proved(name: &str, course: Course, seed: u64) -> f64 {
    let proofs = proofs(&course, seed);
    let share = share(&proofs, |proof, _| proof.verdict == Verdict::Proved);
    println!("{name}: {:.1} % proved", 100.0 * share);
    share
}

#[test]
fn at_most_one_in_twenty_fixes_that_did_nothing_is_called_proved() {
    let season = Course { season: 1.8, ..STEADY };
    let sorts = [
        ("failed", STEADY),
        ("failed, with a season", season),
        ("failed, strong memory", Course { noise: (0.25, 0.6), ..STEADY }),
        ("failed, after a jump", Course { jump: (-25, 0.4), ..STEADY }),
        ("failed, many journeys", Course { trials: 3_000.0, noise: (0.05, 0.3), ..STEADY }),
        ("failed, one year", Course { weeks: (-30, 22), ..STEADY }),
        ("regression to the mean", Course { extreme: 2.2, ..STEADY }),
        ("regression to the mean, with a season", Course { extreme: 2.2, ..season }),
        ("trend", Course { faded: 0.3, ..STEADY }),
        ("trend, with a season", Course { faded: 0.3, ..season }),
        ("trend, many journeys", Course { faded: 0.3, trials: 1_000.0, noise: (0.05, 0.3), ..STEADY }),
    ];
    for (place, (name, course)) in sorts.into_iter().enumerate() {
        let share = proved(name, course, place as u64 + 1);
        assert!(share <= 0.05, "{name}: {share}");
    }
}

#[test]
fn most_fixes_that_worked_are_proved() {
    let worked = Course { left: 0.35, ..STEADY };
    let sorts = [
        ("worked", worked, 0.65),
        ("worked, with a season", Course { season: 1.8, ..worked }, 0.6),
        ("worked, nothing left", Course { left: 0.0, ..worked }, 0.95),
        ("worked, one year", Course { weeks: (-30, 22), ..worked }, 0.9),
        ("worked after an extreme month", Course { extreme: 2.0, ..worked }, 0.65),
        ("worked, many journeys", Course { trials: 600.0, ..worked }, 0.85),
        ("worked by half, many journeys", Course { trials: 1_500.0, left: 0.5, noise: (0.1, 0.3), ..worked }, 0.85),
    ];
    for (place, (name, course, least)) in sorts.into_iter().enumerate() {
        let share = proved(name, course, place as u64 + 21);
        assert!(share >= least, "{name}: {share}");
    }
}

#[test]
fn intervals_hold_as_often_as_they_say() {
    let sorts = [
        ("worked", Course { left: 0.35, ..STEADY }),
        ("failed", STEADY),
        ("worked, with a season", Course { left: 0.35, season: 1.5, ..STEADY }),
        ("worked, many journeys", Course { left: 0.35, trials: 1_500.0, noise: (0.1, 0.3), ..STEADY }),
    ];
    for (place, (name, course)) in sorts.into_iter().enumerate() {
        let proofs = proofs(&course, place as u64 + 41);
        let ratio = share(&proofs, |proof, _| {
            proof.change.is_some_and(|change| change.ratio.low <= course.left && course.left <= change.ratio.high)
        });
        let spared = share(&proofs, |proof, spared| {
            proof.change.is_some_and(|change| change.spared.low <= spared && spared <= change.spared.high)
        });
        println!("{name}: ratio {:.1} %, spared {:.1} %", 100.0 * ratio, 100.0 * spared);
        // 400 runs tell a share of 95 % to within two points.
        assert!((0.92..=0.985).contains(&ratio) && (0.915..=0.985).contains(&spared), "{name}: {ratio} {spared}");
    }
}

#[test]
fn what_a_control_went_through_as_well_is_no_effect() {
    // Everywhere things become twice as good at once; only at one place somebody claims it.
    let everywhere = Course { left: 0.5, noise: (0.05, 0.0), trials: 1_000.0, ..STEADY };
    let (claimed, control) = (series(&everywhere, 5).0, series(&everywhere, 6).0);
    let alone = judge(&claimed, &[], AT, &Demands::default());
    assert_eq!((alone.verdict, alone.ground), (Verdict::Proved, Ground::Step));
    let controlled = judge(&claimed, &[&control], AT, &Demands::default());
    assert_ne!(controlled.verdict, Verdict::Proved, "{controlled:?}");
}

#[test]
fn too_little_is_said_to_be_too_little() {
    let (slots, _) = series(&STEADY, 1);
    let check = |slots: &[Slot], at, expected| {
        let proof = judge(slots, &[], at, &Demands::default());
        assert_eq!((proof.verdict, proof.ground, proof.change), expected);
    };
    check(&slots, 46, (Verdict::TooEarly, Ground::FewAfter, None));
    check(&slots, -40, (Verdict::NotProved, Ground::FewBefore, None));
    check(&[], 0, (Verdict::NotProved, Ground::FewBefore, None));
    let rare: Vec<Slot> = slots.iter().map(|slot| Slot { hits: u64::from(slot.number % 20 == 0), ..*slot }).collect();
    check(&rare, 0, (Verdict::NotProved, Ground::Rare, None));
}

#[test]
fn a_watch_may_be_asked_every_week_and_sees_what_comes_back() {
    let limit = 0.03;
    let kept = Course { rate: limit, noise: (0.0, 0.0), weeks: (0, 104), ..STEADY };
    let back = Course { rate: 2.0 * limit, weeks: (0, 12), ..kept };
    let alarms = |course: &Course, seed: u64| {
        let alarm = |run: &u64| watch(&series(course, seed + run).0, limit, 1.0, 0.95).came_back;
        (0..RUNS).filter(alarm).count() as f64 / RUNS as f64
    };
    let (wrong, right) = (alarms(&kept, 7_000_000), alarms(&back, 8_000_000));
    println!("watch: {:.1} % false alarms in two years, {:.1} % seen in twelve weeks", 100.0 * wrong, 100.0 * right);
    assert!(wrong <= 0.05 && right >= 0.9, "{wrong} {right}");
    assert_eq!(watch(&[], limit, 1.0, 0.95).p_value, 1.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_series_breaks_the_judgement(
        drawn in proptest::collection::vec((1i64..4, 0u64..60, 0u64..60), 0..70),
        at in -5i64..120,
        least in 0u64..10,
    ) {
        let mut number = 0;
        let slots: Vec<Slot> = drawn
            .into_iter()
            .map(|(gap, trials, hits)| {
                number += gap;
                Slot { number, trials, hits: hits.min(trials) }
            })
            .collect();
        let strict = Demands::default();
        let lax = Demands { least_before: least, least_after: least, least_hits: least, run_up: least, ..strict };
        for demands in [strict, lax] {
            for controls in [&[][..], &[slots.as_slice()]] {
                if let Some(change) = judge(&slots, controls, at, &demands).change {
                    let ratio = change.ratio;
                    prop_assert!(ratio.low <= ratio.value && ratio.value <= ratio.high, "{:?}", change);
                    prop_assert!((0.0..=1.0).contains(&change.rate_limit) && change.spared.low <= change.spared.high);
                }
            }
        }
        prop_assert!(onset(&slots, &slots, &strict).is_none_or(|onset| onset.harm.low <= onset.harm.high));
        prop_assert!(watch(&slots, 0.1, 1.0, 0.95).p_value <= 1.0);
    }
}
