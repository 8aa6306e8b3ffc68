//! Values in order: quantiles of what was seen.

/// The quantile that interpolates linearly between ordered values (type 7 of Hyndman and Fan 1996); NaN of none.
pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = share.clamp(0.0, 1.0) * last as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    // Between equal values nothing is interpolated, so that infinities stay what they are.
    if below == above { below } else { below + place.fract() * (above - below) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], share: f64, wanted: f64) {
        assert!((quantile(values, share) - wanted).abs() < 1e-12, "{values:?} at {share}");
    }

    #[test]
    fn quantiles_interpolate() {
        check(&[4.0, 1.0, 3.0, 2.0], 0.5, 2.5);
        check(&[4.0, 1.0, 3.0, 2.0], 1.0 / 3.0, 2.0);
        check(&[4.0, 1.0, 3.0, 2.0], 1.0, 4.0);
        check(&[7.0], 0.3, 7.0);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn what_is_infinite_stays_infinite() {
        assert_eq!(quantile(&[1.0, f64::INFINITY, f64::INFINITY], 0.9), f64::INFINITY);
        assert_eq!(quantile(&[1.0, f64::INFINITY, f64::INFINITY], 0.0), 1.0);
    }
}
