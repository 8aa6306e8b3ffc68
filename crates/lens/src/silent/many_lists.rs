//! Three to five lists: dependence between lists can be modelled, and how much the answer hangs on the model is shown.

use crate::silent::{Estimate, Road, log_normal};
use crate::statistics::interval::Interval;
use crate::statistics::regression::{Family, fit};
use nalgebra::{DMatrix, DVector};
use serde::Serialize;
use statrs::function::gamma::ln_gamma;
use thiserror::Error;

/// Why lists say nothing.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ListsError {
    /// Too few or too many lists.
    #[error("{0} lists: give three to five; for two there is the overlap alone, above five merge the smallest")]
    Number(usize),
    /// A cell is missing or there is one too many.
    #[error("{found} cells for {lists} lists: give {wanted}, one for each way of being on some of them")]
    Cells {
        /// Lists.
        lists: usize,
        /// Cells given.
        found: usize,
        /// Cells needed.
        wanted: usize,
    },
    /// No model has a finite estimate.
    #[error("the lists overlap too little for any model: gather a longer window or merge lists")]
    NoModel,
}

/// Customers by the lists they are on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lists {
    lists: usize,
    cells: Vec<u64>,
}

/// One log-linear model and the population it implies.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Model {
    /// Groups of lists that depend on each other, each as bits: `0b011` says that lists 0 and 1 do.
    pub interactions: Vec<u32>,
    /// Customers in all.
    pub population: f64,
    /// Its standard error, `sqrt(f0 + f0² Var(ln f0))`.
    pub error: f64,
    /// 95 % interval, the unseen taken as log-normal.
    pub interval: Interval,
    /// Twice the log likelihood lost against a model that fits every cell.
    pub deviance: f64,
    /// Akaike's criterion; smaller is better.
    pub aic: f64,
    /// Cells less terms.
    pub freedom: usize,
}

/// All models worth believing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Selection {
    /// Models within 4 of the best by AIC, the best first.
    pub near: Vec<Model>,
    /// From the smallest to the largest population among them: what the choice of the model alone decides.
    pub spread: Interval,
    /// From their lowest to their highest 95 % end: choice and chance together.
    pub interval: Interval,
    /// Models fitted.
    pub fitted: usize,
    /// Models without a finite estimate, left out.
    pub left_out: usize,
}

/// Models whose AIC is at most this much worse than the best still have support (Burnham and Anderson 2002).
const SUPPORT: f64 = 4.0;

impl Lists {
    /// `cells[h - 1]` customers are on exactly the lists whose bits are set in `h`: for three lists the cells are
    /// `001, 010, 011, 100, 101, 110, 111`.
    pub fn new(lists: usize, cells: Vec<u64>) -> Result<Self, ListsError> {
        if !(3..=5).contains(&lists) {
            return Err(ListsError::Number(lists));
        }
        let wanted = (1 << lists) - 1;
        if cells.len() != wanted {
            return Err(ListsError::Cells { lists, found: cells.len(), wanted });
        }
        Ok(Lists { lists, cells })
    }

    /// On any list.
    pub fn seen(&self) -> u64 {
        self.cells.iter().sum()
    }

    /// How many are on exactly `n` lists, for `n` from 1: what the lower bound of Chao needs.
    pub fn frequencies(&self) -> Vec<u64> {
        let mut frequencies = vec![0; self.lists];
        for (history, count) in (1_u32..).zip(&self.cells) {
            frequencies[history.count_ones() as usize - 1] += count;
        }
        frequencies
    }

    /// Fits the Poisson log-linear model (Fienberg 1972) in which each of `interactions` has a term beside the mean and
    /// the lists themselves. Nobody's cell is the baseline, so the unseen are `f0 = exp(intercept)`.
    ///
    /// `None` where no finite estimate exists.
    pub fn model(&self, interactions: &[u32]) -> Option<Model> {
        let mains = (0..self.lists).map(|list| 1_u32 << list);
        let terms: Vec<u32> = std::iter::once(0).chain(mains).chain(interactions.iter().copied()).collect();
        let design = DMatrix::from_fn(self.cells.len(), terms.len(), |row, term| {
            f64::from(u8::from((row as u32 + 1) & terms[term] == terms[term]))
        });
        let counts = DVector::from_iterator(self.cells.len(), self.cells.iter().map(|count| *count as f64));
        let found = fit(Family::Counts, &design, &counts).ok()?;
        let unseen = found.coefficients[0].exp();
        let variance = unseen + unseen * unseen * found.covariance[(0, 0)];
        let likelihood: f64 = counts.zip_map(&found.fitted, |y, mean| y * mean.ln() - mean - ln_gamma(y + 1.0)).sum();
        let seen = self.seen() as f64;
        Some(Model {
            interactions: interactions.to_vec(),
            population: seen + unseen,
            error: variance.sqrt(),
            interval: log_normal(seen, unseen, variance),
            deviance: found.deviance,
            aic: 2.0 * terms.len() as f64 - 2.0 * likelihood,
            freedom: self.cells.len() - terms.len(),
        })
    }

    /// Fits every hierarchical model (an interaction comes with all interactions within it) and keeps those that the
    /// data support: one number would have misleading precision. Five lists are fitted with pairs only; their larger
    /// groups rest on nearly empty cells.
    pub fn select(&self) -> Result<Selection, ListsError> {
        let all = hierarchical(self.lists, if self.lists == 5 { 2 } else { self.lists as u32 - 1 });
        let tried = all.len();
        let mut models: Vec<Model> = all.iter().filter_map(|interactions| self.model(interactions)).collect();
        let fitted = models.len();
        models.sort_by(|a, b| a.aic.total_cmp(&b.aic));
        let best = models.first().ok_or(ListsError::NoModel)?.aic;
        models.retain(|model| model.aic - best < SUPPORT);
        let hull = |low: fn(&Model) -> f64, high: fn(&Model) -> f64| Interval {
            low: models.iter().map(low).fold(f64::INFINITY, f64::min),
            high: models.iter().map(high).fold(f64::NEG_INFINITY, f64::max),
        };
        Ok(Selection {
            spread: hull(|model| model.population, |model| model.population),
            interval: hull(|model| model.interval.low, |model| model.interval.high),
            near: models,
            fitted,
            left_out: tried - fitted,
        })
    }
}

impl Selection {
    /// Customers on no list, where `seen` are on some: the best model's number, the interval of all near ones.
    pub fn unseen(&self, seen: u64) -> Option<Estimate> {
        let seen = seen as f64;
        let interval = Interval { low: self.interval.low - seen, high: self.interval.high - seen };
        self.near.first().map(|best| Estimate { road: Road::Lists, count: best.population - seen, interval })
    }
}

/// All hierarchical sets of interactions between `lists` lists, groups of at most `largest`.
fn hierarchical(lists: usize, largest: u32) -> Vec<Vec<u32>> {
    let mut models = vec![Vec::new()];
    for size in 2..=largest {
        let groups: Vec<u32> = (0..1_u32 << lists).filter(|group| group.count_ones() == size).collect();
        let mut grown = Vec::new();
        for model in &models {
            let inside = |group: u32, list: usize| {
                let rest = group & !(1 << list);
                rest == group || rest.count_ones() < 2 || model.contains(&rest)
            };
            let open: Vec<u32> =
                groups.iter().copied().filter(|group| (0..lists).all(|list| inside(*group, list))).collect();
            for choice in 0_u32..1 << open.len() {
                let chosen = open.iter().enumerate().filter(|(at, _)| choice >> at & 1 == 1).map(|(_, group)| *group);
                grown.push(model.iter().copied().chain(chosen).collect());
            }
        }
        models = grown;
    }
    models
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::silent::at_least::{Bound, at_least};
    use crate::statistics::draws::Draws;
    use proptest::prelude::*;

    /// Four institutions of Rome and the persons with HIV they knew (Abeni, Brancato and Perucci 1994). Bit 0 is the
    /// first institution.
    fn rome() -> Lists {
        let histories = [
            (0b1111, 0),
            (0b0111, 3),
            (0b1011, 1),
            (0b0011, 33),
            (0b1101, 0),
            (0b0101, 20),
            (0b1001, 6),
            (0b0001, 403),
            (0b1110, 3),
            (0b0110, 35),
            (0b1010, 10),
            (0b0010, 545),
            (0b1100, 11),
            (0b0100, 621),
            (0b1000, 205),
        ];
        let mut cells = vec![0; 15];
        for (history, count) in histories {
            cells[history - 1] = count;
        }
        Lists::new(4, cells).unwrap()
    }

    /// The first three institutions, whatever the fourth knew.
    fn three() -> Lists {
        Lists::new(3, vec![409, 555, 34, 632, 20, 38, 3]).unwrap()
    }

    const PAIRS: [u32; 3] = [0b011, 0b101, 0b110];

    /// The population a model implies, to half of the last digit given.
    fn check(lists: &Lists, interactions: &[u32], wanted: f64, half: f64) -> Model {
        let found = lists.model(interactions).unwrap();
        assert!((found.population - wanted).abs() < half, "{found:?}, wanted {wanted}");
        found
    }

    #[test]
    fn three_institutions_give_the_reference() {
        let seen = three().seen() as f64;
        check(&three(), &[], seen + 8_858.205_077_08, 5e-8);
        check(&three(), &PAIRS, seen + 16_655.670_278_6, 5e-7);
    }

    #[test]
    fn all_pairs_of_three_lists_have_a_closed_form() {
        let closed = 3.0 * 409.0 * 555.0 * 632.0 / (34.0 * 20.0 * 38.0);
        check(&three(), &PAIRS, three().seen() as f64 + closed, 1e-6);
    }

    #[test]
    fn four_institutions_give_the_reference() {
        assert_eq!(rome().seen(), 1_896);
        let plain = check(&rome(), &[], 11_124.578, 5e-4);
        // The published error, 904.752, is that of weights one step before the last.
        assert!((plain.error - 904.753).abs() < 5e-4 && (plain.deviance - 13.026).abs() < 5e-4, "{plain:?}");
        assert_eq!(plain.freedom, 10);
        let best = check(&rome(), &[0b0011], 12_318.47, 5e-3);
        assert!((best.aic - 86.649_62).abs() < 5e-6, "{best:?}");
        check(&rome(), &[0b0011, 0b0110], 13_569.04, 5e-3);
    }

    #[test]
    fn the_spread_over_believable_models_is_wider_than_the_winner() {
        let found = rome().select().unwrap();
        assert_eq!(found.near[0].interactions, [0b0011]);
        assert_eq!(found.fitted + found.left_out, 113, "hierarchical models of four lists with all lists in them");
        assert!(found.left_out > 0, "nobody was known to all four");
        assert!(found.near.len() > 2 && found.near.iter().all(|model| model.aic - found.near[0].aic < 4.0));
        assert!(found.spread.low < 12_318.0 && found.spread.high > 13_569.0, "{:?}", found.spread);
        let winner = found.near[0].interval;
        assert!(found.interval.low < winner.low && winner.high < found.interval.high);
        let unseen = found.unseen(rome().seen()).unwrap();
        assert!((unseen.count - 10_422.47).abs() < 5e-3 && unseen.interval.high + 1_896.0 == found.interval.high);
    }

    #[test]
    fn five_channels_find_how_many_there_are() {
        // 3,000 customers in trouble, each channel on its own catching some; who rates low also returns the goods.
        let (mut draws, mut cells) = (Draws::new(6), vec![0; 31]);
        for _ in 0..3_000 {
            let low = draws.chance(0.25);
            let caught = [low, draws.chance(if low { 0.5 } else { 0.2 }), draws.chance(0.3), draws.chance(0.15)];
            let history = caught.iter().enumerate().map(|(list, on)| usize::from(*on) << list).sum::<usize>()
                + (usize::from(draws.chance(0.2)) << 4);
            if history > 0 {
                cells[history - 1] += 1;
            }
        }
        let lists = Lists::new(5, cells).unwrap();
        let found = lists.select().unwrap();
        assert!(found.near[0].interactions.contains(&0b00011), "{:?}", found.near[0]);
        assert!(found.interval.low < 3_000.0 && 3_000.0 < found.interval.high, "{:?}", found.interval);
        assert!(lists.model(&[]).unwrap().interval.high < 3_000.0, "as if independent, they are too few");
    }

    #[test]
    fn the_lower_bound_needs_only_how_often_each_was_seen() {
        let frequencies = rome().frequencies();
        assert_eq!(frequencies, [1_774, 115, 7, 0]);
        let bound = at_least(1_896, frequencies[0], frequencies[1], Bound::Occasions(4)).unwrap();
        assert!((bound.count - (1_896.0 + 0.75 * 1_774.0 * 1_774.0 / 230.0)).abs() < 1e-9);
    }

    #[test]
    fn lists_that_say_nothing_say_why() {
        assert_eq!(Lists::new(2, vec![1; 3]).unwrap_err(), ListsError::Number(2));
        assert_eq!(Lists::new(3, vec![1; 8]).unwrap_err(), ListsError::Cells { lists: 3, found: 8, wanted: 7 });
        assert_eq!(Lists::new(3, vec![0; 7]).unwrap().select().unwrap_err(), ListsError::NoModel);
        assert_eq!(hierarchical(3, 2).len(), 8);
        assert_eq!(hierarchical(5, 2).len(), 1_024);
    }

    proptest! {
        #[test]
        fn lists_without_empty_cells_obey_the_closed_form(cells in prop::collection::vec(1u64..200, 7)) {
            let [c, b, bc, a, ac, ab, abc] = [0, 1, 2, 3, 4, 5, 6].map(|at| cells[at] as f64);
            let unseen = abc * a * b * c / (ab * ac * bc);
            let found = Lists::new(3, cells.clone()).unwrap().model(&PAIRS);
            if let Some(found) = found {
                let seen = cells.iter().sum::<u64>() as f64;
                prop_assert!((found.population - seen - unseen).abs() < 1e-6 * (1.0 + unseen));
            } else {
                prop_assert!(false, "no model for {cells:?}");
            }
        }
    }
}
