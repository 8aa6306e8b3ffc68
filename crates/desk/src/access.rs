//! Who may do what: a role of a member, or a key of another system, is a set of scopes.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a member of the team is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Serves customers.
    Agent,
    /// Answers for agents.
    Supervisor,
    /// Looks for noise points and measures them.
    Analyst,
    /// Gets noise points to mend.
    Owner,
    /// Lets others in.
    Admin,
}

/// One thing that may be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// See the analysis: figures about many customers.
    Look,
    /// See single customers and their journeys.
    Customers,
    /// Join, split and erase customers.
    Decide,
    /// Take noise points further: assign, change, discuss, prove.
    Work,
    /// Bring in files.
    Import,
    /// Send touches.
    Intake,
    /// Members, keys, settings and the audit.
    Manage,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 5] = [Role::Agent, Role::Supervisor, Role::Analyst, Role::Owner, Role::Admin];

    /// Its name in JSON and in the store.
    pub fn word(self) -> &'static str {
        match self {
            Role::Agent => "agent",
            Role::Supervisor => "supervisor",
            Role::Analyst => "analyst",
            Role::Owner => "owner",
            Role::Admin => "admin",
        }
    }

    /// What it may do. Touches are sent by systems, so only a key has [`Scope::Intake`].
    pub fn scopes(self) -> &'static [Scope] {
        use Scope::{Customers, Decide, Import, Look, Manage, Work};
        match self {
            Role::Agent => &[Look, Customers],
            Role::Supervisor => &[Look, Customers, Decide, Work],
            Role::Analyst => &[Look, Customers, Decide, Work, Import],
            Role::Owner => &[Look, Customers, Work],
            Role::Admin => &[Look, Customers, Decide, Work, Import, Manage],
        }
    }
}

impl Scope {
    /// All of them.
    pub const ALL: [Scope; 7] =
        [Scope::Look, Scope::Customers, Scope::Decide, Scope::Work, Scope::Import, Scope::Intake, Scope::Manage];

    /// Its name in JSON, in the store and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Scope::Look => "look",
            Scope::Customers => "customers",
            Scope::Decide => "decide",
            Scope::Work => "work",
            Scope::Import => "import",
            Scope::Intake => "intake",
            Scope::Manage => "manage",
        }
    }
}

/// A word that names no role or scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not a {what}; use one of {known}")]
pub struct NotKnown {
    what: &'static str,
    word: String,
    known: String,
}

fn find<T: Copy>(what: &'static str, all: &[T], spell: fn(T) -> &'static str, word: &str) -> Result<T, NotKnown> {
    let known = || all.iter().map(|&one| spell(one)).collect::<Vec<_>>().join(", ");
    let found = all.iter().copied().find(|&one| spell(one) == word);
    found.ok_or_else(|| NotKnown { what, word: word.to_owned(), known: known() })
}

impl FromStr for Role {
    type Err = NotKnown;

    fn from_str(word: &str) -> Result<Role, NotKnown> {
        find("role", &Role::ALL, Role::word, word)
    }
}

impl FromStr for Scope {
    type Err = NotKnown;

    fn from_str(word: &str) -> Result<Scope, NotKnown> {
        find("scope", &Scope::ALL, Scope::word, word)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back_to_what_they_name() {
        for role in Role::ALL {
            assert_eq!(role.word().parse(), Ok(role));
        }
        for scope in Scope::ALL {
            assert_eq!(scope.word().parse(), Ok(scope));
        }
        let error = "root".parse::<Role>().unwrap_err().to_string();
        assert_eq!(error, "\"root\" is not a role; use one of agent, supervisor, analyst, owner, admin");
    }

    #[test]
    fn nobody_signs_in_to_send_touches_and_only_admins_let_others_in() {
        for role in Role::ALL {
            assert!(!role.scopes().contains(&Scope::Intake), "{role}");
            assert_eq!(role.scopes().contains(&Scope::Manage), role == Role::Admin, "{role}");
            assert!(role.scopes().contains(&Scope::Look), "{role}");
        }
    }
}
