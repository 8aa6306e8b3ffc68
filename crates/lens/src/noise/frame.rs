//! What must be known of a log before its noise can be measured: what is compared with what.

use crate::graph::Graph;
use crate::index::{Codes, at_slot};
use crate::journey::Journey;
use crate::measure::Measure;
use crate::noise::calendar::{month, quarter};
use rustc_hash::{FxHashMap, FxHashSet};

/// Strata with a number of their own, at most and at least; all others share one more.
const STRATA: usize = 63;
const LEAST_STRATA: usize = 7;

/// Places up to which there can be all strata: twice as many places, half as many strata, so that memory stays bounded.
const PLACES: usize = 512;

/// Steps and owners that can be places of noise, the most common first: keeps memory bounded where every step has a name
/// of its own.
const STEPS: usize = 2_048;
const OWNERS: usize = 512;

/// Number of results a touch can tell of.
pub(super) const RESULTS: usize = 8;

/// Which journeys are alike, and which results the log tells of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    strata: FxHashMap<(u32, i32), u8>,
    results: Vec<u8>,
    untimed: u8,
    told_last: u8,
    /// Number of strata with a number of their own.
    own: u8,
    /// How many owners the log has; `None` in the sets below admits all.
    owners: usize,
    common_owners: Option<FxHashSet<u32>>,
    common_steps: Option<FxHashSet<u32>>,
}

impl Frame {
    /// Leaves out all but the 2,048 steps that most journeys visit, and takes fewer strata where there are many places.
    pub fn limited_to(mut self, graph: &Graph) -> Self {
        let steps = graph.steps.iter().map(|step| (step.step, step.journeys as i64));
        self.common_steps = most_common(steps, STEPS);
        // A step and an owner can be the place of about two kinds of signal each, a transition of one.
        let often = graph.transitions.iter().filter(|way| way.count >= 30).count();
        let places = 2 * graph.steps.len().min(STEPS) + 2 * self.owners.min(OWNERS) + often;
        self.own = (STRATA * PLACES / places.max(PLACES)).max(LEAST_STRATA) as u8;
        self
    }

    /// Results the log tells of, as bits of [`crate::journey::Rows::results_known`], ascending.
    pub fn results(&self) -> &[u8] {
        &self.results
    }

    /// Whether the log tells when this result came true, and not only that it did.
    ///
    /// Where most harmed journeys carry the mark from their very first touch it describes the case as a whole (a column
    /// of the case, written on all its rows); then everything in the journey is taken to come before it.
    pub fn timed(&self, result: u8) -> bool {
        self.untimed & 1 << result == 0
    }

    /// Whether most harmed journeys carry the mark only on their last touch: then it may be told later than it came.
    pub fn told_last(&self, result: u8) -> bool {
        self.told_last & 1 << result != 0
    }

    pub(super) fn stratum(&self, segment: u32, month: i32) -> u8 {
        self.strata.get(&(segment, quarter(month))).map_or(self.own, |&number| number.min(self.own))
    }

    pub(super) fn admits_step(&self, step: u32) -> bool {
        self.common_steps.as_ref().is_none_or(|steps| steps.contains(&step))
    }

    pub(super) fn admits_owner(&self, owner: u32) -> bool {
        self.common_owners.as_ref().is_none_or(|owners| owners.contains(&owner))
    }
}

/// The `limit` codes with the highest counts; `None` where there are no more codes than that.
fn most_common(counts: impl Iterator<Item = (u32, i64)>, limit: usize) -> Option<FxHashSet<u32>> {
    let mut counts: Vec<_> = counts.map(|(code, count)| (std::cmp::Reverse(count), code)).collect();
    if counts.len() <= limit {
        return None;
    }
    counts.sort_unstable();
    Some(counts[..limit].iter().map(|&(_, code)| code).collect())
}

/// The segment of a journey: the first that any of its touches names.
pub(super) fn segment(journey: &Journey<'_>) -> u32 {
    journey.segment.iter().copied().find(|&segment| segment != 0).unwrap_or(0)
}

/// Learns the frame of a log, in the pass before the noise is measured. Strata are the 63 most common pairs of segment
/// and quarter of the journey's first touch, and one for all others.
#[derive(Clone, Debug, Default)]
pub struct FrameMeasure {
    journeys: FxHashMap<(u32, i32), i64>,
    /// How often each owner came to have a journey, by slot, with the owner's code.
    owners: Vec<(u32, i64)>,
    owner_slots: Codes,
    /// For each result: journeys that know it, that are harmed from their first touch, later, with their last touch.
    results: [[i64; 4]; RESULTS],
}

impl FrameMeasure {
    #[inline]
    fn count_owner(&mut self, owner: u32, times: i64) {
        let (code, counted) = at_slot(&mut self.owners, self.owner_slots.slot(owner));
        *code = owner;
        *counted += times;
    }

    fn apply(&mut self, journey: &Journey<'_>, times: i64) {
        *self.journeys.entry((segment(journey), quarter(month(journey.at[0])))).or_default() += times;
        let mut before = 0;
        for &owner in journey.owner.iter().filter(|owner| **owner != 0) {
            if owner != before {
                self.count_owner(owner, times);
            }
            before = owner;
        }
        let known = journey.results_known.iter().fold(0, |all, bits| all | bits);
        let harmed = journey.results_true.iter().fold(0, |all, bits| all | bits);
        for (result, counts) in self.results.iter_mut().enumerate().filter(|(result, _)| known & 1 << result != 0) {
            counts[0] += times;
            if harmed & 1 << result != 0 {
                let first = journey.results_true.iter().position(|bits| bits & 1 << result != 0).unwrap_or(0);
                counts[if first == 0 { 1 } else { 2 }] += times;
                counts[3] += if first > 0 && first + 1 == journey.len() { times } else { 0 };
            }
        }
    }
}

impl Measure for FrameMeasure {
    type Answer = Frame;

    fn update(&mut self, journey: &Journey<'_>) {
        self.apply(journey, 1);
    }

    fn retract(&mut self, journey: &Journey<'_>) {
        self.apply(journey, -1);
    }

    fn merge(&mut self, other: Self) {
        for (stratum, journeys) in other.journeys {
            *self.journeys.entry(stratum).or_default() += journeys;
        }
        for (owner, times) in other.owners.into_iter().filter(|(_, times)| *times != 0) {
            self.count_owner(owner, times);
        }
        for (ours, theirs) in self.results.iter_mut().flatten().zip(other.results.iter().flatten()) {
            *ours += theirs;
        }
    }

    fn answer(&self) -> Frame {
        let mut strata: Vec<_> = self.journeys.iter().filter(|(_, journeys)| **journeys > 0).collect();
        strata.sort_unstable_by_key(|&(stratum, journeys)| (std::cmp::Reverse(*journeys), *stratum));
        let known = (0..RESULTS as u8).filter(|&result| self.results[usize::from(result)][0] > 0);
        let untimed = (0..RESULTS).filter(|&result| self.results[result][1] > self.results[result][2]);
        let told_last = (0..RESULTS).filter(|&result| {
            let [_, first, later, last] = self.results[result];
            2 * last > first + later
        });
        let owners = || self.owners.iter().copied().filter(|(_, times)| *times > 0);
        Frame {
            strata: strata.into_iter().take(STRATA).enumerate().map(|(place, (key, _))| (*key, place as u8)).collect(),
            results: known.collect(),
            untimed: untimed.fold(0, |bits, result| bits | 1 << result),
            told_last: told_last.fold(0, |bits, result| bits | 1 << result),
            own: STRATA as u8,
            owners: owners().count(),
            common_owners: most_common(owners(), OWNERS),
            common_steps: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::Columns;

    fn check(frame: &Frame, segment: u32, at: i64, stratum: u8) {
        assert_eq!(frame.stratum(segment, month(at)), stratum);
    }

    const DAY: i64 = 86_400_000_000;

    fn journey(segment: u32, at: i64, true_from: Option<usize>) -> Columns {
        let mut columns = Columns::default();
        for row in 0..3 {
            columns.at.push(at);
            columns.owner.push(0);
            columns.segment.push(if row == 0 { 0 } else { segment });
            columns.results_known.push(0b10);
            columns.results_true.push(if true_from.is_some_and(|from| row >= from) { 0b10 } else { 0 });
        }
        columns
    }

    #[test]
    fn the_most_common_strata_have_a_number_and_the_rest_share_one() {
        let mut measure = FrameMeasure::default();
        for segment in 1..=100 {
            (0..=100 - segment).for_each(|_| measure.update(&journey(segment, 0, None).rows()));
        }
        let frame = measure.answer();
        check(&frame, 1, 0, 0);
        check(&frame, 63, 40 * DAY, 62);
        check(&frame, 64, 0, 63);
        check(&frame, 1, 100 * DAY, 63);
    }

    #[test]
    fn a_mark_on_the_first_touch_describes_the_case_and_tells_no_moment() {
        let told = |from: [Option<usize>; 3]| {
            let mut measure = FrameMeasure::default();
            from.into_iter().for_each(|from| measure.update(&journey(1, 0, from).rows()));
            measure.answer()
        };
        assert_eq!(told([Some(0), None, Some(1)]).results(), [1]);
        assert!(told([Some(0), Some(2), Some(1)]).timed(1));
        assert!(!told([Some(0), Some(0), Some(1)]).timed(1));
        assert!(told([None, None, None]).timed(1));
        assert!(told([Some(2), Some(2), Some(1)]).told_last(1));
        assert!(!told([Some(0), Some(2), Some(1)]).told_last(1));
    }
}
