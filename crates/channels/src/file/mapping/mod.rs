//! The mapping: which column of a log means what. Given as TOML, or guessed and printed as TOML ready to be saved.
//!
//! A column is named as the log's header names it; of columns that share a name the second is `name (2)` and so on; a
//! table without a header has `column 1`, `column 2` ... One column may serve two roles. What no role takes goes into
//! the touch's attributes.

mod milestone;
pub mod moment;
mod print;
pub mod value;

mod roles;
pub mod row;

use super::ReadError;
use desk::identity::Kind;
use desk::touch::{Direction, Outcome, Phase};
use moment::MomentFormat;
pub use row::{Cell, Fault, Rows, distinct_names};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which column of a log means what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// The name of the source all touches get. Derived from the layout of the log where empty.
    pub source: Option<String>,
    /// Cells that say nothing, compared after trimming; [`Mapping::MISSING`] where not listed. An empty cell always
    /// says nothing.
    pub missing: Option<Vec<String>>,
    /// The case, order or goal. Without it every row is a journey of its own. A row whose thread is missing joins the
    /// open journey of its customer; without a customer either it is rejected.
    pub thread: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// The place.
    pub touchpoint: Option<String>,
    /// Phone, web, app ...
    pub channel: Option<String>,
    /// The department, team or supplier responsible.
    pub owner: Option<String>,
    /// Who acted for the company.
    pub actor: Option<String>,
    /// What was said or written.
    pub text: Option<String>,
    /// The row's own id; derived from the row's content where none.
    pub id: Option<String>,
    /// A whole number that orders rows of one journey and one moment; the row's place in the file where none.
    pub sequence: Option<String>,
    /// Money.
    pub amount: Option<String>,
    /// Up to three columns, known when a journey begins, that say what kind it is. Like is compared with like.
    pub segment: Vec<String>,
    /// When it happened.
    pub at: At,
    /// The moments a row tells of where it stands for a whole case, as ticket and order exports do: each that is filled
    /// is a touch of its own. `at.column` is then not needed. Only tables and Parquet have such rows.
    pub milestone: Vec<Milestone>,
    /// Who the customer is, the surest first.
    pub customer: Vec<CustomerColumn>,
    /// How it ended.
    pub outcome: Option<Worded<Outcome>>,
    /// Who began it.
    pub direction: Option<Worded<Direction>>,
    /// Which part of an activity the row tells of.
    pub phase: Option<Worded<Phase>>,
    /// How long the customer waited.
    pub waited: Option<Length>,
    /// How long it was handled.
    pub handled: Option<Length>,
    /// What came of the journey.
    pub results: ResultColumns,
    /// How the text of a table is laid out; other formats have no use for it.
    pub table: TableLayout,
}

/// Where the time stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct At {
    /// The column with the time, or with the date where `clock` names the column with the time of day.
    pub column: Option<String>,
    /// The column with the time of day, where date and time stand in two columns.
    pub clock: Option<String>,
    /// How it is written, tried in this order.
    pub formats: Vec<MomentFormat>,
    /// The IANA name of the zone of times that name none.
    pub zone: Option<String>,
    /// One time for all rows, for lists that hold none.
    pub always: Option<String>,
}

/// One of several moments that a row tells of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// The column with its time, or with how long after the first of the others it came.
    pub column: String,
    /// What was done then.
    pub action: String,
    /// The unit of a length; none where the column holds a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

/// A column with what the customer is known by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerColumn {
    /// The column.
    pub column: String,
    /// What kind of identity it holds.
    pub kind: Kind,
}

/// A column of words, and what each of them stands for. Words that are not listed are understood by the common
/// Chinese and English words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worded<T> {
    /// The column.
    pub column: String,
    /// What its words stand for, where the common words do not tell.
    #[serde(default = "BTreeMap::new", skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, T>,
}

/// A column with a length of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Length {
    /// The column.
    pub column: String,
    /// The unit of plain numbers; `01:30:00` is understood too.
    pub unit: Unit,
}

/// Units of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 0.001 s
    Milliseconds,
    /// 1 s
    Seconds,
    /// 60 s
    Minutes,
    /// 3,600 s
    Hours,
    /// 86,400 s
    Days,
}

/// Columns with what came of a journey.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ResultColumns {
    /// Opened again.
    pub reopened: Option<Fact>,
    /// The agreed time was broken.
    pub sla_broken: Option<Fact>,
    /// The customer left.
    pub churned: Option<Fact>,
    /// Goods or money went back.
    pub returned: Option<Fact>,
    /// The customer complained.
    pub complained: Option<Fact>,
    /// The customer's rating.
    pub rating: Option<Rating>,
}

/// A column that says whether something is so: true, yes, 是, or a number above zero.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The column.
    pub column: String,
    /// The words that mean it is so, where the common words do not tell. All others then mean it is not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<String>,
    /// The column says the opposite: `made_sla` for `sla_broken`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub negated: bool,
}

/// A column with a rating.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// The column.
    pub column: String,
    /// The number that is worst.
    #[serde(default)]
    pub worst: f64,
    /// The number that is best.
    #[serde(default = "one")]
    pub best: f64,
    /// Words and the share of the scale each stands for, 0 (worst) to 1 (best).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, f64>,
}

/// How the text of a table is laid out. What is not said is found out from the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TableLayout {
    /// The character between cells: `,`, `;`, `|` or a tab.
    pub delimiter: Option<char>,
    /// Whether the first row names the columns.
    pub header: Option<bool>,
}

fn is_false(value: &bool) -> bool {
    !value
}

fn one() -> f64 {
    1.0
}

impl Mapping {
    /// Cells that say nothing, unless a mapping has its own list.
    pub const MISSING: [&'static str; 14] =
        ["?", "-", "--", "NA", "N/A", "n/a", "#N/A", "NaN", "NULL", "null", "None", "\\N", "无", "空"];

    /// Reads a mapping.
    ///
    /// # Errors
    /// [`ReadError::Mapping`] with the line, and the nearest known key where one is misspelt.
    pub fn from_toml(text: &str) -> Result<Mapping, ReadError> {
        toml::from_str(text).map_err(|error| ReadError::Mapping { reason: error.to_string() })
    }
}

impl Mapping {
    /// Every column the mapping names, with the key that names it.
    pub fn named_columns(&self) -> Vec<(&'static str, &str)> {
        let results = &self.results;
        let single = [
            ("thread", self.thread.as_deref()),
            ("at.column", self.at.column.as_deref()),
            ("at.clock", self.at.clock.as_deref()),
            ("action", self.action.as_deref()),
            ("touchpoint", self.touchpoint.as_deref()),
            ("channel", self.channel.as_deref()),
            ("owner", self.owner.as_deref()),
            ("actor", self.actor.as_deref()),
            ("text", self.text.as_deref()),
            ("id", self.id.as_deref()),
            ("sequence", self.sequence.as_deref()),
            ("amount", self.amount.as_deref()),
            ("outcome", self.outcome.as_ref().map(|column| column.column.as_str())),
            ("direction", self.direction.as_ref().map(|column| column.column.as_str())),
            ("phase", self.phase.as_ref().map(|column| column.column.as_str())),
            ("waited", self.waited.as_ref().map(|column| column.column.as_str())),
            ("handled", self.handled.as_ref().map(|column| column.column.as_str())),
            ("results.reopened", results.reopened.as_ref().map(|fact| fact.column.as_str())),
            ("results.sla_broken", results.sla_broken.as_ref().map(|fact| fact.column.as_str())),
            ("results.churned", results.churned.as_ref().map(|fact| fact.column.as_str())),
            ("results.returned", results.returned.as_ref().map(|fact| fact.column.as_str())),
            ("results.complained", results.complained.as_ref().map(|fact| fact.column.as_str())),
            ("results.rating", results.rating.as_ref().map(|rating| rating.column.as_str())),
        ];
        let mut named: Vec<_> = single.into_iter().filter_map(|(role, column)| Some((role, column?))).collect();
        named.extend(self.customer.iter().map(|customer| ("customer", customer.column.as_str())));
        named.extend(self.segment.iter().map(|column| ("segment", column.as_str())));
        named.extend(self.milestone.iter().map(|milestone| ("milestone", milestone.column.as_str())));
        named
    }

    /// Whether all columns it names are there.
    ///
    /// # Errors
    /// [`ReadError::UnknownColumn`] for the first that is not, with the nearest one that is.
    pub fn check_columns(&self, columns: &[String]) -> Result<(), ReadError> {
        let unknown = self.named_columns().into_iter().find(|(_, name)| !columns.iter().any(|column| column == name));
        let Some((role, column)) = unknown else { return Ok(()) };
        let all = columns.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
        let mend = match nearest(column, columns) {
            Some(near) => format!("Did you mean {near:?}? The columns are {all}."),
            None => format!("The columns are {all}."),
        };
        Err(ReadError::UnknownColumn { role: role.to_owned(), column: column.to_owned(), mend })
    }
}

impl Rating {
    /// The share of the scale that a cell stands for, 0 (worst) to 1 (best).
    fn share(&self, text: &str) -> Option<f64> {
        let said = self.values.get(text).copied().or_else(|| {
            let number = value::number(text)?;
            Some((number - self.worst) / (self.best - self.worst))
        });
        said.or_else(|| value::rating_word(text)).filter(|share| (0.0..=1.0).contains(share))
    }
}

/// The name most like `wanted`, if any is like it at all.
fn nearest<'a>(wanted: &str, names: &'a [String]) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    let distances = names.iter().map(|name| (distance(&wanted, &name.to_lowercase()), name));
    let (least, name) = distances.min_by_key(|(distance, _)| *distance)?;
    (least <= wanted.chars().count().max(2) / 2).then_some(name)
}

/// How many single characters must change to make one text the other (Levenshtein 1966).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, from) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, to) in other.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}
