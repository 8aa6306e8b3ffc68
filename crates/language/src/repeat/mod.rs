//! What repeats: replies, scripts, problems, and facts that a customer has to tell again.

pub mod concept;
pub mod issue;
pub mod minhash;
pub mod parrot;
pub mod retelling;
pub mod template;
