//! Our own form: a touch, an array of touches, or one a line. What the sender says about the type of the content does not
//! matter, because senders say all kinds of things.

use super::{Arrived, Context, Items, MOST, Nameless, Pieces, Refused, Unreadable, cloudevents, received, text_of};
use crate::file::json::touch_of;
use desk::touch::Touch;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// What a body holds.
///
/// # Errors
/// Where it is no JSON, or JSON of something else. Of an array or of lines, one that is no touch harms no other.
pub fn decode(body: &[u8], context: &Context<'_>) -> Result<Items, Unreadable> {
    let text = text_of(body)?;
    let pieces = match text.as_bytes().first() {
        Some(b'[') => serde_json::from_str::<Pieces<'_>>(text)?.all()?,
        Some(b'{') => objects(text)?,
        _ => return Err(Unreadable::Shape("the body is neither a touch nor an array of touches nor one a line")),
    };
    let mut nameless = Nameless::default();
    Ok(pieces.into_iter().map(|piece| one(piece.trim(), &mut nameless, context)).collect())
}

/// One object, or one a line.
fn objects(text: &str) -> Result<Vec<&str>, Unreadable> {
    let whole = match serde_json::from_str::<&RawValue>(text) {
        Ok(_) => return Ok(vec![text]),
        Err(error) => error,
    };
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(MOST + 1).collect();
    let begins = lines.first().is_some_and(|line| serde_json::from_str::<&RawValue>(line).is_ok());
    match lines.len() {
        // A touch that is written over many lines and broken is one broken touch.
        _ if !begins => Err(whole.into()),
        0..=MOST => Ok(lines),
        _ => Err(Unreadable::TooMany),
    }
}

fn one(piece: &str, nameless: &mut Nameless, context: &Context<'_>) -> Result<Arrived, Refused> {
    let (place, reason) = match touch_of(piece) {
        Ok(mut touch) => {
            if touch.id.is_empty() {
                touch.id = nameless.id(piece.as_bytes());
            }
            return Ok(received(touch, None, context));
        }
        Err(why) => why,
    };
    // A CloudEvent that was sent as plain JSON.
    if piece.contains("\"specversion\"")
        && let Ok(Value::Object(event)) = serde_json::from_str(piece)
    {
        return cloudevents::event(event, context);
    }
    Err(Refused { id: id_of(piece), place, reason })
}

/// The id of something that is no touch.
fn id_of(piece: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    let named: Named = serde_json::from_str(piece).ok()?;
    Some(named.id).filter(|id| !id.is_empty())
}

/// The touch that data is, where every key of it is a touch's.
pub(super) fn shaped(data: &Map<String, Value>) -> Result<Touch, serde_json::Error> {
    Touch::deserialize(data)
}
