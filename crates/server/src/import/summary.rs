//! What an import did, as people and scripts read it.

use super::different::Different;
use super::rejects::Finished;
use crate::failure::Failure;
use crate::locale::{Language, args, figures};
use crate::output;
use channels::file::mapping::Mapping;
use desk::time::Time;
use desk::touch::Touch;
use serde::Serialize;
use std::path::Path;
use store::log;

/// What an import did; what `waterline import --json` prints.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Summary {
    /// The files, as they were named.
    pub(crate) files: Vec<String>,
    /// Touches that are new in the store.
    pub(crate) touches: u64,
    /// Journeys in the files.
    pub(crate) journeys: u64,
    /// Customers in the files: all that are named, and one for touches that name none; where none is named, every
    /// journey is one.
    pub(crate) customers: u64,
    /// Touches that were in the store already, or twice in the files.
    pub(crate) duplicates: u64,
    /// Rows that could not be taken.
    pub(crate) rejected: u64,
    /// Why, most frequent first, with one example in each reason.
    pub(crate) rejected_reasons: Vec<(String, u64)>,
    /// Where they are listed.
    pub(crate) rejected_files: Vec<String>,
    /// The first touch of the files.
    pub(crate) from: Option<Time>,
    /// The last.
    pub(crate) to: Option<Time>,
    /// The mapping that was used last, as TOML; empty for files that need none.
    pub(crate) mapping: String,
    /// Whether it was guessed.
    pub(crate) mapping_guessed: bool,
}

impl Summary {
    pub(super) fn add_file(&mut self, path: &Path, mapping: Option<&Mapping>, guessed: bool) {
        self.files.push(path.display().to_string());
        if let Some(mapping) = mapping {
            self.mapping = mapping.to_toml();
            self.mapping_guessed = guessed;
        }
    }

    pub(super) fn add_counts(&mut self, progress: &log::Progress) {
        self.touches += progress.accepted;
        self.duplicates += progress.duplicates;
        self.rejected += progress.rejected;
    }

    pub(super) fn add_rejected(&mut self, Finished { file, reasons }: Finished) {
        self.rejected_files.extend(file.map(|file| file.display().to_string()));
        for (reason, rows) in reasons {
            match self.rejected_reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, known)) => *known += rows,
                None => self.rejected_reasons.push((reason, rows)),
            }
        }
        self.rejected_reasons.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    }

    /// For people.
    pub(super) fn print(&self, language: Language) -> Result<(), Failure> {
        let texts = language.texts();
        if !self.mapping.is_empty() {
            let key = if self.mapping_guessed { "cli-import-mapping-guessed" } else { "cli-import-mapping-used" };
            output::line(&texts.word(key))?;
            output::line(&self.mapping)?;
        }
        output::line(&texts.say(
            "cli-import-done",
            args!(
                touches = self.touches,
                journeys = self.journeys,
                customers = self.customers,
                duplicates = self.duplicates
            ),
        ))?;
        if let (Some(from), Some(to)) = (self.from, self.to) {
            let clock = figures::Clock::new("UTC", language);
            output::line(&texts.say("cli-import-span", args!(from = clock.day(from.0), to = clock.day(to.0))))?;
        }
        if self.rejected > 0 {
            let files = self.rejected_files.join(", ");
            let key = if files.is_empty() { "cli-import-refused" } else { "cli-import-rejected" };
            output::line(&texts.say(key, args!(rows = self.rejected, file = files)))?;
        }
        for (reason, rows) in self.rejected_reasons.iter().take(5) {
            output::line(&format!("  {} × {reason}", figures::count(*rows)))?;
        }
        Ok(())
    }
}

/// Who and what was met in the files, whether it was new or not.
#[derive(Default)]
pub(super) struct Counted {
    journeys: Different,
    customers: Different,
    nameless: bool,
    /// Source and thread of the touch before, where nothing else told whose it was.
    before: (String, String),
    span: Option<(Time, Time)>,
}

impl Counted {
    pub(super) fn touch(&mut self, touch: &Touch) -> Result<(), Failure> {
        let (from, to) = self.span.get_or_insert((touch.at, touch.at));
        *from = touch.at.min(*from);
        *to = touch.at.max(*to);
        let thread = touch.thread.as_ref().filter(|_| touch.identities.is_empty());
        if thread == Some(&self.before.1) && touch.source == self.before.0 && self.nameless {
            return Ok(());
        }
        if let Some(thread) = thread {
            self.before.0.clone_from(&touch.source);
            self.before.1.clone_from(thread);
        }
        self.journeys.add(touch.journey().0).map_err(|error| Failure::temporary(&error))?;
        if touch.identities.iter().any(|identity| identity.tells_apart()) {
            self.customers.add(touch.customer().0).map_err(|error| Failure::temporary(&error))?;
        } else {
            self.nameless = true;
        }
        Ok(())
    }

    pub(super) fn fill(self, summary: &mut Summary) -> Result<(), Failure> {
        summary.journeys = self.journeys.count().map_err(|error| Failure::temporary(&error))?;
        summary.customers = match self.customers.count().map_err(|error| Failure::temporary(&error))? {
            0 => summary.journeys,
            named => named + u64::from(self.nameless),
        };
        (summary.from, summary.to) = self.span.unzip();
        Ok(())
    }
}
