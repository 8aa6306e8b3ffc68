//! What the name of a step says about it, in Chinese and English.
//!
//! English words count only as whole words, so that `unresolved`, `reopened` and `disclosed` say nothing; a word that is
//! negated, in either language, says nothing either. How words are joined (`snake_case`, `CamelCase`) does not matter.

use crate::touch::Outcome;

/// What a step means for the customer, as far as its name tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Meaning {
    /// Nothing special.
    #[default]
    Plain = 0,
    /// The company declares the matter solved: the customer no longer waits.
    Resolved = 1,
    /// Administrative closing: after it nothing is owed.
    Closed = 2,
    /// The customer or the case is put on wait.
    Waiting = 3,
    /// The customer was told no.
    Refused = 4,
    /// Something broke.
    Failed = 5,
    /// The customer gave up.
    Abandoned = 6,
}

/// A meaning, or that something went well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sense {
    Step(Meaning),
    Well,
}

use Meaning::{Abandoned, Closed, Failed, Refused, Resolved, Waiting};

/// English words and phrases. The earlier lines win where a name holds several: `cancellation failed` is a failure.
const ENGLISH: &[(Sense, &[&str])] = &[
    (
        Sense::Step(Failed),
        &["failed", "fail", "fails", "failure", "failures", "error", "errors", "timeout", "timed out"],
    ),
    (Sense::Step(Failed), &["time out", "exception", "crash", "crashed", "unsuccessful", "unavailable"]),
    (
        Sense::Step(Waiting),
        &["awaiting", "await", "awaits", "waiting", "wait", "waits", "waited", "pending", "on hold"],
    ),
    (Sense::Step(Waiting), &["hold", "suspended", "suspend", "queued", "postponed", "deferred", "stalled"]),
    (
        Sense::Step(Refused),
        &["rejected", "reject", "rejects", "rejection", "declined", "decline", "declines", "denied"],
    ),
    (Sense::Step(Refused), &["deny", "denial", "refused", "refuse", "refusal", "disapproved", "turned down"]),
    (Sense::Step(Abandoned), &["abandoned", "abandon", "abandonment", "gave up", "give up", "cancelled", "canceled"]),
    (
        Sense::Step(Abandoned),
        &["cancel", "cancels", "cancellation", "hung up", "hang up", "hangup", "withdrawn", "no show"],
    ),
    (Sense::Step(Resolved), &["resolved", "resolve", "resolves", "solved", "solve", "solves"]),
    (Sense::Step(Closed), &["closed", "close", "closes", "closure", "archived", "archive"]),
    (
        Sense::Well,
        &["success", "successful", "successfully", "succeeded", "succeed", "ok", "okay", "true", "yes", "passed"],
    ),
    (
        Sense::Well,
        &["pass", "done", "complete", "completed", "approved", "accepted", "answered", "delivered", "paid", "fixed"],
    ),
];

/// Chinese words, simplified and traditional, found anywhere in a name.
const CHINESE: &[(Sense, &[&str])] = &[
    (
        Sense::Step(Failed),
        &["失败", "失敗", "超时", "超時", "错误", "錯誤", "出错", "出錯", "报错", "報錯", "异常", "異常"],
    ),
    (Sense::Step(Failed), &["崩溃", "崩潰", "未成功", "不成功"]),
    (Sense::Step(Waiting), &["等待", "等候", "挂起", "掛起", "暂停", "暫停", "搁置", "擱置", "排队", "排隊", "待"]),
    (
        Sense::Step(Refused),
        &["拒绝", "拒絕", "驳回", "駁回", "拒赔", "拒賠", "不予", "未通过", "未通過", "不通过", "不通過"],
    ),
    (Sense::Step(Refused), &["不批准", "婉拒", "拒付"]),
    (
        Sense::Step(Abandoned),
        &["放弃", "放棄", "取消", "挂断", "掛斷", "弃单", "棄單", "撤单", "撤單", "撤回", "中途离开", "中途離開"],
    ),
    (Sense::Step(Resolved), &["解决", "解決", "处理完成", "處理完成", "处理完毕", "處理完畢", "已修复", "已修復"]),
    (
        Sense::Step(Closed),
        &["关闭", "關閉", "结案", "結案", "归档", "歸檔", "办结", "辦結", "完结", "完結", "关单", "關單"],
    ),
    (Sense::Well, &["成功", "通过", "通過", "完成", "正常", "接通", "同意", "批准", "签收", "簽收"]),
];

/// English words that turn what follows them in the same clause into its opposite.
const NEGATIONS: [&str; 10] = ["not", "no", "never", "without", "non", "cannot", "unable", "isn", "wasn", "avoid"];

/// How many words lie at most between a negation and what it turns: `not yet fully closed`.
const REACH: usize = 3;

impl Meaning {
    /// What the name of a step, in any spelling, says.
    pub fn of(name: &str) -> Meaning {
        match sense_of(name) {
            Some((Sense::Step(meaning), false)) => meaning,
            _ => Meaning::Plain,
        }
    }
}

/// What a word in a column of outcomes says: `success`, `false`, `拒绝` ...
pub fn outcome_of(word: &str) -> Outcome {
    const NO: [&str; 6] = ["false", "no", "n", "f", "否", "missed"];
    let trimmed = word.trim();
    if NO.iter().any(|no| trimmed.eq_ignore_ascii_case(no)) {
        return Outcome::Failed;
    }
    if trimmed == "是" || trimmed.eq_ignore_ascii_case("y") {
        return Outcome::Ok;
    }
    match sense_of(trimmed) {
        Some((Sense::Well | Sense::Step(Resolved), false)) => Outcome::Ok,
        Some((Sense::Well | Sense::Step(Resolved), true)) => Outcome::Failed,
        Some((Sense::Step(Failed), false)) => Outcome::Failed,
        Some((Sense::Step(Refused), false)) => Outcome::Refused,
        Some((Sense::Step(Abandoned), false)) => Outcome::Abandoned,
        Some((Sense::Step(Waiting), false)) => Outcome::Waiting,
        _ => Outcome::Unknown,
    }
}

/// The sense that wins, and whether it is negated. A sense that is not negated wins over one that is.
fn sense_of(name: &str) -> Option<(Sense, bool)> {
    let mut found: Vec<(Sense, usize, bool)> = Vec::new();
    if name.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        english(name, &mut found);
    }
    if name.chars().any(is_han) {
        chinese(name, &mut found);
    }
    let order = |sense: Sense| match sense {
        Sense::Step(Failed) => 0,
        Sense::Step(Waiting) => 1,
        Sense::Step(Refused) => 2,
        Sense::Step(Abandoned) => 3,
        Sense::Step(Resolved) => 4,
        Sense::Step(Closed) => 5,
        Sense::Step(Meaning::Plain) | Sense::Well => 6,
    };
    let first =
        |wanted: Sense| found.iter().filter(|(sense, _, no)| *sense == wanted && !no).map(|(_, at, _)| *at).min();
    // What is solved and waits for its closing is solved.
    if let (Some(solved), Some(waiting)) = (first(Sense::Step(Resolved)), first(Sense::Step(Waiting)))
        && solved < waiting
    {
        return Some((Sense::Step(Resolved), false));
    }
    found
        .into_iter()
        .min_by_key(|(sense, _, negated)| (*negated, order(*sense)))
        .map(|(sense, _, negated)| (sense, negated))
}

/// Whether a character may be Chinese: other signs, such as the dot between a place and what is done there, are common.
fn is_han(c: char) -> bool {
    c >= '\u{2e80}'
}

/// A word of a name, lower case, and the clause it stands in.
pub(crate) struct Word {
    pub(crate) text: String,
    clause: usize,
}

pub(crate) fn words(name: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let (mut clause, mut before, mut open) = (0, ' ', false);
    let mut characters = name.chars().peekable();
    while let Some(c) = characters.next() {
        let next_is_small = characters.peek().is_some_and(char::is_ascii_lowercase);
        let hump =
            c.is_ascii_uppercase() && (before.is_ascii_lowercase() || (before.is_ascii_uppercase() && next_is_small));
        if !c.is_ascii_alphanumeric() {
            open = false;
            let dash = c == '-' && before == ' ';
            clause += usize::from(dash || matches!(c, ',' | ';' | ':' | '.' | '/' | '|' | '(' | '·'));
        } else if hump || !open {
            words.push(Word { text: c.to_ascii_lowercase().to_string(), clause });
            open = true;
        } else if let Some(word) = words.last_mut() {
            word.text.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    words
}

fn english(name: &str, found: &mut Vec<(Sense, usize, bool)>) {
    let words = words(name);
    for (sense, phrases) in ENGLISH {
        for phrase in *phrases {
            for at in 0..words.len() {
                if after(phrase, &words[at..]).is_some_and(|after| !misleads(phrase, after)) {
                    found.push((*sense, at, is_negated(&words, at)));
                }
            }
        }
    }
}

/// What comes after a phrase where the words begin with it.
fn after<'w>(phrase: &str, words: &'w [Word]) -> Option<&'w [Word]> {
    let mut rest = phrase;
    for (at, word) in words.iter().enumerate() {
        rest = rest.strip_prefix(word.text.as_str())?;
        if rest.is_empty() {
            return Some(&words[at + 1..]);
        }
        rest = rest.strip_prefix(' ')?;
    }
    None
}

/// `close to`, `close the account` and `hold the line` are about something else than the case.
fn misleads(phrase: &str, after: &[Word]) -> bool {
    const CASES: [&str; 12] = [
        "case",
        "ticket",
        "incident",
        "request",
        "order",
        "call",
        "claim",
        "issue",
        "file",
        "task",
        "complaint",
        "notification",
    ];
    let next = after.iter().map(|word| word.text.as_str()).find(|word| !matches!(*word, "the" | "a" | "this"));
    match (phrase, next) {
        ("close" | "closes" | "solve", Some(next)) => !CASES.contains(&next),
        ("closed", Some(next)) => matches!(next, "to" | "loop" | "account"),
        ("hold", Some(_)) => true,
        ("error", Some(next)) => matches!(next, "free" | "code" | "report"),
        _ => false,
    }
}

pub(crate) fn is_negated(words: &[Word], at: usize) -> bool {
    let clause = words[at].clause;
    let before = words[..at].iter().rev().take(REACH).take_while(|word| word.clause == clause);
    before.into_iter().any(|word| NEGATIONS.contains(&word.text.as_str()))
}

fn chinese(name: &str, found: &mut Vec<(Sense, usize, bool)>) {
    for (sense, terms) in CHINESE {
        for term in *terms {
            for (at, _) in name.match_indices(term) {
                let (before, after) = (&name[..at], &name[at + term.len()..]);
                if !is_part_of_another(term, before, after) {
                    found.push((*sense, at, is_denied(before)));
                }
            }
        }
    }
}

/// Whether characters around a term make another word of it.
fn is_part_of_another(term: &str, before: &str, after: &str) -> bool {
    let begins = |others: &[&str]| others.iter().any(|other| after.starts_with(other));
    let ends = |others: &[&str]| others.iter().any(|other| before.ends_with(other));
    match term {
        "解决" | "解決" => begins(&["方案", "办法", "辦法", "中", "率"]),
        "关闭" | "關閉" => begins(&["页", "頁", "窗", "弹", "彈", "广告", "廣告", "自动", "自動", "账", "帳"]),
        "待" => {
            ends(&["等", "招", "接", "对", "對", "优", "優", "期", "看", "款", "善", "亏", "虧"])
                || begins(&["遇", "机", "機", "办事项", "人"])
                || after.is_empty()
        }
        "成功" => ends(&["未", "不"]) || begins(&["率"]),
        _ => false,
    }
}

/// Whether what stands before a Chinese term turns it into its opposite.
pub(crate) fn is_denied(before: &str) -> bool {
    const DENIALS: [&str; 17] = [
        "未", "不", "没", "沒", "无", "無", "非", "否", "免", "没有", "沒有", "未能", "不能", "无法", "無法", "未被",
        "尚未",
    ];
    DENIALS.iter().any(|denial| before.ends_with(denial))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(meaning: Meaning, names: &[&str]) {
        for name in names {
            assert_eq!(Meaning::of(name), meaning, "{name}");
        }
    }

    #[test]
    fn names_of_steps_tell_what_they_mean() {
        check(
            Resolved,
            &[
                "Resolve ticket",
                "RESOLVED",
                "issueSolved",
                "已解决",
                "問題解決",
                "Resolved, pending closure",
                "已解决待关闭",
            ],
        );
        check(Closed, &["Closed", "close_case", "Close the ticket", "TicketClosed", "关闭", "結案", "工单归档"]);
        check(
            Waiting,
            &[
                "Awaiting User Info",
                "Wait",
                "on-hold",
                "O_PENDING",
                "挂起",
                "等待客户",
                "待客户回复",
                "待處理",
                "pending cancellation",
            ],
        );
        check(Refused, &["A_DECLINED", "requestRejected", "access denied", "拒绝", "駁回申請", "审核未通过"]);
        check(
            Failed,
            &[
                "payment_failed",
                "web.payment · TIMEOUT",
                "支付失败",
                "連線超時",
                "Failed to resolve",
                "取消失败",
                "操作异常",
            ],
        );
        check(
            Abandoned,
            &["abandoned", "O_CANCELLED", "cancelled by customer", "hung up", "放弃支付", "取消订单", "掛斷"],
        );
    }

    #[test]
    fn words_inside_words_and_negations_say_nothing() {
        check(
            Meaning::Plain,
            &[
                "unresolved",
                "not closed",
                "not yet fully resolved",
                "Reopened",
                "close to home",
                "disclosed",
                "close account",
            ],
        );
        check(
            Meaning::Plain,
            &["未解决", "尚未解決", "無法解决", "提供解决方案", "接待客户", "关闭广告", "免排队", "待遇咨询"],
        );
        check(Meaning::Plain, &["no errors", "spending report", "A_ACCEPTED", "", "·", "-100", "no longer waiting"]);
    }

    #[test]
    fn a_negation_ends_with_its_clause() {
        check(Closed, &["no answer, closed", "no feedback - Closed"]);
    }

    #[test]
    fn outcomes_in_words() {
        let cases = [
            ("true", Outcome::Ok),
            ("False", Outcome::Failed),
            ("SUCCESS", Outcome::Ok),
            ("unsuccessful", Outcome::Failed),
            ("not successful", Outcome::Failed),
            ("支付成功", Outcome::Ok),
            ("未成功", Outcome::Failed),
            ("拒绝", Outcome::Refused),
            ("timed_out", Outcome::Failed),
            ("客户放棄", Outcome::Abandoned),
            ("Pending", Outcome::Waiting),
            ("未解决", Outcome::Failed),
            ("blue", Outcome::Unknown),
            ("审核不通过", Outcome::Refused),
        ];
        for (word, outcome) in cases {
            assert_eq!(outcome_of(word), outcome, "{word}");
        }
    }
}
