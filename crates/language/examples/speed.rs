//! How fast one core reads short messages in full: language, causes, emotion, promises, refusal, advertising, jargon. Takes a
//! file with a message on each line, prints JSON; `make bench-language` holds it beside others.

use jiff::tz::TimeZone;
use language::answer::read;
use language::cause::shipped;
use language::heads::Reader;
use language::time::{Calendar, Moment};
use std::error::Error;
use std::sync::LazyLock;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("give a file with a message on each line")?;
    let text = std::fs::read_to_string(path)?;
    let moment = Moment {
        at: "2026-03-04T02:00:00Z".parse()?,
        zone: TimeZone::get("Asia/Shanghai")?,
        calendar: Calendar::china(),
    };
    let mut reader = Reader::default();
    let model = shipped();
    // The first message loads the model and the word lists, which a server does once.
    read("等了两个小时", &moment, model, &mut reader);
    let start = seconds();
    let (mut messages, mut dissatisfied) = (0u32, 0u32);
    for line in text.lines() {
        let answer = read(line, &moment, model, &mut reader);
        messages += 1;
        dissatisfied += u32::from(!answer.causes.is_empty());
    }
    let seconds = seconds() - start;
    println!("{{\"messages\": {messages}, \"negative\": {dissatisfied}, \"seconds\": {seconds:.6}}}");
    Ok(())
}

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Seconds this thread has computed, as Linux tells, so that others on the machine do not count; elsewhere those on the wall.
fn seconds() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
    told.map_or_else(|| START.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}
