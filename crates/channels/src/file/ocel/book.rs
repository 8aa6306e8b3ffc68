//! All that a log of objects holds, put aside in temporary files so that it can be gone through twice.
//!
//! An event names objects by their ids, and which type of object tells the journeys is known only when all events have
//! been seen. Memory grows with the number of objects (about 60 bytes each), not with the events or the attributes.

use super::model::{Bad, Declared, Event, Object, Sink, Types};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use xxhash_rust::xxh3::xxh3_128;

/// What is known of an object without looking into the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Its type, as an index into [`Book::kinds`].
    pub(super) kind: u32,
    at: u64,
    /// Whether an event names it, and whether it has been handed out.
    pub(super) named: bool,
    pub(super) told: bool,
}

/// A line of the file of events.
#[derive(Serialize, Deserialize)]
pub(super) enum Line {
    Event(Event),
    Bad(Bad),
}

/// Collects what a form's reader reads.
pub(super) struct Book {
    pub(super) types: Types,
    pub(super) kinds: Vec<String>,
    kind_indexes: FxHashMap<String, u32>,
    pub(super) entries: FxHashMap<u128, Entry>,
    objects: BufWriter<File>,
    written: u64,
    events: BufWriter<File>,
    /// How many events and rejections lie in the file.
    pub(super) lines: u64,
    places: u64,
}

/// The key of an object in the book.
pub(super) fn key(id: &str) -> u128 {
    xxh3_128(id.as_bytes())
}

impl Book {
    pub(super) fn new() -> io::Result<Book> {
        Ok(Book {
            types: Types::default(),
            kinds: Vec::new(),
            kind_indexes: FxHashMap::default(),
            entries: FxHashMap::default(),
            objects: BufWriter::new(tempfile::tempfile()?),
            written: 0,
            events: BufWriter::new(tempfile::tempfile()?),
            lines: 0,
            places: 0,
        })
    }

    /// The index of a type of objects.
    fn kind(&mut self, name: &str) -> u32 {
        if let Some(index) = self.kind_indexes.get(name) {
            return *index;
        }
        let index = self.kinds.len() as u32;
        self.kinds.push(name.to_owned());
        self.kind_indexes.insert(name.to_owned(), index);
        index
    }

    fn line(&mut self, line: &Line) -> io::Result<()> {
        self.lines += 1;
        serde_json::to_writer(&mut self.events, line)?;
        self.events.write_all(b"\n")
    }

    /// Ends the collecting.
    pub(super) fn close(mut self) -> io::Result<Shelf> {
        self.types.sort();
        self.objects.flush()?;
        self.events.flush()?;
        let taken = |error: io::IntoInnerError<BufWriter<File>>| error.into_error();
        Ok(Shelf {
            objects: BufReader::new(self.objects.into_inner().map_err(taken)?),
            events: self.events.into_inner().map_err(taken)?,
            types: self.types,
            kinds: self.kinds,
            entries: self.entries,
            lines: self.lines,
        })
    }
}

impl Sink for Book {
    type Error = io::Error;

    fn event_type(&mut self, declared: Declared) -> io::Result<()> {
        self.types.events.push(declared);
        Ok(())
    }

    fn object_type(&mut self, declared: Declared) -> io::Result<()> {
        self.types.objects.push(declared);
        Ok(())
    }

    fn object(&mut self, mut object: Object) -> io::Result<()> {
        object.relationships.sort();
        let kind = self.kind(&object.kind);
        let entry = Entry { kind, at: self.written, named: false, told: false };
        self.entries.entry(key(&object.id)).or_insert(entry);
        let mut text = serde_json::to_vec(&object)?;
        text.push(b'\n');
        self.written += text.len() as u64;
        self.objects.write_all(&text)
    }

    fn event(&mut self, mut event: Event) -> io::Result<()> {
        event.relationships.sort();
        self.places += 1;
        if event.place == 0 {
            event.place = self.places;
        }
        self.line(&Line::Event(event))
    }

    fn bad(&mut self, bad: Bad) -> io::Result<()> {
        self.line(&Line::Bad(bad))
    }
}

/// A book that is complete.
pub(super) struct Shelf {
    pub(super) types: Types,
    pub(super) kinds: Vec<String>,
    pub(super) entries: FxHashMap<u128, Entry>,
    pub(super) lines: u64,
    objects: BufReader<File>,
    events: File,
}

/// The events one after another.
pub(super) struct Lines {
    file: BufReader<File>,
    text: Vec<u8>,
}

impl Shelf {
    /// The events from the first on. Only one such reading goes on at a time.
    pub(super) fn lines(&mut self) -> io::Result<Lines> {
        let mut file = self.events.try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Lines { file: BufReader::with_capacity(128 * 1024, file), text: Vec::new() })
    }

    /// What the log says of an object.
    pub(super) fn object(&mut self, entry: Entry) -> io::Result<Object> {
        self.objects.seek(SeekFrom::Start(entry.at))?;
        let mut text = Vec::new();
        self.objects.read_until(b'\n', &mut text)?;
        Ok(serde_json::from_slice(&text)?)
    }

    /// Objects from a place in the file on, at most `count` of them, and the place after them.
    pub(super) fn objects_from(&mut self, place: u64, count: usize) -> io::Result<(Vec<Object>, u64)> {
        self.objects.seek(SeekFrom::Start(place))?;
        let (mut objects, mut place) = (Vec::new(), place);
        let mut text = Vec::new();
        while objects.len() < count {
            text.clear();
            let read = self.objects.by_ref().read_until(b'\n', &mut text)?;
            if read == 0 {
                break;
            }
            place += read as u64;
            objects.push(serde_json::from_slice(&text)?);
        }
        Ok((objects, place))
    }
}

impl Iterator for Lines {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<io::Result<Line>> {
        self.text.clear();
        match self.file.read_until(b'\n', &mut self.text) {
            Ok(0) => None,
            Ok(_) => Some(serde_json::from_slice(&self.text).map_err(io::Error::from)),
            Err(error) => Some(Err(error)),
        }
    }
}
