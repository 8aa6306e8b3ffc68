//! Counting signals and exposures over journeys.

use super::{Exposure, Ground, Kind, Norms, Place, Reader};
use crate::index::{Codes, NONE, Pairs, PerJourney, at_slot};
use crate::journey::Journey;
use crate::measure::Measure;

/// Numbers the pairs of kind and place in the order they come, by array and not by hashing.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlaceIndex {
    slots: Slots,
    pairs: Vec<Exposure>,
}

/// Numbers what exposes journeys in the order it comes.
#[derive(Clone, Debug, Default)]
pub(crate) struct GroundIndex {
    being: Number,
    owned: Number,
    visits: (Codes, Vec<Number>),
    only: Slots,
    grounds: Vec<Ground>,
}

/// A number for each pair.
#[derive(Clone, Debug, Default)]
struct Slots([OfKind; Kind::COUNT]);

#[derive(Clone, Debug, Default)]
struct OfKind {
    journey: Number,
    steps: (Codes, Vec<Number>),
    transitions: Pairs,
    owners: (Codes, Vec<Number>),
    channels: (Codes, Vec<Number>),
    many: (Codes, Vec<Number>),
}

/// The number of a pair, [`NONE`] at first.
#[derive(Clone, Copy, Debug)]
struct Number(u32);

impl Default for Number {
    fn default() -> Self {
        Number(NONE)
    }
}

impl Slots {
    #[inline(always)]
    fn slot(&mut self, (kind, place): Exposure) -> &mut u32 {
        let of = &mut self.0[kind as usize];
        match place {
            Place::Journey => &mut of.journey.0,
            Place::Step(step) => number_of(&mut of.steps, step),
            Place::Transition(from, to) => of.transitions.entry(from, to),
            Place::Owner(owner) => number_of(&mut of.owners, owner),
            Place::Channel(channel) => number_of(&mut of.channels, channel),
            Place::Owners(many) => number_of(&mut of.many, many),
        }
    }
}

impl PlaceIndex {
    /// The number of a pair, new if it has none.
    #[inline]
    pub(crate) fn number(&mut self, pair: Exposure) -> usize {
        let number = self.slots.slot(pair);
        if *number == NONE {
            *number = self.pairs.len() as u32;
            self.pairs.push(pair);
        }
        *number as usize
    }

    /// The number of a pair that has one.
    #[inline(always)]
    pub(crate) fn known(&mut self, pair: Exposure) -> Option<usize> {
        let number = *self.slots.slot(pair);
        (number != NONE).then_some(number as usize)
    }

    /// Every pair numbered so far, by number.
    pub(crate) fn pairs(&self) -> &[Exposure] {
        &self.pairs
    }
}

impl GroundIndex {
    #[inline(always)]
    fn slot(&mut self, ground: Ground) -> &mut u32 {
        match ground {
            Ground::Being => &mut self.being.0,
            Ground::Owned => &mut self.owned.0,
            Ground::Visit(step) => number_of(&mut self.visits, step),
            Ground::Only(kind, place) => self.only.slot((kind, place)),
        }
    }

    /// The number of what exposes, if it has one.
    #[inline(always)]
    pub(crate) fn known(&mut self, ground: Ground) -> Option<usize> {
        let number = *self.slot(ground);
        (number != NONE).then_some(number as usize)
    }

    /// The number of what exposes, new if it has none.
    pub(crate) fn number(&mut self, ground: Ground) -> usize {
        let next = self.grounds.len() as u32;
        let number = self.slot(ground);
        if *number != NONE {
            return *number as usize;
        }
        *number = next;
        self.grounds.push(ground);
        next as usize
    }

    /// Everything numbered so far, by number.
    pub(crate) fn grounds(&self) -> &[Ground] {
        &self.grounds
    }
}

#[inline]
fn number_of((codes, numbers): &mut (Codes, Vec<Number>), code: u32) -> &mut u32 {
    &mut at_slot(numbers, codes.slot(code)).0
}

/// How often one kind of signal was seen at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignalCount {
    /// What kind.
    pub kind: Kind,
    /// Where.
    pub place: Place,
    /// Journeys that could have had it.
    pub exposed: u64,
    /// Those that had it.
    pub affected: u64,
    /// How often it happened in all.
    pub occurrences: u64,
    /// Customer time lost to it, microseconds on the calendar clock.
    pub lost: i128,
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    exposed: i64,
    affected: i64,
    occurrences: i64,
    lost: i128,
}

/// The tally of a pair; new numbers come one by one.
#[inline]
fn tally_of(number: usize, tallies: &mut Vec<Tally>) -> &mut Tally {
    if number == tallies.len() {
        tallies.push(Tally::default());
    }
    &mut tallies[number]
}

/// Counts signals and exposures. Parts that are merged must share norms.
#[derive(Clone, Debug)]
pub struct SignalCounts {
    reader: Reader,
    index: PlaceIndex,
    tallies: Vec<Tally>,
    seen: PerJourney<()>,
}

impl SignalCounts {
    /// Nothing counted yet.
    pub fn new(norms: Norms) -> Self {
        let index = PlaceIndex::default();
        SignalCounts { reader: Reader::new(norms), index, tallies: Vec::new(), seen: PerJourney::default() }
    }

    fn apply(&mut self, journey: &Journey<'_>, times: i64) {
        let SignalCounts { reader, index, tallies, seen } = self;
        seen.begin();
        reader.read(journey);
        let (found, norms) = (reader.found(), reader.norms());
        for (exposure, _) in found.exposures(norms) {
            tally_of(index.number(exposure), tallies).exposed += times;
        }
        for signal in &found.signals {
            let number = index.number((signal.kind, signal.place));
            let tally = tally_of(number, tallies);
            tally.occurrences += times;
            tally.lost += i128::from(times * signal.lost);
            if seen.put(number as u32, ()).is_none() {
                tally.affected += times;
            }
        }
    }
}

impl Measure for SignalCounts {
    type Answer = Vec<SignalCount>;

    fn update(&mut self, journey: &Journey<'_>) {
        self.apply(journey, 1);
    }

    fn retract(&mut self, journey: &Journey<'_>) {
        self.apply(journey, -1);
    }

    fn merge(&mut self, other: Self) {
        for (&pair, theirs) in other.index.pairs().iter().zip(&other.tallies) {
            let ours = tally_of(self.index.number(pair), &mut self.tallies);
            ours.exposed += theirs.exposed;
            ours.affected += theirs.affected;
            ours.occurrences += theirs.occurrences;
            ours.lost += theirs.lost;
        }
    }

    fn answer(&self) -> Vec<SignalCount> {
        let counts = self.index.pairs().iter().zip(&self.tallies).filter(|(_, tally)| tally.exposed > 0);
        let mut answer: Vec<_> = counts
            .map(|(&(kind, place), tally)| SignalCount {
                kind,
                place,
                exposed: tally.exposed as u64,
                affected: tally.affected as u64,
                occurrences: tally.occurrences as u64,
                lost: tally.lost,
            })
            .collect();
        answer.sort_unstable_by_key(|count| (count.kind, count.place));
        answer
    }
}
