//! Compaction: several sorted runs of a period become one.

use super::encode::unwritable;
use super::files::Files;
use super::order::{Merge, Order, Sorted};
use super::read::{Footer, Rows};
use super::schema;
use super::seal::first_of;
use super::segment::Segment;
use super::write::{RunWriter, Sizes};
use super::{Log, blocking, fail};
use crate::error::Result;
use crate::transaction::Turn;
use arrow_array::RecordBatch;
use arrow_select::interleave::interleave_record_batch;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;

/// Most runs merged at once; more are merged in several rounds, so that memory stays bounded.
const MOST_RUNS: usize = 32;
/// Rows of each run in memory while merging.
const BATCH_ROWS: usize = 1_024;

/// When runs are worth merging.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    /// Leave a period with fewer runs alone.
    least_runs: usize,
    /// Merge a run with all smaller ones of its period when it has at most so many times their touches. So the sizes
    /// that remain grow geometrically and every touch is written again only a logarithm of times.
    ratio: u64,
}

impl Policy {
    pub(crate) const USUAL: Policy = Policy { least_runs: 2, ratio: 1 };
    pub(crate) const WHILE_IMPORTING: Policy = Policy { least_runs: 24, ratio: 1 };
    pub(crate) const AFTER_IMPORT: Policy = Policy { least_runs: 2, ratio: 8 };

    /// Which of the runs with so many touches to merge: indexes, the smallest first; none when all is well.
    fn choose(self, touches: &[u64]) -> Vec<usize> {
        if touches.len() < self.least_runs {
            return Vec::new();
        }
        let mut smallest_first: Vec<usize> = (0..touches.len()).collect();
        smallest_first.sort_by_key(|&run| touches[run]);
        let (mut sum, mut count) = (0, 0);
        for (at, &run) in smallest_first.iter().enumerate() {
            if at > 0 && touches[run] <= sum * self.ratio {
                count = at + 1;
            }
            sum += touches[run];
        }
        smallest_first.truncate(count.min(MOST_RUNS));
        smallest_first
    }
}

impl Log {
    /// Merges sorted runs where that pays, and returns how many were merged into fewer.
    ///
    /// A kill at any moment loses nothing and doubles nothing: old segments leave the manifest in the transaction that
    /// lists the new ones.
    pub async fn compact(&self) -> Result<u64> {
        run(self, Policy::USUAL).await
    }
}

/// Merges what the policy says until it says no more.
pub(crate) async fn run(log: &Log, policy: Policy) -> Result<u64> {
    let mut merged = 0;
    let _turn = log.sealing_turn().await?;
    loop {
        let mut transaction = log.database.read().await?;
        let manifest = log.manifest(&mut transaction).await?;
        drop(transaction);
        let mut periods: BTreeMap<i64, Vec<Vec<Arc<Segment>>>> = BTreeMap::new();
        for run in manifest.runs() {
            periods.entry(run[0].period).or_default().push(run.to_vec());
        }
        let chosen = periods.into_values().find_map(|runs| {
            let touches: Vec<u64> = runs.iter().map(|run| run.iter().map(|one| one.touches).sum()).collect();
            let chosen = policy.choose(&touches);
            (!chosen.is_empty()).then(|| chosen.into_iter().map(|run| runs[run].clone()).collect::<Vec<_>>())
        });
        drop(manifest);
        let Some(runs) = chosen else { return Ok(merged) };
        merged += runs.len() as u64;
        if !merge_runs(log, runs).await? {
            return Ok(merged);
        }
    }
}

/// Replaces runs by one; `false` when somebody else changed them.
async fn merge_runs(log: &Log, runs: Vec<Vec<Arc<Segment>>>) -> Result<bool> {
    let sizes = log.options.sizes();
    let touches: u64 = runs.iter().flatten().map(|segment| segment.touches).sum();
    let mut numbers = log.numbers(2 + touches as usize / sizes.segment).await?;
    let old: Vec<Arc<Segment>> = runs.iter().flatten().cloned().collect();
    let files = log.files.clone();
    let new = blocking(move || merge(&files, sizes, runs, &mut numbers)).await?;
    fail::step("compact-written");
    let mut transaction = log.database.write().await?;
    transaction.take_turn(Turn::Manifest).await?;
    if !log.replace(&mut transaction, &old, &new).await? {
        drop(transaction);
        log.discard(new.iter()).await?;
        return Ok(false);
    }
    fail::step("compact-replaced");
    transaction.commit().await?;
    fail::step("compact-committed");
    log.retire(old).await?;
    Ok(true)
}

fn merge(files: &Files, sizes: Sizes, runs: Vec<Vec<Arc<Segment>>>, numbers: &mut Range<i64>) -> Result<Vec<Segment>> {
    let period = runs[0][0].period;
    let sources = runs.into_iter().map(|run| Run::new(files.clone(), run)).collect();
    let run = first_of(numbers);
    let mut writer = RunWriter::new(files, sizes, (period, run, 0), numbers);
    let mut merge = Merge::new(sources)?;
    // Batches from which rows were taken, by number; the rows taken, in order.
    let (mut batches, mut rows) = (Vec::new(), Vec::new());
    let mut number_of = vec![None; merge.sources.len()];
    while let Some(stretch) = merge.next()? {
        let number = *number_of[stretch.source].get_or_insert_with(|| {
            batches.push(merge.sources[stretch.source].batch.clone());
            batches.len() - 1
        });
        rows.extend((stretch.from..stretch.to).map(|row| (number, row)));
        if stretch.last {
            number_of[stretch.source] = None;
        }
        if rows.len() >= 4 * BATCH_ROWS {
            write_gathered(&mut writer, &batches, &rows)?;
            batches.clear();
            rows.clear();
            number_of.fill(None);
        }
    }
    if !rows.is_empty() {
        write_gathered(&mut writer, &batches, &rows)?;
    }
    writer.finish()
}

fn write_gathered(writer: &mut RunWriter<'_>, batches: &[RecordBatch], rows: &[(usize, usize)]) -> Result<()> {
    let batches: Vec<&RecordBatch> = batches.iter().collect();
    writer.write(&interleave_record_batch(&batches, rows).map_err(unwritable)?)
}

/// A run that is read to be merged, with all columns and words spelt out.
struct Run {
    files: Files,
    segments: VecDeque<Arc<Segment>>,
    rows: Option<Rows>,
    batch: RecordBatch,
    order: Order,
}

impl Run {
    fn new(files: Files, segments: Vec<Arc<Segment>>) -> Run {
        let batch = RecordBatch::new_empty(schema::SPELT.clone());
        Run { files, segments: segments.into(), rows: None, order: Order::of(&batch), batch }
    }
}

impl Sorted for Run {
    fn advance(&mut self) -> Result<bool> {
        loop {
            if let Some(batch) = self.rows.as_mut().map_or(Ok(None), Rows::next)? {
                self.order = Order::of(&batch);
                self.batch = batch;
                return Ok(true);
            }
            let Some(segment) = self.segments.pop_front() else { return Ok(false) };
            let object = segment.open(&self.files)?;
            let footer = Footer::read(&object, false)?;
            self.rows = Some(Rows::new(object, footer, &schema::SPELT, &[], BATCH_ROWS));
        }
    }

    fn order(&self) -> &Order {
        &self.order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(policy: Policy, touches: &[u64], merged: &[usize]) {
        assert_eq!(policy.choose(touches), merged);
    }

    #[test]
    fn equal_runs_merge_and_large_ones_wait_for_company() {
        check(Policy::USUAL, &[], &[]);
        check(Policy::USUAL, &[100], &[]);
        check(Policy::USUAL, &[100, 100], &[0, 1]);
        check(Policy::USUAL, &[400, 100, 90], &[]);
        check(Policy::USUAL, &[400, 100, 100], &[1, 2]);
        check(Policy::USUAL, &[400, 150, 100, 100], &[2, 3, 1]);
        check(Policy::AFTER_IMPORT, &[700, 100], &[1, 0]);
        check(Policy::AFTER_IMPORT, &[900, 100], &[]);
        check(Policy::WHILE_IMPORTING, &[100; 23], &[]);
        assert_eq!(Policy::WHILE_IMPORTING.choose(&[100; 40]).len(), MOST_RUNS);
    }
}
