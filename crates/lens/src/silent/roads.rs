//! The three roads over one log, and what they say together.

mod exit;
mod overlap;
mod survey;

pub use exit::ByExit;
pub use overlap::{ByOverlap, PHI};
pub use survey::BySurvey;

use crate::silent::surface::{List, Surface, UNASKED};
use crate::silent::{Estimate, Iceberg, Road};
use serde::Serialize;

/// Why a road cannot be gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// The log tells of no second list: complaints, ratings or returns are missing.
    SecondList,
    /// Nobody is on two lists.
    NoOverlap,
    /// The log holds no ratings.
    Ratings,
    /// Too few ratings, or all from one group of customers.
    FewRatings,
    /// The log does not tell who left.
    Leaving,
    /// Nobody met trouble, nobody was spared, or nobody who met it said so.
    Groups,
    /// Those known to be dissatisfied leave no oftener than the spared.
    NotApart,
}

/// A road that could not be gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// The road.
    pub road: Road,
    /// What it lacks.
    pub lacks: Lack,
}

/// How many were dissatisfied and said nothing, by every road the log allows. Everything counts journeys.
#[derive(Clone, Debug, PartialEq)]
pub struct Silence {
    /// Journeys.
    pub journeys: u64,
    /// On any list.
    pub surfaced: u64,
    /// Complained unasked: at the front line, to the head office, in a review.
    pub complained: u64,
    /// How many are on each list somebody is on.
    pub lists: Vec<(List, u64)>,
    /// By the overlap of lists.
    pub overlap: Option<ByOverlap>,
    /// By the survey.
    pub survey: Option<BySurvey>,
    /// By excess exit.
    pub exit: Option<ByExit>,
    /// All of them on one axis.
    pub iceberg: Iceberg,
    /// Roads that could not be gone, and why.
    pub missing: Vec<Missing>,
}

impl Silence {
    /// Goes every road.
    pub fn of(surface: &Surface) -> Self {
        let on = |wanted: usize| -> u64 {
            let cells = surface.lists.iter().enumerate().filter(|(cell, _)| cell & wanted != 0);
            cells.map(|(_, count)| count).sum()
        };
        let surfaced = on(usize::MAX);
        let mut missing = Vec::new();
        let mut note = |road: Road, lacks: Lack| missing.push(Missing { road, lacks });
        let overlap = ByOverlap::of(surface).map_err(|lacks| note(Road::Lists, lacks)).ok();
        let survey = BySurvey::of(surface, surfaced).map_err(|lacks| note(Road::Survey, lacks)).ok();
        let exit = ByExit::of(surface).map_err(|lacks| note(Road::Exit, lacks)).ok();
        let estimates = [
            overlap.as_ref().map(|found| found.estimate),
            survey.as_ref().map(|found| found.estimate),
            exit.as_ref().map(|found| found.estimate),
        ];
        Silence {
            journeys: surface.journeys,
            surfaced,
            complained: on(UNASKED),
            lists: List::ALL.map(|list| (list, on(list.bit()))).into_iter().filter(|(_, count)| *count > 0).collect(),
            overlap,
            survey,
            exit,
            iceberg: Iceberg::new(estimates.into_iter().flatten().collect()),
            missing,
        }
    }

    /// The estimate that stands for all where one has to: that of the lists, which needs no guess at what those who did
    /// not answer think, nor why customers leave; without lists the survey's, without one that of the exit.
    pub fn headline(&self) -> Option<Estimate> {
        let of = |road: Road| self.iceberg.estimates.iter().find(|estimate| estimate.road == road).copied();
        of(Road::Lists).or_else(|| of(Road::Survey)).or_else(|| of(Road::Exit))
    }
}
