//! What changes while people look: one stream of small messages to every open page.

use super::app::Shared;
use super::guard::Who;
use super::problem::Problem;
use crate::asked::now;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use desk::time::Time;
use desk::touch::{Outcome, Touch};
use futures_util::stream::{self, Stream, StreamExt};
use serde::Serialize;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::watch;
use utoipa::ToSchema;

/// What came in since the server began, and how the analysis stands.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct Standing {
    /// Touches taken since the server began.
    taken: u64,
    /// When the last one was taken.
    #[schema(value_type = Option<String>, format = DateTime)]
    taken_at: Option<Time>,
    /// How those touches ended, by outcome.
    outcomes: BTreeMap<&'static str, u64>,
    /// How often things went wrong where, most often first: step and touches that failed, were refused or abandoned.
    trouble: Vec<Trouble>,
    /// Touches in the newest analysis.
    analysed: Option<u64>,
    /// When that was made.
    #[schema(value_type = Option<String>, format = DateTime)]
    analysed_at: Option<Time>,
    /// Whether a newer one is being made.
    computing: bool,
    /// When the counts of the noise points were last brought up to the log.
    #[schema(value_type = Option<String>, format = DateTime)]
    counted_at: Option<Time>,
}

/// A step at which things go wrong.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Trouble {
    step: String,
    touches: u64,
}

/// Steps named on the board.
const SHOWN: usize = 10;
/// Steps counted at most; names come from senders.
const COUNTED: usize = 5_000;

/// The board: counts as they come in. Pages are told at most once in [`PACE`].
#[derive(Debug)]
pub(crate) struct Board {
    counts: Mutex<Counts>,
    changed: watch::Sender<u64>,
    /// What pages are told, written once for all of them; a page that is slow hears the newest when it comes back. Nothing,
    /// when there will be no more.
    told: watch::Sender<Option<Event>>,
}

#[derive(Debug, Default)]
struct Counts {
    taken: u64,
    taken_at: Option<Time>,
    outcomes: BTreeMap<&'static str, u64>,
    trouble: BTreeMap<String, u64>,
}

/// The number of changes after which there will be no more.
const STOPPED: u64 = u64::MAX;
/// The shortest time between two messages: an eye takes it for at once, and a thousand pages can be told so often.
const PACE: Duration = Duration::from_millis(50);

impl Default for Board {
    fn default() -> Board {
        Board { counts: Mutex::default(), changed: watch::Sender::new(0), told: watch::Sender::new(None) }
    }
}

impl Board {
    /// Counts touches that were just made durable.
    pub(crate) fn taken<'a>(&self, touches: impl Iterator<Item = &'a Touch>, now: Time) {
        if let Ok(mut counts) = self.counts.lock() {
            for touch in touches {
                counts.taken += 1;
                counts.taken_at = Some(now);
                *counts.outcomes.entry(touch.outcome.word().unwrap_or("unknown")).or_default() += 1;
                if matches!(touch.outcome, Outcome::Failed | Outcome::Refused | Outcome::Abandoned) {
                    let step = touch.step();
                    if counts.trouble.len() < COUNTED || counts.trouble.contains_key(&step) {
                        *counts.trouble.entry(step).or_default() += 1;
                    }
                }
            }
        }
        self.refresh();
    }

    /// Something else that the pages show has changed.
    pub(crate) fn refresh(&self) {
        // Whoever stopped is not asked to go on.
        self.changed.send_modify(|number| *number = number.saturating_add(1));
    }

    /// Ends all streams: the server stops.
    pub(crate) fn stop(&self) {
        self.changed.send_replace(STOPPED);
    }

    /// How things stand.
    pub(crate) fn standing(&self, app: &Shared) -> Standing {
        let picture = app.pictures.newest();
        let mut standing = Standing {
            analysed: picture.as_ref().map(|picture| picture.report.graph.touches),
            analysed_at: picture.as_ref().map(|picture| picture.made_at),
            computing: app.pictures.is_computing(),
            counted_at: app.running.told().at,
            ..Standing::default()
        };
        if let Ok(counts) = self.counts.lock() {
            standing.taken = counts.taken;
            standing.taken_at = counts.taken_at;
            standing.outcomes = counts.outcomes.clone();
            let trouble = counts.trouble.iter().map(|(step, &touches)| Trouble { step: step.clone(), touches });
            standing.trouble = trouble.collect();
        }
        standing.trouble.sort_by_key(|trouble| std::cmp::Reverse(trouble.touches));
        standing.trouble.truncate(SHOWN);
        standing
    }
}

/// Counts a listener as long as it lives.
struct Listening(Shared);

impl Listening {
    fn new(app: Shared) -> Listening {
        app.metrics.listeners.fetch_add(1, Ordering::Relaxed);
        Listening(app)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.metrics.listeners.fetch_sub(1, Ordering::Relaxed);
    }
}

fn event(app: &Shared) -> Option<Event> {
    Event::default().event("board").id(now().0.to_string()).json_data(app.board.standing(app)).ok()
}

/// Tells the pages what has changed, until the program ends.
pub(crate) async fn keep(app: Shared) {
    let mut changed = app.board.changed.subscribe();
    while changed.changed().await.is_ok() {
        if *changed.borrow_and_update() == STOPPED {
            break;
        }
        if app.board.told.receiver_count() > 0 {
            app.board.told.send_replace(event(&app));
        }
        tokio::time::sleep(PACE).await;
    }
    app.board.told.send_replace(None);
}

/// The board as it changes: server-sent events named `board`, each a [`Standing`]. The stream ends within two seconds when
/// the session or the key it was opened with no longer works, or its member has another role.
#[utoipa::path(get, path = "/api/v1/live", tag = "live", security(("key" = ["look"])),
    responses((status = 200, description = "a stream of `board` events", body = String, content_type = "text/event-stream")))]
pub(crate) async fn live(
    State(app): State<Shared>,
    who: Who,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let (mut told, shut) = (app.board.told.subscribe(), app.door.shut_for(&who));
    let stopped = *app.board.changed.borrow() == STOPPED;
    // The first message is of this moment; who comes when all is over hears just that.
    if stopped {
        told.mark_changed();
    } else {
        told.mark_unchanged();
    }
    let first = if stopped { None } else { event(&app) };
    let begin = (Listening::new(app), told, first);
    let events = stream::unfold(begin, |(listening, mut told, first)| async move {
        let event = match first {
            Some(event) => event,
            None => {
                told.changed().await.ok()?;
                told.borrow_and_update().clone()?
            }
        };
        Some((Ok(event), (listening, told, None)))
    });
    Ok(Sse::new(events.take_until(shut)).keep_alive(KeepAlive::default()))
}

/// The board now.
#[utoipa::path(get, path = "/api/v1/board", tag = "live", security(("key" = ["look"])),
    responses((status = 200, body = Standing)))]
pub(crate) async fn board(State(app): State<Shared>) -> axum::Json<Standing> {
    axum::Json(app.board.standing(&app))
}
