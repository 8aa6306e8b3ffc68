use super::*;
use crate::journey::Columns;
use crate::measure::Measure;
use crate::testing::{Row, journey, logs, obeys_the_law, over, touch};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn graph(log: &[Columns]) -> Graph {
    over(GraphMeasure::default, log).answer()
}

/// Count and customers of each pair of steps.
type PairFigures = BTreeMap<(u32, u32), (u64, usize)>;
/// Touches, journeys, starts, ends, repeats, revisits and immediate repeats of each step.
type StepFigures = BTreeMap<u32, [u64; 7]>;

/// The same counts by the book: one map for each figure; then ties and revisits.
fn by_the_book(log: &[Columns]) -> (PairFigures, StepFigures, u64, u64) {
    let mut pairs: BTreeMap<(u32, u32), (u64, BTreeSet<u64>)> = BTreeMap::new();
    let mut steps = StepFigures::new();
    let (mut ties, mut revisits) = (0, 0);
    for journey in log {
        let mut visits = BTreeMap::new();
        for (row, &step) in journey.step.iter().enumerate() {
            let figures = steps.entry(step).or_default();
            let visits = visits.entry(step).or_insert(0u64);
            *visits += 1;
            figures[0] += 1;
            figures[1] += u64::from(*visits == 1);
            figures[2] += u64::from(row == 0);
            figures[3] += u64::from(row + 1 == journey.step.len());
            figures[4] += u64::from(*visits == 2);
            figures[5] += u64::from(*visits > 1);
            figures[6] += u64::from(row > 0 && journey.step[row - 1] == step);
            revisits += u64::from(*visits > 1);
            if row > 0 {
                let pair = pairs.entry((journey.step[row - 1], step)).or_default();
                pair.0 += 1;
                pair.1.insert(journey.customer[0]);
                ties += u64::from(journey.at[row] == journey.at[row - 1]);
            }
        }
    }
    let pairs = pairs.into_iter().map(|(pair, (count, customers))| (pair, (count, customers.len())));
    (pairs.collect(), steps, ties, revisits)
}

#[test]
fn a_log_of_three_journeys() {
    const HOUR: i64 = 60;
    let log = [
        journey(1, 10, &[touch(0, 1), touch(HOUR, 2), touch(HOUR, 2), touch(3 * HOUR, 3)]),
        journey(2, 10, &[touch(0, 1), touch(HOUR, 2)]),
        journey(3, 11, &[touch(-HOUR, 2)]),
    ];
    let graph = graph(&log);
    assert_eq!((graph.touches, graph.journeys, graph.customers.count, graph.repeats, graph.ties), (7, 3, 2, 1, 1));
    assert_eq!((graph.from, graph.to), (Some(-3_600_000_000), Some(10_800_000_000)));
    assert_eq!((graph.length.mean, graph.length.p50, graph.length.p99), (7.0 / 3.0, 2.0, 4.0));
    assert_eq!(graph.throughput.mean, (10_800.0 + 3_600.0) / 3.0);
    assert_eq!(graph.revisits, 1, "one journey visits step 2 twice");
    let told: Vec<_> = graph.steps.iter().map(|s| (s.step, s.touches, s.journeys, s.starts, s.ends)).collect();
    assert_eq!(told, [(2, 4, 3, 1, 2), (1, 2, 2, 2, 0), (3, 1, 1, 0, 1)]);
    let told: Vec<_> =
        graph.transitions.iter().map(|t| (t.from, t.to, t.count, t.customers.count, t.waited.mean)).collect();
    assert_eq!(told, [(1, 2, 2, 1, 3600.0), (2, 2, 1, 1, 0.0), (2, 3, 1, 1, 7200.0)]);
    assert!((graph.transitions[0].waited.p50 - 3600.0).abs() < 3600.0 * crate::sketch::RELATIVE_ERROR);
}

#[test]
fn nothing_is_nothing() {
    assert_eq!(graph(&[]), Graph::default());
}

#[test]
fn touches_leave_out_planning_and_starting() {
    let planned = |minute, step| Row { phase: 1, ..touch(minute, step) };
    let log = [
        journey(1, 10, &[touch(0, 1), planned(1, 2), touch(5, 2), touch(6, 3)]),
        journey(2, 11, &[touch(0, 1), touch(5, 2)]),
        journey(3, 12, &[planned(0, 1)]),
    ];
    let measure = over(GraphMeasure::default, &log);
    let pairs = |graph: Graph| graph.transitions.iter().map(|t| (t.from, t.to, t.count)).collect::<Vec<_>>();
    assert_eq!(pairs(measure.answer()), [(1, 2, 2), (2, 2, 1), (2, 3, 1)]);
    assert_eq!(pairs(measure.touches()), [(1, 2, 2), (2, 3, 1)]);
    assert_eq!((measure.answer().journeys, measure.touches().journeys, measure.touches().repeats), (3, 2, 0));
}

#[test]
fn many_customers_are_estimated_and_few_are_exact() {
    let mut measure = GraphMeasure::within(1_000);
    for customer in 0..20_000 {
        let rows = if customer < 100 { [touch(0, 1), touch(1, 3)] } else { [touch(0, 1), touch(1, 2)] };
        measure.update(&journey(customer, customer, &rows).rows());
    }
    let [many, few] = [0, 1].map(|rank| measure.answer().transitions[rank].customers);
    assert_eq!(few, Distinct { count: 100, relative_error: 0.0 });
    assert!(many.relative_error > 0.0 && many.relative_error < 0.1, "{many:?}");
    assert!((many.count as f64 / 19_900.0 - 1.0).abs() < 4.0 * many.relative_error, "{many:?}");
}

proptest! {
    #[test]
    fn counts_what_the_book_counts(log in logs()) {
        let graph = graph(&log);
        let (pairs, steps, ties, revisits) = by_the_book(&log);
        let ours: BTreeMap<_, _> =
            graph.transitions.iter().map(|t| ((t.from, t.to), (t.count, t.customers.count as usize))).collect();
        prop_assert_eq!(ours, pairs);
        let ours: BTreeMap<_, _> = graph.steps.iter().map(|s| {
            (s.step, [s.touches, s.journeys, s.starts, s.ends, s.repeats, s.revisits, s.immediate_repeats])
        }).collect();
        prop_assert_eq!(ours, steps);
        prop_assert_eq!((graph.ties, graph.revisits), (ties, revisits));
        let all = |pick: fn(&Columns) -> Option<i64>| log.iter().filter_map(pick).collect::<BTreeSet<_>>();
        prop_assert_eq!(graph.from, all(|journey| journey.at.first().copied()).first().copied());
        prop_assert_eq!(graph.to, all(|journey| journey.at.last().copied()).last().copied());
    }

    #[test]
    fn obeys_the_law_of_measures(log in logs(), chunk in 1usize..20, cut in 0usize..24) {
        obeys_the_law(GraphMeasure::default, &log, chunk, cut);
    }
}
