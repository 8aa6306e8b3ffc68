//! The body of a request, unpacked as it comes in: never more of it in memory than may be, whatever the sender says.

use super::intake::busy;
use crate::serve::problem::{Kind, Problem};
use axum::body::Body;
use axum::http::{HeaderMap, header};
use flate2::write::MultiGzDecoder;
use futures_util::StreamExt;
use std::io::{self, ErrorKind, Write};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes of a body.
pub(crate) const MOST: usize = 10 << 20;
/// Bytes of a body on the wire, where it is packed.
pub(crate) const MOST_PACKED: usize = 2 << 20;
/// The room for bodies is counted in pieces of so many bytes.
pub(crate) const PIECE: usize = 1 << 10;
/// What a sender may take to send a body.
const PATIENCE: Duration = Duration::from_secs(30);
/// How everything that is packed with gzip begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A body, and the room it takes until it is dropped.
#[derive(Debug)]
pub(crate) struct Content {
    pub(crate) bytes: Vec<u8>,
    room: Arc<Semaphore>,
    taken: Option<OwnedSemaphorePermit>,
}

impl Content {
    fn new(room: &Arc<Semaphore>) -> Content {
        Content { bytes: Vec::new(), room: room.clone(), taken: None }
    }

    /// How to go on after this beginning.
    fn told(self) -> io::Result<Unpacking> {
        if !self.bytes.starts_with(&GZIP) {
            return Ok(Unpacking::Plain(self));
        }
        let mut decoder = Box::new(MultiGzDecoder::new(Content::new(&self.room)));
        decoder.write_all(&self.bytes)?;
        Ok(Unpacking::Gzip(decoder))
    }
}

/// Takes what is unpacked, and refuses what is too much.
impl Write for Content {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.bytes.len() + bytes.len();
        if length > MOST {
            return Err(ErrorKind::FileTooLarge.into());
        }
        let pieces = |bytes: usize| bytes.div_ceil(PIECE) as u32;
        let more = pieces(length) - pieces(self.bytes.len());
        if more > 0 {
            let more = self.room.clone().try_acquire_many_owned(more).map_err(|_| ErrorKind::ResourceBusy)?;
            match &mut self.taken {
                Some(taken) => taken.merge(more),
                none => *none = Some(more),
            }
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How a body is packed: its own beginning tells. Labels lie, above all where something between unpacked it.
enum Unpacking {
    Begun(Content),
    Plain(Content),
    Gzip(Box<MultiGzDecoder<Content>>),
}

impl Unpacking {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Unpacking::Begun(content) => {
                content.write_all(bytes)?;
                if content.bytes.len() >= GZIP.len() {
                    let fresh = Content::new(&content.room);
                    let begun = std::mem::replace(content, fresh);
                    *self = begun.told()?;
                }
                Ok(())
            }
            Unpacking::Plain(content) => content.write_all(bytes),
            Unpacking::Gzip(decoder) => decoder.write_all(bytes),
        }
    }

    fn finish(self) -> io::Result<Content> {
        match self {
            Unpacking::Begun(content) | Unpacking::Plain(content) => Ok(content),
            Unpacking::Gzip(decoder) => decoder.finish(),
        }
    }
}

/// Reads a body to its end.
pub(crate) async fn read(headers: &HeaderMap, body: Body, room: &Arc<Semaphore>) -> Result<Content, Problem> {
    let encoding = headers.get(header::CONTENT_ENCODING).map_or("", |value| value.to_str().unwrap_or("?")).trim();
    if !["", "identity", "gzip", "x-gzip"].iter().any(|known| encoding.eq_ignore_ascii_case(known)) {
        return Err(Problem::new(Kind::WrongType, format!("Content-Encoding: {encoding} ∉ {{gzip, identity}}")));
    }
    let told = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if told.is_some_and(|told| told > MOST) {
        return Err(too_large(MOST));
    }
    match tokio::time::timeout(PATIENCE, unpack(body, room)).await {
        Ok(result) => result,
        Err(_) => Err(busy()),
    }
}

async fn unpack(body: Body, room: &Arc<Semaphore>) -> Result<Content, Problem> {
    let (mut unpacking, mut came) = (Unpacking::Begun(Content::new(room)), 0);
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        // The sender hung up: nobody hears the answer.
        let piece = piece.map_err(|error| Problem::new(Kind::Malformed, error.to_string()))?;
        came += piece.len();
        unpacking.write(&piece).map_err(|error| refused(&error))?;
        if came > MOST_PACKED && matches!(unpacking, Unpacking::Gzip(_)) {
            return Err(too_large(MOST_PACKED));
        }
    }
    unpacking.finish().map_err(|error| refused(&error))
}

fn refused(error: &io::Error) -> Problem {
    match error.kind() {
        ErrorKind::FileTooLarge => too_large(MOST),
        ErrorKind::ResourceBusy => busy(),
        _ => Problem::new(Kind::Malformed, format!("gzip: {error}")),
    }
}

fn too_large(most: usize) -> Problem {
    Problem::new(Kind::TooLarge, format!("≤ {} MiB", most >> 20))
}
