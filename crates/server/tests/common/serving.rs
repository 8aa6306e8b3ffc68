//! The program as a server, and a client that goes on until it is told that all is safe, as SDKs do.

use super::Place;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Stdio};
use std::time::Duration;

/// A server; killed when dropped.
pub struct Serving {
    child: Child,
    /// It goes on printing, so somebody has to hold the other end.
    _stdout: BufReader<ChildStdout>,
    /// Where it listens, `127.0.0.1:PORT`.
    pub address: String,
}

impl Serving {
    pub fn start(place: &Place, listen: &str) -> Serving {
        Serving::start_with(place, listen, &[])
    }

    /// With these environment variables.
    pub fn start_with(place: &Place, listen: &str, variables: &[(&str, &str)]) -> Serving {
        let mut command = super::waterline();
        command.args(&place.arguments).args(["serve", "--listen", listen]).envs(variables.iter().copied());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().expect("its output"));
        stdout.read_line(&mut line).expect("a first line");
        let address = line.trim().strip_prefix("http://").unwrap_or_else(|| panic!("no address: {line:?}")).to_owned();
        Serving { child, _stdout: stdout, address }
    }

    /// Stops it as an administrator does, and waits for its end.
    pub fn stop(mut self) {
        let told = std::process::Command::new("kill").arg(self.child.id().to_string()).status().expect("kill");
        assert!(told.success() && self.child.wait().expect("an end").success());
    }

    /// Kills it as the power does.
    pub fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A key that may send touches.
pub fn intake_key(place: &Place) -> String {
    let made = place.json(&["key", "create", "--name", "test", "--scope", "intake"]);
    made["key"].as_str().expect("a key").to_owned()
}

/// A connection that is made anew when it breaks.
#[derive(Default)]
pub struct Client {
    connection: Option<(String, BufReader<TcpStream>)>,
}

impl Client {
    /// Posts a body once; `None` where no answer came.
    pub fn post(&mut self, address: &str, path: &str, headers: &str, body: &[u8]) -> Option<(u16, Value)> {
        if self.connection.as_ref().is_none_or(|(at, _)| at != address) {
            let stream = TcpStream::connect(address).ok()?;
            stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
            stream.set_nodelay(true).ok()?;
            self.connection = Some((address.to_owned(), BufReader::new(stream)));
        }
        let (_, stream) = self.connection.as_mut()?;
        let answer = exchange(stream, path, headers, body);
        if answer.is_none() {
            self.connection = None;
        }
        answer
    }
}

fn exchange(stream: &mut BufReader<TcpStream>, path: &str, headers: &str, body: &[u8]) -> Option<(u16, Value)> {
    let head = format!("POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    stream.get_mut().write_all(&[head.as_bytes(), body].concat()).ok()?;
    let (mut status, mut length) = (0, 0);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(rest) = line.strip_prefix("http/1.1 ") {
            status = rest.split(' ').next()?.parse().ok()?;
        } else if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        } else if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some((status, serde_json::from_slice(&body).unwrap_or_default()))
}
