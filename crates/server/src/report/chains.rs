//! The ways journeys take, as chains, and where they start and end.

use super::html::{self, at};
use super::sentences::Voice;
use super::{Report, Step, Variant, map};
use crate::locale::{args, figures};

/// Ways shown.
const MOST: usize = 10;
/// Links of a chain before its middle is left out.
const LONGEST: usize = 24;
/// Steps listed under start and end.
const ENDS: usize = 6;

/// The section of the ways.
pub(super) fn section(report: &Report, voice: &Voice) -> String {
    let texts = voice.texts;
    let journeys = report.graph.journeys.max(1);
    let shown = &report.variants.top[..report.variants.top.len().min(MOST)];
    let covered: u64 = shown.iter().map(|variant| variant.journeys).sum();
    let lead = texts.say(
        "ways-lead",
        args!(
            different = map::customers(report.variants.different),
            single = map::customers(report.variants.single),
            shown = shown.len() as u64,
            share = figures::percent(covered as f64 / journeys as f64)
        ),
    );
    let most = shown.first().map_or(1, |variant| variant.journeys).max(1);
    let chains: String = shown.iter().map(|variant| chain(variant, journeys, most, voice)).collect();
    let body = format!(
        "<ol class=\"ways\">\n{chains}</ol>\n<div class=\"ends\">{}{}</div>\n",
        starts(report, voice),
        ends(report, voice)
    );
    html::section("ways", &texts.word("ways-heading"), &lead, &body)
}

fn chain(variant: &Variant, journeys: u64, most: u64, voice: &Voice) -> String {
    let mut links = String::new();
    for (index, (step, times)) in runs(&variant.steps).into_iter().enumerate() {
        if index == LONGEST {
            let more = voice.texts.say("ways-longer", args!(n = variant.length));
            links.push_str(&format!("<li class=\"cut\">{more}</li>"));
            break;
        }
        let again = if times > 1 { format!(" <b>×{times}</b>") } else { String::new() };
        links.push_str(&format!("<li>{}{again}</li>", voice.name(step)));
    }
    format!(
        "<li><span class=\"way-figure\"><b>{}</b> <span>{}</span><span class=\"way-bar\" aria-hidden=\"true\"><i style=\"width:{}\"></i></span></span><ol class=\"chain\">{links}</ol></li>\n",
        figures::percent(variant.journeys as f64 / journeys as f64),
        voice.texts.say("map-journeys", args!(n = variant.journeys)),
        at(variant.journeys as f64 / most as f64),
    )
}

/// The same step several times in a row is one link.
fn runs(steps: &[String]) -> Vec<(&str, usize)> {
    let mut out: Vec<(&str, usize)> = Vec::new();
    for step in steps {
        match out.last_mut() {
            Some((last, times)) if *last == step => *times += 1,
            _ => out.push((step, 1)),
        }
    }
    out
}

fn starts(report: &Report, voice: &Voice) -> String {
    list("ways-starts", report, voice, |step| step.starts)
}

fn ends(report: &Report, voice: &Voice) -> String {
    list("ways-ends", report, voice, |step| step.ends)
}

fn list(key: &str, report: &Report, voice: &Voice, count: impl Fn(&Step) -> u64) -> String {
    let journeys = report.graph.journeys.max(1) as f64;
    let mut steps: Vec<&Step> = report.graph.steps.iter().filter(|step| count(step) > 0).collect();
    steps.sort_by_key(|step| std::cmp::Reverse(count(step)));
    let item = |step: &&Step| {
        let share = count(step) as f64 / journeys;
        format!(
            "<li class=\"bar\"><span class=\"bar-name\">{}</span><span class=\"bar-track\" aria-hidden=\"true\"><i style=\"width:{}\"></i></span><span class=\"bar-figure\">{}</span></li>",
            voice.name(&step.name),
            at(share),
            figures::percent(share)
        )
    };
    let items: String = steps.iter().take(ENDS).map(item).collect();
    format!("<div><h3>{}</h3><ul>{items}</ul></div>", voice.texts.word(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_in_a_row_are_one_link() {
        let steps = ["a", "a", "b", "a", "a", "a"].map(str::to_owned);
        assert_eq!(runs(&steps), [("a", 2), ("b", 1), ("a", 3)]);
    }
}
