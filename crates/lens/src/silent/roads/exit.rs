//! By those who leave after trouble, beyond those who leave anyway.

use super::Lack;
use crate::silent::Estimate;
use crate::silent::exit::{ExitError, Leaving, Mixture};
use crate::silent::surface::Surface;
use rustc_hash::FxHashMap;

/// What leaving says.
#[derive(Clone, Debug, PartialEq)]
pub struct ByExit {
    /// Met trouble and is on no list.
    pub silent: Leaving,
    /// Met none and is on no list, matched to them by segment and quarter; as many as the matching is worth.
    pub spared: Leaving,
    /// Met trouble and is on a list, matched likewise.
    pub dissatisfied: Leaving,
    /// Silent journeys for which there was nobody to compare with, left out of the shares.
    pub unmatched: u64,
    /// Share of dissatisfied among those who met trouble and said nothing.
    pub share: Mixture,
    /// The estimate.
    pub estimate: Estimate,
}

impl ByExit {
    pub(super) fn of(surface: &Surface) -> Result<Self, Lack> {
        if surface.told[0] == 0 {
            return Err(Lack::Leaving);
        }
        let mut strata: FxHashMap<(u8, i32), [Leaving; 3]> = FxHashMap::default();
        for (stratum, standing, leaving) in &surface.leaving {
            strata.entry(*stratum).or_insert([Leaving { left: 0, of: 0 }; 3])[*standing as usize] = *leaving;
        }
        let all: u64 = strata.values().map(|groups| groups[0].of).sum();
        let mut matched: Vec<((u8, i32), [Leaving; 3])> = strata.into_iter().collect();
        matched.retain(|(_, groups)| groups.iter().all(|group| group.of > 0));
        matched.sort_by_key(|(stratum, _)| *stratum);
        let groups: Vec<[Leaving; 3]> = matched.into_iter().map(|(_, groups)| groups).collect();
        let silent = groups.iter().fold(Leaving { left: 0, of: 0 }, |sum, groups| Leaving {
            left: sum.left + groups[0].left,
            of: sum.of + groups[0].of,
        });
        if silent.of == 0 {
            return Err(Lack::Groups);
        }
        let [spared, dissatisfied] = [1, 2].map(|group| standardised(&groups, group));
        let share = Mixture::of(silent, spared, dissatisfied).map_err(|error| match error {
            ExitError::Nobody => Lack::Groups,
            ExitError::NotApart => Lack::NotApart,
        })?;
        Ok(ByExit {
            silent,
            spared,
            dissatisfied,
            unmatched: all - silent.of,
            share,
            estimate: share.among(all as f64),
        })
    }
}

/// The leaving of a group, its strata weighed as the silent are spread over them. Uneven weights cost customers: it is
/// given as the `1 / Σ w²/n` customers it is worth.
fn standardised(groups: &[[Leaving; 3]], group: usize) -> Leaving {
    let silent: u64 = groups.iter().map(|groups| groups[0].of).sum();
    let (mut share, mut variance) = (0.0, 0.0);
    for groups in groups {
        let (weight, there) = (groups[0].of as f64 / silent as f64, groups[group]);
        share += weight * there.left as f64 / there.of as f64;
        variance += weight * weight / there.of as f64;
    }
    let worth = 1.0 / variance;
    Leaving { left: (share * worth).round() as u64, of: worth.round() as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::silent::surface::Standing;

    fn group(stratum: u8, standing: Standing, left: u64, of: u64) -> ((u8, i32), Standing, Leaving) {
        ((stratum, 0), standing, Leaving { left, of })
    }

    fn surface(leaving: Vec<((u8, i32), Standing, Leaving)>) -> Surface {
        Surface { told: [1; 4], leaving, ..Surface::default() }
    }

    #[test]
    fn one_stratum_gives_the_mixture_of_the_reference() {
        let groups = [(Standing::Silent, 180), (Standing::Spared, 100), (Standing::Surfaced, 500)];
        let found =
            ByExit::of(&surface(groups.map(|(standing, left)| group(0, standing, left, 1_000)).to_vec())).unwrap();
        assert!((found.share.share - 0.2).abs() < 1e-12 && (found.estimate.count - 200.0).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn strata_are_compared_within_themselves() {
        // Half of the spared of the second stratum leave anyway, and few of them are silent.
        let groups = vec![
            group(0, Standing::Silent, 18, 100),
            group(0, Standing::Spared, 10, 100),
            group(0, Standing::Surfaced, 50, 100),
            group(1, Standing::Spared, 500, 1_000),
            group(2, Standing::Silent, 9, 10),
        ];
        let found = ByExit::of(&surface(groups)).unwrap();
        assert_eq!((found.spared, found.unmatched), (Leaving { left: 10, of: 100 }, 10));
        assert!((found.estimate.count - 0.2 * 110.0).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn a_log_that_cannot_tell_says_why() {
        assert_eq!(ByExit::of(&Surface::default()), Err(Lack::Leaving));
        assert_eq!(ByExit::of(&surface(Vec::new())), Err(Lack::Groups));
        let groups = [Standing::Silent, Standing::Spared, Standing::Surfaced];
        let same = groups.map(|standing| group(0, standing, 10, 100)).to_vec();
        assert_eq!(ByExit::of(&surface(same)), Err(Lack::NotApart));
    }
}
