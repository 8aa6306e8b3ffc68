//! The words and rules of service. Pure: functions of what they are given, without clock, randomness or I/O.
//!
//! * [`access`]: who may do what;
//! * [`touch`]: one thing that happened between a customer and the company, the word everything is computed from;
//!   [`attributes`]: what else its source said;
//! * [`time`]: the one clock type, UTC microseconds;
//! * [`id`]: typed, prefixed ids and the stable 64- and 128-bit keys derived from words;
//! * [`identity`]: what a customer is known by and how it is normalised; [`phone`]: one form for every phone number;
//! * [`person`]: who is one person, by evidence and by decision;
//! * [`point`]: the life of a noise point, from suspicion to proof;
//! * [`promise`]: who will do what by when, and whether it was kept;
//! * [`step`]: what the name of a step says about it (resolved, closed, waiting, refused ...); [`surface`]: where a
//!   complaint is made.

pub mod access;
pub mod attributes;
pub mod id;
pub mod identity;
pub mod offer;
pub mod person;
pub mod phone;
pub mod point;
pub mod promise;
pub mod step;
pub mod surface;
pub mod time;
pub mod touch;
