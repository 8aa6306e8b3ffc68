//! Journeys by when they were last heard of, the newest first.

use super::sought::{Sought, each};
use crate::asked::Store;
use crate::failure::Failure;
use desk::id::JourneyKey;
use desk::time::{Span, Time};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;
use std::ops::ControlFlow;
use std::str::FromStr;
use store::log::ScanRequest;

/// Where a journey stands in the list: its last touch that is looked for, and its key among those of one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    last: Time,
    pub(crate) key: JourneyKey,
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.last.0, self.key)
    }
}

impl FromStr for Place {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Place, Failure> {
        let place = || {
            let (last, key) = text.split_once('.')?;
            Some(Place { last: Time(last.parse().ok()?), key: key.parse().ok()? })
        };
        place().ok_or_else(|| Failure::Usage(format!("after={text}: take the `next` of the page before as it is")))
    }
}

/// How far back is looked first, how many times farther where that was too little, and from where on everything is read.
const FIRST: Span = Span(7 * Span::DAY.0);
const FARTHER: i64 = 4;
const EVERYTHING: Span = Span(3_650 * Span::DAY.0);

/// The newest journeys after a place in the list. What lies long before is not read: files tell what time they are of.
///
/// Of journeys that are looked for by steps, outcomes, owners or channels the last touch that has any of them counts.
pub(crate) async fn newest(
    store: &Store,
    request: &ScanRequest,
    sought: &Sought,
    (after, limit): (Option<Place>, usize),
    now: Time,
) -> Result<Vec<Place>, Failure> {
    let end = after.map_or(now, |after| after.last).min(request.to.unwrap_or(now));
    let mut back = if sought.by_one() { FIRST } else { EVERYTHING };
    loop {
        let whole = back >= EVERYTHING || request.from.is_some_and(|from| end - back <= from);
        let from = if whole { request.from } else { Some(end - back) };
        let found = last_ones(store, ScanRequest { from, ..request.clone() }, sought, (after, limit)).await?;
        if whole || found.len() == limit {
            return Ok(found);
        }
        back = Span(FARTHER * back.0);
    }
}

async fn last_ones(
    store: &Store,
    request: ScanRequest,
    sought: &Sought,
    (after, limit): (Option<Place>, usize),
) -> Result<Vec<Place>, Failure> {
    let mut newest = BinaryHeap::new();
    each(store, request, sought, |journey| {
        let last = Time(journey.at.iter().copied().max().unwrap_or_default());
        let place = Place { last, key: JourneyKey(journey.journey[0]) };
        if after.is_none_or(|after| place < after) {
            newest.push(Reverse(place));
            if newest.len() > limit {
                newest.pop();
            }
        }
        ControlFlow::Continue(())
    })
    .await?;
    Ok(newest.into_sorted_vec().into_iter().map(|Reverse(place)| place).collect())
}
