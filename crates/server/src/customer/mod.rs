//! Customers: who is who, why, and what people decide about it; and going away for good.

pub(crate) mod export;
pub(crate) mod http;

use crate::asked::{Asked, Store, now};
use crate::cli::Customers;
use crate::failure::Failure;
use crate::journey::print_touches;
use crate::locale::args;
use crate::output::{self, screen_width};
use crate::report::terminal::columns::{Column, table};
use desk::id::CustomerKey;
use desk::touch::Touch;
use serde::Serialize;
use std::io::{BufRead, IsTerminal, stdin};
use store::job::{self, Job};
use store::log::Log;
use store::person::{self, Person, Reason, Ruling};
use store::{Database, customer, person_erase};

/// The customer of an id as people write it.
pub(crate) fn key(id: &str) -> Result<CustomerKey, Failure> {
    id.parse().map_err(|error: desk::id::NotAnId| Failure::Usage(error.to_string()))
}

/// Who decides: the account at this machine.
pub(crate) fn decider() -> String {
    std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).unwrap_or_else(|_| "command line".to_owned())
}

/// `waterline customers`.
pub(crate) async fn answer(asked: &Asked, question: &Customers) -> Result<(), Failure> {
    let (asked, store) = &asked.open().await?;
    let Customers { show, join, split, undo, .. } = question;
    if let Some(decision) = undo {
        person::undo(&store.database, *decision, &decider(), now()).await?;
        return output::line(&asked.language().texts().say("cli-undone", args!(number = decision.to_string())));
    }
    if let Some(pair) = join.as_deref().or(split.as_deref()) {
        return decide(asked, store, pair, join.is_some(), question.reason.as_deref().unwrap_or_default()).await;
    }
    match show {
        Some(id) => show_one(asked, store, key(id)?).await,
        None => list(asked, store, question).await,
    }
}

async fn decide(asked: &Asked, store: &Store, pair: &[String], join: bool, why: &str) -> Result<(), Failure> {
    let (one, other) = (key(&pair[0])?, key(&pair[1])?);
    let (who, limits) = (decider(), asked.limits());
    let ruling = Ruling { who: &who, why, now: now() };
    let person = if join {
        person::join(&store.database, one, other, &ruling, &limits).await?
    } else {
        person::split(&store.database, one, other, &ruling, &limits).await?
    };
    if asked.json { output::json(&person) } else { print_person(asked, &person) }
}

async fn list(asked: &Asked, store: &Store, question: &Customers) -> Result<(), Failure> {
    let mut transaction = store.database.read().await?;
    let (limits, limit) = (asked.limits(), question.limit);
    let persons = match &question.search {
        Some(typed) => customer::find(&mut transaction, typed, asked.region()?, &limits, limit).await?,
        None => {
            let after = question.after.as_deref().map(key).transpose()?;
            customer::list(&mut transaction, after, &limits, limit).await?
        }
    };
    if asked.json {
        return output::json(&persons);
    }
    let texts = asked.language().texts();
    if persons.is_empty() {
        return output::line(&texts.word("cli-no-customer"));
    }
    let names = |person: &Person| values(&person.seen_with);
    output::line(&table(
        vec![
            Column::words(texts.word("cli-id"), persons.iter().map(|person| person.key.to_string())),
            Column::words(texts.word("cli-known-by"), persons.iter().map(|person| values(&person.identities)))
                .gives_way(),
            Column::words(texts.word("cli-seen-with"), persons.iter().map(names)).gives_way(),
        ],
        screen_width(),
    ))
}

fn values(held: &[person::Held]) -> String {
    held.iter().map(|held| held.value.as_str()).collect::<Vec<_>>().join(", ")
}

/// What `waterline customers --show --json` prints.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    person: &'a Person,
    touches: &'a [Touch],
}

/// The person of a customer, and everything they did.
pub(crate) async fn person_of(asked: &Asked, store: &Store, key: CustomerKey) -> Result<(Person, Vec<Touch>), Failure> {
    let person = person::of(&mut store.database.read().await?, key, &asked.limits()).await?;
    let keys: Vec<CustomerKey> = person.identities.iter().map(|held| held.key).collect();
    let touches = store.log.timeline(&keys).await?;
    Ok((person, touches))
}

async fn show_one(asked: &Asked, store: &Store, key: CustomerKey) -> Result<(), Failure> {
    let (person, touches) = person_of(asked, store, key).await?;
    if asked.json {
        return output::json(&Shown { person: &person, touches: &touches });
    }
    print_person(asked, &person)?;
    print_touches(&touches, asked.language().texts())
}

fn print_person(asked: &Asked, person: &Person) -> Result<(), Failure> {
    let texts = asked.language().texts();
    output::line(&person.key.to_string())?;
    for held in &person.identities {
        let kind = held.kind.map_or("", |kind| kind.word());
        let why: Vec<String> = held
            .joined
            .iter()
            .map(|reason| match reason {
                Reason::Seen { with, source, touch } => texts.say(
                    "cli-joined-seen",
                    args!(with = with.to_string(), source = source.clone(), touch = touch.clone()),
                ),
                Reason::Decided { with, decision } => {
                    texts.say("cli-joined-decided", args!(with = with.to_string(), number = decision.to_string()))
                }
            })
            .collect();
        let shared = if held.shared { texts.word("cli-shared") } else { String::new() };
        output::line(format!("  {} {kind} {} {shared} {}", held.key, held.value, why.join("; ")).trim_end())?;
    }
    for decided in &person.decisions {
        let undone = if decided.undone.is_some() { texts.word("cli-is-undone") } else { String::new() };
        let verdict = texts.word(if decided.verdict == "join" { "cli-verdict-join" } else { "cli-verdict-split" });
        output::line(&format!(
            "  #{} {verdict} {} {} — {} ({}, {}) {undone}",
            decided.id, decided.one, decided.other, decided.why, decided.who, decided.at
        ))?;
    }
    Ok(())
}

/// `waterline erase`.
pub(crate) async fn erase(asked: &Asked, id: &str, yes: bool) -> Result<(), Failure> {
    let key = key(id)?;
    let (asked, store) = &asked.open().await?;
    let texts = asked.language().texts();
    let (person, touches) = person_of(asked, store, key).await?;
    if !yes {
        let known = values(&person.identities);
        let question = texts.say("cli-erase-sure", args!(known = known, touches = touches.len() as u64));
        if !stdin().is_terminal() {
            return Err(Failure::Usage(format!("{question} --yes")));
        }
        eprint!("{question} ");
        let answer = stdin().lock().lines().next().transpose().ok().flatten().unwrap_or_default();
        if !matches!(answer.trim(), "yes" | "y" | "是" | "好") {
            return Err(Failure::Other(texts.word("cli-erase-not")));
        }
    }
    let erasure = person_erase::request(&store.database, key, &decider(), &asked.limits(), now()).await?;
    let (_, failed) = run_jobs(&store.database, &store.log).await?;
    crate::serve::forget_answers(&asked.settings.data)?;
    if failed > 0 {
        return Err(Failure::Other(texts.word("cli-erase-later")));
    }
    if asked.json {
        return output::json(&serde_json::json!({ "erasure": erasure, "touches": touches.len() }));
    }
    output::line(&texts.say("cli-erased", args!(touches = touches.len() as u64)))
}

/// Does the jobs that are due: removes the touches of erased persons. What fails is tried again later.
pub(crate) async fn run_jobs(database: &Database, log: &Log) -> Result<(usize, usize), Failure> {
    let handle = async |job: &Job| {
        person_erase::carry_out(database, job, now(), async |keys: &[CustomerKey]| log.erase(keys).await).await
    };
    Ok(job::run_due(database, now, handle).await?)
}
