//! The journeys behind a noise point, in full and with the touches marked at which it shows.

use crate::asked::Store;
use crate::failure::Failure;
use crate::journey::told::Told;
use crate::report::resolve::Names;
use crate::report::{Evidence, EvidenceTouch};
use desk::id::JourneyKey;
use desk::touch::Touch;
use lens::journey::{Columns, NO_SPAN};
use lens::noise::{Noise, Point};
use lens::signals::{Norms, Reader};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Points whose journeys are shown in full.
const POINTS: usize = 40;
/// Journeys shown with each.
const JOURNEYS: usize = 3;
/// Touches shown of a long journey, around the signal.
const TOUCHES: usize = 30;

/// The journeys that the points name.
pub(super) struct Shown<'a> {
    threads: BTreeMap<JourneyKey, String>,
    /// Those that are shown in full.
    journeys: BTreeMap<JourneyKey, Vec<Touch>>,
    reader: RefCell<Reader>,
    codes: Codes<'a>,
}

/// Codes by name, the way back from the lens.
struct Codes<'a> {
    steps: FxHashMap<&'a str, u32>,
    channels: FxHashMap<&'a str, u32>,
    owners: FxHashMap<&'a str, u32>,
    told: Told,
}

fn codes(names: &[String]) -> FxHashMap<&str, u32> {
    names.iter().enumerate().map(|(code, name)| (name.as_str(), code as u32)).collect()
}

/// The journeys shown in full of a point of this rank.
fn shown(rank: usize, point: &Point) -> impl Iterator<Item = u64> {
    point.journeys.iter().copied().take(if rank < POINTS { JOURNEYS } else { 0 })
}

impl<'a> Shown<'a> {
    /// Reads the threads of all journeys of the points, and the touches of those that are shown.
    pub(super) async fn of(
        store: &Store,
        noise: &Noise,
        norms: &Norms,
        names: &Names<'a>,
    ) -> Result<Shown<'a>, Failure> {
        let named = noise.points.iter().flat_map(|point| &point.journeys).map(|&key| JourneyKey(key)).collect();
        let shown = noise.points.iter().enumerate().flat_map(|(rank, point)| shown(rank, point));
        Ok(Shown {
            threads: store.log.threads(&named).await?,
            journeys: store.log.journeys(&shown.map(JourneyKey).collect()).await?,
            reader: RefCell::new(Reader::new(norms.clone())),
            codes: Codes {
                steps: codes(names.steps),
                channels: codes(names.channels),
                owners: codes(names.owners),
                told: Told::of(store).await?,
            },
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
        let mut columns = Columns::default();
        touches.iter().for_each(|touch| self.codes.push(touch, &mut columns));
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

impl Codes<'_> {
    fn push(&self, touch: &Touch, columns: &mut Columns) {
        let code = |codes: &FxHashMap<&str, u32>, name: Option<&str>| {
            name.and_then(|name| codes.get(name)).copied().unwrap_or_default()
        };
        let (known, true_) = touch.results.bits();
        columns.journey.push(touch.journey().0);
        columns.customer.push(touch.customer().0);
        columns.at.push(touch.at.0);
        columns.step.push(code(&self.steps, Some(&touch.step())));
        columns.channel.push(code(&self.channels, touch.channel.as_deref()));
        columns.owner.push(code(&self.owners, touch.owner.as_deref()));
        columns.actor.push(0);
        columns.outcome.push(touch.outcome as u8);
        columns.phase.push(touch.phase as u8);
        columns.direction.push(touch.direction.map_or(0, |direction| direction as u8));
        columns.waited.push(touch.waited.map_or(NO_SPAN, |span| span.0));
        columns.handled.push(touch.handled.map_or(NO_SPAN, |span| span.0));
        columns.results_known.push(known);
        columns.results_true.push(true_);
        columns.segment.push(0);
        let told = self.told.of_touch(touch.journey().0, touch.at.0);
        columns.may_tell.push(told.may);
        columns.tells.push(told.tells);
        columns.told_at.push(told.at);
    }
}
