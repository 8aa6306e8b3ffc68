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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Place;
    use crate::testing::{both, run};

    const NOW: Time = Time(1_700_000_000_000_000);

    async fn ask(database: &Database, kind: &str) -> i64 {
        let mut transaction = database.write().await.unwrap();
        let id = enqueue(&mut transaction, kind, &["input"], NOW).await.unwrap();
        transaction.commit().await.unwrap();
        id
    }

    async fn listed(database: &Database) -> Vec<(i64, String, i64)> {
        let jobs = list(&mut database.read().await.unwrap(), 10).await.unwrap();
        jobs.into_iter().map(|job| (job.id, job.state, job.attempts)).collect()
    }

    #[test]
    fn a_job_is_asked_for_with_its_fact_and_done_with_its_effect() {
        both(|place| async move {
            let database = place.open().await;
            let mut dropped = database.write().await.unwrap();
            enqueue(&mut dropped, "greet", &1, NOW).await.unwrap();
            drop(dropped);
            assert_eq!(take(&database, NOW).await.unwrap(), None);

            let id = ask(&database, "greet").await;
            let greet = async |job: &Job| {
                assert_eq!((job.kind.as_str(), job.input::<Vec<String>>()?), ("greet", vec!["input".to_owned()]));
                let mut transaction = database.write().await?;
                let row = values!["greeted", job.id.to_string()];
                transaction.execute("INSERT INTO setting (name, value) VALUES ($1, $2)", row).await?;
                Ok(transaction)
            };
            assert_eq!(run_due(&database, || NOW, greet).await.unwrap(), (1, 0));
            assert_eq!(listed(&database).await, [(id, "done".to_owned(), 1)]);
            let mut reading = database.read().await.unwrap();
            let greeted: Vec<(String,)> = reading.fetch_all("SELECT value FROM setting", []).await.unwrap();
            assert_eq!(greeted, [(id.to_string(),)]);
        });
    }

    #[test]
    fn a_job_that_fails_is_tried_later_and_later_and_then_parked_but_not_lost() {
        both(|place| async move {
            let database = place.open().await;
            let id = ask(&database, "poison").await;
            let mut now = NOW;
            let mut waits = Vec::new();
            let refuse = async |_: &Job| Err(Error::Unknown { what: "antidote".to_owned() });
            while listed(&database).await[0].1 != "parked" {
                assert_eq!(run_due(&database, || now, refuse).await.unwrap(), (0, 1));
                let due = list(&mut database.read().await.unwrap(), 0).await.unwrap()[0].due_at;
                waits.push((due - now).seconds());
                now = due;
            }
            assert_eq!(waits, [10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0, 1_280.0]);
            assert_eq!(run_due(&database, || now + Span::DAY, refuse).await.unwrap(), (0, 0));
            let parked = &list(&mut database.read().await.unwrap(), 0).await.unwrap()[0];
            assert!(parked.error.as_ref().unwrap().contains("no antidote"));

            retry(&database, id, now).await.unwrap();
            let cure = async |_: &Job| database.write().await;
            assert_eq!(run_due(&database, || now, cure).await.unwrap(), (1, 0));
            assert!(retry(&database, id, now).await.is_err());
        });
    }

    #[test]
    fn when_a_worker_dies_another_takes_over_and_the_late_one_is_refused() {
        both(|place| async move {
            let database = place.open().await;
            ask(&database, "long").await;
            let first = take(&database, NOW).await.unwrap().unwrap();
            assert_eq!(take(&database, NOW).await.unwrap(), None, "it is being worked on");
            let later = NOW + LEASE;
            let second = take(&database, later).await.unwrap().unwrap();
            assert_eq!((first.id, second.attempt), (second.id, 2));
            let mut late = database.write().await.unwrap();
            let error = done(&mut late, &first, later).await.unwrap_err().to_string();
            assert!(error.contains("taken over"), "{error}");
            drop(late);
            failed(&database, &first, "late", later).await.unwrap();
            let mut transaction = database.write().await.unwrap();
            done(&mut transaction, &second, later).await.unwrap();
            transaction.commit().await.unwrap();
        });
    }

    #[test]
    fn a_job_that_kills_its_workers_is_parked() {
        both(|place| async move {
            let database = place.open().await;
            let id = ask(&database, "killer").await;
            let mut now = NOW;
            while take(&database, now).await.unwrap().is_some() {
                now = now + LEASE;
            }
            assert_eq!(listed(&database).await, [(id, "parked".to_owned(), MOST_ATTEMPTS)]);
        });
    }

    #[test]
    fn workers_of_several_processes_never_take_the_same_job() {
        run(async {
            let place = Place::postgres();
            let databases = [place.open().await, place.open().await, place.open().await];
            for _ in 0..30 {
                ask(&databases[0], "one of many").await;
            }
            let work = |database: Database| async move {
                let mut taken = Vec::new();
                while let Some(job) = take(&database, NOW).await.unwrap() {
                    taken.push(job.id);
                }
                taken
            };
            let workers: Vec<_> = databases.into_iter().map(|database| tokio::spawn(work(database))).collect();
            let mut all = Vec::new();
            for worker in workers {
                all.extend(worker.await.unwrap());
            }
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), 30);
        });
    }
}
