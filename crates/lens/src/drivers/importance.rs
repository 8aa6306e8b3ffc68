//! Relative importance: how much of what is explained does each driver explain?

use super::{DriverError, Drivers};
use crate::statistics::draws::Draws;
use crate::statistics::order::quantile;
use nalgebra::{DMatrix, DVector};
use serde::Serialize;

/// Most drivers whose orderings are averaged: work doubles with each.
pub const MOST: usize = 15;

/// How the explained variance is shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Lindeman, Merenda and Gold (1980): what a driver adds to R², averaged over all orderings; the Shapley value.
    Orderings,
    /// Johnson (2000): by way of the uncorrelated variables closest to the drivers. Nearly the same, for any number.
    Johnson,
}

/// The part of one driver.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Its share of the variance of the outcome; the shares sum to R².
    pub share: f64,
    /// What it explains alone.
    pub alone: f64,
    /// What it adds once all others are known.
    pub last: f64,
}

/// How much the drivers explain together and each.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Importance {
    /// R², the share of the variance of the outcome that all drivers explain.
    pub explained: f64,
    /// One part for each driver.
    pub parts: Vec<Part>,
}

/// The place of one driver, 1 for the most important.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rank {
    /// Its place.
    pub rank: usize,
    /// The best place it takes in 95 % of the resamples.
    pub best: usize,
    /// The worst.
    pub worst: usize,
}

impl Drivers {
    /// Shares of R² for each driver.
    pub fn importance(&self, method: Method) -> Result<Importance, DriverError> {
        let rows: Vec<usize> = (0..self.outcome.len()).collect();
        let among = Correlations::of(self, &rows).ok_or(DriverError::Collinear)?;
        let (k, all) = (self.columns.len(), among.all());
        let shares = among.shares(method)?;
        let explained = among.explained(all).ok_or(DriverError::Collinear)?;
        let part = |driver: usize| {
            let without = among.explained(all & !(1 << driver)).ok_or(DriverError::Collinear)?;
            Ok(Part { share: shares[driver], alone: among.with[driver].powi(2), last: explained - without })
        };
        Ok(Importance { explained, parts: (0..k).map(part).collect::<Result<_, _>>()? })
    }

    /// The place of each driver with the range of places it takes when customers are drawn again with replacement, so
    /// many times (Efron 1979; Grömping 2007). Resamples that cannot tell the drivers apart are left out.
    pub fn ranks(&self, method: Method, draws: &mut Draws, resamples: usize) -> Result<Vec<Rank>, DriverError> {
        let now = places(&self.importance(method)?.parts.iter().map(|part| part.share).collect::<Vec<f64>>());
        let n = self.outcome.len();
        let mut seen: Vec<Vec<f64>> = now.iter().map(|rank| vec![*rank as f64]).collect();
        for _ in 0..resamples {
            let rows: Vec<usize> = (0..n).map(|_| draws.below(n as u64) as usize).collect();
            let Some(shares) = Correlations::of(self, &rows).and_then(|among| among.shares(method).ok()) else {
                continue;
            };
            seen.iter_mut().zip(places(&shares)).for_each(|(seen, rank)| seen.push(rank as f64));
        }
        let rank = |(rank, seen): (&usize, &Vec<f64>)| Rank {
            rank: *rank,
            best: quantile(seen, 0.025).floor() as usize,
            worst: quantile(seen, 0.975).ceil() as usize,
        };
        Ok(now.iter().zip(&seen).map(rank).collect())
    }
}

/// The place of each share, 1 for the largest.
fn places(shares: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|&a, &b| shares[b].total_cmp(&shares[a]));
    let mut places = vec![0; shares.len()];
    order.iter().enumerate().for_each(|(place, driver)| places[*driver] = place + 1);
    places
}

/// Correlations between drivers, and of each with the outcome.
struct Correlations {
    between: DMatrix<f64>,
    with: DVector<f64>,
}

impl Correlations {
    /// Among these rows; `None` where something never varies.
    fn of(drivers: &Drivers, rows: &[usize]) -> Option<Self> {
        let columns: Vec<&Vec<f64>> = drivers.columns.iter().chain([&drivers.outcome]).collect();
        let mut standard = DMatrix::from_fn(rows.len(), columns.len(), |row, column| columns[column][rows[row]]);
        for mut column in standard.column_iter_mut() {
            let mean = column.mean();
            column.add_scalar_mut(-mean);
            let length = column.norm();
            if length <= 1e-12 * mean.abs().max(1.0) {
                return None;
            }
            column /= length;
        }
        let k = drivers.columns.len();
        let all = standard.tr_mul(&standard);
        Some(Correlations {
            between: all.view((0, 0), (k, k)).into_owned(),
            with: all.view((0, k), (k, 1)).column(0).into_owned(),
        })
    }

    /// The set of all drivers, one bit each.
    fn all(&self) -> u64 {
        (1 << self.with.len()) - 1
    }

    /// R² of a set of drivers, `r' R^-1 r`; `None` where they cannot be told apart.
    fn explained(&self, set: u64) -> Option<f64> {
        let members: Vec<usize> = (0..self.with.len()).filter(|driver| set >> driver & 1 == 1).collect();
        let between = self.between.select_columns(&members).select_rows(&members);
        let with = self.with.select_rows(&members);
        let root = between.cholesky()?;
        let collinear = root.l_dirty().diagonal().iter().any(|pivot| *pivot < 1e-6);
        (!collinear).then(|| with.dot(&root.solve(&with)))
    }

    fn shares(&self, method: Method) -> Result<Vec<f64>, DriverError> {
        let k = self.with.len();
        match method {
            Method::Orderings if k > MOST => Err(DriverError::TooMany(k)),
            Method::Orderings => self.orderings().ok_or(DriverError::Collinear),
            Method::Johnson => self.johnson().ok_or(DriverError::Collinear),
        }
    }

    /// The gain of a driver over each set without it, weighed by the share of orderings in which just that set comes
    /// before it: `|S|! (k - |S| - 1)! / k!`.
    fn orderings(&self) -> Option<Vec<f64>> {
        let k = self.with.len();
        let explained: Vec<f64> = (0..=self.all()).map(|set| self.explained(set)).collect::<Option<_>>()?;
        // 1 / (k · C(k - 1, s)), the binomial step by step.
        let mut weights = vec![1.0 / k as f64; k];
        for s in 1..k {
            weights[s] = weights[s - 1] * s as f64 / (k - s) as f64;
        }
        let share = |driver: usize| {
            let gain = |set: u64| explained[(set | 1 << driver) as usize] - explained[set as usize];
            let without = (0..=self.all()).filter(|set| set >> driver & 1 == 0);
            without.map(|set| weights[set.count_ones() as usize] * gain(set)).sum()
        };
        Some((0..k).map(share).collect())
    }

    /// `R = V D V'`, `L = V sqrt(D) V'`, `b = L^-1 r`, shares `(L∘L)(b∘b)`.
    fn johnson(&self) -> Option<Vec<f64>> {
        let eigen = self.between.clone().symmetric_eigen();
        if eigen.eigenvalues.iter().any(|value| *value < 1e-10) {
            return None;
        }
        let turned = |power: f64| {
            let scaled = DMatrix::from_diagonal(&eigen.eigenvalues.map(|value| value.powf(power)));
            &eigen.eigenvectors * scaled * eigen.eigenvectors.transpose()
        };
        let squares = (turned(-0.5) * &self.with).map(|b| b * b);
        Some((turned(0.5).map(|l| l * l) * squares).iter().copied().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::examples::{attitude, swiss};
    use proptest::prelude::*;

    /// Shares by both methods, to half of the last digit given.
    fn check(drivers: &Drivers, explained: f64, wanted: &[[f64; 2]], half: [f64; 2]) {
        for (method, at) in [(Method::Orderings, 0), (Method::Johnson, 1)] {
            let found = drivers.importance(method).unwrap();
            assert!((found.explained - explained).abs() < 5e-11, "{found:?}");
            assert_eq!(found.parts.len(), wanted.len());
            for (part, wanted) in found.parts.iter().zip(wanted) {
                assert!((part.share - wanted[at]).abs() < half[at], "{method:?}: {part:?}, wanted {}", wanted[at]);
            }
        }
    }

    #[test]
    fn swiss_fertility_gives_the_reference() {
        let wanted = [
            [0.057_091_22, 0.048_416_9],
            [0.171_173_03, 0.154_708_2],
            [0.260_134_68, 0.271_964_1],
            [0.105_570_15, 0.114_680_0],
            [0.112_765_92, 0.116_965_7],
        ];
        check(&swiss(), 0.706_735_001_6, &wanted, [6e-9, 6e-8]);
        let parts = swiss().importance(Method::Orderings).unwrap().parts;
        let alone = [0.124_664_9, 0.417_164_5, 0.440_615_6, 0.215_003_5, 0.173_518_9];
        let last = [0.042_869_61, 0.007_387_42, 0.161_962_69, 0.062_372_63, 0.056_945_26];
        for ((part, alone), last) in parts.iter().zip(alone).zip(last) {
            assert!((part.alone - alone).abs() < 6e-8 && (part.last - last).abs() < 6e-9, "{part:?}");
        }
    }

    #[test]
    fn how_complaints_are_handled_explains_most_of_the_rating() {
        let wanted = [
            [0.370_816_19, 0.362_760_20],
            [0.050_903_79, 0.056_002_28],
            [0.155_765_99, 0.163_610_91],
            [0.120_345_08, 0.121_780_40],
            [0.006_588_72, 0.008_255_47],
            [0.028_182_21, 0.020_192_74],
        ];
        // Thirty answers are half of what six drivers need; the published figures stand on them all the same.
        check(&attitude(), 0.732_601_992_5, &wanted, [6e-9, 6e-9]);
    }

    #[test]
    fn ranks_are_only_as_sure_as_the_answers() {
        let found = swiss().ranks(Method::Orderings, &mut Draws::new(1), 300).unwrap();
        let ranks: Vec<usize> = found.iter().map(|rank| rank.rank).collect();
        assert_eq!(ranks, [5, 2, 1, 4, 3]);
        assert!(found.iter().all(|rank| rank.best <= rank.rank && rank.rank <= rank.worst));
        assert!(found[2].worst < 5 && found[0].best > 1, "education is not last, agriculture not first: {found:?}");
        assert!(found[2].best < found[2].worst, "47 districts do not settle which is first: {found:?}");
        assert_eq!(swiss().ranks(Method::Orderings, &mut Draws::new(1), 300).unwrap(), found);
    }

    #[test]
    fn drivers_that_cannot_be_told_apart_are_refused() {
        let twin: Vec<f64> = (0..40).map(|at| f64::from(at * at % 17)).collect();
        let outcome: Vec<f64> = (0..40).map(f64::from).collect();
        let ask = |columns, method| Drivers::new(columns, outcome.clone()).unwrap().importance(method).unwrap_err();
        for method in [Method::Orderings, Method::Johnson] {
            assert_eq!(ask(vec![twin.clone(), twin.clone()], method), DriverError::Collinear);
            assert_eq!(ask(vec![vec![3.0; 40]], method), DriverError::Collinear);
        }
        let mut draws = Draws::new(2);
        let many: Vec<Vec<f64>> = (0..16).map(|_| (0..160).map(|_| draws.normal()).collect()).collect();
        let outcome: Vec<f64> = (0..160).map(|_| draws.normal()).collect();
        let drivers = Drivers::new(many, outcome).unwrap();
        assert_eq!(drivers.importance(Method::Orderings), Err(DriverError::TooMany(16)));
        assert_eq!(drivers.importance(Method::Johnson).unwrap().parts.len(), 16);
    }

    proptest! {
        #[test]
        fn shares_sum_to_what_is_explained(seed in 0u64..10_000, k in 1usize..6) {
            let mut draws = Draws::new(seed);
            let common: Vec<f64> = (0..80).map(|_| draws.normal()).collect();
            let columns: Vec<Vec<f64>> =
                (0..k).map(|_| common.iter().map(|shared| shared + draws.normal()).collect()).collect();
            let outcome: Vec<f64> = common.iter().map(|shared| shared + draws.normal()).collect();
            let drivers = Drivers::new(columns, outcome).unwrap();
            for method in [Method::Orderings, Method::Johnson] {
                let found = drivers.importance(method).unwrap();
                let sum: f64 = found.parts.iter().map(|part| part.share).sum();
                prop_assert!((sum - found.explained).abs() < 1e-9);
                prop_assert!(found.parts.iter().all(|part| part.share > -1e-9));
            }
        }
    }
}
