//! How good answers are.

/// Right answers among all, and the mean over the labels of F1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measure {
    /// The share of rows answered rightly.
    pub accuracy: f64,
    /// The mean of F1 over labels that occur in either list; each label counts alike, however rare.
    pub macro_f1: f64,
}

impl Measure {
    /// What answers are worth when they are compared: accuracy counts three times, because macro F1 moves more with luck in
    /// rare labels.
    pub fn worth(&self) -> f64 {
        3.0 * self.accuracy + self.macro_f1
    }
}

/// Holds what was `said` against what is `right`.
///
/// ```
/// use language::heads::measure;
/// let found = measure(&[0, 0, 1, 1], &[0, 1, 1, 1], 2);
/// assert_eq!(found.accuracy, 0.75);
/// assert!((found.macro_f1 - (2.0 / 3.0 + 0.8) / 2.0).abs() < 1e-9);
/// ```
pub fn measure(said: &[u16], right: &[u16], labels: usize) -> Measure {
    let mut hits = vec![0usize; labels];
    let mut either = vec![0usize; labels];
    for (&said, &right) in said.iter().zip(right) {
        hits[usize::from(said)] += usize::from(said == right);
        either[usize::from(said)] += 1;
        either[usize::from(right)] += 1;
    }
    let f1: Vec<f64> =
        hits.iter().zip(&either).filter(|&(_, &n)| n > 0).map(|(&h, &n)| 2.0 * h as f64 / n as f64).collect();
    Measure {
        accuracy: hits.iter().sum::<usize>() as f64 / right.len().max(1) as f64,
        macro_f1: f1.iter().sum::<f64>() / f1.len().max(1) as f64,
    }
}

/// How well one yes-or-no answer was given.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Found {
    /// Of what was said, how much is right.
    pub precision: f64,
    /// Of what is right, how much was said.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// How many there were.
    pub there: usize,
}

/// Holds pairs of (said, right) against each other.
pub fn found(pairs: impl Iterator<Item = (bool, bool)>) -> Found {
    let (mut hits, mut said, mut there) = (0usize, 0usize, 0usize);
    for (yes, right) in pairs {
        hits += usize::from(yes && right);
        said += usize::from(yes);
        there += usize::from(right);
    }
    let part = |of: usize| hits as f64 / of.max(1) as f64;
    Found { precision: part(said), recall: part(there), f1: 2.0 * hits as f64 / (said + there).max(1) as f64, there }
}
