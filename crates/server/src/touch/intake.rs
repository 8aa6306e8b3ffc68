//! Making touches durable: one writer for all senders. What came while it wrote is written next, all in one transaction,
//! and each sender is answered when theirs is on the disk.

use super::body::{MOST, PIECE};
use crate::asked::{Asked, now};
use crate::failure::Failure;
use crate::serve::app::Shared;
use crate::serve::problem::{Kind, Problem};
use desk::touch::Touch;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::log::Verdict;
use tokio::sync::{Notify, Semaphore, mpsc, oneshot};

/// Requests that may wait for the writer. The next one is told to come again.
const WAITING: usize = 1_024;
/// A transaction is not made longer than this many touches by waiting requests.
const TOGETHER: usize = 5_000;
/// A sender waits so long for a store that does not answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Whether the tail should be sealed is asked after so many touches.
const LOOK_AFTER: u64 = 10_000;

/// The way in for touches.
#[derive(Debug)]
pub(crate) struct Intake {
    /// Room for bodies that are being read or wait to be written.
    pub(crate) room: Arc<Semaphore>,
    /// All the room there is.
    room_in_all: usize,
    jobs: mpsc::Sender<Job>,
    queue: Mutex<Option<mpsc::Receiver<Job>>>,
    /// Touches since the last look at the tail.
    fresh: AtomicU64,
    grown: Notify,
}

/// The touches of one request, and who waits for what became of them.
#[derive(Debug)]
struct Job {
    touches: Vec<Touch>,
    told: oneshot::Sender<Option<Vec<Verdict>>>,
}

/// More has come than can be written at the moment.
pub(crate) fn busy() -> Problem {
    Problem::from(Kind::Busy).after(1)
}

impl Intake {
    /// A way in that nobody has opened yet; see [`keep`].
    pub(crate) fn new(asked: &Asked) -> Result<Intake, Failure> {
        let (jobs, queue) = mpsc::channel(WAITING);
        let room_in_all = (asked.settings.memory_bytes() / 8).max(MOST + MOST / 2) / PIECE;
        Ok(Intake {
            room: Arc::new(Semaphore::new(room_in_all)),
            room_in_all,
            jobs,
            queue: Mutex::new(Some(queue)),
            fresh: AtomicU64::new(0),
            grown: Notify::new(),
        })
    }

    /// Whether nobody waits for touches to be written.
    pub(crate) fn is_quiet(&self) -> bool {
        self.room.available_permits() == self.room_in_all
    }

    /// Makes touches durable, and tells what became of each.
    ///
    /// # Errors
    /// [`Kind::Busy`], where too many wait already or the store cannot write: the disk is full, the database is away.
    pub(crate) async fn take(&self, touches: Vec<Touch>) -> Result<Vec<Verdict>, Problem> {
        if touches.is_empty() {
            return Ok(Vec::new());
        }
        let (told, hears) = oneshot::channel();
        self.jobs.try_send(Job { touches, told }).map_err(|_| busy())?;
        match tokio::time::timeout(PATIENCE, hears).await {
            Ok(Ok(Some(verdicts))) => Ok(verdicts),
            _ => Err(Problem::from(Kind::Busy).after(5)),
        }
    }
}

/// Writes what comes, and seals the tail when it is long, until the program ends.
pub(crate) async fn keep(app: Shared) {
    let queue = app.intake.queue.lock().ok().and_then(|mut queue| queue.take());
    let Some(queue) = queue else { return };
    tokio::join!(write_all(&app, queue), seal_all(&app));
}

async fn write_all(app: &Shared, mut queue: mpsc::Receiver<Job>) {
    while let Some(first) = queue.recv().await {
        let (mut touches, mut group) = (first.touches.len(), vec![first]);
        while touches < TOGETHER
            && let Ok(next) = queue.try_recv()
        {
            touches += next.touches.len();
            group.push(next);
        }
        write(app, group).await;
    }
}

/// Writes the touches of a group of requests in one transaction. Where that fails each request is tried alone, so that
/// none is refused because of another.
async fn write(app: &Shared, mut group: Vec<Job>) {
    let (mut all, mut lengths) = (Vec::new(), Vec::new());
    for job in &mut group {
        lengths.push(job.touches.len());
        all.append(&mut job.touches);
    }
    let (all, verdicts) = append(app, all).await;
    if let Some(verdicts) = verdicts {
        let mut verdicts = verdicts.into_iter();
        for (job, length) in group.into_iter().zip(lengths) {
            // Who hung up meanwhile sends it again and is told that it is known.
            let _ = job.told.send(Some(verdicts.by_ref().take(length).collect()));
        }
        return;
    }
    let (alone, mut all) = (group.len() == 1, all.into_iter());
    for (job, length) in group.into_iter().zip(lengths) {
        let touches: Vec<Touch> = all.by_ref().take(length).collect();
        let verdicts = if alone { None } else { append(app, touches).await.1 };
        let _ = job.told.send(verdicts);
    }
}

/// Appends touches and tells everybody who wants to know; nothing, where they could not be written.
async fn append(app: &Shared, mut touches: Vec<Touch>) -> (Vec<Touch>, Option<Vec<Verdict>>) {
    let now = now();
    // What says itself when it came is written as it is, without a copy.
    for touch in &mut touches {
        touch.received_at.get_or_insert(now);
    }
    let writing = app.running.writing().await;
    let verdicts = match app.store.log.append(&touches, now).await {
        Ok(verdicts) => verdicts,
        Err(error) => {
            tracing::error!(%error, touches = touches.len(), "touches could not be written");
            return (touches, None);
        }
    };
    let accepted = |verdict: &Verdict| *verdict == Verdict::Accepted;
    let count = verdicts.iter().filter(|verdict| accepted(verdict)).count() as u64;
    if count > 0 {
        let new = || touches.iter().zip(&verdicts).filter(|(_, verdict)| accepted(verdict)).map(|(touch, _)| touch);
        app.running.note(new());
        drop(writing);
        app.board.taken(new(), now);
        app.pictures.grown();
        app.unread.notify_one();
        if app.intake.fresh.fetch_add(count, Ordering::Relaxed) + count >= LOOK_AFTER {
            app.intake.fresh.store(0, Ordering::Relaxed);
            app.intake.grown.notify_one();
        }
    }
    (touches, Some(verdicts))
}

/// Seals the tail whenever it is long, once at the beginning too: the last process may have been killed before it did.
async fn seal_all(app: &Shared) {
    loop {
        if let Err(error) = seal(app).await {
            // The touches are safe where they are; the next look tries again.
            tracing::error!(%error, "the tail could not be sealed");
        }
        app.intake.grown.notified().await;
    }
}

async fn seal(app: &Shared) -> Result<(), store::Error> {
    let log = &app.store.log;
    while log.wants_seal().await? {
        let sealed = log.seal().await?;
        let merged = log.compact().await?;
        tracing::info!(sealed, merged, "the tail was sealed");
        if sealed == 0 {
            break;
        }
    }
    Ok(())
}
