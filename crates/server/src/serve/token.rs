//! Secrets that let somebody in: 256 random bits each. What is kept of them is their hash.

use crate::failure::Failure;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use store::access::Hash;

/// A fresh token with this prefix. Fails only where the operating system gives no random numbers.
pub(crate) fn fresh(prefix: &str) -> Result<String, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Failure::Other(format!("no random numbers: {error}")))?;
    Ok(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// What is kept of a token. It is as random as it is long, so a plain hash cannot be turned around.
pub(crate) fn hash(token: &str) -> Hash {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_tokens_are_alike_and_their_hashes_tell_nothing() {
        let (one, other) = (fresh("wl_").unwrap(), fresh("wl_").unwrap());
        assert!(one.starts_with("wl_") && one.len() == 46, "{one}");
        assert_ne!(one, other);
        assert_eq!(hash(&one), hash(&one));
        assert_ne!(hash(&one), hash(&other));
    }
}
