//! Whatever is written: nothing panics, every range is words of the original, and work grows with the text and no faster.

use jiff::tz::TimeZone;
use language::time::{Calendar, MOST_PLACES, Moment, expressions};
use language::{Normal, find, promise};
use proptest::prelude::*;

fn moment() -> Moment {
    let at = "2026-03-04T02:00:00Z".parse().expect("a moment");
    Moment { at, zone: TimeZone::UTC, calendar: Calendar::china() }
}

fn check(text: &str) {
    let normal = Normal::of(text);
    let original = normal.original();
    for time in expressions(&normal, moment().civil()) {
        assert!(!normal.words(time.folded.clone()).is_empty(), "{text:?} {time:?}");
    }
    for promise in promise::promises(&normal, &moment()) {
        assert_eq!(promise.text, original[promise.range.clone()], "{text:?}");
        assert!((0.0..=1.0).contains(&promise.score));
    }
    let mut end = 0;
    for find in find::found(text) {
        assert!(find.range.start >= end && !original[find.range.clone()].is_empty(), "{text:?} {find:?}");
        end = find.range.end;
    }
    let masked = find::mask(text, &find::Kind::ALL);
    assert!(find::found(&masked).len() <= find::found(text).len() + masked.matches('[').count());
}

/// Pieces that the grammars know, so that chance meets them.
const PIECES: [&str; 44] = [
    "我们会",
    "給您",
    "两个工作日",
    "内",
    "前",
    "下周",
    "周五",
    "3月",
    "31日",
    "2月30日",
    "99999999年",
    "后",
    "24点",
    "半",
    "几天",
    "回复",
    "，",
    "。",
    "we'll ",
    "call you ",
    "by ",
    "within ",
    "next ",
    "friday ",
    "31st ",
    "february ",
    "noon ",
    "99999999 years ",
    "2 business days ",
    "eod ",
    "from ",
    "to ",
    "12:30",
    "-",
    "/",
    "9999-12-31",
    "0",
    "@",
    "a.b@c.de",
    "#",
    "4111 1111 1111 1111",
    "王",
    "先生",
    "½",
];

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}") {
        check(&text);
    }

    #[test]
    fn no_mixture_of_what_it_knows_makes_it_panic(at in prop::collection::vec(0..PIECES.len(), 0..14)) {
        let text: String = at.iter().map(|&at| PIECES[at]).collect();
        check(&text);
    }

    #[test]
    fn no_year_or_number_leaves_the_calendar(number in any::<u32>(), unit in prop::sample::select(vec!["年", "天后", "个月内", "个工作日", " years", " days ago", " weeks from now", " hours"])) {
        check(&format!("我们会在{number}{unit}给您回复"));
        check(&format!("we will call you in {number}{unit}"));
    }
}

/// A million bytes of the worst we can think of. The work is bounded by count: so many places are read for times, each with
/// a look ahead of a few words, and everything else passes over the text once.
#[test]
fn a_million_bytes_of_anything_end() {
    let worst = [
        "我们会在",
        "9",
        "1-",
        "(",
        "a",
        "@",
        "a@",
        "今天到",
        "from 1 to ",
        "the ",
        "and i'll ",
        "2 days ",
        "三",
        "十",
        "的话",
        "王",
        "我叫",
        "\u{301}",
        "订单号",
        "if ",
        ".",
        "在 ",
        " ",
        "1 ",
        "half past ",
        "next week on ",
        "january ",
        "周",
        "\n",
        "，",
        "王先生",
    ];
    for piece in worst {
        let text = piece.repeat((1 << 20) / piece.len() + 1);
        let normal = Normal::of(&text);
        assert!(normal.original().len() <= language::normal::LONGEST, "{piece}");
        let times = expressions(&normal, moment().civil()).len();
        assert!(times <= MOST_PLACES, "{piece}: {times}");
        let promises = promise::promises(&normal, &moment());
        let finds = find::found_in(&normal);
        let words: usize = promises.iter().map(|promise| promise.text.len()).sum();
        assert!(words <= text.len() && finds.len() <= text.len(), "{piece}");
    }
}

#[test]
fn a_long_text_of_promises_is_read_to_its_end() {
    let text = "我们会在两个工作日内联系您。".repeat(2_000);
    let found = promise::promises(&Normal::of(&text), &moment());
    assert_eq!(found.len(), 2_000);
    assert!(found.iter().all(|promise| promise.due == found[0].due && promise.due.is_some()));
}
