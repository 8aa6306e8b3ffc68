//! The log of touches and the facts about customers, on SQLite or PostgreSQL.

mod connect;
mod database;
mod error;
mod location;
mod migrations;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod transaction;

pub use database::{Database, Held};
pub use error::{Error, Result};
pub use location::Location;
pub use transaction::{Record, Transaction, Turn, Value};
