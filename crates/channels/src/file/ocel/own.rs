//! Reads events that Waterline wrote back into the touches they were.

use super::model::Event;
use crate::file::write::OWN;
use crate::file::write::fields::{Field, Unfit};
use desk::touch::Touch;
use serde_json::Value;
use std::collections::BTreeMap;

/// Whether Waterline wrote the event.
pub(super) fn is_own(event: &Event) -> bool {
    event.attributes.iter().any(|(name, _)| name.strip_prefix(OWN) == Some("id"))
}

/// The touch that an event of ours was.
pub(super) fn touch(event: &Event) -> Result<Touch, Unfit> {
    let mut touch = Touch::default();
    Field::At.set_text(&mut touch, &event.time)?;
    let mut rest = BTreeMap::<String, Value>::new();
    for (name, value) in &event.attributes {
        let Some(own) = name.strip_prefix(OWN) else {
            touch.attributes.insert(name.as_str(), value.clone());
            continue;
        };
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        match Field::named(own) {
            Some(Field::Attributes) => {
                rest = serde_json::from_str(&text).map_err(|error| Unfit(format!("{name}: {error}")))?;
            }
            Some(field) => field.set_text(&mut touch, &text)?,
            None => return Err(Unfit(format!("{name}: no touch has such a field"))),
        }
    }
    touch.attributes.extend(rest);
    Ok(touch)
}
