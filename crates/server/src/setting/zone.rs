//! The time zone of the business belongs to the store. Texts are read by it once for all servers, and what was promised for
//! "tomorrow" hangs on it: two servers that go by two zones would read each other's texts again for ever. So what a server is
//! told at its start is put into the store, and from then on each goes by what stands there.

use super::changes::{in_force, is_free};
use crate::asked::{Asked, now};
use crate::config::{DEFAULT, Origin};
use crate::failure::Failure;
use serde_json::json;
use store::audit::{self, Deed};
use store::setting::{self, Changed};
use store::{Database, Transaction};

/// The name of the setting.
pub(crate) const ZONE: &str = "reading.time_zone";

/// What a server was started with, its zone left to the store, and what applies to it. A flag or a variable changes the zone
/// of the store as the page does; the settings file says what it is where nobody ever said so.
pub(crate) async fn settle(start: &Asked, database: &Database) -> Result<(Asked, Asked), Failure> {
    let told = start.origins().iter().find(|origin| origin.key == ZONE && origin.from != DEFAULT).cloned();
    let start = match &told {
        Some(told) if !is_free(told) => {
            let from = format!("serve {}", told.from);
            let left = |origin: &Origin| {
                if origin == told { Origin { from: from.clone(), ..origin.clone() } } else { origin.clone() }
            };
            start.with(start.origins().iter().map(left).collect())?
        }
        _ => start.clone(),
    };
    loop {
        let mut writing = database.write().await?;
        let changed = match &told {
            None => setting::list(&mut writing).await,
            Some(told) => put(&mut writing, told).await,
        };
        // Another server starts at this moment: once more, after it.
        if matches!(changed, Err(store::Error::Stale { .. })) {
            continue;
        }
        let changed = changed?;
        writing.commit().await?;
        let applied = in_force(&start, &changed);
        return Ok((start, applied));
    }
}

/// Puts the zone that a server was told into the store, where it is to; returns what was changed until then.
async fn put(writing: &mut Transaction, told: &Origin) -> Result<Vec<Changed>, store::Error> {
    let changed = setting::list(writing).await?;
    let known = changed.iter().find(|one| one.name == ZONE);
    let (stands, version) = (known.and_then(|one| one.value.as_ref()), known.map_or(0, |one| one.version));
    let value = json!(told.value);
    if stands == Some(&value) || (stands.is_some() && is_free(told)) {
        return Ok(changed);
    }
    if let Some(stands) = stands {
        tracing::warn!(before = %stands, after = %value, from = told.from, "another time zone: all texts are read again");
    }
    setting::set(writing, ZONE, Some(&value), version, &told.from, now()).await?;
    let detail = json!({ "value": value });
    let deed = Deed { who: &told.from, what: "setting.change", target: ZONE, detail, request: "" };
    audit::record(writing, &deed, now()).await?;
    setting::list(writing).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser;
    use store::testing::both;

    #[test]
    fn a_flag_changes_the_zone_of_the_store_and_a_file_only_says_the_first() {
        both(|place| async move {
            let file = place.directory.path().join("waterline.toml");
            std::fs::write(&file, "[reading]\ntime_zone = \"Asia/Tokyo\"\n").unwrap();
            let (database, file) = (place.open().await, file.display().to_string());
            let check = async |flags: &[&str], expected: [&str; 2]| {
                let cli = Cli::try_parse_from([&["waterline", "serve"], flags].concat()).unwrap();
                let (start, applied) = settle(&Asked::new(cli.common).unwrap(), &database).await.unwrap();
                let origin = start.origins().iter().find(|origin| origin.key == ZONE).unwrap();
                assert!(is_free(origin), "the page may change it: {}", origin.from);
                let who = setting::list(&mut database.read().await.unwrap()).await.unwrap();
                let who = who.first().map_or_else(String::new, |changed| changed.changed_by.clone());
                assert_eq!([applied.settings.reading.time_zone.as_str(), &who], expected, "{flags:?}");
            };
            let (file, flag) = (["--config", &file], "--time-zone");
            check(&[], ["UTC", ""]).await;
            check(&file, ["Asia/Tokyo", file[1]]).await;
            check(&[flag, "Asia/Shanghai"], ["Asia/Shanghai", flag]).await;
            check(&file, ["Asia/Shanghai", flag]).await;
            check(&[], ["Asia/Shanghai", flag]).await;
            check(&[flag, "Europe/Berlin"], ["Europe/Berlin", flag]).await;
            check(&[flag, "Europe/Berlin"], ["Europe/Berlin", flag]).await;
            let changes = audit::list(&mut database.read().await.unwrap(), &audit::Asked::default(), 10).await;
            assert_eq!(changes.unwrap().len(), 3);
        });
    }
}
