//! Chance on demand: the same seed gives the same draws on every machine.

/// A small generator of random numbers, xoshiro256++ (Blackman and Vigna 2019), seeded through SplitMix64.
#[derive(Clone, Debug)]
pub struct Draws {
    state: [u64; 4],
}

/// One step of SplitMix64 (Steele, Lea, Flood 2014): mixes all bits of `x` into all bits of the result.
pub fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

impl Draws {
    /// A generator that always gives the same draws for the same seed.
    pub fn new(seed: u64) -> Self {
        let (a, b) = (mix(seed), mix(seed.wrapping_add(0x1234_5678_9ABC_DEF1)));
        Draws { state: [a, b, mix(a), mix(b) | 1] }
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// A number in `(0, 1)`, both ends excluded, so that its logarithm is finite.
    pub fn uniform(&mut self) -> f64 {
        ((self.bits() >> 12) as f64 + 0.5) / (1u64 << 52) as f64
    }

    /// A number in `0..end`.
    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(end)) >> 64) as u64
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// A standard normal number (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// A gamma number of this shape (above 0) and scale 1 (Marsaglia and Tsang 2000).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * self.uniform().powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.uniform().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// Shares that sum to 1, from the Dirichlet distribution with these weights (all above 0).
    pub fn dirichlet(&mut self, weights: &[f64]) -> Vec<f64> {
        let parts: Vec<f64> = weights.iter().map(|&weight| self.gamma(weight)).collect();
        let total: f64 = parts.iter().sum();
        parts.into_iter().map(|part| part / total).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance of 200,000 draws lie within five standard errors of what they should be.
    fn check(name: &str, mut draw: impl FnMut(&mut Draws) -> f64, mean: f64, variance: f64) {
        let (mut draws, n) = (Draws::new(7), 200_000);
        let values: Vec<f64> = (0..n).map(|_| draw(&mut draws)).collect();
        let found = values.iter().sum::<f64>() / n as f64;
        let spread = values.iter().map(|value| (value - found).powi(2)).sum::<f64>() / n as f64;
        assert!((found - mean).abs() < 5.0 * (variance / n as f64).sqrt(), "{name}: mean {found}, wanted {mean}");
        assert!((spread / variance - 1.0).abs() < 0.03, "{name}: variance {spread}, wanted {variance}");
    }

    #[test]
    fn draws_follow_their_distributions() {
        check("uniform", Draws::uniform, 0.5, 1.0 / 12.0);
        check("normal", Draws::normal, 0.0, 1.0);
        check("gamma 0.5", |draws| draws.gamma(0.5), 0.5, 0.5);
        check("gamma 9", |draws| draws.gamma(9.0), 9.0, 9.0);
        check("below", |draws| draws.below(10) as f64, 4.5, 8.25);
        check("dirichlet", |draws| draws.dirichlet(&[1.0, 3.0])[0], 0.25, 3.0 / 80.0);
    }

    #[test]
    fn the_same_seed_gives_the_same_draws() {
        let run = |seed| {
            let mut draws = Draws::new(seed);
            [draws.bits(), draws.bits(), draws.bits()]
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }
}
