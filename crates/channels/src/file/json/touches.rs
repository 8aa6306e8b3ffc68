//! The JSON form of a touch.
//!
//! A touch without an id gets one from what it says; of equal ones that follow one another each is a touch of its own.

use crate::file::Reason;
use desk::id::derived_touch_id;
use desk::touch::{Touch, VERSION};
use serde_json::error::Category;

/// The source of touches that name none.
pub(super) const SOURCE: &str = "touches";

/// Takes touches as they are told.
pub(super) struct Touches {
    source: String,
    /// The last one without an id, and how many equal ones came before it.
    last: String,
    twins: u32,
}

impl Touches {
    pub(super) fn new(source: String) -> Touches {
        Touches { source, last: String::new(), twins: 0 }
    }

    /// The touch a text says, with the source and the id it has where it says none.
    pub(super) fn touch(&mut self, text: &str) -> Result<Touch, (Option<String>, Reason)> {
        let mut touch = touch_of(text)?;
        touch.v = touch.v.max(1);
        if touch.source.is_empty() {
            touch.source.clone_from(&self.source);
        }
        if touch.id.is_empty() {
            if self.last == text {
                self.twins += 1;
            } else {
                text.clone_into(&mut self.last);
                self.twins = 0;
            }
            touch.id = derived_touch_id(text.as_bytes(), self.twins);
        }
        Ok(touch)
    }
}

/// The touch a text says, as it says it, or the field at fault and why.
pub(crate) fn touch_of(text: &str) -> Result<Touch, (Option<String>, Reason)> {
    // A touch has no default time: one that names none is not from 1970.
    match serde_json::from_str::<Touch>(text) {
        Ok(touch) if touch.v > VERSION => {
            let what =
                format!("version {} of touches is newer than this program knows ({VERSION}); update it", touch.v);
            Err((Some("v".to_owned()), Reason::Malformed { what }))
        }
        Ok(touch) if touch.at == desk::time::Time::default() && !has_time(text) => {
            Err((Some("at".to_owned()), Reason::NoTime))
        }
        Ok(touch) => Ok(touch),
        Err(error) => Err((field_of(&error, text), Reason::Malformed { what: what_is_wrong(&error) })),
    }
}

fn has_time(text: &str) -> bool {
    let object: Result<std::collections::BTreeMap<&str, serde::de::IgnoredAny>, _> = serde_json::from_str(text);
    object.is_ok_and(|object| object.contains_key("at"))
}

/// The reader's complaint in words, with the column; the line is told beside it.
fn what_is_wrong(error: &serde_json::Error) -> String {
    let said = complaint(error);
    match error.classify() {
        Category::Eof => format!("column {}: the line ends in the middle of the touch", error.column()),
        Category::Syntax => format!("column {}: this is no JSON: {said}", error.column()),
        Category::Data | Category::Io => format!("column {}: {said}", error.column()),
    }
}

/// The reader's complaint without the place.
pub(super) fn complaint(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said).to_owned()
}

/// The name of the field in which a value is wrong: the last key before the place of the error.
fn field_of(error: &serde_json::Error, text: &str) -> Option<String> {
    if error.classify() != Category::Data {
        return None;
    }
    let said = error.to_string();
    if let Some(name) = said.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) {
        return Some(name.to_owned());
    }
    let before = &text.as_bytes()[..error.column().min(text.len())];
    let before = std::str::from_utf8(before).or_else(|cut| std::str::from_utf8(&before[..cut.valid_up_to()])).ok()?;
    let colon = before.match_indices("\":").last()?.0;
    let key = &before[..colon];
    Some(key[key.rfind('"')? + 1..].to_owned())
}
