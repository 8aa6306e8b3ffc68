//! Times of day: 下午5点半, 晚上9:30, 早8点十五分, 中午12点, 下班.

use super::super::cursor::{Cursor, Read};
use super::super::value::Clock;
use super::Zh;
use super::number::within;
use jiff::civil::Time;

/// Parts of a day that can stand before a time, with the hours they move it by and the span they mean alone.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) half: Half,
    pub(super) from: i8,
    pub(super) until: i8,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Before,
    Noon,
    After,
    Evening,
    Night,
}

const fn part(half: Half, from: i8, until: i8) -> Part {
    Part { half, from, until }
}

const MORNING: Part = part(Half::Before, 8, 12);
const EARLY: Part = part(Half::Before, 0, 6);
const EVENING: Part = part(Half::Evening, 16, 20);
const NIGHT: Part = part(Half::Night, 20, 24);

/// Parts of a day, longer words first.
pub(super) const PARTS: [(&str, Part); 27] = [
    ("大清早", MORNING),
    ("一大早", MORNING),
    ("清晨", part(Half::Before, 5, 8)),
    ("凌晨", EARLY),
    ("早上", MORNING),
    ("早晨", MORNING),
    ("早间", MORNING),
    ("上午", MORNING),
    ("上昼", MORNING),
    ("朝早", MORNING),
    ("晨间", MORNING),
    ("中午", part(Half::Noon, 11, 13)),
    ("正午", part(Half::Noon, 11, 13)),
    ("下午", part(Half::After, 12, 16)),
    ("午后", part(Half::After, 12, 16)),
    ("下昼", part(Half::After, 12, 16)),
    ("晏昼", part(Half::After, 12, 16)),
    ("傍晚", EVENING),
    ("晚上", EVENING),
    ("晚间", EVENING),
    ("夜晚", EVENING),
    ("夜间", EVENING),
    ("午夜", NIGHT),
    ("半夜", NIGHT),
    ("深夜", NIGHT),
    ("夜里", NIGHT),
    ("晏", part(Half::After, 12, 16)),
];

/// One sign for a part, only before a time or after a day: 早8点, 明晚.
pub(super) const SHORT: [(&str, Part); 4] = [("早", MORNING), ("晨", MORNING), ("晚", EVENING), ("夜", NIGHT)];

const ABOUT: [&str; 5] = ["大约", "大概", "差不多", "约", "准时"];

impl Zh<'_> {
    /// A time of day.
    pub(super) fn clock(self, at: Cursor<'_>) -> Read<'_, Clock> {
        let found = self.clocks.at(at.at, || self.clock_within(at, None).map(|(clock, next)| (clock, next.at)));
        found.map(|(clock, end)| (clock, at.to(end)))
    }

    /// A time of day; `within` is the part of the day that the other end of a period was in.
    pub(super) fn clock_within(self, at: Cursor<'_>, within: Option<Part>) -> Read<'_, Clock> {
        // 第1时 counts, it tells no time.
        let after_about = at.perhaps(&ABOUT);
        if at.before().ends_with('第') {
            return None;
        }
        let said = after_about.one(&PARTS).or_else(|| after_about.one(&SHORT));
        let (part, next) = said.map_or((None, after_about), |(part, next)| (Some(part), next));
        let next = next.blank().perhaps(&["的"]).perhaps(&ABOUT);
        let (hour, minute, second, next) = reading(next)?;
        // 一点时间, 快一点: a little, no hour, unless something makes it one.
        let little = part.is_none() && within.is_none() && matches!(&next.before()[at.at..], "一点" | "有一点");
        if little
            && !["前", "之前", "以前", "左右", "到", "至", "整", "-", "~"]
                .iter()
                .any(|word| next.rest().starts_with(word))
        {
            return None;
        }
        // 晚2点半 is in the small hours of the night, 晚8点 is not.
        let hour = shifted(hour, part.or(within))?;
        let time = Time::new(hour, minute, second, 0).ok()?;
        let sure = part.is_some() || within.is_some() || hour > 12 || hour == 0;
        Some((Clock { time, sure, bare: false }, next.perhaps(&["左右", "整", "准时", "前后"])))
    }
}

fn shifted(hour: u32, part: Option<Part>) -> Option<i8> {
    let hour = match part.map(|part| part.half) {
        Some(Half::After | Half::Evening) if (1..12).contains(&hour) => hour + 12,
        Some(Half::Evening) if hour == 12 => 0,
        Some(Half::Night) if (6..12).contains(&hour) => hour + 12,
        Some(Half::Night) if hour == 12 => 0,
        Some(Half::Noon) if (1..4).contains(&hour) => hour + 12,
        _ if hour == 24 => 0,
        _ => hour,
    };
    i8::try_from(hour).ok()
}

/// Hour, minute, second.
fn reading(at: Cursor<'_>) -> Option<(u32, i8, i8, Cursor<'_>)> {
    if let Some((hour, next)) = at.number(2, 0, 24)
        && let Some(((minute, 2), next)) = next.eat(":").and_then(Cursor::digits)
        && minute < 60
    {
        let second = next.eat(":").and_then(|next| next.number(2, 0, 59));
        let (second, next) = second.unwrap_or((0, next));
        let next = next.perhaps(&["分"]);
        return Some((hour, minute as i8, second as i8, next));
    }
    let (hour, next) = within(at, 0, 24)?;
    let dots = next.blank().one(&[("点钟", ()), ("点正", ()), ("点", ()), ("时", ())])?.1;
    // 2点建议 and 三点问题 are no times, and 2时 of 2小时 is not reached here.
    if dots.rest().starts_with(['建', '问', '原', '理', '要', '意', '候', '间']) && !dots.rest().starts_with("问您")
    {
        return None;
    }
    if let Some(next) = dots.perhaps(&["过"]).eat("半") {
        return Some((hour, 30, 0, next));
    }
    if let Some((quarters, next)) = within(dots.perhaps(&["过"]), 1, 3)
        && let Some(next) = next.eat("刻")
    {
        return Some((hour, (quarters * 15) as i8, 0, next.perhaps(&["钟"])));
    }
    if let Some((minute, next)) = within(dots.perhaps(&["过", "零"]), 0, 59) {
        let after = next.eat("分");
        // 8点5个 is eight o'clock and five things.
        let plain = minute >= 10
            && !next.rest().starts_with(['个', '到', '至', '点', '天', '小', '月', '号', '-', '~', '件', '元']);
        if after.is_some_and(|next| !next.rest().starts_with('钟')) || plain && after.is_none() {
            let next = after.unwrap_or(next);
            let second = within(next, 0, 59).and_then(|(second, next)| Some((second, next.eat("秒")?)));
            let (second, next) = second.unwrap_or((0, next));
            return Some((hour, minute as i8, second as i8, next));
        }
    }
    Some((hour, 0, 0, dots))
}
