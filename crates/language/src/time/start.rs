//! Where an expression of time can begin: most places are passed with one look.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// A place where one may begin, and the languages it may be in.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) at: usize,
    pub(super) zh: bool,
    pub(super) en: bool,
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

static STARTS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| EN.split_whitespace().collect());

static SIGNS: LazyLock<FxHashSet<char>> = LazyLock::new(|| ZH.chars().collect());

/// All places of a text where an expression may begin.
pub(super) fn places(text: &str) -> impl Iterator<Item = Place> + '_ {
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, sign)| {
        let last = std::mem::replace(&mut before, sign);
        if sign.is_ascii_digit() {
            return (!last.is_ascii_digit()).then_some(Place { at, zh: true, en: !last.is_ascii_alphanumeric() });
        }
        if sign.is_ascii_lowercase() {
            let begins = !last.is_ascii_alphanumeric() && last != '\'';
            return (begins && starts(&text[at..])).then_some(Place { at, zh: false, en: true });
        }
        (!sign.is_ascii() && SIGNS.contains(&sign)).then_some(Place { at, zh: true, en: false })
    })
}

fn starts(rest: &str) -> bool {
    let length = rest.bytes().take(16).take_while(u8::is_ascii_lowercase).count();
    STARTS.contains(&rest[..length])
}
