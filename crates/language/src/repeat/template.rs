//! Templates learned from replies: which stretches are given to many different intents, and what the scripts are.
//!
//! A reply is canned as far as its shingles were seen in replies to at least [`INTENTS`] different intents. That is an alarm
//! only where it also says little about what the customer wrote: a good answer may well be a standard one.

use crate::Normal;
use crate::question::topic;
use crate::reading::{SURE, Words};
use crate::repeat::minhash::{Sketch, WORDS, hash, jaccard, mix, set, tokens, windows};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// From so many different intents on a shingle belongs to a script.
pub const INTENTS: usize = 20;

/// The share of a reply that must be script for an alarm.
const MOSTLY: f64 = 0.6;

/// Below this similarity to the customer's text a reply is off its topic.
const OFF_TOPIC: f64 = 0.25;

/// Two masked replies this alike are one template.
const ONE: f64 = 0.5;

/// The longest reply a template is learned from, in tokens.
const LONGEST: usize = 200;

/// In how many replies and to how many intents something was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    replies: u64,
    /// The [`INTENTS`] smallest of their hashes: enough to know that there were so many, the same in any order.
    intents: Vec<u32>,
}

impl Seen {
    fn add(&mut self, replies: u64, intents: &[u32]) {
        self.replies += replies;
        self.intents.extend_from_slice(intents);
        self.intents.sort_unstable();
        self.intents.dedup();
        self.intents.truncate(INTENTS);
    }
}

/// Replies learned from. Memory is bounded: of more than `room` different shingles, and as many different masked replies, those
/// with the smallest hashes are kept, a uniform sample whose counts are exact. Merging is the same in any order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Templates {
    room: usize,
    shingles: BTreeMap<u64, Seen>,
    replies: BTreeMap<u64, (Vec<String>, Seen)>,
}

/// How much of a reply is script.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Script {
    /// The share of its shingles that were seen in replies to many intents, 0 to 1.
    pub share: f64,
    /// How much of what the customer wrote about it is about too, 0 to 1.
    pub on_topic: f64,
    /// How surely it is a script that misses the customer's point: the share, less what is on topic.
    pub score: f64,
    /// Mostly script and off topic.
    pub alarm: bool,
    /// Whether enough of it was known to say so.
    pub sure: bool,
    /// The stretches that are script.
    pub words: Vec<Words>,
}

/// A script found in the replies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Template {
    /// Its fixed words; `#` stands for a number, `…` for words that change.
    pub text: String,
    /// How many replies follow it.
    pub replies: u64,
    /// To how many different intents, counted up to [`INTENTS`].
    pub intents: usize,
    /// In how many different wordings.
    pub wordings: usize,
}

impl Templates {
    /// Nothing learned yet, with room for so many different shingles. A shingle takes about 150 bytes, so 1,000,000 of them
    /// stay below 200 MB.
    pub fn with_room(room: usize) -> Templates {
        Templates { room: room.max(1), shingles: BTreeMap::new(), replies: BTreeMap::new() }
    }

    /// Learns from a reply. `intent` names what the customer wanted: a label, or a hash of the words it was found by.
    pub fn add(&mut self, reply: &Normal<'_>, intent: u64) {
        let intent = (mix(intent) >> 32) as u32;
        for shingle in set(windows(reply.text(), WORDS).into_iter().map(|(hash, _)| hash)) {
            let room = self.room;
            keep(&mut self.shingles, room, shingle, |seen: &mut Seen| seen.add(1, &[intent]));
        }
        let masked: Vec<String> = tokens(reply.text()).into_iter().take(LONGEST).map(|(token, _)| token).collect();
        if !masked.is_empty() {
            let key = hash(masked.join(" ").as_bytes());
            keep(&mut self.replies, self.room, key, |entry: &mut (Vec<String>, Seen)| {
                entry.0.clone_from(&masked);
                entry.1.add(1, &[intent]);
            });
        }
    }

    /// Takes in what another one learned. The smaller room holds.
    pub fn merge(&mut self, other: &Templates) {
        self.room = self.room.min(other.room);
        for (shingle, seen) in &other.shingles {
            keep(&mut self.shingles, self.room, *shingle, |mine: &mut Seen| mine.add(seen.replies, &seen.intents));
        }
        for (key, (masked, seen)) in &other.replies {
            keep(&mut self.replies, self.room, *key, |mine: &mut (Vec<String>, Seen)| {
                mine.0.clone_from(masked);
                mine.1.add(seen.replies, &seen.intents);
            });
        }
        while self.shingles.len() > self.room {
            self.shingles.pop_last();
        }
        while self.replies.len() > self.room {
            self.replies.pop_last();
        }
    }

    /// How much of a reply is script, and whether it misses what the customer wrote.
    pub fn script(&self, customer: &Normal<'_>, reply: &Normal<'_>) -> Script {
        let windows = windows(reply.text(), WORDS);
        let canned = |shingle: &u64| self.shingles.get(shingle).is_some_and(|seen| seen.intents.len() >= INTENTS);
        let share = windows.iter().filter(|(shingle, _)| canned(shingle)).count() as f64 / windows.len().max(1) as f64;
        let mut stretches: Vec<std::ops::Range<usize>> = Vec::new();
        for (_, at) in windows.iter().filter(|(shingle, _)| canned(shingle)) {
            match stretches.last_mut() {
                Some(last) if at.start <= last.end => last.end = last.end.max(at.end),
                _ => stretches.push(at.clone()),
            }
        }
        let on_topic = topic(customer.text(), reply.text());
        let score = share * (1.0 - on_topic);
        Script {
            share,
            on_topic,
            score,
            alarm: share >= MOSTLY && on_topic < OFF_TOPIC,
            sure: share >= SURE && on_topic < OFF_TOPIC / 2.0 || share < MOSTLY / 2.0 || on_topic > 2.0 * OFF_TOPIC,
            words: stretches.into_iter().map(|at| Words::of(reply, at)).collect(),
        }
    }

    /// The scripts that at least `least` replies follow, most used first. Masked replies that are alike are laid over each
    /// other; what they share, in order, is the template.
    pub fn mine(&self, least: u64) -> Vec<Template> {
        let mut order: Vec<(&u64, &(Vec<String>, Seen))> = self.replies.iter().collect();
        order.sort_by(|a, b| b.1.1.replies.cmp(&a.1.1.replies).then(a.0.cmp(b.0)));
        let mut groups: Vec<Group> = Vec::new();
        let mut bands: rustc_hash::FxHashMap<u64, Vec<usize>> = rustc_hash::FxHashMap::default();
        for (_, (masked, seen)) in order {
            let shingles = set(masked.windows(2.min(masked.len())).map(|pair| hash(pair.join(" ").as_bytes())));
            let keys = bands_of(&Sketch::of(&shingles));
            let near = keys.iter().flat_map(|key| bands.get(key).into_iter().flatten()).copied();
            let best = near
                .map(|nth| (jaccard(&groups[nth].shingles, &shingles), nth))
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            match best.filter(|(like, _)| *like >= ONE) {
                Some((_, nth)) => groups[nth].take(masked, seen),
                None => {
                    keys.iter().for_each(|key| bands.entry(*key).or_default().push(groups.len()));
                    groups.push(Group::of(masked, seen, shingles));
                }
            }
        }
        let mut found: Vec<Template> =
            groups.iter().filter(|group| group.seen.replies >= least).map(Group::template).collect();
        found.sort_by(|a, b| b.replies.cmp(&a.replies).then(a.text.cmp(&b.text)));
        found
    }
}

/// Changes the entry of a key, unless the map is full of smaller keys; then nothing is known of it and never was.
fn keep<V: Default>(map: &mut BTreeMap<u64, V>, room: usize, key: u64, change: impl FnOnce(&mut V)) {
    let full = map.len() >= room && map.last_key_value().is_some_and(|(last, _)| key > *last);
    if full {
        return;
    }
    change(map.entry(key).or_default());
    if map.len() > room {
        map.pop_last();
    }
}

/// Keys under which two sketches of similarity J meet with probability 1 - (1 - J^4)^32.
fn bands_of(sketch: &Sketch) -> Vec<u64> {
    let bands = sketch.minima().chunks(4).enumerate();
    bands.map(|(nth, rows)| rows.iter().fold(nth as u64, |key, row| mix(key ^ u64::from(*row)))).collect()
}

/// Masked replies that follow one template.
struct Group {
    shingles: Vec<u64>,
    /// What all of them share, in order; `None` where words change.
    shared: Vec<Option<String>>,
    seen: Seen,
    wordings: usize,
}

impl Group {
    fn of(masked: &[String], seen: &Seen, shingles: Vec<u64>) -> Group {
        Group { shingles, shared: masked.iter().cloned().map(Some).collect(), seen: seen.clone(), wordings: 1 }
    }

    fn take(&mut self, masked: &[String], seen: &Seen) {
        self.shared = laid_over(&self.shared, masked);
        self.seen.add(seen.replies, &seen.intents);
        self.wordings += 1;
    }

    fn template(&self) -> Template {
        let mut text = String::new();
        for token in &self.shared {
            let token = token.as_deref().unwrap_or("…");
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '#' || c == '…');
            if latin(text.chars().next_back()) && latin(token.chars().next()) {
                text.push(' ');
            }
            text.push_str(token);
        }
        Template { text, replies: self.seen.replies, intents: self.seen.intents.len(), wordings: self.wordings }
    }
}

/// The longest common subsequence of a template and a reply, with gaps where either has more.
fn laid_over(shared: &[Option<String>], masked: &[String]) -> Vec<Option<String>> {
    let (rows, columns) = (shared.len(), masked.len());
    let mut longest = vec![vec![0_u16; columns + 1]; rows + 1];
    let same = |row: usize, column: usize| shared[row].as_deref() == Some(masked[column].as_str());
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            longest[row][column] = if same(row, column) {
                longest[row + 1][column + 1] + 1
            } else {
                longest[row + 1][column].max(longest[row][column + 1])
            };
        }
    }
    let (mut row, mut column, mut gap, mut found) = (0, 0, false, Vec::new());
    while row < rows || column < columns {
        if row < rows && column < columns && same(row, column) {
            if std::mem::take(&mut gap) {
                found.push(None);
            }
            found.push(shared[row].clone());
            (row, column) = (row + 1, column + 1);
            continue;
        }
        gap = true;
        let down = row < rows && (column == columns || longest[row + 1][column] >= longest[row][column + 1]);
        (row, column) = if down { (row + 1, column) } else { (row, column + 1) };
    }
    if gap {
        found.push(None);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SORRY: &str = "非常抱歉给您带来不便,您的问题已经记录,我们会尽快为您处理,感谢您的理解与支持。";

    fn learned() -> Templates {
        let mut templates = Templates::with_room(10_000);
        for intent in 0..30 {
            templates.add(&Normal::of(&format!("亲爱的客户{intent}，{SORRY}")), intent);
            templates.add(&Normal::of("Please reset the router by holding the button for ten seconds."), 3);
        }
        templates
    }

    #[test]
    fn a_script_given_to_everything_is_an_alarm_off_topic_only() {
        let templates = learned();
        let off = templates.script(&Normal::of("洗衣机漏水，地板都泡坏了"), &Normal::of(SORRY));
        assert!(off.alarm && off.share > 0.9 && !off.words.is_empty(), "{off:?}");
        let router = "Please reset the router by holding the button for ten seconds.";
        let one_intent = templates.script(&Normal::of("my internet is down"), &Normal::of(router));
        assert!(!one_intent.alarm && one_intent.share == 0.0, "{one_intent:?}");
        let fresh = templates.script(&Normal::of("洗衣机漏水"), &Normal::of("师傅明天上午来修洗衣机的漏水。"));
        assert!(!fresh.alarm && fresh.sure, "{fresh:?}");
    }

    #[test]
    fn templates_are_mined_with_gaps_where_words_change() {
        let mut templates = Templates::with_room(1_000);
        for (nth, name) in ["Anna", "Bob", "Chen", "Dora"].iter().enumerate() {
            let text = format!("Dear {name}, your order {nth}77{nth} has shipped and will arrive soon. Best wishes");
            templates.add(&Normal::of(&text), nth as u64);
        }
        templates.add(&Normal::of("完全不同的一句话"), 9);
        let found = templates.mine(2);
        insta::assert_snapshot!(format!("{found:?}"), @r#"[Template { text: "dear … your order # has shipped and will arrive soon best wishes", replies: 4, intents: 4, wordings: 4 }]"#);
    }

    proptest! {
        #[test]
        fn merging_is_the_same_in_any_order(
            said in proptest::collection::vec(("[a-e 退货]{0,12}", 0u64..40), 0..40),
            cut in 0usize..40,
            room in 1usize..40,
        ) {
            let build = |part: &[(String, u64)]| {
                let mut templates = Templates::with_room(room);
                part.iter().for_each(|(reply, intent)| templates.add(&Normal::of(reply), *intent));
                templates
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
        fn any_reply_is_read(reply in "\\PC{0,40}", customer in "\\PC{0,20}") {
            let mut templates = Templates::with_room(100);
            (0..25).for_each(|intent| templates.add(&Normal::of(&reply), intent));
            for words in templates.script(&Normal::of(&customer), &Normal::of(&reply)).words {
                prop_assert_eq!(&reply[words.at.clone()], &words.text);
            }
            prop_assert!(templates.mine(1).len() <= 1);
        }
    }
}
