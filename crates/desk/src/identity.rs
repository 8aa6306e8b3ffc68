//! What a customer is known by.

use crate::id::{CustomerKey, scoped};
use crate::phone::{self, Region};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// One thing a customer is known by, as the source gave it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// What kind of name it is.
    pub kind: Kind,
    /// The name as given.
    pub value: String,
}

/// The kinds of identity, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Kind {
    /// A customer number; belongs to its source unless written `system:number`.
    Account = 0,
    /// An e-mail address.
    Email = 1,
    /// A phone number.
    Phone = 2,
    /// An id in a messenger (WeChat openid, WhatsApp id ...).
    Messenger = 3,
    /// A browser or a device.
    Device = 4,
    /// A person's name: helps people to search, never joins anybody.
    Name = 5,
}

impl Kind {
    /// All kinds, the surest first.
    pub const ALL: [Kind; 6] = [Kind::Account, Kind::Email, Kind::Phone, Kind::Messenger, Kind::Device, Kind::Name];

    /// The word used in keys and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Account => "account",
            Kind::Email => "email",
            Kind::Phone => "phone",
            Kind::Messenger => "messenger",
            Kind::Device => "device",
            Kind::Name => "name",
        }
    }
}

/// Mailboxes that belong to a role and not to a person: those of RFC 2142, and what companies call theirs in English
/// and Chinese. Digits behind them and `+tags` do not matter.
const ROLES: [&str; 58] = [
    "abuse",
    "account",
    "accounting",
    "accounts",
    "admin",
    "administrator",
    "billing",
    "booking",
    "bookings",
    "bounce",
    "care",
    "contact",
    "customercare",
    "customerservice",
    "do-not-reply",
    "donotreply",
    "enquiries",
    "enquiry",
    "feedback",
    "finance",
    "hello",
    "help",
    "helpdesk",
    "hostmaster",
    "hotline",
    "hr",
    "info",
    "information",
    "inquiries",
    "jobs",
    "kefu",
    "mail",
    "mailer-daemon",
    "marketing",
    "newsletter",
    "no-reply",
    "no_reply",
    "noc",
    "noreply",
    "notifications",
    "office",
    "orders",
    "postmaster",
    "reception",
    "root",
    "sales",
    "security",
    "service",
    "services",
    "shop",
    "support",
    "team",
    "webmaster",
    "客服",
    "客户服务",
    "销售",
    "管理员",
    "信息",
];

impl Identity {
    /// Whether it can tell one person from another. A name cannot.
    pub fn tells_apart(&self) -> bool {
        self.kind != Kind::Name
    }

    /// Whether it is the mailbox of a role (info@, support@, 客服@) rather than of a person.
    pub fn is_role(&self) -> bool {
        if self.kind != Kind::Email {
            return false;
        }
        let address = email(&self.value);
        let name = address.split(['@', '+']).next().unwrap_or_default();
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.'));
        ROLES.contains(&name)
    }

    /// Whether seeing it beside another identity says that both are one person's.
    pub fn joins(&self) -> bool {
        self.tells_apart() && !self.is_role()
    }

    /// A phone number dialled in `region` with its country code, and everything else as it is. Importers call this
    /// with the region of their source, as they do with its time zone, so that what is stored means the same
    /// everywhere and a key never depends on a setting.
    pub fn dialled_in(mut self, region: Region) -> Identity {
        if self.kind == Kind::Phone
            && let Some(number) = phone::international(&self.value, Some(region))
        {
            self.value = number;
        }
        self
    }

    /// The form in which two spellings of one identity are equal: Unicode NFKC (full-width digits become digits), no
    /// blanks around it; e-mail addresses and names in lower case; phone numbers in E.164. What means something only
    /// to its source is scoped to it: account, device and messenger ids, phone numbers without a country code, and
    /// what is no e-mail address. Ids keep their case, since messengers give ids that differ in nothing else.
    pub fn normalised(&self, source: &str) -> String {
        match self.kind {
            Kind::Account | Kind::Device | Kind::Messenger => scoped(source, compatible(&self.value).trim()),
            Kind::Email => match email(&self.value) {
                address if address.contains('@') => address,
                other => format!("{source}/{other}"),
            },
            Kind::Phone => phone::international(&self.value, None).unwrap_or_else(|| {
                let text = compatible(&self.value);
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                format!("{source}/{}", if digits.is_empty() { text.trim() } else { &digits })
            }),
            Kind::Name => name(&self.value),
        }
    }

    /// The stable key of the normalised identity.
    pub fn key(&self, source: &str) -> CustomerKey {
        match self.kind {
            Kind::Account | Kind::Device | Kind::Messenger => {
                CustomerKey::of_scoped(self.kind.word(), source, compatible(&self.value).trim())
            }
            _ => CustomerKey::of_identity(self.kind.word(), &self.normalised(source)),
        }
    }

    /// The text by whose beginning it is found: as [`Identity::normalised`] without the source, in lower case.
    pub fn search_form(&self) -> String {
        match self.kind {
            Kind::Account | Kind::Device | Kind::Messenger => name(&self.value),
            Kind::Email => email(&self.value),
            Kind::Phone => phone::international(&self.value, None)
                .unwrap_or_else(|| compatible(&self.value).chars().filter(char::is_ascii_digit).collect()),
            Kind::Name => name(&self.value),
        }
    }
}

/// What the [`Identity::search_form`] of something begins with that fits what somebody typed: any spelling of an
/// address, an id, a name, or a phone number dialled in `region`.
pub fn search_prefixes(typed: &str, region: Option<Region>) -> Vec<String> {
    let mut prefixes = vec![name(typed)];
    prefixes.extend(phone::prefixes(typed, region));
    prefixes.retain(|prefix| !prefix.is_empty());
    prefixes.sort();
    prefixes.dedup();
    prefixes
}

/// The identity that says best who the customer is: the surest kind, and a person's mailbox rather than a role's.
pub fn surest(identities: &[Identity]) -> Option<&Identity> {
    let able = identities.iter().filter(|identity| identity.tells_apart());
    match identities.len() {
        0 | 1 => able.into_iter().next(),
        _ => able.min_by_key(|identity| (identity.is_role(), identity.kind)),
    }
}

fn compatible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfkc().collect())
}

fn email(text: &str) -> String {
    let text = compatible(text).to_lowercase();
    let text = text.trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    // `Ada Li <ada@example.org>`
    let inside = text.rsplit_once('<').and_then(|(_, rest)| rest.strip_suffix('>'));
    inside.unwrap_or(text).trim().to_owned()
}

fn name(text: &str) -> String {
    let text = compatible(text).to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn identity(kind: Kind, value: &str) -> Identity {
        Identity { kind, value: value.to_owned() }
    }

    fn check(kind: Kind, spellings: &[&str], expected: &str) {
        for spelling in spellings {
            assert_eq!(identity(kind, spelling).normalised("crm"), expected, "{spelling:?}");
        }
    }

    #[test]
    fn spellings_of_one_identity_are_equal() {
        check(
            Kind::Email,
            &["Ada@Example.org ", "mailto:ada@example.org", "Ada Li <ADA@example.org>", "ada＠example.org"],
            "ada@example.org",
        );
        check(Kind::Name, &["Zoe\u{308}  Li", "zoë li", " ＺＯË　LI "], "zoë li");
        check(Kind::Account, &["４７１１", " 4711 "], "crm/4711");
        check(Kind::Phone, &["+86 138 1234 5678", "＋86-138-1234-5678"], "+8613812345678");
    }

    #[test]
    fn what_only_its_source_understands_belongs_to_it() {
        check(Kind::Phone, &["138 1234 5678", "13812345678"], "crm/13812345678");
        check(Kind::Email, &["n/a"], "crm/n/a");
        check(Kind::Account, &["shop:4711"], "shop:4711");
        check(Kind::Messenger, &["oX9_aB"], "crm/oX9_aB");
    }

    #[test]
    fn a_number_is_dialled_in_the_region_of_its_source() {
        let number = identity(Kind::Phone, "138 1234 5678").dialled_in("CN".parse().unwrap());
        assert_eq!(number.value, "+8613812345678");
        let short = identity(Kind::Phone, "8001").dialled_in("CN".parse().unwrap());
        assert_eq!(short.value, "8001");
    }

    #[test]
    fn a_mailbox_of_a_role_never_joins_people() {
        for role in
            ["info@a.com", "Support+42@a.com", "no-reply@a.com", "客服01@a.cn", "KEFU_2@a.cn", "Team <sales@a.com>"]
        {
            assert!(!identity(Kind::Email, role).joins(), "{role}");
        }
        for person in ["ada@a.com", "info.li@a.com", "salesman@a.com", "12345@qq.com"] {
            assert!(identity(Kind::Email, person).joins(), "{person}");
        }
        assert!(identity(Kind::Account, "info").joins());
        assert!(!identity(Kind::Name, "Ada Li").joins());
    }

    #[test]
    fn the_surest_identity_is_the_customer_in_whatever_order_they_come() {
        let (account, role) = (identity(Kind::Account, "7"), identity(Kind::Email, "info@a.com"));
        let (phone, name) = (identity(Kind::Phone, "+8613812345678"), identity(Kind::Name, "Ada"));
        let pick = |all: &[&Identity]| surest(&all.iter().copied().cloned().collect::<Vec<_>>()).cloned();
        assert_eq!(pick(&[&name, &phone, &account]), Some(account));
        assert_eq!(pick(&[&role, &phone]), Some(phone));
        assert_eq!(pick(&[&name, &role]), Some(role));
        assert_eq!(pick(&[&name]), None);
    }

    proptest! {
        #[test]
        fn normalising_again_changes_nothing_and_what_was_typed_finds_it(value in "\\PC{0,20}", which in 0..6_usize) {
            let kind = Kind::ALL[which];
            let given = identity(kind, &value);
            let once = given.normalised("crm");
            if matches!(kind, Kind::Name | Kind::Phone | Kind::Email) && !once.starts_with("crm/") {
                prop_assert_eq!(identity(kind, &once).normalised("crm"), once);
            }
            if kind == Kind::Name && !given.search_form().is_empty() {
                let form = given.search_form();
                prop_assert!(search_prefixes(&value, None).iter().any(|prefix| form.starts_with(prefix)));
            }
        }
    }
}
