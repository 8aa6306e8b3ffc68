//! Corrections: what a person says a text says. They hold at once, and become rows that a model learns from.

use super::said::{Cause, Of, Said};
use desk::time::Time;
use language::answer::Promised;
use language::cause;
use serde::{Deserialize, Serialize};
use store::label::Label;
use utoipa::ToSchema;

/// What a person says a text says; what is left out stays as it was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Corrected {
    /// The causes, by their names in the codebook (`system.slow`); empty: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) causes: Option<Vec<String>>,
    /// How angry, 0 to 4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) anger: Option<u8>,
    /// Whether it promises something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) promise: Option<bool>,
    /// By when; only with a promise.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) due: Option<Time>,
}

impl Corrected {
    /// What a label says.
    pub(crate) fn of(label: &Label) -> Corrected {
        serde_json::from_value(label.label.clone()).unwrap_or_default()
    }

    /// Why it cannot be taken; nothing where it can.
    pub(crate) fn wrong(&self) -> Option<String> {
        if *self == Corrected::default() {
            return Some("it says nothing: give causes, anger or promise".to_owned());
        }
        if self.anger.is_some_and(|anger| anger > 4) {
            return Some("anger is 0 to 4".to_owned());
        }
        if self.due.is_some() && self.promise != Some(true) {
            return Some("due is said of a promise: give \"promise\": true too".to_owned());
        }
        let unknown = self.causes.iter().flatten().find(|name| cause::Cause::of(name).is_none())?;
        let known: Vec<&str> = cause::Cause::ALL.iter().map(|cause| cause.name()).collect();
        Some(format!("{unknown:?} is no cause; use {}", known.join(", ")))
    }

    /// Makes it hold against what was read.
    pub(crate) fn correct(&self, of: Of, said: &mut Said, promises: &mut Vec<Promised>) {
        match of {
            Of::Customer => {
                if let Some(causes) = &self.causes {
                    let known = std::mem::take(&mut said.causes);
                    let told = |name: &String| {
                        let read = known.iter().find(|cause| cause.name == *name);
                        let read = read.cloned().unwrap_or_else(|| Cause { name: name.clone(), ..Cause::default() });
                        Cause { score: 1.0, sure: true, ..read }
                    };
                    said.causes = causes.iter().map(told).collect();
                }
                if let Some(anger) = self.anger {
                    (said.anger, said.anger_sure) = (anger, true);
                    if anger == 0 {
                        said.anger_words.clear();
                    }
                }
            }
            Of::Company => self.promise(promises),
        }
    }

    fn promise(&self, promises: &mut Vec<Promised>) {
        match self.promise {
            Some(false) => promises.clear(),
            Some(true) if promises.is_empty() || self.due.is_some() => {
                let read = promises.pop();
                let text = read.as_ref().map(|read| read.text.clone()).unwrap_or_default();
                let due = self.due.map(|due| due.to_string()).or_else(|| read.and_then(|read| read.due));
                let vague = due.is_none();
                *promises = vec![Promised { text, due, vague, conditional: false, who: None, score: 1.0 }];
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(told: serde_json::Value, wrong: Option<&str>) {
        let corrected: Corrected = serde_json::from_value(told).unwrap();
        match (corrected.wrong(), wrong) {
            (None, None) => {}
            (Some(why), Some(part)) => assert!(why.contains(part), "{why}"),
            (found, _) => panic!("{found:?}"),
        }
    }

    #[test]
    fn a_correction_names_what_there_is() {
        check(json!({ "causes": ["system.slow"], "anger": 3 }), None);
        check(json!({ "causes": [] }), None);
        check(json!({ "promise": false }), None);
        check(json!({ "promise": true, "due": "2026-03-04T00:00:00Z" }), None);
        check(json!({}), Some("says nothing"));
        check(json!({ "anger": 5 }), Some("0 to 4"));
        check(json!({ "causes": ["slow"] }), Some("system.slow"));
        check(json!({ "due": "2026-03-04T00:00:00Z" }), Some("promise"));
    }

    #[test]
    fn what_is_said_holds_and_the_rest_stays() {
        let read = Cause { name: "system.slow".into(), score: 0.4, words: vec![(0, 3)], ..Cause::default() };
        let mut said = Said { causes: vec![read.clone()], anger: 2, ..Said::default() };
        let told = Corrected { causes: Some(vec!["system.slow".into(), "value.price".into()]), ..Corrected::default() };
        told.correct(Of::Customer, &mut said, &mut Vec::new());
        assert_eq!(said.anger, 2);
        assert_eq!(said.causes[0], Cause { score: 1.0, sure: true, ..read });
        assert_eq!(said.causes[1].name, "value.price");
    }

    #[test]
    fn a_promise_is_taken_away_or_put_there() {
        let mut promises = Vec::new();
        let due = Time::parse("2026-03-04T00:00:00Z");
        let corrected = |promise, due| Corrected { promise: Some(promise), due, ..Corrected::default() };
        corrected(true, due).correct(Of::Company, &mut Said::default(), &mut promises);
        assert_eq!(promises[0].due.as_deref().and_then(Time::parse), due);
        corrected(false, None).correct(Of::Company, &mut Said::default(), &mut promises);
        assert!(promises.is_empty());
    }
}
