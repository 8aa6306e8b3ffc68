//! The model the house reads with: its own, where it has one in the data directory, else the one the program brings.

use crate::asked::Asked;
use crate::failure::Failure;
use language::cause::shipped;
use language::heads::Model;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

/// Rises whenever the same model says something else than before: all texts are read again then.
const READER: u32 = 4;

/// The model in use.
#[derive(Debug)]
pub(crate) struct House {
    place: PathBuf,
    /// With what tells its file from another; none, where there is no file.
    kept: RwLock<(Option<Stamp>, Arc<Kept>)>,
}

/// When a file was written, and its length.
type Stamp = (SystemTime, u64);

/// A model, or the one the program brings.
#[derive(Debug, Default)]
pub(crate) struct Kept(Option<Model>);

impl Kept {
    /// The model.
    pub(crate) fn model(&self) -> &Model {
        self.0.as_ref().unwrap_or_else(|| shipped())
    }

    /// Whether the company made it.
    pub(crate) fn is_own(&self) -> bool {
        self.0.is_some()
    }

    /// What tells what it reads from what others do.
    pub(crate) fn version(&self) -> String {
        format!("{READER} {} {}", env!("CARGO_PKG_VERSION"), self.model().note())
    }
}

/// The file of the company's model, and of the one before it.
const NOW: &str = "language.bin";
const BEFORE: &str = "language.before.bin";

impl House {
    /// Opens the model in the data directory.
    pub(crate) fn open(asked: &Asked) -> Result<House, Failure> {
        let place = asked.settings.data.clone();
        let kept = load_any(&place.join(NOW))?;
        Ok(House { place, kept: RwLock::new(kept) })
    }

    /// The model in use.
    pub(crate) fn kept(&self) -> Arc<Kept> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).1.clone()
    }

    /// Takes the model of the file where another process put it there; tells whether one did.
    pub(crate) fn follow(&self) -> Result<bool, Failure> {
        let place = self.place.join(NOW);
        let is_known = self.kept.read().unwrap_or_else(PoisonError::into_inner).0 == stamp(&place);
        if !is_known {
            self.set(load_any(&place)?);
        }
        Ok(!is_known)
    }

    /// Puts a model in place of the one in use, which is kept beside it.
    pub(crate) fn take(&self, model: Model) -> Result<(), Failure> {
        let (now, before) = (self.place.join(NOW), self.place.join(BEFORE));
        let fresh = self.place.join("language.new.bin");
        std::fs::write(&fresh, model.to_bytes()).map_err(|error| Failure::write(&fresh, &error))?;
        if now.exists() {
            std::fs::rename(&now, &before).map_err(|error| Failure::write(&before, &error))?;
        }
        std::fs::rename(&fresh, &now).map_err(|error| Failure::write(&now, &error))?;
        self.set((stamp(&now), Arc::new(Kept(Some(model)))));
        Ok(())
    }

    /// Goes back to the model before; to the one the program brings, where there is none.
    pub(crate) fn go_back(&self) -> Result<(), Failure> {
        let (now, before) = (self.place.join(NOW), self.place.join(BEFORE));
        if before.exists() {
            std::fs::rename(&before, &now).map_err(|error| Failure::write(&now, &error))?;
        } else if now.exists() {
            std::fs::remove_file(&now).map_err(|error| Failure::write(&now, &error))?;
        }
        self.set(load_any(&now)?);
        Ok(())
    }

    fn set(&self, kept: (Option<Stamp>, Arc<Kept>)) {
        *self.kept.write().unwrap_or_else(PoisonError::into_inner) = kept;
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let file = std::fs::metadata(path).ok()?;
    Some((file.modified().ok()?, file.len()))
}

/// The model of a file, if there is one. The stamp is read first: a file that is replaced meanwhile is looked at again.
fn load_any(path: &Path) -> Result<(Option<Stamp>, Arc<Kept>), Failure> {
    let stamp = stamp(path);
    let model = if stamp.is_some() { Some(super::load(path)?) } else { None };
    Ok((stamp, Arc::new(Kept(model))))
}
