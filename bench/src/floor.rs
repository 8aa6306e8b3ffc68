//! The floor: what a transition graph with waits costs when nothing else is done. One thread, one plain pass over
//! columns that are already sorted and already numbers; no law of measures, no customers, no signals.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int64Type, UInt32Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::error::Error;
use std::fs::File;
use std::path::Path;

const STEPS: usize = crate::generate::ACTIVITIES.len();

/// Waits fall into sixteen buckets for each doubling, as our own sketch has them.
const BUCKETS: usize = 64 * 16;

/// Reads the columns and prints what was counted, as JSON.
pub(crate) fn run(columns: &Path) -> Result<(), Box<dyn Error>> {
    let mut counts = vec![0_u64; STEPS * STEPS];
    let mut waits = vec![0_u32; STEPS * STEPS * BUCKETS];
    let (mut rows, mut cases, mut repeats) = (0_u64, 0_u64, 0_u64);
    let mut before: Option<(i64, usize, i64)> = None;
    // Steps the case has visited, and those it has visited again, one bit each.
    let (mut visited, mut again) = (0_u32, 0_u32);
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(columns)?)?.with_batch_size(65_536).build()?;
    for batch in reader {
        let batch = batch?;
        let case = batch.column(0).as_primitive::<Int64Type>().values();
        let step = batch.column(1).as_primitive::<UInt32Type>().values();
        let at = batch.column(2).as_primitive::<Int64Type>().values();
        rows += batch.num_rows() as u64;
        for ((&case, &step), &at) in case.iter().zip(step).zip(at) {
            let step = step as usize;
            match before {
                Some((same, from, since)) if same == case => {
                    let pair = from * STEPS + step;
                    counts[pair] += 1;
                    waits[pair * BUCKETS + bucket(at - since)] += 1;
                }
                _ => {
                    cases += 1;
                    repeats += u64::from(again.count_ones());
                    (visited, again) = (0, 0);
                }
            }
            again |= visited & (1 << step);
            visited |= 1 << step;
            before = Some((case, step, at));
        }
    }
    repeats += u64::from(again.count_ones());
    let pairs = counts.iter().filter(|&&count| count > 0).count();
    let transitions: u64 = counts.iter().sum();
    let p90 = quantile(&waits, 0.9);
    println!(
        "{{\"touches\":{rows},\"journeys\":{cases},\"pairs\":{pairs},\"transitions\":{transitions},\"repeats\":{repeats},\"p90\":{p90:.0}}}"
    );
    Ok(())
}

fn bucket(wait: i64) -> usize {
    if wait <= 1 { 0 } else { ((wait as f64).log2() * 16.0) as usize }
}

/// Seconds that a share of all waits stayed below, to within the width of a bucket.
fn quantile(waits: &[u32], share: f64) -> f64 {
    let all: u64 = waits.iter().map(|&count| u64::from(count)).sum();
    let mut left = (all as f64 * share) as u64;
    for bucket in 0..BUCKETS {
        let here: u64 = waits.iter().skip(bucket).step_by(BUCKETS).map(|&count| u64::from(count)).sum();
        if left < here {
            return (bucket as f64 / 16.0).exp2() / 1e6;
        }
        left -= here;
    }
    0.0
}
