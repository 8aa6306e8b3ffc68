//! The figures of [`Metrics`] for those who collect them from many systems; see [`super::telemetry`]. What `/metrics` tells
//! whoever asks is told to a collector every minute, or as often as `OTEL_METRIC_EXPORT_INTERVAL` says.

use super::metrics::{BOUNDS, Metrics};
use super::telemetry::{Destination, FAREWELL, Sender, Signal, resource};
use crate::asked::Asked;
use crate::failure::Failure;
use opentelemetry::metrics::MeterProvider;
use opentelemetry_otlp::{MetricExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const SIGNAL: Signal = Signal { variable: "METRICS", path: "v1/metrics" };

/// Sends figures until it is ended.
pub(crate) struct Meter(SdkMeterProvider);

impl Meter {
    /// Begins to send the figures where the settings and the standard variables say; `None` where they do not.
    ///
    /// # Errors
    /// An address or a protocol that cannot be.
    pub(super) fn of(asked: &Asked, metrics: &Arc<Metrics>) -> Result<Option<Meter>, Failure> {
        let Some(to) = Destination::of(asked, &SIGNAL)? else { return Ok(None) };
        let exporter = MetricExporter::builder().with_http().with_http_client(Sender::new()?);
        let exporter = match to {
            Destination::ByVariable => exporter,
            Destination::Setting(endpoint) => exporter.with_endpoint(endpoint),
        };
        let exporter = exporter.build().map_err(|error| Failure::setting(&format!("telemetry.endpoint: {error}")))?;
        let reader = PeriodicReader::builder(exporter).build();
        let provider = SdkMeterProvider::builder().with_resource(resource()).with_reader(reader).build();
        let meter = provider.meter("waterline");
        for (name, help, count) in Metrics::COUNTS {
            let metrics = metrics.clone();
            let tell =
                move |told: &dyn opentelemetry::metrics::AsyncInstrument<u64>| told.observe(read(count(&metrics)), &[]);
            meter.u64_observable_counter(name).with_unit("{touch}").with_description(help).with_callback(tell).build();
        }
        let open = metrics.clone();
        meter
            .u64_observable_gauge("waterline.live.listeners")
            .with_description("Open live streams.")
            .with_callback(move |told| told.observe(read(&open.listeners), &[]))
            .build();
        // The name and the attributes are those of the semantic conventions for HTTP servers.
        let took =
            meter.f64_histogram("http.server.request.duration").with_unit("s").with_description("Time to an answer.");
        metrics.tell_too(took.with_boundaries(BOUNDS.to_vec()).build());
        Ok(Some(Meter(provider)))
    }

    /// Sends what is left.
    pub(super) async fn end(&self) {
        let provider = self.0.clone();
        // It waits, so it gets a thread.
        let ended = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(FAREWELL)).await;
        if let Ok(Err(error)) = ended {
            tracing::warn!(%error, "the last metrics were not sent");
        }
    }
}

fn read(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}
