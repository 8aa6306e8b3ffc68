//! What happens between the journeys of one customer: coming again, changing the channel, going away in silence.
//!
//! A journey is boiled down to a [`JourneyDigest`]; the caller brings the digests of a customer together. [`after`] tells
//! what followed one journey, as signals and exposures in the sense of [`crate::signals`]:
//!
//! | kind | place | a journey is exposed when | customer time lost |
//! |---|---|---|---|
//! | repeat contact | journey; owner | the window after it lies inside the log | what the next journey took |
//! | channel switch | journey | it has a channel, and the window after it lies inside the log | waiting in between, if it was unresolved |
//! | silent exit | journey; last step | silence could be seen, in a log with steps that say resolved or closed | that silence |
//!
//! These happen after the last row: both `row` and `since` are the number of rows of the journey. A log that does not
//! tell customers apart, where each has one journey, shows none of the three: the caller should call itself blind.

use crate::journey::Journey;
use crate::signals::{Kind, Norms, Place, Progress, Signal, Sink, is_contact, rates};

const DAY: i64 = 86_400_000_000;

/// What has to be known of a journey to judge what came after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JourneyDigest {
    /// The customer, by key.
    pub customer: u64,
    /// The journey, by key.
    pub journey: u64,
    /// First touch, microseconds since 1970 UTC.
    pub start: i64,
    /// Last touch.
    pub end: i64,
    /// Since when the customer waits no more: the first touch of the final state resolved or closed, else the last touch.
    pub served: i64,
    /// Number of rows.
    pub rows: u32,
    /// Channel of the first contact, by code; 0 where none is known.
    pub first_channel: u32,
    /// Channel of the last contact.
    pub last_channel: u32,
    /// The last step, by code.
    pub last_step: u32,
    /// The last owner, by code; 0 is nobody.
    pub owner: u32,
    /// What kind of customer or request, by code; 0 is none.
    pub segment: u32,
    /// Which results the source tells of.
    pub results_known: u8,
    /// Which of them are true by the end.
    pub results_true: u8,
    /// Whether its last state owes the customer nothing: resolved, closed, refused or abandoned.
    pub resolved: bool,
    /// Whether the customer complained.
    pub complained: bool,
}

/// Boils a journey down. Rows that are no touches (phase other than 0) count for its results and its end only.
pub fn digest(journey: &Journey<'_>, norms: &Norms) -> JourneyDigest {
    let last = journey.len() - 1;
    let mut digest = JourneyDigest {
        customer: journey.customer[0],
        journey: journey.journey[0],
        start: journey.at[0],
        end: journey.at[last],
        rows: journey.len() as u32,
        last_step: journey.step[last],
        ..JourneyDigest::default()
    };
    let (mut progress, mut served) = (Progress::default(), None);
    for row in 0..journey.len() {
        digest.results_known |= journey.results_known[row];
        digest.results_true |= journey.results_true[row];
        keep_known(&mut digest.segment, journey.segment[row]);
        if journey.phase[row] != 0 {
            continue;
        }
        progress.step(journey, row, norms);
        served = if progress.settled { served.or(Some(journey.at[row])) } else { None };
        digest.last_step = journey.step[row];
        keep_known(&mut digest.owner, journey.owner[row]);
        if is_contact(journey.direction[row]) && !rates(journey, row, norms) {
            keep_known(&mut digest.last_channel, journey.channel[row]);
            digest.first_channel = if digest.first_channel == 0 { digest.last_channel } else { digest.first_channel };
        }
    }
    digest.served = served.unwrap_or(digest.end);
    digest.resolved = progress.answered;
    digest.complained = digest.results_true & norms.settings().complaint != 0;
    digest
}

fn keep_known(kept: &mut u32, code: u32) {
    *kept = if code == 0 { *kept } else { code };
}

/// Adds what followed the journey at `place` among all journeys of its customer, which must be sorted by start.
pub fn after(customer: &[JourneyDigest], place: usize, norms: &Norms, found: &mut impl Sink) {
    let (ended, settings) = (&customer[place], norms.settings());
    let next = next_contact(customer, place, settings.contact_gap);
    if norms.followed(ended.served, settings.repeat_within) {
        let next = next.filter(|next| next.start <= ended.served.saturating_add(settings.repeat_within));
        let lost = next.map(|next| next.served - next.start);
        tell(ended, Kind::RepeatContact, Place::Journey, lost, norms, found);
        if ended.owner != 0 {
            tell(ended, Kind::RepeatContact, Place::Owner(ended.owner), lost, norms, found);
        }
    }
    if ended.last_channel != 0 && norms.followed(ended.served, settings.switch_within) {
        let next = next.filter(|next| next.start <= ended.served.saturating_add(settings.switch_within));
        let next = next.filter(|next| next.first_channel != 0 && next.first_channel != ended.last_channel);
        let lost = next.map(|next| if ended.resolved { 0 } else { (next.start - ended.end).max(0) });
        tell(ended, Kind::ChannelSwitch, Place::Journey, lost, norms, found);
    }
    if norms.has_goal() && norms.followed(ended.end, settings.silence) {
        let gone = !ended.resolved && !ended.complained && never_seen_after(customer, ended);
        let lost = gone.then_some(settings.silence);
        tell(ended, Kind::SilentExit, Place::Journey, lost, norms, found);
        tell(ended, Kind::SilentExit, Place::Step(ended.last_step), lost, norms, found);
    }
}

/// Exposes a journey, and tells of a signal where time was lost.
fn tell(ended: &JourneyDigest, kind: Kind, place: Place, lost: Option<i64>, norms: &Norms, found: &mut impl Sink) {
    let (row, owner) = (ended.rows, ended.owner);
    found.expose(norms, kind, place, row);
    if let Some(lost) = lost {
        found.hurt(Signal { kind, place, row, lost, owner });
    }
}

/// The first journey that begins later than one contact lasts and is not known to be about something else.
fn next_contact(customer: &[JourneyDigest], place: usize, gap: i64) -> Option<&JourneyDigest> {
    let ended = &customer[place];
    let same = |next: &&JourneyDigest| next.segment == ended.segment || next.segment == 0 || ended.segment == 0;
    customer[place + 1..].iter().filter(|next| next.start > ended.start.saturating_add(gap)).find(same)
}

fn never_seen_after(customer: &[JourneyDigest], ended: &JourneyDigest) -> bool {
    customer.iter().all(|other| other.end <= ended.end)
}

/// How many of the journeys that could be followed up for some days were followed by another about the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// Journeys whose window lies inside the log.
    pub exposed: u64,
    /// Journeys after which the customer came again within the window.
    pub returned: u64,
}

/// The windows of [`returns`], in days.
pub const RETURN_DAYS: [u32; 3] = [1, 7, 30];

/// Repeat contact within each of [`RETURN_DAYS`] over the journeys of one customer, sorted by start. Sums over customers
/// are the figures of a log.
pub fn returns(customer: &[JourneyDigest], norms: &Norms) -> [Returned; 3] {
    RETURN_DAYS.map(|days| {
        let window = i64::from(days) * DAY;
        let mut counts = Returned::default();
        for (place, ended) in customer.iter().enumerate().filter(|(_, ended)| norms.followed(ended.served, window)) {
            let next = next_contact(customer, place, norms.settings().contact_gap);
            counts.exposed += 1;
            counts.returned += u64::from(next.is_some_and(|next| next.start <= ended.served.saturating_add(window)));
        }
        counts
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Graph;
    use crate::graph::StepCount;
    use crate::journey::{Columns, StepMeaning};
    use crate::signals::{Found, Records, Settings};
    use crate::testing::{Row, journey, touch};

    const MINUTE: i64 = 60_000_000;
    const RESOLVED: u32 = 1;
    const CLOSED: u32 = 2;

    /// Norms of a log of 100 days in which steps 1 and 2 say resolved and closed.
    fn norms() -> Norms {
        let graph =
            Graph { steps: vec![StepCount { step: RESOLVED, touches: 1, ..Default::default() }], ..Default::default() };
        let meanings = [StepMeaning::Plain, StepMeaning::Resolved, StepMeaning::Closed];
        Norms::new(&graph, &Records::default(), &meanings, 100 * DAY, Settings::default())
    }

    /// A journey of a customer that begins on a day and is resolved or not a day later.
    fn asked(day: i64, resolved: bool) -> JourneyDigest {
        let (start, end) = (day * DAY, (day + 1) * DAY);
        let (channel, owner) = (1, 8);
        JourneyDigest {
            start,
            end,
            served: end,
            resolved,
            owner,
            rows: 2,
            first_channel: channel,
            last_channel: channel,
            last_step: 5,
            ..Default::default()
        }
    }

    /// What came after each journey, as lines; exposures without a signal in brackets.
    fn check(customer: &[JourneyDigest]) -> String {
        let mut lines = String::new();
        for place in 0..customer.len() {
            let mut found = Found::default();
            after(customer, place, &norms(), &mut found);
            assert!(found.since.iter().all(|&row| row == customer[place].rows));
            for ((kind, at), _) in found.exposures(&norms()) {
                let signal = found.signals.iter().find(|signal| (signal.kind, signal.place) == (kind, at));
                let told = signal.map_or("no".into(), |signal| format!("{} min", signal.lost / MINUTE));
                lines += &format!("{place}: {kind:?} {at:?} {told}\n");
            }
        }
        lines
    }

    #[test]
    fn a_journey_boiled_down() {
        let on = |minute, step, channel, direction| Row { channel, direction, owner: step, ..touch(minute, step) };
        let planned = Row { phase: 1, ..on(90, 9, 3, 1) };
        let complaint = Row { results: 1 << 4, ..on(50, RESOLVED, 2, 2) };
        let rows = [on(0, 5, 1, 1), on(10, RESOLVED, 2, 2), on(20, 6, 2, 3), complaint, on(80, CLOSED, 0, 4), planned];
        let digest = digest(&journey(3, 4, &rows).rows(), &norms());
        let expected = JourneyDigest {
            customer: 4,
            journey: 3,
            start: 0,
            end: 90 * MINUTE,
            served: 50 * MINUTE,
            rows: 6,
            first_channel: 1,
            last_channel: 2,
            last_step: CLOSED,
            owner: CLOSED,
            segment: 0,
            results_known: u8::MAX,
            results_true: 1 << 4,
            resolved: true,
            complained: true,
        };
        assert_eq!(digest, expected);
    }

    #[test]
    fn the_channel_of_an_answer_to_a_survey_is_none_of_the_journey() {
        let on = |minute, channel| Row { channel, direction: 1, ..touch(minute, 5) };
        let mut told = journey(3, 4, &[on(0, 1), on(1_440, 2)]);
        let last = |told: &Columns| digest(&told.rows(), &norms()).last_channel;
        assert_eq!(last(&told), 2);
        told.results_known = vec![0, 1 << 5];
        assert_eq!(last(&told), 1);
    }

    #[test]
    fn coming_again_within_a_week_of_being_served() {
        insta::assert_snapshot!(check(&[asked(0, true), asked(8, true), asked(17, true)]), @r"
        0: RepeatContact Journey 1440 min
        0: RepeatContact Owner(8) 1440 min
        0: ChannelSwitch Journey no
        0: SilentExit Journey no
        0: SilentExit Step(5) no
        1: RepeatContact Journey no
        1: RepeatContact Owner(8) no
        1: ChannelSwitch Journey no
        1: SilentExit Journey no
        1: SilentExit Step(5) no
        2: RepeatContact Journey no
        2: RepeatContact Owner(8) no
        2: ChannelSwitch Journey no
        2: SilentExit Journey no
        2: SilentExit Step(5) no
        ");
    }

    #[test]
    fn another_matter_is_no_repeat_and_the_same_call_neither() {
        let other = JourneyDigest { segment: 2, ..asked(2, true) };
        let call = JourneyDigest { start: 29 * MINUTE, ..asked(0, true) };
        let came = |customer: &[JourneyDigest]| check(customer).contains("0: RepeatContact Journey 1440 min");
        assert!(came(&[asked(0, true), other]), "nobody knows what the first was about");
        assert!(!came(&[JourneyDigest { segment: 1, ..asked(0, true) }, other]));
        assert!(!check(&[asked(0, true), call]).contains("0: RepeatContact Journey 14"), "one call about two things");
    }

    #[test]
    fn another_channel_costs_the_wait_of_who_was_not_served() {
        let chat = JourneyDigest { first_channel: 2, ..asked(3, true) };
        assert!(check(&[asked(0, true), chat]).contains("0: ChannelSwitch Journey 0 min"));
        assert!(check(&[asked(0, false), chat]).contains("0: ChannelSwitch Journey 2880 min"));
        assert!(check(&[asked(0, false), asked(3, true)]).contains("0: ChannelSwitch Journey no"));
    }

    #[test]
    fn going_away_unserved_without_a_word_is_a_silent_exit() {
        let gone = |customer: &[JourneyDigest]| check(customer).matches("SilentExit Journey 20160").count();
        assert_eq!(gone(&[asked(0, false)]), 1);
        assert_eq!(gone(&[asked(0, true)]), 0, "served");
        assert_eq!(gone(&[JourneyDigest { complained: true, ..asked(0, false) }]), 0, "not silent");
        assert_eq!(gone(&[asked(0, false), asked(50, true)]), 0, "came back");
        assert_eq!(gone(&[asked(0, true), asked(50, false)]), 1, "the last one counts");
        assert_eq!(check(&[asked(98, false)]), "", "nothing near the end of the log can be followed up");
    }

    #[test]
    fn returns_within_one_seven_and_thirty_days() {
        let counts = returns(&[asked(0, true), asked(2, true), asked(20, true), asked(85, true)], &norms());
        let told: Vec<_> = counts.iter().map(|window| (window.exposed, window.returned)).collect();
        assert_eq!(told, [(4, 1), (4, 1), (3, 2)]);
    }
}
