//! What sources said beside what every touch has, and how much each source sent.

use super::read::{Footer, Rows};
use super::{Log, Snapshot, blocking, schema};
use crate::error::Result;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, TimestampMicrosecondType, UInt64Type};
use arrow_array::{Array, RecordBatch};
use desk::id::JourneyKey;
use desk::time::Time;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

/// What was said of a journey by one of its touches.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// The journey.
    pub journey: JourneyKey,
    /// The customer as given, by key.
    pub customer: u64,
    /// The segment the touch names; empty where it names none.
    pub segment: &'a str,
    /// Its attributes, a JSON object; empty where it has none.
    pub attributes: &'a str,
}

/// How many touches a source sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SourceCount {
    /// Touches in the log.
    pub touches: u64,
    /// When the last of them happened.
    pub last: Time,
}

impl Log {
    /// Hands over what was said by every touch, or by the first `most` of every segment and of the tail: the log is sorted
    /// by keys of journeys, so the first are a sample of all. Of one segment the touches of a journey come together.
    pub async fn said<T: Send + 'static>(
        &self,
        most: usize,
        mut state: T,
        take: impl Fn(&mut T, Said<'_>) + Send + 'static,
    ) -> Result<T> {
        let mut snapshot = self.snapshot().await?;
        self.each_of_tail(&mut snapshot.transaction, most, |_, touch| {
            let attributes = match touch.attributes.is_empty() {
                true => String::new(),
                false => serde_json::to_string(&touch.attributes).unwrap_or_default(),
            };
            let segment = touch.segment.as_deref().unwrap_or_default();
            let (journey, customer) = (touch.journey(), touch.customer().0);
            take(&mut state, Said { journey, customer, segment, attributes: &attributes });
            Ok(())
        })
        .await?;
        let (log, manifest) = (self.clone(), snapshot.manifest.clone());
        drop(snapshot);
        blocking(move || {
            const COLUMNS: [&str; 4] = ["journey", "customer", "segment", "attributes"];
            for segment in &manifest.segments {
                let object = segment.open(&log.files)?;
                let footer = Footer::read(&object, false)?;
                let mut rows = Rows::new(object, footer, &schema::CODED, &COLUMNS, 8_192);
                let mut left = most;
                while let Some(batch) = rows.next()?.filter(|_| left > 0) {
                    let count = batch.num_rows().min(left);
                    each(&batch.slice(0, count), |said| take(&mut state, said));
                    left -= count;
                }
            }
            Ok(state)
        })
        .await
    }

    /// The sources that touches came from, and how many came from each.
    pub async fn sources(&self) -> Result<BTreeMap<String, SourceCount>> {
        let mut snapshot = self.snapshot().await?;
        let mut sources = (*self.sealed_sources(&snapshot).await?).clone();
        self.each_of_tail(&mut snapshot.transaction, i64::MAX as usize, |_, touch| {
            add(&mut sources, &touch.source, 1, touch.at);
            Ok(())
        })
        .await?;
        Ok(sources)
    }

    /// What each source sent as far as it is sealed; counted once for each version of the manifest.
    async fn sealed_sources(&self, snapshot: &Snapshot) -> Result<Arc<BTreeMap<String, SourceCount>>> {
        let (log, manifest) = (self.clone(), snapshot.manifest.clone());
        let known = self.sources.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if known.0 == manifest.version {
            return Ok(known.1);
        }
        let counted = blocking(move || {
            let mut sources = BTreeMap::new();
            for segment in &manifest.segments {
                let object = segment.open(&log.files)?;
                let footer = Footer::read(&object, false)?;
                let mut rows = Rows::new(object, footer, &schema::CODED, &["at", "source"], 8_192);
                while let Some(batch) = rows.next()? {
                    count_sources(&batch, &mut sources);
                }
            }
            Ok((manifest.version, Arc::new(sources)))
        });
        let counted = counted.await?;
        *self.sources.lock().unwrap_or_else(PoisonError::into_inner) = counted.clone();
        Ok(counted.1)
    }
}

fn add(sources: &mut BTreeMap<String, SourceCount>, source: &str, touches: u64, last: Time) {
    if touches == 0 || source.is_empty() {
        return;
    }
    let count = match sources.get_mut(source) {
        Some(count) => count,
        None => sources.entry(source.to_owned()).or_insert(SourceCount { touches: 0, last }),
    };
    count.touches += touches;
    count.last = count.last.max(last);
}

fn count_sources(batch: &RecordBatch, sources: &mut BTreeMap<String, SourceCount>) {
    let (Some(at), Some(source)) = (batch.column_by_name("at"), batch.column_by_name("source")) else { return };
    let (at, source) = (at.as_primitive::<TimestampMicrosecondType>(), source.as_dictionary::<Int32Type>());
    let words = source.values().as_string::<i32>();
    let mut counts = vec![(0, i64::MIN); words.len()];
    for (key, &at) in source.keys().iter().zip(at.values()) {
        if let Some((count, last)) = key.and_then(|key| counts.get_mut(key as usize)) {
            *count += 1;
            *last = at.max(*last);
        }
    }
    for (word, (count, last)) in words.iter().zip(counts) {
        add(sources, word.unwrap_or_default(), count, Time(last));
    }
}

/// Hands over what the rows of a batch say.
fn each<'a>(batch: &'a RecordBatch, mut take: impl FnMut(Said<'a>)) {
    let column = |name: &str| batch.column_by_name(name);
    let (Some(journeys), Some(customers)) = (column("journey"), column("customer")) else { return };
    let (journeys, customers) = (journeys.as_primitive::<UInt64Type>(), customers.as_primitive::<UInt64Type>());
    let segments = column("segment").map(|column| column.as_dictionary::<Int32Type>());
    let words = segments.map(|segments| segments.values().as_string::<i32>());
    let attributes = column("attributes").map(|column| column.as_string::<i32>());
    for row in 0..batch.num_rows() {
        let segment = segments.zip(words).and_then(|(segments, words)| {
            let key = segments.keys().is_valid(row).then(|| segments.keys().value(row) as usize)?;
            words.is_valid(key).then(|| words.value(key))
        });
        let attributes = attributes.filter(|attributes| attributes.is_valid(row));
        take(Said {
            journey: JourneyKey(journeys.value(row)),
            customer: customers.value(row),
            segment: segment.unwrap_or_default(),
            attributes: attributes.map_or("", |attributes| attributes.value(row)),
        });
    }
}
