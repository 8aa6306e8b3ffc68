//! Parquet with columns of any type.

use crate::read_with;
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float32Array, Int64Array, LargeStringArray,
    ListArray, RecordBatch, StringArray, TimestampMillisecondArray, TimestampNanosecondArray, TimestampSecondArray,
};
use channels::file::mapping::Mapping;
use channels::file::{Options, open};
use parquet::arrow::ArrowWriter;
use std::fs::File;
use std::sync::Arc;

fn written(columns: Vec<(&str, ArrayRef)>) -> crate::Read {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("log.parquet");
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)));
    let batch = batch.expect("columns of one length");
    let mut writer =
        ArrowWriter::try_new(File::create(&path).expect("a file"), batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("rows");
    writer.close().expect("an end");
    let mapping = "thread = \"case\"\naction = \"event\"\n[at]\ncolumn = \"timestamp\"\nzone = \"UTC\"\n";
    let mapping = Mapping::from_toml(mapping).expect("a mapping");
    read_with(&path, &Options { mapping: Some(mapping), ..Options::default() })
}

#[test]
fn columns_of_every_type_become_touches() {
    let actions: DictionaryArray<Int32Type> = ["下单", "付款"].into_iter().collect();
    let zone_told = TimestampMillisecondArray::from(vec![Some(1_709_172_600_123), None]).with_timezone("+08:00");
    let exact = vec![1_709_172_600_000_001_000, 1_709_172_700_000_000_000];
    let total = Decimal128Array::from(vec![1250, -5]).with_precision_and_scale(10, 2).expect("a decimal");
    let read = written(vec![
        ("case", Arc::new(LargeStringArray::from(vec![Some("A-1"), Some("A-1")]))),
        ("event", Arc::new(actions)),
        ("timestamp", Arc::new(TimestampNanosecondArray::from(exact))),
        ("updated", Arc::new(zone_told)),
        ("created", Arc::new(TimestampSecondArray::from(vec![Some(1_709_172_600), Some(1_i64 << 40)]))),
        ("day", Arc::new(Date32Array::from(vec![Some(19782), None]))),
        ("total", Arc::new(total)),
        ("share", Arc::new(Float32Array::from(vec![0.1_f32, f32::NAN]))),
        ("vip", Arc::new(BooleanArray::from(vec![Some(true), None]))),
        ("count", Arc::new(Int64Array::from(vec![Some(i64::MAX), None]))),
        ("tags", Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1), None]), None]))),
    ]);
    assert_eq!(read.complaints(), "");
    let told: Vec<String> = read
        .touches
        .iter()
        .map(|touch| {
            let action = touch.action.as_deref().unwrap_or("-");
            format!("{} {:?} {action} {}", touch.at, touch.thread, serde_json::json!(touch.attributes))
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    2024-02-29T02:10:00.000001Z Some("A-1") 下单 {"count":9223372036854775807,"created":1709172600,"day":"2024-02-29","share":0.1,"tags":[1,null],"total":"12.50","updated":"2024-02-29T02:10:00.123Z","vip":true}
    2024-02-29T02:11:40Z Some("A-1") 付款 {"created":1099511627776,"total":"-0.05"}
    "#);
}

#[test]
fn a_damaged_file_is_told_in_plain_words() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("log.parquet");
    std::fs::write(&path, b"PAR1 and nothing that follows from it PAR1").expect("a file");
    let Err(error) = open(&path, &Options::default()) else { panic!("it is no log") };
    assert!(error.to_string().contains("log.parquet cannot be read as parquet"), "{error}");
}

#[test]
fn rows_without_a_time_are_put_aside() {
    let read = written(vec![
        ("case", Arc::new(StringArray::from(vec!["1", "1", "1"]))),
        ("event", Arc::new(StringArray::from(vec!["a", "b", "c"]))),
        (
            "timestamp",
            Arc::new(StringArray::from(vec![Some("2024-01-01 10:00:00"), Some("2024-01-01 10:00:01"), None])),
        ),
    ]);
    assert_eq!(read.touches.len(), 2);
    insta::assert_snapshot!(read.complaints(), @"log.parquet:3: timestamp: the time is missing; fill in when it happened");
}
