//! The report on a screen of characters.

pub mod columns;

use super::sentences::Voice;
use super::{Point, Report};
use crate::locale::{Language, args, figures};
use columns::{Column, fill, table};
use lens::noise::DamageUnit;

/// Points told in sentences below the table.
const TOLD: usize = 5;
/// Narrower than this nothing can be told.
const LEAST_WIDTH: usize = 40;

/// Writes the report with its `top` points for a terminal that is `width` columns wide; wide characters take two.
pub fn terminal(report: &Report, language: Language, width: usize, top: usize) -> String {
    let voice = Voice::in_terminal(language, &report.settings.zone);
    let texts = voice.texts;
    let width = width.max(LEAST_WIDTH);
    let mut out = fill(&voice.log(report), width, 0);
    if report.points.is_empty() {
        out.push('\n');
        out.push_str(&fill(&voice.finding(report), width, 0));
    } else {
        out.push('\n');
        out.push_str(&ranked(&report.points[..report.points.len().min(top)], &voice, width));
        for (index, point) in report.points.iter().take(TOLD).enumerate() {
            out.push('\n');
            out.push_str(&told(index + 1, point, &voice, width));
        }
    }
    out.push('\n');
    out.push_str(&fill(
        &texts.say(
            "passed-lead",
            args!(looked = report.looked_at, listed = report.points.len() as u64, passed = report.passed.len() as u64),
        ),
        width,
        0,
    ));
    if !report.blind.is_empty() {
        let kinds: Vec<String> = report.blind.iter().map(|&kind| voice.kind(kind)).collect();
        out.push_str(&fill(&texts.say("terminal-blind", args!(kinds = kinds.join(" · "))), width, 0));
    }
    out.push_str(&fill(&texts.say("method-clock", args!(zone = voice.name(&report.settings.zone))), width, 0));
    if let Some(closing) = report.closing {
        out.push_str(&fill(&texts.say("waits-closing", args!(share = figures::percent(closing.share))), width, 0));
    }
    if let Some(late) = voice.told_last(report) {
        out.push_str(&fill(&late, width, 0));
    }
    out
}

fn told(rank: usize, point: &Point, voice: &Voice, width: usize) -> String {
    let mut sentences = vec![voice.happens(point.kind, &point.place), voice.rate(point)];
    sentences.extend(voice.effects(point));
    sentences.push(voice.damage(point));
    sentences.extend(voice.life(point));
    let number = format!("{rank}. ");
    fill(&format!("{number}{}", voice.joined(&sentences)), width, number.len())
}

fn ranked(points: &[Point], voice: &Voice, width: usize) -> String {
    let texts = voice.texts;
    let with_effect = points.iter().any(|point| point.effect.is_some());
    let mut columns = vec![
        Column::figures("#".to_owned(), points.iter().enumerate().map(|(index, _)| (index + 1).to_string())),
        Column::words(texts.word("table-kind"), points.iter().map(|point| voice.kind(point.kind))),
        Column::words(texts.word("table-place"), points.iter().map(|point| voice.place(&point.place))).gives_way(),
        Column::figures(texts.word("table-affected"), points.iter().map(|point| figures::count(point.affected))),
        Column::figures(texts.word("table-rate"), points.iter().map(|point| figures::percent(point.rate))),
    ];
    if with_effect {
        columns.push(Column::figures(texts.word("table-ratio"), points.iter().map(ratio)));
    }
    columns.push(Column::figures(
        texts.word(match points[0].damage_unit {
            DamageUnit::HarmedJourneys => "table-damage-journeys",
            DamageUnit::Hours => "table-damage-hours",
        }),
        points.iter().map(|point| figures::amount(point.damage_low)),
    ));
    let owner = |point: &Point| point.owner.as_ref().map_or_else(|| "–".to_owned(), |owner| voice.name(owner));
    columns.push(Column::words(texts.word("fact-owner"), points.iter().map(owner)).optional());
    table(columns, width)
}

fn ratio(point: &Point) -> String {
    point.effect.as_ref().map_or_else(
        || "–".to_owned(),
        |effect| format!("{} ({})", figures::amount(effect.ratio), figures::range(effect.ratio_low, effect.ratio_high)),
    )
}
