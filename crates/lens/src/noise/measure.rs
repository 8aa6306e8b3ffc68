//! Counting noise over journeys.

use crate::contacts::{JourneyDigest, after};
use crate::distinct::Budget;
use crate::index::{NONE, PerJourney, at_slot};
use crate::journey::Journey;
use crate::measure::Measure;
use crate::noise::calendar::{month, stretch};
use crate::noise::frame::{Frame, RESULTS, segment};
use crate::noise::moment::{leave, stands};
use crate::noise::months::{Months, at};
use crate::noise::places::Places;
use crate::noise::tables::{Tables, Told};
use crate::noise::tally::{Tally, Whole};
use crate::noise::{Noise, Rules, rank};
use crate::signals::{Found, Norms, Reader, Signal};
use crate::statistics::effect::Stratum;

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
    notes: Notes,
    between: Found,
}

/// Everything counted.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    pub(super) places: Places,
    /// What happened at each pair.
    pub(super) tallies: Vec<Tally>,
    pub(super) months: Months,
    pub(super) tables: Tables,
    pub(super) journeys: i64,
    /// For each result of the frame: journeys that know it.
    pub(super) known: [i64; RESULTS],
    /// And those of them in which it came true.
    pub(super) harmed: [i64; RESULTS],
    budget: Budget,
}

/// What is kept of a journey while it is counted.
#[derive(Clone, Debug, Default)]
struct Notes {
    outcomes: Vec<Outcome>,
    /// Since which row the journey stands on each base.
    since: PerJourney<u32>,
    /// The row of the first signal of each pair.
    first: PerJourney<u32>,
    /// Pairs with a signal.
    hurt: Vec<u32>,
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
            places: Places::default(),
            tallies: Vec::new(),
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
            notes: Notes::default(),
            between: Found::default(),
        }
    }

    /// The norms it reads against.
    pub fn norms(&self) -> &Norms {
        self.reader.norms()
    }

    /// What hurt in the journey that was taken in or out last.
    pub fn last_signals(&self) -> &[Signal] {
        &self.reader.found().signals
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
        let NoiseMeasure { reader, frame, counts, notes, .. } = self;
        let month = month(journey.at[0]);
        let stratum = frame.stratum(segment(journey), month);
        let stretch = stretch(journey.at[0], month);
        let whole = Whole::new(journey.journey[0], journey.customer[0], stratum, stretch, times);
        let known = journey.results_known.iter().fold(0, |all, bits| all | bits);
        let harmed = journey.results_true.iter().fold(0, |all, bits| all | bits);
        read_outcomes(frame, known, harmed, journey.len(), journey.results_true, &mut notes.outcomes);
        counts.journeys += i64::from(times);
        counts.results(&notes.outcomes, times);
        reader.read(journey);
        counts.take(reader.found(), reader.norms(), frame, &whole, notes);
    }

    fn apply_between(&mut self, customer: &[JourneyDigest], times: i32) {
        let NoiseMeasure { reader, frame, counts, notes, between, .. } = self;
        for (place, digest) in customer.iter().enumerate() {
            between.clear();
            after(customer, place, reader.norms(), between);
            let month = month(digest.start);
            let stratum = frame.stratum(digest.segment, month);
            let stretch = stretch(digest.start, month);
            let whole = Whole::new(digest.journey, digest.customer, stratum, stretch, times);
            // The signal's row is the number of rows: one beyond the last.
            let rows = digest.rows as usize + 1;
            read_outcomes(frame, digest.results_known, digest.results_true, rows, &[], &mut notes.outcomes);
            counts.take(between, reader.norms(), frame, &whole, notes);
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

    fn take(&mut self, found: &Found, norms: &Norms, frame: &Frame, whole: &Whole, notes: &mut Notes) {
        notes.since.begin();
        notes.first.begin();
        notes.hurt.clear();
        self.grounds(found, norms, frame, whole, notes);
        self.signals(found, frame, whole, notes);
        self.changes(whole, notes);
        self.tables.fit(whole.stratum, whole.group);
        self.settle();
    }

    /// Counts what could have happened, as if there were no signals.
    fn grounds(&mut self, found: &Found, norms: &Norms, frame: &Frame, whole: &Whole, notes: &mut Notes) {
        let Counts { places, months, tables, .. } = self;
        let counted = months.stretch(whole.stretch);
        let harmed = notes.outcomes.iter().any(|outcome| outcome.harmed != 0);
        let block = tables.block(whole.stratum, whole.group);
        for (&ground, &since) in found.grounds.iter().zip(&found.since) {
            for base in places.bases(ground, norms, frame).into_iter().filter(|base| *base != NONE) {
                notes.since.put(base, since);
                let (base, moments) = (base as usize, places.moments(base as usize));
                *at(&mut counted.exposed, base) += whole.times;
                if harmed {
                    *at(&mut counted.harmed, base) += whole.times;
                }
                for outcome in &notes.outcomes {
                    if let Some(last) = stands(moments, since, outcome.until, outcome.timed) {
                        block.stand(base, last, outcome.told(whole));
                    }
                }
            }
        }
    }

    /// Counts what happened, and notes for each pair the first row at which it did.
    fn signals(&mut self, found: &Found, frame: &Frame, whole: &Whole, notes: &mut Notes) {
        let Counts { places, tallies, months, budget, .. } = self;
        let affected = &mut months.stretch(whole.stretch).affected;
        for signal in &found.signals {
            let Some(number) = places.pair((signal.kind, signal.place), frame) else { continue };
            let tally = at_slot(tallies, number);
            tally.occur(whole, signal.lost, signal.owner);
            match notes.first.put(number as u32, signal.row) {
                None => {
                    notes.hurt.push(number as u32);
                    *at(affected, number) += whole.times;
                    tally.affect(whole, budget);
                    for outcome in &notes.outcomes {
                        add(&mut tally.known, outcome.known, whole.times);
                        add(&mut tally.harmed, outcome.harmed, whole.times);
                    }
                }
                Some(earlier) if earlier < signal.row => drop(notes.first.put(number as u32, earlier)),
                Some(_) => {}
            }
        }
    }

    /// Counts what the signals change in who is compared with whom.
    fn changes(&mut self, whole: &Whole, notes: &mut Notes) {
        let Counts { places, tallies, tables, .. } = self;
        let Notes { outcomes, since, first, hurt } = notes;
        let block = tables.block(whole.stratum, whole.group);
        for &pair in &*hurt {
            let (row, base) = (first.get(pair), places.base(pair as usize));
            let Some((row, base)) = row.zip(base) else { continue };
            let Some(since) = since.get(base as u32) else { continue };
            for outcome in &*outcomes {
                let change = leave(places.moments(base), since, row, outcome.until, outcome.timed);
                block.change(pair as usize, &change, outcome.told(whole));
                if row < outcome.until {
                    add(&mut tallies[pair as usize].affected_before, outcome.known, whole.times);
                }
            }
        }
    }

    /// The strata of a pair for the result at this place in the frame, and how many journeys stood among the unaffected;
    /// see [`Tables::strata`].
    pub(super) fn strata(&self, pair: usize, result: usize) -> (Vec<Stratum>, u64) {
        let Some(base) = self.places.base(pair) else { return Default::default() };
        self.tables.strata(pair, base, self.places.moments(base), result)
    }

    /// Keeps the sample of customers within its budget.
    fn settle(&mut self) {
        while self.budget.exceeded() {
            self.budget.halve();
            self.tallies.iter_mut().for_each(|tally| tally.customers.fit(&mut self.budget));
        }
    }

    fn merge(&mut self, other: Counts, norms: &Norms, frame: &Frame) {
        let (pairs, bases) = self.places.merge(&other.places, norms, frame);
        for (&number, theirs) in pairs.iter().zip(other.tallies) {
            at_slot(&mut self.tallies, number as usize).merge(theirs);
        }
        self.months.merge(other.months, &pairs, &bases);
        self.tables.merge(other.tables, &pairs, &bases);
        self.journeys += other.journeys;
        self.known.iter_mut().zip(other.known).for_each(|(ours, theirs)| *ours += theirs);
        self.harmed.iter_mut().zip(other.harmed).for_each(|(ours, theirs)| *ours += theirs);
        self.budget.meet(&other.budget);
        self.tallies.iter_mut().for_each(|tally| tally.customers.fit(&mut self.budget));
        self.settle();
    }
}

impl Outcome {
    fn told(&self, whole: &Whole) -> Told {
        Told { known: self.known, harmed: self.harmed, out: whole.times < 0 }
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
        self.counts.merge(other.counts, self.reader.norms(), &self.frame);
    }

    fn answer(&self) -> Noise {
        rank::answer(self)
    }
}
