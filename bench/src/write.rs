//! The generated log in the formats that logs come in.

use crate::generate::{ACTIVITIES, Log, Row};
use arrow_array::{
    ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray, UInt32Array,
};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

type Done = Result<(), Box<dyn Error>>;

/// Rows of one batch of a Parquet file.
const BATCH: usize = 65_536;

/// `2025-03-01T09:30:00.123456Z` of a moment in 2025 or soon after.
fn moment(at: i64) -> String {
    let days = at.div_euclid(86_400_000_000);
    let of_day = at.rem_euclid(86_400_000_000);
    let (seconds, micros) = (of_day / 1_000_000, of_day % 1_000_000);
    // Days to civil date (Hinnant 2013).
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z")
}

/// Comma-separated values with a header.
pub(crate) fn csv(mut log: Log, out: &Path) -> Done {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(out)?);
    out.write_all(b"case,activity,timestamp,customer,channel,owner,outcome,complained\n")?;
    let mut rows = Vec::new();
    while log.next_case(&mut rows) {
        for row in &rows {
            let (activity, channel, owner) = ACTIVITIES[row.activity];
            let (case, customer, at) = (row.case, row.customer, moment(row.at));
            let (outcome, complained) = (row.outcome, row.complained);
            writeln!(out, "c{case:09},{activity},{at},u{customer:09},{channel},{owner},{outcome},{complained}")?;
        }
    }
    Ok(out.flush()?)
}

/// An IEEE 1849 event log.
pub(crate) fn xes(mut log: Log, out: &Path) -> Done {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(out)?);
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log xes.version=\"1849-2016\">\n")?;
    for (name, prefix) in [("Concept", "concept"), ("Time", "time"), ("Organizational", "org")] {
        writeln!(
            out,
            "<extension name=\"{name}\" prefix=\"{prefix}\" uri=\"http://www.xes-standard.org/{prefix}.xesext\"/>"
        )?;
    }
    let mut rows = Vec::new();
    while log.next_case(&mut rows) {
        let (case, customer) = (rows[0].case, rows[0].customer);
        writeln!(out, "<trace>\n<string key=\"concept:name\" value=\"c{case:09}\"/>")?;
        writeln!(out, "<string key=\"customer\" value=\"u{customer:09}\"/>")?;
        for row in &rows {
            let (activity, channel, owner) = ACTIVITIES[row.activity];
            writeln!(out, "<event>\n<string key=\"concept:name\" value=\"{activity}\"/>")?;
            writeln!(out, "<date key=\"time:timestamp\" value=\"{}\"/>", moment(row.at))?;
            for (key, value) in [("channel", channel), ("org:group", owner), ("outcome", row.outcome)] {
                writeln!(out, "<string key=\"{key}\" value=\"{value}\"/>")?;
            }
            writeln!(out, "<boolean key=\"complained\" value=\"{}\"/>\n</event>", row.complained)?;
        }
        out.write_all(b"</trace>\n")?;
    }
    out.write_all(b"</log>\n")?;
    Ok(out.flush()?)
}

/// Parquet, in columns as a warehouse would export them.
pub(crate) fn parquet(log: Log, out: &Path) -> Done {
    batches(log, out, |rows| {
        let text =
            |of: &dyn Fn(&Row) -> String| Arc::new(rows.iter().map(|row| Some(of(row))).collect::<StringArray>());
        let word = |of: &dyn Fn(&Row) -> &'static str| {
            Arc::new(StringArray::from_iter_values(rows.iter().map(of))) as ArrayRef
        };
        let at = TimestampMicrosecondArray::from_iter_values(rows.iter().map(|row| row.at)).with_timezone("UTC");
        let complained: BooleanArray = rows.iter().map(|row| Some(row.complained)).collect();
        Ok(RecordBatch::try_from_iter([
            ("case", text(&|row| format!("c{:09}", row.case)) as ArrayRef),
            ("activity", word(&|row| ACTIVITIES[row.activity].0)),
            ("timestamp", Arc::new(at) as ArrayRef),
            ("customer", text(&|row| format!("u{:09}", row.customer)) as ArrayRef),
            ("channel", word(&|row| ACTIVITIES[row.activity].1)),
            ("owner", word(&|row| ACTIVITIES[row.activity].2)),
            ("outcome", word(&|row| row.outcome)),
            ("complained", Arc::new(complained) as ArrayRef),
        ])?)
    })
}

/// The three columns the floor reads, as numbers.
pub(crate) fn columns(log: Log, out: &Path) -> Done {
    batches(log, out, |rows| {
        let case = Int64Array::from_iter_values(rows.iter().map(|row| row.case as i64));
        let step = UInt32Array::from_iter_values(rows.iter().map(|row| row.activity as u32));
        let at = Int64Array::from_iter_values(rows.iter().map(|row| row.at));
        let columns = [("case", Arc::new(case) as ArrayRef), ("step", Arc::new(step)), ("at", Arc::new(at))];
        Ok(RecordBatch::try_from_iter(columns)?)
    })
}

fn batches(mut log: Log, out: &Path, batch: impl Fn(&[Row]) -> Result<RecordBatch, Box<dyn Error>>) -> Done {
    let settings = WriterProperties::builder().set_compression(Compression::SNAPPY);
    let settings = settings.set_max_row_group_row_count(Some(1 << 20)).build();
    let mut writer = ArrowWriter::try_new(File::create(out)?, batch(&[])?.schema(), Some(settings))?;
    let (mut case, mut rows) = (Vec::new(), Vec::with_capacity(BATCH + 64));
    while log.next_case(&mut case) {
        rows.extend_from_slice(&case);
        if rows.len() >= BATCH {
            writer.write(&batch(&rows)?)?;
            rows.clear();
        }
    }
    writer.write(&batch(&rows)?)?;
    writer.close()?;
    Ok(())
}
