//! What follows the log as it arrives is what a look at the whole log counts.

use super::*;
use crate::cli::Files;
use crate::journey::{feed, spelt};
use crate::noise::{OF_SIGNALS, Usual, learn};
use crate::serve::picture::renew;
use crate::serve::tests::{House, run};
use desk::identity::Identity;
use desk::touch::Outcome;
use lens::noise::Rules;
use std::collections::BTreeMap;
use store::log::ScanRequest;

/// Numbers that look like chance and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

const STEPS: [&str; 6] = ["web.pay", "phone.call", "case.resolved", "web.login", "shop.return", "chat.ask"];

/// Touches of 30 customers in 90 days, some of whom come again and change the owner; in no order.
pub(crate) fn touches(seed: u64, count: u64) -> Vec<Touch> {
    let mut dice = Dice(seed);
    (0..count)
        .map(|number| {
            let (customer, thread) = (dice.below(30), dice.below(3));
            let outcome = dice.one_of(&[Outcome::Ok, Outcome::Failed, Outcome::Unknown, Outcome::Abandoned]);
            let mut touch = Touch {
                id: format!("t{number}"),
                source: "shop".to_owned(),
                at: Time((1_000 + dice.below(90 * 24 * 60) as i64) * 60_000_000),
                identities: vec![Identity { kind: desk::identity::Kind::Account, value: format!("c{customer}") }],
                thread: Some(format!("{customer}-{thread}")),
                touchpoint: Some(dice.one_of(&STEPS).to_owned()),
                channel: Some(dice.one_of(&["web", "phone", "shop"]).to_owned()),
                owner: Some(dice.one_of(&["sales", "service", "supplier"]).to_owned()),
                outcome,
                direction: Some(desk::touch::Direction::Customer),
                ..Touch::default()
            };
            touch.results.complained = Some(dice.below(9) == 0);
            touch
        })
        .collect()
}

type Named = BTreeMap<String, (u64, u64, u64, String)>;

fn named(standing: &[lens::noise::Standing], [steps, channels, owners]: &[Vec<String>; 3]) -> Named {
    let names = Names { steps, channels, owners, ..Names::default() };
    let told = standing.iter().map(|one| {
        let place = names.place(one.place);
        let (place, kind) = place.spelt();
        let hours = format!("{:.6}", one.hours_lost);
        (format!("{:?} {kind} {place}", one.kind), (one.exposed, one.affected, one.occurrences, hours))
    });
    told.collect()
}

/// The counts of the whole log, by what was usual before.
async fn whole(app: &Shared, usual: &Usual) -> Named {
    let request = feed::request(&app.asked(), &app.store, &Files::default()).await.unwrap();
    let request = ScanRequest { names: Some(usual.names.clone()), ..request };
    let mut measure = NoiseMeasure::new(usual.norms.clone(), usual.frame.clone(), Rules::default());
    let mut digests: Vec<JourneyDigest> = Vec::new();
    let names = feed::each(&app.store, &request, &OF_SIGNALS, |journey| {
        measure.update(journey);
        digests.push(digest(journey, &usual.norms));
    });
    let names = names.await.unwrap();
    digests.sort_unstable_by_key(|digest| (digest.customer, digest.start, digest.journey));
    digests.chunk_by(|one, other| one.customer == other.customer).for_each(|theirs| measure.update_between(theirs));
    named(&measure.standing(), &[&names.step, &names.channel, &names.owner].map(spelt))
}

async fn send(app: &Shared, touches: &[Touch]) {
    app.intake.take(touches.to_vec()).await.unwrap();
}

#[test]
fn counts_that_follow_the_log_are_those_of_the_whole_log() {
    run(async {
        for seed in 1..4 {
            let house = House::open().await;
            let (app, all) = (&house.app, touches(seed, 900));
            let (early, late) = all.split_at(600);
            send(app, early).await;
            let request = feed::request(&app.asked(), &app.store, &Files::default()).await.unwrap();
            let usual = learn(&app.asked(), &app.store, &request, false).await.unwrap();
            renew(app).await.unwrap();
            let mut dice = Dice(seed);
            let mut rest = late;
            while !rest.is_empty() {
                let (now, later) = rest.split_at((1 + dice.below(120) as usize).min(rest.len()));
                // What is known already changes nothing.
                send(app, &[now, &early[..5]].concat()).await;
                rest = later;
                assert!(app.running.catch_up(&app.store).await.unwrap());
                let (standing, names) = app.running.standing().await.expect("still followed");
                assert_eq!(named(&standing, &names), whole(app, &usual).await, "seed {seed}, {} to come", rest.len());
            }
            assert!(!app.running.catch_up(&app.store).await.unwrap(), "nothing more came");
            assert_eq!(app.running.told().touches, late.len() as u64);
        }
    });
}

#[test]
fn a_place_that_is_new_is_told_of_before_it_is_judged() {
    run(async {
        let house = House::open().await;
        let app = &house.app;
        send(app, &touches(7, 300)).await;
        renew(app).await.unwrap();
        let mut new = touches(8, 3);
        for (number, touch) in new.iter_mut().enumerate() {
            (touch.id, touch.thread) = (format!("new{number}"), Some(format!("new{number}")));
            (touch.touchpoint, touch.outcome) = (Some("kiosk.print failed".to_owned()), Outcome::Failed);
        }
        send(app, &new).await;
        app.running.catch_up(&app.store).await.unwrap();
        let told = app.running.told();
        let fresh: Vec<_> = told.fresh.iter().map(|fresh| (fresh.place.spelt().0.into_owned(), fresh.kind)).collect();
        assert!(fresh.contains(&("kiosk.print failed".to_owned(), Kind::Failure)), "{fresh:?}");
        // The next analysis has looked at it.
        renew(app).await.unwrap();
        let known = app.pictures.newest().unwrap();
        let looked = known.report.passed.iter().any(|passed| passed.place.spelt().0 == "kiosk.print failed");
        assert!(looked && app.running.told().fresh.is_empty());
    });
}

#[test]
fn what_came_another_way_is_not_guessed_at() {
    run(async {
        let house = House::open().await;
        let (app, all) = (&house.app, touches(9, 200));
        send(app, &all[..150]).await;
        renew(app).await.unwrap();
        assert!(app.running.told().at.is_some());
        // Another process writes.
        app.store.log.append(&all[150..], now()).await.unwrap();
        send(app, &[Touch { id: "last".to_owned(), ..all[0].clone() }]).await;
        assert!(app.running.catch_up(&app.store).await.unwrap());
        assert!(app.running.told().at.is_none() && app.running.standing().await.is_none());
        renew(app).await.unwrap();
        assert!(app.running.told().at.is_some());
    });
}
