//! Drivers of a log: what a journey met before its customer said anything, and what the customer then said.
//!
//! The level of a driver is 1 where the journey was spared, a half where it met it once, a third where twice, a quarter
//! where oftener. What comes after the first rating, complaint or leaving counts no more: it did not bring it about.

use super::barrel::{Barrel, Lift, Plank, lifts};
use super::contrast::Contrast;
use super::importance::{Importance, Method, Rank};
use super::{DriverError, Drivers};
use crate::journey::Journey;
use crate::measure::Measure;
use crate::signals::{Kind, Norms, Reader, Signal};
use crate::silent::surface::Signs;
use crate::statistics::draws::Draws;
use rustc_hash::FxHashMap;

/// What a journey can meet. Going away is left out: it is an answer, not a cause.
pub const MET: [Kind; 10] = [
    Kind::Failure,
    Kind::Retry,
    Kind::Loop,
    Kind::PingPong,
    Kind::Handoff,
    Kind::ChannelSwitch,
    Kind::RepeatContact,
    Kind::LongWait,
    Kind::Abandonment,
    Kind::Refused,
];

/// What was said in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Said {
    /// A rating: bad where it is below the middle of the scale.
    Rating,
    /// Whether the customer complained: bad where so.
    Complaint,
}

/// Times met, two bits for each of [`MET`], at most three.
type Pattern = u32;

/// Journeys alike in what they met: how many, how many of them ended badly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetCounts {
    /// Journeys with a rating.
    pub rated: Vec<(u32, [u64; 2])>,
    /// Journeys of which the source tells whether the customer complained.
    pub told: Vec<(u32, [u64; 2])>,
}

/// Counts what journeys met, pattern by pattern.
#[derive(Clone, Debug)]
pub struct MetMeasure {
    reader: Reader,
    signs: Signs,
    counts: FxHashMap<(Said, Pattern), [i64; 2]>,
}

impl MetMeasure {
    /// A measure over the log with these norms.
    pub fn new(norms: Norms, signs: Signs) -> Self {
        MetMeasure { reader: Reader::new(norms), signs, counts: FxHashMap::default() }
    }

    fn pattern(&mut self, journey: &Journey<'_>) -> Pattern {
        let before = self.signs.first(journey);
        let signals = self.reader.read(journey).signals.iter().filter(|signal| (signal.row as usize) < before);
        // One signal is told of several places of one row.
        let place = |signal: &Signal| Some((MET.iter().position(|kind| *kind == signal.kind)?, signal.row));
        let mut met: Vec<(usize, u32)> = signals.filter_map(place).collect();
        met.sort_unstable();
        met.dedup();
        let mut times = [0_u32; MET.len()];
        met.into_iter().for_each(|(at, _)| times[at] += 1);
        times.iter().enumerate().fold(0, |pattern, (at, times)| pattern | (*times).min(3) << (2 * at))
    }

    fn apply(&mut self, journey: &Journey<'_>, by: i64) {
        let [known, told] =
            [journey.results_known, journey.results_true].map(|rows| rows.iter().fold(0, |all, row| all | row));
        let fields = self.signs.fields;
        let pattern = self.pattern(journey);
        for (said, bit) in [(Said::Rating, fields.low_rating), (Said::Complaint, fields.complained)] {
            if known & bit == 0 {
                continue;
            }
            let counts = self.counts.entry((said, pattern)).or_default();
            counts[0] += by;
            counts[1] += if told & bit != 0 { by } else { 0 };
        }
    }
}

impl Measure for MetMeasure {
    type Answer = MetCounts;

    fn update(&mut self, journey: &Journey<'_>) {
        self.apply(journey, 1);
    }

    fn retract(&mut self, journey: &Journey<'_>) {
        self.apply(journey, -1);
    }

    fn merge(&mut self, other: Self) {
        for (key, [all, bad]) in other.counts {
            let counts = self.counts.entry(key).or_default();
            counts[0] += all;
            counts[1] += bad;
        }
    }

    fn answer(&self) -> MetCounts {
        let of = |wanted: Said| {
            let there = self.counts.iter().filter(|((said, _), counts)| *said == wanted && counts[0] > 0);
            let mut found: Vec<(u32, [u64; 2])> =
                there.map(|((_, pattern), counts)| (*pattern, counts.map(|count| count.max(0) as u64))).collect();
            found.sort_unstable();
            found
        };
        MetCounts { rated: of(Said::Rating), told: of(Said::Complaint) }
    }
}

/// Answers a driver must have been met in to be told apart from chance at all.
const LEAST_MET: u64 = 20;
/// Answers used at most; beyond them every pattern is thinned alike.
const MOST_ANSWERS: u64 = 20_000;
/// Resamples for the ranks.
const RESAMPLES: usize = 400;
/// Up to so many drivers the ranks are those of all orderings, above by Johnson's weights.
const ORDERED: usize = 8;
/// Levels up to the first were met again, above the second not at all.
const CUTS: [f64; 2] = [0.4, 0.75];

/// One driver.
#[derive(Clone, Debug, PartialEq)]
pub struct Driver {
    /// What was met.
    pub kind: Kind,
    /// Answers that met it.
    pub met: u64,
    /// Its mean level, 1 where nobody meets it.
    pub level: f64,
    /// Share of satisfied among those who met it, and among the spared.
    pub satisfied: [f64; 2],
    /// Its place by importance.
    pub rank: Rank,
    /// Penalty of meeting it again and reward of being spared, against meeting it once; `None` where too few met it once
    /// or again.
    pub contrast: Option<Contrast>,
}

/// What satisfaction hangs on.
#[derive(Clone, Debug, PartialEq)]
pub struct Planks {
    /// What was explained.
    pub said: Said,
    /// Answers, those that ended badly, and those used.
    pub answers: [u64; 3],
    /// The drivers, in the order of the two importances.
    pub drivers: Vec<Driver>,
    /// Shares of variance by all orderings.
    pub orderings: Importance,
    /// The same by Johnson's weights.
    pub johnson: Importance,
    /// How planks make the whole.
    pub barrel: Barrel,
    /// What to mend first, by place in `drivers`: what sparing everybody of one thing brings to the whole, for those who
    /// meet it, costs taken as equal.
    pub lifts: Vec<Lift>,
    /// Met too seldom, or not to be told apart from the others.
    pub left_out: Vec<Kind>,
}

fn times(pattern: Pattern, at: usize) -> u32 {
    pattern >> (2 * at) & 3
}

fn level(pattern: Pattern, at: usize) -> f64 {
    1.0 / f64::from(1 + times(pattern, at))
}

impl MetCounts {
    /// What satisfaction hangs on: ratings where the log holds enough, else complaints.
    pub fn planks(&self, draws: &mut Draws) -> Result<Planks, DriverError> {
        let enough = |counts: &[(u32, [u64; 2])]| {
            let [all, bad] = totals(counts);
            bad >= LEAST_MET && all >= bad + LEAST_MET
        };
        match (enough(&self.rated), enough(&self.told)) {
            (true, _) => planks(Said::Rating, &self.rated, draws),
            (false, true) => planks(Said::Complaint, &self.told, draws),
            (false, false) => Err(DriverError::TooFew { answers: totals(&self.rated)[0] as usize, drivers: MET.len() }),
        }
    }
}

fn totals(counts: &[(u32, [u64; 2])]) -> [u64; 2] {
    counts.iter().fold([0, 0], |sum, (_, counts)| [sum[0] + counts[0], sum[1] + counts[1]])
}

/// Answers in the order of their patterns, thinned where there are more than needed.
fn rows(counts: &[(u32, [u64; 2])]) -> Vec<(Pattern, f64)> {
    let [all, _] = totals(counts);
    let thinned = |count: u64| {
        if all > MOST_ANSWERS { (count as f64 * MOST_ANSWERS as f64 / all as f64).round() as u64 } else { count }
    };
    let mut rows = Vec::new();
    for (pattern, [of, bad]) in counts {
        for (count, outcome) in [(of - bad, 1.0), (*bad, 0.0)] {
            rows.extend((0..thinned(count)).map(|_| (*pattern, outcome)));
        }
    }
    rows
}

fn table(rows: &[(Pattern, f64)], kinds: &[usize]) -> Result<Drivers, DriverError> {
    let column = |at: &usize| rows.iter().map(|(pattern, _)| level(*pattern, *at)).collect();
    Drivers::new(kinds.iter().map(column).collect(), rows.iter().map(|(_, outcome)| *outcome).collect())
}

/// Drivers that were met often enough and can be told apart, the most frequent first choice.
fn chosen(counts: &[(u32, [u64; 2])], rows: &[(Pattern, f64)]) -> Vec<usize> {
    let met = |at: usize| {
        counts.iter().filter(|(pattern, _)| times(*pattern, at) > 0).map(|(_, counts)| counts[0]).sum::<u64>()
    };
    let mut order: Vec<(u64, usize)> =
        (0..MET.len()).map(|at| (met(at), at)).filter(|(met, _)| *met >= LEAST_MET).collect();
    order.sort_by_key(|(met, at)| (std::cmp::Reverse(*met), *at));
    let mut kinds: Vec<usize> = Vec::new();
    for (_, at) in order {
        kinds.push(at);
        if table(rows, &kinds).and_then(|drivers| drivers.importance(Method::Johnson)).is_err() {
            kinds.pop();
        }
    }
    kinds.sort_unstable();
    kinds
}

fn planks(said: Said, counts: &[(u32, [u64; 2])], draws: &mut Draws) -> Result<Planks, DriverError> {
    let rows = rows(counts);
    let kinds = chosen(counts, &rows);
    let table = table(&rows, &kinds)?;
    let orderings = table.importance(Method::Orderings)?;
    let johnson = table.importance(Method::Johnson)?;
    let method = if kinds.len() <= ORDERED { Method::Orderings } else { Method::Johnson };
    let ranks = table.ranks(method, draws, RESAMPLES)?;
    let weights: Vec<f64> = orderings.parts.iter().map(|part| part.share.max(1e-6)).collect();
    let barrel = table.barrel(&weights)?;
    let drivers = drivers(counts, &table, &kinds, &ranks)?;
    let levels = drivers.iter().zip(&weights).map(|(driver, weight)| Plank {
        level: driver.level,
        target: 1.0,
        weight: *weight,
        customers: driver.met as f64,
        cost: 1.0,
    });
    let lifts = lifts(&levels.collect::<Vec<Plank>>(), barrel.rho);
    let [all, bad] = totals(counts);
    let left_out = (0..MET.len()).filter(|at| !kinds.contains(at)).map(|at| MET[at]).collect();
    Ok(Planks { said, answers: [all, bad, rows.len() as u64], drivers, orderings, johnson, barrel, lifts, left_out })
}

fn drivers(
    counts: &[(u32, [u64; 2])],
    table: &Drivers,
    kinds: &[usize],
    ranks: &[Rank],
) -> Result<Vec<Driver>, DriverError> {
    let sums = |at: usize, wanted: &dyn Fn(u32) -> bool| {
        counts
            .iter()
            .filter(|(pattern, _)| wanted(times(*pattern, at)))
            .fold([0, 0], |sum, (_, counts)| [sum[0] + counts[0], sum[1] + counts[1]])
    };
    let cuts: Vec<Option<[f64; 2]>> = kinds
        .iter()
        .map(|at| {
            let [once, again, spared] =
                [sums(*at, &|times| times == 1), sums(*at, &|times| times > 1), sums(*at, &|times| times == 0)];
            [once, again, spared].iter().all(|[all, _]| *all >= LEAST_MET).then_some(CUTS)
        })
        .collect();
    let contrasts = table.contrasts_between(&cuts).unwrap_or_else(|_| vec![None; kinds.len()]);
    let [all, _] = totals(counts);
    let driver = |((at, rank), contrast): ((&usize, &Rank), Option<Contrast>)| {
        let good = |[all, bad]: [u64; 2]| 1.0 - bad as f64 / all.max(1) as f64;
        let (met, spared) = (sums(*at, &|times| times > 0), sums(*at, &|times| times == 0));
        let levels: f64 = counts.iter().map(|(pattern, counts)| level(*pattern, *at) * counts[0] as f64).sum();
        let (kind, level) = (MET[*at], levels / all.max(1) as f64);
        Driver { kind, met: met[0], level, satisfied: [good(met), good(spared)], rank: *rank, contrast }
    };
    Ok(kinds.iter().zip(ranks).zip(contrasts).map(driver).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::GraphMeasure;
    use crate::journey::{Columns, StepMeaning, outcome};
    use crate::signals::{Recorded, Settings};
    use crate::silent::surface::Fields;
    use crate::testing::{Row, journey, logs, obeys_the_law, over, touch};
    use proptest::prelude::*;

    const LOW: u8 = 8;

    fn measure(log: &[Columns]) -> MetMeasure {
        let graph = over(GraphMeasure::default, log);
        let records = over(Recorded::default, log).answer();
        let norms = Norms::new(&graph.touches(), &records, &[StepMeaning::Plain; 10], 0, Settings::default());
        let fields = Fields { left: 1, returned: 2, complained: 4, low_rating: LOW };
        MetMeasure::new(norms, Signs { forums: Vec::new(), fields })
    }

    /// Of 600 journeys every third fails, and two thirds of these are rated low; of the others one in twelve. Being handed
    /// over, which every second is, changes nothing.
    fn shop() -> Vec<Columns> {
        let one = |number: u64| {
            let fails = number.is_multiple_of(3);
            let low = if fails { !number.is_multiple_of(9) } else { number % 36 == 1 || number % 36 == 2 };
            let at = number as i64 * 100;
            let mut rows = vec![touch(at, 1), touch(at + 5, 2), touch(at + 50, 4)];
            rows[0].owner = 1;
            rows[1].owner = 1 + u32::from(number.is_multiple_of(2));
            rows[1].outcome = if fails { outcome::FAILED } else { outcome::OK };
            rows[2].results = if low { LOW } else { 0 };
            rows[2].owner = rows[1].owner;
            rows.iter_mut().take(2).for_each(|row: &mut Row| row.direction = 1);
            let mut columns = journey(number, number % 100, &rows);
            columns.results_known = vec![0, 0, LOW];
            columns
        };
        (0..600).map(one).collect()
    }

    #[test]
    fn what_makes_ratings_low_is_the_first_driver() {
        let log = shop();
        let counts = over(|| measure(&log), &log).answer();
        assert_eq!((totals(&counts.rated)[0], counts.told.len()), (600, 0));
        let found = counts.planks(&mut Draws::new(1)).unwrap();
        let failure = found.drivers.iter().find(|driver| driver.kind == Kind::Failure).unwrap();
        assert_eq!((found.said, failure.met, failure.rank.rank, failure.rank.worst), (Said::Rating, 200, 1, 1));
        assert!((failure.satisfied[0] - 67.0 / 200.0).abs() < 1e-9, "{failure:?}");
        let sum: f64 = found.orderings.parts.iter().map(|part| part.share).sum();
        assert!((sum - found.orderings.explained).abs() < 1e-9);
        assert_eq!(found.drivers[found.lifts[0].plank].kind, Kind::Failure);
    }

    #[test]
    fn a_log_without_ratings_or_complaints_says_so() {
        let found = MetCounts::default().planks(&mut Draws::new(1));
        assert_eq!(found, Err(DriverError::TooFew { answers: 0, drivers: MET.len() }));
    }

    proptest! {
        #[test]
        fn batch_stream_merge_and_retract_agree(log in logs(), chunk in 1usize..40, cut in 0usize..24) {
            let empty = measure(&log);
            obeys_the_law(|| empty.clone(), &log, chunk, cut);
        }
    }
}
