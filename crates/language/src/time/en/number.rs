//! English numbers: two, twenty-one, twenty and four, a hundred and five, third, 21st, nineteen seventy eight.

use super::super::cursor::{Cursor, Read};

const ONES: [&str; 20] = [
    "zero",
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
];

const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

const ORDINALS: [&str; 20] = [
    "",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];

fn place(table: &[&str], word: &str) -> Option<u32> {
    table.iter().position(|known| *known == word).filter(|_| !word.is_empty()).map(|at| at as u32)
}

fn hyphen(at: Cursor<'_>) -> Cursor<'_> {
    at.perhaps(&["-"]).blank()
}

/// A number below a hundred in words: eight, twenty-one.
pub(super) fn small(at: Cursor<'_>) -> Read<'_, u32> {
    let (word, next) = at.word()?;
    if let Some(one) = place(&ONES, word) {
        return Some((one, next));
    }
    let tens = place(&TENS, word)? * 10;
    let one = hyphen(next).word().and_then(|(word, next)| Some((place(&ONES[..10], word)?, next)));
    match one.filter(|(one, _)| *one > 0) {
        Some((one, next)) => Some((tens + one, next)),
        None => Some((tens, next)),
    }
}

/// A number in words up to the thousands: two hundred and five, two thousand and eighteen, twenty and four.
pub(super) fn words(at: Cursor<'_>) -> Read<'_, u32> {
    let (mut total, mut next) = small(at)?;
    for (scale, size) in [("thousand", 1_000), ("hundred", 100)] {
        if let Some(after) = next.this(scale) {
            total = total.saturating_mul(size);
            next = after;
            if let Some((rest, after)) = words(after.maybe(&["and"])) {
                return Some((total + rest, after));
            }
        }
    }
    if total >= 20
        && total.is_multiple_of(10)
        && let Some((one, after)) = next.this("and").and_then(small).filter(|(one, _)| (1..10).contains(one))
    {
        return Some((total + one, after));
    }
    Some((total, next))
}

/// A number in digits or words.
pub(super) fn number(at: Cursor<'_>) -> Read<'_, u32> {
    let start = at.blank();
    match start.digits() {
        Some(((value, _), next)) => Some((value, next)),
        None => words(start),
    }
}

/// An ordinal: first, twenty-first, 21st.
pub(super) fn ordinal(at: Cursor<'_>) -> Read<'_, u32> {
    let start = at.blank();
    if let Some(((value, count), next)) = start.digits() {
        let next = ["st", "nd", "rd", "th"].iter().find_map(|ending| next.eat(ending))?;
        return (count <= 3 && next.ends()).then_some((value, next));
    }
    let (word, next) = start.word()?;
    if let Some(value) = place(&ORDINALS, word) {
        return Some((value, next));
    }
    if let Some(stem) = word.strip_suffix("ieth") {
        let tens = TENS.iter().position(|tens| tens.strip_suffix('y') == Some(stem))?;
        return Some((tens as u32 * 10, next));
    }
    let tens = place(&TENS, word)? * 10;
    let (word, next) = hyphen(next).word()?;
    Some((tens + place(&ORDINALS[..10], word)?, next))
}

/// A year in four digits or in words: 2018, two thousand and eighteen, nineteen seventy eight, nineteen zero one.
pub(super) fn year(at: Cursor<'_>) -> Read<'_, i32> {
    let start = at.blank();
    if let Some(((value, count), next)) = start.digits() {
        return (count == 4 && (1_000..=2_999).contains(&value) && next.ends()).then_some((value as i32, next));
    }
    let (value, next) = words(start)?;
    if (1_000..=2_999).contains(&value) {
        return Some((value as i32, next));
    }
    let century = (10..=29).contains(&value).then_some(value)?;
    let zero = next.any(&["zero", "oh", "o"]);
    let (rest, next) = small(zero.unwrap_or(next))?;
    let fits = if zero.is_some() { rest < 10 } else { (10..100).contains(&rest) };
    fits.then_some(((century * 100 + rest) as i32, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(read: Read<'_, u32>, value: u32, rest: &str) {
        let (read, next) = read.expect("a number");
        assert_eq!((read, next.rest()), (value, rest));
    }

    #[test]
    fn numbers_are_read_as_they_are_said() {
        check(number(Cursor::new("48 hours", 0)), 48, " hours");
        check(number(Cursor::new("twenty-four hours", 0)), 24, " hours");
        check(number(Cursor::new("twenty and four hours", 0)), 24, " hours");
        check(number(Cursor::new("two hundred and five", 0)), 205, "");
        check(ordinal(Cursor::new("21st of may", 0)), 21, " of may");
        check(ordinal(Cursor::new("twenty-first", 0)), 21, "");
        check(ordinal(Cursor::new("thirtieth", 0)), 30, "");
    }

    #[test]
    fn years_are_read_in_words_too() {
        let read = |text| year(Cursor::new(text, 0)).map(|(year, _)| year);
        assert_eq!(read("two thousand and eighteen"), Some(2018));
        assert_eq!(read("nineteen seventy eight"), Some(1978));
        assert_eq!(read("nineteen zero one"), Some(1901));
        assert_eq!(read("twenty two"), None);
    }
}
