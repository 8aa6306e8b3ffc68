//! Builds the pages of `web/` and lists their files, so that the program carries them.
//!
//! Where there is no npm a page that says so is embedded instead: the interface works without the pages. Where npm is
//! there and fails, the build fails.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

const PLACEHOLDER: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Waterline</title>\
    <p>This Waterline was built without its pages, because npm was not there. Install Node 20 and build again. \
    The interface works: see <a href=\"/openapi.json\">openapi.json</a>.</p></html>\n";

fn main() {
    // Asked when it runs: a target folder that two checkouts share keeps the script that was compiled for the first.
    let web = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where")).join("../../web");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where")).join("dist");
    for watched in [
        "src",
        "public",
        "index.html",
        "package.json",
        "package-lock.json",
        "vite.config.ts",
        "svelte.config.js",
        "tsconfig.json",
    ] {
        if web.join(watched).exists() {
            println!("cargo:rerun-if-changed={}", web.join(watched).display());
        }
    }
    fs::create_dir_all(&out).expect("a folder for the pages");
    if Command::new("npm").arg("--version").output().is_err() || !web.join("package-lock.json").exists() {
        println!("cargo:warning=npm is not there: the pages are left out; install Node 20 and build again");
        fs::write(out.join("index.html"), PLACEHOLDER).expect("a page");
        return list(&out);
    }
    let changed =
        |path: PathBuf| fs::metadata(path).and_then(|found| found.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    // npm writes this file when it has installed everything.
    if changed(web.join("package-lock.json")) > changed(web.join("node_modules/.package-lock.json")) {
        npm(&web, &["ci", "--no-audit", "--no-fund"]);
    }
    npm(&web, &["run", "build", "--", "--outDir", out.to_str().expect("a path in UTF-8"), "--emptyOutDir"]);
    list(&out);
}

/// Writes the list of files beside them: name, a hash of the content, the content.
fn list(out: &Path) {
    let mut files = Vec::new();
    collect(out, "", &mut files);
    files.sort();
    let rows = files.iter().map(|(name, path)| {
        let mut hasher = DefaultHasher::new();
        hasher.write(&fs::read(path).expect("it was just written"));
        let hash = hasher.finish();
        format!("    File {{ name: {name:?}, hash: {hash}, bytes: include_bytes!({path:?}) }},\n")
    });
    let text = format!("&[\n{}]\n", rows.collect::<String>());
    fs::write(out.with_file_name("files.rs"), text).expect("a list");
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
        let name = format!("{prefix}{}", entry.file_name().to_str().expect("a name in UTF-8"));
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else {
            files.push((name, entry.path()));
        }
    }
}

fn npm(web: &Path, arguments: &[&str]) {
    let output = Command::new("npm").args(arguments).current_dir(web).output().expect("npm was there a moment ago");
    let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    assert!(output.status.success(), "npm {} failed:\n{}", arguments.join(" "), said.concat());
}
