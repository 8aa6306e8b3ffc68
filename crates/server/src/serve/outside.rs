//! Calls to systems of others.

use crate::failure::Failure;
use reqwest::Url;
use std::net::IpAddr;
use std::time::Duration;

/// Others may take so long to pick up ...
const PICK_UP: Duration = Duration::from_secs(5);
/// ... and so long to answer, where no setting says otherwise.
pub(crate) const ANSWER: Duration = Duration::from_secs(10);

/// Whether requests may go to this address: nobody on the way may read or change them.
pub(crate) fn is_safe(url: &Url) -> bool {
    let here = || {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    };
    url.scheme() == "https" || (url.scheme() == "http" && here())
}

/// A client that goes only where it is sent, and waits so long for an answer.
pub(crate) fn client(patience: Duration) -> Result<reqwest::Client, Failure> {
    // Whoever comes first has set it, and to the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(concat!("waterline/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(PICK_UP)
        .timeout(patience)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| Failure::Other(format!("calls to other systems cannot be made: {error}")))
}
