//! Who may use Waterline: the members of the team, where they are signed in, and the keys of other systems.
//!
//! Tokens never come here: callers hand in their hashes ([`Hash`]), so that a copy of the store lets nobody in.

pub mod admitted;
pub mod browser;
pub mod key;
pub mod link;
pub mod member;
pub mod openid;
pub mod session;
#[cfg(test)]
mod stories;

/// The SHA-256 of a token.
pub type Hash = [u8; 32];
