//! How far an import has come: a bar with rate and time left where a person looks on, nothing elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// The bar of one file.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// A bar for `file`; hidden when asked for, and where standard error is no terminal.
    pub(super) fn new(file: &str, quiet: bool) -> Progress {
        let bar = ProgressBar::new(1);
        bar.set_draw_target(if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() });
        let template = "{prefix} {wide_bar} {percent}% {binary_bytes_per_sec} {msg} {eta}";
        bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_prefix(file.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        Progress(bar)
    }

    /// Tells where the reader is: bytes of the file, and records taken out.
    pub(super) fn at(&self, (read, total): (u64, u64), records: u64) {
        self.0.set_length(total.max(1));
        self.0.set_position(read);
        self.0.set_message(crate::locale::figures::count(records));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
