//! The one law of measures.

use crate::journey::Journey;

/// A figure computed from whole journeys.
///
/// For every measure the answer is the same however the journeys arrived: all at once, in any chunking, in any order,
/// in parts that were merged, or with journeys retracted and told again. A late touch, an undone join of customers and
/// an erasure are `retract` of the journey as it was and `update` with the journey as it is.
pub trait Measure: Sized {
    /// What it knows when asked.
    type Answer;

    /// Takes a journey in.
    fn update(&mut self, journey: &Journey<'_>);

    /// Takes a journey out again; it must have been taken in exactly as it is given here.
    fn retract(&mut self, journey: &Journey<'_>);

    /// Takes in everything the other has seen.
    fn merge(&mut self, other: Self);

    /// The figure over everything seen.
    fn answer(&self) -> Self::Answer;
}
