//! Tables with one row for a whole case and a column for each of its moments, as ticket and order systems export them.

use super::profile::Profile;
use super::time::TimeColumn;
use super::words::Role;
use crate::file::mapping::Milestone;
use crate::file::mapping::moment::MomentFormat;

/// The columns of moments, the one that comes first in most rows first; none unless each row stands for a whole case
/// (`threads`, those of more than one row, are few), at least two columns are named as moments of a case, and they
/// follow one another in nearly every row.
pub(super) fn of<'a>(times: &'a [TimeColumn], profiles: &[Profile], threads: &[Vec<usize>]) -> Vec<&'a TimeColumn> {
    let rows = profiles.first().map_or(0, |profile| profile.codes.len());
    let shared: usize = threads.iter().map(Vec::len).sum();
    if shared * 50 > rows {
        return Vec::new();
    }
    let is_milestone = |time: &&TimeColumn| {
        let profile = &profiles[time.index];
        profile.suggests(Role::Milestone) >= 0.6
            && profile.suggests(Role::OtherTime) < 0.65
            && profile.suggests(Role::Aside) == 0.0
            && profile.filled_share() >= 0.02
    };
    let found: Vec<&TimeColumn> = times.iter().filter(is_milestone).collect();
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
    let begun = ordered.first().is_some_and(|first| profiles[first.index].filled_share() > 0.5);
    let in_order = ordered.windows(2).all(|pair| mostly(pair[0], pair[1], 0.9));
    if ordered.len() >= 2 && in_order && begun { ordered } else { Vec::new() }
}

/// In how many rows the second moment is not before the first, of those in which both are known.
fn follows(first: &TimeColumn, second: &TimeColumn, profiles: &[Profile]) -> (usize, usize) {
    let moment =
        |time: &TimeColumn, row: usize| profiles[time.index].codes[row].and_then(|code| time.moments[code as usize]);
    let rows = 0..profiles[first.index].codes.len();
    let pairs = rows.filter_map(|row| Some((moment(first, row)?, moment(second, row)?)));
    pairs.fold((0, 0), |(after, both), (one, other)| (after + usize::from(other >= one), both + 1))
}

/// The formats of the columns, and what was done at each.
pub(super) fn named(found: &[&TimeColumn], columns: &[String]) -> (Vec<MomentFormat>, Vec<Milestone>) {
    let milestone = |time: &&TimeColumn| {
        let column = columns[time.index].clone();
        Milestone { action: action(&column), column }
    };
    (distinct(found.iter().map(|time| time.format)), found.iter().map(milestone).collect())
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

/// What a column of times says was done: its name without the words for time.
fn action(column: &str) -> String {
    const ENGLISH: [&str; 9] = ["at", "on", "date", "time", "timestamp", "datetime", "ts", "utc", "day"];
    const CHINESE: [&str; 5] = ["时间", "時間", "日期", "时刻", "時刻"];
    let is_time = |word: &&str| ENGLISH.contains(&word.to_lowercase().as_str());
    let words: Vec<&str> = column.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let kept = words.len() - words.iter().rev().take_while(|word| is_time(word)).count();
    let name = words[..kept].join(" ");
    let name = CHINESE.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
    if name.is_empty() { column.to_owned() } else { name.to_owned() }
}
