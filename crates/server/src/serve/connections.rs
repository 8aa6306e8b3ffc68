//! Connections: taken in, handed to the routes, and ended when nobody says anything on them.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tower::Service;

/// The head of a request is there within so long of the beginning of its connection or of the answer before; whoever sends
/// half a head, or none, holds nothing for longer.
pub(super) const PATIENCE: Duration = Duration::from_secs(75);
/// After the system had no connection to give: files that are open are closed meanwhile.
const REST: Duration = Duration::from_millis(500);

/// Takes connections in until told to stop; then ends when every answer under way is given.
pub(super) async fn serve(listener: TcpListener, router: Router, patience: Duration, stop: impl Future<Output = ()>) {
    let (open, mut stop) = (GracefulShutdown::new(), pin!(stop));
    loop {
        tokio::select! {
            (stream, address) = next(&listener) => answer(stream, address, router.clone(), patience, &open),
            () = &mut stop => break,
        }
    }
    drop(listener);
    open.shutdown().await;
}

async fn next(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(taken) => return taken,
            // They went away before they were taken in.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken in");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

/// Answers what comes on a connection, in a task of its own.
fn answer(stream: TcpStream, address: SocketAddr, router: Router, patience: Duration, open: &GracefulShutdown) {
    // What is to be sent is written at once, so waiting for more only delays it.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(address));
        router.clone().call(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience);
    let connection = open.watch(http.serve_connection(TokioIo::new(stream), service));
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, %address, "a connection ended early");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use super::*;
    use axum::routing::get;
    use std::time::Instant;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;

    const PATIENCE: Duration = Duration::from_millis(400);

    /// A server that answers slowly on `/slow`, where it is, how to stop it, and how it ends.
    async fn start() -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, (stop, stopped)) = (listener.local_addr().unwrap(), oneshot::channel::<()>());
        let who = async |ConnectInfo(address): ConnectInfo<SocketAddr>| address.ip().to_string();
        let slow = async || {
            tokio::time::sleep(PATIENCE * 2).await;
            "at last"
        };
        let router = Router::new().route("/", get(who)).route("/slow", get(slow));
        let serving = serve(listener, router, PATIENCE, async move { drop(stopped.await) });
        (address, stop, tokio::spawn(serving))
    }

    async fn send(to: SocketAddr, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(to).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    /// Everything that is said until the connection ends.
    async fn rest(mut stream: TcpStream) -> String {
        let mut told = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut told)).await;
        read.expect("it is never ended").unwrap();
        String::from_utf8(told).unwrap()
    }

    #[test]
    fn half_a_head_is_not_waited_for_and_a_slow_answer_is() {
        run(async {
            let (address, stop, serving) = start().await;
            let began = Instant::now();
            let half = send(address, "GET / HTTP/1.1\r\nhost: here\r\nx-long: ").await;
            let (nothing, slow) =
                (send(address, "").await, send(address, "GET /slow HTTP/1.1\r\nhost: here\r\n\r\n").await);
            for stream in [half, nothing] {
                assert!(!rest(stream).await.contains("200 OK"));
            }
            assert!(began.elapsed() >= PATIENCE, "{:?}", began.elapsed());
            let slow = rest(slow).await;
            assert!(slow.contains("200 OK") && slow.ends_with("at last"), "{slow}");
            let (first, mut both) = (send(address, "GET / HTTP/1.1\r\nhost: here\r\n\r\n").await, String::new());
            let mut first = first;
            tokio::time::sleep(PATIENCE / 4).await;
            first.write_all(b"GET / HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n").await.unwrap();
            both.push_str(&rest(first).await);
            assert_eq!(both.matches("127.0.0.1").count(), 2, "{both}");
            stop.send(()).unwrap();
            serving.await.unwrap();
        });
    }

    #[test]
    fn what_is_under_way_is_answered_and_nobody_else_comes_in() {
        run(async {
            let (address, stop, serving) = start().await;
            let slow = send(address, "GET /slow HTTP/1.1\r\nhost: here\r\n\r\n").await;
            tokio::time::sleep(PATIENCE / 4).await;
            stop.send(()).unwrap();
            let answer = rest(slow).await;
            assert!(answer.ends_with("at last"), "{answer}");
            serving.await.unwrap();
            assert!(TcpStream::connect(address).await.is_err());
        });
    }
}
