//! From a path to a stream: packing, members, format.

use super::archive::{self, Member};
use super::decode::Text;
use super::spreadsheet::Sheet;
use super::{
    Format, Log, Opened, Options, ReadError, Reason, Record, Rejected, format, json, ocel, parquet, spreadsheet, table,
    xes,
};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How far a file has been read. Clones share one count.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<(AtomicU64, AtomicU64)>);

impl Meter {
    /// Starts at nothing of `total` bytes.
    pub fn new(total: u64) -> Meter {
        Meter(Arc::new((AtomicU64::new(0), AtomicU64::new(total))))
    }

    /// Bytes read and bytes in all.
    pub fn read_and_total(&self) -> (u64, u64) {
        let total = self.0.1.load(Ordering::Relaxed);
        (self.0.0.load(Ordering::Relaxed).min(total), total)
    }

    /// Says that `done` of `all` parts of the work is done, for readers that do not stream through the file.
    pub fn set_share(&self, done: u64, all: u64) {
        let total = self.0.1.load(Ordering::Relaxed);
        let read = (total as f64 * done as f64 / all.max(1) as f64) as u64;
        self.0.0.store(read.min(total), Ordering::Relaxed);
    }

    fn add(&self, bytes: usize) {
        self.0.0.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

/// Counts what is read from a file.
struct Metered<R> {
    inner: R,
    meter: Meter,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.meter.add(read);
        Ok(read)
    }
}

/// A stream of bytes that can go to another thread.
pub(super) type Bytes = Box<dyn Read + Send>;

/// One unpacked log: a file, or a member of an archive.
pub struct Input {
    name: String,
    head: Vec<u8>,
    rest: Bytes,
    meter: Meter,
    /// Where it lies on the disk as it is, if it does.
    path: Option<PathBuf>,
}

/// A log as a file that can be read at any place.
pub struct Seekable {
    /// Where it lies.
    pub path: PathBuf,
    /// Keeps the unpacked copy until it is dropped.
    _spool: Option<tempfile::NamedTempFile>,
}

impl Input {
    /// How many bytes [`Input::head`] holds at most.
    const HEAD: usize = 64 * 1024;

    pub(super) fn new(
        name: String,
        mut stream: Bytes,
        meter: Meter,
        path: Option<PathBuf>,
    ) -> Result<Input, ReadError> {
        let mut head = Vec::with_capacity(Input::HEAD);
        stream.by_ref().take(Input::HEAD as u64).read_to_end(&mut head).map_err(ReadError::io(&name))?;
        Ok(Input { name, head, rest: stream, meter, path })
    }

    /// The file, and after a colon the member where it is an archive: what people are told.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first bytes, unpacked but not decoded.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Whether the head is all there is.
    pub(super) fn is_whole(&self) -> bool {
        self.head.len() < Self::HEAD
    }

    /// The count of how far the file has been read. Streams from [`Input::text`] and [`Input::bytes`] move it by
    /// themselves; a reader of a [`Seekable`] calls [`Meter::set_share`].
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// All bytes from the beginning, unpacked but not decoded.
    pub fn bytes(self) -> Box<dyn BufRead + Send> {
        Box::new(BufReader::with_capacity(256 * 1024, Cursor::new(self.head).chain(self.rest)))
    }

    /// All text from the beginning as UTF-8 without a byte order mark, whatever its encoding. A byte that means nothing
    /// in it reads as [`Text::BROKEN`].
    pub fn text(self) -> Text {
        Text::new(Box::new(Cursor::new(self.head).chain(self.rest)))
    }

    /// The log as a file that can be read at any place: itself where it lies unpacked on the disk, else a copy among
    /// the temporary files.
    pub fn seekable(self) -> Result<Seekable, ReadError> {
        if let Some(path) = self.path {
            return Ok(Seekable { path, _spool: None });
        }
        let name = self.name;
        let spool = || {
            let mut spool = tempfile::NamedTempFile::new()?;
            io::copy(&mut Cursor::new(self.head).chain(self.rest), &mut spool)?;
            Ok(spool)
        };
        let spool = spool().map_err(ReadError::io(&name))?;
        Ok(Seekable { path: spool.path().to_owned(), _spool: Some(spool) })
    }
}

/// Opens the log at `path`, whatever its packing, encoding and format. An archive with several members reads as one
/// log; a member that is no log is one rejected record.
///
/// # Errors
/// [`ReadError`] says in plain words what is wrong and what to do.
pub fn open(path: &Path, options: &Options) -> Result<Log, ReadError> {
    let shown = path.display().to_string();
    let size = std::fs::metadata(path).map_err(ReadError::io(&shown))?.len();
    let meter = Meter::new(size);
    let mut magic = Vec::new();
    let file = File::open(path).and_then(|mut file| file.by_ref().take(4).read_to_end(&mut magic).map(|_| file));
    file.map_err(ReadError::io(&shown))?;
    let opened = if magic.starts_with(b"PK\x03\x04") || magic.starts_with(b"PK\x05\x06") {
        open_archive(path, &shown, options, &meter)?
    } else {
        open_format(open_plain(path, shown, &meter)?, options)?
    };
    let Opened { format, source, mapping, columns, records } = opened;
    Ok(Log { format, source, mapping, columns, meter, position: 0, records })
}

fn metered(meter: &Meter) -> impl FnOnce(Bytes) -> Bytes {
    let meter = meter.clone();
    move |inner| Box::new(Metered { inner, meter })
}

fn open_plain(path: &Path, shown: String, meter: &Meter) -> Result<Input, ReadError> {
    let file = File::open(path).map_err(ReadError::io(&shown))?;
    let (stream, packed) = unpacked(metered(meter)(Box::new(file)), &shown)?;
    Input::new(shown, stream, meter.clone(), (!packed).then(|| path.to_owned()))
}

/// Takes off gzip, however many members and layers of it there are, and says whether there was any.
fn unpacked(mut stream: Bytes, shown: &str) -> Result<(Bytes, bool), ReadError> {
    let mut packed = false;
    loop {
        let mut magic = Vec::new();
        stream.by_ref().take(6).read_to_end(&mut magic).map_err(ReadError::io(shown))?;
        let foreign = match magic.as_slice() {
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("zstd"),
            [b'B', b'Z', b'h', ..] => Some("bzip2"),
            [0xfd, b'7', b'z', b'X', b'Z', 0] => Some("xz"),
            [b'7', b'z', 0xbc, 0xaf, ..] => Some("7z"),
            [b'R', b'a', b'r', b'!', ..] => Some("rar"),
            _ => None,
        };
        if let Some(packing) = foreign {
            return Err(ReadError::NoLog {
                file: shown.to_owned(),
                missing: format!("it is packed with {packing}"),
                mend: "Unpack it first; gzip and zip are read as they are.".into(),
            });
        }
        let gzip = magic.starts_with(&[0x1f, 0x8b]);
        let whole: Bytes = Box::new(Cursor::new(magic).chain(stream));
        if !gzip {
            return Ok((whole, packed));
        }
        packed = true;
        stream = Box::new(flate2::read::MultiGzDecoder::new(whole));
    }
}

fn open_archive(path: &Path, shown: &str, options: &Options, meter: &Meter) -> Result<Opened, ReadError> {
    let members = archive::members(path, shown)?;
    if members.iter().any(|member| member.name == "xl/workbook.xml") {
        return open_format(open_plain(path, shown.to_owned(), meter)?, options);
    }
    let part = |member: Member| {
        let (shown, meter) = (member.shown(shown), meter.clone());
        let name = shown.clone();
        Part { shown, input: Box::new(move || open_member(&member, &name, &meter).map(Some)) }
    };
    open_parts(members.into_iter().map(part).collect(), shown, "the archive", options)
}

fn open_member(member: &Member, name: &str, meter: &Meter) -> Result<Input, ReadError> {
    let stream = member.stream(metered(meter)).map_err(ReadError::io(name))?;
    let (stream, _) = unpacked(stream, name)?;
    Input::new(name.to_owned(), stream, meter.clone(), None)
}

fn open_workbook(input: Input, options: &Options) -> Result<Opened, ReadError> {
    let (shown, meter) = (input.name().to_owned(), input.meter().clone());
    let part = |sheet: Sheet| {
        let meter = meter.clone();
        Part { shown: sheet.shown.clone(), input: Box::new(move || sheet.input(&meter)) }
    };
    let sheets = spreadsheet::sheets(input.seekable()?, &shown)?;
    open_parts(sheets.into_iter().map(part).collect(), &shown, "the spreadsheet", options)
}

/// One of several logs in a file, not yet opened.
struct Part {
    shown: String,
    /// None where there is nothing in it.
    input: Box<dyn FnOnce() -> Result<Option<Input>, ReadError> + Send>,
}

impl Part {
    fn open(self, options: &Options) -> Option<Result<Opened, (Rejected, ReadError)>> {
        let opened = match (self.input)() {
            Ok(input) => open_format(input?, options),
            Err(error) => Err(error),
        };
        Some(opened.map_err(|error| {
            let reason = Reason::NoLog { what: error.to_string() };
            (Rejected::new(&self.shown, 0, None, reason, ""), error)
        }))
    }
}

/// The parts of a file as one log; `what` holds them.
fn open_parts(parts: Vec<Part>, shown: &str, what: &str, options: &Options) -> Result<Opened, ReadError> {
    let mut parts = parts.into_iter();
    let mut refused = Vec::new();
    let mut first_error = None;
    for part in parts.by_ref() {
        match part.open(options) {
            None => {}
            Some(Ok(Opened { format, source, mapping, columns, records })) => {
                let before = refused.into_iter().map(|rejected| Ok(Record::Rejected(rejected)));
                let options = options.clone();
                let after = parts.filter_map(move |part| part.open(&options)).flat_map(|part| match part {
                    Ok(opened) => opened.records,
                    Err((rejected, _)) => Box::new(std::iter::once(Ok(Record::Rejected(rejected)))),
                });
                let records = Box::new(before.chain(records).chain(after));
                return Ok(Opened { format, source, mapping, columns, records });
            }
            Some(Err((rejected, error))) => {
                refused.push(rejected);
                first_error.get_or_insert(error);
            }
        }
    }
    Err(first_error.unwrap_or_else(|| ReadError::NoLog {
        file: shown.to_owned(),
        missing: format!("{what} is empty"),
        mend: "Look whether the export went through.".into(),
    }))
}

/// Hands the input to the reader of its format.
fn open_format(input: Input, options: &Options) -> Result<Opened, ReadError> {
    if spreadsheet::is_one(input.head()) {
        return open_workbook(input, options);
    }
    match format::detect(&input)? {
        Format::Table => table::open(input, options),
        Format::Xes => xes::open(input, options),
        Format::JsonLines => json::open(input, true, options),
        Format::Json => json::open(input, false, options),
        Format::Parquet => parquet::open(input, options),
        format @ (Format::OcelJson | Format::OcelXml | Format::OcelSqlite) => ocel::open(input, format, options),
    }
}
