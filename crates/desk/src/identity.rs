//! What a customer is known by.

use crate::id::{CustomerKey, scoped};
use serde::{Deserialize, Serialize};

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

impl Identity {
    /// Whether it can tell one person from another. A name cannot.
    pub fn tells_apart(&self) -> bool {
        self.kind != Kind::Name
    }

    /// The form in which two spellings of one identity are equal. Account and device ids are scoped to their source.
    pub fn normalised(&self, source: &str) -> String {
        match self.kind {
            Kind::Account | Kind::Device | Kind::Messenger => scoped(source, self.value.trim()),
            Kind::Email | Kind::Phone | Kind::Name => self.value.trim().to_lowercase(),
        }
    }

    /// The stable key of the normalised identity.
    pub fn key(&self, source: &str) -> CustomerKey {
        CustomerKey::of_identity(self.kind.word(), &self.normalised(source))
    }
}
