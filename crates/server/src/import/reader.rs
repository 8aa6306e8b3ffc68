//! Reading on a thread of its own, a few hundred records ahead.

use crate::failure::Failure;
use channels::file::{Log, ReadError, Record};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::mpsc::{Receiver as Returns, Sender as Giver};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Records handed over at once.
const RECORDS: usize = 1_024;
/// Handfuls that may wait.
const AHEAD: usize = 4;

/// A handful of records.
pub(super) struct Taken {
    /// How many records came before.
    pub(super) first: u64,
    /// The records.
    pub(super) records: Vec<Record>,
    /// How many records were read with these.
    pub(super) position: u64,
    /// Bytes of the file read, and in all.
    pub(super) bytes: (u64, u64),
}

/// What is read, and the way back for records that are done with: texts are cheapest to free where they were made.
pub(super) struct Reader {
    taken: Receiver<Result<Taken, ReadError>>,
    spent: Giver<Vec<Record>>,
}

impl Reader {
    /// The next handful; `None` at the end.
    pub(super) async fn next(&mut self) -> Option<Result<Taken, ReadError>> {
        self.taken.recv().await
    }

    /// Gives records back that are done with.
    pub(super) fn give_back(&self, records: Vec<Record>) {
        // A reader that has ended wants nothing back.
        let _ = self.spent.send(records);
    }
}

/// Reads a log to its end or its first error.
pub(super) fn spawn(log: Log) -> Reader {
    let (sender, taken) = channel(AHEAD);
    let (spent, returns) = std::sync::mpsc::channel();
    std::thread::spawn(move || read(log, &sender, &returns));
    Reader { taken, spent }
}

fn read(mut log: Log, sender: &Sender<Result<Taken, ReadError>>, returns: &Returns<Vec<Record>>) {
    loop {
        let first = log.position();
        let mut records = returns.try_recv().unwrap_or_default();
        records.clear();
        let mut failed = None;
        for record in log.by_ref().take(RECORDS) {
            match record {
                Ok(record) => records.push(record),
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        let over = records.len() < RECORDS;
        let taken = Taken { first, records, position: log.position(), bytes: log.bytes() };
        // Nobody listens any more when the import was stopped.
        if sender.blocking_send(Ok(taken)).is_err() {
            return;
        }
        if let Some(error) = failed {
            let _ = sender.blocking_send(Err(error));
            return;
        }
        if over {
            return;
        }
    }
}

/// How much of the beginning and of the end of a file tells it apart.
const LOOK: u64 = 1 << 20;

/// What tells this file, read in this way, from another: its size, its beginning and end, its source and mapping.
pub(super) fn fingerprint(path: &Path, log: &Log) -> Result<String, Failure> {
    let look = || -> std::io::Result<(u64, Vec<u8>)> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        let mut bytes = Vec::with_capacity(2 * size.min(LOOK) as usize + 4096);
        file.by_ref().take(LOOK).read_to_end(&mut bytes)?;
        file.seek(SeekFrom::Start(size.saturating_sub(LOOK)))?;
        file.take(LOOK).read_to_end(&mut bytes)?;
        Ok((size, bytes))
    };
    let (size, mut bytes) = look().map_err(|error| Failure::read(path, &error))?;
    bytes.extend_from_slice(&size.to_le_bytes());
    bytes.extend_from_slice(log.source().as_bytes());
    bytes.extend_from_slice(log.mapping().map(|mapping| mapping.to_toml()).unwrap_or_default().as_bytes());
    Ok(desk::id::derived_touch_id(&bytes, 0))
}
