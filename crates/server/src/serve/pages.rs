//! The pages.

use super::problem::{Kind, Problem};
use axum::http::{Method, Uri};
use axum::response::Response;

/// A file of the pages; the page itself for every address that is not another's.
pub(crate) async fn page(method: Method, uri: Uri) -> Result<Response, Problem> {
    let ours = ["/api/", "/v1/"].iter().any(|prefix| uri.path().starts_with(prefix));
    if ours || (method != Method::GET && method != Method::HEAD) {
        return Err(Kind::NotFound.into());
    }
    Err(Kind::NotFound.into())
}
