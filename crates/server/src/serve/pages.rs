//! The pages: files as they were built, and the one page for every address that is not a file's.

use super::problem::{Kind, Problem};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// Files under this folder carry a hash of their content in their name, so they never change.
const HASHED: &str = "assets/";

/// A file of the pages; the page itself for every address that is not another's.
pub(crate) async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let ours = ["/api/", "/v1/"].iter().any(|prefix| uri.path().starts_with(prefix));
    if ours || (method != Method::GET && method != Method::HEAD) {
        return Err(Kind::NotFound.into());
    }
    let path = uri.path().trim_start_matches('/');
    let (path, file) = match pages::file(path) {
        Some(file) => (path, file),
        // A file that is gone is gone: a page in its place would be taken for a script. Browsers that go to a page say so.
        None if path.starts_with(HASHED) || !wants_page(&headers) && path.contains('.') => {
            return Err(Kind::NotFound.into());
        }
        None => ("index.html", pages::file("index.html").ok_or(Kind::NotFound)?),
    };
    let tag = format!("\"{:016x}\"", file.hash);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    let kept = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let (packed, bytes) = match packed(path, &headers) {
        Some(bytes) => (Some(HeaderValue::from_static("br")), bytes),
        None => (None, file.bytes),
    };
    let mut response = bytes.into_response();
    let answered = response.headers_mut();
    answered.insert(header::CONTENT_TYPE, HeaderValue::from_static(pages::media_type(path)));
    answered.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    answered.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    answered.extend(HeaderValue::from_str(&tag).ok().map(|tag| (header::ETAG, tag)));
    answered.extend(packed.map(|packed| (header::CONTENT_ENCODING, packed)));
    Ok(response)
}

/// Whether a page is asked for, and not a part of one.
fn wants_page(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|kinds| kinds.to_str().ok()).is_some_and(|kinds| kinds.contains("text/html"))
}

/// The file as it was packed when it was built, where the browser takes that.
fn packed(path: &str, headers: &HeaderMap) -> Option<&'static [u8]> {
    let takes = headers.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    let takes = takes.split(',').any(|one| one.split(';').next().is_some_and(|name| name.trim() == "br"));
    takes.then(|| pages::file(&format!("{path}.br")).map(|file| file.bytes)).flatten()
}
