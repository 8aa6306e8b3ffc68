//! A value of an Arrow array as a cell of a row.

use crate::file::mapping::Cell;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Float16Type, Float32Type,
    Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, Time32MillisecondType, Time32SecondType,
    Time64MicrosecondType, Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use desk::time::{Day, Span, Time};
use serde_json::{Map, Value};

/// A cell that may have had to be made.
pub(super) enum Held<'a> {
    Borrowed(Cell<'a>),
    Text(String),
    Json(Value),
}

impl Held<'_> {
    /// The cell.
    pub(super) fn cell(&self) -> Cell<'_> {
        match self {
            Held::Borrowed(cell) => *cell,
            Held::Text(text) => Cell::Text(text),
            Held::Json(value) => Cell::Json(value),
        }
    }
}

impl<'a> Held<'a> {
    /// What stands in `row` of a column.
    pub(super) fn of(column: &'a ArrayRef, row: usize) -> Held<'a> {
        if column.is_null(row) {
            return Held::Borrowed(Cell::Missing);
        }
        let whole = |number: i64| Held::Borrowed(Cell::Whole(number));
        match column.data_type() {
            DataType::Utf8 => Held::Borrowed(Cell::Text(column.as_string::<i32>().value(row))),
            DataType::LargeUtf8 => Held::Borrowed(Cell::Text(column.as_string::<i64>().value(row))),
            DataType::Utf8View => Held::Borrowed(Cell::Text(column.as_string_view().value(row))),
            DataType::Binary => bytes(column.as_binary::<i32>().value(row)),
            DataType::LargeBinary => bytes(column.as_binary::<i64>().value(row)),
            DataType::BinaryView => bytes(column.as_binary_view().value(row)),
            DataType::FixedSizeBinary(_) => bytes(column.as_fixed_size_binary().value(row)),
            DataType::Boolean => Held::Borrowed(Cell::Truth(column.as_boolean().value(row))),
            DataType::Int8 => whole(column.as_primitive::<Int8Type>().value(row).into()),
            DataType::Int16 => whole(column.as_primitive::<Int16Type>().value(row).into()),
            DataType::Int32 => whole(column.as_primitive::<Int32Type>().value(row).into()),
            DataType::Int64 => whole(column.as_primitive::<Int64Type>().value(row)),
            DataType::UInt8 => whole(column.as_primitive::<UInt8Type>().value(row).into()),
            DataType::UInt16 => whole(column.as_primitive::<UInt16Type>().value(row).into()),
            DataType::UInt32 => whole(column.as_primitive::<UInt32Type>().value(row).into()),
            DataType::UInt64 => {
                let number = column.as_primitive::<UInt64Type>().value(row);
                i64::try_from(number).map_or_else(|_| Held::Json(Value::from(number)), whole)
            }
            DataType::Float16 => short(&column.as_primitive::<Float16Type>().value(row).to_string()),
            DataType::Float32 => short(&column.as_primitive::<Float32Type>().value(row).to_string()),
            DataType::Float64 => Held::Borrowed(Cell::Number(column.as_primitive::<Float64Type>().value(row))),
            DataType::Decimal32(..) => Held::Text(column.as_primitive::<Decimal32Type>().value_as_string(row)),
            DataType::Decimal64(..) => Held::Text(column.as_primitive::<Decimal64Type>().value_as_string(row)),
            DataType::Decimal128(..) => Held::Text(column.as_primitive::<Decimal128Type>().value_as_string(row)),
            DataType::Decimal256(..) => Held::Text(column.as_primitive::<Decimal256Type>().value_as_string(row)),
            DataType::Timestamp(unit, zone) => moment(stamp(column, *unit, row), zone.is_some()),
            DataType::Date32 => date(column.as_primitive::<Date32Type>().value(row).into()),
            DataType::Date64 => date(column.as_primitive::<Date64Type>().value(row).div_euclid(86_400_000)),
            DataType::Time32(_) | DataType::Time64(_) => clock(column, row),
            _ => Held::Json(nested(column, row, 0)),
        }
    }
}

/// A number of few digits: as a longer one it would show digits that nobody wrote.
fn short(text: &str) -> Held<'static> {
    Held::Borrowed(text.parse().map_or(Cell::Missing, Cell::Number))
}

fn bytes(bytes: &[u8]) -> Held<'_> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Held::Borrowed(Cell::Text(text)),
        Err(_) => Held::Text(bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
    }
}

/// Microseconds since 1970; `None` where they leave the range.
fn stamp(column: &ArrayRef, unit: TimeUnit, row: usize) -> Option<i64> {
    match unit {
        TimeUnit::Second => column.as_primitive::<TimestampSecondType>().value(row).checked_mul(1_000_000),
        TimeUnit::Millisecond => column.as_primitive::<TimestampMillisecondType>().value(row).checked_mul(1000),
        TimeUnit::Microsecond => Some(column.as_primitive::<TimestampMicrosecondType>().value(row)),
        TimeUnit::Nanosecond => Some(column.as_primitive::<TimestampNanosecondType>().value(row).div_euclid(1000)),
    }
}

/// A moment, or the wall clock of a zone that is not told. Years that no text form can write are no times.
fn moment(micros: Option<i64>, knows_zone: bool) -> Held<'static> {
    let earliest = Day { year: 0, month: 1, day: 1 }.days_since_epoch();
    let latest = Day { year: 10_000, month: 1, day: 1 }.days_since_epoch();
    let in_range = |micros: &i64| {
        let day = micros.div_euclid(Span::DAY.0);
        earliest.is_some_and(|earliest| day >= earliest) && latest.is_some_and(|latest| day < latest)
    };
    match micros.filter(in_range).map(Time) {
        Some(time) if knows_zone => Held::Borrowed(Cell::Moment(time)),
        Some(time) => Held::Text(time.to_string().trim_end_matches('Z').to_owned()),
        None => {
            Held::Text(micros.map_or_else(|| "out of range".to_owned(), |micros| format!("{micros} µs after 1970")))
        }
    }
}

fn date(days: i64) -> Held<'static> {
    let day = Day::from_days_since_epoch(days);
    Held::Text(format!("{:04}-{:02}-{:02}", day.year, day.month, day.day))
}

/// A time of day.
fn clock(column: &ArrayRef, row: usize) -> Held<'static> {
    let micros = match column.data_type() {
        DataType::Time32(TimeUnit::Second) => {
            i64::from(column.as_primitive::<Time32SecondType>().value(row)) * 1_000_000
        }
        DataType::Time32(_) => i64::from(column.as_primitive::<Time32MillisecondType>().value(row)) * 1000,
        DataType::Time64(TimeUnit::Nanosecond) => column.as_primitive::<Time64NanosecondType>().value(row) / 1000,
        _ => column.as_primitive::<Time64MicrosecondType>().value(row),
    };
    let time = Time(micros.rem_euclid(Span::DAY.0)).to_string();
    Held::Text(time.trim_start_matches("1970-01-01T").trim_end_matches('Z').to_owned())
}

/// Deeper nesting is left out.
const DEEPEST: usize = 24;

/// Structs, lists and maps as JSON.
fn nested(column: &ArrayRef, row: usize, depth: usize) -> Value {
    let elements = |elements: ArrayRef| -> Value {
        (0..elements.len()).map(|index| inner(&elements, index, depth)).collect::<Vec<_>>().into()
    };
    if depth > DEEPEST {
        return Value::Null;
    }
    match column.data_type() {
        DataType::Struct(fields) => {
            let columns = column.as_struct().columns();
            let pairs =
                fields.iter().zip(columns).map(|(field, column)| (field.name().clone(), inner(column, row, depth)));
            Value::Object(pairs.collect::<Map<String, Value>>())
        }
        DataType::List(_) => elements(column.as_list::<i32>().value(row)),
        DataType::LargeList(_) => elements(column.as_list::<i64>().value(row)),
        DataType::FixedSizeList(..) => elements(column.as_fixed_size_list().value(row)),
        DataType::Map(..) => {
            let entries = column.as_map().value(row);
            let (keys, values) = (entries.column(0), entries.column(1));
            let pairs = (0..entries.len()).map(|index| {
                let key = Held::of(keys, index).cell().text().map(|key| key.into_owned()).unwrap_or_default();
                (key, inner(values, index, depth))
            });
            Value::Object(pairs.collect::<Map<String, Value>>())
        }
        _ => Value::Null,
    }
}

fn inner(column: &ArrayRef, row: usize, depth: usize) -> Value {
    let is_nested = matches!(
        column.data_type(),
        DataType::Struct(_)
            | DataType::List(_)
            | DataType::LargeList(_)
            | DataType::FixedSizeList(..)
            | DataType::Map(..)
    );
    if is_nested && !column.is_null(row) {
        return nested(column, row, depth + 1);
    }
    match Held::of(column, row).cell() {
        Cell::Missing => Value::Null,
        Cell::Text(text) => text.into(),
        Cell::Whole(number) => number.into(),
        Cell::Number(number) => number.into(),
        Cell::Truth(truth) => truth.into(),
        Cell::Moment(time) => time.to_string().into(),
        Cell::Json(value) => value.clone(),
    }
}
