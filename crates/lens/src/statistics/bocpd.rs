//! Has the level changed just now? Bayesian online change point detection (Adams and MacKay 2007) for a normal mean.

/// What is believed before the first observation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// Mean of a new level.
    pub mean: f64,
    /// Variance of a new level around it.
    pub variance: f64,
    /// Variance of an observation around its level.
    pub noise: f64,
    /// Probability of a change at each observation.
    pub hazard: f64,
}

/// How long the present level has lasted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunLength {
    /// Most probable number of observations at the present level.
    pub length: usize,
    /// Its probability.
    pub probability: f64,
}

/// The most probable run length after each observation. Runs less probable than one in a billion are dropped, so the
/// time stays close to linear.
pub fn run_lengths(series: &[f64], prior: &Prior) -> Vec<RunLength> {
    let mut runs = vec![Run { length: 0, probability: 1.0, mean: prior.mean, variance: prior.variance }];
    series.iter().map(|&x| step(&mut runs, x, prior)).collect()
}

struct Run {
    length: usize,
    probability: f64,
    mean: f64,
    variance: f64,
}

fn step(runs: &mut Vec<Run>, x: f64, prior: &Prior) -> RunLength {
    let mut changed = 0.0;
    for run in runs.iter_mut() {
        let spread = run.variance + prior.noise;
        let seen = (-(x - run.mean).powi(2) / (2.0 * spread)).exp() / (std::f64::consts::TAU * spread).sqrt();
        changed += run.probability * seen * prior.hazard;
        run.probability *= seen * (1.0 - prior.hazard);
        run.mean += run.variance / spread * (x - run.mean);
        run.variance *= prior.noise / spread;
        run.length += 1;
    }
    runs.push(Run { length: 0, probability: changed, mean: prior.mean, variance: prior.variance });
    let total: f64 = runs.iter().map(|run| run.probability).sum();
    if total <= 0.0 {
        // So surprising that every density is zero: begin afresh.
        *runs = vec![Run { length: 0, probability: 1.0, mean: prior.mean, variance: prior.variance }];
        return RunLength { length: 0, probability: 1.0 };
    }
    runs.iter_mut().for_each(|run| run.probability /= total);
    runs.retain(|run| run.probability > 1e-9);
    runs.iter().fold(RunLength { length: 0, probability: 0.0 }, |best, run| {
        if run.probability > best.probability {
            RunLength { length: run.length, probability: run.probability }
        } else {
            best
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::nile::{BEFORE, NILE};

    fn check(series: &[f64], prior: &Prior, lengths: &[usize], last: f64) {
        let found = run_lengths(series, prior);
        assert_eq!(found.iter().map(|run| run.length).collect::<Vec<_>>(), lengths);
        let probability = found.last().unwrap().probability;
        assert!((probability - last).abs() < 1e-6, "{probability}");
    }

    #[test]
    fn a_jump_restarts_the_run() {
        let prior = Prior { mean: 0.0, variance: 10.0, noise: 1.0, hazard: 0.1 };
        check(&[0.0, 0.0, 0.0, 5.0, 5.0, 5.0], &prior, &[1, 2, 3, 1, 2, 3], 0.876221);
    }

    #[test]
    fn the_impossible_begins_afresh() {
        let prior = Prior { mean: 0.0, variance: 1.0, noise: 1.0, hazard: 0.1 };
        check(&[0.0, 1e9], &prior, &[1, 0], 1.0);
    }

    #[test]
    fn the_nile_begins_a_new_run_in_1899() {
        let prior = Prior { mean: 919.0, variance: 40_000.0, noise: 16_000.0, hazard: 0.01 };
        let last = run_lengths(&NILE, &prior)[NILE.len() - 1];
        assert_eq!(NILE.len() - last.length, BEFORE);
    }
}
