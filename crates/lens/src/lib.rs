//! Journeys: signals, measures, statistics and proofs. Pure: it sees columns and numbers, never a database, a clock or
//! the nouns of the desk.
//!
//! * [`journey`]: sorted columns in, one whole journey at a time out;
//! * [`measure`]: the law every measure obeys: update, retract, merge, answer;
//! * [`channels`]: which channels a step is on;
//! * [`graph`], [`variants`], [`signals`], [`contacts`]: what happens in journeys, and between those of one customer;
//! * [`sketch`]: quantiles that merge and can be taken back;
//! * [`damage`]: what a kind of problem costs, every assumption visible;
//! * [`drivers`], [`scores`]: what customers say of it, how sure that is, and what it hangs on;
//! * [`noise`]: where it hurts, ranked with a bound on false discoveries;
//! * [`proof`]: whether a fix worked, and whether the noise came back;
//! * [`silent`]: how many met a problem and never said so, by three roads;
//! * [`statistics`]: intervals, tests, change points, sequential tests;
//! * [`dead_end`]: proofs about who can reach, and who can force, a resolution.

pub mod channels;
pub mod contacts;
pub mod damage;
pub mod dead_end;
mod distinct;
pub mod drivers;
mod extremes;
pub mod graph;
mod index;
pub mod journey;
pub mod measure;
pub mod noise;
pub mod proof;
pub mod scores;
pub mod signals;
pub mod silent;
pub mod sketch;
pub mod statistics;
#[cfg(test)]
mod testing;
pub mod variants;
