//! What speed is measured with: a generator of logs, and the floor nobody can go below.
//!
//! `bench/run.py` runs these beside `waterline` and the peers and prints one table.

mod floor;
mod generate;
mod live;
mod store;
mod write;

use clap::{Parser, Subcommand, ValueEnum};
use std::error::Error;
use std::path::PathBuf;

#[derive(Parser)]
#[command(name = "bench")]
struct Bench {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Write a log; the same seed and size give the same log, sorted by case
    Generate {
        /// Touches, rounded up to whole cases
        #[arg(long, default_value_t = 1_000_000)]
        touches: u64,
        #[arg(long, default_value_t = 7)]
        seed: u64,
        #[arg(long)]
        format: Format,
        #[arg(long)]
        out: PathBuf,
    },
    /// Count transitions and their waits in one plain pass over sorted columns (written with `--format columns`)
    Floor { columns: PathBuf },
    /// Durable appends a second, and how long a customer's timeline takes, on both databases
    Store {
        /// Touches in the log when timelines are asked for
        #[arg(long, default_value_t = 10_000_000)]
        touches: u64,
    },
    /// How long a touch takes to the wire of every open page, while many are open
    Live {
        /// The program to measure
        waterline: PathBuf,
        #[arg(long, default_value_t = 1_000)]
        pages: usize,
        /// Of those, pages that never read
        #[arg(long, default_value_t = 20)]
        slow: usize,
        /// Touches a second
        #[arg(long, default_value_t = 200)]
        rate: u32,
        #[arg(long, default_value_t = 20)]
        seconds: u32,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Csv,
    Xes,
    Parquet,
    /// Only the three columns the floor reads: case, step, time, as numbers
    Columns,
}

fn main() -> Result<(), Box<dyn Error>> {
    match Bench::parse().what {
        What::Generate { touches, seed, format, out } => {
            let log = generate::Log::new(seed, touches);
            match format {
                Format::Csv => write::csv(log, &out),
                Format::Xes => write::xes(log, &out),
                Format::Parquet => write::parquet(log, &out),
                Format::Columns => write::columns(log, &out),
            }
        }
        What::Floor { columns } => floor::run(&columns),
        What::Store { touches } => store::run(touches),
        What::Live { waterline, pages, slow, rate, seconds } => {
            live::run(&waterline, &live::Load { pages, slow, rate, seconds })
        }
    }
}
