//! How the figures of one point come about, with its own numbers, and what they assume: one click away.

use super::html;
use super::sentences::Voice;
use super::{Point, Report};
use crate::locale::{args, figures};
use lens::noise::DamageUnit;

/// The formulas of a point, folded.
pub(super) fn folded(report: &Report, point: &Point, voice: &Voice) -> String {
    let row = |(name, formula): (String, String)| format!("<div><dt>{name}</dt><dd>{formula}</dd></div>");
    let rows: String = formulas(report, point, voice).into_iter().map(row).collect();
    let mark = voice.texts.word("assumption");
    let assumed: String = assumptions(point, voice)
        .into_iter()
        .map(|text| format!("<li><strong class=\"assumed\">{mark}</strong> {text}</li>"))
        .collect();
    let body = format!("<dl class=\"pairs\">{rows}</dl><ul class=\"rules\">{assumed}</ul>");
    html::details("evidence", &voice.texts.word("formulas-open"), &body)
}

fn formulas(report: &Report, point: &Point, voice: &Voice) -> Vec<(String, String)> {
    let texts = voice.texts;
    let mut rows = Vec::new();
    let mut add = |name: &str, said: String| rows.push((texts.word(name), said));
    let (affected, exposed, rate) = (point.affected, point.exposed, figures::percent(point.rate));
    add("formula-of-rate", texts.say("formula-rate", args!(affected = affected, exposed = exposed, rate = rate)));
    if let Some(effect) = &point.effect {
        let said = args!(
            difference = figures::percent(effect.difference),
            range = figures::percent_range(effect.difference_low, effect.difference_high),
            with = effect.matched_exposed,
            without = effect.matched_unexposed,
        );
        add("formula-of-effect", texts.say("formula-effect", said));
    }
    let harm = point.effect.as_ref().filter(|_| point.damage_unit == DamageUnit::HarmedJourneys);
    let damage = figures::amount(point.damage);
    let said = match harm {
        Some(effect) => {
            let difference = figures::percent(effect.difference);
            texts.say("formula-damage", args!(damage = damage.clone(), difference = difference))
        }
        None => texts.say("formula-hours", args!(damage = damage.clone())),
    };
    add("fact-damage", said);
    if let (Some(yearly), Some(from), Some(to)) = (point.life.yearly, report.import.from, report.import.to) {
        let days = figures::amount((to - from) as f64 / 86_400e6);
        let said = args!(damage = damage, days = days, yearly = figures::amount(yearly.best));
        add("formula-of-yearly", texts.say("formula-yearly", said));
    }
    if let Some(told) = &point.life.told {
        let share = figures::percent(told.silent as f64 / told.affected as f64);
        let said = args!(affected = told.affected, complained = told.complained, share = share);
        add("formula-of-told", texts.say("formula-told", said));
    }
    if let Some(onset) = &point.life.onset {
        let range = figures::range(onset.harm_low, onset.harm_high);
        let said = args!(score = figures::amount(onset.score), harm = figures::amount(onset.harm), range = range);
        add("formula-of-onset", texts.say("formula-onset", said));
    }
    rows
}

fn assumptions(point: &Point, voice: &Voice) -> Vec<String> {
    let texts = voice.texts;
    let cause = point.effect.as_ref().map(|effect| {
        let times = figures::amount(effect.e_value);
        texts.say("assume-cause", args!(times = times))
    });
    let pace = point.life.yearly.map(|_| texts.word("assume-pace"));
    let told = point.life.told.map(|_| texts.word("assume-told"));
    let later = point.effect.as_ref().map(|_| texts.word("assume-later"));
    [cause, later, pace, told].into_iter().flatten().collect()
}
