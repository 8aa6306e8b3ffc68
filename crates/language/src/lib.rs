//! What a text says, in Chinese and English: cause, emotion, promise, refusal, script, similarity.
//!
//! Pure: functions of a text, a moment and a calendar. Nothing is downloaded and nothing is remembered between calls.

pub mod cause;
pub mod codebook;
mod cue;
pub mod emotion;
pub mod heads;
pub mod normal;
pub mod script;

pub use normal::Normal;
