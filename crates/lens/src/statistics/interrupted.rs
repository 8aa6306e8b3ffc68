//! Interrupted time series: did the level step when something was changed?

use crate::statistics::interval::{Interval, t_quantile, t_two_sided};
use crate::statistics::regression::least_squares;
use nalgebra::{DMatrix, DVector};
use thiserror::Error;

/// Which terms the regression has beside the level and the step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// A straight trend through the whole series.
    pub trend: bool,
    /// A change of the trend at the step.
    pub bend: bool,
    /// A level for each position in a season of this many observations; 0 is none.
    pub season: usize,
}

/// A coefficient with its uncertainty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficient {
    /// Least squares estimate, in the unit of the series (per observation for the bend).
    pub value: f64,
    /// Standard error.
    pub error: f64,
    /// 95 % interval (t distribution).
    pub interval: Interval,
    /// Two-sided p-value of no effect.
    pub p_value: f64,
}

/// What changed at the interruption.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interruption {
    /// Change of the level.
    pub step: Coefficient,
    /// Change of the slope, where the model has a bend.
    pub bend: Option<Coefficient>,
}

/// Why no step can be estimated.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum InterruptedError {
    /// The change lies outside the series.
    #[error("the change at {at} leaves nothing before or after it in {n} observations: choose one from 1 to {n} - 1")]
    Outside {
        /// Observations before the change.
        at: usize,
        /// Observations in all.
        n: usize,
    },
    /// Fewer observations than terms.
    #[error("{n} observations cannot carry {terms} terms: give a longer series or a simpler model")]
    TooShort {
        /// Observations in all.
        n: usize,
        /// Terms of the model.
        terms: usize,
    },
    /// A control series of another length.
    #[error("a control has {control} observations and the series {n}: give one for each moment of the series")]
    Control {
        /// Observations of the control.
        control: usize,
        /// Observations of the series.
        n: usize,
    },
    /// The terms cannot be told apart.
    #[error("the terms of the model cannot be told apart in this series: leave out the trend, the bend or the season")]
    Collinear,
}

/// Fits `y = b0 + b1 t + b2 step + b3 (t - t0) step + season + Σ c_k control_k` by ordinary least squares, the terms as
/// `model` says (Wagner et al. 2002). `at` is the number of observations before the change. Controls are series that the
/// change cannot have touched and that follow the same weather (Bernal, Cummins and Gasparrini 2018); what they explain
/// is no effect. Errors are taken as uncorrelated.
pub fn interrupted(
    series: &[f64],
    controls: &[&[f64]],
    at: usize,
    model: Model,
) -> Result<Interruption, InterruptedError> {
    let n = series.len();
    if at == 0 || at >= n {
        return Err(InterruptedError::Outside { at, n });
    }
    if let Some(control) = controls.iter().map(|control| control.len()).find(|control| *control != n) {
        return Err(InterruptedError::Control { control, n });
    }
    let own = 2 + usize::from(model.trend) + usize::from(model.bend) + model.season.saturating_sub(1);
    let terms = own + controls.len();
    if n <= terms {
        return Err(InterruptedError::TooShort { n, terms });
    }
    let design = DMatrix::from_row_iterator(
        n,
        terms,
        (0..n).flat_map(|t| row(t, at, model).into_iter().chain(controls.iter().map(move |control| control[t]))),
    );
    let answers = DVector::from_column_slice(series);
    let line = least_squares(&design, &answers, &DVector::repeat(n, 1.0)).map_err(|_| InterruptedError::Collinear)?;
    let freedom = (n - terms) as f64;
    let variance = line.residuals.norm_squared() / freedom;
    let coefficient = |term: usize| {
        let (value, error) = (line.coefficients[term], (variance * line.inverse[(term, term)]).sqrt());
        let reach = t_quantile(0.975, freedom) * error;
        let interval = Interval { low: value - reach, high: value + reach };
        Coefficient { value, error, interval, p_value: t_two_sided(value / error, freedom) }
    };
    Ok(Interruption { step: coefficient(1), bend: model.bend.then(|| coefficient(2)) })
}

/// One row of the design: level, step, bend, trend, season.
fn row(t: usize, at: usize, model: Model) -> Vec<f64> {
    let after = f64::from(u8::from(t >= at));
    let mut row = vec![1.0, after];
    if model.bend {
        row.push(after * (t as f64 - at as f64));
    }
    if model.trend {
        row.push(t as f64);
    }
    row.extend((1..model.season).map(|position| f64::from(u8::from(t % model.season == position))));
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::nile::{BEFORE, NILE};
    use crate::statistics::seatbelts;

    const TREND: Model = Model { trend: true, bend: false, season: 0 };

    fn check(found: Coefficient, value: f64, error: f64) {
        assert!((found.value - value).abs() < 5e-5 && (found.error - error).abs() < 5e-5, "{found:?}");
    }

    #[test]
    fn the_nile_steps_down_with_and_without_a_trend() {
        check(interrupted(&NILE, &[], BEFORE, Model::default()).unwrap().step, -247.7778, 28.4352);
        check(interrupted(&NILE, &[], BEFORE, TREND).unwrap().step, -283.6024, 45.2271);
    }

    #[test]
    fn seat_belts_saved_a_fifth_of_the_drivers() {
        let logs = seatbelts::DRIVERS.map(|drivers| f64::from(drivers).ln());
        let model = Model { trend: true, bend: true, season: 12 };
        let step = interrupted(&logs, &[], seatbelts::BEFORE, model).unwrap().step;
        assert!((step.value + 0.235_948_4).abs() < 5e-8 && (step.error - 0.038_098_4).abs() < 5e-8, "{step:?}");
        assert!((step.value.exp_m1() + 0.210).abs() < 5e-4);
    }

    #[test]
    fn step_bend_and_season_are_told_apart() {
        let model = Model { trend: true, bend: true, season: 4 };
        let series: Vec<f64> = (0..48)
            .map(|t| {
                let after = if t >= 20 { -3.0 + 0.5 * (f64::from(t) - 20.0) } else { 0.0 };
                10.0 + 0.2 * f64::from(t) + after + [0.0, 4.0, -1.0, 2.0][t as usize % 4]
            })
            .collect();
        let found = interrupted(&series, &[], 20, model).unwrap();
        check(found.step, -3.0, 0.0);
        check(found.bend.unwrap(), 0.5, 0.0);
    }

    #[test]
    fn what_a_control_went_through_as_well_is_no_effect() {
        // A strike hits both shops from day 30 on; only one changed anything, and gained nothing by it.
        let weather = |t: usize| [0.0, 2.0, -1.0, 0.5, 1.0, -2.0, 0.3][t % 7] - if t >= 30 { 10.0 } else { 0.0 };
        let control: Vec<f64> = (0..60).map(|t| 50.0 + weather(t)).collect();
        let series: Vec<f64> = (0..60).map(|t| 80.0 + 2.0 * weather(t) + [0.1, -0.1][t % 2]).collect();
        let alone = interrupted(&series, &[], 30, Model::default()).unwrap().step;
        assert!(alone.value < -19.0 && alone.p_value < 1e-9, "{alone:?}");
        let controlled = interrupted(&series, &[&control], 30, Model::default()).unwrap().step;
        assert!(controlled.value.abs() < 0.2 && controlled.p_value > 0.05, "{controlled:?}");
        let short = interrupted(&series, &[&control[1..]], 30, Model::default());
        assert_eq!(short, Err(InterruptedError::Control { control: 59, n: 60 }));
    }

    #[test]
    fn impossible_questions_say_why() {
        let ask = |n: usize, at, model| interrupted(&NILE[..n], &[], at, model).unwrap_err();
        assert_eq!(ask(10, 10, TREND), InterruptedError::Outside { at: 10, n: 10 });
        assert_eq!(ask(3, 1, TREND), InterruptedError::TooShort { n: 3, terms: 3 });
        assert_eq!(ask(9, 8, Model { trend: true, bend: true, season: 0 }), InterruptedError::Collinear);
    }
}
