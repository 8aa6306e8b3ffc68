//! How the server fares, in the text format of Prometheus.

use opentelemetry::KeyValue;
use opentelemetry::metrics::Histogram;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

/// Upper bounds of the buckets of answering times, in seconds.
pub(super) const BOUNDS: [f64; 10] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Counts since the start.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    requests: Mutex<BTreeMap<(String, String, u16), Answered>>,
    pub(crate) accepted: AtomicU64,
    pub(crate) duplicates: AtomicU64,
    pub(crate) rejected: AtomicU64,
    pub(crate) late: AtomicU64,
    pub(crate) listeners: AtomicU64,
    /// Where times to an answer are told too, where figures go to a collector.
    took: OnceLock<Histogram<f64>>,
}

/// A count by its name at a collector, what it is, and where it stands.
type Count = (&'static str, &'static str, fn(&Metrics) -> &AtomicU64);

#[derive(Clone, Copy, Debug, Default)]
struct Answered {
    count: u64,
    seconds: f64,
    within: [u64; BOUNDS.len()],
}

impl Metrics {
    /// Counts of touches since the start.
    pub(super) const COUNTS: [Count; 4] = [
        ("waterline.touches.late", "Touches that came more than a day after they happened.", |metrics| &metrics.late),
        ("waterline.touches.accepted", "Touches taken over HTTP.", |metrics| &metrics.accepted),
        ("waterline.touches.duplicate", "Touches that were there already.", |metrics| &metrics.duplicates),
        ("waterline.touches.rejected", "Touches that could not be taken.", |metrics| &metrics.rejected),
    ];

    /// From now on times to an answer are told there too.
    pub(super) fn tell_too(&self, took: Histogram<f64>) {
        // Who comes second would tell the same.
        let _ = self.took.set(took);
    }

    /// Counts an answer. The path is the pattern, not the address, so that there are few.
    pub(crate) fn answered(&self, method: &str, path: &str, status: u16, took: Duration) {
        if let Some(told) = self.took.get() {
            let of = [
                KeyValue::new("http.request.method", method.to_owned()),
                KeyValue::new("http.route", path.to_owned()),
                KeyValue::new("http.response.status_code", i64::from(status)),
            ];
            told.record(took.as_secs_f64(), &of);
        }
        let Ok(mut requests) = self.requests.lock() else { return };
        let answered = requests.entry((method.to_owned(), path.to_owned(), status)).or_default();
        answered.count += 1;
        answered.seconds += took.as_secs_f64();
        for (within, bound) in answered.within.iter_mut().zip(BOUNDS) {
            *within += u64::from(took.as_secs_f64() <= bound);
        }
    }

    /// All counts as Prometheus reads them.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for (name, help, count) in Metrics::COUNTS {
            // Prometheus writes names its own way.
            let (name, count) = (format!("{}_total", name.replace('.', "_")), count(self).load(Ordering::Relaxed));
            let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} counter\n{name} {count}\n");
        }
        let open = self.listeners.load(Ordering::Relaxed);
        let name = "waterline_live_listeners";
        let _ = write!(text, "# HELP {name} Open live streams.\n# TYPE {name} gauge\n{name} {open}\n");
        let name = "waterline_http_request_duration_seconds";
        let _ = write!(text, "# HELP {name} Time to an answer.\n# TYPE {name} histogram\n");
        let Ok(requests) = self.requests.lock() else { return text };
        for ((method, path, status), answered) in requests.iter() {
            let labels = format!("method=\"{method}\",path=\"{path}\",status=\"{status}\"");
            for (within, bound) in answered.within.iter().zip(BOUNDS) {
                let _ = writeln!(text, "{name}_bucket{{{labels},le=\"{bound}\"}} {within}");
            }
            let _ = writeln!(text, "{name}_bucket{{{labels},le=\"+Inf\"}} {}", answered.count);
            let _ = writeln!(text, "{name}_sum{{{labels}}} {}", answered.seconds);
            let _ = writeln!(text, "{name}_count{{{labels}}} {}", answered.count);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_took_long_counts_in_the_wide_buckets_only() {
        let metrics = Metrics::default();
        metrics.answered("GET", "/healthz", 200, Duration::from_millis(30));
        let text = metrics.text();
        assert!(text.contains("path=\"/healthz\",status=\"200\",le=\"0.025\"} 0"), "{text}");
        assert!(text.contains("path=\"/healthz\",status=\"200\",le=\"0.05\"} 1"), "{text}");
        assert!(text.contains("waterline_touches_accepted_total 0"), "{text}");
    }
}
