//! The pages of `web/`, built and carried inside the program.

/// A file of the pages.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// Its path, `index.html` or `assets/index-1a2b.js`.
    pub name: &'static str,
    /// Changes when the bytes change.
    pub hash: u64,
    /// Its bytes.
    pub bytes: &'static [u8],
}

/// All files, sorted by name.
const FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The file at a path.
pub fn file(path: &str) -> Option<File> {
    FILES.binary_search_by(|file| file.name.cmp(path)).ok().map(|at| FILES[at])
}

/// The media type of a file, by its ending.
pub fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "ftl" | "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_page_and_nothing_outside_of_the_pages() {
        let page = file("index.html").expect("a page, with npm or without");
        assert!(String::from_utf8_lossy(page.bytes).contains("Waterline"));
        assert_eq!(media_type("index.html"), "text/html; charset=utf-8");
        for outside in ["../Cargo.toml", "/etc/passwd", "", "assets/../../lib.rs"] {
            assert!(file(outside).is_none(), "{outside}");
        }
    }
}
