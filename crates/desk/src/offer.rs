//! What was offered, and what was delivered: less of it is an expectation gap.

use crate::attributes::Attributes;
use serde_json::Value;

/// The attribute by which a system tells what was offered: a number or a text.
pub const OFFERED: &str = "offered";
/// The attribute that tells, on the same touch, what was delivered of it.
pub const DELIVERED: &str = "delivered";

/// Share of an offered number that may be missing before anybody calls it less. *Assumed*: measured amounts never agree to
/// the last digit.
pub const TOLERATED: f64 = 0.1;

/// Whether less was delivered than offered: numbers by the size of the gap, anything else by whether it is the same. `None`
/// where a touch does not tell of both.
///
/// ```
/// use desk::attributes::Attributes;
/// use desk::offer::falls_short;
/// let told = |offered: &str, delivered: &str| {
///     let mut attributes = Attributes::default();
///     attributes.insert("offered", offered.into());
///     attributes.insert("delivered", delivered.into());
///     falls_short(&attributes)
/// };
/// assert_eq!([told("1000", "950"), told("1000", "400"), told("2", "3")], [Some(false), Some(true), Some(false)]);
/// assert_eq!([told("Sea view", "sea view "), told("sea view", "car park")], [Some(false), Some(true)]);
/// ```
pub fn falls_short(attributes: &Attributes) -> Option<bool> {
    let (offered, delivered) = (attributes.get(OFFERED)?, attributes.get(DELIVERED)?);
    if let (Some(offered), Some(delivered)) = (number(offered), number(delivered)) {
        return Some(offered - delivered > TOLERATED * offered.abs());
    }
    Some(plain(offered) != plain(delivered))
}

fn number(value: &Value) -> Option<f64> {
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    number.filter(|number| number.is_finite())
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(offered: impl Into<Value>, delivered: impl Into<Value>, less: bool) {
        let mut attributes = Attributes::default();
        attributes.insert(OFFERED, offered.into());
        assert_eq!(falls_short(&attributes), None, "nothing is known to have come");
        attributes.insert(DELIVERED, delivered.into());
        assert_eq!(falls_short(&attributes), Some(less), "{attributes:?}");
    }

    #[test]
    fn a_tenth_may_be_missing_of_a_number_and_nothing_of_a_word() {
        check(1_000, 900, false);
        check(1_000, 899, true);
        check(-10, -10, false);
        check(0, 0, false);
        check(true, false, true);
        check("海景", "海景", false);
        check("海景", "停车场", true);
        check(4, "none", true);
    }
}
