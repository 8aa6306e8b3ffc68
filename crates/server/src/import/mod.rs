//! Bringing logs into a store.

mod different;
pub(crate) mod http;
mod progress;
mod reader;
mod rejects;
mod summary;
pub(crate) mod upload;

use crate::asked::{Asked, Store, now};
use crate::failure::Failure;
use crate::locale::{Language, args};
use crate::output;
use channels::file::{self, Record};
use desk::phone::Region;
pub(crate) use progress::Far;
use progress::Progress;
use reader::Taken;
use rejects::Rejects;
use std::path::{Path, PathBuf};
use store::log::Bulk;
use store::source;
use summary::Counted;
pub(crate) use summary::Summary;

/// Where rows go that could not be read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rejected<'a> {
    /// They are counted and not listed.
    Counted,
    /// Into a file beside each log.
    Beside,
    /// Into this file.
    In(&'a Path),
}

/// `waterline import`.
pub(crate) async fn run(
    asked: &Asked,
    files: &[PathBuf],
    save_map: Option<&Path>,
    rejected: Option<&Path>,
) -> Result<(), Failure> {
    let (asked, store) = &asked.open_or_make().await?;
    let rejected = rejected.map_or(Rejected::Beside, Rejected::In);
    let summary = bring_in(asked, store, files, (rejected, &asked.reading()?, &Far::default())).await?;
    if let Some(path) = save_map {
        std::fs::write(path, &summary.mapping).map_err(|error| Failure::write(path, &error))?;
    }
    if asked.json { output::json(&summary) } else { summary.print(asked.language()) }
}

/// `waterline import --dry-run`: how the files would be read, and nothing else.
pub(crate) fn preview(asked: &Asked, files: &[PathBuf], save_map: Option<&Path>) -> Result<(), Failure> {
    let texts = asked.language().texts();
    for path in files {
        let mut log = file::open(path, &asked.reading()?)?;
        let mapping = log.mapping().map(|mapping| mapping.to_toml()).unwrap_or_default();
        if let Some(path) = save_map {
            std::fs::write(path, &mapping).map_err(|error| Failure::write(path, &error))?;
        }
        output::line(
            &texts.say("cli-import-preview", args!(file = path.display().to_string(), format = log.format().word())),
        )?;
        output::line(&mapping)?;
        for record in log.by_ref().take(5) {
            match record? {
                Record::Touch(touch) => output::line(&serde_json::to_string(&touch).unwrap_or_default())?,
                Record::Rejected(rejected) => output::line(&rejected.reason.text(asked.language().into()))?,
            }
        }
    }
    Ok(())
}

/// Brings files into a store, one after the other. What was brought in before is not added again, and an import that
/// was stopped goes on where it was. `far` follows how far it has come.
pub(crate) async fn bring_in(
    asked: &Asked,
    store: &Store,
    files: &[PathBuf],
    (rejected, reading, far): (Rejected<'_>, &file::Options, &Far),
) -> Result<Summary, Failure> {
    let mut summary = Summary::default();
    let mut counted = Counted::default();
    let list = |place: Option<PathBuf>| Rejects::new(place, asked.language().into());
    let mut rejects = match rejected {
        Rejected::In(path) => list(Some(path.to_owned())),
        Rejected::Counted | Rejected::Beside => list(None),
    };
    for path in files {
        if matches!(rejected, Rejected::Beside) {
            summary.add_rejected(std::mem::replace(&mut rejects, list(Some(Rejects::beside(path)))).finish()?);
        }
        bring_in_one(asked, store, (path, reading, far), &mut summary, &mut counted, &mut rejects).await?;
    }
    summary.add_rejected(rejects.finish()?);
    counted.fill(&mut summary)?;
    Ok(summary)
}

async fn bring_in_one(
    asked: &Asked,
    store: &Store,
    (path, reading, far): (&Path, &file::Options, &Far),
    summary: &mut Summary,
    counted: &mut Counted,
    rejects: &mut Rejects,
) -> Result<(), Failure> {
    let region = asked.region()?;
    let log = file::open(path, reading)?;
    summary.add_file(path, log.mapping(), reading.mapping.is_none());
    let source = log.source().to_owned();
    let mut bulk = take_up(store, &reader::fingerprint(path, &log)?).await?;
    let resumed_at = bulk.progress().position;
    let progress = Progress::new(&path.display().to_string(), asked.quiet, far);
    let mut records = reader::spawn(log);
    let mut interrupt = std::pin::pin!(tokio::signal::ctrl_c());
    loop {
        let taken = tokio::select! {
            biased;
            _ = &mut interrupt => {
                bulk.flush().await?;
                return Err(Failure::Interrupted);
            }
            taken = records.next() => taken,
        };
        let Some(taken) = taken else { break };
        let taken = match taken {
            Ok(taken) => taken,
            Err(error) => {
                bulk.flush().await?;
                return Err(error.into());
            }
        };
        progress.at(taken.bytes, taken.position);
        let taken = dialled(taken, region);
        take(&mut bulk, &taken, resumed_at, path, counted, rejects).await?;
        records.give_back(taken.records);
    }
    summary.add_counts(&bulk.finish().await?);
    let mut writing = store.database.write().await?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    source::came_in(&mut writing, &source, &name, now()).await?;
    writing.commit().await?;
    Ok(())
}

/// The import of this very file: begun anew where it was finished before.
async fn take_up(store: &Store, fingerprint: &str) -> Result<Bulk, Failure> {
    let mut time = 1;
    loop {
        let name = format!("{fingerprint}-{time}");
        match store.log.import(&name).await? {
            Some(progress) if progress.finished => time += 1,
            _ => return Ok(store.log.bulk(&name, now()).await?),
        }
    }
}

/// Phone numbers with the country code of the region they were dialled in.
fn dialled(mut taken: Taken, region: Option<Region>) -> Taken {
    let Some(region) = region else { return taken };
    for record in &mut taken.records {
        if let Record::Touch(touch) = record {
            let identities = std::mem::take(&mut touch.identities);
            touch.identities = identities.into_iter().map(|identity| identity.dialled_in(region)).collect();
        }
    }
    taken
}

/// Adds what was read; what lies before `resumed_at` is in the store already and is only counted.
async fn take(
    bulk: &mut Bulk,
    taken: &Taken,
    resumed_at: u64,
    path: &Path,
    counted: &mut Counted,
    rejects: &mut Rejects,
) -> Result<(), Failure> {
    let known = usize::try_from(resumed_at.saturating_sub(taken.first)).unwrap_or(usize::MAX);
    let new = taken.records.get(known..).unwrap_or_default();
    for record in &taken.records {
        match record {
            Record::Touch(touch) => counted.touch(touch)?,
            Record::Rejected(rejected) => rejects.add(rejected)?,
        }
    }
    bulk.count_rejected(new.iter().filter(|record| matches!(record, Record::Rejected(_))).count() as u64);
    if taken.position > resumed_at {
        let touches = new.iter().filter_map(|record| match record {
            Record::Touch(touch) => Some(touch),
            Record::Rejected(_) => None,
        });
        for (touch, reason) in bulk.add(touches, taken.position).await? {
            rejects.add_refused(path, touch, &reason)?;
        }
    }
    Ok(())
}

impl From<Language> for file::reject::Language {
    fn from(language: Language) -> file::reject::Language {
        match language {
            Language::En => file::reject::Language::English,
            Language::ZhHans => file::reject::Language::Simplified,
            Language::ZhHant => file::reject::Language::Traditional,
        }
    }
}
