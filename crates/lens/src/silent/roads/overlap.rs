//! By the overlap of lists.

use super::Lack;
use crate::silent::at_least::{AtLeast, at_least_of_lists};
use crate::silent::many_lists::{Lists, Selection};
use crate::silent::surface::{List, Surface, UNASKED};
use crate::silent::two_lists::{Overlap, Population};
use crate::silent::{Estimate, Road};
use crate::statistics::interval::Interval;

/// Odds ratios between two lists worth looking at.
pub const PHI: [f64; 6] = [0.5, 0.75, 1.0, 1.5, 2.0, 3.0];

/// What the overlap of lists says.
#[derive(Clone, Debug, PartialEq)]
pub struct ByOverlap {
    /// The lists that somebody is on.
    pub lists: Vec<List>,
    /// At least so many are dissatisfied in all.
    pub at_least: AtLeast,
    /// All models worth believing, where there are three lists or more.
    pub models: Option<Selection>,
    /// The two lists the dependence is played through on, as bits of [`List`], and how many are on each and on both: those
    /// who complained unasked against those who said so when asked, else the two longest.
    pub two: ([usize; 2], Overlap),
    /// The two alone.
    pub population: Population,
    /// Silent by the odds ratio between the two, see [`PHI`]; empty where nobody is on both.
    pub slider: Vec<(f64, f64)>,
    /// The estimate.
    pub estimate: Estimate,
}

impl ByOverlap {
    pub(super) fn of(surface: &Surface) -> Result<Self, Lack> {
        let on =
            |wanted: usize| cells(surface).filter(|(cell, _)| cell & wanted != 0).map(|(_, count)| count).sum::<u64>();
        let lists: Vec<List> = List::ALL.into_iter().filter(|list| on(list.bit()) > 0).collect();
        if lists.len() < 2 {
            return Err(Lack::SecondList);
        }
        let sides = two_sides(&lists, on);
        let both =
            cells(surface).filter(|(cell, _)| sides.iter().all(|side| cell & side != 0)).map(|(_, count)| count).sum();
        let two = Overlap::new(on(sides[0]), on(sides[1]), both).map_err(|_| Lack::NoOverlap)?;
        let seen = on(usize::MAX);
        let known = Compressed::of(surface, &lists);
        let models = known.lists.as_ref().and_then(|lists| lists.select().ok());
        if both == 0 && models.is_none() {
            return Err(Lack::NoOverlap);
        }
        // Nobody is silent who is not in the log.
        let most = surface.journeys.saturating_sub(seen) as f64;
        let unseen = |all: f64| (all - seen as f64).clamp(0.0, most);
        let population = two.population();
        // Whoever is on a list that is on neither side is seen as well.
        let within = |interval: Interval| Interval { low: unseen(interval.low), high: unseen(interval.high) };
        let estimate =
            Estimate { road: Road::Lists, count: unseen(population.chapman), interval: within(population.logit) };
        Ok(ByOverlap {
            at_least: at_least_of_lists(seen, &known.alone, known.pairs),
            slider: PHI.into_iter().filter_map(|phi| Some((phi, unseen(two.with_odds_ratio(phi)?)))).collect(),
            models,
            two: (sides, two),
            population,
            lists,
            estimate,
        })
    }
}

fn cells(surface: &Surface) -> impl Iterator<Item = (usize, u64)> {
    surface.lists.iter().copied().enumerate().skip(1)
}

/// Those who complained unasked against those who said so when asked: a survey goes to whom the company asks, so the two
/// depend on each other less than two complaints of one angry customer. Without one of them the two longest lists.
fn two_sides(lists: &[List], on: impl Fn(usize) -> u64) -> [usize; 2] {
    let asked = List::LowRating.bit();
    if on(asked) > 0 && on(UNASKED) > 0 {
        return [UNASKED, asked];
    }
    let mut bits: Vec<usize> = lists.iter().map(|list| list.bit()).collect();
    bits.sort_by_key(|bit| std::cmp::Reverse(on(*bit)));
    [bits[0], bits[1]]
}

/// The cells of the lists that somebody is on.
struct Compressed {
    lists: Option<Lists>,
    /// On this list only.
    alone: Vec<u64>,
    /// On exactly two.
    pairs: u64,
}

impl Compressed {
    fn of(surface: &Surface, lists: &[List]) -> Self {
        let mut counts = vec![0; (1 << lists.len()) - 1];
        let (mut alone, mut pairs) = (vec![0; lists.len()], 0);
        for (cell, count) in cells(surface) {
            let bits = lists.iter().enumerate().filter(|(_, list)| cell & list.bit() != 0);
            let history = bits.fold(0_usize, |history, (at, _)| history | 1 << at);
            match history.count_ones() {
                0 => continue,
                1 => alone[history.trailing_zeros() as usize] += count,
                2 => pairs += count,
                _ => {}
            }
            counts[history - 1] += count;
        }
        Compressed { lists: Lists::new(lists.len(), counts).ok(), alone, pairs }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surface(cells: &[(usize, u64)]) -> Surface {
        let mut lists = vec![0; 32];
        cells.iter().for_each(|(cell, count)| lists[*cell] = *count);
        Surface { journeys: lists.iter().sum(), lists, ..Surface::default() }
    }

    #[test]
    fn complaints_and_low_ratings_tell_how_many_did_neither() {
        let (front, low) = (List::FrontLine.bit(), List::LowRating.bit());
        let found = ByOverlap::of(&surface(&[(0, 5_000), (front, 90), (low, 90), (front | low, 10)])).unwrap();
        // The trout of the published example: 100 and 100 with 10 in both.
        assert!((found.population.chapman - 926.363_636).abs() < 1e-6);
        assert!((found.estimate.count - 736.363_636).abs() < 1e-6);
        assert_eq!(found.slider[2], (1.0, 810.0));
        assert_eq!(found.slider[4], (2.0, 1_620.0));
        // Of two lists the lower bound is the same figure.
        assert!(found.models.is_none() && (found.at_least.count - found.population.chapman).abs() < 1e-6);
    }

    #[test]
    fn no_more_are_silent_than_there_are() {
        let (front, low) = (List::FrontLine.bit(), List::LowRating.bit());
        let found = ByOverlap::of(&surface(&[(0, 300), (front, 90), (low, 90), (front | low, 1)])).unwrap();
        assert_eq!((found.estimate.count, found.estimate.interval.high), (300.0, 300.0));
    }

    #[test]
    fn one_list_or_lists_without_overlap_say_nothing() {
        let (front, office, low) = (List::FrontLine.bit(), List::HeadOffice.bit(), List::LowRating.bit());
        assert_eq!(ByOverlap::of(&surface(&[(0, 10), (front, 7)])), Err(Lack::SecondList));
        assert_eq!(ByOverlap::of(&surface(&[(front, 7), (low, 7)])), Err(Lack::NoOverlap));
        let three =
            ByOverlap::of(&surface(&[(front, 40), (office, 20), (low, 30), (front | office, 9), (front | low, 8)]));
        assert_eq!(three.unwrap().two.0, [UNASKED, low]);
    }
}
