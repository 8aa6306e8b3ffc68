//! Does the next step depend on the present one alone?

use statrs::distribution::{ChiSquared, ContinuousCDF};
use std::collections::BTreeMap;

/// A chi-square test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrderTest {
    /// Σ (seen - expected)² / expected.
    pub chi_square: f64,
    /// Degrees of freedom.
    pub freedom: u64,
    /// Probability of so large a value if one step of memory is all there is; 1 where nothing can be tested.
    pub p_value: f64,
    /// Cells in which fewer than five were expected: where they are most, the p-value is a rough guide.
    pub thin_cells: u64,
}

/// Tests whether the chain has order 1 against order 2 (Anderson and Goodman 1957): for each middle step, whether what
/// follows is independent of what came before. `triples` are counts of (before, middle, after). A chain of order 1
/// quoted for a log that fails this test misstates probabilities of longer ways.
pub fn order_test(triples: impl IntoIterator<Item = ((u32, u32, u32), u64)>) -> OrderTest {
    let mut tables: BTreeMap<u32, BTreeMap<(u32, u32), u64>> = BTreeMap::new();
    for ((before, middle, after), count) in triples.into_iter().filter(|(_, count)| *count > 0) {
        *tables.entry(middle).or_default().entry((before, after)).or_default() += count;
    }
    let (mut chi_square, mut freedom, mut thin_cells) = (0.0, 0, 0);
    for table in tables.values() {
        let (mut befores, mut afters): (BTreeMap<u32, u64>, BTreeMap<u32, u64>) = Default::default();
        for (&(before, after), count) in table {
            *befores.entry(before).or_default() += count;
            *afters.entry(after).or_default() += count;
        }
        if befores.len() < 2 || afters.len() < 2 {
            continue;
        }
        let total: u64 = befores.values().sum();
        freedom += (befores.len() as u64 - 1) * (afters.len() as u64 - 1);
        for (before, row) in &befores {
            for (after, column) in &afters {
                let expected = *row as f64 * *column as f64 / total as f64;
                let seen = table.get(&(*before, *after)).copied().unwrap_or(0) as f64;
                chi_square += (seen - expected).powi(2) / expected;
                thin_cells += u64::from(expected < 5.0);
            }
        }
    }
    let p_value = match ChiSquared::new(freedom as f64) {
        Ok(distribution) if freedom > 0 => distribution.sf(chi_square),
        _ => 1.0,
    };
    OrderTest { chi_square, freedom, p_value, thin_cells }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::draws::Draws;

    fn walk(draws: &mut Draws, next: impl Fn(u32, u32, &mut Draws) -> u32) -> Vec<((u32, u32, u32), u64)> {
        let (mut before, mut middle) = (0, 0);
        (0..5_000)
            .map(|_| {
                let after = next(before, middle, draws);
                let triple = (before, middle, after);
                (before, middle) = (middle, after);
                (triple, 1)
            })
            .collect()
    }

    #[test]
    fn by_hand_for_one_middle_step() {
        let test = order_test([((0, 9, 0), 30), ((0, 9, 1), 10), ((1, 9, 0), 10), ((1, 9, 1), 30), ((5, 8, 5), 7)]);
        assert!((test.chi_square - 20.0).abs() < 1e-9, "{test:?}");
        assert_eq!((test.freedom, test.thin_cells), (1, 0));
        assert!((test.p_value - 7.744e-6).abs() < 1e-8, "{test:?}");
        assert_eq!(order_test([((0, 1, 2), 3)]).p_value, 1.0);
    }

    #[test]
    fn memory_of_two_steps_is_noticed_and_of_one_is_not() {
        let mut draws = Draws::new(2);
        let mut alarms = 0;
        for _ in 0..200 {
            let forgetful = walk(&mut draws, |_, middle, draws| (middle + draws.below(2) as u32) % 3);
            alarms += u32::from(order_test(forgetful).p_value < 0.05);
        }
        assert!((2..=20).contains(&alarms), "{alarms} of 200");
        let mindful = walk(&mut draws, |before, _, draws| (before + u32::from(draws.chance(0.3))) % 3);
        assert!(order_test(mindful).p_value < 1e-6);
    }
}
