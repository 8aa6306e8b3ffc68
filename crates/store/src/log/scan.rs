//! Scanning: the columns of many touches in the order of the log.

use super::batch::{Batch, Blanks, Gathered};
use super::having::Having;
use super::names::Names;
use super::order::{Merge, Stretch};
use super::segment::Segment;
use super::sieve::{FEW, Sieve};
use super::source::{Plan, Source};
use super::{Log, Snapshot, period, tail};
use crate::error::Result;
use desk::id::{CustomerKey, JourneyKey};
use desk::time::Time;
use desk::touch::Touch;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Rows of a batch, at most; also rows of each run held in memory when runs are few.
const BATCH_ROWS: usize = 8_192;
/// Rows held in memory over all runs.
const HELD_ROWS: usize = 512 << 10;
/// From so many rows of one run in a row they are handed out as they were read; fewer are gathered.
const PASS_ROWS: usize = 1_024;

/// A column that a scan can read beside journey, customer and at, which it always reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// What happened.
    Step,
    /// Phone, web ...
    Channel,
    /// Who is responsible.
    Owner,
    /// Who acted.
    Actor,
    /// How it ended.
    Outcome,
    /// Part of an activity.
    Phase,
    /// Who began it.
    Direction,
    /// How long the customer waited.
    Waited,
    /// How long it took to handle.
    Handled,
    /// What came of it: `results_known` and `results_true`.
    Results,
    /// What kind of customer or request.
    Segment,
}

impl Column {
    /// All of them.
    pub const ALL: [Column; 11] = [
        Column::Step,
        Column::Channel,
        Column::Owner,
        Column::Actor,
        Column::Outcome,
        Column::Phase,
        Column::Direction,
        Column::Waited,
        Column::Handled,
        Column::Results,
        Column::Segment,
    ];

    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Column::Step => &["step"],
            Column::Channel => &["channel"],
            Column::Owner => &["owner"],
            Column::Actor => &["actor"],
            Column::Outcome => &["outcome"],
            Column::Phase => &["phase"],
            Column::Direction => &["direction"],
            Column::Waited => &["waited"],
            Column::Handled => &["handled"],
            Column::Results => &["results_known", "results_true"],
            Column::Segment => &["segment"],
        }
    }
}

/// What to scan. The default is every touch, with journey, customer and at.
#[derive(Clone, Debug, Default)]
pub struct ScanRequest {
    /// Further columns to read.
    pub columns: Vec<Column>,
    /// Only touches at this moment or later.
    pub from: Option<Time>,
    /// Only touches before this moment.
    pub to: Option<Time>,
    /// Only touches of these customers, by their keys as given.
    pub customers: Option<Vec<CustomerKey>>,
    /// Only touches of these journeys.
    pub journeys: Option<Arc<[JourneyKey]>>,
    /// Only touches of journeys that come after this one.
    pub after: Option<JourneyKey>,
    /// Only touches that have at least one of these; all, where it is empty.
    pub any_of: Arc<[Having]>,
    /// The person behind a customer as given, by keys. A key that is not in it stands for itself.
    pub persons: Option<Arc<FxHashMap<u64, u64>>>,
    /// The names of an earlier scan, whose codes are to be kept.
    pub names: Option<Names>,
}

impl ScanRequest {
    fn takes(&self, touch: &Touch) -> bool {
        self.takes_time(touch.at.0)
            && self.after.is_none_or(|after| after < touch.journey())
            && (self.any_of.is_empty() || self.any_of.iter().any(|having| having.takes(touch)))
    }

    pub(super) fn takes_time(&self, at: i64) -> bool {
        self.from.is_none_or(|from| from.0 <= at) && self.to.is_none_or(|to| at < to.0)
    }

    /// Whether touches between two moments can be asked for.
    fn meets(&self, first: i64, last: i64) -> bool {
        self.from.is_none_or(|from| from.0 <= last) && self.to.is_none_or(|to| first < to.0)
    }
}

/// A scan under way: an iterator of [`Batch`]es in the order of the log, of the moment at which it began.
///
/// It reads files and computes as it goes, and so blocks: use it on a thread where that is allowed
/// (`tokio::task::spawn_blocking`). Memory is bounded by the number of runs, not by the number of touches. After an
/// error it ends.
pub struct Scan {
    plan: Arc<Plan>,
    sources: Vec<Source>,
    merge: Option<Merge<Source>>,
    gathered: Gathered,
    /// Stretches of the batches at hand that are still to be gathered, and how many rows they are.
    stretches: Vec<(usize, Range<usize>)>,
    awaited: usize,
    /// Rows that come after what is gathered.
    passed: Option<Batch>,
    blanks: Blanks,
    batch_rows: usize,
    over: bool,
}

impl Log {
    /// Begins a scan of the touches that are in the log now; what is changed later does not show in it.
    pub async fn scan(&self, request: &ScanRequest) -> Result<Scan> {
        self.scan_at(self.snapshot().await?, request).await
    }

    /// Begins a scan of the touches that were in the log at a moment.
    pub async fn scan_at(&self, snapshot: Snapshot, request: &ScanRequest) -> Result<Scan> {
        let Snapshot { mut transaction, manifest } = snapshot;
        let customers: Option<FxHashSet<u64>> =
            request.customers.as_ref().map(|keys| keys.iter().map(|key| key.0).collect());
        let sieve = request.journeys.as_ref().map(|keys| Sieve::of(keys));
        let tail = tail::gather(self, &mut transaction, |touch| {
            request.takes(touch)
                && customers.as_ref().is_none_or(|keys| keys.contains(&touch.customer().0))
                && sieve.as_ref().is_none_or(|sieve| sieve.takes(touch.journey().0))
        })
        .await?;
        drop(transaction);
        let tail = tail.finish()?;
        let wanted = |segment: &&Arc<Segment>| {
            request.meets(segment.first_at, segment.last_at)
                && request.after.is_none_or(|after| after.0 < segment.last_journey)
                && sieve.as_ref().is_none_or(|sieve| sieve.meets(segment.first_journey, segment.last_journey))
        };
        let runs: Vec<Vec<Arc<Segment>>> = manifest
            .runs()
            .map(|run| run.iter().filter(wanted).cloned().collect())
            .filter(|run: &Vec<_>| !run.is_empty())
            .collect();
        let mut in_period: BTreeMap<i64, usize> = BTreeMap::new();
        runs.iter().for_each(|run| *in_period.entry(run[0].period).or_default() += 1);
        let of_tail: FxHashSet<i64> = tail.order.at.iter().map(|&at| period::period(at)).collect();
        of_tail.iter().for_each(|&period| *in_period.entry(period).or_default() += 1);
        let batch_rows = (HELD_ROWS / (runs.len() + 1)).clamp(PASS_ROWS, BATCH_ROWS);
        let plan = Arc::new(Plan {
            sieve: sieve.filter(|sieve| sieve.len() > FEW),
            request: request.clone(),
            files: self.files.clone(),
            names: Mutex::new(request.names.clone().unwrap_or_default()),
            opened: AtomicU64::new(0),
            batch_rows,
        });
        let mut sources: Vec<Source> = runs
            .into_iter()
            .map(|run| {
                let alone = in_period.get(&run[0].period) == Some(&1);
                Source::of_run(plan.clone(), run, alone)
            })
            .collect();
        if tail.order.len() > 0 {
            sources.push(Source::of_tail(plan.clone(), &tail)?);
        }
        let blanks = Blanks::new(batch_rows + PASS_ROWS);
        Ok(Scan {
            plan,
            sources,
            merge: None,
            gathered: Gathered::default(),
            stretches: Vec::new(),
            awaited: 0,
            passed: None,
            blanks,
            batch_rows,
            over: false,
        })
    }
}

impl Scan {
    /// The names behind the codes of the batches so far.
    pub fn names(&self) -> Names {
        self.plan.names.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many segment files were opened so far.
    pub fn files_opened(&self) -> u64 {
        self.plan.opened.load(Ordering::Relaxed)
    }

    fn next_batch(&mut self) -> Result<Option<Batch>> {
        if let Some(passed) = self.passed.take() {
            return Ok(Some(passed));
        }
        if self.merge.is_none() {
            self.merge = Some(Merge::new(std::mem::take(&mut self.sources))?);
        }
        let Some(merge) = &mut self.merge else { return Ok(None) };
        while let Some(Stretch { source, from, to, last }) = merge.next()? {
            let passed = (to - from >= PASS_ROWS).then(|| merge.sources[source].batch.slice(from..to));
            if passed.is_none() {
                self.awaited += to - from;
                self.stretches.push((source, from..to));
            }
            // A source that has come to the end of its batch moves on, and another batch takes its place.
            let full = self.gathered.len() + self.awaited >= self.batch_rows;
            if last || full || passed.is_some() {
                let batches: Vec<&Batch> = merge.sources.iter().map(|source| &source.batch).collect();
                self.gathered.extend(&self.stretches, &batches);
                self.stretches.clear();
                self.awaited = 0;
            }
            match passed {
                Some(piece) if self.gathered.len() == 0 => return Ok(Some(piece)),
                None if !full => {}
                piece => {
                    self.passed = piece;
                    return Ok(Some(self.gathered.take()));
                }
            }
        }
        Ok((self.gathered.len() > 0).then(|| self.gathered.take()))
    }
}

impl Iterator for Scan {
    type Item = Result<Batch>;

    fn next(&mut self) -> Option<Result<Batch>> {
        if self.over {
            return None;
        }
        let next = self.next_batch().transpose();
        self.over = !matches!(next, Some(Ok(_)));
        Some(next?.map(|batch| batch.filled(&self.blanks)))
    }
}
