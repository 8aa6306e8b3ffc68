//! The transition graph: what follows what, how often, for how many customers, after which wait.

mod measure;
#[cfg(test)]
mod tests;

pub use measure::GraphMeasure;

use serde::Serialize;

/// A number of distinct customers. Counted exactly until the sample limit is reached, then estimated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Distinct {
    /// The count, or its estimate.
    pub count: u64,
    /// Relative standard error; 0 where the count is exact.
    pub relative_error: f64,
}

/// How long things took, in seconds on the calendar clock. Quantiles are by nearest rank, with a relative error of at
/// most [`crate::sketch::RELATIVE_ERROR`]; the mean is exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Waits {
    /// Arithmetic mean.
    pub mean: f64,
    /// A quarter waited at most this long.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// Three quarters waited at most this long.
    pub p75: f64,
    /// Nine of ten waited at most this long.
    pub p90: f64,
    /// Ninety-nine of a hundred waited at most this long.
    pub p99: f64,
}

/// One step directly followed by another inside a journey.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Transition {
    /// The earlier step, by code.
    pub from: u32,
    /// The later step, by code.
    pub to: u32,
    /// How often.
    pub count: u64,
    /// For how many customers.
    pub customers: Distinct,
    /// Time between the two touches, on the calendar clock.
    pub waited: Waits,
}

/// One step and where it stands in journeys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct StepCount {
    /// The step, by code.
    pub step: u32,
    /// Touches of it.
    pub touches: u64,
    /// Journeys that visit it.
    pub journeys: u64,
    /// Journeys that begin with it.
    pub starts: u64,
    /// Journeys that end with it.
    pub ends: u64,
    /// Journeys that visit it more than once (rework).
    pub repeats: u64,
    /// Visits beyond the first of each journey: sum of max(0, visits - 1).
    pub revisits: u64,
    /// Visits that directly follow a visit of the same step.
    pub immediate_repeats: u64,
}

/// Everything the graph knows, over every row (phases included, as event-log tools count).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Graph {
    /// Rows seen.
    pub touches: u64,
    /// Journeys seen.
    pub journeys: u64,
    /// Customers seen.
    pub customers: Distinct,
    /// First touch, microseconds since 1970 UTC; `None` when nothing was seen.
    pub from: Option<i64>,
    /// Last touch.
    pub to: Option<i64>,
    /// Every step, most touches first, then by code.
    pub steps: Vec<StepCount>,
    /// Every transition, most frequent first, then by codes.
    pub transitions: Vec<Transition>,
    /// Rework as process mining tools count it: for each step the journeys that visit it more than once, summed.
    pub repeats: u64,
    /// Visits beyond the first of a journey, over all steps: sum of max(0, visits - 1).
    pub revisits: u64,
    /// Time from first to last touch of a journey.
    pub throughput: Waits,
    /// Touches per journey, in touches and not in seconds; exact.
    pub length: Waits,
    /// Touches that share their moment with the touch before in the same journey; their order is the source's.
    pub ties: u64,
}
