//! Did harm come when the noise came? What stands at the onset of a noise and moves with it is more than company.

use super::counts::{Row, fit};
use super::judge::{Demands, STEP, design, seasonal};
use super::{Estimate, Slot};
use crate::statistics::interval::{Interval, t_quantile};
use serde::Serialize;

/// Steps at either end of a series that are no onset.
const APART: usize = 8;
/// Standard errors from which a jump of the rate is an onset.
const JUMP: f64 = 4.0;

/// When a noise began, or became worse, and what harm did at that moment.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Onset {
    /// The step with which it begins.
    pub number: i64,
    /// How sure that is, in standard errors.
    pub score: f64,
    /// Share of exposed journeys that came to harm since the onset, as a multiple of what it would have been.
    pub harm: Estimate,
    /// Whether harm rose with it: the interval lies above no change.
    pub aligned: bool,
}

/// The onset of a noise in the series of its rate, and what the series of the harm of exposed journeys did there, beside
/// trend and season. `None` where the rate never jumped up, or harm is too rare to say.
pub fn onset(rate: &[Slot], harm: &[Slot], demands: &Demands) -> Option<Onset> {
    let rate: Vec<Slot> = rate.iter().filter(|slot| slot.trials > 0).copied().collect();
    let level =
        |slot: &Slot| Row { number: slot.number, trials: slot.trials as f64, hits: slot.hits as f64, terms: vec![1.0] };
    let flat = fit(&rate.iter().map(level).collect::<Vec<_>>())?;
    let dates = APART..rate.len().saturating_sub(APART);
    let scores = dates.filter_map(|place| {
        let score = flat.score(|row| f64::from(u8::from(row >= place)))?;
        Some((rate[place].number, score))
    });
    let (number, _) = scores.max_by(|one, other| one.1.total_cmp(&other.1)).filter(|(_, score)| *score > 0.0)?;
    let score = jump(&rate, number).filter(|score| *score > JUMP)?;
    let harm: Vec<Slot> = harm.iter().filter(|slot| slot.trials > 0).copied().collect();
    let [before, after] =
        [false, true].map(|late| harm.iter().any(|slot| (slot.number >= number) == late && slot.hits > 0));
    if !before || !after {
        return None;
    }
    let fitted = fit(&design(&harm, number, seasonal(&harm, demands), demands))?;
    let (step, error) = (fitted.coefficients[STEP], fitted.covariance[(STEP, STEP)].sqrt());
    let reach = t_quantile(0.5 + demands.confidence / 2.0, fitted.freedom) * error;
    let interval = Interval { low: (step - reach).exp(), high: (step + reach).exp() };
    Some(Onset { number, score, harm: Estimate::new(step.exp(), interval), aligned: interval.low > 1.0 })
}

/// How far the rate jumps with a step, in standard errors of a regression that has the jump as its term. Where nothing was
/// hit before, half a hit is spread over that time.
fn jump(rate: &[Slot], number: i64) -> Option<f64> {
    let before = rate.iter().filter(|slot| slot.number < number);
    let (hits, trials) = before.fold((0, 0), |(hits, trials), slot| (hits + slot.hits, trials + slot.trials));
    let row = |slot: &Slot| {
        let late = slot.number >= number;
        let lent = if !late && hits == 0 { 0.5 * slot.trials as f64 / trials.max(1) as f64 } else { 0.0 };
        let terms = vec![1.0, f64::from(u8::from(late))];
        Row { number: slot.number, trials: slot.trials as f64, hits: slot.hits as f64 + lent, terms }
    };
    let fitted = fit(&rate.iter().map(row).collect::<Vec<_>>())?;
    Some(fitted.coefficients[1] / fitted.covariance[(1, 1)].sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::draws::Draws;

    /// A year and a half of weeks: the noise begins in week 40, and harm rises by `rise` when it does.
    fn series(seed: u64, rise: f64) -> [Vec<Slot>; 2] {
        let mut draws = Draws::new(seed);
        let mut slots = |rate: &dyn Fn(i64) -> f64| {
            let slot = |number| Slot {
                number,
                trials: 500,
                hits: (0..500).filter(|_| draws.chance(rate(number))).count() as u64,
            };
            (0..80).map(slot).collect::<Vec<Slot>>()
        };
        let noise = slots(&|number| if number < 40 { 0.01 } else { 0.06 });
        let harm = slots(&|number| if number < 40 { 0.1 } else { 0.1 * rise });
        [noise, harm]
    }

    fn aligned(rise: f64, runs: u64) -> usize {
        let found = (0..runs).filter_map(|seed| {
            let [noise, harm] = series(seed + 1, rise);
            let onset = onset(&noise, &harm, &Demands::default()).expect("a jump from one in a hundred to six");
            assert!((onset.number - 40).abs() <= 1, "{onset:?}");
            onset.aligned.then_some(())
        });
        found.count()
    }

    #[test]
    fn harm_that_comes_with_the_noise_is_told_from_harm_that_was_there() {
        let (with, without) = (aligned(1.8, 40), aligned(1.0, 100));
        println!("aligned: {with} of 40 that rise, {without} of 100 that do not");
        assert!(with >= 36 && without <= 7, "{with} {without}");
    }

    #[test]
    fn a_steady_noise_has_no_onset() {
        let [_, steady] = series(7, 1.0);
        assert_eq!(onset(&steady, &steady, &Demands::default()), None);
        assert_eq!(onset(&[], &[], &Demands::default()), None);
    }
}
