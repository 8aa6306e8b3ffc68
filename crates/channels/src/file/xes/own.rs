//! Reads events that Waterline wrote back into the touches they were.

use super::row::{Keys, Row};
use crate::file::write::fields::{Field, Unfit};
use crate::file::write::xes_keys as keys;
use crate::file::write::{OWN, is_kept, phase_of};
use desk::touch::{Touch, VERSION};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// The key that tells an event of ours.
pub(super) const MARK: &str = "waterline:id";

/// The touch that an event of ours was.
pub(super) fn touch(trace: (&Row, &Keys), event: (&Row, &Keys)) -> Result<Touch, Unfit> {
    let mut touch = Touch { v: VERSION, ..Touch::default() };
    let mut without: Vec<String> = Vec::new();
    case(&mut touch, trace);
    let (row, keys) = event;
    let (mut name, mut timed, mut rest, mut attributes) = (None, false, None, None);
    for attribute in &row.attributes {
        let text = row.text(attribute);
        match keys.name(attribute.slot) {
            keys::NAME => name = Some(text),
            keys::TIME => {
                Field::At.set_text(&mut touch, text)?;
                timed = true;
            }
            keys::LIFECYCLE => {
                touch.phase = phase_of(text);
                if is_kept(text) {
                    touch.attributes.insert(keys::LIFECYCLE, text.into());
                }
            }
            keys::RESOURCE => touch.actor = Some(text.to_owned()),
            keys::GROUP => touch.owner = Some(text.to_owned()),
            keys::COST => Field::Amount.set_text(&mut touch, text)?,
            keys::WITHOUT => without = json(keys::WITHOUT, text)?,
            keys::REST => rest = Some(text),
            key => match key.strip_prefix(OWN) {
                Some("attributes") => attributes = Some(text),
                Some(own) => set(&mut touch, own, text)?,
                None => {
                    touch.attributes.insert(key, row.value(attribute));
                }
            },
        }
    }
    for name in &without {
        touch.attributes.remove(name);
    }
    if let Some(text) = attributes {
        touch.attributes.extend(json::<BTreeMap<String, Json>>("waterline:attributes", text)?);
    }
    if let Some(text) = rest {
        for (name, value) in json::<BTreeMap<String, String>>(keys::REST, text)? {
            set(&mut touch, &name, &value)?;
        }
    }
    if touch.touchpoint.is_none() && touch.action.is_none() {
        touch.action = name.map(str::to_owned);
    }
    if timed { Ok(touch) } else { Err(Unfit(format!("{}: the time is missing", keys::TIME))) }
}

/// What stands at the trace.
fn case(touch: &mut Touch, (row, keys): (&Row, &Keys)) {
    for attribute in &row.attributes {
        match keys.name(attribute.slot) {
            keys::NAME => touch.thread = Some(row.text(attribute).to_owned()),
            key if key.starts_with(OWN) => {}
            key => {
                touch.attributes.insert(format!("{}{key}", keys::CASE), row.value(attribute));
            }
        }
    }
    if row.attributes.iter().any(|attribute| keys.name(attribute.slot) == keys::THREADLESS) {
        touch.thread = None;
    }
}

fn set(touch: &mut Touch, name: &str, text: &str) -> Result<(), Unfit> {
    let field = Field::named(name).ok_or_else(|| Unfit(format!("{OWN}{name}: no touch has such a field")))?;
    field.set_text(touch, text)
}

fn json<T: serde::de::DeserializeOwned>(key: &str, text: &str) -> Result<T, Unfit> {
    serde_json::from_str(text).map_err(|error| Unfit(format!("{key}: {error}")))
}
