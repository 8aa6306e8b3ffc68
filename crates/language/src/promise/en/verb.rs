//! What a service does.

use super::Who;
use super::words::Token;

/// Deeds that are a service whoever they are for.
const DEEDS: [&str; 97] = [
    "call",
    "write",
    "ring",
    "phone",
    "contact",
    "email",
    "dm",
    "message",
    "text",
    "reply",
    "respond",
    "answer",
    "reach",
    "follow",
    "update",
    "inform",
    "notify",
    "ship",
    "dispatch",
    "deliver",
    "redeliver",
    "drop",
    "replace",
    "exchange",
    "swap",
    "refund",
    "credit",
    "reimburse",
    "compensate",
    "cover",
    "waive",
    "honour",
    "honor",
    "fix",
    "repair",
    "resolve",
    "sort",
    "restore",
    "look",
    "check",
    "investigate",
    "review",
    "escalate",
    "pass",
    "forward",
    "raise",
    "file",
    "process",
    "issue",
    "cancel",
    "upgrade",
    "add",
    "ensure",
    "handle",
    "help",
    "assist",
    "arrange",
    "book",
    "schedule",
    "complete",
    "correct",
    "transfer",
    "roll",
    "turn",
    "oversee",
    "include",
    "settle",
    "visit",
    "overnight",
    "bring",
    "collect",
    "pick",
    "install",
    "connect",
    "reconnect",
    "activate",
    "unlock",
    "expedite",
    "prioritise",
    "prioritize",
    "chase",
    "confirm",
    "remove",
    "adjust",
    "reverse",
    "apply",
    "extend",
    "send",
    "come",
    "get",
    "have",
    "fit",
    "post",
    "share",
    "publish",
    "announce",
    "mail",
];

/// What somebody does who gets in touch.
const TOUCH: [&str; 15] = [
    "call", "write", "ring", "phone", "contact", "email", "message", "text", "reply", "visit", "assist", "help",
    "update", "notify", "meet",
];

/// What is done to a thing that was promised.
const DONE: [&str; 36] = [
    "issued",
    "refunded",
    "credited",
    "delivered",
    "redelivered",
    "shipped",
    "dispatched",
    "sent",
    "replaced",
    "repaired",
    "fixed",
    "restored",
    "reconnected",
    "waived",
    "resolved",
    "investigated",
    "processed",
    "reviewed",
    "forwarded",
    "escalated",
    "returned",
    "reimbursed",
    "completed",
    "upgraded",
    "installed",
    "corrected",
    "sorted",
    "answered",
    "contacted",
    "collected",
    "expedited",
    "handled",
    "looked",
    "honoured",
    "reversed",
    "removed",
];

/// The same, under way.
pub(super) const DOING: [&str; 38] = [
    "calling",
    "ringing",
    "phoning",
    "contacting",
    "emailing",
    "messaging",
    "replying",
    "responding",
    "reaching",
    "following",
    "updating",
    "shipping",
    "dispatching",
    "delivering",
    "replacing",
    "exchanging",
    "refunding",
    "crediting",
    "reimbursing",
    "fixing",
    "repairing",
    "resolving",
    "sorting",
    "looking",
    "checking",
    "investigating",
    "reviewing",
    "escalating",
    "sending",
    "issuing",
    "processing",
    "handling",
    "rolling",
    "visiting",
    "arranging",
    "booking",
    "scheduling",
    "dropping",
];

/// What a service will have, when it has done its work: it, an answer, your parcel. "We'll have time" is none.
const HELD: [&str; 19] = [
    "it",
    "this",
    "that",
    "these",
    "them",
    "an",
    "a",
    "the",
    "someone",
    "somebody",
    "one",
    "my",
    "our",
    "news",
    "everything",
    "another",
    "all",
    "full",
    "results",
];

/// What a customer receives.
const RECEIVED: [&str; 8] = ["receive", "get", "hear", "have", "see", "expect", "be", "obtain"];

/// How sure a deed is, if it is one. `rest` begins with the verb.
pub(super) fn deed(who: Who, rest: &[Token<'_>], before: &[Token<'_>]) -> Option<f32> {
    let word = |at: usize| rest.get(at).map_or("", |token| token.word);
    let verb = word(0);
    let near = |words: &[&str]| rest.iter().take(7).any(|token| words.contains(&token.word));
    match who {
        Who::Other => None,
        Who::You => received(rest, verb, &word, &near),
        Who::Thing => {
            let arrives = matches!(verb, "arrive" | "reach")
                && before.iter().any(|token| matches!(token.word, "your" | "you" | "it"));
            let starts = verb == "start" && before.first().is_some_and(|token| token.word == "your");
            let touch = TOUCH.contains(&verb) && word(1) == "you";
            let done = verb == "be"
                && (DONE.contains(&word(1))
                    || matches!(word(1), "there" | "with" | "back") && near(&["there", "you", "back"]));
            (arrives || starts || touch || done || passive(rest)).then_some(0.75)
        }
        Who::Ours => ours(verb, &word, &near),
    }
}

/// "be fully refunded": a word may stand between.
fn passive(rest: &[Token<'_>]) -> bool {
    rest.first().is_some_and(|token| token.word == "be")
        && rest.iter().skip(1).take(3).any(|token| DONE.contains(&token.word))
        && !rest.iter().any(|token| token.word == "automatically")
}

fn received<'w>(
    rest: &[Token<'_>],
    verb: &str,
    word: &dyn Fn(usize) -> &'w str,
    near: &dyn Fn(&[&str]) -> bool,
) -> Option<f32> {
    if !RECEIVED.contains(&verb) || word(1) == "to" && verb != "hear" {
        return None;
    }
    let told = match verb {
        "see" => near(&["credit", "refund", "money", "payment", "amount", "adjustment"]),
        "be" => {
            matches!(
                word(1),
                "refunded"
                    | "contacted"
                    | "credited"
                    | "reimbursed"
                    | "compensated"
                    | "notified"
                    | "called"
                    | "upgraded"
            ) || word(1) == "hearing"
                || passive(rest) && !near(&["asked", "charged"])
        }
        "hear" => near(&["from", "back"]),
        "expect" => near(&["call", "refund", "reply", "email", "delivery"]),
        _ => true,
    };
    told.then_some(0.75)
}

fn ours<'w>(verb: &str, word: &dyn Fn(usize) -> &'w str, near: &dyn Fn(&[&str]) -> bool) -> Option<f32> {
    let yours = near(&["you", "your", "u", "ur"]);
    let theirs = word(1) == "my"
        && !near(&["manager", "supervisor", "team", "colleague", "colleagues", "boss", "lead", "department"]);
    let shown = near(&["photos", "photo", "pictures", "picture", "screenshot", "screenshots", "proof", "documents"]);
    let told = match verb {
        "be" => match word(1) {
            "in" => near(&["touch"]),
            "back" => near(&["with", "you"]),
            "there" | "with" => yours || word(1) == "there",
            "right" => near(&["back", "with", "there"]),
            "the" => word(2) == "one",
            "able" | "out" | "at" | "home" => false,
            _ => DOING.contains(&word(1)) && !near(&["my"]),
        },
        "have" => yours || HELD.contains(&word(1)),
        "get" => !matches!(word(1), "to" | "home"),
        "make" => match word(1) {
            "sure" | "certain" => !near(&["never", "everyone"]),
            "it" => matches!(word(2), "right" | "up" | "happen" | "work"),
            next => matches!(next, "this" | "that" | "things" | "amends"),
        },
        "see" => matches!(word(1), "to" | "that" | "if") || word(1) == "what" && word(2) != "happens",
        "take" => matches!(word(1), "care" | "a"),
        "keep" => matches!(word(1), "you" | "an" | "your" | "u" | "working" | "at" | "trying"),
        "do" => matches!(word(1), "it" | "our" | "my" | "that" | "this" | "everything" | "so" | "whatever"),
        "let" => matches!(word(1), "you" | "u" | "the" | "our"),
        "give" => {
            word(1) == "you"
                && near(&[
                    "call",
                    "update",
                    "refund",
                    "discount",
                    "credit",
                    "answer",
                    "ring",
                    "replacement",
                    "voucher",
                    "news",
                ])
        }
        "put" => yours || near(&["right"]),
        "return" => near(&["call", "your"]) && word(1) == "your",
        "pay" => near(&["you", "for", "the"]),
        "offer" | "provide" | "reach" => yours,
        "post" | "share" | "publish" | "announce" => {
            yours || near(&["update", "updates", "details", "results", "news"])
        }
        "look" => word(1) != "forward",
        "file" => !near(&["complaint", "complaints"]),
        "send" => !shown && !near(&["back"]),
        _ => DEEDS.contains(&verb),
    };
    let given = word(1) == "you" && near(&["day", "days"]) && verb == "give";
    (told && !theirs && !given).then_some(if yours { 0.8 } else { 0.7 })
}

/// "you will not be charged", "we won't charge you": a refusal that is a promise.
pub(super) fn spares(who: Who, rest: &[Token<'_>]) -> bool {
    let costs = ["charge", "charged", "bill", "billed", "invoice", "invoiced"];
    let word = |at: usize| rest.get(at).map_or("", |token| token.word);
    match who {
        Who::You => word(0) == "be" && costs.contains(&word(1)),
        Who::Ours => costs.contains(&word(0)) && word(1) == "you",
        _ => false,
    }
}
