//! Signing in through an identity provider: OpenID Connect, the authorization code flow with PKCE.
//!
//! The browser goes to the provider and comes back with a code; what proves that it is the same browser is a cookie, what
//! proves that it is the same sign-in are state, nonce and verifier, which are kept by the cookie's hash and taken once.

pub(crate) mod http;
pub(crate) mod provider;
mod rules;
mod token;

pub(crate) use rules::Rules;
