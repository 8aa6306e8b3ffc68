//! The zone a time is said in: by 3pm EST, 北京时间下午3点. Without one it is the zone of the message.

use crate::time::{Expression, Moment, Value};
use jiff::tz::TimeZone;

/// Names behind a time. A season's name is read as the zone: who says EST in July means the clock on the wall. CST is
/// China's where the message is from there, and America's elsewhere.
const BEHIND: [(&str, &str); 36] = [
    ("utc", "UTC"),
    ("gmt", "UTC"),
    ("est", "America/New_York"),
    ("edt", "America/New_York"),
    ("et", "America/New_York"),
    ("eastern", "America/New_York"),
    ("new york time", "America/New_York"),
    ("cst", "America/Chicago"),
    ("cdt", "America/Chicago"),
    ("ct", "America/Chicago"),
    ("central", "America/Chicago"),
    ("mst", "America/Denver"),
    ("mdt", "America/Denver"),
    ("mountain", "America/Denver"),
    ("pst", "America/Los_Angeles"),
    ("pdt", "America/Los_Angeles"),
    ("pt", "America/Los_Angeles"),
    ("pacific", "America/Los_Angeles"),
    ("bst", "Europe/London"),
    ("london time", "Europe/London"),
    ("uk time", "Europe/London"),
    ("cet", "Europe/Berlin"),
    ("cest", "Europe/Berlin"),
    ("paris time", "Europe/Paris"),
    ("berlin time", "Europe/Berlin"),
    ("ist", "Asia/Kolkata"),
    ("sgt", "Asia/Singapore"),
    ("singapore time", "Asia/Singapore"),
    ("hkt", "Asia/Hong_Kong"),
    ("hong kong time", "Asia/Hong_Kong"),
    ("beijing time", "Asia/Shanghai"),
    ("china time", "Asia/Shanghai"),
    ("jst", "Asia/Tokyo"),
    ("tokyo time", "Asia/Tokyo"),
    ("aest", "Australia/Sydney"),
    ("sydney time", "Australia/Sydney"),
];

/// Names before a time.
const BEFORE: [(&str, &str); 11] = [
    ("北京时间", "Asia/Shanghai"),
    ("香港时间", "Asia/Hong_Kong"),
    ("台北时间", "Asia/Taipei"),
    ("新加坡时间", "Asia/Singapore"),
    ("东京时间", "Asia/Tokyo"),
    ("伦敦时间", "Europe/London"),
    ("纽约时间", "America/New_York"),
    ("美东时间", "America/New_York"),
    ("美西时间", "America/Los_Angeles"),
    ("悉尼时间", "Australia/Sydney"),
    ("格林尼治时间", "UTC"),
];

/// The moment with the zone of the clock that is told, where a zone stands beside it.
pub(super) fn moment_of(text: &str, told: &[&Expression], moment: &Moment) -> Option<Moment> {
    let clock = |time: &&&Expression| {
        matches!(time.value, Value::Clock { .. } | Value::Moment(_) | Value::Hours { .. } | Value::Moments { .. })
    };
    let name = told.iter().filter(clock).find_map(|time| named(text, time, moment))?;
    let zone = TimeZone::get(name).ok().filter(|zone| *zone != moment.zone)?;
    Some(Moment { zone, ..moment.clone() })
}

/// Whether words between a clock and a day only name a zone: `CST`, `(EST) on`, `, `.
pub(super) fn only_zone(between: &str) -> bool {
    let mut rest = between.trim_matches(|sign: char| sign.is_whitespace() || "(),".contains(sign));
    rest = rest.strip_suffix(" on").or(rest.strip_suffix("on").filter(|rest| rest.is_empty())).unwrap_or(rest);
    rest = rest.trim_end_matches(|sign: char| sign.is_whitespace() || "),".contains(sign));
    rest.is_empty()
        || BEHIND.iter().any(|(name, _)| *name == rest.strip_suffix(" time").unwrap_or(rest) || *name == rest)
}

fn named(text: &str, time: &Expression, moment: &Moment) -> Option<&'static str> {
    let (before, behind) = (text[..time.folded.start].trim_end(), text[time.folded.end..].trim_start());
    let behind = behind.strip_prefix('(').unwrap_or(behind);
    let ends = |rest: &str| !rest.starts_with(|sign: char| sign.is_alphanumeric());
    let found = BEHIND.iter().find(|(name, _)| behind.strip_prefix(name).is_some_and(ends));
    let found = found.or_else(|| BEFORE.iter().find(|(name, _)| before.ends_with(name)));
    let (name, zone) = *found?;
    let chinese = ["Asia/Shanghai", "Asia/Taipei", "Asia/Hong_Kong"];
    let own = moment.zone.iana_name().filter(|own| name == "cst" && chinese.contains(own));
    Some(if own.is_some() { "Asia/Shanghai" } else { zone })
}
