//! What stands in a column, in figures.

use super::Sample;
use super::words::{Name, Role};
use crate::file::mapping::value;
use rustc_hash::FxHashMap;

/// One column of the sample. Values are numbered in the order in which they first turn up.
pub(super) struct Profile {
    pub(super) name: Name,
    /// The column's place.
    pub(super) index: usize,
    /// The number of each row's value; `None` where it is missing.
    pub(super) codes: Vec<Option<u32>>,
    /// The values by their numbers, trimmed.
    pub(super) values: Vec<String>,
    /// How many rows hold each value.
    pub(super) counts: Vec<u32>,
    /// Rows that hold any value.
    pub(super) filled: usize,
}

impl Profile {
    pub(super) fn all(sample: &Sample, is_missing: impl Fn(&str) -> bool) -> Vec<Profile> {
        let profile = |(index, name): (usize, &String)| {
            let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
            let mut profile = Profile {
                name: Name::new(name),
                index,
                codes: Vec::with_capacity(sample.rows.len()),
                values: Vec::new(),
                counts: Vec::new(),
                filled: 0,
            };
            for row in &sample.rows {
                let text = row.get(index).and_then(Option::as_deref).map(str::trim).filter(|text| !is_missing(text));
                let code = text.map(|text| {
                    *numbers.entry(text).or_insert_with(|| {
                        profile.values.push(text.to_owned());
                        profile.counts.push(0);
                        profile.values.len() as u32 - 1
                    })
                });
                if let Some(code) = code {
                    profile.counts[code as usize] += 1;
                    profile.filled += 1;
                }
                profile.codes.push(code);
            }
            profile
        };
        sample.columns.iter().enumerate().map(profile).collect()
    }

    /// How many different values there are.
    pub(super) fn distinct(&self) -> usize {
        self.values.len()
    }

    /// The share of rows that hold a value.
    pub(super) fn filled_share(&self) -> f64 {
        self.filled as f64 / self.codes.len().max(1) as f64
    }

    /// The share of filled rows whose value passes a test.
    pub(super) fn share(&self, test: impl Fn(&str) -> bool) -> f64 {
        let passed = self.values.iter().zip(&self.counts).filter(|(value, _)| test(value));
        passed.map(|(_, count)| f64::from(*count)).sum::<f64>() / self.filled.max(1) as f64
    }

    pub(super) fn suggests(&self, role: Role) -> f64 {
        self.name.suggests(role)
    }

    /// Whether nearly all values are numbers.
    pub(super) fn is_numeric(&self) -> bool {
        self.filled > 0 && self.share(|value| value::number(value).is_some()) > 0.97
    }

    /// Whether nearly all values are whole numbers.
    pub(super) fn is_whole(&self) -> bool {
        self.filled > 0 && self.share(|value| value::whole(value).is_some()) > 0.97
    }

    /// Whether nearly all values answer yes or no. Of numbers only 0 and 1 do.
    pub(super) fn is_truth(&self) -> bool {
        let answers = |text: &str| match text.parse::<f64>() {
            Ok(number) => number == 0.0 || number == 1.0,
            Err(_) => value::truth(text).is_some(),
        };
        self.filled > 0 && self.share(answers) > 0.97
    }

    /// The mean length of a value in characters.
    pub(super) fn mean_length(&self) -> f64 {
        let total: f64 = self.values.iter().map(|value| value.chars().count() as f64).sum();
        total / self.distinct().max(1) as f64
    }

    /// The share of values that look like an id: one word with a digit in it.
    pub(super) fn id_share(&self) -> f64 {
        self.share(|value| {
            value.len() <= 64 && !value.contains(char::is_whitespace) && value.contains(|c: char| c.is_ascii_digit())
        })
    }

    /// How well equal values stand together: 1 where all do, 0 where none do.
    pub(super) fn togetherness(&self) -> f64 {
        let codes: Vec<u32> = self.codes.iter().flatten().copied().collect();
        let kept = codes.windows(2).filter(|pair| pair[0] == pair[1]).count();
        kept as f64 / (codes.len() - self.distinct().min(codes.len())).max(1) as f64
    }
}

/// The rows of each thread, in the order of the file; threads with one row have nothing to tell and are left out.
pub(super) fn threads(thread: &Profile) -> Vec<Vec<usize>> {
    let mut rows = vec![Vec::new(); thread.distinct()];
    for (row, code) in thread.codes.iter().enumerate() {
        if let Some(code) = code {
            rows[*code as usize].push(row);
        }
    }
    rows.retain(|rows| rows.len() > 1);
    rows
}

/// The share of threads in which a column holds more than one value; missing ones do not count.
pub(super) fn variation(column: &Profile, threads: &[Vec<usize>]) -> f64 {
    let varies = |rows: &&Vec<usize>| {
        let mut values = rows.iter().filter_map(|row| column.codes[*row]);
        let first = values.next();
        values.any(|value| Some(value) != first)
    };
    threads.iter().filter(varies).count() as f64 / threads.len().max(1) as f64
}
