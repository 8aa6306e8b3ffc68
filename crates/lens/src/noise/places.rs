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
type BasesOf = [u32; 2];

/// Grounds beyond so many are not compared: their number would not fit a note. No log that fits a machine has them.
const MOST_GROUNDS: usize = 1 << 24;

/// For which results a journey on a ground is noted for comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noted {
    /// No pair of the ground can be a place of noise.
    Never,
    /// Only the end of a journey is compared, and so only for results without a moment.
    Untimed,
    /// For all.
    Always,
}

/// What a ground is counted on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) bases: BasesOf,
    /// Where the bin of each base stands in a note: [`Moments::shift`].
    pub(super) shifts: [u8; 2],
    pub(super) noted: Noted,
}

/// What a pair stands on; [`NONE`] where nobody was exposed yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Footing {
    pub(super) ground: u32,
    pub(super) base: u32,
    pub(super) moments: Moments,
}

/// Pairs, grounds and bases.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pairs: PlaceIndex,
    footing: Vec<Footing>,
    grounds: GroundIndex,
    plans: Vec<Plan>,
    /// How many bases there are.
    bases: u32,
}

/// The numbers here of what another part numbered otherwise.
pub(super) struct Renumbered {
    pub(super) pairs: Vec<u32>,
    pub(super) grounds: Vec<u32>,
    pub(super) bases: Vec<u32>,
}

impl Places {
    /// Every pair numbered so far, by number.
    pub(super) fn pairs(&self) -> &[Exposure] {
        self.pairs.pairs()
    }

    /// The number of a pair that can be a place of noise.
    #[inline(always)]
    pub(super) fn pair(&mut self, pair: Exposure, frame: &Frame) -> Option<usize> {
        let known = self.pairs.known(pair);
        if known.is_some() { known } else { self.new_pair(pair, frame) }
    }

    #[cold]
    #[inline(never)]
    fn new_pair(&mut self, pair: Exposure, frame: &Frame) -> Option<usize> {
        admitted(frame, pair.1).then(|| self.number(pair))
    }

    fn number(&mut self, pair: Exposure) -> usize {
        let number = self.pairs.number(pair);
        if number == self.footing.len() {
            self.footing.push(Footing { ground: NONE, base: NONE, moments: Moments::End });
        }
        number
    }

    /// What a pair stands on, if anybody was exposed to it.
    #[inline]
    pub(super) fn footing(&self, pair: usize) -> Option<Footing> {
        Some(self.footing[pair]).filter(|footing| footing.base != NONE)
    }

    /// What grounds are counted on, by number.
    #[inline]
    pub(super) fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// The number of a ground.
    #[inline(always)]
    pub(super) fn ground(&mut self, ground: Ground, norms: &Norms, frame: &Frame) -> usize {
        self.grounds.known(ground).unwrap_or_else(|| self.new_ground(ground, norms, frame))
    }

    #[cold]
    #[inline(never)]
    fn new_ground(&mut self, ground: Ground, norms: &Norms, frame: &Frame) -> usize {
        let number = self.grounds.number(ground);
        let plan = self.lay(ground, number, norms, frame);
        self.plans.push(plan);
        number
    }

    /// Lays the bases of a ground that was not seen before, and puts its pairs on them.
    fn lay(&mut self, ground: Ground, number: usize, norms: &Norms, frame: &Frame) -> Plan {
        let mut laid: [Option<(u32, Moments)>; 2] = [None; 2];
        ground.each(norms, |pair| {
            if !admitted(frame, pair.1) || number >= MOST_GROUNDS {
                return;
            }
            let moments = moments(pair.0, pair.1, |step| norms.meaning(step));
            let same = |base: &&mut Option<(u32, Moments)>| base.is_none_or(|(_, others)| others == moments);
            let Some(base) = laid.iter_mut().find(same) else { return };
            let &mut (base, _) = base.get_or_insert_with(|| {
                self.bases += 1;
                (self.bases - 1, moments)
            });
            let pair = self.number(pair);
            self.footing[pair] = Footing { ground: number as u32, base, moments };
        });
        let noted = match laid {
            [None, _] => Noted::Never,
            [Some((_, Moments::End)), None] => Noted::Untimed,
            _ => Noted::Always,
        };
        let bases = laid.map(|base| base.map_or(NONE, |(base, _)| base));
        let shifts = laid.map(|base| base.map_or(0, |(_, moments)| moments.shift() as u8));
        Plan { bases, shifts, noted }
    }

    /// Takes in the pairs and grounds of another part.
    pub(super) fn merge(&mut self, other: &Places, norms: &Norms, frame: &Frame) -> Renumbered {
        let mut bases = vec![NONE; other.bases as usize];
        let mut grounds = Vec::with_capacity(other.plans.len());
        for (&ground, theirs) in other.grounds.grounds().iter().zip(&other.plans) {
            let number = self.ground(ground, norms, frame);
            grounds.push(number as u32);
            let ours = self.plans[number].bases;
            for (&theirs, ours) in theirs.bases.iter().zip(ours).filter(|(theirs, _)| **theirs != NONE) {
                bases[theirs as usize] = ours;
            }
        }
        let pairs = other.pairs().iter().map(|&pair| self.number(pair) as u32).collect();
        Renumbered { pairs, grounds, bases }
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
