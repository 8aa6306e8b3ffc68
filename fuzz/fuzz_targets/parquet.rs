//! Parquet. The decoder we use panics on some damaged files; our reader catches that and says that the file is damaged.
//! So a panic inside the decoder is no finding here, any other is.

#![no_main]

mod shared;

use channels::file::Options;
use libfuzzer_sys::fuzz_target;
use std::panic;
use std::sync::Once;

static HOOK: Once = Once::new();

fn in_decoder(location: &panic::Location<'_>) -> bool {
    ["/parquet-", "/arrow-", "/thrift-"].iter().any(|name| location.file().contains(name))
}

fuzz_target!(|content: &[u8]| {
    HOOK.call_once(|| {
        let abort = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !info.location().is_some_and(in_decoder) {
                abort(info);
            }
        }));
    });
    shared::read("log.parquet", content, &Options::default());
});
