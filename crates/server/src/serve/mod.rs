//! `waterline serve`: the interface over HTTP, the live board, the pages.

pub(crate) mod apart;
pub(crate) mod app;
mod command;
mod connections;
pub(crate) mod door;
mod elsewhere;
pub(crate) mod guard;
pub(crate) mod http;
mod kept;
pub(crate) mod limit;
pub(crate) mod live;
mod meter;
mod metrics;
pub(crate) mod outside;
mod pages;
pub(crate) mod picture;
pub(crate) mod problem;
mod routes;
pub(crate) mod sender;
pub(crate) mod shell;
mod telemetry;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod token;
pub(crate) mod trace;
mod worker;

pub(crate) use command::serve;
pub(crate) use kept::forget as forget_answers;
pub(crate) use routes::text as document;
