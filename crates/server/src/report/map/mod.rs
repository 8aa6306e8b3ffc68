//! The journey map: steps as boxes, transitions as arcs; thick where many journeys go, coloured where noise does damage.

mod choice;
mod label;
pub(crate) mod model;
mod picture;

use super::html;
use super::sentences::Voice;
use super::{Place, Report};
use crate::locale::{args, figures};
use choice::Chosen;
use std::collections::HashMap;

/// Rows of the table that says the same as the picture.
const TABLE_ROWS: usize = 250;

/// The noise at a place: the ranks of its points, best first, and how bad it is, 1 to 4.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Heat {
    ranks: Vec<usize>,
    level: usize,
}

/// Damage by place, graded against the worst point on the list.
pub(super) fn heat(report: &Report) -> HashMap<&Place, Heat> {
    let worst = report.points.iter().map(|point| point.damage_low).fold(0.0, f64::max);
    let mut at: HashMap<&Place, Heat> = HashMap::new();
    for (index, point) in report.points.iter().enumerate() {
        let share = if worst > 0.0 { (point.damage_low / worst).clamp(0.0, 1.0) } else { 0.0 };
        // Roots, because a tenth of the worst damage still is worth a look.
        let level = 1 + ((share.sqrt() * 4.0) as usize).min(3);
        let heat = at.entry(&point.place).or_default();
        heat.ranks.push(index + 1);
        heat.level = heat.level.max(level);
    }
    at
}

/// The section of the map.
pub(super) fn section(report: &Report, voice: &Voice, plain: &Voice) -> String {
    let texts = voice.texts;
    let chosen = choice::choose(&report.graph);
    let picture = picture::draw(report, &chosen, plain);
    let mut body = String::from("<figure class=\"map\">\n");
    body.push_str(&tools(&chosen, plain));
    body.push_str(&format!(
        "<div class=\"map-frame\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">{picture}</div>\n",
        html::escape(&texts.word("map-heading"))
    ));
    body.push_str(&format!(
        "<figcaption><output id=\"map-say\" class=\"map-say\">{}</output></figcaption>\n</figure>\n",
        texts.word("map-hint")
    ));
    if chosen.left_out > 0 {
        body.push_str(&format!(
            "<p class=\"note\">{}</p>\n",
            texts.say("map-left-out", args!(n = chosen.left_out as u64))
        ));
    }
    body.push_str(&html::details("table", &texts.word("map-table"), &transitions(report, voice)));
    html::section("map", &texts.word("map-heading"), &texts.word("map-lead"), &body)
}

fn tools(chosen: &Chosen<'_>, plain: &Voice) -> String {
    let texts = plain.texts;
    let legend: String = (0..=4).map(|level| format!("<i class=\"swatch d{level}\"></i>")).collect();
    let shown = texts.say("map-shown", args!(shown = chosen.shown as u64, all = chosen.lines.len() as u64));
    format!(
        "<div class=\"map-tools\"><label for=\"map-more\">{}</label>\
         <input id=\"map-more\" type=\"range\" min=\"{}\" max=\"{}\" value=\"{}\" hidden>\
         <span id=\"map-shown\" data-say=\"{}\">{shown}</span>\
         <span class=\"legend\">{} {legend} {}</span></div>\n",
        texts.word("map-more"),
        chosen.backbone.max(1),
        chosen.lines.len(),
        chosen.shown,
        // The script puts the figures in again when the slider moves.
        html::escape(&texts.say("map-shown", args!(shown = "{shown}", all = "{all}"))),
        texts.word("map-calm"),
        texts.word("map-noisy"),
    )
}

fn transitions(report: &Report, voice: &Voice) -> String {
    let texts = voice.texts;
    let heads = ["table-from", "table-to", "table-count", "table-customers", "table-p50", "table-p90", "table-p99"];
    let heads: Vec<String> = heads.iter().map(|key| texts.word(key)).collect();
    let rows: Vec<Vec<String>> = report
        .graph
        .transitions
        .iter()
        .take(TABLE_ROWS)
        .map(|transition| {
            let wait = |seconds: f64| voice.duration(seconds);
            let mut to = voice.name(&transition.to);
            if transition.administrative {
                to.push_str(&format!(" <span class=\"tag\">{}</span>", texts.word("administrative")));
            }
            vec![
                voice.name(&transition.from),
                to,
                figures::count(transition.count),
                customers(transition.customers),
                wait(transition.waited.p50),
                wait(transition.waited.p90),
                wait(transition.waited.p99),
            ]
        })
        .collect();
    let mut out = html::table(&texts.word("map-table"), &heads, 2..7, &rows);
    let more = report.graph.transitions.len().saturating_sub(TABLE_ROWS);
    if more > 0 {
        out.push_str(&format!("<p class=\"note\">{}</p>", texts.say("and-more", args!(n = more as u64))));
    }
    out
}

/// A number of customers; estimates say so.
pub(super) fn customers(number: lens::graph::Distinct) -> String {
    let about = if number.relative_error > 0.0 { "≈" } else { "" };
    format!("{about}{}", figures::count(number.count))
}
