//! Named steps at which a test can kill the process.

use std::sync::Mutex;

/// In programs built for tests, ends the process on the spot when the environment variable `WATERLINE_FAIL_AT` names
/// this step, as `step` or, for its third time, as `step:3`. Nothing in a release.
pub(crate) fn step(name: &str) {
    if cfg!(debug_assertions)
        && let Ok(wanted) = std::env::var("WATERLINE_FAIL_AT")
    {
        count_down(name, &wanted);
    }
}

fn count_down(name: &str, wanted: &str) {
    static LEFT: Mutex<Option<u32>> = Mutex::new(None);
    let (step, times) = wanted.split_once(':').unwrap_or((wanted, "1"));
    if step == name {
        let mut left = LEFT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = left.unwrap_or_else(|| times.parse().unwrap_or(1)).saturating_sub(1);
        *left = Some(now);
        if now == 0 {
            std::process::abort();
        }
    }
}
