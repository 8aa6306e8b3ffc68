//! Promises that were made to customers: which are due, which were kept.

pub(crate) mod http;
