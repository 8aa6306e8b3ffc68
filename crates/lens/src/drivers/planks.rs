//! Losses against gains, and aggregates from the mean to the shortest plank.

/// Curvature of value, and how much heavier a loss weighs (Tversky and Kahneman 1992).
const CURVATURE: f64 = 0.88;
const LOSS: f64 = 2.25;

/// Value of a difference from what was expected (Tversky and Kahneman 1992): `d^0.88` for a gain, `-2.25 (-d)^0.88` for a
/// loss. The loss branch is convex: on its own it does not say that the shortest plank comes first.
pub fn value(difference: f64) -> f64 {
    if difference >= 0.0 { difference.powf(CURVATURE) } else { -LOSS * (-difference).powf(CURVATURE) }
}

/// What is at stake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stake {
    /// Something to win.
    Gain,
    /// Something to lose.
    Loss,
}

/// The weight people give a probability (Tversky and Kahneman 1992), `p^γ / (p^γ + (1-p)^γ)^{1/γ}` with γ 0.61 for gains
/// and 0.69 for losses: rare things weigh more than they should.
pub fn weight(probability: f64, stake: Stake) -> f64 {
    let gamma = if stake == Stake::Gain { 0.61 } else { 0.69 };
    let (yes, no) = (probability.powf(gamma), (1.0 - probability).powf(gamma));
    yes / (yes + no).powf(1.0 / gamma)
}

/// The level of the whole from those of its planks, `(Σ w x^ρ)^{1/ρ}` with the weights scaled to sum to 1 (Arrow,
/// Chenery, Minhas and Solow 1961). `ρ = 1` is the mean, 0 the geometric mean, and towards minus infinity only the
/// shortest plank counts (Liebig). Levels are 0 or above; where `ρ <= 0`, a plank of 0 makes the whole 0.
pub fn whole(levels: &[f64], weights: &[f64], rho: f64) -> f64 {
    let total: f64 = weights.iter().sum();
    let planks = || levels.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
    let shortest = planks().map(|(level, _)| *level).fold(f64::INFINITY, f64::min);
    if rho == f64::NEG_INFINITY || (rho <= 0.0 && shortest <= 0.0) {
        return shortest;
    }
    if rho.abs() < 1e-9 {
        return (planks().map(|(level, weight)| weight * level.ln()).sum::<f64>() / total).exp();
    }
    (planks().map(|(level, weight)| weight * level.powf(rho)).sum::<f64>() / total).powf(1.0 / rho)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 6e-7, "found {found}, wanted {wanted}");
    }

    #[test]
    fn losses_weigh_more_than_gains() {
        check(value(100.0), 57.543_994);
        check(value(-100.0), -129.473_986);
        check(value(10.0), 7.585_776);
        check(value(-10.0), -17.067_995);
        assert_eq!(value(0.0), 0.0);
    }

    #[test]
    fn rare_things_weigh_more_than_they_should() {
        for (probability, gain, loss) in
            [(0.01, 0.055_266, 0.039_672), (0.5, 0.420_639, 0.453_988), (0.99, 0.911_584, 0.945_087)]
        {
            check(weight(probability, Stake::Gain), gain);
            check(weight(probability, Stake::Loss), loss);
        }
    }

    #[test]
    fn from_the_mean_to_the_shortest_plank() {
        let whole = |rho| whole(&[0.9, 0.9, 0.3], &[1.0; 3], rho);
        for (rho, wanted) in [
            (1.0, 0.7),
            (0.0, 0.624_025),
            (-1.0, 0.54),
            (-2.0, 0.470_010),
            (-10.0, 0.334_836),
            (f64::NEG_INFINITY, 0.3),
        ] {
            check(whole(rho), wanted);
        }
    }

    #[test]
    fn which_plank_comes_first_depends_on_the_aggregate() {
        let levels = [0.9, 0.7, 0.3];
        let lifted = |plank: usize| {
            let mut levels = levels;
            levels[plank] += 0.1;
            levels
        };
        for (plank, by_value, by_plank) in
            [(0, 0.110_783, 0.003_769), (1, 0.296_608, 0.007_786), (2, 0.217_972, 0.104_553)]
        {
            check(value(lifted(plank)[plank] - 0.8) - value(levels[plank] - 0.8), by_value);
            check(whole(&lifted(plank), &[1.0; 3], -2.0) - whole(&levels, &[1.0; 3], -2.0), by_plank);
        }
    }

    #[test]
    fn a_missing_plank_empties_the_barrel_but_not_the_mean() {
        assert_eq!(whole(&[0.0, 1.0], &[1.0, 1.0], -1.0), 0.0);
        check(whole(&[0.0, 1.0], &[1.0, 3.0], 1.0), 0.75);
        check(whole(&[0.0, 0.5], &[0.0, 3.0], -1.0), 0.5);
    }

    proptest! {
        #[test]
        fn the_whole_lies_between_its_planks_and_falls_with_rho(
            levels in prop::collection::vec(0.01f64..1.0, 2..6), rho in -10.0f64..1.0,
        ) {
            let weights = vec![1.0; levels.len()];
            let (shortest, longest) = levels.iter().fold((1.0, 0.0), |(low, high): (f64, f64), x| (low.min(*x), high.max(*x)));
            let found = whole(&levels, &weights, rho);
            prop_assert!(shortest - 1e-9 <= found && found <= longest + 1e-9);
            prop_assert!(whole(&levels, &weights, rho - 0.5) <= found + 1e-9);
        }
    }
}
