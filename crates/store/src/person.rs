//! One person: the identities that were joined into them and why, and what people decided about them.

use crate::database::Database;
use crate::error::{Error, Result};
use crate::transaction::Transaction;
use crate::values;
use desk::id::CustomerKey;
use desk::identity::{Identity, Kind};
use desk::person::{Because, Decision, Edge, Joined, Known, Limits, Persons, Verdict, resolve, shared};
use desk::time::Time;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A person, as far as evidence and decisions tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The key that stands for them: of their surest identity.
    #[serde(serialize_with = "public")]
    pub key: CustomerKey,
    /// What they are known by, the surest first.
    pub identities: Vec<Held>,
    /// Names and mailboxes of roles that were seen with them. They join nobody.
    pub seen_with: Vec<Held>,
    /// Decisions about their identities, also those that were undone.
    pub decisions: Vec<Decided>,
}

/// One identity of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Its key.
    #[serde(serialize_with = "public")]
    pub key: CustomerKey,
    /// Its kind; `None` for a customer that is known by a case only.
    pub kind: Option<Kind>,
    /// As given when it was first heard of.
    pub value: String,
    /// Who gave it.
    pub source: String,
    /// Whether too many strangers were seen with it for it to join anybody.
    pub shared: bool,
    /// Why it belongs to this person; empty for the first of a person.
    pub joined: Vec<Reason>,
}

impl Held {
    /// The identity itself, where there is one.
    pub fn identity(&self) -> Option<Identity> {
        Some(Identity { kind: self.kind?, value: self.value.clone() })
    }
}

/// Why two identities are one person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "because")]
pub enum Reason {
    /// They were seen on one touch.
    Seen {
        /// The other identity.
        #[serde(serialize_with = "public")]
        with: CustomerKey,
        /// The source of the first touch that told it.
        source: String,
        /// The id of that touch.
        touch: String,
    },
    /// Somebody decided so.
    Decided {
        /// The other identity.
        #[serde(serialize_with = "public")]
        with: CustomerKey,
        /// The number of the decision.
        decision: i64,
    },
}

/// A record of what somebody decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// Its number.
    pub id: i64,
    /// `join` or `split`.
    pub verdict: String,
    /// One identity.
    #[serde(serialize_with = "public")]
    pub one: CustomerKey,
    /// The other.
    #[serde(serialize_with = "public")]
    pub other: CustomerKey,
    /// Who decided.
    pub who: String,
    /// Why.
    pub why: String,
    /// When.
    pub at: Time,
    /// When it was undone, and by whom.
    pub undone: Option<(Time, String)>,
}

fn public<S: serde::Serializer>(key: &CustomerKey, out: S) -> std::result::Result<S::Ok, S::Error> {
    out.collect_str(key)
}

fn key(bits: i64) -> CustomerKey {
    CustomerKey(bits.cast_unsigned())
}

pub(crate) fn kind(code: i64) -> Result<Kind> {
    usize::try_from(code).ok().and_then(|code| Kind::ALL.get(code).copied()).ok_or_else(|| Error::Damaged {
        what: "the table of identities".to_owned(),
        why: format!("there is no kind of identity {code}"),
    })
}

/// A row of evidence as the rules see it.
pub(crate) fn edge((surer, other, surer_kind, other_kind): (i64, i64, i64, i64)) -> Result<Option<Edge>> {
    let surer = Known { kind: kind(surer_kind)?, key: key(surer) };
    Ok(Edge::new(surer, Known { kind: kind(other_kind)?, key: key(other) }))
}

type DecisionRow = (i64, String, i64, i64, String, String, i64, Option<i64>, Option<String>);

impl Decided {
    fn of_row((id, verdict, one, other, who, why, at, undone_at, undone_by): DecisionRow) -> Decided {
        let undone = undone_at.map(|at| (Time(at), undone_by.unwrap_or_default()));
        Decided { id, verdict, one: key(one), other: key(other), who, why, at: Time(at), undone }
    }

    /// As the rules see it, if it still holds.
    fn holds(&self) -> Option<Decision> {
        let verdict = if self.verdict == "join" { Verdict::Join } else { Verdict::Split };
        self.undone.is_none().then_some(Decision { verdict, one: self.one, other: self.other })
    }
}

/// Every decision that holds.
pub(crate) async fn all_decisions(transaction: &mut Transaction) -> Result<Vec<Decision>> {
    let sql =
        "SELECT id, verdict, one, other, who, why, at, undone_at, undone_by FROM decision WHERE undone_at IS NULL";
    let rows: Vec<DecisionRow> = transaction.fetch_all(sql, []).await?;
    Ok(rows.into_iter().filter_map(|row| Decided::of_row(row).holds()).collect())
}

/// Everything that can bear on who one customer is.
#[derive(Debug, Default)]
struct Near {
    edges: BTreeMap<Edge, (String, String)>,
    decided: BTreeMap<i64, Decided>,
    /// Identities that were reached; only of these is the evidence complete.
    reached: BTreeSet<CustomerKey>,
    shared: BTreeSet<CustomerKey>,
}

impl Near {
    /// Follows evidence and decisions from one customer, but not through shared identities, which join nobody.
    /// What is found gives the same person as all evidence together would.
    async fn of(transaction: &mut Transaction, start: CustomerKey, limits: &Limits) -> Result<Near> {
        let mut near = Near::default();
        let mut todo = vec![start];
        while let Some(at) = todo.pop() {
            if !near.reached.insert(at) {
                continue;
            }
            let sql = "SELECT surer, other, surer_kind, other_kind, source, touch FROM evidence
                       WHERE joins = 1 AND (surer = $1 OR other = $1)";
            let rows: Vec<(i64, i64, i64, i64, String, String)> = transaction.fetch_all(sql, values![at.0]).await?;
            let mut mine = BTreeMap::new();
            for (surer, other, surer_kind, other_kind, source, touch) in rows {
                if let Some(edge) = edge((surer, other, surer_kind, other_kind))? {
                    mine.insert(edge, (source, touch));
                }
            }
            let edges: Vec<_> = mine.keys().copied().collect();
            if shared(&edges, limits).contains(&at) {
                near.shared.insert(at);
            } else {
                todo.extend(edges.iter().flat_map(|edge| [edge.surer().key, edge.other().key]));
            }
            near.edges.extend(mine);
            let sql = "SELECT id, verdict, one, other, who, why, at, undone_at, undone_by FROM decision
                       WHERE one = $1 OR other = $1";
            let rows: Vec<DecisionRow> = transaction.fetch_all(sql, values![at.0]).await?;
            for decided in rows.into_iter().map(Decided::of_row) {
                if decided.undone.is_none() {
                    todo.extend([decided.one, decided.other]);
                }
                near.decided.insert(decided.id, decided);
            }
        }
        Ok(near)
    }

    fn persons(&self, limits: &Limits) -> Persons {
        let edges: Vec<_> = self.edges.keys().copied().collect();
        let decisions: Vec<_> = self.decided.values().filter_map(Decided::holds).collect();
        resolve(&edges, &decisions, limits)
    }

    /// Why `joined` was joined, as seen from one of its two sides.
    fn reason(&self, joined: &Joined, from: CustomerKey) -> Option<Reason> {
        let with = if joined.one == from { joined.other } else { joined.one };
        let is_pair =
            |one, other| (one, other) == (joined.one, joined.other) || (other, one) == (joined.one, joined.other);
        match joined.because {
            Because::Seen => {
                let told = self.edges.iter().find(|(edge, _)| is_pair(edge.surer().key, edge.other().key))?;
                Some(Reason::Seen { with, source: told.1.0.clone(), touch: told.1.1.clone() })
            }
            Because::Decided => {
                let holds = |decided: &&Decided| decided.undone.is_none() && decided.verdict == "join";
                let decided =
                    self.decided.values().filter(holds).find(|decided| is_pair(decided.one, decided.other))?;
                Some(Reason::Decided { with, decision: decided.id })
            }
        }
    }
}

/// The person that a customer key belongs to. A key that nothing is known of is a person of that key alone.
pub async fn of(transaction: &mut Transaction, customer: CustomerKey, limits: &Limits) -> Result<Person> {
    let near = Near::of(transaction, customer, limits).await?;
    let persons = near.persons(limits);
    let canonical = persons.of(customer);
    let mut identities = Vec::new();
    for member in near.reached.iter().copied().filter(|key| persons.of(*key) == canonical) {
        let joins = persons.joins.iter().filter(|joined| joined.one == member || joined.other == member);
        let joined = joins.filter_map(|joined| near.reason(joined, member)).collect();
        identities.push(held(transaction, member, near.shared.contains(&member), joined).await?);
    }
    identities.sort_by_key(|held| (held.kind.is_none(), held.kind, held.key));
    let members: BTreeSet<_> = identities.iter().map(|held| held.key).collect();
    let about = |decided: &Decided| members.contains(&decided.one) || members.contains(&decided.other);
    let decisions = near.decided.into_values().filter(about).collect();
    let seen_with = seen_with(transaction, &members).await?;
    Ok(Person { key: canonical, identities, seen_with, decisions })
}

/// Names and mailboxes of roles that lead to one of these identities.
async fn seen_with(transaction: &mut Transaction, members: &BTreeSet<CustomerKey>) -> Result<Vec<Held>> {
    let mut found = BTreeSet::new();
    for member in members {
        let sql = "SELECT CASE WHEN surer = $1 THEN other ELSE surer END FROM evidence
                   WHERE joins = 0 AND (surer = $1 OR other = $1) ORDER BY 1 LIMIT 100";
        let rows: Vec<(i64,)> = transaction.fetch_all(sql, values![member.0]).await?;
        found.extend(rows.into_iter().map(|(found,)| key(found)));
    }
    let mut all = Vec::new();
    for key in found.difference(members) {
        let held = held(transaction, *key, false, Vec::new()).await?;
        all.extend(Some(held).filter(|held| !held.identity().is_some_and(|identity| identity.joins())));
    }
    Ok(all)
}

async fn held(transaction: &mut Transaction, key: CustomerKey, shared: bool, joined: Vec<Reason>) -> Result<Held> {
    let sql = "SELECT kind, given, source FROM identity WHERE customer = $1";
    let row: Option<(i64, String, String)> = transaction.fetch_optional(sql, values![key.0]).await?;
    Ok(match row {
        Some((code, value, source)) => Held { key, kind: Some(kind(code)?), value, source, shared, joined },
        None => Held { key, kind: None, value: String::new(), source: String::new(), shared, joined },
    })
}

/// Who decides, why and when.
#[derive(Clone, Debug)]
pub struct Ruling<'a> {
    /// Who decides.
    pub who: &'a str,
    /// Why.
    pub why: &'a str,
    /// Now.
    pub now: Time,
}

/// Records that two customers are one person, and returns that person. Nothing else changes: touches keep what they
/// said, and undoing the decision brings back exactly what was.
///
/// # Errors
/// [`Error::SetApart`] when somebody decided before that they are two persons.
pub async fn join(
    database: &Database,
    one: CustomerKey,
    other: CustomerKey,
    ruling: &Ruling<'_>,
    limits: &Limits,
) -> Result<Person> {
    let mut transaction = database.write().await?;
    decide(&mut transaction, "join", one, other, ruling).await?;
    let person = of(&mut transaction, one, limits).await?;
    if !person.identities.iter().any(|held| held.key == other) {
        let near = Near::of(&mut transaction, one, limits).await?;
        let splits = near.decided.values().filter(|decided| decided.verdict == "split" && decided.undone.is_none());
        let decisions: Vec<_> = splits.map(|decided| decided.id.to_string()).collect();
        return Err(Error::SetApart { one, other, decisions: decisions.join(", ") });
    }
    transaction.commit().await?;
    Ok(person)
}

/// Records that two customers are two persons whatever is seen of them, now and later, and returns the person of the
/// first of them.
pub async fn split(
    database: &Database,
    one: CustomerKey,
    other: CustomerKey,
    ruling: &Ruling<'_>,
    limits: &Limits,
) -> Result<Person> {
    let mut transaction = database.write().await?;
    decide(&mut transaction, "split", one, other, ruling).await?;
    let person = of(&mut transaction, one, limits).await?;
    transaction.commit().await?;
    Ok(person)
}

async fn decide(
    transaction: &mut Transaction,
    verdict: &str,
    one: CustomerKey,
    other: CustomerKey,
    ruling: &Ruling<'_>,
) -> Result<()> {
    if one == other {
        return Err(Error::Same { customer: one });
    }
    let sql = "INSERT INTO decision (verdict, one, other, who, why, at) VALUES ($1, $2, $3, $4, $5, $6)";
    let row = values![verdict, one.0, other.0, ruling.who, ruling.why, ruling.now.0];
    transaction.execute(sql, row).await?;
    Ok(())
}

/// Undoes a decision; its record stays. Undoing it again changes nothing.
///
/// # Errors
/// [`Error::Unknown`] when there is no such decision.
pub async fn undo(database: &Database, decision: i64, who: &str, now: Time) -> Result<()> {
    let mut transaction = database.write().await?;
    let sql =
        "UPDATE decision SET undone_at = coalesce(undone_at, $2), undone_by = coalesce(undone_by, $3) WHERE id = $1";
    if transaction.execute(sql, values![decision, now.0, who]).await? == 0 {
        return Err(Error::Unknown { what: format!("decision {decision}") });
    }
    transaction.commit().await
}
