//! The files of segments: written through an object store, read where they lie.
//!
//! Writing, listing and deleting go through [`object_store`]; reading asks for ranges of bytes. So another object store
//! is one more way to answer [`Object::read`], and no more.

use crate::error::{Error, Result};
use bytes::Bytes;
use futures_util::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload};
use std::fmt::Display;
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::runtime::Handle;
use xxhash_rust::xxh3::Xxh3Default;

/// Bytes that are sent on at once when a file is written: few enough that their memory is used again.
const PART: usize = 1 << 20;

/// The directory of segments.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    store: Arc<dyn ObjectStore>,
    root: PathBuf,
    runtime: Handle,
}

impl Files {
    /// Opens a directory; must be called inside a tokio runtime, which later does the writing.
    pub(crate) fn open(root: &Path) -> Result<Files> {
        std::fs::create_dir_all(root).map_err(Error::file(root))?;
        let store = LocalFileSystem::new_with_prefix(root).map_err(failed(root))?.with_fsync(true);
        Ok(Files { store: Arc::new(store), root: root.to_owned(), runtime: Handle::current() })
    }

    /// Begins a file. It appears under its name, whole and on the disk, when [`Upload::finish`] returns.
    pub(crate) fn create(&self, name: &str) -> Result<Upload> {
        let path = self.root.join(name);
        let upload = self.runtime.block_on(self.store.put_multipart(&Name::from(name))).map_err(failed(&path))?;
        let (runtime, buffer) = (self.runtime.clone(), Vec::with_capacity(PART));
        Ok(Upload { upload, runtime, path, buffer, bytes: 0, hash: Xxh3Default::new() })
    }

    /// Opens a file to read.
    pub(crate) fn read(&self, name: &str) -> Result<Object> {
        let path = self.root.join(name);
        let file = File::open(&path).map_err(Error::file(&path))?;
        let length = file.metadata().map_err(Error::file(&path))?.len();
        Ok(Object { file, path, length })
    }

    /// Deletes a file; one that is gone already is fine.
    pub(crate) async fn delete(&self, name: &str) -> Result<()> {
        match self.store.delete(&Name::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(why) => Err(failed(&self.root.join(name))(why)),
        }
    }

    /// The names of all whole files.
    pub(crate) async fn list(&self) -> Result<Vec<String>> {
        let files: Vec<_> = self.store.list(None).try_collect().await.map_err(failed(&self.root))?;
        Ok(files.into_iter().map(|file| file.location.to_string()).collect())
    }

    /// Deletes what writers that were killed left half-written. Only for who knows that nobody else is writing.
    pub(crate) fn delete_half_written(&self) -> Result<()> {
        let directories = entries(&self.root)?.into_iter().filter(|path| path.is_dir());
        for path in directories.map(|directory| entries(&directory)).collect::<Result<Vec<_>>>()?.into_iter().flatten()
        {
            // The local object store writes to `name#number` until a file is whole.
            if path.file_name().is_some_and(|name| name.to_string_lossy().contains('#')) {
                std::fs::remove_file(&path).map_err(Error::file(&path))?;
            }
        }
        Ok(())
    }
}

fn entries(directory: &Path) -> Result<Vec<PathBuf>> {
    let found = std::fs::read_dir(directory).and_then(|all| all.map(|one| Ok(one?.path())).collect());
    found.map_err(Error::file(directory))
}

fn failed(path: &Path) -> impl FnOnce(object_store::Error) -> Error {
    let path = path.to_owned();
    move |why| Error::File { path, why: io::Error::other(why) }
}

/// A file being written. Writing blocks; use it where blocking is allowed.
pub(crate) struct Upload {
    upload: Box<dyn MultipartUpload>,
    runtime: Handle,
    path: PathBuf,
    buffer: Vec<u8>,
    bytes: u64,
    hash: Xxh3Default,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) bytes: u64,
    /// xxh3 of all bytes.
    pub(crate) checksum: u64,
}

impl Upload {
    fn send(&mut self) -> io::Result<()> {
        let part = std::mem::replace(&mut self.buffer, Vec::with_capacity(PART));
        self.runtime.block_on(self.upload.put_part(PutPayload::from(part))).map_err(io::Error::other)
    }

    /// Makes the file appear under its name, on the disk.
    pub(crate) fn finish(mut self) -> Result<Written> {
        let sent = if self.buffer.is_empty() { Ok(()) } else { self.send() };
        sent.map_err(Error::file(&self.path))?;
        self.runtime.block_on(self.upload.complete()).map_err(failed(&self.path))?;
        Ok(Written { bytes: self.bytes, checksum: self.hash.digest() })
    }
}

impl Write for Upload {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PART {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file that is read in ranges.
#[derive(Debug)]
pub(crate) struct Object {
    file: File,
    path: PathBuf,
    pub(crate) length: u64,
}

impl Object {
    /// The bytes `from..from + length`.
    pub(crate) fn read(&self, from: u64, length: usize) -> Result<Bytes> {
        let mut bytes = vec![0; length];
        self.file.read_exact_at(&mut bytes, from).map_err(Error::file(&self.path))?;
        Ok(bytes.into())
    }

    /// What its bytes are now, to compare with what was written.
    pub(crate) fn measure(&self) -> Result<Written> {
        let mut hash = Xxh3Default::new();
        let mut from = 0;
        while from < self.length {
            let length = (self.length - from).min(PART as u64);
            hash.update(&self.read(from, length as usize)?);
            from += length;
        }
        Ok(Written { bytes: self.length, checksum: hash.digest() })
    }

    /// An error about this file.
    pub(crate) fn damaged(&self, why: &dyn Display) -> Error {
        Error::Damaged { what: self.path.display().to_string(), why: why.to_string() }
    }
}

/// A sliding piece of a file, for reading on and on in one direction.
#[derive(Debug, Default)]
pub(crate) struct Window {
    from: u64,
    bytes: Bytes,
}

impl Window {
    /// The bytes `from..from + length` of `object`, reading `ahead` bytes at a time but not beyond `end`.
    pub(crate) fn read(&mut self, object: &Object, from: u64, length: usize, ahead: usize, end: u64) -> Result<Bytes> {
        let inside = from.checked_sub(self.from).map(|skip| skip as usize);
        if let Some(skip) = inside.filter(|skip| skip + length <= self.bytes.len()) {
            return Ok(self.bytes.slice(skip..skip + length));
        }
        let ahead = (ahead as u64).min(end.saturating_sub(from)) as usize;
        self.bytes = object.read(from, length.max(ahead))?;
        self.from = from;
        Ok(self.bytes.slice(..length))
    }

    /// Everything at hand from `from` on, at least `length` bytes unless `end` comes first.
    pub(crate) fn read_some(
        &mut self,
        object: &Object,
        from: u64,
        length: usize,
        ahead: usize,
        end: u64,
    ) -> Result<Bytes> {
        let length = length.min(end.saturating_sub(from) as usize);
        self.read(object, from, length, ahead, end)?;
        Ok(self.bytes.slice((from - self.from) as usize..))
    }
}
