//! Dead ends of a log: steps from which no journey was ever seen to find a resolution.

use crate::dead_end::chain::Row;
use crate::dead_end::proof::{backwards, reach};
use crate::graph::{Graph, Transition};
use crate::journey::StepMeaning;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// A step from which no way was ever seen to lead to a resolution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeadStep {
    /// The step, by code.
    pub step: u32,
    /// Journeys that came to it.
    pub journeys: u64,
    /// Journeys that stopped there.
    pub ended: u64,
    /// Ways into it from unresolved steps that do have a way out, with how often they were taken; the most frequent first.
    pub entries: Vec<(u32, u64)>,
}

/// The steps without a way out, most journeys first.
///
/// A step has a way out if it means resolved or closed, or some transition of the log leads from it to a step that has
/// one. That is generous, since the ways of different journeys are joined; so what is listed is a dead end for certain.
/// Nor is a step listed to which journeys only came by way of a resolution (a survey, a later farewell): nothing was
/// owed there any more.
/// `None` where no step of the log means resolved or closed: then nothing can be said.
pub fn dead_steps(graph: &Graph, meanings: &[StepMeaning]) -> Option<Vec<DeadStep>> {
    let steps = Steps::of(graph, meanings)?;
    let mut next = vec![Vec::new(); graph.steps.len()];
    for transition in &graph.transitions {
        next[steps.place[&transition.from]].push(steps.place[&transition.to]);
    }
    let open = reach(&backwards(&next), &steps.goals);
    steps.goals.iter().for_each(|&goal| next[goal].clear());
    let begun = (0..graph.steps.len()).filter(|&place| graph.steps[place].starts > 0);
    let owed = reach(&next, &begun.collect::<Vec<_>>());
    let missing = |way: &&Transition| {
        let from = steps.place[&way.from];
        open[from] && !steps.goals.contains(&from)
    };
    let mut dead: Vec<DeadStep> = graph
        .steps
        .iter()
        .enumerate()
        .filter(|(place, _)| !open[*place] && owed[*place])
        .map(|(_, counts)| {
            let into = graph.transitions.iter().filter(|way| way.to == counts.step).filter(missing);
            let entries = into.map(|way| (way.from, way.count)).collect();
            DeadStep { step: counts.step, journeys: counts.journeys, ended: counts.ends, entries }
        })
        .collect();
    dead.iter_mut().for_each(|step| step.entries.sort_by_key(|&(from, count)| (std::cmp::Reverse(count), from)));
    dead.sort_by_key(|step| (std::cmp::Reverse(step.journeys), step.step));
    Some(dead)
}

/// The log as counts for an absorbing chain: rows in the order of [`Graph::steps`], and one state more at the end, the
/// journey that just stops. Goals are the steps that mean resolved or closed; `None` where there is none.
pub fn counts(graph: &Graph, meanings: &[StepMeaning]) -> Option<(Vec<Row>, Vec<usize>)> {
    let steps = Steps::of(graph, meanings)?;
    let stopped = graph.steps.len();
    let mut rows: Vec<Row> = vec![Vec::new(); stopped + 1];
    for transition in &graph.transitions {
        rows[steps.place[&transition.from]].push((steps.place[&transition.to], transition.count as f64));
    }
    for (place, counts) in graph.steps.iter().enumerate().filter(|(_, counts)| counts.ends > 0) {
        rows[place].push((stopped, counts.ends as f64));
    }
    Some((rows, steps.goals))
}

/// Where each step stands in [`Graph::steps`], and which of them resolve.
struct Steps {
    place: FxHashMap<u32, usize>,
    goals: Vec<usize>,
}

impl Steps {
    fn of(graph: &Graph, meanings: &[StepMeaning]) -> Option<Self> {
        let resolves =
            |step: u32| matches!(meanings.get(step as usize), Some(StepMeaning::Resolved | StepMeaning::Closed));
        let place = graph.steps.iter().enumerate().map(|(place, counts)| (counts.step, place)).collect();
        let goals: Vec<usize> = graph
            .steps
            .iter()
            .enumerate()
            .filter(|(_, counts)| resolves(counts.step))
            .map(|(place, _)| place)
            .collect();
        (!goals.is_empty()).then_some(Steps { place, goals })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dead_end::chain::Chain;
    use crate::graph::StepCount;

    const ASK: u32 = 3;
    const BOT: u32 = 5;
    const MAILBOX: u32 = 7;
    const SOLVED: u32 = 2;
    const SURVEY: u32 = 4;

    /// 100 journeys ask; 60 get the bot, 40 the mailbox; the bot solves 45, sends 10 to the mailbox, 5 go away; a
    /// mailbox only ever answers with itself; 30 of those it solved are asked how it was, after which nothing is owed.
    fn log() -> (Graph, Vec<StepMeaning>) {
        let way =
            |from, to, count| Transition { from, to, count, customers: Default::default(), waited: Default::default() };
        let step = |step, journeys, ends| StepCount { step, touches: journeys, journeys, ends, ..Default::default() };
        let graph = Graph {
            steps: vec![
                StepCount { starts: 100, ..step(ASK, 100, 0) },
                step(BOT, 60, 5),
                step(MAILBOX, 50, 50),
                step(SOLVED, 45, 15),
                step(SURVEY, 30, 30),
            ],
            transitions: vec![
                way(ASK, BOT, 60),
                way(BOT, SOLVED, 45),
                way(ASK, MAILBOX, 40),
                way(BOT, MAILBOX, 10),
                way(MAILBOX, MAILBOX, 8),
                way(SOLVED, SURVEY, 30),
            ],
            ..Default::default()
        };
        let mut meanings = vec![StepMeaning::Plain; 8];
        meanings[SOLVED as usize] = StepMeaning::Resolved;
        (graph, meanings)
    }

    #[test]
    fn the_mailbox_is_a_dead_end_and_its_doors_are_named() {
        let (graph, meanings) = log();
        let dead = dead_steps(&graph, &meanings).unwrap();
        let wanted = DeadStep { step: MAILBOX, journeys: 50, ended: 50, entries: vec![(ASK, 40), (BOT, 10)] };
        assert_eq!(dead, [wanted]);
    }

    #[test]
    fn what_follows_a_resolution_is_one_when_it_is_come_to_without() {
        let (mut graph, meanings) = log();
        let way = Transition { from: BOT, to: SURVEY, count: 2, ..graph.transitions[0] };
        graph.transitions.push(way);
        let dead = dead_steps(&graph, &meanings).unwrap();
        let wanted = DeadStep { step: SURVEY, journeys: 30, ended: 30, entries: vec![(BOT, 2)] };
        assert_eq!(dead[1], wanted);
    }

    #[test]
    fn without_a_step_that_resolves_nothing_is_claimed() {
        let (graph, _) = log();
        assert_eq!(dead_steps(&graph, &[]), None);
        assert_eq!(counts(&graph, &[StepMeaning::Waiting; 8]), None);
    }

    #[test]
    fn the_log_becomes_a_chain() {
        let (graph, meanings) = log();
        let (rows, goals) = counts(&graph, &meanings).unwrap();
        let chain = Chain::from_counts(&rows, &goals).unwrap();
        let asks = chain.place(0).unwrap();
        // Asked -> bot 60.5/101, bot -> solved 45.5/61.5.
        let wanted = 60.5 / 101.0 * 45.5 / 61.5;
        assert!((chain.absorption[(asks, 0)] - wanted).abs() < 1e-12, "{}", chain.absorption);
    }
}
