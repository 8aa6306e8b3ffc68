//! Work that was put down with the facts it follows from: done in the background, tried again where it fails.

use super::app::Shared;
use std::time::Duration;
use tokio::runtime::Handle;

/// How long a job that failed, or that another process put down, waits at most.
const PATIENCE: Duration = Duration::from_secs(20);

/// Does jobs until the program ends, in a thread of its own.
pub(crate) fn start(app: &Shared) {
    let (app, handle) = (app.clone(), Handle::current());
    std::thread::spawn(move || {
        handle.block_on(async {
            loop {
                match crate::customer::run_jobs(&app.store.database, &app.store.log).await {
                    Ok((0, _)) => {}
                    Ok(_) => {
                        if let Err(error) = app.forget_figures() {
                            tracing::error!(%error, "answers of before an erasure are still there");
                        }
                        app.pictures.grown();
                    }
                    Err(error) => tracing::error!(%error, "jobs cannot be done"),
                }
                let _ = tokio::time::timeout(PATIENCE, app.work.notified()).await;
            }
        });
    });
}
