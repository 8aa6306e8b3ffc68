//! A flow: the states a request can be in, who moves next, and what counts as resolved.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// Whose move it is in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mover {
    /// The customer chooses what comes next.
    Customer,
    /// The company does; the customer can only wait and see.
    Company,
}

/// A state as written in the file of a flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Its name, unique in the flow.
    pub name: String,
    /// Whose move it is.
    pub owner: Mover,
    /// Names of the states that can follow.
    #[serde(default)]
    pub to: Vec<String>,
}

/// A flow as written in a file, JSON for example:
/// `{"states": [{"name": "start", "owner": "customer", "to": ["done"]}, {"name": "done", "owner": "customer"}],
/// "initial": ["start"], "goals": ["done"]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The states.
    pub states: Vec<State>,
    /// Where customers begin.
    pub initial: Vec<String>,
    /// Where the matter is resolved.
    pub goals: Vec<String>,
}

/// A checked flow; states are numbered in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Flow {
    /// Names of the states.
    pub names: Vec<String>,
    /// Whose move it is.
    pub owners: Vec<Mover>,
    /// Which states can follow each state, in the order given, each once.
    pub next: Vec<Vec<usize>>,
    /// Where customers begin.
    pub initial: Vec<usize>,
    /// Where the matter is resolved.
    pub goals: Vec<usize>,
}

/// Why something is no flow.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FlowError {
    /// Two states of one name.
    #[error("the state \"{0}\" is listed twice: give each state a name of its own")]
    Twice(String),
    /// A name that no state has.
    #[error("{place} names \"{name}\", which is no state: add it to \"states\" or correct the name")]
    Unknown {
        /// Where it is named.
        place: String,
        /// The name.
        name: String,
    },
    /// Nobody can begin.
    #[error("\"initial\" is empty: name at least one state in which customers begin")]
    NoInitial,
    /// Nothing counts as resolved.
    #[error("\"goals\" is empty: name at least one state in which the matter is resolved")]
    NoGoal,
}

impl TryFrom<Form> for Flow {
    type Error = FlowError;

    fn try_from(form: Form) -> Result<Self, FlowError> {
        let mut numbers = BTreeMap::new();
        for (number, state) in form.states.iter().enumerate() {
            if numbers.insert(state.name.as_str(), number).is_some() {
                return Err(FlowError::Twice(state.name.clone()));
            }
        }
        let resolve = |names: &[String], place: &str| -> Result<Vec<usize>, FlowError> {
            let mut found = Vec::with_capacity(names.len());
            for name in names {
                let unknown = || FlowError::Unknown { place: place.to_owned(), name: name.clone() };
                let number = *numbers.get(name.as_str()).ok_or_else(unknown)?;
                if !found.contains(&number) {
                    found.push(number);
                }
            }
            Ok(found)
        };
        let initial = resolve(&form.initial, "\"initial\"")?;
        let goals = resolve(&form.goals, "\"goals\"")?;
        if initial.is_empty() {
            return Err(FlowError::NoInitial);
        }
        if goals.is_empty() {
            return Err(FlowError::NoGoal);
        }
        let edges = |state: &State| resolve(&state.to, &format!("the state \"{}\"", state.name));
        let next = form.states.iter().map(edges).collect::<Result<_, _>>()?;
        let owners = form.states.iter().map(|state| state.owner).collect();
        let names = form.states.into_iter().map(|state| state.name).collect();
        Ok(Flow { names, owners, next, initial, goals })
    }
}

impl From<Flow> for Form {
    fn from(flow: Flow) -> Self {
        let named = |states: &[usize]| states.iter().map(|&state| flow.names[state].clone()).collect();
        Form {
            states: (0..flow.names.len())
                .map(|state| State {
                    name: flow.names[state].clone(),
                    owner: flow.owners[state],
                    to: named(&flow.next[state]),
                })
                .collect(),
            initial: named(&flow.initial),
            goals: named(&flow.goals),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A bot, an e-mail address that may be read by nobody, and a human nobody is told of.
    pub(crate) const SUPPORT: &str = r#"{
        "states": [
            {"name": "start", "owner": "customer", "to": ["bot", "email"]},
            {"name": "bot", "owner": "company", "to": ["faq", "start"]},
            {"name": "faq", "owner": "customer", "to": ["bot", "done"]},
            {"name": "email", "owner": "company", "to": ["limbo", "human"]},
            {"name": "limbo", "owner": "customer", "to": ["limbo"]},
            {"name": "human", "owner": "company", "to": ["done"]},
            {"name": "done", "owner": "customer", "to": ["done"]}
        ],
        "initial": ["start"], "goals": ["done"]
    }"#;

    fn check(json: &str, error: &str) {
        let found = serde_json::from_str::<Flow>(json).unwrap_err().to_string();
        assert!(found.starts_with(error), "{found}");
    }

    #[test]
    fn a_flow_survives_its_file() {
        let flow: Flow = serde_json::from_str(SUPPORT).unwrap();
        assert_eq!(flow.next[3], [4, 5]);
        let again: Flow = serde_json::from_str(&serde_json::to_string(&flow).unwrap()).unwrap();
        assert_eq!(flow, again);
    }

    #[test]
    fn mistakes_are_told_in_plain_words() {
        let a = r#"{"name": "a", "owner": "customer", "to": ["a"]}"#;
        let with = |states: &str, initial: &str, goals: &str| {
            format!(r#"{{"states": [{states}], "initial": [{initial}], "goals": [{goals}]}}"#)
        };
        check(&with(&format!("{a}, {a}"), "", ""), "the state \"a\" is listed twice");
        check(&with(a, "\"b\"", "\"a\""), "\"initial\" names \"b\", which is no state");
        check(&with(a, "\"a\"", ""), "\"goals\" is empty");
        check(&with(a, "", "\"a\""), "\"initial\" is empty");
        check(&with(&a.replace("[\"a\"]", "[\"c\"]"), "\"a\"", "\"a\""), "the state \"a\" names \"c\"");
        check(&with(&a.replace("customer", "bot"), "\"a\"", "\"a\""), "unknown variant `bot`");
    }
}
