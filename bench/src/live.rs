//! How long it takes from a touch being sent to it being on the wire of every open page.
//!
//! The board says how many touches were taken; the touch that was sent as the n-th is on a page when that page hears of n.
//! Pages that never read show whether they cost memory.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader as Reader};
use tokio::net::TcpStream;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// What to do to the server.
pub(crate) struct Load {
    pub(crate) pages: usize,
    pub(crate) slow: usize,
    pub(crate) rate: u32,
    pub(crate) seconds: u32,
}

/// Connections that send touches.
const SENDERS: u32 = 4;

struct Server {
    process: Child,
    address: String,
    key: String,
    _place: tempfile::TempDir,
}

impl Server {
    fn start(program: &Path) -> Result<Server> {
        let place = tempfile::tempdir()?;
        let run = |arguments: &[&str]| {
            let mut command = Command::new(program);
            command.arg("--quiet").args(arguments).arg("--data").arg(place.path()).stderr(Stdio::null());
            command.stdout(Stdio::piped());
            command
        };
        let made = run(&["key", "create", "--scope", "intake,look"]).output()?;
        let key = String::from_utf8(made.stdout)?.trim().to_owned();
        let mut process = run(&["serve", "--listen", "127.0.0.1:0"]).spawn()?;
        let mut address = String::new();
        BufReader::new(process.stdout.as_mut().ok_or("no output")?).read_line(&mut address)?;
        let address = address.trim().trim_start_matches("http://").to_owned();
        Ok(Server { process, address, key, _place: place })
    }

    /// Memory that is held now, and at most so far, in megabytes; processor time so far, in seconds.
    fn cost(&self) -> Result<(f64, f64, f64)> {
        let read = |name: &str| std::fs::read_to_string(format!("/proc/{}/{name}", self.process.id()));
        let status = read("status")?;
        let field = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse::<f64>().ok()
        };
        let megabytes = |name: &str| field(name).map(|kilobytes| kilobytes / 1024.0).ok_or("no such field");
        let stat = read("stat")?;
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks: f64 = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
        Ok((megabytes("VmRSS")?, megabytes("VmHWM")?, ticks / 100.0))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What pages heard: how many touches, when.
type Heard = Arc<Mutex<Vec<(u64, Instant)>>>;

async fn open(address: &str, key: &str) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(address).await?;
    let head = format!("GET /api/v1/live HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    Ok(stream)
}

async fn listen(stream: TcpStream, heard: Heard) -> Result<()> {
    let (mut lines, mut line) = (Reader::new(stream), Vec::new());
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let now = Instant::now();
        let text = String::from_utf8_lossy(&line);
        if let Some(rest) = text.split_once("\"taken\":").map(|(_, rest)| rest) {
            let taken: u64 = rest.split(',').next().unwrap_or_default().parse()?;
            if let Ok(mut heard) = heard.lock() {
                heard.push((taken, now));
            }
        }
    }
}

/// Sends touches at a steady pace, and returns when each was sent.
async fn send(address: String, key: String, sender: u32, load: (u32, u32)) -> Result<Vec<Instant>> {
    let (rate, seconds) = load;
    let mut stream = TcpStream::connect(&address).await?;
    stream.set_nodelay(true)?;
    let (mut sent, mut answer) = (Vec::new(), vec![0; 4096]);
    let mut tick = tokio::time::interval(Duration::from_secs_f64(f64::from(SENDERS) / f64::from(rate)));
    for number in 0..rate * seconds / SENDERS {
        tick.tick().await;
        let body = format!(
            "{{\"id\":\"{sender}-{number}\",\"thread\":\"j{}\",\"channel\":\"web\",\"action\":\"open\",\"at\":\"2026-01-01T00:00:00Z\"}}",
            number % 500
        );
        let request = format!(
            "POST /api/v1/touches HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        sent.push(Instant::now());
        stream.write_all(request.as_bytes()).await?;
        let read = stream.read(&mut answer).await?;
        if !answer[..read].starts_with(b"HTTP/1.1 200") {
            return Err(String::from_utf8_lossy(&answer[..read]).into_owned().into());
        }
    }
    Ok(sent)
}

/// Opens the pages, sends the touches, prints what it took.
pub(crate) fn run(program: &Path, load: &Load) -> std::result::Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(measure(program, load)).map_err(|error| error.to_string().into())
}

async fn measure(program: &Path, load: &Load) -> Result<()> {
    let server = Server::start(program)?;
    let before = server.cost()?;
    let mut pages = Vec::new();
    let mut asleep = Vec::new();
    for number in 0..load.pages {
        let stream = open(&server.address, &server.key).await?;
        if number < load.slow {
            asleep.push(stream);
            continue;
        }
        let heard = Heard::default();
        pages.push(heard.clone());
        tokio::spawn(listen(stream, heard));
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    let opened = server.cost()?;
    let sending: Vec<_> = (0..SENDERS)
        .map(|sender| tokio::spawn(send(server.address.clone(), server.key.clone(), sender, (load.rate, load.seconds))))
        .collect();
    let mut sent = Vec::new();
    for one in sending {
        sent.extend(one.await??);
    }
    sent.sort();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let after = server.cost()?;
    let mut waits = Vec::new();
    for heard in &pages {
        let heard = heard.lock().map_err(|_| "a page failed")?;
        let mut at = 0;
        for (number, begun) in sent.iter().enumerate() {
            while heard.get(at).is_some_and(|(taken, _)| *taken <= number as u64) {
                at += 1;
            }
            let (_, when) = heard.get(at).ok_or("a page missed a touch")?;
            waits.push(when.saturating_duration_since(*begun));
        }
    }
    waits.sort();
    let quantile = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{} open pages ({} of them never read), {} touches a second for {} s",
        load.pages, load.slow, load.rate, load.seconds
    );
    println!(
        "sent to on the wire, ms: p50 {:.0}, p90 {:.0}, p99 {:.0}, most {:.0}",
        quantile(0.5),
        quantile(0.9),
        quantile(0.99),
        quantile(1.0)
    );
    println!(
        "memory, MB: {:.0} before, {:.0} with the pages open, {:.0} after, {:.0} at most",
        before.0, opened.0, after.0, after.1
    );
    println!("processor: {:.0} % of one core", (after.2 - opened.2) / f64::from(load.seconds + 1) * 100.0);
    Ok(())
}
