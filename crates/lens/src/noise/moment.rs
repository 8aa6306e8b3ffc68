//! At which moments of a journey the affected are compared with the unaffected.
//!
//! A moment is a row of the journey: where the visit itself decides, its place in the journey, and where the signal can
//! come later, the rows since the exposure. Counted from the beginning of the journey, trouble before the exposure would
//! make journeys late, and so stand among those that are late anyway. Rows are taken together in bins that widen.

use crate::journey::StepMeaning;
use crate::signals::{Kind, Place, said_by};
use std::ops::Range;

/// First row of each bin.
const EDGES: [u32; BINS] = [0, 1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 40];

/// Number of bins.
pub const BINS: usize = 12;

/// The bin of each row up to the first of the last bin.
const BIN_OF: [u8; 41] = {
    let mut bins = [0; 41];
    let mut row = 1;
    while row < bins.len() {
        let before = bins[row - 1];
        bins[row] = if EDGES[before as usize + 1] == row as u32 { before + 1 } else { before };
        row += 1;
    }
    bins
};

/// The bin of a row.
#[inline]
pub fn bin(row: u32) -> usize {
    usize::from(BIN_OF[row.min(40) as usize])
}

/// At which moments a kind of signal at a place can come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moments {
    /// At the visit itself: it breaks or it does not. The first visit is compared, at the row where it happens, or at
    /// the row before, when the signal is the wait up to it.
    Visit {
        /// Whether the row before is meant.
        before: bool,
    },
    /// At any row from the exposure on, or only after it: the journey may still come round again. Rows are counted from
    /// the exposure.
    Later {
        /// Whether the row of the exposure itself counts.
        at_once: bool,
    },
    /// Only the end of the journey decides. It is compared as a whole, and only for results without a moment: of a
    /// journey that has stopped nothing more is told.
    End,
}

impl Moments {
    const ALL: [Moments; 5] = [
        Moments::Visit { before: false },
        Moments::Visit { before: true },
        Moments::Later { at_once: false },
        Moments::Later { at_once: true },
        Moments::End,
    ];

    /// Where [`standing`] says the bin of these moments.
    pub fn shift(self) -> u32 {
        Moments::ALL.iter().position(|&one| one == self).map_or(0, |place| 4 * place as u32)
    }
}

/// The last bins in which a journey stands among the unaffected, exposed since a row, four bits for each kind of moments;
/// [`BINS`] for none. See [`stands`].
#[inline]
pub fn standing(since: u32, until: u32, timed: bool) -> u64 {
    let only_if = |stands: bool, bin: usize| if stands { bin as u64 } else { BINS as u64 };
    let (before, rest) = (since.saturating_sub(1), bin(until.saturating_sub(1).saturating_sub(since)));
    only_if(since < until, bin(since))
        | only_if(before < until, bin(before)) << 4
        | only_if(since + 1 < until, rest) << 8
        | only_if(since < until, rest) << 12
        | only_if(!timed, 0) << 16
}

/// The moments of a kind at a place. `meaning` is what the name of the place's step says.
pub fn moments(kind: Kind, place: Place, meaning: impl Fn(u32) -> StepMeaning) -> Moments {
    match (kind, place) {
        (Kind::DeadEnd | Kind::SilentExit, _) => Moments::End,
        // Between journeys of a customer: see `crate::contacts`.
        (Kind::RepeatContact, Place::Journey | Place::Owner(_)) | (Kind::ChannelSwitch, Place::Journey) => Moments::End,
        (Kind::LongWait, Place::Transition(..)) => Moments::Visit { before: true },
        (Kind::Retry, _) => Moments::Visit { before: false },
        // Where the step's very name says the kind, every journey is exposed from its first row.
        (Kind::Failure | Kind::Refused | Kind::Abandonment | Kind::LongWait, Place::Step(step)) => {
            if said_by(meaning(step)) == Some(kind) {
                Moments::Later { at_once: true }
            } else {
                Moments::Visit { before: false }
            }
        }
        (Kind::Retelling | Kind::ParrotReply | Kind::ExpectationGap, _) => Moments::Later { at_once: true },
        _ => Moments::Later { at_once: false },
    }
}

/// How one journey enters the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Bin in which it is among the affected.
    pub affected: Option<usize>,
    /// Bins in which it is among the unaffected.
    pub unaffected: Range<usize>,
}

/// Places a journey that was exposed at row `since`, had its first signal at row `signal`, and is free of harm and still
/// running at rows below `until`.
#[inline]
pub fn enter(moments: Moments, since: u32, signal: Option<u32>, until: u32, timed: bool) -> Entry {
    let nobody = Entry { affected: None, unaffected: 0..0 };
    match moments {
        Moments::Visit { before } => {
            let at = since.saturating_sub(u32::from(before));
            match signal {
                _ if at >= until => nobody,
                Some(row) if row == since => Entry { affected: Some(bin(at)), ..nobody },
                _ => Entry { affected: None, unaffected: bin(at)..bin(at) + 1 },
            }
        }
        Moments::Later { at_once } => {
            let start = since + u32::from(!at_once);
            let passed = |row: u32| bin(row.saturating_sub(since));
            let affected = signal.filter(|&row| row < until).map(passed);
            let stop = affected.unwrap_or_else(|| if until > 0 { passed(until - 1) + 1 } else { 0 });
            Entry { affected, unaffected: if start < until { passed(start)..stop.max(passed(start)) } else { 0..0 } }
        }
        Moments::End if timed => nobody,
        Moments::End => match signal {
            Some(_) => Entry { affected: Some(0), ..nobody },
            None => Entry { affected: None, unaffected: 0..1 },
        },
    }
}

/// The last bin in which a journey that never has the signal stands among the unaffected: [`enter`] without a signal,
/// said shortly.
#[inline]
pub fn stands(moments: Moments, since: u32, until: u32, timed: bool) -> Option<usize> {
    match moments {
        Moments::Visit { before } => {
            let at = since.saturating_sub(u32::from(before));
            (at < until).then(|| bin(at))
        }
        Moments::Later { at_once } => (since + u32::from(!at_once) < until).then(|| bin(until - 1 - since)),
        Moments::End => (!timed).then_some(0),
    }
}

/// The first bin of journeys that stand among the unaffected up to a last one: the moments alone say it.
pub fn first(moments: Moments, last: usize) -> usize {
    match moments {
        Moments::Later { at_once } => usize::from(!at_once),
        Moments::Visit { .. } | Moments::End => last,
    }
}

/// What a signal changes for a journey: the bin in which it is among the affected, and the bins `from..to` in which it
/// would have stood among the unaffected and does not. [`BINS`] stands for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The bin among the affected.
    pub affected: usize,
    /// First bin left.
    pub from: usize,
    /// The bin after the last one left.
    pub to: usize,
}

impl Change {
    /// Nothing changes.
    pub const NONE: Change = Change { affected: BINS, from: BINS, to: BINS };
}

/// What a first signal at row `signal` changes for a journey: the difference of two [`enter`], said shortly.
#[inline]
pub fn leave(moments: Moments, since: u32, signal: u32, until: u32, timed: bool) -> Change {
    let only = |bin: usize| Change { affected: bin, from: bin, to: bin + 1 };
    match moments {
        Moments::Visit { before } => {
            let at = since.saturating_sub(u32::from(before));
            if at < until && signal == since { only(bin(at)) } else { Change::NONE }
        }
        Moments::Later { .. } if signal >= until => Change::NONE,
        Moments::Later { at_once } => {
            let (affected, first) = (bin(signal.saturating_sub(since)), u32::from(!at_once));
            if since + first >= until {
                return Change { affected, ..Change::NONE };
            }
            Change { affected, from: affected.max(first as usize), to: bin(until - 1 - since) + 1 }
        }
        Moments::End if timed => Change::NONE,
        Moments::End => only(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(
        moments: Moments,
        since: u32,
        signal: Option<u32>,
        until: u32,
        affected: Option<usize>,
        bins: Range<usize>,
    ) {
        assert_eq!(enter(moments, since, signal, until, true), Entry { affected, unaffected: bins });
    }

    #[test]
    fn bins_widen() {
        let bins: Vec<usize> = [0, 1, 5, 6, 7, 8, 9, 10, 13, 14, 19, 20, 39, 40, u32::MAX].map(bin).to_vec();
        assert_eq!(bins, [0, 1, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11]);
    }

    #[test]
    fn a_visit_is_compared_with_a_visit() {
        let visit = Moments::Visit { before: false };
        check(visit, 2, Some(2), 9, Some(2), 0..0);
        check(visit, 2, None, 9, None, 2..3);
        check(visit, 2, Some(5), 9, None, 2..3); // the first visit went well
        check(visit, 2, Some(2), 2, None, 0..0); // harmed before
        check(Moments::Visit { before: true }, 3, Some(3), 3, Some(2), 0..0); // the wait began before the harm
    }

    #[test]
    fn a_journey_stands_among_the_unaffected_until_its_signal_and_until_its_harm() {
        let later = Moments::Later { at_once: false };
        check(later, 0, None, 5, None, 1..5);
        check(later, 0, Some(3), 9, Some(3), 1..3);
        check(later, 0, Some(1), 9, Some(1), 1..1);
        check(later, 0, Some(7), 3, None, 1..3); // the signal came after the harm
        check(later, 4, Some(7), 3, None, 0..0); // so did the exposure
        check(later, 4, None, 5, None, 0..0); // nothing left in which it could have come
        check(Moments::Later { at_once: true }, 0, None, 2, None, 0..2);
        check(Moments::Later { at_once: true }, 0, Some(0), 2, Some(0), 0..0);
        check(Moments::Later { at_once: true }, 0, None, 0, None, 0..0);
    }

    #[test]
    fn an_end_says_nothing_about_what_comes_later() {
        check(Moments::End, 0, Some(3), 9, None, 0..0);
        let case = |signal| enter(Moments::End, 0, signal, 9, false);
        assert_eq!((case(Some(8)).affected, case(None).unaffected), (Some(0), 0..1));
    }

    #[test]
    fn the_name_of_a_step_can_make_every_journey_exposed() {
        let waiting = |_| StepMeaning::Waiting;
        assert_eq!(moments(Kind::LongWait, Place::Step(1), waiting), Moments::Later { at_once: true });
        assert_eq!(moments(Kind::Failure, Place::Step(1), waiting), Moments::Visit { before: false });
        assert_eq!(moments(Kind::PingPong, Place::Journey, waiting), Moments::Later { at_once: false });
        assert_eq!(moments(Kind::DeadEnd, Place::Step(1), waiting), Moments::End);
        assert_eq!(moments(Kind::BrokenPromise, Place::Step(1), waiting), Moments::Later { at_once: false });
        assert_eq!(moments(Kind::ParrotReply, Place::Step(1), waiting), Moments::Later { at_once: true });
        assert_eq!(moments(Kind::RepeatContact, Place::Owner(1), waiting), Moments::End);
        assert_eq!(moments(Kind::RepeatContact, Place::Step(1), waiting), Moments::Later { at_once: false });
    }

    proptest! {
        /// Counting everybody as if there were no signal, and then what the signals change, is counting each as it is.
        #[test]
        fn what_a_signal_changes_is_the_difference(since in 0u32..50, after in 0u32..50, until in 0u32..100, timed: bool) {
            let visits = [false, true].map(|before| Moments::Visit { before });
            let later = [false, true].map(|at_once| Moments::Later { at_once });
            for moments in visits.into_iter().chain(later).chain([Moments::End]) {
                let wanted = enter(moments, since, Some(since + after), until, timed);
                let change = leave(moments, since, since + after, until, timed);
                let last = stands(moments, since, until, timed);
                let stood = last.map_or(0..0, |last| first(moments, last)..last + 1);
                let kept: Vec<usize> = stood.filter(|bin| !(change.from..change.to).contains(bin)).collect();
                prop_assert_eq!((change.affected < BINS).then_some(change.affected), wanted.affected);
                prop_assert_eq!(kept, wanted.unaffected.collect::<Vec<_>>());
                let noted = (standing(since, until, timed) >> moments.shift()) as usize & 15;
                prop_assert_eq!((noted < BINS).then_some(noted), last);
                prop_assert_eq!(last, enter(moments, since, None, until, timed).unaffected.last());
            }
        }
    }
}
