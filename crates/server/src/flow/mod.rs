//! Flows: the proof that every customer can reach, and can force, a resolution.

use crate::failure::Failure;
use crate::locale::{Language, Texts, args};
use crate::output;
use lens::dead_end::flow::Flow;
use lens::dead_end::proof::{Proof, prove};
use serde::Serialize;
use std::path::Path;

/// A [`Proof`] with names instead of numbers: what `--json` prints.
#[derive(Debug, Serialize)]
struct Named<'a> {
    always_can_resolve: bool,
    always_can_force: bool,
    reachable: Vec<&'a str>,
    can_resolve: Vec<&'a str>,
    forcible: Vec<&'a str>,
    inevitable: Vec<&'a str>,
    dead_ends: Vec<&'a str>,
    entries: Vec<Edge<'a>>,
    livelocks: Vec<Vec<&'a str>>,
    too_far: Vec<Far<'a>>,
    run_around: Vec<&'a str>,
    exits: Vec<Edge<'a>>,
}

#[derive(Debug, Serialize)]
struct Edge<'a> {
    from: &'a str,
    to: &'a str,
}

#[derive(Debug, Serialize)]
struct Far<'a> {
    state: &'a str,
    moves: u32,
}

fn named<'a>(flow: &'a Flow, proof: &Proof) -> Named<'a> {
    let name = |state: usize| flow.names[state].as_str();
    let names = |states: &[usize]| states.iter().map(|&state| name(state)).collect::<Vec<_>>();
    let edges =
        |edges: &[(usize, usize)]| edges.iter().map(|&(from, to)| Edge { from: name(from), to: name(to) }).collect();
    Named {
        always_can_resolve: proof.always_can_resolve,
        always_can_force: proof.reachable.iter().all(|state| proof.forcible.contains(state)),
        reachable: names(&proof.reachable),
        can_resolve: names(&proof.can_resolve),
        forcible: names(&proof.forcible),
        inevitable: names(&proof.inevitable),
        dead_ends: names(&proof.dead_ends),
        entries: edges(&proof.entries),
        livelocks: proof.livelocks.iter().map(|states| names(states)).collect(),
        too_far: proof.too_far.iter().map(|&(state, moves)| Far { state: name(state), moves }).collect(),
        run_around: names(&proof.run_around),
        exits: edges(&proof.exits),
    }
}

/// `waterline dead-ends`: fails with [`Failure::Found`] when a customer can be stuck or run around.
pub(crate) fn prove_file(path: &Path, within: u32, language: Language, json: bool) -> Result<(), Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::read(path, &error))?;
    let flow: Flow = serde_json::from_str(&text)
        .map_err(|error| Failure::File { path: path.display().to_string(), reason: error.to_string() })?;
    let proof = prove(&flow, within);
    let named = named(&flow, &proof);
    if json {
        output::json(&named)?;
    } else {
        print(&named, language.texts())?;
    }
    if named.always_can_resolve && named.always_can_force { Ok(()) } else { Err(Failure::Found) }
}

fn print(proof: &Named<'_>, texts: &Texts) -> Result<(), Failure> {
    let list = |key: &str, states: &[&str]| match states {
        [] => Ok(()),
        states => output::line(&texts.say(key, args!(states = states.join(", ")))),
    };
    let edges = |key: &str, edges: &[Edge<'_>]| match edges {
        [] => Ok(()),
        edges => {
            let ways: Vec<String> = edges.iter().map(|edge| format!("{} → {}", edge.from, edge.to)).collect();
            output::line(&texts.say(key, args!(states = ways.join(", "))))
        }
    };
    output::line(&texts.word(if proof.always_can_resolve {
        "cli-flow-can-resolve"
    } else {
        "cli-flow-cannot-resolve"
    }))?;
    list("cli-flow-dead-ends", &proof.dead_ends)?;
    edges("cli-flow-entries", &proof.entries)?;
    for livelock in &proof.livelocks {
        list("cli-flow-livelock", livelock)?;
    }
    output::line(&texts.word(if proof.always_can_force { "cli-flow-can-force" } else { "cli-flow-cannot-force" }))?;
    list("cli-flow-run-around", &proof.run_around)?;
    let far: Vec<String> = proof.too_far.iter().map(|far| format!("{} ({})", far.state, far.moves)).collect();
    list("cli-flow-too-far", &far.iter().map(String::as_str).collect::<Vec<_>>())?;
    edges("cli-flow-exits", &proof.exits)
}
