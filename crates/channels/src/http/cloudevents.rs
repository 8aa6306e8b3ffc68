//! CloudEvents 1.0 (and 0.3) over HTTP: binary, structured and batched. How an event becomes a touch is told in
//! docs/howto/send-touches.md.

use super::{
    Arrived, Context, Items, Pieces, Reason, Refused, Unreadable, name_of, percent_decoded, received, touches,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use desk::identity::{Identity, Kind};
use desk::step::outcome_of;
use desk::time::Time;
use desk::touch::{Outcome, Touch};
use serde_json::{Map, Value};

type Object = Map<String, Value>;
type Fault = (&'static str, Reason);

/// The type of events whose data is a touch, and nothing else.
pub const TOUCH: &str = "waterline.touch";
/// What headers of the binary mode begin with.
const PREFIX: &str = "ce-";

/// How events come, as the headers tell; `None`, where there are none.
pub fn mode(content_type: &str, mut headers: impl Iterator<Item = impl AsRef<str>>) -> Option<Mode> {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind.as_str() {
        "application/cloudevents+json" | "application/cloudevents" => Some(Mode::Structured),
        "application/cloudevents-batch+json" | "application/cloudevents-batch" => Some(Mode::Batched),
        _ => headers.any(|name| name.as_ref() == "ce-specversion").then_some(Mode::Binary),
    }
}

/// How events are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The body is the data, the rest stands in headers.
    Binary,
    /// The body is the event.
    Structured,
    /// The body is an array of events.
    Batched,
}

/// The event of a request in binary mode.
///
/// # Errors
/// Where its data is not what the content type says.
pub fn binary<'a>(
    headers: impl Iterator<Item = (&'a str, &'a str)>,
    content_type: &str,
    body: &[u8],
    context: &Context<'_>,
) -> Result<Items, Unreadable> {
    let mut said = Object::new();
    for (name, value) in headers {
        if let Some(name) = name.strip_prefix(PREFIX) {
            said.insert(name.to_owned(), Value::String(percent_decoded(value)));
        }
    }
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_json = kind.is_empty() || kind == "application/json" || kind == "text/json" || kind.ends_with("+json");
    match (is_json, std::str::from_utf8(body)) {
        _ if body.is_empty() => {}
        (true, Ok(text)) => drop(said.insert("data".to_owned(), serde_json::from_str(text)?)),
        (true, Err(error)) => return Err(Unreadable::Encoding(error.valid_up_to() + 1)),
        (false, Ok(text)) => drop(said.insert("data".to_owned(), Value::from(text))),
        (false, Err(_)) => drop(said.insert("data_base64".to_owned(), Value::from(STANDARD.encode(body)))),
    }
    if !kind.is_empty() {
        said.insert("datacontenttype".to_owned(), Value::String(kind));
    }
    Ok(vec![event(said, context)])
}

/// The event, or the events, of a request in structured or batched mode.
///
/// # Errors
/// Where the body is no JSON object or array. One event that is none harms no other.
pub fn structured(mode: Mode, body: &[u8], context: &Context<'_>) -> Result<Items, Unreadable> {
    let text = super::text_of(body)?;
    if mode == Mode::Structured {
        return Ok(vec![event(serde_json::from_str(text)?, context)]);
    }
    let pieces = serde_json::from_str::<Pieces<'_>>(text)?.all()?;
    let events = pieces.into_iter().map(|piece| match serde_json::from_str(piece) {
        Ok(said) => event(said, context),
        Err(_) => Err(refused(None, ("", malformed("an element of the batch is no JSON object")))),
    });
    Ok(events.collect())
}

fn malformed(what: impl Into<String>) -> Reason {
    Reason::Malformed { what: what.into() }
}

fn refused(id: Option<String>, (place, reason): Fault) -> Refused {
    Refused { id, place: Some(place.to_owned()).filter(|place| !place.is_empty()), reason }
}

/// The touch that an event is.
pub(super) fn event(mut said: Object, context: &Context<'_>) -> Result<Arrived, Refused> {
    let id = said.get("id").and_then(name_of);
    match touch(&mut said, context.now) {
        Ok(touch) => Ok(received(touch, None, context)),
        Err(fault) => Err(refused(id, fault)),
    }
}

fn touch(said: &mut Object, now: Time) -> Result<Touch, Fault> {
    let mut take = |name: &str| said.remove(name).as_ref().and_then(name_of);
    let (time, subject) = (take("time"), take("subject"));
    let mut needed = |name: &'static str| take(name).ok_or_else(|| (name, malformed(format!("{name} is missing"))));
    let (version, id, source, kind) = (needed("specversion")?, needed("id")?, needed("source")?, needed("type")?);
    if !["1.0", "0.3"].contains(&version.as_str()) {
        return Err(("specversion", malformed(format!("{version:?} is no version of CloudEvents that is known here"))));
    }
    let told = match time.as_deref().map(|text| Time::parse(text).ok_or(text)) {
        Some(Err(text)) => return Err(("time", Reason::BadTime { found: text.to_owned() })),
        Some(Ok(at)) => Some(at),
        None => None,
    };
    let (mut touch, timed) = told_by(data(said), kind.starts_with(TOUCH))?;
    (touch.id, touch.source) = (id, source);
    if !timed {
        touch.at = told.unwrap_or(now);
    }
    touch.thread = touch.thread.or(subject);
    touch.action = touch.action.or_else(|| (!kind.starts_with(TOUCH)).then_some(kind));
    extensions(said, &mut touch);
    Ok(touch)
}

/// The data of an event: as it stands there, or out of base 64.
fn data(said: &mut Object) -> Option<Value> {
    if let Some(data) = said.remove("data") {
        return Some(data);
    }
    let packed = said.get("data_base64")?.as_str()?;
    let bytes = STANDARD.decode(packed).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    said.remove("data_base64");
    Some(serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// The touch that data is, and whether it tells its time; a touch around the data, where that is none and need not be.
fn told_by(data: Option<Value>, must: bool) -> Result<(Touch, bool), Fault> {
    let mut around = Touch::default();
    match data {
        Some(Value::Object(data)) if must || !data.is_empty() => {
            let timed = data.contains_key("at");
            match touches::shaped(&data) {
                Ok(touch) => return Ok((touch, timed)),
                Err(error) if must => return Err(("data", malformed(error.to_string()))),
                Err(_) => drop(around.attributes.insert("data".to_owned(), Value::Object(data))),
            }
        }
        _ if must => return Err(("data", malformed("the data is no touch"))),
        Some(Value::String(text)) => around.text = Some(text),
        Some(Value::Null) | None => {}
        Some(data) => drop(around.attributes.insert("data".to_owned(), data)),
    }
    Ok((around, false))
}

/// What the extensions of an event say, where they are called as what a touch has; the others are kept as they are.
fn extensions(said: &mut Object, touch: &mut Touch) {
    let mut take = |name: &str| said.remove(name).as_ref().and_then(name_of);
    for kind in Kind::ALL {
        if let Some(value) = take(kind.word()) {
            touch.identities.push(Identity { kind, value });
        }
    }
    let fields = [
        ("channel", &mut touch.channel),
        ("touchpoint", &mut touch.touchpoint),
        ("owner", &mut touch.owner),
        ("actor", &mut touch.actor),
        ("segment", &mut touch.segment),
    ];
    for (name, field) in fields {
        if let Some(value) = take(name)
            && field.is_none()
        {
            *field = Some(value);
        }
    }
    if touch.outcome == Outcome::Unknown
        && let Some(word) = take("outcome")
    {
        touch.outcome = outcome_of(&word);
    }
    for (name, value) in std::mem::take(said) {
        if !value.is_null() && name != "datacontenttype" && !touch.attributes.contains_key(&name) {
            touch.attributes.insert(name, value);
        }
    }
}
