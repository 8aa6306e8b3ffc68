//! What of a log says who was dissatisfied: the lists a journey is on, who answered the survey, who left.
//!
//! A journey is on a list when one of its touches says so:
//!
//! | list | a touch puts its journey on it when |
//! |---|---|
//! | front line, head office | the customer began it (or nobody says who did), its step says that one complains there, and the source does not say that nobody complained |
//! | review | the same, and the source says that the customer complained: a review can be praise |
//! | low rating | it carries a rating below the middle of the scale |
//! | returned | goods or money went back |
//!
//! A journey whose source says that the customer complained, and no step of which says where, is on the list of the
//! front line.
//!
//! A journey *met trouble* when it shows a signal of [`TROUBLES`] before any of that: what comes after a complaint is an
//! answer to it.

use crate::journey::Journey;
use crate::measure::Measure;
use crate::noise::calendar::{month, quarter};
use crate::signals::{Kind, Norms, Reader, is_contact};
use crate::silent::exit::Leaving;
use crate::statistics::draws::mix;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::hash::Hash;

/// A place where dissatisfaction comes to the surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum List {
    /// Complained where customers are served.
    FrontLine = 0,
    /// Complained to the head office.
    HeadOffice = 1,
    /// Told the public.
    Review = 2,
    /// Rated below the middle of the scale.
    LowRating = 3,
    /// Goods or money went back.
    Returned = 4,
}

impl List {
    /// Every list, in the order of its bit.
    pub const ALL: [List; 5] = [List::FrontLine, List::HeadOffice, List::Review, List::LowRating, List::Returned];

    /// The bit of the list in the index of [`Surface::lists`].
    pub fn bit(self) -> usize {
        1 << self as usize
    }
}

/// Ways of being on the lists.
pub const CELLS: usize = 1 << List::ALL.len();
/// The lists of those who complained of their own accord.
pub const UNASKED: usize = 0b111;

/// Signals that count as trouble. Being handed over, changing the channel and going away are left out: most who meet the
/// first two do not mind, and the last is what is to be explained.
pub const TROUBLES: [Kind; 8] = [
    Kind::Failure,
    Kind::Retry,
    Kind::Loop,
    Kind::PingPong,
    Kind::RepeatContact,
    Kind::LongWait,
    Kind::Abandonment,
    Kind::Refused,
];

/// Which bits of [`crate::journey::Rows::results_true`] say what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fields {
    /// The customer left.
    pub left: u8,
    /// Goods or money went back.
    pub returned: u8,
    /// The customer complained.
    pub complained: u8,
    /// The customer rated below the middle of the scale; known where the customer rated at all.
    pub low_rating: u8,
}

/// How touches of a log show dissatisfaction.
#[derive(Clone, Debug)]
pub struct Signs {
    /// Where one complains by a step, by code.
    pub forums: Vec<Option<List>>,
    /// Which results say what.
    pub fields: Fields,
}

impl Signs {
    /// The list a touch puts its journey on by where it was made.
    fn forum(&self, journey: &Journey<'_>, row: usize) -> Option<List> {
        let list = self.forums.get(journey.step[row] as usize).copied().flatten()?;
        let bits = [journey.results_known[row], journey.results_true[row]];
        let [known, told] = bits.map(|bits| bits & self.fields.complained != 0);
        let says = if known { told } else { list != List::Review };
        (says && journey.phase[row] == 0 && is_contact(journey.direction[row])).then_some(list)
    }

    /// Whether a touch is a sign: a complaint, any rating, something returned, leaving.
    fn at(&self, journey: &Journey<'_>, row: usize) -> bool {
        let Fields { left, returned, complained, low_rating } = self.fields;
        self.forum(journey, row).is_some()
            || journey.results_known[row] & low_rating != 0
            || journey.results_true[row] & (left | returned | complained) != 0
    }

    /// The row of the first sign, or the number of rows where there is none.
    pub(crate) fn first(&self, journey: &Journey<'_>) -> usize {
        (0..journey.len()).find(|row| self.at(journey, *row)).unwrap_or(journey.len())
    }
}

/// Groups that customers are dealt into, so that what varies between customers can be told from what does not.
pub const GROUPS: usize = 30;
/// Segments with a margin of their own; later codes share one.
const SEGMENTS: u32 = 64;
/// Channels with a margin of their own; later codes share one.
const CHANNELS: u32 = 16;

/// Journeys alike in what a survey is reweighted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Alike {
    /// Segment by code, the rare ones together.
    pub segment: u8,
    /// Channel of the first contact by code, likewise.
    pub channel: u8,
    /// Kinds of trouble met: none, one, more.
    pub met: u8,
    /// Whether the customer complained unasked.
    pub spoke: bool,
}

/// Who met trouble, and who said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Met trouble and is on no list.
    Silent,
    /// Met none and is on no list.
    Spared,
    /// Met trouble and is on a list.
    Surfaced,
}

/// Leaving after a complaint, by how it went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Handling {
    /// Complained.
    pub complained: u64,
    /// Of them, rated after the complaint.
    pub rated: u64,
    /// Of them, rated low.
    pub low: u64,
    /// Leaving of those who complained and did not rate low after it.
    pub satisfied: Option<Leaving>,
    /// Leaving of those who complained.
    pub voiced: Option<Leaving>,
    /// Leaving of those who rated low and did not complain.
    pub unvoiced: Option<Leaving>,
}

/// Counts of a log from which the silent are estimated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surface {
    /// Journeys.
    pub journeys: u64,
    /// Journeys whose source tells whether the customer left, whether goods went back, whether the customer complained,
    /// and journeys with a rating.
    pub told: [u64; 4],
    /// Journeys by the lists they are on; the index has one bit for each of [`List`].
    pub lists: Vec<u64>,
    /// Journeys that met trouble.
    pub met: u64,
    /// Journeys alike.
    pub alike: Vec<(Alike, u64)>,
    /// Answers of journeys alike, by the group of the customer: answered, of them low.
    pub answers: Vec<(Alike, u8, [u64; 2])>,
    /// Leaving by segment, quarter and standing.
    pub leaving: Vec<((u8, i32), Standing, Leaving)>,
    /// What became of those who complained.
    pub handling: Handling,
}

/// Counts the lists. Memory does not grow with the log.
#[derive(Clone, Debug)]
pub struct SurfaceMeasure {
    reader: Reader,
    signs: Signs,
    journeys: i64,
    told: [i64; 4],
    met: i64,
    lists: [i64; CELLS],
    alike: FxHashMap<Alike, i64>,
    answers: FxHashMap<(Alike, u8), [i64; 2]>,
    leaving: FxHashMap<((u8, i32), Standing), [i64; 2]>,
    /// Complained, rated after it, rated low after it; leaving of the satisfied, of all who complained, and of the
    /// low raters who did not: left, of.
    handling: [i64; 9],
}

/// One journey, read.
struct Read {
    told: u8,
    found: u8,
    lists: usize,
    rated_after: Option<bool>,
    met: u8,
    alike: Alike,
}

impl SurfaceMeasure {
    /// A measure over the log with these norms.
    pub fn new(norms: Norms, signs: Signs) -> Self {
        SurfaceMeasure {
            reader: Reader::new(norms),
            signs,
            journeys: 0,
            told: [0; 4],
            met: 0,
            lists: [0; CELLS],
            alike: FxHashMap::default(),
            answers: FxHashMap::default(),
            leaving: FxHashMap::default(),
            handling: [0; 9],
        }
    }

    fn read(&mut self, journey: &Journey<'_>) -> Read {
        let Fields { returned, complained, low_rating, .. } = self.signs.fields;
        let (mut told, mut found, mut lists, mut rated_after) = (0, 0, 0, None);
        let (mut segment, mut channel) = (0, 0);
        for row in 0..journey.len() {
            told |= journey.results_known[row];
            found |= journey.results_true[row];
            lists |= self.signs.forum(journey, row).map_or(0, List::bit);
            let rated = journey.results_known[row] & low_rating != 0;
            if rated && (lists & UNASKED != 0 || found & complained != 0) {
                rated_after = Some(journey.results_true[row] & low_rating != 0);
            }
            segment = if segment == 0 { journey.segment[row] } else { segment };
            let contact = channel == 0 && is_contact(journey.direction[row]);
            channel = if contact { journey.channel[row] } else { channel };
        }
        if found & complained != 0 && lists & UNASKED == 0 {
            lists |= List::FrontLine.bit();
        }
        lists |= if found & low_rating != 0 { List::LowRating.bit() } else { 0 };
        lists |= if found & returned != 0 { List::Returned.bit() } else { 0 };
        let met = self.troubles(journey, self.signs.first(journey));
        let few = |code: u32, most: u32| code.min(most - 1) as u8;
        let spoke = lists & UNASKED != 0;
        let alike = Alike { segment: few(segment, SEGMENTS), channel: few(channel, CHANNELS), met, spoke };
        Read { told, found, lists, rated_after, met, alike }
    }

    /// Kinds of trouble before a row: none, one, more.
    fn troubles(&mut self, journey: &Journey<'_>, before: usize) -> u8 {
        let signals = &self.reader.read(journey).signals;
        let counted = signals.iter().filter(|signal| (signal.row as usize) < before && TROUBLES.contains(&signal.kind));
        let kinds = counted.fold(0_u32, |kinds, signal| kinds | 1 << signal.kind as u32);
        kinds.count_ones().min(2) as u8
    }

    fn apply(&mut self, journey: &Journey<'_>, times: i64) {
        let Read { told, found, lists, rated_after, met, alike } = self.read(journey);
        let Fields { left, returned, complained, low_rating } = self.signs.fields;
        self.journeys += times;
        for (count, bits) in self.told.iter_mut().zip([left, returned, complained, low_rating]) {
            *count += if told & bits != 0 { times } else { 0 };
        }
        self.met += if met > 0 { times } else { 0 };
        self.lists[lists] += times;
        add(&mut self.alike, alike, times, |count, times| *count += times);
        let low = i64::from(found & low_rating != 0);
        if told & low_rating != 0 {
            let group = (mix(journey.customer[0]) % GROUPS as u64) as u8;
            add(&mut self.answers, (alike, group), [times, low * times], sum);
        }
        let gone = i64::from(found & left != 0) * times;
        if told & left != 0 {
            let standing = match (met > 0, lists) {
                (true, 0) => Some(Standing::Silent),
                (false, 0) => Some(Standing::Spared),
                (true, _) => Some(Standing::Surfaced),
                (false, _) => None,
            };
            let stratum = (alike.segment, quarter(month(journey.at[0])));
            if let Some(standing) = standing {
                add(&mut self.leaving, (stratum, standing), [gone, times], sum);
            }
        }
        let of = if told & left != 0 { [gone, times] } else { [0, 0] };
        let handled = |index: usize, counts: [i64; 2]| [(index, counts[0]), (index + 1, counts[1])];
        let mut changes = Vec::new();
        if alike.spoke {
            changes.push((0, times));
            changes.extend(handled(5, of));
            if let Some(low) = rated_after {
                changes.extend([(1, times), (2, if low { times } else { 0 })]);
                changes.extend(if low { [(3, 0), (4, 0)] } else { handled(3, of) });
            }
        } else if low != 0 {
            changes.extend(handled(7, of));
        }
        changes.into_iter().for_each(|(index, by)| self.handling[index] += by);
    }
}

fn sum(counts: &mut [i64; 2], more: [i64; 2]) {
    counts[0] += more[0];
    counts[1] += more[1];
}

/// Adds to the entry of a key, and drops entries that come to nothing.
fn add<K: Eq + Hash, V: Default + PartialEq>(map: &mut FxHashMap<K, V>, key: K, more: V, by: impl Fn(&mut V, V)) {
    match map.entry(key) {
        std::collections::hash_map::Entry::Occupied(mut entry) => {
            by(entry.get_mut(), more);
            if *entry.get() == V::default() {
                entry.remove();
            }
        }
        std::collections::hash_map::Entry::Vacant(entry) => {
            by(entry.insert(V::default()), more);
        }
    }
}

fn count(of: i64) -> u64 {
    u64::try_from(of).unwrap_or(0)
}

fn leaving([left, of]: [i64; 2]) -> Leaving {
    Leaving { left: count(left), of: count(of) }
}

fn sorted<K: Ord + Copy, V: Copy, T>(map: &FxHashMap<K, V>, turn: impl Fn(K, V) -> T) -> Vec<T> {
    let mut keys: Vec<(K, V)> = map.iter().map(|(key, value)| (*key, *value)).collect();
    keys.sort_by_key(|(key, _)| *key);
    keys.into_iter().map(|(key, value)| turn(key, value)).collect()
}

impl Measure for SurfaceMeasure {
    type Answer = Surface;

    fn update(&mut self, journey: &Journey<'_>) {
        self.apply(journey, 1);
    }

    fn retract(&mut self, journey: &Journey<'_>) {
        self.apply(journey, -1);
    }

    fn merge(&mut self, other: Self) {
        self.journeys += other.journeys;
        self.met += other.met;
        self.told.iter_mut().zip(other.told).for_each(|(count, more)| *count += more);
        self.lists.iter_mut().zip(other.lists).for_each(|(count, more)| *count += more);
        self.handling.iter_mut().zip(other.handling).for_each(|(count, more)| *count += more);
        for (key, more) in other.alike {
            add(&mut self.alike, key, more, |count, more| *count += more);
        }
        other.answers.into_iter().for_each(|(key, more)| add(&mut self.answers, key, more, sum));
        other.leaving.into_iter().for_each(|(key, more)| add(&mut self.leaving, key, more, sum));
    }

    fn answer(&self) -> Surface {
        let handling = self.handling;
        let someone = |at: usize| (handling[at + 1] > 0).then(|| leaving([handling[at], handling[at + 1]]));
        Surface {
            journeys: count(self.journeys),
            told: self.told.map(count),
            lists: self.lists.map(count).to_vec(),
            met: count(self.met),
            alike: sorted(&self.alike, |alike, of| (alike, count(of))),
            answers: sorted(&self.answers, |(alike, group), of| (alike, group, of.map(count))),
            leaving: sorted(&self.leaving, |(stratum, standing), of| (stratum, standing, leaving(of))),
            handling: Handling {
                complained: count(handling[0]),
                rated: count(handling[1]),
                low: count(handling[2]),
                satisfied: someone(3),
                voiced: someone(5),
                unvoiced: someone(7),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::GraphMeasure;
    use crate::journey::{Columns, StepMeaning, outcome};
    use crate::signals::{Recorded, Settings};
    use crate::testing::{Row, journey, logs, obeys_the_law, over, touch};
    use proptest::prelude::*;

    const FIELDS: Fields = Fields { left: 1, returned: 2, complained: 4, low_rating: 8 };
    const OFFICE: u32 = 2;
    const REVIEW: u32 = 3;

    fn measure(log: &[Columns]) -> SurfaceMeasure {
        let graph = over(GraphMeasure::default, log);
        let records = over(Recorded::default, log).answer();
        let norms = Norms::new(&graph.touches(), &records, &[StepMeaning::Plain; 10], 0, Settings::default());
        let forums = vec![None, Some(List::FrontLine), Some(List::HeadOffice), Some(List::Review)];
        SurfaceMeasure::new(norms, Signs { forums, fields: FIELDS })
    }

    fn lists(rows: &[Row]) -> usize {
        let log = [journey(1, 1, rows)];
        let counted = over(|| measure(&log), &log).answer();
        assert_eq!((counted.journeys, counted.told), (1, [1; 4]));
        counted.lists.iter().position(|count| *count == 1).unwrap()
    }

    #[test]
    fn a_journey_is_on_the_lists_its_touches_say() {
        let row = |step, direction, results| Row { direction, results, ..touch(0, step) };
        assert_eq!(lists(&[row(0, 1, 0)]), 0);
        assert_eq!(lists(&[row(1, 1, 4)]), List::FrontLine.bit());
        assert_eq!(lists(&[row(1, 1, 0)]), 0, "the source says that nobody complained");
        assert_eq!(lists(&[row(OFFICE, 2, 4)]), List::FrontLine.bit(), "the company's own touch is no complaint");
        assert_eq!(lists(&[row(OFFICE, 1, 4), row(REVIEW, 3, 4)]), List::HeadOffice.bit() | List::Review.bit());
        assert_eq!(lists(&[row(0, 0, 4)]), List::FrontLine.bit(), "nobody says where");
        assert_eq!(lists(&[row(0, 0, 8), row(0, 0, 2)]), List::LowRating.bit() | List::Returned.bit());
    }

    #[test]
    fn trouble_counts_before_the_complaint_only() {
        let row = |minute, outcome, results| Row { outcome, results, direction: 1, ..touch(minute, 5) };
        let check = |rows: &[Row], met: u64| {
            let mut log = [journey(1, 1, rows)];
            log[0].results_known.fill(FIELDS.complained);
            assert_eq!(over(|| measure(&log), &log).answer().met, met);
        };
        check(&[row(0, outcome::FAILED, 0), row(1, 0, 4)], 1);
        check(&[row(0, 0, 4), row(1, outcome::FAILED, 4)], 0);
    }

    proptest! {
        #[test]
        fn batch_stream_merge_and_retract_agree(log in logs(), chunk in 1usize..40, cut in 0usize..24) {
            let empty = measure(&log);
            obeys_the_law(|| empty.clone(), &log, chunk, cut);
        }
    }
}
