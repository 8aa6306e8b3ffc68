//! One story for each signal, and the laws all of them keep.

use super::*;
use crate::graph::GraphMeasure;
use crate::journey::{Columns, StepMeaning, outcome};
use crate::measure::Measure;
use crate::testing::{Row, journey, logs, obeys_the_law, over, touch};
use proptest::prelude::*;

const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60;

/// Steps 0 to 3 and 10 say nothing.
const MEANINGS: [StepMeaning; 10] = [
    StepMeaning::Plain,
    StepMeaning::Plain,
    StepMeaning::Plain,
    StepMeaning::Plain,
    StepMeaning::Abandoned,
    StepMeaning::Refused,
    StepMeaning::Failed,
    StepMeaning::Resolved,
    StepMeaning::Closed,
    StepMeaning::Waiting,
];
const ABANDONED: u32 = 4;
const REFUSED: u32 = 5;
const FAILED: u32 = 6;
const RESOLVED: u32 = 7;
const CLOSED: u32 = 8;
const WAITING: u32 = 9;

fn norms(log: &[Columns], log_end_day: i64) -> Norms {
    let graph = over(GraphMeasure::default, log).touches();
    let records = over(Recorded::default, log).answer();
    Norms::new(&graph, &records, &MEANINGS, log_end_day * DAY * MINUTE, Settings::default())
}

/// What is found of some kinds in one journey of a log that ends on day 100, as lines.
fn found(kinds: &[Kind], log: &[Columns], rows: &[Row]) -> (String, String) {
    found_in(kinds, log, &journey(99, 99, rows))
}

fn found_in(kinds: &[Kind], log: &[Columns], told: &Columns) -> (String, String) {
    let mut log = log.to_vec();
    log.push(told.clone());
    let norms = norms(&log, 100);
    let mut reader = Reader::new(norms.clone());
    let found = reader.read(&told.rows());
    let mut signals: Vec<_> = found.signals.iter().filter(|signal| kinds.contains(&signal.kind)).collect();
    signals.sort_unstable_by_key(|signal| (signal.row, signal.kind, signal.place));
    let line = |s: &&Signal| {
        format!("{}: {:?} {:?}, {} min, owner {}\n", s.row, s.kind, s.place, s.lost as f64 / MINUTE as f64, s.owner)
    };
    let signals = signals.iter().map(line).collect();
    let mut exposures = found.exposures(&norms);
    exposures.retain(|((kind, _), _)| kinds.contains(kind));
    exposures.sort_unstable();
    (signals, exposures.iter().map(|((kind, place), _)| format!("{kind:?} {place:?}\n")).collect())
}

/// The signals of a kind in a journey that is a log of its own.
fn check(kind: Kind, rows: &[Row]) -> String {
    found(&[kind], &[], rows).0
}

fn owned(owners: &[u32]) -> Vec<Row> {
    let row = |(minute, &owner): (usize, &u32)| Row { owner, ..touch(minute as i64 * 10, 1) };
    owners.iter().enumerate().map(row).collect()
}

fn ended(outcome: u8, row: Row) -> Row {
    Row { outcome, ..row }
}

#[test]
fn a_touch_that_failed_costs_the_time_to_the_next_but_at_most_a_day() {
    let rows = [
        ended(outcome::FAILED, touch(0, 1)),
        touch(30, FAILED),
        ended(outcome::FAILED, touch(40, FAILED)),
        touch(9 * DAY, 2),
    ];
    let (signals, exposures) = found(&[Kind::Failure], &[], &rows);
    insta::assert_snapshot!(signals, @r"
    0: Failure Step(1), 30 min, owner 0
    1: Failure Step(6), 10 min, owner 0
    2: Failure Step(6), 1440 min, owner 0
    ");
    insta::assert_snapshot!(exposures, @r"
    Failure Step(1)
    Failure Step(6)
    ");
}

#[test]
fn trying_again_within_ten_minutes_of_a_failure_is_a_retry() {
    let rows = [
        ended(outcome::FAILED, touch(0, 1)),
        touch(1, 2),
        ended(outcome::WAITING, touch(9, 1)),
        ended(outcome::OK, touch(19, 1)),
        touch(20, 1),
        ended(outcome::ABANDONED, touch(50, 2)),
        touch(61, 2),
    ];
    insta::assert_snapshot!(check(Kind::Retry, &rows), @r"
    0: Retry Step(1), 9 min, owner 0
    2: Retry Step(1), 10 min, owner 0
    ");
}

#[test]
fn a_step_visited_again_is_a_loop_but_not_its_planning() {
    let planned = Row { phase: 1, ..touch(5, 1) };
    let rows = [touch(0, 1), planned, touch(10, 1), touch(20, 2), touch(50, 1)];
    let (signals, exposures) = found(&[Kind::Loop], &[], &rows);
    insta::assert_snapshot!(signals, @r"
    2: Loop Step(1), 10 min, owner 0
    4: Loop Step(1), 40 min, owner 0
    ");
    assert_eq!(exposures, "Loop Step(1)\n", "step 2 never came twice in the log");
}

#[test]
fn ping_pong_from_one_to_the_other_and_back() {
    insta::assert_snapshot!(check(Kind::PingPong, &owned(&[1, 2, 1])), @r"
    2: PingPong Journey, 20 min, owner 1
    2: PingPong Owner(1), 20 min, owner 1
    ");
}

#[test]
fn ping_pong_again_and_again() {
    insta::assert_snapshot!(check(Kind::PingPong, &owned(&[1, 2, 1, 2])), @r"
    2: PingPong Journey, 20 min, owner 1
    2: PingPong Owner(1), 20 min, owner 1
    3: PingPong Journey, 20 min, owner 2
    3: PingPong Owner(2), 20 min, owner 2
    ");
}

#[test]
fn ping_pong_by_a_longer_way_and_through_rows_nobody_owns() {
    insta::assert_snapshot!(check(Kind::PingPong, &owned(&[1, 1, 0, 2, 0, 3, 3, 1])), @r"
    7: PingPong Journey, 60 min, owner 1
    7: PingPong Owner(1), 60 min, owner 1
    ");
}

#[test]
fn going_forward_is_no_ping_pong() {
    let (signals, exposures) = found(&[Kind::PingPong], &[], &owned(&[1, 2, 3]));
    assert_eq!(
        (signals.as_str(), exposures.as_str()),
        ("", "PingPong Journey\nPingPong Owner(1)\nPingPong Owner(2)\n")
    );
    let (signals, exposures) = found(&[Kind::PingPong], &[], &owned(&[1, 1, 0, 1]));
    assert_eq!((signals.as_str(), exposures.as_str()), ("", ""), "who never let go cannot get it back");
}

#[test]
fn the_index_of_ping_pong() {
    let of = |owners: &[u32]| {
        let PingPong { handoffs, direct, longer, index } = ping_pong(&journey(1, 1, &owned(owners)).rows());
        (handoffs, direct, longer, index)
    };
    assert_eq!(of(&[1]), (0, 0, 0, 0.0));
    assert_eq!(of(&[1, 2, 1]), (2, 1, 0, 1.0));
    assert_eq!(of(&[1, 2, 1, 2]), (3, 2, 0, 1.0));
    assert_eq!(of(&[1, 2, 3, 1]), (3, 0, 1, 0.0));
    assert_eq!(of(&[1, 2, 0, 2, 1, 3]), (3, 1, 0, 0.5));
}

#[test]
fn handing_over_counts_the_giver_and_how_many_have_had_it() {
    let (signals, exposures) = found(&[Kind::Handoff], &[], &owned(&[1, 2, 1, 3]));
    insta::assert_snapshot!(signals, @r"
    1: Handoff Journey, 10 min, owner 1
    1: Handoff Owner(1), 10 min, owner 1
    1: Handoff Owners(2), 10 min, owner 1
    2: Handoff Journey, 10 min, owner 2
    2: Handoff Owner(2), 10 min, owner 2
    3: Handoff Journey, 10 min, owner 1
    3: Handoff Owner(1), 10 min, owner 1
    3: Handoff Owners(3), 10 min, owner 1
    ");
    insta::assert_snapshot!(exposures, @r"
    Handoff Journey
    Handoff Owner(1)
    Handoff Owner(2)
    Handoff Owner(3)
    Handoff Owners(2)
    Handoff Owners(3)
    Handoff Owners(4)
    Handoff Owners(5)
    ");
}

#[test]
fn changing_the_channel_within_a_week_on_ones_own_account() {
    let on = |minute, channel, direction| Row { channel, direction, ..touch(minute, 1) };
    let rows = [on(0, 1, 1), on(5, 2, 2), on(10, 2, 1), on(20, 3, 4), on(30, 0, 1), on(40, 2, 1), on(8 * DAY, 3, 3)];
    let (signals, exposures) = found(&[Kind::ChannelSwitch], &[], &rows);
    insta::assert_snapshot!(signals, @"2: ChannelSwitch Channel(1), 10 min, owner 0");
    assert_eq!(exposures, "ChannelSwitch Channel(1)\nChannelSwitch Channel(2)\nChannelSwitch Channel(3)\n");
}

#[test]
fn coming_again_within_a_week_is_a_repeat_contact() {
    let from = |minute, step, direction| Row { direction, ..touch(minute, step) };
    let rows = [
        from(0, 1, 1),
        from(20, 2, 1),
        from(60, 3, 2),
        from(DAY, 1, 1),
        from(9 * DAY, 3, 3),
        from(97 * DAY, 3, 1),
        from(98 * DAY, 3, 1),
    ];
    let (signals, exposures) = found(&[Kind::RepeatContact], &[], &rows);
    insta::assert_snapshot!(signals, @"3: RepeatContact Step(2), 1420 min, owner 0");
    assert_eq!(
        exposures, "RepeatContact Step(1)\nRepeatContact Step(2)\nRepeatContact Step(3)\n",
        "what happens after day 93 cannot be followed up"
    );
}

#[test]
fn a_wait_far_out_in_its_own_distribution_is_long() {
    let usual: Vec<_> = (0..40).map(|n| journey(n, n, &[touch(0, 1), touch(10 + n as i64, 2)])).collect();
    let rows = [Row { owner: 7, ..touch(0, 1) }, Row { owner: 8, ..touch(5_000, 2) }, touch(5_001, 1), touch(9_999, 3)];
    let (signals, exposures) = found(&[Kind::LongWait], &usual, &rows);
    insta::assert_snapshot!(signals, @"1: LongWait Transition(1, 2), 4970.5480585333335 min, owner 7");
    insta::assert_snapshot!(exposures, @"LongWait Transition(1, 2)");
}

#[test]
fn an_unusual_wait_of_seconds_is_not_long() {
    let second = |second: i64, step| Row { at: second * 1_000_000, ..touch(0, step) };
    let usual: Vec<_> = (0..40).map(|n| journey(n, n, &[second(0, 1), second(1, 2)])).collect();
    assert_eq!(found(&[Kind::LongWait], &usual, &[second(0, 1), second(59, 2)]).0, "");
    assert_ne!(found(&[Kind::LongWait], &usual, &[second(0, 1), second(61, 2)]).0, "");
}

#[test]
fn being_put_on_wait_costs_the_time_there() {
    let rows =
        [touch(0, 1), touch(10, WAITING), ended(outcome::WAITING, touch(70, 2)), touch(100, 1), touch(110, WAITING)];
    let (signals, exposures) = found(&[Kind::LongWait], &[], &rows);
    insta::assert_snapshot!(signals, @r"
    1: LongWait Step(9), 60 min, owner 0
    2: LongWait Step(2), 30 min, owner 0
    4: LongWait Step(9), 0 min, owner 0
    ");
    insta::assert_snapshot!(exposures, @r"
    LongWait Step(2)
    LongWait Step(9)
    ");
}

#[test]
fn closing_what_is_resolved_is_no_wait_until_it_is_opened_again() {
    let internal = Row { direction: 4, ..touch(3 * DAY, 2) };
    let rows = [
        touch(0, 1),
        touch(10, RESOLVED),
        internal,
        touch(30 * DAY, CLOSED),
        touch(31 * DAY, 1),
        touch(31 * DAY + 60, 1),
    ];
    insta::assert_snapshot!(check(Kind::Loop, &rows), @r"
    4: Loop Step(1), 10 min, owner 0
    5: Loop Step(1), 60 min, owner 0
    ");
}

#[test]
fn leaving_and_being_refused_cost_the_wait_before() {
    let measured = Row { waited: 3 * MINUTE, outcome: outcome::ABANDONED, ..touch(100, 1) };
    let rows =
        [touch(0, 1), measured, touch(110, ABANDONED), ended(outcome::REFUSED, touch(130, 2)), touch(131, REFUSED)];
    insta::assert_snapshot!(found(&[Kind::Abandonment, Kind::Refused], &[], &rows).0, @r"
    1: Abandonment Step(1), 3 min, owner 0
    2: Abandonment Step(4), 10 min, owner 0
    3: Refused Step(2), 20 min, owner 0
    4: Refused Step(5), 1 min, owner 0
    ");
}

#[test]
fn silence_after_an_unresolved_step_is_a_dead_end() {
    let other = [journey(1, 1, &[touch(0, 1), touch(5, RESOLVED), touch(6, CLOSED)])];
    let check = |rows: &[Row]| found(&[Kind::DeadEnd], &other, rows);
    let (signals, exposures) = check(&[touch(0, 1), Row { owner: 3, ..touch(86 * DAY, 2) }]);
    insta::assert_snapshot!(signals, @r"
    1: DeadEnd Journey, 20160 min, owner 3
    1: DeadEnd Step(2), 20160 min, owner 3
    ");
    assert_eq!(exposures, "DeadEnd Journey\nDeadEnd Step(2)\n");
    assert_eq!(check(&[touch(0, 1), touch(87 * DAY, 2)]), Default::default(), "it may still go on");
    assert_eq!(check(&[touch(0, 1), touch(9, RESOLVED)]).0, "");
    assert_eq!(check(&[touch(0, 1), touch(9, REFUSED)]).0, "", "a no is an answer");
    assert_ne!(check(&[touch(0, 1), touch(9, RESOLVED), touch(10, 2)]).0, "", "opened again and left");
    let after_closing = |direction| check(&[touch(0, 1), touch(9, CLOSED), Row { direction, ..touch(10, 2) }]).0;
    assert_eq!(after_closing(2), "", "the company asks how it was");
    assert_ne!(after_closing(1), "", "the customer comes again and is left");
}

#[test]
fn saying_how_it_was_is_no_contact_and_opens_nothing() {
    let customer = |minute, step| Row { direction: 1, channel: 1, ..touch(minute, step) };
    let other = [journey(1, 1, &[touch(0, 1), touch(5, RESOLVED), touch(6, CLOSED)])];
    let check = |rated: [u8; 3]| {
        let answer = Row { channel: 2, ..customer(DAY, 3) };
        let mut told = journey(99, 99, &[customer(0, 1), touch(9, CLOSED), answer]);
        told.results_known = rated.to_vec();
        found_in(&[Kind::DeadEnd, Kind::RepeatContact, Kind::ChannelSwitch], &other, &told).0
    };
    const RATED: u8 = 1 << 5;
    assert_eq!(check([0, 0, RATED]), "");
    let again = check([0, 0, 0]);
    insta::assert_snapshot!(again, @r"
    2: ChannelSwitch Channel(1), 9 min, owner 0
    2: RepeatContact Step(1), 9 min, owner 0
    2: DeadEnd Journey, 20160 min, owner 0
    2: DeadEnd Step(3), 20160 min, owner 0
    ");
    assert_eq!(check([RATED; 3]), again, "a rating of the whole case says nothing of this touch");
}

#[test]
fn what_words_tell_hurts_where_it_was_said_and_from_when_it_showed() {
    const PROMISED: u8 = 1;
    const TOLD_AGAIN: u8 = 2;
    let kept = [journey(1, 1, &[Row { told: (PROMISED, 0, None), ..touch(0, 1) }, touch(90, 2)])];
    let check = |rows: &[Row]| found(&TOLD, &kept, rows);
    let promised = |due| Row { owner: 3, told: (PROMISED, PROMISED, Some(due)), ..touch(0, 1) };
    let (signals, exposures) = check(&[promised(60), touch(30, 2), touch(100, 3), touch(200, 3)]);
    assert_eq!(signals, "2: BrokenPromise Step(1), 40 min, owner 3\n");
    assert_eq!(exposures, "BrokenPromise Step(1)\n");
    let never = check(&[promised(60), touch(30, 2)]).0;
    assert_eq!(never, "1: BrokenPromise Step(1), 0 min, owner 3\n", "nothing came: at the end of what is known");
    let again = Row { told: (TOLD_AGAIN, TOLD_AGAIN, None), ..touch(30, 2) };
    assert_eq!(check(&[touch(0, 2), again]).0, "1: Retelling Step(2), 0 min, owner 0\n");
    assert_eq!(
        check(&[touch(0, 2), Row { told: (0, TOLD_AGAIN, None), ..again }]).0,
        "",
        "told of nothing that could be"
    );
    const OFFERED: u8 = 8;
    let less = Row { told: (OFFERED, OFFERED, None), ..touch(30, 2) };
    let (signals, exposures) = check(&[Row { told: (OFFERED, 0, None), ..touch(0, 1) }, less]);
    assert_eq!(signals, "1: ExpectationGap Step(2), 0 min, owner 0\n");
    assert_eq!(exposures, "ExpectationGap Step(1)\nExpectationGap Step(2)\n");
}

#[test]
fn a_log_says_what_it_cannot_show() {
    let kinds = |log: &[Columns]| blind(&norms(log, 100)).iter().map(|blind| blind.kind).collect::<Vec<_>>();
    let bare = [journey(1, 1, &[touch(0, 1), touch(1, 2)])];
    insta::assert_snapshot!(format!("{:?}", kinds(&bare)), @"[Failure, Retry, PingPong, Handoff, ChannelSwitch, RepeatContact, Abandonment, Refused, DeadEnd, SilentExit, BrokenPromise, Retelling, ParrotReply, ExpectationGap]");
    let told = (0b1111, 0, None);
    let row = Row { owner: 1, channel: 1, direction: 1, outcome: outcome::FAILED, told, ..touch(0, RESOLVED) };
    insta::assert_snapshot!(format!("{:?}", kinds(&[journey(1, 1, &[row])])), @"[Abandonment, Refused]");
}

/// Codes of the drawn logs reach into the meanings above.
fn counts(log: &[Columns]) -> SignalCounts {
    SignalCounts::new(norms(log, 40))
}

proptest! {
    #[test]
    fn counting_obeys_the_law_of_measures(log in logs(), chunk in 1usize..20, cut in 0usize..24) {
        let empty = counts(&log);
        obeys_the_law(|| empty.clone(), &log, chunk, cut);
        obeys_the_law(Recorded::default, &log, chunk, cut);
    }

    #[test]
    fn what_hurt_could_have_hurt(log in logs()) {
        let norms = norms(&log, 40);
        let mut reader = Reader::new(norms.clone());
        for journey in &log {
            let found = reader.read(&journey.rows()).clone();
            let exposures = found.exposures(&norms);
            for (place, (exposure, _)) in exposures.iter().enumerate() {
                prop_assert!(exposures[..place].iter().all(|(other, _)| other != exposure), "{exposure:?} twice");
                prop_assert!(found.exposes(&norms, *exposure), "{exposure:?}");
            }
            for signal in &found.signals {
                let exposed = exposures.iter().find(|(exposure, _)| *exposure == (signal.kind, signal.place));
                prop_assert!(exposed.is_some_and(|(_, since)| *since <= signal.row), "{signal:?}");
                prop_assert!(signal.lost >= 0 && journey.phase[signal.row as usize] == 0, "{signal:?}");
            }
            reader.tell(&journey.rows(), &mut Lawful::default());
        }
    }
}

/// Holds readers to the order that a [`Sink`] is promised.
#[derive(Default)]
struct Lawful {
    exposed: Vec<Exposure>,
    hurt: Vec<Signal>,
}

impl Sink for Lawful {
    fn stand(&mut self, norms: &Norms, ground: Ground, _: u32) {
        ground.each(norms, |pair| self.exposed.push(pair));
    }

    fn hurt(&mut self, signal: Signal) {
        assert!(self.exposed.contains(&(signal.kind, signal.place)), "{signal:?} before its ground");
        let same = |other: &&Signal| (other.kind, other.place) == (signal.kind, signal.place);
        assert!(self.hurt.iter().filter(same).all(|other| other.row <= signal.row), "{signal:?} after a later one");
        self.hurt.push(signal);
    }
}
