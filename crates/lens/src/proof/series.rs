//! Step by step of the calendar: who could have met one kind of noise at one place, who did, and what came of it.

use crate::contacts::{JourneyDigest, after};
use crate::distinct::{Budget, Kept, Who};
use crate::graph::Distinct;
use crate::journey::Journey;
use crate::measure::Measure;
use crate::proof::Slot;
use crate::signals::{Exposure, Found, Norms, Reader};
use rustc_hash::FxHashMap;
use serde::Serialize;

/// Customers remembered before they are sampled.
const CUSTOMERS: usize = 1 << 16;

/// Equal steps of the calendar, counted from one moment on: step 0 begins there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// Where step 0 begins, microseconds since 1970 UTC: when the fix was made.
    pub origin: i64,
    /// Length of a step in microseconds.
    pub length: i64,
}

impl Steps {
    /// Seven days.
    pub const WEEK: i64 = 7 * 86_400_000_000;

    /// The step a moment lies in.
    pub fn of(self, at: i64) -> i64 {
        at.saturating_sub(self.origin).div_euclid(self.length.max(1))
    }

    /// Where a step begins.
    pub fn begins(self, number: i64) -> i64 {
        self.origin.saturating_add(number.saturating_mul(self.length))
    }
}

/// What is counted of the journeys that began in one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// Which step; those before the origin are negative.
    pub number: i64,
    /// Journeys that could have met it.
    pub exposed: u64,
    /// Those that did.
    pub affected: u64,
    /// Exposed journeys in which the harm came true.
    pub exposed_harmed: u64,
    /// Affected journeys in which it came true.
    pub affected_harmed: u64,
    /// Milliseconds of customers' time lost to it.
    pub lost: i64,
}

/// One kind of noise at one place over the calendar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// The steps with exposed journeys, in order.
    pub counted: Vec<Counted>,
    /// Different customers affected in all.
    pub customers: Distinct,
}

impl Series {
    /// How often it is met: affected of exposed journeys.
    pub fn rate(&self) -> Vec<Slot> {
        let slots = self.counted.iter();
        slots.map(|step| Slot { number: step.number, trials: step.exposed, hits: step.affected }).collect()
    }

    /// How much harm goes with it: harmed of affected journeys.
    pub fn harm(&self) -> Vec<Slot> {
        let slots = self.counted.iter();
        slots.map(|step| Slot { number: step.number, trials: step.affected, hits: step.affected_harmed }).collect()
    }

    /// How much harm the place sees: harmed of all exposed journeys, for [`crate::proof::onset`].
    pub fn harm_of_exposed(&self) -> Vec<Slot> {
        let slots = self.counted.iter();
        slots.map(|step| Slot { number: step.number, trials: step.exposed, hits: step.exposed_harmed }).collect()
    }

    /// Harmed of the exposed journeys that did not meet it: a control for [`Series::harm`].
    pub fn harm_without(&self) -> Vec<Slot> {
        let without = |step: &Counted| Slot {
            number: step.number,
            trials: step.exposed - step.affected,
            hits: step.exposed_harmed.saturating_sub(step.affected_harmed),
        };
        self.counted.iter().map(without).collect()
    }

    /// Affected journeys in all.
    pub fn affected(&self) -> u64 {
        self.counted.iter().map(|step| step.affected).sum()
    }

    /// Hours of customers' time that one affected journey costs.
    pub fn hours_each(&self) -> f64 {
        let lost: i64 = self.counted.iter().map(|step| step.lost).sum();
        lost as f64 / 3_600_000.0 / self.affected().max(1) as f64
    }

    /// Different customers for one affected journey, at most 1.
    pub fn customers_each(&self) -> f64 {
        (self.customers.count as f64 / self.affected().max(1) as f64).min(1.0)
    }
}

/// Exposed, affected, harmed.
#[derive(Clone, Copy, Debug, Default)]
struct Sums([i64; 5]);

/// Counts one pair of kind and place step by step. Parts that are merged must share norms, pair, steps and harm.
#[derive(Clone, Debug)]
pub struct SeriesMeasure {
    reader: Reader,
    pair: Exposure,
    steps: Steps,
    harm: u8,
    sums: FxHashMap<i64, Sums>,
    customers: Kept,
    budget: Budget,
    between: Found,
}

impl SeriesMeasure {
    /// Nothing counted yet. `harm` has the bits of the results that are harm.
    pub fn new(norms: Norms, pair: Exposure, steps: Steps, harm: u8) -> Self {
        SeriesMeasure {
            reader: Reader::new(norms),
            pair,
            steps,
            harm,
            sums: FxHashMap::default(),
            customers: Kept::default(),
            budget: Budget::new(CUSTOMERS),
            between: Found::default(),
        }
    }

    /// Takes in what came between the journeys of one customer, all of them, sorted by start; see [`crate::contacts`].
    pub fn update_between(&mut self, customer: &[JourneyDigest]) {
        for (place, digest) in customer.iter().enumerate() {
            self.between.clear();
            after(customer, place, self.reader.norms(), &mut self.between);
            let harmed = digest.results_true & self.harm != 0;
            let seen = look(&self.between, self.reader.norms(), self.pair);
            self.count(seen, digest.start, harmed, digest.customer, 1);
        }
    }

    /// As [`Measure::update`], for a journey that a [`Reader`] with the same norms has read already.
    pub fn update_read(&mut self, journey: &Journey<'_>, found: &Found) {
        let harmed = journey.results_true.iter().any(|bits| bits & self.harm != 0);
        self.count(look(found, self.reader.norms(), self.pair), journey.at[0], harmed, journey.customer[0], 1);
    }

    fn apply(&mut self, journey: &Journey<'_>, times: i64) {
        let harmed = journey.results_true.iter().any(|bits| bits & self.harm != 0);
        self.reader.read(journey);
        let seen = look(self.reader.found(), self.reader.norms(), self.pair);
        self.count(seen, journey.at[0], harmed, journey.customer[0], times);
    }

    /// Counts a journey, if it was exposed; what was lost says whether it was affected.
    fn count(&mut self, seen: Option<Option<i64>>, start: i64, harmed: bool, customer: u64, times: i64) {
        let Some(lost) = seen else { return };
        let sums = &mut self.sums.entry(self.steps.of(start)).or_default().0;
        sums[0] += times;
        sums[2] += times * i64::from(harmed);
        if let Some(lost) = lost {
            sums[1] += times;
            sums[3] += times * i64::from(harmed);
            sums[4] += times * (lost / 1_000);
            self.customers.add(Who::new(customer), times as i32, &mut self.budget);
        }
    }
}

/// Whether the pair was possible on a journey, and if it happened, what was lost.
fn look(found: &Found, norms: &Norms, pair: Exposure) -> Option<Option<i64>> {
    if !found.exposes(norms, pair) {
        return None;
    }
    let lost = found.signals.iter().filter(|signal| (signal.kind, signal.place) == pair).map(|signal| signal.lost);
    Some(lost.reduce(i64::saturating_add))
}

impl Measure for SeriesMeasure {
    type Answer = Series;

    fn update(&mut self, journey: &Journey<'_>) {
        self.apply(journey, 1);
    }

    fn retract(&mut self, journey: &Journey<'_>) {
        self.apply(journey, -1);
    }

    fn merge(&mut self, other: Self) {
        for (number, theirs) in other.sums {
            let ours = self.sums.entry(number).or_default();
            ours.0.iter_mut().zip(theirs.0).for_each(|(ours, theirs)| *ours += theirs);
        }
        self.budget.meet(&other.budget);
        self.customers.merge(other.customers);
        self.customers.fit(&mut self.budget);
    }

    fn answer(&self) -> Series {
        let positive = |sum: i64| sum.max(0) as u64;
        let steps = self.sums.iter().filter(|(_, sums)| sums.0[0] > 0).map(|(&number, &Sums(sums))| Counted {
            number,
            exposed: positive(sums[0]),
            affected: positive(sums[1]),
            exposed_harmed: positive(sums[2]),
            affected_harmed: positive(sums[3]),
            lost: sums[4],
        });
        let mut counted: Vec<Counted> = steps.collect();
        counted.sort_unstable_by_key(|step| step.number);
        Series { counted, customers: self.customers.distinct() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::GraphMeasure;
    use crate::journey::{Columns, outcome};
    use crate::signals::{Kind, Place, Recorded, Settings};
    use crate::testing::{Row, journey, logs, obeys_the_law, over, touch};
    use proptest::prelude::*;

    const STEPS: Steps = Steps { origin: 30 * Steps::WEEK, length: Steps::WEEK };

    fn norms(log: &[Columns]) -> Norms {
        let (mut graph, mut recorded) = (GraphMeasure::default(), Recorded::default());
        for journey in log {
            graph.update(&journey.rows());
            recorded.update(&journey.rows());
        }
        let graph = graph.answer();
        Norms::new(&graph, &recorded.answer(), &[], graph.to.unwrap_or(0), Settings::default())
    }

    #[test]
    fn weeks_are_counted_from_the_fix_in_both_directions() {
        let week = 7 * 24 * 60;
        let log: Vec<Columns> = (0..40)
            .map(|number: i64| {
                let fails = number % 2 == 0;
                let outcome = if fails { outcome::FAILED } else { outcome::OK };
                let pay = Row { outcome, results: u8::from(number % 4 == 0), ..touch((20 + number / 2) * week, 3) };
                journey(number as u64, number as u64 % 10, &[pay, touch((20 + number / 2) * week + 60, 1)])
            })
            .collect();
        let pair = (Kind::Failure, Place::Step(3));
        let series = over(|| SeriesMeasure::new(norms(&log), pair, STEPS, 1), &log).answer();
        assert_eq!((series.counted[0].number, series.counted[19].number, series.counted.len()), (-10, 9, 20));
        let first =
            Counted { number: -10, exposed: 2, affected: 1, exposed_harmed: 1, affected_harmed: 1, lost: 3_600_000 };
        assert_eq!(series.counted[0], first);
        assert_eq!((series.affected(), series.hours_each(), series.customers.count), (20, 1.0, 5));
        assert_eq!(series.rate()[1], Slot { number: -9, trials: 2, hits: 1 });
        assert_eq!(series.harm()[1], Slot { number: -9, trials: 1, hits: 0 });
        assert_eq!(series.harm_without()[0], Slot { number: -10, trials: 1, hits: 0 });
        assert_eq!((STEPS.begins(-1), STEPS.of(STEPS.begins(-1))), (29 * Steps::WEEK, -1));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn the_series_obeys_the_law(log in logs(), chunk in 1usize..20, cut in 0usize..24, step in 0u32..10) {
            let norms = norms(&log);
            for pair in [(Kind::Failure, Place::Step(step)), (Kind::Handoff, Place::Journey)] {
                obeys_the_law(|| SeriesMeasure::new(norms.clone(), pair, STEPS, 3), &log, chunk, cut);
            }
        }
    }
}
