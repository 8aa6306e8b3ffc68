//! Importing a file through the pages: it is sent, looked at, its mapping corrected, and then brought in while the page
//! looks on.

use super::upload::Upload;
use super::{Far, Rejected, Summary, bring_in};
use crate::access::session::record;
use crate::asked::now;
use crate::failure::Failure;
use crate::locale::Language;
use crate::serve::app::Shared;
use crate::serve::guard::{RequestId, Who};
use crate::serve::http::{Body, Listed, Path, Query};
use crate::serve::problem::{Kind, Problem};
use axum::Json;
use axum::body::Body as Stream;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use channels::file::mapping::Mapping;
use channels::file::{self, Log, Options, Record};
use desk::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use utoipa::{IntoParams, ToSchema};

/// The imports of this run of the server.
#[derive(Default)]
pub(crate) struct Imports {
    all: Mutex<BTreeMap<u64, Arc<Import>>>,
    last: AtomicU64,
    /// One after the other: each may take the memory it was given.
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// A file that was sent.
struct Import {
    id: u64,
    name: String,
    upload: Upload,
    rejected: PathBuf,
    who: String,
    far: Far,
    now: Mutex<Now>,
}

/// How it stands with an import.
#[derive(Clone, Default)]
struct Now {
    stage: Stage,
    began_at: Option<Time>,
    ended_at: Option<Time>,
    summary: Option<Summary>,
    why: Option<String>,
}

/// The stages of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    /// Sent, and waiting to be begun.
    #[default]
    Waiting,
    /// Under way, or waiting for another one to end.
    Running,
    /// Everything is in the store.
    Done,
    /// Ended with an error; beginning it again goes on where it was.
    Failed,
}

/// The name of the file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Named {
    name: Option<String>,
}

/// How a file is read: the mapping as TOML, as the preview told it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Reading {
    /// As TOML.
    mapping: Option<String>,
    /// As an object; wins over the text.
    #[schema(value_type = Option<Object>)]
    fields: Option<Mapping>,
    /// Zone of times that name none.
    zone: Option<String>,
}

/// A column of the file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PreviewColumn)]
pub(crate) struct Column {
    name: String,
    /// Up to three different things that stand in its first rows.
    examples: Vec<String>,
}

/// What a file looks like through a mapping.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Preview {
    format: String,
    /// The mapping as TOML; empty for formats that need none.
    mapping: String,
    /// The same as an object.
    #[schema(value_type = Option<Object>)]
    fields: Option<Mapping>,
    /// Whether it was guessed.
    guessed: bool,
    /// The columns to choose from, as they stand in the file; then those that only the mapping names.
    columns: Vec<Column>,
    /// The first rows, as touches.
    #[schema(value_type = Vec<Object>)]
    touches: Vec<desk::touch::Touch>,
    /// Rows among the first that cannot be taken, and why.
    rejected: Vec<String>,
    /// Why no mapping could be guessed; the mapping then takes no column, and says where the time must be named.
    why: Option<String>,
}

/// An import.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Import)]
pub(crate) struct Shown {
    id: u64,
    name: String,
    who: String,
    bytes: u64,
    stage: Stage,
    /// Bytes of the file read so far, and in all.
    read: u64,
    total: u64,
    /// Rows read so far.
    rows: u64,
    /// Rows a second, and seconds left at that rate.
    rate: Option<f64>,
    left_seconds: Option<f64>,
    /// As `waterline import --json` prints it, once it is done.
    #[schema(value_type = Option<Object>)]
    summary: Option<Summary>,
    /// Why it failed.
    why: Option<String>,
    /// Whether rejected rows can be fetched.
    has_rejected: bool,
}

/// A file that was sent, and what it looks like.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sent {
    import: Shown,
    preview: Preview,
}

/// Where rejected rows lie beside an upload: no upload is called so.
const REJECTED: &str = ".rejected.csv";
/// Rows looked at for a preview.
const FIRST: usize = 12;

impl Imports {
    fn get(&self, id: u64) -> Result<Arc<Import>, Problem> {
        let all = self.all.lock().map_err(|_| Kind::Failed)?;
        all.get(&id).cloned().ok_or_else(|| Kind::NotFound.into())
    }

    fn put(&self, import: Import) -> Arc<Import> {
        let import = Arc::new(import);
        if let Ok(mut all) = self.all.lock() {
            all.insert(import.id, import.clone());
        }
        import
    }
}

impl Import {
    fn now(&self) -> Now {
        self.now.lock().map(|now| now.clone()).unwrap_or_default()
    }

    fn set(&self, change: impl FnOnce(&mut Now)) {
        if let Ok(mut now) = self.now.lock() {
            change(&mut now);
        }
    }

    fn shown(&self) -> Shown {
        let state = self.now();
        let [read, total, rows] =
            [&self.far.read, &self.far.total, &self.far.records].map(|count| count.load(Ordering::Relaxed));
        let took = state.began_at.map(|began| (state.ended_at.unwrap_or_else(now) - began).seconds());
        let took = took.filter(|took| *took > 0.0);
        let left = took.filter(|_| state.stage == Stage::Running && read > 0);
        Shown {
            id: self.id,
            name: self.name.clone(),
            who: self.who.clone(),
            bytes: self.upload.bytes,
            stage: state.stage,
            read,
            total,
            rows,
            rate: took.map(|took| rows as f64 / took),
            left_seconds: left.map(|took| took * total.saturating_sub(read) as f64 / read as f64),
            summary: state.summary,
            why: state.why,
            has_rejected: self.rejected.exists(),
        }
    }
}

fn options(app: &Shared, reading: &Reading) -> Result<Options, Problem> {
    let mut options = app.asked().reading()?;
    options.mapping = match (&reading.fields, &reading.mapping) {
        (Some(fields), _) => Some(fields.clone()),
        (None, Some(text)) if !text.trim().is_empty() => Some(Mapping::from_toml(text).map_err(Failure::from)?),
        _ => options.mapping,
    };
    if let Some(zone) = reading.zone.as_ref().filter(|zone| !zone.is_empty()) {
        options.zone = Some(zone.clone());
    }
    Ok(options)
}

/// A mapping that takes every table: the columns go into attributes, where a person can look at them and choose.
const TAKES_ALL: &str = "[at]\nalways = \"2000-01-01\"\n";

/// Looks at a file. Where no mapping can be guessed the columns are shown all the same, so that somebody can write one.
fn look(path: &std::path::Path, options: &Options, language: Language) -> Result<Preview, Failure> {
    let error = match look_through(path, options, language) {
        Err(Failure::Read(error)) if options.mapping.is_none() => error,
        other => return other,
    };
    let by_hand = Options { mapping: Some(Mapping::from_toml(TAKES_ALL)?), ..options.clone() };
    let seen = look_through(path, &by_hand, language);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let why = error.to_string().replace(&path.display().to_string(), &name);
    match seen {
        Ok(preview) if !preview.touches.is_empty() => Ok(Preview { guessed: true, why: Some(why), ..preview }),
        // Without a row there is nothing to choose columns from: it is no log.
        _ => Err(Failure::Usage(why)),
    }
}

fn look_through(path: &std::path::Path, options: &Options, language: Language) -> Result<Preview, Failure> {
    let mut log = file::open(path, options)?;
    let mapping = log.mapping().cloned();
    let columns = columns(&log);
    let mut preview = Preview {
        format: log.format().word().to_owned(),
        mapping: mapping.as_ref().map(Mapping::to_toml).unwrap_or_default(),
        fields: mapping,
        guessed: options.mapping.is_none(),
        columns,
        touches: Vec::new(),
        rejected: Vec::new(),
        why: None,
    };
    for record in log.by_ref().take(FIRST) {
        match record? {
            Record::Touch(touch) => preview.touches.push(touch),
            Record::Rejected(rejected) => preview.rejected.push(rejected.reason.text(language.into())),
        }
    }
    Ok(preview)
}

fn columns(log: &Log) -> Vec<Column> {
    let shown = |column: &file::guess::Column| Column { name: column.name.clone(), examples: column.examples.clone() };
    let mut columns: Vec<Column> = log.columns().iter().map(shown).collect();
    for (_, name) in log.mapping().map(Mapping::named_columns).unwrap_or_default() {
        if !columns.iter().any(|column| column.name == name) {
            columns.push(Column { name: name.to_owned(), examples: Vec::new() });
        }
    }
    columns
}

/// Sends a file: its bytes are the body, its name is `name`. Answers with what it looks like; nothing is brought in yet.
#[utoipa::path(post, path = "/api/v1/imports", tag = "imports", security(("key" = ["import"])), params(Named),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Sent)))]
pub(crate) async fn send(
    State(app): State<Shared>,
    who: Who,
    language: Language,
    Query(named): Query<Named>,
    body: Stream,
) -> Result<impl IntoResponse, Problem> {
    let id = app.imports.last.fetch_add(1, Ordering::Relaxed) + 1;
    // What cannot be read is not kept.
    let upload = Upload::receive(&app, id, &named.name.unwrap_or_default(), body).await?;
    let options = options(&app, &Reading::default())?;
    let preview = tokio::task::block_in_place(|| look(&upload.path, &options, language))?;
    let (name, rejected) = (upload.name(), upload.path.with_file_name(REJECTED));
    let (far, now) = (Far::default(), Mutex::default());
    let import = app.imports.put(Import { id, name, upload, rejected, who: who.name, far, now });
    Ok((StatusCode::CREATED, Json(Sent { import: import.shown(), preview })))
}

/// What the file looks like through another mapping.
#[utoipa::path(post, path = "/api/v1/imports/{id}/preview", tag = "imports", security(("key" = ["import"])),
    params(("id" = u64, Path, description = "the import's number")), request_body = Reading,
    responses((status = 200, body = Preview)))]
pub(crate) async fn preview(
    State(app): State<Shared>,
    language: Language,
    Path(id): Path<u64>,
    Body(reading): Body<Reading>,
) -> Result<Json<Preview>, Problem> {
    let (import, options) = (app.imports.get(id)?, options(&app, &reading)?);
    Ok(Json(tokio::task::block_in_place(|| look(&import.upload.path, &options, language))?))
}

/// Begins to bring the file in, or begins again where it failed.
#[utoipa::path(post, path = "/api/v1/imports/{id}/start", tag = "imports", security(("key" = ["import"])),
    params(("id" = u64, Path, description = "the import's number")), request_body = Reading,
    responses((status = 202, body = Shown)))]
pub(crate) async fn start(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(id): Path<u64>,
    Body(reading): Body<Reading>,
) -> Result<impl IntoResponse, Problem> {
    let (import, options) = (app.imports.get(id)?, options(&app, &reading)?);
    let mut begun = false;
    import.set(|state| {
        if matches!(state.stage, Stage::Waiting | Stage::Failed) {
            *state = Now { stage: Stage::Running, began_at: Some(now()), ..Now::default() };
            begun = true;
        }
    });
    if !begun {
        return Err(Problem::new(Kind::Conflict, format!("import {id}")));
    }
    let mut writing = app.store.database.write().await?;
    let detail = json!({ "name": import.name, "bytes": import.upload.bytes });
    record(&mut writing, &who, &request, ("import.start", &id.to_string()), detail).await?;
    writing.commit().await?;
    let (run, handle) = (import.clone(), tokio::runtime::Handle::current());
    std::thread::spawn(move || handle.block_on(carry_out(&app, &run, &options)));
    Ok((StatusCode::ACCEPTED, Json(import.shown())))
}

async fn carry_out(app: &Shared, import: &Import, options: &Options) {
    let turn = app.imports.turn.clone();
    let _turn = turn.lock().await;
    import.set(|state| state.began_at = Some(now()));
    let (files, way) = ([import.upload.path.clone()], Rejected::In(&import.rejected));
    let result = bring_in(&app.asked(), &app.store, &files, (way, options, &import.far)).await;
    import.set(|state| {
        state.ended_at = Some(now());
        match result {
            Ok(mut summary) => {
                // Where the upload lay is nobody's business.
                summary.files = vec![import.name.clone()];
                summary.rejected_files.clear();
                (state.stage, state.summary) = (Stage::Done, Some(summary));
            }
            Err(error) => (state.stage, state.why) = (Stage::Failed, Some(error.to_string())),
        }
    });
    app.pictures.grown();
    app.unread.notify_one();
    app.board.refresh();
}

/// Imports of this run of the server, the latest first.
#[utoipa::path(get, path = "/api/v1/imports", tag = "imports", security(("key" = ["import"])),
    responses((status = 200, body = Listed<Shown>)))]
pub(crate) async fn list(State(app): State<Shared>) -> Result<Json<Listed<Shown>>, Problem> {
    let all = app.imports.all.lock().map_err(|_| Kind::Failed)?;
    Ok(Json(Listed::all(all.values().rev().map(|import| import.shown()).collect())))
}

/// How far an import has come.
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "imports", security(("key" = ["import"])),
    params(("id" = u64, Path, description = "the import's number")), responses((status = 200, body = Shown)))]
pub(crate) async fn one(State(app): State<Shared>, Path(id): Path<u64>) -> Result<Json<Shown>, Problem> {
    Ok(Json(app.imports.get(id)?.shown()))
}

/// Rows that could not be taken, each with line, column, reason and mend.
#[utoipa::path(get, path = "/api/v1/imports/{id}/rejected", tag = "imports", security(("key" = ["import"])),
    params(("id" = u64, Path, description = "the import's number")),
    responses((status = 200, description = "a CSV", body = String, content_type = "text/csv")))]
pub(crate) async fn rejected(State(app): State<Shared>, Path(id): Path<u64>) -> Result<Response, Problem> {
    let import = app.imports.get(id)?;
    let bytes = tokio::fs::read(&import.rejected).await.map_err(|_| Kind::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"rejected.csv\""),
    ];
    Ok((headers, bytes).into_response())
}

/// Forgets an import and removes the upload. What was brought in stays.
#[utoipa::path(delete, path = "/api/v1/imports/{id}", tag = "imports", security(("key" = ["import"])),
    params(("id" = u64, Path, description = "the import's number")), responses((status = 204)))]
pub(crate) async fn forget(State(app): State<Shared>, Path(id): Path<u64>) -> Result<StatusCode, Problem> {
    let import = app.imports.get(id)?;
    if import.now().stage == Stage::Running {
        return Err(Problem::new(Kind::Conflict, format!("import {id}")));
    }
    if let Ok(mut all) = app.imports.all.lock() {
        all.remove(&id);
    }
    Ok(StatusCode::NO_CONTENT)
}
