//! Chinese numbers: 三, 二十, 两百零五, 二零零四, and digits.

use super::super::cursor::{Cursor, Read};

const DIGITS: [(char, u32); 13] = [
    ('零', 0),
    ('〇', 0),
    ('一', 1),
    ('二', 2),
    ('两', 2),
    ('三', 3),
    ('四', 4),
    ('五', 5),
    ('六', 6),
    ('七', 7),
    ('八', 8),
    ('九', 9),
    ('俩', 2),
];

fn digit(letter: char) -> Option<u32> {
    DIGITS.iter().find(|(sign, _)| *sign == letter).map(|&(_, value)| value)
}

fn scale(letter: char) -> Option<u32> {
    match letter {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        _ => None,
    }
}

/// A whole number, in digits or in characters; at most seven characters of them.
pub(super) fn number(at: Cursor<'_>) -> Read<'_, u32> {
    if let Some(((value, _), next)) = at.digits() {
        return Some((value, next));
    }
    let mut total = 0u32;
    let mut last = None;
    let mut bytes = 0;
    let mut scaled = false;
    for letter in at.rest().chars().take(7) {
        if let Some(scale) = scale(letter) {
            total += last.unwrap_or(u32::from(total == 0)) * scale;
            last = None;
            scaled = true;
        } else if let Some(value) = digit(letter) {
            last = match last {
                // 二零零四: signs one after the other are read one by one, unless a scale came before.
                Some(before) if !scaled && before != 0 || !scaled && total == 0 && last.is_some() => {
                    Some(last.unwrap_or(0) * 10 + value)
                }
                Some(0) | None => Some(value),
                Some(_) => break,
            };
        } else {
            break;
        }
        bytes += letter.len_utf8();
    }
    (bytes > 0).then(|| (total + last.unwrap_or(0), at.skip(bytes)))
}

/// A number within bounds.
pub(super) fn within(at: Cursor<'_>, low: u32, high: u32) -> Read<'_, u32> {
    number(at).filter(|(value, _)| (low..=high).contains(value))
}

/// A year: 2018, 18, 二零一八, 两千零四, 〇八. Two digits are of this or the last century.
pub(super) fn year(at: Cursor<'_>) -> Read<'_, i32> {
    if let Some(((value, count), next)) = at.digits() {
        let year = if count == 2 { super::super::value::century(value) } else { value as i32 };
        return (2..=4).contains(&count).then_some((year, next));
    }
    let (value, next) = number(at)?;
    let written = next.at - at.at;
    let two_signs = written == 2 * '一'.len_utf8() && value < 100;
    let year = if two_signs && !at.rest()[..written].contains('十') {
        super::super::value::century(value)
    } else {
        value as i32
    };
    let tens = at.rest()[..written].contains('十');
    (written > '一'.len_utf8() && (year >= 100 || two_signs && !tens)).then_some((year, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, value: u32, rest: &str) {
        let (read, next) = number(Cursor::new(text, 0)).expect("a number");
        assert_eq!((read, next.rest()), (value, rest), "{text}");
    }

    #[test]
    fn numbers_are_read_as_they_are_said() {
        check("三天", 3, "天");
        check("十", 10, "");
        check("二十三号", 23, "号");
        check("四十八小时", 48, "小时");
        check("两百零五", 205, "");
        check("二零零四年", 2004, "年");
        check("两千零四年", 2004, "年");
        check("两千年", 2000, "年");
        check("一百二十", 120, "");
        check("15个", 15, "个");
    }

    #[test]
    fn years_have_two_or_four_signs() {
        let read = |text| year(Cursor::new(text, 0)).map(|(year, _)| year);
        assert_eq!(read("零八年"), Some(2008));
        assert_eq!(read("二零一八年"), Some(2018));
        assert_eq!(read("07年"), Some(2007));
        assert_eq!(read("两年"), None);
    }
}
