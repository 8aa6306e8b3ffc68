//! Keys: stable hashes that place a touch, and the public ids people see.

use std::fmt;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// Where a journey lies in the log: a stable hash of its thread. Equal threads have equal keys on every machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JourneyKey(pub u64);

/// A stable hash of one normalised identity, or of the thread where no identity came with a touch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomerKey(pub u64);

/// A noise point: a stable hash of what kind of noise it is and where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PointKey(pub u64);

/// A promise: a stable hash of the touch that made it and of which of its promises it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PromiseKey(pub u64);

/// What makes a touch the same touch: a stable 128-bit hash of (source, id).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TouchKey(pub u128);

/// A thread or an account id written `kind:id` (`order:4711`) means the same whoever sends it; a bare one belongs to
/// its source, so that case 17 of two systems stays two cases.
pub fn scoped(source: &str, name: &str) -> String {
    scope(source, name).concat()
}

/// The pieces that make up [`scoped`].
fn scope<'a>(source: &'a str, name: &'a str) -> [&'a str; 3] {
    if name.contains(':') { [name, "", ""] } else { [source, "/", name] }
}

/// Texts up to this length are put together without asking for memory: keys are made for every touch.
const SHORT: usize = 256;

/// What `hash` gives for the pieces in a row.
fn of_pieces<T>(pieces: &[&[u8]], hash: impl FnOnce(&[u8]) -> T) -> T {
    let length: usize = pieces.iter().map(|piece| piece.len()).sum();
    if length > SHORT {
        return hash(&pieces.concat());
    }
    let (mut bytes, mut end) = ([0; SHORT], 0);
    for piece in pieces {
        bytes[end..end + piece.len()].copy_from_slice(piece);
        end += piece.len();
    }
    hash(&bytes[..end])
}

/// A length that stands before its field, so that no two different lists of fields run together.
fn length(bytes: usize) -> [u8; 8] {
    (bytes as u64).to_le_bytes()
}

impl JourneyKey {
    /// The key of a thread as its source wrote it; see [`scoped`].
    pub fn of_thread(source: &str, thread: &str) -> JourneyKey {
        JourneyKey(of_pieces(&scope(source, thread).map(str::as_bytes), xxh3_64))
    }

    /// A touch without a thread belongs to the one open-ended journey of its customer.
    pub fn of_customer(customer: CustomerKey) -> JourneyKey {
        JourneyKey(xxh3_64(&customer.0.to_le_bytes()))
    }
}

impl CustomerKey {
    /// The key of a normalised identity.
    pub fn of_identity(kind: &str, value: &str) -> CustomerKey {
        let pieces = [&length(kind.len()), kind.as_bytes(), &length(value.len()), value.as_bytes()];
        CustomerKey(of_pieces(&pieces, xxh3_64))
    }

    /// As [`CustomerKey::of_identity`] for a name that may belong to its source; see [`scoped`].
    pub fn of_scoped(kind: &str, source: &str, name: &str) -> CustomerKey {
        let [first, second, third] = scope(source, name);
        let value = length(first.len() + second.len() + third.len());
        let kinds = [&length(kind.len()), kind.as_bytes(), &value];
        let pieces = [kinds[0], kinds[1], kinds[2], first.as_bytes(), second.as_bytes(), third.as_bytes()];
        CustomerKey(of_pieces(&pieces, xxh3_64))
    }
}

impl PointKey {
    /// The key of one kind of noise at one place, in the words of the noise report.
    pub fn of(kind: &str, place_kind: &str, place: &str) -> PointKey {
        let pieces = [kind, place_kind, place].map(|word| (length(word.len()), word));
        let pieces: Vec<&[u8]> = pieces.iter().flat_map(|(length, word)| [&length[..], word.as_bytes()]).collect();
        PointKey(of_pieces(&pieces, xxh3_64))
    }
}

impl PromiseKey {
    /// The key of the promise of a touch whose words begin at a place in its text.
    pub fn of(touch: TouchKey, begins: usize) -> PromiseKey {
        PromiseKey(of_pieces(&[&touch.0.to_be_bytes(), &length(begins)], xxh3_64))
    }
}

impl TouchKey {
    /// The key under which a touch is stored once.
    pub fn new(source: &str, id: &str) -> TouchKey {
        let pieces = [&length(source.len()), source.as_bytes(), &length(id.len()), id.as_bytes()];
        TouchKey(of_pieces(&pieces, xxh3_128))
    }
}

/// An id for a touch whose sender gave none: a hash of everything it says, and which of several equal ones it is.
pub fn derived_touch_id(content: &[u8], occurrence: u32) -> String {
    let hash =
        xxh3_128(content).wrapping_add(u128::from(occurrence).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
    let digit = |bits: u8| b"0123456789abcdef"[usize::from(bits & 15)];
    let mut digits = [0; 32];
    for (pair, byte) in digits.chunks_exact_mut(2).zip(hash.to_be_bytes()) {
        pair.copy_from_slice(&[digit(byte >> 4), digit(byte)]);
    }
    String::from_utf8_lossy(&digits).into_owned()
}

macro_rules! public_id {
    ($key:ident, $prefix:literal) => {
        impl fmt::Display for $key {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, concat!($prefix, "_{:016x}"), self.0)
            }
        }

        impl std::str::FromStr for $key {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<$key, NotAnId> {
                let hex = text.strip_prefix(concat!($prefix, "_")).filter(|hex| hex.len() == 16);
                hex.and_then(|hex| u64::from_str_radix(hex, 16).ok())
                    .map($key)
                    .ok_or_else(|| NotAnId { text: text.to_owned(), example: concat!($prefix, "_0123456789abcdef") })
            }
        }
    };
}

public_id!(JourneyKey, "jrn");
public_id!(CustomerKey, "cus");
public_id!(PointKey, "nsp");
public_id!(PromiseKey, "prm");

/// A text that should be an id and is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not an id; an id looks like {example}")]
pub struct NotAnId {
    text: String,
    example: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_thread_belongs_to_its_source_and_a_named_one_to_everybody() {
        assert_ne!(JourneyKey::of_thread("crm", "17"), JourneyKey::of_thread("shop", "17"));
        assert_eq!(JourneyKey::of_thread("crm", "order:17"), JourneyKey::of_thread("shop", "order:17"));
    }

    #[test]
    fn fields_do_not_run_together() {
        assert_ne!(TouchKey::new("ab", "c"), TouchKey::new("a", "bc"));
        assert_ne!(derived_touch_id(b"x", 0), derived_touch_id(b"x", 1));
    }

    #[test]
    fn keys_stay_what_they_were_whatever_the_length() {
        let check = |length: usize, journey: u64, customer: u64| {
            let thread = "7".repeat(length);
            assert_eq!(JourneyKey::of_thread("crm", &thread), JourneyKey(journey), "{length}");
            assert_eq!(CustomerKey::of_scoped("account", "crm", &thread), CustomerKey(customer), "{length}");
            assert_eq!(CustomerKey::of_identity("account", &scoped("crm", &thread)), CustomerKey(customer), "{length}");
        };
        check(2, 0x57b8_402b_cd5d_7889, 0xd93d_692a_3126_f7f1);
        check(300, 0x7f95_79c3_8ef1_df82, 0xae6a_9dd7_d91d_1af3);
        assert_eq!(derived_touch_id(b"touch", 0), "87a5581fceaab04afbc93650d9efd4d2");
    }

    #[test]
    fn ids_read_back_and_bad_ones_say_how_a_good_one_looks() {
        let key = JourneyKey::of_thread("crm", "17");
        assert_eq!(key.to_string().parse(), Ok(key));
        let error = "cus_12".parse::<JourneyKey>().expect_err("too short");
        assert_eq!(error.to_string(), "\"cus_12\" is not an id; an id looks like jrn_0123456789abcdef");
    }
}
