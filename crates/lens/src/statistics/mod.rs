//! Intervals, tests and charts, each with its formula and its source.
//!
//! Everything is deterministic: where chance is needed (posterior draws), the generator is an argument.

pub mod bocpd;
pub mod change;
pub mod charts;
pub mod draws;
pub mod effect;
pub mod exact;
pub mod interrupted;
pub mod interval;
pub mod multiplicity;
pub mod quadrature;
pub mod sequential;

#[cfg(test)]
mod nile;
