//! Simulated companies: logs whose truth is known.

use crate::asked::{Asked, Store, now};
use crate::cli::{Simulate, SimulatedFormat};
use crate::failure::Failure;
use crate::locale::args;
use crate::output;
use channels::file::write::{Form, Writer};
use company::{Company, Truth};
use desk::touch::Touch;
use serde::Serialize;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

/// Touches handed to the store at once.
const TOUCHES: usize = 4_096;

/// What `waterline simulate --json` prints.
#[derive(Serialize)]
struct Simulated {
    company: &'static str,
    customers: u64,
    seed: u64,
    touches: u64,
    journeys: u64,
    /// Where the touches are: a file, or the store's directory.
    log: String,
    /// Where the truth is; `None` where the touches went into a store.
    truth: Option<String>,
}

/// `waterline simulate`.
pub(crate) async fn run(asked: &Asked, simulate: &Simulate) -> Result<(), Failure> {
    let company = named(&simulate.company)?;
    let (truth, log, told) = match &simulate.out {
        Some(out) => {
            let (log, told) = (out.join(simulate.format.file()), out.join("truth.json"));
            let truth = write(&company, simulate, &log)?;
            let json = serde_json::to_string_pretty(&truth).map_err(|error| Failure::Other(error.to_string()))?;
            std::fs::write(&told, json).map_err(|error| Failure::write(&told, &error))?;
            (truth, log.display().to_string(), Some(told.display().to_string()))
        }
        None => {
            let (_, store) = asked.open_or_make().await?;
            let truth = fill(&store, &company, simulate.customers, simulate.seed).await?;
            (truth, asked.settings.data.display().to_string(), None)
        }
    };
    if asked.json {
        let Truth { company, touches, journeys, .. } = truth;
        let Simulate { customers, seed, .. } = *simulate;
        return output::json(&Simulated { company, customers, seed, touches, journeys, log, truth: told });
    }
    let texts = asked.language().texts();
    let said = args!(touches = truth.touches, journeys = truth.journeys, log = log);
    output::line(&texts.say("cli-simulated", said))?;
    match told {
        None => Ok(()),
        Some(file) => output::line(&texts.say(
            "cli-simulated-truth",
            args!(points = truth.points.len() as u64, decoys = truth.decoys.len() as u64, file = file),
        )),
    }
}

/// The company of this name.
pub(crate) fn named(name: &str) -> Result<Company, Failure> {
    let unknown = || format!("there is no company {name:?}; choose {}", Company::NAMES.join(", "));
    Company::named(name).ok_or_else(|| Failure::Usage(unknown()))
}

fn write(company: &Company, simulate: &Simulate, log: &Path) -> Result<Truth, Failure> {
    let failed = |error: std::io::Error| Failure::write(log, &error);
    std::fs::create_dir_all(log.parent().unwrap_or(Path::new("."))).map_err(failed)?;
    let file = BufWriter::new(File::create(log).map_err(failed)?);
    let fail = |error: channels::file::write::WriteError| Failure::Other(error.to_string());
    let mut writer = Writer::new(simulate.format.form(), Box::new(file)).map_err(fail)?;
    let mut touches = company.touches(0..simulate.customers, simulate.seed);
    touches.by_ref().try_for_each(|touch| writer.write(&touch)).map_err(fail)?;
    writer.finish().map_err(fail)?;
    Ok(touches.truth())
}

/// Puts a simulated log into a store. Doing it again adds nothing.
pub(crate) async fn fill(store: &Store, company: &Company, customers: u64, seed: u64) -> Result<Truth, Failure> {
    let mut touches = company.touches(0..customers, seed);
    let name = format!("simulated-{}-{customers}-{seed}", touches.truth().company);
    let mut bulk = store.log.bulk(&name, now()).await?;
    let mut position = 0;
    loop {
        let some: Vec<Touch> = touches.by_ref().take(TOUCHES).collect();
        if some.is_empty() {
            break;
        }
        position += some.len() as u64;
        bulk.add(&some, position).await?;
    }
    bulk.finish().await?;
    Ok(touches.truth())
}

impl SimulatedFormat {
    fn form(self) -> Form {
        match self {
            SimulatedFormat::Jsonl => Form::JsonLines,
            SimulatedFormat::Parquet => Form::Parquet,
        }
    }

    fn file(self) -> &'static str {
        match self {
            SimulatedFormat::Jsonl => "touches.jsonl",
            SimulatedFormat::Parquet => "touches.parquet",
        }
    }
}
