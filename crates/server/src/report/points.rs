//! The noise points, one card each.

use super::evidence;
use super::html::{self, at, escape};
use super::sentences::Voice;
use super::{Place, Point, Report, formulas, map};
use crate::locale::{args, figures};
use lens::noise::{DamageUnit, Slice};

/// Cards shown at once; the others open together.
const FIRST: usize = 10;

/// The section of the ranked points.
pub(super) fn section(report: &Report, voice: &Voice, plain: &Voice) -> String {
    let texts = voice.texts;
    if report.points.is_empty() {
        let none = texts.say("finding-none", args!(looked = report.looked_at));
        return html::section("noise", &texts.word("noise-heading"), "", &format!("<p>{none}</p>\n"));
    }
    let scale = |unit: DamageUnit| {
        let same = report.points.iter().filter(|point| point.damage_unit == unit).map(|point| point.damage_high);
        same.filter(|high| high.is_finite()).fold(0.0, f64::max)
    };
    let cards: Vec<String> = report
        .points
        .iter()
        .enumerate()
        .map(|(index, point)| {
            let card = Card { report, point, rank: index + 1, scale: scale(point.damage_unit), voice, plain };
            card.html()
        })
        .collect();
    let (first, rest) = cards.split_at(cards.len().min(FIRST));
    let mut body = format!("<ol class=\"cards\">\n{}</ol>\n", first.concat());
    if !rest.is_empty() {
        let summary = texts.say("noise-more", args!(n = rest.len() as u64));
        let list = format!("<ol class=\"cards\" start=\"{}\">\n{}</ol>", FIRST + 1, rest.concat());
        body.push_str(&html::details("more", &summary, &list));
    }
    let lead = texts.say(
        if report.points.iter().any(|point| point.damage_unit == DamageUnit::HarmedJourneys) {
            "noise-lead-harm"
        } else if !report.results.is_empty() {
            "noise-lead-unproven"
        } else {
            "noise-lead-hours"
        },
        args!(
            points = report.points.len() as u64,
            looked = report.looked_at,
            sure = voice.term("atleast"),
            share = figures::whole_percent(report.settings.false_discovery)
        ),
    );
    html::section("noise", &texts.word("noise-heading"), &lead, &body)
}

struct Card<'a> {
    report: &'a Report,
    point: &'a Point,
    rank: usize,
    /// The end of the damage scale, the same on every card of one unit.
    scale: f64,
    voice: &'a Voice,
    plain: &'a Voice,
}

impl Card<'_> {
    fn html(&self) -> String {
        let (point, voice, rank) = (self.point, self.voice, self.rank);
        let effect: String =
            voice.effects(point).iter().map(|effect| format!("<p class=\"effect\">{effect}</p>\n")).collect();
        let life: String = voice.life(point).iter().map(|said| format!("<p class=\"life\">{said}</p>\n")).collect();
        format!(
            "<li><article class=\"card\" id=\"point-{rank}\" aria-labelledby=\"point-{rank}-h\">\n\
             <header><span class=\"rank\" aria-hidden=\"true\">{rank}</span><h3 id=\"point-{rank}-h\"><span class=\"kind\">{}</span> <span class=\"place\">{}</span></h3>{}</header>\n\
             <p class=\"happens\">{}</p>\n<p>{}</p>\n{effect}{life}<div class=\"facts\">{}{}{}</div>\n{}{}</article></li>\n",
            voice.kind(point.kind),
            voice.place(&point.place),
            voice.term(voice.status(point)),
            voice.happens(point.kind, &point.place),
            voice.rate(point),
            self.damage(),
            self.trend(),
            self.facts(),
            formulas::folded(self.report, point, voice),
            evidence::journeys(point, voice),
        )
    }

    fn damage(&self) -> String {
        let point = self.point;
        let scale = if self.scale > 0.0 { self.scale } else { 1.0 };
        let share = |damage: f64| if damage.is_finite() { damage / scale } else { 1.0 };
        format!(
            "<div class=\"fact damage\"><h4>{}</h4><div class=\"damage-bar\" aria-hidden=\"true\"><i style=\"width:{}\"></i><s style=\"left:{};right:{}\"></s><b style=\"left:{}\"></b></div><p>{}</p></div>",
            self.voice.texts.word("fact-damage"),
            at(share(point.damage)),
            at(share(point.damage_low)),
            at(1.0 - share(point.damage_high)),
            at(share(point.damage_low)),
            self.voice.damage(point),
        )
    }

    fn trend(&self) -> String {
        let months: Vec<&Slice> = self.point.months.iter().filter(|month| month.exposed > 0).collect();
        if months.len() < 2 {
            return String::new();
        }
        let rates: Vec<f64> = months.iter().map(|month| month.affected as f64 / month.exposed as f64).collect();
        let most = rates.iter().copied().fold(0.0, f64::max);
        let month = |index: usize| self.plain.clock.month(months[index].begins);
        let last = rates.len() - 1;
        let say = self.voice.texts.say(
            "trend",
            args!(
                from = month(0),
                to = month(last),
                first = figures::percent(rates[0]),
                last = figures::percent(rates[last]),
                most = figures::percent(most)
            ),
        );
        format!(
            "<div class=\"fact trend\"><h4>{}</h4>{}<p>{say}</p></div>",
            self.voice.texts.word("fact-trend"),
            self.spark(&months, &rates, most)
        )
    }

    /// Bars month by month; the paler a bar, the fewer journeys stand behind it.
    fn spark(&self, months: &[&Slice], rates: &[f64], most: f64) -> String {
        let (width, height) = (160.0, 34.0);
        let step = width / rates.len() as f64;
        let room = months.iter().map(|month| month.exposed).max().unwrap_or(1).max(1) as f64;
        let mut out = format!(
            "<svg class=\"spark\" viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
        );
        for (index, (month, rate)) in months.iter().zip(rates).enumerate() {
            let tall = if most > 0.0 { rate / most * (height - 2.0) } else { 0.0 };
            let title = self.plain.texts.say(
                "trend-month",
                args!(
                    month = self.plain.clock.month(month.begins),
                    affected = month.affected,
                    exposed = month.exposed,
                    rate = figures::percent(*rate)
                ),
            );
            out.push_str(&format!(
                "<g><title>{}</title><rect class=\"hit\" x=\"{:.1}\" y=\"0\" width=\"{step:.1}\" height=\"{height}\"/><rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" opacity=\"{:.2}\"/></g>",
                escape(&title),
                step * index as f64,
                step * index as f64 + step * 0.1,
                height - tall - 1.0,
                step * 0.8,
                tall + 1.0,
                0.35 + 0.65 * (month.exposed as f64 / room).sqrt(),
            ));
        }
        out.push_str("</svg>");
        out
    }

    fn facts(&self) -> String {
        let (point, texts) = (self.point, self.voice.texts);
        let mut rows = vec![(self.voice.term("hours-lost"), self.voice.hours(point.hours_lost))];
        rows.push((texts.word("fact-customers"), map::customers(point.customers)));
        rows.push((texts.word("fact-times"), figures::count(point.occurrences)));
        if let Some(owner) = point.owner.as_ref().filter(|owner| point.place != Place::Owner((*owner).clone())) {
            rows.insert(0, (texts.word("fact-owner"), self.voice.name(owner)));
        }
        if let Some(effect) = &point.effect {
            rows.push((self.voice.term("q-value"), small(effect.q_value)));
        }
        let list: String =
            rows.iter().map(|(name, value)| format!("<div><dt>{name}</dt><dd>{value}</dd></div>")).collect();
        format!("<dl class=\"fact\">{list}</dl>")
    }
}

/// A small probability.
pub(super) fn small(value: f64) -> String {
    if value < 0.001 { "<0.001".replace('<', "&lt;") } else { format!("{value:.3}") }
}
