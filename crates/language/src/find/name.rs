//! Names: what stands before a title (王先生) or behind an introduction (我叫…, my name is …).

use super::{Find, Kind};
use crate::normal::Normal;

/// The commonest surnames, which nine in ten people in China have (Ministry of Public Security, yearly report on names),
/// and those of Hong Kong and Taiwan, folded.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石\
                        廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔汤尤施洪阮欧柯翁曲梅倪温牛樊葛邢安齐易乔伍庞颜庄\
                        聂章鲁岳翟殷詹申耿关焦俞左柳甘祝包宁尚符舒纪裴辛管祁";

const DOUBLE: [&str; 8] = ["欧阳", "司马", "上官", "诸葛", "司徒", "夏侯", "皇甫", "东方"];

/// Titles; the second half only stands behind a surname alone.
const TITLES: [(&str, bool); 14] = [
    ("先生", true),
    ("女士", true),
    ("小姐", true),
    ("太太", true),
    ("同学", true),
    ("阿姨", false),
    ("叔叔", false),
    ("经理", false),
    ("师傅", false),
    ("老师", false),
    ("主任", false),
    ("店长", false),
    ("主管", false),
    ("医生", false),
];

/// What introduces a name.
const CUES: [&str; 11] =
    ["我叫", "名叫", "姓名:", "姓名是", "姓名", "收件人:", "收件人是", "收件人", "联系人:", "联系人", "收货人:"];

const ENGLISH_CUES: [&str; 7] = ["my name is ", "my name's ", "name: ", "this is ", "i am ", "i'm ", "dear "];

const ENGLISH_TITLES: [&str; 10] = ["mr. ", "mr ", "mrs. ", "mrs ", "ms. ", "ms ", "miss ", "dr. ", "dr ", "prof. "];

/// All names of a text, in places of the folded text.
pub(super) fn names(normal: &Normal<'_>) -> Vec<Find> {
    let text = normal.text();
    let mut finds = Vec::new();
    if !text.is_ascii() {
        for (title, given) in TITLES {
            finds.extend(text.match_indices(title).filter_map(|(at, _)| titled(text, at, at + title.len(), given)));
        }
        for cue in CUES {
            finds.extend(text.match_indices(cue).filter_map(|(at, _)| introduced(text, at + cue.len())));
        }
    }
    for cue in ENGLISH_CUES {
        let starts = text.match_indices(cue).filter(|(at, _)| begins(text, *at));
        finds.extend(starts.filter_map(|(at, _)| english(normal, at + cue.len(), cue.starts_with("my name"))));
    }
    for title in ENGLISH_TITLES {
        let starts = text.match_indices(title).filter(|(at, _)| begins(text, *at));
        finds.extend(starts.filter_map(|(at, _)| {
            let find = english(normal, at + title.len(), false)?;
            Some(Find { range: at..find.range.end, ..find })
        }));
    }
    finds
}

fn begins(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|sign: char| sign.is_alphanumeric())
}

fn surname(letter: char) -> bool {
    SURNAMES.contains(letter)
}

fn han(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// A surname, perhaps with a given name, before a title.
fn titled(text: &str, title: usize, end: usize, given: bool) -> Option<Find> {
    let mut back = text[..title].char_indices().rev().take(4).take_while(|(_, letter)| han(*letter));
    let letters: Vec<(usize, char)> = back.by_ref().collect();
    let double = letters.get(1).filter(|(at, _)| DOUBLE.iter().any(|name| text[*at..].starts_with(name)));
    let most = if given { 3 } else { 1 };
    let start = match double {
        Some(&(at, _)) => at,
        None => letters.iter().take(most).find(|(_, letter)| surname(*letter))?.0,
    };
    Some(Find { kind: Kind::Name, range: start..end, score: 0.85 })
}

/// A surname and one or two more signs behind an introduction.
fn introduced(text: &str, start: usize) -> Option<Find> {
    let rest = &text[start..];
    let start = start + rest.len() - rest.trim_start_matches([' ', ':']).len();
    let rest = &text[start..];
    let double = DOUBLE.iter().any(|name| rest.starts_with(name));
    let mut letters = rest.chars();
    if !double && !letters.next().is_some_and(surname) {
        return None;
    }
    let most = if double { 4 } else { 3 };
    let length: usize = rest.chars().take(most).take_while(|letter| han(*letter)).map(char::len_utf8).sum();
    (length > 3).then_some(Find { kind: Kind::Name, range: start..start + length, score: 0.8 })
}

/// One to three words that begin with capitals; behind "my name is" small letters will do, unless they are common words.
fn english(normal: &Normal<'_>, start: usize, sure: bool) -> Option<Find> {
    const COMMON: [&str; 24] = [
        "on",
        "in",
        "not",
        "the",
        "a",
        "an",
        "and",
        "spelled",
        "spelt",
        "misspelled",
        "wrong",
        "still",
        "my",
        "your",
        "it",
        "is",
        "at",
        "to",
        "of",
        "for",
        "with",
        "but",
        "that",
        "sorry",
    ];
    let text = normal.text();
    let mut end = start;
    for count in 0..3 {
        let from = if count == 0 { start } else { end + text[end..].strip_prefix(' ').map(|_| 1)? };
        let length: usize = text[from..]
            .chars()
            .take(30)
            .take_while(|letter| letter.is_alphabetic() && !han(*letter) || matches!(letter, '\'' | '-'))
            .map(char::len_utf8)
            .sum();
        let word = &text[from..from + length];
        let capital = normal.words(from..from + length).starts_with(char::is_uppercase);
        let known = capital && length > 1 || sure && count == 0 && length > 1;
        if !known || COMMON.contains(&word) {
            break;
        }
        end = from + length;
        if !text[end..].starts_with(' ') {
            break;
        }
    }
    (end > start).then_some(Find { kind: Kind::Name, range: start..end, score: if sure { 0.85 } else { 0.7 } })
}
