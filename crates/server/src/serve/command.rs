//! Starting and stopping.

use super::app::{App, KeyCache, Shared};
use super::kept::{self, Kept};
use super::meter::Meter;
use super::metrics::Metrics;
use super::sender::Proxies;
use super::trace::Traces;
use super::{apart, connections, door, elsewhere, live, picture, routes, shell, worker};
use crate::access::openid::provider::Provider;
use crate::asked::Asked;
use crate::cli::Serve;
use crate::failure::Failure;
use crate::noise::running;
use crate::setting::changes::Changes;
use crate::setting::zone;
use crate::source::traffic;
use crate::text::house::House;
use crate::text::job;
use crate::touch::intake::{self, Intake};
use crate::{access, output};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;
use tracing_subscriber::EnvFilter;

/// Passwords checked at once; each takes 19 MiB.
const HASHING: usize = 2;
/// How long requests that are under way may still take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// `waterline serve`.
pub(crate) async fn serve(asked: Asked, question: &Serve) -> Result<(), Failure> {
    log_to_stderr(question.log_json);
    let (_, store) = asked.open_or_make().await?;
    let (asked, applied) = zone::settle(&asked, &store.database).await?;
    let listen = question.listen.clone().unwrap_or_else(|| asked.settings.server.listen.clone());
    let listener = TcpListener::bind(&listen).await.map_err(|error| {
        Failure::Usage(format!("cannot listen on {listen}: {error}; name another --listen HOST:PORT"))
    })?;
    let local = listener.local_addr().map_err(|error| Failure::Other(error.to_string()))?;
    let address = match asked.settings.server.address.trim_end_matches('/') {
        "" => format!("http://{local}"),
        address => address.to_owned(),
    };
    let link = access::first_link(&store.database, &address, question.link).await?;
    let endpoint = crate::text::endpoint::Endpoint::of(&asked)?;
    let metrics = Arc::new(Metrics::default());
    let app: Shared = Arc::new(App {
        intake: Intake::new(&asked)?,
        kept: Kept::open(&applied, &store.database).await?,
        proxies: Proxies::of(&asked.settings.server.proxies)?,
        house: House::open(&asked)?,
        unread: Default::default(),
        school: Default::default(),
        traces: Traces::of(&asked)?,
        meter: Meter::of(&asked, &metrics)?,
        metrics,
        openid: Provider::of(&asked.settings.openid)?,
        changes: Changes::new(asked, applied),
        store,
        address,
        keys: KeyCache::default(),
        limiter: Default::default(),
        hashing: Semaphore::new(HASHING),
        pictures: Default::default(),
        board: Default::default(),
        door: Default::default(),
        running: Default::default(),
        looked: Default::default(),
        segments: Default::default(),
        traffic: Default::default(),
        imports: Default::default(),
        work: Default::default(),
        endpoint,
    });
    crate::import::upload::sweep(&app);
    tracing::info!(address = %app.address, "serving");
    run(app, listener, link).await
}

async fn run(app: Shared, listener: TcpListener, link: Option<String>) -> Result<(), Failure> {
    let router = routes::router(&app);
    let ended = app.clone();
    let looking = tokio::spawn(picture::keep(app.clone()));
    let following = tokio::spawn(running::keep(app.clone()));
    let counting = tokio::spawn(traffic::keep(app.clone()));
    let telling = tokio::spawn(live::keep(app.clone()));
    let tidying = tokio::spawn(apart::tidy_up(app.clone()));
    let keeping = tokio::spawn(kept::keep(app.clone()));
    let hearing = tokio::spawn(elsewhere::keep(app.clone()));
    let watching = tokio::spawn(door::keep(app.clone()));
    worker::start(&app);
    job::start(&app);
    let taking = tokio::spawn(intake::keep(app.clone()));
    let shell = shell::listen(&app, router.clone())?;
    // Whoever reads the address may come in at once, also through the shell's socket.
    output::line(&app.address)?;
    if let Some(link) = link {
        let texts = app.asked().language().texts();
        output::line(&texts.say("serve-link", crate::locale::args!(link = link)))?;
    }
    let stop = {
        let app = app.clone();
        async move {
            told_to_stop().await;
            tracing::info!("stopping");
            app.board.stop();
        }
    };
    let (stopped, stopping) = tokio::sync::oneshot::channel();
    let stop = async move {
        stop.await;
        let _ = stopped.send(());
    };
    let late = async move {
        let _ = stopping.await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        () = connections::serve(listener, router, connections::PATIENCE, stop) => {}
        () = late => {}
    }
    [looking, taking, telling, following, counting, tidying, keeping, hearing, watching]
        .iter()
        .for_each(tokio::task::JoinHandle::abort);
    if let Err(error) = ended.traffic.flush(&ended.store.database).await {
        tracing::error!(%error, "what came from the sources could not be written down");
    }
    kept::write(&ended).await;
    drop(shell);
    if let Some(traces) = &ended.traces {
        traces.end().await;
    }
    if let Some(meter) = &ended.meter {
        meter.end().await;
    }
    Ok(())
}

async fn told_to_stop() {
    let mut terminate = match signal(SignalKind::terminate()) {
        Ok(terminate) => terminate,
        Err(error) => {
            tracing::error!(%error, "signals cannot be heard");
            return std::future::pending().await;
        }
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// The log goes to standard error: standard output tells the address.
fn log_to_stderr(json: bool) {
    let filter = EnvFilter::try_from_env("WATERLINE_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    let ready = if json { builder.json().try_init() } else { builder.try_init() };
    if let Err(error) = ready {
        eprintln!("waterline: no log: {error}");
    }
}
