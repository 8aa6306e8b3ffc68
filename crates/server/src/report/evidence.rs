//! The journeys behind a point, drawn as timelines.

use super::html::{self, at, escape};
use super::sentences::Voice;
use super::{Evidence, EvidenceTouch, Point};
use crate::locale::args;

/// Gaps shorter than this are not worth a word, in seconds.
const WORTH_SAYING: f64 = 60.0;

/// The journeys, folded.
pub(super) fn journeys(point: &Point, voice: &Voice) -> String {
    if point.evidence.is_empty() {
        return String::new();
    }
    let summary = voice.texts.say("evidence", args!(n = point.evidence.len() as u64, all = point.affected));
    let body: String = point.evidence.iter().map(|evidence| journey(evidence, voice)).collect();
    html::details("evidence", &summary, &body)
}

fn journey(evidence: &Evidence, voice: &Voice) -> String {
    let mut list = String::new();
    if evidence.skipped_before > 0 {
        list.push_str(&skipped(evidence.skipped_before, voice));
    }
    for touch in &evidence.touches {
        list.push_str(&row(touch, voice));
    }
    if evidence.skipped_after > 0 {
        list.push_str(&skipped(evidence.skipped_after, voice));
    }
    format!(
        "<div class=\"journey\"><h4>{}</h4>{}<ol class=\"touches\">{list}</ol></div>\n",
        voice.journey(evidence),
        strip(evidence)
    )
}

fn skipped(count: u64, voice: &Voice) -> String {
    format!("<li class=\"skipped\">{}</li>", voice.texts.say("evidence-skipped", args!(n = count)))
}

/// The journey on a line: a dot for each touch, placed by its time.
fn strip(evidence: &Evidence) -> String {
    let (Some(first), Some(last)) = (evidence.touches.first(), evidence.touches.last()) else {
        return String::new();
    };
    let span = ((last.at - first.at) as f64).max(1.0);
    let dot = |touch: &EvidenceTouch| {
        let class = if touch.signal { " class=\"signal\"" } else { "" };
        format!("<i{class} style=\"left:{}\"></i>", at((touch.at - first.at) as f64 / span))
    };
    // Dots with a signal last, so that they lie on top.
    let (signals, others): (Vec<_>, Vec<_>) = evidence.touches.iter().partition(|touch| touch.signal);
    let dots: String = others.into_iter().chain(signals).map(dot).collect();
    format!("<div class=\"strip\" aria-hidden=\"true\">{dots}</div>")
}

fn row(touch: &EvidenceTouch, voice: &Voice) -> String {
    let texts = voice.texts;
    let mut more: Vec<String> = touch.channel.iter().chain(&touch.owner).map(|name| voice.name(name)).collect();
    if let Some(outcome) = touch.outcome.as_deref().filter(|&outcome| outcome != "ok") {
        more.push(format!("<strong>{}</strong>", texts.word(&format!("outcome-{outcome}"))));
    }
    let wait = match touch.waited.filter(|&waited| waited >= WORTH_SAYING) {
        Some(waited) => {
            format!("<span class=\"gap\">{}</span>", texts.say("evidence-wait", args!(span = voice.duration(waited))))
        }
        None => String::new(),
    };
    let mark = if touch.signal {
        format!("<span class=\"here\">{}</span>", texts.word("evidence-here"))
    } else {
        String::new()
    };
    format!(
        "<li{}>{wait}<time datetime=\"{}\">{}</time><span class=\"step\">{}</span>{}{mark}</li>\n",
        if touch.signal { " class=\"signal\"" } else { "" },
        escape(&voice.clock.machine(touch.at)),
        voice.clock.minute(touch.at),
        voice.name(&touch.step),
        if more.is_empty() { String::new() } else { format!("<span class=\"who\">{}</span>", more.join(" · ")) },
    )
}
