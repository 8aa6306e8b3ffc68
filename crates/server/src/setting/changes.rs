//! Settings that are changed while the server runs. They are kept in the store and hold for everything that uses it: the
//! server at once, other servers on the same PostgreSQL within two seconds (`serve/elsewhere`), a command from its start
//! on. [`in_force`] says what applies.

use crate::asked::Asked;
use crate::config::Origin;
use crate::failure::Failure;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use store::setting::Changed;

/// Where a setting that was changed on the page comes from.
pub(crate) const PAGE: &str = "page";

/// Settings that can be changed while the server runs: nothing that says where things lie, how much memory they take or
/// who may come in.
pub(crate) const CHANGEABLE: [&str; 13] = [
    "reading.time_zone",
    "reading.phone_region",
    "customers.shared_identity",
    "signals.retry_minutes",
    "signals.contact_gap_minutes",
    "signals.repeat_days",
    "signals.dead_end_days",
    "noise.false_discoveries",
    "noise.min_exposed",
    "damage.currency",
    "damage.customer_value",
    "intake.touches_per_second",
    "intake.requests_per_second",
];

/// What applies now in a server.
#[derive(Debug)]
pub(crate) struct Changes {
    start: Asked,
    applied: RwLock<Arc<Asked>>,
}

impl Changes {
    /// A server was started with this, and as its store has it, that applies.
    pub(crate) fn new(start: Asked, applied: Asked) -> Changes {
        Changes { start, applied: RwLock::new(Arc::new(applied)) }
    }

    /// What applied at the start had nobody changed anything.
    pub(crate) fn start(&self) -> &Asked {
        &self.start
    }

    /// What applies now.
    pub(crate) fn applied(&self) -> Arc<Asked> {
        self.applied.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on this applies.
    pub(crate) fn set(&self, asked: Asked) {
        *self.applied.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(asked);
    }
}

/// What is in force for a store: the defaults, over them the settings file, over that what was changed on the page, over
/// all the environment and flags. A change that no longer makes sense (another version of the program may ask for something
/// else) is told on standard error and left out.
pub(crate) fn in_force(start: &Asked, changed: &[Changed]) -> Asked {
    if let Ok(applied) = apply(start, changed) {
        return applied;
    }
    let mut kept: Vec<Changed> = Vec::new();
    for one in changed {
        kept.push(one.clone());
        if let Err(error) = apply(start, &kept) {
            eprintln!("waterline: {} was changed on the page to what does not apply: {error}", one.name);
            kept.pop();
        }
    }
    apply(start, &kept).unwrap_or_else(|_| start.clone())
}

/// Whether the start leaves a setting to the page: what stands in the environment or in a flag is the operator's.
pub(crate) fn is_free(origin: &Origin) -> bool {
    !origin.from.starts_with("WATERLINE_") && !origin.from.starts_with("--")
}

/// What applied at the start with what was changed.
///
/// # Errors
/// Where a value is of the wrong type or makes no sense.
pub(crate) fn apply(start: &Asked, changed: &[Changed]) -> Result<Asked, Failure> {
    let values: BTreeMap<&str, &Json> =
        changed.iter().filter_map(|one| Some((one.name.as_str(), one.value.as_ref()?))).collect();
    let mut origins = start.origins().to_vec();
    for origin in origins.iter_mut().filter(|origin| CHANGEABLE.contains(&origin.key.as_str()) && is_free(origin)) {
        if let Some(value) = values.get(origin.key.as_str()) {
            *origin = chosen(origin, value)?;
        }
    }
    start.with(origins)
}

/// The setting with another value of the same type.
fn chosen(origin: &Origin, value: &Json) -> Result<Origin, Failure> {
    use toml::Value;
    let kind = match &origin.value {
        Value::Integer(_) => "whole number, 0 or more",
        Value::Float(_) => "number",
        Value::Boolean(_) => "yes or no",
        _ => "text",
    };
    let wrong = || Failure::setting(&format!("{} should be a {kind}", origin.key));
    let value = match (&origin.value, value) {
        (Value::String(_), Json::String(text)) => Value::String(text.clone()),
        (Value::Integer(_), Json::Number(number)) => {
            Value::Integer(number.as_i64().filter(|n| *n >= 0).ok_or_else(wrong)?)
        }
        (Value::Float(_), Json::Number(number)) => Value::Float(number.as_f64().ok_or_else(wrong)?),
        (Value::Boolean(_), Json::Bool(yes)) => Value::Boolean(*yes),
        _ => return Err(wrong()),
    };
    Ok(Origin { value, from: PAGE.to_owned(), ..origin.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser;
    use desk::time::Time;
    use serde_json::json;

    fn check(arguments: &[&str], name: &str, value: Json) -> Result<(String, String), String> {
        let cli = Cli::try_parse_from([&["waterline", "config"], arguments].concat()).expect("arguments");
        let start = Asked::new(cli.common).expect("settings");
        let changed = Changed {
            name: name.to_owned(),
            value: Some(value),
            version: 1,
            changed_at: Time(0),
            changed_by: String::new(),
        };
        let applied = apply(&start, &[changed]).map_err(|error| error.to_string())?;
        let origin = applied.origins().iter().find(|origin| origin.key == name).expect("a known setting").clone();
        Ok((origin.value.to_string(), origin.from))
    }

    #[test]
    fn what_the_page_says_holds_unless_the_operator_says_otherwise() {
        assert_eq!(check(&[], "signals.repeat_days", json!(14)), Ok(("14".into(), "page".into())));
        assert_eq!(
            check(&[], "reading.time_zone", json!("Asia/Shanghai")),
            Ok(("\"Asia/Shanghai\"".into(), "page".into()))
        );
        let flag = ["--time-zone", "Europe/Berlin"];
        let kept = Ok(("\"Europe/Berlin\"".into(), "--time-zone".into()));
        assert_eq!(check(&flag, "reading.time_zone", json!("Asia/Shanghai")), kept);
        // Where things lie is not changed while they are used.
        assert_eq!(check(&[], "memory", json!(1)), Ok(("256".into(), "default".into())));
    }

    #[test]
    fn a_change_that_no_longer_makes_sense_does_not_take_the_others_with_it() {
        let start =
            Asked::new(Cli::try_parse_from(["waterline", "config"]).expect("arguments").common).expect("settings");
        let changed = |name: &str, value: Json| Changed {
            name: name.to_owned(),
            value: Some(value),
            version: 1,
            changed_at: Time(0),
            changed_by: String::new(),
        };
        let all = [
            changed("noise.min_exposed", json!(12)),
            changed("reading.time_zone", json!("Mars/Olympus")),
            changed("signals.repeat_days", json!(14)),
            changed("signals.what_an_older_version_knew", json!(1)),
        ];
        let settings = in_force(&start, &all).settings;
        let found = (settings.noise.min_exposed, settings.reading.time_zone.as_str(), settings.signals.repeat_days);
        assert_eq!(found, (12, "UTC", 14));
    }

    #[test]
    fn nonsense_is_refused_with_its_name() {
        for (name, value) in [
            ("signals.repeat_days", json!("often")),
            ("signals.repeat_days", json!(-1)),
            ("noise.false_discoveries", json!(2.0)),
            ("reading.time_zone", json!("Mars/Olympus")),
            ("damage.customer_value", json!(-5.0)),
        ] {
            let error = check(&[], name, value).expect_err(name);
            assert!(error.contains(name.split('.').next_back().unwrap_or_default()), "{error}");
        }
    }
}
