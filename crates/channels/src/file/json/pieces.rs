//! The entries of a JSON log: its lines, or the elements of a list inside it. A broken line costs itself only; where a
//! list breaks off, its reading ends.

use std::io::{self, BufRead, Read};

/// Longer entries are put aside without being read into memory.
const LONGEST: usize = 16 * 1024 * 1024;

/// How many objects a list may lie inside.
const DEEPEST: usize = 4;

/// Where the entries stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One a line.
    Lines,
    /// In the list that these names lead to, one inside the other; no name where the document is a list.
    List(Vec<String>),
}

impl Shape {
    /// The first list of objects in a document of which `head` is the beginning.
    pub(super) fn list(head: &str) -> Option<Shape> {
        let mut names = Vec::new();
        let found = Walk { text: head.as_bytes(), line: 1 }.find_list(&mut names).unwrap_or(false);
        found.then_some(Shape::List(names))
    }
}

/// How an entry came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Whole.
    Whole,
    /// Longer than an entry can be; only its beginning is kept.
    TooLong,
    /// The document ends in the middle of it, and with it the list.
    BrokenOff,
}

/// The entries of a text.
pub(super) struct Pieces<R> {
    walk: Walk<R>,
    shape: Shape,
    /// Whether the beginning of the list was looked for.
    begun: bool,
    ended: bool,
    /// The bytes of the last entry.
    pub(super) bytes: Vec<u8>,
    /// The line it begins in, from 1.
    pub(super) line: u64,
}

impl<R: BufRead> Pieces<R> {
    pub(super) fn new(text: R, shape: Shape) -> Pieces<R> {
        let walk = Walk { text, line: 1 };
        Pieces { walk, shape, begun: false, ended: false, bytes: Vec::new(), line: 0 }
    }

    /// The text the entries come from.
    pub(super) fn text(&self) -> &R {
        &self.walk.text
    }

    /// The next entry; its bytes and line stand beside it. Empty lines are none.
    pub(super) fn next(&mut self) -> io::Result<Option<Piece>> {
        while !self.ended {
            self.bytes.clear();
            let piece = match &self.shape {
                Shape::Lines => self.next_line()?,
                Shape::List(_) => self.next_element()?,
            };
            if piece.is_some() {
                return Ok(piece);
            }
        }
        Ok(None)
    }

    fn next_line(&mut self) -> io::Result<Option<Piece>> {
        self.line = self.walk.line;
        self.walk.line += 1;
        let read = self.walk.text.by_ref().take(LONGEST as u64).read_until(b'\n', &mut self.bytes)?;
        self.ended = read == 0;
        if read == LONGEST && !self.bytes.ends_with(b"\n") {
            self.walk.text.skip_until(b'\n')?;
            return Ok(Some(Piece::TooLong));
        }
        Ok((!self.bytes.trim_ascii().is_empty()).then_some(Piece::Whole))
    }

    fn next_element(&mut self) -> io::Result<Option<Piece>> {
        if let Shape::List(names) = &self.shape
            && !std::mem::replace(&mut self.begun, true)
        {
            self.ended = !self.walk.enter(names)?;
            return Ok(None);
        }
        let next = self.walk.peek()?;
        self.line = self.walk.line;
        match next {
            Some(b',') => {
                self.walk.text.consume(1);
                Ok(None)
            }
            Some(b']' | b'}') => {
                self.ended = true;
                Ok(None)
            }
            Some(_) if self.walk.value(0, &mut self.bytes)? => {
                Ok(Some(if self.bytes.len() < LONGEST { Piece::Whole } else { Piece::TooLong }))
            }
            Some(_) | None => {
                self.ended = true;
                Ok(Some(Piece::BrokenOff))
            }
        }
    }
}

/// Goes through the signs of a document. It only follows brackets and quotes: whether an entry is sound JSON shows when it
/// is read.
struct Walk<R> {
    text: R,
    line: u64,
}

impl<R: BufRead> Walk<R> {
    /// The next sign that is no blank; it is not taken.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let bytes = self.text.fill_buf()?;
            let Some(&byte) = bytes.first() else { return Ok(None) };
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.line += u64::from(byte == b'\n');
            self.text.consume(1);
        }
    }

    /// Takes the next sign if it is this one.
    fn take(&mut self, sign: u8) -> io::Result<bool> {
        let there = self.peek()? == Some(sign);
        if there {
            self.text.consume(1);
        }
        Ok(there)
    }

    /// Takes signs up to the end of the value that begins here, or of the bracket that is `open` brackets further out, and
    /// keeps the first of them. Says whether that end was there.
    fn value(&mut self, open: usize, kept: &mut Vec<u8>) -> io::Result<bool> {
        let (mut depth, mut quoted, mut escaped) = (open, false, false);
        loop {
            let bytes = self.text.fill_buf()?;
            if bytes.is_empty() {
                return Ok(false);
            }
            let mut end = None;
            for (at, &byte) in bytes.iter().enumerate() {
                self.line += u64::from(byte == b'\n');
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if quoted => escaped = true,
                    b'"' => quoted = !quoted,
                    _ if quoted => continue,
                    b'{' | b'[' => depth += 1,
                    b',' | b']' | b'}' if depth == 0 => {
                        end = Some(at);
                        break;
                    }
                    b'}' | b']' => depth -= 1,
                    _ => continue,
                }
                if depth == 0 && !quoted && matches!(byte, b'"' | b'}' | b']') {
                    end = Some(at + 1);
                    break;
                }
            }
            let taken = end.unwrap_or(bytes.len());
            let room = LONGEST - kept.len().min(LONGEST);
            kept.extend_from_slice(&bytes[..taken.min(room)]);
            self.text.consume(taken);
            if end.is_some() {
                return Ok(true);
            }
        }
    }

    /// Goes into the list that these names lead to.
    fn enter(&mut self, names: &[String]) -> io::Result<bool> {
        for name in names {
            if !self.take(b'{')? {
                return Ok(false);
            }
            while self.name()?.is_none_or(|found| found != *name) {
                if !self.value(0, &mut Vec::new())? || !self.take(b',')? {
                    return Ok(false);
                }
            }
        }
        self.take(b'[')
    }

    /// The name of the next member, up to its value.
    fn name(&mut self) -> io::Result<Option<String>> {
        let mut name = Vec::new();
        let whole = self.peek()? == Some(b'"') && self.value(0, &mut name)? && self.take(b':')?;
        Ok(serde_json::from_slice(&name).ok().filter(|_| whole))
    }

    /// Finds the first list of objects, through objects only, and the names that lead there.
    fn find_list(&mut self, names: &mut Vec<String>) -> io::Result<bool> {
        match self.peek()? {
            Some(b'[') => {
                self.text.consume(1);
                match self.peek()? {
                    Some(b'{') => Ok(true),
                    _ => self.value(1, &mut Vec::new()).map(|_| false),
                }
            }
            Some(b'{') if names.len() < DEEPEST => {
                self.text.consume(1);
                while let Some(name) = self.name()? {
                    names.push(name);
                    if self.find_list(names)? {
                        return Ok(true);
                    }
                    names.pop();
                    if !self.take(b',')? {
                        break;
                    }
                }
                self.take(b'}').map(|_| false)
            }
            _ => self.value(0, &mut Vec::new()).map(|_| false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, names: Option<&[&str]>, wanted: &[(u64, &str, Piece)]) {
        let shape = Shape::list(text);
        let list = names.map(|names| Shape::List(names.iter().map(|name| (*name).to_owned()).collect()));
        assert_eq!(shape, list);
        let mut pieces = Pieces::new(text.as_bytes(), shape.unwrap_or(Shape::Lines));
        let mut found = Vec::new();
        while let Some(piece) = pieces.next().expect("memory can be read") {
            found.push((pieces.line, String::from_utf8_lossy(&pieces.bytes).trim().to_owned(), piece));
        }
        let found: Vec<_> = found.iter().map(|(line, text, piece)| (*line, text.as_str(), *piece)).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn the_entries_are_lines_or_those_of_the_first_list_of_objects() {
        use Piece::{BrokenOff, Whole};
        check("{\"a\":1}\n\n {\"a\":[2]}", None, &[(1, "{\"a\":1}", Whole), (3, "{\"a\":[2]}", Whole)]);
        check(
            " [ {\"a\":\"]},\\\"\"}\n, {} , 3]",
            Some(&[]),
            &[(1, "{\"a\":\"]},\\\"\"}", Whole), (2, "{}", Whole), (2, "3", Whole)],
        );
        check(
            "{\"n\":2,\"ids\":[1,[2]],\"hits\":{\"all\":\"}\",\"h\":[\n{\"x\":{}}]},\"more\":[{}]}",
            Some(&["hits", "h"]),
            &[(2, "{\"x\":{}}", Whole)],
        );
        check("[{\"a\":1},{\"a\":", Some(&[]), &[(1, "{\"a\":1}", Whole), (1, "{\"a\":", BrokenOff)]);
        check("[{\"a\":1}", Some(&[]), &[(1, "{\"a\":1}", Whole), (1, "", BrokenOff)]);
        check("{\"a\":{\"b\":1}", None, &[(1, "{\"a\":{\"b\":1}", Whole)]);
        check("", None, &[]);
    }
}
