//! The one pass that counts the graph.

use super::{Distinct, Graph, StepCount, Transition, Waits};
use crate::distinct::{Budget, Kept, Who};
use crate::extremes::Smallest;
use crate::index::{Codes, NONE, Pairs, at_slot};
use crate::journey::{Columns, Journey};
use crate::measure::Measure;
use crate::sketch::Sketch;
use rustc_hash::FxHashMap;

/// Customers kept over all transitions unless told otherwise.
const CUSTOMERS_BY_TRANSITION: usize = 1 << 18;
/// Customers kept for the log as a whole unless told otherwise.
const CUSTOMERS: usize = 1 << 17;

/// Counts the [`Graph`] of a log.
///
/// Memory grows with the number of different steps and transitions, not with the log: customers are kept within a budget
/// (see [`Distinct`]), waits in sketches. Codes must mean the same in parts that are merged.
#[derive(Clone, Debug)]
pub struct GraphMeasure {
    /// Journeys whose rows are all touches.
    plain: Counts,
    /// Journeys with rows of other phases: over all their rows, and over their touches alone.
    phased: Option<Box<(Counts, Counts)>>,
    budget: usize,
    touches: Columns,
}

impl Default for GraphMeasure {
    fn default() -> Self {
        GraphMeasure::within(CUSTOMERS_BY_TRANSITION)
    }
}

impl GraphMeasure {
    /// Keeps at most `budget` pairs of transition and customer (24 bytes each, roughly) before it samples customers.
    pub fn within(budget: usize) -> Self {
        GraphMeasure { plain: Counts::new(budget), phased: None, budget, touches: Columns::default() }
    }

    /// The graph over touches alone (phase 0), whose waits are the norms of signals. The same as the answer where the log
    /// knows no phases.
    pub fn touches(&self) -> Graph {
        self.with(|phased| &phased.1)
    }

    fn with(&self, choose: impl Fn(&(Counts, Counts)) -> &Counts) -> Graph {
        match &self.phased {
            None => self.plain.answer(),
            Some(phased) => {
                let mut all = choose(phased).clone();
                all.merge(self.plain.clone());
                all.answer()
            }
        }
    }

    fn apply(&mut self, journey: &Journey<'_>, times: i64) {
        if journey.phase.iter().all(|&phase| phase == 0) {
            self.plain.apply(journey, times);
            return;
        }
        let budget = self.budget;
        let (all, touches) =
            &mut **self.phased.get_or_insert_with(|| Box::new((Counts::new(budget), Counts::new(budget))));
        all.apply(journey, times);
        self.touches.clear();
        for row in (0..journey.len()).filter(|&row| journey.phase[row] == 0) {
            self.touches.extend(&journey.slice(row, row + 1));
        }
        if !self.touches.at.is_empty() {
            touches.apply(&self.touches.rows(), times);
        }
    }
}

impl Measure for GraphMeasure {
    type Answer = Graph;

    fn update(&mut self, journey: &Journey<'_>) {
        self.apply(journey, 1);
    }

    fn retract(&mut self, journey: &Journey<'_>) {
        self.apply(journey, -1);
    }

    fn merge(&mut self, other: Self) {
        self.plain.merge(other.plain);
        if let Some(theirs) = other.phased {
            match &mut self.phased {
                None => self.phased = Some(theirs),
                Some(ours) => {
                    ours.0.merge(theirs.0);
                    ours.1.merge(theirs.1);
                }
            }
        }
    }

    fn answer(&self) -> Graph {
        self.with(|phased| &phased.0)
    }
}

/// A step, counted. Touches that end a transition are counted there.
#[derive(Clone, Copy, Debug, Default)]
struct Step {
    code: u32,
    journeys: i64,
    starts: i64,
    ends: i64,
    /// Journeys that visited it more than once.
    repeats: i64,
    /// The last journey that visited it, and the last that did so again, counting applications.
    seen_in: u64,
    again_in: u64,
}

/// A transition, counted.
#[derive(Clone, Debug)]
struct Edge {
    from: u32,
    to: u32,
    waits: Sketch,
    customers: Kept,
}

#[derive(Clone, Debug)]
struct Counts {
    journeys: i64,
    applied: u64,
    step_slots: Codes,
    steps: Vec<Step>,
    edge_slots: Pairs,
    edges: Vec<Edge>,
    edge_customers: Budget,
    customers: Kept,
    all_customers: Budget,
    throughput: Sketch,
    lengths: FxHashMap<u64, i64>,
    first: Smallest,
    /// Last moments, negated.
    last: Smallest,
}

impl Counts {
    fn new(budget: usize) -> Self {
        Counts {
            journeys: 0,
            applied: 0,
            step_slots: Codes::default(),
            steps: Vec::new(),
            edge_slots: Pairs::default(),
            edges: Vec::new(),
            edge_customers: Budget::new(budget),
            customers: Kept::default(),
            all_customers: Budget::new(CUSTOMERS),
            throughput: Sketch::default(),
            lengths: FxHashMap::default(),
            first: Smallest::default(),
            last: Smallest::default(),
        }
    }

    fn apply(&mut self, journey: &Journey<'_>, times: i64) {
        let (steps, at) = (journey.step, journey.at);
        let last = at.len() - 1;
        let who = Who::new(journey.customer[0]);
        self.applied += 1;
        self.journeys += times;
        *self.lengths.entry(at.len() as u64).or_insert(0) += times;
        self.throughput.add(at[last] - at[0], times);
        self.first.add(at[0], times);
        self.last.add(-at[last], times);
        self.customers.add(who, times as i32, &mut self.all_customers);
        while self.all_customers.exceeded() {
            self.all_customers.halve();
            self.customers.fit(&mut self.all_customers);
        }

        self.visit(steps[0], times).starts += times;
        for (pair, at) in steps.windows(2).zip(at.windows(2)) {
            self.visit(pair[1], times);
            let slot = self.edge(pair[0], pair[1]);
            let edge = &mut self.edges[slot];
            edge.waits.add(at[1] - at[0], times);
            edge.customers.add(who, times as i32, &mut self.edge_customers);
        }
        at_slot(&mut self.steps, self.step_slots.slot(steps[last])).ends += times;
        if self.edge_customers.exceeded() {
            self.tighten();
        }
    }

    /// Counts the journey at the step, if it is its first or its second visit.
    #[inline]
    fn visit(&mut self, code: u32, times: i64) -> &mut Step {
        let step = at_slot(&mut self.steps, self.step_slots.slot(code));
        if step.seen_in != self.applied {
            step.seen_in = self.applied;
            step.code = code;
            step.journeys += times;
        } else if step.again_in != self.applied {
            step.again_in = self.applied;
            step.repeats += times;
        }
        step
    }

    #[inline]
    fn edge(&mut self, from: u32, to: u32) -> usize {
        let slot = self.edge_slots.entry(from, to);
        if *slot == NONE {
            *slot = self.edges.len() as u32;
            self.edges.push(Edge { from, to, waits: Sketch::default(), customers: Kept::default() });
        }
        *slot as usize
    }

    #[cold]
    fn tighten(&mut self) {
        while self.edge_customers.exceeded() {
            self.edge_customers.halve();
            self.edges.iter_mut().for_each(|edge| edge.customers.fit(&mut self.edge_customers));
        }
    }

    fn merge(&mut self, other: Counts) {
        self.journeys += other.journeys;
        for theirs in other.steps.into_iter().filter(|step| step.journeys != 0) {
            let ours = at_slot(&mut self.steps, self.step_slots.slot(theirs.code));
            ours.code = theirs.code;
            ours.journeys += theirs.journeys;
            ours.repeats += theirs.repeats;
            ours.starts += theirs.starts;
            ours.ends += theirs.ends;
        }
        for theirs in other.edges {
            let slot = self.edge(theirs.from, theirs.to);
            self.edges[slot].waits.merge(&theirs.waits);
            self.edges[slot].customers.merge(theirs.customers);
        }
        self.edge_customers.meet(&other.edge_customers);
        self.edges.iter_mut().for_each(|edge| edge.customers.fit(&mut self.edge_customers));
        self.tighten();
        self.customers.merge(other.customers);
        self.all_customers.meet(&other.all_customers);
        self.customers.fit(&mut self.all_customers);
        self.throughput.merge(&other.throughput);
        for (length, times) in other.lengths {
            *self.lengths.entry(length).or_insert(0) += times;
        }
        self.first.merge(other.first);
        self.last.merge(other.last);
    }

    fn answer(&self) -> Graph {
        let steps = self.step_counts();
        let mut transitions: Vec<_> = self.edges.iter().filter(|edge| edge.waits.count() > 0).map(transition).collect();
        transitions.sort_unstable_by_key(|t| (std::cmp::Reverse(t.count), t.from, t.to));
        Graph {
            touches: steps.iter().map(|step| step.touches).sum(),
            journeys: self.journeys.max(0) as u64,
            customers: self.customers.distinct(),
            from: self.first.answer(),
            to: self.last.answer().map(|at| -at),
            repeats: steps.iter().map(|step| step.repeats).sum(),
            revisits: steps.iter().map(|step| step.revisits).sum(),
            transitions,
            throughput: self.throughput.waits(),
            length: lengths(&self.lengths),
            ties: self.edges.iter().map(|edge| edge.waits.zeros()).sum(),
            steps,
        }
    }

    /// A touch either starts its journey or ends a transition.
    fn step_counts(&self) -> Vec<StepCount> {
        let mut steps: Vec<_> = self.steps.iter().map(step_count).collect();
        let mut slots = self.step_slots.clone();
        for edge in self.edges.iter().filter(|edge| edge.waits.count() > 0) {
            let step = &mut steps[slots.slot(edge.to)];
            step.touches += edge.waits.count();
            step.immediate_repeats += if edge.from == edge.to { edge.waits.count() } else { 0 };
        }
        steps.retain(|step| step.touches > 0);
        steps.iter_mut().for_each(|step| step.revisits = step.touches - step.journeys);
        steps.sort_unstable_by_key(|step| (std::cmp::Reverse(step.touches), step.step));
        steps
    }
}

fn step_count(step: &Step) -> StepCount {
    let starts = step.starts.max(0) as u64;
    StepCount {
        step: step.code,
        touches: starts,
        journeys: step.journeys.max(0) as u64,
        starts,
        ends: step.ends.max(0) as u64,
        repeats: step.repeats.max(0) as u64,
        ..StepCount::default()
    }
}

fn transition(edge: &Edge) -> Transition {
    let count = edge.waits.count();
    let customers = edge.customers.distinct();
    // An estimate of few customers can exceed what is possible.
    let customers = Distinct { count: customers.count.clamp(1, count), ..customers };
    Transition { from: edge.from, to: edge.to, count, customers, waited: edge.waits.waits() }
}

/// Exact quantiles by nearest rank: there are few different lengths.
fn lengths(counts: &FxHashMap<u64, i64>) -> Waits {
    let mut sorted: Vec<_> =
        counts.iter().filter(|&(_, &times)| times > 0).map(|(&length, &times)| (length, times)).collect();
    sorted.sort_unstable();
    let all: i64 = sorted.iter().map(|&(_, times)| times).sum();
    let touches: i128 = sorted.iter().map(|&(length, times)| i128::from(length) * i128::from(times)).sum();
    let quantile = |q: f64| {
        let mut left = (q * all as f64).ceil() as i64;
        let reached = sorted.iter().find(|&&(_, times)| {
            left -= times;
            left <= 0
        });
        reached.map_or(0.0, |&(length, _)| length as f64)
    };
    let mean = if all > 0 { touches as f64 / all as f64 } else { 0.0 };
    Waits {
        mean,
        p25: quantile(0.25),
        p50: quantile(0.5),
        p75: quantile(0.75),
        p90: quantile(0.9),
        p99: quantile(0.99),
    }
}
