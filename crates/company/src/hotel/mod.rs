//! A hotel group with web, app, phone, chat, e-mail and front desks.

mod decoys;
mod planted;
mod talk;
mod ways;

use crate::table::{Mechanics, Table};

pub(crate) const HOTEL: Table = Table {
    name: "hotel",
    mechanics: Mechanics::Orderly,
    goals: ways::GOALS,
    detours: &[],
    troubles: &[planted::BOOKING, planted::STAYING, decoys::DECOYS],
    routes: ["city", "resort", "roadside"],
    share: [0.55, 0.25, 0.20],
    leaving: 0.014,
    route: [1.0, 0.8, 2.8],
    fresh: 2.3,
    peak: 1.9,
    season: 3,
    pause: 70.0,
};
