//! Counting noise over journeys.

use crate::contacts::{JourneyDigest, after};
use crate::distinct::Budget;
use crate::index::{Marks, at_slot};
use crate::journey::Journey;
use crate::measure::Measure;
use crate::noise::calendar::{month, stretch};
use crate::noise::frame::{Frame, RESULTS, segment};
use crate::noise::moment::{Moments, leave, standing};
use crate::noise::months::{Counted, Months, at};
use crate::noise::places::{Footing, Noted, Places, Renumbered};
use crate::noise::tables::{Block, Tables, Told, stand_note};
use crate::noise::tally::{Tally, Whole};
use crate::noise::{Noise, Rules, rank};
use crate::signals::{Ground, Norms, Reader, Signal, Sink};
use crate::statistics::effect::Stratum;
use std::ops::Range;

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
    /// Since which row the journey stands on each ground.
    since: Marks,
    /// Pairs with a signal.
    hurt: Marks,
    /// The signals themselves.
    signals: Vec<Signal>,
    /// For each outcome, and each row at which something can begin: the note of a ground that begins there.
    standing: Vec<u64>,
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
        NoiseMeasure { reader: Reader::new(norms), frame, rules, counts, notes: Notes::default() }
    }

    /// The norms it reads against.
    pub fn norms(&self) -> &Norms {
        self.reader.norms()
    }

    /// The frame it compares in.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// What hurt in the journey that was taken in or out last.
    pub fn last_signals(&self) -> &[Signal] {
        &self.notes.signals
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
        counts.take(frame, (&whole, 0..journey.len() as u32), notes, |counting| reader.tell(journey, counting));
    }

    fn apply_between(&mut self, customer: &[JourneyDigest], times: i32) {
        let NoiseMeasure { reader, frame, counts, notes, .. } = self;
        for (place, digest) in customer.iter().enumerate() {
            let month = month(digest.start);
            let stratum = frame.stratum(digest.segment, month);
            let stretch = stretch(digest.start, month);
            let whole = Whole::new(digest.journey, digest.customer, stratum, stretch, times);
            // The signal's row is the number of rows: one beyond the last.
            let rows = digest.rows as usize + 1;
            read_outcomes(frame, digest.results_known, digest.results_true, rows, &[], &mut notes.outcomes);
            counts.take(frame, (&whole, digest.rows..digest.rows + 1), notes, |counting| {
                after(customer, place, reader.norms(), counting);
            });
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

    /// Counts one journey: `tell` says what is found in it.
    #[inline]
    fn take(
        &mut self,
        frame: &Frame,
        (whole, rows): (&Whole, Range<u32>),
        notes: &mut Notes,
        tell: impl FnOnce(&mut Counting<'_>),
    ) {
        let Counts { places, tallies, months, tables, budget, .. } = self;
        notes.begin();
        let Counted { exposed, harmed, affected } = months.stretch(whole.stretch);
        // Whether the journey came to harm of any sort.
        let harmed = notes.outcomes.iter().any(|outcome| outcome.harmed != 0).then_some(harmed);
        let block = tables.block(whole.stratum, whole.group);
        notes.prepare(&rows, whole.times < 0);
        tell(&mut Counting { places, tallies, exposed, harmed, affected, block, budget, frame, whole, notes, rows });
        tables.fit(whole.stratum, whole.group, places.plans());
        self.settle();
    }

    /// The strata of a pair for the result at this place in the frame, and how many journeys stood among the unaffected;
    /// see [`Tables::strata`].
    pub(super) fn strata(&self, pair: usize, result: usize) -> (Vec<Stratum>, u64) {
        let Some(footing) = self.places.footing(pair) else { return Default::default() };
        self.tables.strata(pair, footing.base as usize, footing.moments, result)
    }

    /// Works off what was only noted.
    pub(super) fn settle_notes(&self) {
        self.tables.settle(self.places.plans());
    }

    /// Journeys that a pair affected before they came to the harm at this place in the frame.
    pub(super) fn affected_before(&self, pair: usize, result: usize) -> i64 {
        self.tables.affected_before(pair, result)
    }

    /// Keeps the sample of customers within its budget.
    #[inline]
    fn settle(&mut self) {
        while self.budget.exceeded() {
            self.budget.halve();
            self.tallies.iter_mut().for_each(|tally| tally.customers.fit(&mut self.budget));
        }
    }

    fn merge(&mut self, other: Counts, norms: &Norms, frame: &Frame) {
        other.settle_notes();
        let Renumbered { pairs, grounds, bases } = self.places.merge(&other.places, norms, frame);
        for (&number, theirs) in pairs.iter().zip(other.tallies) {
            at_slot(&mut self.tallies, number as usize).merge(theirs);
        }
        self.months.merge(other.months, &pairs, &grounds);
        self.tables.merge(other.tables, &pairs, &bases);
        self.journeys += other.journeys;
        self.known.iter_mut().zip(other.known).for_each(|(ours, theirs)| *ours += theirs);
        self.harmed.iter_mut().zip(other.harmed).for_each(|(ours, theirs)| *ours += theirs);
        self.budget.meet(&other.budget);
        self.tallies.iter_mut().for_each(|tally| tally.customers.fit(&mut self.budget));
        self.settle();
    }
}

/// Counts a journey while it is read.
struct Counting<'a> {
    places: &'a mut Places,
    tallies: &'a mut Vec<Tally>,
    exposed: &'a mut Vec<i32>,
    /// Where the journey is counted among the harmed, if it is one of them.
    harmed: Option<&'a mut Vec<i32>>,
    affected: &'a mut Vec<i32>,
    block: &'a mut Block,
    budget: &'a mut Budget,
    frame: &'a Frame,
    whole: &'a Whole,
    notes: &'a mut Notes,
    /// The rows at which something can begin.
    rows: Range<u32>,
}

impl Notes {
    /// Forgets the journey before.
    fn begin(&mut self) {
        self.since.begin();
        self.hurt.begin();
        self.signals.clear();
    }

    /// Prepares the notes of grounds that begin at one of these rows.
    fn prepare(&mut self, rows: &Range<u32>, out: bool) {
        self.standing.clear();
        for &Outcome { known, harmed, until, timed } in &self.outcomes {
            let told = Told { known, harmed, out };
            for row in rows.clone() {
                self.standing.push(stand_note(standing(row, until, timed), told));
            }
        }
    }
}

impl Sink for Counting<'_> {
    #[inline(always)]
    fn stand(&mut self, norms: &Norms, ground: Ground, row: u32) {
        let ground = self.places.ground(ground, norms, self.frame);
        self.count_ground(ground, row);
    }

    #[inline(always)]
    fn hurt(&mut self, signal: Signal) {
        self.notes.signals.push(signal);
        if let Some(pair) = self.places.pair((signal.kind, signal.place), self.frame) {
            self.count_signal(pair, signal.row, signal.lost, signal.owner);
        }
    }
}

/// Numbers come in registers: who reads knows the kind, so that finding its number is a look into an array, and what
/// then is counted is the same few lines of code for all kinds, which stay in the processor's cache.
impl Counting<'_> {
    /// Counts what could have happened, as if there were no signals.
    #[inline(never)]
    fn count_ground(&mut self, ground: usize, row: u32) {
        let noted = self.places.plans()[ground].noted;
        if noted == Noted::Never {
            return;
        }
        let Notes { outcomes, since, standing, .. } = &mut *self.notes;
        since.put(ground, row);
        *at(self.exposed, ground) += self.whole.times;
        if let Some(harmed) = &mut self.harmed {
            *at(harmed, ground) += self.whole.times;
        }
        let mut place = (row - self.rows.start) as usize;
        for outcome in outcomes {
            if noted == Noted::Always || !outcome.timed {
                self.block.stand(ground, standing[place]);
            }
            place += self.rows.len();
        }
    }

    /// Counts what happened. The first signal of a pair decides how the journey is compared.
    #[inline(never)]
    fn count_signal(&mut self, pair: usize, row: u32, lost: i64, owner: u32) {
        let tally = at_slot(self.tallies, pair);
        tally.occur(self.whole, lost, owner);
        if self.notes.hurt.put(pair, 0) {
            *at(self.affected, pair) += self.whole.times;
            tally.affect(self.whole, self.budget);
            for outcome in &self.notes.outcomes {
                tally.know(outcome.known, outcome.harmed, self.whole.times);
            }
            self.change(pair, row);
        }
    }

    /// Counts what a first signal changes in who is compared with whom.
    #[inline]
    fn change(&mut self, pair: usize, row: u32) {
        let Some(Footing { ground, moments, .. }) = self.places.footing(pair) else { return };
        let Some(since) = self.notes.since.get(ground as usize) else { return };
        for outcome in &self.notes.outcomes {
            if outcome.timed && moments == Moments::End {
                continue;
            }
            let change = leave(moments, since, row, outcome.until, outcome.timed);
            self.block.change(pair, change, row < outcome.until, outcome.told(self.whole));
        }
    }
}

impl Outcome {
    #[inline]
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
