//! How often each was seen, where customers differ in how inclined they are to be seen: one model for each belief.
//!
//! With `t` occasions and `f_i` customers seen on exactly `i` of them, the count of `i` is Poisson with
//! `log E f_i = log C(t, i) + γ + i β + h(i)`, and the unseen are `f0 = exp(γ)` (Baillargeon and Rivest 2007). The belief is
//! `h`; the same counts carry beliefs that differ by half of the population, and none of them fits worse enough to be
//! given up (Link 2003). So only [`Inclination::AtLeast`] is ever a headline.

use crate::silent::log_normal;
use crate::statistics::interval::Interval;
use crate::statistics::regression::{Family, Fit, fit_beside};
use nalgebra::{DMatrix, DVector};
use statrs::function::factorial::ln_binomial;

/// How inclinations are believed to differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Inclination {
    /// Not at all: `h = 0`.
    Alike,
    /// The lower bound (Chao 1987; Rivest and Baillargeon 2007): `h` is free from three occasions on and never bends
    /// downwards, as no mixture of customers can; a bend that would is left out and the rest fitted again.
    AtLeast,
    /// `h = base^i - 1`.
    Poisson(f64),
    /// `h = i²/2`: the logit of the inclination is normal (Darroch et al. 1993).
    Darroch,
    /// `h = -log((a + i)/a)`.
    Gamma(f64),
}

/// A population by one belief.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inclined {
    /// In all.
    pub count: f64,
    /// Standard error, `sqrt(f0 + f0² Var γ)`.
    pub error: f64,
    /// 95 % interval, the unseen taken as log-normal.
    pub interval: Interval,
}

/// The population by how many were seen on exactly 1, 2, ... of as many occasions as there are `frequencies`. `None` where
/// the model has no finite estimate.
pub fn inclined(frequencies: &[u64], inclination: Inclination) -> Option<Inclined> {
    let bends = |at: usize| move |seen: f64| (seen - at as f64 + 1.0).max(0.0);
    let found = match inclination {
        Inclination::Alike => fitted(frequencies, &[])?,
        Inclination::Poisson(base) => fitted(frequencies, &[&|seen: f64| base.powf(seen) - 1.0])?,
        Inclination::Darroch => fitted(frequencies, &[&|seen: f64| seen * seen / 2.0])?,
        Inclination::Gamma(a) => fitted(frequencies, &[&|seen: f64| -((a + seen) / a).ln()])?,
        Inclination::AtLeast => {
            let mut kept: Vec<usize> = (3..=frequencies.len()).collect();
            loop {
                let terms: Vec<_> = kept.iter().map(|at| bends(*at)).collect();
                let terms: Vec<&dyn Fn(f64) -> f64> = terms.iter().map(|term| term as &dyn Fn(f64) -> f64).collect();
                // A bend that runs to minus infinity, as one before an empty last count does, leaves no finite fit.
                let Some(found) = fitted(frequencies, &terms) else {
                    kept.pop()?;
                    continue;
                };
                let bends = found.coefficients.iter().skip(2).enumerate();
                match bends.min_by(|one, other| one.1.total_cmp(other.1)).filter(|(_, bend)| **bend < 0.0) {
                    Some((at, _)) => drop(kept.remove(at)),
                    None => break found,
                }
            }
        }
    };
    let (seen, unseen) = (frequencies.iter().sum::<u64>() as f64, found.coefficients[0].exp());
    let variance = unseen + unseen * unseen * found.covariance[(0, 0)];
    Some(Inclined { count: seen + unseen, error: variance.sqrt(), interval: log_normal(seen, unseen, variance) })
}

fn fitted(frequencies: &[u64], terms: &[&dyn Fn(f64) -> f64]) -> Option<Fit> {
    let occasions = frequencies.len();
    let design = DMatrix::from_fn(occasions, 2 + terms.len(), |row, term| {
        let seen = row as f64 + 1.0;
        match term {
            0 => 1.0,
            1 => seen,
            _ => terms[term - 2](seen),
        }
    });
    let counts = DVector::from_iterator(occasions, frequencies.iter().map(|count| *count as f64));
    let ways = DVector::from_fn(occasions, |row, _| ln_binomial(occasions as u64, row as u64 + 1));
    fit_beside(Family::Counts, &design, &counts, &ways).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::silent::at_least::{Bound, at_least};

    /// Snowshoe hares caught on exactly 1 to 6 of six occasions (Cormack 1989).
    const HARES: [u64; 6] = [25, 22, 13, 5, 1, 2];
    /// Persons with HIV known to exactly 1 to 4 institutions of Rome (Abeni, Brancato and Perucci 1994).
    const ROME: [u64; 4] = [1_774, 115, 7, 0];

    fn check(frequencies: &[u64], inclination: Inclination, wanted: f64, half: f64) -> Inclined {
        let found = inclined(frequencies, inclination).unwrap();
        assert!((found.count - wanted).abs() < half, "{inclination:?}: {found:?}, wanted {wanted}");
        assert!(found.interval.low <= found.count && found.count <= found.interval.high);
        found
    }

    #[test]
    fn beliefs_about_the_same_hares_differ_by_a_third() {
        let alike = check(&HARES, Inclination::Alike, 75.4, 5e-2);
        assert!((alike.error - 3.5).abs() < 5e-2, "{alike:?}");
        let bound = check(&HARES, Inclination::AtLeast, 79.837_121_21, 5e-8);
        assert!((bound.error - 6.3738).abs() < 5e-5, "{bound:?}");
        check(&HARES, Inclination::Poisson(2.0), 81.5, 5e-2);
        check(&HARES, Inclination::Darroch, 90.4, 5e-2);
        check(&HARES, Inclination::Gamma(3.5), 100.6, 5e-2);
    }

    #[test]
    fn a_bend_downwards_is_left_out() {
        // Nobody was known to all four: the closed form takes that for a bend, the model does not.
        check(&ROME, Inclination::AtLeast, 12_145.148, 5e-4);
        let closed = at_least(1_896, ROME[0], ROME[1], Bound::Occasions(4)).unwrap();
        assert!((closed.count - 12_158.1).abs() < 0.2, "{closed:?}");
    }

    #[test]
    fn counts_that_carry_no_estimate_say_so() {
        assert_eq!(inclined(&[0, 0, 0], Inclination::Alike), None);
        assert_eq!(inclined(&[3], Inclination::Alike), None);
        assert_eq!(inclined(&[9, 0, 0], Inclination::AtLeast), None);
    }
}
