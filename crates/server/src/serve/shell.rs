//! The way in from a shell on the same machine while the server has the store: a socket in the data directory that only
//! the account which runs the server can open.

use super::app::Shared;
use super::guard::{By, Who};
use crate::asked::Asked;
use crate::customer::decider;
use crate::failure::Failure;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use desk::access::Scope;
use serde::Serialize;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};

/// The socket while it is listened on; its file goes when this is dropped.
pub(crate) struct Listening {
    path: PathBuf,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.task.abort();
        // A file that is left behind is replaced by the next server.
        let _ = fs::remove_file(&self.path);
    }
}

fn place(data: &Path) -> PathBuf {
    data.join("waterline.sock")
}

/// Listens in the data directory.
pub(crate) fn listen(app: &Shared, router: Router) -> Result<Listening, Failure> {
    let path = place(&app.asked().settings.data);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Failure::write(&path, &error)),
        _ => {}
    }
    let listener = UnixListener::bind(&path).map_err(|error| Failure::write(&path, &error))?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).map_err(|error| Failure::write(&path, &error))?;
    let router = router.layer(from_fn(async |mut request: Request, next: Next| {
        let name = format!("shell {}", decider());
        request.extensions_mut().insert(Who { name, scopes: Scope::ALL.to_vec(), by: By::Shell });
        next.run(request).await
    }));
    let task = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "the shell's socket failed");
        }
    });
    Ok(Listening { path, task })
}

/// Whether a server listens there.
pub(crate) fn is_there(asked: &Asked) -> bool {
    std::os::unix::net::UnixStream::connect(place(&asked.settings.data)).is_ok()
}

/// Asks the server that has the store.
pub(crate) async fn ask(
    asked: &Asked,
    method: &str,
    path: &str,
    body: &impl Serialize,
) -> Result<serde_json::Value, Failure> {
    let body = serde_json::to_string(body).map_err(|error| Failure::Other(error.to_string()))?;
    let answer = tokio::time::timeout(Duration::from_secs(30), exchange(asked, method, path, &body)).await;
    let answer = answer.map_err(|_| Failure::Other("the server that has the store does not answer".to_owned()))?;
    let answer = answer.map_err(|error| Failure::Other(format!("the server that has the store hung up: {error}")))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).unwrap_or_default();
    let value: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    if status.starts_with('2') {
        return Ok(value);
    }
    let said = [&value["title"], &value["detail"]].map(|text| text.as_str().unwrap_or_default());
    Err(Failure::Other(format!("the server says {status}: {}", said.join(" ").trim())))
}

/// One request on a connection of its own, which ends with the answer: HTTP/1.0 needs no more than this.
async fn exchange(asked: &Asked, method: &str, path: &str, body: &str) -> io::Result<String> {
    let mut stream = UnixStream::connect(place(&asked.settings.data)).await?;
    let request = format!(
        "{method} {path} HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept-Language: {}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        asked.language().tag(),
        body.len()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}
