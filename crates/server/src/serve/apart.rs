//! Work that takes much memory for a short time. It gets a thread that ends with it, and memory goes back to the system:
//! the allocator keeps what a thread that lives on has given back, in case it wants it again.

use super::app::Shared;
use crate::failure::Failure;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// The allocator gives back what was freed a second ago when somebody frees something, which a server at rest does not ...
const NOW_AND_THEN: Duration = Duration::from_secs(10);
/// ... and which must be larger than what it keeps at hand.
const LARGE: usize = 4 << 20;

/// Does the work in a thread of its own.
pub(crate) async fn apart<T: Send + 'static>(
    work: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> Result<T, Failure> {
    let (runtime, (tell, told)) = (Handle::current(), oneshot::channel());
    let thread = std::thread::Builder::new().name("analysis".to_owned());
    thread
        .spawn(move || drop(tell.send(runtime.block_on(work))))
        .map_err(|error| Failure::Other(format!("no thread for the analysis: {error}")))?;
    told.await.map_err(|_| Failure::Other("the analysis ended early".to_owned()))?
}

/// Gives memory back while nobody sends anything, and lets the allocator do so, until the program ends.
pub(super) async fn tidy_up(app: Shared) {
    loop {
        tokio::time::sleep(NOW_AND_THEN).await;
        // While touches come the pages are needed.
        if app.intake.is_quiet()
            && let Err(error) = app.store.database.give_back().await
        {
            tracing::warn!(%error, "the database gives no memory back");
        }
        let freed = apart(async {
            drop(std::hint::black_box(vec![1_u8; LARGE]));
            Ok(())
        });
        if let Err(error) = freed.await {
            tracing::warn!(%error, "memory is not given back");
        }
    }
}
