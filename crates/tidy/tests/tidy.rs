//! The rules of the house. Each is told in ARCHITECTURE.md or CONTRIBUTING.md with its reason; here it is enforced.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use tidy::{Source, sources, variants, words};

/// Which of our crates each crate may use. A crate that is not listed here has no place on the map yet.
const EDGES: [(&str, &[&str]); 9] = [
    ("desk", &[]),
    ("lens", &[]),
    ("channels", &["desk"]),
    ("store", &["desk"]),
    ("company", &["desk"]),
    ("language", &[]),
    ("pages", &[]),
    ("server", &["desk", "lens", "channels", "store", "company", "language", "pages"]),
    ("tidy", &[]),
];

/// Crates that are functions of what they are given.
const PURE: [&str; 4] = ["desk", "lens", "company", "language"];

/// What a pure crate may not use: the modules of `std` that reach outside, and what else brings a clock, dice or I/O.
const IMPURE_STD: [&str; 7] = ["time", "fs", "net", "env", "process", "io", "thread"];
const IMPURE: [&str; 11] = [
    "SystemTime",
    "Instant::",
    "RandomState",
    "thread_rng",
    "rand::",
    "getrandom",
    "tokio",
    "println!",
    "eprintln!",
    "print!",
    "std::collections::HashMap",
];

const LONGEST_FUNCTION: usize = 70;
const LONGEST_FILE: usize = 500;

/// Files that may be longer, with the reason. Keep it empty.
const LONGER: [(&str, &str); 0] = [];

/// Licences that may be built into Waterline, which is Apache-2.0.
const LICENCES: [&str; 11] = [
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "MIT",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "BSL-1.0",
    "Unicode-3.0",
    "Unlicense",
    "CDLA-Permissive-2.0",
];

/// The project these tests are run in, which need not be where they were built: checkouts may share what is built.
fn root() -> PathBuf {
    let home = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where this crate lies");
    Path::new(&home).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn program() -> Vec<Source> {
    tidy::program(sources(&root()))
}

/// Fails with every place at once, so that one run is enough to mend them all.
fn check(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}\n  {}\n", broken.join("\n  "));
}

fn ours() -> Vec<String> {
    let folders = std::fs::read_dir(root().join("crates")).expect("the crates folder");
    let mut names: Vec<String> =
        folders.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The crates of ours that a manifest names as dependencies, in any section.
fn edges(manifest: &str) -> BTreeSet<String> {
    let ours = ours();
    let mut section = "";
    let mut found = BTreeSet::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
        } else if section.contains("dependencies")
            && let Some(name) = line.split(['.', ' ', '=']).next().filter(|name| ours.iter().any(|our| our == name))
        {
            found.insert(name.to_owned());
        }
    }
    found
}

#[test]
fn crates_use_only_the_crates_the_map_allows() {
    let mut broken = Vec::new();
    for name in ours() {
        let Some((_, allowed)) = EDGES.iter().find(|(known, _)| *known == name) else {
            broken.push(format!("crates/{name} is not on the map: add it to EDGES and to ARCHITECTURE.md"));
            continue;
        };
        let used = edges(&read(&format!("crates/{name}/Cargo.toml")));
        broken.extend(
            used.iter().filter(|used| !allowed.contains(&used.as_str())).map(|used| format!("{name} -> {used}")),
        );
    }
    check("These crates must not know each other:", &broken);
}

#[test]
fn pure_crates_use_no_clock_no_dice_and_no_io() {
    let mut broken = Vec::new();
    for source in program().iter().filter(|source| source.krate().is_some_and(|krate| PURE.contains(&krate))) {
        for (number, line) in source.program_lines() {
            let code = line.split("//").next().unwrap_or_default();
            let imported = code.trim_start().strip_prefix("use std::").unwrap_or_default();
            let modules = imported.split(|c: char| !c.is_alphanumeric()).filter(|word| IMPURE_STD.contains(word));
            let paths = IMPURE_STD.iter().filter(|module| code.contains(&format!("std::{module}::"))).copied();
            let others = IMPURE.iter().filter(|word| code.contains(**word)).copied();
            broken.extend(modules.chain(paths).chain(others).map(|word| format!("{}:{number} {word}", source.path)));
        }
    }
    check("Pure crates are functions of what they are given; pass the clock, the dice and the bytes in:", &broken);
}

#[test]
fn functions_fit_on_a_page() {
    let program = program();
    let long = program.iter().flat_map(|source| source.functions().into_iter().map(move |found| (&source.path, found)));
    let broken: Vec<String> = long
        .filter(|(_, found)| found.length > LONGEST_FUNCTION)
        .map(|(path, found)| format!("{path}:{} {} has {} lines", found.line, found.name, found.length))
        .collect();
    check(&format!("Functions have at most {LONGEST_FUNCTION} lines:"), &broken);
}

#[test]
fn files_tell_one_story() {
    let broken: Vec<String> = program()
        .iter()
        .filter(|source| !LONGER.iter().any(|(path, _)| *path == source.path))
        .map(|source| (source.program_lines().len(), &source.path))
        .filter(|(lines, _)| *lines > LONGEST_FILE)
        .map(|(lines, path)| format!("{path} has {lines} lines without its tests"))
        .collect();
    check(&format!("Files have at most {LONGEST_FILE} lines without their tests:"), &broken);
}

#[test]
fn nothing_is_left_for_later() {
    let unfinished = ["todo!(", "unimplemented!(", "dbg!(", "TODO", "FIXME"];
    let mut broken = Vec::new();
    for source in
        sources(&root()).iter().filter(|source| source.path.ends_with(".rs") && source.krate() != Some("tidy"))
    {
        for (at, line) in source.text.lines().enumerate() {
            let found = unfinished.iter().filter(|word| line.contains(**word));
            broken.extend(found.map(|word| format!("{}:{} {word}", source.path, at + 1)));
        }
    }
    check("Finish it, or leave it out and say so in the issue:", &broken);
}

#[test]
fn nothing_depends_on_one_machine() {
    // Homes of people, and wherever this very checkout lies.
    let here = root().canonicalize().expect("the checkout is there");
    let outermost = here.components().nth(1).expect("a checkout lies in a directory");
    let outermost = outermost.as_os_str().to_string_lossy().into_owned();
    let lies_apart = !["tmp", "usr", "var", "opt", "srv", "mnt"].contains(&outermost.as_str());
    let lies = if lies_apart { format!("/{outermost}/") } else { format!("{}/", here.display()) };
    let homes = ["root", "home", "Users"].map(|home| format!("/{home}/"));
    let outside = ["science.md", "design.md", "field.md", "PROVENANCE.md"];
    let mut broken = Vec::new();
    for source in sources(&root()).iter().filter(|source| source.krate() != Some("tidy")) {
        for (at, line) in source.text.lines().enumerate() {
            let paths = homes.iter().chain([&lies]).map(String::as_str);
            let found = paths.chain(outside).filter(|word| line.contains(*word));
            broken.extend(found.map(|word| format!("{}:{} {word}", source.path, at + 1)));
        }
    }
    check("Name no path of a machine and no file outside the repository; cite the literature:", &broken);
}

#[test]
fn every_crate_is_on_the_map() {
    let map = read("ARCHITECTURE.md");
    let missing: Vec<String> = ours().into_iter().filter(|name| !map.contains(&format!("crates/{name}"))).collect();
    check("ARCHITECTURE.md must tell what each crate is for:", &missing);
}

#[test]
fn every_public_word_is_in_the_glossary() {
    let glossary = read("GLOSSARY.md").to_lowercase();
    let enums = [("lens", "Kind"), ("desk", "Outcome"), ("desk", "Direction"), ("desk", "Kind"), ("desk", "Meaning")];
    let mut spoken = Vec::new();
    for (krate, name) in enums {
        let program = program();
        let within = program.iter().filter(|source| source.krate() == Some(krate));
        let found: Vec<String> = within.flat_map(|source| variants(&source.text, name)).collect();
        assert!(!found.is_empty(), "{krate} has no enum {name} any more; tell the new name here");
        spoken.extend(found.iter().map(|variant| words(variant)));
    }
    let results = ["reopened", "sla broken", "churned", "returned", "complained", "low rating"];
    spoken.extend(results.map(str::to_owned));
    let missing: Vec<String> = spoken.into_iter().filter(|word| !glossary.contains(&format!("| {word} |"))).collect();
    check("GLOSSARY.md must explain every word people meet, in English, 简体 and 繁體:", &missing);
}

#[test]
fn every_command_is_in_the_reference() {
    let reference = read("docs/reference/cli.md");
    let commands = variants(&read("crates/server/src/cli.rs"), "Command");
    assert!(commands.len() > 5, "the commands are somewhere else now; tell where");
    let names = commands.iter().map(|variant| words(variant).replace(' ', "-"));
    let missing: Vec<String> = names.filter(|name| !reference.contains(&format!("| `{name}"))).collect();
    check("docs/reference/cli.md must list every command:", &missing);
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut broken = Vec::new();
    for source in sources(&root()).iter().filter(|source| source.path.ends_with(".md")) {
        let folder = root().join(&source.path);
        let folder = folder.parent().expect("a file lies in a folder");
        for link in source.text.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ']).next()) {
            if !link.is_empty() && !link.contains("://") && !folder.join(link).exists() {
                broken.push(format!("{} -> {link}", source.path));
            }
        }
    }
    check("These links lead nowhere:", &broken);
}

/// Whether an SPDX expression can be met with allowed licences alone: every part of an AND, one part of an OR.
fn allowed(expression: &str) -> bool {
    let expression = expression.replace(['(', ')'], "").replace(" / ", " OR ").replace('/', " OR ");
    expression.split(" AND ").all(|part| part.split(" OR ").any(|licence| LICENCES.contains(&licence.trim())))
}

#[test]
fn every_dependency_may_be_built_in() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let arguments =
        ["tree", "--workspace", "--offline", "-e", "normal,build", "--prefix", "none", "--format", "{p}|{l}"];
    let tree = Command::new(cargo).args(arguments).current_dir(root()).output().expect("cargo runs");
    assert!(tree.status.success(), "cargo tree: {}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8_lossy(&tree.stdout).into_owned();
    let lines: BTreeSet<&str> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    let packages = lines.iter().filter_map(|line| line.split_once('|'));
    let broken: Vec<String> = packages
        .filter(|(_, licence)| !allowed(licence))
        .map(|(package, licence)| format!("{package}: {licence:?}"))
        .collect();
    assert!(lines.len() > 100, "cargo tree told of {} packages only", lines.len());
    check("These licences are not on the list of allowed ones:", &broken);
}
