//! The parrot: this reply again, or nearly this one, to a question that is asked again.

use crate::Normal;
use crate::question::features;
use crate::reading::{GIVEN, SURE, Words, patterns, together};
use crate::repeat::concept::{concepts, facts};
use crate::repeat::minhash::{contained, hash, jaccard, set, windows};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How many of its latest answers a thread remembers.
pub const KEPT: usize = 32;

/// Tokens in a shingle here: replies are short, and a parrot moves words about.
const SHINGLE: usize = 3;

/// From this likeness on two replies are the same one.
const SAME: f64 = 0.5;

/// From this likeness on two questions are the same one.
const ASKED: f64 = 0.3;

/// What was answered to what, as hashes: the words themselves are not kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Said {
    at: i64,
    question: Vec<u64>,
    reply: Vec<u64>,
    words: Vec<u64>,
    facts: Vec<u64>,
}

/// A reply that was given before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Repeated {
    /// How surely it is a parrot's answer, 0 to 1.
    pub score: f64,
    /// False: "not sure".
    pub sure: bool,
    /// How often it, or nearly it, was given to this question before.
    pub times: usize,
    /// How like the most alike earlier reply is, 0 to 1.
    pub likeness: f64,
    /// When that one was given, as told to [`Parrot::add`].
    pub at: i64,
    /// The words that were there before.
    pub words: Vec<Words>,
    /// Facts that were not there before: with news in it an answer is less of a parrot's.
    pub news: Vec<Words>,
}

/// Answers given so far, by thread or customer. Merging is the same in any order and any grouping; memory is bounded by
/// [`KEPT`] answers for each thread, and threads are let go with [`Parrot::forget`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parrot {
    threads: BTreeMap<u64, BTreeSet<Said>>,
}

patterns! {
    /// A customer who only insists asks the same question again.
    INSISTS = r"还是(?:没|不|一样)|又问|再问|问了[^,]{0,6}[次遍]|没有?回答|答非所问|人呢|怎么还|^\W*(?:在吗|喂|\?+|所以呢)|(?-u:\b)(?:again|still (?:not|no|waiting|nothing)|asked (?:twice|before|already|you)|did(?:n't| not) answer|not an answer|hello+|anyone|same (?:answer|reply)|and\?)(?-u:\b)|^\W*\?*\W*$";
}

impl Said {
    fn of(at: i64, question: &Normal<'_>, reply: &Normal<'_>) -> Said {
        let text = reply.text();
        Said {
            at,
            question: about(question.text()),
            reply: set(windows(text, SHINGLE).into_iter().map(|(hash, _)| hash)),
            words: about(text),
            facts: set(facts(text).iter().map(|fact| hash(fact.key.as_bytes()))),
        }
    }

    /// How like two replies are: by their shingles, by their words in any order, or one within the other.
    fn likeness(&self, other: &Said) -> f64 {
        let by_words = 0.9 * jaccard(&self.words, &other.words);
        let within = 0.9 * contained(&other.reply, &self.reply) * contained(&self.words, &other.words).max(0.5);
        jaccard(&self.reply, &other.reply).max(by_words).max(within)
    }
}

/// What a text is about, as hashes of its words and of its concepts.
fn about(text: &str) -> Vec<u64> {
    let words = features(text).into_iter().map(|feature| hash(feature.as_bytes()));
    let meant = concepts(text, 0..text.len())
        .into_iter()
        .map(|met| hash(&[b'c', b'#', met.concept as u8, (met.concept >> 8) as u8]));
    set(words.chain(meant))
}

impl Parrot {
    /// Remembers an answer. `at` orders the answers of a thread, in any unit.
    pub fn add(&mut self, thread: u64, at: i64, question: &Normal<'_>, reply: &Normal<'_>) {
        let said = self.threads.entry(thread).or_default();
        said.insert(Said::of(at, question, reply));
        trim(said);
    }

    /// Whether this reply was given before in the thread to this question, or to one like it.
    ///
    /// ```
    /// use language::{Normal, repeat::parrot::Parrot};
    /// let (asked, sorry) = (Normal::of("我的快递到哪了？"), Normal::of("抱歉给您带来不便，请您耐心等待。"));
    /// let mut parrot = Parrot::default();
    /// parrot.add(1, 10, &asked, &sorry);
    /// parrot.add(1, 20, &Normal::of("快递到底到哪了"), &sorry);
    /// let again = parrot.ask(1, &Normal::of("我问的是快递到哪了！"), &Normal::of("很抱歉給您帶來不便，請耐心等待")).unwrap();
    /// assert!(again.sure && again.times == 2);
    /// ```
    pub fn ask(&self, thread: u64, question: &Normal<'_>, reply: &Normal<'_>) -> Option<Repeated> {
        let now = Said::of(i64::MAX, question, reply);
        let insists = INSISTS.is_match(question.text());
        let asked = |before: &Said| {
            jaccard(&before.question, &now.question).max(0.8 * contained(&now.question, &before.question))
        };
        let known = self.threads.get(&thread)?;
        let same: Vec<(&Said, f64, f64)> = known
            .iter()
            .map(|before| (before, now.likeness(before), if insists { asked(before).max(0.5) } else { asked(before) }))
            .filter(|(_, likeness, asked)| *likeness >= SAME && *asked >= ASKED)
            .collect();
        let (closest, likeness, asked) = same.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
        let old: Vec<u64> = set(known.iter().flat_map(|said| said.facts.iter().copied()));
        let mine = set(facts(question.text()).iter().map(|fact| hash(fact.key.as_bytes())));
        let fresh = |key: &str| !old.contains(&hash(key.as_bytes())) && !mine.contains(&hash(key.as_bytes()));
        let news: Vec<Words> = facts(reply.text())
            .into_iter()
            .filter(|fact| fresh(&fact.key))
            .map(|fact| Words::of(reply, fact.at))
            .collect();
        let more = if same.len() > 1 { 0.5 } else { 0.0 };
        let score =
            together([likeness * (0.6 + 0.4 * (asked / 0.5).min(1.0)), more]) * if news.is_empty() { 1.0 } else { 0.6 };
        (score >= GIVEN).then(|| Repeated {
            score,
            sure: score >= SURE,
            times: same.len(),
            likeness: *likeness,
            at: closest.at,
            words: repeated(reply, closest),
            news,
        })
    }

    /// Takes in what another one remembers.
    pub fn merge(&mut self, other: &Parrot) {
        for (thread, said) in &other.threads {
            let mine = self.threads.entry(*thread).or_default();
            mine.extend(said.iter().cloned());
            trim(mine);
        }
    }

    /// Lets go of what was said before a moment.
    pub fn forget(&mut self, before: i64) {
        self.threads.values_mut().for_each(|said| said.retain(|said| said.at >= before));
        self.threads.retain(|_, said| !said.is_empty());
    }
}

/// Keeps the latest answers. The latest of a union are among the latest of its parts, so merging stays the same in any order.
fn trim(said: &mut BTreeSet<Said>) {
    while said.len() > KEPT {
        said.pop_first();
    }
}

/// The stretches of a reply that stood in an earlier one; all of it where only its words moved about.
fn repeated(reply: &Normal<'_>, before: &Said) -> Vec<Words> {
    let mut stretches: Vec<std::ops::Range<usize>> = Vec::new();
    for (hash, at) in windows(reply.text(), SHINGLE) {
        if before.reply.binary_search(&hash).is_err() {
            continue;
        }
        match stretches.last_mut() {
            Some(last) if at.start <= last.end => last.end = last.end.max(at.end),
            _ => stretches.push(at),
        }
    }
    if stretches.is_empty() {
        stretches.push(0..reply.text().len());
    }
    stretches.into_iter().map(|at| Words::of(reply, at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(earlier: &[(&str, &str)], question: &str, reply: &str) -> Option<Repeated> {
        let mut parrot = Parrot::default();
        for (at, (asked, told)) in earlier.iter().enumerate() {
            parrot.add(7, at as i64, &Normal::of(asked), &Normal::of(told));
        }
        parrot.ask(7, &Normal::of(question), &Normal::of(reply))
    }

    #[test]
    fn the_same_apology_a_third_time_is_a_parrot() {
        let sorry = "We are sorry for the inconvenience, please be patient.";
        let earlier = [("Where is my parcel?", sorry), ("But where is my parcel now?", sorry)];
        let found = check(
            &earlier,
            "I asked you twice, where is my parcel?",
            "Sorry for the inconvenience. Please be patient!",
        );
        let found = found.expect("a parrot");
        assert!(found.sure && found.times == 2, "{found:?}");
    }

    #[test]
    fn a_new_answer_another_question_and_another_thread_are_none() {
        let sorry = "抱歉给您带来不便，请您耐心等待。";
        assert!(check(&[("快递到哪了", sorry)], "快递到哪了？", "您的快递在杭州转运中心，今晚送到。").is_none());
        assert!(check(&[("快递到哪了", "您好，可以的。")], "能开发票吗？", "您好，可以的。").is_none());
        assert!(Parrot::default().ask(1, &Normal::of("快递到哪了"), &Normal::of(sorry)).is_none());
    }

    #[test]
    fn news_make_a_reply_less_of_a_parrot() {
        let earlier = [("Where is my parcel?", "Your parcel is delayed and will arrive on 5 May.")];
        let same = check(&earlier, "Where is my parcel?", "Your parcel is delayed and will arrive on 5 May.")
            .expect("a parrot");
        let moved = check(&earlier, "Where is my parcel?", "Your parcel is delayed and will arrive on 9 May.");
        assert!(same.sure && same.news.is_empty());
        assert!(moved.is_none_or(|moved| !moved.sure && moved.news[0].text == "9"));
    }

    proptest! {
        #[test]
        fn merging_is_the_same_in_any_order(
            said in proptest::collection::vec((0u64..3, 0i64..50, "[ab 退货]{0,6}", "[cd 抱歉]{0,6}"), 0..60),
            cut in 0usize..60,
        ) {
            let build = |part: &[(u64, i64, String, String)]| {
                let mut parrot = Parrot::default();
                for (thread, at, question, reply) in part {
                    parrot.add(*thread, *at, &Normal::of(question), &Normal::of(reply));
                }
                parrot
            };
            let cut = cut.min(said.len());
            let (whole, mut first, mut second) = (build(&said), build(&said[..cut]), build(&said[cut..]));
            let left = first.clone();
            first.merge(&second);
            second.merge(&left);
            prop_assert_eq!(&first, &whole);
            prop_assert_eq!(&second, &whole);
        }

        #[test]
        fn any_reply_is_read_and_its_words_are_its_own(reply in "(\\PC|抱歉|please wait |5){0,20}") {
            if let Some(found) = check(&[("退款呢", &reply)], "退款呢", &reply) {
                for words in found.words.iter().chain(&found.news) {
                    prop_assert_eq!(&reply[words.at.clone()], &words.text);
                }
            }
        }
    }
}
