//! How customers go their ways, how long things take, and what troubles add up to: the two kinds of company.

use crate::draws::{Draws, exp, ln};
use crate::table::Mechanics;

/// Where a customer goes next on a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// To this position of the path.
    To(usize),
    /// To ask somewhere else, and then to this position.
    Ask(usize),
}

impl Mechanics {
    /// From a position of a path to the next one.
    pub(crate) fn turn(self, position: usize, draws: &mut Draws) -> Turn {
        match self {
            Mechanics::Orderly => Turn::To(position + 1),
            Mechanics::Wandering => match draws.pick([0.78, 0.06, 0.05, 0.05, 0.06].into_iter()) {
                0 => Turn::To(position + 1),
                1 => Turn::To(position + 2),
                2 => Turn::To(position),
                3 => Turn::To(position.saturating_sub(1)),
                _ => Turn::Ask(position + 1),
            },
        }
    }

    /// How long something takes that usually takes so many minutes.
    ///
    /// Orderly gaps stay within 0.6 and 1.5 times the usual, so that only what is planted is ever beyond a fence.
    /// Wandering gaps are log-normal, and one in thirty has the tail of Pareto.
    pub(crate) fn gap(self, usual: f64, draws: &mut Draws) -> f64 {
        match self {
            Mechanics::Orderly => usual * draws.between(0.6, 1.5),
            Mechanics::Wandering => {
                let tail = if draws.chance(1.0 / 30.0) { exp(-ln(draws.uniform()) / 1.5).min(200.0) } else { 1.0 };
                usual * exp(0.7 * draws.normal()) * tail
            }
        }
    }

    /// Chance of leaving, from the chance without trouble and what each trouble adds to it.
    pub(crate) fn leaving(self, without: f64, harms: impl Iterator<Item = f64>) -> f64 {
        match self {
            Mechanics::Orderly => 1.0 - harms.fold(1.0 - without, |stays, harm| stays * (1.0 - harm)),
            Mechanics::Wandering => 1.0 - (1.0 - without) * (1.0 - harms.fold(0.0, f64::max)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn troubles_add_up_or_the_worst_decides() {
        let harms = || [0.5, 0.2].into_iter();
        assert!((Mechanics::Orderly.leaving(0.1, harms()) - 0.64).abs() < 1e-12);
        assert!((Mechanics::Wandering.leaving(0.1, harms()) - 0.55).abs() < 1e-12);
        assert!((Mechanics::Wandering.leaving(0.1, [].into_iter()) - 0.1).abs() < 1e-12);
    }

    #[test]
    fn orderly_gaps_have_bounds_and_wandering_ones_have_tails() {
        let mut draws = Draws::of(3, 3);
        let longest = |mechanics: Mechanics, draws: &mut Draws| {
            (0..20_000).map(|_| mechanics.gap(1.0, draws)).fold(0.0, f64::max)
        };
        assert!(longest(Mechanics::Orderly, &mut draws) <= 1.5);
        assert!(longest(Mechanics::Wandering, &mut draws) > 30.0);
    }
}
