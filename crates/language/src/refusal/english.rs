//! A no in English.

use super::{Cue, goes_on};
use crate::reading::{Clause, Word, patterns, spoken, words};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Stems of verbs that are welcome when denied, or say nothing about a service: `won't be charged`, `don't worry`.
const WELCOME: &str = "charg cost bill lose delay expir harm affect forget disappoint wait wory mind stop block penalis \
    penaliz deduct withhold reject refus declin deny hesitat bother hurt regret ignor need ow doubt mis fail trac spam mater \
    close rush leav blam repeat damag prevent expect know think believ mean sem look notic see understand realis realiz \
    imagin want intend wish like last contain thank stres apologis apologiz emphasis emphasiz overstat complain agre \
    expres require hear fel say suspend bore troubl force limit interrupt withdrawn withdraw remov cut reduc \
    confus appear remember recall judg disturb ad track record spy hide lie trick cheat discriminat tolerat compromis rest";

/// Stems of what a company does for a customer.
const SERVICE: &str = "offer accept allow alow permit provid support ship deliver cover tak take sel issu refund give giv \
    includ handl honour honor exchang reimburs apply compensat match extend serv arrang transfer proc proces do entertain \
    make mak get carry hold stock return replac repair fix waiv pay revers credit releas disclos book reserv chang \
    cancel upgrad combin negotiat operat let help grant approv install adjust lower reinstat reopen follow consider swap \
    store buy rent lend hire answer wrap cater collect fit open deal discus reschedul move add lift unlock restor repay";

/// Stems of words that say a thing is open to a customer.
const OPEN: &str = "availabl possibl permit alow allow accept eligibl entitl authoris authoriz valid cover includ support \
    refundabl returnabl transferabl exchangeabl negotiabl offer provid sold sel open applicabl wil prepar abl approv grant \
    succesful successful honour honor feasibl responsibility liabl responsibl fre free oblig obligat reimburs refund qualify insur \
    reinstat reversibl cancellabl appealabl reservabl bookabl permissibl enabl activat introduc launch";

/// Words between the denial and what is denied.
const BETWEEN: &str = "be been being able to at the moment this time in a position currently presently now actually really \
    simply just unfortunately therefore also then longer any even for yet of going quite legally always ever allowed have";

/// Adjectives and participles that are a no by themselves.
const NO_ITSELF: &str = "unable impossible unwilling ineligible unavailable unsuccessful prohibited forbidden banned \
    disallowed declined rejected refused denied decline reject refuse deny prohibit forbid nonrefundable nontransferable \
    nonreturnable nonnegotiable unauthorised unauthorized noncancellable dismissed disapproved";

/// The words without one of which a clause is not looked at further: those that deny, and those of [`lexical`].
static DENIES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let others = "not no never turned non against stands stand pass table neither none disabled forfeited forfeit tied beyond \
        outside stopped ceased discontinued stop question final nothing";
    NO_ITSELF.split(' ').chain(others.split(' ')).filter(|word| !word.is_empty()).collect()
});

/// Things that come after a plain `no` when it refuses.
const NO_THING: &str = "refund return exchang exception except cancel cancellation pet booking child smok food drink change \
    chang extension credit reservation discount transfer upgrade walk visitor photograph guest ticket slot seat room space \
    stock table appointment availability vacancy way option possibility chance replacement repair place";

/// Who else than the company refuses or declines something.
const OTHERS: &str = "you he she they bank courier carrier recipient customer neighbour receiver";

fn among(list: &str, word: &str) -> bool {
    let (list, word) = (list.as_bytes(), word.as_bytes());
    let mut from = 0;
    while list.len() >= from + word.len() {
        let end = from + word.len();
        if list[from..end] == *word && list.get(end).is_none_or(|next| *next == b' ') {
            return true;
        }
        let Some(next) = list[from..].iter().position(|sign| *sign == b' ') else { return false };
        from += next + 1;
    }
    false
}

patterns! {
    /// Nothing is left. A no only beside a word of regret or another offer.
    NOTHING_LEFT = r"(?-u:\b)(?:sold out|fully booked|all booked|out of stock|(?:is|are|all) (?:already )?taken|nothing (?:free|available|left)|none (?:is |are )?(?:free|available|left)|unavailable|suspended|on hold|(?:is|are) over|(?:has|have) ended)(?-u:\b)";
}

/// The no in a clause, if it has one.
pub(super) fn cue(text: &str, clauses: &[Clause], nth: usize, softened: &dyn Fn() -> bool) -> Option<Cue> {
    let clause = &clauses[nth];
    let denies = spoken(text, clause.at.clone()).iter().any(|(_, word)| DENIES.contains(word));
    if !denies && !NOTHING_LEFT.is_match(&text[clause.at.clone()]) {
        return None;
    }
    let spoken = words(text, clause.at.clone());
    if spoken.is_empty() || embedded(text, clauses, nth, &spoken) {
        return None;
    }
    let found = (0..spoken.len()).filter_map(|at| {
        let (score, past) = denied(&spoken, at).or_else(|| lexical(&spoken, at))?;
        (!reported(&spoken, at)).then_some((at, score, past))
    });
    let Some((at, score, past)) = found.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))) else {
        let left = NOTHING_LEFT.find(&text[clause.at.clone()]).filter(|_| softened())?;
        let not = spoken.iter().any(|word| matches!(word.text.as_str(), "not" | "no" | "was" | "were"));
        let at = clause.at.start + left.start()..clause.at.start + left.end();
        return (!not).then_some(Cue { at, score: 0.5, past: false });
    };
    let from = at.saturating_sub(2);
    let to = (at + 4).min(spoken.len() - 1);
    Some(Cue { at: spoken[from].at.start..spoken[to].at.end, score, past })
}

/// Whether the clause supposes, asks or names a time instead of asserting.
fn embedded(text: &str, clauses: &[Clause], nth: usize, spoken: &[Word]) -> bool {
    let first = |spoken: &[Word]| spoken.first().map(|word| word.text.clone()).unwrap_or_default();
    let opens = |word: &str| among("if when whenever whether unless why until once", word);
    let (head, second) = (first(spoken), spoken.get(1).map_or("", |word| word.text.as_str()));
    let opened = opens(&head)
        || (head == "in" && second == "case")
        || (matches!(head.as_str(), "even" | "so" | "and" | "but") && opens(second));
    if opened && !main_clause(spoken) {
        return true;
    }
    let inverted = among("is are can could will do does did was were", &head)
        && second != "not"
        && clauses[nth..].iter().take_while(|other| other.sentence == clauses[nth].sentence).any(|other| other.asked);
    let carried = matches!(head.as_str(), "and" | "or")
        && goes_on(clauses, nth)
        && opens(&first(&words(text, clauses[nth - 1].at.clone())));
    inverted || carried
}

/// Whether the company speaks in a main clause after the supposing one, without a comma: `once it is open we don't refund`.
fn main_clause(spoken: &[Word]) -> bool {
    let ours = spoken.iter().skip(3).position(|word| matches!(word.text.as_str(), "we" | "i"));
    let not = spoken.iter().position(|word| matches!(word.text.as_str(), "not" | "no" | "never" | "unable"));
    matches!((ours, not), (Some(ours), Some(not)) if ours + 3 < not)
        && !spoken.iter().any(|word| matches!(word.text.as_str(), "that" | "why"))
}

/// Whether the no stands after words that only report it: `you asked why`, `the error that said`. `The delay you mentioned
/// cannot be made good` and `that is why we cannot` report nothing.
fn reported(spoken: &[Word], at: usize) -> bool {
    let near = |nth: usize, list: &str| spoken[..nth].iter().rev().take(3).any(|word| among(list, &word.text));
    spoken[..at].iter().enumerate().any(|(nth, word)| {
        let speech = nth > 0
            && among("say ask writ write mention tel complain error think know", &word.stem)
            && !near(nth, "we i to must regret")
            && !spoken.get(nth + 1).is_some_and(|next| helper(&next.text));
        let asks = matches!(word.text.as_str(), "whether" | "if" | "despite")
            || (word.text == "why" && !near(nth, "is reason reasons"));
        let untrue = (word.text == "true" || matches!(word.stem.as_str(), "say" | "claim"))
            && spoken[..nth].iter().any(|word| matches!(word.text.as_str(), "not" | "never"));
        speech || asks || untrue
    })
}

/// A denied helper verb or a bare `not`: what is denied decides. Gives the score and whether it is told of the past.
fn denied(spoken: &[Word], at: usize) -> Option<(f64, bool)> {
    let word = spoken[at].text.as_str();
    let longer = word == "no" && spoken.get(at + 1).is_some_and(|next| next.text == "longer");
    let never = word == "never";
    if word != "not" && !longer && !never {
        return None;
    }
    let rest = &spoken[(at + 1).min(spoken.len())..];
    let decided = at > 0 && matches!(spoken[at - 1].stem.as_str(), "decid" | "choos" | "elect" | "agre" | "resolv");
    let dangling = rest.first().is_some_and(|next| matches!(next.text.as_str(), "only" | "to" | "just" | "least"));
    let twice = spoken[..at].iter().rev().take(5).any(|word| matches!(word.text.as_str(), "nothing" | "nobody" | "no"));
    if (dangling && !decided) || twice {
        return None;
    }
    let helper =
        spoken[..at].iter().rev().take(5).map(|word| word.text.as_str()).find(|word| helper(word)).unwrap_or("");
    let subject = subject(&spoken[..at]);
    if rest.is_empty() {
        let short = matches!(helper, "can" | "could") || spoken[..at].last().is_some_and(|word| word.text == "afraid");
        return short.then_some((0.8, false));
    }
    let going = rest[0].text == "going" && rest.get(1).is_some_and(|word| word.text == "to");
    let helper = if going { "going" } else { helper };
    let head = rest.iter().find(|word| !among(BETWEEN, &word.text)).unwrap_or(&rest[rest.len() - 1]);
    let able = rest.iter().take(5).any(|word| {
        among("able possible allowed permitted position authorised authorized entitled eligible", &word.text)
    });
    if among(WELCOME, &head.stem) && !(able && among(OPEN, &head.stem)) || harmless(rest) {
        return None;
    }
    let lacks = rest[0].text == "have" && has_nothing(rest);
    let serves = among(SERVICE, &head.stem) || lacks;
    let open = among(OPEN, &head.stem) || able;
    let gerund = head.text.ends_with("ing") && among(SERVICE, &head.stem);
    let score = match helper {
        _ if decided => f64::from(u8::from(serves)) * 0.85,
        _ if third(&spoken[..at]) && helper != "can" => 0.0,
        "can" | "could" => 0.85,
        "may" | "must" => 0.7,
        "will" | "would" | "shall" | "going" if open || (serves && subject != "you") => 0.85,
        "will" | "shall" | "going"
            if matches!(subject, "we" | "i") || matches!(head.text.as_str(), "receive" | "get" | "happen") =>
        {
            0.65
        }
        "would" => 0.0,
        "do" | "does" if longer || never => 0.75,
        "do" | "does" if serves && subject != "you" => 0.85,
        "do" | "does" if subject == "we" => 0.6,
        "do" | "does" if matches!(head.stem.as_str(), "qualify" | "met" | "meet" | "pas") => 0.8,
        "did" if matches!(head.stem.as_str(), "qualify" | "met" | "meet" | "pas") => 0.7,
        "is" | "are" | "am" | "was" | "were" | "be" if open || gerund => 0.85,
        "is" | "are" if for_sale(rest) => 0.8,
        "has" | "have" | "had" if open && rest.iter().any(|word| word.text == "been") => 0.75,
        "" if longer || never => f64::from(u8::from(serves || open)) * 0.8,
        "" if open || gerund => 0.75,
        _ => 0.0,
    };
    let past = among("could would did was were had", helper);
    (score > 0.0).then_some((if past { score * 0.85 } else { score }, past))
}

fn helper(word: &str) -> bool {
    let list = "can could may must will would shall going do does did is are am was were be has have had might should";
    among(list, word)
}

/// Whether somebody else than the company and the customer is spoken of.
fn third(before: &[Word]) -> bool {
    let others = "manufacturer supplier bank carrier courier landlord doctor airline maker factory app version driver feature model \
        bug error problem issue";
    before.iter().rev().take(4).any(|word| among(others, &word.text))
}

/// The last person or thing named before the denial.
fn subject(before: &[Word]) -> &str {
    let persons = ["we", "i", "you", "it", "they", "he", "she", "this", "that"];
    before.iter().rev().map(|word| word.text.as_str()).find(|word| persons.contains(word)).unwrap_or("")
}

/// `don't have the authority`, `do not have any slots`; not `don't have to`, `don't have any doubt`.
fn has_nothing(rest: &[Word]) -> bool {
    let lacks =
        "authority slot room seat stock place space capacity option way right permission availability spare access";
    rest.iter().any(|word| among(lacks, &word.stem) || among(lacks, &word.text))
}

fn for_sale(rest: &[Word]) -> bool {
    rest.first().is_some_and(|word| word.text == "for") || rest.iter().take(3).any(|word| {
        among(
            "something anything way negotiable responsibility job option cards offer liberty power happen done place",
            &word.text,
        )
    })
}

/// Turns of speech that deny nothing: `can't thank you enough`, `won't let this happen`, `couldn't find any problem`.
fn harmless(rest: &[Word]) -> bool {
    let has = |word: &str| rest.iter().any(|other| other.text == word);
    let finds = rest.iter().take(2).any(|word| matches!(word.stem.as_str(), "find" | "see" | "detect" | "locat"));
    has("enough")
        || (has("go") && has("wrong"))
        || (has("happen") && has("again"))
        || (has("let") && (has("down") || has("forget")))
        || (has("take") && (has("long") || has("longer") || has("more")))
        || (has("accept")
            && rest.iter().any(|word| matches!(word.text.as_str(), "treated" | "happened" | "behaviour" | "behavior")))
        || (has("more") && rest.iter().take(2).any(|word| matches!(word.stem.as_str(), "agre" | "hapy" | "be")))
        || (finds
            && rest.iter().any(|word| matches!(word.text.as_str(), "any" | "problem" | "error" | "reason" | "why")))
        || (has("help") && has("but"))
        || rest.iter().any(|word| among("lightly granted hidden spam secret strangers", &word.text))
        || (has("your") && (has("data") || has("details")) && rest[0].stem != "find")
}

/// Words that are a no without any denied helper.
fn lexical(spoken: &[Word], at: usize) -> Option<(f64, bool)> {
    let word = &spoken[at];
    let text = |nth: usize| spoken.get(nth).map_or("", |word| word.text.as_str());
    let before = |list: &[&str], reach: usize| {
        spoken[..at].iter().rev().take(reach).any(|word| list.contains(&word.text.as_str()))
    };
    let turned_down = word.text == "turned" && text(at + 1) == "down"
        || word.text == "non" && word.at.len() == 3 && among(OPEN, &spoken.get(at + 1)?.stem);
    if among(NO_ITSELF, &word.text) || turned_down {
        let twice = before(&["not", "never", "no", "nobody", "without", "nothing"], 5);
        let others = at > 0 && among(OTHERS, text(at - 1)) && word.text.ends_with("ed");
        let past = before(&["was", "were", "had"], 3);
        return (!twice && !others).then_some((if past { 0.75 } else { 0.85 }, past));
    }
    match word.text.as_str() {
        "against" => {
            let rule = spoken[at..]
                .iter()
                .take(5)
                .any(|word| matches!(word.stem.as_str(), "policy" | "rul" | "term" | "regulation"));
            (rule && !before(&["not"], 3)).then_some((0.8, false))
        }
        "stands" | "stand" => {
            let what = spoken.iter().any(|word| matches!(word.stem.as_str(), "decision" | "rul" | "outcom"));
            (what && !before(&["not"], 3)).then_some((0.7, false))
        }
        "pass" => (before(&["must", "have", "to"], 2) && text(at + 1) == "on").then_some((0.7, false)),
        "table" => (at > 1 && text(at - 2) == "off" && !before(&["not"], 5)).then_some((0.85, false)),
        "neither" | "none" => {
            let open = spoken[at..].iter().take(8).any(|word| among(OPEN, &word.stem) || word.text == "able");
            open.then_some((0.8, false))
        }
        "disabled" | "forfeited" | "forfeit" => {
            (!before(&["not", "never", "was", "were", "no"], 4)).then_some((0.7, false))
        }
        "tied" => (before(&["hands"], 3) && !before(&["not"], 2)).then_some((0.8, false)),
        "beyond" | "outside" => {
            let what = spoken[at..]
                .iter()
                .take(5)
                .any(|word| matches!(word.text.as_str(), "can" | "power" | "remit" | "scope" | "authority"));
            (what && !before(&["not"], 3)).then_some((0.75, false))
        }
        "stopped" | "ceased" | "discontinued" | "stop" => {
            let ours = before(&["we", "have"], 3) && !before(&["not", "never"], 4);
            (ours && among(SERVICE, &spoken.get(at + 1)?.stem)).then_some((0.7, false))
        }
        "question" => {
            (at > 2 && text(at - 3) == "out" && text(at - 2) == "of" && !before(&["not"], 5)).then_some((0.9, false))
        }
        "final" => {
            let what = spoken
                .iter()
                .any(|word| matches!(word.stem.as_str(), "sal" | "sale" | "offer" | "decision" | "answer"));
            (what && before(&["is", "are", "our"], 2) && !before(&["not"], 2)).then_some((0.75, false))
        }
        "nothing" => {
            let ours = spoken[at..].iter().take(6).any(|word| matches!(word.text.as_str(), "we" | "i"));
            let can = spoken[at..].iter().take(8).any(|word| word.text == "can" || word.text == "could");
            (ours && can).then_some((0.85, false))
        }
        "no" => plain_no(spoken, at),
        _ => None,
    }
}

/// `no refunds`, `no slots left`, `under no obligation`, `the answer is no`; not `no problem`, `no extra fee`.
fn plain_no(spoken: &[Word], at: usize) -> Option<(f64, bool)> {
    let rest = &spoken[at + 1..];
    let before = |reach: usize| spoken[..at].iter().rev().take(reach).map(|word| word.text.as_str());
    if rest.len() >= 2 && rest[0].text == "can" && rest[1].text == "do" {
        return Some((0.85, false));
    }
    let twice = spoken[..at].iter().rev().take(5).any(|word| matches!(word.text.as_str(), "no" | "not" | "never"));
    if twice {
        return None;
    }
    if rest.is_empty() || matches!(rest[0].text.as_str(), "to" | "from") {
        let said = before(1).any(|word| word == "say" || word == "a") && at > 1
            || before(2).any(|word| word == "is") && before(3).any(|word| word == "answer");
        return said.then_some((0.85, false));
    }
    let bound = matches!(rest[0].text.as_str(), "obligation" | "duty")
        && before(3).any(|word| matches!(word, "are" | "am" | "under" | "have"));
    let thing = rest.iter().take(2).find(|word| among(NO_THING, &word.stem) || among(NO_THING, &word.text));
    let closed =
        rest.iter().take(6).any(|word| among("left allowed permitted accepted available possible given", &word.text));
    let means = matches!(
        rest[0].text.as_str(),
        "way" | "authority" | "permission" | "choice" | "means" | "option" | "right" | "possibility"
    ) && before(2).any(|word| matches!(word, "have" | "has" | "is"));
    let alone = rest.len() <= 2;
    let ours = before(3).any(|word| among("have there is are do offer give", word));
    match thing {
        _ if bound || means => Some((0.8, false)),
        Some(_) if closed => Some((0.8, false)),
        Some(thing) if alone && (at == 0 || ours) && thing.text != "change" => Some((0.75, false)),
        _ => None,
    }
}
