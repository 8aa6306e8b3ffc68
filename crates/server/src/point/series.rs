//! The weeks of noise points, out of the log: a pass that learns what is usual, and one that counts.

use super::spot;
use crate::asked::{Asked, Store};
use crate::cli::Files;
use crate::failure::Failure;
use crate::journey::{feed, spelt};
use crate::noise::shelves::Shelves;
use crate::noise::witnesses::BETWEEN;
use crate::noise::{self, Against, OF_SIGNALS};
use crate::report::resolve::Names;
use desk::time::Time;
use lens::contacts::digest;
use lens::measure::Measure;
use lens::proof::{Series, SeriesMeasure, Steps};
use lens::signals::{Kind, Place, Reader};
use store::log::ScanRequest;
use store::point::Spot;

/// Any result is harm.
const HARM: u8 = u8::MAX;

/// Leaving is, where the log tells of it; else any result.
pub(crate) const LEFT: u8 = 1 << 2;

/// Which noise to count: the kind, the place, and what kind of place where that is known.
pub(super) struct Wanted {
    pub(super) kind: Kind,
    pub(super) place: String,
    pub(super) place_kind: Option<String>,
    /// Which results count as harm, by their bits.
    pub(super) harm: u8,
}

/// The weeks of one noise point.
pub(super) struct Counted {
    /// What it is, in full.
    pub(super) spot: Spot,
    pub(super) series: Series,
    pub(super) steps: Steps,
    /// Whether the harm that was counted is leaving.
    pub(super) of_leaving: bool,
}

/// Counts week by week, from `origin` on in both directions, or from the beginning of the log.
pub(super) async fn count(
    asked: &Asked,
    store: &Store,
    files: &Files,
    wanted: &[Wanted],
    origin: Option<Time>,
) -> Result<Vec<Counted>, Failure> {
    let request = feed::request(asked, store, files).await?;
    let usual = noise::learn(asked, store, &request, false).await?;
    let [step, channel, owner] = [&usual.names.step, &usual.names.channel, &usual.names.owner].map(spelt);
    let names = Names { steps: &step, channels: &channel, owners: &owner, ..Names::default() };
    let steps = Steps { origin: origin.map_or(usual.graph.from.unwrap_or(0), |at| at.0), length: Steps::WEEK };
    let (mut spots, mut asked_for) = (Vec::new(), Vec::new());
    for wanted in wanted {
        let found = spot::find(&names, &wanted.place, wanted.place_kind.as_deref());
        let (place, place_kind) = found.ok_or_else(|| nowhere(&wanted.place))?;
        spots.push(Spot {
            kind: spot::word(wanted.kind),
            place: wanted.place.clone(),
            place_kind: place_kind.to_owned(),
        });
        let known = usual.results().fold(0, |bits, result| bits | 1 << result);
        let harm = if wanted.harm & known == 0 { HARM } else { wanted.harm };
        asked_for.push((wanted.kind, place, steps, harm));
    }
    let series = series(asked, store, &request, &usual.against(), &asked_for).await?;
    let counted = spots.into_iter().zip(series).zip(&asked_for);
    let counted =
        counted.map(|((spot, series), (.., harm))| Counted { spot, series, steps, of_leaving: *harm == LEFT });
    Ok(counted.collect())
}

/// Counts kinds of noise at places, each over its own steps of time, in one pass against what is usual in the log.
pub(crate) async fn series(
    asked: &Asked,
    store: &Store,
    request: &ScanRequest,
    against: &Against,
    wanted: &[(Kind, Place, Steps, u8)],
) -> Result<Vec<Series>, Failure> {
    let new = |&(kind, place, steps, harm): &(Kind, Place, Steps, u8)| {
        SeriesMeasure::new(against.norms.clone(), (kind, place), steps, harm)
    };
    let mut measures: Vec<SeriesMeasure> = wanted.iter().map(new).collect();
    let between = wanted.iter().any(|(kind, ..)| BETWEEN.contains(kind));
    let mut shelves = Shelves::within(asked.settings.memory_bytes() / 4);
    let mut reader = Reader::new(against.norms.clone());
    let request = ScanRequest { names: Some(against.names.clone()), ..request.clone() };
    feed::each(store, &request, &OF_SIGNALS, |journey| {
        let found = reader.read(journey);
        measures.iter_mut().for_each(|measure| measure.update_read(journey, found));
        if between {
            shelves.put(&digest(journey, &against.norms));
        }
    })
    .await?;
    if between && against.tells_apart {
        let take = |customer: &[_]| measures.iter_mut().for_each(|measure| measure.update_between(customer));
        tokio::task::block_in_place(|| shelves.each(take))?;
    }
    Ok(measures.iter().map(SeriesMeasure::answer).collect())
}

fn nowhere(place: &str) -> Failure {
    Failure::Usage(format!(
        "there is no place {place:?} in this log; write it as `waterline noise --json` has it in \"place\", \
         and what kind of place it is with --place-kind"
    ))
}
