//! Promises: what the company said it will do for a customer by when, and whether it was kept.
//!
//! A promise is broken when its time has passed and nothing that keeps it was seen; its lateness is what came after that
//! time. Whoever breaks one may have said so before: a notice counts from [`WARNING`] before the time on. Promises that name
//! no time, or hold only under a condition, are shown apart and never called broken.

use crate::offer::OFFERED;
use crate::step::Meaning;
use crate::time::{Span, Time};
use crate::touch::{Direction, Outcome, Phase, Touch};
use serde::{Deserialize, Serialize};

/// The attribute by which a system tells of a promise it made: by when, as RFC 3339.
pub const DUE: &str = "promise_due";
/// The attribute that tells what was promised then.
pub const WHAT: &str = "promise";
/// The attribute by which a system tells that what was promised is done: `true`.
pub const KEPT: &str = "promise_kept";

/// How long before its time a customer must be told that a promise will not be kept: later it is no warning.
pub const WARNING: Span = Span(2 * Span::HOUR.0);

/// Who speaks in a touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The customer.
    Customer,
    /// The company, to the customer.
    Company,
    /// The company, among itself.
    Internal,
}

impl Side {
    /// Who speaks. Where the source does not say who began it, whoever acted for the company does.
    pub fn of(touch: &Touch) -> Side {
        match touch.direction {
            Some(Direction::Company) => Side::Company,
            Some(Direction::Internal) => Side::Internal,
            Some(Direction::Customer | Direction::SelfService) => Side::Customer,
            None if touch.actor.is_some() => Side::Company,
            None => Side::Customer,
        }
    }

    /// Its name in JSON and in the store.
    pub fn word(self) -> &'static str {
        match self {
            Side::Customer => "customer",
            Side::Company => "company",
            Side::Internal => "internal",
        }
    }
}

/// Whether a touch may make, keep or break a promise, tells of an offer, or says something: all others need not be looked at.
pub fn may_tell(touch: &Touch) -> bool {
    touch.text.is_some()
        || Side::of(touch) != Side::Customer
        || touch.attributes.contains_key(DUE)
        || touch.attributes.contains_key(KEPT)
        || touch.attributes.contains_key(OFFERED)
}

/// What kind of thing is promised: a later touch keeps the promise when it does that kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// To answer, call, write, come back to the customer.
    Answer,
    /// To pay, refund, make good in money.
    Money,
    /// To send, deliver, replace.
    Goods,
    /// To repair, solve, restore.
    Mend,
    /// Anything else.
    Other,
}

/// Words of each deed, in small letters; Chinese ones in both scripts where they differ.
const WORDS: [(Deed, &[&str]); 4] = [
    (
        Deed::Money,
        &[
            "refund",
            "reimburs",
            "compensat",
            "credit",
            "money back",
            "pay ",
            "payment",
            "退款",
            "退费",
            "退費",
            "退还",
            "退還",
            "赔",
            "賠",
            "补偿",
            "補償",
            "返还",
            "返還",
            "到账",
            "到帳",
            "入账",
            "入帳",
            "打款",
            "转账",
            "轉帳",
        ],
    ),
    (
        Deed::Goods,
        &[
            "ship",
            "dispatch",
            "deliver",
            "courier",
            "replacement",
            "resend",
            "send out",
            "send you a",
            "send it",
            "发货",
            "發貨",
            "寄",
            "送达",
            "送達",
            "配送",
            "补发",
            "補發",
            "换货",
            "換貨",
            "派送",
            "上门",
            "上門",
            "发出",
            "發出",
        ],
    ),
    (
        Deed::Mend,
        &[
            "fix",
            "repair",
            "resolv",
            "solve",
            "restor",
            "technician",
            "engineer",
            "修",
            "解决",
            "解決",
            "处理",
            "處理",
            "恢复",
            "恢復",
            "师傅",
            "師傅",
            "安装",
            "安裝",
        ],
    ),
    (
        Deed::Answer,
        &[
            "repl",
            "respond",
            "answer",
            "call",
            "phone",
            "ring",
            "contact",
            "get back",
            "come back to",
            "write",
            "email",
            "e-mail",
            "inform",
            "notify",
            "update",
            "let you know",
            "tell you",
            "hear from",
            "回复",
            "回覆",
            "回電",
            "回电",
            "来电",
            "來電",
            "致电",
            "致電",
            "联系",
            "聯繫",
            "联络",
            "聯絡",
            "通知",
            "告知",
            "答复",
            "答覆",
            "反馈",
            "回饋",
            "打电话",
            "打電話",
            "回访",
            "回訪",
        ],
    ),
];

impl Deed {
    /// All of them.
    pub const ALL: [Deed; 5] = [Deed::Answer, Deed::Money, Deed::Goods, Deed::Mend, Deed::Other];

    /// The deed that words tell of: the one that costs the company most, where they tell of several.
    ///
    /// ```
    /// use desk::promise::Deed;
    /// assert_eq!(Deed::of("We will refund you and call"), Deed::Money);
    /// assert_eq!(Deed::of("会有专人回复您"), Deed::Answer);
    /// assert_eq!(Deed::of("hold the room"), Deed::Other);
    /// ```
    pub fn of(words: &str) -> Deed {
        Self::all_of(words).next().unwrap_or(Deed::Other)
    }

    fn all_of(words: &str) -> impl Iterator<Item = Deed> {
        let words = words.to_lowercase();
        WORDS.iter().filter(move |(_, all)| all.iter().any(|word| words.contains(word))).map(|(deed, _)| *deed)
    }

    /// Its name in JSON and in the store.
    pub fn word(self) -> &'static str {
        match self {
            Deed::Answer => "answer",
            Deed::Money => "money",
            Deed::Goods => "goods",
            Deed::Mend => "mend",
            Deed::Other => "other",
        }
    }
}

/// A promise as it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// When.
    pub made_at: Time,
    /// The first instant at which it is late; none where no time was named.
    pub due_at: Option<Time>,
    /// Whether it holds only if something else happens.
    pub conditional: bool,
    /// What kind of thing.
    pub deed: Deed,
}

/// Something the company did later in the same thread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: Time,
    /// Whether it reached the customer.
    reaches: bool,
    /// Whether the matter is solved by it, or the source says that the promise is kept.
    settles: bool,
    /// Whether it is only words: a promise again, or the same reply once more.
    empty: bool,
    /// The latest time it promises itself.
    promises: Option<Time>,
    deeds: Vec<Deed>,
}

/// What the words of a touch say, as far as it matters here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Whether it promises something.
    pub promises: bool,
    /// The latest time it promises something by.
    pub until: Option<Time>,
    /// Whether it is a reply that was given before.
    pub again: bool,
}

impl Act {
    /// What a touch does; nothing where the customer did it, or where it did not work.
    pub fn of(touch: &Touch, heard: Heard) -> Option<Act> {
        let failed =
            matches!(touch.outcome, Outcome::Failed | Outcome::Refused | Outcome::Abandoned | Outcome::Waiting);
        if failed || touch.phase != Phase::Complete {
            return None;
        }
        let step = touch.step();
        let side = Side::of(touch);
        let settles = matches!(Meaning::of(&step), Meaning::Resolved | Meaning::Closed)
            || touch.attributes.get(KEPT).and_then(serde_json::Value::as_bool) == Some(true);
        if side == Side::Customer && !settles {
            return None;
        }
        let empty = heard.promises || heard.again;
        let mut deeds: Vec<Deed> = Deed::all_of(&step).collect();
        if let Some(text) = touch.text.as_deref().filter(|_| !empty) {
            deeds.extend(Deed::all_of(text));
        }
        Some(Act { at: touch.at, reaches: side == Side::Company, settles, empty, promises: heard.until, deeds })
    }

    /// Whether it keeps a promise of this kind.
    fn keeps(&self, deed: Deed) -> bool {
        let does = match deed {
            Deed::Answer | Deed::Other => self.reaches && !self.empty,
            deed => self.deeds.contains(&deed) && !self.empty,
        };
        self.settles || does
    }
}

/// Where a promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Its time has not come.
    Open,
    /// Kept in time; or at all, where it names no time.
    Kept,
    /// Done after its time.
    Late,
    /// Its time has passed and nothing was done.
    Broken,
    /// It names no time and nothing was done.
    Vague,
    /// It holds under a condition, and nothing was done.
    Conditional,
}

impl State {
    /// All of them.
    pub const ALL: [State; 6] =
        [State::Open, State::Kept, State::Late, State::Broken, State::Vague, State::Conditional];

    /// Its name in JSON and in the store.
    pub fn word(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Kept => "kept",
            State::Late => "late",
            State::Broken => "broken",
            State::Vague => "vague",
            State::Conditional => "conditional",
        }
    }
}

/// What became of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub state: State,
    /// When what was promised was done.
    pub settled_at: Option<Time>,
    /// When the customer was told that it would be later, early enough to count.
    pub warned_at: Option<Time>,
}

/// Judges a promise by what the company did after it, in order of time, as of `now`.
pub fn judge(promise: &Promise, after: &[Act], now: Time) -> Standing {
    let done = after.iter().filter(|act| act.at <= now).find(|act| act.keeps(promise.deed));
    let settled_at = done.map(|act| act.at);
    let Some(due) = promise.due_at.filter(|_| !promise.conditional) else {
        let waits = if promise.conditional { State::Conditional } else { State::Vague };
        return Standing { state: if done.is_some() { State::Kept } else { waits }, settled_at, warned_at: None };
    };
    let state = match settled_at {
        Some(at) if at < due => State::Kept,
        Some(_) => State::Late,
        None if now < due => State::Open,
        None => State::Broken,
    };
    let warns = |act: &&Act| act.at + WARNING <= due && act.reaches && act.promises.is_some_and(|until| until > due);
    let warned = after.iter().filter(|act| settled_at.is_none_or(|at| act.at <= at)).find(warns);
    Standing { state, settled_at, warned_at: warned.map(|act| act.at) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MADE: Time = Time(1_800_000_000_000_000);

    fn hours(hours: i64) -> Time {
        MADE + Span(hours * Span::HOUR.0)
    }

    fn promise(deed: Deed) -> Promise {
        Promise { made_at: MADE, due_at: Some(hours(24)), conditional: false, deed }
    }

    /// A touch of the company after so many hours: `step: text`.
    fn act(at: i64, told: &str, heard: Heard) -> Act {
        let (step, text) = told.split_once(": ").unwrap_or((told, ""));
        let touch = Touch {
            at: hours(at),
            touchpoint: Some(step.to_owned()),
            text: (!text.is_empty()).then(|| text.to_owned()),
            direction: Some(Direction::Company),
            ..Touch::default()
        };
        Act::of(&touch, heard).unwrap()
    }

    #[track_caller]
    fn check(deed: Deed, acts: &[Act], now: i64, state: State, settled: Option<i64>) {
        let standing = judge(&promise(deed), acts, hours(now));
        assert_eq!((standing.state, standing.settled_at), (state, settled.map(hours)));
    }

    #[test]
    fn a_promise_is_open_until_its_time_then_kept_late_or_broken() {
        let call = || act(20, "phone.out: Your seat is booked.", Heard::default());
        check(Deed::Answer, &[], 23, State::Open, None);
        check(Deed::Answer, &[], 24, State::Broken, None);
        check(Deed::Answer, &[call()], 30, State::Kept, Some(20));
        check(Deed::Answer, &[call()], 19, State::Open, None);
        check(Deed::Answer, &[act(30, "phone.out", Heard::default())], 40, State::Late, Some(30));
    }

    #[test]
    fn words_alone_keep_no_promise() {
        let again = Heard { promises: true, until: Some(hours(48)), again: false };
        check(Deed::Answer, &[act(10, "chat: We will call you tomorrow.", again)], 30, State::Broken, None);
        let parrot = Heard { again: true, ..Heard::default() };
        check(Deed::Answer, &[act(10, "chat: Sorry for the wait.", parrot)], 30, State::Broken, None);
        check(Deed::Money, &[act(10, "chat: Your case is with us.", Heard::default())], 30, State::Broken, None);
        check(Deed::Money, &[act(10, "refund.paid", Heard::default())], 30, State::Kept, Some(10));
        check(Deed::Goods, &[act(10, "chat: 您的包裹今天已寄出", Heard::default())], 30, State::Kept, Some(10));
        check(Deed::Mend, &[act(10, "ticket resolved", Heard::default())], 30, State::Kept, Some(10));
    }

    #[test]
    fn whoever_says_early_enough_that_it_will_be_later_has_warned() {
        let later =
            |at| act(at, "chat: It will be Friday.", Heard { promises: true, until: Some(hours(72)), again: false });
        let warned = |acts: &[Act]| judge(&promise(Deed::Answer), acts, hours(30)).warned_at;
        assert_eq!(warned(&[later(22)]), Some(hours(22)));
        assert_eq!(warned(&[later(23)]), None, "an hour before is too late");
        assert_eq!(warned(&[later(25)]), None);
    }

    #[test]
    fn what_names_no_time_or_a_condition_is_never_broken() {
        let vague = Promise { due_at: None, ..promise(Deed::Answer) };
        let conditional = Promise { conditional: true, ..promise(Deed::Answer) };
        assert_eq!(judge(&vague, &[], hours(9_999)).state, State::Vague);
        assert_eq!(judge(&conditional, &[], hours(9_999)).state, State::Conditional);
        assert_eq!(judge(&vague, &[act(5, "phone.out", Heard::default())], hours(6)).state, State::Kept);
    }

    #[test]
    fn what_the_customer_does_or_what_fails_keeps_nothing() {
        let touch = Touch { direction: Some(Direction::Customer), ..Touch::default() };
        assert_eq!(Act::of(&touch, Heard::default()), None);
        let failed = Touch { direction: Some(Direction::Company), outcome: Outcome::Failed, ..Touch::default() };
        assert_eq!(Act::of(&failed, Heard::default()), None);
    }

    proptest! {
        /// Time only moves a promise on: what is kept, late or broken never opens again, and broken can only become late.
        #[test]
        fn time_moves_a_promise_on(acts in proptest::collection::vec((0i64..60, 0usize..3), 0..6), one in 0i64..80, more in 0i64..80) {
            let mut acts: Vec<Act> = acts
                .into_iter()
                .map(|(at, kind)| act(at, ["phone.out", "note · resolved", "refund"][kind], Heard::default()))
                .collect();
            acts.sort_by_key(|act| act.at);
            let state = |now| judge(&promise(Deed::Money), &acts, hours(now)).state;
            let may = match state(one) {
                State::Open => &State::ALL[..],
                State::Broken => &[State::Broken, State::Late],
                _ => &[state(one)],
            };
            prop_assert!(may.contains(&state(one + more)));
        }
    }
}
