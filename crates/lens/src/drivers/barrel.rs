//! Does the shortest plank decide? The data say, not the proverb.

use super::planks::whole;
use super::{DriverError, Drivers};
use crate::statistics::interval::Interval;
use serde::Serialize;

/// The aggregate that fits best.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Barrel {
    /// `ρ` with the least error in cross-validation: 1 adds up, 0 multiplies, far below 0 the shortest plank decides.
    pub rho: f64,
    /// 95 % interval by the profile likelihood, within the grid from -10 to 1.
    pub interval: Interval,
    /// Share of the variance of the outcome it predicts in cross-validation.
    pub explained: f64,
}

impl Barrel {
    /// Whether short planks come first: only where the whole interval lies below 0.
    pub fn short_planks_first(&self) -> bool {
        self.interval.high < 0.0
    }
}

/// One step or quality customers meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plank {
    /// Its level now, 0 to 1.
    pub level: f64,
    /// The level it could be brought to.
    pub target: f64,
    /// Its weight in the whole, for instance its share of importance.
    pub weight: f64,
    /// Customers who meet it.
    pub customers: f64,
    /// What it costs to bring it there, in money, above 0.
    pub cost: f64,
}

/// What lifting one plank brings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Lift {
    /// Which plank, by its place in the list.
    pub plank: usize,
    /// By how much the whole rises.
    pub gain: f64,
    /// `gain · customers / cost`.
    pub priority: f64,
}

/// Folds of the cross-validation.
const FOLDS: usize = 10;

/// The 95 % point of chi-squared with one degree of freedom.
const DROP: f64 = 3.841_458_820_694_124;

/// From -10 to 1 in steps of a tenth.
fn grid() -> impl Iterator<Item = f64> {
    (-100..=10).map(|tenth| f64::from(tenth) / 10.0)
}

impl Drivers {
    /// Estimates `ρ`: for each on a grid from -10 to 1 the drivers (levels from 0 to 1) are put together with
    /// [`whole`] under these weights, and the outcome is predicted by a line through it. The best is the one with the
    /// least error over ten folds (every tenth answer left out in turn); the interval holds those whose likelihood is
    /// within `n ln(SSE / SSE_least) <= 3.84`.
    pub fn barrel(&self, weights: &[f64]) -> Result<Barrel, DriverError> {
        let n = self.outcome.len();
        let wholes = |rho: f64| -> Vec<f64> {
            let levels = |row: usize| self.columns.iter().map(|column| column[row]).collect::<Vec<f64>>();
            (0..n).map(|row| whole(&levels(row), weights, rho)).collect()
        };
        let candidates: Vec<(f64, f64, f64)> = grid()
            .map(|rho| {
                let x = wholes(rho);
                let all = error(&x, &self.outcome, |_| true, |_| true);
                let folded = |fold| error(&x, &self.outcome, |row| row % FOLDS != fold, |row| row % FOLDS == fold);
                (rho, all, (0..FOLDS).map(folded).sum())
            })
            .collect();
        let best = candidates.iter().min_by(|a, b| a.2.total_cmp(&b.2)).filter(|best| best.2.is_finite());
        let (rho, _, folded) = *best.ok_or(DriverError::Collinear)?;
        let least = candidates.iter().map(|(_, all, _)| *all).fold(f64::INFINITY, f64::min);
        let held = || candidates.iter().filter(|(_, all, _)| n as f64 * (all / least).ln() <= DROP);
        let low = held().map(|(rho, _, _)| *rho).fold(rho, f64::min);
        let high = held().map(|(rho, _, _)| *rho).fold(rho, f64::max);
        let mean = self.outcome.iter().sum::<f64>() / n as f64;
        let total: f64 = self.outcome.iter().map(|y| (y - mean).powi(2)).sum();
        Ok(Barrel { rho, interval: Interval { low, high }, explained: 1.0 - folded / total })
    }
}

/// Squared error on the rows to `test` of the line fitted to the rows to `learn`; infinite where no line can be fitted.
fn error(x: &[f64], y: &[f64], learn: impl Fn(usize) -> bool, test: impl Fn(usize) -> bool) -> f64 {
    let rows = || (0..x.len()).filter(|row| learn(*row));
    let n = rows().count() as f64;
    let (mean_x, mean_y) = (rows().map(|row| x[row]).sum::<f64>() / n, rows().map(|row| y[row]).sum::<f64>() / n);
    let spread: f64 = rows().map(|row| (x[row] - mean_x).powi(2)).sum();
    if spread.is_nan() || spread <= 1e-12 {
        return f64::INFINITY;
    }
    let slope = rows().map(|row| (x[row] - mean_x) * (y[row] - mean_y)).sum::<f64>() / spread;
    let miss = |row: usize| y[row] - mean_y - slope * (x[row] - mean_x);
    (0..x.len()).filter(|row| test(*row)).map(|row| miss(row).powi(2)).sum()
}

/// What to mend first: planks by what lifting each to its target does to the whole under `rho`, for the customers who
/// meet it and the money it costs. The highest priority first.
pub fn lifts(planks: &[Plank], rho: f64) -> Vec<Lift> {
    let weights: Vec<f64> = planks.iter().map(|plank| plank.weight).collect();
    let mut levels: Vec<f64> = planks.iter().map(|plank| plank.level).collect();
    let now = whole(&levels, &weights, rho);
    let mut lifts: Vec<Lift> = planks
        .iter()
        .enumerate()
        .map(|(at, plank)| {
            levels[at] = plank.target;
            let gain = whole(&levels, &weights, rho) - now;
            levels[at] = plank.level;
            Lift { plank: at, gain, priority: gain * plank.customers / plank.cost }
        })
        .collect();
    lifts.sort_by(|a, b| b.priority.total_cmp(&a.priority));
    lifts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::draws::Draws;

    /// Customers who rate by this `rho`, and what is found of it.
    fn check(rho: f64, noise: f64, seed: u64) -> Barrel {
        let mut draws = Draws::new(seed);
        let columns: Vec<Vec<f64>> =
            (0..3).map(|_| (0..400).map(|_| 0.05 + 0.95 * draws.uniform()).collect()).collect();
        let outcome: Vec<f64> = (0..400)
            .map(|row| {
                let levels: Vec<f64> = columns.iter().map(|column| column[row]).collect();
                2.0 + 8.0 * whole(&levels, &[1.0, 1.0, 2.0], rho) + noise * draws.normal()
            })
            .collect();
        let found = Drivers::new(columns, outcome).unwrap().barrel(&[1.0, 1.0, 2.0]).unwrap();
        assert!(found.interval.low <= found.rho && found.rho <= found.interval.high, "{found:?}");
        found
    }

    #[test]
    fn the_aggregate_customers_use_is_found() {
        for (rho, short) in [(1.0, false), (0.0, false), (-2.0, true), (-6.0, true)] {
            let found = check(rho, 0.3, 1);
            assert!(found.interval.low <= rho && rho <= found.interval.high, "{rho}: {found:?}");
            assert_eq!(found.short_planks_first(), short, "{rho}: {found:?}");
            assert!(found.explained > 0.9, "{found:?}");
        }
    }

    #[test]
    fn intervals_cover_the_true_aggregate() {
        let covered = (0..60).filter(|seed| {
            let found = check(-1.0, 1.0, 100 + seed);
            (found.interval.low..=found.interval.high).contains(&-1.0)
        });
        let share = covered.count() as f64 / 60.0;
        assert!(share >= 0.88, "covered {share}");
    }

    #[test]
    fn noise_alone_does_not_switch_the_rule_on() {
        let found = check(-2.0, 60.0, 5);
        assert!(!found.short_planks_first(), "{found:?}");
    }

    #[test]
    fn drivers_that_never_vary_tell_nothing() {
        let outcome: Vec<f64> = (0..20).map(f64::from).collect();
        let flat = Drivers::new(vec![vec![0.5; 20], vec![0.7; 20]], outcome).unwrap();
        assert_eq!(flat.barrel(&[1.0, 1.0]), Err(DriverError::Collinear));
    }

    #[test]
    fn what_to_mend_first_follows_from_the_aggregate_and_the_cost() {
        let plank = |level: f64, cost| Plank { level, target: level + 0.1, weight: 1.0, customers: 1_000.0, cost };
        let order = |planks: &[Plank], rho| lifts(planks, rho).iter().map(|lift| lift.plank).collect::<Vec<_>>();
        let planks = [plank(0.9, 1.0), plank(0.7, 1.0), plank(0.3, 1.0)];
        assert_eq!(order(&planks, -2.0), [2, 1, 0]);
        assert!((lifts(&planks, -2.0)[0].gain - 0.104_553).abs() < 5e-7);
        assert_eq!(order(&[plank(0.9, 1.0), plank(0.7, 1.0), plank(0.3, 100.0)], -2.0), [1, 0, 2]);
        assert_eq!(order(&[plank(0.9, 3.0), plank(0.7, 2.0), plank(0.3, 4.0)], 1.0), [1, 0, 2]);
    }
}
