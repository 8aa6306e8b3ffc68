//! An online shop with stores, repairs and lessons.

mod decoys;
mod planted;
mod talk;
mod ways;

use crate::table::{Mechanics, Table};

pub(crate) const SHOP: Table = Table {
    name: "shop",
    mechanics: Mechanics::Orderly,
    goals: ways::GOALS,
    detours: &[],
    troubles: &[planted::BUYING, planted::AFTERWARDS, decoys::DECOYS],
    routes: ["home", "electronics", "outlet"],
    share: [0.45, 0.35, 0.20],
    leaving: 0.012,
    route: [1.0, 1.3, 2.8],
    fresh: 2.6,
    peak: 1.7,
    season: 4,
    pause: 50.0,
};
