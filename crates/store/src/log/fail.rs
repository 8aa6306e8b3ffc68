//! Named steps at which a test can kill the process.

/// In programs built for tests, ends the process on the spot when the environment variable `WATERLINE_FAIL_AT` names
/// this step. Nothing in a release.
pub(crate) fn step(name: &str) {
    if cfg!(debug_assertions) && std::env::var("WATERLINE_FAIL_AT").is_ok_and(|at| at == name) {
        std::process::abort();
    }
}
