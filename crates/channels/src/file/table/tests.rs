//! Stories of dirty tables.

use crate::file::mapping::Mapping;
use crate::file::{self, Options, Record};
use desk::time::Time;
use desk::touch::{Outcome, Touch};
use proptest::prelude::*;
use std::io::Write;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/tables")).join(name)
}

/// The mapping, the touches and the rejected lines (line, code) of a log.
pub(super) struct Read {
    pub(super) mapping: Mapping,
    source: String,
    pub(super) touches: Vec<Touch>,
    pub(super) rejected: Vec<(u64, &'static str)>,
}

#[track_caller]
fn read_with(path: &Path, options: &Options) -> Read {
    let mut log = file::open(path, options).unwrap_or_else(|error| panic!("{error}"));
    let mut read = Read {
        mapping: log.mapping().cloned().unwrap_or_default(),
        source: log.source().to_owned(),
        touches: Vec::new(),
        rejected: Vec::new(),
    };
    for record in log.by_ref() {
        match record.unwrap_or_else(|error| panic!("{error}")) {
            Record::Touch(touch) => read.touches.push(touch),
            Record::Rejected(rejected) => read.rejected.push((rejected.line, rejected.reason.code())),
        }
    }
    assert_eq!(log.position() as usize, read.touches.len() + read.rejected.len());
    read
}

#[track_caller]
fn read(path: &Path) -> Read {
    read_with(path, &Options::default())
}

#[track_caller]
pub(super) fn read_text(text: impl AsRef<[u8]>, options: &Options) -> Read {
    read_with(written(text.as_ref()).path(), options)
}

fn written(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("it can be written");
    file
}

pub(super) fn time(text: &str) -> Time {
    Time::parse(text).expect("a time")
}

#[test]
fn one_table_in_four_encodings_is_one_log() {
    let utf8 = read(&fixture("chinese-utf8.csv"));
    assert_eq!((utf8.touches.len(), utf8.rejected.len()), (8, 0));
    for name in ["chinese-gbk.csv", "chinese-utf16.csv"] {
        let other = read(&fixture(name));
        assert_eq!(other.touches, utf8.touches, "{name}");
        assert_eq!((other.source, other.mapping), (utf8.source.clone(), utf8.mapping.clone()), "{name}");
    }
}

#[test]
fn a_sheet_of_a_workbook_is_the_same_log() {
    // With a title, an empty sheet, one of notes, real dates, and phone numbers that are numbers.
    let (utf8, sheet) = (read(&fixture("chinese-utf8.csv")), read(&fixture("chinese.xlsx")));
    assert_eq!(sheet.touches, utf8.touches);
    assert_eq!((&sheet.source, &sheet.mapping), (&utf8.source, &utf8.mapping));
    assert_eq!(sheet.rejected, [(1, "cells"), (0, "no_log")]);
}

#[test]
fn a_workbook_that_cannot_be_read_says_what_to_do() {
    let whole = std::fs::read(fixture("chinese.xlsx")).expect("the fixture");
    let mut broken = whole.clone();
    broken[whole.len() / 3..whole.len() / 2].fill(7);
    let older = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more".to_vec();
    for content in [broken, older] {
        let error = file::open(written(&content).path(), &Options::default()).err().expect("an error");
        let error = error.to_string();
        assert!(["CSV", "is whole"].iter().any(|mend| error.contains(mend)), "{error}");
    }
}

#[test]
fn a_chinese_header_is_understood() {
    let read = read(&fixture("chinese-gbk.csv"));
    insta::assert_snapshot!(read.mapping.to_toml(), @r###"
    # Which column means what. Take away or correct lines; a column may be named twice.
    missing = ["?", "-", "--", "NA", "N/A", "n/a", "#N/A", "NaN", "NULL", "null", "None", '\N', "无", "空"] # cells that say nothing
    thread = "工单编号" # the case, order or goal: what makes one journey
    action = "步骤" # what was done
    channel = "渠道" # phone, web, app ...
    owner = "处理部门" # the department, team or supplier responsible
    actor = "坐席" # who acted for the company
    segment = ["优先级"] # kinds of cases: like is compared with like

    [at] # when it happened
    column = "操作时间"
    formats = ["year-first"] # year-first, day-first, month-first, compact, epoch-seconds, excel-days ...
    zone = "UTC" # the zone of times that name none

    [[customer]] # what the customer is known by
    column = "客户手机"
    kind = "phone" # account, email, phone, messenger, device or name

    [results.complained] # the customer complained
    column = "是否投诉"

    [results.rating] # the customer's rating
    column = "满意度"
    worst = 0.0
    best = 1.0

    [table] # how the text is laid out
    delimiter = ","
    header = true # the first row names the columns
    "###);
    assert_eq!(read.touches[5].results.rating, Some(0.0));
}

#[test]
fn traditional_chinese_in_big5_with_half_days() {
    let read = read(&fixture("chinese-big5.csv"));
    assert_eq!(read.mapping.thread.as_deref(), Some("案件編號"));
    assert_eq!(read.mapping.action.as_deref(), Some("步驟"));
    assert_eq!(read.touches[1].at, time("2024-03-05T13:05:00Z"));
    assert_eq!(read.touches[5].outcome, Outcome::Refused);
}

#[test]
fn semicolons_western_letters_and_decimal_commas() {
    let read = read(&fixture("semicolons.csv"));
    assert_eq!(read.mapping.thread.as_deref(), Some("Order ID"));
    let said: Vec<_> = read.touches.iter().map(|touch| (touch.action.as_deref(), touch.amount)).collect();
    assert_eq!(said[0], (Some("Bestellung"), Some(1234.5)));
    assert_eq!(said[3], (Some("Kündigung"), Some(0.0)));
    assert_eq!(read.touches[0].at, time("2024-03-05T09:12:00Z"), "day first, because of the 17th of March");
}

#[test]
fn a_damaged_table_gives_what_is_sound_and_lists_the_rest() {
    let read = read(&fixture("ragged.csv"));
    assert_eq!(
        read.rejected,
        [(1, "cells"), (7, "open_quote"), (8, "cells"), (11, "bad_time"), (12, "no_time"), (13, "no_thread")]
    );
    let said: Vec<_> = read.touches.iter().map(|touch| (touch.action.as_deref(), touch.text.as_deref())).collect();
    assert_eq!(said[0], (Some("New"), Some("first line\nsecond, line")));
    assert_eq!(said[3], (Some("Closed"), Some("said \"no\" twice")));
    assert_eq!(read.touches[3].at, time("2024-03-21T23:00:00Z"), "month first, because of the 21st");
}

#[test]
fn milliseconds_in_a_tab_separated_table() {
    let read = read(&fixture("epoch.tsv"));
    assert_eq!(read.mapping.thread.as_deref(), Some("session_id"));
    assert_eq!(read.touches[0].at, time("2024-03-05T09:12:00Z"));
}

#[test]
fn a_saved_mapping_reads_the_same() {
    for name in ["chinese-gbk.csv", "chinese-big5.csv", "semicolons.csv", "ragged.csv", "epoch.tsv"] {
        let guessed = read(&fixture(name));
        let saved = Mapping::from_toml(&guessed.mapping.to_toml()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(saved, guessed.mapping, "{name}");
        let again = read_with(&fixture(name), &Options { mapping: Some(saved), ..Options::default() });
        assert_eq!(again.touches, guessed.touches, "{name}");
    }
}

#[test]
fn a_misspelt_column_is_named_with_the_nearest() {
    let mapping = Mapping::from_toml("thread = \"ticket_idd\"\n[at]\ncolumn = \"updated_at\"").expect("a mapping");
    let error = file::open(&fixture("ragged.csv"), &Options { mapping: Some(mapping), ..Options::default() });
    insta::assert_snapshot!(error.err().map(|error| error.to_string()).unwrap_or_default(), @r#"the mapping takes `thread` from the column "ticket_idd", which is not in this log. Did you mean "ticket_id"? The columns are "ticket_id", "updated_at", "status", "status (2)", "comment"."#);
    let unknown = Mapping::from_toml("thred = \"x\"").map_err(|error| error.to_string());
    assert!(unknown.is_err_and(|error| error.contains("thred") && error.contains("thread")));
}

#[test]
fn a_list_without_times_says_how_to_give_it_one() {
    let text = "label,review\n1,很好\n0,很差\n";
    let file = written(text.as_bytes());
    let error = file::open(file.path(), &Options::default()).err().expect("no log").to_string();
    assert!(error.contains("no column says when") && error.contains("always"), "{error}");
    let mapping = Mapping::from_toml("text = \"review\"\n[at]\nalways = \"2024-01-01\"").expect("a mapping");
    let read = read_text(text, &Options { mapping: Some(mapping), ..Options::default() });
    assert_eq!(read.touches.len(), 2);
    assert_ne!(read.touches[0].journey(), read.touches[1].journey(), "each row is a journey of its own");
}

#[test]
fn local_times_go_by_the_zone_even_when_clocks_change() {
    let text = "case,time,event\n1,2024-03-31 02:30:00,a\n1,2024-10-27 02:30:00,b\n2,2024-07-01 12:00:00,a\n";
    let read = read_text(text, &Options { zone: Some("Europe/Berlin".into()), ..Options::default() });
    let times: Vec<_> = read.touches.iter().map(|touch| touch.at.to_string()).collect();
    assert_eq!(times, ["2024-03-31T01:30:00Z", "2024-10-27T00:30:00Z", "2024-07-01T10:00:00Z"]);
    assert_eq!(read.mapping.at.zone.as_deref(), Some("Europe/Berlin"));
}

#[test]
fn equal_rows_side_by_side_are_two_and_far_apart_one() {
    let text =
        "case,time,event\n1,2024-01-01 10:00,a\n1,2024-01-01 10:00,a\n2,2024-01-01 11:00,b\n1,2024-01-01 10:00,a\n";
    let read = read_text(text, &Options::default());
    let ids: Vec<_> = read.touches.iter().map(|touch| touch.id.as_str()).collect();
    assert!(ids[0] != ids[1] && ids[0] == ids[3], "{ids:?}");
}

/// One row a complaint; the second export is made a day later, when more has been done.
const COMPLAINTS: &str = "投诉编号,客户电话,投诉内容,创建时间,派单时间,首次响应时间,预计解决时间,办结时间,满意度\n\
    T1,13900000001,路由器经常掉线,2024-03-01 09:00,2024-03-01 09:20,2024-03-01 11:00,2024-03-05 09:00,2024-03-04 17:00,不满意\n\
    T2,13900000002,宽带装机没人来,2024-03-01 10:00,2024-03-01 10:05,,2024-03-05 10:00,,未评价\n\
    T3,13900000003,账单多扣了钱,2024-03-01 12:00,昨天,,2024-03-05 12:00,,\n\
    T4,13900000004,电视没有信号,2024-03-01 13:00,2024-03-01 13:05,,2024-03-05 13:00,,\n\
    T5,13900000005,套餐改不了,2024-03-01 14:00,2024-03-01 14:05,,2024-03-05 14:00,,\n";

#[test]
fn a_row_that_stands_for_a_whole_case_tells_of_each_of_its_moments() {
    let read = read_text(COMPLAINTS, &Options::default());
    let told = read.touches.iter().map(|touch| {
        let thread = touch.thread.as_deref().unwrap_or_default();
        let action = touch.action.as_deref().unwrap_or_default();
        let text = touch.text.as_deref().map_or("", |_| " with its text");
        let rated = touch.results.rating.map_or(String::new(), |share| format!(" rated {share}"));
        format!("{thread} {action} {}{text}{rated}", touch.at)
    });
    let told: Vec<_> = told.collect();
    let expected = [
        "T1 创建 2024-03-01T09:00:00Z with its text",
        "T1 派单 2024-03-01T09:20:00Z",
        "T1 首次响应 2024-03-01T11:00:00Z",
        "T1 办结 2024-03-04T17:00:00Z rated 0",
        "T2 创建 2024-03-01T10:00:00Z with its text",
        "T2 派单 2024-03-01T10:05:00Z",
        "T3 创建 2024-03-01T12:00:00Z with its text",
        "T4 创建 2024-03-01T13:00:00Z with its text",
        "T4 派单 2024-03-01T13:05:00Z",
        "T5 创建 2024-03-01T14:00:00Z with its text",
        "T5 派单 2024-03-01T14:05:00Z",
    ];
    assert_eq!(told, expected, "what was planned did not happen, and what cannot be read costs its moment only");
    assert_eq!(read.rejected, [(4, "bad_time")]);
    let saved = Mapping::from_toml(&read.mapping.to_toml()).expect("the printed mapping");
    assert_eq!(saved, read.mapping);
}

#[test]
fn a_later_export_of_the_same_cases_adds_only_what_is_new() {
    let first = read_text(COMPLAINTS, &Options::default());
    let later = COMPLAINTS.replace("10:05,,2024-03-05 10:00,,未评价", "10:05,2024-03-02 08:00,2024-03-05 10:00,,满意");
    let later = read_text(later, &Options::default());
    let known: Vec<_> = first.touches.iter().map(|touch| &touch.id).collect();
    let new: Vec<_> = later.touches.iter().filter(|touch| !known.contains(&&touch.id)).collect();
    assert_eq!(new.iter().map(|touch| touch.action.as_deref()).collect::<Vec<_>>(), [Some("首次响应")]);
}

#[test]
fn an_event_log_with_a_second_time_is_one_touch_a_row() {
    let text = "case,activity,created at,closed at\n1,open,2024-01-01 10:00,2024-01-01 10:30\n\
                1,check,2024-01-01 11:00,2024-01-01 11:10\n2,open,2024-01-02 10:00,2024-01-02 10:05\n\
                2,check,2024-01-02 11:00,2024-01-02 11:10\n";
    assert_eq!(read_text(text, &Options::default()).touches.len(), 4);
}

#[test]
fn bytes_that_mean_nothing_cost_their_line_only() {
    let mut text =
        "case,time,event\n1,2024-01-01 10:00,客户来电\n1,2024-01-01 11:00,客户等待处理中\n".as_bytes().to_vec();
    text.extend_from_slice(b"2,2024-01-02 10:00,bro\xffken\n2,2024-01-02 11:00,closed\n");
    let read = read_text(text, &Options::default());
    assert_eq!((read.touches.len(), read.rejected), (3, vec![(4, "bad_bytes")]));
}

#[test]
fn several_packings_of_one_table_are_one_log() {
    let text = std::fs::read(fixture("chinese-gbk.csv")).expect("the fixture");
    let plain = read(&fixture("chinese-gbk.csv"));
    let (first, second) = text.split_at(200);
    let mut packed = Vec::new();
    for part in [first, second] {
        let mut gzip = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::default());
        gzip.write_all(part).expect("packed");
        gzip.finish().expect("packed");
    }
    assert_eq!(read_text(&packed, &Options::default()).touches, plain.touches);

    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in [("in/a.csv.gz", packed.as_slice()), ("in/notes.txt", b"nothing here"), (".hidden", b"x")] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        archive.write_all(content).expect("a member");
    }
    let archive = archive.finish().expect("an archive").into_inner();
    let read = read_text(archive, &Options::default());
    assert_eq!((read.touches, read.rejected), (plain.touches, vec![(0, "no_log")]));
}

/// The real logs, where they are at hand.
#[test]
fn incidents_of_a_service_desk_need_no_mapping() {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/logs/servicenow-incidents.zip"));
    if !path.exists() {
        eprintln!("{} is not here; this story is not told", path.display());
        return;
    }
    let read = read(path);
    let mapping = &read.mapping;
    let roles = [&mapping.thread, &mapping.action, &mapping.at.column, &mapping.channel, &mapping.owner];
    let roles = roles.map(|role| role.as_deref().unwrap_or_default());
    assert_eq!(roles, ["number", "ident_state", "sys_updated_at", "contact_type", "assignment_group"]);
    assert_eq!(mapping.actor.as_deref(), Some("assigned_to"));
    assert_eq!(mapping.sequence.as_deref(), Some("sys_mod_count"));
    assert_eq!(mapping.customer.first().map(|customer| customer.column.as_str()), Some("caller_id"));
    assert!(mapping.results.sla_broken.as_ref().is_some_and(|fact| fact.column == "made_sla" && fact.negated));
    assert_eq!((read.touches.len(), read.rejected.len()), (141_712, 0));
    let journeys: std::collections::HashSet<_> = read.touches.iter().map(Touch::journey).collect();
    let callers: std::collections::HashSet<_> = read.touches.iter().map(|touch| &touch.identities).collect();
    assert_eq!((journeys.len(), callers.len()), (24_918, 5_245));
}

proptest! {
    #[test]
    fn no_line_is_lost(lines in prop::collection::vec("[a-z0-9,\"; \\-:]{0,30}", 1..40), ends in prop::bool::ANY) {
        let mut text = String::from("case,time,event\n1,2024-01-01 10:00,a\n1,2024-01-02 10:00,b\n");
        text.push_str(&lines.join("\n"));
        text.push_str(if ends { "\n" } else { "" });
        let mapping = "thread = \"case\"\naction = \"event\"\n[at]\ncolumn = \"time\"\n[table]\ndelimiter = \",\"\nheader = true";
        let options = Options { mapping: Some(Mapping::from_toml(mapping).expect("a mapping")), ..Options::default() };
        let file = written(text.as_bytes());
        if let Ok(log) = file::open(file.path(), &options) {
            let records = log.filter_map(Result::ok).count();
            let mut rows = super::lines::Lines::new(text.as_bytes(), b',', b'\n');
            let (mut bytes, mut told) = (0, 0);
            while let Some(row) = rows.next().expect("memory can be read") {
                bytes += row.range.len() + 1;
                let row = String::from_utf8_lossy(rows.bytes(&row)).replace([',', '"'], "");
                told += usize::from(!row.trim().is_empty());
            }
            prop_assert!(bytes >= text.len() && bytes <= text.len() + 1);
            // The header is no record; rows of nothing but quotes may or may not be empty.
            prop_assert!(records + 1 >= told, "{records} records of {told} rows");
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let file = written(&bytes);
        if let Ok(log) = file::open(file.path(), &Options::default()) {
            log.for_each(drop);
        }
    }
}
