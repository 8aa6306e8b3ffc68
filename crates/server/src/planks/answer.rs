//! What `waterline planks --json` prints.

use super::ranked;
use crate::locale::Texts;
use lens::drivers::contrast::Contrast;
use lens::drivers::met::{Planks, Said};
use lens::signals::Kind;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Answer {
    outcome: Option<&'static str>,
    answers: u64,
    bad: u64,
    used: u64,
    explained: Option<f64>,
    drivers: Vec<DriverJson>,
    barrel: Option<BarrelJson>,
    lifts: Vec<LiftJson>,
    left_out: Vec<Kind>,
    missing: Option<String>,
}

#[derive(Serialize)]
struct DriverJson {
    kind: Kind,
    met: u64,
    level: f64,
    satisfied_met: f64,
    satisfied_spared: f64,
    /// Of the variance, by all orderings and by Johnson's weights; each sums to what is explained.
    share: f64,
    share_johnson: f64,
    alone: f64,
    last: f64,
    rank: usize,
    rank_best: usize,
    rank_worst: usize,
    contrast: Option<Contrast>,
}

#[derive(Serialize)]
struct BarrelJson {
    rho: f64,
    rho_low: f64,
    rho_high: f64,
    explained: f64,
    short_planks_first: bool,
}

#[derive(Serialize)]
struct LiftJson {
    kind: Kind,
    gain: f64,
    priority: f64,
}

impl Answer {
    pub(super) fn of(planks: Option<&Planks>, texts: &Texts) -> Answer {
        let Some(planks) = planks else {
            return Answer {
                outcome: None,
                answers: 0,
                bad: 0,
                used: 0,
                explained: None,
                drivers: Vec::new(),
                barrel: None,
                lifts: Vec::new(),
                left_out: Vec::new(),
                missing: Some(texts.word("planks-none")),
            };
        };
        let [answers, bad, used] = planks.answers;
        let lifts = planks.lifts.iter().map(|lift| LiftJson {
            kind: planks.drivers[lift.plank].kind,
            gain: lift.gain,
            priority: lift.priority,
        });
        let barrel = planks.barrel;
        Answer {
            outcome: Some(match planks.said {
                Said::Rating => "rating",
                Said::Complaint => "complained",
            }),
            answers,
            bad,
            used,
            explained: Some(planks.orderings.explained),
            drivers: ranked(planks).into_iter().map(|at| DriverJson::of(planks, at)).collect(),
            barrel: Some(BarrelJson {
                rho: barrel.rho,
                rho_low: barrel.interval.low,
                rho_high: barrel.interval.high,
                explained: barrel.explained,
                short_planks_first: barrel.short_planks_first(),
            }),
            lifts: lifts.collect(),
            left_out: planks.left_out.clone(),
            missing: None,
        }
    }
}

impl DriverJson {
    fn of(planks: &Planks, at: usize) -> DriverJson {
        let (driver, part) = (&planks.drivers[at], planks.orderings.parts[at]);
        DriverJson {
            kind: driver.kind,
            met: driver.met,
            level: driver.level,
            satisfied_met: driver.satisfied[0],
            satisfied_spared: driver.satisfied[1],
            share: part.share,
            share_johnson: planks.johnson.parts[at].share,
            alone: part.alone,
            last: part.last,
            rank: driver.rank.rank,
            rank_best: driver.rank.best,
            rank_worst: driver.rank.worst,
            contrast: driver.contrast,
        }
    }
}
