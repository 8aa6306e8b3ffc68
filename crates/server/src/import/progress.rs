//! How far an import has come: a bar with rate and time left where a person looks on, nothing elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How far an import has come, for whoever else looks on.
#[derive(Debug, Default)]
pub(crate) struct Far {
    /// Bytes read of the file.
    pub(crate) read: AtomicU64,
    /// Bytes of the file.
    pub(crate) total: AtomicU64,
    /// Records taken out of it.
    pub(crate) records: AtomicU64,
}

/// The bar of one file.
pub(super) struct Progress<'a>(ProgressBar, &'a Far);

impl Progress<'_> {
    /// A bar for `file`; hidden when asked for, and where standard error is no terminal.
    pub(super) fn new<'a>(file: &str, quiet: bool, far: &'a Far) -> Progress<'a> {
        let bar = ProgressBar::new(1);
        bar.set_draw_target(if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() });
        let template = "{prefix} {wide_bar} {percent}% {binary_bytes_per_sec} {msg} {eta}";
        bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_prefix(file.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        Progress(bar, far)
    }

    /// Tells where the reader is: bytes of the file, and records taken out.
    pub(super) fn at(&self, (read, total): (u64, u64), records: u64) {
        self.0.set_length(total.max(1));
        self.0.set_position(read);
        self.1.read.store(read, Ordering::Relaxed);
        self.1.total.store(total, Ordering::Relaxed);
        self.1.records.store(records, Ordering::Relaxed);
        self.0.set_message(crate::locale::figures::count(records));
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
