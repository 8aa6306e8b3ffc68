//! A mapping as TOML that a person can read, correct and save.

use super::{Fact, Mapping, Worded};
use serde::Serialize;
use std::fmt::{self, Write};
use toml::Value;

impl Mapping {
    /// The mapping as TOML with a comment to each key. Read back by [`Mapping::from_toml`] it is the same mapping.
    pub fn to_toml(&self) -> String {
        let mut page = Page::default();
        // Writing into a String cannot fail.
        let _ = self.print(&mut page);
        page.text
    }

    fn print(&self, page: &mut Page) -> fmt::Result {
        page.comment("Which column means what. Take away or correct lines; a column may be named twice.")?;
        page.key("source", &self.source, "the name of the system the log comes from")?;
        page.key("missing", &self.missing, "cells that say nothing")?;
        page.key("thread", &self.thread, "the case, order or goal: what makes one journey")?;
        page.key("action", &self.action, "what was done")?;
        page.key("touchpoint", &self.touchpoint, "the place")?;
        page.key("channel", &self.channel, "phone, web, app ...")?;
        page.key("owner", &self.owner, "the department, team or supplier responsible")?;
        page.key("actor", &self.actor, "who acted for the company")?;
        page.key("text", &self.text, "what was said or written")?;
        page.key("id", &self.id, "the row's own id")?;
        page.key("sequence", &self.sequence, "orders rows of one moment")?;
        page.key("amount", &self.amount, "money")?;
        let segment = Some(&self.segment).filter(|columns| !columns.is_empty());
        page.key("segment", &segment, "kinds of cases: like is compared with like")?;
        self.print_at(page)?;
        for milestone in &self.milestone {
            page.section("[[milestone]]", "a row tells of several moments, each a touch of its own")?;
            page.key("column", &Some(&milestone.column), "")?;
            page.key("action", &Some(&milestone.action), "what was done then")?;
            page.key("unit", &milestone.unit, "so long after the first: seconds, minutes, hours or days")?;
        }
        for customer in &self.customer {
            page.section("[[customer]]", "what the customer is known by")?;
            page.key("column", &Some(&customer.column), "")?;
            page.key("kind", &Some(customer.kind), "account, email, phone, messenger, device or name")?;
        }
        print_words(page, "outcome", &self.outcome, "how it ended: ok, failed, refused, abandoned, waiting")?;
        print_words(page, "direction", &self.direction, "who began it: customer, company, self_service, internal")?;
        print_words(page, "phase", &self.phase, "part of an activity: schedule, start, complete, other")?;
        for (name, length) in [("waited", &self.waited), ("handled", &self.handled)] {
            if let Some(length) = length {
                page.section(&format!("[{name}]"), "a length of time")?;
                page.key("column", &Some(&length.column), "")?;
                page.key("unit", &Some(length.unit), "milliseconds, seconds, minutes, hours or days")?;
            }
        }
        self.print_results(page)?;
        if self.table != super::TableLayout::default() {
            page.section("[table]", "how the text is laid out")?;
            page.key("delimiter", &self.table.delimiter, "")?;
            page.key("header", &self.table.header, "the first row names the columns")?;
        }
        Ok(())
    }

    fn print_at(&self, page: &mut Page) -> fmt::Result {
        page.section("[at]", "when it happened")?;
        page.key("column", &self.at.column, "")?;
        page.key("clock", &self.at.clock, "the time of day, where it stands apart")?;
        let formats = Some(&self.at.formats).filter(|formats| !formats.is_empty());
        page.key("formats", &formats, "year-first, day-first, month-first, compact, epoch-seconds, excel-days ...")?;
        page.key("zone", &self.at.zone, "the zone of times that name none")?;
        page.key("always", &self.at.always, "one time for all rows")
    }

    fn print_results(&self, page: &mut Page) -> fmt::Result {
        let results = &self.results;
        let facts: [(&str, &Option<Fact>, &str); 5] = [
            ("reopened", &results.reopened, "opened again"),
            ("sla_broken", &results.sla_broken, "the agreed time was broken"),
            ("churned", &results.churned, "the customer left"),
            ("returned", &results.returned, "goods or money went back"),
            ("complained", &results.complained, "the customer complained"),
        ];
        for (name, fact, comment) in facts {
            if let Some(fact) = fact {
                page.section(&format!("[results.{name}]"), comment)?;
                page.key("column", &Some(&fact.column), "")?;
                page.key("when", &Some(&fact.when).filter(|words| !words.is_empty()), "words that mean it is so")?;
                page.key("negated", &Some(fact.negated).filter(|negated| *negated), "the column says the opposite")?;
            }
        }
        if let Some(rating) = &results.rating {
            page.section("[results.rating]", "the customer's rating")?;
            page.key("column", &Some(&rating.column), "")?;
            page.key("worst", &Some(rating.worst), "")?;
            page.key("best", &Some(rating.best), "")?;
            page.table("results.rating.values", &rating.values)?;
        }
        Ok(())
    }
}

fn print_words<T: Serialize>(page: &mut Page, name: &str, words: &Option<Worded<T>>, comment: &str) -> fmt::Result {
    let Some(words) = words else { return Ok(()) };
    page.section(&format!("[{name}]"), comment)?;
    page.key("column", &Some(&words.column), "")?;
    page.table(&format!("{name}.values"), &words.values)
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn comment(&mut self, comment: &str) -> fmt::Result {
        writeln!(self.text, "# {comment}")
    }

    fn section(&mut self, name: &str, comment: &str) -> fmt::Result {
        writeln!(self.text, "\n{name} # {comment}")
    }

    /// One key, unless it has no value.
    fn key<T: Serialize>(&mut self, name: &str, value: &Option<T>, comment: &str) -> fmt::Result {
        let Some(value) = value.as_ref().and_then(|value| Value::try_from(value).ok()) else { return Ok(()) };
        write!(self.text, "{name} = {value}")?;
        let sign = if comment.is_empty() { "" } else { " # " };
        writeln!(self.text, "{sign}{comment}")
    }

    /// A table of words, unless it is empty.
    fn table<T: Serialize>(&mut self, name: &str, words: &std::collections::BTreeMap<String, T>) -> fmt::Result {
        if words.is_empty() {
            return Ok(());
        }
        writeln!(self.text, "\n[{name}]")?;
        for (word, value) in words {
            let Ok(value) = Value::try_from(value) else { continue };
            writeln!(self.text, "{} = {value}", Value::String(word.clone()))?;
        }
        Ok(())
    }
}
