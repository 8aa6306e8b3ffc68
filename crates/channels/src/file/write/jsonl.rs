//! JSON Lines: one touch a line.

use super::fields::to_json;
use super::{Out, Sink, WriteError};
use desk::touch::Touch;
use std::io::Write;

pub(super) struct JsonLines {
    out: Out,
}

impl JsonLines {
    pub(super) fn new(out: Out) -> JsonLines {
        JsonLines { out }
    }
}

impl Sink for JsonLines {
    fn write(&mut self, touch: &Touch) -> Result<(), WriteError> {
        self.out.write_all(to_json(touch).as_bytes())?;
        Ok(self.out.write_all(b"\n")?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        Ok(self.out.flush()?)
    }
}
