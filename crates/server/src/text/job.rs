//! Reading what came in: in the background, from a cursor in the store, so that taking touches in stays quick and nothing
//! is missed when the program is killed. What is read twice is read alike.

use super::hear::{Eyes, Wanted, hear};
use super::house::Kept;
use crate::asked::{Asked, Store, now};
use crate::failure::Failure;
use crate::journey::feed;
use crate::serve::app::Shared;
use desk::id::JourneyKey;
use desk::time::Time;
use language::heads::Reader;
use lens::journey::Journey;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use store::label::Label;
use store::log::{ScanRequest, Unread};
use store::reading::{self, Heard};
use store::{label, promise};
use tokio::runtime::Handle;

/// Journeys read together where nobody waits for them, and where somebody may.
const MANY: usize = 2_000;
/// Journeys written in one transaction: touches that come in wait for it.
const WRITTEN: usize = 250;
/// How long nothing may happen before it is looked whether something did.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long reading gives way at most while touches come in, looking again after each moment.
const GIVE_WAY: Duration = Duration::from_secs(5);
const MOMENT: Duration = Duration::from_millis(20);
/// After a failure.
const LATER: Duration = Duration::from_secs(5);

/// Reads until the program ends, in a thread of its own.
pub(crate) fn start(app: &Shared) {
    let (app, handle) = (app.clone(), Handle::current());
    std::thread::spawn(move || {
        handle.block_on(async {
            loop {
                give_way(&app).await;
                let rest = match round(&app).await {
                    // Whoever takes touches in comes first: reading a backlog takes half of one processor's time.
                    Ok(Some(took)) => took,
                    Ok(None) => {
                        let wait = until_due(&app).await;
                        let _ = tokio::time::timeout(wait, app.unread.notified()).await;
                        Duration::ZERO
                    }
                    Err(error) => {
                        tracing::error!(%error, "texts cannot be read");
                        LATER
                    }
                };
                tokio::time::sleep(rest).await;
            }
        });
    });
}

/// Waits while touches come in: whoever sends them comes first, but what they say is read in the end.
async fn give_way(app: &Shared) {
    let began = Instant::now();
    while !app.intake.is_quiet() && began.elapsed() < GIVE_WAY {
        tokio::time::sleep(MOMENT).await;
    }
}

/// Reads some; returns how long to rest after it, or nothing where all is read.
async fn round(app: &Shared) -> Result<Option<Duration>, Failure> {
    let (began, kept) = (Instant::now(), app.house.kept());
    let read = some(&app.asked(), &app.store, &kept, now()).await?;
    if read == Read::Nothing {
        return Ok(None);
    }
    app.pictures.grown();
    app.board.refresh();
    Ok(Some(if read == Read::Many { began.elapsed() } else { Duration::ZERO }))
}

/// How long until the next promise is due.
async fn until_due(app: &Shared) -> Duration {
    let due = async { promise::next_due(&mut app.store.database.read().await?).await };
    match due.await {
        Ok(Some(due)) => Duration::from_micros((due - now()).0.max(0).unsigned_abs()).min(PATIENCE),
        _ => PATIENCE,
    }
}

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// All was read already.
    Nothing,
    /// What came in just now, or was due.
    Some,
    /// A part of what was brought in at once.
    Many,
}

/// By what texts are read: what a promise promises hangs on the zone, so that another zone has all read again.
fn version(asked: &Asked, kept: &Kept) -> String {
    format!("{} {}", kept.version(), asked.settings.reading.time_zone)
}

/// Reads everything there is to read.
pub(crate) async fn all(asked: &Asked, store: &Store, kept: &Kept) -> Result<(), Failure> {
    while some(asked, store, kept, now()).await? != Read::Nothing {}
    Ok(())
}

/// Reads the texts of files that were brought into a store of their own: only what tells the lens is kept, as the store goes
/// when the question is answered. Promises are judged as of the end of what the files tell.
pub(crate) async fn of_files(asked: &Asked, store: &Store, kept: &Kept) -> Result<(), Failure> {
    let mut unread = store.log.unread(MANY).await?;
    if unread.journeys.is_empty() {
        return Ok(());
    }
    let mut end = Time(i64::MIN);
    let last = |journey: &Journey<'_>| end = end.max(Time(journey.at[journey.len() - 1]));
    feed::each(store, &ScanRequest::default(), &[], last).await?;
    while !unread.is_over() {
        journeys(asked, store, kept, &unread, (end, Wanted::Told)).await?;
        unread = store.log.unread(MANY).await?;
    }
    Ok(())
}

/// Reads the next journeys, or judges the promises whose time has come.
pub(crate) async fn some(asked: &Asked, store: &Store, kept: &Kept, now: Time) -> Result<Read, Failure> {
    let version = version(asked, kept);
    if reading::model(&mut store.database.read().await?).await?.as_deref() != Some(&version) {
        let mut writing = store.database.write().await?;
        reading::under(&store.log, &mut writing, &version).await?;
        writing.commit().await?;
    }
    let unread = store.log.unread(MANY).await?;
    if !unread.is_over() {
        journeys(asked, store, kept, &unread, (now, Wanted::All)).await?;
        return Ok(if unread.is_sealed() { Read::Many } else { Read::Some });
    }
    let overdue = promise::overdue(&mut store.database.read().await?, now, MANY).await?;
    if overdue.is_empty() {
        return Ok(Read::Nothing);
    }
    let again = Unread::these(overdue);
    journeys(asked, store, kept, &again, (now, Wanted::All)).await?;
    Ok(Read::Some)
}

/// Reads one journey again: something was said about what it says.
pub(crate) async fn one(asked: &Asked, store: &Store, kept: &Kept, journey: JourneyKey) -> Result<(), Failure> {
    let again = Unread::these([journey]);
    journeys(asked, store, kept, &again, (now(), Wanted::All)).await
}

/// Reads journeys and writes what they say; the cursor moves with the last of them.
async fn journeys(
    asked: &Asked,
    store: &Store,
    kept: &Kept,
    unread: &Unread,
    (now, wanted): (Time, Wanted),
) -> Result<(), Failure> {
    let mut eyes = Eyes {
        model: kept.model(),
        version: &version(asked, kept),
        moment: super::moment(asked, &Some("1970-01-01T00:00:00Z".to_owned()), None)?,
        wanted,
    };
    let mut reader = Reader::default();
    let keys: Vec<JourneyKey> = unread.journeys.iter().copied().collect();
    let found = store.log.journeys(&unread.journeys).await?;
    let labelled: BTreeSet<JourneyKey> =
        label::journeys(&mut store.database.read().await?).await?.into_iter().collect();
    let parts = keys.len().div_ceil(WRITTEN).max(1);
    for part in 0..parts {
        let keys = keys.chunks(WRITTEN).nth(part).unwrap_or_default();
        let mut labels: BTreeMap<JourneyKey, Vec<Label>> = BTreeMap::new();
        for key in keys.iter().filter(|key| labelled.contains(key)) {
            labels.insert(*key, label::of_journey(&mut store.database.read().await?, *key).await?);
        }
        let mut heard: Vec<Heard> = Vec::with_capacity(keys.len());
        tokio::task::block_in_place(|| {
            for key in keys {
                let touches = found.get(key).map(Vec::as_slice).unwrap_or_default();
                let labels = labels.get(key).map(Vec::as_slice).unwrap_or_default();
                let mut one = hear(&mut eyes, &mut reader, (*key, touches), labels, now);
                if wanted == Wanted::Told {
                    one.readings.retain(|reading| reading.told != 0);
                    one.readings.iter_mut().for_each(|reading| (reading.said, reading.causes) = Default::default());
                }
                heard.push(one);
            }
        });
        let mut writing = store.database.write().await?;
        let nothing = Unread::default();
        let cursor = if part + 1 == parts { unread } else { &nothing };
        reading::record(&store.log, &mut writing, (&heard, &found), cursor).await?;
        writing.commit().await?;
    }
    Ok(())
}
