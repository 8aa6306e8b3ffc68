//! Members of the team.

use crate::error::{Error, Result};
use crate::transaction::{Transaction, Value};
use crate::values;
use desk::access::Role;
use desk::time::Time;

/// A member of the team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its number.
    pub id: i64,
    /// The address by which they sign in, in small letters.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they are there for.
    pub role: Role,
    /// The language they chose.
    pub language: Option<String>,
    /// The password's hash, as Argon2 writes it; `None` for who signs in by link or elsewhere only.
    pub password: Option<String>,
    /// By which subject an identity provider knows them: its issuer, a space, and its own name for them.
    pub subject: Option<String>,
    /// Rises with every change.
    pub version: i64,
    /// Since when.
    pub created_at: Time,
    /// Since when they may no longer sign in.
    pub disabled_at: Option<Time>,
}

/// What may be changed of a member; `None` leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The address.
    pub email: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The role.
    pub role: Option<Role>,
    /// The language.
    pub language: Option<String>,
    /// The hash of a new password.
    pub password: Option<String>,
    /// Whether they may sign in.
    pub disabled: Option<bool>,
    /// Whether an identity provider still knows them; `Some(false)` lets another subject take their place.
    pub linked: Option<bool>,
}

type Row = (i64, String, String, String, Option<String>, Option<String>, Option<String>, i64, i64, Option<i64>);

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, email, name, role, language, password, subject, version, created_at, disabled_at FROM member ",
            $rest
        )
    };
}

fn member(row: Row) -> Result<Member> {
    let (id, email, name, role, language, password, subject, version, created_at, disabled_at) = row;
    let role = role
        .parse()
        .map_err(|why: desk::access::NotKnown| Error::Damaged { what: format!("member {id}"), why: why.to_string() })?;
    let (created_at, disabled_at) = (Time(created_at), disabled_at.map(Time));
    Ok(Member { id, email, name, role, language, password, subject, version, created_at, disabled_at })
}

/// The form in which an address is kept and compared.
fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Takes somebody into the team.
///
/// # Errors
/// [`Error::Taken`] where the address has a member already.
pub async fn add(transaction: &mut Transaction, email: &str, name: &str, role: Role, now: Time) -> Result<Member> {
    let sql = "INSERT INTO member (email, name, role, version, created_at) VALUES ($1, $2, $3, 1, $4)
               ON CONFLICT (email) DO NOTHING RETURNING id";
    let row = values![folded(email), name, role.word(), now.0];
    match transaction.fetch_optional::<(i64,)>(sql, row).await? {
        None => Err(Error::Taken { what: format!("a member with the address {}", folded(email)) }),
        Some((id,)) => of(transaction, id).await,
    }
}

/// The member with a number.
///
/// # Errors
/// [`Error::Unknown`] where there is none.
pub async fn of(transaction: &mut Transaction, id: i64) -> Result<Member> {
    let row = transaction.fetch_optional(select!("WHERE id = $1"), values![id]).await?;
    row.map_or_else(|| Err(Error::Unknown { what: format!("member {id}") }), member)
}

/// The member with an address.
pub async fn by_email(transaction: &mut Transaction, email: &str) -> Result<Option<Member>> {
    let row = transaction.fetch_optional(select!("WHERE email = $1"), values![folded(email)]).await?;
    row.map(member).transpose()
}

/// The member an identity provider knows by this subject.
pub async fn by_subject(transaction: &mut Transaction, subject: &str) -> Result<Option<Member>> {
    let row = transaction.fetch_optional(select!("WHERE subject = $1"), values![subject]).await?;
    row.map(member).transpose()
}

/// Remembers by which subject an identity provider knows a member.
pub async fn set_subject(transaction: &mut Transaction, id: i64, subject: &str) -> Result<()> {
    transaction
        .execute("UPDATE member SET subject = $2, version = version + 1 WHERE id = $1", values![id, subject])
        .await?;
    Ok(())
}

/// Everybody, in the order in which they came.
pub async fn list(transaction: &mut Transaction) -> Result<Vec<Member>> {
    let rows: Vec<Row> = transaction.fetch_all(select!("ORDER BY id"), []).await?;
    rows.into_iter().map(member).collect()
}

/// Changes a member, if `version` is still the newest.
///
/// # Errors
/// [`Error::Stale`] where somebody changed it meanwhile, [`Error::Taken`] where another member has the address,
/// [`Error::LastAdmin`] where nobody would be left who can let others in.
pub async fn change(
    transaction: &mut Transaction,
    id: i64,
    version: i64,
    change: &Change,
    now: Time,
) -> Result<Member> {
    let before = of(transaction, id).await?;
    let email = change.email.as_deref().map_or_else(|| before.email.clone(), folded);
    if by_email(transaction, &email).await?.is_some_and(|other| other.id != id) {
        return Err(Error::Taken { what: format!("a member with the address {email}") });
    }
    let disabled_at = match change.disabled {
        None => before.disabled_at,
        Some(true) => before.disabled_at.or(Some(now)),
        Some(false) => None,
    };
    let sql = "UPDATE member SET email = $3, name = $4, role = $5, language = $6, password = $7, disabled_at = $8,
                                 subject = $9, version = version + 1 WHERE id = $1 AND version = $2";
    let row: [Value; 9] = values![
        id,
        version,
        email,
        change.name.clone().unwrap_or(before.name),
        change.role.unwrap_or(before.role).word(),
        change.language.clone().or(before.language),
        change.password.clone().or(before.password),
        disabled_at.map(|at| at.0),
        before.subject.filter(|_| change.linked != Some(false)),
    ];
    if transaction.execute(sql, row).await? == 0 {
        return Err(Error::Stale { what: format!("member {id}") });
    }
    let sql = "SELECT count(*) FROM member WHERE role = 'admin' AND disabled_at IS NULL";
    match transaction.fetch_one::<(i64,)>(sql, []).await? {
        (0,) => Err(Error::LastAdmin),
        _ => of(transaction, id).await,
    }
}
