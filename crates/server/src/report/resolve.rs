//! From the codes of the lens to names.

use super::life::Life;
use super::{
    DeadEnds, DeadEntry, DeadState, EachEffect, Effect, Graph, Passed, Place, Point, ResultCount, Settings, Step,
    Transition, Variant, Variants,
};
use lens::dead_end::observed::DeadStep;
use lens::journey::StepMeaning;
use lens::{graph, noise, signals, variants};

/// The names behind the codes; index by code.
#[derive(Clone, Copy, Debug, Default)]
pub struct Names<'a> {
    /// Steps.
    pub steps: &'a [String],
    /// What each step means, as long as `steps`.
    pub meanings: &'a [StepMeaning],
    /// Channels; 0 is none.
    pub channels: &'a [String],
    /// Owners; 0 is nobody.
    pub owners: &'a [String],
    /// Results, by bit.
    pub results: &'a [&'a str],
    /// Share of false discoveries that is allowed.
    pub false_discoveries: f64,
    /// For each step, by code, its channels with their touches, the most frequent first.
    pub step_channels: &'a [Vec<(u32, u64)>],
}

/// A channel with a smaller share of a step's touches is not said to be one of the step's.
const LEAST_SHARE: f64 = 0.05;

fn name(names: &[String], code: u32) -> String {
    names.get(code as usize).cloned().unwrap_or_else(|| format!("#{code}"))
}

impl Names<'_> {
    /// The owner, `None` for nobody.
    pub fn owner(&self, code: u32) -> Option<String> {
        (code != 0).then(|| name(self.owners, code)).filter(|owner| !owner.is_empty())
    }

    /// The place in words.
    pub fn place(&self, place: signals::Place) -> Place {
        match place {
            signals::Place::Journey => Place::Journey,
            signals::Place::Step(step) => Place::Step(name(self.steps, step)),
            signals::Place::Transition(from, to) => Place::Transition(name(self.steps, from), name(self.steps, to)),
            signals::Place::Owner(owner) => Place::Owner(name(self.owners, owner)),
            signals::Place::Channel(channel) => Place::Channel(name(self.channels, channel)),
            signals::Place::Owners(least) => Place::Owners(least),
        }
    }

    /// The channels of a place, where it is one of steps or of a channel.
    fn channels(&self, place: signals::Place) -> Vec<String> {
        let steps: &[u32] = match place {
            signals::Place::Step(step) => &[step],
            signals::Place::Transition(from, to) => &[from, to],
            signals::Place::Channel(channel) => return vec![name(self.channels, channel)],
            signals::Place::Journey | signals::Place::Owner(_) | signals::Place::Owners(_) => &[],
        };
        let mut channels = Vec::new();
        for counts in steps.iter().filter_map(|&step| self.step_channels.get(step as usize)) {
            let all: u64 = counts.iter().map(|(_, touches)| touches).sum();
            let main = counts.iter().filter(|(_, touches)| *touches as f64 >= LEAST_SHARE * all as f64);
            channels.extend(main.map(|&(channel, _)| name(self.channels, channel)));
        }
        channels.sort_unstable();
        channels.dedup();
        channels
    }

    fn result(&self, result: u8) -> String {
        self.results.get(usize::from(result)).map_or_else(|| format!("#{result}"), |&name| name.to_owned())
    }

    fn each_effect(&self, effect: &noise::Effect) -> EachEffect {
        let found = effect.q_value <= self.false_discoveries && effect.difference > 0.0;
        EachEffect { found, effect: self.effect(effect) }
    }

    fn effect(&self, effect: &noise::Effect) -> Effect {
        Effect {
            result: self.result(effect.result),
            difference: effect.difference,
            difference_low: effect.low,
            difference_high: effect.high,
            ratio: effect.ratio,
            ratio_low: effect.ratio_low,
            ratio_high: effect.ratio_high,
            p_value: effect.p_value,
            q_value: effect.q_value,
            matched_exposed: effect.matched_exposed,
            matched_unexposed: effect.matched_unexposed,
            e_value: effect.e_value,
        }
    }

    /// The point with names; `journey` tells how the log names a journey. Evidence and life are left empty.
    pub fn point(&self, point: &noise::Point, journey: impl Fn(u64) -> String) -> Point {
        Point {
            place: self.place(point.place),
            kind: point.kind,
            exposed: point.exposed,
            affected: point.affected,
            occurrences: point.occurrences,
            customers: point.customers,
            rate: point.rate,
            rate_low: point.rate_low,
            rate_high: point.rate_high,
            effect: point.effect.as_ref().map(|effect| self.effect(effect)),
            effects: point.effect.iter().chain(&point.others).map(|effect| self.each_effect(effect)).collect(),
            damage: point.damage,
            damage_low: point.damage_low,
            damage_high: point.damage_high,
            damage_unit: point.damage_unit,
            hours_lost: point.hours_lost,
            owner: self.owner(point.owner),
            channels: self.channels(point.place),
            journeys: point.journeys.iter().map(|&key| journey(key)).collect(),
            months: point.months.clone(),
            weeks: point.weeks.clone(),
            evidence: Vec::new(),
            life: Life::default(),
        }
    }

    /// The place of complaints among the results the log tells of.
    pub fn complained(&self, noise: &noise::Noise) -> Option<usize> {
        noise.results.iter().position(|result| self.result(*result) == "complained")
    }

    /// What was passed over, with names.
    pub fn passed(&self, passed: &noise::Passed) -> Passed {
        Passed {
            place: self.place(passed.place),
            kind: passed.kind,
            exposed: passed.exposed,
            affected: passed.affected,
            effect: passed.effect.as_ref().map(|effect| self.effect(effect)),
            owner: self.owner(passed.owner),
            channels: self.channels(passed.place),
            reason: passed.reason,
        }
    }

    /// How journeys came out.
    pub fn results(&self, noise: &noise::Noise) -> Vec<ResultCount> {
        let counts = noise.results.iter().zip(&noise.result_counts);
        counts.map(|(&result, &(known, harmed))| ResultCount { name: self.result(result), known, harmed }).collect()
    }

    /// Results told of late, by name.
    pub fn told_last(&self, noise: &noise::Noise) -> Vec<String> {
        noise.told_last.iter().map(|&result| self.result(result)).collect()
    }

    /// The graph with names.
    pub fn graph(&self, graph: &graph::Graph) -> Graph {
        Graph {
            touches: graph.touches,
            journeys: graph.journeys,
            customers: graph.customers,
            steps: graph.steps.iter().map(|step| self.step(step)).collect(),
            transitions: graph.transitions.iter().map(|transition| self.transition(transition)).collect(),
            repeats: graph.repeats,
            throughput: graph.throughput,
            length: graph.length,
        }
    }

    fn step(&self, step: &graph::StepCount) -> Step {
        Step {
            name: name(self.steps, step.step),
            touches: step.touches,
            journeys: step.journeys,
            starts: step.starts,
            ends: step.ends,
            repeats: step.repeats,
        }
    }

    fn meaning(&self, step: u32) -> StepMeaning {
        self.meanings.get(step as usize).copied().unwrap_or_default()
    }

    fn transition(&self, transition: &graph::Transition) -> Transition {
        Transition {
            from: name(self.steps, transition.from),
            to: name(self.steps, transition.to),
            count: transition.count,
            customers: transition.customers,
            waited: transition.waited,
            administrative: matches!(self.meaning(transition.from), StepMeaning::Resolved | StepMeaning::Closed)
                && self.meaning(transition.to) == StepMeaning::Closed,
        }
    }

    /// The ways with names.
    pub fn variants(&self, ways: &variants::Ways) -> Variants {
        let variant = |way: &variants::Variant| Variant {
            steps: way.steps.iter().map(|&step| name(self.steps, step)).collect(),
            length: way.length,
            journeys: way.count,
        };
        Variants { different: ways.variants, single: ways.single, top: ways.top.iter().map(variant).collect() }
    }

    /// The dead ends with names, from [`lens::dead_end::observed::dead_steps`] over the same graph.
    pub fn dead_ends(&self, dead: &[DeadStep], graph: &graph::Graph) -> DeadEnds {
        let solved =
            |step: &&graph::StepCount| matches!(self.meaning(step.step), StepMeaning::Resolved | StepMeaning::Closed);
        let state = |dead: &DeadStep| DeadState {
            step: name(self.steps, dead.step),
            journeys: dead.journeys,
            ended: dead.ended,
        };
        let entries = dead.iter().flat_map(|dead| {
            dead.entries.iter().map(|&(from, count)| DeadEntry {
                from: name(self.steps, from),
                to: name(self.steps, dead.step),
                count,
            })
        });
        DeadEnds {
            goals: graph.steps.iter().filter(solved).map(|step| name(self.steps, step.step)).collect(),
            states: dead.iter().map(state).collect(),
            entries: entries.collect(),
            journeys: dead.iter().map(|dead| dead.ended).sum(),
        }
    }
}

/// The part of the settings that says what counts as a signal; the rest is left at its default.
pub fn settings(signals: &signals::Settings) -> Settings {
    let seconds = |micros: i64| micros as f64 / 1e6;
    Settings {
        retry_within: seconds(signals.retry_within),
        contact_gap: seconds(signals.contact_gap),
        repeat_within: seconds(signals.repeat_within),
        switch_within: seconds(signals.switch_within),
        silence: seconds(signals.silence),
        least_waits: signals.least_waits,
        ..Settings::default()
    }
}
