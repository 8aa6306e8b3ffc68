//! Settings: the commented default file, then a file, then the environment, then flags.

use crate::asked::Asked;
use crate::cli::{Common, Lang};
use crate::failure::Failure;
use desk::phone::Region;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// Where a setting comes from that nobody said anything about.
pub(crate) const DEFAULT: &str = "default";

/// The default file is the defaults.
const DEFAULTS: &str = include_str!("waterline.toml");

/// Every setting, as it applies.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    pub(crate) language: Lang,
    pub(crate) data: PathBuf,
    pub(crate) database: String,
    pub(crate) memory: usize,
    pub(crate) server: Server,
    pub(crate) openid: OpenId,
    pub(crate) telemetry: Telemetry,
    pub(crate) intake: Intake,
    pub(crate) reading: Reading,
    pub(crate) customers: Customers,
    pub(crate) signals: Signals,
    pub(crate) noise: Noise,
    pub(crate) damage: Damage,
    pub(crate) endpoint: Endpoint,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    pub(crate) listen: String,
    pub(crate) address: String,
    pub(crate) proxies: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenId {
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) client_secret_file: String,
    pub(crate) name: String,
    pub(crate) scopes: String,
    pub(crate) email_domains: String,
    pub(crate) new_members: String,
    pub(crate) role_claim: String,
    pub(crate) roles: String,
}

/// Without the secret.
impl std::fmt::Debug for OpenId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("OpenId").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Telemetry {
    pub(crate) endpoint: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Intake {
    pub(crate) touches_per_second: f64,
    pub(crate) requests_per_second: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reading {
    pub(crate) time_zone: String,
    pub(crate) phone_region: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Customers {
    pub(crate) shared_identity: usize,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signals {
    pub(crate) retry_minutes: u32,
    pub(crate) contact_gap_minutes: u32,
    pub(crate) repeat_days: u32,
    pub(crate) dead_end_days: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Noise {
    pub(crate) false_discoveries: f64,
    pub(crate) min_exposed: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Damage {
    pub(crate) currency: String,
    pub(crate) customer_value: f64,
}

impl Damage {
    /// What a customer is worth, where somebody said so.
    pub(crate) fn value(&self) -> Option<f64> {
        (self.customer_value > 0.0).then_some(self.customer_value)
    }
}

/// A server that is asked about hard texts, where one is named.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Endpoint {
    pub(crate) base_url: String,
    pub(crate) model: String,
    pub(crate) key_file: String,
    pub(crate) timeout_seconds: u32,
    pub(crate) per_day: u32,
    pub(crate) at_once: u16,
}

/// A setting with its value and where it came from.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub(crate) struct Origin {
    /// `section.key`.
    pub(crate) key: String,
    pub(crate) value: Value,
    /// `default`, the file's name, `page`, the variable's name or the flag's name.
    pub(crate) from: String,
}

impl Settings {
    /// The settings that apply to this call, and where each comes from.
    pub(crate) fn load(common: &Common) -> Result<(Settings, Vec<Origin>), Failure> {
        let origins = origins(common, &|name| std::env::var(name).ok())?;
        Ok((assemble(&origins)?, origins))
    }

    /// Settings from values of which it is known where they come from.
    pub(crate) fn of(origins: &[Origin]) -> Result<Settings, Failure> {
        assemble(origins)
    }

    /// What is kept in memory, in bytes.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.memory << 20
    }
}

impl Origin {
    /// The value as it may be shown: secrets are left out, and the password in a database's address.
    pub(crate) fn shown(&self) -> Value {
        match self.key.as_str() {
            "database" => Value::String(without_password(&self.value)),
            "openid.client_secret" if self.value.as_str() != Some("") => Value::String("***".to_owned()),
            _ => self.value.clone(),
        }
    }
}

/// A database's address as it may be shown.
fn without_password(value: &Value) -> String {
    let url = value.as_str().unwrap_or_default();
    let hidden = || {
        let (scheme, rest) = url.split_once("://")?;
        let (access, place) = rest.rsplit_once('@')?;
        let (user, _) = access.split_once(':')?;
        Some(format!("{scheme}://{user}@{place}"))
    };
    hidden().unwrap_or_else(|| url.to_owned())
}

fn assemble(origins: &[Origin]) -> Result<Settings, Failure> {
    let mut table = Table::new();
    for origin in origins {
        match origin.key.split_once('.') {
            None => drop(table.insert(origin.key.clone(), origin.value.clone())),
            Some((section, key)) => {
                let section = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
                if let Value::Table(section) = section {
                    section.insert(key.to_owned(), origin.value.clone());
                }
            }
        }
    }
    let settings: Settings = table.try_into().map_err(|error: toml::de::Error| Failure::setting(error.message()))?;
    let checks = [
        (settings.memory >= 16, "memory must be at least 16 (megabytes)"),
        (
            settings.noise.false_discoveries > 0.0 && settings.noise.false_discoveries < 1.0,
            "noise.false_discoveries must lie between 0 and 1",
        ),
        (settings.noise.min_exposed >= 1, "noise.min_exposed must be at least 1"),
        (
            settings.intake.touches_per_second > 0.0 && settings.intake.requests_per_second > 0.0,
            "intake.touches_per_second and intake.requests_per_second must be above 0",
        ),
        (
            settings.endpoint.timeout_seconds >= 1 && settings.endpoint.at_once >= 1,
            "endpoint.timeout_seconds and endpoint.at_once must be at least 1",
        ),
        (settings.customers.shared_identity >= 1, "customers.shared_identity must be at least 1"),
        (
            settings.damage.customer_value.is_finite() && settings.damage.customer_value >= 0.0,
            "damage.customer_value must be 0 or more",
        ),
        (
            // Every call asks; the list of all zones is many folders to look through.
            settings.reading.time_zone == "UTC" || jiff::tz::TimeZone::get(&settings.reading.time_zone).is_ok(),
            "reading.time_zone must be the IANA name of a time zone, e.g. Asia/Shanghai",
        ),
        (
            settings.reading.phone_region.is_empty() || settings.reading.phone_region.parse::<Region>().is_ok(),
            "reading.phone_region must be the two letters of a country (ISO 3166), e.g. CN, or empty",
        ),
    ];
    crate::access::openid::Rules::of(&settings.openid)?;
    match checks.iter().find(|(fine, _)| !fine) {
        None => Ok(settings),
        Some((_, text)) => Err(Failure::setting(text)),
    }
}

/// Every setting with its value and origin, in the order of the default file.
pub(crate) fn origins(common: &Common, env: &dyn Fn(&str) -> Option<String>) -> Result<Vec<Origin>, Failure> {
    let defaults: Table = DEFAULTS.parse().map_err(|error: toml::de::Error| Failure::setting(error.message()))?;
    let mut origins = flatten(&defaults, DEFAULT);
    if let Some(path) = config_file(common, env) {
        let text = std::fs::read_to_string(&path).map_err(|error| Failure::read(&path, &error))?;
        let table: Table = text
            .parse()
            .map_err(|error: toml::de::Error| Failure::setting(&format!("{}: {}", path.display(), error.message())))?;
        for found in flatten(&table, &path.display().to_string()) {
            let Some(known) = origins.iter_mut().find(|known| known.key == found.key) else {
                return Err(Failure::setting(&format!(
                    "{} knows no setting {}; `waterline config` prints every setting",
                    path.display(),
                    found.key
                )));
            };
            *known = found;
        }
    }
    for origin in &mut origins {
        let name = format!("WATERLINE_{}", origin.key.replace('.', "_").to_uppercase());
        if let Some(text) = env(&name) {
            origin.value = like(&origin.value, &text)
                .ok_or_else(|| Failure::setting(&format!("{name}={text} should be a {}", origin.value.type_str())))?;
            origin.from = name;
        }
    }
    apply_flags(&mut origins, common);
    Ok(origins)
}

fn config_file(common: &Common, env: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let beside_data = || {
        let data = common.data.clone().or_else(|| env("WATERLINE_DATA").map(PathBuf::from))?;
        Some(data.join("waterline.toml")).filter(|path| Path::exists(path))
    };
    common.config.clone().or_else(beside_data)
}

fn apply_flags(origins: &mut [Origin], common: &Common) {
    let language = common.lang.and_then(|lang| Value::try_from(lang).ok());
    let path = |path: &PathBuf| Value::String(path.display().to_string());
    let flags = [
        ("language", "--lang", language),
        ("data", "--data", common.data.as_ref().map(path)),
        ("database", "--database", common.database.clone().map(Value::String)),
        ("memory", "--memory", common.memory.map(|memory| Value::Integer(memory as i64))),
        ("reading.time_zone", "--time-zone", common.reading.time_zone.clone().map(Value::String)),
    ];
    for (key, flag, value) in flags {
        if let (Some(value), Some(origin)) = (value, origins.iter_mut().find(|origin| origin.key == key)) {
            *origin = Origin { key: key.to_owned(), value, from: flag.to_owned() };
        }
    }
}

fn flatten(table: &Table, from: &str) -> Vec<Origin> {
    let mut origins = Vec::new();
    for (key, value) in table {
        match value {
            Value::Table(section) => origins.extend(section.iter().map(|(name, value)| Origin {
                key: format!("{key}.{name}"),
                value: value.clone(),
                from: from.to_owned(),
            })),
            value => origins.push(Origin { key: key.clone(), value: value.clone(), from: from.to_owned() }),
        }
    }
    origins
}

/// The text as a value of the same type.
fn like(model: &Value, text: &str) -> Option<Value> {
    match model {
        Value::String(_) => Some(Value::String(text.to_owned())),
        Value::Integer(_) => text.parse().ok().map(Value::Integer),
        Value::Float(_) => text.parse().ok().map(Value::Float),
        Value::Boolean(_) => text.parse().ok().map(Value::Boolean),
        _ => None,
    }
}

/// `waterline config`: every setting and where it comes from, as it applies to the store that is named. A store that
/// cannot be asked does not keep anybody from seeing the rest.
pub(crate) async fn print(start: &Asked) -> Result<(), Failure> {
    let asked = start.settled().await.unwrap_or_else(|failure| {
        eprintln!("waterline: without what was changed on the page: {failure}");
        start.clone()
    });
    let origins = asked.origins().iter().map(|origin| Origin { value: origin.shown(), ..origin.clone() });
    let origins: Vec<Origin> = origins.collect();
    if asked.json {
        return crate::output::json(&origins);
    }
    let mut section = String::new();
    for origin in &origins {
        let (of, key) = origin.key.split_once('.').unwrap_or(("", &origin.key));
        if of != section {
            crate::output::line(&format!("\n[{of}]"))?;
            of.clone_into(&mut section);
        }
        crate::output::line(&format!("{key} = {}  # {}", origin.value, origin.from))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn check(arguments: &[&str], variable: Option<(&str, &str)>, key: &str) -> Result<(String, String), String> {
        let cli = crate::cli::Cli::try_parse_from([&["waterline", "config"], arguments].concat()).expect("arguments");
        let env = |name: &str| variable.filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
        let origins = origins(&cli.common, &env).map_err(|error| error.to_string())?;
        assemble(&origins).map_err(|error| error.to_string())?;
        let origin = origins.into_iter().find(|origin| origin.key == key).expect("known setting");
        Ok((origin.value.to_string(), origin.from))
    }

    #[test]
    fn a_flag_wins_over_the_environment_and_that_over_the_default() {
        let default = check(&[], None, "memory");
        assert_eq!(default, Ok(("256".into(), "default".into())));
        let env = Some(("WATERLINE_MEMORY", "64"));
        assert_eq!(check(&[], env, "memory"), Ok(("64".into(), "WATERLINE_MEMORY".into())));
        assert_eq!(check(&["--memory", "32"], env, "memory"), Ok(("32".into(), "--memory".into())));
    }

    #[test]
    fn nonsense_is_refused_with_its_name() {
        let error =
            check(&[], Some(("WATERLINE_NOISE_FALSE_DISCOVERIES", "much")), "memory").expect_err("not a number");
        assert!(error.contains("WATERLINE_NOISE_FALSE_DISCOVERIES"), "{error}");
        let error = check(&["--memory", "1"], None, "memory").expect_err("too little");
        assert!(error.contains("at least 16"), "{error}");
    }
}
