//! Doors of the desk: how touches come in and go out.
//!
//! * [`file`]: logs as files, whatever their format, packing and encoding;
//! * [`http`]: touches as other systems send them.

pub mod file;
pub mod http;
