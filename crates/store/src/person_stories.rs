//! Stories of customers: known by much, joined, set apart, erased.

use crate::customer::{canonical, find, list};
use crate::database::Database;
use crate::job::run_due;
use crate::log::{Log, Options, Verdict};
use crate::person::{self, Person, Reason, Ruling, join, split, undo};
use crate::person_erase::{carry_out, export, request};
use crate::testing::{Place, both};
use desk::id::CustomerKey;
use desk::identity::{Identity, Kind};
use desk::person::Limits;
use desk::time::{Span, Time};
use desk::touch::Touch;
use std::collections::BTreeMap;

const NOW: Time = Time(1_700_000_000_000_000);

/// `account 7, email ada@a.com` as identities.
fn identities(text: &str) -> Vec<Identity> {
    let one = |part: &str| {
        let (word, value) = part.trim().split_once(' ').unwrap();
        let kind = Kind::ALL.into_iter().find(|kind| kind.word() == word).unwrap();
        Identity { kind, value: value.to_owned() }
    };
    text.split(',').filter(|part| !part.is_empty()).map(one).collect()
}

fn touch(id: &str, at: Time, known_by: &str) -> Touch {
    Touch { id: id.into(), source: "crm".into(), at, identities: identities(known_by), ..Touch::default() }
}

fn key(known_by: &str) -> CustomerKey {
    identities(known_by)[0].key("crm")
}

struct Desk {
    database: Database,
    log: Log,
    _place: Place,
}

impl Desk {
    async fn open(place: Place) -> Desk {
        let database = place.open().await;
        let log = Log::open(database.clone(), Options::default()).await.unwrap();
        Desk { database, log, _place: place }
    }

    /// Hears one touch for each text, in order.
    async fn hear(&self, texts: &[&str]) -> Vec<Verdict> {
        let touches: Vec<_> = texts.iter().enumerate().map(|(at, text)| touch(&at.to_string(), NOW, text)).collect();
        self.log.append(&touches, NOW).await.unwrap()
    }

    async fn person(&self, known_by: &str) -> Person {
        person::of(&mut self.database.read().await.unwrap(), key(known_by), &Limits::default()).await.unwrap()
    }

    async fn found(&self, typed: &str) -> Vec<CustomerKey> {
        let mut reading = self.database.read().await.unwrap();
        let found = find(&mut reading, typed, "CN".parse().ok(), &Limits::default(), 10).await.unwrap();
        found.into_iter().map(|person| person.key).collect()
    }

    async fn canonical(&self) -> BTreeMap<u64, u64> {
        let mut reading = self.database.read().await.unwrap();
        canonical(&mut reading, &Limits::default()).await.unwrap().into_iter().collect()
    }

    /// Does what is due at `now`.
    async fn work(&self, now: Time) -> (usize, usize) {
        let handle = async |job: &crate::job::Job| {
            carry_out(&self.database, job, now, async |customers| self.log.erase(customers).await).await
        };
        run_due(&self.database, || now, handle).await.unwrap()
    }
}

const RULING: Ruling<'static> = Ruling { who: "mei", why: "she called", now: NOW };

#[test]
fn a_person_is_known_by_everything_seen_together_with_the_reason_for_each() {
    both(|place| async move {
        let desk = Desk::open(place).await;
        desk.hear(&["email ada@a.com, account 7, name Ada Li", "email ADA@A.com, phone +86 138 1234 5678"]).await;
        let ada = desk.person("phone +8613812345678").await;
        assert_eq!(ada, desk.person("account 7").await);
        assert_eq!(ada.key, key("account 7"));
        let kinds: Vec<_> = ada.identities.iter().map(|held| held.kind.unwrap().word()).collect();
        assert_eq!(kinds, ["account", "email", "phone"]);
        let why = Reason::Seen { with: key("email ada@a.com"), source: "crm".into(), touch: "1".into() };
        assert_eq!(ada.identities[2].joined, [why]);
        assert_eq!(ada.seen_with[0].value, "Ada Li");
        let moved = [key("email ada@a.com").0, key("phone +8613812345678").0].map(|moved| (moved, ada.key.0));
        assert_eq!(desk.canonical().await, BTreeMap::from(moved));
    });
}

#[test]
fn customers_are_found_by_the_beginning_of_whatever_is_known_of_them() {
    both(|place| async move {
        let desk = Desk::open(place).await;
        desk.hear(&[
            "account C-100, name 张伟, phone +8613812345678",
            "email zoe@b.org, name Zoë",
            "account 9, email info@b.org",
            "account 10, email info@b.org",
        ])
        .await;
        let (zhang, zoe) = (key("account C-100"), key("email zoe@b.org"));
        for typed in ["c-1", "C-100", "张", "138 1234", "１３８１２３４５６７８", "+86 138-1234-5678", "8613812"]
        {
            assert_eq!(desk.found(typed).await, [zhang], "{typed}");
        }
        for typed in ["zoe@", "ZOË", "Zoe\u{308}"] {
            assert_eq!(desk.found(typed).await, [zoe], "{typed}");
        }
        assert_eq!(desk.found("nobody").await, []);
        let mut behind = desk.found("info@").await;
        behind.sort();
        let mut expected = vec![key("account 9"), key("account 10"), key("email info@b.org")];
        expected.sort();
        assert_eq!(behind, expected, "a role's mailbox leads to everybody behind it and joins nobody");

        let mut reading = desk.database.read().await.unwrap();
        let mut listed = Vec::new();
        while let Some(person) = list(&mut reading, listed.last().copied(), &Limits::default(), 1).await.unwrap().pop()
        {
            listed.push(person.key);
        }
        expected.extend([zhang, zoe]);
        expected.sort_by_key(|key| key.0.cast_signed());
        assert_eq!(listed, expected);
    });
}

#[test]
fn a_switchboard_joins_nobody_once_too_many_were_seen_with_it() {
    both(|place| async move {
        let desk = Desk::open(place).await;
        let callers: Vec<_> = (1..=3).map(|n| format!("account {n}, phone +862162345678")).collect();
        desk.hear(&callers.iter().map(String::as_str).collect::<Vec<_>>()).await;
        assert_eq!(desk.person("account 1").await.identities.len(), 4);
        desk.log.append(&[touch("x", NOW, "account 4, phone +862162345678")], NOW).await.unwrap();
        assert_eq!(desk.person("account 1").await.identities.len(), 1);
        assert!(desk.person("phone +862162345678").await.identities[0].shared);
        assert_eq!(desk.canonical().await, BTreeMap::new());
    });
}

#[test]
fn joins_and_splits_are_records_and_undoing_them_brings_back_what_was() {
    both(|place| async move {
        let desk = Desk::open(place).await;
        desk.hear(&["account 1, email a@a.com", "account 2, email b@a.com"]).await;
        let (one, other, limits) = (key("account 1"), key("account 2"), Limits::default());
        let before = desk.canonical().await;

        let joined = join(&desk.database, one, other, &RULING, &limits).await.unwrap();
        assert_eq!(joined.identities.len(), 4);
        assert_eq!((joined.decisions[0].who.as_str(), joined.decisions[0].why.as_str()), ("mei", "she called"));
        let reason = Reason::Decided { with: one, decision: joined.decisions[0].id };
        assert!(joined.identities.iter().find(|held| held.key == other).unwrap().joined.contains(&reason));

        let apart = split(&desk.database, one, other, &RULING, &limits).await.unwrap();
        assert_eq!(apart.identities.len(), 2);
        desk.log.append(&[touch("later", NOW, "account 1, account 2")], NOW).await.unwrap();
        assert_eq!(desk.person("account 1").await.identities.len(), 2, "a split holds against later evidence");
        let error = join(&desk.database, other, one, &RULING, &limits).await.unwrap_err().to_string();
        assert!(error.contains("set apart by decision 2; undo that first"), "{error}");

        undo(&desk.database, 2, "mei", NOW).await.unwrap();
        assert_eq!(desk.person("account 1").await.identities.len(), 4);
        undo(&desk.database, 1, "mei", NOW).await.unwrap();
        assert_eq!(desk.person("account 1").await.identities.len(), 4, "seen together by now");
        assert_eq!(desk.person("account 1").await.decisions.len(), 2, "the records stay");
        assert_eq!(before.len(), 2);
        assert!(undo(&desk.database, 9, "mei", NOW).await.unwrap_err().to_string().contains("no decision 9"));
        assert!(join(&desk.database, one, one, &RULING, &limits).await.is_err());
    });
}

#[test]
fn undoing_a_join_leaves_everybody_as_they_were() {
    both(|place| async move {
        let desk = Desk::open(place).await;
        desk.hear(&["account 1, email a@a.com", "email b@a.com, device d", "phone +8613812345678, device d"]).await;
        let before = desk.canonical().await;
        let person = desk.person("device d").await;
        join(&desk.database, key("account 1"), key("device d"), &RULING, &Limits::default()).await.unwrap();
        assert_ne!(desk.canonical().await, before);
        undo(&desk.database, 1, "mei", NOW).await.unwrap();
        assert_eq!(desk.canonical().await, before);
        assert_eq!(desk.person("device d").await.identities, person.identities);
    });
}

#[test]
fn an_erased_person_is_gone_stays_gone_and_may_come_back_as_a_new_customer() {
    both(|place| async move {
        let desk = Desk::open(place).await;
        let file = [
            "account 1, email ada@a.com, name Ada",
            "email ada@a.com",
            "account 2, name Ada, phone +862162345678",
            "account 3, name Bob",
        ];
        desk.hear(&file).await;
        desk.log.seal().await.unwrap();
        desk.log.append(&[touch("9", NOW, "account 1")], NOW).await.unwrap();
        join(&desk.database, key("account 1"), key("account 3"), &RULING, &Limits::default()).await.unwrap();
        undo(&desk.database, 1, "mei", NOW).await.unwrap();

        let erased_at = NOW + Span::DAY;
        request(&desk.database, key("email ada@a.com"), "mei", &Limits::default(), erased_at).await.unwrap();
        assert_eq!(desk.found("ada").await, [key("account 2")], "the other Ada is still there");
        assert_eq!(desk.work(erased_at).await, (1, 0));
        let keys = [key("account 1"), key("email ada@a.com")];
        assert_eq!(desk.log.timeline(&keys).await.unwrap(), []);
        assert_eq!(desk.log.statistics().await.unwrap().touches, 2);

        let verdicts = desk.hear(&file).await;
        assert!(matches!(
            verdicts[..],
            [Verdict::Rejected(_), Verdict::Rejected(_), Verdict::Duplicate, Verdict::Duplicate]
        ));
        let mut bulk = desk.log.bulk("again", NOW).await.unwrap();
        let touches = [touch("0", NOW, file[0]), touch("new", NOW, "account 5")];
        assert_eq!(bulk.add(&touches, 2).await.unwrap().len(), 1);
        request(&desk.database, key("account 3"), "mei", &Limits::default(), erased_at).await.unwrap();
        let error = bulk.finish().await.unwrap_err().to_string();
        assert!(error.contains("start the import again"), "{error}");

        let back = touch("back", erased_at + Span::DAY, "account 1");
        assert_eq!(desk.log.append(&[back], erased_at + Span::DAY).await.unwrap(), [Verdict::Accepted]);
        let mut reading = desk.database.read().await.unwrap();
        let inputs: Vec<(String, i64)> =
            reading.fetch_all("SELECT input, attempts FROM job WHERE state = 'done'", []).await.unwrap();
        assert_eq!(inputs, [("null".to_owned(), 1)], "the keys are forgotten with the job");
        let erasures: Vec<(String, Option<i64>)> =
            reading.fetch_all("SELECT who, touches FROM erasure ORDER BY id", []).await.unwrap();
        assert_eq!(erasures, [("mei".to_owned(), Some(3)), ("mei".to_owned(), None)]);
    });
}

#[test]
fn everything_known_of_a_person_is_handed_out_line_by_line() {
    both(|place| async move {
        let desk = Desk::open(place).await;
        desk.hear(&["account 1, email ada@a.com, name Ada", "account 2"]).await;
        split(&desk.database, key("account 1"), key("account 2"), &RULING, &Limits::default()).await.unwrap();
        let ada = desk.person("account 1").await;
        let keys: Vec<_> = ada.identities.iter().map(|held| held.key).collect();
        let touches = desk.log.timeline(&keys).await.unwrap();
        let mut out = Vec::new();
        export(&ada, touches.iter(), std::iter::empty(), &mut out).unwrap();
        let lines: Vec<serde_json::Value> =
            String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let names: Vec<_> =
            lines.iter().map(|line| line.as_object().unwrap().keys().next().unwrap().as_str()).collect();
        assert_eq!(names, ["person", "identity", "identity", "seen_with", "decision", "touch"]);
        assert_eq!(lines[5]["touch"]["identities"][1]["value"], "ada@a.com");
    });
}
