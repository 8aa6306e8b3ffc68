//! Waits as bands: the half, the nine tenths and the ninety-nine hundredths of the customers, on a scale of times.

use super::html::{self, at};
use super::sentences::Voice;
use super::{Report, Transition};
use crate::locale::{args, figures};

/// Transitions shown.
const MOST: usize = 14;
const DAY: f64 = 86_400.0;
/// Where the scale may begin and end, and where it is marked, in seconds.
const TICKS: [f64; 9] = [1.0, 10.0, 60.0, 600.0, 3_600.0, 6.0 * 3_600.0, DAY, 7.0 * DAY, 30.0 * DAY];

/// The section of the waits.
pub(super) fn section(report: &Report, voice: &Voice) -> String {
    let texts = voice.texts;
    let shown = important(report);
    if shown.is_empty() {
        return String::new();
    }
    let scale = Scale::over(&shown);
    let mut body = format!("<figure class=\"bands\">{}<ol>\n", axis(&scale, voice));
    for transition in shown.iter().filter(|transition| !transition.administrative) {
        body.push_str(&band(transition, &scale, voice));
    }
    body.push_str("</ol>\n");
    let apart: String = shown
        .iter()
        .filter(|transition| transition.administrative)
        .map(|transition| band(transition, &scale, voice))
        .collect();
    if !apart.is_empty() {
        let closing = report.closing.unwrap_or_default();
        let say = texts.say("waits-closing", args!(share = figures::percent(closing.share)));
        body.push_str(&format!("<p class=\"apart\">{say}</p><ol class=\"administrative\">{apart}</ol>\n"));
    }
    body.push_str(&format!(
        "<figcaption>{}</figcaption></figure>\n",
        texts.say("waits-caption", args!(error = figures::percent(lens::sketch::RELATIVE_ERROR)))
    ));
    html::section("waits", &texts.word("waits-heading"), &texts.word("waits-lead"), &body)
}

/// Those in which customers spend most time, longest in all first, and the administrative ones.
fn important(report: &Report) -> Vec<&Transition> {
    let total = |transition: &Transition| transition.count as f64 * transition.waited.mean;
    let mut all: Vec<&Transition> =
        report.graph.transitions.iter().filter(|transition| transition.waited.p99 > 0.0).collect();
    all.sort_by(|a, b| total(b).total_cmp(&total(a)));
    let (closing, waits): (Vec<_>, Vec<_>) = all.into_iter().partition(|transition| transition.administrative);
    waits.into_iter().take(MOST).chain(closing.into_iter().take(3)).collect()
}

struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn over(shown: &[&Transition]) -> Scale {
        let least = shown.iter().map(|transition| transition.waited.p50).fold(f64::INFINITY, f64::min);
        let most = shown.iter().map(|transition| transition.waited.p99).fold(0.0, f64::max);
        let low = TICKS.iter().rev().find(|&&tick| tick <= least).copied().unwrap_or(TICKS[0]);
        Scale { low: low.ln(), high: (most * 1.15).max(low.exp().min(low * 60.0)).ln() }
    }

    fn at(&self, seconds: f64) -> f64 {
        ((seconds.max(1e-3).ln() - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

fn axis(scale: &Scale, voice: &Voice) -> String {
    let long = [90.0 * DAY, 365.0 * DAY, 3_650.0 * DAY];
    let ticks: String = TICKS
        .iter()
        .chain(&long)
        .filter(|tick| (scale.low - 1e-9..=scale.high).contains(&tick.ln()))
        .map(|&tick| format!("<span style=\"left:{}\">{}</span>", at(scale.at(tick)), voice.duration(tick)))
        .collect();
    format!("<div class=\"axis\" aria-hidden=\"true\"><div>{ticks}</div></div>")
}

fn band(transition: &Transition, scale: &Scale, voice: &Voice) -> String {
    let waited = transition.waited;
    let spot = |seconds: f64| at(scale.at(seconds));
    let left = |seconds: f64| at(1.0 - scale.at(seconds));
    let say = voice.texts.say(
        "waits-say",
        args!(p50 = voice.duration(waited.p50), p90 = voice.duration(waited.p90), p99 = voice.duration(waited.p99)),
    );
    format!(
        "<li><span class=\"band-name\">{} → {} <small>{}</small></span><span class=\"band-track\" aria-hidden=\"true\"><i class=\"p99\" style=\"left:{};right:{}\"></i><i class=\"p90\" style=\"left:{};right:{}\"></i><b style=\"left:{}\"></b></span><span class=\"band-say\">{say}</span></li>\n",
        voice.name(&transition.from),
        voice.name(&transition.to),
        voice.texts.say("times", args!(n = transition.count)),
        spot(waited.p50),
        left(waited.p99),
        spot(waited.p50),
        left(waited.p90),
        spot(waited.p50),
    )
}
