//! The waterline: what shows above it, what stays below.

use super::html::at;
use super::sentences::Voice;
use super::{Report, ResultCount, Surface};
use crate::iceberg::screen::{count, road_key};
use crate::locale::{args, figures};
use lens::statistics::interval::wilson;

/// Noise points drawn below the line.
const BELOW: usize = 6;

/// One bar of the picture.
struct Bar {
    label: String,
    share: f64,
    low: f64,
    high: f64,
    total: bool,
}

impl Bar {
    fn counted(label: String, hits: u64, all: u64, total: bool) -> Bar {
        let sure = wilson(hits, all, 0.95);
        Bar { label, share: hits as f64 / all.max(1) as f64, low: sure.low, high: sure.high, total }
    }

    fn html(&self, scale: f64, voice: &Voice) -> String {
        let figure = figures::percent(self.share);
        let sure = voice.texts.say("interval", args!(range = figures::percent_range(self.low, self.high)));
        format!(
            "<li class=\"bar{}\"><span class=\"bar-name\">{}</span><span class=\"bar-track\" aria-hidden=\"true\"><i style=\"width:{}\"></i><b style=\"left:{};right:{}\"></b></span><span class=\"bar-figure\">{figure} <small>{sure}</small></span></li>\n",
            if self.total { " total" } else { "" },
            self.label,
            at(self.share / scale),
            at(self.low / scale),
            at(1.0 - self.high / scale),
        )
    }
}

/// The picture with its two sides.
pub(super) fn picture(report: &Report, voice: &Voice) -> String {
    let texts = voice.texts;
    let (above, below) = (above(report, voice), below(report, voice));
    if above.is_empty() && below.is_empty() {
        return String::new();
    }
    let most = above.iter().chain(&below).map(|bar| bar.high).fold(0.0, f64::max);
    let scale = round_up(most);
    let list = |bars: &[Bar]| bars.iter().map(|bar| bar.html(scale, voice)).collect::<String>();
    let mut up = list(&above);
    if above.is_empty() {
        up = format!("<li class=\"none\">{}</li>", texts.word("waterline-nothing-shows"));
    }
    format!(
        "<figure class=\"waterline\" aria-label=\"{}\"><div class=\"above\"><h3>{}</h3><ul>{up}</ul></div>\
         <div class=\"surface\" aria-hidden=\"true\"></div><div class=\"below\"><h3>{}</h3><ul>{}</ul></div>\
         <figcaption>{}{}</figcaption></figure>\n",
        texts.word("waterline-heading"),
        texts.word("waterline-above"),
        texts.word("waterline-below"),
        list(&below),
        texts.say("waterline-caption", args!(scale = figures::whole_percent(scale))),
        report.surface.map_or_else(String::new, |surface| estimate(&surface, voice)),
    )
}

/// By which road the silent were estimated, whether others confirm it, and that it names nobody.
fn estimate(surface: &Surface, voice: &Voice) -> String {
    let texts = voice.texts;
    let verdict = match surface.agree {
        None => "iceberg-one",
        Some(true) => "iceberg-agree",
        Some(false) => "iceberg-disagree",
    };
    let road = texts.word(&format!("road-{}", road_key(surface.road)));
    let range = format!("{}–{}", count(surface.silent_low), count(surface.silent_high));
    let said = texts.say("waterline-estimate", args!(silent = count(surface.silent), range = range, road = road));
    format!("<br>{said} {} {}", texts.word(verdict), texts.word("iceberg-nobody"))
}

fn above(report: &Report, voice: &Voice) -> Vec<Bar> {
    let spoke = report
        .surface
        .map(|surface| Bar::counted(voice.texts.word("waterline-spoke"), surface.spoke, report.graph.journeys, true));
    let result = |count: &ResultCount| Bar::counted(voice.result(&count.name), count.harmed, count.known, false);
    spoke.into_iter().chain(report.results.iter().map(result)).collect()
}

fn below(report: &Report, voice: &Voice) -> Vec<Bar> {
    let all = report.graph.journeys.max(1) as f64;
    let silent = report.surface.map(|surface| Bar {
        label: voice.texts.word("waterline-silent"),
        share: (surface.silent / all).min(1.0),
        low: (surface.silent_low / all).min(1.0),
        high: (surface.silent_high / all).min(1.0),
        total: true,
    });
    let points = report.points.iter().take(BELOW).enumerate().map(|(index, point)| Bar {
        label: format!(
            "<a href=\"#point-{0}\"><span class=\"rank\">{0}</span> {1}</a> <small>{2}</small>",
            index + 1,
            voice.kind(point.kind),
            voice.place(&point.place)
        ),
        share: point.rate,
        low: point.rate_low,
        high: point.rate_high,
        total: false,
    });
    silent.into_iter().chain(points).collect()
}

/// The end of the scale: a round share not below the most that is shown.
fn round_up(most: f64) -> f64 {
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8].into_iter().find(|&end| most <= end).unwrap_or(1.0)
}
