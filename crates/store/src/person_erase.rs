//! Erasing a person, and handing out everything known of one.
//!
//! Erasing takes two steps. The first is one transaction: identities, evidence and decisions are deleted, tombstones
//! are set, and a job is written. The job removes the touches, as often as it takes; when it is done, its input, the
//! last place where the person's keys stood, is forgotten. Measures are computed from the touches that are there, so
//! they stay right.
//!
//! A tombstone is a salted hash of a customer key, so that importing the same file again does not bring the person
//! back. The trade-off: whoever holds the whole store, with the salt, and guesses an identity can learn that it was
//! erased, and when; that is the least that must be kept to keep the promise. Touches after the erasure are taken
//! again, since a person may come back as a customer. Backups made before hold the person until they are deleted.

use crate::database::Database;
use crate::error::Result;
use crate::job::{self, Job};
use crate::log::Reason;
use crate::person::{self, Person};
use crate::reading;
use crate::transaction::{Transaction, Turn};
use crate::values;
use desk::id::CustomerKey;
use desk::person::Limits;
use desk::time::Time;
use desk::touch::Touch;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Write};

/// The kind of the job that removes the touches.
pub const JOB: &str = "erase";

/// What the job has to do.
#[derive(Debug, Serialize, Deserialize)]
struct Input {
    erasure: i64,
    customers: Vec<u64>,
}

/// Erases the person that a customer belongs to, except for their touches, which the job [`JOB`] removes; from now on
/// touches of theirs up to `now` are not taken any more. Returns the number of the erasure.
pub async fn request(database: &Database, customer: CustomerKey, who: &str, limits: &Limits, now: Time) -> Result<i64> {
    let mut transaction = database.write().await?;
    // Who writes touches reads the tombstones in its turn, so none slips through between the two steps.
    transaction.take_turn(Turn::Manifest).await?;
    let person = person::of(&mut transaction, customer, limits).await?;
    let mut keys: Vec<u64> = person.identities.iter().map(|held| held.key.0).collect();
    keys.sort_unstable();
    let sql = "INSERT INTO erasure (at, who) VALUES ($1, $2) RETURNING id";
    let (erasure,): (i64,) = transaction.fetch_one(sql, values![now.0, who]).await?;
    let salt = salt(&mut transaction).await?;
    for key in &keys {
        let sql = "INSERT INTO tombstone (hash, until) VALUES ($1, $2)
                   ON CONFLICT (hash) DO UPDATE SET until = excluded.until WHERE excluded.until > tombstone.until";
        transaction.execute(sql, values![hash(&salt, CustomerKey(*key)), now.0]).await?;
        for sql in [
            "DELETE FROM identity WHERE customer = $1",
            "DELETE FROM evidence WHERE surer = $1 OR other = $1",
            "DELETE FROM decision WHERE one = $1 OR other = $1",
        ] {
            transaction.execute(sql, values![*key]).await?;
        }
        reading::forget(&mut transaction, &[CustomerKey(*key)]).await?;
    }
    // A name goes with the last person that bore it.
    for name in person.seen_with.iter().filter(|held| held.kind == Some(desk::identity::Kind::Name)) {
        let sql = "DELETE FROM identity WHERE customer = $1
                   AND NOT EXISTS (SELECT 1 FROM evidence WHERE other = $1 OR surer = $1)";
        transaction.execute(sql, values![name.key.0]).await?;
    }
    job::enqueue(&mut transaction, JOB, &Input { erasure, customers: keys }, now).await?;
    transaction.commit().await?;
    Ok(erasure)
}

/// Does the job [`JOB`]: `remove` removes every touch of the customers from the log and says how many there were; it
/// may be called again for the same ones. Returns the transaction in which the erasure was recorded as finished.
pub async fn carry_out(
    database: &Database,
    job: &Job,
    now: Time,
    remove: impl AsyncFnOnce(&[CustomerKey]) -> Result<u64>,
) -> Result<Transaction> {
    let Input { erasure, customers } = job.input()?;
    let customers: Vec<_> = customers.into_iter().map(CustomerKey).collect();
    let touches = remove(&customers).await?;
    let mut transaction = database.write().await?;
    // Whatever was read of them while they went.
    reading::forget(&mut transaction, &customers).await?;
    let sql = "UPDATE erasure SET touches = coalesce(touches, 0) + $2, finished_at = $3 WHERE id = $1";
    transaction.execute(sql, values![erasure, touches, now.0]).await?;
    Ok(transaction)
}

/// How many were erased so far, and when the last of them was: what was computed before may still speak of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasures {
    asked: i64,
    done: i64,
    /// When the last one was asked for or done.
    pub last: Time,
}

impl Erasures {
    /// Whether touches of somebody have yet to be removed.
    pub fn is_pending(&self) -> bool {
        self.done < self.asked
    }
}

/// How many were erased so far.
pub async fn erasures(transaction: &mut Transaction) -> Result<Erasures> {
    let sql = "SELECT count(*), count(finished_at), coalesce(max(at), 0), coalesce(max(finished_at), 0) FROM erasure";
    let (asked, done, at, finished): (i64, i64, i64, i64) = transaction.fetch_one(sql, []).await?;
    Ok(Erasures { asked, done, last: Time(at.max(finished)) })
}

/// Who was erased, as far as it must be known to keep them out.
#[derive(Clone, Debug, Default)]
pub struct Tombstones {
    /// The last erasure that is known.
    erasure: i64,
    salt: String,
    until: FxHashMap<Vec<u8>, Time>,
}

impl Tombstones {
    /// All tombstones. Read in the transaction that writes touches, or before a long import, which asks
    /// [`Tombstones::are_all`] when it writes.
    pub async fn load(transaction: &mut Transaction) -> Result<Tombstones> {
        let erasure = last_erasure(transaction).await?;
        if erasure == 0 {
            return Ok(Tombstones::default());
        }
        let rows: Vec<(Vec<u8>, i64)> = transaction.fetch_all("SELECT hash, until FROM tombstone", []).await?;
        let (salt,): (String,) =
            transaction.fetch_one("SELECT value FROM setting WHERE name = $1", values![SALT]).await?;
        Ok(Tombstones { erasure, salt, until: rows.into_iter().map(|(hash, until)| (hash, Time(until))).collect() })
    }

    /// Whether nobody was erased since they were read.
    pub async fn are_all(&self, transaction: &mut Transaction) -> Result<bool> {
        Ok(last_erasure(transaction).await? == self.erasure)
    }

    /// Why not to take a touch: it tells of an erased person, from before the erasure.
    pub fn refuse(&self, touch: &Touch) -> Option<Reason> {
        if self.until.is_empty() {
            return None;
        }
        let keys = touch.identities.iter().filter(|identity| identity.joins()).map(|one| one.key(&touch.source));
        let erased = |key| self.until.get(&hash(&self.salt, key)).is_some_and(|until| touch.at <= *until);
        keys.chain([touch.customer()]).any(erased).then_some(Reason::Erased)
    }
}

async fn last_erasure(transaction: &mut Transaction) -> Result<i64> {
    let (last,): (i64,) = transaction.fetch_one("SELECT coalesce(max(id), 0) FROM erasure", []).await?;
    Ok(last)
}

/// The setting that holds the salt.
const SALT: &str = "tombstone_salt";

/// The salt of this store, made when it is first needed.
async fn salt(transaction: &mut Transaction) -> Result<String> {
    // The standard library seeds its hash maps from the operating system's randomness.
    let random = || RandomState::new().build_hasher().finish();
    let new = format!("{:016x}{:016x}", random(), random());
    let sql = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    transaction.execute(sql, values![SALT, new]).await?;
    let (salt,): (String,) = transaction.fetch_one("SELECT value FROM setting WHERE name = $1", values![SALT]).await?;
    Ok(salt)
}

fn hash(salt: &str, key: CustomerKey) -> Vec<u8> {
    Sha256::new().chain_update(salt).chain_update(key.0.to_le_bytes()).finalize()[..16].to_vec()
}

/// Writes everything known of a person as JSON Lines: `{"person": key}`, then one object for each identity, what was
/// seen with it, each decision and each touch, and `said`: what was read in the touches and promised in them; each under
/// the name of what it is.
///
/// # Errors
/// Those of writing to `out`.
pub fn export<'a>(
    person: &Person,
    touches: impl Iterator<Item = &'a Touch>,
    said: impl Iterator<Item = (&'static str, serde_json::Value)>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut line = |value: serde_json::Value| writeln!(out, "{value}");
    line(json!({ "person": person.key.to_string() }))?;
    for identity in &person.identities {
        line(json!({ "identity": identity }))?;
    }
    for identity in &person.seen_with {
        line(json!({ "seen_with": identity }))?;
    }
    for decision in &person.decisions {
        line(json!({ "decision": decision }))?;
    }
    for touch in touches {
        line(json!({ "touch": touch }))?;
    }
    for (name, what) in said {
        line(json!({ name: what }))?;
    }
    Ok(())
}
