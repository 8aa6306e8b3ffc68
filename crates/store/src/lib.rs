//! The log of touches and the facts about customers, on SQLite or PostgreSQL.

pub mod access;
pub mod audit;
pub mod backup;
mod backup_restore;
#[cfg(test)]
mod backup_stories;
mod connect;
pub mod customer;
mod database;
mod error;
pub mod job;
pub mod label;
mod location;
pub mod log;
mod migrations;
pub mod news;
pub mod person;
pub mod person_erase;
#[cfg(test)]
mod person_stories;
pub mod point;
pub mod promise;
pub mod reading;
#[cfg(test)]
mod reading_stories;
pub mod setting;
pub mod source;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod transaction;

pub use backup_restore::{check as check_backup, restore};
pub use database::{Database, Held};
pub use error::{Error, Result};
pub use location::Location;
pub use transaction::{Record, Transaction, Turn, Value};
