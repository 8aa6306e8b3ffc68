//! How well a list of noise points agrees with what was planted. Pure.
//!
//! What counts is leaving, whose truth is known. A *claim* is a kind of signal at a place together with what was found out
//! about leaving. A listed claim is *true* when it is planted there, or when the troubles behind that signal added at
//! least [`LEAST_HARM`] to the chance of leaving: a decoy may lie where other troubles show themselves too. A rare
//! accident that is listed counts as false although it harms.

use crate::report::Place;
use company::{Truth, Verdict};
use lens::signals::TOLD;
use lens::statistics::multiplicity::two_stage;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Less harm than this, half a point, is none that anybody could call a noise point.
const LEAST_HARM: f64 = 0.005;
/// What must not be missed: journeys that came by, and what it adds to the chance of leaving.
const LARGE: (u64, f64) = (1_000, 0.08);

/// A kind of signal at a place: its word, and the place as the report has it.
pub(super) type Key = (String, Place);

/// What was found out about a kind of signal at a place.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) key: Key,
    /// Journeys that show it.
    pub(super) affected: f64,
    /// What it adds to the chance of leaving, with its 95 % interval.
    pub(super) effect: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) p_value: f64,
    /// Whether it stands on the list because of leaving.
    pub(super) listed: bool,
}

/// What was found out about one fix.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged {
    /// What it did in truth.
    pub(super) of: Verdict,
    /// Whether the trouble is rarer since because of it.
    pub(super) rarer: bool,
    /// Whether it was said to have worked.
    pub(super) proved: bool,
    /// The interval of journeys spared, where there is one.
    pub(super) spared: Option<[f64; 2]>,
    /// Journeys it did spare.
    pub(super) truth: f64,
}

/// Everything that was found out about one company.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) claims: Vec<Claim>,
    pub(super) proofs: Vec<Judged>,
    /// The interval of the silent, where there is one.
    pub(super) silent: Option<[f64; 2]>,
}

/// Counts over one or several companies; they add up.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) worlds: u64,
    oracle: Share,
    covered: Share,
    silent: Share,
    spared: Share,
    proved: Share,
    milder_proved: Share,
    /// Fixes that did nothing, by what made them look as if.
    decoys_proved: BTreeMap<String, Share>,
    /// Planted ones a log cannot show by a signal, by kind.
    pub(super) unseen: BTreeMap<String, u64>,
    ours: Ranking,
    by_count: Ranking,
    uncorrected: Ranking,
    by_kind: BTreeMap<String, Share>,
    /// Journeys that show something in words, and those on which it was read, by kind.
    words: BTreeMap<String, [f64; 2]>,
}

/// So many out of so many.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    of: u64,
    found: u64,
}

impl Share {
    fn add(&mut self, found: bool) {
        self.of += 1;
        self.found += u64::from(found);
    }

    fn join(&mut self, other: Share) {
        self.of += other.of;
        self.found += other.found;
    }

    fn value(self) -> Option<f64> {
        (self.of > 0).then(|| self.found as f64 / self.of as f64)
    }
}

/// How one way to rank does.
#[derive(Clone, Debug, Default)]
struct Ranking {
    large: Share,
    all: Share,
    false_shares: Vec<f64>,
    listed: Vec<u64>,
    spearman: Vec<f64>,
}

/// How one way to rank does, as it is told.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RankingScore {
    /// Share found of the planted points that over 1,000 journeys came by and that add at least 8 points.
    pub(super) recall: Option<f64>,
    /// Share found of all planted points a log can show.
    pub(super) recall_all: Option<f64>,
    /// Mean share of listed points that are false.
    pub(super) false_share: Option<f64>,
    /// The same in the worst company.
    pub(super) false_share_worst: Option<f64>,
    /// Mean number of listed points.
    pub(super) listed: Option<f64>,
    /// Mean rank correlation of estimated with true damage over planted points.
    pub(super) spearman: Option<f64>,
}

/// What `waterline evaluate` tells of one set of companies.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Score {
    /// Simulated companies.
    pub(super) worlds: u64,
    #[serde(flatten)]
    pub(super) ours: RankingScore,
    /// Recall of somebody who is told the places and tests those alone.
    pub(super) recall_oracle: Option<f64>,
    /// Share of 95 % intervals that hold the truth.
    pub(super) coverage: Coverage,
    /// Share of fixes that made the trouble rarer of which that is said.
    pub(super) fixes_proved: Option<f64>,
    /// The same of those that made it hurt less.
    pub(super) milder_proved: Option<f64>,
    /// The same of those that did nothing, or only looked as if.
    pub(super) decoys_proved: Option<f64>,
    /// The same by what made it look so.
    pub(super) decoys_proved_by: BTreeMap<String, Option<f64>>,
    /// Recall by kind of noise.
    pub(super) recall_by_kind: BTreeMap<String, Option<f64>>,
    /// Journeys on which it was read that something hurt, for each that shows it in words, by kind, at planted places.
    pub(super) read_by_kind: BTreeMap<String, f64>,
    /// Planted points that show only by how a journey ends, by kind; they are not part of any recall.
    pub(super) unseen: BTreeMap<String, u64>,
    /// Two rankings analysts use.
    pub(super) naive: Naive,
}

/// Shares of 95 % intervals that hold the truth.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Coverage {
    /// Of the harm of planted points.
    pub(super) damage: Option<f64>,
    /// Of how many journeys dissatisfied and were never complained of.
    pub(super) silent: Option<f64>,
    /// Of how many journeys a fix spared.
    pub(super) fix: Option<f64>,
}

/// Rankings analysts use today.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Naive {
    /// As many as we list, those that happen most often.
    pub(super) by_count: RankingScore,
    /// Everything with p < 0.05.
    pub(super) uncorrected: RankingScore,
}

/// The truth in the words of the report.
struct Known {
    /// What a signal shows of the planted: journeys that came by, and what is added to the chance of leaving there.
    planted: BTreeMap<Key, Planted>,
    rare: BTreeSet<Key>,
    harmful: BTreeSet<Key>,
    unseen: BTreeMap<String, u64>,
}

struct Planted {
    /// Journeys that show it, and whether they do so in words.
    journeys: f64,
    words: bool,
    exposed: u64,
    effect: f64,
    damage: f64,
}

impl Known {
    fn of(truth: &Truth) -> Known {
        let key = |kind: &company::Kind, place: &company::Place| (word(kind), place_of(place));
        let signals: BTreeMap<Key, _> =
            truth.signals.iter().map(|signal| (key(&signal.kind, &signal.place), signal)).collect();
        let (mut planted, mut unseen) = (BTreeMap::<Key, Planted>::new(), BTreeMap::new());
        for point in &truth.points {
            let key = key(&point.kind, &point.place);
            match signals.get(&key).filter(|_| point.shows == company::Shows::Signal) {
                None => *unseen.entry(key.0).or_default() += 1,
                Some(signal) => {
                    let words = TOLD.iter().any(|told| word(told) == key.0);
                    let (journeys, effect, damage) = (signal.journeys as f64, signal.effect, signal.damage);
                    let new = Planted { journeys, words, exposed: 0, effect, damage };
                    let known = planted.entry(key).or_insert(new);
                    known.exposed = known.exposed.max(point.exposed_since);
                }
            }
        }
        let accidents = truth.decoys.iter().filter(|decoy| decoy.decoy == Some(company::Why::Rare));
        let rare = accidents.map(|decoy| key(&decoy.kind, &decoy.place)).collect();
        let harmful = signals.iter().filter(|(_, signal)| signal.effect >= LEAST_HARM);
        Known { harmful: harmful.map(|(key, _)| key.clone()).collect(), planted, rare, unseen }
    }

    fn is_true(&self, key: &Key) -> bool {
        self.planted.contains_key(key) || (self.harmful.contains(key) && !self.rare.contains(key))
    }
}

/// The word a kind has in JSON.
pub(super) fn word(kind: &impl Serialize) -> String {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// A place of the truth in the words of the report.
pub(super) fn place_of(place: &company::Place) -> Place {
    match place.clone() {
        company::Place::Journey => Place::Journey,
        company::Place::Step(step) => Place::Step(step),
        company::Place::Transition(from, to) => Place::Transition(from, to),
        company::Place::Owner(owner) => Place::Owner(owner),
        company::Place::Channel(channel) => Place::Channel(channel),
        company::Place::Owners(least) => Place::Owners(least),
    }
}

impl Tally {
    /// Counts what was claimed about one company. `false_discoveries` is the rate the list allows itself.
    pub(super) fn count(&mut self, truth: &Truth, found: &Found, false_discoveries: f64) {
        let (known, claims) = (Known::of(truth), &found.claims);
        let by_key: BTreeMap<&Key, &Claim> = claims.iter().map(|claim| (&claim.key, claim)).collect();
        self.worlds += 1;
        for (kind, count) in &known.unseen {
            *self.unseen.entry(kind.clone()).or_default() += count;
        }
        let listed: BTreeSet<&Key> = claims.iter().filter(|claim| claim.listed).map(|claim| &claim.key).collect();
        for (key, planted) in &known.planted {
            self.by_kind.entry(key.0.clone()).or_default().add(listed.contains(key));
            if let Some(claim) = by_key.get(key) {
                self.covered.add((claim.low..=claim.high).contains(&planted.effect));
                if planted.words {
                    let [shown, read] = self.words.entry(key.0.clone()).or_default();
                    (*shown, *read) = (*shown + planted.journeys, *read + claim.affected);
                }
            }
        }
        let holds = |[low, high]: [f64; 2], truth: f64| low <= truth && truth <= high;
        self.silent.of += u64::from(found.silent.is_some());
        self.silent.found += u64::from(found.silent.is_some_and(|silent| holds(silent, truth.iceberg.lists[0] as f64)));
        for judged in &found.proofs {
            let share = match judged.of {
                Verdict::Worked if judged.rarer => &mut self.proved,
                Verdict::Worked => &mut self.milder_proved,
                nothing => self.decoys_proved.entry(word(&nothing)).or_default(),
            };
            share.add(judged.proved);
            if let Some(spared) = judged.spared {
                self.spared.add(holds(spared, judged.truth));
            }
        }
        self.oracle.join(oracle(&known, &by_key, false_discoveries));
        let damage = |claim: &Claim| claim.effect * claim.affected;
        self.ours.count(&known, claims, &listed, damage);
        let mut oftenest: Vec<&Claim> = claims.iter().collect();
        oftenest.sort_by(|one, other| other.affected.total_cmp(&one.affected));
        let as_many = oftenest.iter().take(listed.len()).map(|claim| &claim.key).collect();
        self.by_count.count(&known, claims, &as_many, |claim| claim.affected);
        let significant = claims.iter().filter(|claim| claim.p_value < 0.05 && claim.effect > 0.0);
        self.uncorrected.count(&known, claims, &significant.map(|claim| &claim.key).collect(), damage);
    }

    /// What comes of it.
    pub(super) fn score(&self) -> Score {
        let mut decoys = Share::default();
        self.decoys_proved.values().for_each(|share| decoys.join(*share));
        Score {
            worlds: self.worlds,
            ours: self.ours.score(),
            recall_oracle: self.oracle.value(),
            coverage: Coverage { damage: self.covered.value(), silent: self.silent.value(), fix: self.spared.value() },
            fixes_proved: self.proved.value(),
            milder_proved: self.milder_proved.value(),
            decoys_proved: decoys.value(),
            decoys_proved_by: self.decoys_proved.iter().map(|(why, share)| (why.clone(), share.value())).collect(),
            recall_by_kind: self.by_kind.iter().map(|(kind, share)| (kind.clone(), share.value())).collect(),
            read_by_kind: self.words.iter().map(|(kind, [shown, read])| (kind.clone(), read / shown)).collect(),
            unseen: self.unseen.clone(),
            naive: Naive { by_count: self.by_count.score(), uncorrected: self.uncorrected.score() },
        }
    }
}

/// What somebody finds who is told the places, and so tests nothing else, allowing the same rate of false discoveries.
fn oracle(known: &Known, claims: &BTreeMap<&Key, &Claim>, false_discoveries: f64) -> Share {
    let told: Vec<&Claim> = known.planted.keys().filter_map(|key| claims.get(key).copied()).collect();
    let p_values: Vec<f64> = told.iter().map(|claim| claim.p_value).collect();
    let adjusted = two_stage(&p_values, false_discoveries);
    let found = told.iter().zip(adjusted).filter(|(claim, q)| *q <= false_discoveries && claim.effect > 0.0).count();
    Share { of: known.planted.len() as u64, found: found as u64 }
}

impl Ranking {
    fn count(&mut self, known: &Known, claims: &[Claim], listed: &BTreeSet<&Key>, value: impl Fn(&Claim) -> f64) {
        for (key, planted) in &known.planted {
            self.all.add(listed.contains(key));
            if planted.exposed >= LARGE.0 && planted.effect >= LARGE.1 {
                self.large.add(listed.contains(key));
            }
        }
        let wrong = listed.iter().filter(|key| !known.is_true(key)).count();
        self.false_shares.push(wrong as f64 / listed.len().max(1) as f64);
        self.listed.push(listed.len() as u64);
        let pairs = claims.iter().filter_map(|claim| Some((value(claim), known.planted.get(&claim.key)?.damage)));
        self.spearman.extend(spearman(&pairs.collect::<Vec<_>>()));
    }

    fn score(&self) -> RankingScore {
        let listed: Vec<f64> = self.listed.iter().map(|&listed| listed as f64).collect();
        RankingScore {
            recall: self.large.value(),
            recall_all: self.all.value(),
            false_share: mean(&self.false_shares),
            false_share_worst: self.false_shares.iter().copied().max_by(f64::total_cmp),
            listed: mean(&listed),
            spearman: mean(&self.spearman),
        }
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Rank correlation (Spearman 1904), ties at their mean rank; `None` for fewer than three pairs or no spread.
fn spearman(pairs: &[(f64, f64)]) -> Option<f64> {
    if pairs.len() < 3 {
        return None;
    }
    let ours = ranks(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let theirs = ranks(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
    let middle = (pairs.len() as f64 + 1.0) / 2.0;
    let product = |one: &[f64], other: &[f64]| -> f64 {
        one.iter().zip(other).map(|(one, other)| (one - middle) * (other - middle)).sum()
    };
    let spread = (product(&ours, &ours) * product(&theirs, &theirs)).sqrt();
    (spread > 0.0).then(|| product(&ours, &theirs) / spread)
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let below = |value: f64| values.iter().filter(|&&other| other < value).count() as f64;
    let equal = |value: f64| values.iter().filter(|&&other| other == value).count() as f64;
    values.iter().map(|&value| below(value) + (equal(value) + 1.0) / 2.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use company::Company;

    fn truth() -> Truth {
        let airline = Company::named("airline").expect("it is there");
        let mut touches = airline.touches(0..300, 1);
        touches.by_ref().for_each(drop);
        touches.truth()
    }

    fn claim(key: Key, effect: f64, listed: bool) -> Claim {
        let p_value = if listed { 1e-9 } else { 0.5 };
        Claim { key, affected: 100.0, effect, low: effect - 0.01, high: effect + 0.01, p_value, listed }
    }

    #[test]
    fn whoever_claims_the_truth_scores_full_marks() {
        let truth = truth();
        let known = Known::of(&truth);
        let claims: Vec<Claim> = known
            .planted
            .iter()
            .map(|(key, planted)| Claim {
                affected: planted.damage / planted.effect.max(1e-12),
                ..claim(key.clone(), planted.effect.max(1e-12), true)
            })
            .collect();
        let mut tally = Tally::default();
        let iceberg = truth.iceberg.lists[0] as f64;
        let proofs = vec![
            Judged { of: Verdict::Worked, rarer: true, proved: true, spared: Some([90.0, 110.0]), truth: 100.0 },
            Judged { of: Verdict::Failed, rarer: false, proved: false, spared: None, truth: 0.0 },
        ];
        let found = Found { claims, proofs, silent: Some([iceberg - 1.0, iceberg + 1.0]) };
        tally.count(&truth, &found, 0.1);
        let score = tally.score();
        let all = Some(1.0);
        assert_eq!((score.ours.recall_all, score.recall_oracle, score.ours.false_share), (all, all, Some(0.0)));
        assert_eq!([score.coverage.damage, score.coverage.silent, score.coverage.fix, score.fixes_proved], [all; 4]);
        assert_eq!(score.decoys_proved, Some(0.0));
        assert!(score.ours.spearman.is_some_and(|rho| rho > 0.99), "{score:?}");
        assert!(score.unseen.contains_key("dead_end"), "{score:?}");
        assert_eq!(score.recall_by_kind.get("broken_promise"), Some(&all));
    }

    #[test]
    fn rare_accidents_and_inventions_are_false() {
        let truth = truth();
        let mut known = Known::of(&truth);
        let decoy = known.rare.first().expect("a rare accident").clone();
        known.harmful.insert(decoy.clone());
        assert!(!known.is_true(&decoy), "it harms, and yet nobody is to learn that");
        let invented = ("failure".to_owned(), Place::Step("nowhere".to_owned()));
        let mut tally = Tally::default();
        let claims = vec![claim(decoy, 0.1, true), claim(invented, 0.1, true)];
        tally.count(&truth, &Found { claims, ..Found::default() }, 0.1);
        let score = tally.score();
        assert_eq!((score.ours.false_share, score.ours.recall_all), (Some(1.0), Some(0.0)));
    }

    #[test]
    fn ranks_correlate_as_spearman_says() {
        assert_eq!(spearman(&[(1.0, 10.0), (2.0, 20.0), (3.0, 30.0)]), Some(1.0));
        assert_eq!(spearman(&[(1.0, 3.0), (2.0, 2.0), (3.0, 1.0)]), Some(-1.0));
        assert_eq!(spearman(&[(1.0, 1.0), (1.0, 2.0), (1.0, 3.0)]), None);
    }
}
