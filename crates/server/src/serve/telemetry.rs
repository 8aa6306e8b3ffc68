//! What traces and metrics have in common: where they go, who says they come from us, and how they are sent. OpenTelemetry,
//! as OTLP over HTTP.
//!
//! Off unless somebody says where. They are sent by threads of their own; where the collector is away or slow what is too
//! much is dropped, and no request waits for it.

use super::outside;
use crate::asked::Asked;
use crate::failure::Failure;
use opentelemetry::KeyValue;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_sdk::Resource;
use std::pin::Pin;
use std::time::Duration;
use tokio::runtime::Handle;

/// What is left is sent for so long at most when the server stops.
pub(super) const FAREWELL: Duration = Duration::from_secs(2);

/// What is sent.
pub(super) struct Signal {
    /// Its part of the names of the standard variables.
    pub(super) variable: &'static str,
    /// Its address below the endpoint.
    pub(super) path: &'static str,
}

/// Where it goes.
pub(super) enum Destination {
    /// Where the standard variables say; the exporter reads them.
    ByVariable,
    /// To this address.
    Setting(String),
}

fn said(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

impl Destination {
    /// Where the settings and the standard variables send it; `None` where they do not.
    ///
    /// # Errors
    /// A protocol that is not spoken.
    pub(super) fn of(asked: &Asked, signal: &Signal) -> Result<Option<Destination>, Failure> {
        let Signal { variable, path } = signal;
        let setting = asked.settings.telemetry.endpoint.trim_end_matches('/');
        let standard = [format!("OTEL_EXPORTER_OTLP_{variable}_ENDPOINT"), "OTEL_EXPORTER_OTLP_ENDPOINT".to_owned()];
        let by_variable = standard.iter().any(|name| said(name).is_some());
        let is = |name: &str, value: &str| said(name).is_some_and(|said| said.trim().eq_ignore_ascii_case(value));
        let off = is("OTEL_SDK_DISABLED", "true") || is(&format!("OTEL_{variable}_EXPORTER"), "none");
        if (setting.is_empty() && !by_variable) || off {
            return Ok(None);
        }
        for name in [&format!("OTEL_EXPORTER_OTLP_{variable}_PROTOCOL"), "OTEL_EXPORTER_OTLP_PROTOCOL"] {
            if let Some(other) = said(name).filter(|protocol| protocol.trim() != "http/protobuf") {
                return Err(Failure::setting(&format!("{name}={other}: only http/protobuf is spoken")));
            }
        }
        let setting = || Destination::Setting(format!("{setting}/{path}"));
        Ok(Some(if by_variable { Destination::ByVariable } else { setting() }))
    }
}

/// Who says it.
pub(super) fn resource() -> Resource {
    let resource = Resource::builder();
    // A name in OTEL_RESOURCE_ATTRIBUTES would be lost behind ours.
    let named = said("OTEL_SERVICE_NAME").is_some()
        || said("OTEL_RESOURCE_ATTRIBUTES").is_some_and(|all| all.contains("service.name="));
    let resource = if named { resource } else { resource.with_service_name("waterline") };
    resource.with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION"))).build()
}

/// Sends with our client, on our runtime: what is sent comes from threads that have none.
#[derive(Debug)]
pub(super) struct Sender {
    client: reqwest::Client,
    runtime: Handle,
}

impl Sender {
    pub(super) fn new() -> Result<Sender, Failure> {
        Ok(Sender { client: outside::client(outside::ANSWER)?, runtime: Handle::current() })
    }
}

impl HttpClient for Sender {
    fn send_bytes<'a, 'future>(
        &'a self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'future>>
    where
        'a: 'future,
        Self: 'future,
    {
        let client = self.client.clone();
        let sent = self.runtime.spawn(async move {
            let mut response = client.execute(request.try_into()?).await?;
            let mut answer = Response::new(Bytes::new());
            *answer.status_mut() = response.status();
            *answer.headers_mut() = response.headers().clone();
            // What it says does not matter beyond its beginning.
            *answer.body_mut() = response.chunk().await?.unwrap_or_default();
            Ok(answer)
        });
        Box::pin(async move { sent.await? })
    }
}
