//! What the name of a step says about it, in Chinese and English.

/// What a step means for the customer, as far as its name tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Meaning {
    /// Nothing special.
    #[default]
    Plain = 0,
    /// The company declares the matter solved: the customer no longer waits.
    Resolved = 1,
    /// Administrative closing: after it nothing is owed.
    Closed = 2,
    /// The customer or the case is put on wait.
    Waiting = 3,
    /// The customer was told no.
    Refused = 4,
    /// Something broke.
    Failed = 5,
    /// The customer gave up.
    Abandoned = 6,
}

use crate::touch::Outcome;

/// What a word in a column of outcomes says.
pub fn outcome_of(word: &str) -> Outcome {
    match word.trim().to_lowercase().as_str() {
        "true" | "success" | "ok" | "成功" => Outcome::Ok,
        "false" | "failed" | "失败" | "失敗" => Outcome::Failed,
        _ => Outcome::Unknown,
    }
}
