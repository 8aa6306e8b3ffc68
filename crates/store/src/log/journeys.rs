//! Many journeys at once.

use super::files::Object;
use super::read::{Footer, Rows};
use super::segment::Segment;
use super::{Log, Snapshot, blocking, decode, schema};
use crate::error::Result;
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt64Type;
use arrow_schema::SchemaRef;
use desk::id::JourneyKey;
use desk::touch::Touch;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

impl Log {
    /// All touches of some journeys, each journey in the order of the log. Reads the column of journeys once, however
    /// many are asked for, and of the rest only the rows that are theirs.
    pub async fn journeys(&self, keys: &BTreeSet<JourneyKey>) -> Result<BTreeMap<JourneyKey, Vec<Touch>>> {
        self.journeys_at(&mut self.snapshot().await?, keys).await
    }

    /// The same as it was at a moment.
    pub async fn journeys_at(
        &self,
        snapshot: &mut Snapshot,
        keys: &BTreeSet<JourneyKey>,
    ) -> Result<BTreeMap<JourneyKey, Vec<Touch>>> {
        let (mut touches, sealed) = self.of_journeys(snapshot, keys, &schema::SPELT, &[], decode::touches).await?;
        touches.extend(sealed);
        touches.sort_by_cached_key(|touch| (touch.at, touch.sequence, touch.key()));
        let mut journeys: BTreeMap<JourneyKey, Vec<Touch>> = BTreeMap::new();
        for touch in touches {
            journeys.entry(touch.journey()).or_default().push(touch);
        }
        Ok(journeys)
    }

    /// The threads of some journeys as their sources wrote them, where they have one. All touches of a journey have the
    /// same, and no other column is read.
    pub async fn threads(&self, keys: &BTreeSet<JourneyKey>) -> Result<BTreeMap<JourneyKey, String>> {
        let pairs = |batch: &RecordBatch| {
            let journeys = batch.column(0).as_primitive::<UInt64Type>().values().iter();
            let threads = batch.column(1).as_string::<i32>().iter();
            let pairs = journeys.zip(threads).filter_map(|(key, thread)| Some((JourneyKey(*key), thread?.to_owned())));
            Ok(pairs.collect())
        };
        let snapshot = &mut self.snapshot().await?;
        let (touches, sealed) = self.of_journeys(snapshot, keys, &schema::CODED, &["journey", "thread"], pairs).await?;
        let tail = touches.into_iter().filter_map(|touch| Some((touch.journey(), touch.thread?)));
        Ok(sealed.into_iter().chain(tail).collect())
    }

    /// What the log has of some journeys: touches of the tail, and what `decode` makes of the rows that are sealed.
    async fn of_journeys<T: Send + 'static>(
        &self,
        snapshot: &mut Snapshot,
        keys: &BTreeSet<JourneyKey>,
        schema: &SchemaRef,
        columns: &'static [&'static str],
        decode: impl Fn(&RecordBatch) -> Result<Vec<T>> + Send + 'static,
    ) -> Result<(Vec<Touch>, Vec<T>)> {
        let mut touches = Vec::new();
        if self.has_tail(&mut snapshot.transaction).await? {
            for key in keys {
                touches.extend(self.tail_of_journey(&mut snapshot.transaction, key.0).await?);
            }
        }
        let manifest = snapshot.manifest.clone();
        let (log, keys, schema) = (self.clone(), keys.clone(), schema.clone());
        let sealed = blocking(move || {
            let mut sealed = Vec::new();
            for segment in &manifest.segments {
                let wanted = JourneyKey(segment.first_journey)..=JourneyKey(segment.last_journey);
                let wanted: Vec<u64> = keys.range(wanted).map(|key| key.0).collect();
                if !wanted.is_empty() {
                    let (object, footer, rows) = log.rows_of_journeys(segment, &wanted)?;
                    let mut reader = Rows::new(object, footer, &schema, columns, 1_024).only(rows);
                    while let Some(batch) = reader.next()? {
                        sealed.extend(decode(&batch)?);
                    }
                }
            }
            Ok(sealed)
        });
        Ok((touches, sealed.await?))
    }

    /// The rows of journeys, given by ascending keys, in one segment, opened.
    fn rows_of_journeys(
        &self,
        segment: &Arc<Segment>,
        wanted: &[u64],
    ) -> Result<(Arc<Object>, Footer, Vec<Range<u32>>)> {
        let object = segment.open(&self.files)?;
        let footer = Footer::read(&object, true)?;
        let mut rows: Vec<Range<u32>> = Vec::new();
        let mut column = Rows::new(object.clone(), footer.clone(), &schema::CODED, &["journey"], 8_192);
        let mut first = 0;
        while let Some(batch) = column.next()? {
            let journeys = batch.column(0).as_primitive::<UInt64Type>().values();
            let (Some(&low), Some(&high)) = (journeys.first(), journeys.last()) else { continue };
            let from = wanted.partition_point(|&key| key < low);
            for &key in wanted[from..].iter().take_while(|&&key| key <= high) {
                let begin = journeys.partition_point(|&other| other < key) as u32;
                let end = journeys.partition_point(|&other| other <= key) as u32;
                if begin < end {
                    rows.push(first + begin..first + end);
                }
            }
            first += batch.num_rows() as u32;
        }
        Ok((object, footer, rows))
    }
}
