//! Findings in plain sentences, the same on the page and in a terminal.

use super::html;
use super::life::evidence;
use super::{Effect, Place, Point, Report};
use crate::locale::figures::{self, Clock};
use crate::locale::{Language, Texts, args};
use desk::point::Evidence;
use lens::noise::{DamageUnit, PassedReason};
use lens::signals::Kind;

/// Technical words that the page explains when they are pointed at: (key of the word; `tip-` with it explains).
pub(crate) const TERMS: [&str; 8] =
    ["sure", "comparable", "atleast", "confirmed", "associated", "suspected", "hours-lost", "q-value"];

/// Says things in one language, for the page or for a terminal.
pub struct Voice {
    /// The texts it uses.
    pub texts: &'static Texts,
    /// The zone and language of times.
    pub clock: Clock,
    page: bool,
}

impl Voice {
    /// For a page: names are escaped and set apart, technical words can be pointed at.
    pub fn on_page(language: Language, zone: &str) -> Voice {
        Voice { texts: language.texts(), clock: Clock::new(zone, language), page: true }
    }

    /// For a terminal: names are stripped of what would drive it.
    pub fn in_terminal(language: Language, zone: &str) -> Voice {
        Voice { texts: language.texts(), clock: Clock::new(zone, language), page: false }
    }

    /// The language spoken.
    pub fn language(&self) -> Language {
        self.texts.language
    }

    /// A name from the log.
    pub fn name(&self, name: &str) -> String {
        if self.page {
            return html::name(name);
        }
        name.chars().map(|char| if html::unsafe_to_show(char) { '\u{FFFD}' } else { char }).collect()
    }

    /// A technical word; on a page it explains itself when pointed at.
    pub(super) fn term(&self, key: &str) -> String {
        let word = self.texts.word(&format!("term-{key}"));
        if !self.page {
            return word;
        }
        format!(
            "<span class=\"term\" role=\"button\" tabindex=\"0\" data-tip=\"tip-{key}\" aria-describedby=\"tip-{key}\">{word}</span>"
        )
    }

    /// A figure that must not be broken between lines.
    pub(super) fn whole(&self, figure: String) -> String {
        if self.page { format!("<span class=\"whole\">{figure}</span>") } else { figure }
    }

    /// The kind of noise, as a noun.
    pub fn kind(&self, kind: Kind) -> String {
        self.texts.word(&format!("kind-{}", slug(kind)))
    }

    /// The place as a label.
    pub fn place(&self, place: &Place) -> String {
        match place {
            Place::Journey => self.texts.word("place-journey"),
            Place::Step(name) => self.name(name),
            Place::Transition(from, to) => format!("{} → {}", self.name(from), self.name(to)),
            Place::Owner(name) => self.texts.say("place-owner", args!(name = self.name(name))),
            Place::Channel(name) => self.texts.say("place-channel", args!(name = self.name(name))),
            Place::Owners(least) => self.texts.say("place-owners", args!(n = *least)),
        }
    }

    /// What happens to the customer.
    pub fn happens(&self, kind: Kind, place: &Place) -> String {
        let (sort, name, to, n) = match place {
            Place::Journey => ("journey", "", "", 0),
            Place::Step(name) => ("step", name.as_str(), "", 0),
            Place::Transition(from, to) => ("transition", from.as_str(), to.as_str(), 0),
            Place::Owner(name) => ("owner", name.as_str(), "", 0),
            Place::Channel(name) => ("channel", name.as_str(), "", 0),
            Place::Owners(least) => ("owners", "", "", *least),
        };
        let key = format!("happens-{}", slug(kind));
        self.texts.say(&key, args!(place = sort, name = self.name(name), to = self.name(to), n = n))
    }

    /// How often, of how many, and how sure that is.
    pub fn rate(&self, point: &Point) -> String {
        self.texts.say(
            if counts_endings(point.kind) { "rate-endings" } else { "rate-journeys" },
            args!(
                affected = point.affected,
                exposed = point.exposed,
                rate = figures::percent(point.rate),
                sure = self.term("sure"),
                range = self.whole(figures::percent_range(point.rate_low, point.rate_high)),
            ),
        )
    }

    /// What comes of it, beside comparable journeys, the surest first; nothing where the log tells of no result.
    pub fn effects(&self, point: &Point) -> Vec<String> {
        let others = point.effects.iter().filter(|each| each.found).map(|each| &each.effect);
        let others = others.filter(|other| point.effect.as_ref().is_none_or(|first| first.result != other.result));
        point.effect.iter().chain(others).map(|effect| self.effect(effect)).collect()
    }

    fn effect(&self, effect: &Effect) -> String {
        let came = self.texts.word(&format!("came-{}", effect.result.replace('_', "-")));
        let comparable = self.term("comparable");
        let sure = self.term("sure");
        if !effect.ratio.is_finite() || effect.ratio > 1_000.0 {
            let low = figures::amount(effect.ratio_low);
            return self.texts.say("effect-only", args!(came = came, comparable = comparable, sure = sure, low = low));
        }
        let range = self.ratio_range(effect);
        let times = figures::amount(effect.ratio);
        self.texts.say("effect", args!(came = came, times = times, comparable = comparable, sure = sure, range = range))
    }

    fn ratio_range(&self, effect: &Effect) -> String {
        let (low, high) = (figures::amount(effect.ratio_low), figures::amount(effect.ratio_high));
        self.texts.say("range", args!(low = low, high = high))
    }

    /// The damage: best estimate, interval, and the bound that ranks it.
    pub fn damage(&self, point: &Point) -> String {
        let (key, low, best, high) = match point.damage_unit {
            DamageUnit::HarmedJourneys => (
                "damage-journeys",
                figures::amount(point.damage_low),
                figures::amount(point.damage),
                figures::amount(point.damage_high),
            ),
            DamageUnit::Hours => {
                ("damage-hours", self.hours(point.damage_low), self.hours(point.damage), self.hours(point.damage_high))
            }
        };
        let range = self.texts.say("range", args!(low = low.clone(), high = high));
        self.texts.say(key, args!(low = low, best = best, sure = self.term("sure"), range = range))
    }

    /// A number of hours.
    pub fn hours(&self, hours: f64) -> String {
        figures::hours(hours, self.language())
    }

    /// A duration.
    pub fn duration(&self, seconds: f64) -> String {
        figures::duration(seconds, self.language())
    }

    /// How far the finding has been confirmed.
    pub(super) fn status(&self, point: &Point) -> &'static str {
        match evidence(point.effect.is_some(), point.life.onset.as_ref()) {
            Evidence::Suspected => "suspected",
            Evidence::Associated => "associated",
            Evidence::Confirmed => "confirmed",
        }
    }

    /// The most important thing on the list, or that there is nothing on it.
    pub fn finding(&self, report: &Report) -> String {
        let Some(point) = report.points.first() else {
            return self.texts.say("finding-none", args!(looked = report.looked_at));
        };
        let happens = self.happens(point.kind, &point.place);
        let effect = point.effect.as_ref().map(|effect| self.effect(effect));
        let rest = effect.unwrap_or_else(|| self.damage(point));
        self.joined(&[happens, self.rate(point), rest])
    }

    /// What this log is.
    pub fn log(&self, report: &Report) -> String {
        let import = &report.import;
        let day = |at: Option<i64>| at.map_or_else(|| "–".to_owned(), |at| self.whole(self.clock.day(at)));
        self.texts.say(
            "headline",
            args!(
                journeys = import.journeys,
                customers = import.customers,
                touches = import.touches,
                from = day(import.from),
                to = day(import.to),
            ),
        )
    }

    /// Why something is not on the list.
    pub fn reason(&self, reason: PassedReason) -> String {
        self.texts.word(match reason {
            PassedReason::TooFew => "passed-too-few",
            PassedReason::NoHarm => "passed-no-harm",
            PassedReason::Better => "passed-better",
            PassedReason::NoMatch => "passed-no-match",
            PassedReason::TimeOnly => "passed-time-only",
            PassedReason::Twin => "passed-twin",
        })
    }

    /// A result as a noun.
    pub fn result(&self, result: &str) -> String {
        self.texts.word(&format!("result-{}", result.replace('_', "-")))
    }

    /// Which results are told of late; `None` where none is.
    pub fn told_last(&self, report: &Report) -> Option<String> {
        let results: Vec<String> = report.told_last.iter().map(|result| self.result(result)).collect();
        (!results.is_empty()).then(|| self.texts.say("told-last", args!(results = results.join(" · "))))
    }

    /// One journey of the evidence, in a line.
    pub(super) fn journey(&self, evidence: &super::Evidence) -> String {
        let shown = evidence.touches.len() as u64;
        let touches = evidence.skipped_before + evidence.skipped_after + shown;
        let span = match (evidence.touches.first(), evidence.touches.last()) {
            (Some(first), Some(last)) => (last.at - first.at) as f64 / 1e6,
            _ => 0.0,
        };
        let name = self.name(&evidence.journey);
        self.texts.say("evidence-journey", args!(name = name, touches = touches, span = self.duration(span)))
    }

    /// Sentences in a row, as the language sets them.
    pub fn joined(&self, sentences: &[String]) -> String {
        sentences.join(if self.language() == Language::En { " " } else { "" })
    }
}

/// The kind as part of a key.
pub(crate) fn slug(kind: Kind) -> &'static str {
    match kind {
        Kind::Failure => "failure",
        Kind::Retry => "retry",
        Kind::Loop => "loop",
        Kind::PingPong => "ping-pong",
        Kind::Handoff => "handoff",
        Kind::ChannelSwitch => "channel-switch",
        Kind::RepeatContact => "repeat-contact",
        Kind::LongWait => "long-wait",
        Kind::Abandonment => "abandonment",
        Kind::DeadEnd => "dead-end",
        Kind::Refused => "refused",
        Kind::SilentExit => "silent-exit",
        Kind::BrokenPromise => "broken-promise",
        Kind::Retelling => "retelling",
        Kind::ParrotReply => "parrot-reply",
        Kind::ExpectationGap => "expectation-gap",
    }
}

/// Every kind, in the order of their definitions.
pub(crate) const KINDS: [Kind; 16] = [
    Kind::Failure,
    Kind::Retry,
    Kind::Loop,
    Kind::PingPong,
    Kind::Handoff,
    Kind::ChannelSwitch,
    Kind::RepeatContact,
    Kind::LongWait,
    Kind::Abandonment,
    Kind::DeadEnd,
    Kind::Refused,
    Kind::SilentExit,
    Kind::BrokenPromise,
    Kind::Retelling,
    Kind::ParrotReply,
    Kind::ExpectationGap,
];

/// Whether the kind is counted over endings of journeys rather than journeys.
pub(super) fn counts_endings(kind: Kind) -> bool {
    matches!(kind, Kind::RepeatContact | Kind::SilentExit)
}
