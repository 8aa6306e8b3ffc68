//! "At least": a lower bound on the unseen that holds however differently customers are inclined to speak.

use crate::silent::log_normal;
use crate::statistics::interval::Interval;
use serde::Serialize;

/// Which form of the bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// A known number of lists or occasions `t`: `f0 >= ((t-1)/t) f1² / (2 f2)`.
    Occasions(u32),
    /// Any number of occasions: `f0 >= f1² / (2 f2)`.
    Unbounded,
    /// The same with its bias for few repeats corrected: `f0 >= f1 (f1-1) / (2 (f2+1))`. Also without any seen twice.
    BiasCorrected,
}

/// A lower bound.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AtLeast {
    /// At least so many in all.
    pub count: f64,
    /// Standard error.
    pub error: f64,
    /// 95 % interval, the unseen taken as log-normal.
    pub interval: Interval,
}

/// Lower bound of Chao (1987) on a population of which `seen` were seen at all, `once` exactly once and `twice` exactly
/// twice. Models of how inclinations differ cannot be told apart by their fit (Link 2003), so this is the headline, and
/// it reads "at least".
///
/// The error is by the delta method with multinomial frequencies: `Var = Σ (1 + ∂g/∂f_i)² f_i - (Σ (1 + ∂g/∂f_i) f_i)²/N`
/// with `g` the bound on the unseen. `None` where nobody was seen twice and the bound divides by that.
pub fn at_least(seen: u64, once: u64, twice: u64, bound: Bound) -> Option<AtLeast> {
    let (f1, f2) = (once as f64, twice as f64);
    let plain = |part: f64| {
        (twice > 0).then(|| (part * f1 * f1 / (2.0 * f2), part * f1 / f2, -part * f1 * f1 / (2.0 * f2 * f2)))
    };
    let (unseen, by_once, by_twice) = match bound {
        Bound::Occasions(t) => plain(f64::from(t.saturating_sub(1)) / f64::from(t.max(1)))?,
        Bound::Unbounded => plain(1.0)?,
        Bound::BiasCorrected => {
            let next = f2 + 1.0;
            (f1 * (f1 - 1.0) / (2.0 * next), (2.0 * f1 - 1.0) / (2.0 * next), -f1 * (f1 - 1.0) / (2.0 * next * next))
        }
    };
    let count = seen as f64 + unseen;
    let others = seen.saturating_sub(once + twice) as f64;
    let squares = (1.0 + by_once).powi(2) * f1 + (1.0 + by_twice).powi(2) * f2 + others;
    let sum = (1.0 + by_once) * f1 + (1.0 + by_twice) * f2 + others;
    let variance = if count > 0.0 { (squares - sum * sum / count).max(0.0) } else { 0.0 };
    Some(AtLeast { count, error: variance.sqrt(), interval: log_normal(seen as f64, unseen, variance) })
}

/// The same bound for lists of unequal length, by `alone[i]` customers on list `i` only and `pairs` on exactly two:
/// `f0 >= Σ_{i<j} f_i f_j / (Σ_{i<j} f_ij + 1)`.
///
/// For each pair of lists `f_i f_j / f_ij` is what independence gives, and too little where whoever is inclined to speak
/// on one is inclined to speak on the other; with lists of equal length this is [`Bound::Occasions`], which on unequal
/// ones takes a short list for reluctant customers and counts too many. The one corrects its bias for few pairs, as
/// Chapman does. It does not hold where one list stands in for another.
pub fn at_least_of_lists(seen: u64, alone: &[u64], pairs: u64) -> AtLeast {
    let once: f64 = alone.iter().map(|count| *count as f64).sum();
    let squares: f64 = alone.iter().map(|count| (*count as f64).powi(2)).sum();
    let (products, twice) = ((once * once - squares) / 2.0, pairs as f64 + 1.0);
    let unseen = products / twice;
    let weights = alone.iter().map(|count| (1.0 + (once - *count as f64) / twice, *count as f64));
    let others = seen as f64 - once - pairs as f64;
    let weights: Vec<(f64, f64)> =
        weights.chain([(1.0 - products / (twice * twice), pairs as f64), (1.0, others.max(0.0))]).collect();
    let count = seen as f64 + unseen;
    let sum: f64 = weights.iter().map(|(weight, count)| weight * count).sum();
    let square: f64 = weights.iter().map(|(weight, count)| weight * weight * count).sum();
    let variance = if count > 0.0 { (square - sum * sum / count).max(0.0) } else { 0.0 };
    AtLeast { count, error: variance.sqrt(), interval: log_normal(seen as f64, unseen, variance) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(seen: u64, once: u64, twice: u64, bound: Bound, wanted: f64, half: f64) -> AtLeast {
        let found = at_least(seen, once, twice, bound).unwrap();
        assert!((found.count - wanted).abs() < half, "{found:?}, wanted {wanted}");
        assert!(found.interval.low <= found.count && found.count <= found.interval.high);
        found
    }

    /// Six occasions of trapping snowshoe hares (Cormack 1989).
    #[test]
    fn there_were_at_least_80_snowshoe_hares() {
        let found = check(68, 25, 22, Bound::Occasions(6), 79.837_121_21, 5e-9);
        assert!((found.error - 6.3738).abs() < 5e-5, "{found:?}");
        check(68, 25, 22, Bound::Unbounded, 82.2045, 5e-5);
        check(68, 25, 22, Bound::BiasCorrected, 81.0435, 5e-5);
    }

    /// Trees on the first plot of Barro Colorado Island (Condit et al. 2002).
    #[test]
    fn a_forest_has_at_least_117_kinds_of_trees() {
        let found = check(93, 31, 18, Bound::BiasCorrected, 117.473_684, 5e-7);
        assert!((found.error - 11.583_78).abs() < 1e-4, "{found:?}");
    }

    #[test]
    fn nobody_seen_twice_leaves_only_the_corrected_bound() {
        assert_eq!(at_least(4, 4, 0, Bound::Unbounded), None);
        check(4, 4, 0, Bound::BiasCorrected, 10.0, 1e-12);
        check(0, 0, 0, Bound::BiasCorrected, 0.0, 1e-12);
    }

    #[test]
    fn lists_of_unequal_length_are_no_reluctant_customers() {
        // Of 1,000 customers 300 are on one list and 20 on another, independently: 6 on both.
        let found = at_least_of_lists(314, &[294, 14], 6);
        assert!((found.count - 314.0 - 294.0 * 14.0 / 7.0).abs() < 1e-9, "{found:?}");
        assert!(found.interval.low < 1_000.0 && found.interval.high > 1_000.0, "{found:?}");
        let alike = at_least(314, 308, 6, Bound::Occasions(2)).unwrap();
        assert!(alike.count > 4_000.0, "{alike:?}");
    }
}
