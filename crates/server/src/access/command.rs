//! `waterline key` and `waterline member`: letting others in from a shell, whether the server runs or not.

use super::key::{NewKey, make};
use crate::asked::Asked;
use crate::cli::{Keys, Members};
use crate::customer::decider;
use crate::failure::Failure;
use crate::locale::args;
use crate::output;
use crate::serve::shell;
use desk::time::Time;
use serde_json::{Value as Json, json};
use store::audit::{self, Deed};

/// `waterline key`.
pub(crate) async fn keys(asked: &Asked, question: &Keys) -> Result<(), Failure> {
    match question {
        Keys::Create { name, scope, expires } => {
            let expires_at = crate::asked::moment(expires)?;
            let new = NewKey { name: name.clone(), scopes: scope.clone(), expires_at };
            let made = create(asked, &new).await?;
            if asked.json {
                return output::json(&made);
            }
            output::line(made["key"].as_str().unwrap_or_default())
        }
        Keys::List => {
            let listed = list(asked).await?;
            if asked.json {
                return output::json(&listed);
            }
            for key in listed.as_array().into_iter().flatten() {
                let text = |field: &str| key[field].as_str().unwrap_or_default().to_owned();
                let state = if key["revoked_at"].is_null() { "" } else { "×" };
                let scopes: Vec<&str> =
                    key["scopes"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
                output::line(&format!(
                    "{:>4} {}… {} {} {state}",
                    key["id"],
                    text("shown"),
                    text("name"),
                    scopes.join(",")
                ))?;
            }
            Ok(())
        }
        Keys::Revoke { id } => revoke(asked, *id).await,
    }
}

async fn create(asked: &Asked, new: &NewKey) -> Result<Json, Failure> {
    if shell::is_there(asked) {
        return shell::ask(asked, "POST", "/api/v1/keys", new).await;
    }
    let (_, store) = asked.open_or_make().await?;
    let mut writing = store.database.write().await?;
    let made = make(&mut writing, new, &decider()).await?;
    let made = serde_json::to_value(made).map_err(|error| Failure::Other(error.to_string()))?;
    let detail = json!({ "name": made["name"], "shown": made["shown"], "scopes": made["scopes"] });
    deed(&mut writing, "key.make", &made["id"].to_string(), detail).await?;
    writing.commit().await?;
    Ok(made)
}

async fn list(asked: &Asked) -> Result<Json, Failure> {
    if shell::is_there(asked) {
        return Ok(shell::ask(asked, "GET", "/api/v1/keys", &Json::Null).await?["items"].take());
    }
    let (_, store) = asked.open().await?;
    let keys = store::access::key::list(&mut store.database.read().await?).await?;
    let shown: Vec<super::key::Shown> = keys.into_iter().map(Into::into).collect();
    serde_json::to_value(shown).map_err(|error| Failure::Other(error.to_string()))
}

async fn revoke(asked: &Asked, id: i64) -> Result<(), Failure> {
    if shell::is_there(asked) {
        shell::ask(asked, "DELETE", &format!("/api/v1/keys/{id}"), &Json::Null).await?;
        return Ok(());
    }
    let (_, store) = asked.open().await?;
    let mut writing = store.database.write().await?;
    store::access::key::revoke(&mut writing, id, crate::asked::now()).await?;
    deed(&mut writing, "key.revoke", &id.to_string(), json!({})).await?;
    writing.commit().await?;
    Ok(())
}

async fn deed(writing: &mut store::Transaction, what: &str, target: &str, detail: Json) -> Result<(), Failure> {
    let who = format!("shell {}", decider());
    let now: Time = crate::asked::now();
    audit::record(writing, &Deed { who: &who, what, target, detail, request: "" }, now).await?;
    Ok(())
}

/// `waterline member`.
pub(crate) async fn members(asked: &Asked, question: &Members) -> Result<(), Failure> {
    let Members::Link { email, address } = question;
    let (_, store) = asked.open().await?;
    let mut writing = store.database.write().await?;
    let found = store::access::member::by_email(&mut writing, email).await?;
    let member = found
        .ok_or_else(|| Failure::Usage(asked.language().texts().say("member-none", args!(email = email.clone()))))?;
    let link = super::make_link(&mut writing, address.trim_end_matches('/'), member.id).await?;
    deed(&mut writing, "member.link", &member.id.to_string(), json!({})).await?;
    writing.commit().await?;
    output::line(&link)
}
