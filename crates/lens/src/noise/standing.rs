//! How things stand at every place, before anything is concluded from it.

use crate::noise::measure::NoiseMeasure;
use crate::signals::{Kind, Place};

/// What was counted at one place for one kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: Kind,
    /// Journeys that could have had it.
    pub exposed: u64,
    /// Those that had it.
    pub affected: u64,
    /// How often it happened in all.
    pub occurrences: u64,
    /// Hours of customers' time lost to it.
    pub hours_lost: f64,
}

impl NoiseMeasure {
    /// The counts of every place at which something ever happened, as they are now. It compares nothing, and so costs a
    /// fraction of the whole answer, whose counts these are.
    pub fn standing(&self) -> Vec<Standing> {
        let counts = &self.counts;
        let pairs = counts.places.pairs().iter().enumerate();
        let mut standing: Vec<Standing> = pairs
            .filter_map(|(number, &(kind, place))| {
                let tally = counts.tallies.get(number)?;
                let ground = counts.places.footing(number).map(|footing| footing.ground as usize);
                let (exposed, affected) = counts.months.sum(number, ground);
                let occurrences = tally.occurrences.max(0) as u64;
                let hours_lost = tally.hours().iter().sum();
                Some(Standing { place, kind, exposed, affected, occurrences, hours_lost })
            })
            .filter(|standing| standing.affected > 0)
            .collect();
        standing.sort_unstable_by_key(|standing| (standing.kind, standing.place));
        standing
    }
}
