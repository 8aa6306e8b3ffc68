//! `waterline language` on the real program: one text a line in, one object a line out, whatever stands on the line.

mod common;

use common::waterline;
use serde_json::Value;
use std::io::Write;
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
