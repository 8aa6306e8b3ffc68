//! A stub of an endpoint with faults: whatever it does, an answer comes back in time and says what became of it.

use super::*;
use crate::cli::Cli;
use crate::serve::tests::{House, run};
use axum::body::Body;
use axum::http::Request;
use clap::Parser;
use desk::access::Scope;
use language::cause::shipped;
use language::heads::Reader;
use language::time::{Calendar, Moment};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the stub does.
#[derive(Clone, Copy)]
enum Fault {
    /// Answers well: this content in the envelope.
    Says(&'static str),
    Status(u16),
    Slow,
    Garbage,
    CutOff,
    Huge,
    HangsUp,
    Elsewhere,
}

const HARD: &str = "我叫王小明，电话13812345678，这都第几次了，你们自己看着办";
const FINE: &str = r#"{"causes":[{"cause":"system.process","source":"process","quote":"这都第几次了"}],"anger":2,"direction":"company"}"#;

struct Stub {
    address: String,
    /// Requests it got, and how many it had at the same time at most.
    asked: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Stub {
    async fn start(fault: Fault) -> Stub {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/v1", listener.local_addr().unwrap());
        let stub = Stub { address, asked: Arc::default(), most: Arc::default(), seen: Arc::default() };
        let (asked, most, seen) = (stub.asked.clone(), stub.most.clone(), stub.seen.clone());
        let inside = Arc::new(AtomicUsize::new(0));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (asked, most, seen, inside) = (asked.clone(), most.clone(), seen.clone(), inside.clone());
                tokio::spawn(async move {
                    most.fetch_max(inside.fetch_add(1, Relaxed) + 1, Relaxed);
                    asked.fetch_add(1, Relaxed);
                    // Who has the reply may send the next request before this goes on, so it is out before.
                    let _ = reply(stream, fault, &seen, || inside.fetch_sub(1, Relaxed)).await;
                });
            }
        });
        stub
    }
}

/// Reads one request and replies, closing the connection.
async fn reply(
    mut stream: TcpStream,
    fault: Fault,
    seen: &Mutex<Vec<String>>,
    done: impl FnOnce() -> usize,
) -> std::io::Result<()> {
    let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut buffer).await?;
        request.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&request).into_owned();
        let length =
            text.to_lowercase().split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
        let body = text.find("\r\n\r\n").map(|at| request.len() - at - 4);
        if read == 0 || body.zip(length).is_some_and(|(body, length): (usize, usize)| body >= length) {
            seen.lock().unwrap().push(text);
            break;
        }
    }
    let envelope = |content: &str, finish: &str| {
        serde_json::json!({ "choices": [{ "message": { "content": content }, "finish_reason": finish }] }).to_string()
    };
    let (status, body) = match fault {
        Fault::Says(content) => (200, envelope(content, "stop")),
        Fault::Status(status) => (status, "{}".to_owned()),
        Fault::Slow => {
            tokio::time::sleep(Duration::from_secs(30)).await;
            (200, envelope(FINE, "stop"))
        }
        Fault::Garbage => (200, "<html>\u{0}Willkommen</html>".to_owned()),
        Fault::CutOff => (200, envelope(&FINE[..40], "length")),
        Fault::Huge => (200, " ".repeat(64 << 20)),
        Fault::HangsUp => return Ok(()),
        Fault::Elsewhere => (307, String::new()),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nlocation: http://192.0.2.1/\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    tokio::time::sleep(Duration::from_millis(20)).await;
    done();
    stream.write_all(body.as_bytes()).await
}

fn endpoint(directory: &TempDir, address: &str) -> Endpoint {
    Endpoint::of(&asked(directory, address)).unwrap().unwrap()
}

fn asked(directory: &TempDir, address: &str) -> Asked {
    let data = directory.path().display().to_string();
    let mut asked = Asked::new(Cli::parse_from(["waterline", "serve", "--data", &data]).common).unwrap();
    let wanted = &mut asked.settings.endpoint;
    assert!(wanted.base_url.is_empty(), "it is off until somebody names one");
    (wanted.base_url, wanted.model, wanted.timeout_seconds) = (address.to_owned(), "any".to_owned(), 2);
    let key = directory.path().join("key");
    std::fs::write(&key, "sk-secret\n").unwrap();
    wanted.key_file = key.display().to_string();
    (wanted.per_day, wanted.at_once) = (20, 2);
    asked
}

fn answers(texts: &[&str]) -> Vec<Answer> {
    let at = "2026-03-04T02:00:00Z".parse().unwrap();
    let moment = Moment { at, zone: jiff::tz::TimeZone::UTC, calendar: Calendar::plain() };
    let mut reader = Reader::default();
    let read = |text: &&str| {
        let mut answer = language::answer::read(text, &moment, shipped(), &mut reader);
        // What is hard for the model of today is not what is tested.
        answer.anger_sure = false;
        answer
    };
    texts.iter().map(read).collect()
}

/// What becomes of one hard text: whether it was asked, the words of the causes, and the trouble.
async fn check(fault: Fault, asked: bool, words: &[&str], trouble: &str) {
    let (directory, stub) = (tempfile::tempdir().unwrap(), Stub::start(fault).await);
    let endpoint = endpoint(&directory, &stub.address);
    let (mut all, start) = (answers(&[HARD]), Instant::now());
    endpoint.fill(&[HARD], &mut all).await;
    assert!(start.elapsed() < Duration::from_secs(5), "it may not take longer than it is given");
    let second = all[0].second.as_ref().expect("it says what became of it");
    assert_eq!(second.asked, asked);
    let told = second.trouble.clone().unwrap_or_default();
    assert!(told.contains(trouble) && told.is_empty() == trouble.is_empty(), "{told}");
    assert!(!told.contains("sk-secret") && !told.contains("138"), "{told}");
    let found: Vec<&str> =
        second.opinion.iter().flat_map(|opinion| &opinion.causes).map(|cause| cause.words.as_str()).collect();
    assert_eq!(found, words);
    for request in stub.seen.lock().unwrap().iter() {
        assert!(
            request.contains("Bearer sk-secret") && request.contains("[phone]") && !request.contains("13812345678")
        );
    }
}

#[test]
fn whatever_the_endpoint_does_an_answer_comes_in_time_and_says_so() {
    run(async {
        check(Fault::Says(FINE), true, &["这都第几次了"], "").await;
        let nowhere =
            r#"{"causes":[{"cause":"value.price","source":null,"quote":"太贵"}],"anger":1,"direction":"none"}"#;
        check(Fault::Says(nowhere), true, &[], "").await;
        check(Fault::Says(r#"{"mood":"bad"}"#), true, &[], "schema").await;
        check(Fault::Says("Sure! Here is the JSON:"), true, &[], "schema").await;
        check(Fault::Status(500), true, &[], "status 500").await;
        check(Fault::Status(401), true, &[], "status 401").await;
        check(Fault::Elsewhere, true, &[], "status 307").await;
        check(Fault::Garbage, true, &[], "chat interface").await;
        check(Fault::CutOff, true, &[], "cut off").await;
        check(Fault::Huge, true, &[], "longer than").await;
        check(Fault::HangsUp, true, &[], "cannot be reached").await;
        check(Fault::Slow, true, &[], "the endpoint").await;
    });
}

#[test]
fn an_endpoint_that_fails_is_left_alone_and_a_day_has_so_many_texts() {
    run(async {
        let (directory, stub) = (tempfile::tempdir().unwrap(), Stub::start(Fault::Status(503)).await);
        let failing = endpoint(&directory, &stub.address);
        let texts = [HARD; 12];
        let mut all = answers(&texts);
        failing.fill(&texts, &mut all).await;
        let asked = all.iter().filter(|answer| answer.second.as_ref().is_some_and(|second| second.asked)).count();
        assert!((3..=4).contains(&asked), "two go side by side, and the third failure is the last: {asked}");
        assert_eq!(stub.asked.load(Relaxed), asked);

        let (directory, stub) = (tempfile::tempdir().unwrap(), Stub::start(Fault::Says(FINE)).await);
        let texts = [HARD; 15];
        for wanted in [15, 5] {
            // A second process with the same data directory begins where the first one stopped.
            let mut all = answers(&texts);
            endpoint(&directory, &stub.address).fill(&texts, &mut all).await;
            let asked = all.iter().filter(|answer| answer.second.as_ref().is_some_and(|second| second.asked)).count();
            assert_eq!(asked, wanted);
        }
        assert_eq!(stub.asked.load(Relaxed), 20);
        assert!(stub.most.load(Relaxed) <= 2, "never more at once than the settings say");
    });
}

/// What the interface answers to hard texts with an endpoint like this, and what the endpoint saw.
async fn over_http(fault: Fault) -> (serde_json::Value, Vec<String>) {
    let (directory, stub) = (tempfile::tempdir().unwrap(), Stub::start(fault).await);
    let house = House::open_as(asked(&directory, &stub.address)).await;
    let texts =
        [HARD, "算了，随便你们吧，我也懒得说了，13812345678", "well, I suppose that is what I get, 13812345678"];
    let body = serde_json::json!({ "texts": texts }).to_string();
    let request = Request::builder().method("POST").uri("/api/v1/language/read");
    let request = request.header("authorization", house.key(&[Scope::Look]).await);
    let request = request.header("content-type", "application/json").body(Body::from(body)).unwrap();
    let (status, _, told) = house.send(request).await;
    assert_eq!((status.as_u16(), told["items"].as_array().unwrap().len()), (200, texts.len()), "{told}");
    let seen = stub.seen.lock().unwrap().clone();
    (told["items"].clone(), seen)
}

#[test]
fn a_second_opinion_stands_beside_the_answer_over_http_and_no_fault_breaks_it() {
    run(async {
        let (told, seen) = over_http(Fault::Says(FINE)).await;
        let second: Vec<&serde_json::Value> = told
            .as_array()
            .unwrap()
            .iter()
            .map(|answer| &answer["second"])
            .filter(|second| !second.is_null())
            .collect();
        assert!(!second.is_empty() && second.iter().all(|second| second["asked"] == true), "{told}");
        assert_eq!(second.len(), seen.len(), "what is sure is not asked");
        for request in &seen {
            let (head, body) = request.split_once("\r\n\r\n").unwrap();
            assert!(head.starts_with("POST /v1/chat/completions") && body.contains("[phone]"), "{request}");
            assert!(!body.contains("13812345678"), "{request}");
        }
        for fault in [Fault::Status(500), Fault::Garbage, Fault::HangsUp, Fault::Slow] {
            let (told, _) = over_http(fault).await;
            let troubled = told.as_array().unwrap().iter().filter(|answer| answer["second"]["trouble"].is_string());
            assert_eq!(troubled.count(), second.len(), "{told}");
        }
    });
}

#[test]
fn what_is_sure_is_not_asked_and_a_key_goes_only_where_nobody_listens() {
    run(async {
        let (directory, stub) = (tempfile::tempdir().unwrap(), Stub::start(Fault::Says(FINE)).await);
        let mut all = answers(&["几点开门"]);
        (all[0].anger_sure, all[0].causes) = (true, Vec::new());
        endpoint(&directory, &stub.address).fill(&["几点开门"], &mut all).await;
        assert_eq!((all[0].second.as_ref(), stub.asked.load(Relaxed)), (None, 0));
    });
    let refused = |address: &str| {
        let data = tempfile::tempdir().unwrap();
        let mut asked = Asked::new(Cli::parse_from(["waterline", "serve"]).common).unwrap();
        let key = data.path().join("key");
        std::fs::write(&key, "sk-secret").unwrap();
        asked.settings.endpoint.base_url = address.to_owned();
        asked.settings.endpoint.key_file = key.display().to_string();
        Endpoint::of(&asked).err().map(|error| error.to_string()).unwrap_or_default()
    };
    insta::assert_snapshot!(refused("http://models.example.com/v1"), @"settings: endpoint.base_url: a key goes only over https, or to this machine itself");
    insta::assert_snapshot!(refused("ftp://127.0.0.1/v1"), @"settings: endpoint.base_url: it must begin with https:// or http://");
    insta::assert_snapshot!(refused("models"), @"settings: endpoint.base_url: relative URL without a base; write one like http://127.0.0.1:8000/v1");
    assert_eq!(refused("https://models.example.com/v1"), "");
    assert_eq!(refused("http://[::1]:8000/v1"), "");
}
