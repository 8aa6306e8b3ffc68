//! Many tests at once.

/// Adjusted p-values of Benjamini and Hochberg (1995), in the order given.
///
/// `q_(k) = min over j >= k of m · p_(j) / j`; whoever rejects everything with `q <= 0.10` makes, on average, at most
/// one false discovery in ten, for independent or positively dependent tests.
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let m = p_values.len() as f64;
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[b].total_cmp(&p_values[a]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut least: f64 = 1.0;
    for (place, &index) in order.iter().enumerate() {
        least = least.min(p_values[index] * (m / (m - place as f64)));
        adjusted[index] = least;
    }
    adjusted
}

/// Adjusted p-values of the two-stage procedure of Benjamini, Krieger and Yekutieli (2006), in the order given: at most a
/// share of `rate` of everything with `q <= rate` is false on average.
///
/// [`benjamini_hochberg`] guards against all `m` tests being of nothing. Here it is asked first, at `rate / (1 + rate)`; what
/// it rejects is something, so that the second stage has only the others to guard against:
/// `q = (1 + rate) · (m - rejected) / m` times the adjusted p-value of Benjamini and Hochberg. Of the adaptive procedures it is
/// the one whose rate holds where tests depend positively on one another, as those of journeys that overlap do.
pub fn two_stage(p_values: &[f64], rate: f64) -> Vec<f64> {
    let adjusted = benjamini_hochberg(p_values);
    let rejected = adjusted.iter().filter(|q| **q <= rate / (1.0 + rate)).count();
    // Where the first stage rejects all, it has the last word.
    let guarded = if rejected == p_values.len() { rejected } else { p_values.len() - rejected };
    let factor = (1.0 + rate) * guarded as f64 / p_values.len().max(1) as f64;
    adjusted.into_iter().map(|q| (q * factor).min(1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::draws::Draws;
    use crate::statistics::interval::normal_below;
    use proptest::prelude::*;

    /// The fifteen p-values of Benjamini and Hochberg (1995), table 2.
    const PAPER: [f64; 15] = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590,
        1.0,
    ];

    fn check(name: &str, rejected: usize, wanted: usize) {
        assert_eq!(rejected, wanted, "{name}");
    }

    #[test]
    fn the_paper_rejects_four_where_stricter_rules_reject_three() {
        let (m, alpha) = (PAPER.len() as f64, 0.05);
        let harmonic: f64 = (1..=PAPER.len()).map(|k| 1.0 / k as f64).sum();
        let step_down = PAPER.iter().enumerate().take_while(|(k, p)| **p <= alpha / (m - *k as f64)).count();
        let step_up =
            PAPER.iter().enumerate().filter(|(k, p)| **p <= alpha / (m - *k as f64)).map(|(k, _)| k + 1).max();
        check("Benjamini-Hochberg", benjamini_hochberg(&PAPER).iter().filter(|q| **q <= alpha).count(), 4);
        check("Bonferroni", PAPER.iter().filter(|p| **p <= alpha / m).count(), 3);
        check("Holm", step_down, 3);
        check("Hochberg", step_up.unwrap(), 3);
        check("Benjamini-Yekutieli", benjamini_hochberg(&PAPER).iter().filter(|q| **q * harmonic <= alpha).count(), 3);
    }

    #[test]
    fn two_stages_reject_eight_of_the_papers_and_agree_with_statsmodels() {
        for (rate, rejected, of_the_fifth) in [(0.05, 8, 0.04643), (0.1, 9, 0.02653)] {
            let adjusted = two_stage(&PAPER, rate);
            check("two stages", adjusted.iter().filter(|q| **q <= rate).count(), rejected);
            assert!((adjusted[4] - of_the_fifth).abs() < 1e-5, "{adjusted:?}");
        }
        assert!(two_stage(&[], 0.1).is_empty());
        check("all of them", two_stage(&[0.01, 0.02], 0.1).iter().filter(|q| **q <= 0.1).count(), 2);
    }

    /// 40 tests, the first of which are real; those of nothing hang together. Returns the share of false ones among the
    /// found, and how many are found.
    fn dependent(real: usize, adjust: impl Fn(&[f64]) -> Vec<f64>) -> (f64, f64) {
        let (mut draws, rounds) = (Draws::new(5), 4_000);
        let (mut share, mut power) = (0.0, 0.0);
        for _ in 0..rounds {
            let common = draws.normal();
            let p: Vec<f64> = (0..40)
                .map(|i| 0.5f64.sqrt() * (common + draws.normal()) + if i < real { 3.0 } else { 0.0 })
                .map(|z| 2.0 * normal_below(-z.abs()))
                .collect();
            let found = adjust(&p).iter().enumerate().filter(|(_, q)| **q <= 0.1).map(|(i, _)| i).collect::<Vec<_>>();
            let right = found.iter().filter(|i| **i < real).count();
            share += (found.len() - right) as f64 / found.len().max(1) as f64 / rounds as f64;
            power += right as f64 / rounds as f64;
        }
        (share, power)
    }

    #[test]
    fn two_stages_find_more_and_keep_the_rate_where_tests_hang_together() {
        for real in [0, 10, 20, 30] {
            let (once, twice) = (dependent(real, benjamini_hochberg), dependent(real, |p| two_stage(p, 0.1)));
            assert!(twice.0 < 0.105, "{real} real: {twice:?}");
            assert!(real < 20 || twice.1 > 1.03 * once.1, "{real} real: {once:?} {twice:?}");
        }
    }

    #[test]
    fn false_discoveries_stay_below_q_among_200_nulls_and_10_real_effects() {
        let (mut draws, rounds) = (Draws::new(11), 2_000);
        let (mut naive, mut share, mut power) = (0.0, 0.0, 0.0);
        for _ in 0..rounds {
            let p: Vec<f64> = (0..210)
                .map(|i| 2.0 * normal_below(-(draws.normal() + if i < 10 { 3.5 } else { 0.0 }).abs()))
                .collect();
            let found: Vec<usize> =
                benjamini_hochberg(&p).iter().enumerate().filter(|(_, q)| **q <= 0.1).map(|(i, _)| i).collect();
            let real = found.iter().filter(|i| **i < 10).count();
            naive += p[10..].iter().filter(|p| **p <= 0.05).count() as f64 / rounds as f64;
            share += (found.len() - real) as f64 / found.len().max(1) as f64 / rounds as f64;
            power += real as f64 / 10.0 / rounds as f64;
        }
        assert!((naive - 9.95).abs() < 0.25, "naive false alarms {naive}");
        assert!((share - 0.093).abs() < 0.007, "false discovery share {share}");
        assert!((power - 0.73).abs() < 0.03, "power {power}");
    }

    proptest! {
        #[test]
        fn adjusting_keeps_order_and_never_helps(p in prop::collection::vec(0.0f64..=1.0, 1..40)) {
            let (q, again) = (benjamini_hochberg(&p), two_stage(&p, 0.1));
            for i in 0..p.len() {
                prop_assert!(q[i] >= p[i] && q[i] <= 1.0 && again[i] <= 1.0);
                prop_assert!(q[i] > 0.1 / 1.1 || again[i] <= 0.1, "what one stage finds, two find");
                for j in 0..p.len() {
                    prop_assert!(p[i] > p[j] || (q[i] <= q[j] && again[i] <= again[j]));
                }
            }
        }
    }
}
