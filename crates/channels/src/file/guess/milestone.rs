//! Tables with one row for a whole case and a column for each of its moments, as ticket and order systems export them.

use super::profile::Profile;
use super::time::TimeColumn;
use super::words::Role;
use crate::file::mapping::moment::MomentFormat;
use crate::file::mapping::{Milestone, Unit, value};

/// How the moments are written, and the columns that tell of them, the one that comes first in most rows first. `None`
/// unless each row stands for a whole case (`threads`, those of more than one row, are few) and names at least two moments:
/// by their times, or by a time and lengths of time since then.
pub(super) fn of(
    columns: &[String],
    times: &[TimeColumn],
    profiles: &[Profile],
    threads: &[Vec<usize>],
    thread: Option<usize>,
) -> Option<(Vec<MomentFormat>, Vec<Milestone>)> {
    let rows = profiles.first().map_or(0, |profile| profile.codes.len());
    let shared: usize = threads.iter().map(Vec::len).sum();
    if shared * 50 > rows {
        return None;
    }
    let moments = moments(times, profiles);
    let (moments, lengths) = match moments.is_empty() {
        false => {
            // Systems that tell when a case was solved often tell of the first answer only how long it took.
            let answered = moments.iter().any(|time| is_answer(&profiles[time.index]));
            let lengths = if answered { Vec::new() } else { lengths(profiles) };
            (moments, lengths.into_iter().filter(|(profile, _)| is_answer(profile)).collect())
        }
        // Only what is named as a case has a beginning; lengths of other rows are those of one touch.
        true if thread.is_some() => (vec![beginning(times, profiles)?], lengths(profiles)),
        true => return None,
    };
    if moments.len() + lengths.len() < 2 {
        return None;
    }
    let moment = |time: &&TimeColumn| {
        let column = columns[time.index].clone();
        Milestone { action: action(&column), column, unit: None }
    };
    let length = |(profile, unit): &(&Profile, Unit)| {
        let column = columns[profile.index].clone();
        Milestone { action: action(&column), column, unit: Some(*unit) }
    };
    let milestones = moments.iter().map(moment).chain(lengths.iter().map(length)).collect();
    Some((distinct(moments.iter().map(|time| time.format)), milestones))
}

/// The columns of at least two moments of a case, of which one comes before the others in nearly every row.
fn moments<'a>(times: &'a [TimeColumn], profiles: &[Profile]) -> Vec<&'a TimeColumn> {
    let found = times.iter().filter(|time| is_milestone(&profiles[time.index]));
    let found: Vec<&TimeColumn> = found.collect();
    let mostly = |first: &TimeColumn, second: &TimeColumn, least: f64| {
        let (after, both) = follows(first, second, profiles);
        after as f64 >= least * both as f64
    };
    let rank = |time: &TimeColumn| {
        let before = found.iter().filter(|other| other.index != time.index && mostly(other, time, 0.5));
        (before.count(), time.index)
    };
    let mut ordered = found.clone();
    ordered.sort_by_key(|time| rank(time));
    let begins = |first: &TimeColumn| {
        profiles[first.index].filled_share() > 0.5 && found.iter().all(|other| mostly(first, other, 0.9))
    };
    if ordered.len() >= 2 && begins(ordered[0]) { ordered } else { Vec::new() }
}

fn is_milestone(profile: &Profile) -> bool {
    profile.suggests(Role::Milestone) >= 0.6
        && profile.suggests(Role::OtherTime) < 0.65
        && profile.suggests(Role::Aside) == 0.0
        // When a row was last written, and hours that stand still at night, are no moments of the case.
        && !profile.name.says(&["updated", "modified", "business", "更新", "修改"])
        && profile.filled_share() >= 0.02
}

/// Whether it is named as the company's first answer.
fn is_answer(profile: &Profile) -> bool {
    profile.name.says(&["response", "reply", "responded", "replied", "answered", "响应", "首响", "回复"])
}

/// The one time of a row that stands for a case: lengths count from it.
fn beginning<'a>(times: &'a [TimeColumn], profiles: &[Profile]) -> Option<&'a TimeColumn> {
    let usable = |time: &&TimeColumn| {
        let profile = &profiles[time.index];
        profile.suggests(Role::OtherTime) < 0.65 && profile.filled_share() > 0.9
    };
    let mut usable = times.iter().filter(usable);
    usable.next().filter(|_| usable.next().is_none())
}

/// Columns that say how long a moment of a case came after its beginning, in a unit that their name says.
fn lengths(profiles: &[Profile]) -> Vec<(&Profile, Unit)> {
    let others = [Role::SlaKept, Role::SlaBroken, Role::Rating];
    let length = |profile: &'_ Profile| {
        let clock = profile.share(|text| text.contains(':')) > 0.95;
        let unit = profile.name.unit().or(clock.then_some(Unit::Hours))?;
        let fits = is_milestone(profile)
            && others.iter().all(|other| profile.suggests(*other) < 0.6)
            && profile.distinct() > 1
            && profile.share(|text| value::length(text, unit).is_some()) > 0.95;
        fits.then_some(unit)
    };
    profiles.iter().filter_map(|profile| Some((profile, length(profile)?))).collect()
}

/// In how many rows the second moment is not before the first, of those in which both are known.
fn follows(first: &TimeColumn, second: &TimeColumn, profiles: &[Profile]) -> (usize, usize) {
    let moment =
        |time: &TimeColumn, row: usize| profiles[time.index].codes[row].and_then(|code| time.moments[code as usize]);
    let rows = 0..profiles[first.index].codes.len();
    let pairs = rows.filter_map(|row| Some((moment(first, row)?, moment(second, row)?)));
    pairs.fold((0, 0), |(after, both), (one, other)| (after + usize::from(other >= one), both + 1))
}

/// Each format once, in the order in which they come.
pub(super) fn distinct(formats: impl Iterator<Item = MomentFormat>) -> Vec<MomentFormat> {
    let mut distinct = Vec::new();
    for format in formats {
        if !distinct.contains(&format) {
            distinct.push(format);
        }
    }
    distinct
}

/// What a column says was done: its name without the words for time and its units. A name of nothing else is that of the
/// beginning.
fn action(column: &str) -> String {
    const ENGLISH: [&str; 27] = [
        "of",
        "at",
        "on",
        "date",
        "time",
        "timestamp",
        "datetime",
        "ts",
        "utc",
        "day",
        "to",
        "in",
        "duration",
        "ms",
        "s",
        "sec",
        "secs",
        "seconds",
        "min",
        "mins",
        "minutes",
        "h",
        "hr",
        "hrs",
        "hours",
        "d",
        "days",
    ];
    const CHINESE: [&str; 11] = ["时间", "時間", "日期", "时刻", "時刻", "时长", "時長", "秒", "分钟", "小时", "天"];
    let is_time = |word: &&str| ENGLISH.contains(&word.to_lowercase().as_str());
    let words: Vec<&str> = column.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let first = words.iter().take_while(|word| is_time(word)).count();
    let last = words.iter().rev().take_while(|word| is_time(word)).count();
    if first == words.len() {
        return "created".to_owned();
    }
    let mut name = words[first..words.len() - last].join(" ");
    // The moment, not the matter: a step of this name is where the company says that it is done.
    if words[words.len() - last - 1].eq_ignore_ascii_case("resolution") {
        return "resolved".to_owned();
    }
    while let Some(shorter) = CHINESE.iter().find_map(|ending| name.strip_suffix(ending)) {
        name = shorter.trim_end().to_owned();
    }
    if name.is_empty() { "创建".to_owned() } else { name }
}
