//! Touches as other systems send them over HTTP: bytes to touches, or a reason for each that is none. Pure.
//!
//! * [`touches`]: our own form, one, an array or one a line;
//! * [`segment`]: the calls of the Segment specification, as analytics clients send them;
//! * [`cloudevents`]: CloudEvents, binary, structured and batched.
//!
//! What is sent twice comes out with the same (source, id), whatever the clocks said meanwhile: a touch without an id
//! gets one from what it says.

pub mod cloudevents;
pub mod segment;
#[cfg(test)]
mod tests;
pub mod touches;

pub use crate::file::Reason;
use desk::id::derived_touch_id;
use desk::phone::Region;
use desk::time::{Span, Time};
use desk::touch::{Touch, VERSION};
use rustc_hash::FxHashMap;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;
use std::fmt;

/// Touches that are taken at once.
pub const MOST: usize = 10_000;
/// A clock may be ahead of ours by so much; what lies further in the future is no time at which something happened.
pub const AHEAD: Span = Span(5 * Span::MINUTE.0);
/// The attribute that keeps what a sender said about the time where that cannot be.
pub const CLAIMED: &str = "claimed_at";

/// What is known of a request beside its body.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The source of touches that name none.
    pub source: &'a str,
    /// When the request came.
    pub now: Time,
    /// The country in which phone numbers without a country code are dialled.
    pub region: Option<Region>,
}

/// A touch that can be taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrived {
    /// The touch.
    pub touch: Touch,
    /// What the sender said about the time, where another one was written down.
    pub claimed_at: Option<Time>,
}

/// Something sent that is no touch.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// Its id, where it has one.
    pub id: Option<String>,
    /// The field at fault, where one is.
    pub place: Option<String>,
    /// Why.
    pub reason: Reason,
}

/// What became of each thing in a body, in its order.
pub type Items = Vec<Result<Arrived, Refused>>;

/// Why nothing of a body can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// There is nothing in it.
    #[error("the body is empty")]
    Empty,
    /// It is in another encoding, or no text at all.
    #[error("the body is not UTF-8: byte {0} belongs to no character")]
    Encoding(usize),
    /// It is no JSON.
    #[error("the body is no JSON: {0}")]
    Json(String),
    /// It is JSON of another kind than is taken here.
    #[error("{0}")]
    Shape(&'static str),
    /// More than [`MOST`].
    #[error("{MOST} touches are taken at once; send the rest in another request")]
    TooMany,
}

impl From<serde_json::Error> for Unreadable {
    fn from(error: serde_json::Error) -> Unreadable {
        Unreadable::Json(error.to_string())
    }
}

/// The text of a body, without what some programs put before it.
fn text_of(body: &[u8]) -> Result<&str, Unreadable> {
    let text = std::str::from_utf8(body).map_err(|error| Unreadable::Encoding(error.valid_up_to() + 1))?;
    match text.trim_start_matches('\u{feff}').trim() {
        "" => Err(Unreadable::Empty),
        text => Ok(text),
    }
}

/// The elements of an array as they are written. Those beyond [`MOST`] are only looked at.
struct Pieces<'a> {
    all: Vec<&'a str>,
    over: bool,
}

impl<'a> Pieces<'a> {
    fn all(self) -> Result<Vec<&'a str>, Unreadable> {
        if self.over { Err(Unreadable::TooMany) } else { Ok(self.all) }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Pieces<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Pieces<'a>, D::Error> {
        struct Array;
        impl<'de> Visitor<'de> for Array {
            type Value = Pieces<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Pieces<'de>, A::Error> {
                let mut all = Vec::new();
                while all.len() < MOST {
                    match elements.next_element::<&'de RawValue>()? {
                        Some(element) => all.push(element.get()),
                        None => return Ok(Pieces { all, over: false }),
                    }
                }
                let mut over = false;
                while elements.next_element::<IgnoredAny>()?.is_some() {
                    over = true;
                }
                Ok(Pieces { all, over })
            }
        }
        deserializer.deserialize_seq(Array)
    }
}

/// Ids for things that were sent without one. Of equal ones in a body each is a thing of its own.
#[derive(Debug, Default)]
struct Nameless(FxHashMap<String, u32>);

impl Nameless {
    fn id(&mut self, said: &[u8]) -> String {
        let first = derived_touch_id(said, 0);
        let twins = self.0.entry(first.clone()).or_insert(0);
        *twins += 1;
        if *twins == 1 { first } else { derived_touch_id(said, *twins - 1) }
    }
}

/// Writes down what the receiver knows. A time in the future becomes the time of receipt, and what was said is kept:
/// the touch did happen, and one clock that is wrong must not move the end of the log.
fn received(mut touch: Touch, claimed_at: Option<Time>, context: &Context<'_>) -> Arrived {
    touch.v = VERSION;
    touch.received_at = Some(context.now);
    if touch.source.is_empty() {
        context.source.clone_into(&mut touch.source);
    }
    if let Some(region) = context.region {
        let given = std::mem::take(&mut touch.identities);
        touch.identities = given.into_iter().map(|identity| identity.dialled_in(region)).collect();
    }
    let mut claimed_at = claimed_at.filter(|claimed| *claimed != touch.at);
    if touch.at > context.now + AHEAD {
        claimed_at = claimed_at.or(Some(touch.at));
        touch.at = context.now;
    }
    if let Some(claimed) = claimed_at {
        touch.attributes.insert(CLAIMED.to_owned(), Value::String(claimed.to_string()));
    }
    Arrived { touch, claimed_at }
}

/// A text or a number as a name; nothing where it is empty.
fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// `%E6%94%AF` as the characters it stands for; what stands for none stays as it is.
fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let bytes = text.as_bytes();
    let (mut decoded, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        match (bytes[at], digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}
