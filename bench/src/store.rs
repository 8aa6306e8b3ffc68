//! What the store does in a second: durable appends by one sender, and timelines of customers out of a big log.

use crate::generate::{ACTIVITIES, Log as Generated, Row};
use desk::id::CustomerKey;
use desk::identity::{Identity, Kind};
use desk::time::Time;
use desk::touch::{Outcome, Touch};
use std::error::Error;
use std::time::{Duration, Instant};
use store::Database;
use store::log::{Log, Options};
use store::testing::{Place, run as block_on};

type Done = Result<(), Box<dyn Error>>;

/// How long each batch size is tried.
const TRIED: Duration = Duration::from_secs(5);

/// Timelines asked for.
const ASKED: u64 = 2_000;

/// Seed of the log that is appended to and asked.
const SEED: u64 = 11;

/// Measures both databases, one after the other.
pub(crate) fn run(touches: u64) -> Done {
    let mut done = Ok(());
    for (name, place) in [("SQLite", Place::sqlite as fn() -> Place), ("PostgreSQL", Place::postgres)] {
        block_on(async {
            if done.is_ok() {
                done = measure(name, &place(), touches).await;
            }
        });
    }
    done
}

async fn measure(name: &str, place: &Place, touches: u64) -> Done {
    let log = Log::open(Database::open(&place.location).await?, Options::default()).await?;
    let mut source = Touches { log: Generated::new(SEED + 1, u64::MAX), case: Vec::new(), source: "live" };
    for batch in [1, 100, 1_000] {
        append(name, &log, &mut source, batch).await?;
    }
    import(name, &log, touches).await?;
    timelines(name, &log, touches).await
}

async fn append(name: &str, log: &Log, source: &mut Touches, batch: usize) -> Done {
    let (begun, busy) = (Instant::now(), cpu());
    let mut sent = 0;
    while begun.elapsed() < TRIED {
        let touches: Vec<Touch> = source.take(batch).collect();
        log.append(&touches, touches[0].at).await?;
        sent += batch;
    }
    let rate = sent as f64 / begun.elapsed().as_secs_f64();
    let each = (cpu() - busy) / sent as f64 * 1e6;
    println!("{name:<11} durable appends, {batch:>4} at a time: {rate:>9.0} touches/s, {each:.0} us of our CPU each");
    Ok(())
}

async fn import(name: &str, log: &Log, touches: u64) -> Done {
    let (begun, busy) = (Instant::now(), cpu());
    let mut source = Touches { log: Generated::new(SEED, touches), case: Vec::new(), source: "bulk" };
    let mut bulk = log.bulk("bench", Time(0)).await?;
    let mut position = 0;
    loop {
        let batch: Vec<Touch> = source.by_ref().take(10_000).collect();
        position += batch.len() as u64;
        if batch.is_empty() {
            break;
        }
        bulk.add(&batch, position).await?;
    }
    bulk.finish().await?;
    println!(
        "{name:<11} sealed {position} touches in {:.0} s, {:.0} CPU s",
        begun.elapsed().as_secs_f64(),
        cpu() - busy
    );
    Ok(())
}

async fn timelines(name: &str, log: &Log, touches: u64) -> Done {
    // Every customer has two cases of about five touches.
    let customers = touches / 10;
    let mut took = Vec::new();
    let (mut found, busy) = (0, cpu());
    for asked in 0..ASKED {
        let customer = asked.wrapping_mul(0x9e37_79b9_7f4a_7c15) % customers.max(1);
        let begun = Instant::now();
        found += log.timeline(&[key(customer)]).await?.len();
        took.push(begun.elapsed());
    }
    let each = (cpu() - busy) / ASKED as f64 * 1e3;
    took.sort();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{name:<11} a customer's timeline among {touches} touches: median {:.1} ms, p99 {:.1} ms, {each:.1} ms of our CPU, {:.1} touches",
        at(0.5),
        at(0.99),
        found as f64 / ASKED as f64
    );
    Ok(())
}

fn identity(customer: u64) -> Identity {
    Identity { kind: Kind::Account, value: format!("bench:{customer:09}") }
}

fn key(customer: u64) -> CustomerKey {
    Touch { identities: vec![identity(customer)], ..Touch::default() }.customer()
}

/// The generated log as touches.
struct Touches {
    log: Generated,
    case: Vec<Row>,
    source: &'static str,
}

impl Iterator for Touches {
    type Item = Touch;

    fn next(&mut self) -> Option<Touch> {
        if self.case.is_empty() {
            if !self.log.next_case(&mut self.case) {
                return None;
            }
            self.case.reverse();
        }
        let sequence = self.case.len();
        let row = self.case.pop()?;
        let (action, channel, owner) = ACTIVITIES[row.activity];
        Some(Touch {
            v: desk::touch::VERSION,
            id: format!("{}-{sequence}", row.case),
            source: self.source.to_owned(),
            at: Time(row.at),
            identities: vec![identity(row.customer)],
            channel: Some(channel.to_owned()),
            action: Some(action.to_owned()),
            owner: Some(owner.to_owned()),
            outcome: if row.outcome == "failed" { Outcome::Failed } else { Outcome::Ok },
            thread: Some(format!("c{}", row.case)),
            ..Touch::default()
        })
    }
}

/// CPU seconds this process has used; 0 where the system does not tell.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    // User and system time are the 14th and 15th field, in hundredths of a second on Linux.
    after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}
