//! Traces of requests for those who follow them through many systems: OpenTelemetry, sent as OTLP over HTTP.
//!
//! Off unless somebody says where they go. Spans wait in a queue of a fixed length and are sent by a thread of their own;
//! where the collector is away or slow they are dropped, and no request waits for it.

use super::telemetry::{Destination, FAREWELL, Sender, Signal, resource};
use crate::asked::Asked;
use crate::failure::Failure;
use axum::http::{HeaderMap, Method, StatusCode};
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{FutureExt, Span, SpanKind, Status, TraceContextExt, Tracer, TracerProvider};
use opentelemetry::{Context, KeyValue};
use opentelemetry_http::{HeaderExtractor, HeaderInjector};
use opentelemetry_otlp::{SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};

const SIGNAL: Signal = Signal { variable: "TRACES", path: "v1/traces" };

/// Where traces go.
pub(crate) struct Traces {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

/// A request that is being followed.
pub(super) struct Followed(Option<Context>);

impl Traces {
    /// Where the settings and the standard variables send them; `None` where they do not.
    ///
    /// # Errors
    /// An address or a protocol that cannot be.
    pub(crate) fn of(asked: &Asked) -> Result<Option<Traces>, Failure> {
        let Some(to) = Destination::of(asked, &SIGNAL)? else { return Ok(None) };
        let exporter = SpanExporter::builder().with_http().with_http_client(Sender::new()?);
        let exporter = match to {
            Destination::ByVariable => exporter,
            Destination::Setting(endpoint) => exporter.with_endpoint(endpoint),
        };
        let exporter = exporter.build().map_err(|error| Failure::setting(&format!("telemetry.endpoint: {error}")))?;
        let provider = SdkTracerProvider::builder().with_resource(resource()).with_batch_exporter(exporter).build();
        let tracer = provider.tracer("waterline");
        Ok(Some(Traces { provider, tracer }))
    }

    /// Sends what is left.
    pub(crate) async fn end(&self) {
        let provider = self.provider.clone();
        // It waits, so it gets a thread.
        let ended = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(FAREWELL)).await;
        if let Ok(Err(error)) = ended {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

impl Followed {
    /// Begins to follow a request, as part of the trace it came with.
    pub(super) fn begin(
        traces: Option<&Traces>,
        method: &Method,
        route: &str,
        headers: &HeaderMap,
        id: &str,
    ) -> Followed {
        Followed(traces.map(|traces| {
            let before = TraceContextPropagator::new().extract_with_context(&Context::new(), &HeaderExtractor(headers));
            // The pattern, not the address: it may name a customer.
            let span = traces.tracer.span_builder(format!("{method} {route}")).with_kind(SpanKind::Server);
            let span = span.with_attributes([
                KeyValue::new("http.request.method", method.to_string()),
                KeyValue::new("http.route", route.to_owned()),
                KeyValue::new("waterline.request", id.to_owned()),
            ]);
            let span = traces.tracer.build_with_context(span, &before);
            before.with_span(span)
        }))
    }

    /// What the request does, with everything it asks of others being part of the trace.
    pub(super) async fn during<T>(&self, work: impl Future<Output = T>) -> T {
        match &self.0 {
            Some(context) => work.with_context(context.clone()).await,
            None => work.await,
        }
    }

    /// The request was answered.
    pub(super) fn end(self, status: StatusCode) {
        let Some(context) = self.0 else { return };
        let span = context.span();
        span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status.as_u16())));
        if status.is_server_error() {
            span.set_status(Status::error(""));
        }
        span.end();
    }
}

/// Follows work that nobody asked for over HTTP.
pub(crate) async fn follow<T>(traces: Option<&Traces>, name: &'static str, work: impl Future<Output = T>) -> T {
    let Some(traces) = traces else { return work.await };
    let mut span = traces.tracer.start(name);
    let result = work.await;
    span.end();
    result
}

/// The headers by which another system goes on with the trace of the request that is being answered.
pub(crate) fn onward() -> HeaderMap {
    let mut headers = HeaderMap::new();
    TraceContextPropagator::new().inject_context(&Context::current(), &mut HeaderInjector(&mut headers));
    headers
}
