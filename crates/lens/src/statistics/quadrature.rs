//! Numerical integration of smooth functions.

/// Nodes and weights of Gauss-Legendre quadrature with `n` points on `[low, high]`: the integral of `f` is the sum of
/// `weight · f(node)`, exact for polynomials up to degree `2n - 1`. Nodes by Newton's method on the Legendre polynomial.
pub fn gauss_legendre(n: usize, low: f64, high: f64) -> Vec<(f64, f64)> {
    let (middle, half) = ((low + high) / 2.0, (high - low) / 2.0);
    (0..n)
        .map(|i| {
            let mut x = (std::f64::consts::PI * (i as f64 + 0.75) / (n as f64 + 0.5)).cos();
            let mut slope = 1.0;
            for _ in 0..100 {
                let (mut value, mut before) = (1.0, 0.0);
                for k in 0..n {
                    let k = k as f64;
                    (value, before) = (((2.0 * k + 1.0) * x * value - k * before) / (k + 1.0), value);
                }
                slope = n as f64 * (x * value - before) / (x * x - 1.0);
                let step = value / slope;
                x -= step;
                if step.abs() < 1e-15 {
                    break;
                }
            }
            (middle + half * x, half * 2.0 / ((1.0 - x * x) * slope * slope))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(n: usize, low: f64, high: f64, f: impl Fn(f64) -> f64, wanted: f64) {
        let found: f64 = gauss_legendre(n, low, high).into_iter().map(|(x, w)| w * f(x)).sum();
        assert!((found - wanted).abs() < 1e-12, "found {found}, wanted {wanted}");
    }

    #[test]
    fn integrates_polynomials_exactly_and_smooth_functions_well() {
        check(4, 0.0, 1.0, |x| x.powi(7), 1.0 / 8.0);
        check(1, -1.0, 3.0, |x| x, 4.0);
        check(24, 0.0, std::f64::consts::PI, f64::sin, 2.0);
    }
}
