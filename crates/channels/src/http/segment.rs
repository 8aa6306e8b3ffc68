//! The calls of the Segment specification (batch, track, identify, page, screen, group, alias), as its clients and those of
//! RudderStack send them. How a call becomes a touch is told in docs/howto/send-touches.md.

use super::{
    Arrived, Context, Items, Nameless, Pieces, Reason, Refused, Unreadable, name_of, percent_decoded, received,
};
use crate::file::mapping::value;
use desk::identity::{Identity, Kind};
use desk::step::outcome_of;
use desk::time::{Span, Time};
use desk::touch::{Direction, Outcome, Touch};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::str::FromStr;

type Object = Map<String, Value>;
type Fault = (&'static str, Reason);

/// What a call says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Something a customer did.
    Track,
    /// Who a customer is.
    Identify,
    /// A page a customer saw.
    Page,
    /// A screen of an app a customer saw.
    Screen,
    /// The company or family a customer belongs to.
    Group,
    /// Two names of one customer.
    Alias,
}

impl Call {
    fn word(self) -> &'static str {
        match self {
            Call::Track => "track",
            Call::Identify => "identify",
            Call::Page => "page",
            Call::Screen => "screen",
            Call::Group => "group",
            Call::Alias => "alias",
        }
    }
}

impl FromStr for Call {
    type Err = ();

    fn from_str(word: &str) -> Result<Call, ()> {
        let all = [Call::Track, Call::Identify, Call::Page, Call::Screen, Call::Group, Call::Alias];
        all.into_iter().find(|call| call.word() == word).ok_or(())
    }
}

/// A sender's clock that is off by less is not corrected: a request takes its time, and is sent again.
const SKEW: Span = Span::MINUTE;
/// What calls hold that is none of a touch's business.
const LEFT_OUT: [&str; 6] = ["integrations", "_metadata", "writeKey", "sentAt", "receivedAt", "batch"];

/// What a body sent to `/v1/batch` holds.
///
/// # Errors
/// Where it is no JSON object with a `batch`. One call in it that is none harms no other.
pub fn batch(body: &[u8], context: &Context<'_>) -> Result<Items, Unreadable> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Batch<'a> {
        #[serde(borrow)]
        batch: Pieces<'a>,
        #[serde(default)]
        sent_at: Option<Value>,
        #[serde(default)]
        context: Option<Object>,
    }
    let batch: Batch<'_> = serde_json::from_str(super::text_of(body)?)?;
    let sent_at = batch.sent_at.as_ref().and_then(moment);
    let mut nameless = Nameless::default();
    let calls = batch.batch.all()?;
    let calls = calls.into_iter().map(|call| match serde_json::from_str::<Object>(call) {
        Err(_) => {
            let what = "an element of batch is no JSON object".to_owned();
            Err(Refused { id: None, place: None, reason: Reason::Malformed { what } })
        }
        Ok(mut said) => {
            if let Some(shared) = &batch.context
                && !said.contains_key("context")
            {
                said.insert("context".to_owned(), Value::Object(shared.clone()));
            }
            one(None, said, sent_at, &mut nameless, context)
        }
    });
    Ok(calls.collect())
}

/// What a body sent to `/v1/track` or one of its like holds.
///
/// # Errors
/// Where it is no JSON object.
pub fn single(call: Call, body: &[u8], context: &Context<'_>) -> Result<Items, Unreadable> {
    let said: Object = serde_json::from_str(super::text_of(body)?)?;
    Ok(vec![one(Some(call), said, None, &mut Nameless::default(), context)])
}

fn one(
    call: Option<Call>,
    mut said: Object,
    sent_at: Option<Time>,
    nameless: &mut Nameless,
    context: &Context<'_>,
) -> Result<Arrived, Refused> {
    let id = said.remove("messageId").as_ref().and_then(name_of);
    let sent_at = said.remove("sentAt").as_ref().and_then(moment).or(sent_at);
    let forwarded = said.contains_key("receivedAt");
    said.retain(|name, value| !value.is_null() && !LEFT_OUT.contains(&name.as_str()));
    // Sent again, a call says the same, but for when it was sent.
    let id = id.unwrap_or_else(|| nameless.id(&serde_json::to_vec(&said).unwrap_or_default()));
    let made = kind_of(call, &mut said).and_then(|call| {
        let time = Clock { sent_at, forwarded }.read(&mut said, context.now)?;
        Ok((touch(call, said)?, time))
    });
    match made {
        Err((place, reason)) => {
            let place = Some(place.to_owned()).filter(|place| !place.is_empty());
            Err(Refused { id: Some(id), place, reason })
        }
        Ok((touch, (at, claimed))) => {
            Ok(received(Touch { id, at, source: context.source.to_owned(), ..touch }, Some(claimed), context))
        }
    }
}

fn malformed(what: impl Into<String>) -> Reason {
    Reason::Malformed { what: what.into() }
}

/// Which call it is: what its address says, else what it says itself.
fn kind_of(call: Option<Call>, said: &mut Object) -> Result<Call, Fault> {
    let word = said.remove("type").as_ref().and_then(name_of);
    match (call, word) {
        (Some(call), _) => Ok(call),
        (None, None) => Err(("type", malformed("the type of the call is missing"))),
        (None, Some(word)) => word.to_lowercase().parse().map_err(|()| {
            let what = format!("{word:?} is none of track, identify, page, screen, group and alias");
            ("type", malformed(what))
        }),
    }
}

/// What is known of the sender's clock.
struct Clock {
    /// When the sender says it sent this.
    sent_at: Option<Time>,
    /// Another receiver has put the time right already.
    forwarded: bool,
}

impl Clock {
    /// When it happened, by our clock and as it was said. A sender whose clock is off by more than [`SKEW`] is
    /// corrected: what lay so long before it was sent lies so long before it came.
    fn read(&self, said: &mut Object, now: Time) -> Result<(Time, Time), Fault> {
        let (original, usual) = (said.remove("originalTimestamp"), said.remove("timestamp"));
        // Clients that send both tell in the second what their user said, in the first when they were called.
        let Some(told) = usual.or(original) else { return Ok((now, now)) };
        let Some(claimed) = moment(&told) else {
            let found = name_of(&told).unwrap_or_else(|| told.to_string());
            return Err(("timestamp", Reason::BadTime { found }));
        };
        let off = self.sent_at.filter(|_| !self.forwarded).map_or(Span(0), |sent| now - sent);
        let at = if off.0.saturating_abs() > SKEW.0 { claimed + off } else { claimed };
        Ok((at, claimed))
    }
}

/// RFC 3339, or milliseconds since 1970.
fn moment(value: &Value) -> Option<Time> {
    match value {
        Value::String(text) => Time::parse(text),
        Value::Number(number) => number.as_i64()?.checked_mul(1_000).map(Time),
        _ => None,
    }
}

fn object<'a>(of: &'a Object, name: &str) -> Option<&'a Object> {
    of.get(name)?.as_object()
}

fn text(of: Option<&Object>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| name_of(of?.get(*name)?))
}

/// The touch that a call is, but for its id and its time. What is not read from it goes to the attributes as it is.
fn touch(call: Call, mut said: Object) -> Result<Touch, Fault> {
    let (properties, around) = (object(&said, "properties"), object(&said, "context"));
    let mut touch = Touch { identities: identities(call, &said), ..Touch::default() };
    touch.action = Some(match call {
        Call::Track => match text(Some(&said), &["event"]) {
            Some(event) => event,
            None => return Err(("event", malformed("the name of the event is missing"))),
        },
        Call::Page | Call::Screen => "view".to_owned(),
        Call::Identify | Call::Group | Call::Alias => call.word().to_owned(),
    });
    touch.channel = channel(call, &said, around);
    touch.direction = match (call, touch.channel.as_deref()) {
        (Call::Identify | Call::Group | Call::Alias, _) => Some(Direction::Internal),
        (Call::Page | Call::Screen, _) | (Call::Track, Some("web" | "app")) => Some(Direction::SelfService),
        (Call::Track, _) => None,
    };
    if touch.direction != Some(Direction::Internal) {
        touch.touchpoint = touchpoint(call, &said, properties, around);
        touch.outcome = properties.map_or(Outcome::Unknown, outcome);
    }
    touch.thread = text(properties, &["thread"]);
    touch.owner = text(properties, &["owner"]);
    touch.segment = text(properties, &["segment"]);
    touch.text = text(properties, &["text", "comment", "review_body"]);
    touch.amount = text(properties, &["revenue", "total", "value", "amount"]).and_then(|amount| value::number(&amount));
    let consumed: &[&str] = match call {
        Call::Track => &["event", "userId", "anonymousId"],
        _ => &["userId", "anonymousId"],
    };
    said.retain(|name, _| !consumed.contains(&name.as_str()));
    said.insert("type".to_owned(), Value::from(call.word()));
    touch.attributes = said.into_iter().collect();
    Ok(touch)
}

/// What the customer is known by. The traits of a group are the group's.
fn identities(call: Call, said: &Object) -> Vec<Identity> {
    let mut all = Vec::new();
    let mut add = |kind, value: Option<String>| {
        if let Some(value) = value {
            let identity = Identity { kind, value };
            if !all.contains(&identity) {
                all.push(identity);
            }
        }
    };
    let user = text(Some(said), &["userId"]);
    add(Kind::Account, user.clone());
    let traits = object(said, "traits").filter(|_| call != Call::Group);
    let around = object(said, "context").and_then(|around| object(around, "traits"));
    for traits in [traits, around] {
        add(Kind::Email, text(traits, &["email"]));
        add(Kind::Phone, text(traits, &["phone"]));
    }
    // Many use the address as the name of the account.
    add(Kind::Email, user.filter(|user| is_address(user)));
    add(Kind::Device, text(Some(said), &["anonymousId"]));
    for traits in [traits, around] {
        add(Kind::Name, person_name(traits));
    }
    if call == Call::Alias
        && let Some(previous) = text(Some(said), &["previousId"])
    {
        // It was the name of an account or of a browser; nobody says which.
        add(Kind::Device, Some(previous.clone()));
        add(Kind::Account, Some(previous));
    }
    all
}

fn is_address(text: &str) -> bool {
    let parts = text.split_once('@');
    parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains(['@', ' ']))
}

fn person_name(traits: Option<&Object>) -> Option<String> {
    text(traits, &["name"]).or_else(|| {
        let parts = [text(traits, &["firstName", "first_name"]), text(traits, &["lastName", "last_name"])];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    })
}

/// `web`, `app` or `server`: what the call says, else what it tells of where it was made.
fn channel(call: Call, said: &Object, around: Option<&Object>) -> Option<String> {
    let named = text(Some(said), &["channel"]).or_else(|| text(around, &["channel"]));
    if let Some(named) = named {
        return Some(if named == "mobile" { "app".to_owned() } else { named });
    }
    let library = around.and_then(|around| text(object(around, "library"), &["name"]));
    let library = library.unwrap_or_default().to_lowercase();
    let has = |name: &str| around.is_some_and(|around| around.contains_key(name));
    let apps = ["ios", "android", "swift", "kotlin", "react-native", "flutter", "unity", "xamarin"];
    let found = if call == Call::Screen || has("device") || apps.iter().any(|app| library.contains(app)) {
        "app"
    } else if call == Call::Page || has("page") || library == "analytics.js" {
        "web"
    } else if !library.is_empty() {
        "server"
    } else {
        return None;
    };
    Some(found.to_owned())
}

/// The place: what the properties call so, the page's path, the screen's name.
fn touchpoint(call: Call, said: &Object, properties: Option<&Object>, around: Option<&Object>) -> Option<String> {
    let page = around.and_then(|around| object(around, "page"));
    let screen = around.and_then(|around| object(around, "screen"));
    let named = || {
        let parts = [text(Some(said), &["category"]), text(Some(said), &["name"])];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let path = || text(properties, &["path", "url"]).or_else(|| text(page, &["path", "url"])).map(|path| place(&path));
    text(properties, &["touchpoint"]).or_else(|| match call {
        Call::Screen => named().or_else(|| text(screen, &["name"])),
        Call::Page => path().or_else(named),
        _ => path().or_else(|| text(properties, &["screen"])).or_else(|| text(screen, &["name"])),
    })
}

/// The place an address is: without host, query and fragment, and with `*` for what names a single thing, so that the
/// pages of a thousand orders are one place.
fn place(address: &str) -> String {
    let after_host = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => address,
    };
    let path = after_host.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<String> = path.split('/').map(|part| blurred(&percent_decoded(part))).collect();
    let path = parts.join("/");
    if path.len() > 1 { path.trim_end_matches('/').to_owned() } else { "/".to_owned() }
}

fn blurred(part: &str) -> String {
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    let is_code = part.len() >= 20 && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if digits >= 3 || is_code { "*".to_owned() } else { part.to_owned() }
}

/// How it ended, by the first property that says so.
fn outcome(properties: &Object) -> Outcome {
    for name in ["outcome", "result", "status"] {
        if let Some(Value::String(word)) = properties.get(name) {
            match outcome_of(word) {
                Outcome::Unknown => {}
                outcome => return outcome,
            }
        }
    }
    match (properties.get("success"), properties.get("error")) {
        (Some(Value::Bool(true)), _) => Outcome::Ok,
        (Some(Value::Bool(false)), _) => Outcome::Failed,
        (_, Some(Value::Bool(true) | Value::Object(_))) => Outcome::Failed,
        (_, Some(Value::String(error))) if !error.trim().is_empty() => Outcome::Failed,
        _ => Outcome::Unknown,
    }
}
