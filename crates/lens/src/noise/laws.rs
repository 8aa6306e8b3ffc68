//! Stories and laws of noise points on small logs.

use crate::contacts::digest;
use crate::graph::GraphMeasure;
use crate::journey::{Columns, StepMeaning, outcome};
use crate::measure::Measure;
use crate::noise::{DamageUnit, Frame, FrameMeasure, Noise, NoiseMeasure, PassedReason, Point, Rules};
use crate::signals::{Kind, Norms, Place, Recorded, Settings};
use crate::testing::{Row, journey, logs, obeys_the_law, over, touch};
use proptest::prelude::*;

const PAY: u32 = 1;
const ASK: u32 = 2;
const SOLVED: u32 = 3;
const REOPENED: u8 = 1;

/// The norms and the frame of a log, as a first pass finds them.
pub(super) fn first_pass(log: &[Columns]) -> (Norms, Frame) {
    let mut meanings = vec![StepMeaning::Plain; 4];
    meanings[SOLVED as usize] = StepMeaning::Resolved;
    let graph = over(GraphMeasure::default, log);
    let records = over(Recorded::default, log).answer();
    let ends = log.iter().filter_map(|journey| journey.at.last().copied()).max().unwrap_or(0);
    let norms = Norms::new(&graph.touches(), &records, &meanings, ends, Settings::default());
    (norms, over(FrameMeasure::default, log).answer().limited_to(&graph.touches()))
}

pub(super) fn noise(log: &[Columns], rules: Rules) -> Noise {
    let (norms, frame) = first_pass(log);
    over(|| NoiseMeasure::new(norms.clone(), frame.clone(), rules), log).answer()
}

fn reason(noise: &Noise, kind: Kind, place: Place) -> Option<PassedReason> {
    noise.passed.iter().find(|passed| (passed.kind, passed.place) == (kind, place)).map(|passed| passed.reason)
}

fn point(noise: &Noise, kind: Kind, place: Place) -> &Point {
    let found = noise.points.iter().find(|point| (point.kind, point.place) == (kind, place));
    found.unwrap_or_else(|| panic!("{kind:?} at {place:?} is not among {:#?}", noise.points))
}

/// 400 journeys of 100 customers: a quarter fail to pay, and of these more than half are reopened, of the others one in
/// twenty. The failure that follows a reopening must not count.
pub(super) fn shop(told: impl Fn(&mut Row)) -> Vec<Columns> {
    (0..400)
        .map(|number: u64| {
            let fails = number.is_multiple_of(4);
            let reopened = if fails { number.is_multiple_of(8) } else { number % 20 == 1 };
            let mut rows = vec![touch(number as i64 * 600, ASK), touch(number as i64 * 600 + 5, PAY)];
            rows[1].outcome = if fails { outcome::FAILED } else { outcome::OK };
            rows[1].owner = 1 + u32::from(fails);
            rows.push(touch(number as i64 * 600 + 30, SOLVED));
            if reopened {
                let again = Row { results: REOPENED, outcome: outcome::FAILED, ..touch(number as i64 * 600 + 50, PAY) };
                rows.push(again);
            }
            rows.iter_mut().for_each(&told);
            journey(number, number % 100, &rows)
        })
        .collect()
}

#[test]
fn a_payment_that_fails_is_found_with_its_harm_its_owner_and_its_journeys() {
    let noise = noise(&shop(|_| ()), Rules::default());
    let failure = point(&noise, Kind::Failure, Place::Step(PAY));
    let effect = failure.effect.unwrap();
    assert_eq!(noise.points[0], *failure);
    // 100 of 400 fail, 50 of them reopened; of the other 300 there are 20 reopened, whose second payment fails too late.
    assert_eq!((failure.exposed, failure.affected), (400, 120));
    assert_eq!((effect.matched_exposed, effect.matched_unexposed), (100, 300));
    assert!((effect.difference - (0.5 - 20.0 / 300.0)).abs() < 1e-9, "{effect:?}");
    assert!((effect.ratio - 0.5 / (20.0 / 300.0)).abs() < 1e-9, "{effect:?}");
    assert!(effect.low > 0.2 && effect.q_value < 0.01 && effect.e_value > 10.0, "{effect:?}");
    assert_eq!(failure.damage_unit, DamageUnit::HarmedJourneys);
    assert!((failure.damage - 100.0 * effect.difference).abs() < 1e-9 && failure.damage_low == 100.0 * effect.low);
    assert_eq!((failure.owner, failure.journeys.len(), failure.customers.count), (2, 20, 30));
    assert_eq!(failure.months.iter().map(|month| month.exposed).sum::<u64>(), 400);
    assert_eq!((noise.journeys, noise.result_counts[0]), (400, (400, 70)));
}

#[test]
fn what_follows_the_harm_is_no_cause_of_it() {
    // Every loop and every retry of this log comes after the reopening.
    let noise = noise(&shop(|_| ()), Rules::default());
    assert!(
        noise.points.iter().all(|point| point.kind != Kind::Loop && point.kind != Kind::Retry),
        "{:#?}",
        noise.points
    );
    assert_eq!(reason(&noise, Kind::Loop, Place::Step(PAY)), Some(PassedReason::TooFew));
}

#[test]
fn who_tries_again_is_compared_at_the_attempt_that_failed() {
    // Every fifth is reopened with the touch after paying, whether paying took one attempt or two.
    let log: Vec<Columns> = (0..400)
        .map(|number: u64| {
            let begins = number as i64 * 600;
            let mut rows = vec![touch(begins, ASK), touch(begins + 5, PAY)];
            if number.is_multiple_of(4) {
                rows[1].outcome = outcome::FAILED;
                rows.push(Row { outcome: outcome::OK, ..touch(begins + 7, PAY) });
            }
            let results = if number.is_multiple_of(5) { REOPENED } else { 0 };
            rows.push(Row { results, ..touch(begins + 30, ASK) });
            journey(number, number % 100, &rows)
        })
        .collect();
    let noise = noise(&log, Rules::default());
    let retry = noise.passed.iter().find(|passed| passed.kind == Kind::Retry).unwrap();
    let effect = retry.effect.unwrap();
    assert_eq!((effect.matched_exposed, effect.matched_unexposed), (100, 300));
    assert!(effect.difference.abs() < 1e-9, "{effect:?}");
}

#[test]
fn a_mark_on_the_whole_case_is_used_and_said_to_have_no_moment() {
    let mut log = shop(|row| row.outcome = row.outcome.min(outcome::FAILED));
    for journey in &mut log {
        let reopened = journey.results_true.iter().fold(0, |all, bits| all | bits);
        journey.results_true.fill(reopened);
    }
    let noise = noise(&log, Rules::default());
    assert!(noise.untimed.contains(&0));
    assert!(point(&noise, Kind::Failure, Place::Step(PAY)).effect.is_some());
}

#[test]
fn without_results_points_are_ranked_by_hours_and_nothing_is_claimed_about_harm() {
    let mut log = shop(|row| row.results = 0);
    log.iter_mut().for_each(|journey| journey.results_known.fill(0));
    let noise = noise(&log, Rules::default());
    assert_eq!((noise.looked_at, noise.results.len()), (0, 0));
    let failure = point(&noise, Kind::Failure, Place::Step(PAY));
    assert_eq!((failure.effect, failure.damage_unit), (None, DamageUnit::Hours));
    // Each of 100 failures costs the 25 minutes until it is solved; the reopened ones end with theirs.
    assert!((failure.hours_lost - 100.0 * 25.0 / 60.0).abs() < 1e-6, "{}", failure.hours_lost);
    assert!(failure.damage_low > 0.0 && failure.damage_low < failure.damage && failure.damage < failure.damage_high);
}

#[test]
fn twins_leave_one_point_the_more_specific() {
    // Whoever is handed over is handed over to a second owner: the same journeys, told twice.
    let log: Vec<Columns> = shop(|_| ())
        .into_iter()
        .map(|mut journey| {
            journey.owner = journey.step.iter().map(|_| 1).collect();
            if journey.journey[0].is_multiple_of(4) {
                journey.owner[1] = 2;
            }
            journey
        })
        .collect();
    let noise = noise(&log, Rules::default());
    assert!(point(&noise, Kind::Handoff, Place::Owner(1)).effect.is_some());
    assert_eq!(reason(&noise, Kind::Handoff, Place::Journey), Some(PassedReason::Twin));
    assert_eq!(reason(&noise, Kind::Handoff, Place::Owners(2)), Some(PassedReason::Twin));
}

#[test]
fn of_twins_the_one_that_was_said_stays() {
    const RETOLD: u8 = 2;
    let noise = noise(
        &shop(|row| row.told = (RETOLD, if row.outcome == outcome::FAILED { RETOLD } else { 0 }, None)),
        Rules::default(),
    );
    assert!(point(&noise, Kind::Retelling, Place::Step(PAY)).effect.is_some());
    assert_eq!(reason(&noise, Kind::Failure, Place::Step(PAY)), Some(PassedReason::Twin));
}

/// 300 customers with two journeys each; every third comes again the day after, and of these half are gone in the end.
#[test]
fn coming_again_is_told_by_digests_and_compared_only_where_results_describe_the_case() {
    let hour = |number: u64, hours: i64| number as i64 * 60 + hours * 60;
    let mut log = Vec::new();
    for customer in 0..300u64 {
        let again: i64 = if customer.is_multiple_of(3) { 24 } else { 24 * 20 };
        let churned = if customer.is_multiple_of(6) || customer % 50 == 1 { REOPENED } else { 0 };
        for (key, at) in [(2 * customer, 0), (2 * customer + 1, again)] {
            let row = |step, hours: i64| Row { results: churned, ..touch(hour(customer, at + hours), step) };
            log.push(journey(key, customer, &[row(ASK, 0), row(SOLVED, 1)]));
        }
    }
    let (norms, frame) = first_pass(&log);
    let mut measure = NoiseMeasure::new(norms.clone(), frame, Rules::default());
    let take = |measure: &mut NoiseMeasure, log: &[Columns], out: bool| {
        for pair in log.chunks(2) {
            let digests: Vec<_> = pair.iter().map(|journey| digest(&journey.rows(), &norms)).collect();
            match out {
                false => measure.update_between(&digests),
                true => measure.retract_between(&digests),
            }
        }
    };
    take(&mut measure, &log, false);
    let noise = measure.answer();
    let again = point(&noise, Kind::RepeatContact, Place::Journey);
    assert_eq!((again.affected, again.damage_unit), (100, DamageUnit::HarmedJourneys));
    let effect = again.effect.unwrap();
    assert!(effect.low > 0.2 && (again.damage - 100.0 * effect.difference).abs() < 1e-9, "{effect:?}");
    take(&mut measure, &log[200..], true);
    take(&mut measure, &log[200..], false);
    assert_eq!(measure.answer(), noise);
}

#[test]
fn too_few_exposures_are_said_to_be_too_few() {
    let log: Vec<Columns> = shop(|_| ()).into_iter().take(20).collect();
    let noise = noise(&log, Rules::default());
    assert!(noise.points.is_empty() && noise.looked_at == 0);
    assert_eq!(reason(&noise, Kind::Failure, Place::Step(PAY)), Some(PassedReason::TooFew));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn noise_obeys_the_law(log in logs(), chunk in 1usize..20, cut in 0usize..24) {
        let (norms, frame) = first_pass(&log);
        let rules = Rules { least_exposed: 1, ..Rules::default() };
        obeys_the_law(|| NoiseMeasure::new(norms.clone(), frame.clone(), rules), &log, chunk, cut);
    }

    /// A touch that arrives: the journey as it was is taken out, as it is now taken in.
    #[test]
    fn what_is_followed_as_it_arrives_stands_as_over_the_whole_log(
        log in logs(),
        ends in prop::collection::vec(0usize..6, 24),
    ) {
        let (norms, frame) = first_pass(&log);
        let rules = Rules { least_exposed: 1, ..Rules::default() };
        let mut live = NoiseMeasure::new(norms.clone(), frame.clone(), rules);
        let early = |journey: &Columns, at: usize| ends[at % ends.len()].min(journey.rows().len());
        for (at, journey) in log.iter().enumerate().filter(|(at, journey)| early(journey, *at) > 0) {
            live.update(&journey.rows().slice(0, early(journey, at)));
        }
        for (at, journey) in log.iter().enumerate() {
            if early(journey, at) > 0 {
                live.retract(&journey.rows().slice(0, early(journey, at)));
            }
            live.update(&journey.rows());
        }
        let batch = over(|| NoiseMeasure::new(norms.clone(), frame.clone(), rules), &log);
        prop_assert_eq!(live.standing(), batch.standing());
        let answer = batch.answer();
        let listed = answer.points.iter().map(|point| (point.kind, point.place, point.exposed, point.affected));
        let passed = answer.passed.iter().map(|passed| (passed.kind, passed.place, passed.exposed, passed.affected));
        let mut told: Vec<_> = listed.chain(passed).collect();
        told.sort_unstable();
        let standing = batch.standing();
        let standing: Vec<_> = standing.iter().map(|one| (one.kind, one.place, one.exposed, one.affected)).collect();
        prop_assert_eq!(standing, told);
    }

    #[test]
    fn the_frame_obeys_the_law(log in logs(), chunk in 1usize..20, cut in 0usize..24) {
        obeys_the_law(FrameMeasure::default, &log, chunk, cut);
    }
}

/// Large enough that effects are tested and customers and evidence overflow what is kept of them.
#[test]
fn noise_obeys_the_law_on_a_log_with_effects() {
    let log = shop(|_| ());
    let (norms, frame) = first_pass(&log);
    let new = || NoiseMeasure::new(norms.clone(), frame.clone(), Rules::default());
    obeys_the_law(new, &log, 333, 370);
    assert!(over(new, &log).answer().looked_at > 0);
}
