//! Calls to systems of others.

use crate::failure::Failure;
use std::time::Duration;

/// Others may take so long to pick up ...
const PICK_UP: Duration = Duration::from_secs(5);
/// ... and so long to answer.
const ANSWER: Duration = Duration::from_secs(10);

/// A client that goes only where it is sent, and does not wait for ever.
pub(crate) fn client() -> Result<reqwest::Client, Failure> {
    // Whoever comes first has set it, and to the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(concat!("waterline/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(PICK_UP)
        .timeout(ANSWER)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| Failure::Other(format!("calls to other systems cannot be made: {error}")))
}
