//! When did the level change? Retrospective change points of the mean.

/// The best single split of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// Observations before the change.
    pub at: usize,
    /// Mean before.
    pub before: f64,
    /// Mean after.
    pub after: f64,
    /// By how much the split lowers the sum of squares, in units of the noise variance.
    pub gain: f64,
}

/// The one split that explains most, both parts at least `min_segment` long; `None` where the series is too short or
/// constant. Compare `gain` with [`usual_penalty`] before believing it.
pub fn strongest(series: &[f64], min_segment: usize) -> Option<Split> {
    let sums = Sums::of(series)?;
    let (n, min) = (series.len(), min_segment.max(1));
    let whole = sums.cost(0, n);
    (min..=n.saturating_sub(min))
        .map(|at| (at, whole - sums.cost(0, at) - sums.cost(at, n)))
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(at, gain)| Split { at, before: sums.mean(0, at), after: sums.mean(at, n), gain })
}

/// Penalty per change that keeps pure noise whole: `3 ln n` (Zhang and Siegmund 2007, without its term for segment
/// lengths).
pub fn usual_penalty(n: usize) -> f64 {
    3.0 * (n.max(2) as f64).ln()
}

/// All changes of the mean, as numbers of observations before each: the partition with the least sum of squares in
/// units of the noise variance plus `penalty` per change, found by PELT (Killick, Fearnhead, Eckley 2012), every segment
/// at least `min_segment` long (short segments of ties look like perfect fits).
///
/// The noise variance comes from the median absolute first difference, which a few jumps do not disturb.
pub fn pelt(series: &[f64], min_segment: usize, penalty: f64) -> Vec<usize> {
    let Some(sums) = Sums::of(series) else { return Vec::new() };
    let (n, min) = (series.len(), min_segment.max(1));
    let mut best = vec![f64::INFINITY; n + 1];
    let mut last = vec![0; n + 1];
    best[0] = -penalty;
    // A start that loses to a change at `end` can be dropped once a segment from `end` on may be complete.
    let mut starts: Vec<(usize, usize)> = vec![(0, usize::MAX)];
    for end in min..=n {
        starts.retain(|&(_, until)| end < until);
        for &(start, _) in starts.iter().filter(|(start, _)| end - start >= min) {
            let total = best[start] + sums.cost(start, end) + penalty;
            if total < best[end] {
                (best[end], last[end]) = (total, start);
            }
        }
        for (start, until) in starts.iter_mut().filter(|(start, _)| end - start >= min) {
            if best[*start] + sums.cost(*start, end) >= best[end] {
                *until = (*until).min(end + min);
            }
        }
        starts.push((end, usize::MAX));
    }
    let mut changes = Vec::new();
    let mut end = last[n];
    while end > 0 {
        changes.push(end);
        end = last[end];
    }
    changes.reverse();
    changes
}

/// Running sums, so that the cost of any segment takes no time.
struct Sums {
    values: Vec<f64>,
    squares: Vec<f64>,
    variance: f64,
    centre: f64,
}

impl Sums {
    /// `None` for a series without two different values.
    fn of(series: &[f64]) -> Option<Self> {
        let n = series.len();
        // Values around their mean keep the squares small and the differences of sums exact enough.
        let centre = series.iter().sum::<f64>() / n.max(1) as f64;
        let (mut values, mut squares) = (vec![0.0], vec![0.0]);
        for (i, x) in series.iter().enumerate() {
            values.push(values[i] + (x - centre));
            squares.push(squares[i] + (x - centre).powi(2));
        }
        let total = squares[n] / n.max(1) as f64;
        let mut steps: Vec<f64> = series.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
        if total <= 0.0 || steps.is_empty() {
            return None;
        }
        steps.sort_by(f64::total_cmp);
        // 1.4826 turns a median absolute deviation into a standard deviation; a difference has twice the variance.
        let robust = (1.4826 * steps[steps.len() / 2]).powi(2) / 2.0;
        let plain = steps.iter().map(|step| step * step).sum::<f64>() / (2.0 * steps.len() as f64);
        let variance = if robust > 0.0 { robust } else { plain };
        Some(Sums { values, squares, variance, centre })
    }

    fn mean(&self, from: usize, to: usize) -> f64 {
        self.centre + (self.values[to] - self.values[from]) / (to - from) as f64
    }

    /// Sum of squares around the segment's mean, in units of the noise variance.
    fn cost(&self, from: usize, to: usize) -> f64 {
        let sum = self.values[to] - self.values[from];
        (self.squares[to] - self.squares[from] - sum * sum / (to - from) as f64).max(0.0) / self.variance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::nile::{BEFORE, NILE};
    use proptest::prelude::*;

    fn check(series: &[f64], min_segment: usize, wanted: &[usize]) {
        assert_eq!(pelt(series, min_segment, usual_penalty(series.len())), wanted);
    }

    #[test]
    fn the_nile_fell_once_after_1898() {
        let split = strongest(&NILE, 5).unwrap();
        assert_eq!(split.at, BEFORE);
        assert!((split.before - 1097.75).abs() < 1e-9 && (split.after - 849.9722).abs() < 1e-4, "{split:?}");
        assert!(split.gain > usual_penalty(NILE.len()));
        check(&NILE, 5, &[BEFORE]);
    }

    #[test]
    fn flat_and_short_series_have_no_change() {
        check(&[3.0; 20], 2, &[]);
        check(&[1.0], 1, &[]);
        check(&[], 1, &[]);
        assert_eq!(strongest(&[1.0, 2.0, 3.0], 2), None);
    }

    #[test]
    fn several_changes_are_found_and_no_segment_is_too_short() {
        let series: Vec<f64> =
            (0..60).map(|i| [0.0, 8.0, 2.0][i / 20] + [0.3, -0.5, 0.4, -0.1, -0.2, 0.6, -0.4][i % 7]).collect();
        check(&series, 5, &[20, 40]);
        check(&series[..40], 5, &[20]);
    }

    /// Tries every partition.
    fn exhaustive(sums: &Sums, n: usize, min: usize, penalty: f64) -> f64 {
        let mut best = vec![f64::INFINITY; n + 1];
        best[0] = -penalty;
        for end in min..=n {
            for start in 0..=end - min {
                best[end] = best[end].min(best[start] + sums.cost(start, end) + penalty);
            }
        }
        best[n]
    }

    proptest! {
        #[test]
        fn pruning_loses_nothing(series in prop::collection::vec(-5i8..5, 6..40), min in 1usize..4, penalty in 0.5f64..9.0) {
            let series: Vec<f64> = series.into_iter().map(f64::from).collect();
            if let Some(sums) = Sums::of(&series) {
                let mut ends = pelt(&series, min, penalty);
                ends.push(series.len());
                let (mut start, mut total) = (0, -penalty);
                for end in ends {
                    prop_assert!(end - start >= min);
                    total += sums.cost(start, end) + penalty;
                    start = end;
                }
                prop_assert!((total - exhaustive(&sums, series.len(), min, penalty)).abs() < 1e-7);
            }
        }
    }
}
