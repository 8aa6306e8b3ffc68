//! The real server on a simulated airline: sign in, look at every figure, import, follow a point, and stop it.

mod common;

use common::{Place, text, waterline};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

/// A server that runs.
struct Server {
    process: Child,
    out: BufReader<ChildStdout>,
    host: String,
    cookie: String,
}

impl Server {
    fn start(place: &Place) -> Server {
        let mut command = waterline();
        command.args(&place.arguments).args(["serve", "--listen", "127.0.0.1:0"]);
        let mut process = command.stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut out = BufReader::new(process.stdout.take().expect("its output"));
        let mut address = String::new();
        out.read_line(&mut address).expect("an address");
        let host = address.trim().strip_prefix("http://").expect("an address").to_owned();
        Server { process, out, host, cookie: String::new() }
    }

    /// Signs in with the link that was printed.
    fn sign_in(&mut self) {
        let mut line = String::new();
        self.out.read_line(&mut line).expect("a link");
        let token = line.trim().split_once('#').expect("a link").1.to_owned();
        let (status, head, body) =
            self.ask("POST", "/api/v1/session/link", json!({ "token": token }).to_string().as_bytes());
        assert_eq!(status, 200, "{body}");
        let cookie = head.lines().find(|line| line.to_ascii_lowercase().starts_with("set-cookie:"));
        let cookie = cookie.expect("a cookie").split_once(':').expect("a header").1;
        self.cookie = cookie.split(';').next().expect("a cookie").trim().to_owned();
    }

    fn ask(&self, method: &str, path: &str, body: &[u8]) -> (u16, String, String) {
        let mut stream = TcpStream::connect(&self.host).expect("the server listens");
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: {}\r\nContent-Type: application/json\r\nX-Waterline: page\r\n\
             Cookie: {}\r\nContent-Length: {}\r\n\r\n",
            self.host,
            self.cookie,
            body.len()
        );
        stream.write_all(head.as_bytes()).expect("a request");
        stream.write_all(body).expect("a body");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, head.to_owned(), body.to_owned())
    }

    fn get(&self, path: &str) -> Value {
        let (status, _, body) = self.ask("GET", path, b"");
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{path}: {error}: {body}"))
    }

    fn post(&self, path: &str, body: &Value, expected: u16) -> Value {
        let (status, _, answer) = self.ask("POST", path, body.to_string().as_bytes());
        assert_eq!(status, expected, "{path}: {answer}");
        serde_json::from_str(&answer).unwrap_or_default()
    }

    /// Asks until the answer is as wanted.
    fn until(&self, path: &str, wanted: impl Fn(u16, &Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let (status, _, body) = self.ask("GET", path, b"");
            let value = serde_json::from_str(&body).unwrap_or_default();
            if wanted(status, &value) {
                return value;
            }
            assert!(began.elapsed() < Duration::from_secs(120), "{path} stays {status}: {body}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn simulated(customers: &str) -> (tempfile::TempDir, Place) {
    let directory = tempfile::tempdir().expect("a directory");
    let place = Place::sqlite(directory.path());
    let made = place.run(&["simulate", "--company", "airline", "--customers", customers]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (directory, place)
}

#[test]
fn what_customers_say_stands_behind_points_between_their_journeys() {
    let directory = tempfile::tempdir().expect("a directory");
    let place = Place::sqlite(directory.path());
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/company");
    let logs = ["chat", "hotline", "office", "shop", "web"].map(|name| format!("{sample}/{name}.jsonl"));
    let imported = place.run(&[&["import"][..], &logs.each_ref().map(String::as_str)].concat());
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let mut server = Server::start(&place);
    server.sign_in();
    server.until("/api/v1/voice", |status, voice| status == 200 && voice["reading"] == false);
    let board = server.until("/api/v1/noise", |status, _| status == 200);
    let points = board["points"].as_array().expect("points").iter();
    let between = points.filter(|point| {
        ["repeat_contact", "silent_exit"].iter().any(|kind| point["kind"] == *kind) && point["place_kind"] == "journey"
    });
    let between: Vec<&Value> = between.collect();
    assert!(!between.is_empty(), "{board}");
    for point in between {
        let id = point["id"].as_str().expect("an id");
        // What was read after an analysis shows with the next one.
        let voice = server.until(&format!("/api/v1/noise/{id}/voice"), |status, voice| {
            status == 200 && voice["causes"].as_array().is_some_and(|causes| !causes.is_empty())
        });
        assert_eq!(voice["affected"], point["affected"], "{voice}");
    }
}

#[test]
fn the_pages_get_every_figure_of_a_simulated_airline() {
    let (_directory, place) = simulated("400");
    let mut server = Server::start(&place);
    assert_eq!(server.ask("GET", "/api/v1/overview", b"").0, 401);
    server.sign_in();
    let overview = server.until("/api/v1/overview", |status, _| status == 200);
    assert!(overview["totals"]["touches"].as_u64().is_some_and(|touches| touches > 5_000), "{overview}");
    let board = server.get("/api/v1/noise");
    let points = board["points"].as_array().expect("points");
    assert!(!points.is_empty() && board["looked_at"].as_u64() > Some(points.len() as u64), "{board}");
    let first = points[0]["id"].as_str().expect("an id");
    let one = server.get(&format!("/api/v1/noise/{first}"));
    assert_eq!(one["point"]["place"], points[0]["place"]);
    assert!(one["evidence"].as_array().is_some_and(|evidence| !evidence.is_empty()), "{one}");
    let trend = server.get(&format!("/api/v1/noise/{first}/trend"));
    let weeks = trend["weeks"].as_array().expect("weeks");
    let affected: u64 = weeks.iter().filter_map(|week| week["affected"].as_u64()).sum();
    assert_eq!(Some(affected), points[0]["affected"].as_u64(), "the weeks add up to the point");
    let told = &trend["told"];
    assert_eq!(told["silent"].as_u64().zip(told["complained"].as_u64()).map(|(a, b)| a + b), Some(affected), "{told}");
    let kind = points[0]["kind"].as_str().expect("a kind");
    let filtered = server.get(&format!("/api/v1/noise?kind={kind}"));
    assert!(filtered["points"].as_array().is_some_and(|all| all.iter().all(|point| point["kind"] == kind)));
    let map = server.get("/api/v1/graph?steps=200&lines=2000");
    let nodes = map["nodes"].as_array().expect("nodes").len();
    for edge in map["edges"].as_array().expect("edges") {
        assert!(edge["from"].as_u64() < Some(nodes as u64) && edge["to"].as_u64() < Some(nodes as u64), "{edge}");
    }
    for path in ["iceberg?value=300", "planks", "points", "proofs", "sources", "settings", "keys", "members", "imports"]
    {
        server.get(&format!("/api/v1/{path}"));
    }
    let journeys = server.get("/api/v1/journeys?limit=5");
    let id = journeys["items"][0]["id"].as_str().expect("a journey");
    assert_eq!(server.get(&format!("/api/v1/journeys/{id}"))["id"], id);
    let customers = server.get("/api/v1/customers?limit=5");
    let id = customers["items"][0]["id"].as_str().expect("a customer");
    assert!(server.get(&format!("/api/v1/customers/{id}"))["touches_in_all"].as_u64() > Some(0));
    let audit = server.get("/api/v1/audit?what=customer.");
    assert_eq!(audit["items"][0]["what"], "customer.look", "an administrator's look is on record: {audit}");
}

#[test]
fn a_point_is_followed_assigned_discussed_and_changed() {
    let (_directory, place) = simulated("400");
    let mut server = Server::start(&place);
    server.sign_in();
    server.until("/api/v1/noise", |status, _| status == 200);
    let followed = server.post("/api/v1/points/track", &json!({}), 200);
    let id = followed["items"][0]["id"].as_str().expect("a point").to_owned();
    let early = server.post(&format!("/api/v1/points/{id}/prove"), &json!({}), 409);
    assert_eq!(early["type"], "/problems/conflict");
    let life = server.post(&format!("/api/v1/points/{id}/assign"), &json!({ "owner": "web team" }), 200);
    assert_eq!(life["point"]["stage"], "assigned");
    server.post(&format!("/api/v1/points/{id}/comments"), &json!({ "text": "we look at it 正在处理" }), 201);
    let changed = json!({ "what": "a new form", "at": "2025-01-01T00:00:00Z" });
    let life = server.post(&format!("/api/v1/points/{id}/change"), &changed, 200);
    assert_eq!(life["point"]["stage"], "changed");
    let one = server.get(&format!("/api/v1/noise/{id}"));
    assert_eq!(one["comments"][0]["text"], "we look at it 正在处理");
    server.post(&format!("/api/v1/points/{id}/prove"), &json!({}), 200);
}

#[test]
fn a_file_is_sent_looked_at_corrected_and_brought_in() {
    let directory = tempfile::tempdir().expect("a directory");
    let place = Place::sqlite(directory.path());
    let mut server = Server::start(&place);
    server.sign_in();
    let mut log = String::from("case,when,what,team\n2,never,open,web\n");
    for case in 0..20 {
        let day = case + 1;
        log += &format!("{case},2024-01-{day:02} 08:00,open,web\n{case},2024-01-{day:02} 09:00,solved,phone\n");
    }
    let (status, _, body) = server.ask("POST", "/api/v1/imports?name=tickets.csv", log.as_bytes());
    assert_eq!(status, 201, "{body}");
    let sent: Value = serde_json::from_str(&body).expect("JSON");
    let preview = &sent["preview"];
    assert_eq!(
        (&preview["guessed"], preview["touches"].as_array().map(Vec::len)),
        (&json!(true), Some(11)),
        "{preview}"
    );
    let columns = |at: usize| (&preview["columns"][at]["name"], &preview["columns"][at]["examples"]);
    assert_eq!(columns(0), (&json!("case"), &json!(["2", "0", "1"])), "in the order of the file: {preview}");
    assert_eq!(columns(3), (&json!("team"), &json!(["web", "phone"])), "{preview}");
    let path = format!("/api/v1/imports/{}", sent["import"]["id"]);
    let mapping = preview["mapping"].as_str().expect("a mapping");
    let corrected = json!({ "mapping": mapping.replace("UTC", "Asia/Shanghai") });
    let again = server.post(&format!("{path}/preview"), &corrected, 200);
    assert_eq!(again["touches"][0]["at"], "2024-01-01T00:00:00Z", "{again}");
    server.post(&format!("{path}/start"), &corrected, 202);
    let done = server.until(&path, |_, value| value["stage"] != "running");
    assert_eq!((&done["summary"]["touches"], &done["summary"]["rejected"]), (&json!(40), &json!(1)), "{done}");
    assert!(server.ask("GET", &format!("{path}/rejected"), b"").2.contains("never"));
    server.until("/api/v1/overview", |_, value| value["totals"]["touches"] == json!(40));
    assert_eq!(server.get("/api/v1/sources")["items"][0]["files"], json!(["tickets.csv"]));
    let puzzle = server.ask("POST", "/api/v1/imports?name=puzzle.csv", b"who,moment\nada,yes\nbob,no\n");
    assert!(puzzle.0 == 201 && puzzle.2.contains("moment") && puzzle.2.contains("no column says when"), "{puzzle:?}");
    assert!(!puzzle.2.contains("uploads"), "where uploads lie is nobody's business: {puzzle:?}");
    let nonsense = server.ask("POST", "/api/v1/imports?name=x.bin", &[0, 159, 146, 150, 0, 1, 2]);
    assert!((400..500).contains(&nonsense.0), "{nonsense:?}");
}

#[test]
fn a_key_is_made_while_the_server_has_the_store_and_the_server_stops_when_told() {
    let directory = tempfile::tempdir().expect("a directory");
    let place = Place::sqlite(directory.path());
    let before = place.json(&["key", "create", "--scope", "look", "--name", "before"]);
    let mut server = Server::start(&place);
    let during = place.json(&["key", "create", "--scope", "intake,look", "--name", "during"]);
    for made in [&before, &during] {
        let key = made["key"].as_str().expect("a key");
        let mut stream = TcpStream::connect(&server.host).expect("the server listens");
        write!(stream, "GET /api/v1/board HTTP/1.0\r\nAuthorization: Bearer {key}\r\n\r\n").expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.0 200"), "{answer}");
    }
    let listed = place.run(&["key", "list"]);
    assert!(!String::from_utf8_lossy(&listed.stdout).contains(during["key"].as_str().expect("a key")));
    let told = std::process::Command::new("kill").arg(server.process.id().to_string()).status().expect("kill");
    assert!(told.success());
    let began = Instant::now();
    let ended = server.process.wait().expect("an end");
    assert!(ended.success() && began.elapsed() < Duration::from_secs(8), "{ended} after {:?}", began.elapsed());
    assert!(!directory.path().join("data/waterline.sock").exists(), "{}", text(directory.path()));
}
