//! Does the list keep its promises? Simulated logs with known truth.
//!
//! Customers differ widely: some have one journey, some forty, some are harmed often and some hardly ever, and some meet
//! failures far more often, unrelated to their harm. Segments confound: in some, journeys are longer, fail more and are
//! harmed more. Harm comes at some touch and makes the journey longer: failures, loops and owners follow it.

use super::laws::first_pass;
use crate::journey::{Columns, NO_SPAN, Rows, outcome};
use crate::measure::Measure;
use crate::noise::{Frame, Noise, NoiseMeasure, Rules};
use crate::signals::{Kind, Norms, Place};
use crate::statistics::draws::Draws;
use crate::testing::over;

/// Steps 10..10+STEPS can break.
const STEPS: u64 = 30;
/// A failure at this step is planted to do harm.
const BAD: u32 = 5;
const START: u32 = 4;

/// What a simulated log is like.
#[derive(Clone, Copy)]
struct World {
    customers: u64,
    /// Risk that a failure at [`BAD`] adds; it fails in a third of the journeys.
    planted: f64,
    /// Whether journeys of one customer share their luck.
    clustered: bool,
}

struct Customer {
    key: u64,
    segment: u32,
    fails: f64,
    harmed: f64,
    journeys: u64,
}

/// One touch, as far as noise reads it.
struct Happened {
    at: i64,
    step: u32,
    owner: u32,
    ended: u8,
    harmed: bool,
}

impl Happened {
    fn on(self, columns: &mut Columns, journey: u64, customer: u64, segment: u32) {
        columns.extend(&Rows {
            journey: &[journey],
            customer: &[customer],
            at: &[self.at],
            step: &[self.step],
            channel: &[0],
            owner: &[self.owner],
            actor: &[0],
            outcome: &[self.ended],
            phase: &[0],
            direction: &[0],
            waited: &[NO_SPAN],
            handled: &[NO_SPAN],
            results_known: &[1],
            results_true: &[u8::from(self.harmed)],
            segment: &[segment],
            may_tell: &[0],
            tells: &[0],
            told_at: &[NO_SPAN],
        });
    }
}

impl World {
    fn log(&self, seed: u64) -> Vec<Columns> {
        let mut draws = Draws::new(seed);
        let mut log = Vec::new();
        for key in 0..self.customers {
            let segment = draws.below(3) as u32;
            let luck = |draws: &mut Draws| if self.clustered { draws.gamma(0.5) / 0.5 } else { 1.0 };
            let customer = Customer {
                key,
                segment: segment + 1,
                fails: (0.04 + 0.06 * f64::from(segment)) * luck(&mut draws),
                harmed: ((0.05 + 0.05 * f64::from(segment)) * luck(&mut draws)).min(0.7),
                journeys: if self.clustered { 1 + (12.0 * draws.gamma(0.4)).min(39.0) as u64 } else { 1 },
            };
            (0..customer.journeys).for_each(|_| log.push(self.journey(&customer, log.len() as u64, &mut draws)));
        }
        log
    }

    fn journey(&self, customer: &Customer, key: u64, draws: &mut Draws) -> Columns {
        let fails = draws.chance(1.0 / 3.0);
        let risk = customer.harmed + if fails { self.planted } else { 0.0 };
        let harmed = draws.chance(risk);
        let touches = 4 + draws.below(4 + 5 * u64::from(customer.segment));
        // Harm strikes anywhere after the planted failure, not only at the end, and trouble follows.
        let strikes = if harmed { 2 + draws.below(touches - 1) } else { u64::MAX };
        let rows = touches + if harmed { 1 + draws.below(8) } else { 0 };
        let (mut columns, mut owner, mut at) =
            (Columns::default(), 1 + draws.below(6) as u32, draws.below(1 << 46) as i64);
        for row in 0..rows.max(if harmed { strikes + 1 } else { 0 }) {
            let step = match row {
                0 => START,
                1 => BAD,
                _ => 10 + draws.below(STEPS) as u32,
            };
            let troubled = if row > strikes { 0.3 } else { 0.0 };
            let breaks = if row == 1 { fails } else { row > 1 && draws.chance(customer.fails.min(0.5) + troubled) };
            if draws.chance(0.1 + customer.fails.min(0.4) + troubled) {
                owner = 1 + draws.below(6) as u32;
            }
            at += 60_000_000 * (1 + draws.below(200) as i64);
            let ended = if breaks { outcome::FAILED } else { outcome::OK };
            let happened = Happened { at, step, owner, ended, harmed: row >= strikes };
            happened.on(&mut columns, key, customer.key, customer.segment);
        }
        columns
    }

    /// The answers over so many logs, all read against the norms of one.
    fn answers(&self, logs: u64) -> Vec<Noise> {
        let (norms, frame): (Norms, Frame) = first_pass(&self.log(u64::MAX));
        let new = || NoiseMeasure::new(norms.clone(), frame.clone(), Rules::default());
        (0..logs).map(|seed| over(new, &self.log(seed)).answer()).collect()
    }
}

#[test]
fn null_logs_give_hardly_any_false_points() {
    let answers = World { customers: 200, planted: 0.0, clustered: true }.answers(60);
    let looked_at = answers.iter().map(|noise| noise.looked_at).min().unwrap();
    assert!(looked_at >= 40, "{looked_at}");
    let points: Vec<_> = answers.iter().flat_map(|noise| &noise.points).collect();
    let share = points.len() as f64 / answers.len() as f64;
    assert!(share <= 0.10, "{share} false points a log: {points:#?}");
}

#[test]
fn eight_points_among_a_thousand_are_found_and_their_interval_covers_them() {
    let (logs, mut found, mut covered, mut wrong) = (40, 0, 0, 0.0);
    for world in [
        World { customers: 3_000, planted: 0.08, clustered: false },
        World { customers: 560, planted: 0.08, clustered: true },
    ] {
        for noise in world.answers(logs) {
            let planted = (Kind::Failure, Place::Step(BAD));
            let point = noise.points.iter().find(|point| (point.kind, point.place) == planted);
            let passed = noise.passed.iter().find(|passed| (passed.kind, passed.place) == planted);
            let effect = point.and_then(|point| point.effect).or(passed.and_then(|passed| passed.effect)).unwrap();
            assert!((800..1_300).contains(&effect.matched_exposed), "{effect:?}");
            found += u32::from(point.is_some());
            covered += u32::from(effect.low <= 0.08 && 0.08 <= effect.high);
            let others = noise.points.iter().filter(|point| point.place != Place::Step(BAD)).count();
            wrong += others as f64 / noise.points.len().max(1) as f64;
        }
    }
    let share = |count: f64| count / (2.0 * logs as f64);
    let (found, covered, wrong) = (share(f64::from(found)), share(f64::from(covered)), share(wrong));
    assert!(found >= 0.95, "found in {found} of the logs");
    assert!((0.92..=0.98).contains(&covered), "covered in {covered} of the logs");
    assert!(wrong <= 0.10, "{wrong} of the points are false");
}

/// A journey that may meet trouble at its second touch, which takes three touches more and does harm at the end; some
/// touches later it comes by a step, and comes back to it now and then, which harms nobody.
fn with_early_trouble(key: u64, draws: &mut Draws) -> Columns {
    let (troubled, comes_back) = (draws.chance(0.4), draws.chance(0.3));
    let harmed = draws.chance(if troubled { 0.35 } else { 0.1 });
    let mut steps = vec![START, BAD];
    steps.extend(std::iter::repeat_n(6, if troubled { 3 } else { 0 }));
    steps.extend((0..draws.below(3)).map(|step| 30 + step as u32));
    steps.push(10);
    let between = draws.below(4);
    steps.extend((0..between).map(|step| 40 + step as u32));
    steps.extend(comes_back.then_some(10));
    steps.extend((between..6).map(|step| 40 + step as u32));
    let (mut columns, last, mut at) = (Columns::default(), steps.len() - 1, draws.below(1 << 40) as i64);
    for (row, step) in steps.into_iter().enumerate() {
        at += 3_600_000_000;
        let ended = if troubled && step == BAD { outcome::FAILED } else { outcome::OK };
        let happened = Happened { at, step, owner: 1, ended, harmed: harmed && row == last };
        happened.on(&mut columns, key, key, 1);
    }
    columns
}

#[test]
fn trouble_before_a_place_does_not_make_a_loop_there_harmful() {
    let log = |seed: u64| -> Vec<Columns> {
        let mut draws = Draws::new(seed);
        (0..2_000).map(|key| with_early_trouble(key, &mut draws)).collect()
    };
    let (norms, frame): (Norms, Frame) = first_pass(&log(u64::MAX));
    let logs = 30;
    let effects = (0..logs).map(|seed| {
        let noise = over(|| NoiseMeasure::new(norms.clone(), frame.clone(), Rules::default()), &log(seed)).answer();
        let loops = (Kind::Loop, Place::Step(10));
        let listed = noise.points.iter().find(|point| (point.kind, point.place) == loops).and_then(|one| one.effect);
        let passed = noise.passed.iter().find(|passed| (passed.kind, passed.place) == loops);
        listed.or(passed.and_then(|passed| passed.effect)).expect("loops were looked at").difference
    });
    let mean = effects.sum::<f64>() / logs as f64;
    assert!(mean.abs() < 0.008, "a loop that harms nobody seems to add {mean}");
}
