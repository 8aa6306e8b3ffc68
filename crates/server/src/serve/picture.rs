//! The analysis that the pages show: made in the background whenever the log has grown, and kept until the next one is
//! there, so that no page waits for it.

use super::apart::apart;
use super::app::Shared;
use super::problem::{Kind, Problem};
use super::trace;
use crate::asked::{Asked, Store, moment, now};
use crate::cli::Files;
use crate::failure::Failure;
use crate::iceberg::{self, Seen};
use crate::journey::feed;
use crate::noise::running::Running;
use crate::noise::voices::Voices;
use crate::noise::{self, Against, Counted, For, OF_SIGNALS, Reported};
use crate::planks;
use crate::report::Report;
use crate::segment::{Of, Segment};
use desk::time::Time;
use lens::drivers::met::Planks;
use lens::measure::Measure;
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use store::log::ScanRequest;
use tokio::sync::{Notify, watch};
use utoipa::ToSchema;

/// Everything that is computed from the log at once.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) report: Report,
    pub(crate) seen: Seen,
    pub(crate) planks: Option<Planks>,
    /// What its journeys were measured against.
    pub(crate) against: Against,
    pub(crate) voices: Voices,
    pub(crate) made_at: Time,
}

/// The touches asked for: all, or those of a time or of a segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    /// Only those of these journeys: `language=zh`.
    pub(crate) segment: Option<String>,
    pub(crate) segment_of: Of,
}

/// What an answer rests on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AsOf {
    /// Touches that were looked at.
    touches: u64,
    /// The last of them.
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Time>,
    /// When the figures were made.
    #[schema(value_type = String, format = DateTime)]
    made_at: Time,
    /// Whether newer ones are being made.
    computing: bool,
}

/// The newest picture of the whole log, and a few of periods.
#[derive(Debug)]
pub(crate) struct Pictures {
    newest: watch::Sender<Option<Arc<Picture>>>,
    computing: watch::Sender<bool>,
    wanted: Notify,
    kept: Mutex<VecDeque<(Period, Arc<Picture>)>>,
    /// Pictures of periods that are being made.
    making: Mutex<Vec<(Period, Making)>>,
    /// One look at a time: each takes the memory it was given.
    turn: tokio::sync::Mutex<()>,
}

/// What becomes of a picture that is being made.
type Making = watch::Receiver<Option<Result<Arc<Picture>, Problem>>>;

/// Pictures of periods that are kept, and that may wait to be made.
const KEPT: usize = 8;
const WAITING: usize = 8;
/// Whoever asks for a picture that is not there waits so long for it.
const PATIENCE: Duration = Duration::from_millis(700);
/// A look may take so large a share of one processor's time: it rests three times as long as it took ...
const REST: u32 = 3;
/// ... but a small log is looked at again at once.
const LEAST_REST: Duration = Duration::from_millis(500);

impl Default for Pictures {
    fn default() -> Pictures {
        Pictures {
            newest: watch::Sender::new(None),
            computing: watch::Sender::new(false),
            wanted: Notify::new(),
            kept: Mutex::default(),
            making: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }
}

impl Pictures {
    /// The newest picture of the whole log.
    pub(crate) fn newest(&self) -> Option<Arc<Picture>> {
        self.newest.borrow().clone()
    }

    /// Whether one is being made.
    pub(crate) fn is_computing(&self) -> bool {
        *self.computing.borrow()
    }

    /// The log has grown.
    pub(crate) fn grown(&self) {
        self.wanted.notify_one();
    }

    /// What an answer from `picture` rests on.
    pub(crate) fn as_of(&self, picture: &Picture) -> AsOf {
        AsOf {
            touches: picture.report.graph.touches,
            until: picture.report.import.to.map(Time),
            made_at: picture.made_at,
            computing: self.is_computing() || self.is_older(picture),
        }
    }

    /// The picture of a period; of the whole log, where it names none. A picture that is not there yet is made in the
    /// background; a small log is waited for, of a large one an older picture is shown meanwhile, if there is one.
    pub(crate) async fn of(&self, app: &Shared, period: &Period) -> Result<Arc<Picture>, Problem> {
        let whole = self.newest();
        if *period == Period::default() {
            return whole.ok_or_else(not_ready);
        }
        period.check()?;
        let kept = self.kept(period);
        let newest = whole.map(|picture| picture.made_at);
        match kept {
            Some(kept) if newest.is_none_or(|newest| kept.made_at >= newest) => return Ok(kept),
            Some(kept) => {
                // Where it cannot be begun now, it is when somebody asks again.
                drop(self.begin(app, period));
                return Ok(kept);
            }
            None => {}
        }
        let mut made = self.begin(app, period)?;
        match tokio::time::timeout(PATIENCE, made.wait_for(Option::is_some)).await {
            Ok(Ok(made)) => made.clone().unwrap_or_else(|| Err(Kind::Failed.into())),
            // Whoever made it is gone; the next one to ask begins anew.
            Ok(Err(_)) => {
                self.making.lock().unwrap_or_else(PoisonError::into_inner).retain(|(other, _)| other != period);
                Err(Kind::Failed.into())
            }
            Err(_) => Err(not_ready()),
        }
    }

    /// Whether newer figures than those of `picture` are on their way.
    fn is_older(&self, picture: &Picture) -> bool {
        self.newest.borrow().as_ref().is_some_and(|newest| picture.made_at < newest.made_at)
    }

    /// Begins to make the picture of a period, unless it is being made.
    fn begin(&self, app: &Shared, period: &Period) -> Result<Making, Problem> {
        let mut making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, made)) = making.iter().find(|(other, _)| other == period) {
            return Ok(made.clone());
        }
        if making.len() >= WAITING {
            return Err(Problem::from(Kind::Busy).after(2));
        }
        let (tell, made) = watch::channel(None);
        making.push((period.clone(), made.clone()));
        let (app, period) = (app.clone(), period.clone());
        tokio::spawn(async move {
            let pictures = &app.pictures;
            let turn = pictures.turn.lock().await;
            let (house, asked) = (app.clone(), period.clone());
            let work = apart(async move { look(&house.asked(), &house.store, &asked, None).await });
            let picture = work.await.map(|(picture, _)| Arc::new(picture));
            drop(turn);
            if let Ok(picture) = &picture {
                let mut kept = pictures.kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.retain(|(other, _)| *other != period);
                kept.truncate(KEPT - 1);
                kept.push_front((period.clone(), picture.clone()));
            }
            pictures.making.lock().unwrap_or_else(PoisonError::into_inner).retain(|(other, _)| *other != period);
            tell.send_replace(Some(picture.map_err(Problem::from)));
        });
        Ok(made)
    }

    fn kept(&self, period: &Period) -> Option<Arc<Picture>> {
        let kept = self.kept.lock().ok()?;
        kept.iter().find(|(other, _)| other == period).map(|(_, picture)| picture.clone())
    }

    /// Figures were made by settings that no longer hold.
    pub(crate) fn outdated(&self) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.grown();
    }
}

fn not_ready() -> Problem {
    Problem::from(Kind::NotReady).after(1)
}

impl Period {
    /// The same as the command line asks.
    pub(crate) fn files(&self) -> Files {
        let Period { from, to, segment, segment_of } = self.clone();
        Files { files: Vec::new(), from, to, segment, segment_of }
    }

    fn check(&self) -> Result<(), Problem> {
        moment(&self.from)?;
        moment(&self.to)?;
        match &self.segment {
            Some(text) => Ok(text.parse::<Segment>().map(|_| ())?),
            None => Ok(()),
        }
    }
}

/// Makes a picture, and hands over what was counted for it.
async fn look(
    asked: &Asked,
    store: &Store,
    period: &Period,
    running: Option<&Running>,
) -> Result<(Picture, Counted), Failure> {
    let files = period.files();
    let request = feed::request(asked, store, &files).await?;
    let made_at = now();
    let reported = noise::report_over(asked, &files, store, &request, For::Pages(running)).await?;
    let Reported { report, against, counted, voices } = reported;
    let (norms, names) = (&against.norms, &against.names);
    let (mut surface, mut met) = (iceberg::measure(norms, names), planks::measure(norms, names));
    let request = ScanRequest { names: Some(names.clone()), ..request };
    feed::each(store, &request, &OF_SIGNALS, |journey| {
        surface.update(journey);
        met.update(journey);
    })
    .await?;
    let (seen, planks) = (Seen::of(&surface), planks::answer(&met)?);
    Ok((Picture { report, seen, planks, against, voices, made_at }, counted))
}

/// Makes a new picture of the whole log; the counts of the board go on from it.
pub(crate) async fn renew(app: &Shared) -> Result<(), Failure> {
    let (picture, counted) = look(&app.asked(), &app.store, &Period::default(), Some(&app.running)).await?;
    app.pictures.newest.send_replace(Some(Arc::new(picture)));
    app.running.follow(counted).await;
    Ok(())
}

/// Keeps the newest picture new, until the program ends.
pub(crate) async fn keep(app: Shared) {
    let pictures = &app.pictures;
    loop {
        pictures.computing.send_replace(true);
        let began = Instant::now();
        let turn = pictures.turn.lock().await;
        let house = app.clone();
        let work = apart(async move { renew(&house).await });
        if let Err(error) = trace::follow(app.traces.as_ref(), "analysis", work).await {
            tracing::error!(%error, "the analysis failed");
        }
        drop(turn);
        pictures.computing.send_replace(false);
        app.board.refresh();
        tokio::time::sleep((began.elapsed() * REST).max(LEAST_REST)).await;
        pictures.wanted.notified().await;
    }
}
