//! Which columns hold times, how they are written, and which of them says when things happened.

use super::profile::{Profile, variation};
use super::words::Role;
use crate::file::mapping::moment::MomentFormat;
use crate::file::mapping::value;

/// A column of times.
pub(super) struct TimeColumn {
    pub(super) index: usize,
    pub(super) format: MomentFormat,
    /// The clock at each of the profile's values, in microseconds.
    pub(super) moments: Vec<Option<i64>>,
    /// All values lie at midnight and no time of day is written: dates.
    pub(super) dates_only: bool,
}

/// Values of a column that are tried.
const TRIED: usize = 2000;
/// The share of values that must be read; the rest may be damage.
const ENOUGH: f64 = 0.8;

/// The times of a column, if it holds any. `threads` help to tell 1 February from 2 January.
pub(super) fn recognise(profile: &Profile, threads: &[Vec<usize>]) -> Option<TimeColumn> {
    let format = written(profile, threads).or_else(|| counted(profile))?;
    let read = |text: &String| format.read(text).map(|(time, offset)| (time - offset.unwrap_or_default()).0);
    let moments: Vec<Option<i64>> = profile.values.iter().map(read).collect();
    let at_midnight = moments.iter().flatten().all(|micros| micros.rem_euclid(86_400_000_000) == 0);
    let dates_only = at_midnight && profile.values.iter().all(|value| !value.contains(':'));
    Some(TimeColumn { index: profile.index, format, moments, dates_only })
}

fn tried(profile: &Profile) -> impl Iterator<Item = &str> {
    let step = profile.distinct().div_ceil(TRIED).max(1);
    profile.values.iter().step_by(step).map(String::as_str)
}

fn share(profile: &Profile, test: impl Fn(&str) -> bool) -> f64 {
    let (passed, all) = tried(profile).fold((0, 0), |(passed, all), value| (passed + u32::from(test(value)), all + 1));
    f64::from(passed) / f64::from(all.max(1))
}

/// Dates in words and figures.
fn written(profile: &Profile, threads: &[Vec<usize>]) -> Option<MomentFormat> {
    // Most columns are told apart from times by a few values.
    let first_few =
        profile.values.iter().take(20).filter(|value| {
            MomentFormat::DayFirst.read(value).is_some() || MomentFormat::MonthFirst.read(value).is_some()
        });
    if first_few.count() * 2 < profile.distinct().min(20) || profile.distinct() == 0 {
        return None;
    }
    let read = |format: MomentFormat| share(profile, |value| format.read(value).is_some());
    let [year, day, month] = [MomentFormat::YearFirst, MomentFormat::DayFirst, MomentFormat::MonthFirst].map(read);
    if year.max(day).max(month) < ENOUGH {
        None
    } else if year >= day.max(month) {
        Some(MomentFormat::YearFirst)
    } else if day != month {
        // A 13 in one of the two places decides.
        Some(if day > month { MomentFormat::DayFirst } else { MomentFormat::MonthFirst })
    } else {
        Some(undecided(profile, threads))
    }
}

/// No day above 12 anywhere: the order in which time falls less often inside threads, then the one in which all
/// lies closer together, then the custom of most countries.
fn undecided(profile: &Profile, threads: &[Vec<usize>]) -> MomentFormat {
    let judge = |format: MomentFormat| {
        let read = |value: &String| format.read(value).map(|(time, _)| time.0);
        let moments: Vec<Option<i64>> = profile.values.iter().map(read).collect();
        let known = || moments.iter().flatten();
        let span = known().max().zip(known().min()).map_or(0, |(last, first)| last - first);
        (falls(profile, &moments, threads), span)
    };
    let american = profile.values.iter().any(|value| value.ends_with("AM") || value.ends_with("PM"));
    match judge(MomentFormat::DayFirst).cmp(&judge(MomentFormat::MonthFirst)) {
        std::cmp::Ordering::Less => MomentFormat::DayFirst,
        std::cmp::Ordering::Greater => MomentFormat::MonthFirst,
        std::cmp::Ordering::Equal if american => MomentFormat::MonthFirst,
        std::cmp::Ordering::Equal => MomentFormat::DayFirst,
    }
}

/// How often a time is earlier than that of the row before, inside threads or, where there are none, in the file.
fn falls(profile: &Profile, moments: &[Option<i64>], threads: &[Vec<usize>]) -> usize {
    let at = |row: &usize| profile.codes[*row].and_then(|code| moments[code as usize]);
    let falling = |rows: &[usize]| rows.windows(2).filter(|pair| at(&pair[0]) > at(&pair[1])).count();
    if threads.is_empty() {
        return falling(&(0..profile.codes.len()).collect::<Vec<_>>());
    }
    threads.iter().map(|rows| falling(rows)).sum()
}

/// Times as one number.
fn counted(profile: &Profile) -> Option<MomentFormat> {
    // 1990 to 2070, so that other numbers seldom pass.
    const SECONDS: std::ops::Range<f64> = 631_152_000.0..3_155_760_000.0;
    // Nothing speaks against a column without a name.
    let named = profile.suggests(Role::Time) > 0.0
        || profile.suggests(Role::OtherTime) > 0.0
        || profile.suggests(Role::Milestone) > 0.0
        || profile.name.says(&["column"]);
    let number = profile.values.first().and_then(|value| value::number(value));
    if number.is_none() && !profile.values.first().is_some_and(|value| value.starts_with(|c: char| c.is_ascii_digit()))
    {
        return None;
    }
    let within = |scale: f64| {
        share(profile, |value| value.parse::<f64>().is_ok_and(|number| SECONDS.contains(&(number / scale)))) > 0.95
    };
    let compact = |value: &str| {
        let moment = MomentFormat::Compact.read(value);
        moment.is_some_and(|(time, _)| SECONDS.contains(&(time.0 as f64 / 1e6))) || (named && moment.is_some())
    };
    let spreadsheet = |value: &str| value.parse::<f64>().is_ok_and(|number| (20_000.0..80_000.0).contains(&number));
    if share(profile, compact) > 0.95 {
        Some(MomentFormat::Compact)
    } else if within(1e3) {
        Some(MomentFormat::EpochMillis)
    } else if within(1e6) {
        Some(MomentFormat::EpochMicros)
    } else if within(1e9) {
        Some(MomentFormat::EpochNanos)
    } else if named && within(1.0) {
        Some(MomentFormat::EpochSeconds)
    } else if named && share(profile, spreadsheet) > 0.95 {
        Some(MomentFormat::ExcelDays)
    } else {
        None
    }
}

/// The column that says when each row happened: it changes inside threads and orders them.
pub(super) fn when<'a>(
    times: &'a [TimeColumn],
    profiles: &[Profile],
    threads: &[Vec<usize>],
) -> Option<&'a TimeColumn> {
    let score = |time: &TimeColumn| {
        let profile = &profiles[time.index];
        let pairs: usize = threads.iter().map(|rows| rows.len() - 1).sum();
        let ordered = 1.0 - falls(profile, &time.moments, threads) as f64 / pairs.max(1) as f64;
        let fineness = profile.distinct() as f64 / profile.filled.max(1) as f64;
        let name = profile.suggests(Role::Time) - 1.5 * profile.suggests(Role::OtherTime);
        name - f64::from(u8::from(profile.name.of_case))
            + 2.0 * variation(profile, threads)
            + 0.5 * ordered
            + 0.5 * fineness
            + 2.0 * profile.filled_share()
            + if time.dates_only { 0.0 } else { 0.3 }
    };
    let usable = |time: &&TimeColumn| {
        let profile = &profiles[time.index];
        // A birthday alone makes no log.
        profile.suggests(Role::OtherTime) < 0.7 && profile.filled_share() > 0.5
    };
    times.iter().filter(usable).max_by(|one, other| score(one).total_cmp(&score(other)))
}

/// The column with the time of day that belongs to a column of dates.
pub(super) fn clock_of(profiles: &[Profile], at: &TimeColumn) -> Option<usize> {
    let is_clock = |text: &str| {
        let parts: Vec<&str> = text.split(':').collect();
        let two_digits = |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        (2..=3).contains(&parts.len()) && parts.iter().all(two_digits)
    };
    let candidates = profiles.iter().filter(|profile| {
        profile.filled_share() > 0.9 && profile.suggests(Role::Time) > 0.0 && profile.share(is_clock) > 0.95
    });
    candidates.map(|profile| profile.index).find(|index| at.dates_only && *index != at.index)
}
