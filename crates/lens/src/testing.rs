//! Small journeys for tests, and the law every measure obeys.

use crate::journey::{Columns, Journey, Journeys, NO_SPAN, Rows};
use crate::measure::Measure;
use proptest::prelude::*;

/// One touch as tests write it; everything not said is what a source that records nothing would leave.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) at: i64,
    pub(crate) step: u32,
    pub(crate) channel: u32,
    pub(crate) owner: u32,
    pub(crate) outcome: u8,
    pub(crate) phase: u8,
    pub(crate) direction: u8,
    pub(crate) waited: i64,
    pub(crate) results: u8,
    /// What could have been told, what was, and from which minute on it showed.
    pub(crate) told: (u8, u8, Option<i64>),
}

/// A touch of a step at a time in minutes.
pub(crate) fn touch(minute: i64, step: u32) -> Row {
    let at = minute * 60_000_000;
    Row {
        at,
        step,
        channel: 0,
        owner: 0,
        outcome: 0,
        phase: 0,
        direction: 0,
        waited: NO_SPAN,
        results: 0,
        told: (0, 0, None),
    }
}

/// One journey of one customer.
pub(crate) fn journey(key: u64, customer: u64, rows: &[Row]) -> Columns {
    let mut columns = Columns::default();
    for row in rows {
        columns.extend(&Rows {
            journey: &[key],
            customer: &[customer],
            at: &[row.at],
            step: &[row.step],
            channel: &[row.channel],
            owner: &[row.owner],
            actor: &[0],
            outcome: &[row.outcome],
            phase: &[row.phase],
            direction: &[row.direction],
            waited: &[row.waited],
            handled: &[NO_SPAN],
            results_known: &[u8::MAX],
            results_true: &[row.results],
            segment: &[0],
            may_tell: &[row.told.0],
            tells: &[row.told.1],
            told_at: &[row.told.2.map_or(NO_SPAN, |minute| minute * 60_000_000)],
        });
    }
    columns
}

/// One row: minutes since the row before, step, channel, owner, outcome, phase, direction, results, what words tell.
type Drawn = (i64, u32, u32, u32, u8, u8, u8, u8, (u8, u8));

/// Logs of up to 24 journeys of a few customers, with ties, phases, several owners and strange codes.
pub(crate) fn logs() -> impl Strategy<Value = Vec<Columns>> {
    let gap = prop_oneof![3 => Just(0i64), 4 => 1i64..40, 2 => 40i64..20_000];
    let step = prop_oneof![20 => 0u32..10, 1 => Just(513u32), 1 => Just(70_000u32)];
    let phase = prop_oneof![6 => Just(0u8), 1 => 1u8..4];
    let words = prop_oneof![3 => Just((0u8, 0u8)), 1 => (0u8..8, 0u8..8)];
    let row = (gap, step, 0u32..3, 0u32..4, 0u8..6, phase, 0u8..5, 0u8..32, words);
    let rows = proptest::collection::vec(row, 1..9);
    proptest::collection::vec((0u64..6, 0i64..100_000, rows), 1..24).prop_map(|drawn: Vec<(u64, i64, Vec<Drawn>)>| {
        let log = drawn.into_iter().enumerate().map(|(key, (customer, starts, rows))| {
            let mut minute = starts;
            let told = |(gap, step, channel, owner, outcome, phase, direction, results, words): Drawn| {
                minute += gap;
                let told = (words.0, words.1, (words.1 % 2 == 1).then_some(minute + 60));
                Row { channel, owner, outcome, phase, direction, results, told, ..touch(minute, step) }
            };
            journey(key as u64, customer, &rows.into_iter().map(told).collect::<Vec<_>>())
        });
        log.collect()
    })
}

/// A measure that has seen a log, journey by journey.
pub(crate) fn over<M: Measure>(new: impl Fn() -> M, log: &[Columns]) -> M {
    let mut measure = new();
    log.iter().for_each(|journey| measure.update(&journey.rows()));
    measure
}

/// The law: however the journeys come, the answer is the same.
pub(crate) fn obeys_the_law<M: Measure>(new: impl Fn() -> M, log: &[Columns], chunk: usize, cut: usize)
where
    M::Answer: PartialEq + std::fmt::Debug,
{
    let whole = over(&new, log).answer();
    let cut = cut.min(log.len());

    let mut rows = Columns::default();
    log.iter().for_each(|journey| rows.extend(&journey.rows()));
    let (mut chunked, mut journeys, all) = (new(), Journeys::default(), rows.rows());
    for start in (0..all.len()).step_by(chunk) {
        journeys.push(&all.slice(start, all.len().min(start + chunk)), |journey: &Journey<'_>| chunked.update(journey));
    }
    journeys.finish(|journey| chunked.update(journey));
    assert_eq!(chunked.answer(), whole, "in chunks of {chunk}");

    let mut merged = over(&new, &log[cut..]);
    merged.merge(over(&new, &log[..cut]));
    assert_eq!(merged.answer(), whole, "merged at {cut}");

    let mut backwards = log.to_vec();
    backwards.reverse();
    assert_eq!(over(&new, &backwards).answer(), whole, "backwards");

    let mut retracted = over(&new, log);
    log[cut..].iter().for_each(|journey| retracted.retract(&journey.rows()));
    assert_eq!(retracted.answer(), over(&new, &log[..cut]).answer(), "all from {cut} retracted");
    log[cut..].iter().for_each(|journey| retracted.update(&journey.rows()));
    assert_eq!(retracted.answer(), whole, "and told again");
}
