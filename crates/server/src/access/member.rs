//! The members of the team, for those who let others in.

use super::session::record;
use super::{make_link, name_fits};
use crate::asked::now;
use crate::locale::Language;
use crate::serve::app::Shared;
use crate::serve::guard::{RequestId, Who};
use crate::serve::http::{Body, IfMatch, Listed, Path, etag};
use crate::serve::problem::{Kind, Problem};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use desk::access::Role;
use desk::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::access::{member, session};
use utoipa::ToSchema;

/// A member of the team.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Member)]
pub(crate) struct Shown {
    pub(crate) id: i64,
    email: String,
    name: String,
    /// agent, supervisor, analyst, owner or admin.
    #[schema(value_type = String)]
    role: Role,
    language: Option<String>,
    /// Rises with every change; the ETag of the member.
    version: i64,
    #[schema(value_type = String, format = DateTime)]
    created_at: Time,
    /// Whether they may no longer sign in.
    disabled: bool,
    /// Whether they chose a password.
    has_password: bool,
    /// Whether they signed in through the identity provider.
    linked: bool,
}

/// Somebody to take into the team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMember {
    email: String,
    #[serde(default)]
    name: String,
    #[schema(value_type = String)]
    role: Role,
}

/// What to change; what is missing stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberChange {
    email: Option<String>,
    name: Option<String>,
    #[schema(value_type = Option<String>)]
    role: Option<Role>,
    language: Option<String>,
    disabled: Option<bool>,
    /// `false` forgets by which name the identity provider knows them, so that another may take its place.
    linked: Option<bool>,
}

/// A one-time sign-in link: hand it over yourself, it is not sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeLink {
    link: String,
}

/// Somebody who was taken in, and the link by which they sign in first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Invited {
    member: Shown,
    link: String,
}

impl Shown {
    pub(crate) fn of(member: &member::Member) -> Shown {
        Shown {
            id: member.id,
            email: member.email.clone(),
            name: member.name.clone(),
            role: member.role,
            language: member.language.clone(),
            version: member.version,
            created_at: member.created_at,
            disabled: member.disabled_at.is_some(),
            has_password: member.password.is_some(),
            linked: member.subject.is_some(),
        }
    }
}

/// Bytes of an address at most (RFC 5321).
pub(super) const LONGEST: usize = 254;

/// A change whose texts make sense.
pub(super) fn checked(
    email: Option<String>,
    name: Option<String>,
    language: Option<String>,
) -> Result<member::Change, Problem> {
    let invalid = |what: String| Err(Problem::new(Kind::Invalid, what));
    if let Some(email) = &email
        && (email.trim().len() > LONGEST
            || !email.trim().split_once('@').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty()))
    {
        return invalid(format!("{email:?} is not an e-mail address"));
    }
    if let Some(Err(wrong)) = name.as_deref().map(name_fits) {
        return invalid(wrong);
    }
    if let Some(language) = &language
        && !Language::ALL.iter().any(|known| known.tag() == language)
    {
        return invalid(format!("{language:?} is not one of en, zh-Hans, zh-Hant"));
    }
    Ok(member::Change { email, name, language, ..member::Change::default() })
}

/// The team.
#[utoipa::path(get, path = "/api/v1/members", tag = "access", security(("key" = ["manage"])),
    responses((status = 200, body = Listed<Shown>)))]
pub(crate) async fn list(State(app): State<Shared>) -> Result<Json<Listed<Shown>>, Problem> {
    let members = member::list(&mut app.store.database.read().await?).await?;
    Ok(Json(Listed::all(members.iter().map(Shown::of).collect())))
}

/// Takes somebody into the team.
#[utoipa::path(post, path = "/api/v1/members", tag = "access", security(("key" = ["manage"])),
    request_body = NewMember, responses((status = 201, body = Invited)))]
pub(crate) async fn add(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Body(new): Body<NewMember>,
) -> Result<impl IntoResponse, Problem> {
    checked(Some(new.email.clone()), Some(new.name.clone()), None)?;
    let mut writing = app.store.database.write().await?;
    let added = member::add(&mut writing, &new.email, new.name.trim(), new.role, now()).await?;
    let link = make_link(&mut writing, &app.address, added.id).await?;
    let detail = json!({ "email": added.email, "role": added.role });
    record(&mut writing, &who, &request, ("member.add", &added.id.to_string()), detail).await?;
    writing.commit().await?;
    Ok((StatusCode::CREATED, Json(Invited { member: Shown::of(&added), link })))
}

/// A member of the team.
#[utoipa::path(get, path = "/api/v1/members/{id}", tag = "access", security(("key" = ["manage"])),
    params(("id" = i64, Path, description = "the member's number")), responses((status = 200, body = Shown)))]
pub(crate) async fn show(State(app): State<Shared>, Path(id): Path<i64>) -> Result<impl IntoResponse, Problem> {
    let member = member::of(&mut app.store.database.read().await?, id).await?;
    Ok((etag(member.version), Json(Shown::of(&member))))
}

/// Changes a member. Whoever may no longer sign in is signed out everywhere.
#[utoipa::path(patch, path = "/api/v1/members/{id}", tag = "access", security(("key" = ["manage"])),
    params(("id" = i64, Path, description = "the member's number"),
           ("if-match" = String, Header, description = "the ETag of the member that is changed")),
    request_body = MemberChange, responses((status = 200, body = Shown)))]
pub(crate) async fn change(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(id): Path<i64>,
    IfMatch(version): IfMatch,
    Body(asked): Body<MemberChange>,
) -> Result<impl IntoResponse, Problem> {
    let detail = json!({ "email": asked.email, "name": asked.name, "role": asked.role, "disabled": asked.disabled,
                         "linked": asked.linked });
    let change = member::Change {
        role: asked.role,
        disabled: asked.disabled,
        linked: asked.linked,
        ..checked(asked.email, asked.name, asked.language)?
    };
    let mut writing = app.store.database.write().await?;
    let changed = member::change(&mut writing, id, version, &change, now()).await?;
    if changed.disabled_at.is_some() {
        session::end_others(&mut writing, id, None).await?;
    }
    record(&mut writing, &who, &request, ("member.change", &id.to_string()), detail).await?;
    writing.commit().await?;
    Ok((etag(changed.version), Json(Shown::of(&changed))))
}

/// Makes a one-time sign-in link for a member: for a first sign-in, or when a password is forgotten.
#[utoipa::path(post, path = "/api/v1/members/{id}/link", tag = "access", security(("key" = ["manage"])),
    params(("id" = i64, Path, description = "the member's number")), responses((status = 201, body = MadeLink)))]
pub(crate) async fn link(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(id): Path<i64>,
) -> Result<impl IntoResponse, Problem> {
    let mut writing = app.store.database.write().await?;
    let member = member::of(&mut writing, id).await?;
    let link = make_link(&mut writing, &app.address, member.id).await?;
    record(&mut writing, &who, &request, ("member.link", &id.to_string()), json!({})).await?;
    writing.commit().await?;
    Ok((StatusCode::CREATED, Json(MadeLink { link })))
}
