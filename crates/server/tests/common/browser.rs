//! A browser without a screen: it keeps cookies, and follows no redirect by itself.

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, Url};
use serde_json::Value;
use std::collections::BTreeMap;

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Where to go next.
    pub location: Option<String>,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Where a redirect leads.
    pub fn to(&self) -> &str {
        self.location.as_deref().unwrap_or_else(|| panic!("no redirect: {self:?}"))
    }
}

/// A client that follows no redirect.
pub fn client() -> Client {
    // The program does the same; a test is a program of its own.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}

/// Cookies by host, path and name.
pub struct Browser {
    client: Client,
    cookies: BTreeMap<(String, String, String), String>,
}

impl Browser {
    pub fn new() -> Browser {
        Browser { client: client(), cookies: BTreeMap::new() }
    }

    pub async fn get(&mut self, url: &str) -> Answer {
        self.send(Method::GET, url, None, None).await
    }

    pub async fn form(&mut self, url: &str, form: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, url, Some(form), None).await
    }

    /// What a page of ours sends.
    pub async fn page(&mut self, method: Method, url: &str, body: &Value) -> Answer {
        self.send(method, url, None, Some(body)).await
    }

    async fn send(&mut self, method: Method, url: &str, form: Option<&[(&str, &str)]>, json: Option<&Value>) -> Answer {
        let url: Url = url.parse().expect("an address");
        let host = url.authority().to_owned();
        let fits = |(of, path, _): &(String, String, String)| *of == host && url.path().starts_with(path.as_str());
        let cookies = self.cookies.iter().filter(|(key, _)| fits(key));
        let cookies: Vec<String> = cookies.map(|((_, _, name), value)| format!("{name}={value}")).collect();
        let mut request = self.client.request(method, url.clone()).header(COOKIE, cookies.join("; "));
        request = match (form, json) {
            (Some(form), _) => request.form(form),
            (_, Some(json)) => request.header("x-waterline", "page").json(json),
            _ => request,
        };
        let response = request.send().await.expect("an answer");
        for line in response.headers().get_all(SET_COOKIE) {
            self.keep(&host, line.to_str().expect("a cookie"));
        }
        let location = response.headers().get(LOCATION).map(|place| place.to_str().expect("a place").to_owned());
        let status = response.status().as_u16();
        Answer { status, location, body: response.text().await.expect("a body") }
    }

    fn keep(&mut self, host: &str, line: &str) {
        let mut parts = line.split(';').map(str::trim);
        let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).expect("a cookie");
        let path = parts.find_map(|part| part.to_ascii_lowercase().starts_with("path=").then(|| part[5..].to_owned()));
        let key = (host.to_owned(), path.unwrap_or_else(|| "/".to_owned()), name.to_owned());
        match value {
            "" => self.cookies.remove(&key),
            value => self.cookies.insert(key, value.to_owned()),
        };
    }
}
