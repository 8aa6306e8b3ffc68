//! The addresses touches are sent to.

use super::answer::{Sent, Taken};
use super::body::{self, Content};
use crate::asked::now;
use crate::locale::Language;
use crate::serve::app::Shared;
use crate::serve::guard::{By, Who};
use crate::serve::http::Path;
use crate::serve::limit::Rate;
use crate::serve::problem::{Kind, Problem};
use crate::serve::sender::Sender;
use crate::source::traffic::Came;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use channels::http::{Context, Items, Unreadable, cloudevents, segment, touches};
use desk::time::Time;
use serde::Serialize;
use std::sync::atomic::Ordering;
use utoipa::ToSchema;

/// Seconds for which a sender may save up what it does not send.
const BURST: f64 = 4.0;
/// Bodies longer than this are read by a thread of their own: others wait for those of the server.
const LONG: usize = 128 << 10;

/// Takes touches: one, an array, one a line, or CloudEvents. 200 means that those not rejected are on the disk; the same
/// (source, id) sent again changes nothing. A body in which everything was rejected is answered with 422.
#[utoipa::path(post, path = "/api/v1/touches", tag = "intake", security(("key" = ["intake"])),
    request_body(description = "a touch, an array of them or one a line; gzip is fine", content(
        (serde_json::Value = "application/json"), (String = "application/x-ndjson"),
        (serde_json::Value = "application/cloudevents+json"), (Vec<serde_json::Value> = "application/cloudevents-batch+json"))),
    responses((status = 200, body = Taken), (status = 422, description = "all were rejected", body = Taken),
        (status = 503, description = "come again after Retry-After seconds; nothing was taken")))]
pub(crate) async fn send(
    State(app): State<Shared>,
    who: Who,
    sender: Sender,
    language: Language,
    request: Request,
) -> Result<(StatusCode, Json<Taken>), Problem> {
    let taken = receive(&app, &who, sender, language, request, Form::Ours).await?;
    let nothing = taken.rejected > 0 && taken.accepted + taken.duplicates == 0;
    Ok((if nothing { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, Json(taken)))
}

/// What clients of the Segment specification expect to be told, and what became of the calls.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Heard {
    /// Always true: a call that is rejected would be rejected again.
    success: bool,
    #[serde(flatten)]
    taken: Taken,
}

/// Takes calls of the Segment specification: `batch`, `track`, `identify`, `page`, `screen`, `group`, `alias`. The key is
/// the write key.
#[utoipa::path(post, path = "/v1/{call}", tag = "intake", security(("key" = ["intake"])),
    params(("call" = String, Path, description = "batch, track, identify, page, screen, group or alias")),
    request_body(content = serde_json::Value, description = "a call, or {batch: [...]}; gzip is fine"),
    responses((status = 200, body = Heard),
        (status = 503, description = "come again after Retry-After seconds; nothing was taken")))]
pub(crate) async fn call(
    State(app): State<Shared>,
    who: Who,
    sender: Sender,
    language: Language,
    Path(call): Path<String>,
    request: Request,
) -> Result<Json<Heard>, Problem> {
    let form = match call.as_str() {
        "batch" => Form::Batch,
        call => Form::Call(call.parse().map_err(|()| Problem::from(Kind::NotFound))?),
    };
    let taken = receive(&app, &who, sender, language, request, form).await?;
    Ok(Json(Heard { success: true, taken }))
}

/// What a body is to be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Ours,
    Batch,
    Call(segment::Call),
}

async fn receive(
    app: &Shared,
    who: &Who,
    sender: Sender,
    language: Language,
    request: Request,
    form: Form,
) -> Result<Taken, Problem> {
    let (now, asked) = (now(), app.asked());
    let limits = &asked.settings.intake;
    let rate = |per_second: f64| Rate { burst: per_second * BURST, per_second };
    let limited = |after: u64| Problem::from(Kind::TooMany).after(after);
    let per_address = rate(limits.requests_per_second);
    app.limiter.take(&format!("intake {}", sender.network()), per_address, 1.0, now).map_err(limited)?;
    let (parts, body) = request.into_parts();
    let content = body::read(&parts.headers, body, &app.intake.room).await?;
    let reading = Reading { form, headers: parts.headers, source: source(who, form), now, region: asked.region()? };
    let (items, content) = reading.read(content).await?;
    let (touches, sent) = Sent::of(items);
    let by_key = format!("intake {:?}", who.by);
    app.limiter.take(&by_key, rate(limits.touches_per_second), sent.len() as f64, now).map_err(limited)?;
    let (came, unreadable) = (Came::of(&touches, now), sent.len() - touches.len());
    let verdicts = app.intake.take(touches).await?;
    drop(content);
    app.traffic.count(&reading.source, &who.name, &came, &verdicts, now);
    let taken = sent.told(verdicts, language);
    app.traffic.told(&reading.source, &taken, unreadable, now);
    count(app, &taken, came.late());
    if taken.rejected > 0 {
        tracing::warn!(source = reading.source, rejected = taken.rejected, "touches were rejected");
    }
    Ok(taken)
}

fn count(app: &Shared, taken: &Taken, late: usize) {
    let counts = [
        (&app.metrics.accepted, taken.accepted),
        (&app.metrics.duplicates, taken.duplicates),
        (&app.metrics.rejected, taken.rejected),
        (&app.metrics.late, late),
    ];
    for (counter, count) in counts {
        counter.fetch_add(count as u64, Ordering::Relaxed);
    }
}

/// What touches that name no source come from: the key's name, so that a new key of the same name goes on where the old
/// one ended.
fn source(who: &Who, form: Form) -> String {
    let name = match who.by {
        By::Key(id) => match who.name.strip_prefix("key ").unwrap_or(&who.name).trim() {
            "" => format!("key-{id}"),
            name => name.to_owned(),
        },
        By::Session { .. } | By::Shell => who.name.clone(),
    };
    if form == Form::Ours { name } else { format!("segment:{name}") }
}

/// How a body is to be read.
#[derive(Clone, Debug)]
struct Reading {
    form: Form,
    headers: HeaderMap,
    source: String,
    now: Time,
    region: Option<desk::phone::Region>,
}

impl Reading {
    async fn read(&self, content: Content) -> Result<(Items, Content), Problem> {
        let (items, content) = if content.bytes.len() < LONG {
            (self.decode(&content.bytes), content)
        } else {
            let reading = self.clone();
            let read = tokio::task::spawn_blocking(move || (reading.decode(&content.bytes), content));
            read.await.map_err(|_| Problem::from(Kind::Failed))?
        };
        let items = items.map_err(|why| {
            let kind = if why == Unreadable::TooMany { Kind::TooLarge } else { Kind::Malformed };
            Problem::new(kind, why.to_string())
        });
        Ok((items?, content))
    }

    fn decode(&self, body: &[u8]) -> Result<Items, Unreadable> {
        let context = Context { source: &self.source, now: self.now, region: self.region };
        match self.form {
            Form::Batch => segment::batch(body, &context),
            Form::Call(call) => segment::single(call, body, &context),
            Form::Ours => self.ours(body, &context),
        }
    }

    fn ours(&self, body: &[u8], context: &Context<'_>) -> Result<Items, Unreadable> {
        let kind = self.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        match cloudevents::mode(kind, self.headers.keys()) {
            None => touches::decode(body, context),
            Some(cloudevents::Mode::Binary) => {
                let headers =
                    self.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
                cloudevents::binary(headers, kind, body, context)
            }
            Some(mode) => cloudevents::structured(mode, body, context),
        }
    }
}
