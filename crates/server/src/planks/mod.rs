//! Planks: what satisfaction hangs on, and whether the shortest plank decides.

mod answer;
pub(crate) mod http;

use crate::asked::{Asked, Store};
use crate::cli::Files;
use crate::failure::Failure;
use crate::iceberg::signs;
use crate::journey::feed;
use crate::locale::{Texts, args, figures};
use crate::noise::{self, OF_SIGNALS};
use crate::output;
use crate::report::sentences::slug;
use crate::report::terminal::columns::{Column, fill, table};
use lens::drivers::DriverError;
use lens::drivers::met::{Driver, MetMeasure, Planks, Said};
use lens::measure::Measure;
use lens::signals::{Kind, Norms};
use lens::statistics::draws::Draws;
use store::log::{Names, ScanRequest};

/// Counts what journeys met and what was said of them, in a log with these names, whose usual waits are known
/// ([`noise::norms`]).
pub(crate) fn measure(norms: &Norms, names: &Names) -> MetMeasure {
    MetMeasure::new(norms.clone(), signs(names.step.iter().map(|name| &**name)))
}

async fn look(store: &Store, request: &ScanRequest, (norms, names): (Norms, Names)) -> Result<Option<Planks>, Failure> {
    let mut measure = measure(&norms, &names);
    let request = ScanRequest { names: Some(names), ..request.clone() };
    feed::each(store, &request, &OF_SIGNALS, |journey| measure.update(journey)).await?;
    answer(&measure)
}

/// What satisfaction hangs on; `None` where the log says nothing: few answers, or nothing that some met and others did not.
pub(crate) fn answer(measure: &MetMeasure) -> Result<Option<Planks>, Failure> {
    let counts = measure.answer();
    match tokio::task::block_in_place(|| counts.planks(&mut Draws::new(1))) {
        Ok(planks) => Ok(Some(planks)),
        Err(DriverError::TooFew { .. } | DriverError::Collinear) => Ok(None),
        Err(error) => Err(Failure::Other(error.to_string())),
    }
}

/// The answer as `--json` prints it.
pub(crate) fn json(planks: Option<&Planks>, texts: &Texts) -> Result<serde_json::Value, Failure> {
    serde_json::to_value(answer::Answer::of(planks, texts)).map_err(|error| Failure::Other(error.to_string()))
}

/// `waterline planks`.
pub(crate) async fn print(asked: &Asked, files: &Files) -> Result<(), Failure> {
    let (asked, store) = &asked.over(files).await?;
    let request = feed::request(asked, store, files).await?;
    let planks = look(store, &request, noise::norms(asked, store, &request).await?).await?;
    let texts = asked.language().texts();
    if asked.json {
        return output::json(&json(planks.as_ref(), texts)?);
    }
    output::line(&show(planks.as_ref(), texts, output::screen_width()))
}

fn kind(kind: Kind, texts: &Texts) -> String {
    texts.word(&format!("kind-{}", slug(kind)))
}

/// A driver's part of what is explained, by all orderings.
fn part(planks: &Planks, at: usize) -> f64 {
    planks.orderings.parts[at].share / planks.orderings.explained.max(f64::MIN_POSITIVE)
}

/// Drivers by rank.
fn ranked(planks: &Planks) -> Vec<usize> {
    let mut order: Vec<usize> = (0..planks.drivers.len()).collect();
    order.sort_by_key(|at| planks.drivers[*at].rank.rank);
    order
}

fn show(planks: Option<&Planks>, texts: &Texts, width: usize) -> String {
    let Some(planks) = planks else { return fill(&texts.word("planks-none"), width, 0) };
    let [answers, bad, _] = planks.answers;
    let lead = match planks.said {
        Said::Rating => "planks-lead",
        Said::Complaint => "planks-lead-complaints",
    };
    let explained = figures::percent(planks.orderings.explained);
    let mut out = fill(&texts.say(lead, args!(answers = answers, bad = bad, explained = explained)), width, 0);
    out.push('\n');
    out.push_str(&drivers(planks, texts, width));
    out.push('\n');
    for sentence in sentences(planks, texts) {
        out.push_str(&fill(&sentence, width, 0));
    }
    out
}

fn drivers(planks: &Planks, texts: &Texts, width: usize) -> String {
    let order = ranked(planks);
    let row = |at: &usize| (*at, &planks.drivers[*at]);
    let figure = |cell: &dyn Fn((usize, &Driver)) -> String| order.iter().map(row).map(cell).collect::<Vec<String>>();
    let contrast = |driver: &Driver| match &driver.contrast {
        Some(found) => {
            let plus = if found.reward > 0.0 { "+" } else { "" };
            format!("−{} · {plus}{}", figures::percent(found.penalty), figures::percent(found.reward))
        }
        None => "–".to_owned(),
    };
    let column = |key: &str, cells: Vec<String>| Column::figures(texts.word(key), cells.into_iter());
    table(
        vec![
            Column::words(texts.word("planks-driver"), figure(&|(_, driver)| kind(driver.kind, texts)).into_iter()),
            column("planks-met", figure(&|(_, driver)| figures::count(driver.met))),
            column("planks-good", figure(&|(_, driver)| figures::percent(driver.satisfied[0]))),
            column("planks-spared", figure(&|(_, driver)| figures::percent(driver.satisfied[1]))),
            column("planks-share", figure(&|(at, _)| figures::percent(part(planks, at)))),
            column(
                "planks-rank",
                figure(&|(_, Driver { rank, .. })| format!("{} ({}–{})", rank.rank, rank.best, rank.worst)),
            ),
            column("planks-contrast", figure(&|(_, driver)| contrast(driver))).optional(),
        ],
        width,
    )
}

/// What weighs most, whether the shortest plank decides, and what this is not.
fn sentences(planks: &Planks, texts: &Texts) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(&first) = ranked(planks).first() {
        let driver = &planks.drivers[first];
        said.push(texts.say(
            "planks-first",
            args!(
                kind = kind(driver.kind, texts),
                share = figures::percent(part(planks, first)),
                best = driver.rank.best as u64,
                worst = driver.rank.worst as u64,
                good = figures::percent(driver.satisfied[0]),
                spared = figures::percent(driver.satisfied[1])
            ),
        ));
    }
    if let Some(lift) = planks.lifts.first() {
        let barrel = planks.barrel;
        let key = if barrel.short_planks_first() { "planks-short" } else { "planks-sum" };
        said.push(texts.say(
            key,
            args!(
                kind = kind(planks.drivers[lift.plank].kind, texts),
                rho = figures::amount(barrel.rho),
                range = figures::range(barrel.interval.low, barrel.interval.high)
            ),
        ));
    }
    if !planks.left_out.is_empty() {
        let kinds: Vec<String> = planks.left_out.iter().map(|left| kind(*left, texts)).collect();
        said.push(texts.say("planks-left-out", args!(kinds = kinds.join(" · "))));
    }
    said.push(texts.word("planks-causes"));
    said
}
