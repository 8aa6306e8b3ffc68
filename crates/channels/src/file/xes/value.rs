//! Typed values of XES as JSON values and back.
//!
//! A plain JSON value tells its XES type by its look: a text that reads as a time with a zone is a `date`, any other
//! text a `string`, numbers without and with a fraction `int` and `float`, truths `boolean`. Where the look would tell
//! the wrong type (an `id`, a `string` that looks like a date, a list, an attribute with children) the value is an
//! object `{"xes": TYPE, "value": TEXT, "values": [[KEY, VALUE] ...], "children": [[KEY, VALUE] ...]}`, where what is
//! empty is left out. So a value that came from XES goes back as it came.

use super::xml;
use desk::time::Time;
use serde_json::{Map, Number, Value};

/// The types of XES attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    String,
    Date,
    Int,
    Float,
    Boolean,
    Id,
    List,
    Container,
}

impl Kind {
    /// The type of an attribute by the name of its tag.
    #[inline]
    pub(crate) fn of_tag(tag: &str) -> Option<Kind> {
        Some(match tag {
            "string" => Kind::String,
            "date" => Kind::Date,
            "int" => Kind::Int,
            "float" => Kind::Float,
            "boolean" => Kind::Boolean,
            "id" => Kind::Id,
            "list" => Kind::List,
            "container" => Kind::Container,
            _ => return None,
        })
    }

    /// The name of the tag.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Kind::String => "string",
            Kind::Date => "date",
            Kind::Int => "int",
            Kind::Float => "float",
            Kind::Boolean => "boolean",
            Kind::Id => "id",
            Kind::List => "list",
            Kind::Container => "container",
        }
    }
}

/// An attribute that is more than a type and a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Nested {
    /// What stands in the `<values>` of a list.
    pub(crate) values: Vec<(String, Value)>,
    /// Attributes of the attribute.
    pub(crate) children: Vec<(String, Value)>,
}

/// The value as JSON where its look tells its type.
pub(crate) fn plain(kind: Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::String => (!looks_like_a_date(text)).then(|| Value::String(text.to_owned())),
        Kind::Date => looks_like_a_date(text).then(|| Value::String(text.to_owned())),
        Kind::Int => whole(text).map(Value::from),
        Kind::Float => text.trim().parse().ok().and_then(Number::from_f64).map(Value::Number),
        Kind::Boolean => truth(text).map(Value::Bool),
        Kind::Id | Kind::List | Kind::Container => None,
    }
}

/// The value as JSON, whatever it is.
pub(crate) fn to_json(kind: Kind, text: &str, nested: Nested) -> Value {
    let Nested { values, children } = nested;
    if values.is_empty()
        && children.is_empty()
        && let Some(value) = plain(kind, text)
    {
        return value;
    }
    let pairs = |pairs: Vec<(String, Value)>| {
        pairs.into_iter().map(|(key, value)| Value::from(vec![key.into(), value])).collect()
    };
    let mut object = Map::new();
    object.insert("xes".into(), kind.tag().into());
    if !text.is_empty() || !matches!(kind, Kind::List | Kind::Container) {
        object.insert("value".into(), text.into());
    }
    if !values.is_empty() {
        object.insert("values".into(), Value::Array(pairs(values)));
    }
    if !children.is_empty() {
        object.insert("children".into(), Value::Array(pairs(children)));
    }
    Value::Object(object)
}

/// What stands in a list, as people would write it down: `Ann, Bob`.
pub(crate) fn listed(values: &[(String, Value)]) -> String {
    let text = |(_, value): &(String, Value)| match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(typed) => typed.get("value").and_then(Value::as_str).map(str::to_owned),
        Value::Null | Value::Array(_) => None,
        other => Some(other.to_string()),
    };
    values.iter().filter_map(text).collect::<Vec<_>>().join(", ")
}

/// Whole numbers as exports write them: `3`, ` 3 `, `3.0`.
pub(crate) fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.split_once('.').filter(|(_, zeros)| zeros.bytes().all(|byte| byte == b'0'));
    digits.map_or(text, |(digits, _)| digits).parse().ok()
}

/// Truths as exports write them.
pub(crate) fn truth(text: &str) -> Option<bool> {
    match text.trim() {
        "true" | "True" | "TRUE" | "1" => Some(true),
        "false" | "False" | "FALSE" | "0" => Some(false),
        _ => None,
    }
}

/// Whether the look of a text says `date`.
#[inline]
pub(crate) fn looks_like_a_date(text: &str) -> bool {
    text.as_bytes().get(4) == Some(&b'-') && Time::parse(text).is_some()
}

/// Adds `value` as an XES attribute called `key` to `out`. `false`, and nothing added, where XES cannot hold it so that
/// it reads back as it was.
pub(crate) fn write(out: &mut Vec<u8>, key: &str, value: &Value) -> bool {
    let before = out.len();
    let written = xml::can_hold(key) && write_value(out, key, value, 0);
    if !written {
        out.truncate(before);
    }
    written
}

/// Deeper nesting is left to JSON.
const DEEPEST: usize = 16;

fn write_value(out: &mut Vec<u8>, key: &str, value: &Value, depth: usize) -> bool {
    let mut simple = |kind: Kind, text: &str| {
        write_tag(out, kind, key, text);
        out.extend_from_slice(b"/>");
        true
    };
    match value {
        Value::String(text) if !xml::can_hold(text) => false,
        Value::String(text) if looks_like_a_date(text) => simple(Kind::Date, text),
        Value::String(text) => simple(Kind::String, text),
        Value::Bool(truth) => simple(Kind::Boolean, if *truth { "true" } else { "false" }),
        Value::Number(number) if number.is_i64() => simple(Kind::Int, &number.to_string()),
        Value::Number(number) if number.is_f64() => simple(Kind::Float, &number.to_string()),
        Value::Object(object) if depth < DEEPEST => {
            typed(object).is_some_and(|typed| write_typed(out, key, &typed, depth))
        }
        _ => false,
    }
}

fn write_tag(out: &mut Vec<u8>, kind: Kind, key: &str, text: &str) {
    out.push(b'<');
    out.extend_from_slice(kind.tag().as_bytes());
    out.extend_from_slice(b" key=\"");
    xml::escape(out, key);
    out.push(b'"');
    if !text.is_empty() || !matches!(kind, Kind::List | Kind::Container) {
        out.extend_from_slice(b" value=\"");
        xml::escape(out, text);
        out.push(b'"');
    }
}

struct Typed<'a> {
    kind: Kind,
    text: &'a str,
    values: Vec<(&'a str, &'a Value)>,
    children: Vec<(&'a str, &'a Value)>,
}

/// Reads the object form. `None` where [`to_json`] would not have made it.
fn typed(object: &Map<String, Value>) -> Option<Typed<'_>> {
    let kind = Kind::of_tag(object.get("xes")?.as_str()?)?;
    let text = match object.get("value") {
        None => "",
        Some(text) => text.as_str().filter(|text| xml::can_hold(text))?,
    };
    let keeps_text = !text.is_empty() || !matches!(kind, Kind::List | Kind::Container);
    let (values, children) = (pairs(object.get("values"))?, pairs(object.get("children"))?);
    let known = 1 + usize::from(keeps_text) + usize::from(!values.is_empty()) + usize::from(!children.is_empty());
    let plain_enough = values.is_empty() && children.is_empty() && plain(kind, text).is_some();
    let values_fit = values.is_empty() || kind == Kind::List;
    (object.len() == known && object.contains_key("value") == keeps_text && !plain_enough && values_fit)
        .then_some(Typed { kind, text, values, children })
}

fn pairs(value: Option<&Value>) -> Option<Vec<(&str, &Value)>> {
    let Some(value) = value else { return Some(Vec::new()) };
    let pairs = value.as_array().filter(|pairs| !pairs.is_empty())?;
    pairs
        .iter()
        .map(|pair| match pair.as_array()?.as_slice() {
            [Value::String(key), value] if xml::can_hold(key) => Some((key.as_str(), value)),
            _ => None,
        })
        .collect()
}

fn write_typed(out: &mut Vec<u8>, key: &str, typed: &Typed<'_>, depth: usize) -> bool {
    write_tag(out, typed.kind, key, typed.text);
    out.push(b'>');
    let mut all = typed.children.iter().all(|(key, value)| write_value(out, key, value, depth + 1));
    if !typed.values.is_empty() {
        out.extend_from_slice(b"<values>");
        all &= typed.values.iter().all(|(key, value)| write_value(out, key, value, depth + 1));
        out.extend_from_slice(b"</values>");
    }
    out.extend_from_slice(b"</");
    out.extend_from_slice(typed.kind.tag().as_bytes());
    out.push(b'>');
    all
}
