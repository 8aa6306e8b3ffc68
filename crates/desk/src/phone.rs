//! Phone numbers: many spellings, one form (E.164, ITU-T 2010).

use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, country};
use std::fmt;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

/// The country in which a number without a country code is dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region(country::Id);

impl FromStr for Region {
    type Err = NotARegion;
    fn from_str(text: &str) -> Result<Region, NotARegion> {
        text.trim().to_ascii_uppercase().parse().map(Region).map_err(|_| NotARegion { text: text.to_owned() })
    }
}

impl fmt::Display for Region {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0.as_ref())
    }
}

/// A text that should name a country and does not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a country; write two letters such as CN, HK, TW, SG, US or DE")]
pub struct NotARegion {
    text: String,
}

/// The longest number of E.164, and the shortest that can be a subscriber.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// What comes before an extension, as written in English and Chinese.
const EXTENSION_MARKS: [&str; 7] = [";ext=", "extension", "ext.", "ext", "转", "轉", "分机"];

/// What a text says as a phone number: the number itself, in ASCII, and the extension behind it.
struct Spelled {
    number: String,
    extension: String,
}

impl Spelled {
    fn read(text: &str) -> Spelled {
        let text = text.nfkc().collect::<String>().to_lowercase();
        // Before the first digit stands a label such as "fax".
        let begin = text.find(|c: char| c.is_ascii_digit() || c == '+').unwrap_or(text.len());
        let text = &text[begin..];
        let cut = EXTENSION_MARKS.iter().filter_map(|mark| text.find(mark)).chain(text.find(['x', '#'])).min();
        let (number, extension) = text.split_at(cut.unwrap_or(text.len()));
        let plus = if number.starts_with('+') { "+" } else { "" };
        Spelled { number: format!("{plus}{}", digits(number)), extension: digits(extension) }
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The number as `+8613812345678` (`+862112345678;ext=801` behind a switchboard), however it is spelled. A number with
/// a country code needs no region; one without is read as dialled in `region`, if it is a valid number there.
/// A plus sign and digits alone are taken as the E.164 form that they look like.
pub fn international(text: &str, region: Option<Region>) -> Option<String> {
    if let Some(digits) = text.strip_prefix('+')
        && DIGITS.contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Some(text.to_owned());
    }
    let Spelled { number, extension } = Spelled::read(text);
    let number = match number.strip_prefix('+') {
        // An invalid number that carries its country code is still the same number wherever it is written.
        Some(digits) => e164(&number, None).or_else(|| DIGITS.contains(&digits.len()).then(|| number.clone()))?,
        None => e164(&number, Some(region?.0))?,
    };
    Some(if extension.is_empty() { number } else { format!("{number};ext={extension}") })
}

/// The number if it is a valid one. `number` consists of digits and a plus sign.
fn e164(number: &str, region: Option<country::Id>) -> Option<String> {
    // The tables take tens of microseconds; mobile numbers of China are most of what Chinese logs hold.
    if region == Some(country::Id::CN) && matches!(number.as_bytes(), [b'1', b'3'..=b'9', ..]) && number.len() == 11 {
        return Some(format!("+86{number}"));
    }
    if number.len() > *DIGITS.end() + 5 {
        return None;
    }
    let number = phonenumber::parse(region, number).ok().filter(phonenumber::is_valid)?;
    Some(number.format().mode(Mode::E164).to_string())
}

/// What a number can begin with when somebody types a part of it, dialled in `region`: forms of the same number that
/// [`international`] gives begin with one of these. Empty when it is no part of a phone number.
pub fn prefixes(text: &str, region: Option<Region>) -> Vec<String> {
    let spelled = Spelled::read(text);
    let letters = text.nfkc().any(char::is_alphabetic);
    if letters || spelled.number.len() < 3 {
        return Vec::new();
    }
    if let Some(whole) = international(text, region) {
        return vec![whole];
    }
    if spelled.number.starts_with('+') {
        return vec![spelled.number];
    }
    let country = region.and_then(|region| DATABASE.by_id(region.0.as_ref())).map(|country| country.country_code());
    let national = spelled.number.trim_start_matches('0');
    let mut prefixes: Vec<_> = country.map(|code| format!("+{code}{national}")).into_iter().collect();
    prefixes.push(format!("+{national}"));
    prefixes.push(spelled.number);
    prefixes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, region: &str, expected: Option<&str>) {
        let region = region.parse().ok();
        assert_eq!(international(text, region).as_deref(), expected, "{text:?}");
    }

    #[test]
    fn spellings_of_one_number_are_one() {
        for text in [
            "138 1234 5678",
            "+86 138-1234-5678",
            "０１３８１２３４５６７８",
            "（+86）13812345678",
            "0086 13812345678",
            "tel:+86-138-1234-5678",
        ] {
            check(text, "CN", Some("+8613812345678"));
        }
        for text in ["(650) 253-0000", "+1 650 253 0000", "1-650-253-0000", "650.253.0000"] {
            check(text, "US", Some("+16502530000"));
        }
        check("+44 (0)20 7946 0958", "", Some("+442079460958"));
        check("020 7946 0958", "GB", Some("+442079460958"));
    }

    #[test]
    fn an_extension_behind_a_switchboard_is_kept() {
        for text in ["021-62345678转801", "+86 21 6234 5678 ext. 801", "021 62345678 x801", "Fax: (021)62345678#801"] {
            check(text, "CN", Some("+862162345678;ext=801"));
        }
    }

    #[test]
    fn a_number_that_cannot_be_dialled_from_everywhere_has_no_international_form() {
        check("13812345678", "", None);
        check("8001", "CN", None);
        check("110", "CN", None);
        check("not a phone", "CN", None);
        check("", "CN", None);
        check("+12", "CN", None);
    }

    #[test]
    fn a_country_that_does_not_exist_says_how_to_write_one() {
        assert_eq!(" cn".parse::<Region>().unwrap().to_string(), "CN");
        let error = "China".parse::<Region>().unwrap_err().to_string();
        assert_eq!(error, "\"China\" is not a country; write two letters such as CN, HK, TW, SG, US or DE");
    }

    #[test]
    fn a_part_of_a_number_finds_it() {
        let region = "CN".parse().ok();
        let whole = international("138 1234 5678", region).unwrap();
        for part in ["138", "+86 138", "138-1234", "0138 12", "8613812", "13812345678"] {
            assert!(prefixes(part, region).iter().any(|prefix| whole.starts_with(prefix)), "{part}");
        }
        assert_eq!(prefixes("Ada 138", region), Vec::<String>::new());
        assert_eq!(prefixes("1", region), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_what_was_read_reads_the_same_again(text in "\\PC*", digits in "\\+?[0-9() -]{0,24}") {
            for text in [text, digits] {
                if let Some(once) = international(&text, "CN".parse().ok()) {
                    prop_assert_eq!(international(&once, None), Some(once.clone()));
                }
            }
        }
    }
}
