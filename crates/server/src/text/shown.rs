//! What each message of a journey or a customer says, with the words that led to it, over HTTP.

use super::said::{Found, Place, Said};
use crate::access::session::record;
use crate::customer::{key, person_of};
use crate::journey::candidates;
use crate::serve::app::Shared;
use crate::serve::guard::{RequestId, Who};
use crate::serve::http::{Listed, Path};
use crate::serve::problem::{Kind, Problem};
use axum::Json;
use axum::extract::State;
use desk::id::{CustomerKey, TouchKey};
use desk::time::Time;
use desk::touch::Touch;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use store::promise::{self, Made};
use store::reading::{self, Reading};
use utoipa::ToSchema;

/// What one message says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Message {
    /// By which corrections name it.
    touch: String,
    /// jrn_...
    journey: String,
    /// The touch, as its source names it.
    source: String,
    id: String,
    /// Who speaks: customer or company.
    side: String,
    language: String,
    causes: Vec<CauseShown>,
    /// 0 calm, 1 annoyed, 2 angry, 3 furious or threatening, 4 abusive.
    anger: u8,
    anger_sure: bool,
    /// At whom: none, company, person or abuse.
    direction: String,
    /// Which of disappointment, worry and joy are more likely than not.
    feelings: Vec<&'static str>,
    promises: Vec<PromiseShown>,
    refusal: Option<RefusalShown>,
    /// Whether it advertises, gives the same reply again, tells again what was told, says that less came than was offered; null where it does not.
    advertising: Option<Sure>,
    parrot: Option<Sure>,
    retelling: Option<Sure>,
    gap: Option<Sure>,
    jargon: Vec<JargonShown>,
    /// The words that led to it, in the order of the text.
    marks: Vec<Mark>,
    /// The label of a person that holds against what was read.
    label: Option<i64>,
}

/// A cause.
#[derive(Debug, Serialize, ToSchema)]
struct CauseShown {
    /// `system.slow`.
    name: String,
    /// Whose doing it probably is: customer, employee, product, process or marketing.
    source: Option<String>,
    score: f64,
    sure: bool,
}

/// A promise.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PromiseShown {
    id: String,
    /// answer, money, goods, mend or other.
    deed: &'static str,
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Time>,
    /// open, kept, late, broken, vague or conditional.
    state: &'static str,
    #[schema(value_type = Option<String>, format = DateTime)]
    settled_at: Option<Time>,
    #[schema(value_type = Option<String>, format = DateTime)]
    warned_at: Option<Time>,
    sure: bool,
}

/// A no, and what came with it.
#[derive(Debug, Serialize, ToSchema)]
struct RefusalShown {
    sure: bool,
    reason: bool,
    alternative: bool,
    /// Whether an authority stands in place of a reason.
    hollow: bool,
}

/// Whether it is sure, and how often it was so before.
#[derive(Debug, Serialize, ToSchema)]
struct Sure {
    sure: bool,
    times: usize,
}

/// A word a customer may not know.
#[derive(Debug, Serialize, ToSchema)]
struct JargonShown {
    word: String,
    plain: String,
    sure: bool,
}

/// Words that led to something.
#[derive(Debug, Serialize, ToSchema)]
struct Mark {
    /// From where to where in the text, in UTF-16 units as JavaScript counts.
    from: usize,
    to: usize,
    /// cause, anger, promise, reason, alternative, hollow, advertising, jargon, parrot, retelling or gap.
    what: &'static str,
    /// Which cause it is.
    name: Option<String>,
    sure: bool,
}

/// From this score on a promise is sure.
const SURE: f64 = 0.6;
/// From this score on a feeling is there.
const THERE: f32 = 0.5;

impl From<&Made> for PromiseShown {
    fn from(made: &Made) -> PromiseShown {
        PromiseShown {
            id: made.id.to_string(),
            deed: made.deed.word(),
            due_at: made.due_at,
            state: made.state.word(),
            settled_at: made.settled_at,
            warned_at: made.warned_at,
            sure: made.score >= SURE,
        }
    }
}

/// Places of a text in the units of JavaScript.
struct Ruler<'a>(&'a str);

impl Ruler<'_> {
    fn units(&self, bytes: usize) -> Option<usize> {
        self.0.get(..bytes).map(|before| before.encode_utf16().count())
    }

    fn mark(&self, place: Place, what: &'static str, name: Option<&str>, sure: bool) -> Option<Mark> {
        let (from, to) = (self.units(place.0)?, self.units(place.1)?);
        (from < to).then(|| Mark { from, to, what, name: name.map(str::to_owned), sure })
    }
}

fn marks(text: &str, said: &Said, promises: &[&Made]) -> Vec<Mark> {
    let ruler = Ruler(text);
    let mut marks = Vec::new();
    for cause in &said.causes {
        marks.extend(cause.words.iter().filter_map(|at| ruler.mark(*at, "cause", Some(&cause.name), cause.sure)));
    }
    marks.extend(said.anger_words.iter().filter_map(|at| ruler.mark(*at, "anger", None, said.anger_sure)));
    marks.extend(promises.iter().filter_map(|made| ruler.mark(made.words, "promise", None, made.score >= SURE)));
    if let Some(refusal) = &said.refusal {
        let parts = [("reason", refusal.reason), ("alternative", refusal.alternative), ("hollow", refusal.hollow)];
        marks.extend(parts.into_iter().filter_map(|(what, at)| ruler.mark(at?, what, None, refusal.sure)));
    }
    let found = [&said.advertising, &said.parrot, &said.retelling, &said.gap];
    for (what, found) in ["advertising", "parrot", "retelling", "gap"].into_iter().zip(found) {
        let words = found.iter().flat_map(|found| found.words.iter().map(|at| (*at, found.sure)));
        marks.extend(words.filter_map(|(at, sure)| ruler.mark(at, what, None, sure)));
    }
    marks.extend(said.jargon.iter().filter_map(|one| ruler.mark(one.words, "jargon", None, one.sure)));
    marks.sort_by_key(|mark| (mark.from, mark.to));
    marks
}

fn message(touch: &Touch, reading: &Reading, promises: &[&Made]) -> Message {
    let said: Said = serde_json::from_value(reading.said.clone()).unwrap_or_default();
    let text = touch.text.as_deref().unwrap_or_default();
    let sure = |found: &Option<Found>| found.as_ref().map(|found| Sure { sure: found.sure, times: found.times });
    let feelings = [("disappointment", said.disappointment), ("worry", said.worry), ("joy", said.joy)];
    Message {
        touch: name(reading.touch),
        journey: reading.journey.to_string(),
        source: touch.source.clone(),
        id: touch.id.clone(),
        side: reading.side.clone(),
        language: said.language.clone(),
        causes: said.causes.iter().map(CauseShown::from).collect(),
        anger: said.anger,
        anger_sure: said.anger_sure,
        direction: said.direction.clone(),
        feelings: feelings.iter().filter(|(_, score)| *score >= THERE).map(|(name, _)| *name).collect(),
        promises: promises.iter().map(|made| PromiseShown::from(*made)).collect(),
        refusal: said.refusal.as_ref().map(|refusal| RefusalShown {
            sure: refusal.sure,
            reason: refusal.reason.is_some(),
            alternative: refusal.alternative.is_some(),
            hollow: refusal.hollow.is_some(),
        }),
        advertising: sure(&said.advertising),
        parrot: sure(&said.parrot),
        retelling: sure(&said.retelling),
        gap: sure(&said.gap),
        jargon: said.jargon.iter().map(|one| jargon(text, one)).collect(),
        marks: marks(text, &said, promises),
        label: said.label,
    }
}

impl From<&super::said::Cause> for CauseShown {
    fn from(cause: &super::said::Cause) -> CauseShown {
        let super::said::Cause { name, source, score, sure, .. } = cause.clone();
        CauseShown { name, source, score, sure }
    }
}

fn jargon(text: &str, one: &super::said::Jargon) -> JargonShown {
    let word = text.get(one.words.0..one.words.1).unwrap_or_default().to_owned();
    JargonShown { word, plain: one.plain.clone(), sure: one.sure }
}

/// A touch key as corrections write it.
pub(crate) fn name(touch: TouchKey) -> String {
    format!("{:032x}", touch.0)
}

/// What touches say, for those that were read.
fn messages(touches: &[Touch], readings: &[Reading], promises: &[Made]) -> Vec<Message> {
    let by_touch: BTreeMap<TouchKey, &Reading> = readings.iter().map(|reading| (reading.touch, reading)).collect();
    let told = touches.iter().filter_map(|touch| {
        let reading = by_touch.get(&touch.key())?;
        let made: Vec<&Made> = promises.iter().filter(|made| made.touch == reading.touch).collect();
        Some(message(touch, reading, &made))
    });
    told.collect()
}

/// What each message of a journey says.
#[utoipa::path(get, path = "/api/v1/journeys/{id}/said", tag = "language", security(("key" = ["customers"])),
    params(("id" = String, Path, description = "jrn_... or a thread")), responses((status = 200, body = Listed<Message>)))]
pub(crate) async fn of_journey(
    State(app): State<Shared>,
    Path(id): Path<String>,
) -> Result<Json<Listed<Message>>, Problem> {
    for key in candidates(&app.store, &id).await? {
        let touches = app.store.log.journey(key).await?;
        if !touches.is_empty() {
            let mut transaction = app.store.database.read().await?;
            let readings = reading::of_journey(&mut transaction, key).await?;
            let promises = promise::of_journey(&mut transaction, key).await?;
            return Ok(Json(Listed::all(messages(&touches, &readings, &promises))));
        }
    }
    Err(Kind::NotFound.into())
}

/// What each message of a customer, and to them, says.
#[utoipa::path(get, path = "/api/v1/customers/{id}/said", tag = "language", security(("key" = ["customers"])),
    params(("id" = String, Path, description = "cus_...")), responses((status = 200, body = Listed<Message>)))]
pub(crate) async fn of_customer(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(customer): Path<String>,
) -> Result<Json<Listed<Message>>, Problem> {
    let asked = key(&customer).map_err(|_| Kind::NotFound)?;
    let (person, touches) = person_of(&app.asked(), &app.store, asked).await?;
    // Who is known by name only has said nothing yet.
    if touches.is_empty() && person.identities.iter().all(|held| held.kind.is_none()) {
        return Err(Kind::NotFound.into());
    }
    if who.is_watched() {
        let mut writing = app.store.database.write().await?;
        record(&mut writing, &who, &request, ("customer.look", &person.key.to_string()), json!({})).await?;
        writing.commit().await?;
    }
    let keys: Vec<CustomerKey> = person.identities.iter().map(|held| held.key).collect();
    let mut transaction = app.store.database.read().await?;
    let readings = reading::of_customers(&mut transaction, &keys).await?;
    let promises = promise::of_customers(&mut transaction, &keys).await?;
    Ok(Json(Listed::all(messages(&touches, &readings, &promises))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_count_as_javascript_does() {
        let text = "😀 等了很久";
        let at = (text.find('很').unwrap(), text.len());
        let mark = Ruler(text).mark(at, "cause", None, true).unwrap();
        assert_eq!((mark.from, mark.to), (5, 7));
        assert!(Ruler(text).mark((1, 3), "cause", None, true).is_none(), "no half characters");
    }
}
