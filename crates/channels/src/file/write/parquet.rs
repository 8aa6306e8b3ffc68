//! Parquet with one column for each field of a touch.

use super::fields::{Field, Kind, Value};
use super::{Out, Sink, WriteError};
use arrow_array::builder::{BooleanBuilder, Float64Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field as Column, Schema, SchemaRef, TimeUnit};
use desk::touch::Touch;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use std::sync::Arc;

/// Touches gathered before they are written together.
const BATCH: usize = 4096;

pub(super) struct Parquet {
    writer: ArrowWriter<Out>,
    schema: SchemaRef,
    builders: Vec<Builder>,
    rows: usize,
}

enum Builder {
    Text(StringBuilder),
    Whole(Int64Builder),
    Number(Float64Builder),
    Flag(BooleanBuilder),
    Moment(TimestampMicrosecondBuilder),
}

impl Parquet {
    pub(super) fn new(out: Out) -> Result<Parquet, WriteError> {
        let columns: Vec<Column> = Field::ALL
            .into_iter()
            .map(|field| {
                let kind = match field.kind() {
                    Kind::Text => DataType::Utf8,
                    Kind::Whole => DataType::Int64,
                    Kind::Number => DataType::Float64,
                    Kind::Flag => DataType::Boolean,
                    Kind::Moment => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
                };
                Column::new(field.name(), kind, true)
            })
            .collect();
        let schema = Arc::new(Schema::new(columns));
        let level = ZstdLevel::try_new(3)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_max_row_group_row_count(Some(256 * 1024))
            .build();
        let writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
        let builders = Field::ALL.into_iter().map(|field| Builder::of(field.kind())).collect();
        Ok(Parquet { writer, schema, builders, rows: 0 })
    }

    fn write_rows(&mut self) -> Result<(), WriteError> {
        let columns: Vec<ArrayRef> = self.builders.iter_mut().map(Builder::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(ParquetError::from)?;
        self.rows = 0;
        Ok(self.writer.write(&batch)?)
    }
}

impl Builder {
    fn of(kind: Kind) -> Builder {
        match kind {
            Kind::Text => Builder::Text(StringBuilder::new()),
            Kind::Whole => Builder::Whole(Int64Builder::new()),
            Kind::Number => Builder::Number(Float64Builder::new()),
            Kind::Flag => Builder::Flag(BooleanBuilder::new()),
            Kind::Moment => Builder::Moment(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
        }
    }

    fn push(&mut self, value: Option<Value<'_>>) {
        match (self, value) {
            (Builder::Text(builder), Some(Value::Text(text))) => builder.append_value(text),
            (Builder::Text(builder), _) => builder.append_null(),
            (Builder::Whole(builder), Some(Value::Whole(number))) => builder.append_value(number),
            (Builder::Whole(builder), _) => builder.append_null(),
            (Builder::Number(builder), Some(Value::Number(number))) => builder.append_value(number),
            (Builder::Number(builder), _) => builder.append_null(),
            (Builder::Flag(builder), Some(Value::Flag(flag))) => builder.append_value(flag),
            (Builder::Flag(builder), _) => builder.append_null(),
            (Builder::Moment(builder), Some(Value::Moment(time))) => builder.append_value(time.0),
            (Builder::Moment(builder), _) => builder.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Builder::Text(builder) => Arc::new(builder.finish()),
            Builder::Whole(builder) => Arc::new(builder.finish()),
            Builder::Number(builder) => Arc::new(builder.finish()),
            Builder::Flag(builder) => Arc::new(builder.finish()),
            Builder::Moment(builder) => Arc::new(builder.finish()),
        }
    }
}

impl Sink for Parquet {
    fn write(&mut self, touch: &Touch) -> Result<(), WriteError> {
        for (builder, field) in self.builders.iter_mut().zip(Field::ALL) {
            builder.push(field.of(touch));
        }
        self.rows += 1;
        if self.rows == BATCH { self.write_rows() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        if self.rows > 0 {
            self.write_rows()?;
        }
        self.writer.close()?;
        Ok(())
    }
}
