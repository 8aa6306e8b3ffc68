//! Stories of the whole log, told on both databases.

use super::*;
use crate::testing::{Place, both, run};
use desk::id::{CustomerKey, JourneyKey, TouchKey};
use desk::identity::{Identity, Kind};
use desk::time::{Span, Time};
use desk::touch::{Direction, Outcome, Results, Touch, VERSION};
use proptest::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Pieces so small that everything there is to cut is cut.
pub(super) const TINY: Options = Options {
    chunk_bytes: 1 << 20,
    chunk_touches: 7,
    tail_touches: 10,
    segment_touches: 5,
    group_touches: 3,
    filter_bytes: 200,
};

const RECEIVED: Time = Time(1_800_000_000_000_000);

/// Touch number `n` of a small world: five threads, four customers, five quarters, and many at the same moment.
pub(super) fn touch(n: u64) -> Touch {
    let place = n.is_multiple_of(3).then(|| format!("place {}", n % 6));
    Touch {
        v: VERSION,
        id: n.to_string(),
        source: "crm".to_owned(),
        at: Time(1_700_000_000_000_000 + (n % 10) as i64 / 2 * 90 * Span::DAY.0),
        received_at: Some(RECEIVED),
        sequence: (n % 2) as i64,
        identities: vec![Identity { kind: Kind::Email, value: format!("c{}@example.org", n % 4) }],
        channel: (!n.is_multiple_of(4)).then(|| format!("channel {}", n % 3)),
        touchpoint: place,
        action: n.is_multiple_of(2).then(|| "支付".to_owned()),
        outcome: if n.is_multiple_of(5) { Outcome::Failed } else { Outcome::Unknown },
        direction: n.is_multiple_of(7).then_some(Direction::SelfService),
        thread: (n % 6 != 5).then(|| format!("case {}", n % 5)),
        owner: Some(format!("team {}", n % 11)),
        waited: n.is_multiple_of(6).then_some(Span(n as i64)),
        amount: n.is_multiple_of(8).then_some(0.1 * n as f64),
        text: n.is_multiple_of(9).then(|| "Where is my order? 我的订单呢？".to_owned()),
        results: Results { reopened: n.is_multiple_of(4).then_some(n.is_multiple_of(8)), ..Results::default() },
        attributes: n.is_multiple_of(3).then(|| ("n", json!([n, 0.1 * n as f64]))).into_iter().collect(),
        ..Touch::default()
    }
}

pub(super) fn touches(numbers: impl IntoIterator<Item = u64>) -> Vec<Touch> {
    numbers.into_iter().map(touch).collect()
}

/// The touches in the order of the log.
pub(super) fn sorted(mut touches: Vec<Touch>) -> Vec<Touch> {
    touches.sort_by_key(|touch| (touch.journey(), touch.at, touch.sequence, touch.key()));
    touches
}

/// What a scan of all columns gives, row by row, in words.
pub(super) async fn scanned(log: &Log, request: ScanRequest) -> Vec<String> {
    let mut scan = log.scan(&ScanRequest { columns: Column::ALL.to_vec(), ..request }).await.unwrap();
    let mut rows = Vec::new();
    while let Some(batch) = scan.next() {
        let (batch, names) = (batch.unwrap(), scan.names());
        let columns = batch.columns();
        for row in 0..batch.len() {
            let name = |list: &List, code: &[u32]| list[code[row] as usize].to_string();
            rows.push(format!(
                "{:x} {:x} {} {:?} {:?} {:?} {:?} {} {} {} {} {} {} {}",
                columns.journey[row],
                columns.customer[row],
                columns.at[row],
                name(&names.step, columns.step),
                name(&names.channel, columns.channel),
                name(&names.owner, columns.owner),
                name(&names.segment, columns.segment),
                columns.outcome[row],
                columns.phase[row],
                columns.direction[row],
                columns.waited[row],
                columns.handled[row],
                columns.results_known[row],
                columns.results_true[row],
            ));
        }
    }
    rows
}

/// What a scan should give for these touches.
pub(super) fn expected<'a>(touches: impl IntoIterator<Item = &'a Touch>) -> Vec<String> {
    let row = |touch: &Touch| {
        let (known, told) = touch.results.bits();
        format!(
            "{:x} {:x} {} {:?} {:?} {:?} {:?} {} {} {} {} {} {} {}",
            touch.journey().0,
            touch.customer().0,
            touch.at.0,
            touch.step(),
            touch.channel.as_deref().unwrap_or_default(),
            touch.owner.as_deref().unwrap_or_default(),
            touch.segment.as_deref().unwrap_or_default(),
            touch.outcome as u8,
            touch.phase as u8,
            touch.direction.map_or(0, |direction| direction as u8),
            touch.waited.map_or(NO_SPAN, |span| span.0),
            touch.handled.map_or(NO_SPAN, |span| span.0),
            known,
            told,
        )
    };
    sorted(touches.into_iter().cloned().collect()).iter().map(row).collect()
}

/// Adds touches in bulk.
pub(super) async fn import(log: &Log, name: &str, touches: &[Touch]) -> Progress {
    let mut bulk = log.bulk(name, RECEIVED).await.unwrap();
    for (at, piece) in touches.chunks(4).enumerate().skip(bulk.progress().position as usize) {
        bulk.add(piece, at as u64 + 1).await.unwrap();
    }
    bulk.finish().await.unwrap()
}

/// The log and a simple picture of it, side by side.
struct World {
    place: Place,
    log: Log,
    model: BTreeMap<TouchKey, Touch>,
    imports: u64,
}

#[derive(Clone, Debug)]
enum Deed {
    Append(Vec<u64>),
    Import(Vec<u64>),
    Seal,
    Compact,
    Reopen,
    Erase(u64),
}

fn deed() -> impl Strategy<Value = Deed> {
    let numbers = || prop::collection::vec(0_u64..60, 0..25);
    prop_oneof![
        4 => numbers().prop_map(Deed::Append),
        4 => numbers().prop_map(Deed::Import),
        3 => Just(Deed::Seal),
        2 => Just(Deed::Compact),
        1 => Just(Deed::Reopen),
        1 => (0_u64..4).prop_map(Deed::Erase),
    ]
}

impl World {
    async fn new(place: Place) -> World {
        let log = Log::open(place.open().await, TINY).await.unwrap();
        World { place, log, model: BTreeMap::new(), imports: 0 }
    }

    async fn act(&mut self, deed: Deed) {
        match deed {
            Deed::Append(numbers) => {
                let touches = touches(numbers);
                let verdicts = self.log.append(&touches, RECEIVED).await.unwrap();
                for (touch, verdict) in touches.into_iter().zip(verdicts) {
                    let new = self.model.insert(touch.key(), touch).is_none();
                    assert_eq!(verdict, if new { Verdict::Accepted } else { Verdict::Duplicate });
                }
            }
            Deed::Import(numbers) => {
                let (touches, before) = (touches(numbers), self.model.len() as u64);
                self.imports += 1;
                let progress = import(&self.log, &self.imports.to_string(), &touches).await;
                let all = touches.len() as u64;
                self.model.extend(touches.into_iter().map(|touch| (touch.key(), touch)));
                assert_eq!(progress.accepted, self.model.len() as u64 - before);
                assert_eq!(progress.accepted + progress.duplicates, all);
            }
            Deed::Seal => {
                self.log.seal().await.unwrap();
                assert_eq!(self.log.statistics().await.unwrap().tail, 0);
            }
            Deed::Compact => {
                self.log.compact().await.unwrap();
            }
            Deed::Reopen => {
                let database = self.log.database.clone();
                self.log = Log::open(database, TINY).await.unwrap();
            }
            Deed::Erase(customer) => {
                let key = touch(customer).customer();
                let before = self.model.len();
                self.model.retain(|_, touch| touch.customer() != key);
                assert_eq!(self.log.erase(&[key]).await.unwrap(), (before - self.model.len()) as u64);
            }
        }
    }

    async fn check(&self) {
        assert_eq!(scanned(&self.log, ScanRequest::default()).await, expected(self.model.values()));
        assert_eq!(self.log.statistics().await.unwrap().touches, self.model.len() as u64);
    }

    /// Reads everything in every other way there is.
    async fn check_closely(&self) {
        let verification = self.log.verify().await.unwrap();
        assert_eq!(verification.problems, [""; 0]);
        assert_eq!(verification.orphans, [""; 0]);
        for customer in 0..4 {
            let key = touch(customer).customer();
            let own = || self.model.values().filter(|touch| touch.customer() == key);
            let timeline = self.log.timeline(&[key]).await.unwrap();
            assert_eq!(sorted(timeline), sorted(own().cloned().collect()));
            let request = ScanRequest { customers: Some(vec![key]), ..ScanRequest::default() };
            assert_eq!(scanned(&self.log, request).await, expected(own()));
        }
        for journey in (0..6).map(|n| touch(n).journey()) {
            let own = || self.model.values().filter(|touch| touch.journey() == journey);
            assert_eq!(self.log.journey(journey).await.unwrap(), sorted(own().cloned().collect()));
            let request = ScanRequest { journeys: Some([journey].into()), ..ScanRequest::default() };
            assert_eq!(scanned(&self.log, request).await, expected(own()));
        }
        let some = BTreeSet::from_iter((0..4).map(|n| touch(n).journey()));
        let own = self.model.values().filter(|touch| some.contains(&touch.journey()));
        let mut journeys: BTreeMap<JourneyKey, Vec<Touch>> = BTreeMap::new();
        own.for_each(|touch| journeys.entry(touch.journey()).or_default().push(touch.clone()));
        journeys.values_mut().for_each(|touches| *touches = sorted(std::mem::take(touches)));
        let threads = journeys.iter().filter_map(|(key, touches)| Some((*key, touches[0].thread.clone()?))).collect();
        assert_eq!(self.log.threads(&some).await.unwrap(), threads);
        assert_eq!(self.log.journeys(&some).await.unwrap(), journeys);
        let (from, to) = (touch(2).at, touch(6).at);
        let request = ScanRequest { from: Some(from), to: Some(to), ..ScanRequest::default() };
        let within = self.model.values().filter(|touch| (from..to).contains(&touch.at));
        assert_eq!(scanned(&self.log, request).await, expected(within));
        for any_of in wanted() {
            let has = |touch: &&Touch| any_of.iter().any(|having| having.takes(touch));
            let request = ScanRequest { any_of: any_of.clone(), ..ScanRequest::default() };
            assert_eq!(scanned(&self.log, request).await, expected(self.model.values().filter(has)), "{any_of:?}");
            let (after, to) = (touch(1).journey(), Some(touch(9).at));
            let later = self.model.values().filter(|touch| touch.journey() > after && Some(touch.at) < to);
            let request = ScanRequest { any_of: any_of.clone(), after: Some(after), to, ..ScanRequest::default() };
            assert_eq!(scanned(&self.log, request).await, expected(later.filter(has)), "{any_of:?}");
        }
    }
}

/// What touches may be asked to have: what many have, few, one or none.
fn wanted() -> Vec<Arc<[Having]>> {
    let (step, owner, outcome) = (touch(3).step(), "team 2".to_owned(), touch(4).outcome as u8);
    let [step, owner, outcome] = [Having::Step(step), Having::Owner(owner), Having::Outcome(outcome)];
    let [channel, nothing] = ["channel 2", "no such"].map(|name| Having::Channel(name.to_owned()));
    let sets = [
        vec![step.clone()],
        vec![channel.clone()],
        vec![nothing.clone()],
        vec![step, owner, nothing],
        vec![channel, outcome],
    ];
    sets.map(Into::into).into()
}

fn live(place: Place, deeds: Vec<Deed>) {
    run(async {
        let mut world = World::new(place).await;
        for deed in deeds {
            world.act(deed).await;
            world.check().await;
        }
        world.check_closely().await;
        drop(world.place);
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_to_the_log_it_is_what_was_put_into_it(deeds in prop::collection::vec(deed(), 1..12)) {
        live(Place::sqlite(), deeds);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_on_a_server_too(deeds in prop::collection::vec(deed(), 1..12)) {
        live(Place::postgres(), deeds);
    }
}

#[test]
fn each_touch_is_told_what_became_of_it() {
    both(|place| async move {
        let log = Log::open(place.open().await, TINY).await.unwrap();
        let nameless = Touch { id: String::new(), ..touch(9) };
        let sent = [touch(1), touch(2), touch(1), nameless];
        let verdicts = log.append(&sent, RECEIVED).await.unwrap();
        let refused = Verdict::Rejected(Reason::Empty("id"));
        assert_eq!(verdicts, [Verdict::Accepted, Verdict::Accepted, Verdict::Duplicate, refused.clone()]);
        log.seal().await.unwrap();
        let verdicts = log.append(&[touch(2), touch(3)], RECEIVED).await.unwrap();
        assert_eq!(verdicts, [Verdict::Duplicate, Verdict::Accepted]);
        let mut bulk = log.bulk("file", RECEIVED).await.unwrap();
        bulk.count_rejected(2);
        let file = [sent[3].clone(), touch(3), touch(4), touch(4)];
        assert_eq!(bulk.add(&file, 4).await.unwrap(), [(&sent[3], Reason::Empty("id"))]);
        bulk.set_state("line 4".to_owned());
        let progress = bulk.finish().await.unwrap();
        let expected = Progress {
            position: 4,
            state: "line 4".to_owned(),
            accepted: 1,
            duplicates: 2,
            rejected: 3,
            finished: true,
        };
        assert_eq!(progress, expected);
        assert_eq!(log.import("file").await.unwrap(), Some(expected));
        assert_eq!(log.import("other").await.unwrap(), None);
    });
}

#[test]
fn what_was_received_later_or_elsewhere_keeps_its_own_time_of_receipt() {
    both(|place| async move {
        let log = Log::open(place.open().await, TINY).await.unwrap();
        let silent = |n| Touch { received_at: None, v: 0, ..touch(n) };
        log.append(&[silent(1), touch(2)], Time(5)).await.unwrap();
        let mut bulk = log.bulk("file", Time(6)).await.unwrap();
        bulk.add(&[silent(3)], 1).await.unwrap();
        bulk.finish().await.unwrap();
        for _ in 0..2 {
            let mut found = Vec::new();
            for n in 1..4 {
                let touches = log.timeline(&[touch(n).customer()]).await.unwrap();
                found.extend(touches.into_iter().map(|touch| (touch.v, touch.received_at)));
            }
            assert_eq!(found, [(1, Some(Time(5))), (1, Some(RECEIVED)), (1, Some(Time(6)))]);
            log.seal().await.unwrap();
        }
    });
}

#[test]
fn ties_across_runs_and_the_tail_stand_in_one_order() {
    both(|place| async move {
        let log = Log::open(place.open().await, TINY).await.unwrap();
        // Everything in one journey at one moment, so that only sequence and key tell the order.
        let tied = |n| Touch { at: Time(0), thread: Some("case:1".into()), sequence: (n % 3) as i64, ..touch(n) };
        let all: Vec<_> = (0..40).map(tied).collect();
        import(&log, "file", &all[..14]).await;
        log.append(&all[14..20], RECEIVED).await.unwrap();
        log.seal().await.unwrap();
        log.append(&all[20..], RECEIVED).await.unwrap();
        assert_eq!(scanned(&log, ScanRequest::default()).await, expected(&all));
        assert_eq!(log.journey(all[0].journey()).await.unwrap(), sorted(all));
    });
}

#[test]
fn a_touch_that_comes_late_is_a_run_of_its_own_until_compaction_folds_it_in() {
    both(|place| async move {
        let log = Log::open(place.open().await, TINY).await.unwrap();
        let (early, late): (Vec<u64>, Vec<u64>) = (0..40).partition(|n| n % 5 != 2);
        import(&log, "file", &touches(early)).await;
        let before = log.statistics().await.unwrap().runs;
        for n in late {
            log.append(&touches([n]), RECEIVED).await.unwrap();
            log.seal().await.unwrap();
        }
        let scattered = log.statistics().await.unwrap().runs;
        assert!(scattered >= before + 8, "{scattered} runs after {before}");
        assert_eq!(scanned(&log, ScanRequest::default()).await, expected(&touches(0..40)));
        log.compact().await.unwrap();
        let folded = log.statistics().await.unwrap().runs;
        assert!(folded < scattered, "{folded} runs after {scattered}");
        assert_eq!(scanned(&log, ScanRequest::default()).await, expected(&touches(0..40)));
    });
}

#[test]
fn time_customer_and_journey_open_only_the_files_they_need() {
    run(async {
        let place = Place::sqlite();
        let log = Log::open(place.open().await, TINY).await.unwrap();
        import(&log, "file", &touches(0..60)).await;
        let all = log.statistics().await.unwrap().segments;
        assert!(all >= 12, "{all} segments");
        async fn opened(log: &Log, request: ScanRequest) -> u64 {
            let mut scan = log.scan(&request).await.unwrap();
            scan.by_ref().for_each(|batch| drop(batch.unwrap()));
            scan.files_opened()
        }
        assert_eq!(opened(&log, ScanRequest::default()).await, all);
        let quarter =
            |n| ScanRequest { from: Some(touch(n).at), to: Some(touch(n).at + Span(1)), ..Default::default() };
        let in_quarters: Vec<_> = [opened(&log, quarter(0)).await, opened(&log, quarter(9)).await].into();
        assert!(in_quarters.iter().all(|&count| 0 < count && count <= all / 4), "{in_quarters:?} of {all}");
        let never = ScanRequest { from: Some(RECEIVED), ..Default::default() };
        assert_eq!(opened(&log, never).await, 0);
        let nobody = ScanRequest { customers: Some(vec![CustomerKey(1)]), ..Default::default() };
        assert_eq!(opened(&log, nobody).await, 0);
        let journey = ScanRequest { journeys: Some([touch(0).journey()].into()), ..Default::default() };
        let of_journey = opened(&log, journey).await;
        assert!(0 < of_journey && of_journey <= all / 2, "{of_journey} of {all}");
        let none = ScanRequest { journeys: Some([JourneyKey(0)].into()), ..Default::default() };
        assert_eq!(opened(&log, none).await, 0);
    });
}

#[test]
fn customers_are_mapped_to_persons_where_asked() {
    run(async {
        let place = Place::sqlite();
        let log = Log::open(place.open().await, TINY).await.unwrap();
        import(&log, "file", &touches(0..30)).await;
        log.append(&touches(30..40), RECEIVED).await.unwrap();
        let persons = [(touch(1).customer().0, 7), (touch(2).customer().0, 7)];
        let request = ScanRequest { persons: Some(Arc::new(persons.into_iter().collect())), ..Default::default() };
        let mut of: BTreeMap<u64, usize> = BTreeMap::new();
        for batch in log.scan(&request).await.unwrap() {
            let batch = batch.unwrap();
            let columns = batch.columns();
            assert_eq!((columns.step.len(), columns.waited[0]), (batch.len(), NO_SPAN), "columns not asked for");
            columns.customer.iter().for_each(|&customer| *of.entry(customer).or_default() += 1);
        }
        let expected = BTreeMap::from([(7, 20), (touch(0).customer().0, 10), (touch(3).customer().0, 10)]);
        assert_eq!(of, expected);
    });
}

#[test]
fn a_scan_shows_the_moment_at_which_it_began_whatever_comes_after() {
    both(|place| async move {
        let log = Log::open(place.open().await, TINY).await.unwrap();
        import(&log, "file", &touches(0..20)).await;
        log.append(&touches(20..30), RECEIVED).await.unwrap();
        let scan = log.scan(&ScanRequest::default()).await.unwrap();
        log.append(&touches(30..40), RECEIVED).await.unwrap();
        log.seal().await.unwrap();
        log.erase(&[touch(1).customer()]).await.unwrap();
        log.compact().await.unwrap();
        assert_eq!(scan.map(|batch| batch.unwrap().len()).sum::<usize>(), 30);
        log.sweep().await.unwrap();
        assert_eq!(log.verify().await.unwrap().orphans, [""; 0]);
    });
}

#[test]
fn an_import_that_was_dropped_goes_on_where_it_was() {
    both(|place| async move {
        let log = Log::open(place.open().await, TINY).await.unwrap();
        let all = touches(0..50);
        let mut bulk = log.bulk("file", RECEIVED).await.unwrap();
        for (at, piece) in all.chunks(4).enumerate().take(7) {
            bulk.add(piece, at as u64 + 1).await.unwrap();
        }
        let reached = bulk.progress().clone();
        assert!(0 < reached.position && reached.position < 7 && !reached.finished, "{reached:?}");
        drop(bulk);
        assert_eq!(import(&log, "file", &all).await.accepted, 50);
        assert_eq!(
            import(&log, "again", &all).await,
            Progress { position: 13, duplicates: 50, finished: true, ..Default::default() }
        );
        assert_eq!(scanned(&log, ScanRequest::default()).await, expected(&all));
    });
}

#[test]
fn damage_is_found_and_named() {
    run(async {
        let place = Place::sqlite();
        let log = Log::open(place.open().await, TINY).await.unwrap();
        import(&log, "file", &touches(0..12)).await;
        let mut files = log.files.list().await.unwrap();
        files.sort();
        let path = |name: &String| place.location.segments().join(name);
        let (index, parquet): (Vec<_>, Vec<_>) = files.iter().partition(|name| name.ends_with(".index"));
        let mut bytes = std::fs::read(path(parquet[0])).unwrap();
        bytes[10] ^= 1;
        std::fs::write(path(parquet[0]), bytes).unwrap();
        std::fs::remove_file(path(index[1])).unwrap();
        let problems = log.verify().await.unwrap().problems;
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].contains(parquet[0]) && problems[0].contains("checksum"), "{problems:?}");
        assert!(problems[1].contains(index[1]), "{problems:?}");
    });
}
