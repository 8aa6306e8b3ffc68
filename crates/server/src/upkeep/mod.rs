//! Keeping a store: backup, restore, and the doctor.

use crate::asked::{Asked, now};
use crate::failure::Failure;
use crate::locale::{args, figures};
use crate::output;
use serde::Serialize;
use std::path::Path;
use store::job::{self, Listed};
use store::{backup, restore as restore_store};

/// `waterline backup`.
pub(crate) async fn backup(asked: &Asked, to: &Path) -> Result<(), Failure> {
    let (_, store) = asked.open().await?;
    let manifest = backup::write(&store.database, to, now()).await?;
    if asked.json {
        return output::json(&manifest);
    }
    let text = args!(segments = manifest.segments.len() as u64, place = to.display().to_string());
    output::line(&asked.language().texts().say("cli-backed-up", text))
}

/// `waterline restore`.
pub(crate) async fn restore(asked: &Asked, from: &Path) -> Result<(), Failure> {
    let database = restore_store(from, &asked.location()?).await?;
    database.close().await;
    let (_, store) = asked.open().await?;
    let statistics = store.log.statistics().await?;
    if asked.json {
        return output::json(&serde_json::json!({ "touches": statistics.touches }));
    }
    output::line(&asked.language().texts().say("cli-restored", args!(touches = statistics.touches)))
}

/// What the doctor found; what `waterline doctor --json` prints.
#[derive(Serialize)]
struct Found {
    healthy: bool,
    touches: u64,
    waiting: u64,
    segments: u64,
    runs: u64,
    bytes: u64,
    problems: Vec<String>,
    orphans: Vec<String>,
    jobs: Vec<Listed>,
}

/// `waterline doctor`: fails with [`Failure::Found`] when something is damaged or a job is parked.
pub(crate) async fn doctor(asked: &Asked, retry_jobs: bool) -> Result<(), Failure> {
    let (_, store) = asked.open().await?;
    let mut jobs = job::list(&mut store.database.read().await?, 10).await?;
    if retry_jobs {
        for parked in jobs.iter().filter(|job| job.state == "parked") {
            job::retry(&store.database, parked.id, now()).await?;
        }
        crate::customer::run_jobs(&store.database, &store.log).await?;
        jobs = job::list(&mut store.database.read().await?, 10).await?;
    }
    let statistics = store.log.statistics().await?;
    let checked = store.log.verify().await?;
    let parked = jobs.iter().any(|job| job.state == "parked");
    let found = Found {
        healthy: checked.problems.is_empty() && !parked,
        touches: statistics.touches,
        waiting: statistics.tail,
        segments: statistics.segments,
        runs: statistics.runs,
        bytes: statistics.bytes,
        problems: checked.problems,
        orphans: checked.orphans,
        jobs,
    };
    if asked.json {
        output::json(&found)?;
    } else {
        print(asked, &found)?;
    }
    if found.healthy { Ok(()) } else { Err(Failure::Found) }
}

fn print(asked: &Asked, found: &Found) -> Result<(), Failure> {
    let texts = asked.language().texts();
    let megabytes = figures::amount(found.bytes as f64 / f64::from(1 << 20));
    output::line(&texts.say(
        "cli-doctor",
        args!(touches = found.touches, waiting = found.waiting, segments = found.segments, megabytes = megabytes),
    ))?;
    for problem in &found.problems {
        output::line(&format!("  {problem}"))?;
    }
    if !found.orphans.is_empty() {
        output::line(&texts.say("cli-orphans", args!(files = found.orphans.len() as u64)))?;
    }
    for job in found.jobs.iter().filter(|job| job.state != "done") {
        let error = job.error.as_deref().unwrap_or_default();
        output::line(&format!("  #{} {} {} ({}) {error}", job.id, job.kind, job.state, job.attempts))?;
    }
    output::line(&texts.word(if found.healthy { "cli-healthy" } else { "cli-unhealthy" }))
}
