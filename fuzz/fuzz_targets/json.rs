//! JSON of any shape, and touches in lists.

#![no_main]

mod shared;

use channels::file::Options;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| shared::read("log.json", content, &Options::default()));
