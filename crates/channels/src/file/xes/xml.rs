//! Takes XML apart as it streams by: tags, texts, and where they stand.
//!
//! Event logs are flat, long and made of short tags, so this is a window that slides over the input and hands out
//! borrowed slices of it. It takes less than half the time of a general reader that copies each tag, and unlike one it
//! knows its line and refuses a tag that never ends before memory does. It checks what a log reader depends on (tags
//! close, attributes are quoted), not what XML asks beyond that; document types are skipped, so entities cannot grow.

use crate::file::decode::Text;
use memchr::{memchr, memchr_iter, memchr2, memchr3, memmem};
use std::borrow::Cow;
use std::io::{self, Read};

/// A piece of XML.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// `<name attributes>`, or `<name attributes/>` where `empty`.
    Open {
        /// Its name without the namespace prefix.
        name: &'a str,
        /// The attributes.
        attributes: Attributes<'a>,
        /// Whether it closes itself.
        empty: bool,
    },
    /// `</name>`.
    Close {
        /// Its name without the namespace prefix.
        name: &'a str,
    },
    /// Text between tags, as it stands: see [`unescape`].
    Text(&'a str),
    /// Text in a CDATA section, which needs no unescaping.
    Plain(&'a str),
}

/// Why the rest cannot be read.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The system, or the packing.
    Io(io::Error),
    /// The XML, in plain words.
    Xml(String),
    /// The file ends inside a tag.
    Truncated,
}

const FIRST_WINDOW: usize = 256 * 1024;
/// A single tag or text above this size is an error, not a reason to take more memory.
const LARGEST_TOKEN: usize = 64 * 1024 * 1024;

/// Hands out the tokens of an input one after another.
pub(crate) struct Scanner<R> {
    input: R,
    window: Vec<u8>,
    /// Where the next token begins in the window, and where the window's content ends.
    next: usize,
    end: usize,
    finished: bool,
    /// Where the token last given begins, and the line of `counted` (lines are counted only when somebody asks).
    token: usize,
    counted: usize,
    line: u64,
    /// The attributes of the tag last given.
    spans: Vec<Span>,
}

/// What kind of thing begins at `<`, as far as it can be told.
enum Shape {
    Tag { end: usize },
    Close { end: usize },
    Data { from: usize, end: usize },
    Skip { end: usize },
    Incomplete,
}

impl<R: Read> Scanner<R> {
    pub(crate) fn new(input: R) -> Scanner<R> {
        Scanner::with_window(input, FIRST_WINDOW)
    }

    fn with_window(input: R, size: usize) -> Scanner<R> {
        let (window, spans) = (vec![0; size], Vec::new());
        Scanner { input, window, next: 0, end: 0, finished: false, token: 0, counted: 0, line: 1, spans }
    }

    /// The line in which the token last given begins, counted from 1.
    pub(crate) fn line(&mut self) -> u64 {
        self.count_lines(self.token);
        self.line
    }

    fn count_lines(&mut self, until: usize) {
        if let Some(passed) = self.window.get(self.counted..until) {
            self.line += memchr_iter(b'\n', passed).count() as u64;
            self.counted = until;
        }
    }

    /// Makes room and fills the window, so that a long token is looked at few times. `false` at the end of the input.
    fn fill(&mut self) -> Result<bool, Broken> {
        if self.finished {
            return Ok(false);
        }
        self.count_lines(self.next);
        self.window.copy_within(self.next..self.end, 0);
        self.end -= self.next;
        self.counted = 0;
        self.next = 0;
        self.token = 0;
        if self.end == self.window.len() {
            if self.end >= LARGEST_TOKEN {
                return Err(Broken::Xml("one tag or text is longer than 64 MB".into()));
            }
            self.window.resize(self.end * 2, 0);
        }
        let before = self.end;
        while self.end < self.window.len() && !self.finished {
            match self.input.read(&mut self.window[self.end..]) {
                Ok(0) => self.finished = true,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => self.finished = true,
                Err(error) => return Err(Broken::Io(error)),
            }
        }
        Ok(self.end > before)
    }

    /// The next token, or `None` at the end of the input.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'_>>, Broken> {
        loop {
            if self.next == self.end && !self.fill()? {
                return Ok(None);
            }
            let begin = self.next;
            if self.window[begin] != b'<' {
                let blanks = self.window[begin..self.end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                if self.window[begin..self.end].get(blanks) == Some(&b'<') {
                    self.next += blanks;
                    continue;
                }
                let Some(end) = self.text_end()? else { continue };
                if self.window[self.token..end].iter().all(u8::is_ascii_whitespace) {
                    continue;
                }
                return self.slice(self.token, end).map(|text| Some(Token::Text(text)));
            }
            if let Some(tag) = usual_tag(&self.window[begin..self.end], &mut self.spans) {
                self.step(tag.end);
                return self.tag(begin, tag).map(Some);
            }
            match shape(&self.window[begin..self.end]) {
                Shape::Incomplete => {
                    if !self.fill()? {
                        self.token = self.next;
                        return Err(Broken::Truncated);
                    }
                }
                Shape::Skip { end } => self.next += end,
                Shape::Data { from, end } => {
                    self.step(end);
                    return self.slice(begin + from, begin + end - 3).map(|text| Some(Token::Plain(text)));
                }
                Shape::Close { end } => {
                    self.step(end);
                    let name = self.slice(begin + 2, begin + end - 1)?.trim_ascii();
                    return Ok(Some(Token::Close { name: local(name) }));
                }
                Shape::Tag { end } => {
                    self.step(end);
                    let tag = odd_tag(&self.window[begin..begin + end], end, &mut self.spans);
                    return self.tag(begin, tag).map(Some);
                }
            }
        }
    }

    fn step(&mut self, length: usize) {
        self.token = self.next;
        self.next += length;
    }

    /// Passes over text up to the next tag. `None`: there was none after all.
    fn text_end(&mut self) -> Result<Option<usize>, Broken> {
        let mut searched = 0;
        loop {
            if let Some(found) = memchr(b'<', &self.window[self.next + searched..self.end]) {
                self.step(searched + found);
                return Ok(Some(self.next));
            }
            searched = self.end - self.next;
            if !self.fill()? {
                if searched == 0 {
                    return Ok(None);
                }
                self.step(searched);
                return Ok(Some(self.next));
            }
        }
    }

    fn slice(&self, from: usize, to: usize) -> Result<&str, Broken> {
        std::str::from_utf8(&self.window[from..to.max(from)])
            .map_err(|_| Broken::Xml("some bytes are not UTF-8; save the log as UTF-8".into()))
    }

    fn tag(&self, begin: usize, Tag { name, end, empty, escaped }: Tag) -> Result<Token<'_>, Broken> {
        let tag = self.slice(begin, begin + end)?;
        if name == 1 {
            return Err(Broken::Xml("a tag has no name; a < in a text must be written &lt;".into()));
        }
        Ok(Token::Open {
            name: local(&tag[1..name]),
            attributes: Attributes { tag, spans: &self.spans, escaped },
            empty,
        })
    }
}

/// A tag that begins something, measured from its `<`.
#[derive(Clone, Copy)]
struct Tag {
    /// Where its name ends.
    name: usize,
    end: usize,
    /// Whether it closes itself.
    empty: bool,
    /// Whether a value may hold an entity.
    escaped: bool,
}

/// Takes a tag apart in one walk where it is written as nearly all are: names of plain letters, `=` right behind, no
/// lone `/`. `None` where it is not, or is not yet whole.
#[inline]
fn usual_tag(text: &[u8], spans: &mut Vec<Span>) -> Option<Tag> {
    let letters =
        |from: usize| text[from..].iter().position(|byte| !IN_NAMES[usize::from(*byte)]).map(|end| from + end);
    spans.clear();
    let name = letters(1).filter(|name| *name > 1)?;
    let (mut at, mut escaped) = (name, false);
    loop {
        let blanks = text[at..].iter().position(|byte| !byte.is_ascii_whitespace())?;
        at += blanks;
        match text[at] {
            b'>' => return Some(Tag { name, end: at + 1, empty: false, escaped }),
            b'/' if text.get(at + 1) == Some(&b'>') => return Some(Tag { name, end: at + 2, empty: true, escaped }),
            _ if blanks == 0 => return None,
            _ => {}
        }
        let equals = letters(at).filter(|equals| *equals > at && text[*equals] == b'=')?;
        let quote = *text.get(equals + 1).filter(|byte| matches!(byte, b'"' | b'\''))?;
        let from = equals + 2;
        let mut to = from + memchr2(quote, b'&', &text[from..])?;
        if text[to] == b'&' {
            escaped = true;
            to += memchr(quote, &text[to..])?;
        }
        spans.push(Span { name: (at, equals), value: (from, to) });
        at = to + 1;
    }
}

/// Bytes that stand in names of tags and attributes.
const IN_NAMES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || matches!(byte as u8, b':' | b'_' | b'-' | b'.' | 0x80..);
        byte += 1;
    }
    table
};

/// As [`usual_tag`] for any tag; `end` is known.
fn odd_tag(text: &[u8], end: usize, spans: &mut Vec<Span>) -> Tag {
    spans.clear();
    let empty = text[end - 2] == b'/' && end > 2;
    let inside = &text[..end - 1 - usize::from(empty)];
    let blank = |from: usize| from + inside[from..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let name = inside.iter().skip(1).position(u8::is_ascii_whitespace).map_or(inside.len(), |at| at + 1);
    let mut at = name;
    let span = |at: &mut usize| {
        let from = blank(*at);
        let equals = from + memchr(b'=', &inside[from..])?;
        let value = blank(equals + 1);
        let quote = *inside.get(value).filter(|byte| matches!(byte, b'"' | b'\''))?;
        let to = value + 1 + memchr(quote, &inside[value + 1..])?;
        *at = to + 1;
        Some(Span { name: (from, from + inside[from..equals].trim_ascii_end().len()), value: (value + 1, to) })
    };
    while let Some(found) = span(&mut at) {
        spans.push(found);
    }
    Tag { name, end, empty, escaped: memchr(b'&', &inside[name..]).is_some() }
}

/// `text` begins with `<`.
fn shape(text: &[u8]) -> Shape {
    let until = |from: usize, mark: &[u8]| {
        text.get(from..).and_then(|rest| memmem::find(rest, mark)).map(|found| from + found + mark.len())
    };
    let skip = |end: Option<usize>| end.map_or(Shape::Incomplete, |end| Shape::Skip { end });
    match text.get(1) {
        None => Shape::Incomplete,
        Some(b'/') => memchr(b'>', text).map_or(Shape::Incomplete, |at| Shape::Close { end: at + 1 }),
        Some(b'?') => skip(until(2, b"?>")),
        Some(b'!') if text.starts_with(b"<!--") => skip(until(4, b"-->")),
        Some(b'!') if text.starts_with(b"<![CDATA[") => {
            until(9, b"]]>").map_or(Shape::Incomplete, |end| Shape::Data { from: 9, end })
        }
        Some(b'!') if text.len() < 9 => Shape::Incomplete,
        Some(b'!') => skip(document_type_end(text)),
        Some(_) => tag_end(text).map_or(Shape::Incomplete, |end| Shape::Tag { end }),
    }
}

/// Where a tag ends; a `>` inside quotes is content.
fn tag_end(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr3(b'>', b'"', b'\'', &text[at..])?;
        let byte = text[at];
        at += 1;
        if byte == b'>' {
            return Some(at);
        }
        at += memchr(byte, &text[at..])? + 1;
    }
}

/// A document type may hold declarations in square brackets.
fn document_type_end(text: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            b'>' if depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn local(name: &str) -> &str {
    memchr(b':', name.as_bytes()).map_or(name, |colon| &name[colon + 1..])
}

/// The attributes of a tag, as (name, value) with the value still escaped. A piece that is no attribute ends them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attributes<'a> {
    tag: &'a str,
    spans: &'a [Span],
    escaped: bool,
}

/// Where the name and the value of an attribute stand in their tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    name: (usize, usize),
    value: (usize, usize),
}

impl<'a> Attributes<'a> {
    /// Replaces entities in a value, if any of the attributes has one. See [`unescape`].
    #[inline]
    pub(crate) fn unescape(&self, value: &'a str) -> Cow<'a, str> {
        if self.escaped { unescape(value) } else { Cow::Borrowed(value) }
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    #[inline]
    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        let (Span { name, value }, rest) = self.spans.split_first()?;
        self.spans = rest;
        Some((&self.tag[name.0..name.1], &self.tag[value.0..value.1]))
    }
}

/// Replaces `&lt;`, `&#20013;`, `&#x4E2D;` and their like. An unknown entity stays as it is written.
#[inline]
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = memchr(b';', rest.as_bytes()).filter(|end| *end <= 12);
        match entity.and_then(|end| Some((character(&rest[1..end])?, end + 1))) {
            Some((character, length)) => {
                plain.push(character);
                rest = &rest[length..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

/// Whether XML 1.0 can hold the text at all: it has no way to write most control characters, not even escaped. Nor is
/// the character given out that our decoder puts in place of damage.
pub(crate) fn can_hold(text: &str) -> bool {
    text.bytes().all(|byte| byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r'))
        && !text.contains(['\u{fffe}', '\u{ffff}', Text::BROKEN])
}

/// Adds `text` to `out` as the value of an attribute in double quotes, or as text. Line breaks and tabs are written as
/// references, since readers turn plain ones in attributes into blanks. What XML cannot hold becomes U+FFFD.
pub(crate) fn escape(out: &mut Vec<u8>, text: &str) {
    let mut plain = 0;
    for (at, character) in text.char_indices() {
        let escaped: &[u8] = match character {
            '<' => b"&lt;",
            '>' => b"&gt;",
            '&' => b"&amp;",
            '"' => b"&quot;",
            '\n' => b"&#10;",
            '\r' => b"&#13;",
            '\t' => b"&#9;",
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' | Text::BROKEN => "\u{fffd}".as_bytes(),
            _ => continue,
        };
        out.extend_from_slice(&text.as_bytes()[plain..at]);
        out.extend_from_slice(escaped);
        plain = at + character.len_utf8();
    }
    out.extend_from_slice(&text.as_bytes()[plain..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A window of a few bytes meets every border inside a token.
    fn told(xml: &[u8], window: usize) -> String {
        let mut scanner = Scanner::with_window(xml, window);
        let mut told = String::new();
        loop {
            let piece = match scanner.next() {
                Ok(None) => return told,
                Err(Broken::Truncated) => return told + "truncated",
                Err(Broken::Xml(what)) => return told + &what,
                Err(Broken::Io(error)) => return told + &error.to_string(),
                Ok(Some(Token::Open { name, attributes, empty })) => {
                    let values: String =
                        attributes.map(|(name, value)| format!(" {name}={}", unescape(value))).collect();
                    format!("<{name}{values}{}", if empty { "/>" } else { ">" })
                }
                Ok(Some(Token::Close { name })) => format!("</{name}>"),
                Ok(Some(Token::Text(text))) => unescape(text).trim().to_owned(),
                Ok(Some(Token::Plain(text))) => format!("[{text}]"),
            };
            told += &format!("{}:{piece} ", scanner.line());
        }
    }

    fn check(xml: &str, expected: &str) {
        for window in [1, 2, 7, 1 << 20] {
            assert_eq!(told(xml.as_bytes(), window), expected, "through a window of {window}");
        }
    }

    #[test]
    fn tags_come_out_with_their_lines_whatever_the_window() {
        check(
            "<?xml version='1.0'?>\n<!DOCTYPE log [<!ENTITY a \"b\">]>\n<x:log a = '1' b=\"x > y\"><!-- <no> -->\n <e/>\n\
             t &lt; 3 <![CDATA[a<b]]></log >",
            "3:<log a=1 b=x > y> 4:<e/> 4:t < 3 5:[a<b] 5:</log> ",
        );
    }

    #[test]
    fn what_is_cut_off_is_told() {
        check("<log><e k=\"", "1:<log> truncated");
        check("<log><![CDATA[ x", "1:<log> truncated");
        check("", "");
        check("<log>< e/>", "1:<log> a tag has no name; a < in a text must be written &lt;");
    }

    #[test]
    fn entities_are_read_and_unknown_ones_stay() {
        assert_eq!(unescape("&#20013;&#x4e2d;&amp;amp;&nbsp;&&#0x;&#1114112;"), "中中&amp;&nbsp;&&#0x;&#1114112;");
    }

    proptest! {
        #[test]
        fn what_is_escaped_reads_back(text in "[\\PC\t\r\n\"'&<>]{0,40}") {
            let mut xml = b"<a v=\"".to_vec();
            escape(&mut xml, &text);
            xml.extend_from_slice(b"\"/>");
            let mut scanner = Scanner::new(&xml[..]);
            let Ok(Some(Token::Open { mut attributes, .. })) = scanner.next() else { panic!("no tag") };
            let (_, value) = attributes.next().expect("a value");
            prop_assert!(can_hold(&text));
            prop_assert_eq!(unescape(value), text);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(prop_oneof![Just(b'<'), Just(b'>'), Just(b'"'),
            Just(b'!'), Just(b'['), Just(b'/'), Just(b'-'), Just(b'&'), any::<u8>()], 0..80), window in 1_usize..9) {
            prop_assert_eq!(told(&bytes, window), told(&bytes, 1 << 20));
        }
    }
}
