//! A mapping, and the table it is applied to: the two are divided by a line of three dashes.

#![no_main]

mod shared;

use channels::file::Options;
use channels::file::mapping::Mapping;
use libfuzzer_sys::fuzz_target;

const TABLE: &[u8] = b"case,what,when,who,sum\n1,call,2024-02-29 10:00,a@b.c,12\n1,reply,2024-02-29 11:30,,\"1,5\"\n";

fuzz_target!(|content: &[u8]| {
    let text = String::from_utf8_lossy(content);
    let (mapping, table) = match text.split_once("\n---\n") {
        Some((mapping, table)) => (mapping, table.as_bytes()),
        None => (&*text, TABLE),
    };
    if let Ok(mapping) = Mapping::from_toml(mapping) {
        shared::read("log.csv", table, &Options { mapping: Some(mapping), ..Options::default() });
    }
});
