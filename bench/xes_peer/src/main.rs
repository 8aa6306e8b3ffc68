//! The peer for reading XES: the crate process_mining, in a process of its own.

use process_mining::{EventLog, Importable};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name a log")?;
    let log = EventLog::import_from_path(&path)?;
    let touches: usize = log.traces.iter().map(|trace| trace.events.len()).sum();
    println!("{{\"touches\": {touches}}}");
    Ok(())
}
