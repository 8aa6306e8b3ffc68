//! Journeys that are looked for: by a step, an outcome, an owner, a channel, a way through.

use super::feed;
use super::told::{Beside, Told};
use crate::asked::Store;
use crate::failure::Failure;
use desk::id::{JourneyKey, PointKey};
use lens::journey::{Journey, Journeys};
use std::ops::ControlFlow;
use std::sync::Arc;
use store::log::{Column, Having, List, Names, ScanRequest};

/// What journeys are looked for; what is not said does not matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sought {
    /// A touch of it is this step.
    pub(crate) step: Option<String>,
    /// A touch of it ended so: `failed`.
    pub(crate) outcome: Option<u8>,
    /// A touch of it lay with this owner.
    pub(crate) owner: Option<String>,
    /// A touch of it came by this channel.
    pub(crate) channel: Option<String>,
    /// It went exactly this way: a [`Way`].
    pub(crate) way: Option<Way>,
}

/// A way through, by its steps: the same on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Way(pub(crate) u64);

impl Way {
    /// The way of these steps.
    pub(crate) fn of<'a>(steps: impl Iterator<Item = &'a str>) -> Way {
        steps.fold(Way(0), |way, step| way.then(hash(step)))
    }

    fn then(self, step: u64) -> Way {
        Way((self.0.rotate_left(23) ^ step).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }
}

impl std::fmt::Display for Way {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "way_{:016x}", self.0)
    }
}

impl std::str::FromStr for Way {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Way, Failure> {
        let number = text.strip_prefix("way_").and_then(|digits| u64::from_str_radix(digits, 16).ok());
        number.map(Way).ok_or_else(|| Failure::Usage(format!("{text:?} is no way through; it begins with way_")))
    }
}

fn hash(step: &str) -> u64 {
    PointKey::of("way", "step", step).0
}

/// The codes of what is looked for, as far as the scan has met the names.
#[derive(Default)]
struct Codes {
    step: Option<u32>,
    owner: Option<u32>,
    channel: Option<u32>,
    /// The hashes of the steps, by code.
    hashes: Vec<u64>,
}

impl Sought {
    /// Whether one touch alone tells that a journey is looked for.
    pub(super) fn by_one(&self) -> bool {
        let several = [self.step.is_some(), self.outcome.is_some(), self.owner.is_some(), self.channel.is_some()];
        self.way.is_none() && several.into_iter().filter(|said| *said).count() <= 1
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = Vec::new();
        if self.step.is_some() || self.way.is_some() {
            columns.push(Column::Step);
        }
        columns.extend(self.outcome.map(|_| Column::Outcome));
        columns.extend(self.owner.as_ref().map(|_| Column::Owner));
        columns.extend(self.channel.as_ref().map(|_| Column::Channel));
        columns
    }

    /// What a touch must have to matter; nothing, where every touch does.
    fn any_of(&self) -> Arc<[Having]> {
        if self.way.is_some() {
            return Arc::default();
        }
        let Sought { step, outcome, owner, channel, way: _ } = self.clone();
        let words = [step.map(Having::Step), owner.map(Having::Owner), channel.map(Having::Channel)];
        words.into_iter().chain([outcome.map(Having::Outcome)]).flatten().collect()
    }

    /// Whether all names that are looked for have a code.
    fn is_known(&self, codes: &Codes) -> bool {
        self.way.is_none()
            && self.step.is_some() == codes.step.is_some()
            && self.owner.is_some() == codes.owner.is_some()
            && self.channel.is_some() == codes.channel.is_some()
    }

    fn learn(&self, codes: &mut Codes, names: &Names) {
        let code = |list: &List, name: &Option<String>| {
            let name = name.as_deref()?;
            list.iter().position(|known| &**known == name).map(|code| code as u32)
        };
        codes.step = code(&names.step, &self.step);
        codes.owner = code(&names.owner, &self.owner);
        codes.channel = code(&names.channel, &self.channel);
        if self.way.is_some() {
            codes.hashes.extend(names.step[codes.hashes.len().min(names.step.len())..].iter().map(|name| hash(name)));
        }
    }

    fn takes(&self, journey: &Journey<'_>, codes: &Codes) -> bool {
        let has = |wanted: bool, code: Option<u32>, column: &[u32]| {
            !wanted || code.is_some_and(|code| column.contains(&code))
        };
        has(self.step.is_some(), codes.step, journey.step)
            && has(self.owner.is_some(), codes.owner, journey.owner)
            && has(self.channel.is_some(), codes.channel, journey.channel)
            && self.outcome.is_none_or(|outcome| journey.outcome.contains(&outcome))
            && self.way.is_none_or(|way| way == codes.way(journey))
    }
}

impl Codes {
    fn way(&self, journey: &Journey<'_>) -> Way {
        journey.step.iter().fold(Way(0), |way, &step| way.then(self.hashes[step as usize]))
    }
}

/// The first keys after one, in the order of the log. Reads no further than it must.
pub(crate) async fn first_keys(
    store: &Store,
    request: &ScanRequest,
    sought: &Sought,
    after: Option<JourneyKey>,
    limit: usize,
) -> Result<Vec<JourneyKey>, Failure> {
    let mut keys = Vec::new();
    each(store, ScanRequest { after, ..request.clone() }, sought, |journey| {
        if keys.len() == limit {
            return ControlFlow::Break(());
        }
        keys.push(JourneyKey(journey.journey[0]));
        ControlFlow::Continue(())
    })
    .await?;
    Ok(keys)
}

/// Hands over the journeys looked for in the order of the log, as far as they are wanted. Touches that nobody looks for are
/// not among theirs.
pub(super) async fn each(
    store: &Store,
    request: ScanRequest,
    sought: &Sought,
    mut take: impl FnMut(&Journey<'_>) -> ControlFlow<()>,
) -> Result<(), Failure> {
    let mut scan =
        store.log.scan(&ScanRequest { columns: sought.columns(), any_of: sought.any_of(), ..request }).await?;
    tokio::task::block_in_place(|| {
        let (mut journeys, mut codes, mut beside) = (Journeys::default(), Codes::default(), Beside::default());
        let mut flow = ControlFlow::Continue(());
        let mut fits = |journey: &Journey<'_>, codes: &Codes, flow: &mut ControlFlow<()>| {
            if flow.is_continue() && sought.takes(journey, codes) {
                *flow = take(journey);
            }
        };
        while let Some(batch) = scan.next().filter(|_| flow.is_continue()) {
            let batch = batch?;
            if !sought.is_known(&codes) {
                sought.learn(&mut codes, &scan.names());
            }
            let columns = batch.columns();
            beside.set(&Told::default(), &columns);
            journeys.push(&feed::rows(&columns, &beside), |journey| fits(journey, &codes, &mut flow));
        }
        journeys.finish(|journey| fits(journey, &codes, &mut flow));
        Ok(())
    })
}

/// A way through that many journeys went.
pub(crate) fn ways(variants: &crate::report::Variants) -> impl Iterator<Item = (Way, &crate::report::Variant)> {
    // Of a very long way not all steps are kept, so it has no key.
    let whole = variants.top.iter().filter(|variant| variant.length == variant.steps.len() as u64);
    whole.map(|variant| (Way::of(variant.steps.iter().map(String::as_str)), variant))
}

/// The code of an outcome's word.
pub(crate) fn outcome(word: &str) -> Result<u8, Failure> {
    use desk::touch::Outcome;
    let all = [Outcome::Ok, Outcome::Failed, Outcome::Refused, Outcome::Abandoned, Outcome::Waiting];
    let found = all.into_iter().find(|outcome| outcome.word() == Some(word));
    found.map(|outcome| outcome as u8).ok_or_else(|| {
        let known: Vec<_> = all.iter().filter_map(|outcome| outcome.word()).collect();
        Failure::Usage(format!("{word:?} is no outcome; write one of {}", known.join(", ")))
    })
}

/// Names that are not empty.
pub(crate) fn said(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
