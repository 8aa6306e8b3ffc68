//! Places journeys do not come back from.

use super::Report;
use super::html;
use super::sentences::Voice;
use crate::locale::{args, figures};
use serde::Serialize;

/// Places journeys do not come back from.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DeadEnds {
    /// Steps that count as a resolution.
    pub goals: Vec<String>,
    /// Steps from which no journey ever reached a resolution.
    pub states: Vec<DeadState>,
    /// The transitions that lead into them: the spots to mend.
    pub entries: Vec<DeadEntry>,
    /// Journeys that ended there.
    pub journeys: u64,
}

/// One step nobody came back from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DeadState {
    /// The step.
    pub step: String,
    /// Journeys that reached it.
    pub journeys: u64,
    /// Journeys that stopped there.
    pub ended: u64,
}

/// One transition into a dead end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DeadEntry {
    /// The last step with a way out.
    pub from: String,
    /// The first without.
    pub to: String,
    /// How often it was taken.
    pub count: u64,
}

/// The section of dead ends.
pub(super) fn section(report: &Report, voice: &Voice) -> String {
    let texts = voice.texts;
    let body = match &report.dead_ends {
        None => format!("<p>{}</p>\n", texts.word("dead-ends-unknown")),
        Some(found) if found.states.is_empty() => {
            format!("<p>{}</p>\n", texts.say("dead-ends-none", args!(goals = goals(found, voice))))
        }
        Some(found) => list(found, voice),
    };
    html::section("dead-ends", &texts.word("dead-ends-heading"), "", &body)
}

fn goals(found: &DeadEnds, voice: &Voice) -> String {
    let names: Vec<String> = found.goals.iter().map(|goal| voice.name(goal)).collect();
    names.join(if voice.language() == crate::locale::Language::En { ", " } else { "、" })
}

fn list(found: &DeadEnds, voice: &Voice) -> String {
    let texts = voice.texts;
    let lead = texts.say("dead-ends-lead", args!(journeys = found.journeys, goals = goals(found, voice)));
    let states: Vec<Vec<String>> = found
        .states
        .iter()
        .map(|state| vec![voice.name(&state.step), figures::count(state.journeys), figures::count(state.ended)])
        .collect();
    let mut out = format!("<p>{lead}</p>\n");
    let heads = ["dead-ends-state", "table-journeys", "table-ended"].map(|key| texts.word(key));
    out.push_str(&html::table(&texts.word("dead-ends-heading"), &heads, 1..3, &states));
    if !found.entries.is_empty() {
        let entries: Vec<Vec<String>> = found
            .entries
            .iter()
            .map(|entry| vec![voice.name(&entry.from), voice.name(&entry.to), figures::count(entry.count)])
            .collect();
        let heads = ["table-from", "table-to", "table-count"].map(|key| texts.word(key));
        out.push_str(&format!("<p>{}</p>\n", texts.word("dead-ends-entries")));
        out.push_str(&html::table(&texts.word("dead-ends-entries"), &heads, 2..3, &entries));
    }
    out
}
