//! Whole touches of one customer or one journey.

use super::read::{Footer, Rows};
use super::segment::Segment;
use super::{Log, Snapshot, blocking, decode, schema, source};
use crate::error::Result;
use desk::id::{CustomerKey, JourneyKey};
use desk::touch::Touch;
use std::ops::Range;
use std::sync::{Arc, PoisonError};

/// Footers kept in memory. One of a full segment takes about a megabyte.
const FOOTERS: usize = 16;

impl Log {
    /// All touches of some customers, by their keys as given: everything one person did, in the order of time.
    pub async fn timeline(&self, customers: &[CustomerKey]) -> Result<Vec<Touch>> {
        self.timeline_at(&mut self.snapshot().await?, customers).await
    }

    /// The same as it was at a moment.
    pub async fn timeline_at(&self, snapshot: &mut Snapshot, customers: &[CustomerKey]) -> Result<Vec<Touch>> {
        let mut touches = self.tail_of(&mut snapshot.transaction, customers).await?;
        let manifest = snapshot.manifest.clone();
        let (log, keys) = (self.clone(), customers.to_vec());
        touches.extend(
            blocking(move || {
                let mut touches = Vec::new();
                for segment in &manifest.segments {
                    let rows = source::rows_of(&*segment.index(&log.files)?, &keys)?;
                    touches.extend(log.fetch(segment, |_, _| Ok(rows))?);
                }
                Ok(touches)
            })
            .await?,
        );
        touches.sort_by_cached_key(|touch| (touch.at, touch.journey(), touch.sequence, touch.key()));
        Ok(touches)
    }

    /// All touches of a journey, in the order of the log.
    pub async fn journey(&self, journey: JourneyKey) -> Result<Vec<Touch>> {
        let guard = self.reading.read().await;
        let mut transaction = self.database.read().await?;
        let manifest = self.manifest(&mut transaction).await?;
        drop(guard);
        let mut touches = self.tail_of_journey(&mut transaction, journey.0).await?;
        drop(transaction);
        let log = self.clone();
        touches.extend(
            blocking(move || {
                let mut touches = Vec::new();
                let can = |segment: &&Arc<Segment>| (segment.first_journey..=segment.last_journey).contains(&journey.0);
                for segment in manifest.segments.iter().filter(can) {
                    let rows = |object: &_, footer: &Footer| segment.rows_of_journey(object, footer, journey.0);
                    touches.extend(log.fetch(segment, rows)?);
                }
                Ok(touches)
            })
            .await?,
        );
        touches.sort_by_cached_key(|touch| (touch.at, touch.sequence, touch.key()));
        Ok(touches)
    }

    /// Some rows of a segment as touches.
    fn fetch(
        &self,
        segment: &Segment,
        rows: impl FnOnce(&Arc<super::files::Object>, &Footer) -> Result<Vec<Range<u32>>>,
    ) -> Result<Vec<Touch>> {
        let object = segment.open(&self.files)?;
        let footer = self.footer(segment, &object)?;
        let rows = rows(&object, &footer)?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut reader = Rows::new(object, footer, &schema::SPELT, &[], 1_024).only(rows);
        let mut touches = Vec::new();
        while let Some(batch) = reader.next()? {
            touches.extend(decode::touches(&batch)?);
        }
        Ok(touches)
    }

    /// The footer of a segment with the places of its pages; the last few are remembered.
    fn footer(&self, segment: &Segment, object: &Arc<super::files::Object>) -> Result<Footer> {
        let mut footers = self.footers.lock().unwrap_or_else(PoisonError::into_inner);
        let found = footers.iter().position(|(name, _)| *name == segment.name);
        let entry = match found.and_then(|at| footers.remove(at)) {
            Some(entry) => entry,
            None => (segment.name.clone(), Footer::read(object, true)?),
        };
        let footer = entry.1.clone();
        footers.push_back(entry);
        if footers.len() > FOOTERS {
            footers.pop_front();
        }
        Ok(footer)
    }
}
