//! Watching a place that was mended: does the noise come back?

use super::Slot;
use crate::statistics::sequential::msprt;
use serde::Serialize;

/// How far the rate is expected to move if it comes back, in standard errors of one step, squared.
const SPREAD: f64 = 1.0;

/// What was seen since the proof.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Watch {
    /// Whether it came back.
    pub came_back: bool,
    /// Steps watched.
    pub steps: u64,
    /// Rate since the proof; 0 where nothing was seen.
    pub rate: f64,
    /// Rate that would still be as good as proved.
    pub limit: f64,
    /// Always valid p-value of "it is still as good as proved": looking oftener does not wear it out.
    pub p_value: f64,
}

/// Watches the steps after a proof, however often it is asked. `limit` is the highest rate that the proof allows (the
/// upper end of its interval) and `dispersion` how much more the counts scatter than chance.
///
/// Each step gives a standard score against `limit`; their mean goes through the mixture sequential test
/// ([`msprt`]), whose likelihood ratio ever exceeds 1/α with probability at most α if the rate stays below. Only means
/// above zero count. The smallest p-value ever seen holds.
pub fn watch(series: &[Slot], limit: f64, dispersion: f64, confidence: f64) -> Watch {
    let limit = limit.clamp(1e-9, 1.0 - 1e-9);
    let (mut steps, mut sum, mut p_value) = (0_u64, 0.0, 1.0_f64);
    let (mut hits, mut trials) = (0, 0);
    for slot in series.iter().filter(|slot| slot.trials > 0) {
        let expected = slot.trials as f64 * limit;
        let spread = (dispersion.max(1.0) * expected.max(0.5)).sqrt();
        // A rare hit scatters to one side; what is far out counts no more than four standard errors.
        sum += ((slot.hits as f64 - expected) / spread).min(4.0);
        steps += 1;
        hits += slot.hits;
        trials += slot.trials;
        if sum > 0.0 {
            p_value = p_value.min(1.0 / msprt(steps, sum / steps as f64, 1.0, SPREAD));
        }
    }
    let rate = hits as f64 / trials.max(1) as f64;
    Watch { came_back: p_value <= 1.0 - confidence, steps, rate, limit, p_value }
}
