//! The pairs of a log by number, and what each shares with others.
//!
//! Who is exposed, and stands among the unaffected, hangs on the ground of the exposure and on the moments of the
//! comparison alone. Pairs that have both in common share one *base*, counted once; what each counts for itself is only
//! where a signal made it different.

use crate::index::NONE;
use crate::noise::frame::Frame;
use crate::noise::moment::{Moments, moments};
use crate::signals::{Exposure, Ground, GroundIndex, Norms, Place, PlaceIndex};

/// The bases of a ground: its pairs know at most two kinds of moments. [`NONE`] fills up.
pub(super) type BasesOf = [u32; 2];

/// Pairs, grounds and bases.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pairs: PlaceIndex,
    /// The base of each pair, [`NONE`] where nobody was exposed yet.
    base_of: Vec<u32>,
    grounds: GroundIndex,
    bases_of: Vec<BasesOf>,
    /// At which moments each base is compared.
    bases: Vec<Moments>,
}

impl Places {
    /// Every pair numbered so far, by number.
    pub(super) fn pairs(&self) -> &[Exposure] {
        self.pairs.pairs()
    }

    /// The number of a pair that can be a place of noise.
    #[inline]
    pub(super) fn pair(&mut self, pair: Exposure, frame: &Frame) -> Option<usize> {
        let known = self.pairs.known(pair);
        if known.is_none() && admitted(frame, pair.1) { Some(self.number(pair)) } else { known }
    }

    fn number(&mut self, pair: Exposure) -> usize {
        let number = self.pairs.number(pair);
        if number == self.base_of.len() {
            self.base_of.push(NONE);
        }
        number
    }

    /// The base of a pair.
    #[inline]
    pub(super) fn base(&self, pair: usize) -> Option<usize> {
        Some(self.base_of[pair]).filter(|&base| base != NONE).map(|base| base as usize)
    }

    /// At which moments the pairs on a base are compared.
    #[inline]
    pub(super) fn moments(&self, base: usize) -> Moments {
        self.bases[base]
    }

    /// The bases of a ground.
    #[inline]
    pub(super) fn bases(&mut self, ground: Ground, norms: &Norms, frame: &Frame) -> BasesOf {
        let number = self.grounds.number(ground);
        if number == self.bases_of.len() {
            let bases = self.lay(ground, norms, frame);
            self.bases_of.push(bases);
        }
        self.bases_of[number]
    }

    /// Lays the bases of a ground that was not seen before, and puts its pairs on them.
    #[cold]
    fn lay(&mut self, ground: Ground, norms: &Norms, frame: &Frame) -> BasesOf {
        let mut bases = [NONE; 2];
        ground.each(norms, |pair| {
            if !admitted(frame, pair.1) {
                return;
            }
            let moments = moments(pair.0, pair.1, |step| norms.meaning(step));
            let same = |base: &&mut u32| **base == NONE || self.bases[**base as usize] == moments;
            let Some(base) = bases.iter_mut().find(same) else { return };
            if *base == NONE {
                *base = self.bases.len() as u32;
                self.bases.push(moments);
            }
            let number = self.number(pair);
            self.base_of[number] = *base;
        });
        bases
    }

    /// Takes in the pairs and grounds of another part; gives their numbers here, of pairs and of bases.
    pub(super) fn merge(&mut self, other: &Places, norms: &Norms, frame: &Frame) -> (Vec<u32>, Vec<u32>) {
        let mut bases = vec![NONE; other.bases.len()];
        for (&ground, theirs) in other.grounds.grounds().iter().zip(&other.bases_of) {
            let ours = self.bases(ground, norms, frame);
            for (&theirs, ours) in theirs.iter().zip(ours).filter(|(theirs, _)| **theirs != NONE) {
                bases[theirs as usize] = ours;
            }
        }
        let pairs = other.pairs().iter().map(|&pair| self.number(pair) as u32).collect();
        (pairs, bases)
    }
}

fn admitted(frame: &Frame, place: Place) -> bool {
    match place {
        Place::Step(step) => frame.admits_step(step),
        Place::Transition(from, to) => frame.admits_step(from) && frame.admits_step(to),
        Place::Owner(owner) => frame.admits_owner(owner),
        Place::Journey | Place::Channel(_) | Place::Owners(_) => true,
    }
}
