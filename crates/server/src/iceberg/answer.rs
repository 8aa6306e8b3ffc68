//! What `waterline iceberg --json` prints.

use super::Cost;
use super::screen::{lacks_key, needs, road_key};
use crate::locale::Texts;
use lens::damage::returns::Gate;
use lens::damage::{Basis, Damage, Unit};
use lens::silent::roads::{ByExit, ByOverlap, BySurvey, Lack, Missing, Silence};
use lens::silent::surface::List;
use lens::silent::{Apart, Road};
use lens::statistics::interval::Interval;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Answer {
    journeys: u64,
    surfaced: u64,
    complained: u64,
    lists: Vec<OnList>,
    silent: Option<Headline>,
    at_least: Option<Range>,
    estimates: Vec<Told>,
    agree: bool,
    apart: Vec<Apart>,
    overlap: Option<Overlap>,
    survey: Option<Survey>,
    exit: Option<Exit>,
    missing: Vec<Lacking>,
    damage: Option<Damages>,
    gate: Option<Gate>,
}

#[derive(Serialize)]
struct OnList {
    list: List,
    journeys: u64,
}

#[derive(Serialize)]
struct Headline {
    low: f64,
    best: f64,
    high: f64,
    road: Road,
}

#[derive(Serialize)]
struct Range {
    silent: f64,
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct Told {
    road: Road,
    silent: f64,
    low: f64,
    high: f64,
    assumes: String,
}

#[derive(Serialize)]
struct Overlap {
    lists: Vec<List>,
    sides: [Vec<List>; 2],
    dependence: Vec<Dependence>,
    models: Option<Models>,
}

#[derive(Serialize)]
struct Dependence {
    odds_ratio: f64,
    silent: f64,
}

#[derive(Serialize)]
struct Models {
    spread_low: f64,
    spread_high: f64,
    low: f64,
    high: f64,
    near: Vec<Near>,
    fitted: usize,
    left_out: usize,
}

#[derive(Serialize)]
struct Near {
    interactions: Vec<Vec<List>>,
    silent: f64,
    aic: f64,
}

#[derive(Serialize)]
struct Survey {
    answered: u64,
    low: u64,
    share: f64,
    share_low: f64,
    share_high: f64,
    effective: f64,
    bounds: Interval,
}

#[derive(Serialize)]
struct Exit {
    silent: Group,
    spared: Group,
    dissatisfied: Group,
    unmatched: u64,
    share: f64,
    share_low: f64,
    share_high: f64,
}

#[derive(Serialize)]
struct Group {
    left: u64,
    of: u64,
}

#[derive(Serialize)]
struct Lacking {
    road: Road,
    lacks: Lack,
    needs: Option<&'static str>,
    says: String,
}

#[derive(Serialize)]
struct Damages {
    priced: bool,
    best: Damage,
    low: Damage,
    high: Damage,
    parameters: Vec<Number>,
}

#[derive(Serialize)]
struct Number {
    name: &'static str,
    unit: Unit,
    value: f64,
    low: f64,
    high: f64,
    basis: &'static str,
    source: Option<&'static str>,
}

impl Answer {
    pub(super) fn of(silence: &Silence, cost: Option<&Cost>, texts: &Texts) -> Answer {
        let estimates = silence.iceberg.estimates.iter().map(|estimate| Told {
            road: estimate.road,
            silent: estimate.count,
            low: estimate.interval.low,
            high: estimate.interval.high,
            assumes: texts.word(&format!("assumes-{}", road_key(estimate.road))),
        });
        let seen = silence.surfaced as f64;
        Answer {
            journeys: silence.journeys,
            surfaced: silence.surfaced,
            complained: silence.complained,
            lists: silence.lists.iter().map(|(list, journeys)| OnList { list: *list, journeys: *journeys }).collect(),
            silent: silence.headline().map(|found| Headline {
                low: found.interval.low,
                best: found.count,
                high: found.interval.high,
                road: found.road,
            }),
            at_least: silence.overlap.as_ref().map(|overlap| Range {
                silent: overlap.at_least.count - seen,
                low: overlap.at_least.interval.low - seen,
                high: overlap.at_least.interval.high - seen,
            }),
            estimates: estimates.collect(),
            agree: silence.iceberg.agree,
            apart: silence.iceberg.apart.clone(),
            overlap: silence.overlap.as_ref().map(|overlap| Overlap::of(overlap, seen)),
            survey: silence.survey.as_ref().map(Survey::of),
            exit: silence.exit.as_ref().map(Exit::of),
            missing: silence.missing.iter().map(|missing| Lacking::of(*missing, texts)).collect(),
            damage: cost.map(Damages::of),
            gate: cost.map(|cost| cost.gate),
        }
    }
}

fn on(bits: usize) -> Vec<List> {
    List::ALL.into_iter().filter(|list| bits & list.bit() != 0).collect()
}

impl Overlap {
    fn of(overlap: &ByOverlap, seen: f64) -> Overlap {
        let among = |group: &u32| {
            let lists = overlap.lists.iter().enumerate().filter(|(at, _)| group >> at & 1 == 1);
            lists.map(|(_, list)| *list).collect()
        };
        let models = overlap.models.as_ref().map(|models| Models {
            spread_low: models.spread.low - seen,
            spread_high: models.spread.high - seen,
            low: models.interval.low - seen,
            high: models.interval.high - seen,
            near: models
                .near
                .iter()
                .map(|model| Near {
                    interactions: model.interactions.iter().map(among).collect(),
                    silent: model.population - seen,
                    aic: model.aic,
                })
                .collect(),
            fitted: models.fitted,
            left_out: models.left_out,
        });
        let dependence = overlap.slider.iter().map(|&(odds_ratio, silent)| Dependence { odds_ratio, silent });
        Overlap { lists: overlap.lists.clone(), sides: overlap.two.0.map(on), dependence: dependence.collect(), models }
    }
}

impl Survey {
    fn of(survey: &BySurvey) -> Survey {
        Survey {
            answered: survey.answered,
            low: survey.low,
            share: survey.share.mean,
            share_low: survey.share.interval.low,
            share_high: survey.share.interval.high,
            effective: survey.share.effective,
            bounds: survey.bounds,
        }
    }
}

impl Exit {
    fn of(exit: &ByExit) -> Exit {
        let [silent, spared, dissatisfied] =
            [exit.silent, exit.spared, exit.dissatisfied].map(|leaving| Group { left: leaving.left, of: leaving.of });
        let share = exit.share;
        Exit {
            silent,
            spared,
            dissatisfied,
            unmatched: exit.unmatched,
            share: share.share,
            share_low: share.interval.low,
            share_high: share.interval.high,
        }
    }
}

impl Lacking {
    fn of(missing: Missing, texts: &Texts) -> Lacking {
        let Missing { road, lacks } = missing;
        Lacking { road, lacks, needs: needs(lacks), says: texts.word(&format!("lacks-{}", lacks_key(lacks))) }
    }
}

impl Damages {
    fn of(cost: &Cost) -> Damages {
        let number = |(name, unit, parameter): (&'static str, Unit, lens::damage::Parameter)| {
            let (basis, source) = match parameter.basis {
                Basis::Measured => ("measured", None),
                Basis::Published(source) => ("published", Some(source)),
                Basis::Assumed(why) => ("assumed", Some(why)),
            };
            Number { name, unit, value: parameter.value, low: parameter.low, high: parameter.high, basis, source }
        };
        Damages {
            priced: cost.priced,
            best: cost.assessment.damage,
            low: cost.assessment.low,
            high: cost.assessment.high,
            parameters: cost.market.numbers().into_iter().map(number).collect(),
        }
    }
}
