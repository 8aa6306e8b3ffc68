//! Writing touches out: all of them in any form, or everything known of one person.

use super::{key, person_of};
use crate::asked::{Asked, Store};
use crate::cli::{ExportFormat, Files};
use crate::failure::Failure;
use crate::journey::feed;
use crate::locale::args;
use crate::output;
use channels::file::write::{Form, Writer};
use desk::id::{CustomerKey, JourneyKey};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write, stdout};
use std::path::{Path, PathBuf};
use store::log::ScanRequest;
use store::person::Person;
use store::{person_erase, promise, reading};

/// Journeys fetched at once.
const JOURNEYS: usize = 20_000;

/// `waterline export`.
pub(crate) struct Export {
    pub(crate) files: Files,
    pub(crate) customer: Option<String>,
    pub(crate) format: Option<ExportFormat>,
    pub(crate) out: Option<PathBuf>,
}

impl Export {
    /// Writes what was asked for.
    pub(crate) async fn run(&self, asked: &Asked) -> Result<(), Failure> {
        let (asked, store) = &asked.over(&self.files).await?;
        let written = match &self.customer {
            Some(id) => self.person(asked, store, id).await?,
            None => self.touches(asked, store).await?,
        };
        match &self.out {
            None => Ok(()),
            Some(path) if asked.json => output::json(&serde_json::json!({ "touches": written, "file": path })),
            Some(path) => {
                let text = args!(touches = written, file = path.display().to_string());
                output::line(&asked.language().texts().say("cli-exported", text))
            }
        }
    }

    async fn person(&self, asked: &Asked, store: &Store, id: &str) -> Result<u64, Failure> {
        let (person, touches) = person_of(asked, store, key(id)?).await?;
        let mut out = BufWriter::new(self.sink()?);
        let said = known_of(store, &person).await?;
        let written =
            person_erase::export(&person, touches.iter(), said.into_iter(), &mut out).and_then(|()| out.flush());
        written.map_err(|error| self.fail(&error))?;
        Ok(touches.len() as u64)
    }

    async fn touches(&self, asked: &Asked, store: &Store) -> Result<u64, Failure> {
        let request = ScanRequest { persons: None, ..feed::request(asked, store, &self.files).await? };
        let mut writer = Writer::new(self.form()?, self.sink()?).map_err(|error| Failure::Other(error.to_string()))?;
        let mut written = 0;
        for keys in journey_keys(store, &request).await?.chunks(JOURNEYS) {
            let keys: BTreeSet<JourneyKey> = keys.iter().copied().collect();
            for touch in store.log.journeys(&keys).await?.into_values().flatten() {
                let in_time =
                    request.from.is_none_or(|from| touch.at >= from) && request.to.is_none_or(|to| touch.at < to);
                if in_time {
                    writer.write(&touch).map_err(|error| Failure::Other(error.to_string()))?;
                    written += 1;
                }
            }
        }
        writer.finish().map_err(|error| Failure::Other(error.to_string()))?;
        Ok(written)
    }

    fn sink(&self) -> Result<Box<dyn Write + Send>, Failure> {
        match &self.out {
            None => Ok(Box::new(stdout())),
            Some(path) => Ok(Box::new(File::create(path).map_err(|error| Failure::write(path, &error))?)),
        }
    }

    fn fail(&self, error: &std::io::Error) -> Failure {
        Failure::write(self.out.as_deref().unwrap_or(Path::new("standard output")), error)
    }

    /// The form asked for, or the one the name of the file tells.
    fn form(&self) -> Result<Form, Failure> {
        if let Some(format) = self.format {
            return Ok(match format {
                ExportFormat::Jsonl => Form::JsonLines,
                ExportFormat::Csv => Form::Csv,
                ExportFormat::Xes => Form::Xes,
                ExportFormat::Ocel => Form::OcelJson,
                ExportFormat::Parquet => Form::Parquet,
            });
        }
        let ending = self.out.as_deref().and_then(Path::extension).and_then(|ending| ending.to_str());
        match ending {
            None => Ok(Form::JsonLines),
            Some(ending) => ending.parse().map_err(|_| {
                let text = format!("{ending:?} tells no format; say --format jsonl, csv, xes, ocel or parquet");
                Failure::Usage(text)
            }),
        }
    }
}

/// What was read in a person's touches, and what was promised in them.
async fn known_of(store: &Store, person: &Person) -> Result<Vec<(&'static str, Value)>, Failure> {
    let keys: Vec<CustomerKey> = person.identities.iter().map(|held| held.key).collect();
    let mut transaction = store.database.read().await?;
    let readings = reading::of_customers(&mut transaction, &keys).await?;
    let promises = promise::of_customers(&mut transaction, &keys).await?;
    let said = |one: reading::Reading| {
        let key = format!("{:032x}", one.touch.0);
        ("said", serde_json::json!({ "touch": key, "at": one.at, "side": one.side, "said": one.said }))
    };
    let made = |one: promise::Made| ("promise", serde_json::to_value(one).unwrap_or_default());
    Ok(readings.into_iter().map(said).chain(promises.into_iter().map(made)).collect())
}

/// Every journey, in the order of the log: eight bytes each.
async fn journey_keys(store: &Store, request: &ScanRequest) -> Result<Vec<JourneyKey>, Failure> {
    let scan = store.log.scan(request).await?;
    tokio::task::block_in_place(|| {
        let mut keys: Vec<JourneyKey> = Vec::new();
        for batch in scan {
            for &key in batch?.columns().journey {
                if keys.last() != Some(&JourneyKey(key)) {
                    keys.push(JourneyKey(key));
                }
            }
        }
        Ok(keys)
    })
}
