//! Arbitrary touches and arbitrary bytes.

use crate::{check_round_trip, real, round_trip, shown, write};
use channels::file::write::{Form, Writer};
use channels::file::{Options, open};
use desk::identity::{Identity, Kind};
use desk::time::{Span, Time};
use desk::touch::{Direction, Outcome, Phase, Results, Touch};
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Text of every kind, also such as XML cannot hold and CSV must quote.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z:/ ]{0,8}",
        "\\PC{0,6}",
        "[\u{0}-\u{1f}\"',;\\\\<>&\u{7f}\u{2028}\u{fffe}\u{ffff}]{0,4}",
        "[中文客服催单，。]{0,5}",
        select(vec!["2024-01-01T00:00:00Z", "2024-01-01T00:00:00.25+08:00", "?", "=1+1", "\\", "\r\n", " lone "])
            .prop_map(str::to_owned),
    ]
}

/// Names of attributes, also such as mean something in a format.
fn name() -> impl Strategy<Value = String> {
    let taken = select(vec![
        "case:tier",
        "case:concept:name",
        "case:waterline:id",
        "case:",
        "concept:name",
        "lifecycle:transition",
        "org:group",
        "waterline:id",
        "waterline:attributes",
        "ocel:objects",
        "ocel:types",
        "time:timestamp",
        "identity:id",
    ]);
    prop_oneof![text(), taken.prop_map(str::to_owned)]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter("JSON has no way to write it", |number| number.is_finite()).prop_map(Value::from),
        text().prop_map(Value::from),
        select(vec!["complete", "start", "COMPLETE", "ate_abort", "unknown"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let pair = (name(), inner.clone()).prop_map(|(key, value)| json!([key, value]));
        let kinds = vec!["string", "date", "int", "id", "list", "container", "other"];
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            btree_map(name(), inner, 0..3).prop_map(|map| json!(map)),
            (select(kinds), text(), vec(pair, 0..3))
                .prop_map(|(kind, text, pairs)| json!({"xes": kind, "value": text, "children": pairs})),
        ]
    })
}

prop_compose! {
    fn place()(source in "[a-zé]{1,3}", thread in of(prop_oneof![text(), Just("order:1".to_owned())]),
        channel in of(text()), touchpoint in of(text()), action in of(text()), owner in of(text()), actor in of(text()),
        text in of(text()), segment in of(text())) -> Touch {
        Touch { v: 1, source, thread, channel, touchpoint, action, owner, actor, text, segment, ..Touch::default() }
    }
}

prop_compose! {
    fn touch()(place in place(), id in "[a-z0-9 ]{1,6}",
        at in -62_167_219_200_000_000_i64..253_402_300_800_000_000, received in of(0_i64..4_000_000_000_000_000),
        sequence in prop_oneof![Just(0), any::<i64>()], waited in of(any::<i64>()), handled in of(any::<i64>()),
        amount in of(any::<f64>()), rating in of(0.0..1.0), flags in any::<[Option<bool>; 5]>(),
        outcome in select(vec![Outcome::Unknown, Outcome::Ok, Outcome::Refused, Outcome::Waiting]),
        direction in of(select(vec![Direction::Customer, Direction::SelfService, Direction::Internal])),
        phase in select(vec![Phase::Complete, Phase::Schedule, Phase::Start, Phase::Other]),
        identities in vec((select(vec![Kind::Account, Kind::Email, Kind::Name]), text()), 0..3),
        attributes in btree_map(name(), value(), 0..4)) -> Touch {
        let [reopened, sla_broken, churned, returned, complained] = flags;
        Touch {
            id, at: Time(at), received_at: received.map(Time), sequence, waited: waited.map(Span),
            handled: handled.map(Span), amount, outcome, direction, phase,
            results: Results { reopened, sla_broken, churned, returned, complained, rating },
            identities: identities.into_iter().map(|(kind, value)| Identity { kind, value }).collect(),
            attributes: attributes.into_iter().collect(), ..place
        }
    }
}

/// Some touches with distinct ids, those of one journey together.
fn touches() -> impl Strategy<Value = Vec<Touch>> {
    vec(touch(), 1..5).prop_map(|mut touches| {
        for (number, touch) in touches.iter_mut().enumerate() {
            touch.id = format!("{number}{}", touch.id);
        }
        crate::sorted(touches)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn touches_come_back_from_every_form_that_can_hold_them(touches in touches()) {
        for form in [Form::Csv, Form::Xes, Form::OcelJson, Form::Parquet] {
            check_round_trip(form, &touches);
        }
        // JSON has no way to write an amount that is not a finite number; it comes back as missing.
        let mut back = round_trip(Form::JsonLines, &touches).touches;
        back.sort_by_key(|touch| touch.id.clone());
        let mut finite = touches;
        finite.sort_by_key(|touch| touch.id.clone());
        prop_assert_eq!(back.len(), finite.len());
        for (touch, back) in finite.iter_mut().zip(&back) {
            touch.amount = touch.amount.filter(|amount| amount.is_finite());
            prop_assert_eq!(shown(back), shown(touch));
        }
    }
}

#[test]
fn times_that_no_text_can_write_are_refused_and_not_mangled() {
    for at in [i64::MIN, -62_167_219_200_000_001, 253_402_300_800_000_000, i64::MAX] {
        let touch = Touch { v: 1, id: "x".into(), source: "s".into(), at: Time(at), ..Touch::default() };
        for form in Form::ALL {
            let mut writer = Writer::new(form, Box::new(std::io::sink())).expect("a writer");
            let error = writer.write(&touch).expect_err("no such year can be written");
            assert!(error.to_string().contains("years 0 to 9999"), "{error}");
        }
    }
}

/// Small logs of every format, to be damaged.
fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let touch: Touch = serde_json::from_str(
        r#"{"v":1,"id":"1","source":"s","at":"2024-01-01T00:00:00Z","thread":"t","action":"a","attributes":{"k":[1]}}"#,
    )
    .expect("a touch");
    let folder = TempDir::new().expect("a folder");
    let mut seeds = Vec::new();
    for form in Form::ALL {
        let path = folder.path().join("seed");
        write(form, std::slice::from_ref(&touch), &path);
        seeds.push((form.word(), std::fs::read(&path).expect("a file")));
    }
    for name in ["running-example.xes", "ocel20_example.jsonocel", "ocel20_example.xmlocel", "ocel20_example.sqlite"] {
        if let Some(path) = real(name) {
            seeds.push((name, std::fs::read(path).expect("a file")));
        }
    }
    seeds
}

#[derive(Clone, Debug)]
enum Damage {
    Cut(usize),
    Set(usize, u8),
    Remove(usize, usize),
    Repeat(usize, usize),
    Insert(usize, Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        any::<usize>().prop_map(Damage::Cut),
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        (any::<usize>(), 1_usize..200).prop_map(|(at, count)| Damage::Remove(at, count)),
        (any::<usize>(), 1_usize..200).prop_map(|(at, count)| Damage::Repeat(at, count)),
        (any::<usize>(), vec(any::<u8>(), 1..8)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
    ]
}

fn damaged(mut bytes: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        let length = bytes.len().max(1);
        let range = |at: &usize, count: &usize| (at % length)..(at % length + count).min(length);
        match damage {
            _ if bytes.is_empty() => {}
            Damage::Cut(at) => bytes.truncate(at % length),
            Damage::Set(at, byte) => bytes[at % length] = *byte,
            Damage::Remove(at, count) => drop(bytes.drain(range(at, count))),
            Damage::Repeat(at, count) => {
                let again = bytes[range(at, count)].to_vec();
                bytes.splice(at % length..at % length, again);
            }
            Damage::Insert(at, inserted) => drop(bytes.splice(at % length..at % length, inserted.iter().copied())),
        }
    }
    bytes
}

#[test]
fn no_damage_makes_a_reader_panic() {
    let seeds = seeds();
    let folder = TempDir::new().expect("a folder");
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(400));
    let strategy = (0..seeds.len(), vec(damage(), 1..6));
    let run = runner.run(&strategy, |(seed, damages)| {
        let (name, bytes) = &seeds[seed];
        let path = folder.path().join(format!("damaged.{name}"));
        std::fs::write(&path, damaged(bytes.clone(), &damages)).expect("a file");
        // What is said about the damage is of no matter here, only that something is said and that it ends.
        if let Ok(log) = open(&path, &Options::default()) {
            let told = log.take(100_000).take_while(Result::is_ok).count();
            prop_assert!(told < 100_000);
        }
        Ok(())
    });
    run.expect("no reader panics");
}
