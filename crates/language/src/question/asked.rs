//! The questions in a customer's text.

use crate::reading::{Clause, clauses, patterns, words};
use serde::Serialize;
use std::ops::Range;

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A time or a date.
    When,
    /// A sum, a number, a length of time.
    HowMuch,
    /// A place.
    Where,
    /// A person or a department.
    Who,
    /// A reason.
    Why,
    /// A way of doing something.
    How,
    /// A thing, one of several.
    What,
    /// Yes or no, also a wish put as a question.
    YesNo,
}

/// A question and what it is about.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// Where it stands in the folded text.
    pub(super) at: Range<usize>,
    /// What it asks for.
    pub(super) kind: Kind,
    /// The folded words it is about: its own, and those before it in the sentence where it has few of its own.
    pub(super) about: String,
}

patterns! {
    WHEN = r"什么时候|几时|何时|几点|哪[天日]|多会儿?|乜嘢时候|什么时间|(?-u:\b)(?:when|what time|what date|which day|how soon|how late|how early|from what date|by when)(?-u:\b)";
    HOW_MUCH = r"多少|几多|几[天日个块元次人件张分小钟折星]|多久|多长|多大|多重|多高|几钱|怎么(?:收费|卖|算)|点计|(?-u:\b)(?:how (?:much|many|long|far|big|large|heavy|tall|often|old)|what (?:is|are|does|do) (?:the |your |it )?(?:\w+ )?(?:price|cost|fee|charge|tuition|rate|fare)|what does \w+ cost|what do you charge)(?-u:\b)";
    WHERE = r"哪里|哪儿|哪边|在哪|到哪|去哪|几楼|几层|边度|边处|何处|什么地方|(?-u:\b)(?:where|which floor|which street|what address)(?-u:\b)";
    WHO = r"谁|边个|哪位|哪个部门|什么人|(?-u:\b)(?:who|whom|whose|which (?:department|team|person))(?-u:\b)";
    WHY = r"为什么|为何|点解|怎么[^,]{1,2}不|怎么(?:会|回事|这么|那么|还|又|就|不|没|突然|变)|干嘛|凭什么|什么原因|什么情况|咋回事|做咩|(?-u:\b)(?:why|how come|what is wrong|what's wrong|what went wrong|what is the reason|what happened)(?-u:\b)";
    HOW = r"怎么|怎样|如何|咋|点样|点先|的方法|的办法|的步骤|(?-u:\b)(?:how|what (?:should|do|can|must) i do|what to do|the way to)(?-u:\b)";
    WHAT = r"什么|哪[个些种款家]|啥|乜|咩|几种|(?-u:\b)(?:what|which)(?-u:\b)";
    YES_NO = r"吗|么\W*$|嘛\W*$|吧\W*$|呢\W*$|未\W*$|没有?\W*$|(?:能|可|会|行|好|要|是|有|去|来|在|得|退|换|送|收|掉)(?:不|没|唔|冇)(?:能|可以?|会|行|好|要|是|有|去|来|在|得|退|换|送|收|掉)|可唔可以|系咪|系唔系|有冇|得唔得|能否|可否|是否|有无";
    /// Words that ask without a question mark.
    INVERTED = r"^\W*(?:(?:and|but|or|so|also|hi|hello|please|thanks|ok) )*(?:is|are|was|were|do|does|did|can|could|will|would|may|shall|should|has|have|am|who|whom|whose|when|where|why|how|what|which)(?: \w+)";
    /// A wish to be told.
    TELL = r"请?(?:告诉|话)我|想(?:知道|问|了解|咨询|请教)|请问|求问|(?-u:\b)(?:tell me|let me know|(?:like|want|need|love) to (?:know|ask|find out)|wonder(?:ing)?|explain|clarify|advise)(?-u:\b)";
    /// Words that look like a question and ask nothing.
    NOT_ASKED = r"不知道?(?:为什么|怎么|如何|什么|哪)|没什么|什么都|怎么都|无论|不管|没有?谁|几乎|好几|几[天次个年小]前?[^吗?]*了\W*$|什么的\W*$|再怎么|how are you|how do you do";
    /// A tag that asks for nothing but a nod, or a greeting.
    TAG = r"^\W*(?:在吗|在么|在不在|有人吗|你好吗?|您好吗?|喂|好吗|好么|行吗|可以吗|对吗|对吧|是吗|是吧|好唔好|得唔得|ok|okay|right|hello|hi|hey|anyone there|anybody there|are you there|you there|is that ok|is that okay|please|what|huh|really|pardon|excuse me|help)\W*$";
}

/// The questions of a folded text, in order.
pub(super) fn questions(text: &str) -> Vec<Asked> {
    let clauses = whole(text, clauses(text));
    let mut found = Vec::new();
    for (nth, clause) in clauses.iter().enumerate() {
        let inner = &text[clause.at.clone()];
        if inner.trim().is_empty() || NOT_ASKED.is_match(inner) {
            continue;
        }
        let tag = TAG.is_match(inner);
        let before = (nth > 0 && clauses[nth - 1].sentence == clause.sentence).then(|| &clauses[nth - 1]);
        if tag && !clause.asked {
            continue;
        }
        let told =
            before.is_some_and(|before| TELL.is_match(&text[before.at.clone()]) && before.at.end == clause.at.start);
        if !(clause.asked || asks(text, clause, told)) {
            continue;
        }
        let body = match (tag, before) {
            (true, Some(before)) => before.at.start..clause.at.end,
            (true, None) => continue,
            (false, _) => clause.at.clone(),
        };
        let mut about = text[body.clone()].to_owned();
        if thin(&about) {
            let earlier = clauses[..nth].iter().filter(|other| other.sentence == clause.sentence);
            let context: Vec<&str> =
                earlier.map(|other| &text[other.at.clone()]).filter(|other| !YES_NO.is_match(other)).collect();
            about = format!("{} {about}", context.join(" "));
        }
        let kind = kind(&text[body.clone()]);
        found.push(Asked { at: body, kind, about });
    }
    found
}

/// Joins a clause that hangs on the one before it, without a mark between, to that one: `what happens if I leave?`
fn whole(text: &str, clauses: Vec<Clause>) -> Vec<Clause> {
    let mut joined: Vec<Clause> = Vec::with_capacity(clauses.len());
    for clause in clauses {
        match joined.last_mut() {
            Some(before)
                if before.at.end == clause.at.start
                    && HANGS.is_match(&text[clause.at.clone()])
                    && !TELL.is_match(&text[before.at.clone()]) =>
            {
                before.at.end = clause.at.end;
                before.asked |= clause.asked;
            }
            _ => joined.push(clause),
        }
    }
    joined
}

/// Whether a clause asks although no question mark closes it.
fn asks(text: &str, clause: &Clause, told: bool) -> bool {
    let inner = &text[clause.at.clone()];
    let word = [&*WHEN, &*HOW_MUCH, &*WHERE, &*WHO, &*WHY, &*HOW, &*WHAT].iter().any(|kind| kind.is_match(inner));
    let chinese = inner.chars().any(crate::reading::han);
    if chinese {
        let particle = YES_NO
            .find(inner)
            .is_some_and(|hit| !matches!(hit.as_str().chars().next(), Some('吧' | '呢' | '没' | '未')));
        return particle || (word && (TELL.is_match(inner) || CHINESE_WH.is_match(inner)));
    }
    let many = words(text, clause.at.clone()).len();
    (word && (told || TELL.is_match(inner))) || (many >= 3 && INVERTED.is_match(inner) && !RELATIVE.is_match(inner))
}

patterns! {
    /// Question words that are questions even without a mark.
    CHINESE_WH = r"什么时候|几时|何时|几点|多少|几多|多久|哪里|哪儿|边度|边个|谁|为什么|为何|点解|怎么|怎样|如何|点样|的方法|多长";
    /// Openers of a relative or adverbial clause.
    RELATIVE = r"^\W*(?:when|where|which|who|how|what) (?:i|we|it|they|my|the|he|she|you|was|were|is) [^?]*$|^\W*(?:have|has|had|do|will|may|was|were|is|are|can) (?:been|not|a|the|to|be|no)(?-u:\b)";
}

/// Whether a question has hardly a word of its own to be about: `能换吗`, `how many at most`.
fn thin(about: &str) -> bool {
    super::evidence::features(about).len() < 2
}

fn kind(body: &str) -> Kind {
    let kinds: [(&regex::Regex, Kind); 8] = [
        (&WHEN, Kind::When),
        (&WHERE, Kind::Where),
        (&HOW_MUCH, Kind::HowMuch),
        (&WHY, Kind::Why),
        (&WHO, Kind::Who),
        (&YES_NO, Kind::YesNo),
        (&HOW, Kind::How),
        (&WHAT, Kind::What),
    ];
    let polite = POLITE.is_match(body);
    let fits = kinds.iter().find(|(pattern, kind)| pattern.is_match(body) && !(polite && *kind == Kind::How));
    fits.map_or(Kind::YesNo, |(_, kind)| *kind)
}

patterns! {
    /// Opens a clause that hangs on another.
    HANGS = r"^\W*(?:if|when|because|since|while|until|instead|as|once|although|though|unless|or|and|so)(?-u:\b)";
    /// A wish or a yes-or-no question in spite of a question word inside.
    POLITE = r"^\W*(?:is|are|do|does|did|can|could|will|would|may|has|have) (?:i|you|we|it|there|the|they|this|that|these|my|your)(?-u:\b)";
}
