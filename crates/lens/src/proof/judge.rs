//! The judgement: a step at the fix, beside everything else that moves a rate.

use super::counts::{Fitted, Row, fit};
use super::{Change, Estimate, Ground, Proof, Slot, Verdict};
use crate::statistics::interval::{Interval, t_quantile, t_two_sided, wilson};
use nalgebra::DVector;

/// What a proof demands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Demands {
    /// Confidence of the intervals.
    pub confidence: f64,
    /// How often at most a fix that did nothing may be called proved.
    pub error: f64,
    /// Steps just before the fix that are left out.
    pub run_up: u64,
    /// Least number of steps before the run-up.
    pub least_before: u64,
    /// Least number of steps after the fix.
    pub least_after: u64,
    /// Least number of hits before the run-up.
    pub least_hits: u64,
    /// Steps in a year; 0.0 leaves the season out.
    pub season: f64,
    /// The least share by which a fix must lower the rate to count as one.
    pub least_change: f64,
}

impl Default for Demands {
    /// For steps of one week.
    fn default() -> Self {
        Demands {
            confidence: 0.95,
            error: 0.025,
            run_up: 6,
            least_before: 12,
            least_after: 8,
            least_hits: 20,
            season: 365.25 / 7.0,
            least_change: 0.05,
        }
    }
}

/// Placebo dates keep this many steps from the ends of the series and, beyond the run-up, from the fix.
const APART: i64 = 6;
/// Share of placebo dates that may show as large a step.
const PLACEBO_SHARE: f64 = 0.05;
/// Standard errors beyond which an older jump of the rate becomes a term of its own.
const JUMP: f64 = 4.0;

/// Place of the step among the terms: level and trend come first.
pub(super) const STEP: usize = 2;

/// Judges a fix made at the beginning of step `at` of a series. `controls` are series of the same steps that the fix cannot
/// have touched: their common rate is a term of the regression, and what it explains is no effect. Slots must be in order;
/// missing ones are steps in which nothing could happen.
pub fn judge(series: &[Slot], controls: &[&[Slot]], at: i64, demands: &Demands) -> Proof {
    let used = used(series, at, demands);
    let before = used.iter().take_while(|slot| slot.number < at).count() as u64;
    let after = used.len() as u64 - before;
    let refuse = |verdict, ground| Proof { verdict, ground, steps_before: before, steps_after: after, change: None };
    let hits: u64 = used.iter().filter(|slot| slot.number < at).map(|slot| slot.hits).sum();
    if before < demands.least_before {
        return refuse(Verdict::NotProved, Ground::FewBefore);
    }
    if hits < demands.least_hits {
        return refuse(Verdict::NotProved, Ground::Rare);
    }
    if after < demands.least_after {
        return refuse(Verdict::TooEarly, Ground::FewAfter);
    }
    let Some((change, at_most)) = estimate(&used, controls, at, demands) else {
        return refuse(Verdict::NotProved, Ground::Rare);
    };
    let (verdict, ground) = decide(&change, at_most, demands);
    Proof { change: Some(change), ..refuse(verdict, ground) }
}

/// The steps that count: from the first hit on, without the run-up.
fn used(series: &[Slot], at: i64, demands: &Demands) -> Vec<Slot> {
    let from = series.iter().position(|slot| slot.hits > 0).unwrap_or(series.len());
    let run_up = at - demands.run_up as i64..at;
    series[from..].iter().filter(|slot| slot.trials > 0 && !run_up.contains(&slot.number)).copied().collect()
}

/// The verdict on a change that leaves `at_most` this share of the rate, but for the error that is allowed.
fn decide(change: &Change, at_most: f64, demands: &Demands) -> (Verdict, Ground) {
    let (ratio, little) = (change.ratio, 1.0 - demands.least_change);
    let elsewhere = change.placebo_stronger as f64 > PLACEBO_SHARE * change.placebo_dates as f64;
    if at_most < little {
        return if elsewhere { (Verdict::NotProved, Ground::OtherDates) } else { (Verdict::Proved, Ground::Step) };
    }
    if ratio.high < little || ratio.low < 0.5 && ratio.high > 1.0 {
        (Verdict::TooEarly, Ground::Unsure)
    } else {
        (Verdict::NotProved, Ground::NoStep)
    }
}

/// The change, and the share of the rate that it leaves at most, but for the error that is allowed.
fn estimate(used: &[Slot], controls: &[&[Slot]], at: i64, demands: &Demands) -> Option<(Change, f64)> {
    let season = seasonal(used, demands);
    let mut rows = design(used, at, season, demands);
    let elsewhere = elsewhere(used, controls, at, demands);
    let mut fitted = fit(&rows)?;
    if let Some(jump) = jump(&rows, &fitted, at) {
        rows.iter_mut().for_each(|row| row.terms.push(f64::from(u8::from(row.number < jump))));
        fitted = fit(&rows)?;
    }
    let (placebo_dates, placebo_stronger) = placebos(&rows, at, demands)?;
    let step = fitted.coefficients[STEP] - elsewhere.step;
    let error = (fitted.covariance[(STEP, STEP)] + elsewhere.variance).sqrt();
    let quantile = t_quantile(0.5 + demands.confidence / 2.0, fitted.freedom);
    let reach = quantile * error;
    let ratio = Interval { low: (step - reach).exp(), high: (step + reach).exp() };
    let at_most = (step + t_quantile(1.0 - demands.error, fitted.freedom) * error).exp();
    let late: Vec<usize> = (0..rows.len()).filter(|&row| rows[row].number >= at).collect();
    let trials: f64 = late.iter().map(|&row| rows[row].trials).sum();
    let hits: f64 = used.iter().filter(|slot| slot.number >= at).map(|slot| slot.hits as f64).sum();
    let expected: f64 = late.iter().map(|&row| fitted.expected[row]).sum();
    let unfixed = expected * (-step).exp();
    let change = Change {
        ratio: Estimate::new(step.exp(), ratio),
        spared: spared(&rows, &late, &fitted, elsewhere, quantile),
        rate_after: hits / trials,
        rate_limit: limit(hits, trials, &fitted),
        rate_unfixed: unfixed / trials,
        p_value: t_two_sided(step / error, fitted.freedom),
        dispersion: fitted.dispersion,
        autocorrelation: fitted.autocorrelation,
        season,
        placebo_dates,
        placebo_stronger,
    };
    Some((change, at_most))
}

/// Upper end of the Wilson interval of the rate, of as many journeys as these are worth when they scatter like this.
fn limit(hits: f64, trials: f64, fitted: &Fitted) -> f64 {
    let worth = fitted.dispersion.max(1.0) * (1.0 + fitted.autocorrelation) / (1.0 - fitted.autocorrelation);
    wilson((hits / worth).round() as u64, (trials / worth).round() as u64, 0.95).high
}

/// Hits expected without the step less those expected with it, over the steps since the fix. Each of the two has its
/// interval on the scale of logarithms, where it is symmetric, and that of their difference is put together from both
/// (Zou and Donner 2008): with few hits a symmetric one would be too short on one side.
fn spared(rows: &[Row], late: &[usize], fitted: &Fitted, elsewhere: Elsewhere, quantile: f64) -> Estimate {
    let step = fitted.coefficients[STEP] - elsewhere.step;
    let sum = |fixed: bool| {
        let factor = if fixed { 1.0 } else { (-step).exp() };
        let total = factor * late.iter().map(|&row| fitted.expected[row]).sum::<f64>();
        let mut gradient = DVector::zeros(fitted.coefficients.len());
        for &row in late {
            for (term, slope) in rows[row].terms.iter().enumerate().filter(|(term, _)| fixed || *term != STEP) {
                gradient[term] += factor * fitted.expected[row] / total * slope;
            }
        }
        let own = gradient.dot(&(&fitted.covariance * &gradient)).max(0.0);
        let variance = own + if fixed { 0.0 } else { elsewhere.variance };
        let reach = (quantile * variance.sqrt()).exp();
        Estimate { value: total, low: total / reach, high: total * reach }
    };
    let (with, without) = (sum(true), sum(false));
    let value = without.value - with.value;
    Estimate {
        value,
        low: value - (without.value - without.low).hypot(with.high - with.value),
        high: value + (without.high - without.value).hypot(with.value - with.low),
    }
}

/// Whether the series is long enough to tell the season of the year from a step: half of the year is seen twice.
pub(super) fn seasonal(used: &[Slot], demands: &Demands) -> bool {
    let span = used.last().map_or(0, |last| last.number - used[0].number + 1) as f64;
    demands.season > 0.0 && span >= 1.5 * demands.season
}

/// The rows with all their terms. Where nothing was hit after the fix, half a hit is spread over it, so that its rate is
/// small and not minus infinity (Haldane 1956).
pub(super) fn design(used: &[Slot], at: i64, season: bool, demands: &Demands) -> Vec<Row> {
    let after = used.iter().filter(|slot| slot.number >= at);
    let (hits, trials) = after.fold((0, 0), |(hits, trials), slot| (hits + slot.hits, trials + slot.trials));
    let row = |slot: &Slot| {
        let late = slot.number >= at;
        let years = (slot.number - at) as f64 / 52.0;
        let mut terms = vec![1.0, years, f64::from(u8::from(late))];
        if season {
            let angle = std::f64::consts::TAU * (slot.number - at) as f64 / demands.season;
            terms.extend([angle.sin(), angle.cos(), (2.0 * angle).sin(), (2.0 * angle).cos()]);
        }
        let lent = if late && hits == 0 { 0.5 * slot.trials as f64 / trials as f64 } else { 0.0 };
        Row { number: slot.number, trials: slot.trials as f64, hits: slot.hits as f64 + lent, terms }
    };
    used.iter().map(row).collect()
}

/// What stepped at the same moment where the fix cannot have reached.
#[derive(Clone, Copy, Debug, Default)]
struct Elsewhere {
    step: f64,
    variance: f64,
}

/// The step of the controls' common rate, by the same terms; none without controls that carry them.
fn elsewhere(used: &[Slot], controls: &[&[Slot]], at: i64, demands: &Demands) -> Elsewhere {
    let common = |slot: &Slot| {
        let number = slot.number;
        let slots = controls.iter().flat_map(|control| control.iter()).filter(|slot| slot.number == number);
        slots.fold(Slot { number, trials: 0, hits: 0 }, |sum, slot| Slot {
            trials: sum.trials + slot.trials,
            hits: sum.hits + slot.hits,
            ..sum
        })
    };
    let common: Vec<Slot> = used.iter().map(common).filter(|slot| slot.trials > 0).collect();
    let both = [common.iter().any(|slot| slot.number < at), common.iter().any(|slot| slot.number >= at)];
    let fitted = (both == [true; 2]).then(|| fit(&design(&common, at, seasonal(used, demands), demands))).flatten();
    fitted.map_or(Elsewhere::default(), |fitted| Elsewhere {
        step: fitted.coefficients[STEP],
        variance: fitted.covariance[(STEP, STEP)],
    })
}

/// Where the rate jumped before the fix, if it did so for sure: the first step of the new level.
fn jump(rows: &[Row], fitted: &Fitted, at: i64) -> Option<i64> {
    let early = rows.iter().take_while(|row| row.number < at).count() as i64;
    let dates = (APART..=early - APART).map(|row| rows[row as usize].number);
    let scored = dates.filter_map(|date| {
        let score = fitted.score(|row| f64::from(u8::from(rows[row].number < date)))?;
        Some((date, score.abs()))
    });
    let (date, score) = scored.max_by(|one, other| one.1.total_cmp(&other.1))?;
    (score > JUMP).then_some(date)
}

/// Other dates that could have been the fix's, and how many of them show as large a step down.
fn placebos(rows: &[Row], at: i64, demands: &Demands) -> Option<(u64, u64)> {
    let without: Vec<Row> = rows
        .iter()
        .map(|row| {
            let mut row = row.clone();
            row.terms.remove(STEP);
            row
        })
        .collect();
    let fitted = fit(&without)?;
    let score = |date: i64| fitted.score(|row| f64::from(u8::from(rows[row].number >= date)));
    let own = score(at)?;
    let far = demands.run_up as i64 + APART;
    let inside = rows.iter().skip(APART as usize).take(rows.len().saturating_sub(2 * APART as usize));
    let dates = inside.map(|row| row.number).filter(|date| (date - at).abs() >= far);
    let scores: Vec<f64> = dates.filter_map(score).collect();
    Some((scores.len() as u64, scores.iter().filter(|other| **other <= own).count() as u64))
}
