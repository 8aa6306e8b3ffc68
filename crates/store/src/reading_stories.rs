//! Stories of texts that are read: each once, again where the reader changed, and not after their customer is gone.

use crate::database::Database;
use crate::label::{self, Label};
use crate::log::{Log, Options, Unread};
use crate::promise::{self, Made};
use crate::reading::{self, Cause, Heard, Reading};
use crate::testing::{Place, both};
use desk::id::{JourneyKey, PromiseKey};
use desk::identity::{Identity, Kind};
use desk::promise::{Deed, State};
use desk::time::{Span, Time};
use desk::touch::{Direction, Touch};
use serde_json::json;

const NOW: Time = Time(1_700_000_000_000_000);

struct Desk {
    database: Database,
    log: Log,
    _place: Place,
}

/// A touch that says something, unless the text is empty.
fn touch(number: i64, text: &str) -> Touch {
    Touch {
        id: number.to_string(),
        source: "chat".into(),
        at: NOW + Span(number),
        identities: vec![Identity { kind: Kind::Account, value: format!("c{}", number % 3) }],
        thread: Some(format!("t{}", number % 3)),
        direction: Some(Direction::Customer),
        text: (!text.is_empty()).then(|| text.to_owned()),
        ..Touch::default()
    }
}

/// What a reader that knows one cause and one promise makes of a journey.
pub(crate) fn heard(journey: JourneyKey, touches: &[Touch]) -> Heard {
    let told = touches.iter().filter(|touch| touch.text.is_some());
    let reading = |touch: &Touch| Reading {
        touch: touch.key(),
        journey,
        customer: touch.customer(),
        at: touch.at,
        side: "customer".into(),
        anger: 2,
        told: 1,
        model: "one".into(),
        said: json!({ "language": "en" }),
        causes: vec![Cause { name: "system.slow".into(), score: 0.9, sure: true }],
    };
    let promise = |touch: &Touch| Made {
        id: PromiseKey::of(touch.key(), 0),
        touch: touch.key(),
        journey,
        customer: touch.customer(),
        made_at: touch.at,
        due_at: Some(touch.at + Span::DAY),
        owner: Some("care".into()),
        actor: None,
        deed: Deed::Answer,
        state: State::Open,
        settled_at: None,
        warned_at: None,
        words: (0, 4),
        score: 0.9,
    };
    Heard { journey, readings: told.clone().map(reading).collect(), promises: told.map(promise).collect() }
}

impl Desk {
    async fn open(place: Place) -> Desk {
        let database = place.open().await;
        let log = Log::open(database.clone(), Options::default()).await.unwrap();
        Desk { database, log, _place: place }
    }

    /// Reads all there is, a few journeys at a time, and returns how many journeys were read.
    async fn read(&self, most: usize) -> usize {
        let mut read = 0;
        loop {
            let unread = self.log.unread(most).await.unwrap();
            if unread.is_over() {
                return read;
            }
            read += unread.journeys.len();
            self.read_some(&unread).await;
        }
    }

    async fn read_some(&self, unread: &Unread) {
        let journeys = self.log.journeys(&unread.journeys).await.unwrap();
        let heard: Vec<Heard> = journeys.iter().map(|(key, touches)| heard(*key, touches)).collect();
        let mut writing = self.database.write().await.unwrap();
        reading::record(&self.log, &mut writing, (&heard, &journeys), unread).await.unwrap();
        writing.commit().await.unwrap();
    }

    /// Readings, causes and promises in the store.
    async fn counts(&self) -> (i64, i64, i64) {
        let sql = "SELECT (SELECT count(*) FROM reading), (SELECT count(*) FROM reading_cause),
                   (SELECT count(*) FROM promise)";
        self.database.read().await.unwrap().fetch_one(sql, []).await.unwrap()
    }
}

#[test]
fn every_text_is_read_once_wherever_it_lies() {
    both(|place| async move {
        let desk = Desk::open(place).await;
        let mut bulk = desk.log.bulk("file", NOW).await.unwrap();
        bulk.add(&(0..9).map(|number| touch(number, "slow")).collect::<Vec<_>>(), 9).await.unwrap();
        bulk.finish().await.unwrap();
        assert_eq!(desk.read(2).await, 3, "a segment is read journey by journey");
        assert_eq!(desk.counts().await, (9, 9, 9));
        assert_eq!(desk.read(2).await, 0);

        let more: Vec<Touch> = (9..12).map(|number| touch(number, if number == 11 { "" } else { "slow" })).collect();
        desk.log.append(&more, NOW).await.unwrap();
        let behind = desk.log.unread(9).await.unwrap();
        assert_eq!(behind.journeys.len(), 2, "what says nothing is not read");
        desk.read_some(&behind).await;
        desk.read_some(&behind).await;
        assert_eq!(desk.counts().await, (11, 11, 11), "reading twice changes nothing");
        desk.log.seal().await.unwrap();
        desk.log.compact().await.unwrap();
        assert_eq!(desk.read(9).await, 0, "what was read stays read where it moves");

        desk.log.append(&[touch(12, "slow")], NOW).await.unwrap();
        desk.log.seal().await.unwrap();
        assert_eq!(desk.read(9).await, 1, "a segment with something unread is looked through");
        assert_eq!(desk.counts().await, (12, 12, 12));
    });
}

#[test]
fn another_model_reads_everything_again() {
    both(|place| async move {
        let desk = Desk::open(place).await;
        desk.log.append(&[touch(1, "slow")], NOW).await.unwrap();
        let under = async |model: &str| {
            let mut writing = desk.database.write().await.unwrap();
            let again = reading::under(&desk.log, &mut writing, model).await.unwrap();
            writing.commit().await.unwrap();
            again
        };
        assert!(!under("one").await, "nothing was read by another");
        assert_eq!(desk.read(9).await, 1);
        assert!(!under("one").await);
        assert!(under("two").await);
        assert_eq!(desk.read(9).await, 1);
        assert_eq!(desk.counts().await, (1, 1, 1));
    });
}

#[test]
fn nothing_read_of_a_person_outlives_them() {
    both(|place| async move {
        let desk = Desk::open(place).await;
        let (gone, stays) = (touch(1, "slow"), touch(2, "slow"));
        desk.log.append(&[gone.clone(), stays.clone()], NOW).await.unwrap();
        desk.read(9).await;
        let mut writing = desk.database.write().await.unwrap();
        let label = Label {
            id: 0,
            touch: gone.key(),
            journey: gone.journey(),
            customer: gone.customer(),
            who: "ada".into(),
            at: NOW,
            label: json!({ "anger": 0 }),
        };
        label::add(&mut writing, &label).await.unwrap();
        writing.commit().await.unwrap();
        let later = NOW + Span::DAY;
        let limits = desk::person::Limits::default();
        crate::person_erase::request(&desk.database, gone.customer(), "ada", &limits, later).await.unwrap();
        assert_eq!(desk.counts().await, (1, 1, 1));
        assert_eq!(label::all(&mut desk.database.read().await.unwrap()).await.unwrap(), []);
        let meanwhile = Unread::these([gone.journey(), stays.journey()]);
        desk.read_some(&meanwhile).await;
        assert_eq!(desk.counts().await, (1, 1, 1), "what is being read of them meanwhile is not kept");
    });
}

#[test]
fn what_was_read_is_counted_and_found_again() {
    both(|place| async move {
        let desk = Desk::open(place).await;
        let touches: Vec<Touch> = (0..6).map(|number| touch(number, "slow")).collect();
        desk.log.append(&touches, NOW).await.unwrap();
        desk.read(9).await;
        let mut transaction = desk.database.read().await.unwrap();
        let (from, to) = (NOW, NOW + Span(6));
        let by = reading::causes_by(&mut transaction, from, to, 4).await.unwrap();
        assert_eq!(by, [(0, "system.slow".to_owned(), 4, 4), (1, "system.slow".to_owned(), 2, 2)]);
        assert_eq!(reading::texts_by(&mut transaction, from, to, 4).await.unwrap(), [(0, 4), (1, 2)]);
        assert_eq!(reading::totals(&mut transaction, from, to).await.unwrap(), (6, 6, 6));
        assert_eq!(reading::of_journey(&mut transaction, touches[0].journey()).await.unwrap().len(), 2);
        assert_eq!(reading::of_customers(&mut transaction, &[touches[0].customer()]).await.unwrap().len(), 2);
        let with = reading::journeys_with(&mut transaction, Some("system.slow"), 2, to, 2).await.unwrap();
        assert_eq!(with.len(), 2);
        assert_eq!(reading::journeys_with(&mut transaction, None, 3, to, 2).await.unwrap(), []);
        assert_eq!(reading::told(&mut transaction).await.unwrap().len(), 6);
        let due = promise::next_due(&mut transaction).await.unwrap();
        assert_eq!(due, Some(NOW + Span::DAY));
        assert_eq!(promise::overdue(&mut transaction, NOW + Span::DAY + Span(1), 9).await.unwrap().len(), 2);
        assert_eq!(promise::counts(&mut transaction).await.unwrap(), [(Some("care".to_owned()), State::Open, 6, 0)]);
        let listed = promise::in_state(&mut transaction, State::Open, Some("care"), (1, 2)).await.unwrap();
        assert_eq!(listed.iter().map(|made| made.made_at).collect::<Vec<_>>(), [NOW + Span(1), NOW + Span(2)]);
    });
}

#[test]
fn a_label_holds_until_it_is_undone_and_the_last_one_counts() {
    both(|place| async move {
        let desk = Desk::open(place).await;
        let said = touch(1, "slow");
        let mut writing = desk.database.write().await.unwrap();
        let mut ids = Vec::new();
        for anger in [0, 3] {
            let label = Label {
                id: 0,
                touch: said.key(),
                journey: said.journey(),
                customer: said.customer(),
                who: "ada".into(),
                at: NOW,
                label: json!({ "anger": anger }),
            };
            ids.push(label::add(&mut writing, &label).await.unwrap());
        }
        let anger = |labels: Vec<Label>| labels.iter().map(|label| label.label["anger"].clone()).collect::<Vec<_>>();
        assert_eq!(anger(label::of_journey(&mut writing, said.journey()).await.unwrap()), [json!(3)]);
        label::undo(&mut writing, ids[1], "eve", NOW).await.unwrap();
        assert_eq!(anger(label::all(&mut writing).await.unwrap()), [json!(0)]);
        assert_eq!(label::journeys(&mut writing).await.unwrap(), [said.journey()]);
        let error = label::undo(&mut writing, ids[1], "eve", NOW).await.unwrap_err().to_string();
        assert!(error.contains("there is no label"), "{error}");
        writing.commit().await.unwrap();
    });
}
