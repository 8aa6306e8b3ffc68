//! Hard cases, put to a language model behind an endpoint of the company's own choice. Off until somebody names one; with it
//! slow, wrong or gone nothing else changes, and the answer says that it was not asked or why it is not believed.

use crate::asked::{Asked, now};
use crate::failure::Failure;
use crate::serve::outside;
use language::Normal;
use language::answer::Answer;
use language::opinion::{LONGEST_REPLY, Opinion, Question, Second, is_hard};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Url};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

/// So many failures in a row, and the endpoint is left alone ...
const FAILURES: u32 = 3;
/// ... for so long; then one text tries it again.
const REST: Duration = Duration::from_secs(60);
/// The variable with the key; not a setting, so that nothing prints it.
const SECRET: &str = "WATERLINE_ENDPOINT_SECRET";

/// An endpoint, how much it may be asked, and how it has been doing.
pub(crate) struct Endpoint {
    client: Client,
    url: Url,
    model: String,
    /// The header with the key.
    key: Option<HeaderValue>,
    patience: Duration,
    at_once: Semaphore,
    budget: Budget,
    health: Mutex<Health>,
}

/// Failures in a row, and until when nobody is sent.
#[derive(Default)]
struct Health {
    failures: u32,
    rests_until: Option<Instant>,
}

/// Texts a day, counted in a file of the data directory, so that neither a restart nor a second process begins anew.
struct Budget {
    per_day: u32,
    file: PathBuf,
    /// The day and what was spent on it, where there is no such directory.
    own: Mutex<(i64, u32)>,
}

impl Endpoint {
    /// The endpoint of the settings, if they name one.
    pub(crate) fn of(asked: &Asked) -> Result<Option<Endpoint>, Failure> {
        let wanted = &asked.settings.endpoint;
        if wanted.base_url.is_empty() {
            return Ok(None);
        }
        let wrong = |what: &str| Failure::setting(&format!("endpoint.base_url: {what}"));
        let url = format!("{}/chat/completions", wanted.base_url.trim_end_matches('/'));
        let url =
            Url::parse(&url).map_err(|error| wrong(&format!("{error}; write one like http://127.0.0.1:8000/v1")))?;
        let key = key(&wanted.key_file)?;
        match url.scheme() {
            "http" | "https" if key.is_none() || outside::is_safe(&url) => {}
            "http" => return Err(wrong("a key goes only over https, or to this machine itself")),
            _ => return Err(wrong("it must begin with https:// or http://")),
        }
        let patience = Duration::from_secs(u64::from(wanted.timeout_seconds));
        Ok(Some(Endpoint {
            client: outside::client(patience)?,
            url,
            model: wanted.model.clone(),
            key,
            patience,
            at_once: Semaphore::new(usize::from(wanted.at_once)),
            budget: Budget {
                per_day: wanted.per_day,
                file: asked.settings.data.join("endpoint-budget"),
                own: Mutex::new((0, 0)),
            },
            health: Mutex::default(),
        }))
    }

    /// Puts the hard ones among `texts` to the endpoint, side by side, and notes in their answers what became of it. It takes
    /// no longer than one call may: what has not had its turn by then was not asked.
    pub(crate) async fn fill(&self, texts: &[impl AsRef<str>], answers: &mut [Answer]) {
        let until = Instant::now() + self.patience;
        let hard = texts.iter().zip(answers.iter_mut()).filter(|(_, answer)| is_hard(answer));
        let each = hard.map(async |(text, answer)| answer.second = Some(self.ask(text.as_ref(), until).await));
        futures_util::future::join_all(each).await;
    }

    async fn ask(&self, text: &str, until: Instant) -> Second {
        let Ok(Ok(_turn)) = timeout_at(until, self.at_once.acquire()).await else {
            return Second::unasked("the endpoint had too many other texts");
        };
        if !self.may() {
            return Second::unasked("the endpoint failed several times in a row and is left alone for a minute");
        }
        if !self.budget.take(now().0.div_euclid(86_400_000_000)) {
            return Second::unasked("endpoint.per_day texts were sent today");
        }
        let said = match timeout_at(until, self.call(text)).await {
            Ok(said) => said,
            Err(_) => Err(format!("the endpoint took longer than {} s", self.patience.as_secs())),
        };
        self.note(said.is_ok());
        match said {
            Ok(opinion) => Second { asked: true, trouble: None, opinion: Some(opinion) },
            Err(trouble) => {
                tracing::warn!(trouble, "a second opinion is missing");
                Second { asked: true, trouble: Some(trouble), opinion: None }
            }
        }
    }

    async fn call(&self, text: &str) -> Result<Opinion, String> {
        let normal = Normal::of(text);
        let question = Question::of(&normal);
        let request = self.client.post(self.url.clone()).header(CONTENT_TYPE, "application/json");
        let request = self.key.iter().fold(request, |request, key| request.header(AUTHORIZATION, key));
        let gone = |error: reqwest::Error| format!("the endpoint cannot be reached: {}", error.without_url());
        let mut response = request.body(question.body(&self.model)).send().await.map_err(gone)?;
        if !response.status().is_success() {
            return Err(format!("the endpoint replied with status {}", response.status().as_u16()));
        }
        let mut reply = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(gone)? {
            reply.extend_from_slice(&chunk);
            if reply.len() > LONGEST_REPLY {
                break;
            }
        }
        question.opinion(&reply).map_err(|error| error.to_string())
    }

    /// Whether the endpoint may be asked now. After a rest one text goes first; the others wait for what becomes of it.
    fn may(&self) -> bool {
        let Ok(mut health) = self.health.lock() else { return false };
        match health.rests_until {
            Some(until) if Instant::now() < until => false,
            Some(_) => {
                health.rests_until = Some(Instant::now() + REST);
                true
            }
            None => true,
        }
    }

    fn note(&self, fine: bool) {
        let Ok(mut health) = self.health.lock() else { return };
        if fine {
            *health = Health::default();
            return;
        }
        health.failures += 1;
        if health.failures >= FAILURES {
            health.rests_until = Some(Instant::now() + REST);
        }
    }
}

/// The key: from the environment, or from a file.
fn key(file: &str) -> Result<Option<HeaderValue>, Failure> {
    let told = std::env::var(SECRET).ok().filter(|key| !key.is_empty());
    let told = match (told, file) {
        (Some(key), _) => key,
        (None, "") => return Ok(None),
        (None, file) => std::fs::read_to_string(file).map_err(|error| Failure::read(Path::new(file), &error))?,
    };
    let mut header = HeaderValue::from_str(&format!("Bearer {}", told.trim()))
        .map_err(|_| Failure::setting("endpoint.key_file: the key has letters that no header can carry"))?;
    // So marked, it is shown by no log.
    header.set_sensitive(true);
    Ok(Some(header))
}

impl Budget {
    /// Takes one of the day's texts, if one is left.
    fn take(&self, today: i64) -> bool {
        let Ok(mut own) = self.own.lock() else { return false };
        let mut file = std::fs::OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&self.file);
        if let Ok(file) = &mut file {
            let mut text = String::new();
            if file.lock().is_err() || file.read_to_string(&mut text).is_err() {
                return false;
            }
            let mut numbers = text.split_whitespace();
            let day = numbers.next().and_then(|day| day.parse().ok()).unwrap_or(0);
            *own = (day, numbers.next().and_then(|spent| spent.parse().ok()).unwrap_or(0));
        }
        if own.0 != today {
            *own = (today, 0);
        }
        if own.1 >= self.per_day {
            return false;
        }
        own.1 += 1;
        match &mut file {
            Ok(file) => {
                let (day, spent) = *own;
                file.rewind().is_ok() && file.set_len(0).is_ok() && writeln!(file, "{day} {spent}").is_ok()
            }
            Err(_) => true,
        }
    }
}

#[cfg(test)]
mod tests;
