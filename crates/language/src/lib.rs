//! What a text says, in Chinese and English: cause, emotion, promise, refusal, script, similarity.
//!
//! Pure: functions of a text, a moment and a calendar. Nothing is downloaded and nothing is remembered between calls.

pub mod advertising;
pub mod find;
pub mod jargon;
pub mod normal;
pub mod promise;
pub mod question;
pub mod reading;
pub mod refusal;
pub mod repeat;
pub mod script;
pub mod time;

#[cfg(test)]
mod labelled;

pub use normal::Normal;
