//! Passwords: Argon2id with the parameters OWASP names first (19 MiB, two passes).

use crate::serve::app::App;
use crate::serve::problem::{Kind, Problem};
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use std::sync::OnceLock;

/// The shortest password that is taken; NIST SP 800-63B asks for eight, we ask for more because there is no second step.
const SHORTEST: usize = 10;
/// The longest: more would only cost time.
const LONGEST: usize = 1_000;

/// A password's hash.
pub(super) async fn hash(app: &App, password: String) -> Result<String, Problem> {
    let length = password.chars().count();
    if !(SHORTEST..=LONGEST).contains(&length) {
        let detail = format!("{SHORTEST} ≤ length ≤ {LONGEST}: {length}");
        return Err(Problem::new(Kind::Invalid, detail));
    }
    let _turn = app.hashing.acquire().await.map_err(|_| Kind::Busy)?;
    let hashed = tokio::task::spawn_blocking(move || made(&password)).await;
    hashed.ok().flatten().ok_or_else(|| Kind::Failed.into())
}

fn made(password: &str) -> Option<String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).ok()?;
    Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).ok().map(|hash| hash.to_string())
}

/// Whether the password is the one behind the hash. Where there is no hash it takes as long, so that nobody can find out
/// by the clock who is a member.
pub(super) async fn is(app: &App, password: String, hash: Option<String>) -> Result<bool, Problem> {
    static NOBODY: OnceLock<Option<String>> = OnceLock::new();
    let _turn = app.hashing.acquire().await.map_err(|_| Kind::Busy)?;
    let verified = tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.or_else(|| NOBODY.get_or_init(|| made("nobody's password")).clone())?;
        let parsed = PasswordHash::new(&hash).ok()?;
        let right = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
        Some(known && right)
    });
    verified.await.ok().flatten().ok_or_else(|| Kind::Failed.into())
}
