//! The columns of a segment, and how each is written.

use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::basic::{Compression, Encoding};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::sync::{Arc, LazyLock};

/// The columns of few different words: read as codes into a dictionary.
pub(crate) const WORDS: [&str; 8] = ["step", "channel", "owner", "actor", "segment", "source", "touchpoint", "action"];

/// Whole numbers without gaps, read by nearly every question: no compression that costs time to undo.
const BARE: [&str; 4] = ["journey", "customer", "at", "key"];

/// What scans read beside them.
const SIGNALS: [&str; 13] = [
    "sequence",
    "step",
    "channel",
    "owner",
    "actor",
    "segment",
    "outcome",
    "phase",
    "direction",
    "waited",
    "handled",
    "results_known",
    "results_true",
];

/// Rows of a page of the columns that are read from end to end. Pages of the others are a quarter of it, because a
/// few rows of them are fetched at a time.
const PAGE_ROWS: usize = 8_192;

/// `word`: how words are held, `said`: how what many touches in a row say.
fn schema(word: &DataType, said: &DataType) -> SchemaRef {
    let moment = || DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let must = |name: &str, kind: DataType| Field::new(name, kind, false);
    let may = |name: &str, kind: DataType| Field::new(name, kind, true);
    Arc::new(Schema::new(vec![
        must("journey", DataType::UInt64),
        must("customer", DataType::UInt64),
        must("at", moment()),
        must("sequence", DataType::Int64),
        must("key", DataType::FixedSizeBinary(16)),
        must("received_at", moment()),
        must("step", word.clone()),
        may("channel", word.clone()),
        may("owner", word.clone()),
        may("actor", word.clone()),
        may("segment", word.clone()),
        must("source", word.clone()),
        may("touchpoint", word.clone()),
        may("action", word.clone()),
        must("outcome", DataType::UInt8),
        must("phase", DataType::UInt8),
        must("direction", DataType::UInt8),
        may("waited", DataType::Int64),
        may("handled", DataType::Int64),
        must("results_known", DataType::UInt8),
        must("results_true", DataType::UInt8),
        may("rating", DataType::Float64),
        may("amount", DataType::Float64),
        must("id", DataType::Utf8),
        may("thread", said.clone()),
        may("text", DataType::Utf8),
        may("identities", said.clone()),
        may("attributes", said.clone()),
    ]))
}

fn coded() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

/// Words as codes: what scanning wants.
pub(crate) static CODED: LazyLock<SchemaRef> = LazyLock::new(|| schema(&coded(), &DataType::Utf8));

/// Words as text: what merging and reading whole touches want. The files are the same.
pub(crate) static SPELT: LazyLock<SchemaRef> = LazyLock::new(|| schema(&DataType::Utf8, &DataType::Utf8));

/// Words as codes and what is said again and again too: how touches are taken in. The files are the same.
pub(crate) static TAKEN: LazyLock<SchemaRef> = LazyLock::new(|| schema(&coded(), &coded()));

/// How segments are written.
pub(crate) fn properties(group_rows: usize) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_created_by(concat!("waterline ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(vec![KeyValue::new("touch_version".into(), desk::touch::VERSION.to_string())]))
        .set_max_row_group_row_count(Some(group_rows))
        .set_data_page_row_count_limit(PAGE_ROWS / 4)
        .set_write_batch_size(PAGE_ROWS / 4)
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_compression(Compression::LZ4_RAW);
    for name in BARE {
        properties = properties.set_column_compression(ColumnPath::from(name), Compression::UNCOMPRESSED);
    }
    for name in BARE.into_iter().chain(SIGNALS) {
        properties = properties.set_column_data_page_row_count_limit(ColumnPath::from(name), PAGE_ROWS);
    }
    for name in ["journey", "customer"].into_iter().chain(WORDS) {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(name), true);
    }
    for name in SIGNALS.into_iter().chain(["rating"]) {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(name), true);
    }
    // Of the signals a reader wants to know where a source told nothing at all.
    for name in ["journey", "customer", "at"].into_iter().chain(SIGNALS) {
        properties = properties.set_column_statistics_enabled(ColumnPath::from(name), EnabledStatistics::Chunk);
    }
    properties.set_column_encoding(ColumnPath::from("at"), Encoding::PLAIN).build()
}
