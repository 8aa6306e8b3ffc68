//! `waterline language` on the real program: one text a line in, one object a line out, whatever stands on the line.

mod common;

use common::{directory, json, text, waterline};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Stdio;

fn read(texts: &[u8], more: &[&str]) -> Vec<Value> {
    let mut command = waterline();
    command.args(["language", "read", "--at", "2026-03-04T10:00:00+08:00", "--zone", "Asia/Shanghai", "--json"]);
    let mut process = command.args(more).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut input = process.stdin.take().expect("its input");
    let texts = texts.to_owned();
    let writing = std::thread::spawn(move || input.write_all(&texts));
    let output = process.wait_with_output().expect("an end");
    writing.join().expect("a thread").expect("all is read");
    assert!(output.status.success(), "{output:?}");
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    lines.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
}

#[test]
fn every_line_gets_an_answer_in_its_place() {
    let texts = "等了兩個鐘頭都冇人聽電話，你哋係咪冇人返工㗎\n\
                 We'll call you back within 2 working days.\n\
                 \n\
                 抱歉，这个订单不能退款，因为票已经使用。您可以申请代金券。\n\
                 Lovely flight, thank you!\n";
    let answers = read(texts.as_bytes(), &[]);
    assert_eq!(answers.len(), 5);
    assert_eq!((&answers[0]["language"], &answers[0]["variant"]), (&"zh".into(), &"yue".into()), "{}", answers[0]);
    assert!(answers[0]["causes"].as_array().is_some_and(|causes| !causes.is_empty()), "{}", answers[0]);
    assert_eq!(answers[1]["promises"][0]["due"], "2026-03-06T10:00:00Z", "{}", answers[1]);
    assert_eq!(answers[2]["causes"], serde_json::json!([]), "an empty line is a text too");
    assert!(answers[3]["refusal"]["reason"].is_string(), "{}", answers[3]);
    assert!(answers[3]["refusal"]["alternative"].is_string(), "{}", answers[3]);
    assert_eq!((&answers[4]["anger"], &answers[4]["refusal"]), (&0.into(), &Value::Null));
}

#[test]
fn broken_bytes_and_endless_lines_are_read_as_far_as_they_go() {
    let mut texts = vec![0xff, 0xfe, b'h', b'i', 0, b'\n'];
    texts.extend(std::iter::repeat_n("退钱！".as_bytes(), 400_000).flatten());
    texts.extend(b"\nlast");
    let answers = read(&texts, &[]);
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[1]["language"], "zh");
}

#[test]
fn a_companys_own_rows_are_learned_and_a_wrong_row_is_named() {
    let directory = tempfile::tempdir().expect("a directory");
    let (rows, model) = (directory.path().join("own.tsv"), directory.path().join("own.bin"));
    let header = "text\tcauses\tsource\tanger\tdisappointment\tworry\tjoy\tdirection\n";
    let wrong = format!("{header}The kiosk ate my card\tsystem.kiosk\tprocess\t1\t0\t0\t0\tcompany\n");
    std::fs::write(&rows, wrong).expect("a file");
    let learn = || {
        let mut command = waterline();
        command.args(["language", "train", "--no-codebook", "--out"]).arg(&model).arg(&rows);
        command.output().expect("it starts")
    };
    let refused = learn();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("own.tsv") && said.contains("system.kiosk"), "{said}");
    let mut own = header.to_owned();
    for case in 0..40 {
        own += &format!("The kiosk ate my card at gate {case}\tsystem.website\tprocess\t2\t1\t0\t0\tcompany\n");
        own += &format!("Where is gate {case} please\t\t\t0\t0\t0\t0\tnone\n");
    }
    std::fs::write(&rows, own).expect("a file");
    let learned = learn();
    assert!(learned.status.success(), "{}", String::from_utf8_lossy(&learned.stderr));
    let answers = read(b"the kiosk ate my card again\n", &["--model", model.to_str().expect("a plain path")]);
    assert_eq!(answers[0]["causes"][0]["cause"], "website", "{}", answers[0]);
}

/// A shop whose staff promise to call back within two hours; four in ten never do, and half of those who wait in vain complain.
fn chats() -> String {
    let mix = |number: u64| {
        let hash = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33
    };
    let mut log = String::new();
    for number in 0..900u64 {
        let broken = mix(number) % 100 < 40;
        let complains = mix(number + 10_000) % 100 < if broken { 50 } else { 5 };
        let begin = 1_704_067_200_000_000 + i64::try_from(number).expect("small") * 3_600_000_000;
        let mut touch = |seconds: i64, who: &str, what: Value| {
            let mut touch = serde_json::json!({
                "v": 1, "id": format!("{number}-{seconds}"), "source": "chat", "thread": format!("t{number}"),
                "at": jiff::Timestamp::from_microsecond(begin + seconds * 1_000_000).expect("a time").to_string(), "touchpoint": "chat", "direction": who,
                "identities": [{ "kind": "account", "value": format!("c{number}") }],
            });
            touch.as_object_mut().expect("an object").extend(what.as_object().expect("an object").clone());
            writeln!(log, "{touch}").expect("a string grows");
        };
        let mut say = |seconds, who, text| touch(seconds, who, serde_json::json!({ "action": "write", "text": text }));
        say(0, "customer", "Where is my order?");
        say(600, "company", "We will call you back within two hours.");
        if broken {
            say(86_400, "customer", "You never called me back!");
        }
        say(if broken { 87_000 } else { 3_600 }, "company", "Your order left our house this morning.");
        touch(90_000, "internal", serde_json::json!({ "action": "closed", "results": { "complained": complains } }));
    }
    log
}

#[test]
fn broken_promises_in_the_texts_of_a_file_are_noise_without_a_store() {
    let directory = directory();
    let path = text(&directory.path().join("chats.jsonl"));
    std::fs::write(&path, chats()).expect("a folder to write to");
    let report = json(&["noise", &path]);
    let points = report["points"].as_array().expect("points");
    let broken = points.iter().find(|point| point["kind"] == "broken_promise");
    let broken = broken.unwrap_or_else(|| panic!("{report:#}"));
    let said = chats().matches("never called").count();
    assert_eq!((broken["affected"].as_u64(), broken["exposed"].as_u64()), (Some(said as u64), Some(900)), "{broken:#}");
}

/// A gym that tells how many courts it offered and gave; one in three gets none, and half of those complain. Members also
/// write what they think: of the studio some say that it is not what was advertised.
fn gym() -> String {
    let mix = |number: u64| {
        let hash = number.wrapping_add(7).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33
    };
    let mut log = String::new();
    for number in 0..900u64 {
        let (fewer, disappointed) = (mix(number) % 3 == 0, mix(number + 5_000) % 4 == 0);
        let complains = mix(number + 10_000) % 100 < if fewer || disappointed { 50 } else { 5 };
        let begin = 1_704_067_200_000_000 + i64::try_from(number).expect("small") * 3_600_000_000;
        let mut touch = |seconds: i64, step: &str, what: Value| {
            let mut touch = serde_json::json!({
                "v": 1, "id": format!("{number}-{seconds}"), "source": "gym", "thread": format!("t{number}"),
                "at": jiff::Timestamp::from_microsecond(begin + seconds * 1_000_000).expect("a time").to_string(), "touchpoint": step,
                "identities": [{ "kind": "account", "value": format!("c{number}") }],
            });
            touch.as_object_mut().expect("an object").extend(what.as_object().expect("an object").clone());
            writeln!(log, "{touch}").expect("a string grows");
        };
        let courts = serde_json::json!({ "offered": 2, "delivered": if fewer { 0 } else { 2 } });
        touch(0, "courts", serde_json::json!({ "direction": "self_service", "attributes": courts }));
        let text =
            if disappointed { "The studio is not what was advertised." } else { "The studio is lovely, as described." };
        touch(600, "studio", serde_json::json!({ "direction": "customer", "text": text }));
        touch(
            900,
            "desk",
            serde_json::json!({ "direction": "internal", "action": "closed", "results": { "complained": complains } }),
        );
    }
    log
}

#[test]
fn less_than_was_offered_is_noise_where_a_system_or_the_customer_says_so() {
    let directory = directory();
    let path = text(&directory.path().join("gym.jsonl"));
    let log = gym();
    std::fs::write(&path, &log).expect("a folder to write to");
    let report = json(&["noise", &path]);
    let points = report["points"].as_array().expect("points");
    let check = |place: &str, said: &str| {
        let point = points.iter().find(|point| point["kind"] == "expectation_gap" && point["place"] == place);
        let point = point.unwrap_or_else(|| panic!("{place}: {report:#}"));
        let wanted = (Some(log.matches(said).count() as u64), Some(900));
        assert_eq!((point["affected"].as_u64(), point["exposed"].as_u64()), wanted, "{point:#}");
    };
    check("courts", "\"delivered\":0");
    check("studio", "not what was advertised");
}
