//! A telephone company whose customers wander: back and forth, between channels, with heavy-tailed waits; and of several
//! troubles on a journey the worst decides who leaves. Nothing is ever tuned on it.

mod decoys;
mod planted;
mod talk;
mod ways;

use crate::table::{Mechanics, Table};

pub(crate) const TELECOM: Table = Table {
    name: "telecom",
    mechanics: Mechanics::Wandering,
    goals: ways::GOALS,
    detours: ways::DETOURS,
    troubles: &[planted::PLANTED, decoys::DECOYS],
    routes: ["fibre", "mobile", "copper"],
    share: [0.4, 0.4, 0.2],
    leaving: 0.022,
    route: [0.8, 1.0, 3.2],
    fresh: 2.6,
    peak: 2.2,
    season: 1,
    pause: 80.0,
};
