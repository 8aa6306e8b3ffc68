//! The fields of a touch by name: what CSV and Parquet have as columns, XES and OCEL as attributes `waterline:NAME`.

use crate::file::decode::Text;
use desk::identity::Identity;
use desk::time::{Span, Time};
use desk::touch::{Touch, VERSION};
use serde::de::IntoDeserializer;
use serde::de::value::{Error as WordError, StrDeserializer};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A field of a touch, in the order of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    V,
    Id,
    Source,
    At,
    ReceivedAt,
    Sequence,
    Thread,
    Touchpoint,
    Action,
    Channel,
    Owner,
    Actor,
    Outcome,
    Direction,
    Phase,
    Waited,
    Handled,
    Amount,
    Segment,
    Reopened,
    SlaBroken,
    Churned,
    Returned,
    Complained,
    Rating,
    Text,
    Identities,
    Attributes,
}

/// What kind of value a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Whole,
    Number,
    Flag,
    Moment,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Text(Cow<'a, str>),
    Whole(i64),
    Number(f64),
    Flag(bool),
    Moment(Time),
}

impl Value<'_> {
    /// As text that [`Field::set_text`] reads back.
    pub(crate) fn to_text(&self) -> Cow<'_, str> {
        match self {
            Value::Text(text) => Cow::Borrowed(text),
            Value::Whole(number) => number.to_string().into(),
            Value::Number(number) => format!("{number:?}").into(),
            Value::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
            Value::Moment(time) => time.to_string().into(),
        }
    }
}

/// What stands in a field and does not belong there, in plain words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Unfit(pub(crate) String);

impl Field {
    /// All fields, in the order of columns.
    pub(crate) const ALL: [Field; 28] = [
        Field::V,
        Field::Id,
        Field::Source,
        Field::At,
        Field::ReceivedAt,
        Field::Sequence,
        Field::Thread,
        Field::Touchpoint,
        Field::Action,
        Field::Channel,
        Field::Owner,
        Field::Actor,
        Field::Outcome,
        Field::Direction,
        Field::Phase,
        Field::Waited,
        Field::Handled,
        Field::Amount,
        Field::Segment,
        Field::Reopened,
        Field::SlaBroken,
        Field::Churned,
        Field::Returned,
        Field::Complained,
        Field::Rating,
        Field::Text,
        Field::Identities,
        Field::Attributes,
    ];

    /// Its name, that of the JSON form of a touch.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Field::V => "v",
            Field::Id => "id",
            Field::Source => "source",
            Field::At => "at",
            Field::ReceivedAt => "received_at",
            Field::Sequence => "sequence",
            Field::Thread => "thread",
            Field::Touchpoint => "touchpoint",
            Field::Action => "action",
            Field::Channel => "channel",
            Field::Owner => "owner",
            Field::Actor => "actor",
            Field::Outcome => "outcome",
            Field::Direction => "direction",
            Field::Phase => "phase",
            Field::Waited => "waited_us",
            Field::Handled => "handled_us",
            Field::Amount => "amount",
            Field::Segment => "segment",
            Field::Reopened => "reopened",
            Field::SlaBroken => "sla_broken",
            Field::Churned => "churned",
            Field::Returned => "returned",
            Field::Complained => "complained",
            Field::Rating => "rating",
            Field::Text => "text",
            Field::Identities => "identities",
            Field::Attributes => "attributes",
        }
    }

    /// The field with this name.
    pub(crate) fn named(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.name() == name)
    }

    /// What kind of value it holds.
    pub(crate) fn kind(self) -> Kind {
        match self {
            Field::V | Field::Sequence | Field::Waited | Field::Handled => Kind::Whole,
            Field::Amount | Field::Rating => Kind::Number,
            Field::Reopened | Field::SlaBroken | Field::Churned | Field::Returned | Field::Complained => Kind::Flag,
            Field::At | Field::ReceivedAt => Kind::Moment,
            _ => Kind::Text,
        }
    }

    /// Its value in `touch`; `None` where the touch has nothing to say.
    pub(crate) fn of(self, touch: &Touch) -> Option<Value<'_>> {
        match self {
            Field::V => Some(Value::Whole(i64::from(touch.v))),
            Field::Id => Some(Value::Text(Cow::Borrowed(&touch.id))),
            Field::Source => Some(Value::Text(Cow::Borrowed(&touch.source))),
            Field::At => Some(Value::Moment(touch.at)),
            Field::ReceivedAt => touch.received_at.map(Value::Moment),
            Field::Sequence => (touch.sequence != 0).then_some(Value::Whole(touch.sequence)),
            Field::Thread => borrowed(&touch.thread),
            Field::Touchpoint => borrowed(&touch.touchpoint),
            Field::Action => borrowed(&touch.action),
            Field::Channel => borrowed(&touch.channel),
            Field::Owner => borrowed(&touch.owner),
            Field::Actor => borrowed(&touch.actor),
            Field::Outcome => word(&touch.outcome),
            Field::Direction => touch.direction.as_ref().map(plain_word),
            Field::Phase => word(&touch.phase),
            Field::Waited => touch.waited.map(|span| Value::Whole(span.0)),
            Field::Handled => touch.handled.map(|span| Value::Whole(span.0)),
            Field::Amount => touch.amount.map(Value::Number),
            Field::Segment => borrowed(&touch.segment),
            Field::Reopened => touch.results.reopened.map(Value::Flag),
            Field::SlaBroken => touch.results.sla_broken.map(Value::Flag),
            Field::Churned => touch.results.churned.map(Value::Flag),
            Field::Returned => touch.results.returned.map(Value::Flag),
            Field::Complained => touch.results.complained.map(Value::Flag),
            Field::Rating => touch.results.rating.map(Value::Number),
            Field::Text => borrowed(&touch.text),
            Field::Identities => (!touch.identities.is_empty()).then(|| json(&touch.identities)),
            Field::Attributes => (!touch.attributes.is_empty()).then(|| json(&touch.attributes)),
        }
    }

    /// Puts `value` into `touch`.
    pub(crate) fn set(self, touch: &mut Touch, value: Value<'_>) -> Result<(), Unfit> {
        match value {
            Value::Text(text) => self.set_words(touch, text),
            Value::Whole(number) => self.set_whole(touch, number),
            Value::Number(number) => self.set_number(touch, number),
            Value::Flag(flag) => self.set_flag(touch, flag),
            Value::Moment(time) => self.set_moment(touch, time),
        }
    }

    /// Reads the value from text and puts it into `touch`.
    pub(crate) fn set_text(self, touch: &mut Touch, text: &str) -> Result<(), Unfit> {
        let unfit = |wanted: &str| Unfit(format!("{}: {text:?} is not {wanted}", self.name()));
        let value = match self.kind() {
            Kind::Text => Value::Text(Cow::Borrowed(text)),
            Kind::Whole => Value::Whole(text.parse().map_err(|_| unfit("a whole number"))?),
            Kind::Number => Value::Number(text.parse().map_err(|_| unfit("a number"))?),
            Kind::Flag => Value::Flag(text.parse().map_err(|_| unfit("true or false"))?),
            Kind::Moment => Value::Moment(
                Time::parse(text).ok_or_else(|| unfit("a time; write it like 2024-02-29T09:30:00+08:00"))?,
            ),
        };
        self.set(touch, value)
    }

    fn set_words(self, touch: &mut Touch, text: Cow<'_, str>) -> Result<(), Unfit> {
        match self {
            Field::Id => touch.id = text.into_owned(),
            Field::Source => touch.source = text.into_owned(),
            Field::Thread => touch.thread = Some(text.into_owned()),
            Field::Touchpoint => touch.touchpoint = Some(text.into_owned()),
            Field::Action => touch.action = Some(text.into_owned()),
            Field::Channel => touch.channel = Some(text.into_owned()),
            Field::Owner => touch.owner = Some(text.into_owned()),
            Field::Actor => touch.actor = Some(text.into_owned()),
            Field::Segment => touch.segment = Some(text.into_owned()),
            Field::Text => touch.text = Some(text.into_owned()),
            Field::Outcome => touch.outcome = self.read_word(&text)?,
            Field::Direction => touch.direction = Some(self.read_word(&text)?),
            Field::Phase => touch.phase = self.read_word(&text)?,
            Field::Identities => touch.identities = self.read_json::<Vec<Identity>>(&text)?,
            Field::Attributes => touch.attributes = self.read_json(&text)?,
            _ => return Err(self.wrong_kind()),
        }
        Ok(())
    }

    fn set_whole(self, touch: &mut Touch, number: i64) -> Result<(), Unfit> {
        match self {
            Field::V => {
                touch.v = u32::try_from(number).ok().filter(|v| *v <= VERSION).ok_or_else(|| {
                    Unfit(format!(
                        "v: version {number} of touches is newer than this program knows ({VERSION}); update it"
                    ))
                })?;
            }
            Field::Sequence => touch.sequence = number,
            Field::Waited => touch.waited = Some(Span(number)),
            Field::Handled => touch.handled = Some(Span(number)),
            _ if self.kind() == Kind::Number => return self.set_number(touch, number as f64),
            _ => return Err(self.wrong_kind()),
        }
        Ok(())
    }

    fn set_number(self, touch: &mut Touch, number: f64) -> Result<(), Unfit> {
        match self {
            Field::Amount => touch.amount = Some(number),
            Field::Rating => touch.results.rating = Some(number),
            _ => return Err(self.wrong_kind()),
        }
        Ok(())
    }

    fn set_flag(self, touch: &mut Touch, flag: bool) -> Result<(), Unfit> {
        match self {
            Field::Reopened => touch.results.reopened = Some(flag),
            Field::SlaBroken => touch.results.sla_broken = Some(flag),
            Field::Churned => touch.results.churned = Some(flag),
            Field::Returned => touch.results.returned = Some(flag),
            Field::Complained => touch.results.complained = Some(flag),
            _ => return Err(self.wrong_kind()),
        }
        Ok(())
    }

    fn set_moment(self, touch: &mut Touch, time: Time) -> Result<(), Unfit> {
        match self {
            Field::At => touch.at = time,
            Field::ReceivedAt => touch.received_at = Some(time),
            _ => return Err(self.wrong_kind()),
        }
        Ok(())
    }

    fn wrong_kind(self) -> Unfit {
        let wanted = match self.kind() {
            Kind::Text => "text",
            Kind::Whole => "a whole number",
            Kind::Number => "a number",
            Kind::Flag => "true or false",
            Kind::Moment => "a time",
        };
        Unfit(format!("{}: it should be {wanted}", self.name()))
    }

    fn read_word<'a, T: Deserialize<'a>>(self, word: &'a str) -> Result<T, Unfit> {
        let reader: StrDeserializer<'a, WordError> = word.into_deserializer();
        T::deserialize(reader).map_err(|error| Unfit(format!("{}: {error}", self.name())))
    }

    fn read_json<T: for<'a> Deserialize<'a>>(self, text: &str) -> Result<T, Unfit> {
        serde_json::from_str(text).map_err(|error| Unfit(format!("{}: {error}", self.name())))
    }
}

fn borrowed(text: &Option<String>) -> Option<Value<'_>> {
    text.as_deref().map(|text| Value::Text(Cow::Borrowed(text)))
}

/// The word of an enum; its default says nothing.
fn word<T: Serialize + Default + PartialEq>(value: &T) -> Option<Value<'static>> {
    (*value != T::default()).then(|| plain_word(value))
}

/// The word an enum has in JSON.
pub(crate) fn plain_word<T: Serialize>(value: &T) -> Value<'static> {
    let text = serde_json::to_string(value).unwrap_or_default();
    Value::Text(text.trim_matches('"').to_owned().into())
}

fn json<T: Serialize>(value: &T) -> Value<'static> {
    Value::Text(to_json(value).into())
}

/// JSON that every format can hold: characters that XML and some programs cannot hold are written as `\uXXXX`.
pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T) -> String {
    let mut text = serde_json::to_string(value).unwrap_or_default();
    for character in ['\u{fffe}', '\u{ffff}', Text::BROKEN] {
        if text.contains(character) {
            text = text.replace(character, &format!("\\u{:04x}", character as u32));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_comes_back_from_its_text() {
        let line = r#"{"v":1,"id":"a","source":"s","at":"2024-02-29T09:30:00Z","received_at":"2024-03-01T00:00:00.5Z",
            "sequence":-3,"identities":[{"kind":"email","value":"ä@b.c"}],"channel":"电话","touchpoint":"p","action":"x",
            "outcome":"refused","direction":"self_service","thread":"t","owner":"o","actor":"i","waited_us":-1,
            "handled_us":2,"amount":-0.1,"text":"","phase":"start","results":{"reopened":true,"sla_broken":false,
            "churned":true,"returned":false,"complained":true,"rating":0.25},"segment":"g","attributes":{"k":[null]}}"#;
        let touch: Touch = serde_json::from_str(line).expect("a touch");
        let mut read = Touch::default();
        for field in Field::ALL {
            assert_eq!(Field::named(field.name()), Some(field));
            let value = field.of(&touch).expect("all fields are filled in");
            field.set_text(&mut read, &value.to_text()).expect("what was written");
        }
        assert_eq!(read, touch);
    }

    #[test]
    fn what_does_not_belong_is_told_with_the_name_of_the_field() {
        let mut touch = Touch::default();
        let mut told = |field: Field, text: &str| field.set_text(&mut touch, text).expect_err("unfit").0;
        assert_eq!(told(Field::Amount, "ten"), "amount: \"ten\" is not a number");
        assert_eq!(told(Field::V, "9"), "v: version 9 of touches is newer than this program knows (1); update it");
        assert!(told(Field::Outcome, "fine").starts_with("outcome: unknown variant `fine`, expected one of"));
    }
}
