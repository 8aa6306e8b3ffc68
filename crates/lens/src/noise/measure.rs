//! Counting noise over journeys.

use crate::contacts::{JourneyDigest, after};
use crate::distinct::Budget;
use crate::index::PerJourney;
use crate::journey::Journey;
use crate::measure::Measure;
use crate::noise::calendar::month;
use crate::noise::frame::{Frame, RESULTS, segment};
use crate::noise::moment::{Moments, enter, moments};
use crate::noise::months::{Months, at};
use crate::noise::tables::{Home, Tables};
use crate::noise::tally::{Tally, Whole};
use crate::noise::{Noise, Rules, rank};
use crate::signals::{Exposure, Found, Norms, Place, PlaceIndex, Reader};

/// Customers remembered over all places before they are sampled.
const CUSTOMERS: usize = 1 << 18;

/// Finds noise points. It needs the norms and the frame of the log from a pass before; parts that are merged must share
/// them. Memory grows with pairs of kind and place (times at most 64 strata and 32 groups of customers), not with
/// journeys.
#[derive(Clone, Debug)]
pub struct NoiseMeasure {
    reader: Reader,
    pub(super) frame: Frame,
    pub(super) rules: Rules,
    pub(super) counts: Counts,
    first: PerJourney<u32>,
    outcomes: Vec<Outcome>,
    between: Found,
}

/// Everything counted.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    pub(super) index: PlaceIndex,
    pub(super) tallies: Vec<Tally>,
    /// At which moments each pair is compared.
    moments: Vec<Moments>,
    pub(super) months: Months,
    pub(super) tables: Tables,
    pub(super) journeys: i64,
    /// For each result of the frame: journeys that know it.
    pub(super) known: [i64; RESULTS],
    /// And those of them in which it came true.
    pub(super) harmed: [i64; RESULTS],
    budget: Budget,
}

/// The results of one journey that share their moment, as bits by place in the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Outcome {
    known: u8,
    harmed: u8,
    timed: bool,
    /// Rows below it are free of the harm.
    until: u32,
}

impl NoiseMeasure {
    /// Nothing counted yet.
    pub fn new(norms: Norms, frame: Frame, rules: Rules) -> Self {
        let counts = Counts {
            index: PlaceIndex::default(),
            tallies: Vec::new(),
            moments: Vec::new(),
            months: Months::default(),
            tables: Tables::new(frame.results().len()),
            journeys: 0,
            known: [0; RESULTS],
            harmed: [0; RESULTS],
            budget: Budget::new(CUSTOMERS),
        };
        NoiseMeasure {
            reader: Reader::new(norms),
            frame,
            rules,
            counts,
            first: PerJourney::default(),
            outcomes: Vec::new(),
            between: Found::default(),
        }
    }

    /// The norms it reads against.
    pub fn norms(&self) -> &Norms {
        self.reader.norms()
    }

    /// Takes in what came between the journeys of one customer, all of them, sorted by start. Their rows are told by
    /// [`Measure::update`]; only signals and exposures of [`crate::contacts`] come from here.
    pub fn update_between(&mut self, customer: &[JourneyDigest]) {
        self.apply_between(customer, 1);
    }

    /// Takes out again what [`NoiseMeasure::update_between`] took in; do so before and tell anew after any journey of the
    /// customer changes.
    pub fn retract_between(&mut self, customer: &[JourneyDigest]) {
        self.apply_between(customer, -1);
    }

    fn apply(&mut self, journey: &Journey<'_>, times: i32) {
        let NoiseMeasure { reader, frame, counts, first, outcomes, .. } = self;
        let month = month(journey.at[0]);
        let stratum = frame.stratum(segment(journey), month);
        let whole = Whole::new(journey.journey[0], journey.customer[0], stratum, month, times);
        let known = journey.results_known.iter().fold(0, |all, bits| all | bits);
        let harmed = journey.results_true.iter().fold(0, |all, bits| all | bits);
        read_outcomes(frame, known, harmed, journey.len(), journey.results_true, outcomes);
        counts.journeys += i64::from(times);
        counts.results(outcomes, times);
        reader.read(journey);
        counts.take(reader.found(), reader.norms(), frame, &whole, outcomes, first);
    }

    fn apply_between(&mut self, customer: &[JourneyDigest], times: i32) {
        let NoiseMeasure { reader, frame, counts, first, outcomes, between, .. } = self;
        for (place, digest) in customer.iter().enumerate() {
            between.clear();
            after(customer, place, reader.norms(), between);
            let month = month(digest.start);
            let stratum = frame.stratum(digest.segment, month);
            let whole = Whole::new(digest.journey, digest.customer, stratum, month, times);
            // The signal's row is the number of rows: one beyond the last.
            let rows = digest.rows as usize + 1;
            read_outcomes(frame, digest.results_known, digest.results_true, rows, &[], outcomes);
            counts.take(between, reader.norms(), frame, &whole, outcomes, first);
        }
    }
}

/// What became of a journey of so many rows: the results it knows of, those together that came true at the same row.
/// `told` says for each row what is true by then.
fn read_outcomes(frame: &Frame, known: u8, harmed: u8, rows: usize, told: &[u8], outcomes: &mut Vec<Outcome>) {
    outcomes.clear();
    for (place, &result) in frame.results().iter().enumerate().filter(|(_, result)| known & 1 << **result != 0) {
        let (bit, timed) = (1 << result, frame.timed(result));
        let mut until = rows;
        if harmed & bit != 0 && timed {
            until = told.iter().position(|bits| bits & bit != 0).unwrap_or(rows);
        }
        let (known, harmed, until) = (1 << place, u8::from(harmed & bit != 0) << place, until as u32);
        match outcomes.iter_mut().find(|outcome| (outcome.timed, outcome.until) == (timed, until)) {
            Some(outcome) => (outcome.known, outcome.harmed) = (outcome.known | known, outcome.harmed | harmed),
            None => outcomes.push(Outcome { known, harmed, timed, until }),
        }
    }
}

/// Adds to the counters of the results in `bits`.
#[inline]
fn add(counters: &mut [i64; RESULTS], bits: u8, times: i32) {
    let mut left = bits;
    while left != 0 {
        counters[left.trailing_zeros() as usize] += i64::from(times);
        left &= left - 1;
    }
}

impl Counts {
    fn results(&mut self, outcomes: &[Outcome], times: i32) {
        for outcome in outcomes {
            add(&mut self.known, outcome.known, times);
            add(&mut self.harmed, outcome.harmed, times);
        }
    }

    fn take(
        &mut self,
        found: &Found,
        norms: &Norms,
        frame: &Frame,
        whole: &Whole,
        outcomes: &[Outcome],
        first: &mut PerJourney<u32>,
    ) {
        first.begin();
        self.signals(found, norms, frame, whole, first);
        self.exposures(found, norms, frame, whole, outcomes, first);
        self.settle();
    }

    /// Counts what happened, and notes for each pair the first row at which it did.
    fn signals(&mut self, found: &Found, norms: &Norms, frame: &Frame, whole: &Whole, first: &mut PerJourney<u32>) {
        for signal in &found.signals {
            if !admitted(frame, signal.place) {
                continue;
            }
            let number = self.number((signal.kind, signal.place), norms);
            let tally = &mut self.tallies[number];
            tally.occur(whole, signal.lost, signal.owner);
            match first.put(number as u32, signal.row) {
                None => {
                    at(self.months.month(whole.month), number)[1] += i64::from(whole.times);
                    tally.affect(whole, &mut self.budget);
                }
                Some(earlier) if earlier < signal.row => drop(first.put(number as u32, earlier)),
                Some(_) => {}
            }
        }
    }

    /// Counts what could have happened, and who is compared with whom.
    fn exposures(
        &mut self,
        found: &Found,
        norms: &Norms,
        frame: &Frame,
        whole: &Whole,
        outcomes: &[Outcome],
        first: &mut PerJourney<u32>,
    ) {
        let home = Home { stratum: whole.stratum, group: whole.group };
        for (&exposure, &since) in found.exposures.iter().zip(&found.since) {
            if !admitted(frame, exposure.1) {
                continue;
            }
            let number = self.number(exposure, norms);
            at(self.months.month(whole.month), number)[0] += i64::from(whole.times);
            let signal = first.get(number as u32);
            for outcome in outcomes {
                let entry = enter(self.moments[number], since, signal, outcome.until, outcome.timed);
                self.tables.count(number as u32, home, &entry, outcome.known, outcome.harmed, whole.times < 0);
                if signal.is_some_and(|row| row < outcome.until) {
                    add(&mut self.tallies[number].affected_before, outcome.known, whole.times);
                }
            }
        }
    }

    /// The number of a pair; a new one gets its tally and its moments.
    #[inline]
    fn number(&mut self, exposure: Exposure, norms: &Norms) -> usize {
        let number = self.index.number(exposure);
        if number == self.tallies.len() {
            self.tallies.push(Tally::default());
            self.moments.push(moments(exposure.0, exposure.1, |step| norms.meaning(step)));
        }
        number
    }

    /// Keeps the sample of customers within its budget.
    fn settle(&mut self) {
        while self.budget.exceeded() {
            self.budget.halve();
            self.tallies.iter_mut().for_each(|tally| tally.customers.fit(&mut self.budget));
        }
    }

    fn merge(&mut self, other: Counts) {
        let mut numbers = Vec::with_capacity(other.tallies.len());
        for ((&pair, theirs), moments) in other.index.pairs().iter().zip(other.tallies).zip(other.moments) {
            let number = self.index.number(pair);
            numbers.push(number as u32);
            if number == self.tallies.len() {
                self.tallies.push(theirs);
                self.moments.push(moments);
            } else {
                self.tallies[number].merge(theirs);
            }
        }
        self.months.merge(other.months, |pair| numbers[pair] as usize);
        self.tables.merge(other.tables, |pair| numbers[pair as usize]);
        self.journeys += other.journeys;
        self.known.iter_mut().zip(other.known).for_each(|(ours, theirs)| *ours += theirs);
        self.harmed.iter_mut().zip(other.harmed).for_each(|(ours, theirs)| *ours += theirs);
        self.budget.meet(&other.budget);
        self.tallies.iter_mut().for_each(|tally| tally.customers.fit(&mut self.budget));
        self.settle();
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

impl Measure for NoiseMeasure {
    type Answer = Noise;

    fn update(&mut self, journey: &Journey<'_>) {
        self.apply(journey, 1);
    }

    fn retract(&mut self, journey: &Journey<'_>) {
        self.apply(journey, -1);
    }

    fn merge(&mut self, other: Self) {
        self.counts.merge(other.counts);
    }

    fn answer(&self) -> Noise {
        rank::answer(self)
    }
}
