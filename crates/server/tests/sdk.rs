//! Clients as companies have them, of other makers, send touches while the server is killed again and again: what they were
//! told is safe is there, once.

mod common;

use common::serving::{Serving, intake_key};
use common::{Place, clients, directory, text};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Calls that each client makes.
const CALLS: usize = 2_000;
const KILLS: u64 = 50;

/// The clients for node.
fn node(address: &str, key: &str) -> Option<Child> {
    if !clients::is_there("node") || !clients::is_there("npm") {
        return None;
    }
    let place = clients::npm("sdk/node", &clients::sources("sdk"));
    let mut command = Command::new("node");
    command.arg(clients::sources("sdk").join("send.cjs")).env("NODE_PATH", place.join("node_modules"));
    Some(send(&mut command, address, key))
}

/// The client for Python.
fn python(address: &str, key: &str) -> Option<Child> {
    if !clients::is_there("python3") {
        return None;
    }
    let place = clients::installed("sdk/python", &clients::sources("sdk").join("requirements.txt"), |place| {
        clients::run(Command::new("python3").args(["-m", "venv"]).arg(place));
        let mut pip = Command::new(place.join("bin/pip"));
        clients::run(
            pip.args(["install", "--quiet", "--disable-pip-version-check", "-r"])
                .arg(clients::sources("sdk").join("requirements.txt")),
        );
    });
    let mut command = Command::new(place.join("bin/python"));
    Some(send(command.arg(clients::sources("sdk").join("send.py")), address, key))
}

fn send(command: &mut Command, address: &str, key: &str) -> Child {
    command.args([&format!("http://{address}"), key, &CALLS.to_string()]).stdout(Stdio::piped());
    command.stderr(Stdio::null()).spawn().expect("it starts")
}

/// How many calls each client was told are safe.
fn told(clients: Vec<Child>) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for client in clients {
        let output = client.wait_with_output().expect("it ends");
        let told: BTreeMap<String, usize> = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stdout)));
        all.extend(told);
    }
    all
}

/// How often each call of each client is in the store.
fn stored(place: &Place, directory: &Path) -> BTreeMap<String, BTreeMap<u64, u32>> {
    let file = text(&directory.join("all.jsonl"));
    let export = place.run(&["export", "--format", "jsonl", "--out", &file]);
    assert!(export.status.success(), "{}", String::from_utf8_lossy(&export.stderr));
    let mut all: BTreeMap<String, BTreeMap<u64, u32>> = BTreeMap::new();
    for line in std::fs::read_to_string(file).expect("the export").lines() {
        let touch: Value = serde_json::from_str(line).expect("a touch");
        assert_eq!(touch["at"], "2024-02-29T09:30:00Z", "{touch}");
        let attributes = &touch["attributes"];
        let said = attributes.get("properties").unwrap_or(&attributes["data"]);
        let (client, n) = (said["client"].as_str().expect("a client"), said["n"].as_u64().expect("a number"));
        *all.entry(client.to_owned()).or_default().entry(n).or_default() += 1;
    }
    all
}

#[test]
fn real_clients_lose_and_double_nothing_while_the_server_is_killed() {
    let directory = directory();
    check(&Place::sqlite(directory.path()), directory.path());
}

#[test]
fn nor_do_they_on_postgresql() {
    let directory = directory();
    check(&Place::postgres(directory.path()), directory.path());
}

fn check(place: &Place, directory: &Path) {
    let key = intake_key(place);
    let mut serving = Serving::start(place, "127.0.0.1:0");
    let address = serving.address.clone();
    let clients: Vec<Child> = [node(&address, &key), python(&address, &key)].into_iter().flatten().collect();
    if clients.is_empty() {
        return;
    }
    for kill in 0..KILLS {
        std::thread::sleep(Duration::from_millis(50 + kill * 173 % 400));
        serving.kill();
        serving = Serving::start(place, &address);
    }
    let told = told(clients);
    serving.kill();
    println!("told to be safe: {told:?}");
    let stored = stored(place, directory);
    for (client, safe) in told {
        let calls = stored.get(&client).cloned().unwrap_or_default();
        assert_eq!(safe, CALLS, "{client} gave up");
        assert!(calls.len() == CALLS && calls.values().all(|&times| times == 1), "{client}: {calls:?}");
    }
}
