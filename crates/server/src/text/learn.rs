//! A model of the company's own: learned from the codebook and from corrections, held against the model in use on
//! corrections it has not seen, and taken only where it is no worse.

use super::label::Corrected;
use crate::access::session::record;
use crate::asked::{Asked, Store, now};
use crate::failure::Failure;
use crate::serve::app::Shared;
use crate::serve::guard::{RequestId, Who};
use crate::serve::problem::{Kind, Problem};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::id::JourneyKey;
use desk::promise::Side;
use desk::time::Time;
use language::Normal;
use language::cause::{Cause, Source};
use language::codebook::{self, Entry};
use language::emotion::both_by;
use language::heads::{Model, Reader, train};
use serde::Serialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use store::label;
use utoipa::ToSchema;

/// Fewer corrections of customers' texts teach nothing that could be checked.
pub(crate) const LEAST: usize = 30;
/// One of so many corrections is held back and asked of both models.
const HELD_OUT: u128 = 3;
/// What a correction weighs beside a row of the codebook: it is of this company's customers.
const WEIGHT: f32 = 3.0;

/// How well a model answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
pub(crate) struct Figures {
    /// Of the causes it names, how many are right.
    precision: f64,
    /// Of the causes that are there, how many it names.
    recall: f64,
    /// Their harmonic mean.
    causes_f1: f64,
    /// How often the level of anger is right.
    anger: f64,
}

impl Figures {
    /// What both together are worth when models are compared.
    fn worth(&self) -> f64 {
        self.causes_f1 + self.anger
    }
}

/// What came of learning.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Lesson {
    #[schema(value_type = String, format = DateTime)]
    began_at: Time,
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Time>,
    /// Corrections learned from, and those held back.
    learned: usize,
    held_back: usize,
    /// How well the model in use, and the new one, answer what was held back; null until both were asked.
    before: Option<Figures>,
    after: Option<Figures>,
    /// Whether the new one is in use now.
    taken: bool,
    /// What went wrong.
    why: Option<String>,
}

/// The last lesson of this run of the server.
#[derive(Debug, Default)]
pub(crate) struct School(Mutex<Option<Lesson>>);

impl School {
    fn last(&self) -> Option<Lesson> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, change: impl FnOnce(&mut Lesson)) {
        if let Some(lesson) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            change(lesson);
        }
    }

    /// Begins a lesson, unless one is under way.
    fn begin(&self, now: Time) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_ref().is_some_and(|lesson| lesson.ended_at.is_none()) {
            return false;
        }
        *last = Some(Lesson {
            began_at: now,
            ended_at: None,
            learned: 0,
            held_back: 0,
            before: None,
            after: None,
            taken: false,
            why: None,
        });
        true
    }
}

/// Corrected texts of customers as rows of a codebook: to learn from, and held back.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) learn: Vec<Entry>,
    held_back: Vec<Entry>,
}

/// The corrections in a store as labelled rows. What a correction does not say is what the model in use reads.
pub(crate) async fn rows(store: &Store, model: &Model) -> Result<Rows, Failure> {
    let labels = label::all(&mut store.database.read().await?).await?;
    let keys: BTreeSet<JourneyKey> = labels.iter().map(|label| label.journey).collect();
    let journeys = store.log.journeys(&keys).await?;
    let texts: BTreeMap<_, _> = journeys
        .values()
        .flatten()
        .filter(|touch| Side::of(touch) == Side::Customer)
        .filter_map(|touch| Some((touch.key(), touch.text.as_deref()?)))
        .collect();
    let (mut rows, mut reader) = (Rows::default(), Reader::default());
    for label in &labels {
        let (Some(text), corrected) = (texts.get(&label.touch), Corrected::of(label)) else { continue };
        if corrected.causes.is_none() && corrected.anger.is_none() {
            continue;
        }
        let entry = entry(text, &corrected, model, &mut reader);
        // By its key, so that a text is always held back or never.
        let held_back = label.touch.0 % HELD_OUT == 0;
        if held_back { rows.held_back.push(entry) } else { rows.learn.push(entry) }
    }
    Ok(rows)
}

fn entry(text: &str, corrected: &Corrected, model: &Model, reader: &mut Reader) -> Entry {
    // A codebook has one row a line.
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let (found, emotion) = both_by(model, &Normal::of(&text), reader);
    let read: Vec<Cause> = found.iter().map(|one| one.cause).collect();
    let causes: Vec<Cause> = match &corrected.causes {
        Some(names) => names.iter().filter_map(|name| Cause::of(name)).collect(),
        None => read,
    };
    let source: Option<Source> = found.iter().find(|one| causes.contains(&one.cause)).and_then(|one| one.source);
    Entry {
        source: source.filter(|_| !causes.is_empty()),
        causes,
        anger: corrected.anger.unwrap_or(emotion.anger),
        moods: [emotion.disappointment.there, emotion.worry.there, emotion.joy.there],
        direction: emotion.direction,
        text,
    }
}

/// How well a model answers rows.
fn ask(model: &Model, rows: &[Entry]) -> Figures {
    let (mut hits, mut said, mut there, mut angers) = (0u64, 0u64, 0u64, 0u64);
    let mut reader = Reader::default();
    for row in rows {
        let (found, emotion) = both_by(model, &Normal::of(&row.text), &mut reader);
        said += found.len() as u64;
        there += row.causes.len() as u64;
        hits += found.iter().filter(|one| row.causes.contains(&one.cause)).count() as u64;
        angers += u64::from(emotion.anger == row.anger);
    }
    let share = |part: u64, whole: u64| if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
    Figures {
        precision: share(hits, said),
        recall: share(hits, there),
        causes_f1: share(2 * hits, said + there),
        anger: share(angers, rows.len() as u64),
    }
}

/// A model of the codebook and of corrections.
pub(crate) fn learned(own: &[Entry]) -> Result<Model, Failure> {
    let mut entries = own.to_vec();
    entries.extend(codebook::shipped().map_err(|error| Failure::Other(error.to_string()))?);
    let mut rows = codebook::rows(&entries);
    rows.iter_mut().take(own.len()).for_each(|row| row.weight = WEIGHT);
    let model = train(&rows, &codebook::settings()).map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(model.with_note(&codebook::origin(&entries)))
}

/// What came of holding a new model against one in use.
pub(crate) struct Judged {
    pub(crate) before: Figures,
    pub(crate) after: Figures,
    pub(crate) model: Model,
}

impl Judged {
    /// Whether the new one may take the place of the one in use.
    pub(crate) fn may_be_taken(&self) -> bool {
        self.after.worth() >= self.before.worth()
    }
}

/// Learns, and asks both models what was held back.
pub(crate) fn judge(rows: &Rows, in_use: &Model) -> Result<Judged, Failure> {
    let all = rows.learn.len() + rows.held_back.len();
    if all < LEAST || rows.held_back.is_empty() {
        return Err(Failure::Usage(too_few(all)));
    }
    let model = learned(&rows.learn)?;
    Ok(Judged { before: ask(in_use, &rows.held_back), after: ask(&model, &rows.held_back), model })
}

fn too_few(all: usize) -> String {
    format!("{all} corrections of customers’ texts say a cause or anger; {LEAST} are needed to learn and to check it")
}

/// The model in use.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InUse {
    /// What it was learned from.
    made_of: String,
    /// Whether it is the company's own.
    own: bool,
    /// Corrections of customers' texts there are to learn from, and how many are needed.
    corrections: usize,
    needed: usize,
    /// The last lesson since the server began; null where there was none.
    lesson: Option<Lesson>,
}

/// The model that texts are read with.
#[utoipa::path(get, path = "/api/v1/language/model", tag = "language", security(("key" = ["look"])),
    responses((status = 200, body = InUse)))]
pub(crate) async fn show(State(app): State<Shared>) -> Result<Json<InUse>, Problem> {
    let kept = app.house.kept();
    let rows = rows(&app.store, kept.model()).await?;
    Ok(Json(InUse {
        made_of: kept.model().note().to_owned(),
        own: kept.is_own(),
        corrections: rows.learn.len() + rows.held_back.len(),
        needed: LEAST,
        lesson: app.school.last(),
    }))
}

/// Learns a model from the codebook and all corrections, in the background. It takes the place of the one in use only
/// where it answers corrections that were held back no worse.
#[utoipa::path(post, path = "/api/v1/language/model", tag = "language", security(("key" = ["decide"])),
    responses((status = 202)))]
pub(crate) async fn begin(State(app): State<Shared>, who: Who, request: RequestId) -> Result<StatusCode, Problem> {
    let rows = rows(&app.store, app.house.kept().model()).await?;
    let all = rows.learn.len() + rows.held_back.len();
    if all < LEAST || rows.held_back.is_empty() {
        return Err(Problem::new(Kind::Invalid, too_few(all)));
    }
    if !app.school.begin(now()) {
        return Err(Kind::Busy.into());
    }
    app.school.set(|lesson| (lesson.learned, lesson.held_back) = (rows.learn.len(), rows.held_back.len()));
    let mut writing = app.store.database.write().await?;
    record(&mut writing, &who, &request, ("language.learn", ""), json!({ "corrections": all })).await?;
    writing.commit().await?;
    std::thread::spawn(move || {
        let kept = app.house.kept();
        let taken = judge(&rows, kept.model()).and_then(|judged| {
            app.school.set(|lesson| (lesson.before, lesson.after) = (Some(judged.before), Some(judged.after)));
            let may = judged.may_be_taken();
            if may {
                app.house.take(judged.model)?;
                app.unread.notify_one();
            }
            Ok(may)
        });
        app.school.set(|lesson| {
            lesson.ended_at = Some(now());
            match taken {
                Ok(taken) => lesson.taken = taken,
                Err(error) => lesson.why = Some(error.to_string()),
            }
        });
    });
    Ok(StatusCode::ACCEPTED)
}

/// Goes back to the model before; to the one the program brings, where there is none.
#[utoipa::path(delete, path = "/api/v1/language/model", tag = "language", security(("key" = ["decide"])),
    responses((status = 204)))]
pub(crate) async fn go_back(State(app): State<Shared>, who: Who, request: RequestId) -> Result<StatusCode, Problem> {
    app.house.go_back()?;
    let mut writing = app.store.database.write().await?;
    record(&mut writing, &who, &request, ("language.go_back", ""), json!({})).await?;
    writing.commit().await?;
    app.unread.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

/// `waterline language train --labels`: the same, from the command line.
pub(crate) async fn from_store(asked: &Asked) -> Result<(), Failure> {
    let (asked, store) = &asked.open().await?;
    let house = super::house::House::open(asked)?;
    let kept = house.kept();
    let rows = rows(store, kept.model()).await?;
    let judged = tokio::task::block_in_place(|| judge(&rows, kept.model()))?;
    let (before, after, taken) = (judged.before, judged.after, judged.may_be_taken());
    if taken {
        house.take(judged.model)?;
    }
    if asked.json {
        return crate::output::json(&json!({ "before": before, "after": after, "taken": taken }));
    }
    let percent = crate::locale::figures::percent;
    let texts = asked.language().texts();
    let key = if taken { "language-taken" } else { "language-refused" };
    crate::output::line(&texts.say(
        key,
        crate::locale::args!(
            before = percent(before.causes_f1),
            after = percent(after.causes_f1),
            angry = percent(before.anger),
            angrier = percent(after.anger)
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use language::cause::shipped;

    fn row(text: &str, causes: &[&str], anger: u8) -> Entry {
        let told = Corrected {
            causes: Some(causes.iter().map(|&cause| cause.to_owned()).collect()),
            anger: Some(anger),
            ..Corrected::default()
        };
        entry(text, &told, shipped(), &mut Reader::default())
    }

    #[test]
    fn a_correction_is_a_row_and_what_it_leaves_out_is_read() {
        let said = row("Still waiting\nfor my refund", &["system.slow"], 2);
        assert_eq!((said.text.as_str(), said.causes.as_slice()), ("Still waiting for my refund", &[Cause::Slow][..]));
        let kept = entry(
            "你们的客服太粗鲁了",
            &Corrected { anger: Some(4), ..Default::default() },
            shipped(),
            &mut Reader::default(),
        );
        assert_eq!(kept.anger, 4);
        assert!(!kept.causes.is_empty(), "{kept:?}");
    }

    #[test]
    fn figures_count_causes_and_anger() {
        let rows = [row("你们的客服太粗鲁了", &["employee.rude"], 9), row("thanks, all good", &["value.price"], 0)];
        let figures = ask(shipped(), &rows);
        assert!(figures.recall <= 0.5 && figures.anger <= 0.5, "{figures:?}");
        assert_eq!(ask(shipped(), &[]).worth(), 2.0);
    }

    #[test]
    fn too_few_corrections_teach_nothing() {
        let rows = Rows { learn: vec![row("slow", &["system.slow"], 1); 5], held_back: Vec::new() };
        let error = judge(&rows, shipped()).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("5 corrections") && error.contains("30 are needed"), "{error}");
    }
}
