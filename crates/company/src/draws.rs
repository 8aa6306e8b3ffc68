//! Chance on demand: the draws of a customer follow from the seed and the customer's number alone.

/// A stream of random numbers, SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Clone, Debug)]
pub(crate) struct Draws {
    state: u64,
}

const STRIDE: u64 = 0x9E37_79B9_7F4A_7C15;

/// Mixes all bits of `x` into all bits of the result.
pub(crate) fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// The natural logarithm of a positive normal number, by additions, products and quotients alone: those are the same on
/// every machine, and the logarithms of machines are not.
pub(crate) fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let exponent = (bits >> 52) as i64 - 1_023;
    let mantissa = f64::from_bits(bits & ((1 << 52) - 1) | 1_023 << 52);
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let series = (0..24).rev().fold(0.0, |sum, term| sum * s * s + 1.0 / f64::from(2 * term + 1));
    2.0 * s * series + exponent as f64 * std::f64::consts::LN_2
}

/// The exponential of a number between -700 and 700, in the same way.
pub(crate) fn exp(x: f64) -> f64 {
    let halvings = (x / std::f64::consts::LN_2).round();
    let rest = x - halvings * std::f64::consts::LN_2;
    let series = (1..20).rev().fold(1.0, |sum, term| 1.0 + sum * rest / f64::from(term));
    series * f64::from_bits(((halvings as i64 + 1_023) as u64) << 52)
}

impl Draws {
    /// The draws of one customer: nothing else has to be drawn to come to them.
    pub(crate) fn of(seed: u64, customer: u64) -> Draws {
        Draws { state: mix(mix(seed.wrapping_add(STRIDE)) ^ mix(customer.wrapping_mul(STRIDE).wrapping_add(1))) }
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STRIDE);
        mix(self.state)
    }

    /// A number in `(0, 1)`, both ends excluded.
    pub(crate) fn uniform(&mut self) -> f64 {
        ((self.bits() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    /// A number in `low..high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// A number in `0..end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(end)) >> 64) as u64
    }

    /// True with probability `p`.
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// An exponential number of this mean.
    pub(crate) fn exponential(&mut self, mean: f64) -> f64 {
        -mean * ln(self.uniform())
    }

    /// Nearly a standard normal number, never beyond 6: twelve uniform ones added up.
    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    /// One of the indexes of `weights`, as often as its weight says.
    pub(crate) fn pick(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let mut left = self.uniform() * weights.clone().sum::<f64>();
        let mut last = 0;
        for (index, weight) in weights.enumerate() {
            last = index;
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, mut draw: impl FnMut(&mut Draws) -> f64, mean: f64, variance: f64) {
        let (mut draws, n) = (Draws::of(7, 1), 200_000);
        let values: Vec<f64> = (0..n).map(|_| draw(&mut draws)).collect();
        let found = values.iter().sum::<f64>() / f64::from(n);
        let spread = values.iter().map(|value| (value - found).powi(2)).sum::<f64>() / f64::from(n);
        assert!((found - mean).abs() < 5.0 * (variance / f64::from(n)).sqrt(), "{name}: mean {found}, wanted {mean}");
        assert!((spread / variance - 1.0).abs() < 0.05, "{name}: variance {spread}, wanted {variance}");
    }

    #[test]
    fn draws_follow_their_distributions() {
        check("uniform", Draws::uniform, 0.5, 1.0 / 12.0);
        check("normal", Draws::normal, 0.0, 1.0);
        check("exponential", |draws| draws.exponential(3.0), 3.0, 9.0);
        check("below", |draws| draws.below(10) as f64, 4.5, 8.25);
        check("pick", |draws| draws.pick([1.0, 3.0].into_iter()) as f64, 0.75, 3.0 / 16.0);
    }

    #[test]
    fn logarithm_and_exponential_are_those_of_the_books() {
        for x in [1e-16, 0.001, 0.5, 0.75, 1.0, 1.5, 1.999, 2.0, 3.0, 700.0] {
            assert!((ln(x) - x.ln()).abs() <= 1e-13 * x.ln().abs().max(1.0), "ln {x}: {}", ln(x));
            let y = x.ln();
            assert!((exp(y) / y.exp() - 1.0).abs() < 1e-12, "exp {y}: {}", exp(y));
        }
    }

    #[test]
    fn neighbours_share_nothing() {
        let first: Vec<u64> = (0..1_000).map(|customer| Draws::of(1, customer).bits()).collect();
        let ones: u32 = first.windows(2).map(|pair| (pair[0] ^ pair[1]).count_ones()).sum();
        let share = f64::from(ones) / (999.0 * 64.0);
        assert!((share - 0.5).abs() < 0.01, "{share} of the bits differ between neighbours");
        assert_ne!(Draws::of(1, 2).bits(), Draws::of(2, 1).bits());
    }
}
