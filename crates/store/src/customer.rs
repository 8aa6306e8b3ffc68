//! Customers: what they are known by, as touches tell it, and how they are found.

use crate::error::Result;
use crate::person::{self, Person};
use crate::transaction::{Transaction, Value};
use crate::values;
use desk::id::CustomerKey;
use desk::identity::{Identity, Kind, search_prefixes, surest};
use desk::person::{Edge, Known, Limits, resolve};
use desk::phone::Region;
use desk::touch::Touch;
use futures_util::TryStreamExt;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use xxhash_rust::xxh3::Xxh3Default;

/// How many lists of identities are remembered as recorded before they are forgotten again: 16 MB of hashes.
const MOST_REMEMBERED: usize = 1 << 20;
/// Rows that are made ready at once.
const ROWS: usize = 1_000;
/// A touch that names more than this many identities is a list of people; the surest of them are taken.
const MOST_IDENTITIES: usize = 8;

/// What touches tell of customers, each fact once. It is kept from chunk to chunk of an import, so that what was
/// recorded is not recorded again.
#[derive(Debug, Default)]
pub struct Heard {
    /// Hashes of (source, identities) that were recorded and committed.
    recorded: FxHashSet<u64>,
    /// The same for what is pending.
    pending: FxHashSet<u64>,
    /// Who said what is pending; facts name them by index.
    sources: Vec<Box<str>>,
    identities: FxHashMap<CustomerKey, (Identity, usize)>,
    evidence: FxHashMap<(CustomerKey, CustomerKey), Witness>,
}

/// That two identities were seen on one touch.
#[derive(Debug)]
struct Witness {
    kinds: (Kind, Kind),
    joins: bool,
    source: usize,
    touch: Box<str>,
}

impl Heard {
    /// Takes note of the identities of one touch.
    pub fn touch(&mut self, touch: &Touch) {
        if touch.identities.is_empty() {
            return;
        }
        let hash = hash(touch);
        if !self.recorded.contains(&hash) && self.pending.insert(hash) {
            self.note(touch);
        }
    }

    fn note(&mut self, touch: &Touch) {
        let source = self.source(&touch.source);
        let mut all: Vec<&Identity> = touch.identities.iter().collect();
        all.sort();
        all.truncate(MOST_IDENTITIES);
        let known: Vec<_> = all.iter().map(|one| Known { kind: one.kind, key: one.key(&touch.source) }).collect();
        for (identity, known) in all.iter().zip(&known) {
            self.identities.entry(known.key).or_insert_with(|| ((*identity).clone(), source));
        }
        let surest = surest(&touch.identities).map(|identity| identity.key(&touch.source));
        for (at, one) in known.iter().enumerate() {
            for (offset, other) in known[at + 1..].iter().enumerate() {
                let joins = all[at].joins() && all[at + 1 + offset].joins();
                let leads = surest == Some(one.key) || surest == Some(other.key);
                if let Some(edge) = Edge::new(*one, *other).filter(|_| joins || leads) {
                    let kinds = (edge.surer().kind, edge.other().kind);
                    let witness = || Witness { kinds, joins, source, touch: touch.id.as_str().into() };
                    self.evidence.entry((edge.surer().key, edge.other().key)).or_insert_with(witness);
                }
            }
        }
    }

    fn source(&mut self, name: &str) -> usize {
        let known = self.sources.iter().position(|source| **source == *name);
        known.unwrap_or_else(|| {
            self.sources.push(name.into());
            self.sources.len() - 1
        })
    }

    /// Writes what is new since the last [`Heard::committed`] into the transaction that writes the touches.
    pub async fn record(&self, transaction: &mut Transaction) -> Result<()> {
        let after = "ON CONFLICT DO NOTHING";
        // In the order of the keys, so that two processes that record the same never wait for each other in a circle.
        let mut keys: Vec<_> = self.identities.keys().collect();
        keys.sort_unstable();
        let insert = "INSERT INTO identity (customer, kind, value, given, source, search)";
        for keys in keys.chunks(ROWS) {
            let rows: Vec<_> = keys.iter().map(|key| self.identity_row(**key)).collect();
            transaction.insert(insert, &rows, after).await?;
        }
        let mut pairs: Vec<_> = self.evidence.keys().collect();
        pairs.sort_unstable();
        let insert = "INSERT INTO evidence (surer, other, surer_kind, other_kind, joins, source, touch)";
        for pairs in pairs.chunks(ROWS) {
            let rows: Vec<_> = pairs.iter().map(|pair| self.evidence_row(**pair)).collect();
            transaction.insert(insert, &rows, after).await?;
        }
        Ok(())
    }

    fn identity_row(&self, key: CustomerKey) -> [Value; 6] {
        let (identity, source) = &self.identities[&key];
        let source = &*self.sources[*source];
        let search = identity.search_form().into_bytes();
        values![key.0, identity.kind as u32, identity.normalised(source), identity.value.as_str(), source, search]
    }

    fn evidence_row(&self, pair: (CustomerKey, CustomerKey)) -> [Value; 7] {
        let Witness { kinds, joins, source, touch } = &self.evidence[&pair];
        let source = &*self.sources[*source];
        values![pair.0.0, pair.1.0, kinds.0 as u32, kinds.1 as u32, *joins, source, &**touch]
    }

    /// To be called when the transaction of [`Heard::record`] was committed. Until then nothing counts as recorded.
    pub fn committed(&mut self) {
        if self.recorded.len() > MOST_REMEMBERED {
            self.recorded.clear();
        }
        self.recorded.extend(self.pending.drain());
        self.sources.clear();
        self.identities.clear();
        self.evidence.clear();
    }
}

/// What decides which facts a touch tells of customers.
fn hash(touch: &Touch) -> u64 {
    let mut hash = Xxh3Default::new();
    hash.update(touch.source.as_bytes());
    for identity in &touch.identities {
        hash.update(&[0xff, identity.kind as u8]);
        hash.update(identity.value.as_bytes());
    }
    hash.digest()
}

/// The customer keys whose person goes by another key, and that key. Every other customer stands for itself.
pub async fn canonical(transaction: &mut Transaction, limits: &Limits) -> Result<FxHashMap<u64, u64>> {
    let sql = "SELECT surer, other, surer_kind, other_kind FROM evidence WHERE joins = 1";
    let rows = transaction.stream::<(i64, i64, i64, i64)>(sql, []);
    let edges: Vec<Edge> = rows.try_filter_map(async |row| person::edge(row)).try_collect().await?;
    let decisions = person::all_decisions(transaction).await?;
    let persons = resolve(&edges, &decisions, limits);
    Ok(persons.canonical.into_iter().map(|(key, canonical)| (key.0, canonical.0)).collect())
}

/// Persons one of whose identities begins with what was typed: an address, a number, an id, a name (Chinese too), a
/// phone number in any spelling, dialled in `region`. Sorted by what was found, at most `limit`.
pub async fn find(
    transaction: &mut Transaction,
    typed: &str,
    region: Option<Region>,
    limits: &Limits,
    limit: usize,
) -> Result<Vec<Person>> {
    let mut keys = Vec::new();
    for prefix in search_prefixes(typed, region) {
        let mut end = prefix.clone().into_bytes();
        // No byte of UTF-8 is 0xff.
        end.push(0xff);
        let sql = "SELECT customer, kind, given FROM identity
                   WHERE search >= $1 AND search < $2 ORDER BY search, customer LIMIT $3";
        let found: Vec<(i64, i64, String)> =
            transaction.fetch_all(sql, values![prefix.into_bytes(), end, limit]).await?;
        for (key, code, value) in found {
            let identity = Identity { kind: person::kind(code)?, value };
            if identity.tells_apart() {
                keys.push(key);
            }
            // A name, and a role's mailbox, leads to the persons that were seen with it.
            if !identity.joins() {
                let sql = "SELECT surer FROM evidence WHERE other = $1 AND joins = 0
                           UNION SELECT other FROM evidence WHERE surer = $1 AND joins = 0 AND other_kind <> 5 LIMIT $2";
                let led: Vec<(i64,)> = transaction.fetch_all(sql, values![key, limit]).await?;
                keys.extend(led.into_iter().map(|(key,)| key));
            }
        }
    }
    persons(transaction, keys, limits, limit).await
}

/// Persons in the order of their keys, beginning after `after`; at most `limit`.
pub async fn list(
    transaction: &mut Transaction,
    after: Option<CustomerKey>,
    limits: &Limits,
    limit: usize,
) -> Result<Vec<Person>> {
    let mut listed = Vec::new();
    let mut after = after.map_or(i64::MIN, |key| key.0.cast_signed());
    while listed.len() < limit {
        let sql = "SELECT customer FROM identity WHERE customer > $1 AND kind <> 5 ORDER BY customer LIMIT $2";
        let keys: Vec<(i64,)> = transaction.fetch_all(sql, values![after, limit]).await?;
        let Some((last,)) = keys.last() else { break };
        after = *last;
        for (key,) in keys {
            let person = person::of(transaction, CustomerKey(key.cast_unsigned()), limits).await?;
            if person.key.0.cast_signed() == key && listed.len() < limit {
                listed.push(person);
            }
        }
    }
    Ok(listed)
}

/// Each person once, in the order of the keys that lead to them.
async fn persons(transaction: &mut Transaction, keys: Vec<i64>, limits: &Limits, limit: usize) -> Result<Vec<Person>> {
    let (mut seen, mut persons) = (BTreeSet::new(), Vec::new());
    for key in keys {
        let key = CustomerKey(key.cast_unsigned());
        if persons.len() == limit {
            break;
        }
        if !seen.contains(&key) {
            let person = person::of(transaction, key, limits).await?;
            let new = seen.insert(person.key);
            seen.extend(person.identities.iter().map(|identity| identity.key));
            if new {
                persons.push(person);
            }
        }
    }
    Ok(persons)
}
