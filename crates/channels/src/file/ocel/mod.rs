//! OCEL 2.0 (Berti et al., 2023) in its three forms: a log of events that name any number of objects.
//!
//! Every event is a touch of the journey of one object: that of the type that tells journeys best (see [`thread`]), or
//! of the type that the mapping names as `object:TYPE`. An event with several objects of that type is told once for
//! each, so that every journey is whole; the later ones carry `ocel:copy_of`. An event with none belongs to the object
//! of the next best type that it names.
//!
//! All objects of an event stay in the attribute `ocel:objects`, with type and qualifier; where an object is named for
//! the first time, with its values over time and its own relations too. The first touches also carry the declared types
//! (`ocel:types`) and the objects that no event names (`ocel:unrelated`). So no part of the log is lost.

mod book;
mod json;
pub(crate) mod model;
mod own;
mod sqlite;
mod thread;
mod touches;
mod xml;

use super::guess::{self, Sample};
use super::mapping::{CustomerColumn, Mapping};
use super::open::Input;
use super::xes::xml::Broken;
use super::{Format, Opened, Options, ReadError};
use book::{Book, Line, Shelf};
use desk::identity::Kind;
use model::{Bad, Sink};
use serde_json::Value;
use std::io::{self, BufReader};
use thread::{Stands, stands_for};
use touches::Touches;

/// Columns of the mapping that are no attributes.
pub(crate) mod columns {
    pub(crate) const ID: &str = "ocel:id";
    pub(crate) const TYPE: &str = "ocel:type";
    pub(crate) const TIME: &str = "ocel:time";
    /// Before the name of a type of objects.
    pub(crate) const OBJECT: &str = "object:";
}

/// Opens a log of objects. All of it is gone through once before the first record comes.
///
/// # Errors
/// [`ReadError::Damaged`] where not one event can be read, [`ReadError::NoLog`] for databases without the tables of
/// OCEL, and errors of the mapping.
pub(super) fn open(input: Input, format: Format, options: &Options) -> Result<Opened, ReadError> {
    let file = input.name().to_owned();
    let meter = input.meter().clone();
    let io = |source: io::Error| ReadError::Io { file: file.clone(), source };
    let mut book = Book::new().map_err(io)?;
    let broken = match format {
        Format::OcelSqlite => read_sqlite(input, &mut book, &file)?,
        Format::OcelXml => read_xml(input, &mut book, &file)?,
        _ => read_json(input, &mut book, &file)?,
    };
    if let Some(bad) = broken {
        if book.lines == 0 {
            let mend = "Export the log again, and look whether the export went through.".into();
            return Err(ReadError::Damaged { file, format, reason: bad.what, mend });
        }
        let what = format!("{}; all before this line was read, nothing after it", bad.what);
        book.bad(Bad { what, ..bad }).map_err(io)?;
    }
    let mut shelf = book.close().map_err(io)?;
    let ranks = thread::rank(&mut shelf).map_err(io)?;
    let beginning = Beginning::read(&mut shelf).map_err(io)?;
    let columns = if beginning.own { Vec::new() } else { beginning.sample.shown() };
    let mapping = match beginning.own {
        true => None,
        false => Some(mapped(beginning, &shelf, &ranks, &file, options)?),
    };
    let given = options.source.clone().or_else(|| mapping.as_ref().and_then(|mapping| mapping.source.clone()));
    let source = given.unwrap_or_else(|| format.derived_source(layout(&shelf)));
    let meter = (format == Format::OcelSqlite).then_some(meter);
    let touches = Touches::new(file.clone(), shelf, &ranks, mapping.as_ref(), &source, options, meter)?;
    Ok(Opened { format, source, mapping, columns, records: Box::new(touches) })
}

fn layout(shelf: &Shelf) -> Vec<&str> {
    let types = &shelf.types;
    let declared = types.events.iter().chain(&types.objects);
    declared
        .flat_map(|declared| {
            let attributes = declared.attributes.iter().map(|attribute| attribute.name.as_str());
            std::iter::once(declared.name.as_str()).chain(attributes)
        })
        .collect()
}

fn read_json(input: Input, book: &mut Book, file: &str) -> Result<Option<Bad>, ReadError> {
    match json::read(BufReader::with_capacity(256 * 1024, input.text()), book) {
        Ok(()) => Ok(None),
        Err(json::Broken::Json(error)) if error.is_io() => Err(ReadError::io(file)(error.into())),
        Err(json::Broken::Json(error)) => {
            let what = format!("the JSON breaks in column {}: {error}", error.column());
            Ok(Some(Bad { line: error.line() as u64, what, raw: String::new() }))
        }
        Err(json::Broken::Sink(source)) => Err(ReadError::io(file)(source)),
    }
}

fn read_xml(input: Input, book: &mut Book, file: &str) -> Result<Option<Bad>, ReadError> {
    let what = match xml::read(input.text(), book) {
        Ok(()) => return Ok(None),
        Err(xml::Ended::Sink(source) | xml::Ended::Broken(Broken::Io(source), _)) => {
            return Err(ReadError::io(file)(source));
        }
        Err(xml::Ended::Broken(Broken::Truncated, line)) => ("the log ends in the middle".to_owned(), line),
        Err(xml::Ended::Broken(Broken::Xml(what), line)) => (what, line),
    };
    Ok(Some(Bad { line: what.1, what: what.0, raw: String::new() }))
}

fn read_sqlite(input: Input, book: &mut Book, file: &str) -> Result<Option<Bad>, ReadError> {
    let database = input.seekable()?;
    match sqlite::read(&database.path, book) {
        Ok(()) => Ok(None),
        Err(sqlite::Broken::Sqlite(what)) if what.contains("no such table") && book.lines == 0 => {
            Err(ReadError::NoLog {
                file: file.to_owned(),
                missing: "it is an SQLite database without the tables of OCEL 2.0".into(),
                mend: "Export the table that holds the events as CSV.".into(),
            })
        }
        Err(sqlite::Broken::Sqlite(what)) => Ok(Some(Bad { line: 0, what, raw: String::new() })),
        Err(sqlite::Broken::Sink(source)) => Err(ReadError::io(file)(source)),
    }
}

/// The first events, as a table to guess from.
struct Beginning {
    own: bool,
    sample: Sample,
}

impl Beginning {
    /// Events worth looking at.
    const EVENTS: usize = 2_000;

    fn read(shelf: &mut Shelf) -> io::Result<Beginning> {
        let mut columns = vec![columns::ID.to_owned(), columns::TYPE.to_owned(), columns::TIME.to_owned()];
        let declared = shelf.types.events.iter().flat_map(|declared| &declared.attributes);
        for attribute in declared {
            if !columns.contains(&attribute.name) {
                columns.push(attribute.name.clone());
            }
        }
        let mut rows = Vec::new();
        let mut own = false;
        for line in shelf.lines()?.take(Beginning::EVENTS) {
            let Line::Event(event) = line? else { continue };
            own |= own::is_own(&event);
            let mut row = vec![Some(event.id), Some(event.kind), Some(event.time)];
            row.resize(columns.len(), None);
            for (name, value) in event.attributes {
                let column = columns.iter().position(|column| *column == name).unwrap_or_else(|| {
                    columns.push(name);
                    row.push(None);
                    columns.len() - 1
                });
                row[column] = match value {
                    Value::Null => None,
                    Value::String(text) => Some(text),
                    other => Some(other.to_string()),
                };
            }
            rows.push(row);
        }
        Ok(Beginning { own, sample: Sample { columns, rows } })
    }
}

/// The mapping of a log: the given one, or a guessed one in which objects mean what their types say.
fn mapped(
    beginning: Beginning,
    shelf: &Shelf,
    ranks: &[u32],
    file: &str,
    options: &Options,
) -> Result<Mapping, ReadError> {
    let Beginning { mut sample, .. } = beginning;
    let of_kind = |kind: u32| format!("{}{}", columns::OBJECT, shelf.kinds[kind as usize]);
    if let Some(given) = &options.mapping {
        sample.columns.extend(ranks.iter().map(|kind| of_kind(*kind)));
        given.check_columns(&sample.columns)?;
        return Ok(given.clone());
    }
    let mut mapping = guess::mapping(&sample, file, options)?;
    mapping.thread = ranks.first().map(|kind| of_kind(*kind));
    mapping.action = Some(columns::TYPE.into());
    mapping.at.column = Some(columns::TIME.into());
    mapping.at.clock = None;
    mapping.id = Some(columns::ID.into());
    mapping.sequence = None;
    let standing =
        |stands: Stands| ranks.iter().filter(move |kind| stands_for(&shelf.kinds[**kind as usize]) == stands);
    for kind in standing(Stands::Customer) {
        mapping.customer.push(CustomerColumn { column: of_kind(*kind), kind: Kind::Account });
    }
    mapping.actor = mapping.actor.or_else(|| standing(Stands::Company).next().map(|kind| of_kind(*kind)));
    Ok(mapping)
}
