//! Whether a provider's word on who signs in can be taken: the checks of an ID token (OpenID Connect Core 1.0, section
//! 3.1.3.7), with the signatures of JSON Web Algorithms (RFC 7518, RFC 8037) that need a public key.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;
use ring::signature::{self, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm};
use serde::Deserialize;
use serde_json::{Map, Value as Json};

/// Clocks differ by so many seconds at most.
const SKEW: f64 = 120.0;

/// What a token says of who signs in.
pub(super) type Claims = Map<String, Json>;

/// A public key of the provider (RFC 7517).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Key {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    n: String,
    e: String,
    crv: String,
    x: String,
    y: String,
}

/// What a token must say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    pub(super) nonce: &'a str,
    /// The access token that came with it; the ID token may vouch for it.
    pub(super) access: &'a str,
    /// Seconds since 1970.
    pub(super) now: f64,
}

/// Why a token is not taken.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    #[error("the ID token cannot be read")]
    Malformed,
    #[error("the ID token is signed with {0:?}, which is not taken")]
    Algorithm(String),
    #[error("the ID token is signed with a key that the provider does not publish")]
    UnknownKey,
    #[error("the signature of the ID token is wrong")]
    Signature,
    #[error("the ID token's {0} is not as it must be")]
    Claim(&'static str),
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Json>,
}

/// How a signature is made.
enum Way {
    Rsa(&'static RsaParameters),
    Curve(&'static str, &'static dyn VerificationAlgorithm),
}

/// The way behind a name, and the digest that goes with it. Ways without a public key, and `none`, are not among them.
fn way(name: &str) -> Option<(Way, &'static digest::Algorithm)> {
    let way = match name {
        "RS256" => (Way::Rsa(&signature::RSA_PKCS1_2048_8192_SHA256), &digest::SHA256),
        "RS384" => (Way::Rsa(&signature::RSA_PKCS1_2048_8192_SHA384), &digest::SHA384),
        "RS512" => (Way::Rsa(&signature::RSA_PKCS1_2048_8192_SHA512), &digest::SHA512),
        "PS256" => (Way::Rsa(&signature::RSA_PSS_2048_8192_SHA256), &digest::SHA256),
        "PS384" => (Way::Rsa(&signature::RSA_PSS_2048_8192_SHA384), &digest::SHA384),
        "PS512" => (Way::Rsa(&signature::RSA_PSS_2048_8192_SHA512), &digest::SHA512),
        "ES256" => (Way::Curve("P-256", &signature::ECDSA_P256_SHA256_FIXED), &digest::SHA256),
        "ES384" => (Way::Curve("P-384", &signature::ECDSA_P384_SHA384_FIXED), &digest::SHA384),
        "EdDSA" | "Ed25519" => (Way::Curve("Ed25519", &signature::ED25519), &digest::SHA512),
        _ => return None,
    };
    Some(way)
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

impl Key {
    /// Whether a token with this header may be signed with it.
    fn fits(&self, header: &Header, way: &Way) -> bool {
        let kind = match way {
            Way::Rsa(_) => self.kty == "RSA",
            Way::Curve(curve, _) => ["EC", "OKP"].contains(&self.kty.as_str()) && self.crv == *curve,
        };
        kind && (header.kid.is_none() || self.kid == header.kid)
            && self.alg.as_ref().is_none_or(|alg| *alg == header.alg)
            && self.usage.as_deref().is_none_or(|usage| usage == "sig")
    }

    fn signed(&self, way: &Way, message: &[u8], signature: &[u8]) -> Option<()> {
        match way {
            Way::Rsa(parameters) => {
                let key = RsaPublicKeyComponents { n: decoded(&self.n)?, e: decoded(&self.e)? };
                key.verify(parameters, message, signature).ok()
            }
            Way::Curve(curve, algorithm) => {
                let (x, y) = (decoded(&self.x)?, decoded(&self.y)?);
                let point = if *curve == "Ed25519" { x } else { [&[4], x.as_slice(), y.as_slice()].concat() };
                UnparsedPublicKey::new(*algorithm, point).verify(message, signature).ok()
            }
        }
    }
}

/// What a token says, if it is the provider's, for us, for this sign-in, and still holds.
pub(super) fn checked(token: &str, keys: &[Key], expected: &Expected<'_>) -> Result<Claims, Refused> {
    let (message, signed) = token.rsplit_once('.').ok_or(Refused::Malformed)?;
    let (head, body) = message.split_once('.').ok_or(Refused::Malformed)?;
    let read = |part: &str| decoded(part).ok_or(Refused::Malformed);
    let header: Header = serde_json::from_slice(&read(head)?).map_err(|_| Refused::Malformed)?;
    let (way, digest) = way(&header.alg).ok_or_else(|| Refused::Algorithm(header.alg.clone()))?;
    if header.crit.is_some() {
        // It asks for something we do not know (RFC 7515, 4.1.11).
        return Err(Refused::Malformed);
    }
    let mut fitting = keys.iter().filter(|key| key.fits(&header, &way)).peekable();
    if fitting.peek().is_none() {
        return Err(Refused::UnknownKey);
    }
    let signature = read(signed)?;
    if !fitting.any(|key| key.signed(&way, message.as_bytes(), &signature).is_some()) {
        return Err(Refused::Signature);
    }
    let claims: Claims = serde_json::from_slice(&read(body)?).map_err(|_| Refused::Malformed)?;
    says(&claims, expected, digest)?;
    Ok(claims)
}

fn says(claims: &Claims, expected: &Expected<'_>, digest: &'static digest::Algorithm) -> Result<(), Refused> {
    let text = |name: &str| claims.get(name).and_then(Json::as_str);
    let second = |name: &str| claims.get(name).and_then(Json::as_f64);
    let for_us = match claims.get("aud") {
        Some(Json::String(one)) => one == expected.client,
        Some(Json::Array(all)) => {
            all.iter().any(|one| one == expected.client) && (all.len() == 1 || text("azp").is_some())
        }
        _ => false,
    };
    let vouched = || {
        let hash = digest::digest(digest, expected.access.as_bytes());
        URL_SAFE_NO_PAD.encode(&hash.as_ref()[..hash.as_ref().len() / 2])
    };
    let checks = [
        ("iss", text("iss") == Some(expected.issuer)),
        ("aud", for_us),
        ("azp", text("azp").is_none_or(|party| party == expected.client)),
        ("nonce", text("nonce") == Some(expected.nonce)),
        ("exp", second("exp").is_some_and(|end| end + SKEW > expected.now)),
        ("iat", second("iat").is_some_and(|made| made - SKEW < expected.now)),
        ("nbf", second("nbf").is_none_or(|begin| begin - SKEW < expected.now)),
        ("sub", text("sub").is_some_and(|subject| !subject.is_empty() && subject.len() <= 255)),
        ("at_hash", text("at_hash").is_none_or(|hash| hash == vouched())),
    ];
    checks.into_iter().find(|(_, fine)| !fine).map_or(Ok(()), |(name, _)| Err(Refused::Claim(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
    use serde_json::json;

    const NOW: f64 = 1_700_000_000.0;

    struct Provider {
        pair: EcdsaKeyPair,
        dice: SystemRandom,
    }

    impl Provider {
        fn new() -> Provider {
            let dice = SystemRandom::new();
            let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &dice).unwrap();
            let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &dice).unwrap();
            Provider { pair, dice }
        }

        fn key(&self, kid: &str) -> Key {
            let point = self.pair.public_key().as_ref();
            let [x, y] = [&point[1..33], &point[33..]].map(|half| URL_SAFE_NO_PAD.encode(half));
            let key = json!({ "kty": "EC", "crv": "P-256", "use": "sig", "kid": kid, "x": x, "y": y });
            serde_json::from_value(key).unwrap()
        }

        fn token(&self, header: &Json, claims: &Json) -> String {
            let part = |value: &Json| URL_SAFE_NO_PAD.encode(value.to_string());
            let message = format!("{}.{}", part(header), part(claims));
            let signature = self.pair.sign(&self.dice, message.as_bytes()).unwrap();
            format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
        }
    }

    fn claims() -> Json {
        json!({ "iss": "https://id.example", "aud": "waterline", "sub": "17", "nonce": "n", "iat": NOW, "exp": NOW + 60.0 })
    }

    fn judge(token: &str, keys: &[Key]) -> Result<(), Refused> {
        let expected =
            Expected { issuer: "https://id.example", client: "waterline", nonce: "n", access: "token", now: NOW };
        checked(token, keys, &expected).map(|claims| assert_eq!(claims["sub"], "17"))
    }

    #[test]
    fn a_token_is_taken_when_everything_it_must_say_is_said() {
        let provider = Provider::new();
        let check = |change: Json, expected: Result<(), &'static str>| {
            let mut said = claims();
            for (name, value) in change.as_object().unwrap() {
                said[name.as_str()] = value.clone();
            }
            let token = provider.token(&json!({ "alg": "ES256", "kid": "a" }), &said);
            assert_eq!(judge(&token, &[provider.key("a")]), expected.map_err(Refused::Claim), "{change}");
        };
        check(json!({}), Ok(()));
        check(json!({ "exp": NOW - 100.0 }), Ok(()));
        check(json!({ "exp": NOW - 121.0 }), Err("exp"));
        check(json!({ "exp": null }), Err("exp"));
        check(json!({ "iat": NOW + 100.0 }), Ok(()));
        check(json!({ "iat": NOW + 121.0 }), Err("iat"));
        check(json!({ "nbf": NOW + 121.0 }), Err("nbf"));
        check(json!({ "iss": "https://id.example/" }), Err("iss"));
        check(json!({ "aud": "other" }), Err("aud"));
        check(json!({ "aud": ["waterline"] }), Ok(()));
        check(json!({ "aud": ["waterline", "other"] }), Err("aud"));
        check(json!({ "aud": ["waterline", "other"], "azp": "waterline" }), Ok(()));
        check(json!({ "azp": "other" }), Err("azp"));
        check(json!({ "nonce": "another" }), Err("nonce"));
        check(json!({ "nonce": null }), Err("nonce"));
        check(json!({ "sub": "" }), Err("sub"));
        check(json!({ "at_hash": "PEaenWxYddN6Q_NT1PiOYQ" }), Ok(()));
        check(json!({ "at_hash": "PEaenWxYddN6Q_NT1PiOYR" }), Err("at_hash"));
    }

    #[test]
    fn only_a_published_key_of_the_right_kind_signs() {
        let (provider, stranger) = (Provider::new(), Provider::new());
        let keys = [provider.key("a"), stranger.key("b")];
        let token = |header: Json| provider.token(&header, &claims());
        assert_eq!(judge(&token(json!({ "alg": "ES256" })), &keys), Ok(()), "any of them, where it names none");
        assert_eq!(judge(&token(json!({ "alg": "ES256", "kid": "b" })), &keys), Err(Refused::Signature));
        assert_eq!(judge(&token(json!({ "alg": "ES256", "kid": "c" })), &keys), Err(Refused::UnknownKey));
        assert_eq!(judge(&token(json!({ "alg": "RS256", "kid": "a" })), &keys), Err(Refused::UnknownKey));
        for name in ["none", "None", "HS256", ""] {
            let refused = Err(Refused::Algorithm(name.to_owned()));
            assert_eq!(judge(&token(json!({ "alg": name, "kid": "a" })), &keys), refused);
        }
        let critical = json!({ "alg": "ES256", "kid": "a", "crit": ["exp"] });
        assert_eq!(judge(&token(critical), &keys), Err(Refused::Malformed));
        let signed = token(json!({ "alg": "ES256", "kid": "a" }));
        let (message, _) = signed.rsplit_once('.').unwrap();
        assert_eq!(judge(&format!("{message}."), &keys), Err(Refused::Signature));
        for broken in ["", ".", "..", "a.b.c", message] {
            assert!(judge(broken, &keys).is_err(), "{broken:?}");
        }
    }
}
