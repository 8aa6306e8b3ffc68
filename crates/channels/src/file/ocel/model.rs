//! The words of OCEL 2.0 (Berti et al., 2023), as all three of its forms tell them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A type of events or objects, and the attributes it declares with their types.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Declared {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) attributes: Vec<Attribute>,
}

/// A declared attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
}

/// The types a log declares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Types {
    pub(crate) events: Vec<Declared>,
    pub(crate) objects: Vec<Declared>,
}

impl Types {
    /// The type declared for an attribute of events of one type.
    pub(crate) fn of_event(&self, event: &str, attribute: &str) -> Option<&str> {
        find(&self.events, event, attribute)
    }

    /// The type declared for an attribute of objects of one type.
    pub(crate) fn of_object(&self, object: &str, attribute: &str) -> Option<&str> {
        find(&self.objects, object, attribute)
    }

    /// Puts all in an order of its own, so that the order in the file does not matter.
    pub(crate) fn sort(&mut self) {
        for types in [&mut self.events, &mut self.objects] {
            types.sort_by(|one, other| one.name.cmp(&other.name));
            for declared in types {
                declared.attributes.sort_by(|one, other| one.name.cmp(&other.name));
            }
        }
    }
}

fn find<'a>(types: &'a [Declared], name: &str, attribute: &str) -> Option<&'a str> {
    let declared = types.iter().find(|declared| declared.name == name)?;
    declared.attributes.iter().find(|declared| declared.name == attribute).map(|declared| declared.kind.as_str())
}

/// A related object, and how it is related.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Relation {
    #[serde(rename = "objectId")]
    pub(crate) object: String,
    pub(crate) qualifier: String,
}

/// The value of an attribute of an object from some time on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Change {
    pub(crate) name: String,
    pub(crate) time: String,
    pub(crate) value: Value,
}

/// An object with all that is known of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Object {
    pub(crate) id: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) attributes: Vec<Change>,
    #[serde(default)]
    pub(crate) relationships: Vec<Relation>,
}

/// An event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) id: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) time: String,
    #[serde(default)]
    pub(crate) attributes: Vec<(String, Value)>,
    #[serde(default)]
    pub(crate) relationships: Vec<Relation>,
    /// Its line, or its row.
    pub(crate) line: u64,
    /// Its place among the events of the log, from 1; 0 where the form's reader does not say.
    pub(crate) place: u64,
}

/// What could not be understood.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Bad {
    pub(crate) line: u64,
    pub(crate) what: String,
    pub(crate) raw: String,
}

/// Where a form's reader puts what it reads.
pub(crate) trait Sink {
    /// What goes wrong when it is put there.
    type Error;
    fn event_type(&mut self, declared: Declared) -> Result<(), Self::Error>;
    fn object_type(&mut self, declared: Declared) -> Result<(), Self::Error>;
    fn object(&mut self, object: Object) -> Result<(), Self::Error>;
    fn event(&mut self, event: Event) -> Result<(), Self::Error>;
    fn bad(&mut self, bad: Bad) -> Result<(), Self::Error>;
}

/// A text as a value of a declared type; what does not fit stays text.
pub(crate) fn typed(value: Value, kind: Option<&str>) -> Value {
    let Value::String(text) = &value else { return value };
    let fit = match kind {
        Some("integer" | "int") => text.trim().parse::<i64>().ok().map(Value::from),
        Some("float" | "double" | "real") => {
            text.trim().parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from)
        }
        Some("boolean" | "bool") => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" => Some(Value::Bool(true)),
            "false" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        _ => None,
    };
    fit.unwrap_or(value)
}
