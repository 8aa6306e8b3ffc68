//! Scanning: the columns of many touches in the order of the log.

use super::batch::{Batch, Blanks, Gathered, NO_SPAN};
use super::files::Files;
use super::index::Index;
use super::names::{List, Names, Translation};
use super::order::{Merge, Order, Sorted, Stretch};
use super::read::{Footer, Rows};
use super::segment::Segment;
use super::sieve::{FEW, Sieve};
use super::{Log, Snapshot, period, schema, tail};
use crate::error::Result;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type, UInt8Type, UInt64Type};
use arrow_array::{Array, BooleanArray, RecordBatch, UInt32Array};
use arrow_buffer::ScalarBuffer;
use arrow_select::filter::filter_record_batch;
use arrow_select::take::take_record_batch;
use desk::id::{CustomerKey, JourneyKey};
use desk::time::Time;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, VecDeque};
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

    fn names(self) -> &'static [&'static str] {
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
    /// The person behind a customer as given, by keys. A key that is not in it stands for itself.
    pub persons: Option<Arc<FxHashMap<u64, u64>>>,
    /// The names of an earlier scan, whose codes are to be kept.
    pub names: Option<Names>,
}

impl ScanRequest {
    fn takes_time(&self, at: i64) -> bool {
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

/// What all sources of a scan share.
struct Plan {
    request: ScanRequest,
    /// The journeys asked for, where they are too many to look each one up.
    sieve: Option<Sieve>,
    files: Files,
    names: Mutex<Names>,
    opened: AtomicU64,
    batch_rows: usize,
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
            request.takes_time(touch.at.0)
                && customers.as_ref().is_none_or(|keys| keys.contains(&touch.customer().0))
                && sieve.as_ref().is_none_or(|sieve| sieve.takes(touch.journey().0))
        })
        .await?;
        drop(transaction);
        let tail = tail.finish()?;
        let wanted = |segment: &&Arc<Segment>| {
            request.meets(segment.first_at, segment.last_at)
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

/// A sorted run or the tail, on its way into a scan.
struct Source {
    plan: Arc<Plan>,
    columns: Vec<&'static str>,
    segments: VecDeque<Arc<Segment>>,
    rows: Option<Rows>,
    /// The tail, whole.
    tail: Option<RecordBatch>,
    /// Whether all rows of the open segment lie in the time asked for.
    all_in_time: bool,
    words: [Translation; 5],
    batch: Batch,
    order: Order,
}

impl Source {
    /// A run; `alone` when nothing else of its period is scanned, so that ties cannot be.
    fn of_run(plan: Arc<Plan>, segments: Vec<Arc<Segment>>, alone: bool) -> Source {
        let mut columns = vec!["journey", "customer", "at"];
        columns.extend(plan.request.columns.iter().flat_map(|column| column.names()));
        if !alone {
            columns.extend(["sequence", "key"]);
        }
        let none = RecordBatch::new_empty(schema::CODED.clone());
        Source {
            plan,
            columns,
            segments: segments.into(),
            rows: None,
            tail: None,
            all_in_time: true,
            words: Default::default(),
            batch: Batch::default(),
            order: Order::of(&none),
        }
    }

    fn of_tail(plan: Arc<Plan>, tail: &super::encode::Columns) -> Result<Source> {
        let mut rows: Vec<u32> = (0..tail.order.len() as u32).collect();
        rows.sort_unstable_by_key(|&row| tail.order.place(row as usize));
        let sorted = take_record_batch(&tail.batch, &UInt32Array::from(rows)).map_err(super::encode::unwritable)?;
        let mut source = Source::of_run(plan, Vec::new(), false);
        source.tail = Some(sorted);
        Ok(source)
    }

    /// The next rows as they are stored.
    fn next_rows(&mut self) -> Result<Option<RecordBatch>> {
        if let Some(tail) = self.tail.take() {
            let count = tail.num_rows().min(self.plan.batch_rows);
            let rest = tail.num_rows() - count;
            self.tail = (rest > 0).then(|| tail.slice(count, rest));
            return Ok(Some(tail.slice(0, count)));
        }
        loop {
            if let Some(batch) = self.rows.as_mut().map_or(Ok(None), Rows::next)? {
                return Ok(Some(batch));
            }
            let Some(segment) = self.segments.pop_front() else { return Ok(None) };
            self.rows = self.open(&segment)?;
        }
    }

    fn open(&mut self, segment: &Segment) -> Result<Option<Rows>> {
        let Plan { request, files, opened, batch_rows, .. } = &*self.plan;
        self.all_in_time = request.takes_time(segment.first_at) && request.takes_time(segment.last_at);
        let of_customers = match &request.customers {
            None => None,
            Some(customers) => Some(rows_of(&*segment.index(files)?, customers)?),
        };
        if of_customers.as_ref().is_some_and(Vec::is_empty) {
            return Ok(None);
        }
        opened.fetch_add(1, Ordering::Relaxed);
        let object = segment.open(files)?;
        let looked_up = request.journeys.as_ref().filter(|_| self.plan.sieve.is_none());
        let footer = Footer::read(&object, of_customers.is_some() || looked_up.is_some())?;
        let only = match looked_up {
            None => of_customers,
            Some(journeys) => {
                let mut rows = Vec::new();
                for journey in journeys.iter() {
                    rows.extend(segment.rows_of_journey(&object, &footer, journey.0)?);
                }
                Some(both(merged(rows), of_customers))
            }
        };
        if only.as_ref().is_some_and(Vec::is_empty) {
            return Ok(None);
        }
        let rows = Rows::new(object, footer, &schema::CODED, &self.columns, *batch_rows).filled_only();
        Ok(Some(match only {
            None => rows,
            Some(only) => rows.only(only),
        }))
    }

    fn takes_journey(&self, journey: u64) -> bool {
        self.plan.sieve.as_ref().is_none_or(|sieve| sieve.takes(journey))
    }

    /// Turns stored rows into those of the scan.
    fn load(&mut self, rows: &RecordBatch) {
        self.order = Order::of(rows);
        let mut names = self.plan.names.lock().unwrap_or_else(PoisonError::into_inner);
        let Names { step, channel, owner, actor, segment } = &mut *names;
        let [of_step, of_channel, of_owner, of_actor, of_segment] = &mut self.words;
        let (columns, count) = (&self.columns, rows.num_rows());
        let column = |name: &str| rows.column_by_name(name).filter(|_| columns.contains(&name));
        let nothing = |name: &str| columns.contains(&name) && rows.column_by_name(name).is_none();
        let word = |name: &str, translation: &mut Translation, list: &mut List| match column(name) {
            Some(column) => translation.translate(column.as_dictionary::<Int32Type>(), list),
            None if nothing(name) => vec![0; count].into(),
            None => ScalarBuffer::default(),
        };
        let code =
            |name: &str| column(name).map(|c| c.as_primitive::<UInt8Type>().values().clone()).unwrap_or_default();
        let span = |name: &str| match column(name) {
            Some(column) => spans(column.as_ref()),
            None if nothing(name) => vec![NO_SPAN; count].into(),
            None => ScalarBuffer::default(),
        };
        let customers = column("customer").map(|c| c.as_primitive::<UInt64Type>().values().clone());
        self.batch = Batch {
            journey: self.order.journey.clone(),
            customer: persons(customers.unwrap_or_default(), self.plan.request.persons.as_deref()),
            at: self.order.at.clone(),
            step: word("step", of_step, step),
            channel: word("channel", of_channel, channel),
            owner: word("owner", of_owner, owner),
            actor: word("actor", of_actor, actor),
            segment: word("segment", of_segment, segment),
            outcome: code("outcome"),
            phase: code("phase"),
            direction: code("direction"),
            waited: span("waited"),
            handled: span("handled"),
            results_known: code("results_known"),
            results_true: code("results_true"),
        };
    }
}

impl Sorted for Source {
    fn advance(&mut self) -> Result<bool> {
        while let Some(mut rows) = self.next_rows()? {
            if !self.all_in_time || self.plan.sieve.is_some() {
                let order = Order::of(&rows);
                let mut last = (0, self.takes_journey(0));
                let kept: BooleanArray = std::iter::zip(&*order.journey, &*order.at)
                    .map(|(&journey, &at)| {
                        // Rows of one journey lie together.
                        if journey != last.0 {
                            last = (journey, self.takes_journey(journey));
                        }
                        Some(last.1 && self.plan.request.takes_time(at))
                    })
                    .collect();
                rows = filter_record_batch(&rows, &kept).map_err(super::encode::unwritable)?;
            }
            if rows.num_rows() > 0 {
                self.load(&rows);
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn order(&self) -> &Order {
        &self.order
    }
}

/// The persons behind customers as given. Equal neighbours, the usual case, are looked up once.
fn persons(customers: ScalarBuffer<u64>, persons: Option<&FxHashMap<u64, u64>>) -> ScalarBuffer<u64> {
    let Some(persons) = persons else { return customers };
    let mut last = (0, persons.get(&0).copied().unwrap_or(0));
    let person = |&customer: &u64| {
        if customer != last.0 {
            last = (customer, persons.get(&customer).copied().unwrap_or(customer));
        }
        last.1
    };
    customers.iter().map(person).collect()
}

fn spans(column: &dyn Array) -> ScalarBuffer<i64> {
    let column = column.as_primitive::<Int64Type>();
    if column.null_count() == 0 {
        return column.values().clone();
    }
    column.iter().map(|span| span.unwrap_or(NO_SPAN)).collect()
}

/// The rows of some customers in a segment, ascending.
pub(crate) fn rows_of(index: &Index, customers: &[CustomerKey]) -> Result<Vec<Range<u32>>> {
    let mut rows = Vec::new();
    for customer in customers {
        rows.extend(index.rows_of(customer.0)?);
    }
    Ok(merged(rows))
}

/// Ranges in ascending order without overlap.
fn merged(mut rows: Vec<Range<u32>>) -> Vec<Range<u32>> {
    rows.sort_unstable_by_key(|range| range.start);
    let mut merged: Vec<Range<u32>> = Vec::with_capacity(rows.len());
    for range in rows {
        match merged.last_mut().filter(|last| last.end >= range.start) {
            Some(last) => last.end = last.end.max(range.end),
            None => merged.push(range),
        }
    }
    merged
}

/// The rows that are in both lists of ascending ranges.
fn both(one: Vec<Range<u32>>, other: Option<Vec<Range<u32>>>) -> Vec<Range<u32>> {
    let Some(other) = other else { return one };
    let mut rows = Vec::new();
    for range in &one {
        let met = other.iter().filter(|other| other.start < range.end && range.start < other.end);
        rows.extend(met.map(|other| range.start.max(other.start)..range.end.min(other.end)));
    }
    rows
}
