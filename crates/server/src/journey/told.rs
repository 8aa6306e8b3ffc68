//! What was read in texts and promised in them, as the lens takes it: touch by touch, beside the columns of the log.

use crate::asked::Store;
use crate::failure::Failure;
use crate::text::hear::told;
use desk::promise::State;
use lens::journey::NO_SPAN;
use rustc_hash::FxHashMap;
use store::log::Columns;
use store::{promise, reading};

/// What a touch tells: bits of the lens's kinds, and when it showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tells {
    pub(crate) may: u8,
    pub(crate) tells: u8,
    pub(crate) at: i64,
}

const NOTHING: Tells = Tells { may: 0, tells: 0, at: NO_SPAN };

/// Bits of [`lens::signals::TOLD`].
const PROMISE: u8 = 1;
const RETELLING: u8 = 1 << 1;
const PARROT: u8 = 1 << 2;
const GAP: u8 = 1 << 3;

/// What the touches of a log tell, by journey and moment.
#[derive(Debug, Default)]
pub(crate) struct Told(FxHashMap<u64, Vec<(i64, Tells)>>);

impl Told {
    /// Everything that was read so far.
    pub(crate) async fn of(store: &Store) -> Result<Told, Failure> {
        let mut transaction = store.database.read().await?;
        let mut all = Told::default();
        for (journey, at, bits) in reading::told(&mut transaction).await? {
            let bit = |has: u32, bit: u8| if bits & has != 0 { bit } else { 0 };
            let may = bit(told::MAY_RETELL, RETELLING) | bit(told::MAY_PARROT, PARROT) | bit(told::MAY_GAP, GAP);
            let tells = bit(told::RETELLS, RETELLING) | bit(told::PARROTS, PARROT) | bit(told::GAP, GAP);
            all.add(journey.0, at.0, Tells { may, tells, at: NO_SPAN });
        }
        for (journey, at, due, state) in promise::judged(&mut transaction).await? {
            let broken = state != State::Kept;
            let (tells, due) = if broken { (PROMISE, due.0) } else { (0, NO_SPAN) };
            all.add(journey.0, at.0, Tells { may: PROMISE, tells, at: due });
        }
        Ok(all)
    }

    fn add(&mut self, journey: u64, at: i64, new: Tells) {
        let touches = self.0.entry(journey).or_default();
        let Some((_, known)) = touches.iter_mut().find(|(known, _)| *known == at) else {
            return touches.push((at, new));
        };
        known.may |= new.may;
        known.tells |= new.tells;
        // Of several broken promises of one touch the first counts.
        known.at = match (known.at, new.at) {
            (NO_SPAN, at) | (at, NO_SPAN) => at,
            (one, other) => one.min(other),
        };
    }

    /// What the touch of a journey at a moment tells.
    pub(crate) fn of_touch(&self, journey: u64, at: i64) -> Tells {
        let touches = self.0.get(&journey).map(Vec::as_slice).unwrap_or_default();
        touches.iter().find(|(known, _)| *known == at).map_or(NOTHING, |(_, tells)| *tells)
    }
}

/// The columns that stand beside those of the log; kept from batch to batch.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    pub(crate) may: Vec<u8>,
    pub(crate) tells: Vec<u8>,
    pub(crate) at: Vec<i64>,
}

impl Beside {
    /// Sets the columns to what the touches of a batch tell.
    pub(crate) fn set(&mut self, told: &Told, columns: &Columns<'_>) {
        let rows = columns.at.len();
        if !told.0.is_empty() {
            self.may.clear();
            self.tells.clear();
            self.at.clear();
        }
        self.may.resize(rows, 0);
        self.tells.resize(rows, 0);
        self.at.resize(rows, NO_SPAN);
        if told.0.is_empty() {
            return;
        }
        let mut row = 0;
        while row < rows {
            let journey = columns.journey[row];
            let end = row + columns.journey[row..].iter().take_while(|&&other| other == journey).count();
            if told.0.contains_key(&journey) {
                for row in row..end {
                    let found = told.of_touch(journey, columns.at[row]);
                    (self.may[row], self.tells[row], self.at[row]) = (found.may, found.tells, found.at);
                }
            }
            row = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_promises_of_a_touch_tell_is_told_once() {
        let mut told = Told::default();
        told.add(7, 10, Tells { may: PARROT, tells: 0, at: NO_SPAN });
        told.add(7, 10, Tells { may: PROMISE, tells: PROMISE, at: 50 });
        told.add(7, 10, Tells { may: PROMISE, tells: PROMISE, at: 40 });
        told.add(7, 20, Tells { may: PROMISE, tells: 0, at: NO_SPAN });
        let columns = Columns { journey: &[6, 7, 7, 7], at: &[10, 10, 20, 30], ..Columns::default() };
        let mut beside = Beside::default();
        for _ in 0..2 {
            beside.set(&told, &columns);
            assert_eq!(beside.may, [0, PROMISE | PARROT, PROMISE, 0]);
            assert_eq!(beside.tells, [0, PROMISE, 0, 0]);
            assert_eq!(beside.at, [NO_SPAN, 40, NO_SPAN, NO_SPAN]);
        }
        beside.set(&Told::default(), &Columns { journey: &[1], at: &[1], ..Columns::default() });
        assert_eq!(beside.at.len(), 1);
    }
}
