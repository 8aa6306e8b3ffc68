//! Counting at the door: in memory, written down every few seconds. A kill loses the counts of those seconds, no touch.

use super::Rejection;
use crate::asked::now;
use crate::serve::app::Shared;
use crate::touch::answer::{One, Taken};
use desk::time::{Span, Time};
use desk::touch::Touch;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use store::Database;
use store::log::Verdict;
use store::source::{self as kept, Counts, Hour};

/// A touch that comes later than this is late.
pub(crate) const LATE: Span = Span::DAY;
/// Rejections and keys noted of each source.
const REJECTIONS: usize = 20;
const KEYS: usize = 10;
/// Sources counted between two writings; their names come from senders.
const SOURCES: usize = 2_000;
/// How often what was counted is written down.
const PACE: Duration = Duration::from_secs(5);
/// Hours kept one by one.
const HOURS: i64 = 7 * 24;

/// What is noted of a source beside its counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Note {
    pub(crate) rejections: Vec<Rejection>,
    pub(crate) keys: Vec<String>,
}

/// What was counted since it was last written down.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    fresh: Mutex<BTreeMap<String, Fresh>>,
    writing: tokio::sync::Mutex<()>,
}

/// What one source sent since then.
#[derive(Clone, Debug, Default)]
struct Fresh {
    hours: BTreeMap<i64, Counts>,
    heard_at: Time,
    note: Note,
}

/// The hour of a moment, since 1970 UTC.
pub(crate) fn hour(at: Time) -> i64 {
    at.0.div_euclid(3_600_000_000)
}

/// What is known of each touch of a request before it is written: its source, and whether it is late.
pub(crate) struct Came(Vec<(String, bool)>);

impl Came {
    pub(crate) fn of(touches: &[Touch], now: Time) -> Came {
        Came(touches.iter().map(|touch| (touch.source.clone(), now - touch.at > LATE)).collect())
    }

    /// How many are late.
    pub(crate) fn late(&self) -> usize {
        self.0.iter().filter(|(_, late)| *late).count()
    }
}

impl Traffic {
    /// Counts what became of a request. `source` is that of what could not be read, `key` the name of the key.
    pub(crate) fn count(&self, source: &str, key: &str, came: &Came, verdicts: &[Verdict], now: Time) {
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        for ((source, late), verdict) in came.0.iter().zip(verdicts) {
            let Some(of) = Fresh::of(&mut fresh, source, now) else { continue };
            let counts = of.hours.entry(hour(now)).or_default();
            match verdict {
                Verdict::Accepted => {
                    counts.accepted += 1;
                    counts.late += u64::from(*late);
                }
                Verdict::Duplicate => counts.duplicates += 1,
                Verdict::Rejected(_) => counts.rejected += 1,
            }
            of.keyed(key);
        }
        if let Some(of) = Fresh::of(&mut fresh, source, now) {
            of.keyed(key);
        }
    }

    /// Counts what the sender was told of besides: what could not be read, and times that cannot be.
    pub(crate) fn told(&self, source: &str, taken: &Taken, unreadable: usize, now: Time) {
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(of) = Fresh::of(&mut fresh, source, now) else { return };
        let counts = of.hours.entry(hour(now)).or_default();
        counts.rejected += unreadable as u64;
        counts.future += taken.results.iter().filter(|one| one.claimed_at.is_some()).count() as u64;
        let rejected = taken.results.iter().filter(|one| one.status == "rejected").take(REJECTIONS);
        let mut rejections: Vec<Rejection> = rejected.map(|one| Rejection::of(one, now)).collect();
        rejections.append(&mut of.note.rejections);
        rejections.truncate(REJECTIONS);
        of.note.rejections = rejections;
    }

    /// Writes down what was counted.
    pub(crate) async fn flush(&self, database: &Database) -> Result<(), store::Error> {
        let _one_at_a_time = self.writing.lock().await;
        let fresh = std::mem::take(&mut *self.fresh.lock().unwrap_or_else(PoisonError::into_inner));
        if fresh.is_empty() {
            return Ok(());
        }
        let mut writing = database.write().await?;
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        for (source, _, note) in kept::notes(&mut writing).await? {
            known.insert(source, note);
        }
        for (source, Fresh { hours, heard_at, mut note }) in fresh {
            let before: Note = known.get(&source).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
            note.rejections.extend(before.rejections);
            note.rejections.truncate(REJECTIONS);
            note.keys.extend(before.keys.into_iter().filter(|key| !note.keys.contains(key)).collect::<Vec<_>>());
            note.keys.truncate(KEYS);
            let hours: Vec<Hour> =
                hours.into_iter().map(|(hour, counts)| Hour { source: source.clone(), hour, counts }).collect();
            kept::add(&mut writing, &hours).await?;
            let text = serde_json::to_string(&note).unwrap_or_default();
            kept::note(&mut writing, &source, heard_at, &text).await?;
        }
        writing.commit().await
    }
}

impl Fresh {
    /// What is counted of a source; `None` where there are too many.
    fn of<'a>(all: &'a mut BTreeMap<String, Fresh>, source: &str, now: Time) -> Option<&'a mut Fresh> {
        if !all.contains_key(source) {
            if all.len() >= SOURCES {
                return None;
            }
            all.insert(source.to_owned(), Fresh::default());
        }
        let fresh = all.get_mut(source)?;
        fresh.heard_at = now;
        Some(fresh)
    }

    fn keyed(&mut self, key: &str) {
        if !self.note.keys.iter().any(|known| known == key) && self.note.keys.len() < KEYS {
            self.note.keys.push(key.to_owned());
        }
    }
}

impl Rejection {
    fn of(one: &One, at: Time) -> Rejection {
        Rejection {
            at,
            id: one.id.clone(),
            place: one.place.clone(),
            reason: one.reason.clone().unwrap_or_default(),
            mend: one.mend.clone().unwrap_or_default(),
        }
    }
}

/// Writes down what was counted every few seconds, until the program ends.
pub(crate) async fn keep(app: Shared) {
    let mut summed = 0;
    loop {
        tokio::time::sleep(PACE).await;
        let this = hour(now());
        if let Err(error) = write_down(&app, (this != summed).then_some(this - HOURS)).await {
            tracing::error!(%error, "what came from the sources could not be written down");
        }
        summed = this;
    }
}

async fn write_down(app: &Shared, sum_before: Option<i64>) -> Result<(), store::Error> {
    app.traffic.flush(&app.store.database).await?;
    let Some(before) = sum_before else { return Ok(()) };
    let mut writing = app.store.database.write().await?;
    kept::sum_up(&mut writing, before).await?;
    writing.commit().await
}
