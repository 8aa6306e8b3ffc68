//! Noise: where customers are hurt. Two passes over the journeys (what is usual, then what is noise), the journeys of
//! each customer side by side, and the evidence.

pub(crate) mod behind;
mod evidence;
pub(crate) mod http;
pub(crate) mod live;
pub(crate) mod running;
pub(crate) mod sheet;
pub(crate) mod shelves;
pub(crate) mod voices;
pub(crate) mod which;
pub(crate) mod witnesses;

use crate::asked::{Asked, Store, now};
use crate::cli::Files;
use crate::failure::Failure;
use crate::iceberg;
use crate::journey::told::Told;
use crate::journey::{OF_GRAPH, feed, graph_measure, spelt, variant_measure};
use crate::output;
use crate::point::spot;
use crate::report::life::{self, Life};
use crate::report::{self, Report, resolve};
use crate::text::house::House;
use crate::text::job;
use desk::id::PointKey;
use lens::channels::StepChannels;
use lens::contacts::{self, JourneyDigest};
use lens::dead_end::observed::dead_steps;
use lens::graph::{Graph, GraphMeasure};
use lens::journey::StepMeaning;
use lens::measure::Measure;
use lens::noise::{Blind, Frame, FrameMeasure, Noise, NoiseMeasure, Rules};
use lens::signals::{Kind, Norms, Place, Recorded, Settings};
use lens::silent::roads::Silence;
use lens::variants::Ways;
use running::Running;
use rustc_hash::FxHashMap;
use serde::Serialize;
use shelves::Shelves;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::log::{Column, Names, ScanRequest};
use store::point;
use voices::{VoiceMeasure, Voices};

/// Ways shown in the report.
const WAYS: usize = 10;

/// Columns of the first pass, beside those of the graph.
const OF_NORMS: [Column; 6] =
    [Column::Channel, Column::Owner, Column::Outcome, Column::Direction, Column::Results, Column::Segment];

/// Columns of the second pass.
pub(crate) const OF_SIGNALS: [Column; 9] = [
    Column::Step,
    Column::Phase,
    Column::Channel,
    Column::Owner,
    Column::Outcome,
    Column::Direction,
    Column::Waited,
    Column::Results,
    Column::Segment,
];

/// For whom a log is looked at.
#[derive(Clone, Copy)]
pub(crate) enum For<'a> {
    /// Whoever wants the list of noise points.
    List,
    /// Whoever reads the report as one page: ways and the silent come with it.
    Report,
    /// The pages of a server: what customers say at each point comes with it, and what it takes to go on counting, where
    /// that is wanted.
    Pages(Option<&'a Running>),
}

impl<'a> For<'a> {
    fn is_report(self) -> bool {
        matches!(self, For::Report)
    }

    fn is_pages(self) -> bool {
        matches!(self, For::Pages(_))
    }

    fn running(self) -> Option<&'a Running> {
        match self {
            For::Pages(running) => running,
            For::List | For::Report => None,
        }
    }
}

/// What the first pass learns.
pub(crate) struct Usual {
    pub(crate) graph: Graph,
    /// Where they were asked for.
    ways: Option<Ways>,
    pub(crate) norms: Norms,
    frame: Frame,
    pub(crate) names: Names,
    meanings: Vec<StepMeaning>,
    /// For each step, by code, its channels with their touches.
    channels: Vec<Vec<(u32, u64)>>,
}

/// What journeys of a log are measured against: whoever looks at the same log with it again finds the same.
#[derive(Clone, Debug)]
pub(crate) struct Against {
    pub(crate) norms: Norms,
    pub(crate) frame: Frame,
    pub(crate) names: Names,
    /// Whether the log tells customers apart, so that something can lie between their journeys.
    pub(crate) tells_apart: bool,
}

impl Against {
    /// The code of a point's place.
    pub(crate) fn place(&self, point: &report::Point) -> Result<Place, Failure> {
        let [steps, channels, owners] = [&self.names.step, &self.names.channel, &self.names.owner].map(spelt);
        let names = resolve::Names { steps: &steps, channels: &channels, owners: &owners, ..resolve::Names::default() };
        let (place, place_kind) = point.place.spelt();
        let found = spot::find(&names, &place, Some(place_kind));
        found.map(|(place, _)| place).ok_or_else(|| Failure::Other(format!("{place} is not in this log any more")))
    }
}

impl Usual {
    /// What journeys are measured against.
    pub(crate) fn against(&self) -> Against {
        Against {
            norms: self.norms.clone(),
            frame: self.frame.clone(),
            names: self.names.clone(),
            // Where nobody is seen with a second journey, the log does not tell customers apart.
            tells_apart: self.graph.customers.count < self.graph.journeys,
        }
    }

    /// The results the log tells of, by bit.
    pub(crate) fn results(&self) -> impl Iterator<Item = u8> {
        self.frame.results().iter().copied()
    }
}

/// The whole look at a log.
pub(crate) struct Look {
    pub(crate) usual: Usual,
    pub(crate) noise: Noise,
    /// Who let it be known, where that was asked.
    pub(crate) silence: Option<Silence>,
    /// What was counted, to be counted on.
    pub(crate) counted: Counted,
    /// What customers say, where that was asked.
    pub(crate) voices: Voices,
}

/// What was counted over a log, and what is needed to go on counting.
pub(crate) struct Counted {
    pub(crate) measure: NoiseMeasure,
    pub(crate) names: Names,
    pub(crate) persons: Option<Arc<FxHashMap<u64, u64>>>,
    /// What was read in texts by then: what is read later waits for the next analysis.
    pub(crate) told: Told,
    /// Whether the log tells customers apart, so that what lies between their journeys was counted.
    pub(crate) tells_apart: bool,
    /// When each kind was last seen at each place, as far as it shows inside journeys.
    pub(crate) last_seen: FxHashMap<(Kind, Place), i64>,
    /// Everything that is on the list or was passed over, by its key.
    pub(crate) known: FxHashMap<(Kind, Place), PointKey>,
    /// Where the log stood.
    pub(crate) cursor: running::Cursor,
}

fn signal_settings(asked: &Asked) -> Settings {
    const MINUTE: i64 = 60_000_000;
    const DAY: i64 = 1_440 * MINUTE;
    let chosen = &asked.settings.signals;
    Settings {
        retry_within: i64::from(chosen.retry_minutes) * MINUTE,
        contact_gap: i64::from(chosen.contact_gap_minutes) * MINUTE,
        repeat_within: i64::from(chosen.repeat_days) * DAY,
        switch_within: i64::from(chosen.repeat_days) * DAY,
        silence: i64::from(chosen.dead_end_days) * DAY,
        ..Settings::default()
    }
}

/// What is usual in a log, and the names behind its codes: the first pass where nothing else is asked.
pub(crate) async fn norms(asked: &Asked, store: &Store, request: &ScanRequest) -> Result<(Norms, Names), Failure> {
    let (mut graph, mut recorded) = (graph_measure(asked), Recorded::default());
    let columns = [OF_GRAPH.as_slice(), &OF_NORMS].concat();
    let names = feed::each(store, request, &columns, |journey| {
        graph.update(journey);
        recorded.update(journey);
    })
    .await?;
    Ok((norms_of(asked, &graph, &graph.answer(), &recorded, &feed::meanings(&names)), names))
}

fn norms_of(
    asked: &Asked,
    measure: &GraphMeasure,
    graph: &Graph,
    recorded: &Recorded,
    meanings: &[StepMeaning],
) -> Norms {
    let end = graph.to.unwrap_or(0);
    Norms::new(&measure.touches(), &recorded.answer(), meanings, end, signal_settings(asked))
}

/// The first pass; `ways` says whether to count the ways journeys take too.
pub(crate) async fn learn(asked: &Asked, store: &Store, request: &ScanRequest, ways: bool) -> Result<Usual, Failure> {
    let (mut graph, mut ways) = (graph_measure(asked), ways.then(|| variant_measure(asked, WAYS)));
    let (mut recorded, mut frame) = (Recorded::default(), FrameMeasure::default());
    let mut channels = StepChannels::default();
    let columns = [OF_GRAPH.as_slice(), &OF_NORMS].concat();
    let names = feed::each(store, request, &columns, |journey| {
        graph.update(journey);
        ways.iter_mut().for_each(|ways| ways.update(journey));
        recorded.update(journey);
        frame.update(journey);
        channels.update(journey);
    })
    .await?;
    let meanings = feed::meanings(&names);
    let measure = graph;
    let graph = measure.answer();
    let norms = norms_of(asked, &measure, &graph, &recorded, &meanings);
    let frame = frame.answer().limited_to(&graph);
    Ok(Usual {
        graph,
        ways: ways.map(|ways| ways.answer()),
        norms,
        frame,
        names,
        meanings,
        channels: channels.answer(),
    })
}

/// Looks at the touches asked for.
pub(crate) async fn look(asked: &Asked, store: &Store, request: &ScanRequest, whom: For<'_>) -> Result<Look, Failure> {
    if store.read.is_some() {
        job::of_files(asked, store, &House::open(asked)?.kept()).await?;
    }
    let usual = learn(asked, store, request, whom.is_report()).await?;
    let rules = Rules {
        false_discoveries: asked.settings.noise.false_discoveries,
        least_exposed: asked.settings.noise.min_exposed,
    };
    let mut noise = NoiseMeasure::new(usual.norms.clone(), usual.frame.clone(), rules);
    let mut shelves = Shelves::within(asked.settings.memory_bytes() / 4);
    let mut surface = whom.is_report().then(|| iceberg::measure(&usual.norms, &usual.names));
    // The codes of the first pass are those of the norms.
    let request = ScanRequest { names: Some(usual.names.clone()), ..request.clone() };
    let mut voices = if whom.is_pages() { VoiceMeasure::of(store).await? } else { VoiceMeasure::default() };
    let (snapshot, cursor) = match whom.running() {
        Some(running) => running.cut(store).await?,
        None => (store.log.snapshot().await?, running::Cursor::default()),
    };
    let mut last_seen = FxHashMap::default();
    let told = Told::of(store).await?;
    let names = feed::each_at((store, snapshot), &told, &request, &OF_SIGNALS, |journey| {
        noise.update(journey);
        voices.update(journey.journey[0], noise.last_signals());
        if whom.running().is_some() {
            running::note_last(noise.last_signals(), journey.at, &mut last_seen);
        }
        shelves.put(&contacts::digest(journey, &usual.norms));
        surface.iter_mut().for_each(|surface| surface.update(journey));
    })
    .await?;
    // Where nobody is seen with a second journey, the log does not tell customers apart.
    let tells_apart = usual.graph.customers.count < usual.graph.journeys;
    let between = [Kind::RepeatContact, Kind::SilentExit];
    if tells_apart {
        let take = |customer: &[JourneyDigest]| {
            noise.update_between(customer);
            voices.update_between(customer, &usual.norms);
        };
        tokio::task::block_in_place(|| shelves.each(take))?;
    }
    let persons = request.persons.clone();
    let known = FxHashMap::default();
    let counted = Counted { measure: noise, names, persons, told, tells_apart, last_seen, known, cursor };
    let mut noise = counted.measure.answer();
    // Norms know the inside of journeys only.
    noise.blind.retain(|blind| !between.contains(&blind.kind));
    if !tells_apart {
        noise.blind.extend(between.map(|kind| Blind { kind, needs: "customer" }));
    } else if !usual.norms.has_goal() {
        noise.blind.push(Blind { kind: Kind::SilentExit, needs: "outcome" });
    }
    let silence = surface.map(|surface| Silence::of(&surface.answer()));
    Ok(Look { noise, usual, silence, counted, voices: voices.answer() })
}

/// How much of the dissatisfaction ever showed.
fn surface_of(silence: &Silence) -> Option<report::Surface> {
    let estimate = silence.headline()?;
    Some(report::Surface {
        spoke: silence.surfaced,
        silent: estimate.count,
        silent_low: estimate.interval.low,
        silent_high: estimate.interval.high,
        road: estimate.road,
        agree: (silence.iceberg.estimates.len() > 1).then_some(silence.iceberg.agree),
    })
}

/// The report over files or a store.
async fn report(asked: &Asked, files: &Files, whom: For<'_>) -> Result<Report, Failure> {
    let (asked, store) = &asked.over(files).await?;
    report_on(asked, files, store, whom).await
}

/// The report over a store that is open.
pub(crate) async fn report_on(asked: &Asked, files: &Files, store: &Store, whom: For<'_>) -> Result<Report, Failure> {
    let request = feed::request(asked, store, files).await?;
    Ok(report_over(asked, files, store, &request, whom).await?.report)
}

/// The report over a log, and what else came of the look at it.
pub(crate) struct Reported {
    pub(crate) report: Report,
    /// What journeys were measured against, for whoever looks at the same log again.
    pub(crate) against: Against,
    pub(crate) counted: Counted,
    pub(crate) voices: Voices,
}

/// The report over the touches asked for.
pub(crate) async fn report_over(
    asked: &Asked,
    files: &Files,
    store: &Store,
    request: &ScanRequest,
    whom: For<'_>,
) -> Result<Reported, Failure> {
    let Look { usual, noise, silence, mut counted, voices } = look(asked, store, request, whom).await?;
    let [steps, channels, owners] = [&usual.names.step, &usual.names.channel, &usual.names.owner].map(spelt);
    let names = resolve::Names {
        steps: &steps,
        meanings: &usual.meanings,
        channels: &channels,
        owners: &owners,
        results: &desk::touch::Results::NAMES,
        false_discoveries: asked.settings.noise.false_discoveries,
        step_channels: &usual.channels,
    };
    if whom.running().is_some() {
        let pairs = noise.points.iter().map(|point| (point.kind, point.place));
        let pairs = pairs.chain(noise.passed.iter().map(|passed| (passed.kind, passed.place)));
        counted.known = pairs.map(|(kind, place)| ((kind, place), running::key_of(&names, kind, place))).collect();
    }
    let evidence = evidence::Shown::of(store, &noise, &usual.norms, &usual.names).await?;
    let import = import_of(asked, files, store, &usual);
    let (complained, years) = (names.complained(&noise), life::years(&import));
    let followed = point::list(&mut store.database.read().await?).await?;
    let points = noise.points.iter().enumerate().map(|(rank, point)| {
        let named = names.point(point, |key| evidence.name(key));
        let id = http::key(&named);
        let stage = followed.iter().find(|listed| listed.id == id).map(|listed| listed.stage.clone());
        let life = Life::of(point, complained, years, stage);
        report::Point { evidence: evidence.journeys(rank, point), life, ..named }
    });
    let graph = names.graph(&usual.graph);
    let report = Report {
        schema: report::SCHEMA,
        import,
        closing: closing(&graph),
        graph,
        variants: usual.ways.as_ref().map(|ways| names.variants(ways)).unwrap_or_default(),
        points: points.collect(),
        looked_at: noise.looked_at,
        passed: noise.passed.iter().map(|passed| names.passed(passed)).collect(),
        blind: noise.blind.iter().map(|blind| blind.kind).collect(),
        results: names.results(&noise),
        told_last: names.told_last(&noise),
        surface: silence.as_ref().and_then(surface_of),
        dead_ends: dead_steps(&usual.graph, &usual.meanings).map(|dead| names.dead_ends(&dead, &usual.graph)),
        settings: report::Settings {
            program: concat!("Waterline ", env!("CARGO_PKG_VERSION")).to_owned(),
            made: Some(now().0),
            zone: asked.settings.reading.time_zone.clone(),
            false_discovery: asked.settings.noise.false_discoveries,
            least_exposed: asked.settings.noise.min_exposed,
            ..resolve::settings(usual.norms.settings())
        },
    };
    Ok(Reported { report, against: usual.against(), counted, voices })
}

fn import_of(asked: &Asked, files: &Files, store: &Store, usual: &Usual) -> report::Import {
    let graph = &usual.graph;
    let seen = report::Import {
        files: vec![asked.settings.data.display().to_string()],
        touches: graph.touches,
        journeys: graph.journeys,
        customers: graph.customers.count,
        ties: graph.ties,
        from: graph.from,
        to: graph.to,
        ..report::Import::default()
    };
    let Some(read) = &store.read else { return seen };
    report::Import {
        files: files.files.iter().map(|path| file_name(path)).collect(),
        customers: read.customers,
        duplicates: read.duplicates,
        rejected: read.rejected,
        rejected_reasons: read.rejected_reasons.clone(),
        mapping: read.mapping.clone(),
        mapping_guessed: read.mapping_guessed,
        ..seen
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Time between the solution and administrative closing, as a share of all time inside journeys.
fn closing(graph: &report::Graph) -> Option<report::Closing> {
    let spent = |transition: &report::Transition| transition.waited.mean * transition.count as f64;
    let administrative = || graph.transitions.iter().filter(|transition| transition.administrative);
    let longest = administrative().max_by(|one, other| spent(one).total_cmp(&spent(other)))?;
    let all: f64 = graph.transitions.iter().map(spent).sum();
    let share = administrative().map(spent).sum::<f64>() / all;
    (all > 0.0).then_some(report::Closing { share, waited: longest.waited })
}

/// What `waterline noise --json` prints.
#[derive(Serialize)]
struct NoiseJson<'a> {
    touches: u64,
    journeys: u64,
    looked_at: u64,
    false_discovery: f64,
    results: &'a [report::ResultCount],
    points: &'a [report::Point],
    passed: &'a [report::Passed],
    blind: &'a [Kind],
    closing: Option<report::Closing>,
    clock: &'static str,
}

/// `waterline noise`.
pub(crate) async fn print(asked: &Asked, files: &Files, top: usize) -> Result<(), Failure> {
    let report = report(asked, files, For::List).await?;
    if asked.json {
        return output::json(&NoiseJson {
            touches: report.graph.touches,
            journeys: report.graph.journeys,
            looked_at: report.looked_at,
            false_discovery: report.settings.false_discovery,
            results: &report.results,
            points: &report.points,
            passed: &report.passed,
            blind: &report.blind,
            closing: report.closing,
            clock: "calendar",
        });
    }
    output::line(&report::terminal(&report, asked.language(), output::screen_width(), top))
}

/// `waterline report`.
pub(crate) async fn write_page(asked: &Asked, files: &Files, out: Option<&Path>) -> Result<(), Failure> {
    let report = report(asked, files, For::Report).await?;
    if asked.json {
        return output::json(&report);
    }
    let path = out.map_or_else(|| PathBuf::from("waterline-report.html"), Path::to_owned);
    let page = report::page(&report, asked.language());
    std::fs::write(&path, page).map_err(|error| Failure::write(&path, &error))?;
    let texts = asked.language().texts();
    let place = std::path::absolute(&path).unwrap_or(path);
    output::line(&texts.say("cli-page-lies", crate::locale::args!(path = place.display().to_string())))
}
