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
