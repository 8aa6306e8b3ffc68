//! OCEL 2.0 as XML.

#![no_main]

mod shared;

use channels::file::Options;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| shared::read("log.xmlocel", content, &Options::default()));
