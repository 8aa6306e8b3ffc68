//! What a noise point means to those who run the company: what it costs in a year, who never said so, since when it is
//! there, how far it is known. The terminal, the page, `--json` and the web pages take it from here.

use super::sentences::Voice;
use super::{Import, Point};
use crate::locale::{args, figures};
use desk::point::{Evidence, Stage};
use desk::time::Time;
use lens::noise::{self, DamageUnit};
use lens::statistics::interval::wilson;
use serde::Serialize;
use utoipa::ToSchema;

/// An estimate and its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Range {
    /// Best estimate.
    pub best: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// When it began.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct OnsetShown {
    /// To about a week.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// How sure that is, in standard errors.
    pub score: f64,
    /// The share that came to harm since then, as a multiple of what it would have been, with its 95 % interval.
    pub harm: f64,
    /// Lower end.
    pub harm_low: f64,
    /// Upper end.
    pub harm_high: f64,
    /// Whether harm rose with it.
    pub aligned: bool,
}

/// How many of those who met it complained, and how many never said so.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Told {
    /// Journeys that met it and of which the log tells whether the customer complained.
    pub affected: u64,
    /// Of them, complained.
    pub complained: u64,
    /// Never said so.
    pub silent: u64,
    /// The 95 % interval of the silent among the affected (Wilson 1927).
    pub silent_low: f64,
    /// Upper end.
    pub silent_high: f64,
}

/// All of it. In JSON the fields stand beside the others of the point.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Life {
    /// The damage of a year at the pace of the log; `None` where the log is shorter than two weeks.
    pub yearly: Option<Range>,
    /// When it began or became worse; `None` where its rate never jumped up.
    pub onset: Option<OnsetShown>,
    /// Who said so; `None` where the log does not tell of complaints.
    pub told: Option<Told>,
    /// How far it is known, or where people have taken it: a word of [`Stage`].
    pub stage: String,
}

/// A year, in microseconds.
const YEAR: f64 = 365.25 * 86_400e6;
/// Logs shorter than this are not stretched to a year.
const SHORTEST: f64 = 14.0 * 86_400e6;

/// How many times the log's length fits into a year; `None` where the log is too short to say.
pub fn years(import: &Import) -> Option<f64> {
    let length = (import.to? - import.from?) as f64;
    (length >= SHORTEST).then(|| YEAR / length)
}

/// How far a log alone can show it: harm goes with it, and came when it came.
pub fn evidence(harms: bool, onset: Option<&OnsetShown>) -> Evidence {
    match (harms, onset) {
        (false, _) => Evidence::Suspected,
        (true, Some(onset)) if onset.aligned => Evidence::Confirmed,
        (true, _) => Evidence::Associated,
    }
}

impl Told {
    /// Of so many who met it so many complained.
    pub fn of(affected: u64, complained: u64) -> Told {
        let silent = affected.saturating_sub(complained);
        let share = wilson(silent, affected, 0.95);
        Told { affected, complained, silent, silent_low: share.low, silent_high: share.high }
    }
}

impl Life {
    /// The life of a point in a log of which `years` fit into a year; `complained` is the place of complaints among the
    /// results, `stage` where people have taken it.
    pub fn of(point: &noise::Point, complained: Option<usize>, years: Option<f64>, stage: Option<String>) -> Life {
        let yearly = years.map(|times| Range {
            best: point.damage * times,
            low: point.damage_low * times,
            high: point.damage_high * times,
        });
        let onset = point.began.map(|began| OnsetShown {
            at: Time(began.at),
            score: began.onset.score,
            harm: began.onset.harm.value,
            harm_low: began.onset.harm.low,
            harm_high: began.onset.harm.high,
            aligned: began.onset.aligned,
        });
        let told = complained.and_then(|place| point.outcomes.get(place)).filter(|(known, _)| *known > 0);
        let known = match evidence(point.effect.is_some(), onset.as_ref()) {
            Evidence::Suspected => Stage::Suspected,
            Evidence::Associated => Stage::Associated,
            Evidence::Confirmed => Stage::Confirmed,
        };
        Life {
            yearly,
            onset,
            told: told.map(|&(known, complained)| Told::of(known, complained)),
            stage: stage.unwrap_or_else(|| known.word().to_owned()),
        }
    }
}

/// The fraction with the smallest denominator up to ten that comes within a hundredth, else the nearest: 6 of 7.
fn fraction(share: f64) -> (u64, u64) {
    let fractions = (2..=10_u64).map(|of| ((share * of as f64).round() as u64, of));
    let off = |&(part, of): &(u64, u64)| (part as f64 / of as f64 - share).abs();
    let near = fractions.clone().find(|fraction| off(fraction) < 0.01);
    near.or_else(|| fractions.min_by(|one, other| off(one).total_cmp(&off(other)))).unwrap_or((0, 1))
}

impl Voice {
    /// What it costs in a year, who never said so, since when, how far it is known.
    pub fn life(&self, point: &Point) -> Vec<String> {
        let told = point.life.told.as_ref().map(|told| self.told(told));
        let onset = point.life.onset.as_ref().map(|onset| self.onset(onset));
        let stage = self.texts.say("life-stage", args!(stage = self.stage(&point.life.stage)));
        [Some(self.cost(point)), told, onset, Some(stage)].into_iter().flatten().collect()
    }

    fn cost(&self, point: &Point) -> String {
        let Range { low, high, .. } =
            point.life.yearly.unwrap_or(Range { best: point.damage, low: point.damage_low, high: point.damage_high });
        let result = match (point.damage_unit, &point.effect) {
            (DamageUnit::HarmedJourneys, Some(effect)) => effect.result.replace('_', "-"),
            _ => "hours".to_owned(),
        };
        let span = if point.life.yearly.is_some() { "year" } else { "log" };
        let figure = |value: f64| if value < 99.95 { figures::amount(value) } else { figures::count(value as u64) };
        let said = args!(
            sure = self.term("sure"),
            low = figure(low.max(0.0)),
            high = figure(high.max(0.0)),
            result = result,
            span = span,
        );
        self.texts.say("life-cost", said)
    }

    fn told(&self, told: &Told) -> String {
        if told.complained == 0 {
            return self.texts.word("life-told-nobody");
        }
        let share = told.silent as f64 / told.affected as f64;
        let (part, of) = fraction(share);
        let range = self.whole(figures::percent_range(told.silent_low, told.silent_high));
        let key = if part == 0 || part == of { "life-told-share" } else { "life-told" };
        let share = figures::percent(share);
        self.texts.say(key, args!(silent = part, of = of, share = share, sure = self.term("sure"), range = range))
    }

    fn onset(&self, onset: &OnsetShown) -> String {
        let day = self.whole(self.clock.day(onset.at.0));
        let range = figures::range(onset.harm_low, onset.harm_high);
        let key = if onset.aligned { "life-onset-harm" } else { "life-onset-alone" };
        let times = figures::amount(onset.harm);
        self.texts.say(key, args!(day = day, times = times, sure = self.term("sure"), range = range))
    }

    /// A stage of its life, in words.
    pub fn stage(&self, stage: &str) -> String {
        let known = Stage::ALL.into_iter().any(|one| one.word() == stage);
        if known { self.texts.word(&format!("stage-{}", stage.replace('_', "-"))) } else { self.name(stage) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_as_people_say_them() {
        let check = |share: f64, said: (u64, u64)| assert_eq!(fraction(share), said, "{share}");
        check(0.5, (1, 2));
        check(0.857, (6, 7));
        check(0.66, (2, 3));
        check(0.02, (0, 2));
        check(0.999, (2, 2));
        check(0.93, (9, 10));
    }

    #[test]
    fn a_log_shows_as_much_as_it_can() {
        let onset = |aligned| OnsetShown { at: Time(0), score: 9.0, harm: 2.0, harm_low: 1.0, harm_high: 3.0, aligned };
        assert_eq!(evidence(false, Some(&onset(true))), Evidence::Suspected);
        assert_eq!(evidence(true, Some(&onset(false))), Evidence::Associated);
        assert_eq!(evidence(true, Some(&onset(true))), Evidence::Confirmed);
        let told = Told::of(700, 100);
        assert_eq!((told.silent, fraction(told.silent as f64 / 700.0)), (600, (6, 7)));
        assert!(told.silent_low < 6.0 / 7.0 && 6.0 / 7.0 < told.silent_high);
        let import = Import { from: Some(0), to: Some(SHORTEST as i64 - 1), ..Import::default() };
        assert_eq!((years(&import), years(&Import { to: Some(YEAR as i64), ..import.clone() })), (None, Some(1.0)));
    }
}
