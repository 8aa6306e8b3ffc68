//! An airline with web, app, phone, chat, e-mail, airports and an agency.

mod decoys;
mod planted;
mod talk;
mod ways;

use crate::table::{Mechanics, Table};

pub(crate) const AIRLINE: Table = Table {
    name: "airline",
    mechanics: Mechanics::Orderly,
    goals: ways::GOALS,
    detours: &[],
    troubles: &[planted::SELLING, planted::SERVING, decoys::DECOYS],
    routes: ["short-haul", "long-haul", "island"],
    share: [0.5, 0.35, 0.15],
    leaving: 0.013,
    route: [1.0, 1.2, 3.0],
    fresh: 2.4,
    peak: 1.8,
    season: 3,
    pause: 60.0,
};
