//! Objects of any shape as rows: members are columns, those of objects inside them are named by the way there, `user.id`.

use crate::file::ReadError;
use crate::file::guess::Sample;
use crate::file::mapping::{Cell, Fault, Mapping, Rows};
use desk::touch::Touch;
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

/// Objects inside so many others are kept as they are.
const DEEPEST: usize = 6;

/// The columns of a log, numbered in the order in which they turn up.
#[derive(Default)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    numbers: FxHashMap<String, usize>,
}

impl Columns {
    fn number(&mut self, name: &str) -> usize {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }

    /// The cells of an object, one for each column known so far.
    fn cells<'o>(&mut self, object: &'o Map<String, Value>) -> Vec<Cell<'o>> {
        let mut cells = vec![Cell::Missing; self.names.len()];
        self.fill(object, &mut String::new(), 1, &mut cells);
        cells
    }

    fn fill<'o>(&mut self, object: &'o Map<String, Value>, way: &mut String, depth: usize, cells: &mut Vec<Cell<'o>>) {
        let begin = way.len();
        for (name, value) in object {
            way.push_str(name);
            match value {
                Value::Object(inner) if depth < DEEPEST => {
                    way.push('.');
                    self.fill(inner, way, depth + 1, cells);
                }
                value => {
                    let number = self.free(way, cells);
                    cells.resize(cells.len().max(number + 1), Cell::Missing);
                    cells[number] = cell(value);
                }
            }
            way.truncate(begin);
        }
    }

    /// The column of this name, or of the next like it where a name with a dot in it has taken that: `a.b (2)`.
    fn free(&mut self, name: &str, cells: &[Cell<'_>]) -> usize {
        let number = self.number(name);
        if cells.get(number).is_none_or(|cell| *cell == Cell::Missing) {
            return number;
        }
        self.number(&format!("{name} (2)"))
    }
}

fn cell(value: &Value) -> Cell<'_> {
    match value {
        Value::Null => Cell::Missing,
        Value::Bool(truth) => Cell::Truth(*truth),
        Value::String(text) => Cell::Text(text),
        Value::Number(number) => match (number.as_i64(), number.is_u64(), number.as_f64()) {
            (Some(whole), ..) => Cell::Whole(whole),
            // Larger than a whole number can be here: kept to the last digit.
            (None, false, Some(number)) => Cell::Number(number),
            _ => Cell::Json(value),
        },
        Value::Array(_) | Value::Object(_) => Cell::Json(value),
    }
}

/// The first objects of a log as a table.
pub(super) fn sample(objects: impl Iterator<Item = Map<String, Value>>) -> Sample {
    let mut columns = Columns::default();
    let text = |cell: Cell<'_>| cell.text().map(|text| text.into_owned());
    let rows = objects.map(|object| columns.cells(&object).into_iter().map(text).collect()).collect();
    Sample { columns: columns.names, rows }
}

/// Makes touches of objects.
pub(super) struct Maker {
    rows: Rows,
    columns: Columns,
    place: i64,
}

impl Maker {
    pub(super) fn new(mapping: &Mapping, source: &str, zone: Option<&str>) -> Result<Maker, ReadError> {
        let rows = Rows::growing(mapping, &[], source, zone)?;
        Ok(Maker { rows, columns: Columns::default(), place: 0 })
    }

    /// What an object tells: a touch, or one for each of its moments.
    pub(super) fn touches(&mut self, object: &Map<String, Value>, tell: impl FnMut(Result<Touch, Fault>)) {
        let cells = self.columns.cells(object);
        for name in &self.columns.names[self.rows.columns().len()..] {
            self.rows.add_column(name);
        }
        self.place += 1;
        self.rows.touches(&cells, self.place, tell);
    }
}
