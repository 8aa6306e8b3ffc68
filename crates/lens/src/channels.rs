//! Which channels the touches of each step came by.

use crate::index::at_slot;
use crate::journey::Journey;
use crate::measure::Measure;

/// Steps with codes above are not counted: where every touch has a step of its own, none of them is a place.
const STEPS: u32 = 1 << 16;

/// Counts touches by step and channel.
#[derive(Clone, Debug, Default)]
pub struct StepChannels {
    /// By step, then by channel.
    counts: Vec<Vec<i64>>,
}

impl StepChannels {
    fn apply(&mut self, journey: &Journey<'_>, times: i64) {
        for row in 0..journey.len() {
            let (step, channel) = (journey.step[row], journey.channel[row]);
            if journey.phase[row] == 0 && channel != 0 && step < STEPS {
                *at_slot(at_slot(&mut self.counts, step as usize), channel as usize) += times;
            }
        }
    }
}

impl Measure for StepChannels {
    /// For each step, by code, its channels with their touches, the most frequent first.
    type Answer = Vec<Vec<(u32, u64)>>;

    fn update(&mut self, journey: &Journey<'_>) {
        self.apply(journey, 1);
    }

    fn retract(&mut self, journey: &Journey<'_>) {
        self.apply(journey, -1);
    }

    fn merge(&mut self, other: Self) {
        for (step, channels) in other.counts.into_iter().enumerate() {
            let ours = at_slot(&mut self.counts, step);
            for (channel, times) in channels.into_iter().enumerate().filter(|(_, times)| *times != 0) {
                *at_slot(ours, channel) += times;
            }
        }
    }

    fn answer(&self) -> Self::Answer {
        let sorted = |counts: &Vec<i64>| {
            let counts = counts.iter().enumerate().filter(|(_, times)| **times > 0);
            let mut channels: Vec<(u32, u64)> =
                counts.map(|(channel, &times)| (channel as u32, times.cast_unsigned())).collect();
            channels.sort_by_key(|&(channel, times)| (std::cmp::Reverse(times), channel));
            channels
        };
        let mut answer: Vec<_> = self.counts.iter().map(sorted).collect();
        // A step that was counted out again leaves no trace.
        answer.truncate(answer.iter().rposition(|channels| !channels.is_empty()).map_or(0, |last| last + 1));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Row, journey, logs, obeys_the_law, touch};
    use proptest::prelude::*;

    #[test]
    fn a_step_is_on_the_channels_its_touches_came_by() {
        let on = |step, channel| Row { channel, ..touch(0, step) };
        let planned = Row { phase: 1, ..on(2, 9) };
        let mut measure = StepChannels::default();
        measure.update(&journey(1, 1, &[on(2, 1), on(2, 3), on(2, 3), on(4, 0), planned]).rows());
        assert_eq!(measure.answer(), [vec![], vec![], vec![(3, 2), (1, 1)]]);
    }

    proptest! {
        #[test]
        fn channels_obey_the_law(log in logs(), chunk in 1usize..20, cut in 0usize..24) {
            obeys_the_law(StepChannels::default, &log, chunk, cut);
        }
    }
}
