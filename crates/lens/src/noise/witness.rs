//! The journeys behind the figures of one pair of kind and place, one by one: who was exposed, who was affected, and on
//! which side of the comparison each stands. What [`crate::noise::NoiseMeasure`] sums up, told journey by journey.

use crate::contacts::{JourneyDigest, after};
use crate::journey::Journey;
use crate::noise::calendar::month;
use crate::noise::frame::{Frame, segment};
use crate::noise::moment::{BINS, Entry, Moments, enter, moments};
use crate::signals::{Exposure, Found, Norms, Reader};

/// One exposed journey as the figures of a pair see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Witness {
    /// The journey, by key.
    pub journey: u64,
    /// The customer, by key.
    pub customer: u64,
    /// First touch, microseconds since 1970 UTC.
    pub start: i64,
    /// When it first happened; `None` for a journey that was exposed and not affected. What happens between journeys
    /// happens when this one ends.
    pub first: Option<i64>,
    /// Number of touches.
    pub touches: u32,
    /// How often it happened.
    pub occurrences: u32,
    /// Customer time lost to it, in microseconds.
    pub lost: i64,
    /// Which results are known of it, one bit each.
    pub known: u8,
    /// Which of them came true.
    pub harmed: u8,
    /// Where it stands in the comparison.
    pub side: Side,
}

/// Where a journey stands when the affected are compared with the unaffected; see [`crate::noise::moment`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// The stratum of its segment and quarter.
    pub stratum: u8,
    /// The moment at which it stands among the affected.
    pub affected: Option<u8>,
    /// The moments `from..to` at which it stands among the unaffected.
    pub unaffected: (u8, u8),
}

/// As what a journey is compared with others of its stratum that stand at the same moment on the other side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// As one that was affected.
    pub affected: bool,
    /// As one that was not, or not yet.
    pub unaffected: bool,
}

/// Tells of each journey what it is among the figures of a pair.
#[derive(Clone, Debug)]
pub struct Witnesses {
    reader: Reader,
    frame: Frame,
    pair: Exposure,
    moments: Moments,
    /// The result that is compared, by its bit; `None` where the point rests on time.
    result: Option<u8>,
    between: Found,
}

impl Witnesses {
    /// Of a pair, against the norms and the frame it was measured with.
    pub fn new(norms: Norms, frame: Frame, pair: Exposure, result: Option<u8>) -> Self {
        let moments = moments(pair.0, pair.1, |step| norms.meaning(step));
        Witnesses { reader: Reader::new(norms), frame, pair, moments, result, between: Found::default() }
    }

    /// A journey, if it could have met it inside.
    pub fn inside(&mut self, journey: &Journey<'_>) -> Option<Witness> {
        self.reader.read(journey);
        let found = self.reader.found();
        let since = since(found, self.reader.norms(), self.pair)?;
        let last = journey.len() - 1;
        let told = journey.results_true;
        let whole = Witness {
            journey: journey.journey[0],
            customer: journey.customer[0],
            start: journey.at[0],
            touches: journey.len() as u32,
            known: journey.results_known.iter().fold(0, |all, bits| all | bits),
            harmed: told.iter().fold(0, |all, bits| all | bits),
            ..Witness::default()
        };
        let (seen, row) = with_signals(whole, found, self.pair);
        let seen = Witness { first: row.map(|row| journey.at[last.min(row as usize)]), ..seen };
        Some(self.sided(seen, segment(journey), (since, row), journey.len(), told))
    }

    /// The journeys of one customer after which it could have come, all of them sorted by start; see [`crate::contacts`].
    pub fn between(&mut self, customer: &[JourneyDigest], mut take: impl FnMut(Witness)) {
        for (place, digest) in customer.iter().enumerate() {
            self.between.clear();
            after(customer, place, self.reader.norms(), &mut self.between);
            let Some(since) = since(&self.between, self.reader.norms(), self.pair) else { continue };
            let whole = Witness {
                journey: digest.journey,
                customer: digest.customer,
                start: digest.start,
                touches: digest.rows,
                known: digest.results_known,
                harmed: digest.results_true,
                ..Witness::default()
            };
            let (seen, row) = with_signals(whole, &self.between, self.pair);
            let seen = Witness { first: row.map(|_| digest.end), ..seen };
            take(self.sided(seen, digest.segment, (since, row), digest.rows as usize + 1, &[]));
        }
    }

    fn sided(
        &self,
        seen: Witness,
        segment: u32,
        (since, row): (u32, Option<u32>),
        rows: usize,
        told: &[u8],
    ) -> Witness {
        let stratum = self.frame.stratum(segment, month(seen.start));
        let nowhere = Side { stratum, ..Side::default() };
        let Some(result) = self.result.filter(|result| seen.known & 1 << result != 0) else {
            return Witness { side: nowhere, ..seen };
        };
        let (bit, timed) = (1 << result, self.frame.timed(result));
        let came = told.iter().position(|bits| timed && bits & bit != 0);
        let until = came.unwrap_or(rows) as u32;
        let Entry { affected, unaffected } = enter(self.moments, since, row, until, timed);
        let unaffected = (unaffected.start as u8, unaffected.end as u8);
        Witness { side: Side { stratum, affected: affected.map(|bin| bin as u8), unaffected }, ..seen }
    }
}

/// Since which row a journey is exposed to a pair.
fn since(found: &Found, norms: &Norms, wanted: Exposure) -> Option<u32> {
    let mut since = None;
    for (ground, &row) in found.grounds.iter().zip(&found.since) {
        ground.each(norms, |pair| since = if pair == wanted { Some(row) } else { since });
    }
    since
}

/// With what happened of the pair, and the row at which it first did.
fn with_signals(whole: Witness, found: &Found, pair: Exposure) -> (Witness, Option<u32>) {
    let (mut seen, mut row) = (whole, None);
    for signal in found.signals.iter().filter(|signal| (signal.kind, signal.place) == pair) {
        row = row.or(Some(signal.row));
        seen.occurrences += 1;
        seen.lost = seen.lost.saturating_add(signal.lost);
    }
    (seen, row)
}

/// How many journeys stand on each side, by stratum and moment: whoever has somebody on the other side is compared.
#[derive(Clone, Debug, Default)]
pub struct Sides(Vec<[[u64; 2]; BINS]>);

impl Sides {
    /// Counts a journey in.
    pub fn add(&mut self, side: Side) {
        let stratum = usize::from(side.stratum);
        if stratum >= self.0.len() {
            self.0.resize(stratum + 1, Default::default());
        }
        let bins = &mut self.0[stratum];
        side.affected.iter().for_each(|&bin| bins[usize::from(bin)][0] += 1);
        (side.unaffected.0..side.unaffected.1).for_each(|bin| bins[usize::from(bin)][1] += 1);
    }

    /// As what a journey that was counted in is compared.
    pub fn compared(&self, side: Side) -> Compared {
        let bins = self.0.get(usize::from(side.stratum));
        let somebody = |bin: u8, other: usize| bins.is_some_and(|bins| bins[usize::from(bin)][other] > 0);
        Compared {
            affected: side.affected.is_some_and(|bin| somebody(bin, 1)),
            unaffected: (side.unaffected.0..side.unaffected.1).any(|bin| somebody(bin, 0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::digest;
    use crate::journey::Columns;
    use crate::measure::Measure;
    use crate::noise::laws::{first_pass, shop};
    use crate::noise::{NoiseMeasure, Point, Rules};
    use crate::testing::logs;
    use proptest::prelude::*;

    /// The journeys of each customer, boiled down, where the log tells customers apart.
    fn customers(log: &[Columns], norms: &Norms) -> Vec<Vec<JourneyDigest>> {
        let mut digests: Vec<_> = log.iter().map(|journey| digest(&journey.rows(), norms)).collect();
        digests.sort_unstable_by_key(|digest| (digest.customer, digest.start, digest.journey));
        digests.chunk_by(|one, other| one.customer == other.customer).map(<[_]>::to_vec).collect()
    }

    /// Every journey behind a pair, and the sides they stand on.
    fn behind(log: &[Columns], pair: Exposure, result: Option<u8>) -> (Vec<Witness>, Sides) {
        let (norms, frame) = first_pass(log);
        let mut witnesses = Witnesses::new(norms.clone(), frame, pair, result);
        let mut all: Vec<Witness> = log.iter().filter_map(|journey| witnesses.inside(&journey.rows())).collect();
        customers(log, &norms).iter().for_each(|journeys| witnesses.between(journeys, |one| all.push(one)));
        let mut sides = Sides::default();
        all.iter().for_each(|one| sides.add(one.side));
        (all, sides)
    }

    fn measured(log: &[Columns], least_exposed: u64) -> NoiseMeasure {
        let (norms, frame) = first_pass(log);
        let mut measure = NoiseMeasure::new(norms.clone(), frame, Rules { least_exposed, ..Rules::default() });
        log.iter().for_each(|journey| measure.update(&journey.rows()));
        customers(log, &norms).iter().for_each(|journeys| measure.update_between(journeys));
        measure
    }

    /// The figures of a point are the sums of the journeys behind it.
    fn check(log: &[Columns], point: &Point, results: &[u8]) {
        let name = format!("{:?} at {:?}", point.kind, point.place);
        let (all, sides) = behind(log, (point.kind, point.place), point.effect.map(|effect| effect.result));
        let affected: Vec<&Witness> = all.iter().filter(|one| one.first.is_some()).collect();
        assert_eq!((all.len() as u64, affected.len() as u64), (point.exposed, point.affected), "{name}");
        let happened: u64 = all.iter().map(|one| u64::from(one.occurrences)).sum();
        assert_eq!(happened, point.occurrences, "{name}");
        let lost: f64 = all.iter().map(|one| one.lost as f64).sum();
        assert!((lost / 3.6e9 - point.hours_lost).abs() < 1e-3, "{name}: {lost} for {}", point.hours_lost);
        for (&result, &outcome) in results.iter().zip(&point.outcomes) {
            let with =
                |bits: fn(&Witness) -> u8| affected.iter().filter(|one| bits(one) & 1 << result != 0).count() as u64;
            assert_eq!((with(|one| one.known), with(|one| one.harmed)), outcome, "{name}, result {result}");
        }
        let month_of = |one: &Witness| month(one.start);
        let mut months: Vec<i32> = all.iter().map(month_of).collect();
        months.sort_unstable();
        let counted: Vec<u64> = months.chunk_by(|one, other| one == other).map(|month| month.len() as u64).collect();
        let told: Vec<u64> = point.months.iter().map(|month| month.exposed).filter(|exposed| *exposed > 0).collect();
        assert_eq!(counted, told, "{name}");
        if let Some(effect) = point.effect {
            let compared = |side: fn(Compared) -> bool| all.iter().filter(|one| side(sides.compared(one.side))).count();
            assert_eq!(compared(|one| one.affected) as u64, effect.matched_exposed, "{name}");
            let unaffected = compared(|one| one.unaffected) as u64;
            assert!(unaffected > 0 && unaffected <= effect.matched_unexposed, "{name}: {unaffected}, {effect:?}");
        }
    }

    #[test]
    fn the_figures_of_every_point_are_the_sums_of_the_journeys_behind_it() {
        let noise = measured(&shop(|_| ()), 30).answer();
        assert!(noise.points.iter().any(|point| point.effect.is_some()), "{:#?}", noise.points);
        noise.points.iter().for_each(|point| check(&shop(|_| ()), point, &noise.results));
    }

    #[test]
    fn without_results_nobody_is_compared() {
        let mut log = shop(|row| row.results = 0);
        log.iter_mut().for_each(|journey| journey.results_known.fill(0));
        let noise = measured(&log, 30).answer();
        assert!(!noise.points.is_empty() && noise.points.iter().all(|point| point.effect.is_none()));
        for point in &noise.points {
            check(&log, point, &noise.results);
            let (all, sides) = behind(&log, (point.kind, point.place), None);
            assert!(all.iter().all(|one| sides.compared(one.side) == Compared::default()));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]

        #[test]
        fn whatever_the_log_all_journeys_are_told(log in logs()) {
            for standing in measured(&log, 1).standing() {
                let (all, _) = behind(&log, (standing.kind, standing.place), None);
                let affected = all.iter().filter(|one| one.first.is_some()).count() as u64;
                prop_assert_eq!((all.len() as u64, affected), (standing.exposed, standing.affected));
            }
        }
    }
}
