//! A server that is killed at any moment while touches are sent to it loses nothing that it acknowledged and doubles
//! nothing.

mod common;

use common::serving::{Client, Serving, intake_key};
use common::{Place, directory, text};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Numbers as if drawn, the same on every run.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// What all senders of one story share.
struct Story {
    key: String,
    address: RwLock<String>,
    enough: AtomicBool,
}

/// How a sender writes what it sends, and what it knows of the answer.
#[derive(Clone, Copy, Debug)]
enum Way {
    Ours,
    Segment,
}

impl Way {
    fn request(self, story: &Story, ids: &[String]) -> (&'static str, String, String) {
        let at = "2024-02-29T09:30:00Z";
        match self {
            Way::Ours => {
                let touches: Vec<Value> = ids.iter().map(|id| json!({ "id": id, "at": at, "action": "pay" })).collect();
                let header = format!("Authorization: Bearer {}\r\n", story.key);
                ("/api/v1/touches", header, Value::Array(touches).to_string())
            }
            Way::Segment => {
                let call =
                    |id| json!({ "type": "track", "event": "pay", "userId": "u", "messageId": id, "timestamp": at });
                let calls: Vec<Value> = ids.iter().map(call).collect();
                let header = format!("X-Api-Key: {}\r\n", story.key);
                ("/v1/batch", header, json!({ "batch": calls }).to_string())
            }
        }
    }
}

/// Sends batches until it is enough, each until it is acknowledged, and returns the ids.
fn sender(story: Arc<Story>, number: u64) -> JoinHandle<Vec<String>> {
    std::thread::spawn(move || {
        let (mut client, mut drawn, mut sent) = (Client::default(), Drawn(number), Vec::new());
        let way = if number.is_multiple_of(2) { Way::Ours } else { Way::Segment };
        while !story.enough.load(Ordering::Relaxed) {
            let first = sent.len();
            let ids: Vec<String> = (0..=drawn.below(300)).map(|n| format!("{number}-{}", first as u64 + n)).collect();
            let (path, headers, body) = way.request(&story, &ids);
            let begun = Instant::now();
            loop {
                let address = story.address.read().expect("no panic").clone();
                match client.post(&address, path, &headers, body.as_bytes()) {
                    Some((200, told)) => {
                        let known = told["accepted"].as_u64().zip(told["duplicates"].as_u64());
                        assert_eq!(known.map(|(new, known)| new + known), Some(ids.len() as u64), "{told}");
                        break;
                    }
                    Some((503 | 429, _)) | None => std::thread::sleep(Duration::from_millis(10)),
                    Some((status, told)) => panic!("{status}: {told}"),
                }
                assert!(begun.elapsed() < Duration::from_secs(60), "no answer for a minute");
            }
            sent.extend(ids);
            std::thread::sleep(Duration::from_millis(drawn.below(20)));
        }
        sent
    })
}

/// How often each id is in the store.
fn stored(place: &Place, directory: &Path) -> BTreeMap<String, u32> {
    let file = directory.join("all.jsonl");
    let export = place.run(&["export", "--format", "jsonl", "--out", &text(&file)]);
    assert!(export.status.success(), "{}", String::from_utf8_lossy(&export.stderr));
    let mut ids = BTreeMap::new();
    for line in std::fs::read_to_string(file).expect("the export").lines() {
        let touch: Value = serde_json::from_str(line).expect("a touch");
        *ids.entry(touch["id"].as_str().expect("an id").to_owned()).or_default() += 1;
    }
    ids
}

fn check(place: &Place, directory: &Path) {
    const KILLS: u32 = 50;
    let key = intake_key(place);
    let mut serving = Serving::start(place, "127.0.0.1:0");
    let address = RwLock::new(serving.address.clone());
    let story = Arc::new(Story { key, address, enough: AtomicBool::new(false) });
    let senders: Vec<_> = (0..4).map(|number| sender(story.clone(), number)).collect();
    let mut drawn = Drawn(50);
    for _ in 0..KILLS {
        std::thread::sleep(Duration::from_millis(20 + drawn.below(400)));
        serving.kill();
        serving = Serving::start(place, "127.0.0.1:0");
        serving.address.clone_into(&mut story.address.write().expect("no panic"));
    }
    story.enough.store(true, Ordering::Relaxed);
    let sent: Vec<String> = senders.into_iter().flat_map(|sender| sender.join().expect("acknowledged")).collect();
    serving.kill();
    let stored = stored(place, directory);
    println!("{} touches acknowledged over {KILLS} kills", sent.len());
    assert!(sent.len() > 1_000, "too few were sent to say anything");
    let expected: BTreeMap<String, u32> = sent.into_iter().map(|id| (id, 1)).collect();
    assert!(stored == expected, "{} stored, {} acknowledged", stored.len(), expected.len());
}

#[test]
fn killed_fifty_times_on_sqlite() {
    let directory = directory();
    check(&Place::sqlite(directory.path()), directory.path());
}

#[test]
fn killed_fifty_times_on_postgresql() {
    let directory = directory();
    check(&Place::postgres(directory.path()), directory.path());
}

#[test]
fn the_board_moves_within_two_seconds_of_a_touch() {
    let directory = directory();
    let place = Place::sqlite(directory.path());
    let key = intake_key(&place);
    let serving = Serving::start(&place, "127.0.0.1:0");
    let looking = place.json(&["key", "create", "--name", "board", "--scope", "look"]);
    let live = std::net::TcpStream::connect(&serving.address).expect("a connection");
    let header = format!("Authorization: Bearer {}", looking["key"].as_str().expect("a key"));
    let mut writing = live.try_clone().expect("a handle");
    let request = format!("GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\n{header}\r\n\r\n");
    std::io::Write::write_all(&mut writing, request.as_bytes()).expect("sent");
    live.set_read_timeout(Some(Duration::from_secs(10))).expect("a deadline");
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(live));
    let mut next = |wanted: &str| {
        let line = lines.by_ref().map(|line| line.expect("an event in time")).find(|line| line.contains(wanted));
        line.expect("more events")
    };
    next("\"taken\":0");
    let body = r#"{"id": "1", "at": "2024-02-29T09:30:00Z", "action": "pay", "outcome": "failed"}"#;
    let headers = format!("Authorization: Bearer {key}\r\n");
    let answer = Client::default().post(&serving.address, "/api/v1/touches", &headers, body.as_bytes());
    let begun = Instant::now();
    assert_eq!(answer.expect("an answer").0, 200);
    let event = next("\"taken\":1");
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    assert!(event.contains("\"failed\":1") && event.contains("\"step\":\"pay\""), "{event}");
}
