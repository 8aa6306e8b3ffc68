//! Traces and metrics as a collector gets them, and what happens to people's requests when it is away: nothing.

mod common;

use common::serving::{Client, Serving, intake_key};
use common::{Place, directory};
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::{Metric, NumberDataPoint, number_data_point};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

/// A request that came in: its first line, its headers in small letters, its body.
struct Came {
    line: String,
    headers: Vec<String>,
    body: Vec<u8>,
}

/// Something that other systems answer with 404, and remembers what they asked.
fn stub() -> (String, Receiver<Came>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("its address"));
    let (told, hears) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let told = told.clone();
            std::thread::spawn(move || {
                let mut stream = BufReader::new(stream);
                while let Some(came) = request(&mut stream) {
                    let status = if came.line.contains("/v1/") { "200 OK" } else { "404 Not Found" };
                    let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
                    if told.send(came).is_err() || stream.get_mut().write_all(answer.as_bytes()).is_err() {
                        return;
                    }
                }
            });
        }
    });
    (address, hears)
}

fn request(stream: &mut BufReader<TcpStream>) -> Option<Came> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok().filter(|&read| read > 0)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let headers: Vec<String> = lines.split_off(1).into_iter().map(|line| line.to_lowercase()).collect();
    let length = headers.iter().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(Came { line: lines.pop()?, headers, body })
}

fn ask(address: &str, path: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {address}\r\n{headers}\r\n").expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

fn text<'a>(attributes: &'a [KeyValue], key: &str) -> Option<&'a Value> {
    let found = attributes.iter().find(|attribute| attribute.key == key)?;
    found.value.as_ref().and_then(|AnyValue { value }| value.as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Waits until a span of this name came.
fn span(came: &Receiver<Came>, name: &str) -> (Span, Vec<KeyValue>, Came) {
    let until = Instant::now() + Duration::from_secs(60);
    while let Ok(came) = came.recv_timeout(until.saturating_duration_since(Instant::now())) {
        if !came.line.starts_with("POST /v1/traces ") {
            continue;
        }
        let sent = ExportTraceServiceRequest::decode(came.body.as_slice()).expect("protobuf");
        for resource in sent.resource_spans {
            let of = resource.resource.map(|resource| resource.attributes).unwrap_or_default();
            let mut spans = resource.scope_spans.into_iter().flat_map(|scope| scope.spans);
            if let Some(span) = spans.find(|span| span.name == name) {
                return (span, of, came);
            }
        }
    }
    panic!("no span {name}");
}

#[test]
fn a_request_is_a_span_of_the_trace_it_came_with_and_others_go_on_with_it() {
    let directory = directory();
    let place = Place::sqlite(directory.path());
    let ((collector, spans), (issuer, asked)) = (stub(), stub());
    let serving = Serving::start_with(
        &place,
        "127.0.0.1:0",
        &[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &collector),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-team=cx"),
            ("OTEL_SERVICE_NAME", "waterline-test"),
            ("OTEL_BSP_SCHEDULE_DELAY", "100"),
            ("WATERLINE_OPENID_ISSUER", &issuer),
            ("WATERLINE_OPENID_CLIENT_ID", "waterline"),
        ],
    );
    let parent = format!("traceparent: 00-{TRACE}-b7ad6b7169203331-01\r\n");
    let told = ask(&serving.address, "/api/v1/customers/4711", &format!("{parent}x-request-id: from-the-test\r\n"));
    assert!(told.contains("401"), "{told}");
    let (span_of, resource, came) = span(&spans, "GET /api/v1/customers/{id}");
    assert_eq!(
        (hex(&span_of.trace_id), hex(&span_of.parent_span_id)),
        (TRACE.to_owned(), "b7ad6b7169203331".to_owned())
    );
    assert_eq!(text(&span_of.attributes, "http.response.status_code"), Some(&Value::IntValue(401)));
    assert_eq!(text(&span_of.attributes, "http.route"), Some(&Value::StringValue("/api/v1/customers/{id}".to_owned())));
    assert_eq!(text(&span_of.attributes, "waterline.request"), Some(&Value::StringValue("from-the-test".to_owned())));
    assert_eq!(text(&resource, "service.name"), Some(&Value::StringValue("waterline-test".to_owned())));
    assert!(came.headers.iter().any(|line| line == "x-team: cx"), "{:?}", came.headers);
    assert!(!String::from_utf8_lossy(&came.body).contains("4711"), "whose page it was stays here");

    ask(&serving.address, "/api/v1/session/openid", &parent);
    let onward = asked.recv_timeout(Duration::from_secs(60)).expect("the identity provider is asked");
    let onward = onward.headers.iter().find_map(|line| line.strip_prefix("traceparent: ")).expect("a trace").to_owned();
    let (span_of, ..) = span(&spans, "GET /api/v1/session/openid");
    assert_eq!(onward, format!("00-{TRACE}-{}-01", hex(&span_of.span_id)));

    ask(&serving.address, "/healthz", "");
    serving.stop();
    span(&spans, "GET /healthz");
}

#[test]
fn nothing_waits_for_a_collector_that_is_away_or_never_answers() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let (silent, away) = (silent.local_addr().expect("its address").to_string(), {
        let gone = TcpListener::bind("127.0.0.1:0").expect("a port");
        gone.local_addr().expect("its address").to_string()
    });
    for collector in [silent, away] {
        let directory = directory();
        let place = Place::sqlite(directory.path());
        let serving = Serving::start_with(
            &place,
            "127.0.0.1:0",
            &[
                ("OTEL_EXPORTER_OTLP_ENDPOINT", &format!("http://{collector}")),
                ("OTEL_BSP_SCHEDULE_DELAY", "50"),
                ("OTEL_METRIC_EXPORT_INTERVAL", "50"),
                ("OTEL_BSP_MAX_QUEUE_SIZE", "64"),
            ],
        );
        for _ in 0..300 {
            assert!(ask(&serving.address, "/healthz", "").contains("200 OK"), "{collector}");
        }
        serving.stop();
    }
}

/// Waits until figures came that `fit`.
fn figures(came: &Receiver<Came>, fit: impl Fn(&[Metric]) -> bool) -> (Vec<Metric>, Vec<KeyValue>) {
    let until = Instant::now() + Duration::from_secs(60);
    let mut last = Vec::new();
    while let Ok(came) = came.recv_timeout(until.saturating_duration_since(Instant::now())) {
        if !came.line.starts_with("POST /v1/metrics ") {
            continue;
        }
        let sent = ExportMetricsServiceRequest::decode(came.body.as_slice()).expect("protobuf");
        for resource in sent.resource_metrics {
            let of = resource.resource.map(|resource| resource.attributes).unwrap_or_default();
            last = resource.scope_metrics.into_iter().flat_map(|scope| scope.metrics).collect();
            if fit(&last) {
                return (last, of);
            }
        }
    }
    panic!("other figures: {last:#?}");
}

fn data<'a>(all: &'a [Metric], name: &str) -> Option<&'a Data> {
    all.iter().find(|metric| metric.name == name).and_then(|metric| metric.data.as_ref())
}

fn number(points: &[NumberDataPoint]) -> Option<i64> {
    match points.first()?.value? {
        number_data_point::Value::AsInt(number) => Some(number),
        number_data_point::Value::AsDouble(_) => None,
    }
}

/// A count of touches, and whether it is told as one that only rises.
fn count(all: &[Metric], name: &str) -> Option<(i64, bool)> {
    match data(all, name)? {
        Data::Sum(sum) => Some((number(&sum.data_points)?, sum.is_monotonic)),
        _ => None,
    }
}

/// Answers with this status at this route: how many, and how many in each bucket.
fn answers(all: &[Metric], route: &str, status: i64) -> Option<(u64, Vec<u64>)> {
    let Data::Histogram(histogram) = data(all, "http.server.request.duration")? else { return None };
    let point = histogram.data_points.iter().find(|point| {
        text(&point.attributes, "http.route") == Some(&Value::StringValue(route.to_owned()))
            && text(&point.attributes, "http.response.status_code") == Some(&Value::IntValue(status))
    })?;
    Some((point.count, point.bucket_counts.clone()))
}

#[test]
fn a_collector_gets_the_figures_that_prometheus_reads() {
    let directory = directory();
    let place = Place::sqlite(directory.path());
    let (collector, came) = stub();
    let variables = [
        // The setting, this time, and only for metrics.
        ("WATERLINE_TELEMETRY_ENDPOINT", collector.as_str()),
        ("OTEL_TRACES_EXPORTER", "none"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "100"),
    ];
    let serving = Serving::start_with(&place, "127.0.0.1:0", &variables);
    let key = intake_key(&place);
    let touch = |id: u32| {
        format!("{{\"id\":\"{id}\",\"source\":\"shop\",\"at\":\"2026-03-04T10:00:00Z\",\"action\":\"view\"}}")
    };
    let body = format!("{}\n{}\n{}\nnothing\n", touch(1), touch(2), touch(2));
    let headers = format!("Authorization: Bearer {key}\r\nContent-Type: application/x-ndjson\r\n");
    let (status, told) =
        Client::default().post(&serving.address, "/api/v1/touches", &headers, body.as_bytes()).expect("an answer");
    assert_eq!(status, 200, "{told}");
    for _ in 0..3 {
        ask(&serving.address, "/api/v1/customers/4711", "");
    }
    let route = "/api/v1/customers/{id}";
    let (all, resource) = figures(&came, |all| {
        answers(all, route, 401).is_some_and(|(count, _)| count == 3)
            && count(all, "waterline.touches.accepted").is_some()
    });
    let counts =
        ["accepted", "duplicate", "rejected", "late"].map(|name| count(&all, &format!("waterline.touches.{name}")));
    let prometheus = ask(&serving.address, "/metrics", "");
    for (name, told) in ["accepted", "duplicate", "rejected", "late"].iter().zip(counts) {
        let (told, rises) = told.unwrap_or_else(|| panic!("{name}: {all:#?}"));
        let line = format!("waterline_touches_{name}_total {told}\n");
        assert!(rises && prometheus.contains(&line), "{line}{prometheus}");
    }
    assert_eq!(counts[0].map(|(told, _)| told), Some(2));
    let (answered, buckets) = answers(&all, route, 401).expect("answers");
    assert_eq!((buckets.len(), buckets.iter().sum::<u64>()), (11, answered), "as many buckets as Prometheus reads");
    assert!(prometheus.contains("path=\"/api/v1/customers/{id}\",status=\"401\",le=\"+Inf\"} 3"), "{prometheus}");
    assert!(
        matches!(data(&all, "waterline.live.listeners"), Some(Data::Gauge(gauge)) if number(&gauge.data_points) == Some(0))
    );
    assert_eq!(text(&resource, "service.name"), Some(&Value::StringValue("waterline".to_owned())));
    // What happened last is told when the server stops.
    ask(&serving.address, "/healthz", "");
    serving.stop();
    figures(&came, |all| answers(all, "/healthz", 200).is_some());
}

#[test]
fn who_wants_traces_only_gets_traces_only() {
    let directory = directory();
    let place = Place::sqlite(directory.path());
    let (collector, came) = stub();
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.as_str()),
        ("OTEL_METRICS_EXPORTER", "none"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "20"),
        ("OTEL_BSP_SCHEDULE_DELAY", "20"),
    ];
    let serving = Serving::start_with(&place, "127.0.0.1:0", &variables);
    ask(&serving.address, "/healthz", "");
    serving.stop();
    let lines: Vec<String> = std::iter::from_fn(|| came.try_recv().ok()).map(|came| came.line).collect();
    assert!(!lines.is_empty() && lines.iter().all(|line| line.starts_with("POST /v1/traces ")), "{lines:?}");
}
