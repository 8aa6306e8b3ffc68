//! Where a scan takes its rows from: a sorted run of segments, or the tail.

use super::batch::{Batch, NO_SPAN};
use super::encode::{self, Columns};
use super::files::Files;
use super::index::Index;
use super::names::{List, Names, Translation};
use super::order::{Order, Sorted};
use super::read::{Footer, Rows};
use super::scan::ScanRequest;
use super::schema;
use super::segment::Segment;
use super::sieve::Sieve;
use crate::error::Result;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type, UInt8Type, UInt64Type};
use arrow_array::{Array, BooleanArray, RecordBatch, UInt32Array};
use arrow_buffer::ScalarBuffer;
use arrow_select::filter::filter_record_batch;
use arrow_select::take::take_record_batch;
use desk::id::CustomerKey;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What all sources of a scan share.
pub(super) struct Plan {
    pub request: ScanRequest,
    /// The journeys asked for, where they are too many to look each one up.
    pub sieve: Option<Sieve>,
    pub files: Files,
    pub names: Mutex<Names>,
    pub opened: AtomicU64,
    pub batch_rows: usize,
}

/// A sorted run or the tail, on its way into a scan.
pub(super) struct Source {
    plan: Arc<Plan>,
    columns: Vec<&'static str>,
    segments: VecDeque<Arc<Segment>>,
    rows: Option<Rows>,
    /// The tail, whole.
    tail: Option<RecordBatch>,
    /// Whether all rows of the open segment lie in the time asked for.
    all_in_time: bool,
    words: [Translation; 5],
    pub batch: Batch,
    order: Order,
}

impl Source {
    /// A run; `alone` when nothing else of its period is scanned, so that ties cannot be.
    pub(super) fn of_run(plan: Arc<Plan>, segments: Vec<Arc<Segment>>, alone: bool) -> Source {
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

    pub(super) fn of_tail(plan: Arc<Plan>, tail: &Columns) -> Result<Source> {
        let mut rows: Vec<u32> = (0..tail.order.len() as u32).collect();
        rows.sort_unstable_by_key(|&row| tail.order.place(row as usize));
        let sorted = take_record_batch(&tail.batch, &UInt32Array::from(rows)).map_err(encode::unwritable)?;
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
        let rows = Rows::new(object, footer, &schema::CODED, &self.columns, *batch_rows);
        let rows = rows.filled_only().any_of(&request.any_of);
        Ok(Some(match only {
            None => rows,
            Some(only) => rows.only(only),
        }))
    }

    fn takes_journey(&self, journey: u64) -> bool {
        self.plan.request.after.is_none_or(|after| after.0 < journey)
            && self.plan.sieve.as_ref().is_none_or(|sieve| sieve.takes(journey))
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
            if !self.all_in_time || self.plan.sieve.is_some() || self.plan.request.after.is_some() {
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
                rows = filter_record_batch(&rows, &kept).map_err(encode::unwritable)?;
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
