//! What every company keeps, whatever stands in its table.

use crate::draws::Draws;
use crate::journey::{self, Journey};
use crate::people::Customer;
use crate::plan::{Plan, Site};
use crate::signs::signs;
use crate::{Company, Kind, Place, Shows, Truth, Verdict, Why, calendar};
use desk::step::Meaning;
use desk::touch::{Outcome, Touch};
use std::collections::BTreeSet;

fn company(name: &str) -> Company {
    Company::named(name).expect("a company of this name")
}

fn told(name: &str, customers: std::ops::Range<u64>, seed: u64) -> (Vec<Touch>, Truth) {
    let company = company(name);
    let mut touches = company.touches(customers, seed);
    let all: Vec<Touch> = touches.by_ref().collect();
    (all, touches.truth())
}

fn json(touches: &[Touch]) -> Vec<String> {
    touches.iter().map(|touch| serde_json::to_string(touch).expect("a touch is JSON")).collect()
}

#[test]
fn the_same_seed_tells_the_same_bytes() {
    for name in Company::NAMES {
        let (first, truth) = told(name, 0..60, 5);
        let (second, again) = told(name, 0..60, 5);
        assert_eq!(json(&first), json(&second));
        assert_eq!(serde_json::to_string(&truth).unwrap(), serde_json::to_string(&again).unwrap());
        assert_ne!(json(&first), json(&told(name, 0..60, 6).0));
    }
    assert!(Company::named("bakery").is_none());
}

#[test]
fn a_slice_is_told_by_itself_as_in_the_whole() {
    for name in Company::NAMES {
        let (whole, _) = told(name, 0..40, 5);
        let (slice, truth) = told(name, 10..20, 5);
        let within = |touch: &&Touch| (10..20).any(|customer| touch.id.starts_with(&format!("{customer}-")));
        let cut: Vec<Touch> = whole.iter().filter(within).cloned().collect();
        assert_eq!(json(&cut), json(&slice));
        assert_eq!((truth.touches, truth.customers), (slice.len() as u64, [10, 20]));
    }
}

#[test]
fn touches_are_sound() {
    for name in Company::NAMES {
        let (touches, truth) = told(name, 0..400, 1);
        let mut keys = BTreeSet::new();
        let mut before: Option<&Touch> = None;
        let mut threads = BTreeSet::new();
        for touch in &touches {
            assert!(keys.insert((touch.source.clone(), touch.id.clone())), "{} is there twice", touch.id);
            assert!(!touch.source.is_empty() && !touch.identities.is_empty() && touch.segment.is_some());
            let line = serde_json::to_string(touch).unwrap();
            assert_eq!(&serde_json::from_str::<Touch>(&line).unwrap(), touch);
            let customer = |touch: &Touch| touch.id.split('-').next().map(str::to_owned);
            let same = before.filter(|before| customer(before) == customer(touch));
            if let Some(before) = same {
                assert!(before.at <= touch.at, "{} comes before {}", touch.id, before.id);
                let left = before.results.churned == Some(true);
                assert!(!left || before.thread == touch.thread, "{} comes after the customer left", touch.id);
            }
            threads.insert(touch.thread.clone().expect("a thread"));
            before = Some(touch);
        }
        assert_eq!(threads.len() as u64, truth.journeys);
    }
}

#[test]
fn names_of_steps_say_only_what_is_meant() {
    for name in Company::NAMES {
        let plan = &company(name).plan;
        for step in 0..plan.steps.len() as u16 {
            let name = plan.name(step);
            let meant = if name.ends_with("· closed") { Meaning::Closed } else { Meaning::Plain };
            assert_eq!(Meaning::of(&name), meant, "{name}");
        }
    }
}

#[test]
fn places_are_spelled_as_the_log_spells_them() {
    for name in Company::NAMES {
        let (touches, truth) = told(name, 0..3_000, 2);
        let steps: BTreeSet<String> = touches.iter().map(Touch::step).collect();
        let owners: BTreeSet<&str> = touches.iter().filter_map(|touch| touch.owner.as_deref()).collect();
        let channels: BTreeSet<&str> = touches.iter().filter_map(|touch| touch.channel.as_deref()).collect();
        let points = truth.points.iter().chain(&truth.decoys);
        let follow_ons = points.clone().flat_map(|point| &point.follow_ons).map(|follow_on| &follow_on.place);
        for place in points.map(|point| &point.place).chain(follow_ons) {
            let known = match place {
                Place::Journey | Place::Owners(_) => true,
                Place::Step(step) => steps.contains(step),
                Place::Transition(from, to) => steps.contains(from) && steps.contains(to),
                Place::Owner(owner) => owners.contains(owner.as_str()),
                Place::Channel(channel) => channels.contains(channel.as_str()),
            };
            assert!(known, "{name}: {place:?}");
        }
    }
    let words = Kind::ALL.map(|kind| serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned());
    let signals = "failure retry loop ping_pong handoff channel_switch repeat_contact long_wait abandonment dead_end \
                   refused silent_exit broken_promise expectation_gap retelling parrot_reply";
    assert_eq!(words.join(" "), signals);
    let place = serde_json::to_value(Place::Transition("a · b".into(), "c · d".into())).unwrap();
    assert_eq!(place, serde_json::json!({"place": "a · b → c · d", "place_kind": "transition"}));
}

#[test]
fn every_kind_every_decoy_and_every_verdict_is_there() {
    for name in Company::NAMES {
        let (_, truth) = told(name, 0..4_000, 3);
        assert!(truth.points.len() + truth.decoys.len() <= 128, "a journey has room for the dice of 128 troubles");
        assert!(truth.points.len() >= 20, "{name}: {} points", truth.points.len());
        let kinds: BTreeSet<Kind> = truth.points.iter().map(|point| point.kind).collect();
        assert_eq!(kinds.len(), Kind::ALL.len(), "{name}: {kinds:?}");
        for why in [Why::Harmless, Why::Season, Why::NewCustomers, Why::BadRoute, Why::Rare, Why::AfterHarm] {
            assert!(truth.decoys.iter().any(|decoy| decoy.decoy == Some(why)), "{name}: {why:?}");
        }
        for verdict in [Verdict::Worked, Verdict::Failed, Verdict::RegressionToTheMean, Verdict::Trend] {
            assert!(truth.fixes.iter().any(|fix| fix.verdict == verdict), "{name}: {verdict:?}");
        }
        let ids: BTreeSet<&str> = truth.points.iter().chain(&truth.decoys).map(|point| point.id).collect();
        assert_eq!(ids.len(), truth.points.len() + truth.decoys.len(), "{name}: ids are unique");
        assert!(truth.points.iter().all(|point| !point.says.zh.is_empty() && !point.says.en.is_empty()));
        let places: BTreeSet<(Kind, &Place)> = truth.points.iter().map(|point| (point.kind, &point.place)).collect();
        assert_eq!(places.len(), truth.points.len(), "{name}: one point for each kind and place");
    }
}

#[test]
fn every_story_is_told() {
    let mut stories = BTreeSet::new();
    for name in ["airline", "hotel", "shop"] {
        stories.extend(told(name, 0..1, 1).1.points.iter().filter_map(|point| point.story));
    }
    let expected = [
        "31-person lunch-time chat queue",
        "TV with three calls and a lost dispatch",
        "account nobody can recover",
        "conference rate",
        "first-class seat without ground service",
        "flight delay nobody announced",
        "late check-out the system does not allow",
        "lesson that could not be entered and the answer that never came",
        "login that works in one area only",
        "payment page that fails, phone that cannot finish",
    ];
    assert_eq!(stories.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn shares_are_what_the_table_says() {
    for name in Company::NAMES {
        let (_, truth) = told(name, 0..6_000, 4);
        for point in truth.points.iter().chain(&truth.decoys) {
            let (met, expected) = (point.affected as f64, point.affected_expected);
            assert!((met - expected).abs() <= 4.5 * expected.sqrt() + 1.0, "{name}: {} {met} {expected}", point.id);
            assert!(point.affected <= point.exposed_since && point.exposed_since <= point.exposed);
        }
        let (left, expected) = (truth.left as f64, truth.left_expected);
        assert!((left - expected).abs() < 4.0 * expected.sqrt(), "{name}: {left} left, {expected} expected");
        for point in truth.points.iter().filter(|point| point.affected > 100) {
            assert!((0.01..0.25).contains(&point.effect), "{name}: {} has effect {}", point.id, point.effect);
        }
        for decoy in truth.decoys.iter().filter(|decoy| decoy.decoy != Some(Why::Rare)) {
            assert!(decoy.damage.abs() < 1e-9, "{name}: {} does {}", decoy.id, decoy.damage);
        }
        let ice = &truth.iceberg;
        assert_eq!(ice.lists.iter().sum::<u64>(), ice.journeys);
        let answering = [
            ice.answered_dissatisfied as f64 / ice.asked_dissatisfied as f64,
            (ice.answered - ice.answered_dissatisfied) as f64 / (ice.asked - ice.asked_dissatisfied) as f64,
        ];
        assert!((answering[0] - 0.22).abs() < 0.03 && (answering[1] - 0.10).abs() < 0.01, "{name}: {answering:?}");
        assert!(2 * ice.lists[0] > ice.journeys, "{name}: most of the dissatisfied say nothing");
    }
}

/// How many times as often customers leave with journeys on which a step went wrong than with others that visit it.
fn times_as_often(name: &str, steps: &[String]) -> Vec<f64> {
    let company = company(name);
    let touches: Vec<(Option<String>, usize, bool, bool)> = company
        .touches(0..25_000, 9)
        .filter_map(|touch| {
            let place = steps.iter().position(|step| *step == touch.step()).unwrap_or(steps.len());
            let left = touch.results.churned == Some(true);
            let tells = place < steps.len() || left;
            tells.then(|| (touch.thread.clone(), place, touch.outcome != Outcome::Ok, left))
        })
        .collect();
    let mut counts = vec![[[0.0; 2]; 2]; steps.len()];
    for journey in touches.chunk_by(|one, next| one.0 == next.0) {
        let left = journey.iter().any(|touch| touch.3);
        for (step, counts) in counts.iter_mut().enumerate() {
            let visits: Vec<bool> = journey.iter().filter(|touch| touch.1 == step).map(|touch| touch.2).collect();
            if !visits.is_empty() {
                counts[usize::from(visits.contains(&true))][usize::from(left)] += 1.0;
            }
        }
    }
    counts.iter().map(|[well, wrong]| wrong[1] / (wrong[0] + wrong[1]) / (well[1] / (well[0] + well[1]))).collect()
}

#[test]
fn a_confounded_decoy_looks_bad_to_who_does_not_ask_who_met_it() {
    for name in Company::NAMES {
        let (_, truth) = told(name, 0..1, 9);
        let confounded = [Why::Season, Why::NewCustomers, Why::BadRoute];
        let decoys = truth.decoys.iter().filter(|decoy| decoy.decoy.is_some_and(|why| confounded.contains(&why)));
        let steps: Vec<String> = decoys.map(|decoy| decoy.happens_at.clone()).collect();
        let ratios = times_as_often(name, &steps);
        let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
        assert!(ratios.len() == 3 && mean > 1.1, "{name}: customers leave {ratios:?} times as often");
    }
}

#[test]
fn a_fix_spares_whom_the_table_says() {
    let (_, truth) = told("airline", 0..6_000, 8);
    let fix = |of: &str| truth.fixes.iter().find(|fix| fix.of == of).expect("a fix");
    let worked = fix("payment-page");
    assert!((worked.rate_after / worked.rate_unfixed - 0.35).abs() < 1e-9 && worked.spared > 50.0);
    assert_eq!((fix("lunch-queue").spared, fix("hangs-up").spared, fix("check-in-breaks").spared), (0.0, 0.0, 0.0));
    assert!(fix("check-in-breaks").rate_after < 0.7 * fix("check-in-breaks").rate_before, "a trend");
    assert!(fix("name-rule").effects[1] < 0.5 * fix("name-rule").effects[0], "it does less harm");
}

/// Journeys to one goal, all begun in one month.
fn journeys(plan: &Plan, goal: &str, count: u64) -> Vec<Journey> {
    let goal = plan.table.goals.iter().position(|known| known.name == goal).expect("a goal");
    let live = |index| {
        let mut draws = Draws::of(77, index);
        let customer = Customer::draw(index, plan.table, &mut draws);
        journey::live(plan, &customer, goal, calendar::month_begins(10), &mut draws)
    };
    (0..count).map(live).collect()
}

/// The chances of leaving added by a trouble are those that go when it is taken out of the world.
fn check(name: &str, goal: &str, id: &str) {
    let with = company(name).plan;
    let number = with.troubles.iter().position(|planned| planned.trouble.id == id).expect("a trouble") as u16;
    let mut without = with.clone();
    without.at.iter_mut().for_each(|at| at.retain(|trouble| *trouble != number));
    let count = 60_000;
    let chances = |plan: &Plan| -> Vec<f64> {
        journeys(plan, goal, count).iter().map(|journey| journey.leaving(plan, None)).collect()
    };
    let (here, there) = (chances(&with), chances(&without));
    let sum = |values: &[f64]| values.iter().sum::<f64>();
    let spread = |values: &[f64]| {
        let mean = sum(values) / values.len() as f64;
        values.iter().map(|value| (value - mean).powi(2)).sum::<f64>()
    };
    let found = sum(&here) - sum(&there);
    let told: f64 = journeys(&with, goal, count)
        .iter()
        .flat_map(|journey| {
            let hits = journey.hits.iter().enumerate();
            let met = hits.filter(|(_, hit)| hit.is_real() && hit.trouble == number);
            met.map(|(place, _)| journey.leaving(&with, None) - journey.leaving(&with, Some(place as u8)))
                .collect::<Vec<_>>()
        })
        .sum();
    let error = (spread(&here) + spread(&there)).sqrt();
    assert!(told > 4.0 * error, "{id}: {told} is too little to tell, error {error}");
    assert!((found - told).abs() < 3.5 * error, "{name} {id}: {told} told, {found} found, error {error}");
}

#[test]
fn the_truth_is_what_goes_when_a_trouble_is_taken_out_of_the_world() {
    check("airline", "book", "payment-page");
    check("airline", "book", "fare-gone");
    check("airline", "change", "hangs-up");
    check("hotel", "room", "room-gone");
    check("hotel", "club", "account-lost");
    check("shop", "repair", "tv-lost-dispatch");
    check("telecom", "fault", "fault-unanswered");
    check("telecom", "invoice", "invoice-by-phone");
}

#[test]
fn signals_are_told_from_both_sides() {
    let (_, truth) = told("shop", 0..3_000, 1);
    for point in truth.points.iter().filter(|point| point.shows == Shows::Signal && point.affected > 0) {
        let known = truth.signals.iter().find(|signal| (signal.kind, &signal.place) == (point.kind, &point.place));
        let signal = known.unwrap_or_else(|| panic!("{} shows nowhere", point.id));
        assert!(signal.journeys >= signal.due && signal.due >= point.affected * 9 / 10, "{}: {signal:?}", point.id);
    }
    let decoy = truth.signals.iter().find(|signal| signal.place == Place::Step("web.product · open".into()));
    assert_eq!(decoy.map(|signal| (signal.kind, signal.effect)), Some((Kind::Failure, 0.0)));
}

/// Journeys of each company on which nothing went wrong.
fn untroubled(name: &str) -> Vec<(&'static str, Journey)> {
    let plan = &company(name).plan;
    let goals = plan.table.goals.iter().map(|goal| goal.name);
    let all = goals.flat_map(|goal| journeys(plan, goal, 400).into_iter().map(move |journey| (goal, journey)));
    all.filter(|(_, journey)| journey.hits.is_empty()).collect()
}

#[test]
fn where_nothing_went_wrong_no_word_says_so() {
    for name in ["airline", "hotel", "shop"] {
        let plan = &company(name).plan;
        for (goal, journey) in untroubled(name) {
            let shown = signs(plan, &journey, journey.events.len(), None);
            let words = |(kind, _): &&(Kind, Site)| {
                matches!(kind, Kind::BrokenPromise | Kind::ExpectationGap | Kind::Retelling | Kind::ParrotReply)
            };
            // Who stands at the end of the way has not been kept waiting for anything.
            assert_eq!(shown.iter().find(words), None, "{name}, {goal}");
        }
    }
}

#[test]
fn people_talk_in_many_words() {
    for name in Company::NAMES {
        let (touches, _) = told(name, 0..1_500, 3);
        let texts: Vec<&str> = touches.iter().filter_map(|touch| touch.text.as_deref()).collect();
        let different: BTreeSet<&str> = texts.iter().copied().collect();
        assert!(texts.len() > 5_000 && different.len() > 1_500, "{name}: {} of {}", different.len(), texts.len());
        let written = |text: &&str| text.contains(['[', ']', '<', '>', '{', '}', '|']) || text.trim().is_empty();
        assert_eq!(different.iter().find(|text| written(text)), None, "{name}: the grammar shows");
    }
}

#[test]
fn who_is_hurt_by_words_hears_them_and_nobody_else() {
    for name in Company::NAMES {
        let (_, truth) = told(name, 0..3_000, 1);
        for point in truth.points.iter().filter(|point| point.affected > 0) {
            let words =
                matches!(point.kind, Kind::BrokenPromise | Kind::ExpectationGap | Kind::Retelling | Kind::ParrotReply);
            let known = truth.signals.iter().find(|signal| (signal.kind, &signal.place) == (point.kind, &point.place));
            // Some of the telephone company's promises would have been broken anyway.
            if let Some(signal) = known.filter(|_| words) {
                assert!(signal.due >= point.affected * 17 / 20, "{name}, {}: {signal:?}", point.id);
            }
            assert!(known.is_some() || !words, "{name}: {} shows nowhere", point.id);
        }
    }
}
