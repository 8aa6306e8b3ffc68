//! Programs of other makers that tests run, installed below `target` from their lock files.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the tests with other makers' programs lie.
pub fn sources(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(name)
}

/// Whether a program is on this machine; says so where it is not.
pub fn is_there(program: &str) -> bool {
    let there = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let there = there.is_ok_and(|status| status.success());
    if !there {
        println!("{program} is not on this machine: what needs it is not tried here.");
    }
    there
}

/// A directory below `target` with what `lock` names, made by `install` unless it is there already. Tests run as processes
/// side by side: the first to want it makes it, the others wait.
pub fn installed(name: &str, lock: &Path, install: impl FnOnce(&Path)) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let (wanted, mark) = (std::fs::read_to_string(lock).expect("the lock file"), place.join("installed"));
    std::fs::create_dir_all(&place).expect("a directory");
    let turn = std::fs::File::create(place.with_extension("turn")).expect("a file to wait at");
    turn.lock().expect("our turn");
    if std::fs::read_to_string(&mark).is_ok_and(|there| there == wanted) {
        return place;
    }
    println!("Installing {} into {}.", lock.display(), place.display());
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place).expect("a directory");
    install(&place);
    std::fs::write(mark, wanted).expect("a mark");
    place
}

/// What npm installs from the lock file in `sources`.
pub fn npm(name: &str, sources: &Path) -> PathBuf {
    installed(name, &sources.join("package-lock.json"), |place| {
        for name in ["package.json", "package-lock.json", ".npmrc"] {
            std::fs::copy(sources.join(name), place.join(name)).expect("copied");
        }
        run(Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(place));
    })
}

/// Runs a command that must succeed.
pub fn run(command: &mut Command) {
    let output = command.output().expect("it starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} ended with {}:\n{errors}", output.status);
}
