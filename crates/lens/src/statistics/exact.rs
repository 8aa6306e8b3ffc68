//! An exact test for few events.

use crate::statistics::effect::Table;
use statrs::function::factorial::ln_binomial;

type Count = fn(&Table) -> u64;

/// Two-sided p-value of no association over strata, by the exact conditional distribution of the events in the arm that
/// has fewer (Birch 1964): in each stratum they are hypergeometric given the margins, over strata their sum is the
/// convolution. Twice the smaller tail, at most 1.
///
/// Only the counts up to the one seen are worked out, so it is quick where events are few, which is its purpose.
pub fn two_sided(strata: &[Table]) -> f64 {
    let seen = |count: Count| strata.iter().map(count).sum::<u64>();
    // Whichever of the four cells is smallest tells the same story with the least work.
    let cells: [(Count, Count, bool); 4] = [
        (|t| t.affected_harmed, |t| t.affected, true),
        (|t| t.unaffected_harmed, |t| t.unaffected, true),
        (|t| t.affected - t.affected_harmed, |t| t.affected, false),
        (|t| t.unaffected - t.unaffected_harmed, |t| t.unaffected, false),
    ];
    let Some((cell, arm, harmed)) = cells.into_iter().min_by_key(|(cell, _, _)| seen(*cell)) else { return 1.0 };
    let most = seen(cell) as usize;
    let mut sum = vec![0.0; most + 1];
    sum[0] = 1.0;
    for table in strata {
        let total = table.affected + table.unaffected;
        let events = table.affected_harmed + table.unaffected_harmed;
        let marked = if harmed { events } else { total - events };
        let one: Vec<f64> = (0..=most as u64).map(|k| hypergeometric(k, total, marked, arm(table))).collect();
        for k in (0..=most).rev() {
            sum[k] = (0..=k).map(|j| sum[k - j] * one[j]).sum();
        }
    }
    let below: f64 = sum[..most].iter().sum();
    (2.0 * (below + sum[most]).min(1.0 - below)).clamp(0.0, 1.0)
}

/// Probability of `k` marked among `drawn` out of `total` of which `marked` are marked.
fn hypergeometric(k: u64, total: u64, marked: u64, drawn: u64) -> f64 {
    if k > marked || k > drawn || drawn - k > total - marked {
        return 0.0;
    }
    (ln_binomial(marked, k) + ln_binomial(total - marked, drawn - k) - ln_binomial(total, drawn)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(strata: &[[u64; 4]], wanted: f64) {
        let tables: Vec<Table> = strata
            .iter()
            .map(|[affected_harmed, affected, unaffected_harmed, unaffected]| Table {
                affected: *affected,
                affected_harmed: *affected_harmed,
                unaffected: *unaffected,
                unaffected_harmed: *unaffected_harmed,
                ..Table::default()
            })
            .collect();
        let found = two_sided(&tables);
        assert!((found - wanted).abs() < 1e-9, "found {found}, wanted {wanted}");
    }

    #[test]
    fn one_stratum_is_the_test_of_fisher() {
        // Tea with milk: three of four guessed. Upper tail (16 + 1) / 70.
        check(&[[3, 4, 1, 4]], 2.0 * 17.0 / 70.0);
        // Nothing among 10, 5 of 10: lower tail C(10,5)/C(20,5).
        check(&[[0, 10, 5, 10]], 2.0 * 252.0 / 15_504.0);
        check(&[[5, 10, 0, 10]], 2.0 * 252.0 / 15_504.0);
        check(&[[0, 10, 0, 10]], 1.0);
        check(&[], 1.0);
    }

    #[test]
    fn strata_convolve() {
        // Two strata, each with one event among one affected and three unaffected: P(both affected) = 1/16.
        check(&[[1, 1, 0, 3], [1, 1, 0, 3]], 2.0 / 16.0);
        // Strata that cannot vary add nothing.
        check(&[[3, 4, 1, 4], [2, 2, 5, 5], [0, 3, 0, 9]], 2.0 * 17.0 / 70.0);
    }
}
