//! Numbers and addresses: what they are is told by their check digits, their form, and the words before them.

use super::{Find, Kind};

/// Longer runs are no number of a person or an order.
const LONGEST: usize = 40;

/// How far before a number the word that names it may stand, in bytes.
const NEAR: usize = 36;

const ORDER_WORDS: [&str; 36] = [
    "订单号",
    "订单编号",
    "订单",
    "单号",
    "运单号",
    "运单",
    "工单号",
    "工单",
    "快递单",
    "投诉编号",
    "受理编号",
    "编号",
    "流水号",
    "票号",
    "预订号",
    "order number",
    "order no",
    "order id",
    "order",
    "ticket number",
    "ticket",
    "case number",
    "case id",
    "case no",
    "case",
    "tracking number",
    "tracking",
    "reference number",
    "reference",
    "ref",
    "confirmation",
    "booking",
    "invoice",
    "parcel",
    "shipment",
    "取件码",
];

const PHONE_WORDS: [&str; 16] = [
    "电话",
    "手机",
    "致电",
    "拨打",
    "来电",
    "号码",
    "联系方式",
    "热线",
    "phone",
    "call",
    "tel",
    "mobile",
    "cell",
    "whatsapp",
    "number is",
    "ring",
];

/// All codes of a folded text.
pub(super) fn codes(text: &str) -> Vec<Find> {
    let mut finds = emails(text);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let starts = bytes[at].is_ascii_alphanumeric()
            || matches!(bytes[at], b'+' | b'(') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !starts || at > 0 && bytes[at - 1].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let end = run(bytes, at);
        if let Some((kind, length, score)) = kind(text, at, end) {
            finds.push(Find { kind, range: at..at + length, score });
            at += length;
        } else {
            at += word(bytes, at);
        }
    }
    finds
}

/// The length of the word at a place, at least one.
fn word(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count().max(1)
}

/// Where a run of digits and letters with single signs between them ends.
fn run(bytes: &[u8], start: usize) -> usize {
    let mut end = start + 1;
    let most = bytes.len().min(start + LONGEST);
    while end < most {
        let sign = bytes[end];
        let next = bytes.get(end + 1).copied().unwrap_or(b' ');
        let between = match sign {
            b'-' | b'.' => next.is_ascii_alphanumeric(),
            b' ' => next.is_ascii_digit() || next == b'(',
            b'(' => next.is_ascii_alphanumeric(),
            b')' => true,
            _ => sign.is_ascii_alphanumeric(),
        };
        if !between {
            break;
        }
        end += 1;
    }
    end
}

/// What begins at a place: its kind, its length in bytes, how sure.
fn kind(text: &str, start: usize, end: usize) -> Option<(Kind, usize, f32)> {
    let run = text.get(start..end)?;
    if !run.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let before = before(text, start);
    let named = named(before, &ORDER_WORDS) || before.ends_with('#');
    let plain = |length: usize| &run[..length];
    if let Some(length) = hong_kong_id(run) {
        return Some((Kind::Id, length, 0.95));
    }
    if let Some(length) = resident_id(run) {
        return Some((Kind::Id, length, 0.99));
    }
    if named && let Some(length) = order(run, 4) {
        return Some((Kind::Order, length, 0.9));
    }
    if ["护照", "passport"].iter().any(|word| before.contains(word))
        && let Some(length) = order(run, 7)
    {
        return Some((Kind::Id, length, 0.8));
    }
    let (digits, length) = digits(run);
    if digits.is_empty() {
        return tracking(run).map(|length| (Kind::Order, length, 0.7));
    }
    if let Some(length) = social(run) {
        return Some((Kind::Id, length, 0.8));
    }
    if (13..=19).contains(&digits.len()) && (b'2'..=b'6').contains(&digits[0]) && luhn(&digits) && even(plain(length)) {
        return Some((Kind::Card, length, 0.95));
    }
    let called = PHONE_WORDS.iter().any(|word| before.contains(word));
    if let Some(score) = phone(plain(length), &digits, called) {
        return Some((Kind::Phone, length, score));
    }
    let whole = !plain(length).contains(['.', '(']);
    let long = (12..=24).contains(&digits.len()) && whole;
    long.then_some((Kind::Order, length, 0.5))
}

/// The words just before a place, without the signs that lead to it.
fn before(text: &str, start: usize) -> &str {
    let mut from = start.saturating_sub(NEAR);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    text[from..start].trim_end_matches([' ', ':', ',', '(', '.'])
}

/// Whether the words end with one that names a number, a small word between passed.
fn named(before: &str, words: &[&str]) -> bool {
    let trimmed =
        ["是", "为", " is", " was", "号码", "号", " number", " no", " id", "#"].iter().fold(before, |words, small| {
            words.strip_suffix(small).map_or(words, |words| words.trim_end_matches([' ', ':', ',']))
        });
    words.iter().any(|word| [before, trimmed].iter().any(|said| said.ends_with(word) && begins_word(said, word)))
}

fn begins_word(said: &str, word: &str) -> bool {
    let start = said.len() - word.len();
    !word.is_ascii() || !said[..start].ends_with(|sign: char| sign.is_ascii_alphanumeric())
}

/// An order number: letters and digits, at least so many digits, at most one sign between two of them.
fn order(run: &str, least: usize) -> Option<usize> {
    let length = run.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let code = run[..length].trim_end_matches('-');
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    (digits >= least && code.len() <= 32).then_some(code.len())
}

/// A parcel number: a few letters, then many digits.
fn tracking(run: &str) -> Option<usize> {
    let letters = run.bytes().take_while(u8::is_ascii_lowercase).count();
    let digits = run[letters..].bytes().take_while(u8::is_ascii_digit).count();
    let tail = run[letters + digits..].bytes().take_while(u8::is_ascii_lowercase).count();
    ((1..=4).contains(&letters) && (8..=20).contains(&digits) && tail <= 2).then_some(letters + digits + tail)
}

/// The digits of a run and the bytes they take, up to the first letter.
fn digits(run: &str) -> (Vec<u8>, usize) {
    let mut digits = Vec::new();
    let mut length = 0;
    for (at, byte) in run.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => {
                digits.push(byte);
                length = at + 1;
            }
            b'a'..=b'z' => {
                // A letter right behind a digit makes a code of it, no number.
                if length == at {
                    digits.clear();
                }
                break;
            }
            _ => {}
        }
    }
    (digits, length)
}

/// Whether a number is written as a card is: in one piece or in groups of four and more.
fn even(written: &str) -> bool {
    !written.contains(['.', '(', ')', '+']) && written.split([' ', '-']).all(|group| group.len() >= 3)
}

/// The check digit of payment cards (Luhn 1960, ISO/IEC 7812-1).
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let value = u32::from(digit - b'0') * if at % 2 == 1 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// China's resident number: 17 digits and a check sign (GB 11643, ISO 7064 MOD 11-2), with a month and a day in it.
fn resident_id(run: &str) -> Option<usize> {
    const SIGNS: &[u8; 11] = b"10x98765432";
    let id = run.as_bytes().get(..18)?;
    let follows = run.as_bytes().get(18).is_some_and(u8::is_ascii_alphanumeric);
    if follows || !id[..17].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number =
        |range: std::ops::Range<usize>| id[range].iter().fold(0u32, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let born = (1_850..=2_100).contains(&number(6..10))
        && (1..=12).contains(&number(10..12))
        && (1..=31).contains(&number(12..14));
    let weight = |at: usize| (0..17 - at).fold(1u32, |weight, _| weight * 2 % 11);
    let sum: u32 = id[..17].iter().enumerate().map(|(at, digit)| u32::from(digit - b'0') * weight(at)).sum();
    (born && SIGNS[(sum % 11) as usize] == id[17]).then_some(18)
}

/// Hong Kong's identity number: one or two letters, six digits, a check sign in brackets (weights 9 to 2, modulo 11).
fn hong_kong_id(run: &str) -> Option<usize> {
    let letters = run.bytes().take_while(u8::is_ascii_lowercase).count();
    let rest = run.get(letters..)?.as_bytes();
    if !(1..=2).contains(&letters)
        || rest.len() < 9
        || rest[6] != b'('
        || rest[8] != b')'
        || !rest[..6].iter().all(u8::is_ascii_digit)
    {
        return None;
    }
    let value = |byte: u8| if byte.is_ascii_digit() { u32::from(byte - b'0') } else { u32::from(byte - b'a') + 10 };
    // A missing first letter counts as a blank, which is 36.
    let mut signs: Vec<u32> = if letters == 1 { vec![36] } else { Vec::new() };
    signs.extend(run.bytes().take(letters).chain(rest[..6].iter().copied()).map(value));
    let sum: u32 = signs.iter().zip((2..=9).rev()).map(|(sign, weight)| sign * weight).sum();
    let check = match rest[7] {
        b'a' => 10,
        digit if digit.is_ascii_digit() => u32::from(digit - b'0'),
        _ => return None,
    };
    (sum + check).is_multiple_of(11).then_some(letters + 9)
}

/// A US social security number as it is written: 078-05-1120.
fn social(run: &str) -> Option<usize> {
    let bytes = run.as_bytes().get(..11)?;
    let form = bytes
        .iter()
        .enumerate()
        .all(|(at, byte)| if at == 3 || at == 6 { *byte == b'-' } else { byte.is_ascii_digit() });
    let ends = !run.as_bytes().get(11).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    (form && ends && !run.starts_with("000") && !run.starts_with('9')).then_some(11)
}

/// How sure a number is a phone number, if it may be one.
fn phone(written: &str, digits: &[u8], called: bool) -> Option<f32> {
    let text: String = digits.iter().map(|&digit| char::from(digit)).collect();
    let local =
        text.strip_prefix("0086").or_else(|| text.strip_prefix("86").filter(|rest| rest.len() == 11)).unwrap_or(&text);
    let mobile =
        local.len() == 11 && local.starts_with('1') && ('3'..='9').contains(&local.chars().nth(1).unwrap_or('0'));
    // Dates and amounts have stops and hyphens too.
    let dotted = written.contains('.') && !mobile;
    let landline = (10..=12).contains(&text.len()) && text.starts_with('0') && !dotted;
    let service = text.len() == 10 && (text.starts_with("400") || text.starts_with("800"));
    let american = matches!(text.len(), 10 | 11)
        && !text.starts_with('0')
        && (written.starts_with('(')
            || written.matches(['-', '.']).count() >= 2
                && written.split(['-', '.', ' ']).all(|group| group.len() <= 4));
    let far = (written.starts_with('+') || text.starts_with("00")) && (8..=15).contains(&text.len());
    let near = called && (7..=12).contains(&text.len()) && !written.contains('.');
    match () {
        () if mobile || far => Some(0.95),
        () if landline || service || american => Some(0.85),
        () if near => Some(0.7),
        () => None,
    }
}

/// E-mail addresses: a local part of at most 64 signs, and a domain with a stop in it (RFC 5321).
fn emails(text: &str) -> Vec<Find> {
    let bytes = text.as_bytes();
    let local = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte);
    let host = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    let mut finds = Vec::new();
    let mut taken = 0;
    for (at, _) in text.match_indices('@') {
        let from = at - bytes[taken..at].iter().rev().take(64).take_while(|byte| local(byte)).count();
        let end = at + 1 + bytes[at + 1..].iter().take(253).take_while(|byte| host(byte)).count();
        let end = at + 1 + text[at + 1..end].trim_end_matches(['.', '-']).len();
        let domain = &text[at + 1..end];
        let top = domain.rsplit('.').next().unwrap_or_default();
        let known = domain.contains('.')
            && !domain.starts_with('.')
            && top.len() >= 2
            && top.bytes().all(|byte| byte.is_ascii_lowercase());
        if from < at && known {
            finds.push(Find { kind: Kind::Email, range: from..end, score: 0.99 });
            taken = end;
        }
    }
    finds
}
