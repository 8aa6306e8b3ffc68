//! Names, order numbers, phone numbers, cards, e-mail addresses and identity numbers: found, and masked when asked.

mod code;
mod name;

use crate::normal::Normal;
use serde::Serialize;
use std::ops::Range;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A person's name.
    Name,
    /// An order, ticket, parcel or booking number.
    Order,
    /// A phone number.
    Phone,
    /// A payment card that passes its check digit (Luhn, ISO/IEC 7812-1).
    Card,
    /// An e-mail address.
    Email,
    /// An identity number: China's resident number (GB 11643), Hong Kong's, a US social security number, a passport.
    Id,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 6] = [Kind::Name, Kind::Order, Kind::Phone, Kind::Card, Kind::Email, Kind::Id];

    /// What stands in the place of a masked one.
    pub fn mask(self) -> &'static str {
        match self {
            Kind::Name => "[name]",
            Kind::Order => "[order]",
            Kind::Phone => "[phone]",
            Kind::Card => "[card]",
            Kind::Email => "[email]",
            Kind::Id => "[id]",
        }
    }
}

/// Something that was found, and how sure that is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Find {
    /// What it is.
    pub kind: Kind,
    /// Where it stands in the original, in bytes.
    pub range: Range<usize>,
    /// How sure that is, 0 to 1: a check digit is surer than a length.
    pub score: f32,
}

/// What was found in a text, in its order; no two overlap.
///
/// ```
/// use language::find::{Kind, found};
/// let text = "王女士，电话１３８１２３４５６７８，邮箱 wang@example.com";
/// let kinds: Vec<Kind> = found(text).iter().map(|find| find.kind).collect();
/// assert_eq!(kinds, [Kind::Name, Kind::Phone, Kind::Email]);
/// ```
pub fn found(text: &str) -> Vec<Find> {
    found_in(&Normal::of(text))
}

/// The same for a text that is folded already.
pub fn found_in(normal: &Normal<'_>) -> Vec<Find> {
    let mut finds = code::codes(normal.text());
    finds.extend(name::names(normal));
    // The surer one first, then the longer one; what overlaps it goes.
    finds.sort_by(|one, other| {
        let length = |find: &Find| find.range.end - find.range.start;
        one.range
            .start
            .cmp(&other.range.start)
            .then(other.score.total_cmp(&one.score))
            .then(length(other).cmp(&length(one)))
    });
    let mut kept: Vec<Find> = Vec::new();
    for find in finds {
        match kept.last() {
            Some(last) if find.range.start < last.range.end => {
                if find.score > last.score {
                    kept.pop();
                    kept.push(find);
                }
            }
            _ => kept.push(find),
        }
    }
    // What folds to several characters, as ½ does, may end one find and begin the next: it belongs to the first.
    let mut end = 0;
    for find in &mut kept {
        let range = normal.range(find.range.clone());
        find.range = range.start.max(end)..range.end;
        end = range.end;
    }
    kept.retain(|find| !find.range.is_empty());
    kept
}

/// The text with what was found of these kinds replaced by its kind. What lies beyond [`crate::normal::LONGEST`] is not
/// looked at, and so not kept either.
///
/// ```
/// use language::find::{Kind, mask};
/// assert_eq!(mask("call 4111 1111 1111 1111 now", &[Kind::Card]), "call [card] now");
/// assert_eq!(mask("我叫王小明，訂單號：20260304123456", &Kind::ALL), "我叫[name]，訂單號：[order]");
/// ```
pub fn mask(text: &str, kinds: &[Kind]) -> String {
    let normal = Normal::of(text);
    let original = normal.original();
    let mut masked = String::with_capacity(original.len());
    let mut end = 0;
    for find in found_in(&normal).iter().filter(|find| kinds.contains(&find.kind)) {
        masked.push_str(&original[end..find.range.start]);
        masked.push_str(find.kind.mask());
        end = find.range.end;
    }
    masked.push_str(&original[end..]);
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(Kind, &str)]) {
        let finds = found(text);
        let told: Vec<(Kind, &str)> = finds.iter().map(|find| (find.kind, &text[find.range.clone()])).collect();
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn numbers_are_told_apart_by_their_checks_and_the_words_before_them() {
        check("我的手机是13812345678", &[(Kind::Phone, "13812345678")]);
        check("请打 +86 138-1234-5678", &[(Kind::Phone, "+86 138-1234-5678")]);
        check("座机021-62345678转8", &[(Kind::Phone, "021-62345678")]);
        check("致电 2345 6789 查询", &[(Kind::Phone, "2345 6789")]);
        check("call (415) 555-0132 please", &[(Kind::Phone, "(415) 555-0132")]);
        check("card 4111-1111-1111-1111", &[(Kind::Card, "4111-1111-1111-1111")]);
        check("not a card 4111-1111-1111-1112", &[(Kind::Order, "4111-1111-1111-1112")]);
        check("身份证11010519491231002X", &[(Kind::Id, "11010519491231002X")]);
        check("身份证号 110105194912310021 错的", &[(Kind::Order, "110105194912310021")]);
        check("HKID A123456(3)", &[(Kind::Id, "A123456(3)")]);
        check("SSN 078-05-1120", &[(Kind::Id, "078-05-1120")]);
        check("订单号：AB-2026-0001", &[(Kind::Order, "AB-2026-0001")]);
        check("Order #12345 is late", &[(Kind::Order, "12345")]);
        check("order number is 13812345678", &[(Kind::Order, "13812345678")]);
        check("运单 SF1234567890123", &[(Kind::Order, "SF1234567890123")]);
        check("4111 1111 1111 1111½a.b@c.de", &[(Kind::Order, "4111 1111 1111 1111½"), (Kind::Email, "a.b@c.de")]);
        check("mail me: a.b+c@mail.example.co.uk.", &[(Kind::Email, "a.b+c@mail.example.co.uk")]);
    }

    #[test]
    fn amounts_dates_and_counts_are_none_of_them() {
        check("I paid 1299.00 on 2026-03-04 at 10:30 for 3 items", &[]);
        check("花了12999元，等了15天，2026年3月4日", &[]);
        check("Room 1204, 24 hours, 100%", &[]);
        check("the order was late and the case is closed", &[]);
        check("a@b and @handle", &[]);
    }

    #[test]
    fn names_are_found_by_their_titles_and_introductions() {
        check("尊敬的李女士您好", &[(Kind::Name, "李女士")]);
        check("欧阳先生和王小明先生", &[(Kind::Name, "欧阳先生"), (Kind::Name, "王小明先生")]);
        check("張經理會聯絡您", &[(Kind::Name, "張經理")]);
        check("我叫陈晓东，收件人：林志玲", &[(Kind::Name, "陈晓东"), (Kind::Name, "林志玲")]);
        check("Hi, my name is Jane O'Neil and I ordered", &[(Kind::Name, "Jane O'Neil")]);
        check("Dear Mr. Smith, this is Anna speaking", &[(Kind::Name, "Mr. Smith"), (Kind::Name, "Anna")]);
        check("产品经理和老师都在，先生您好", &[]);
        check("my name is on the list", &[]);
    }
}
