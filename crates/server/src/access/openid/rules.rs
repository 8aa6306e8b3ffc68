//! Who may come in through the identity provider, and as what.

use super::token::Claims;
use crate::config;
use crate::failure::Failure;
use crate::serve::outside::is_safe;
use desk::access::Role;
use serde_json::Value as Json;

/// Who may come in, as the settings say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rules {
    domains: Vec<String>,
    newcomers: Option<Role>,
    /// The claim that says the role, and which of its values is which role, in the order in which they count.
    claim: Option<(String, Vec<(Role, String)>)>,
}

/// Who signs in, as the provider says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Person {
    /// The issuer, a space, and its name for them.
    pub(super) subject: String,
    /// Only an address that the provider has verified.
    pub(super) email: Option<String>,
    pub(super) name: String,
}

impl Rules {
    /// The rules of the settings.
    ///
    /// # Errors
    /// Which setting cannot be, and what it may be.
    pub(crate) fn of(settings: &config::OpenId) -> Result<Rules, Failure> {
        let wrong = |text: &str| Err(Failure::setting(text));
        if !settings.issuer.is_empty() {
            if !settings.issuer.parse().is_ok_and(|url| is_safe(&url)) {
                return wrong("openid.issuer must be an address that begins with https, or one of this machine");
            }
            if settings.client_id.is_empty() {
                return wrong("openid.client_id is missing: say what the provider calls Waterline");
            }
        }
        if !settings.client_secret.is_empty() && !settings.client_secret_file.is_empty() {
            return wrong("openid.client_secret and openid.client_secret_file are both set; take one away");
        }
        let newcomers = match settings.new_members.trim() {
            "" => None,
            word => match word.parse() {
                Ok(Role::Admin) | Err(_) => {
                    return wrong("openid.new_members must be agent, supervisor, analyst or owner, or empty");
                }
                Ok(role) => Some(role),
            },
        };
        let mut roles = Vec::new();
        for pair in parts(&settings.roles) {
            match pair.split_once('=').map(|(role, value)| (role.trim().parse(), value.trim())) {
                Some((Ok(role), value)) => roles.push((role, value.to_owned())),
                _ => return wrong("openid.roles must look like \"admin=cx-admins, analyst=cx-team\""),
            }
        }
        let claim = Some(settings.role_claim.trim().to_owned()).filter(|claim| !claim.is_empty());
        if claim.is_some() == roles.is_empty() {
            return wrong("openid.role_claim and openid.roles go together: the claim, and which value is which role");
        }
        let domains = parts(&settings.email_domains).map(|domain| domain.trim_start_matches('@').to_lowercase());
        Ok(Rules { domains: domains.collect(), newcomers, claim: claim.map(|claim| (claim, roles)) })
    }

    /// Whether this address may come in.
    pub(super) fn takes(&self, email: Option<&str>) -> bool {
        let domain = email.and_then(|email| email.rsplit_once('@')).map(|(_, domain)| domain.to_lowercase());
        self.domains.is_empty() || domain.is_some_and(|domain| self.domains.contains(&domain))
    }

    /// Whether the provider says which role somebody has.
    pub(super) fn by_claim(&self) -> bool {
        self.claim.is_some()
    }

    /// The role that the provider gives, or that newcomers have; `None` where they have to be invited or kept out.
    pub(super) fn role(&self, claims: &Claims) -> Option<Role> {
        let Some((name, roles)) = &self.claim else { return self.newcomers };
        let said = values(claims, name);
        roles.iter().find(|(_, value)| said.contains(&value.as_str())).map(|(role, _)| *role)
    }

    /// Whether what is known so far is enough, or the provider has to be asked for more.
    pub(super) fn is_answered(&self, claims: &Claims) -> bool {
        claims.contains_key("email") && self.claim.as_ref().is_none_or(|(name, _)| !values(claims, name).is_empty())
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

/// The texts of a claim: one, or a list. A name with dots leads into objects, unless a claim has just that name.
fn values<'a>(claims: &'a Claims, name: &str) -> Vec<&'a str> {
    let inside = || {
        let mut at = claims.get(name.split('.').next()?)?;
        for part in name.split('.').skip(1) {
            at = at.get(part)?;
        }
        Some(at)
    };
    match claims.get(name).or_else(inside) {
        Some(Json::String(one)) => vec![one],
        Some(Json::Array(all)) => all.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    }
}

impl Person {
    /// Who the claims of `issuer` speak of.
    pub(super) fn of(issuer: &str, claims: &Claims) -> Person {
        let text = |name: &str| claims.get(name).and_then(Json::as_str).unwrap_or_default().trim();
        // Some providers send the word.
        let verified = claims.get("email_verified").is_some_and(|said| *said == Json::Bool(true) || said == "true");
        let email = Some(text("email")).filter(|email| verified && email.contains('@')).map(str::to_owned);
        let name = [text("name"), text("preferred_username")].into_iter().find(|name| !name.is_empty());
        Person {
            subject: format!("{issuer} {}", text("sub")),
            email,
            name: name.unwrap_or_default().chars().take(200).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn settings(pairs: &[(&str, &str)]) -> config::OpenId {
        let names = ["issuer", "client_id", "client_secret", "client_secret_file", "name", "scopes", "email_domains"];
        let rest = ["new_members", "role_claim", "roles"];
        let all = names.iter().chain(&rest).map(|name| (*name, ""));
        let table: Json = all
            .chain(pairs.iter().copied())
            .map(|(name, value)| (name.to_owned(), json!(value)))
            .collect::<Claims>()
            .into();
        serde_json::from_value(table).unwrap()
    }

    fn claims(value: &Json) -> Claims {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn settings_that_would_let_in_the_wrong_ones_are_refused() {
        let check = |pairs: &[(&str, &str)], expected: Option<&str>| {
            let told = Rules::of(&settings(pairs)).err().map(|error| error.to_string());
            assert_eq!(told.is_some(), expected.is_some(), "{pairs:?}: {told:?}");
            assert!(told.unwrap_or_default().contains(expected.unwrap_or_default()), "{pairs:?}");
        };
        let client = ("client_id", "waterline");
        check(&[], None);
        check(&[("issuer", "https://id.example.com"), client], None);
        for here in ["http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:1/realm"] {
            check(&[("issuer", here), client], None);
        }
        for there in ["http://id.example.com", "http://127.0.0.1.example.com", "http://localhost.example.com", "id"] {
            check(&[("issuer", there), client], Some("https"));
        }
        check(&[("issuer", "https://id.example.com")], Some("client_id"));
        check(&[("new_members", "admin")], Some("new_members"));
        check(&[("new_members", "boss")], Some("new_members"));
        check(&[("role_claim", "groups")], Some("roles"));
        check(&[("roles", "admin=a")], Some("role_claim"));
        check(&[("role_claim", "groups"), ("roles", "boss=a")], Some("look like"));
        check(&[("client_secret", "a"), ("client_secret_file", "b")], Some("both"));
    }

    #[test]
    fn the_role_is_the_first_that_fits() {
        let rules = |pairs: &[(&str, &str)]| Rules::of(&settings(pairs)).unwrap();
        let check = |rules: &Rules, said: Json, expected: Option<Role>| {
            assert_eq!(rules.role(&claims(&said)), expected, "{said}");
        };
        check(&rules(&[]), json!({ "groups": ["admin"] }), None);
        check(&rules(&[("new_members", "agent")]), json!({}), Some(Role::Agent));
        let groups = rules(&[("role_claim", "groups"), ("roles", "admin=cx-admins, analyst=cx team")]);
        check(&groups, json!({ "groups": ["cx team", "cx-admins"] }), Some(Role::Admin));
        check(&groups, json!({ "groups": "cx team" }), Some(Role::Analyst));
        check(&groups, json!({ "groups": ["cx"] }), None);
        check(&groups, json!({ "groups": { "cx-admins": true } }), None);
        let nested = rules(&[("role_claim", "realm_access.roles"), ("roles", "owner=o"), ("new_members", "agent")]);
        check(&nested, json!({ "realm_access": { "roles": ["o"] } }), Some(Role::Owner));
        check(&nested, json!({ "realm_access.roles": ["o"] }), Some(Role::Owner));
        check(&nested, json!({ "realm_access": ["o"] }), None);
    }

    #[test]
    fn only_a_verified_address_counts_and_only_of_these_domains() {
        let email = |said: Json| Person::of("i", &claims(&said)).email;
        let ada = Some("ada@example.com".to_owned());
        assert_eq!(email(json!({ "email": "ada@example.com", "email_verified": true })), ada);
        assert_eq!(email(json!({ "email": "ada@example.com", "email_verified": "true" })), ada);
        assert_eq!(email(json!({ "email": "ada@example.com", "email_verified": false })), None);
        assert_eq!(email(json!({ "email": "ada@example.com", "email_verified": 1 })), None);
        assert_eq!(email(json!({ "email": "ada@example.com" })), None);
        let rules = Rules::of(&settings(&[("email_domains", "Example.com, @example.cn")])).unwrap();
        let takes = ["a@EXAMPLE.com", "a@example.cn", "a@b@evil.com", "a@notexample.com", "example.com"];
        assert_eq!(takes.map(|email| rules.takes(Some(email))), [true, true, false, false, false]);
        assert!(!rules.takes(None) && Rules::default().takes(None));
    }
}
