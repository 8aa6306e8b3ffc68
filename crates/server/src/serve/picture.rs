//! The analysis that the pages show: made in the background whenever the log has grown, and kept until the next one is
//! there, so that no page waits for it.

use super::apart::apart;
use super::app::Shared;
use super::trace;
use crate::asked::{Asked, Store, now};
use crate::cli::Files;
use crate::failure::Failure;
use crate::iceberg::{self, Seen};
use crate::journey::feed;
use crate::noise;
use crate::planks;
use crate::report::Report;
use desk::time::Time;
use lens::drivers::met::Planks;
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, watch};
use utoipa::ToSchema;

/// Everything that is computed from the log at once.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) report: Report,
    pub(crate) seen: Seen,
    pub(crate) planks: Option<Planks>,
    pub(crate) made_at: Time,
}

/// The touches asked for: all, or those of a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
}

/// What an answer rests on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AsOf {
    /// Touches that were looked at.
    touches: u64,
    /// The last of them.
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Time>,
    /// When the figures were made.
    #[schema(value_type = String, format = DateTime)]
    made_at: Time,
    /// Whether newer ones are being made.
    computing: bool,
}

/// The newest picture of the whole log, and a few of periods.
#[derive(Debug)]
pub(crate) struct Pictures {
    newest: watch::Sender<Option<Arc<Picture>>>,
    computing: watch::Sender<bool>,
    wanted: Notify,
    kept: Mutex<VecDeque<(Period, Arc<Picture>)>>,
    /// One look at a time: each takes the memory it was given.
    turn: tokio::sync::Mutex<()>,
}

/// Pictures of periods that are kept.
const KEPT: usize = 8;
/// A look may take so large a share of one processor's time: it rests three times as long as it took ...
const REST: u32 = 3;
/// ... but a small log is looked at again at once.
const LEAST_REST: Duration = Duration::from_millis(500);

impl Default for Pictures {
    fn default() -> Pictures {
        Pictures {
            newest: watch::Sender::new(None),
            computing: watch::Sender::new(false),
            wanted: Notify::new(),
            kept: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }
}

impl Pictures {
    /// The newest picture of the whole log.
    pub(crate) fn newest(&self) -> Option<Arc<Picture>> {
        self.newest.borrow().clone()
    }

    /// Whether one is being made.
    pub(crate) fn is_computing(&self) -> bool {
        *self.computing.borrow()
    }

    /// The log has grown.
    pub(crate) fn grown(&self) {
        self.wanted.notify_one();
    }

    /// What an answer from `picture` rests on.
    pub(crate) fn as_of(&self, picture: &Picture) -> AsOf {
        AsOf {
            touches: picture.report.graph.touches,
            until: picture.report.import.to.map(Time),
            made_at: picture.made_at,
            computing: self.is_computing(),
        }
    }

    /// The picture of a period; of the whole log, where it names none.
    pub(crate) async fn of(&self, app: &Shared, period: &Period) -> Result<Arc<Picture>, Failure> {
        let whole = self.newest();
        let whole_made = whole.as_ref().map(|picture| picture.made_at);
        match whole {
            Some(picture) if *period == Period::default() => return Ok(picture),
            _ => {}
        }
        if let Some(kept) = self.kept(period, whole_made) {
            return Ok(kept);
        }
        let _turn = self.turn.lock().await;
        if let Some(kept) = self.kept(period, whole_made) {
            return Ok(kept);
        }
        let (house, asked) = (app.clone(), period.clone());
        let picture = apart(async move { look(&house.asked, &house.store, &asked).await });
        let picture = Arc::new(picture.await?);
        if let Ok(mut kept) = self.kept.lock() {
            kept.retain(|(other, _)| other != period);
            kept.truncate(KEPT - 1);
            kept.push_front((period.clone(), picture.clone()));
        }
        Ok(picture)
    }

    /// A kept picture that is not older than that of the whole log.
    fn kept(&self, period: &Period, since: Option<Time>) -> Option<Arc<Picture>> {
        let kept = self.kept.lock().ok()?;
        let (_, picture) = kept.iter().find(|(other, _)| other == period)?;
        since.is_none_or(|since| picture.made_at >= since).then(|| picture.clone())
    }
}

async fn look(asked: &Asked, store: &Store, period: &Period) -> Result<Picture, Failure> {
    let files = Files { files: Vec::new(), from: period.from.clone(), to: period.to.clone() };
    let request = feed::request(asked, store, &files).await?;
    let made_at = now();
    let (report, usual) = noise::report_and_usual(asked, &files, store, false).await?;
    let seen = iceberg::seen(store, &request, usual.clone()).await?;
    let planks = planks::look(store, &request, usual).await?;
    Ok(Picture { report, seen, planks, made_at })
}

/// Keeps the newest picture new, until the program ends.
pub(crate) async fn keep(app: Shared) {
    let pictures = &app.pictures;
    loop {
        pictures.computing.send_replace(true);
        let began = Instant::now();
        let turn = pictures.turn.lock().await;
        let house = app.clone();
        let work = apart(async move { look(&house.asked, &house.store, &Period::default()).await });
        match trace::follow(app.traces.as_ref(), "analysis", work).await {
            Ok(picture) => {
                pictures.newest.send_replace(Some(Arc::new(picture)));
            }
            Err(error) => tracing::error!(%error, "the analysis failed"),
        }
        drop(turn);
        pictures.computing.send_replace(false);
        app.board.refresh();
        tokio::time::sleep((began.elapsed() * REST).max(LEAST_REST)).await;
        pictures.wanted.notified().await;
    }
}
