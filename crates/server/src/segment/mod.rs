//! Segments: the journeys, or the customers, of whom a source said something: loyalty class, language, kind of contact.

pub(crate) mod http;

use crate::asked::Store;
use crate::failure::Failure;
use desk::id::JourneyKey;
use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;
use store::log::{Said, ScanRequest};
use utoipa::ToSchema;

/// The name under which the segment of a touch itself is asked for; other names are those of attributes.
pub(crate) const OWN: &str = "segment";

/// Whose value it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Of {
    /// Journeys of which a touch says it.
    #[default]
    Journeys,
    /// All journeys of the customers of whom a touch says it.
    Customers,
}

/// A segment that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    name: String,
    value: String,
    of: Of,
}

impl FromStr for Segment {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Segment, Failure> {
        match text.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() && !value.is_empty() => {
                Ok(Segment { name: name.trim().to_owned(), value: value.to_owned(), of: Of::default() })
            }
            _ => Err(Failure::Usage(format!(
                "{text:?} names no segment; write NAME=VALUE, the name of an attribute or `segment`, e.g. language=zh"
            ))),
        }
    }
}

impl Segment {
    /// The same, of journeys or of customers.
    pub(crate) fn of(self, of: Of) -> Segment {
        Segment { of, ..self }
    }

    /// Whether a touch says so.
    fn is_said(&self, said: &Said<'_>) -> bool {
        if self.name == OWN {
            return said.segment == self.value;
        }
        // Most touches do not have the name at all, and looking for it costs less than reading what they have.
        said.attributes.contains(&self.name)
            && serde_json::from_str::<BTreeMap<String, Value>>(said.attributes)
                .is_ok_and(|said| said.get(&self.name).is_some_and(|value| shown(value) == self.value))
    }
}

/// A value as people write it.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The journeys of a segment, ascending. A journey belongs to it with all its touches where one of them says so, whenever
/// that was. Memory: a key for each of them.
pub(crate) async fn journeys(
    store: &Store,
    segment: &Segment,
    request: &ScanRequest,
) -> Result<Arc<[JourneyKey]>, Failure> {
    let (wanted, found) = (segment.clone(), (Vec::new(), FxHashSet::<u64>::default()));
    let persons = request.persons.clone();
    let (mut journeys, customers) = store
        .log
        .said(usize::MAX, found, move |(journeys, customers), said| match wanted.of {
            Of::Journeys if journeys.last() == Some(&said.journey) => {}
            Of::Journeys if wanted.is_said(&said) => journeys.push(said.journey),
            Of::Customers if wanted.is_said(&said) => {
                let person = persons.as_ref().and_then(|persons| persons.get(&said.customer)).copied();
                customers.insert(person.unwrap_or(said.customer));
            }
            _ => {}
        })
        .await?;
    if segment.of == Of::Customers {
        journeys = of_customers(store, &customers, request).await?;
    }
    journeys.sort_unstable();
    journeys.dedup();
    Ok(journeys.into())
}

/// All journeys in which one of the customers has a touch.
async fn of_customers(
    store: &Store,
    customers: &FxHashSet<u64>,
    request: &ScanRequest,
) -> Result<Vec<JourneyKey>, Failure> {
    let scan = store.log.scan(&ScanRequest { from: None, to: None, journeys: None, ..request.clone() }).await?;
    tokio::task::block_in_place(|| {
        let mut journeys: Vec<JourneyKey> = Vec::new();
        for batch in scan {
            let batch = batch?;
            let columns = batch.columns();
            for (&journey, customer) in columns.journey.iter().zip(columns.customer) {
                if journeys.last() != Some(&JourneyKey(journey)) && customers.contains(customer) {
                    journeys.push(JourneyKey(journey));
                }
            }
        }
        Ok(journeys)
    })
}

/// Touches of each segment file, and of the tail, from which names and values are gathered.
const SAMPLE: usize = 20_000;
/// A name with more different values is no segment but a number or an id ...
const MOST_VALUES: usize = 40;
/// ... and so is one whose values are longer.
const LONGEST: usize = 80;
/// Names kept while gathering; names come from senders.
const MOST_NAMES: usize = 500;

/// What journeys can be told apart by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) name: String,
    /// Values, and in how many journeys of the sample they were said; the most frequent first.
    pub(crate) values: Vec<(String, u64)>,
}

/// While gathering: for each value the journeys that said it, and the last of them.
#[derive(Default)]
struct Gathered {
    names: BTreeMap<String, BTreeMap<String, (u64, JourneyKey)>>,
    /// Names that are no segments.
    many: FxHashSet<String>,
    /// The attributes read last: touches of one journey often share theirs.
    last: (String, Vec<(String, String)>),
}

/// Names that have a few values, from a sample of the log.
pub(crate) async fn known(store: &Store) -> Result<Vec<Known>, Failure> {
    let gathered = store.log.said(SAMPLE, Gathered::default(), gather).await?;
    let known = gathered.names.into_iter().filter(|(_, values)| values.len() > 1).map(|(name, values)| {
        let mut values: Vec<(String, u64)> = values.into_iter().map(|(value, (count, _))| (value, count)).collect();
        values.sort_by_key(|(_, journeys)| std::cmp::Reverse(*journeys));
        Known { name, values }
    });
    Ok(known.collect())
}

fn gather(gathered: &mut Gathered, said: Said<'_>) {
    if !said.segment.is_empty() {
        gathered.add(OWN, said.segment, said.journey);
    }
    if said.attributes.is_empty() {
        return;
    }
    if gathered.last.0 != said.attributes {
        let read = serde_json::from_str::<BTreeMap<String, Value>>(said.attributes).unwrap_or_default();
        let told = |(name, value): (String, Value)| match value {
            Value::String(_) | Value::Bool(_) | Value::Number(_) => Some((name, shown(&value))),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        };
        gathered.last = (said.attributes.to_owned(), read.into_iter().filter_map(told).collect());
    }
    let pairs = std::mem::take(&mut gathered.last.1);
    pairs.iter().for_each(|(name, value)| gathered.add(name, value, said.journey));
    gathered.last.1 = pairs;
}

impl Gathered {
    fn add(&mut self, name: &str, value: &str, journey: JourneyKey) {
        if self.many.contains(name) {
            return;
        }
        if !self.names.contains_key(name) {
            if self.names.len() + self.many.len() >= MOST_NAMES {
                return;
            }
            self.names.insert(name.to_owned(), BTreeMap::new());
        }
        let Some(values) = self.names.get_mut(name) else { return };
        let room = values.len() < MOST_VALUES;
        match values.get_mut(value) {
            Some((_, last)) if *last == journey => {}
            Some((count, last)) => (*count, *last) = (*count + 1, journey),
            None if value.is_empty() => {}
            None if room && value.len() <= LONGEST => {
                values.insert(value.to_owned(), (1, journey));
            }
            None => {
                self.names.remove(name);
                self.many.insert(name.to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(journey: u64, attributes: &str) -> Said<'_> {
        Said { journey: JourneyKey(journey), customer: journey, segment: "vip", attributes }
    }

    #[test]
    fn a_segment_is_a_name_and_a_value() {
        let check = |text: &str, attributes: &str, is: bool| {
            let segment: Segment = text.parse().unwrap();
            assert_eq!(segment.is_said(&said(1, attributes)), is, "{text} in {attributes}");
        };
        check("segment=vip", "", true);
        check("segment=new", r#"{"segment":"new"}"#, false);
        check("language=zh", r#"{"language":"zh"}"#, true);
        check("language=zh", r#"{"spoken language":"zh"}"#, false);
        check("formula=a=b", r#"{"formula":"a=b"}"#, true);
        check("nights=2", r#"{"nights":2}"#, true);
        check("loyal=true", r#"{"loyal":true}"#, true);
        for nonsense in ["", "language", "=zh", "language="] {
            assert!(nonsense.parse::<Segment>().is_err(), "{nonsense}");
        }
    }

    #[test]
    fn ids_and_amounts_are_no_segments() {
        let mut gathered = Gathered::default();
        for journey in 0..100 {
            let text = format!(r#"{{"order":"o-{journey}","amount":{journey}.5,"class":"{}"}}"#, journey % 3);
            // Every journey says it twice and counts once.
            gather(&mut gathered, said(journey, &text));
            gather(&mut gathered, said(journey, &text));
        }
        gathered.names.remove(OWN);
        let names: Vec<_> = gathered.names.iter().map(|(name, values)| (name.as_str(), values["0"].0)).collect();
        assert_eq!(names, [("class", 34)]);
    }
}
