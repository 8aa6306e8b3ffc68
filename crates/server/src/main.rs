//! The program `waterline`: one folder per noun, each with its command.
#![allow(unreachable_pub, reason = "a program has no outside: `pub` means the whole of it")]

mod access;
mod asked;
mod audit;
mod cli;
mod config;
mod customer;
mod evaluate;
mod failure;
mod flow;
mod iceberg;
mod import;
mod journey;
mod locale;
mod noise;
mod output;
mod overview;
mod planks;
mod point;
mod promise;
mod report;
mod segment;
mod serve;
mod setting;
mod simulate;
mod source;
mod text;
mod touch;
mod upkeep;

use asked::Asked;
use clap::Parser;
use cli::{Cli, Command};
use failure::Failure;
use std::process::ExitCode;
use std::time::Duration;

/// Touches are many short texts that one thread makes and others read: the system's allocator would keep memory of every
/// thread and take a fifth more time for an import. SQLite's memory is taken from it too, and goes back to the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A thread that has nothing to do ends soon: it would keep the memory of what it did.
const IDLE: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().thread_keep_alive(IDLE).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("waterline: threads cannot be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    let cli = Cli::parse();
    let result = runtime.block_on(run(cli));
    // Threads of the server work on in it until the process is gone: one that it is shut down under would panic.
    std::mem::forget(runtime);
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !matches!(failure, Failure::Found) {
                eprintln!("waterline: {failure}");
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let asked = Asked::new(cli.common)?;
    match cli.command {
        Command::Import { files, dry_run: true, save_map, .. } => {
            import::preview(&asked.settled().await?, &files, save_map.as_deref())
        }
        Command::Import { files, save_map, rejected, .. } => {
            import::run(&asked, &files, save_map.as_deref(), rejected.as_deref()).await
        }
        Command::Graph { files, top } => journey::graph(&asked, &files, top).await,
        Command::Variants { files, top } => journey::variants(&asked, &files, top).await,
        Command::Journeys { files, show: Some(show), .. } => journey::show(&asked, &files, &show).await,
        Command::Journeys { files, limit, after, behind: Some(point), .. } => {
            noise::behind::print(&asked, &files, &point, (limit, journey::after(after.as_deref())?)).await
        }
        Command::Journeys { files, limit, after, .. } => journey::list(&asked, &files, limit, after.as_deref()).await,
        Command::Noise { files, top } => noise::print(&asked, &files, top).await,
        Command::Iceberg { files, value } => iceberg::print(&asked, &files, value).await,
        Command::Planks { files } => planks::print(&asked, &files).await,
        Command::Report { files, out } => noise::write_page(&asked, &files, out.as_deref()).await,
        Command::Points(question) => point::answer(&asked, &question).await,
        Command::Prove(question) => point::prove(&asked, &question).await,
        Command::DeadEnds { flow, within } => flow::prove_file(&flow, within, asked.language(), asked.json),
        Command::Customers(question) => customer::answer(&asked, &question).await,
        Command::Erase { customer, yes } => customer::erase(&asked, &customer, yes).await,
        Command::Export { files, customer, format, out } => {
            let export = customer::export::Export { files, customer, format, out };
            export.run(&asked).await
        }
        Command::Simulate(simulate) => simulate::run(&asked, &simulate).await,
        Command::Evaluate(evaluate) => evaluate::run(&asked, &evaluate).await,
        Command::Openapi => output::line(&serve::document()?),
        Command::Serve(question) => serve::serve(asked, &question).await,
        Command::Language(question) => text::answer(&asked, &question).await,
        Command::Key(question) => access::command::keys(&asked, &question).await,
        Command::Member(question) => access::command::members(&asked, &question).await,
        Command::Backup { to } => upkeep::backup(&asked, &to).await,
        Command::Restore { from } => upkeep::restore(&asked, &from).await,
        Command::Doctor { retry_jobs } => upkeep::doctor(&asked, retry_jobs).await,
        Command::Config => config::print(&asked).await,
    }
}
