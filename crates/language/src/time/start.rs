//! Where an expression of time can begin: most places are passed with one look.

use super::holiday;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// A place where one may begin, and the languages it may be in.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) at: usize,
    pub(super) zh: bool,
    pub(super) en: bool,
    /// Whether a day with a name may begin here.
    pub(super) named: bool,
}

/// Characters that begin an expression in Chinese.
const ZH: &str = "零〇一二两三四五六七八九十百半几数今明后昨前大本这上下当同即次隔翌听寻琴周星礼从自在近未接之往过再最第\
                  凌早清晨中正午傍晚夜深朝晏约差准此现目来去年月一若俩好";

/// Words that begin an expression in English, beside numbers.
const EN: &str = "a an another the this that my in at on of from between within for by next last past previous coming upcoming \
    following current same today tomorrow tmrw tmr tomorow tommorow tommorrow tomo yesterday tonight tonite now right as asap eod \
    eow eom eoy end beginning start middle mid early late later earlier rest half quarter noon noonish midday midnight midmorning \
    midafternoon lunchtime lunch morning mornings afternoon afternoons evening evenings night nights all full whole few several some \
    couple less more up day days month week weekend year q h w january jan february feb march mar april apr may june jun july jul august aug \
    september sep sept october oct november nov december dec monday mondays mon tuesday tuesdays tue tues wednesday wednesdays wed \
    weds thursday thursdays thu thur thurs friday fridays fri saturday saturdays sat sunday sundays sun zero one two three four five \
    six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty \
    sixty seventy eighty ninety first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth \
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth no t three";

/// Words without which nothing is an expression of time in English; numbers and small words stand around them.
const CORE: &str = "today tomorrow tmrw tmr tomorow tommorow tommorrow tomo yesterday tonight tonite now asap eod eow eom eoy possible \
    quarter quarters half noon noonish midday midnight midmorning midafternoon mid lunchtime lunch morning mornings afternoon afternoons \
    evening evenings night nights s sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days wk wks week weeks \
    weekend month months mo y ys yr yrs year years fortnight decade decades january jan february feb march mar april apr may june jun \
    july jul august aug september sep sept october oct november nov december dec monday mondays mon tuesday tuesdays tue tues wednesday \
    wednesdays wed weds wedn thursday thursdays thu thur thurs friday fridays fri saturday saturdays sat sunday sundays sun am pm p a \
    o'clock oclock past business q h thousand nineteen twenty hundred";

/// Characters without which nothing is one in Chinese.
const CORE_ZH: &str = "年月日号天周星期礼拜点时分秒钟半刻今明后昨晚早晨午夜底初末尾季旬现此昼听寻琴儿";

static STARTS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| EN.split_whitespace().collect());

static CORES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| CORE.split_whitespace().collect());

static SIGNS: LazyLock<FxHashSet<char>> = LazyLock::new(|| ZH.chars().collect());

static CORES_ZH: LazyLock<FxHashSet<char>> = LazyLock::new(|| CORE_ZH.chars().collect());

/// All places of a text where an expression may begin.
pub(super) fn places(text: &str) -> impl Iterator<Item = Place> + '_ {
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, sign)| {
        let last = std::mem::replace(&mut before, sign);
        let rest = &text[at..];
        let place = if sign.is_ascii_digit() {
            Place { at, zh: !last.is_ascii_digit(), en: !last.is_ascii_alphanumeric(), named: false }
        } else if sign.is_ascii_lowercase() {
            let begins = !last.is_ascii_alphanumeric() && last != '\'';
            Place { at, zh: false, en: begins && starts(rest), named: begins && holiday::begins(rest) }
        } else {
            let named = !sign.is_ascii() && holiday::begins(rest);
            Place { at, zh: !sign.is_ascii() && SIGNS.contains(&sign), en: false, named }
        };
        let place = Place {
            zh: place.zh && holds_zh(rest),
            en: place.en && (led(&text[..at], rest) || holds_en(rest)),
            ..place
        };
        (place.zh || place.en || place.named).then_some(place)
    })
}

/// "on 15", "at seven", "the thirtieth": a small word makes a time of a number.
fn led(before: &str, rest: &str) -> bool {
    let number = rest.starts_with(|sign: char| sign.is_ascii_digit()) || NUMBERS.contains(&letters(rest));
    number
        && [" on ", " at ", "the ", " by ", " before ", " until ", " till "].iter().any(|word| before.ends_with(word))
}

fn starts(rest: &str) -> bool {
    STARTS.contains(letters(rest))
}

fn letters(rest: &str) -> &str {
    let length = rest.bytes().take(16).take_while(|byte| byte.is_ascii_lowercase() || *byte == b'\'').count();
    &rest[..length]
}

/// Whether a core character follows soon; a date or time in digits is one too, and so are the four digits of a year.
fn holds_zh(rest: &str) -> bool {
    let mut digits = 0;
    rest.chars().take(14).any(|sign| {
        let joined = digits > 0 && matches!(sign, ':' | '/' | '-' | '.' | ' ' | 'h' | 'm');
        digits = if sign.is_ascii_digit() { digits + 1 } else { 0 };
        joined || digits == 4 || CORES_ZH.contains(&sign)
    })
}

/// Whether a core word follows soon; so does a number that is written like a date or a time, or that a small word leads to.
fn holds_en(rest: &str) -> bool {
    let mut at = 0;
    let mut numbers = 0;
    for _ in 0..6 {
        let gap = rest[at..].bytes().take(4).take_while(|byte| b" ,.-/()'@".contains(byte)).count();
        at += gap;
        let digits = rest[at..].bytes().take(10).take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            let sign = rest.as_bytes().get(at + digits).copied().unwrap_or(b' ');
            let glued = sign.is_ascii_lowercase() || matches!(sign, b':' | b'/' | b'-' | b'.' | b',' | b'~');
            numbers += 1;
            if glued || digits == 4 || numbers > 1 || at > 0 {
                return true;
            }
            at += digits;
            continue;
        }
        let word = letters(&rest[at..]);
        if word.is_empty() {
            return false;
        }
        // Two numbers in words are a time: ten thirty.
        numbers += usize::from(NUMBERS.contains(&word));
        if numbers > 1 || CORES.contains(word) || at > 0 && NUMBERS.contains(&word) && rest.starts_with("at") {
            return true;
        }
        at += word.len();
    }
    false
}

/// Numbers in words that can be hours and minutes.
const NUMBERS: [&str; 30] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "first",
    "second",
    "third",
    "thirtieth",
    "twentieth",
    "fourth",
    "fifth",
];
