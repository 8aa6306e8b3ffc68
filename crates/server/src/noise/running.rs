//! The counts of the board between two analyses: they follow the log from a cursor.
//!
//! An analysis leaves behind what it counted ([`NoiseMeasure`]) and where the log stood then. Touches that arrive are
//! noted by journey; every moment the journeys they belong to are taken out as they were and taken in as they are, and so
//! is what lies between the journeys of their customers. So the counts are at any time those of the whole log, measured
//! by what was usual at the last analysis; what is concluded from them (effects, ranks) follows with the next analysis.
//!
//! Where touches came another way (an import, another process) or too many at once, nothing is guessed: the counts of the
//! analysis stand until the next one.

use super::Counted;
use crate::asked::{Store, now};
use crate::failure::Failure;
use crate::journey::coder::Coder;
use crate::point::spot;
use crate::report::Place as Spelt;
use crate::report::resolve::Names;
use crate::serve::app::Shared;
use desk::id::{CustomerKey, JourneyKey, PointKey, TouchKey};
use desk::time::Time;
use desk::touch::Touch;
use lens::contacts::{JourneyDigest, digest};
use lens::journey::Columns;
use lens::measure::Measure;
use lens::noise::NoiseMeasure;
use lens::signals::{Kind, Place, Signal};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use store::log::Snapshot;
use tokio::sync::Notify;

/// Touches noted at most; who falls further behind waits for the next analysis.
const NOTED: usize = 50_000;
/// Touches that are followed at once, at most: more cost more than they tell before the next analysis.
const AT_ONCE: usize = 10_000;
/// The shortest time between two looks at what arrived, and how much longer than a look it is at least.
const PACE: Duration = Duration::from_millis(300);
const REST: u32 = 2;
/// New places that are told of.
const FRESH: usize = 20;

/// Where the log stood: touches noted so far, and touches in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cursor {
    noted: u64,
    touches: u64,
}

/// Follows the log.
#[derive(Debug, Default)]
pub(crate) struct Running {
    /// Held while touches are written and noted, and for the moment in which a reader fixes where it stands.
    gate: tokio::sync::Mutex<()>,
    noted: Mutex<Noted>,
    followed: tokio::sync::Mutex<Option<Followed>>,
    told: Mutex<Arc<Told>>,
    arrived: Notify,
}

/// The touches that arrived last.
#[derive(Debug, Default)]
struct Noted {
    /// The number of the first that is still known.
    first: u64,
    touches: VecDeque<(JourneyKey, TouchKey)>,
}

/// What is counted on.
struct Followed {
    measure: NoiseMeasure,
    coder: Coder,
    /// The customers as given behind each person who has several.
    customers: FxHashMap<u64, Vec<u64>>,
    tells_apart: bool,
    last_seen: FxHashMap<(Kind, Place), i64>,
    /// Pairs that the analysis told of.
    known: FxHashMap<(Kind, Place), PointKey>,
    cursor: Cursor,
    /// Touches since the analysis.
    since: u64,
}

impl std::fmt::Debug for Followed {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Followed({:?})", self.cursor)
    }
}

/// The counts now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// As of when; `None` where the counts of the analysis are the newest there are.
    pub(crate) at: Option<Time>,
    /// Touches since the analysis that are counted.
    pub(crate) touches: u64,
    /// The counts of every point and of everything passed over, by key.
    pub(crate) figures: FxHashMap<u64, Figures>,
    /// Places at which something happened for the first time, not judged yet; the most frequent first.
    pub(crate) fresh: Vec<Fresh>,
}

/// The counts of a noise point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Figures {
    pub(crate) exposed: u64,
    pub(crate) affected: u64,
    pub(crate) occurrences: u64,
    pub(crate) hours_lost: f64,
    /// When it was last seen inside a journey.
    pub(crate) last_seen: Option<Time>,
}

/// A place that is new.
#[derive(Clone, Debug)]
pub(crate) struct Fresh {
    pub(crate) place: Spelt,
    pub(crate) kind: Kind,
    pub(crate) figures: Figures,
}

/// Notes when each kind was last seen where.
pub(crate) fn note_last(signals: &[Signal], at: &[i64], last_seen: &mut FxHashMap<(Kind, Place), i64>) {
    for signal in signals {
        if let Some(&at) = at.get(signal.row as usize) {
            let last = last_seen.entry((signal.kind, signal.place)).or_insert(at);
            *last = at.max(*last);
        }
    }
}

impl Running {
    /// Waits for the turn to write touches; [`Running::note`] comes before it ends.
    pub(crate) async fn writing(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.gate.lock().await
    }

    /// Notes touches that were just written.
    pub(crate) fn note<'a>(&self, touches: impl Iterator<Item = &'a Touch>) {
        let mut noted = lock(&self.noted);
        for touch in touches {
            noted.touches.push_back((touch.journey(), touch.key()));
        }
        let beyond = noted.touches.len().saturating_sub(NOTED);
        noted.touches.drain(..beyond);
        noted.first += beyond as u64;
        drop(noted);
        self.arrived.notify_one();
    }

    /// The log as it is now, and where that is.
    pub(crate) async fn cut(&self, store: &Store) -> Result<(Snapshot, Cursor), Failure> {
        let gate = self.gate.lock().await;
        let mut snapshot = store.log.snapshot().await?;
        let noted = lock(&self.noted).next();
        drop(gate);
        let touches = snapshot.touches().await?;
        Ok((snapshot, Cursor { noted, touches }))
    }

    /// The counts now.
    pub(crate) fn told(&self) -> Arc<Told> {
        lock(&self.told).clone()
    }

    /// Goes on from a new analysis.
    pub(crate) async fn follow(&self, counted: Counted) {
        let mut customers: FxHashMap<u64, Vec<u64>> = FxHashMap::default();
        for (&customer, &person) in counted.persons.iter().flat_map(|persons| persons.iter()) {
            customers.entry(person).or_default().push(customer);
        }
        let followed = Followed {
            coder: Coder::of(&counted.names, counted.persons, counted.told),
            measure: counted.measure,
            customers,
            tells_apart: counted.tells_apart,
            last_seen: counted.last_seen,
            known: counted.known,
            cursor: counted.cursor,
            since: 0,
        };
        let mut place = self.followed.lock().await;
        let told = tokio::task::block_in_place(|| followed.told());
        *place = Some(followed);
        *lock(&self.told) = Arc::new(told);
        drop(place);
        self.arrived.notify_one();
    }

    /// Counts what arrived. Whether there is anything new to tell.
    pub(crate) async fn catch_up(&self, store: &Store) -> Result<bool, Failure> {
        let mut place = self.followed.lock().await;
        let Some(followed) = place.as_mut() else { return Ok(false) };
        let (snapshot, cursor) = self.cut(store).await?;
        if cursor == followed.cursor {
            return Ok(false);
        }
        let arrived = lock(&self.noted).between(followed.cursor.noted, cursor.noted);
        let ours = |arrived: &Vec<_>| followed.cursor.touches + arrived.len() as u64 == cursor.touches;
        let Some(arrived) = arrived.filter(|arrived| arrived.len() <= AT_ONCE && ours(arrived)) else {
            *place = None;
            *lock(&self.told) = Arc::default();
            return Ok(true);
        };
        let done = followed.count(store, snapshot, &arrived).await;
        if done.is_err() {
            // Half of it may be counted.
            *place = None;
            *lock(&self.told) = Arc::default();
            return done.map(|()| true);
        }
        (followed.cursor, followed.since) = (cursor, followed.since + arrived.len() as u64);
        let told = tokio::task::block_in_place(|| followed.told());
        *lock(&self.told) = Arc::new(told);
        Ok(true)
    }

    /// The counts as they stand, for who wants to compare them.
    #[cfg(test)]
    pub(crate) async fn standing(&self) -> Option<(Vec<lens::noise::Standing>, [Vec<String>; 3])> {
        let place = self.followed.lock().await;
        let Followed { measure, coder, .. } = place.as_ref()?;
        let names = [&coder.step, &coder.channel, &coder.owner].map(|words| words.names().to_vec());
        Some((measure.standing(), names))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Noted {
    /// The number of the next touch.
    fn next(&self) -> u64 {
        self.first + self.touches.len() as u64
    }

    /// The touches from one number to before another; `None` where they are no longer known.
    fn between(&self, from: u64, to: u64) -> Option<Vec<(JourneyKey, TouchKey)>> {
        let start = from.checked_sub(self.first)? as usize;
        let end = to.checked_sub(self.first)? as usize;
        (start <= end && end <= self.touches.len()).then(|| self.touches.range(start..end).copied().collect())
    }
}

/// A journey as it was counted and as it is.
struct Changed {
    was: Columns,
    is: Columns,
}

impl Followed {
    async fn count(
        &mut self,
        store: &Store,
        mut snapshot: Snapshot,
        arrived: &[(JourneyKey, TouchKey)],
    ) -> Result<(), Failure> {
        let new: FxHashSet<TouchKey> = arrived.iter().map(|(_, touch)| *touch).collect();
        let keys: BTreeSet<JourneyKey> = arrived.iter().map(|(journey, _)| *journey).collect();
        let touched = store.log.journeys_at(&mut snapshot, &keys).await?;
        let changed: Vec<Changed> = touched.values().map(|touches| self.changed(touches, &new)).collect();
        let mut persons: BTreeSet<u64> = BTreeSet::new();
        for version in changed.iter().flat_map(|changed| [&changed.was, &changed.is]) {
            persons.extend(version.customer.first());
        }
        let others = match self.tells_apart {
            true => others(store, &mut snapshot, self.customers_of(&persons), &keys).await?,
            false => BTreeMap::new(),
        };
        drop(snapshot);
        tokio::task::block_in_place(|| self.apply(&changed, &others, &persons));
        Ok(())
    }

    fn changed(&mut self, touches: &[Touch], new: &FxHashSet<TouchKey>) -> Changed {
        Changed {
            was: self.coder.columns(touches.iter().filter(|touch| !new.contains(&touch.key()))),
            is: self.coder.columns(touches.iter()),
        }
    }

    /// The customers as given behind these persons.
    fn customers_of(&self, persons: &BTreeSet<u64>) -> Vec<CustomerKey> {
        let given = |person: &u64| self.customers.get(person).cloned().unwrap_or_default();
        let all = persons.iter().flat_map(|person| std::iter::once(*person).chain(given(person)));
        let all: BTreeSet<CustomerKey> = all.map(CustomerKey).collect();
        all.into_iter().collect()
    }

    fn apply(&mut self, changed: &[Changed], others: &BTreeMap<JourneyKey, Vec<Touch>>, persons: &BTreeSet<u64>) {
        if self.tells_apart {
            let others: Vec<Columns> = others.values().map(|touches| self.coder.columns(touches.iter())).collect();
            let was = self.by_person(changed.iter().map(|changed| &changed.was).chain(&others), persons);
            let is = self.by_person(changed.iter().map(|changed| &changed.is).chain(&others), persons);
            was.values().for_each(|journeys| self.measure.retract_between(journeys));
            is.values().for_each(|journeys| self.measure.update_between(journeys));
        }
        for Changed { was, is } in changed {
            if !was.at.is_empty() {
                self.measure.retract(&was.rows());
            }
            if !is.at.is_empty() {
                self.measure.update(&is.rows());
                note_last(self.measure.last_signals(), &is.at, &mut self.last_seen);
            }
        }
    }

    /// The journeys of each person, sorted by start.
    fn by_person<'a>(
        &self,
        journeys: impl Iterator<Item = &'a Columns>,
        persons: &BTreeSet<u64>,
    ) -> BTreeMap<u64, Vec<JourneyDigest>> {
        let mut by_person: BTreeMap<u64, Vec<JourneyDigest>> = BTreeMap::new();
        for journey in journeys.filter(|journey| journey.customer.first().is_some_and(|one| persons.contains(one))) {
            let digest = digest(&journey.rows(), self.measure.norms());
            by_person.entry(digest.customer).or_default().push(digest);
        }
        by_person
            .values_mut()
            .for_each(|digests| digests.sort_unstable_by_key(|digest| (digest.start, digest.journey)));
        by_person
    }

    fn told(&self) -> Told {
        let mut told = Told { at: Some(now()), touches: self.since, ..Told::default() };
        let mut fresh = Vec::new();
        for standing in self.measure.standing() {
            let pair = (standing.kind, standing.place);
            let figures = Figures {
                exposed: standing.exposed,
                affected: standing.affected,
                occurrences: standing.occurrences,
                hours_lost: standing.hours_lost,
                last_seen: self.last_seen.get(&pair).map(|&at| Time(at)),
            };
            match self.known.get(&pair) {
                Some(key) => drop(told.figures.insert(key.0, figures)),
                None => fresh.push((pair, figures)),
            }
        }
        fresh.sort_by_key(|(pair, figures)| (std::cmp::Reverse(figures.affected), *pair));
        fresh.truncate(FRESH);
        let names = self.names();
        let named = |((kind, place), figures)| Fresh { place: names.place(place), kind, figures };
        told.fresh = fresh.into_iter().map(named).collect();
        told
    }

    fn names(&self) -> Names<'_> {
        let Coder { step, channel, owner, .. } = &self.coder;
        Names { steps: step.names(), channels: channel.names(), owners: owner.names(), ..Names::default() }
    }
}

/// The other journeys of these customers.
async fn others(
    store: &Store,
    snapshot: &mut Snapshot,
    customers: Vec<CustomerKey>,
    known: &BTreeSet<JourneyKey>,
) -> Result<BTreeMap<JourneyKey, Vec<Touch>>, Failure> {
    let theirs = store.log.timeline_at(snapshot, &customers).await?;
    let others = theirs.iter().map(Touch::journey).filter(|journey| !known.contains(journey)).collect();
    Ok(store.log.journeys_at(snapshot, &others).await?)
}

/// The key of a pair of a log with these names.
pub(crate) fn key_of(names: &Names<'_>, kind: Kind, place: Place) -> PointKey {
    let place = names.place(place);
    let (place, place_kind) = place.spelt();
    PointKey::of(&spot::word(kind), place_kind, &place)
}

/// Keeps the counts of the board new, until the program ends.
pub(crate) async fn keep(app: Shared) {
    loop {
        app.running.arrived.notified().await;
        let began = Instant::now();
        match app.running.catch_up(&app.store).await {
            Ok(true) => app.board.refresh(),
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "what arrived could not be counted"),
        }
        tokio::time::sleep((began.elapsed() * REST).max(PACE)).await;
    }
}

#[cfg(test)]
pub(crate) mod tests;
