//! Sources: the systems that send touches and the files they came from, and what became of what each sent.

pub(crate) mod traffic;

use crate::asked::now;
use crate::serve::app::Shared;
use crate::serve::http::Listed;
use crate::serve::problem::Problem;
use axum::Json;
use axum::extract::State;
use desk::time::Time;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::source::{self as kept, Counts, Hour};
use utoipa::ToSchema;

/// A system that sends touches, or a file they came from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Source {
    source: String,
    /// Touches of it in the log.
    touches: u64,
    /// When the last of them happened.
    #[schema(value_type = Option<String>, format = DateTime)]
    last: Option<Time>,
    /// When it last sent something; null where nothing came over HTTP.
    #[schema(value_type = Option<String>, format = DateTime)]
    heard_at: Option<Time>,
    /// What came over HTTP in this hour and the one before.
    hour: Traffic,
    /// What came in the last 24 hours, this one included.
    day: Traffic,
    /// What came since it was first heard.
    all: Traffic,
    /// What was rejected last, the latest first.
    rejections: Vec<Rejection>,
    /// The names of the keys it came by last.
    keys: Vec<String>,
    /// The files it came in by, the latest first, ten at most.
    files: Vec<String>,
}

/// Files told of each source.
const FILES: usize = 10;

/// What became of what a source sent over HTTP.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub(crate) struct Traffic {
    accepted: u64,
    /// Known already.
    duplicates: u64,
    rejected: u64,
    /// Came more than a day after it happened.
    late: u64,
    /// Its time lay in the future, or its sender's clock was wrong; it got the time at which it came.
    future: u64,
}

/// Something that was rejected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Rejection {
    #[schema(value_type = String, format = DateTime)]
    at: Time,
    /// The id the sender gave it, where it could be read.
    id: Option<String>,
    /// The field at fault.
    place: Option<String>,
    reason: String,
    /// What to do about it.
    mend: String,
}

impl From<Counts> for Traffic {
    fn from(counts: Counts) -> Traffic {
        let Counts { accepted, duplicates, rejected, late, future } = counts;
        Traffic { accepted, duplicates, rejected, late, future }
    }
}

/// The sum of the hours from one on.
fn since(hours: &[Hour], first: i64) -> Traffic {
    let mut sum = Counts::default();
    hours.iter().filter(|hour| hour.hour >= first).for_each(|hour| sum.add(&hour.counts));
    sum.into()
}

/// Where touches came from, and what became of what each source sent.
#[utoipa::path(get, path = "/api/v1/sources", tag = "settings", security(("key" = ["look"])),
    responses((status = 200, body = Listed<Source>)))]
pub(crate) async fn list(State(app): State<Shared>) -> Result<Json<Listed<Source>>, Problem> {
    app.traffic.flush(&app.store.database).await?;
    let logged = app.store.log.sources().await?;
    let mut reading = app.store.database.read().await?;
    let mut hours: BTreeMap<String, Vec<Hour>> = BTreeMap::new();
    for hour in kept::list(&mut reading).await? {
        hours.entry(hour.source.clone()).or_default().push(hour);
    }
    let notes: BTreeMap<String, (Time, traffic::Note)> = kept::notes(&mut reading)
        .await?
        .into_iter()
        .map(|(source, at, note)| (source, (at, serde_json::from_str(&note).unwrap_or_default())))
        .collect();
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (source, file) in kept::files(&mut reading).await? {
        files.entry(source).or_default().push(file);
    }
    files.values_mut().for_each(|files| files.truncate(FILES));
    drop(reading);
    let this = traffic::hour(now());
    let mut names: Vec<&String> = logged.keys().chain(notes.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let items = names.into_iter().map(|name| {
        let (count, sent) = (logged.get(name), hours.get(name).map_or(&[][..], Vec::as_slice));
        let (heard_at, note) = notes.get(name).cloned().unzip();
        let note = note.unwrap_or_default();
        Source {
            source: name.clone(),
            touches: count.map_or(0, |count| count.touches),
            last: count.map(|count| count.last),
            heard_at,
            hour: since(sent, this - 1),
            day: since(sent, this - 23),
            all: since(sent, 0),
            rejections: note.rejections,
            keys: note.keys,
            files: files.remove(name).unwrap_or_default(),
        }
    });
    Ok(Json(Listed::all(items.collect())))
}

#[cfg(test)]
mod tests;
