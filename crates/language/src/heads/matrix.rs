//! Rows of texts as rows of numbers: which columns there are, and what a text has in each.

use super::Settings;
use super::gram::{Reach, Token, grams, tokens};

/// Buckets a hash may fall in: with a quarter of a million different grams one in eight shares its bucket.
pub(super) const BITS: u32 = 20;

/// The length of a text that stays as it is, however even lengths are made: a sentence or two.
const TYPICAL: f32 = 12.0;

/// Counts the grams of texts, keeping its buffers between them.
#[derive(Clone, Debug, Default)]
pub(super) struct Counter {
    tokens: Vec<Token>,
    buckets: Vec<u32>,
}

/// The bucket of a hash.
#[inline]
pub(super) fn bucket(hash: u64) -> u32 {
    (hash >> (64 - BITS)) as u32
}

impl Counter {
    /// Calls `each` with every bucket of `text` that `known` lets through, and how often it occurs.
    fn count(
        &mut self,
        text: &str,
        part: usize,
        reach: Reach,
        known: impl Fn(u32) -> Option<u32>,
        mut each: impl FnMut(u32, u32),
    ) {
        tokens(text, &mut self.tokens);
        self.buckets.clear();
        let buckets = &mut self.buckets;
        grams(text, &self.tokens, reach, salt(part), |gram| buckets.extend(known(bucket(gram.hash))));
        buckets.sort_unstable();
        for same in buckets.chunk_by(|a, b| a == b) {
            each(same[0], same.len() as u32);
        }
    }
}

/// What keeps the grams of a part of a row apart from those of the others.
pub(super) fn salt(part: usize) -> u64 {
    part as u64 + 1
}

/// Which buckets are columns, and how rare each is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Vocabulary {
    pub(super) reach: Reach,
    /// How much each part of a row counts.
    pub(super) parts: Vec<f32>,
    /// How far long texts are brought to the length of short ones, 0 to 1.
    pub(super) even: f32,
    /// The bucket of each column, ascending.
    pub(super) buckets: Vec<u32>,
    /// Inverse document frequency of each column.
    pub(super) rarity: Vec<f32>,
    index: Index,
}

/// Which bucket is which column: a bit for each bucket, and before each word of bits how many came earlier. Small enough to
/// stay near the processor, where a table with a number for each bucket would not.
#[derive(Clone, Debug, PartialEq)]
struct Index(Vec<(u64, u32)>);

impl Index {
    fn of(buckets: &[u32]) -> Self {
        let mut words = vec![(0u64, 0u32); 1 << (BITS - 6)];
        buckets.iter().for_each(|bucket| words[(bucket >> 6) as usize].0 |= 1 << (bucket & 63));
        let mut before = 0;
        for word in &mut words {
            word.1 = before;
            before += word.0.count_ones();
        }
        Self(words)
    }

    #[inline]
    fn column(&self, bucket: u32) -> Option<u32> {
        let (bits, before) = self.0[(bucket >> 6) as usize];
        let bit = 1u64 << (bucket & 63);
        (bits & bit != 0).then(|| before + (bits & (bit - 1)).count_ones())
    }
}

/// Numbers by row, only those that are not zero.
#[derive(Clone, Debug, Default)]
pub(super) struct Matrix {
    pub(super) columns: usize,
    starts: Vec<usize>,
    at: Vec<u32>,
    values: Vec<f32>,
}

impl Matrix {
    /// Rows that have something in every column.
    pub(super) fn full(rows: impl Iterator<Item = Vec<f32>>, columns: usize) -> Self {
        let mut matrix = Self { columns, starts: vec![0], ..Self::default() };
        for row in rows {
            matrix.at.extend(0..columns as u32);
            matrix.values.extend(row);
            matrix.starts.push(matrix.values.len());
        }
        matrix
    }

    /// The columns and values of a row.
    #[inline]
    pub(super) fn row(&self, row: usize) -> (&[u32], &[f32]) {
        let range = self.starts[row]..self.starts[row + 1];
        (&self.at[range.clone()], &self.values[range])
    }
}

impl Vocabulary {
    /// The vocabulary of these columns.
    pub(super) fn new(reach: Reach, parts: Vec<f32>, even: f32, buckets: Vec<u32>, rarity: Vec<f32>) -> Self {
        let index = Index::of(&buckets);
        Self { reach, parts, even, buckets, rarity, index }
    }

    /// The columns of `rows`: buckets that at least `seldom` rows have. Rarity is the smoothed inverse document frequency,
    /// `1 + ln((1 + n) / (1 + df))` (Spärck Jones 1972).
    pub(super) fn of<'a>(rows: impl Iterator<Item = &'a [String]>, settings: &Settings) -> Self {
        let (parts, reach, seldom) = (&settings.parts, settings.reach, settings.seldom);
        let mut counter = Counter::default();
        let mut having = vec![0u32; 1 << BITS];
        let mut all = 0u32;
        for row in rows {
            all += 1;
            for (part, text) in row.iter().enumerate().take(parts.len()) {
                counter.count(text, part, reach, Some, |bucket, _| having[bucket as usize] += 1);
            }
        }
        let kept = having.iter().enumerate().filter(|&(_, &rows)| rows >= seldom.max(1));
        let rare = |rows: u32| (f64::from(1 + all) / f64::from(1 + rows)).ln() as f32 + 1.0;
        let (buckets, rarity) = kept.map(|(bucket, &rows)| (bucket as u32, rare(rows))).unzip();
        Self::new(reach, parts.clone(), settings.even, buckets, rarity)
    }

    /// The column of a bucket, if it has one.
    #[inline]
    pub(super) fn column(&self, bucket: u32) -> Option<u32> {
        self.index.column(bucket)
    }

    /// What `row` has in each column: `(1 + ln tf) * rarity`, each part brought to the length the vocabulary gives it. A text
    /// of many words that all say the same is surer than one of a few, so lengths are not made quite even (Singhal, Buckley
    /// and Mitra 1996, "Pivoted document length normalization"). Gives by how much the first part was brought to it.
    pub(super) fn weigh(&self, row: &[impl AsRef<str>], counter: &mut Counter, into: &mut Vec<(u32, f32)>) -> f32 {
        into.clear();
        let mut first = 0.0;
        for (part, text) in row.iter().enumerate().take(self.parts.len()) {
            let from = into.len();
            let known = |bucket| self.column(bucket);
            counter.count(text.as_ref(), part, self.reach, known, |column, times| {
                let often = if times == 1 { 1.0 } else { 1.0 + (times as f32).ln() };
                into.push((column, often * self.rarity[column as usize]));
            });
            let length = into[from..].iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
            if length > 0.0 {
                let scale = self.parts[part] / (TYPICAL * (length / TYPICAL).powf(self.even));
                into[from..].iter_mut().for_each(|(_, value)| *value *= scale);
                first = if part == 0 { scale } else { first };
            }
        }
        first
    }

    /// All of `rows`.
    pub(super) fn matrix<'a>(&self, rows: impl Iterator<Item = &'a [String]>) -> Matrix {
        let mut counter = Counter::default();
        let mut matrix = Matrix { columns: self.rarity.len(), starts: vec![0], ..Matrix::default() };
        let mut weighed = Vec::new();
        for row in rows {
            self.weigh(row, &mut counter, &mut weighed);
            matrix.at.extend(weighed.iter().map(|&(column, _)| column));
            matrix.values.extend(weighed.iter().map(|&(_, value)| value));
            matrix.starts.push(matrix.at.len());
        }
        matrix
    }
}
