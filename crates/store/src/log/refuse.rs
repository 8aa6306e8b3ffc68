//! Which touches the log does not take, and why.

use desk::attributes::Attributes;
use desk::time::{Day, Time};
use desk::touch::Touch;
use std::fmt;

/// Longest id, source, thread or other name, in bytes.
const LONGEST_NAME: usize = 4 << 10;
/// Longest text of a touch, and longest JSON of its attributes, in bytes.
const LONGEST_TEXT: usize = 1 << 20;
/// Touches of 1900 up to, not including, 2200 are taken.
const YEARS: std::ops::Range<i32> = 1900..2200;

/// The same in microseconds since 1970 UTC.
const MOMENTS: std::ops::Range<i64> = -2_208_988_800_000_000..7_258_118_400_000_000;

/// Why a touch is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A field that every stored touch must have is empty.
    Empty(&'static str),
    /// It happened in a year in which nothing that matters here can have happened.
    Year(i32),
    /// A field holds the character NUL, which PostgreSQL cannot store.
    Nul(&'static str),
    /// A field is longer than anything a person or a sane program writes there.
    Long {
        /// Which field.
        field: &'static str,
        /// How many bytes it may have.
        limit: usize,
    },
    /// A number is infinite or not a number.
    NotFinite(&'static str),
    /// It tells of a person who was erased, from before the erasure.
    Erased,
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Empty(field) => write!(out, "{field} is empty; every touch needs one"),
            Reason::Year(year) => {
                write!(out, "at lies in the year {year}; give a time between {} and {}", YEARS.start, YEARS.end - 1)
            }
            Reason::Nul(field) => write!(out, "{field} contains the character NUL (U+0000); remove it"),
            Reason::Long { field, limit } => write!(out, "{field} is longer than {limit} bytes; shorten it"),
            Reason::Erased => write!(out, "it tells of a person who was erased; leave it out"),
            Reason::NotFinite(field) => write!(out, "{field} is not a finite number; leave it out"),
        }
    }
}

/// The first reason not to take a touch, or `None`.
pub(crate) fn refuse(touch: &Touch) -> Option<Reason> {
    if !MOMENTS.contains(&touch.at.0) {
        let Day { year, .. } = Time(touch.at.0.clamp(-MOST_MICROSECONDS, MOST_MICROSECONDS)).day();
        return Some(Reason::Year(year));
    }
    let named = [("source", &touch.source), ("id", &touch.id)];
    if let Some((field, _)) = named.iter().find(|(_, text)| text.trim_start().is_empty()) {
        return Some(Reason::Empty(field));
    }
    let names = [
        ("source", Some(&touch.source)),
        ("id", Some(&touch.id)),
        ("channel", touch.channel.as_ref()),
        ("touchpoint", touch.touchpoint.as_ref()),
        ("action", touch.action.as_ref()),
        ("thread", touch.thread.as_ref()),
        ("owner", touch.owner.as_ref()),
        ("actor", touch.actor.as_ref()),
        ("segment", touch.segment.as_ref()),
    ];
    // One list after the other: this is asked of every touch, and a chain of them takes three times as long.
    let mut values = touch.identities.iter().map(|identity| identity.value.as_str());
    let mut attributes = touch.attributes.keys();
    names
        .iter()
        .find_map(|(field, text)| refuse_text(field, text.as_ref()?, LONGEST_NAME))
        .or_else(|| values.find_map(|value| refuse_text("identities", value, LONGEST_NAME)))
        .or_else(|| attributes.find_map(|name| refuse_text("attributes", name, LONGEST_NAME)))
        .or_else(|| refuse_text("text", touch.text.as_deref()?, LONGEST_TEXT))
        .or_else(|| (weight(&touch.attributes) > LONGEST_TEXT).then_some(LONG_ATTRIBUTES))
        .or_else(|| refuse_number("amount", touch.amount))
        .or_else(|| refuse_number("results.rating", touch.results.rating))
}

/// About 10,000 years: far beyond [`YEARS`] and safe to compute a day from.
const MOST_MICROSECONDS: i64 = 10_000 * 366 * 86_400 * 1_000_000;
const LONG_ATTRIBUTES: Reason = Reason::Long { field: "attributes", limit: LONGEST_TEXT };

fn refuse_text(field: &'static str, text: &str, limit: usize) -> Option<Reason> {
    if text.len() > limit {
        return Some(Reason::Long { field, limit });
    }
    text.as_bytes().contains(&0).then_some(Reason::Nul(field))
}

fn refuse_number(field: &'static str, number: Option<f64>) -> Option<Reason> {
    number.filter(|number| !number.is_finite()).map(|_| Reason::NotFinite(field))
}

/// Roughly how many bytes of JSON a map of attributes is.
fn weight(attributes: &Attributes) -> usize {
    use serde_json::Value;
    fn of(value: &Value) -> usize {
        match value {
            Value::String(text) => text.len(),
            Value::Array(values) => values.iter().map(of).sum(),
            Value::Object(values) => values.iter().map(|(name, value)| name.len() + of(value)).sum(),
            _ => 8,
        }
    }
    attributes.iter().map(|(name, value)| name.len() + of(value)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Touch {
        Touch { id: "1".into(), source: "crm".into(), ..Touch::default() }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Touch), said: &str) {
        let mut touch = good();
        change(&mut touch);
        assert_eq!(refuse(&touch).map(|reason| reason.to_string()).unwrap_or_default(), said);
    }

    #[test]
    fn says_which_field_and_what_to_do() {
        check(|_| {}, "");
        check(|touch| touch.id.clear(), "id is empty; every touch needs one");
        check(|touch| touch.source = "  ".into(), "source is empty; every touch needs one");
        check(|touch| touch.at = Time(i64::MIN), "at lies in the year -8051; give a time between 1900 and 2199");
        check(
            |touch| touch.at = Time(-2_300_000_000_000_000),
            "at lies in the year 1897; give a time between 1900 and 2199",
        );
        for (at, year) in [(MOMENTS.start, YEARS.start), (MOMENTS.end, YEARS.end)] {
            assert_eq!((Time(at).day().year, Time(at - 1).day().year), (year, year - 1));
        }
        check(|touch| touch.owner = Some("a\0b".into()), "owner contains the character NUL (U+0000); remove it");
        check(|touch| touch.thread = Some("x".repeat(5_000)), "thread is longer than 4096 bytes; shorten it");
        check(|touch| touch.amount = Some(f64::NAN), "amount is not a finite number; leave it out");
        let long = serde_json::json!(["x".repeat(2 << 20)]);
        check(|touch| drop(touch.attributes.insert("a", long)), "attributes is longer than 1048576 bytes; shorten it");
    }
}
