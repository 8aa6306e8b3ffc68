//! Jobs: work that follows from a fact, written in the fact's transaction, done at least once.
//!
//! A worker takes a job for a time, its lease. When the worker dies, the lease runs out and another takes the job
//! over; the number of attempts tells the two apart, so that what the first one still writes is refused. A job that
//! fails is tried again, later each time; one that fails too often is parked, where people see it and can send it
//! again. Handlers write in the transaction in which the job is marked as done; what they do outside must bear being
//! done twice.

use crate::database::Database;
use crate::error::{Error, Result};
use crate::transaction::Transaction;
use crate::values;
use desk::time::{Span, Time};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A job is parked when it has failed this often.
pub const MOST_ATTEMPTS: i64 = 8;
/// How long a worker has a job before another may take it over.
pub const LEASE: Span = Span(10 * Span::MINUTE.0);
/// How long a job waits after its first failure. Each further failure doubles it, up to [`LONGEST_WAIT`].
const FIRST_WAIT: Span = Span(10 * Span::SECOND.0);
/// The longest wait between two attempts.
const LONGEST_WAIT: Span = Span::HOUR;

/// A job that a worker has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub id: i64,
    /// What is to be done.
    pub kind: String,
    /// With what, as JSON.
    pub input: String,
    /// Which attempt this is, from 1.
    pub attempt: i64,
}

impl Job {
    /// The input as it was enqueued.
    pub fn input<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.input)
            .map_err(|why| Error::Damaged { what: format!("the input of job {}", self.id), why: why.to_string() })
    }
}

/// A job as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Its number.
    pub id: i64,
    /// What is to be done.
    pub kind: String,
    /// `waiting`, `running`, `parked` or `done`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, or may be taken over while it runs.
    pub due_at: Time,
    /// Why the last attempt failed.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Time,
    /// When it was done.
    pub finished_at: Option<Time>,
}

/// Writes a job into the transaction of the fact that asks for it. It is done if and only if that is committed.
pub async fn enqueue(transaction: &mut Transaction, kind: &str, input: &impl Serialize, now: Time) -> Result<i64> {
    let input = serde_json::to_string(input)
        .map_err(|why| Error::Damaged { what: format!("the input of a job {kind}"), why: why.to_string() })?;
    let sql = "INSERT INTO job (kind, input, state, attempts, due_at, created_at)
               VALUES ($1, $2, 'waiting', 0, $3, $3) RETURNING id";
    let (id,): (i64,) = transaction.fetch_one(sql, values![kind, input, now.0]).await?;
    Ok(id)
}

/// The first job that is due, waiting or left behind by a worker that died. Workers on PostgreSQL pass by what
/// another one is just taking.
macro_rules! take {
    ($skip:literal) => {
        concat!(
            "UPDATE job SET state = 'running', attempts = attempts + 1, due_at = $2 WHERE id = (
                SELECT id FROM job WHERE state IN ('waiting', 'running') AND due_at <= $1
                ORDER BY due_at, id LIMIT 1 ",
            $skip,
            ") RETURNING id, kind, input, attempts"
        )
    };
}

/// Takes the next job that is due, if there is one.
pub async fn take(database: &Database, now: Time) -> Result<Option<Job>> {
    loop {
        let mut transaction = database.write().await?;
        let sql = if transaction.is_postgres() { take!("FOR UPDATE SKIP LOCKED") } else { take!("") };
        let taken: Option<(i64, String, String, i64)> =
            transaction.fetch_optional(sql, values![now.0, (now + LEASE).0]).await?;
        let Some((id, kind, input, attempt)) = taken else { return Ok(None) };
        let job = Job { id, kind, input, attempt };
        if attempt > MOST_ATTEMPTS {
            // Nobody lived to report the last attempt: it may be the job that kills its workers.
            let sql = "UPDATE job SET state = 'parked', attempts = $2, error = coalesce(error, $3) WHERE id = $1";
            let why = "the worker stopped without a word";
            transaction.execute(sql, values![id, MOST_ATTEMPTS, why]).await?;
        }
        transaction.commit().await?;
        if attempt <= MOST_ATTEMPTS {
            return Ok(Some(job));
        }
    }
}

/// Marks a job as done in the transaction in which its handler wrote. Its input is forgotten.
///
/// # Errors
/// [`Error::TakenOver`] when another worker took it over; the transaction must then be dropped.
pub async fn done(transaction: &mut Transaction, job: &Job, now: Time) -> Result<()> {
    let sql = "UPDATE job SET state = 'done', input = 'null', error = NULL, finished_at = $3
               WHERE id = $1 AND attempts = $2 AND state = 'running'";
    match transaction.execute(sql, values![job.id, job.attempt, now.0]).await? {
        0 => Err(Error::TakenOver { job: job.id }),
        _ => Ok(()),
    }
}

/// Records that an attempt failed: the job is tried again later, or parked. Nothing happens if it was taken over.
pub async fn failed(database: &Database, job: &Job, why: &str, now: Time) -> Result<()> {
    let state = if job.attempt >= MOST_ATTEMPTS { "parked" } else { "waiting" };
    let mut transaction = database.write().await?;
    let sql = "UPDATE job SET state = $3, error = $4, due_at = $5
               WHERE id = $1 AND attempts = $2 AND state = 'running'";
    let due = now + wait(job.attempt);
    transaction.execute(sql, values![job.id, job.attempt, state, why, due.0]).await?;
    transaction.commit().await
}

/// How long a job waits after its n-th failure.
fn wait(attempt: i64) -> Span {
    let doublings = (attempt - 1).clamp(0, 30);
    Span((FIRST_WAIT.0 << doublings).min(LONGEST_WAIT.0))
}

/// Sends a parked job again, with all its attempts.
///
/// # Errors
/// [`Error::Unknown`] when there is no such parked job.
pub async fn retry(database: &Database, id: i64, now: Time) -> Result<()> {
    let mut transaction = database.write().await?;
    let sql = "UPDATE job SET state = 'waiting', attempts = 0, due_at = $2 WHERE id = $1 AND state = 'parked'";
    if transaction.execute(sql, values![id, now.0]).await? == 0 {
        return Err(Error::Unknown { what: format!("parked job {id}") });
    }
    transaction.commit().await
}

/// All jobs but the done ones, and the last `done` of these; the newest first.
pub async fn list(transaction: &mut Transaction, done: usize) -> Result<Vec<Listed>> {
    type Row = (i64, String, String, i64, i64, Option<String>, i64, Option<i64>);
    let sql = "SELECT id, kind, state, attempts, due_at, error, created_at, finished_at FROM job
               WHERE state <> 'done' OR id IN (SELECT id FROM job WHERE state = 'done' ORDER BY id DESC LIMIT $1)
               ORDER BY id DESC";
    let rows: Vec<Row> = transaction.fetch_all(sql, values![done]).await?;
    let listed = rows.into_iter().map(|(id, kind, state, attempts, due_at, error, created_at, finished_at)| {
        let (due_at, created_at, finished_at) = (Time(due_at), Time(created_at), finished_at.map(Time));
        Listed { id, kind, state, attempts, due_at, error, created_at, finished_at }
    });
    Ok(listed.collect())
}

/// Does every job that is due: takes it, lets `handle` do it, and marks it as done in the transaction that `handle`
/// wrote in and returns. Returns how many were done and how many failed.
pub async fn run_due(
    database: &Database,
    now: impl Fn() -> Time,
    handle: impl AsyncFn(&Job) -> Result<Transaction>,
) -> Result<(usize, usize)> {
    let (mut well, mut badly) = (0, 0);
    while let Some(job) = take(database, now()).await? {
        let outcome = async {
            let mut transaction = handle(&job).await?;
            done(&mut transaction, &job, now()).await?;
            transaction.commit().await
        };
        match outcome.await {
            Ok(()) => well += 1,
            Err(why) => {
                badly += 1;
                failed(database, &job, &why.to_string(), now()).await?;
            }
        }
    }
    Ok((well, badly))
}
