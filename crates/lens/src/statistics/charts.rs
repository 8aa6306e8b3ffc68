//! Control charts: has a level shifted? Input is standardised, `z = (x - usual mean) / usual standard deviation`.

/// A two-sided tabular CUSUM (Page 1954).
#[derive(Clone, Debug, PartialEq)]
pub struct Cusum {
    /// `S+_i = max(0, S+_(i-1) + z_i - k)`: evidence of a rise, in standard deviations.
    pub up: Vec<f64>,
    /// `S-_i = max(0, S-_(i-1) - z_i - k)`: evidence of a fall.
    pub down: Vec<f64>,
    /// First observation at which either exceeds `h`.
    pub alarm: Option<usize>,
}

/// Runs a CUSUM with allowance `k` (half the shift to be found; 0.5 finds one standard deviation) and limit `h`.
///
/// With `k = 0.5`, `h = 4` a false alarm comes every 168 observations and a shift of one standard deviation is found
/// after 8.4 on average; with `h = 5` every 465 and after 10.4.
pub fn cusum(z: &[f64], k: f64, h: f64) -> Cusum {
    let run = |sign: f64| {
        z.iter()
            .scan(0.0_f64, |sum, value| {
                *sum = (*sum + sign * value - k).max(0.0);
                Some(*sum)
            })
            .collect::<Vec<f64>>()
    };
    let (up, down) = (run(1.0), run(-1.0));
    let alarm = up.iter().zip(&down).position(|(up, down)| up.max(*down) > h);
    Cusum { up, down, alarm }
}

/// An exponentially weighted moving average chart (Roberts 1959).
#[derive(Clone, Debug, PartialEq)]
pub struct Ewma {
    /// `E_i = (1 - λ) E_(i-1) + λ z_i`, from `E_0 = 0`.
    pub average: Vec<f64>,
    /// The limit on both sides, `width · sqrt(λ / (2 - λ))`: the one the average settles to.
    pub limit: f64,
    /// First observation at which the average leaves the limits.
    pub alarm: Option<usize>,
}

/// Runs an EWMA chart with weight `lambda` in `(0, 1]` and limits of `width` standard deviations of the average.
///
/// With `lambda = 0.1`, `width = 2.814` a false alarm comes every 500 observations and a shift of one standard
/// deviation is found after 10.3 on average.
pub fn ewma(z: &[f64], lambda: f64, width: f64) -> Ewma {
    let average: Vec<f64> = z
        .iter()
        .scan(0.0, |average, value| {
            *average += lambda * (value - *average);
            Some(*average)
        })
        .collect();
    let limit = width * (lambda / (2.0 - lambda)).sqrt();
    let alarm = average.iter().position(|average| average.abs() > limit);
    Ewma { average, limit, alarm }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::interval::normal_below;
    use crate::statistics::quadrature::gauss_legendre;
    use nalgebra::{DMatrix, DVector};

    fn density(x: f64) -> f64 {
        (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt()
    }

    fn check(name: &str, found: f64, wanted: f64, tolerance: f64) {
        assert!((found - wanted).abs() < tolerance, "{name}: found {found}, wanted {wanted}");
    }

    /// Average run length of one side of the CUSUM from 0 under mean `mu`: the integral equation of Page solved at
    /// Gauss-Legendre nodes, the atom at 0 as one more unknown.
    fn one_sided(k: f64, h: f64, mu: f64) -> f64 {
        let nodes = gauss_legendre(60, 0.0, h);
        let at: Vec<f64> = std::iter::once(0.0).chain(nodes.iter().map(|node| node.0)).collect();
        let matrix = DMatrix::from_fn(at.len(), at.len(), |i, j| {
            let shift = k - mu - at[i];
            let to = if j == 0 { normal_below(shift) } else { nodes[j - 1].1 * density(at[j] + shift) };
            f64::from(u8::from(i == j)) - to
        });
        matrix.lu().solve(&DVector::from_element(at.len(), 1.0)).unwrap()[0]
    }

    fn two_sided(k: f64, h: f64, mu: f64) -> f64 {
        1.0 / (1.0 / one_sided(k, h, mu) + 1.0 / one_sided(k, h, -mu))
    }

    fn ewma_run_length(lambda: f64, width: f64, mu: f64) -> f64 {
        let h = width * (lambda / (2.0 - lambda)).sqrt();
        let nodes = gauss_legendre(61, -h, h);
        let matrix = DMatrix::from_fn(nodes.len(), nodes.len(), |i, j| {
            let step = (nodes[j].0 - (1.0 - lambda) * nodes[i].0) / lambda - mu;
            f64::from(u8::from(i == j)) - nodes[j].1 * density(step) / lambda
        });
        // An odd number of nodes has its middle one at 0, where the chart starts.
        matrix.lu().solve(&DVector::from_element(nodes.len(), 1.0)).unwrap()[30]
    }

    #[test]
    fn cusum_gives_the_reference_trace() {
        let trace = cusum(&[0.2, -0.1, 0.3, 1.4, 1.1, 1.6, 0.9], 0.5, 2.5);
        for (found, wanted) in trace.up.iter().zip([0.0, 0.0, 0.0, 0.9, 1.5, 2.6, 3.0]) {
            check("trace", *found, wanted, 1e-12);
        }
        assert_eq!(trace.alarm, Some(5));
        assert_eq!(cusum(&[-2.0, -2.0], 0.5, 2.5).alarm, Some(1), "a fall counts as well");
    }

    #[test]
    fn run_lengths_agree_with_the_reference() {
        check("cusum h=4, no shift", two_sided(0.5, 4.0, 0.0), 167.6838, 5e-4);
        check("cusum h=4, one sigma", two_sided(0.5, 4.0, 1.0), 8.3831, 5e-4);
        check("cusum h=5, no shift", two_sided(0.5, 5.0, 0.0), 465.4435, 5e-4);
        check("cusum h=5, one sigma", two_sided(0.5, 5.0, 1.0), 10.3760, 5e-4);
        check("ewma, no shift", ewma_run_length(0.1, 2.814, 0.0), 499.58, 5e-2);
        check("ewma, one sigma", ewma_run_length(0.1, 2.814, 1.0), 10.3307, 5e-4);
    }

    #[test]
    fn ewma_alarms_after_a_shift() {
        let series: Vec<f64> = (0..40).map(|i| if i < 20 { 0.0 } else { 1.5 }).collect();
        let chart = ewma(&series, 0.1, 2.814);
        assert_eq!(chart.alarm, Some(25));
        check("average", chart.average[21], 0.15 + 0.9 * 0.15, 1e-12);
        check("limit", chart.limit, 0.645_576, 1e-5);
    }
}
