//! Dead ends: who can reach, and who can force, a resolution.
//!
//! * [`flow`]: a flow graph whose states say whose move it is;
//! * [`proof`]: what holds in every run of a flow, and the edges to blame and to add;
//! * [`observed`]: states of a log from which no resolution was ever reached;
//! * [`chain`]: how probable a resolution is, and how long it takes;
//! * [`order`]: whether a log remembers more than one step, which the chain takes for granted it does not.

pub mod chain;
mod components;
pub mod flow;
pub mod observed;
pub mod order;
pub mod proof;
