//! The identity provider: where it does what (OpenID Connect Discovery 1.0), its keys, and what it says of who signs in.

use super::rules::Rules;
use super::token::{self, Claims, Expected, Key, Refused};
use crate::config;
use crate::failure::Failure;
use crate::serve::outside::{self, is_safe};
use crate::serve::problem::{Kind, Problem};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{RequestBuilder, Response, StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use store::access::openid::Begun;
use tokio::sync::Mutex;

/// What is known of a provider is asked again after so long; who wants to sign in learns so that it is away.
const FRESH: Duration = Duration::from_secs(60);
/// The longest answer that is read.
const MOST: usize = 1 << 20;

/// The identity provider of the settings.
pub(crate) struct Provider {
    issuer: String,
    client: String,
    secret: Option<String>,
    scopes: String,
    name: String,
    pub(super) rules: Rules,
    outside: reqwest::Client,
    known: Mutex<Option<Arc<Known>>>,
}

/// What a provider says of itself.
struct Known {
    said: Said,
    keys: Vec<Key>,
    at: Instant,
}

#[derive(Debug, Deserialize)]
struct Said {
    issuer: String,
    authorization_endpoint: Place,
    token_endpoint: Place,
    jwks_uri: Place,
    userinfo_endpoint: Option<Place>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// An address that requests may go to.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
struct Place(Url);

impl TryFrom<String> for Place {
    type Error = String;

    fn try_from(text: String) -> Result<Place, String> {
        let url: Url = text.parse().map_err(|error| format!("{text:?}: {error}"))?;
        if is_safe(&url) { Ok(Place(url)) } else { Err(format!("{text:?} does not begin with https")) }
    }
}

#[derive(Deserialize)]
struct Keys {
    /// Keys of kinds we do not know are left out, as RFC 7517 asks.
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: String,
}

/// Why nobody could be signed in.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error("the identity provider cannot be reached: {0}")]
    Away(String),
    #[error("the identity provider's answer is not taken: {0}")]
    Wrong(String),
}

impl From<Trouble> for Problem {
    /// Who signs in learns which of both; the log says more.
    fn from(trouble: Trouble) -> Problem {
        tracing::warn!(%trouble, "nobody was signed in");
        match trouble {
            Trouble::Away(_) => Kind::ProviderAway.into(),
            Trouble::Wrong(_) => Kind::ProviderRefused.into(),
        }
    }
}

impl Provider {
    /// The provider of the settings; `None` where they name none.
    ///
    /// # Errors
    /// Settings that cannot be, or a secret that cannot be read.
    pub(crate) fn of(settings: &config::OpenId) -> Result<Option<Provider>, Failure> {
        let rules = Rules::of(settings)?;
        if settings.issuer.is_empty() {
            return Ok(None);
        }
        let secret = match settings.client_secret_file.as_str() {
            "" => settings.client_secret.clone(),
            file => {
                let read = std::fs::read_to_string(file);
                read.map_err(|error| Failure::setting(&format!("openid.client_secret_file: {file}: {error}")))?
            }
        };
        Ok(Some(Provider {
            issuer: settings.issuer.clone(),
            client: settings.client_id.clone(),
            secret: Some(secret.trim().to_owned()).filter(|secret| !secret.is_empty()),
            scopes: settings.scopes.clone(),
            name: settings.name.clone(),
            rules,
            outside: outside::client(outside::ANSWER)?,
            known: Mutex::default(),
        }))
    }

    /// What people call it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// How it calls itself.
    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Where the browser goes to sign in.
    pub(super) async fn address(&self, begun: &Begun, redirect: &str) -> Result<String, Trouble> {
        let mut url = self.known(FRESH).await?.said.authorization_endpoint.0.clone();
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(begun.verifier.as_bytes()));
        url.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", &self.client),
            ("redirect_uri", redirect),
            ("scope", &self.scopes),
            ("state", &begun.state),
            ("nonce", &begun.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        Ok(url.into())
    }

    /// What the provider says of who came back with `code`. `issuer` is who the answer says it is from (RFC 9207).
    pub(super) async fn claims(
        &self,
        code: &str,
        issuer: Option<&str>,
        begun: &Begun,
        redirect: &str,
    ) -> Result<Claims, Trouble> {
        let known = self.known(Duration::MAX).await?;
        let told =
            issuer.map_or(!known.said.authorization_response_iss_parameter_supported, |told| told == self.issuer);
        if !told {
            return Err(Trouble::Wrong("it comes from another issuer".to_owned()));
        }
        let tokens = self.tokens(&known.said, code, begun, redirect).await?;
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        let (issuer, client, nonce) = (self.issuer.as_str(), self.client.as_str(), begun.nonce.as_str());
        let expected = Expected { issuer, client, nonce, access: &tokens.access_token, now };
        let checked = match token::checked(&tokens.id_token, &known.keys, &expected) {
            // It has a new key.
            Err(Refused::UnknownKey) => {
                token::checked(&tokens.id_token, &self.known(Duration::ZERO).await?.keys, &expected)
            }
            checked => checked,
        };
        let mut claims = checked.map_err(|why| Trouble::Wrong(why.to_string()))?;
        if let Some(more) = &known.said.userinfo_endpoint
            && !self.rules.is_answered(&claims)
        {
            let asked = self.outside.get(more.0.clone()).bearer_auth(&tokens.access_token);
            let more: Claims = self.ask(asked).await?;
            // Another's particulars must not be put in (OpenID Connect Core, 5.3.2).
            if more.get("sub") != claims.get("sub") {
                return Err(Trouble::Wrong("it speaks of somebody else".to_owned()));
            }
            for (name, value) in more {
                claims.entry(name).or_insert(value);
            }
        }
        Ok(claims)
    }

    async fn tokens(&self, said: &Said, code: &str, begun: &Begun, redirect: &str) -> Result<Tokens, Trouble> {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
            ("code_verifier", &begun.verifier),
        ];
        let methods = &said.token_endpoint_auth_methods_supported;
        let in_form = methods.iter().any(|method| method == "client_secret_post")
            && !methods.iter().any(|method| method == "client_secret_basic");
        let mut asked = self.outside.post(said.token_endpoint.0.clone());
        match &self.secret {
            // Both are encoded as in a form first (RFC 6749, 2.3.1).
            Some(secret) if !in_form => asked = asked.basic_auth(encoded(&self.client), Some(encoded(secret))),
            Some(secret) => form.extend([("client_id", self.client.as_str()), ("client_secret", secret)]),
            None => form.push(("client_id", &self.client)),
        }
        self.ask(asked.form(&form)).await
    }

    /// What the provider says of itself, not longer ago than `fresh`.
    async fn known(&self, fresh: Duration) -> Result<Arc<Known>, Trouble> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref()
            && known.at.elapsed() < fresh
        {
            return Ok(known.clone());
        }
        let place = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let said: Said = self.ask(self.outside.get(place)).await?;
        if said.issuer != self.issuer {
            let text = format!("it calls itself {:?}; the setting openid.issuer says {:?}", said.issuer, self.issuer);
            return Err(Trouble::Wrong(text));
        }
        let keys: Keys = self.ask(self.outside.get(said.jwks_uri.0.clone())).await?;
        let keys = keys.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect();
        let fresh = Arc::new(Known { said, keys, at: Instant::now() });
        *known = Some(fresh.clone());
        Ok(fresh)
    }

    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Trouble> {
        // Its address may hold no secrets, but neither is it needed.
        let away = |error: reqwest::Error| Trouble::Away(chain(&error.without_url()));
        let response = request.headers(crate::serve::trace::onward()).send().await.map_err(away)?;
        let status = response.status();
        let bytes = body(response).await?;
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Err(Trouble::Away(format!("it answers {status}")));
        }
        if status != StatusCode::OK {
            let told: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
            let error = told["error"].as_str().unwrap_or_default();
            return Err(Trouble::Wrong(format!("{status} {error:.80}")));
        }
        serde_json::from_slice(&bytes).map_err(|error| Trouble::Wrong(error.to_string()))
    }
}

/// An error with what is behind it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut at = error.source();
    while let Some(cause) = at {
        text = format!("{text}: {cause}");
        at = cause.source();
    }
    text
}

async fn body(mut response: Response) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| Trouble::Away(chain(&error.without_url())))? {
        if bytes.len() + piece.len() > MOST {
            return Err(Trouble::Wrong("it is too long".to_owned()));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// A text as forms write it.
fn encoded(text: &str) -> String {
    let url = Url::parse_with_params("http://form/", [("", text)]);
    url.ok().and_then(|url| url.query().map(|query| query.trim_start_matches('=').to_owned())).unwrap_or_default()
}
