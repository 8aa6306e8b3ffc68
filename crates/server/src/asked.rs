//! What one call asks for: settings, the store, the language.

use crate::cli::{Common, Files, Lang};
use crate::config::{Origin, Settings};
use crate::failure::Failure;
use crate::import::{self, Far, Rejected, Summary};
use crate::locale::Language;
use crate::setting::changes;
use channels::file::mapping::Mapping;
use desk::person::Limits;
use desk::phone::Region;
use desk::time::Time;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};
use store::log::{Log, Options};
use store::{Database, Location};
use tempfile::TempDir;

/// One call of the program.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) settings: Settings,
    pub(crate) json: bool,
    pub(crate) quiet: bool,
    source: Option<String>,
    map: Option<PathBuf>,
    origins: Vec<Origin>,
    /// Whether the user named a place for the store.
    named: bool,
}

/// An open store, or the files of one call in a store that goes when it is dropped.
pub(crate) struct Store {
    pub(crate) database: Database,
    pub(crate) log: Log,
    /// What was read just now; `None` where a store was asked.
    pub(crate) read: Option<Summary>,
    _temporary: Option<TempDir>,
}

impl Asked {
    /// Settles what applies.
    pub(crate) fn new(common: Common) -> Result<Asked, Failure> {
        let (settings, origins) = Settings::load(&common)?;
        let named = common.data.is_some() || common.database.is_some();
        Ok(Asked {
            settings,
            json: common.json,
            quiet: common.quiet,
            source: common.reading.source,
            map: common.reading.map,
            origins,
            named,
        })
    }

    /// The same call with other settings.
    pub(crate) fn with(&self, origins: Vec<Origin>) -> Result<Asked, Failure> {
        Ok(Asked { settings: Settings::of(&origins)?, origins, ..self.clone() })
    }

    /// Every setting, and where its value comes from.
    pub(crate) fn origins(&self) -> &[Origin] {
        &self.origins
    }

    /// The language to answer in.
    pub(crate) fn language(&self) -> Language {
        match self.settings.language {
            Lang::En => Language::En,
            Lang::ZhHans => Language::ZhHans,
            Lang::ZhHant => Language::ZhHant,
        }
    }

    /// How files are to be read.
    pub(crate) fn reading(&self) -> Result<channels::file::Options, Failure> {
        let mapping = match &self.map {
            None => None,
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| Failure::read(path, &error))?;
                Some(Mapping::from_toml(&text)?)
            }
        };
        let zone = Some(self.settings.reading.time_zone.clone()).filter(|zone| zone != "UTC");
        Ok(channels::file::Options { source: self.source.clone(), mapping, zone })
    }

    /// When a shared identity joins nobody.
    pub(crate) fn limits(&self) -> Limits {
        Limits { surer: self.settings.customers.shared_identity, ..Limits::default() }
    }

    /// The country whose phone numbers are written without a country code.
    pub(crate) fn region(&self) -> Result<Option<Region>, Failure> {
        match self.settings.reading.phone_region.as_str() {
            "" => Ok(None),
            text => {
                text.parse().map(Some).map_err(|error: desk::phone::NotARegion| Failure::setting(&error.to_string()))
            }
        }
    }

    /// Where the store lies, or would lie.
    pub(crate) fn location(&self) -> Result<Location, Failure> {
        let data = &self.settings.data;
        match self.settings.database.as_str() {
            "" => Ok(Location::directory(data)),
            url => Ok(Location::database(url, data.join("segments"))?),
        }
    }

    /// Opens the store, and makes one where there is none. What applies from then on is what is handed out with it: see
    /// [`changes::in_force`].
    pub(crate) async fn open_or_make(&self) -> Result<(Asked, Store), Failure> {
        self.open_settled(&self.location()?).await
    }

    /// Opens the store that must be there already, and settles what applies to it.
    pub(crate) async fn open(&self) -> Result<(Asked, Store), Failure> {
        let location = self.location()?;
        if location.exists() == Some(false) {
            return Err(Failure::Usage(format!(
                "there is no store in {}; name a log file, or the store's --data DIR or --database URL, \
                 or make one with `waterline import FILE --data DIR`",
                self.settings.data.display()
            )));
        }
        self.open_settled(&location).await
    }

    async fn open_settled(&self, location: &Location) -> Result<(Asked, Store), Failure> {
        let store = self.open_at(location, None).await?;
        let changed = store::setting::list(&mut store.database.read().await?).await?;
        Ok((changes::in_force(self, &changed), store))
    }

    /// What applies to the store that is named, where there is one: for whoever does not use the store itself.
    pub(crate) async fn settled(&self) -> Result<Asked, Failure> {
        let location = self.location()?;
        if location.exists() == Some(false) {
            return Ok(self.clone());
        }
        let database = Database::open(&location).await?;
        let changed = store::setting::list(&mut database.read().await?).await?;
        database.close().await;
        Ok(changes::in_force(self, &changed))
    }

    /// The store, or the named files as one; with what applies to it.
    pub(crate) async fn over(&self, files: &Files) -> Result<(Asked, Store), Failure> {
        if files.files.is_empty() {
            return self.open().await;
        }
        if self.named
            && std::env::var_os("WATERLINE_DATA").is_none()
            && std::env::var_os("WATERLINE_DATABASE").is_none()
        {
            return Err(Failure::Usage(
                "name either files or a store; `waterline import FILE --data DIR` brings files into a store".to_owned(),
            ));
        }
        let mut store = self.temporary().await?;
        store.read = Some(
            import::bring_in(self, &store, &files.files, (Rejected::Counted, &self.reading()?, &Far::default()))
                .await?,
        );
        Ok((self.clone(), store))
    }

    /// An empty store that goes when it is dropped.
    pub(crate) async fn temporary(&self) -> Result<Store, Failure> {
        let directory = tempfile::Builder::new().prefix("waterline-").tempdir();
        let directory = directory.map_err(|error| Failure::Other(format!("no temporary directory: {error}")))?;
        let location = Location::directory(directory.path());
        self.open_at(&location, Some(directory)).await
    }

    async fn open_at(&self, location: &Location, temporary: Option<TempDir>) -> Result<Store, Failure> {
        let database = Database::open(location).await?;
        let memory = self.settings.memory_bytes();
        let defaults = Options::default();
        let options = Options {
            chunk_bytes: (memory / 2).min(defaults.chunk_bytes),
            chunk_touches: defaults.chunk_touches.min(memory / 512),
            filter_bytes: (memory / 8).max(1 << 20),
            ..defaults
        };
        let log = Log::open(database.clone(), options).await?;
        // Whatever a stopped process left to do.
        crate::customer::run_jobs(&database, &log).await?;
        Ok(Store { database, log, read: None, _temporary: temporary })
    }
}

/// The time now. The only clock of the program; everything below takes it as an argument.
pub(crate) fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

/// A moment as people write it: a day (UTC), or a full time.
pub(crate) fn moment(text: &Option<String>) -> Result<Option<Time>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let time = Time::parse(text).or_else(|| Time::parse(&format!("{text}T00:00:00Z")));
    time.map(Some)
        .ok_or_else(|| Failure::Usage(format!("{text:?} is not a time; write 2024-01-31 or 2024-01-31T08:00:00+08:00")))
}
