//! Journeys: what follows what, the ways through, and single journeys in full.

pub(crate) mod coder;
pub(crate) mod feed;
pub(crate) mod http;
mod newest;
pub(crate) mod sought;
pub(crate) mod told;

use crate::asked::{Asked, Store};
use crate::cli::Files;
use crate::failure::Failure;
use crate::locale::{Texts, args, figures};
use crate::output::{self, screen_width};
use crate::report::resolve::Names;
use crate::report::terminal::columns::{Column as Shown, table};
use desk::id::JourneyKey;
use desk::time::Time;
use desk::touch::Touch;
use lens::graph::{Graph, GraphMeasure};
use lens::measure::Measure;
use lens::variants::{Variants, Ways};
use serde::Serialize;
use std::collections::BTreeSet;
use store::log::{Column, List};

/// The columns the graph is made of.
pub(crate) const OF_GRAPH: [Column; 2] = [Column::Step, Column::Phase];

/// Bytes that one pair of transition and customer takes while it is counted.
const PAIR_BYTES: usize = 24;
/// Pairs that are counted exactly at most: more would leave the processor's caches and cost more than they tell.
const MOST_PAIRS: usize = 1 << 18;

/// Bytes of the unit in which variants are kept within their budget.
const VARIANT_WORD: usize = 4;

/// The names of a list as plain strings.
pub(crate) fn spelt(list: &List) -> Vec<String> {
    list.iter().map(|name| name.to_string()).collect()
}

/// A graph measure that stays within the memory asked for.
pub(crate) fn graph_measure(asked: &Asked) -> GraphMeasure {
    GraphMeasure::within((asked.settings.memory_bytes() / 4 / PAIR_BYTES).min(MOST_PAIRS))
}

/// A measure of variants that stays within the memory asked for.
pub(crate) fn variant_measure(asked: &Asked, top: usize) -> Variants {
    Variants::within(top, asked.settings.memory_bytes() / 16 / VARIANT_WORD)
}

/// Graph and ways with the names of the steps.
struct Seen {
    graph: Graph,
    ways: Ways,
    steps: Vec<String>,
}

async fn see(asked: &Asked, files: &Files, top: usize) -> Result<Seen, Failure> {
    let (asked, store) = &asked.over(files).await?;
    let request = feed::request(asked, store, files).await?;
    let mut graph = graph_measure(asked);
    let mut ways = variant_measure(asked, top);
    let names = feed::each(store, &request, &OF_GRAPH, |journey| {
        graph.update(journey);
        ways.update(journey);
    })
    .await?;
    Ok(Seen { graph: graph.answer(), ways: ways.answer(), steps: spelt(&names.step) })
}

/// What `waterline graph --json` prints.
#[derive(Serialize)]
struct GraphJson {
    touches: u64,
    journeys: u64,
    customers: u64,
    customers_error: f64,
    variants: u64,
    variants_error: f64,
    /// Rework: for each step the journeys that visit it more than once, summed.
    repeats: u64,
    /// Visits beyond the first: sum over journeys and steps of max(0, visits - 1).
    revisits: u64,
    /// Touches at the very moment of the one before; their order is the source's.
    ties: u64,
    from: Option<Time>,
    to: Option<Time>,
    clock: &'static str,
    throughput: lens::graph::Waits,
    length: lens::graph::Waits,
    steps: Vec<crate::report::Step>,
    transitions: Vec<TransitionJson>,
}

#[derive(Serialize)]
struct TransitionJson {
    from: String,
    to: String,
    count: u64,
    customers: u64,
    customers_error: f64,
    /// Seconds.
    waited: lens::graph::Waits,
}

/// `waterline graph`.
pub(crate) async fn graph(asked: &Asked, files: &Files, top: usize) -> Result<(), Failure> {
    let Seen { graph, ways, steps } = see(asked, files, 0).await?;
    let named = Names { steps: &steps, ..Names::default() }.graph(&graph);
    if asked.json {
        let transitions = named.transitions.into_iter().map(|transition| TransitionJson {
            from: transition.from,
            to: transition.to,
            count: transition.count,
            customers: transition.customers.count,
            customers_error: transition.customers.relative_error,
            waited: transition.waited,
        });
        return output::json(&GraphJson {
            touches: graph.touches,
            journeys: graph.journeys,
            customers: graph.customers.count,
            customers_error: graph.customers.relative_error,
            variants: ways.variants.count,
            variants_error: ways.variants.relative_error,
            repeats: graph.repeats,
            revisits: graph.revisits,
            ties: graph.ties,
            from: graph.from.map(Time),
            to: graph.to.map(Time),
            clock: "calendar",
            throughput: graph.throughput,
            length: graph.length,
            steps: named.steps,
            transitions: transitions.collect(),
        });
    }
    let texts = asked.language().texts();
    output::line(&texts.say(
        "cli-graph",
        args!(
            touches = graph.touches,
            journeys = graph.journeys,
            variants = ways.variants.count,
            pairs = graph.transitions.len() as u64,
            repeats = graph.repeats,
            median = figures::duration(graph.throughput.p50, asked.language())
        ),
    ))?;
    let shown = &named.transitions[..named.transitions.len().min(top)];
    let wait = |seconds: f64| figures::duration(seconds, asked.language());
    output::line(&table(
        vec![
            Shown::words(texts.word("cli-from"), shown.iter().map(|transition| transition.from.clone())).gives_way(),
            Shown::words(texts.word("cli-to"), shown.iter().map(|transition| transition.to.clone())).gives_way(),
            Shown::figures(texts.word("cli-count"), shown.iter().map(|transition| figures::count(transition.count))),
            Shown::figures(
                texts.word("cli-customers"),
                shown.iter().map(|transition| figures::count(transition.customers.count)),
            ),
            Shown::figures(texts.word("cli-median"), shown.iter().map(|transition| wait(transition.waited.p50))),
            Shown::figures("90 %".to_owned(), shown.iter().map(|transition| wait(transition.waited.p90))).optional(),
            Shown::figures("99 %".to_owned(), shown.iter().map(|transition| wait(transition.waited.p99))).optional(),
        ],
        screen_width(),
    ))?;
    output::line(&texts.word("cli-clock"))
}

/// What `waterline variants --json` prints.
#[derive(Serialize)]
struct VariantsJson {
    journeys: u64,
    variants: u64,
    variants_error: f64,
    single: u64,
    exact: bool,
    top: Vec<VariantJson>,
}

#[derive(Serialize)]
struct VariantJson {
    count: u64,
    length: u64,
    steps: Vec<String>,
}

/// `waterline variants`.
pub(crate) async fn variants(asked: &Asked, files: &Files, top: usize) -> Result<(), Failure> {
    let Seen { ways, steps, .. } = see(asked, files, top).await?;
    let spell = |codes: &[u32]| codes.iter().map(|&code| steps[code as usize].clone()).collect::<Vec<_>>();
    let shown: Vec<VariantJson> = ways
        .top
        .iter()
        .map(|variant| VariantJson { count: variant.count, length: variant.length, steps: spell(&variant.steps) })
        .collect();
    if asked.json {
        return output::json(&VariantsJson {
            journeys: ways.journeys,
            variants: ways.variants.count,
            variants_error: ways.variants.relative_error,
            single: ways.single.count,
            exact: ways.exact,
            top: shown,
        });
    }
    let texts = asked.language().texts();
    output::line(&texts.say(
        "cli-variants",
        args!(variants = ways.variants.count, journeys = ways.journeys, single = ways.single.count),
    ))?;
    for variant in shown {
        let share = figures::percent(variant.count as f64 / ways.journeys.max(1) as f64);
        output::line(&format!("{:>9} {share:>6}  {}", figures::count(variant.count), variant.steps.join(" → ")))?;
    }
    Ok(())
}

/// A journey in one line.
#[derive(Serialize)]
struct Listed {
    id: String,
    thread: Option<String>,
    source: String,
    customer: String,
    touches: usize,
    from: Time,
    to: Time,
    first: String,
    last: String,
    /// What came of it, each name once.
    results: Vec<&'static str>,
}

impl Listed {
    /// `None` for a journey without touches.
    fn of(touches: &[Touch]) -> Option<Listed> {
        let (first, last) = (touches.first()?, touches.last()?);
        Some(Listed {
            id: first.journey().to_string(),
            thread: first.thread.clone(),
            source: first.source.clone(),
            customer: first.customer().to_string(),
            touches: touches.len(),
            from: first.at,
            to: last.at,
            first: first.step(),
            last: last.step(),
            results: touches
                .iter()
                .flat_map(|touch| touch.results.names())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
        })
    }
}

/// The journey after which a list goes on.
pub(crate) fn after(id: Option<&str>) -> Result<Option<JourneyKey>, Failure> {
    let after = id.map(str::parse::<JourneyKey>).transpose();
    after.map_err(|error| Failure::Usage(error.to_string()))
}

/// `waterline journeys`.
pub(crate) async fn list(asked: &Asked, files: &Files, limit: usize, after: Option<&str>) -> Result<(), Failure> {
    let after = self::after(after)?;
    let (asked, store) = &asked.over(files).await?;
    let request = feed::request(asked, store, files).await?;
    let keys = sought::first_keys(store, &request, &sought::Sought::default(), after, limit).await?;
    let mut listed = Vec::new();
    for key in keys {
        listed.extend(Listed::of(&store.log.journey(key).await?));
    }
    if asked.json {
        return output::json(&listed);
    }
    let texts = asked.language().texts();
    let column = |key: &str, cell: &dyn Fn(&Listed) -> String| Shown::words(texts.word(key), listed.iter().map(cell));
    output::line(&table(
        vec![
            column("cli-id", &|journey| journey.id.clone()),
            column("cli-thread", &|journey| journey.thread.clone().unwrap_or_default()).gives_way(),
            column("cli-customer", &|journey| journey.customer.clone()).optional(),
            column("cli-touches", &|journey| journey.touches.to_string()),
            column("cli-first", &|journey| format!("{} {}", journey.from, journey.first)).gives_way(),
            column("cli-last", &|journey| format!("{} {}", journey.to, journey.last)).gives_way(),
        ],
        screen_width(),
    ))
}

/// `waterline journeys --show`.
pub(crate) async fn show(asked: &Asked, files: &Files, name: &str) -> Result<(), Failure> {
    let (asked, store) = &asked.over(files).await?;
    let mut touches = Vec::new();
    for key in candidates(store, name).await? {
        touches = store.log.journey(key).await?;
        if !touches.is_empty() {
            break;
        }
    }
    if touches.is_empty() {
        let text = asked.language().texts().say("cli-no-journey", args!(name = name.to_owned()));
        return Err(Failure::Other(text));
    }
    if asked.json { output::json(&touches) } else { print_touches(&touches, asked.language().texts()) }
}

/// The keys a name may stand for: an id, or a thread of any source.
pub(crate) async fn candidates(store: &Store, name: &str) -> Result<Vec<JourneyKey>, Failure> {
    if let Ok(key) = name.parse() {
        return Ok(vec![key]);
    }
    let sources = store.log.sources().await?;
    Ok(sources.keys().map(|source| JourneyKey::of_thread(source, name)).collect())
}

/// Touches one below the other, with the time between.
pub(crate) fn print_touches(touches: &[Touch], texts: &Texts) -> Result<(), Failure> {
    let before = std::iter::once(None).chain(touches.iter().map(Some));
    let waits = before.zip(touches).map(|(before, touch)| match before {
        None => String::new(),
        Some(before) => figures::duration((touch.at - before.at).seconds(), texts.language),
    });
    let column = |key: &str, cell: &dyn Fn(&Touch) -> String| Shown::words(texts.word(key), touches.iter().map(cell));
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    output::line(&table(
        vec![
            column("cli-time", &|touch| touch.at.to_string()),
            Shown::figures(texts.word("cli-after"), waits),
            column("cli-step", &Touch::step).gives_way(),
            column("cli-channel", &|touch| optional(&touch.channel)),
            column("cli-owner", &|touch| optional(&touch.owner)),
            column("cli-outcome", &|touch| match touch.outcome.word() {
                None | Some("ok") => String::new(),
                Some(word) => texts.word(&format!("outcome-{word}")),
            }),
            column("cli-text", &|touch| optional(&touch.text)).gives_way().optional(),
        ],
        screen_width(),
    ))
}
