//! Labelled fixtures for tests: two thirds to write rules by, every third line held out.

/// The lines of a fixture with whether each is held out. Lines that begin with `#` explain the file.
pub(crate) fn lines(fixture: &str) -> impl Iterator<Item = (bool, &str)> {
    let told = fixture.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    told.enumerate().map(|(nth, line)| (nth % 3 == 2, line))
}

/// Counts of what was found and what was there.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Tally {
    /// Found and there.
    pub(crate) hit: f64,
    /// Found, and not there.
    pub(crate) extra: f64,
    /// There, and not found.
    pub(crate) missed: f64,
}

impl Tally {
    /// Counts one case; says whether it was right.
    pub(crate) fn count(&mut self, found: bool, there: bool) -> bool {
        match (found, there) {
            (true, true) => self.hit += 1.0,
            (true, false) => self.extra += 1.0,
            (false, true) => self.missed += 1.0,
            (false, false) => {}
        }
        found == there
    }

    /// Share of what was found that is there.
    pub(crate) fn precision(&self) -> f64 {
        self.hit / (self.hit + self.extra).max(1.0)
    }

    /// Share of what is there that was found.
    pub(crate) fn recall(&self) -> f64 {
        self.hit / (self.hit + self.missed).max(1.0)
    }

    /// Prints both, and holds the held-out part to .9.
    pub(crate) fn hold(&self, what: &str, held_out: bool) {
        let part = if held_out { "held out" } else { "seen" };
        println!("{what} ({part}): precision {:.3}, recall {:.3}, {self:?}", self.precision(), self.recall());
        assert!(self.hit > 0.0, "{what}: nothing was found at all");
        assert!(!held_out || (self.precision() >= 0.9 && self.recall() >= 0.9), "{what}: {self:?}");
    }
}
