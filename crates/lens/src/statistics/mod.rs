//! Intervals, tests and charts, each with its formula and its source.
//!
//! Everything is deterministic: where chance is needed (posterior draws), the generator is an argument.

pub mod bocpd;
pub mod change;
pub mod charts;
pub mod cox;
pub mod draws;
pub mod effect;
pub mod exact;
pub mod interrupted;
pub mod interval;
pub mod matching;
pub mod multiplicity;
pub mod order;
pub mod quadrature;
pub mod regression;
pub mod sequential;
pub mod survival;

#[cfg(test)]
mod lung;
#[cfg(test)]
mod nile;
#[cfg(test)]
mod seatbelts;
