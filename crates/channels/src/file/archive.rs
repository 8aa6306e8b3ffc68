//! Members of zip archives as streams of their own.

use super::ReadError;
use super::open::Bytes;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use zip::{CompressionMethod, ZipArchive};

/// A member of an archive, not yet opened.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Its name with its folders.
    pub(super) name: String,
    archive: PathBuf,
    index: usize,
}

/// The members of the archive at `path` that may be logs, by name. Folders and what operating systems leave behind
/// (`__MACOSX`, hidden files) are passed over.
pub(super) fn members(path: &Path, shown: &str) -> Result<Vec<Member>, ReadError> {
    let mut archive = open(path).map_err(ReadError::io(shown))?;
    let mut members = Vec::new();
    for index in 0..archive.len() {
        let member = archive.by_index_raw(index).map_err(io::Error::from).map_err(ReadError::io(shown))?;
        let name = member.name().map_or_else(|_| format!("member {}", index + 1), |name| name.into_owned());
        let left_behind = name.split('/').any(|part| part == "__MACOSX" || part.starts_with('.'));
        if member.is_file() && !left_behind {
            members.push(Member { name, archive: path.to_owned(), index });
        }
    }
    members.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(members)
}

fn open(path: &Path) -> io::Result<ZipArchive<File>> {
    ZipArchive::new(File::open(path)?).map_err(io::Error::from)
}

impl Member {
    /// What people are told: the archive and the member.
    pub(super) fn shown(&self, archive: &str) -> String {
        format!("{archive}:{}", self.name)
    }

    /// Its bytes, unpacked. `metered` wraps the stream of packed bytes.
    pub(super) fn stream(&self, metered: impl FnOnce(Bytes) -> Bytes) -> io::Result<Bytes> {
        let mut archive = open(&self.archive)?;
        let member = archive.by_index_raw(self.index)?;
        let unreadable = |what: &str| io::Error::new(io::ErrorKind::Unsupported, what.to_owned());
        if member.encrypted() {
            return Err(unreadable("the archive has a password; unpack it first"));
        }
        let (start, packed, size) = (member.data_start(), member.compressed_size(), member.size());
        let (method, crc) = (member.compression(), member.crc32());
        drop(member);
        let start = start.ok_or_else(|| unreadable("the archive does not say where its member begins"))?;
        let mut file = archive.into_inner();
        file.seek(SeekFrom::Start(start))?;
        let bytes = metered(Box::new(file.take(packed)));
        let unpacked: Bytes = match method {
            CompressionMethod::Stored => bytes,
            CompressionMethod::Deflated => Box::new(flate2::read::DeflateDecoder::new(bytes)),
            other => return Err(unreadable(&format!("the archive is packed with {other}; unpack it first"))),
        };
        Ok(Box::new(Checked { inner: unpacked, left: size, expected: crc, crc: flate2::Crc::new() }))
    }
}

/// Tells at the end whether all bytes came as they were packed.
struct Checked {
    inner: Bytes,
    left: u64,
    expected: u32,
    crc: flate2::Crc,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.crc.update(&buffer[..read]);
        self.left = self.left.saturating_sub(read as u64);
        let ended = read == 0 && !buffer.is_empty();
        if ended && (self.left > 0 || self.crc.sum() != self.expected) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the archive is damaged: a member is not whole"));
        }
        Ok(read)
    }
}
