//! How probable a resolution is and how long it takes: absorbing Markov chains (Kemeny and Snell 1960).

use crate::dead_end::components::components;
use crate::statistics::draws::Draws;
use crate::statistics::interval::Interval;
use nalgebra::{DMatrix, DVector};
use thiserror::Error;

/// For each state, where a move leads and with which probability (or how often it was seen).
pub type Row = Vec<(usize, f64)>;

/// Added to the count of every allowed move before shares are taken: Jeffreys' prior of the Dirichlet distribution.
pub const PRIOR: f64 = 0.5;

/// Where a chain ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// A goal.
    Goal(usize),
    /// A closed class of states without a goal, taken as one: whoever comes in stays.
    Trap(Vec<usize>),
}

/// An absorbing chain. Goals absorb whatever follows them; every closed class of states without a goal is a trap.
#[derive(Clone, Debug)]
pub struct Chain {
    /// States that are left for good sooner or later, ascending; rows of all matrices.
    pub transient: Vec<usize>,
    /// Where it ends: columns of `absorption`. Goals first in the order given, then traps by their least state.
    pub ends: Vec<End>,
    /// `N = (I - Q)^-1`: expected visits to the state of the column, from the state of the row.
    pub visits: DMatrix<f64>,
    /// `B = N R`: probability to end there.
    pub absorption: DMatrix<f64>,
    moves: DMatrix<f64>,
    leaving: DMatrix<f64>,
}

/// Why something is no chain.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum ChainError {
    /// A state that does not exist.
    #[error("state {0} does not exist: there are {1}")]
    Unknown(usize, usize),
    /// Probabilities that do not sum to one.
    #[error("the moves from state {state} have probabilities that sum to {sum}, not to 1")]
    Sum {
        /// The state.
        state: usize,
        /// The sum.
        sum: f64,
    },
    /// A weight that is no probability and no count.
    #[error("the moves from state {0} hold a probability or count below 0")]
    Negative(usize),
}

impl Chain {
    /// The chain with these probabilities. A state without moves is a trap.
    pub fn new(rows: &[Row], goals: &[usize]) -> Result<Self, ChainError> {
        check(rows, goals)?;
        for (state, row) in rows.iter().enumerate() {
            let sum: f64 = row.iter().map(|(_, p)| p).sum();
            if !row.is_empty() && !goals.contains(&state) && (sum - 1.0).abs() > 1e-9 {
                return Err(ChainError::Sum { state, sum });
            }
        }
        let (transient, ends) = structure(rows, goals);
        let mut home = vec![(false, 0); rows.len()];
        transient.iter().enumerate().for_each(|(place, &state)| home[state] = (true, place));
        for (column, end) in ends.iter().enumerate() {
            match end {
                End::Goal(state) => home[*state] = (false, column),
                End::Trap(states) => states.iter().for_each(|&state| home[state] = (false, column)),
            }
        }
        let n = transient.len();
        let mut moves = DMatrix::zeros(n, n);
        let mut leaving = DMatrix::zeros(n, ends.len());
        for (place, &state) in transient.iter().enumerate() {
            for &(to, p) in &rows[state] {
                let (stays, column) = home[to];
                if stays { moves[(place, column)] += p } else { leaving[(place, column)] += p }
            }
        }
        // From every transient state an end can be reached, so I - Q has an inverse.
        let visits = (DMatrix::identity(n, n) - &moves).try_inverse().expect("I - Q of transient states is invertible");
        Ok(Chain { absorption: &visits * &leaving, transient, ends, visits, moves, leaving })
    }

    /// The chain whose rows are posterior means of counts: `(count + 0.5) / (total + 0.5 · moves)`. List a move that is
    /// allowed and was never seen with a count of 0.
    pub fn from_counts(counts: &[Row], goals: &[usize]) -> Result<Self, ChainError> {
        check(counts, goals)?;
        let share = |row: &Row| {
            let total: f64 = row.iter().map(|(_, count)| count + PRIOR).sum();
            row.iter().map(|&(to, count)| (to, (count + PRIOR) / total)).collect()
        };
        Chain::new(&counts.iter().map(share).collect::<Vec<Row>>(), goals)
    }

    /// Expected moves until the end, `t = N 1`, and their variance, `(2N - I) t - t∘t`.
    pub fn steps(&self) -> (DVector<f64>, DVector<f64>) {
        let mean = self.visits.column_sum();
        let variance = 2.0 * &self.visits * &mean - &mean - mean.component_mul(&mean);
        (mean, variance)
    }

    /// Expected time until the end, `N τ`, where a visit of the state `transient[i]` takes `per_visit[i]` on average.
    pub fn time(&self, per_visit: &DVector<f64>) -> DVector<f64> {
        &self.visits * per_visit
    }

    /// Probability to have come to the end of this column within `moves` moves: `p_k = R + Q p_(k-1)`.
    pub fn within(&self, end: usize, moves: u32) -> DVector<f64> {
        let direct = self.leaving.column(end);
        (0..moves).fold(DVector::zeros(self.transient.len()), |p, _| direct + &self.moves * p)
    }

    /// Expected moves of those who come to the end of this column, by Doob's h-transform: moves reweighed with the
    /// probability `h` to end there, `Q_ij h_j / h_i`. Not a number where nobody does.
    pub fn steps_given(&self, end: usize) -> DVector<f64> {
        // (I - H^-1 Q H)^-1 1 = H^-1 N H 1 = H^-1 N h, with H the diagonal of h.
        let h = self.absorption.column(end).into_owned();
        (&self.visits * &h).zip_map(&h, |sum, h| if h > 1e-12 { sum / h } else { f64::NAN })
    }

    /// Place of a state among the transient ones.
    pub fn place(&self, state: usize) -> Option<usize> {
        self.transient.binary_search(&state).ok()
    }
}

/// The 95 % interval of a figure of a chain known by counts: each row is drawn `rounds` times from its posterior,
/// Dirichlet(counts + 0.5), and the figure worked out for each draw. Draws in which it is not a number are left out.
pub fn credible(
    counts: &[Row],
    goals: &[usize],
    rounds: usize,
    draws: &mut Draws,
    figure: impl Fn(&Chain) -> f64,
) -> Result<Interval, ChainError> {
    check(counts, goals)?;
    let mut figures = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let drawn: Vec<Row> = counts
            .iter()
            .map(|row| {
                let weights: Vec<f64> = row.iter().map(|(_, count)| count + PRIOR).collect();
                row.iter().zip(draws.dirichlet(&weights)).map(|(&(to, _), p)| (to, p)).collect()
            })
            .collect();
        figures.push(figure(&Chain::new(&drawn, goals)?));
    }
    figures.retain(|figure| figure.is_finite());
    figures.sort_by(f64::total_cmp);
    let at = |share: f64| figures.get((share * figures.len() as f64) as usize).copied().unwrap_or(f64::NAN);
    Ok(Interval { low: at(0.025), high: at(0.975) })
}

fn check(rows: &[Row], goals: &[usize]) -> Result<(), ChainError> {
    let unknown = rows.iter().flatten().map(|(to, _)| to).chain(goals).find(|&&state| state >= rows.len());
    if let Some(&state) = unknown {
        return Err(ChainError::Unknown(state, rows.len()));
    }
    match rows.iter().position(|row| row.iter().any(|(_, weight)| weight.is_nan() || *weight < 0.0)) {
        Some(state) => Err(ChainError::Negative(state)),
        None => Ok(()),
    }
}

/// Tells transient states from ends: a component is closed if no move with positive probability leaves it.
fn structure(rows: &[Row], goals: &[usize]) -> (Vec<usize>, Vec<End>) {
    let next: Vec<Vec<usize>> = rows
        .iter()
        .enumerate()
        .map(|(state, row)| match goals.contains(&state) {
            true => Vec::new(),
            false => row.iter().filter(|(_, p)| *p > 0.0).map(|(to, _)| *to).collect(),
        })
        .collect();
    let mut transient = Vec::new();
    let mut traps = Vec::new();
    for component in components(&next, &vec![true; rows.len()]) {
        if component.iter().any(|state| next[*state].iter().any(|to| component.binary_search(to).is_err())) {
            transient.extend(component);
        } else if !goals.contains(&component[0]) {
            traps.push(component);
        }
    }
    transient.sort_unstable();
    traps.sort();
    (transient, goals.iter().map(|&goal| End::Goal(goal)).chain(traps.into_iter().map(End::Trap)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: impl IntoIterator<Item = f64>, wanted: &[f64]) {
        let found: Vec<f64> = found.into_iter().collect();
        assert_eq!(found.len(), wanted.len(), "{found:?}");
        assert!(found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 5e-7), "found {found:?}, wanted {wanted:?}");
    }

    fn of(matrix: &DMatrix<f64>) -> Vec<f64> {
        matrix.transpose().iter().copied().collect()
    }

    #[test]
    fn the_drunkard_comes_home_or_falls_into_the_lake() {
        let middle = |i: usize| vec![(i - 1, 0.5), (i + 1, 0.5)];
        let chain = Chain::new(&[vec![], middle(1), middle(2), middle(3), vec![]], &[0, 4]).unwrap();
        check(of(&chain.visits), &[1.5, 1.0, 0.5, 1.0, 2.0, 1.0, 0.5, 1.0, 1.5]);
        let (mean, variance) = chain.steps();
        check(mean.iter().copied(), &[3.0, 4.0, 3.0]);
        check(variance.iter().copied(), &[8.0, 8.0, 8.0]);
        check(of(&chain.absorption), &[0.75, 0.25, 0.5, 0.5, 0.25, 0.75]);
    }

    #[test]
    fn a_coin_makes_a_fair_die() {
        // Knuth and Yao 1976: states 0..=6 flip, 7..=12 are the faces.
        let flips = [(1, 2), (3, 4), (5, 6), (1, 7), (8, 9), (10, 11), (12, 2)];
        let mut rows: Vec<Row> = flips.iter().map(|&(heads, tails)| vec![(heads, 0.5), (tails, 0.5)]).collect();
        rows.resize(13, vec![]);
        let chain = Chain::new(&rows, &[7, 8, 9, 10, 11, 12]).unwrap();
        check([chain.steps().0[0]], &[11.0 / 3.0]);
        check(chain.absorption.row(0).iter().copied(), &[1.0 / 6.0; 6]);
    }

    /// Bot, agent, callback, resolved, and a trap of two states that send each other back and forth.
    fn support() -> Chain {
        let rows = [
            vec![(0, 0.1), (1, 0.3), (3, 0.5), (4, 0.1)],
            vec![(0, 0.1), (2, 0.2), (3, 0.7)],
            vec![(1, 0.5), (3, 0.4), (5, 0.1)],
            vec![],
            vec![(5, 1.0)],
            vec![(4, 1.0)],
        ];
        Chain::new(&rows, &[3]).unwrap()
    }

    #[test]
    fn a_support_desk_with_a_trap() {
        let chain = support();
        assert_eq!(chain.ends, [End::Goal(3), End::Trap(vec![4, 5])]);
        check(chain.absorption.column(1).iter().copied(), &[8.0 / 65.0, 7.0 / 195.0, 23.0 / 195.0]);
        check(chain.steps().0.iter().copied(), &[21.0 / 13.0, 59.0 / 39.0, 137.0 / 78.0]);
        let minutes = chain.time(&DVector::from_vec(vec![2.0, 6.0, 30.0]));
        check(minutes.iter().copied(), &[90.0 / 13.0, 550.0 / 39.0, 1445.0 / 39.0]);
        check([1, 2, 3, 5].map(|k| chain.within(0, k)[0]), &[0.5, 0.76, 0.825, 0.86968]);
        check([chain.steps_given(1)[0]], &[1.339744]);
        assert_eq!((chain.place(2), chain.place(3)), (Some(2), None));
    }

    #[test]
    fn counts_give_smoothed_shares_with_an_interval() {
        let counts = [vec![(1, 30.0), (2, 10.0), (0, 0.0)], vec![], vec![]];
        let chain = Chain::from_counts(&counts, &[1]).unwrap();
        // Given that it leaves at all: (30.5, 10.5) of 41.
        check(chain.absorption.row(0).iter().copied(), &[30.5 / 41.0, 10.5 / 41.0]);
        let ask =
            |seed| credible(&counts, &[1], 4_000, &mut Draws::new(seed), |chain| chain.absorption[(0, 0)]).unwrap();
        // Beta(30.5, 10.5) lies between .5995 and .8644 with 95 %.
        assert!((ask(1).low - 0.5995).abs() < 0.01 && (ask(1).high - 0.8644).abs() < 0.01, "{:?}", ask(1));
        assert_eq!(ask(2), ask(2), "the same seed, the same interval");
    }

    #[test]
    fn what_is_no_chain_says_why() {
        let error = |rows: &[Row], goals: &[usize]| Chain::new(rows, goals).unwrap_err();
        assert_eq!(error(&[vec![(1, 1.0)]], &[]), ChainError::Unknown(1, 1));
        assert_eq!(error(&[vec![]], &[3]), ChainError::Unknown(3, 1));
        assert_eq!(error(&[vec![(0, 0.5)]], &[]), ChainError::Sum { state: 0, sum: 0.5 });
        assert_eq!(error(&[vec![(0, -0.5)]], &[]), ChainError::Negative(0));
        let nothing = Chain::new(&[vec![], vec![]], &[0]).unwrap();
        assert_eq!((nothing.transient.len(), nothing.ends.len()), (0, 2));
    }
}
