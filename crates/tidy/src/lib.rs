//! Reads the house's own source, so that ordinary tests can hold it to the rules of ARCHITECTURE.md.
//!
//! A line scanner, not a parser: it relies on rustfmt, which puts the brace that closes an item in the column where the
//! item begins. That keeps it without dependencies and quick to build.

use std::fs;
use std::path::Path;

/// A text file of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where it lies, from the root of the repository, with `/` between folders.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

/// A function and its length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// Lines from its `fn` to the brace that closes it.
    pub length: usize,
}

/// Folders that hold nothing written by us.
const NOT_OURS: [&str; 8] = ["target", ".git", "node_modules", "dist", ".venv", ".venv-intake", "data", "artifacts"];

/// Endings of the text files we write by hand.
const TEXTS: [&str; 13] = ["rs", "md", "toml", "py", "sh", "sql", "css", "js", "mjs", "ts", "svelte", "ftl", "html"];

/// Names of text files without an ending.
const NAMES: [&str; 5] = ["Makefile", "run", ".gitignore", ".editorconfig", "LICENSE"];

/// All text files under `root`, sorted by path. A file that cannot be read is left out: git keeps only readable ones.
pub fn sources(root: &Path) -> Vec<Source> {
    let mut found = Vec::new();
    collect(root, "", &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<Source>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                collect(&entry.path(), &format!("{path}/"), found);
            }
        } else if is_text(&name)
            && let Ok(text) = fs::read_to_string(entry.path())
        {
            found.push(Source { path, text });
        }
    }
}

fn is_text(name: &str) -> bool {
    NAMES.contains(&name) || name.rsplit_once('.').is_some_and(|(_, ending)| TEXTS.contains(&ending))
}

/// The Rust that ends up in the program: no test, example, bench or fuzz target, and no module that is only built for
/// tests.
pub fn program(sources: Vec<Source>) -> Vec<Source> {
    let tests: Vec<String> = sources.iter().flat_map(Source::test_modules).collect();
    let folders = ["/tests/", "/examples/", "/benches/", "fuzz/"];
    let is_program = |source: &Source| {
        source.path.ends_with(".rs")
            && !folders.iter().any(|folder| source.path.contains(folder))
            && !tests.iter().any(|test| source.path.strip_prefix(test).is_some_and(|rest| rest.starts_with(['.', '/'])))
    };
    sources.into_iter().filter(is_program).collect()
}

impl Source {
    /// Where the modules lie that it declares for tests only, without an ending: `crates/x/src/tests`.
    fn test_modules(&self) -> Vec<String> {
        let Some(stem) = self.path.strip_suffix(".rs") else { return Vec::new() };
        let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        let within = if matches!(name, "mod" | "lib" | "main") { folder } else { stem };
        let lines: Vec<&str> = self.text.lines().map(str::trim).collect();
        let declared = lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]").filter_map(|pair| {
            let module = pair[1].strip_suffix(';')?.rsplit_once("mod ")?.1;
            Some(format!("{within}/{module}"))
        });
        declared.collect()
    }

    /// The crate it belongs to, if it lies in one.
    pub fn krate(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }

    /// Its lines without the modules marked `#[cfg(test)]`, each with its number counted from 1.
    pub fn program_lines(&self) -> Vec<(usize, &str)> {
        let lines: Vec<&str> = self.text.lines().collect();
        let mut kept = Vec::with_capacity(lines.len());
        let mut at = 0;
        while at < lines.len() {
            if lines[at].trim() == "#[cfg(test)]" {
                at = end_of_item(&lines, at + 1) + 1;
            } else {
                kept.push((at + 1, lines[at]));
                at += 1;
            }
        }
        kept
    }

    /// The functions of the program in it, nested ones too.
    pub fn functions(&self) -> Vec<Function> {
        let numbered = self.program_lines();
        let lines: Vec<&str> = numbered.iter().map(|(_, line)| *line).collect();
        let found = lines.iter().enumerate().filter_map(|(at, line)| Some((at, function_name(line)?)));
        found
            .map(|(at, name)| Function {
                name: name.to_owned(),
                line: numbered[at].0,
                length: end_of_item(&lines, at) - at + 1,
            })
            .collect()
    }
}

/// The name of the function whose first line this is.
fn function_name(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    if let Some(public) = rest.strip_prefix("pub") {
        rest = match public.strip_prefix('(') {
            Some(scope) => scope.split_once(')')?.1.trim_start(),
            None => public.trim_start(),
        };
    }
    for word in ["default ", "const ", "async ", "unsafe ", "extern \"C\" "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let name = rest.strip_prefix("fn ")?;
    Some(&name[..name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len())])
}

/// The index of the line that ends the item which begins at `start`.
fn end_of_item(lines: &[&str], start: usize) -> usize {
    let Some(&first) = lines.get(start) else { return start };
    let indent = &first[..first.len() - first.trim_start().len()];
    // The head ends with a brace that opens the body, a semicolon (no body) or a brace that closes a one-line body.
    let head = (start..lines.len()).find(|&at| lines[at].trim_end().ends_with(['{', ';', '}']));
    let Some(head) = head.filter(|&at| lines[at].trim_end().ends_with('{')) else { return head.unwrap_or(start) };
    let closing = (head + 1..lines.len()).find(|&at| lines[at].strip_prefix(indent).is_some_and(closes));
    closing.unwrap_or(lines.len() - 1)
}

fn closes(rest: &str) -> bool {
    matches!(rest, "}" | "};" | "}," | "})" | "});")
}

/// The variants of `enum name` in Rust source, in order.
pub fn variants(text: &str, name: &str) -> Vec<String> {
    let head = format!("enum {name} {{");
    let lines = text.lines().skip_while(|line| !line.contains(&head)).skip(1).take_while(|line| *line != "}");
    let words = lines.map(str::trim).filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    words.map(|line| line.chars().take_while(|c| c.is_alphanumeric()).collect()).collect()
}

/// `PingPong` as people write it: `ping pong`.
pub fn words(variant: &str) -> String {
    let mut spoken = String::new();
    for (at, letter) in variant.char_indices() {
        if letter.is_uppercase() && at > 0 {
            spoken.push(' ');
        }
        spoken.extend(letter.to_lowercase());
    }
    spoken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn functions(text: &str) -> Vec<(String, usize, usize)> {
        let source = Source { path: "crates/x/src/a.rs".into(), text: text.into() };
        source.functions().into_iter().map(|found| (found.name, found.line, found.length)).collect()
    }

    #[test]
    fn a_function_is_as_long_as_from_its_name_to_its_brace() {
        let text = "fn short() -> u8 { 1 }\n\npub(crate) async fn long(\n    a: u8,\n) -> u8\nwhere\n    u8: Copy,\n{\n    if a > 1 {\n        a\n    } else {\n        0\n    }\n}\n";
        assert_eq!(functions(text), [("short".into(), 1, 1), ("long".into(), 3, 12)]);
    }

    #[test]
    fn a_method_and_a_promise_of_one_are_told_apart() {
        let text = "trait T {\n    fn asked(&self);\n    fn given(&self) {\n        ()\n    }\n}\n";
        assert_eq!(functions(text), [("asked".into(), 2, 1), ("given".into(), 3, 3)]);
    }

    #[test]
    fn tests_are_not_the_program() {
        let text = "fn real() {}\n#[cfg(test)]\nmod tests {\n    fn helper() {\n    }\n}\nfn after() {}\n";
        assert_eq!(functions(text), [("real".into(), 1, 1), ("after".into(), 7, 1)]);
    }

    #[test]
    fn a_module_for_tests_is_not_the_program_wherever_it_lies() {
        let source = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
        let all = vec![
            source("crates/x/src/lib.rs", "mod a;\n#[cfg(test)]\npub(crate) mod trial;\n"),
            source("crates/x/src/a.rs", "#[cfg(test)]\nmod laws;\n"),
            source("crates/x/src/a/laws.rs", ""),
            source("crates/x/src/trial/mod.rs", ""),
            source("crates/x/src/trials.rs", ""),
            source("crates/x/tests/whole.rs", ""),
        ];
        let left: Vec<String> = program(all).into_iter().map(|source| source.path).collect();
        assert_eq!(left, ["crates/x/src/lib.rs", "crates/x/src/a.rs", "crates/x/src/trials.rs"]);
    }

    #[test]
    fn the_words_of_an_enum_are_found() {
        let text = "/// Kinds.\npub enum Kind {\n    /// One.\n    PingPong = 3,\n    /// Two.\n    Loop,\n}\n";
        assert_eq!(variants(text, "Kind"), ["PingPong", "Loop"]);
        assert_eq!(words("PingPong"), "ping pong");
    }
}
