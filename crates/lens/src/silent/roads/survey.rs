//! By a survey that is reweighted to all customers.

use super::Lack;
use crate::silent::surface::{Alike, Surface};
use crate::silent::survey::{Answer, Reweighted, bounds, reweighted};
use crate::silent::{Estimate, Road};
use crate::statistics::interval::Interval;

/// What the survey says.
#[derive(Clone, Debug, PartialEq)]
pub struct BySurvey {
    /// Journeys that were rated.
    pub answered: u64,
    /// Of them below the middle of the scale.
    pub low: u64,
    /// Share of dissatisfied among all journeys, after reweighting.
    pub share: Reweighted,
    /// Categories of each margin after the rare ones were put together: segment, channel, trouble met, complained.
    pub margins: Vec<usize>,
    /// Silent without any assumption on those who did not answer.
    pub bounds: Interval,
    /// The estimate.
    pub estimate: Estimate,
}

/// Answers and groups a category needs to have a place of its own.
const ANSWERS: u64 = 20;
const SPREAD: usize = 5;
/// Answers needed at all.
const LEAST: u64 = 50;

/// The categories journeys are reweighted by.
const MARGINS: [fn(&Alike) -> usize; 4] = [
    |alike| usize::from(alike.segment),
    |alike| usize::from(alike.channel),
    |alike| usize::from(alike.met),
    |alike| usize::from(alike.spoke),
];

impl BySurvey {
    pub(super) fn of(surface: &Surface, surfaced: u64) -> Result<Self, Lack> {
        let total = |index: usize| surface.answers.iter().map(|(_, _, counts)| counts[index]).sum::<u64>();
        let (answered, low) = (total(0), total(1));
        if answered == 0 {
            return Err(Lack::Ratings);
        }
        if answered < LEAST {
            return Err(Lack::FewRatings);
        }
        let places: Vec<Vec<usize>> = MARGINS.iter().map(|margin| merged(surface, *margin)).collect();
        let place = |alike: &Alike| -> Vec<usize> {
            MARGINS.iter().zip(&places).map(|(margin, places)| places[margin(alike)]).collect()
        };
        let mut margins: Vec<Vec<f64>> =
            places.iter().map(|places| vec![0.0; places.iter().max().map_or(1, |most| most + 1)]).collect();
        for (alike, count) in &surface.alike {
            margins.iter_mut().zip(place(alike)).for_each(|(margin, place)| margin[place] += *count as f64);
        }
        let mut answers = Vec::new();
        for (alike, group, [answered, low]) in &surface.answers {
            for (count, value) in [(answered - low, 0.0), (*low, 1.0)] {
                if count > 0 {
                    let group = usize::from(*group);
                    answers.push(Answer { weight: count as f64, value, places: place(alike), group });
                }
            }
        }
        let share = reweighted(&answers, &margins).map_err(|_| Lack::FewRatings)?;
        let (journeys, surfaced) = (surface.journeys as f64, surfaced as f64);
        let shares = bounds(answered as f64 / journeys, low as f64 / answered as f64);
        let silent = |share: f64| (share * journeys - surfaced).max(0.0);
        let estimate = share.silent(journeys, surfaced);
        Ok(BySurvey {
            answered,
            low,
            share,
            margins: margins.iter().map(Vec::len).collect(),
            bounds: Interval { low: silent(shares.low), high: silent(shares.high) },
            estimate: Estimate { road: Road::Survey, ..estimate },
        })
    }
}

/// The place of each category on its margin. Categories with too few answers, or from too few groups of customers, share
/// one, together with the next smallest where that is too few still.
fn merged(surface: &Surface, margin: fn(&Alike) -> usize) -> Vec<usize> {
    let most = surface.alike.iter().map(|(alike, _)| margin(alike)).max().unwrap_or(0);
    let mut counts = vec![(0_u64, 0_u64); most + 1];
    for (alike, group, [answered, _]) in &surface.answers {
        let (answers, groups) = &mut counts[margin(alike)];
        *answers += answered;
        *groups |= 1 << group;
    }
    let mut order: Vec<usize> = (0..=most).collect();
    order.sort_by_key(|category| counts[*category].0);
    let suffices = |(answers, groups): (u64, u64)| answers >= ANSWERS && groups.count_ones() as usize >= SPREAD;
    let (mut shared, mut places, mut next) = ((0, 0), vec![0; most + 1], 1);
    for category in order {
        if suffices(counts[category]) && (suffices(shared) || shared == (0, 0)) {
            places[category] = next;
            next += 1;
        } else {
            shared = (shared.0 + counts[category].0, shared.1 | counts[category].1);
        }
    }
    // Where nothing had to be shared, the first place is empty.
    let empty = places.iter().all(|place| *place > 0);
    places.into_iter().map(|place| place - usize::from(empty)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(met: u8, channel: u8) -> Alike {
        Alike { segment: 0, channel, met, spoke: false }
    }

    /// Of 1,000 journeys 800 met no trouble and 200 did; of each 150 answered, 10 in a hundred and 60 in a hundred of them
    /// low. The third channel has too few answers for a place of its own.
    fn surface() -> Surface {
        let channel = |group: u8| if group == 7 { 3 } else { group % 2 };
        let groups = (0_u8..30)
            .flat_map(|group| [(alike(0, channel(group)), group, [5, 0]), (alike(1, channel(group)), group, [5, 3])]);
        let answers = groups
            .enumerate()
            .map(|(at, (alike, group, [of, low]))| (alike, group, [of, if at % 4 == 0 { 1 } else { low }]));
        let journeys =
            vec![(alike(0, 0), 300), (alike(0, 1), 480), (alike(0, 3), 20), (alike(1, 0), 100), (alike(1, 1), 100)];
        Surface { journeys: 1_000, alike: journeys, answers: answers.collect(), ..Surface::default() }
    }

    #[test]
    fn answers_count_as_many_as_there_are_customers_like_them() {
        let found = BySurvey::of(&surface(), 40).unwrap();
        assert_eq!((found.answered, found.margins.as_slice()), (300, [1, 2, 2, 1].as_slice()));
        let raw = found.low as f64 / found.answered as f64;
        // As answered, half of them met trouble; in truth it is a fifth.
        assert!(found.share.mean < raw - 0.05, "{found:?}, raw {raw}");
        assert!((found.estimate.count - (1_000.0 * found.share.mean - 40.0)).abs() < 1e-9);
        assert!(found.bounds.low <= found.estimate.count && found.estimate.count <= found.bounds.high);
    }

    #[test]
    fn logs_without_or_with_few_ratings_say_so() {
        assert_eq!(BySurvey::of(&Surface::default(), 0), Err(Lack::Ratings));
        let few = Surface { journeys: 9, answers: vec![(alike(0, 0), 1, [9, 3])], ..Surface::default() };
        assert_eq!(BySurvey::of(&few, 0), Err(Lack::FewRatings));
    }
}
