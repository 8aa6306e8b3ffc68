//! Penalty against reward: does a driver hurt when it is bad, or delight when it is good?

use super::{DriverError, Drivers};
use crate::statistics::order::quantile;
use crate::statistics::regression::least_squares;
use nalgebra::{DMatrix, DVector};
use serde::Serialize;

/// What kind of driver it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Character {
    /// Being bad hurts more than being good helps: a short plank.
    Basic,
    /// Both alike.
    Performance,
    /// Being good helps more than being bad hurts.
    Excitement,
}

/// Penalty and reward of one driver, in units of the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Contrast {
    /// Outcome lost where the driver is in its lowest third, `P = |b_low|`.
    pub penalty: f64,
    /// Outcome gained where it is in its highest third, `W = b_high`.
    pub reward: f64,
    /// Range of its impact, `P + W`.
    pub impact: f64,
    /// Asymmetry, `(W - P) / (W + P)`, from -1 to 1.
    pub asymmetry: f64,
    /// Below -0.1 basic, above 0.1 excitement, a convention.
    pub character: Character,
}

impl Drivers {
    /// Penalty-reward contrasts (Brandt 1987; Mikulić and Prebežac 2008): the outcome is regressed on two dummies for
    /// each driver, lowest third (up to the quantile of 1/3) and highest third (above that of 2/3), all drivers at once.
    pub fn contrasts(&self) -> Result<Vec<Contrast>, DriverError> {
        let third = |column: &Vec<f64>| Some([1.0, 2.0].map(|third| quantile(column, third / 3.0)));
        let found = self.contrasts_between(&self.columns.iter().map(third).collect::<Vec<_>>())?;
        Ok(found.into_iter().flatten().collect())
    }

    /// The same where low and high are told by the scale: up to the first cut a driver is low, above the second high. A
    /// driver without cuts goes in as it is and has no contrast.
    pub fn contrasts_between(&self, cuts: &[Option<[f64; 2]>]) -> Result<Vec<Option<Contrast>>, DriverError> {
        let dummy = |yes: bool| f64::from(u8::from(yes));
        let mut terms = vec![vec![1.0; self.outcome.len()]];
        for (column, cuts) in self.columns.iter().zip(cuts) {
            match cuts {
                None => terms.push(column.clone()),
                Some([low, high]) => {
                    terms.push(column.iter().map(|value| dummy(value <= low)).collect());
                    terms.push(column.iter().map(|value| dummy(value > high)).collect());
                }
            }
        }
        let design = DMatrix::from_fn(self.outcome.len(), terms.len(), |row, term| terms[term][row]);
        let outcome = DVector::from_column_slice(&self.outcome);
        let line = least_squares(&design, &outcome, &DVector::repeat(outcome.len(), 1.0));
        let coefficients = line.map_err(|_| DriverError::Collinear)?.coefficients;
        let mut next = coefficients.iter().skip(1);
        let mut coefficient = || next.next().copied().unwrap_or(0.0);
        let of = |cuts: &Option<[f64; 2]>| {
            let first = coefficient();
            cuts.map(|_| Contrast::of(first, coefficient()))
        };
        Ok(cuts.iter().map(of).collect())
    }
}

impl Contrast {
    fn of(low: f64, high: f64) -> Self {
        let (penalty, reward) = (low.abs(), high);
        let (impact, asymmetry) = (penalty + reward, (reward - penalty) / (reward + penalty));
        let character = match asymmetry {
            below if below < -0.1 => Character::Basic,
            above if above > 0.1 => Character::Excitement,
            _ => Character::Performance,
        };
        Contrast { penalty, reward, impact, asymmetry, character }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::examples::attitude;

    /// One driver of the attitude survey alone: penalty, reward and asymmetry.
    fn check(driver: usize, wanted: [f64; 3], character: Character) {
        let all = attitude();
        let one = Drivers { columns: vec![all.columns[driver].clone()], outcome: all.outcome };
        let found = one.contrasts().unwrap()[0];
        assert!((found.penalty - wanted[0]).abs() < 5e-9 && (found.reward - wanted[1]).abs() < 5e-9, "{found:?}");
        assert!((found.asymmetry - wanted[2]).abs() < 5e-7 && found.character == character, "{found:?}");
        assert!((found.impact - wanted[0] - wanted[1]).abs() < 5e-9);
    }

    #[test]
    fn complaints_cut_both_ways_and_learning_delights() {
        check(0, [12.154_545_45, 10.767_676_77, -0.060_503], Character::Performance);
        check(2, [3.1, 14.0, 0.637_427], Character::Excitement);
    }

    #[test]
    fn drivers_are_judged_together() {
        // The first hurts by 4 when low, the second helps by 6 when high; all nine combinations, seven times over.
        let at = |row: usize| ((row % 3) as f64, (row / 3 % 3) as f64);
        let columns = vec![(0..63).map(|row| at(row).0).collect(), (0..63).map(|row| at(row).1).collect()];
        let hurts = |row: usize| if at(row).0 == 0.0 { -4.0 } else { 0.0 };
        let helps = |row: usize| if at(row).1 == 2.0 { 6.0 } else { 0.0 };
        let outcome = (0..63).map(|row| 20.0 + hurts(row) + helps(row)).collect();
        let found = Drivers::new(columns, outcome).unwrap().contrasts().unwrap();
        let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-9, "found {found}, wanted {wanted}");
        near(found[0].penalty, 4.0);
        near(found[0].reward, 0.0);
        near(found[1].penalty, 0.0);
        near(found[1].reward, 6.0);
        let characters: Vec<Character> = found.iter().map(|contrast| contrast.character).collect();
        assert_eq!(characters, [Character::Basic, Character::Excitement]);
    }

    #[test]
    fn a_driver_that_never_varies_has_no_thirds() {
        let flat = Drivers::new(vec![vec![0.5; 20]], (0..20).map(f64::from).collect()).unwrap();
        assert_eq!(flat.contrasts(), Err(DriverError::Collinear));
    }
}
