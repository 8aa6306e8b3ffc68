//! What a text says, in Chinese and English: cause, emotion, promise, disappointed expectation, refusal, script, similarity.
//!
//! Pure: functions of a text, a moment and a calendar. Nothing is downloaded and nothing is remembered between calls.

pub mod advertising;
pub mod answer;
pub mod cause;
pub mod codebook;
mod cue;
pub mod emotion;
pub mod expectation;
pub mod find;
pub mod heads;
pub mod jargon;
pub mod normal;
pub mod opinion;
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
