//! Like with like: customers who met something are compared with the most similar ones who did not.

use crate::statistics::effect::Table;
use crate::statistics::regression::{Family, RegressionError, fit};
use nalgebra::{DMatrix, DVector};
use std::collections::BTreeMap;
use thiserror::Error;

/// Why nobody can be matched.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum MatchingError {
    /// Traits and exposures differ in number.
    #[error("{traits} customers with traits and {exposed} with an exposure do not belong together: give one for each")]
    Lengths {
        /// Customers with traits.
        traits: usize,
        /// Customers with an exposure.
        exposed: usize,
    },
    /// The propensity cannot be modelled.
    #[error("the propensity cannot be modelled: {0}")]
    Propensity(#[from] RegressionError),
}

/// The probability of being exposed given one's traits (Rosenbaum and Rubin 1983), by logistic regression.
pub fn propensities(traits: &[Vec<f64>], exposed: &[bool]) -> Result<Vec<f64>, MatchingError> {
    let terms = 1 + traits.first().map_or(0, Vec::len);
    if traits.len() != exposed.len() || traits.iter().any(|row| row.len() + 1 != terms) {
        return Err(MatchingError::Lengths { traits: traits.len(), exposed: exposed.len() });
    }
    let design =
        DMatrix::from_fn(traits.len(), terms, |row, term| term.checked_sub(1).map_or(1.0, |at| traits[row][at]));
    let answers = DVector::from_iterator(exposed.len(), exposed.iter().map(|exposed| f64::from(u8::from(*exposed))));
    Ok(fit(Family::YesNo, &design, &answers)?.fitted.iter().copied().collect())
}

/// Pairs each exposed customer with the spared one nearest in propensity, each spared one used once (Rosenbaum and Rubin
/// 1985); the exposed choose in order of falling propensity, as those have the fewest alike. A pair further apart than
/// `caliper` is no pair (infinity allows all). Pairs of (exposed, spared) by index; where two are as near, the first.
pub fn nearest(propensities: &[f64], exposed: &[bool], caliper: f64) -> Vec<(usize, usize)> {
    let side = |wanted: bool| (0..exposed.len()).filter(move |at| exposed[*at] == wanted);
    let mut choosing: Vec<usize> = side(true).collect();
    choosing.sort_by(|&a, &b| propensities[b].total_cmp(&propensities[a]));
    let mut spared: Vec<usize> = side(false).collect();
    spared.sort_by(|&a, &b| propensities[a].total_cmp(&propensities[b]));
    let mut free = Free::new(spared.len());
    let mut pairs = Vec::new();
    for chooser in choosing {
        let wanted = propensities[chooser];
        let from = spared.partition_point(|at| propensities[*at] < wanted);
        let below = from.checked_sub(1).and_then(|at| free.below(at));
        let candidates = [below, free.above(from)].into_iter().flatten();
        // Several on the lower side may be as near: of those the first by index.
        let ties = candidates.flat_map(|at| {
            let same = propensities[spared[at]];
            let (start, end) = (
                spared.partition_point(|other| propensities[*other] < same),
                spared.partition_point(|other| propensities[*other] <= same),
            );
            free.first(start, end)
        });
        let distance = |at: &usize| (propensities[spared[*at]] - wanted).abs();
        let best = ties.min_by(|a, b| distance(a).total_cmp(&distance(b)).then(spared[*a].cmp(&spared[*b])));
        if let Some(best) = best.filter(|best| distance(best) <= caliper) {
            free.take(best);
            pairs.push((chooser, spared[best]));
        }
    }
    pairs
}

/// Places that are still free, with the way to the next one on either side (disjoint sets with path halving).
struct Free {
    /// For place `at`, itself where free, else a place further up; the last is a sentinel.
    up: Vec<usize>,
    /// The same downwards, shifted by one; 0 is a sentinel.
    down: Vec<usize>,
}

impl Free {
    fn new(places: usize) -> Self {
        Free { up: (0..=places).collect(), down: (0..=places).collect() }
    }

    fn find(links: &mut [usize], mut at: usize) -> usize {
        while links[at] != at {
            links[at] = links[links[at]];
            at = links[at];
        }
        at
    }

    /// The first free place at or above.
    fn above(&mut self, at: usize) -> Option<usize> {
        let found = Self::find(&mut self.up, at);
        (found + 1 < self.up.len()).then_some(found)
    }

    /// The last free place at or below.
    fn below(&mut self, at: usize) -> Option<usize> {
        Self::find(&mut self.down, at + 1).checked_sub(1)
    }

    /// The first free place in a range.
    fn first(&mut self, start: usize, end: usize) -> Option<usize> {
        self.above(start).filter(|found| *found < end)
    }

    fn take(&mut self, at: usize) {
        self.up[at] = at + 1;
        self.down[at + 1] = at;
    }
}

/// Mean difference of an outcome over pairs, exposed less spared; `None` without pairs.
pub fn paired_difference(pairs: &[(usize, usize)], outcome: &[f64]) -> Option<f64> {
    let sum: f64 = pairs.iter().map(|(exposed, spared)| outcome[*exposed] - outcome[*spared]).sum();
    (!pairs.is_empty()).then(|| sum / pairs.len() as f64)
}

/// How alike the pairs are in one trait: difference of the means over the standard deviation of the exposed. Beyond 0.1
/// either way they are not alike enough (Austin 2011). `None` without pairs or where the exposed do not vary.
pub fn imbalance(pairs: &[(usize, usize)], exposed: &[bool], values: &[f64]) -> Option<f64> {
    let among: Vec<f64> =
        values.iter().zip(exposed).filter(|(_, exposed)| **exposed).map(|(value, _)| *value).collect();
    let mean = among.iter().sum::<f64>() / among.len() as f64;
    let variance = among.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (among.len() as f64 - 1.0);
    (variance > 0.0).then(|| paired_difference(pairs, values)).flatten().map(|difference| difference / variance.sqrt())
}

/// Coarsened exact matching (Iacus, King and Porro 2012): each trait is cut at its `cuts`, customers in the same cell of
/// all traits are compared, and cells with one side only drop out. One table of harm for each cell that is left, in a
/// fixed order.
pub fn coarsened(
    traits: &[Vec<f64>],
    cuts: &[Vec<f64>],
    exposed: &[bool],
    harmed: &[bool],
) -> Result<Vec<Table>, MatchingError> {
    if traits.len() != exposed.len() || traits.len() != harmed.len() || traits.iter().any(|row| row.len() != cuts.len())
    {
        return Err(MatchingError::Lengths { traits: traits.len(), exposed: exposed.len().min(harmed.len()) });
    }
    let mut cells: BTreeMap<Vec<usize>, Table> = BTreeMap::new();
    for ((row, exposed), harmed) in traits.iter().zip(exposed).zip(harmed) {
        let cell = row.iter().zip(cuts).map(|(value, cuts)| cuts.iter().filter(|cut| value >= *cut).count()).collect();
        let harmed = u64::from(*harmed);
        cells.entry(cell).or_default().add(&if *exposed {
            Table { affected: 1, affected_harmed: harmed, ..Table::default() }
        } else {
            Table { unaffected: 1, unaffected_harmed: harmed, ..Table::default() }
        });
    }
    Ok(cells.into_values().filter(Table::matched).collect())
}

/// Risk difference over matched cells, each weighing as much as its affected: what the affected would have been spared.
/// `None` without cells.
pub fn risk_difference(cells: &[Table]) -> Option<f64> {
    let affected: u64 = cells.iter().map(|cell| cell.affected).sum();
    let excess = |cell: &Table| {
        let usual = cell.unaffected_harmed as f64 / cell.unaffected as f64;
        cell.affected_harmed as f64 - cell.affected as f64 * usual
    };
    (affected > 0).then(|| cells.iter().map(excess).sum::<f64>() / affected as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::draws::Draws;
    use proptest::prelude::*;

    fn check(found: f64, wanted: f64, half: f64) {
        assert!((found - wanted).abs() < half, "found {found}, wanted {wanted}");
    }

    /// Customers with a tenure and a value; the older and the richer meet the problem oftener and leave less. Meeting
    /// it makes `effect` more leave.
    fn customers(effect: f64, draws: &mut Draws) -> (Vec<Vec<f64>>, Vec<bool>, Vec<bool>) {
        let traits: Vec<Vec<f64>> = (0..4_000).map(|_| vec![draws.normal(), draws.normal()]).collect();
        let exposed: Vec<bool> =
            traits.iter().map(|row| draws.chance(1.0 / (1.0 + (2.0 - row[0] - 0.5 * row[1]).exp()))).collect();
        let left = traits.iter().zip(&exposed).map(|(row, exposed)| {
            draws.chance((0.4 - 0.1 * row[0] - 0.05 * row[1] + if *exposed { effect } else { 0.0 }).clamp(0.0, 1.0))
        });
        let left = left.collect();
        (traits, exposed, left)
    }

    #[test]
    fn matching_finds_the_effect_that_a_raw_comparison_hides() {
        let (traits, exposed, left) = customers(0.15, &mut Draws::new(4));
        let share = |side: bool| {
            let of: Vec<bool> = left.iter().zip(&exposed).filter(|(_, e)| **e == side).map(|(left, _)| *left).collect();
            of.iter().filter(|left| **left).count() as f64 / of.len() as f64
        };
        assert!(share(true) - share(false) < 0.07, "raw: {}", share(true) - share(false));
        let scores = propensities(&traits, &exposed).unwrap();
        let pairs = nearest(&scores, &exposed, 0.05);
        let outcome: Vec<f64> = left.iter().map(|left| f64::from(u8::from(*left))).collect();
        check(paired_difference(&pairs, &outcome).unwrap(), 0.15, 0.05);
        for at in 0..2 {
            let values: Vec<f64> = traits.iter().map(|row| row[at]).collect();
            check(imbalance(&pairs, &exposed, &values).unwrap(), 0.0, 0.1);
        }
        let cuts = vec![vec![-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0]; 2];
        check(risk_difference(&coarsened(&traits, &cuts, &exposed, &left).unwrap()).unwrap(), 0.15, 0.05);
    }

    #[test]
    fn propensities_sum_to_the_exposed() {
        let (traits, exposed, _) = customers(0.0, &mut Draws::new(5));
        let sum: f64 = propensities(&traits, &exposed).unwrap().iter().sum();
        check(sum, exposed.iter().filter(|exposed| **exposed).count() as f64, 1e-6);
    }

    #[test]
    fn the_hardest_to_match_choose_first() {
        let scores = [0.9, 0.5, 0.6, 0.1, 0.55];
        let exposed = [true, true, false, false, false];
        assert_eq!(nearest(&scores, &exposed, f64::INFINITY), [(0, 2), (1, 4)]);
        assert_eq!(nearest(&scores, &exposed, 0.1), [(1, 4)], "0.9 has nobody alike");
        assert_eq!(nearest(&[0.5, 0.5, 0.5], &[true, false, false], 0.0), [(0, 1)], "of equals the first");
        assert_eq!(nearest(&[0.5], &[true], 1.0), []);
    }

    #[test]
    fn cells_with_one_side_drop_out() {
        let traits: Vec<Vec<f64>> = [1.0, 1.5, 4.0, 5.0, 9.0].map(|value| vec![value]).to_vec();
        let cells =
            coarsened(&traits, &[vec![3.0, 8.0]], &[true, false, true, false, true], &[true, false, true, true, true])
                .unwrap();
        assert_eq!(cells.len(), 2);
        check(risk_difference(&cells).unwrap(), 0.5, 1e-12);
        assert_eq!(risk_difference(&[]), None);
    }

    #[test]
    fn customers_who_cannot_be_matched_say_why() {
        let traits = vec![vec![0.0], vec![1.0]];
        assert_eq!(propensities(&traits, &[true]), Err(MatchingError::Lengths { traits: 2, exposed: 1 }));
        let outright = propensities(&[vec![0.0], vec![0.0], vec![1.0], vec![1.0]], &[false, false, true, true]);
        assert_eq!(outright, Err(MatchingError::Propensity(RegressionError::Separated)));
        let lengths = coarsened(&traits, &[], &[true, false], &[true, false]);
        assert_eq!(lengths, Err(MatchingError::Lengths { traits: 2, exposed: 2 }));
        assert_eq!(imbalance(&[], &[true, true], &[1.0, 2.0]), None);
    }

    proptest! {
        #[test]
        fn pairs_agree_with_looking_at_everybody(
            scores in prop::collection::vec(0u8..20, 1..40), sides in prop::collection::vec(any::<bool>(), 40),
        ) {
            let scores: Vec<f64> = scores.iter().map(|score| f64::from(*score) / 20.0).collect();
            let exposed = &sides[..scores.len()];
            let mut choosing: Vec<usize> = (0..scores.len()).filter(|at| exposed[*at]).collect();
            choosing.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
            let mut spared: Vec<usize> = (0..scores.len()).filter(|at| !exposed[*at]).collect();
            let mut wanted = Vec::new();
            for chooser in choosing {
                let distance = |at: &usize| (scores[*at] - scores[chooser]).abs();
                let best = spared.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b)).then(a.cmp(b)));
                let Some(best) = best else { break };
                spared.retain(|at| *at != best);
                wanted.push((chooser, best));
            }
            prop_assert_eq!(nearest(&scores, exposed, f64::INFINITY), wanted);
        }
    }
}
