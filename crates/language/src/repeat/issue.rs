//! The same issue: near-duplicates and the same problem across channels and languages, found while texts come in.
//!
//! Three signs, each with its words: a code both name (an order number, a model, an address of e-mail); nearly the same words
//! (b-bit MinHash, Li and König 2010); the same concepts, whatever the language. Two texts that name different codes are
//! two issues, however alike they sound.

use crate::Normal;
use crate::question::features;
use crate::reading::{GIVEN, SURE, Words, together};
use crate::repeat::concept::{Concept, Kind, concepts, count, facts, trouble};
use crate::repeat::minhash::{Sketch, hash, jaccard, mix, set};
use serde::Serialize;

/// Minima kept of each text, one byte each.
const MINIMA: usize = 64;

/// Minima in one key of the index: texts of similarity J meet in one of 16 keys with probability 1 - (1 - J^4)^16.
const ROWS: usize = 4;

/// Keys of the words of one text.
const BANDS: usize = MINIMA / ROWS;

/// Concepts kept of each text.
const CONCEPTS: usize = 8;

/// Codes kept of each text.
const CODES: usize = 4;

/// Places in one bucket of the index; the latest texts keep them.
const BUCKET: usize = 8;

/// What makes two texts one issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Both name the same code.
    Code,
    /// Nearly the same words.
    Words,
    /// The same concepts, in any language.
    Problem,
}

/// How two texts are one issue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Same {
    /// How surely they are, 0 to 1.
    pub score: f64,
    /// False: "not sure".
    pub sure: bool,
    /// The strongest sign.
    pub sign: Sign,
    /// The words of the text asked about that led to it.
    pub words: Vec<Words>,
}

/// An earlier text that is the same issue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// The id it was added with.
    pub id: u64,
    /// How it is the same.
    pub same: Same,
}

/// What is kept of one text: about 110 bytes, whatever its length.
#[derive(Debug, Clone, Copy)]
struct Print {
    id: u64,
    codes: [u32; CODES],
    concepts: [Concept; CONCEPTS],
    minima: [u8; MINIMA],
    /// How many different words it has, so that two short texts are not held alike by chance.
    words: u16,
    /// How many places its concepts were read from: one word may name two concepts.
    places: u8,
}

/// What is read of a text before it is pressed into a print.
struct Sight {
    print: Print,
    sketch: Sketch,
    concepts: Vec<Concept>,
}

impl Sight {
    fn of(id: u64, normal: &Normal<'_>) -> Sight {
        let text = normal.text();
        let words = set(features(text).into_iter().map(|feature| hash(feature.as_bytes())));
        let sketch = Sketch::of(&words);
        let read = concepts(text, 0..text.len());
        let places = set(read.iter().map(|met| met.at.start as u64)).len().min(usize::from(u8::MAX)) as u8;
        let mut met: Vec<Concept> = read.into_iter().map(|met| met.concept).collect();
        met.sort_unstable();
        met.dedup();
        // What went wrong first: it tells issues apart better than the thing it went wrong with.
        met.sort_by_key(|concept| !trouble(*concept));
        met.truncate(CONCEPTS);
        let mut print = Print {
            id,
            codes: [0; CODES],
            concepts: [Concept::MAX; CONCEPTS],
            minima: [0; MINIMA],
            words: words.len().min(usize::from(u16::MAX)) as u16,
            places,
        };
        let named = facts(text).into_iter().filter(|fact| matches!(fact.kind, Kind::Code | Kind::Email));
        for (place, fact) in print.codes.iter_mut().zip(named) {
            *place = code(&fact.key);
        }
        print.concepts.iter_mut().zip(&met).for_each(|(place, concept)| *place = *concept);
        print.minima.iter_mut().zip(sketch.minima()).for_each(|(place, least)| *place = *least as u8);
        met.sort_unstable();
        Sight { print, sketch, concepts: met }
    }

    /// The keys it is found by: words, codes, and pairs of concepts.
    fn keys(&self) -> Vec<u64> {
        let mut keys = Vec::with_capacity(BANDS + CODES + CONCEPTS);
        if self.print.words > 0 {
            let bands = self.sketch.minima()[..MINIMA].chunks(ROWS).enumerate();
            keys.extend(
                bands.map(|(nth, rows)| rows.iter().fold(nth as u64 + 1, |key, row| mix(key ^ u64::from(*row)))),
            );
        }
        keys.extend(
            self.print.codes.iter().filter(|code| **code != 0).map(|code| mix(0xc0de << 32 | u64::from(*code))),
        );
        let held = &self.print.concepts[..self.concepts.len().min(CONCEPTS)];
        let mut pairs: Vec<u64> = Vec::new();
        for (nth, first) in held.iter().enumerate() {
            let others = held[nth + 1..].iter().map(|second| (*first.min(second), *first.max(second)));
            pairs.extend(others.map(|(low, high)| mix(0xbeef << 32 | u64::from(low) << 16 | u64::from(high))));
        }
        pairs.truncate(CONCEPTS);
        keys.extend(pairs);
        keys
    }
}

/// A code as a number that is never 0. With five digits or more the digits are enough: some write `KD-88213`, some `88213`.
fn code(key: &str) -> u32 {
    let digits: String = key.chars().filter(char::is_ascii_digit).collect();
    let key = if digits.len() >= 5 && !key.contains('@') { &digits } else { key };
    ((hash(key.as_bytes()) >> 32) as u32).max(1)
}

/// What concepts weigh: what went wrong more than the thing, and what everybody writes about less.
fn weight(concept: Concept, seen: &[u32], texts: u32) -> f64 {
    let base = if trouble(concept) { 1.5 } else { 1.0 };
    let rare = match seen.get(usize::from(concept)) {
        Some(&seen) if texts >= 100 => (f64::from(texts) / f64::from(seen + 1)).ln().clamp(0.3, 6.0) / 3.0,
        _ => 1.0,
    };
    base * rare
}

/// The score of the concepts two texts share: weighted Jaccard, and more surely the more of them.
fn by_problem(a: &[Concept], b: &[Concept], places: u8, seen: &[u32], texts: u32) -> f64 {
    let sum = |of: &mut dyn Iterator<Item = &Concept>| of.map(|concept| weight(*concept, seen, texts)).sum::<f64>();
    let shared = sum(&mut a.iter().filter(|concept| b.contains(concept)));
    let all = sum(&mut a.iter()) + sum(&mut b.iter()) - shared;
    let number = a.iter().filter(|concept| b.contains(concept)).count();
    let number = number.min(usize::from(places));
    let troubled = |of: &[Concept]| of.iter().any(|concept| trouble(*concept));
    let same_trouble = a.iter().any(|concept| trouble(*concept) && b.contains(concept));
    let least = sum(&mut a.iter()).min(sum(&mut b.iter()));
    let within = if least > 0.0 { shared / least } else { 0.0 };
    let likeness = if all > 0.0 { shared / all } else { 0.0 };
    // Both say what went wrong, and it is not the same.
    let clash = if troubled(a) && troubled(b) && !same_trouble { 0.6 } else { 1.0 };
    match number {
        0 => 0.0,
        1 => 0.6 * likeness * clash,
        // Of two texts one often says more; what the shorter says must still be in the longer.
        _ => (0.3 + 0.35 * likeness + 0.35 * within) * clash,
    }
}

/// The score of the words: the b-bit estimate of Jaccard, corrected for bytes that agree by chance.
fn by_words(a: &Print, b: &Print) -> f64 {
    if a.words.min(b.words) == 0 {
        return 0.0;
    }
    let agree = a.minima.iter().zip(&b.minima).filter(|(x, y)| x == y).count() as f64 / MINIMA as f64;
    words_score(((agree - 1.0 / 256.0) / (1.0 - 1.0 / 256.0)).max(0.0), a.words.min(b.words))
}

/// A likeness of words as a score; short texts are alike too easily.
fn words_score(likeness: f64, words: u16) -> f64 {
    let short = if words < 3 && likeness < 1.0 { 0.6 } else { 1.0 };
    (likeness * 1.5).min(1.0) * short
}

/// What is known about codes: shared, both named and different, or nothing.
fn by_code(a: &Print, b: &Print) -> (bool, bool) {
    let named = |print: &Print| print.codes.iter().any(|code| *code != 0);
    let shared = a.codes.iter().any(|code| *code != 0 && b.codes.contains(code));
    (shared, named(a) && named(b) && !shared)
}

/// All signs together.
fn judge(code: (bool, bool), words: f64, problem: f64) -> (f64, Sign) {
    let sound = words.max(problem);
    if code.0 {
        return (together([0.7, sound * 0.8]), Sign::Code);
    }
    let score = together([words * 0.95, problem * 0.6]).max(problem);
    let sign = if words >= problem { Sign::Words } else { Sign::Problem };
    (if code.1 { score * 0.45 } else { score }, sign)
}

/// Whether two texts are the same issue.
///
/// ```
/// use language::{Normal, repeat::issue::same};
/// let found = same(&Normal::of("我嘅洗衣機漏水"), &Normal::of("The washing machine is leaking")).unwrap();
/// assert_eq!(found.words[0].text, "洗衣機");
/// assert!(same(&Normal::of("我的洗衣机漏水"), &Normal::of("I forgot my password")).is_none());
/// ```
pub fn same(asked: &Normal<'_>, other: &Normal<'_>) -> Option<Same> {
    let (a, b) = (Sight::of(0, asked), Sight::of(0, other));
    let exact = |text: &str| set(features(text).into_iter().map(|feature| hash(feature.as_bytes())));
    let likeness = jaccard(&exact(asked.text()), &exact(other.text()));
    let words = words_score(likeness, a.print.words.min(b.print.words));
    let problem = by_problem(&a.concepts, &b.concepts, a.print.places.min(b.print.places), &[], 0);
    answer(asked, judge(by_code(&a.print, &b.print), words, problem), &b.print)
}

/// The answer with the words of the text asked about.
fn answer(asked: &Normal<'_>, (score, sign): (f64, Sign), other: &Print) -> Option<Same> {
    if score < GIVEN {
        return None;
    }
    let text = asked.text();
    let named = facts(text).into_iter().filter(|fact| other.codes.contains(&code(&fact.key))).map(|fact| fact.at);
    let meant =
        concepts(text, 0..text.len()).into_iter().filter(|met| other.concepts.contains(&met.concept)).map(|met| met.at);
    let mut places: Vec<_> = match sign {
        Sign::Code => named.collect(),
        Sign::Problem => meant.collect(),
        Sign::Words => std::iter::once(0..text.len()).collect(),
    };
    places.sort_by_key(|at| (at.start, std::cmp::Reverse(at.end)));
    places.dedup_by(|next, kept| next.start < kept.end);
    let words = places.into_iter().map(|at| Words::of(asked, at)).collect();
    Some(Same { score, sure: score >= SURE, sign, words })
}

/// An index of issues that grows while texts come in, and never beyond its room: of more texts the oldest are forgotten.
#[derive(Debug, Clone)]
pub struct Issues {
    prints: Vec<Print>,
    room: usize,
    added: u64,
    /// Buckets of [`BUCKET`] places; a place holds the number of a print plus one.
    places: Vec<u32>,
    /// In how many texts each concept was met.
    seen: Vec<u32>,
}

impl Issues {
    /// Room for so many texts. All memory is taken here: see [`Issues::bytes`].
    pub fn with_room(room: usize) -> Issues {
        let room = room.clamp(1, (u32::MAX - 1) as usize);
        let buckets = (room * (BANDS + 4)).div_ceil(BUCKET).max(1);
        Issues {
            prints: Vec::with_capacity(room),
            room,
            added: 0,
            places: vec![0; buckets * BUCKET],
            seen: vec![0; count()],
        }
    }

    /// The memory it takes at most, in bytes: about 200 for each text there is room for.
    pub fn bytes(&self) -> usize {
        self.room * size_of::<Print>() + self.places.len() * size_of::<u32>() + self.seen.len() * size_of::<u32>()
    }

    /// How many texts it holds.
    pub fn len(&self) -> usize {
        self.prints.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.prints.is_empty()
    }

    /// Adds a text under an id.
    pub fn add(&mut self, id: u64, text: &Normal<'_>) {
        let sight = Sight::of(id, text);
        let place = (self.added % self.room as u64) as usize;
        match self.prints.get_mut(place) {
            Some(old) => {
                let left = old.concepts;
                *old = sight.print;
                left.iter().for_each(|concept| {
                    if let Some(seen) = self.seen.get_mut(usize::from(*concept)) {
                        *seen = seen.saturating_sub(1);
                    }
                });
            }
            None => self.prints.push(sight.print),
        }
        self.added += 1;
        sight.print.concepts.iter().for_each(|concept| {
            if let Some(seen) = self.seen.get_mut(usize::from(*concept)) {
                *seen += 1;
            }
        });
        for key in sight.keys() {
            let bucket = self.bucket(key);
            let places = &mut self.places[bucket..bucket + BUCKET];
            // The oldest leaves at the front, the latest stands at the end.
            places.copy_within(1.., 0);
            places[BUCKET - 1] = place as u32 + 1;
        }
    }

    fn bucket(&self, key: u64) -> usize {
        let buckets = (self.places.len() / BUCKET) as u64;
        (mix(key) % buckets) as usize * BUCKET
    }

    /// The texts that are the same issue, the surest first, at most so many.
    pub fn like(&self, text: &Normal<'_>, most: usize) -> Vec<Found> {
        let sight = Sight::of(0, text);
        let mut near: Vec<u32> = Vec::new();
        for key in sight.keys() {
            let bucket = self.bucket(key);
            near.extend(self.places[bucket..bucket + BUCKET].iter().filter(|place| **place > 0));
        }
        near.sort_unstable();
        near.dedup();
        let texts = self.prints.len().min(u32::MAX as usize) as u32;
        let mut scored: Vec<((f64, Sign), &Print)> = near
            .into_iter()
            .filter_map(|place| self.prints.get(place as usize - 1))
            .map(|print| {
                let theirs: Vec<Concept> =
                    print.concepts.iter().copied().filter(|concept| *concept != Concept::MAX).collect();
                let mine: Vec<Concept> =
                    sight.print.concepts.iter().copied().filter(|concept| *concept != Concept::MAX).collect();
                let problem = by_problem(&mine, &theirs, sight.print.places.min(print.places), &self.seen, texts);
                (judge(by_code(&sight.print, print), by_words(&sight.print, print), problem), print)
            })
            .filter(|((score, _), _)| *score >= GIVEN)
            .collect();
        scored.sort_by(|a, b| b.0.0.total_cmp(&a.0.0).then(a.1.id.cmp(&b.1.id)));
        scored.truncate(most);
        scored
            .into_iter()
            .filter_map(|(judged, print)| Some(Found { id: print.id, same: answer(text, judged, print)? }))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labelled::{Tally, lines};
    use proptest::prelude::*;

    #[test]
    fn the_same_issue_is_found_across_channels_and_languages() {
        let mut tallies = [Tally::default(); 2];
        for (held_out, line) in lines(include_str!("../../fixtures/issue.txt")) {
            let (label, told) = line.split_once('|').expect("label | told");
            let (first, second) = told.split_once("||").expect("first || second");
            let found = same(&Normal::of(first.trim()), &Normal::of(second.trim()));
            if !tallies[usize::from(held_out)].count(found.is_some(), label.trim() == "same") && !held_out {
                println!("{line}\n    {found:?}");
            }
        }
        tallies[0].hold("same issue", false);
        tallies[1].hold("same issue", true);
    }

    #[test]
    fn the_index_finds_what_the_pair_finds() {
        let mut issues = Issues::with_room(100);
        issues.add(1, &Normal::of("我的订单20934871少发了一个杯子"));
        issues.add(2, &Normal::of("The washing machine is leaking"));
        issues.add(3, &Normal::of("我忘记密码了，登录不上"));
        let ids = |text: &str| issues.like(&Normal::of(text), 5).into_iter().map(|found| found.id).collect::<Vec<_>>();
        assert_eq!(ids("a cup is missing from order 20934871"), [1]);
        assert_eq!(ids("洗衣機漏水"), [2]);
        assert_eq!(ids("I forgot my password and cannot log in"), [3]);
        assert!(ids("can I bring my dog").is_empty());
    }

    #[test]
    fn room_is_never_exceeded_and_the_oldest_are_forgotten() {
        let mut issues = Issues::with_room(50);
        let bytes = issues.bytes();
        for id in 0..500 {
            issues.add(id, &Normal::of(&format!("order {} is late", 100_000 + id)));
        }
        assert_eq!((issues.len(), issues.bytes()), (50, bytes));
        let ids: Vec<u64> = issues.like(&Normal::of("where is 100499?"), 1).into_iter().map(|found| found.id).collect();
        assert_eq!(ids, [499]);
        assert!(issues.like(&Normal::of("where is 100007?"), 5).iter().all(|found| found.id != 7));
    }

    proptest! {
        #[test]
        fn a_text_is_the_same_issue_as_itself_and_words_are_its_own(text in "(\\PC|退款|refund |AB1234 |漏水){1,20}") {
            let normal = Normal::of(&text);
            if let Some(found) = same(&normal, &normal) {
                for words in &found.words {
                    prop_assert_eq!(&text[words.at.clone()], &words.text);
                }
            }
            let mut issues = Issues::with_room(3);
            issues.add(9, &normal);
            let known = issues.like(&normal, 1).len();
            prop_assert_eq!(known == 1, same(&normal, &normal).is_some());
        }
    }
}
