//! Bodies sent over HTTP: touches, calls of Segment, CloudEvents. The first byte says which.

#![no_main]

use channels::http::cloudevents::{self, Mode};
use channels::http::segment::{self, Call};
use channels::http::{Context, touches};
use libfuzzer_sys::fuzz_target;

const CALLS: [Call; 6] = [Call::Track, Call::Identify, Call::Page, Call::Screen, Call::Group, Call::Alias];

fuzz_target!(|content: &[u8]| {
    let Some((&which, body)) = content.split_first() else { return };
    let context = Context { source: "fuzz", now: Default::default(), region: "CN".parse().ok() };
    let items = match which {
        b't' => touches::decode(body, &context),
        b'b' => segment::batch(body, &context),
        b's' => cloudevents::structured(Mode::Structured, body, &context),
        b'm' => cloudevents::structured(Mode::Batched, body, &context),
        b'h' => {
            let headers = [("ce-id", "1"), ("ce-specversion", "1.0"), ("ce-source", "s"), ("ce-type", "t")];
            cloudevents::binary(headers.into_iter(), "application/json", body, &context)
        }
        other => segment::single(CALLS[usize::from(other) % CALLS.len()], body, &context),
    };
    // What is made of a touch later may not fail either.
    for arrived in items.into_iter().flatten().flatten() {
        let _ = (arrived.touch.key(), arrived.touch.journey(), arrived.touch.customer(), arrived.touch.step());
    }
});
