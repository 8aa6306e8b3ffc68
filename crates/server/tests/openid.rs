//! Signing in through a real identity provider (npm oidc-provider), in its own forms, and what becomes of every lie it is
//! told to tell.

mod common;

use common::browser::{Answer, Browser, client};
use common::serving::Serving;
use common::{Place, clients, directory};
use reqwest::{Method, Url};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// The provider; killed when dropped.
struct Provider {
    process: Child,
    out: BufReader<ChildStdout>,
    issuer: String,
}

impl Provider {
    fn start() -> Option<Provider> {
        if !clients::is_there("node") || !clients::is_there("npm") {
            return None;
        }
        let sources = clients::sources("oidc");
        let place = clients::npm("oidc", &sources);
        std::fs::copy(sources.join("provider.mjs"), place.join("provider.mjs")).expect("copied");
        let mut command = Command::new("node");
        command.arg("provider.mjs").current_dir(place).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.stderr(Stdio::null()).spawn().expect("it starts");
        let mut out = BufReader::new(process.stdout.take().expect("its output"));
        let mut issuer = String::new();
        out.read_line(&mut issuer).expect("its address");
        Some(Provider { process, out, issuer: issuer.trim().to_owned() })
    }

    /// Says where browsers may be sent back to.
    fn knows(&mut self, houses: &[&House]) {
        let places: Vec<String> =
            houses.iter().map(|house| format!("{}/api/v1/session/openid/answer", house.address)).collect();
        let mut input = self.process.stdin.take().expect("its input");
        writeln!(input, "{}", json!(places)).expect("it listens");
        let mut line = String::new();
        self.out.read_line(&mut line).expect("a line");
        assert_eq!(line.trim(), "ready");
    }

    async fn lies(&self, fault: &str) {
        let told = Browser::new().form(&format!("{}/fault?kind={fault}", self.issuer), &[]).await;
        assert_eq!(told.body, fault);
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A Waterline that signs people in through the provider.
struct House {
    address: String,
    key: String,
    _serving: Option<Serving>,
}

impl House {
    /// Its settings and its place; it starts when the provider knows it.
    fn settled(directory: &Path, issuer: &str, more: &str) -> (House, Place, String) {
        let data = directory.join("data");
        std::fs::create_dir_all(&data).expect("a directory");
        let secret = directory.join("secret");
        std::fs::write(&secret, "a secret/with+signs&%\n").expect("a secret");
        let settings = format!(
            "[openid]\nissuer = \"{issuer}\"\nclient_id = \"waterline\"\nname = \"Example 公司\"\n\
             client_secret_file = \"{}\"\nscopes = \"openid email profile groups\"\n{more}\n",
            secret.display()
        );
        std::fs::write(data.join("waterline.toml"), settings).expect("settings");
        let place = Place::sqlite(directory);
        let made = place.json(&["key", "create", "--name", "test", "--scope", "manage,look"]);
        let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").to_string();
        let key = made["key"].as_str().expect("a key").to_owned();
        (House { address: format!("http://{free}"), key, _serving: None }, place, free)
    }

    fn start(self, place: &Place, listen: &str) -> House {
        House { _serving: Some(Serving::start(place, listen)), ..self }
    }

    async fn ask(&self, method: Method, path: &str, body: &Value, version: Option<&Value>) -> Value {
        let url = format!("{}/api/v1{path}", self.address);
        let mut request = client().request(method, url).bearer_auth(&self.key).json(body);
        if let Some(version) = version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        let answer = request.send().await.expect("an answer");
        let (status, text) = (answer.status(), answer.text().await.expect("a body"));
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    async fn invite(&self, email: &str, role: &str) -> Value {
        self.ask(Method::POST, "/members", &json!({ "email": email, "role": role }), None).await["member"].take()
    }

    /// Begins: to the provider, or back with a problem.
    async fn begin(&self, browser: &mut Browser) -> Answer {
        browser.get(&format!("{}/api/v1/session/openid?to=/noise%3Fkind%3Dretry", self.address)).await
    }

    /// Signs in as `login` until the provider sends the browser back, and returns where to.
    async fn through(&self, browser: &mut Browser, login: &str) -> String {
        let begun = self.begin(browser).await;
        forms(browser, begun.to().to_owned(), login).await
    }

    /// Signs in as `login` and returns the page that is shown then.
    async fn sign_in(&self, browser: &mut Browser, login: &str) -> String {
        let back = self.through(browser, login).await;
        let shown = browser.get(&back).await;
        assert_eq!(shown.status, 303, "{shown:?}");
        shown.to().to_owned()
    }

    async fn me(&self, browser: &mut Browser) -> Answer {
        browser.get(&format!("{}/api/v1/session", self.address)).await
    }
}

/// Fills in the provider's forms until it sends the browser elsewhere.
async fn forms(browser: &mut Browser, begin: String, login: &str) -> String {
    let issuer = begin.parse::<Url>().expect("an address").origin().ascii_serialization();
    let mut place = begin;
    for _ in 0..12 {
        let answer = browser.get(&place).await;
        place = match &answer.location {
            Some(next) => within(&place, next),
            None => {
                let form = if answer.body.contains("name=\"login\"") {
                    vec![("prompt", "login"), ("login", login), ("password", "any")]
                } else {
                    vec![("prompt", "consent")]
                };
                let sent = browser.form(&place, &form).await;
                within(&place, sent.to())
            }
        };
        if !place.starts_with(&issuer) {
            return place;
        }
    }
    panic!("the provider sends the browser round and round: {place}");
}

fn within(base: &str, place: &str) -> String {
    base.parse::<Url>().and_then(|base| base.join(place)).expect("an address").to_string()
}

fn run(story: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(story);
}

#[test]
fn people_sign_in_through_the_provider_and_no_lie_lets_anybody_in() {
    let Some(mut provider) = Provider::start() else { return };
    let directory = directory();
    let (house, place, listen) = House::settled(directory.path(), &provider.issuer, "");
    provider.knows(&[&house]);
    let house = house.start(&place, &listen);
    run(async {
        let ada = house.invite("ada@example.com", "analyst").await;
        let mut browser = Browser::new();
        assert_eq!(house.sign_in(&mut browser, "ada").await, "/noise?kind=retry");
        let me = house.me(&mut browser).await.json();
        let told = [&me["member"]["email"], &me["member"]["role"], &me["member"]["linked"], &me["needs_password"]];
        assert_eq!(told, [&json!("ada@example.com"), &json!("analyst"), &json!(true), &json!(false)]);

        for (login, why) in
            [("bob", "nobody has taken him in"), ("eve", "no verified address"), ("mallory", "another subject")]
        {
            house.invite(&format!("{login}-other@example.com"), "agent").await;
            let shown = house.sign_in(&mut Browser::new(), login).await;
            assert_eq!(shown, "/sign-in?problem=not-invited", "{login}: {why}");
        }
        for lie in ["nonce", "expired", "future", "issuer", "audience", "subject", "unsigned", "shared", "stranger"] {
            provider.lies(lie).await;
            let mut other = Browser::new();
            assert_eq!(house.sign_in(&mut other, "ada").await, "/sign-in?problem=provider-refused", "{lie}");
            assert_eq!(house.me(&mut other).await.status, 401, "{lie}");
        }
        provider.lies("rotated").await;
        assert_eq!(house.sign_in(&mut Browser::new(), "ada").await, "/noise?kind=retry", "a new key is learned");
        provider.lies("").await;
        assert_eq!(house.sign_in(&mut Browser::new(), "ada").await, "/noise?kind=retry", "and the old one again");

        let version = house.ask(Method::GET, &format!("/members/{}", ada["id"]), &json!({}), None).await;
        let gone = json!({ "disabled": true });
        house.ask(Method::PATCH, &format!("/members/{}", ada["id"]), &gone, Some(&version["version"])).await;
        assert_eq!(house.sign_in(&mut Browser::new(), "ada").await, "/sign-in?problem=not-invited");
        let audit = house.ask(Method::GET, "/audit?what=member.openid", &json!({}), None).await;
        assert_eq!(audit["items"][0]["who"], format!("openid {}", provider.issuer), "{audit}");
    });
}

#[test]
fn an_answer_counts_once_for_the_browser_that_asked_and_passwords_work_while_the_provider_is_away() {
    let Some(mut provider) = Provider::start() else { return };
    let directory = directory();
    let (house, place, listen) = House::settled(directory.path(), &provider.issuer, "");
    provider.knows(&[&house]);
    let house = house.start(&place, &listen);
    run(async {
        house.invite("ada@example.com", "admin").await;
        let mut browser = Browser::new();
        let back = house.through(&mut browser, "ada").await;
        let check = async |browser: &mut Browser, place: &str, problem: &str| {
            assert_eq!(browser.get(place).await.to(), format!("/sign-in?problem={problem}"), "{place}");
        };
        check(&mut Browser::new(), &back, "sign-in-lost").await;
        assert_eq!(browser.get(&back).await.to(), "/noise?kind=retry");
        check(&mut browser, &back, "sign-in-lost").await;
        // The old code with a new sign-in's state: the provider knows that it was used.
        let fresh = house.through(&mut browser, "ada").await;
        let code =
            |place: &str| place.split_once("code=").expect("a code").1.split('&').next().expect("a code").to_owned();
        check(&mut browser, &fresh.replace(&code(&fresh), &code(&back)), "provider-refused").await;
        let changed = [("state=", "state=x", "sign-in-lost"), ("iss=http", "iss=https", "provider-refused")];
        for (from, to, problem) in changed {
            let fresh = house.through(&mut browser, "ada").await;
            assert!(fresh.contains(from), "{fresh}");
            check(&mut browser, &fresh.replacen(from, to, 1), problem).await;
        }
        let begun = house.begin(&mut browser).await;
        let state = begun.to().split_once("state=").expect("a state").1.split('&').next().expect("a state").to_owned();
        let denied = format!("{}/api/v1/session/openid/answer?error=access_denied&state={state}", house.address);
        check(&mut browser, &denied, "provider-refused").await;

        let mut signed_in = Browser::new();
        house.sign_in(&mut signed_in, "ada").await;
        let me = format!("{}/api/v1/session/member", house.address);
        let chosen = signed_in.page(Method::PUT, &me, &json!({ "password": "correct horse" })).await;
        assert_eq!(chosen.status, 200, "{chosen:?}");
        let back = house.through(&mut browser, "ada").await;
        provider.lies("broken").await;
        check(&mut browser, &back, "provider-away").await;
        let back = house.begin(&mut browser).await;
        let issuer = provider.issuer.clone();
        drop(provider);
        let state = back.to().split_once("state=").expect("a state").1.split('&').next().expect("a state").to_owned();
        let answer = format!("{}/api/v1/session/openid/answer?code=x&state={state}&iss={issuer}", house.address);
        check(&mut browser, &answer, "provider-away").await;
        let by_password = json!({ "email": "ada@example.com", "password": "correct horse" });
        let session = format!("{}/api/v1/session", house.address);
        assert_eq!(Browser::new().page(Method::POST, &session, &by_password).await.status, 200);
        let ways = browser.get(&format!("{}/api/v1/session/ways?problem=provider-away", house.address)).await.json();
        assert_eq!(ways["provider"], "Example 公司");
        assert_eq!(ways["problem"]["title"], "The identity provider cannot be reached.");
    });
}

#[test]
fn the_provider_gives_roles_where_it_is_told_to_and_newcomers_are_made_where_they_may_come() {
    let Some(mut provider) = Provider::start() else { return };
    let directories = [directory(), directory()];
    let by_claim =
        "role_claim = \"groups\"\nroles = \"admin=cx-admins, analyst=cx-team\"\nemail_domains = \"example.com\"";
    let [one, other] = [by_claim, "new_members = \"agent\""];
    let (strict, strict_place, strict_listen) = House::settled(directories[0].path(), &provider.issuer, one);
    let (open, open_place, open_listen) = House::settled(directories[1].path(), &provider.issuer, other);
    provider.knows(&[&strict, &open]);
    let (strict, open) = (strict.start(&strict_place, &strict_listen), open.start(&open_place, &open_listen));
    run(async {
        let role = async |house: &House, login: &str| {
            let mut browser = Browser::new();
            let shown = house.sign_in(&mut browser, login).await;
            match shown.split_once("problem=") {
                Some((_, problem)) => problem.to_owned(),
                None => house.me(&mut browser).await.json()["member"]["role"].as_str().expect("a role").to_owned(),
            }
        };
        strict.invite("bob@example.com", "agent").await;
        strict.invite("ada@example.com", "owner").await;
        assert_eq!(role(&strict, "ada").await, "analyst", "what the provider says counts");
        assert_eq!(role(&strict, "bob").await, "not-invited", "nobody without one of the roles");
        assert_eq!(role(&strict, "eve").await, "not-invited", "her address is not verified");
        assert_eq!(role(&strict, "dora").await, "not-invited", "her address is of another domain");
        assert_eq!(role(&open, "bob").await, "agent", "whoever comes is an agent");
        assert_eq!(role(&open, "eve").await, "not-invited");
        let members = open.ask(Method::GET, "/members", &json!({}), None).await;
        assert_eq!(members["items"][1]["name"], "Bob 鲍勃", "{members}");
    });
}

#[test]
fn a_provider_that_calls_itself_otherwise_is_not_asked_and_one_that_is_away_is_told_of() {
    let Some(mut provider) = Provider::start() else { return };
    let directory = directory();
    let (house, place, listen) = House::settled(directory.path(), &provider.issuer, "");
    let house = house.start(&place, &listen);
    run(async {
        let mut browser = Browser::new();
        // It does not answer yet.
        assert_eq!(house.begin(&mut browser).await.to(), "/sign-in?problem=provider-away");
        provider.knows(&[&house]);
        provider.lies("renamed").await;
        assert_eq!(house.begin(&mut browser).await.to(), "/sign-in?problem=provider-refused");
        provider.lies("").await;
        let begun = house.begin(&mut browser).await;
        assert!(begun.to().starts_with(&provider.issuer), "{begun:?}");
        for part in ["code_challenge_method=S256", "response_type=code", "nonce=", "scope=openid+email"] {
            assert!(begun.to().contains(part), "{part}: {begun:?}");
        }
        let settings = house.ask(Method::GET, "/settings", &json!({}), None).await.to_string();
        assert!(!settings.contains("a secret"), "{settings}");
    });
}
