//! Touches that other systems send: how a request is read, how what it holds is made durable, and what is answered.

pub(crate) mod answer;
mod body;
pub(crate) mod intake;
pub(crate) mod send;
#[cfg(test)]
mod tests;
