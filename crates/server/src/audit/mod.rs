//! The audit: who did what.

use crate::serve::app::Shared;
use crate::serve::http::{Listed, Query};
use crate::serve::problem::Problem;
use axum::Json;
use axum::extract::State;
use desk::time::Time;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::access::{key, member};
use store::{Transaction, audit};
use utoipa::{IntoParams, ToSchema};

/// Something that somebody did.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Entry {
    id: i64,
    #[schema(value_type = String, format = DateTime)]
    at: Time,
    /// A member's address, a key's name, or the account at the server's shell.
    who: String,
    /// `noun.verb`.
    what: String,
    /// The id of what it was done to.
    target: String,
    /// The name of the member or key it was done to; null where it is something else, or has no name.
    name: Option<String>,
    /// The particulars.
    #[schema(value_type = Object)]
    detail: serde_json::Value,
    /// The request in which it was done.
    request: String,
}

/// Which entries are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Only what this one did.
    #[serde(default)]
    who: String,
    /// Only deeds that begin so, `customer.` or `member.add`.
    #[serde(default)]
    what: String,
    /// The `next` of the page before.
    after: Option<i64>,
    /// How many, 1000 at most.
    limit: Option<usize>,
}

/// What was done, the latest first.
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit", security(("key" = ["manage"])), params(Which),
    responses((status = 200, body = Listed<Entry>)))]
pub(crate) async fn list(
    State(app): State<Shared>,
    Query(which): Query<Which>,
) -> Result<Json<Listed<Entry>>, Problem> {
    let limit = which.limit.unwrap_or(100).clamp(1, 1_000);
    let asked = audit::Asked { who: which.who, what: which.what, before: which.after };
    let mut reading = app.store.database.read().await?;
    let found = audit::list(&mut reading, &asked, limit).await?;
    let names = Names::of(&mut reading).await?;
    let next = (found.len() == limit).then(|| found.last().map(|entry| entry.id.to_string())).flatten();
    let items = found.into_iter().map(|entry| Entry {
        id: entry.id,
        name: names.of_target(&entry.what, &entry.target),
        at: entry.at,
        who: entry.who,
        what: entry.what,
        target: entry.target,
        detail: entry.detail,
        request: entry.request,
    });
    Ok(Json(Listed { items: items.collect(), next }))
}

/// Who members and keys are, by their ids.
struct Names {
    members: BTreeMap<String, String>,
    keys: BTreeMap<String, String>,
}

impl Names {
    async fn of(reading: &mut Transaction) -> Result<Names, store::Error> {
        let members = member::list(reading).await?.into_iter();
        let keys = key::list(reading).await?.into_iter();
        Ok(Names {
            members: members.map(|one| (one.id.to_string(), one.email)).collect(),
            keys: keys.map(|one| (one.id.to_string(), one.name)).collect(),
        })
    }

    fn of_target(&self, what: &str, target: &str) -> Option<String> {
        let named = match what.split_once('.')?.0 {
            "member" | "session" => &self.members,
            "key" => &self.keys,
            _ => return None,
        };
        named.get(target).cloned()
    }
}
