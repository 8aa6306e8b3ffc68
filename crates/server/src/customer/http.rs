//! Customers over HTTP: find, look, join, split, erase. A look by an administrator is written down.

use super::{key, person_of};
use crate::access::session::{looked, record};
use crate::asked::now;
use crate::serve::app::Shared;
use crate::serve::guard::{RequestId, Who};
use crate::serve::http::{Body, Listed, Path, Query};
use crate::serve::problem::{Kind, Problem};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use desk::id::CustomerKey;
use desk::touch::Touch;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::person::{self, Person, Ruling};
use store::{customer, person_erase};
use utoipa::{IntoParams, ToSchema};

/// Which customers.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// The beginning of any identity: address, number, account, name (Chinese too).
    search: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// How many, 200 at most.
    limit: Option<usize>,
}

/// A customer in a line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CustomerLine {
    id: String,
    /// What they are known by, the surest first.
    known_by: Vec<Known>,
    /// Names and mailboxes of roles that were seen with them.
    seen_with: Vec<Known>,
}

/// An identity.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Known {
    /// account, email, phone, messenger, device or name; null for a customer known by a case only.
    kind: Option<&'static str>,
    value: String,
}

fn known(held: &[person::Held]) -> Vec<Known> {
    held.iter().map(|held| Known { kind: held.kind.map(|kind| kind.word()), value: held.value.clone() }).collect()
}

/// A customer in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Customer {
    id: String,
    /// Identities with why they are joined, and decisions (docs/reference/json.md).
    #[schema(value_type = Object)]
    person: Person,
    /// Everything they did, in the order of time, as `waterline export` writes it.
    #[schema(value_type = Vec<Object>)]
    touches: Vec<Touch>,
    /// How many touches there are; only the last 2000 are told.
    touches_in_all: usize,
}

/// Somebody else, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decision {
    /// cus_...
    other: String,
    reason: String,
}

/// Touches told of one customer at most.
const MOST_TOUCHES: usize = 2_000;

fn id(id: &str) -> Result<CustomerKey, Problem> {
    key(id).map_err(|_| Kind::NotFound.into())
}

/// Customers one of whose identities begins with what is searched for; all, where nothing is.
#[utoipa::path(get, path = "/api/v1/customers", tag = "customers", security(("key" = ["customers"])), params(Wanted),
    responses((status = 200, body = Listed<CustomerLine>)))]
pub(crate) async fn list(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Listed<CustomerLine>>, Problem> {
    let (limit, limits) = (wanted.limit.unwrap_or(50).clamp(1, 200), app.asked().limits());
    let searched = wanted.search.map(|search| search.trim().to_owned()).filter(|search| !search.is_empty());
    let mut reading = app.store.database.read().await?;
    let persons = match &searched {
        Some(typed) => customer::find(&mut reading, typed, app.asked().region()?, &limits, limit).await?,
        None => {
            let after = wanted.after.as_deref().map(key).transpose()?;
            customer::list(&mut reading, after, &limits, limit).await?
        }
    };
    drop(reading);
    if let Some(search) = &searched {
        looked(&app, &who, &request, ("customer.search", search)).await?;
    }
    let full = searched.is_none() && persons.len() == limit;
    let next = full.then(|| persons.last().map(|person| person.key.to_string())).flatten();
    let line = |person: &Person| CustomerLine {
        id: person.key.to_string(),
        known_by: known(&person.identities),
        seen_with: known(&person.seen_with),
    };
    Ok(Json(Listed { items: persons.iter().map(line).collect(), next }))
}

/// A customer: who they are and why, and everything that happened to them on every channel.
#[utoipa::path(get, path = "/api/v1/customers/{id}", tag = "customers", security(("key" = ["customers"])),
    params(("id" = String, Path, description = "cus_...")), responses((status = 200, body = Customer)))]
pub(crate) async fn one(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(customer): Path<String>,
) -> Result<Json<Customer>, Problem> {
    let (person, mut touches) = person_of(&app.asked(), &app.store, id(&customer)?).await?;
    if touches.is_empty() && person.identities.iter().all(|held| held.kind.is_none()) {
        return Err(Kind::NotFound.into());
    }
    looked(&app, &who, &request, ("customer.look", &person.key.to_string())).await?;
    let touches_in_all = touches.len();
    let touches = touches.split_off(touches_in_all.saturating_sub(MOST_TOUCHES));
    Ok(Json(Customer { id: person.key.to_string(), person, touches, touches_in_all }))
}

async fn decide(
    app: &Shared,
    (who, request): (&Who, &RequestId),
    (one, asked): (&str, &Decision),
    join: bool,
) -> Result<Json<serde_json::Value>, Problem> {
    if asked.reason.trim().is_empty() {
        return Err(Problem::new(Kind::Invalid, "reason"));
    }
    let (one, other, limits) = (id(one)?, id(&asked.other)?, app.asked().limits());
    let ruling = Ruling { who: &who.name, why: asked.reason.trim(), now: now() };
    let database = &app.store.database;
    let person = if join {
        person::join(database, one, other, &ruling, &limits).await?
    } else {
        person::split(database, one, other, &ruling, &limits).await?
    };
    let what = if join { "customer.join" } else { "customer.split" };
    let mut writing = database.write().await?;
    let detail = json!({ "other": asked.other, "reason": asked.reason });
    record(&mut writing, who, request, (what, &one.to_string()), detail).await?;
    writing.commit().await?;
    app.pictures.grown();
    Ok(Json(serde_json::to_value(person).map_err(|_| Kind::Failed)?))
}

/// Decides that two customers are one person.
#[utoipa::path(post, path = "/api/v1/customers/{id}/join", tag = "customers", security(("key" = ["decide"])),
    params(("id" = String, Path, description = "cus_...")), request_body = Decision,
    responses((status = 200, description = "the person they are now", body = Object)))]
pub(crate) async fn join(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(customer): Path<String>,
    Body(asked): Body<Decision>,
) -> Result<Json<serde_json::Value>, Problem> {
    decide(&app, (&who, &request), (&customer, &asked), true).await
}

/// Decides that two identities are not one person.
#[utoipa::path(post, path = "/api/v1/customers/{id}/split", tag = "customers", security(("key" = ["decide"])),
    params(("id" = String, Path, description = "cus_...")), request_body = Decision,
    responses((status = 200, description = "the person that is left", body = Object)))]
pub(crate) async fn split(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(customer): Path<String>,
    Body(asked): Body<Decision>,
) -> Result<Json<serde_json::Value>, Problem> {
    decide(&app, (&who, &request), (&customer, &asked), false).await
}

/// Takes a decision back.
#[utoipa::path(delete, path = "/api/v1/decisions/{number}", tag = "customers", security(("key" = ["decide"])),
    params(("number" = i64, Path, description = "the decision's number")), responses((status = 204)))]
pub(crate) async fn undo(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(number): Path<i64>,
) -> Result<StatusCode, Problem> {
    person::undo(&app.store.database, number, &who.name, now()).await?;
    let mut writing = app.store.database.write().await?;
    record(&mut writing, &who, &request, ("customer.undo", &number.to_string()), json!({})).await?;
    writing.commit().await?;
    app.pictures.grown();
    Ok(StatusCode::NO_CONTENT)
}

/// Removes everything known of a customer, for good.
#[utoipa::path(post, path = "/api/v1/customers/{id}/erase", tag = "customers", security(("key" = ["decide"])),
    params(("id" = String, Path, description = "cus_...")), responses((status = 202)))]
pub(crate) async fn erase(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(customer): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    let key = id(&customer)?;
    let erasure = person_erase::request(&app.store.database, key, &who.name, &app.asked().limits(), now()).await?;
    let mut writing = app.store.database.write().await?;
    // Not who it was: that is what is erased.
    record(&mut writing, &who, &request, ("customer.erase", &erasure.to_string()), json!({})).await?;
    writing.commit().await?;
    app.forget_figures()?;
    app.work.notify_one();
    Ok(StatusCode::ACCEPTED)
}
