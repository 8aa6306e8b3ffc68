//! Bytes in any encoding and packing, told apart by their content alone.

#![no_main]

mod shared;

use channels::file::Options;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| shared::read("log", content, &Options::default()));
