//! Who may use Waterline: members and their sessions, one-time links, keys of other systems.

pub(crate) mod command;
pub(crate) mod key;
pub(crate) mod member;
pub(crate) mod openid;
mod password;
pub(crate) mod session;

use crate::asked::now;
use crate::failure::Failure;
use crate::serve::token;
use desk::access::Role;
use desk::time::Span;
use store::Transaction;
use store::access::{link, member as members};

/// How long a one-time link works.
const LINK: Span = Span(24 * 3_600_000_000);
/// The address of the first administrator until they say their own.
const FIRST: &str = "admin@localhost";

/// Characters of a name at most.
const NAME: usize = 200;

/// Whether a name can be shown in a list; what is wrong with it, else.
fn name_fits(name: &str) -> Result<(), String> {
    if name.chars().count() > NAME {
        return Err(format!("a name has {NAME} characters at most"));
    }
    if name.chars().any(char::is_control) {
        return Err("a name stands on one line and holds no control characters".to_owned());
    }
    Ok(())
}

/// A one-time link for a member, as it is typed into a browser.
async fn make_link(writing: &mut Transaction, address: &str, member: i64) -> Result<String, Failure> {
    let token = token::fresh("")?;
    link::make(writing, &token::hash(&token), member, now() + LINK).await?;
    // What stands behind # is never sent, so it is in no log on the way.
    Ok(format!("{address}/welcome#{token}"))
}

/// A link for the first administrator, made if there is none; `None` where somebody can sign in already and nobody asks.
pub(crate) async fn first_link(
    database: &store::Database,
    address: &str,
    asked_for: bool,
) -> Result<Option<String>, Failure> {
    let mut writing = database.write().await?;
    let members = members::list(&mut writing).await?;
    let mut admins = members.iter().filter(|member| member.role == Role::Admin && member.disabled_at.is_none());
    let id = match admins.next() {
        Some(admin) if admin.password.is_none() || asked_for => admin.id,
        Some(_) => return Ok(None),
        None => members::add(&mut writing, FIRST, "", Role::Admin, now()).await?.id,
    };
    let link = make_link(&mut writing, address, id).await?;
    writing.commit().await?;
    Ok(Some(link))
}
