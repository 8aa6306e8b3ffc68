//! The journeys behind a noise point, in full and with the touches marked at which it shows.

use crate::asked::Store;
use crate::failure::Failure;
use crate::journey::coder::Coder;
use crate::journey::told::Told;
use crate::report::{Evidence, EvidenceTouch};
use desk::id::JourneyKey;
use desk::touch::Touch;
use lens::noise::{Noise, Point};
use lens::signals::{Norms, Reader};
use std::cell::RefCell;
use std::collections::BTreeMap;
use store::log::Names;

/// Points whose journeys are shown in full.
const POINTS: usize = 40;
/// Journeys shown with each.
const JOURNEYS: usize = 3;
/// Touches shown of a long journey, around the signal.
const TOUCHES: usize = 30;

/// The journeys that the points name.
pub(super) struct Shown {
    threads: BTreeMap<JourneyKey, String>,
    /// Those that are shown in full.
    journeys: BTreeMap<JourneyKey, Vec<Touch>>,
    reader: RefCell<Reader>,
    coder: RefCell<Coder>,
}

/// The journeys shown in full of a point of this rank.
fn shown(rank: usize, point: &Point) -> impl Iterator<Item = u64> {
    point.journeys.iter().copied().take(if rank < POINTS { JOURNEYS } else { 0 })
}

impl Shown {
    /// Reads the threads of all journeys of the points, and the touches of those that are shown.
    pub(super) async fn of(store: &Store, noise: &Noise, norms: &Norms, names: &Names) -> Result<Shown, Failure> {
        let named = noise.points.iter().flat_map(|point| &point.journeys).map(|&key| JourneyKey(key)).collect();
        let shown = noise.points.iter().enumerate().flat_map(|(rank, point)| shown(rank, point));
        Ok(Shown {
            threads: store.log.threads(&named).await?,
            journeys: store.log.journeys(&shown.map(JourneyKey).collect()).await?,
            reader: RefCell::new(Reader::new(norms.clone())),
            coder: RefCell::new(Coder::of(names, None, Told::of(store).await?)),
        })
    }

    /// How the log names a journey: by its thread, else by its key.
    pub(super) fn name(&self, key: u64) -> String {
        self.threads.get(&JourneyKey(key)).cloned().unwrap_or_else(|| JourneyKey(key).to_string())
    }

    /// A few journeys of the point of this rank in full; none beyond the first points.
    pub(super) fn journeys(&self, rank: usize, point: &Point) -> Vec<Evidence> {
        shown(rank, point).filter_map(|key| self.evidence(key, point)).collect()
    }

    fn evidence(&self, key: u64, point: &Point) -> Option<Evidence> {
        let touches = self.journeys.get(&JourneyKey(key))?;
        let marked = self.marked(touches, point);
        let last = touches.len();
        // Signals between journeys lie behind the last touch.
        let first = marked.iter().position(|&marked| marked).unwrap_or(last.saturating_sub(1));
        let from = if last <= TOUCHES { 0 } else { first.saturating_sub(TOUCHES / 2).min(last - TOUCHES) };
        let to = (from + TOUCHES).min(last);
        let shown = (from..to).map(|row| EvidenceTouch {
            at: touches[row].at.0,
            step: touches[row].step(),
            channel: touches[row].channel.clone(),
            owner: touches[row].owner.clone(),
            outcome: touches[row].outcome.word().map(str::to_owned),
            waited: row.checked_sub(1).map(|before| waited(&touches[before], &touches[row])),
            signal: marked[row],
        });
        Some(Evidence {
            journey: self.name(key),
            touches: shown.collect(),
            skipped_before: from as u64,
            skipped_after: (last - to) as u64,
        })
    }

    /// The touches at which the point shows.
    fn marked(&self, touches: &[Touch], point: &Point) -> Vec<bool> {
        let columns = self.coder.borrow_mut().columns(touches.iter());
        let mut marked = vec![false; touches.len()];
        let mut reader = self.reader.borrow_mut();
        for signal in &reader.read(&columns.rows()).signals {
            let row = signal.row as usize;
            if (signal.kind, signal.place) == (point.kind, point.place) && row < marked.len() {
                marked[row] = true;
            }
        }
        marked
    }
}

fn waited(before: &Touch, touch: &Touch) -> f64 {
    touch.waited.unwrap_or(touch.at - before.at).seconds()
}
