//! Many journeys at once, and who sends touches.

use super::read::{Footer, Rows};
use super::segment::Segment;
use super::{Log, blocking, decode, schema};
use crate::error::Result;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt64Type;
use desk::id::JourneyKey;
use desk::touch::Touch;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

impl Log {
    /// All touches of some journeys, each journey in the order of the log. Reads the column of journeys once, however
    /// many are asked for, and of the rest only the rows that are theirs.
    pub async fn journeys(&self, keys: &BTreeSet<JourneyKey>) -> Result<BTreeMap<JourneyKey, Vec<Touch>>> {
        let guard = self.reading.read().await;
        let mut transaction = self.database.read().await?;
        let manifest = self.manifest(&mut transaction).await?;
        drop(guard);
        let mut touches = Vec::new();
        for key in keys {
            touches.extend(self.tail_of_journey(&mut transaction, key.0).await?);
        }
        drop(transaction);
        let (log, keys) = (self.clone(), keys.clone());
        let sealed = blocking(move || {
            let mut touches = Vec::new();
            for segment in &manifest.segments {
                let wanted = JourneyKey(segment.first_journey)..=JourneyKey(segment.last_journey);
                let wanted: Vec<u64> = keys.range(wanted).map(|key| key.0).collect();
                if !wanted.is_empty() {
                    touches.extend(log.of_segment(segment, &wanted)?);
                }
            }
            Ok(touches)
        });
        touches.extend(sealed.await?);
        touches.sort_by_cached_key(|touch| (touch.at, touch.sequence, touch.key()));
        let mut journeys: BTreeMap<JourneyKey, Vec<Touch>> = BTreeMap::new();
        for touch in touches {
            journeys.entry(touch.journey()).or_default().push(touch);
        }
        Ok(journeys)
    }

    /// The touches of journeys, given by ascending keys, in one segment.
    fn of_segment(&self, segment: &Arc<Segment>, wanted: &[u64]) -> Result<Vec<Touch>> {
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
        let mut reader = Rows::new(object, footer, &schema::SPELT, &[], 1_024).only(rows);
        let mut touches = Vec::new();
        while let Some(batch) = reader.next()? {
            touches.extend(decode::touches(&batch)?);
        }
        Ok(touches)
    }

    /// The sources that touches came from.
    pub async fn sources(&self) -> Result<BTreeSet<String>> {
        let guard = self.reading.read().await;
        let mut transaction = self.database.read().await?;
        let manifest = self.manifest(&mut transaction).await?;
        drop(guard);
        let mut sources = BTreeSet::new();
        self.each_of_tail(&mut transaction, i64::MAX as usize, |_, touch| {
            sources.insert(touch.source);
            Ok(())
        })
        .await?;
        drop(transaction);
        let log = self.clone();
        let sealed = blocking(move || {
            let mut sources = BTreeSet::new();
            for segment in &manifest.segments {
                let object = segment.open(&log.files)?;
                let footer = Footer::read(&object, false)?;
                let mut rows = Rows::new(object, footer, &schema::CODED, &["source"], 8_192);
                while let Some(batch) = rows.next()? {
                    let words = batch.column(0).as_any_dictionary().values().as_string::<i32>();
                    sources.extend(words.iter().flatten().filter(|word| !word.is_empty()).map(str::to_owned));
                }
            }
            Ok(sources)
        });
        sources.extend(sealed.await?);
        Ok(sources)
    }
}
