//! Who has the journey: handing over, and coming back to one who had let go.

use super::norms::Norms;
use super::view::View;
use super::{Ground, Kind, Place, Signal, Sink};
use crate::index::PerJourney;
use crate::journey::Journey;

/// Numbers of different owners that have a place of their own.
pub(super) const MANY: std::ops::RangeInclusive<u32> = 2..=5;

/// The touch at which an owner last let go; `None` while they have never let go.
type LetGo = Option<u32>;

#[derive(Clone, Debug, Default)]
pub(super) struct Owners {
    seen: PerJourney<LetGo>,
}

impl Owners {
    /// Touches without an owner are skipped: whoever had the journey still has it.
    pub(super) fn read(&mut self, journey: &Journey<'_>, view: &View, norms: &Norms, found: &mut impl Sink) {
        self.seen.begin();
        let mut held: Option<(u32, usize)> = None;
        let (mut different, mut handoffs) = (0, 0);
        for (k, &row) in view.rows.iter().enumerate() {
            let owner = journey.owner[row as usize];
            if owner == 0 {
                continue;
            }
            match held {
                None => {
                    found.stand(norms, Ground::Owned, row);
                    different = self.meet(owner, different, row, norms, found);
                }
                Some((giver, last)) if giver != owner => {
                    handoffs += 1;
                    let lost = view.between(last, k);
                    let mut tell = |place| found.hurt(Signal { kind: Kind::Handoff, place, row, lost, owner: giver });
                    tell(Place::Journey);
                    tell(Place::Owner(giver));
                    self.let_go(giver, (last, row), handoffs == 1, norms, found);
                    match self.seen.get(owner).flatten() {
                        Some(left) => come_back(owner, row, view.between(left as usize, k), found),
                        None => {
                            different = self.meet(owner, different, row, norms, found);
                            if MANY.contains(&different) {
                                let place = Place::Owners(different);
                                found.hurt(Signal { kind: Kind::Handoff, place, row, lost, owner: giver });
                            }
                        }
                    }
                }
                Some(_) => {}
            }
            held = Some((owner, k));
        }
    }

    fn meet(&mut self, owner: u32, different: u32, row: u32, norms: &Norms, found: &mut impl Sink) -> u32 {
        self.seen.put(owner, None);
        found.expose(norms, Kind::Handoff, Place::Owner(owner), row);
        different + 1
    }

    fn let_go(&mut self, owner: u32, (at, row): (usize, u32), first: bool, norms: &Norms, found: &mut impl Sink) {
        if first {
            found.expose(norms, Kind::PingPong, Place::Journey, row);
        }
        if let Some(None) = self.seen.put(owner, Some(at as u32)) {
            found.expose(norms, Kind::PingPong, Place::Owner(owner), row);
        }
    }
}

fn come_back(owner: u32, row: u32, lost: i64, found: &mut impl Sink) {
    for place in [Place::Journey, Place::Owner(owner)] {
        found.hurt(Signal { kind: Kind::PingPong, place, row, lost, owner });
    }
}

/// How a journey went back and forth between owners, after the questions of the BPI Challenge 2013.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PingPong {
    /// Changes of owner.
    pub handoffs: u32,
    /// Returns after one other owner: A-B-A.
    pub direct: u32,
    /// Returns after two or more changes: A-B-C-A and longer.
    pub longer: u32,
    /// direct / max(1, handoffs - 1): 0 for a journey that only goes forward, 1 for one that only goes back and forth.
    pub index: f64,
}

/// Back and forth between the owners of one journey; rows of other phases and without an owner are skipped.
pub fn ping_pong(journey: &Journey<'_>) -> PingPong {
    let touches = journey.owner.iter().zip(journey.phase);
    let mut owners: Vec<u32> = touches.filter(|&(&owner, &phase)| owner != 0 && phase == 0).map(|(&o, _)| o).collect();
    owners.dedup();
    let mut answer = PingPong { handoffs: owners.len().saturating_sub(1) as u32, ..PingPong::default() };
    let mut last = PerJourney::default();
    for (position, &owner) in owners.iter().enumerate() {
        match last.put(owner, position).map(|before| position - before) {
            None => {}
            Some(2) => answer.direct += 1,
            Some(_) => answer.longer += 1,
        }
    }
    answer.index = f64::from(answer.direct) / f64::from(answer.handoffs.saturating_sub(1).max(1));
    answer
}
