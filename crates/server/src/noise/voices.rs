//! Why customers are dissatisfied where it hurts: the causes that their texts name, counted for each pair of kind and place
//! over the journeys it happened in.

use crate::asked::Store;
use crate::failure::Failure;
use desk::id::JourneyKey;
use lens::contacts::{JourneyDigest, after};
use lens::signals::{Exposure, Found, Norms, Signal};
use rustc_hash::FxHashMap;
use store::reading;

/// Journeys by the set of causes that is named in them: the numbers of causes, ascending.
type Sets = FxHashMap<Box<[u32]>, u32>;

/// Counts while the journeys of a log go by.
#[derive(Debug, Default)]
pub(crate) struct VoiceMeasure {
    causes: Vec<String>,
    sets: Sets,
    /// The set that is named in a journey; whoever names nothing is not in it.
    named: FxHashMap<u64, u32>,
    heard: FxHashMap<Exposure, FxHashMap<u32, u64>>,
    pairs: Vec<Exposure>,
}

/// What is named at each pair of kind and place.
#[derive(Debug, Default)]
pub(crate) struct Voices {
    causes: Vec<String>,
    sets: Vec<Box<[u32]>>,
    heard: FxHashMap<Exposure, FxHashMap<u32, u64>>,
}

impl VoiceMeasure {
    /// Nothing counted yet, by the texts that were read so far.
    pub(crate) async fn of(store: &Store) -> Result<VoiceMeasure, Failure> {
        Ok(VoiceMeasure::naming(&reading::journey_causes(&mut store.database.read().await?).await?))
    }

    /// Of journeys that name these causes; those of one journey stand together.
    fn naming(named: &[(JourneyKey, String)]) -> VoiceMeasure {
        let (mut measure, mut known) = (VoiceMeasure::default(), FxHashMap::<&str, u32>::default());
        for journey in named.chunk_by(|(one, _), (other, _)| one == other) {
            let mut set: Vec<u32> = Vec::with_capacity(journey.len());
            for (_, cause) in journey {
                let next = known.len() as u32;
                let number = *known.entry(cause).or_insert(next);
                if number == next {
                    measure.causes.push(cause.clone());
                }
                set.push(number);
            }
            set.sort_unstable();
            let next = measure.sets.len() as u32;
            let set = *measure.sets.entry(set.into()).or_insert(next);
            measure.named.insert(journey[0].0.0, set);
        }
        measure
    }

    /// Takes in what happened in a journey.
    pub(crate) fn update(&mut self, journey: u64, signals: &[Signal]) {
        let Some(&set) = self.named.get(&journey) else { return };
        self.pairs.clear();
        self.pairs.extend(signals.iter().map(|signal| (signal.kind, signal.place)));
        self.pairs.sort_unstable();
        self.pairs.dedup();
        for pair in &self.pairs {
            *self.heard.entry(*pair).or_default().entry(set).or_default() += 1;
        }
    }

    /// Takes in what happened between the journeys of one customer, all of them, sorted by start.
    pub(crate) fn update_between(&mut self, customer: &[JourneyDigest], norms: &Norms) {
        for (place, digest) in customer.iter().enumerate() {
            if self.named.contains_key(&digest.journey) {
                let mut found = Found::default();
                after(customer, place, norms, &mut found);
                self.update(digest.journey, &found.signals);
            }
        }
    }

    /// Everything counted.
    pub(crate) fn answer(self) -> Voices {
        let mut sets: Vec<Box<[u32]>> = vec![Box::default(); self.sets.len()];
        self.sets.into_iter().for_each(|(set, number)| sets[number as usize] = set);
        Voices { causes: self.causes, sets, heard: self.heard }
    }
}

impl Voices {
    /// The sets of causes that are named where this happened, and in how many journeys each.
    pub(crate) fn at(&self, pair: Exposure) -> impl Iterator<Item = (impl Iterator<Item = &str> + Clone, u64)> {
        let heard = self.heard.get(&pair).into_iter().flatten();
        heard.map(|(&set, &journeys)| {
            let causes = self.sets[set as usize].iter();
            (causes.map(|&cause| self.causes[cause as usize].as_str()), journeys)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lens::signals::{Kind, Place};
    use std::collections::BTreeMap;

    fn signal(kind: Kind, place: Place) -> Signal {
        Signal { kind, place, row: 0, lost: 0, owner: 0 }
    }

    #[track_caller]
    fn check(voices: &Voices, pair: Exposure, wanted: &[(&str, u64)]) {
        let heard: BTreeMap<String, u64> =
            voices.at(pair).map(|(causes, journeys)| (causes.collect::<Vec<_>>().join("+"), journeys)).collect();
        let wanted: BTreeMap<String, u64> = wanted.iter().map(|&(causes, count)| (causes.to_owned(), count)).collect();
        assert_eq!(heard, wanted);
    }

    #[test]
    fn a_journey_is_heard_once_at_every_pair_it_met() {
        let named = [(1, "slow"), (1, "price"), (2, "price"), (3, "slow"), (9, "slow"), (9, "price")];
        let named = named.map(|(journey, cause)| (JourneyKey(journey), cause.to_owned()));
        let mut measure = VoiceMeasure::naming(&named);
        let (retry, wait) = ((Kind::Retry, Place::Step(1)), (Kind::LongWait, Place::Journey));
        let signals = [retry, wait, retry].map(|(kind, place)| signal(kind, place));
        measure.update(1, &signals);
        measure.update(2, &signals[..1]);
        measure.update(4, &signals);
        measure.update(9, &signals[1..2]);
        let voices = measure.answer();
        check(&voices, retry, &[("slow+price", 1), ("price", 1)]);
        check(&voices, wait, &[("slow+price", 2)]);
        check(&voices, (Kind::Loop, Place::Journey), &[]);
    }
}
