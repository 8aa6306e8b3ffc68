//! OCEL 2.0 as SQLite. Only databases get to its reader, so the mark at the beginning is put there.

#![no_main]

mod shared;

use channels::file::Options;
use libfuzzer_sys::fuzz_target;

const MARK: &[u8] = b"SQLite format 3\0";

fuzz_target!(|content: &[u8]| {
    let mut database = MARK.to_vec();
    database.extend_from_slice(content.get(MARK.len()..).unwrap_or_default());
    shared::read("log.sqlite", &database, &Options::default());
});
