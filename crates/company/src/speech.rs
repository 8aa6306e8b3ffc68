//! What people say: a small grammar of phrases, from which every customer and every agent makes sentences of their own.
//!
//! A phrase is written with what may stand in its places: `[a|b|c]` is chosen anew each time it is said, `<k:a|b|c>` once
//! for a journey, so that who says it again means the same thing; lists of one letter and length are chosen alike, so a
//! thing can be told again in other words. `{by}`, `{code}`, `{name}` and `{day}` are filled in.

use crate::draws::{Draws, mix};
use crate::people::Customer;
use crate::table::Step;
use crate::words::Words;
use desk::time::{Day, Span, Time};

/// Phrases in both languages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Phrases {
    pub(crate) zh: &'static [&'static str],
    pub(crate) en: &'static [&'static str],
}

/// What a customer talks about, and what they are answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Topic {
    /// Unique in the company.
    pub(crate) name: &'static str,
    /// The matter, as it is told or asked first.
    pub(crate) tells: Phrases,
    /// The same matter, told or asked again.
    pub(crate) again: Phrases,
    /// Something else in the same conversation.
    pub(crate) more: Phrases,
    /// Answers, each another one; none where nobody answers.
    pub(crate) replies: Phrases,
}

/// What the company promises to everybody at a step, by when, and the step that keeps it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vow {
    pub(crate) says: Phrases,
    /// From so many up to so many hours; whole days where it is at least two.
    pub(crate) hours: [i64; 2],
    pub(crate) kept_by: &'static Step,
}

/// What customers say of what they got.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opinion {
    /// It was as it was offered, or nothing is said of that.
    pub(crate) fine: Phrases,
    /// It was less than was offered.
    pub(crate) less: Phrases,
}

/// What is said at a touch.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Says {
    /// One phrase.
    Words(Words),
    /// The matter; who told it already says something else.
    Tells(&'static Topic),
    /// The matter once more.
    Again(&'static Topic),
    /// Something else.
    More(&'static Topic),
    /// An answer not given before.
    Reply(&'static Topic),
    /// The last answer once more.
    Parrot(&'static Topic),
    /// A promise.
    Promises(&'static Vow),
    Fine(&'static Opinion),
    Less(&'static Opinion),
}

impl Vow {
    /// How long the company gives itself, at a touch that came so long after the one before.
    pub(crate) fn span(&self, gap: Span) -> Span {
        let [least, most] = self.hours;
        let unit = if least < 48 { 1 } else { 24 };
        let choices = ((most - least) / unit + 1).unsigned_abs();
        let chosen = (mix(gap.0.unsigned_abs()) % choices).cast_signed();
        Span((least + unit * chosen) * Span::HOUR.0)
    }
}

const DAYS: [(&str, &str); 7] = [
    ("周一", "Monday"),
    ("周二", "Tuesday"),
    ("周三", "Wednesday"),
    ("周四", "Thursday"),
    ("周五", "Friday"),
    ("周六", "Saturday"),
    ("周日", "Sunday"),
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const NUMBERS: [(&str, &str); 15] = [
    ("零", "no"),
    ("一", "one"),
    ("两", "two"),
    ("三", "three"),
    ("四", "four"),
    ("五", "five"),
    ("六", "six"),
    ("七", "seven"),
    ("八", "eight"),
    ("九", "nine"),
    ("十", "ten"),
    ("十一", "eleven"),
    ("十二", "twelve"),
    ("十三", "thirteen"),
    ("十四", "fourteen"),
];

/// Everything said in one journey, on both sides.
pub(crate) struct Voice<'a> {
    customer: &'a Customer,
    draws: Draws,
    /// What is chosen once for the journey follows from it.
    story: u64,
    told: Vec<&'static str>,
    /// How many other things were said, and answered, so far.
    more: u64,
    replies: u64,
    reply: String,
}

impl<'a> Voice<'a> {
    /// Who speaks in the journey with this number of a customer.
    pub(crate) fn of(customer: &'a Customer, seed: u64, number: u64) -> Voice<'a> {
        let mut draws = Draws::of(mix(seed ^ 0x5AE5) ^ mix(number + 1), customer.index);
        let story = draws.bits();
        Voice { customer, draws, story, told: Vec::new(), more: 0, replies: 0, reply: String::new() }
    }

    /// What is said at a touch of this moment, so long after the one before; `own`: by the customer.
    pub(crate) fn say(&mut self, says: Says, at: Time, gap: Span, own: bool) -> String {
        let by = match says {
            Says::Promises(vow) => self.by(at, vow.span(gap)),
            _ => String::new(),
        };
        let said = match says {
            Says::Words(words) => self.spoken(if self.customer.zh { words.zh } else { words.en }, &by),
            Says::Tells(topic) if !self.told.contains(&topic.name) => {
                self.told.push(topic.name);
                self.one(&topic.tells, &by)
            }
            Says::Again(topic) => self.one(&topic.again, &by),
            Says::Tells(topic) | Says::More(topic) => {
                self.more += 1;
                self.nth(&topic.more, self.more)
            }
            Says::Parrot(_) if !self.reply.is_empty() => self.reply.clone(),
            Says::Reply(topic) | Says::Parrot(topic) => {
                self.replies += 1;
                self.reply = self.nth(&topic.replies, self.replies);
                self.reply.clone()
            }
            Says::Promises(vow) => self.one(&vow.says, &by),
            Says::Fine(opinion) => self.one(&opinion.fine, &by),
            Says::Less(opinion) => self.one(&opinion.less, &by),
        };
        if own { self.hasty(said) } else { said }
    }

    fn of_language(&self, phrases: &Phrases) -> &'static [&'static str] {
        if self.customer.zh { phrases.zh } else { phrases.en }
    }

    fn one(&mut self, phrases: &Phrases, by: &str) -> String {
        let all = self.of_language(phrases);
        let chosen = self.draws.below(all.len().max(1) as u64) as usize;
        self.spoken(all.get(chosen).copied().unwrap_or_default(), by)
    }

    /// One after the other from where this journey begins, so that nothing is said twice before all is said.
    fn nth(&mut self, phrases: &Phrases, nth: u64) -> String {
        let all = self.of_language(phrases);
        let chosen = (self.story.rotate_left(17) % 1_000 + nth) % all.len().max(1) as u64;
        self.spoken(all.get(chosen as usize).copied().unwrap_or_default(), "")
    }

    fn spoken(&mut self, phrase: &str, by: &str) -> String {
        let mut out = String::with_capacity(phrase.len());
        self.speak(phrase, by, &mut out);
        out
    }

    fn speak(&mut self, mut phrase: &str, by: &str, out: &mut String) {
        while let Some(open) = phrase.find(['[', '<', '{']) {
            out.push_str(&phrase[..open]);
            let kind = phrase.as_bytes()[open];
            let (inside, rest) = group(&phrase[open + 1..]);
            phrase = rest;
            match kind {
                b'{' => self.fill(inside, by, out),
                b'[' => {
                    let count = choices(inside).count() as u64;
                    let chosen = self.draws.below(count) as usize;
                    self.speak(choices(inside).nth(chosen).unwrap_or_default(), by, out);
                }
                _ => {
                    let (letter, inside) = inside.split_once(':').unwrap_or(("", inside));
                    let count = choices(inside).count() as u64;
                    let letter = letter.bytes().next().unwrap_or_default();
                    let chosen = (mix(self.story ^ u64::from(letter)) % count) as usize;
                    self.speak(choices(inside).nth(chosen).unwrap_or_default(), by, out);
                }
            }
        }
        out.push_str(phrase);
    }

    fn fill(&mut self, slot: &str, by: &str, out: &mut String) {
        match slot {
            "by" => out.push_str(by),
            "name" => out.push_str(&self.customer.name()),
            "day" => {
                let (zh, en) = DAYS[(mix(self.story ^ 1) % 7) as usize];
                out.push_str(if self.customer.zh { zh } else { en });
            }
            _ => {
                let bits = mix(self.story ^ 2);
                let letter = |shift: u32| char::from(b'A' + (bits >> shift) as u8 % 26);
                out.extend([letter(8), letter(16)]);
                out.push_str(&(10_000 + (bits >> 32) % 90_000).to_string());
            }
        }
    }

    /// A time so long after `at`, as people say it.
    fn by(&mut self, at: Time, span: Span) -> String {
        let (hours, zh) = (span.0 / Span::HOUR.0, self.customer.zh);
        let number = |number: i64| {
            let word = NUMBERS.get(number.unsigned_abs() as usize);
            word.map_or_else(|| number.to_string(), |word| (if zh { word.0 } else { word.1 }).to_owned())
        };
        let plain = self.draws.chance(0.5);
        let figure = |value: i64| if plain { value.to_string() } else { number(value) };
        if hours < 48 {
            return if zh { format!("{}小时内", figure(hours)) } else { format!("within {} hours", figure(hours)) };
        }
        let days = hours / 24;
        let due = at + Span(if zh { 8 * Span::HOUR.0 } else { 0 }) + span;
        let Day { month, day, .. } = due.day();
        let working = days * 5 / 7;
        match self.draws.pick([3.0, 1.5, if days >= 7 { 1.5 } else { 0.0 }, 1.0].into_iter()) {
            0 if zh => format!("{}{}内", figure(days), if plain { "天" } else { "日" }),
            0 => format!("within {} days", figure(days)),
            1 if zh => format!("{month}月{day}日前"),
            1 => format!("by {day} {}", MONTHS[usize::from(month - 1) % 12]),
            2 if zh => format!("{}个工作日内", figure(working)),
            2 => format!("within {} working days", figure(working)),
            _ if zh => format!("{}天之内", figure(days)),
            _ => format!("in the next {} days", figure(days)),
        }
    }

    /// Customers write in haste: a slip now and then, small letters, no full stop.
    fn hasty(&mut self, mut said: String) -> String {
        if self.draws.chance(0.12) {
            said = said.to_lowercase();
            said.truncate(said.trim_end_matches(['.', '。']).len());
        }
        if self.draws.chance(0.05) {
            said = if self.customer.zh { slip_zh(&said, &mut self.draws) } else { slip_en(&said, &mut self.draws) };
        }
        said
    }
}

/// Two letters of a word change places.
fn slip_en(said: &str, draws: &mut Draws) -> String {
    let mut bytes = said.as_bytes().to_vec();
    let at = draws.below(bytes.len().max(2) as u64 - 1) as usize;
    if bytes.get(at..at + 2).is_none_or(|pair| !pair.iter().all(u8::is_ascii_lowercase)) {
        return said.to_owned();
    }
    bytes.swap(at, at + 1);
    String::from_utf8(bytes).unwrap_or_else(|_| said.to_owned())
}

/// A character of the same sound.
fn slip_zh(said: &str, draws: &mut Draws) -> String {
    let slips = [("的", "得"), ("在", "再"), ("那", "哪"), ("以", "已")];
    let (right, wrong) = slips[draws.below(slips.len() as u64) as usize];
    said.replacen(right, wrong, 1)
}

/// What stands up to the bracket that closes, and what comes after it.
fn group(phrase: &str) -> (&str, &str) {
    let mut depth = 0;
    for (at, byte) in phrase.bytes().enumerate() {
        match byte {
            b'[' | b'<' | b'{' => depth += 1,
            b']' | b'>' | b'}' if depth == 0 => return (&phrase[..at], &phrase[at + 1..]),
            b']' | b'>' | b'}' => depth -= 1,
            _ => {}
        }
    }
    (phrase, "")
}

/// What a group may say.
fn choices(inside: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    inside.split(move |letter| {
        match letter {
            '[' | '<' | '{' => depth += 1,
            ']' | '>' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == '|' && depth == 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::airline::AIRLINE;

    fn check(zh: bool, phrase: &'static str, count: usize) {
        let mut draws = Draws::of(1, 1);
        let mut customer = Customer::draw(1, &AIRLINE, &mut draws);
        customer.zh = zh;
        let mut voice = Voice::of(&customer, 1, 0);
        let said: std::collections::BTreeSet<String> = (0..300).map(|_| voice.spoken(phrase, "by noon")).collect();
        assert_eq!(said.len(), count, "{said:?}");
        assert!(said.iter().all(|said| !said.contains(['[', '<', '{', '|'])), "{said:?}");
    }

    #[test]
    fn a_phrase_is_said_in_every_way_it_can_be_and_the_story_stays() {
        check(false, "[Hello|Hi [there|all]|], my <t:bag|case|box> [broke|is broken]", 8);
        check(true, "<t:箱子|包>坏了，{code}，{day}", 1);
        check(false, "We will call {by}.", 1);
    }

    #[test]
    fn lists_of_one_letter_are_chosen_alike() {
        let mut draws = Draws::of(1, 1);
        let customer = Customer::draw(1, &AIRLINE, &mut draws);
        for number in 0..50 {
            let mut voice = Voice::of(&customer, 3, number);
            let said = voice.spoken("<t:one|two|three> <t:eins|zwei|drei>", "");
            assert!(["one eins", "two zwei", "three drei"].contains(&said.as_str()), "{said}");
        }
    }

    #[test]
    fn who_told_it_says_something_else_and_the_parrot_says_the_same() {
        const TOPIC: Topic = Topic {
            name: "t",
            tells: Phrases { zh: &["问"], en: &["asks"] },
            again: Phrases { zh: &["再问"], en: &["asks again"] },
            more: Phrases { zh: &["一", "二"], en: &["one", "two"] },
            replies: Phrases { zh: &["甲", "乙"], en: &["a", "b"] },
        };
        let mut draws = Draws::of(1, 1);
        let customer = Customer::draw(1, &AIRLINE, &mut draws);
        let mut voice = Voice::of(&customer, 3, 1);
        let mut say = |says| voice.say(says, Time(0), Span(0), false);
        let said = [Says::Tells(&TOPIC), Says::Tells(&TOPIC), Says::More(&TOPIC)].map(&mut say);
        assert!(said[0] != said[1] && said[1] != said[2] && said[0] != said[2], "{said:?}");
        let replies = [Says::Reply(&TOPIC), Says::Reply(&TOPIC), Says::Parrot(&TOPIC)].map(&mut say);
        assert!(replies[0] != replies[1] && replies[1] == replies[2], "{replies:?}");
    }
}
